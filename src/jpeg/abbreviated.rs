//! Abbreviated streams: tables in one stream, images without tables in others. T.81 B.4, B.5.

use super::syntax::{marker, Content, Structure};
use alloc::vec::Vec;

/// Quantisation and Huffman tables that came in a stream of their own, in the order of their definition.
///
/// Other things that such a stream may define (restart interval, arithmetic conditioning) end at the next SOI: E.2.1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableStream {
    pub(super) definitions: Vec<Content>,
}

impl TableStream {
    /// The tables of a stream that holds no image; `None` where it holds one, or holds no tables.
    pub fn of(structure: &Structure) -> Option<Self> {
        if !structure.is_tables_only() {
            return None;
        }
        let contents = structure.segments.iter().map(|s| &s.content);
        let tables = contents.filter(|c| is_table(c)).cloned();
        Some(Self {
            definitions: tables.collect(),
        })
    }
}

const fn is_table(content: &Content) -> bool {
    matches!(content, Content::QuantTables(_) | Content::HuffmanTables(_))
}

impl Structure {
    /// Whether this is a stream of tables without an image: T.81 B.5.
    pub fn is_tables_only(&self) -> bool {
        let (mut tables, mut image, mut ends) = (false, false, false);
        for segment in &self.segments {
            match &segment.content {
                content if is_table(content) => tables = true,
                Content::EndOfImage => ends = true,
                Content::Frame(_) | Content::Hierarchy(_) | Content::Scan(_) => image = true,
                // A header that breaks off, or one of another standard.
                Content::Other => {
                    image |= marker::is_sof(segment.marker) || segment.marker == marker::SOF55;
                }
                _ => {}
            }
        }
        tables && ends && !image
    }

    /// Whether the image has no quantisation or no Huffman tables before its first scan, though it needs them: it is
    /// abbreviated (T.81 B.4), or a frame of a Motion JPEG.
    pub fn lacks_tables(&self) -> bool {
        let (mut quant, mut huffman) = (false, false);
        let mut process = None;
        for segment in &self.segments {
            match &segment.content {
                Content::QuantTables(_) => quant = true,
                Content::HuffmanTables(_) => huffman = true,
                Content::Frame(header) => process = process.or(Some(header.marker)),
                Content::Scan(_) => break,
                _ => {}
            }
        }
        process.is_some_and(|code| {
            (!quant && !marker::is_lossless(code)) || (!huffman && !marker::is_arithmetic(code))
        })
    }
}
