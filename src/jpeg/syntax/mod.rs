//! Segments to fields and tables: everything in a JPEG file that is not entropy-coded.
//!
//! One walk over the file reads and labels at the same time, so what the inspector shows is what the decoder uses.

mod application;
mod define;
mod exif_tags;
mod found;
pub mod header;
mod icc;
mod jfif;
mod mark;
pub mod marker;
mod photoshop;
pub mod tables;
mod tiff;
mod walk;

use crate::field::Field;
use crate::{Code, Error, Limits, Orientation, Resolution};
use alloc::vec::Vec;
use core::ops::Range;
use header::{Adobe, FrameHeader, ScanHeader};
use tables::{HuffmanSpec, QuantTable};

/// A JPEG file, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// Every segment in file order, entropy-coded data included; their byte ranges tile the file.
    pub segments: Vec<Segment>,
    /// What each segment says, in file order; the leaves tile the file.
    pub fields: Vec<Field>,
    /// What was wrong, in file order.
    pub errors: Vec<Error>,
    /// What the picture's first EXIF orientation tag says.
    pub orientation: Orientation,
    /// From JFIF or, failing that, EXIF, where either states a unit.
    pub resolution: Option<Resolution>,
    /// What the first JFIF APP0 says: its version, as `major << 8 | minor`.
    pub jfif: Option<u16>,
    /// What the last Adobe APP14 before the first scan says.
    pub adobe: Option<Adobe>,
    /// Other pictures in the file, in the order they were found.
    pub pictures: Vec<Embedded>,
    /// Indices into `fields` of the leaves, by ascending bit: see [`Structure::leaf_at`].
    pub leaves: Vec<u32>,
}

impl Structure {
    /// Whether a DHP segment makes the picture a hierarchical one, of several frames: T.81 B.3.
    pub fn is_hierarchical(&self) -> bool {
        let mut contents = self.segments.iter().map(|segment| &segment.content);
        contents.any(|content| matches!(content, Content::Hierarchy(_)))
    }

    /// The leaf that owns a bit of the file, as an index into [`Structure::fields`].
    pub fn leaf_at(&self, bit: u64) -> Option<usize> {
        let field = |leaf: &u32| self.fields.get(*leaf as usize);
        let after = self
            .leaves
            .partition_point(|leaf| field(leaf).is_some_and(|f| f.start <= bit));
        let leaf = self.leaves.get(after.checked_sub(1)?)?;
        field(leaf)
            .filter(|f| bit < f.end())
            .map(|_| *leaf as usize)
    }

    /// Place in [`Structure::leaves`] of the first leaf that ends behind a bit.
    pub fn first_leaf_from(&self, bit: u64) -> usize {
        self.leaves.partition_point(|&leaf| {
            let field = self.fields.get(leaf as usize);
            field.is_some_and(|f| f.end() <= bit)
        })
    }

    /// The leaf at a place in [`Structure::leaves`], with its index into [`Structure::fields`].
    pub fn leaf(&self, place: usize) -> Option<(u32, &Field)> {
        let &index = self.leaves.get(place)?;
        Some((index, self.fields.get(index as usize)?))
    }

    /// The segment that a byte of the file lies in, as an index into [`Structure::segments`].
    pub fn segment_at(&self, byte: usize) -> Option<usize> {
        let after = self.segments.partition_point(|s| s.bytes.start <= byte);
        let index = after.checked_sub(1)?;
        let segment = self.segments.get(index)?;
        segment.bytes.contains(&byte).then_some(index)
    }

    /// The errors that concern the picture: all but those inside APPn and COM segments, which decoding does not need.
    pub fn picture_errors(&self) -> impl Iterator<Item = &Error> {
        self.errors.iter().filter(|error| {
            let byte = usize::try_from(error.at / 8).unwrap_or(usize::MAX);
            let segment = self.segment_at(byte).and_then(|i| self.segments.get(i));
            error.code == Code::UnexpectedEnd
                || segment.is_none_or(|s| !matches!(s.content, Content::Application))
        })
    }
}

/// Another picture inside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// What holds it, and how it is stored.
    pub kind: EmbeddedKind,
    /// Its bytes in the file.
    pub bytes: Range<usize>,
}

/// What holds another picture, and how it is stored. JPEG where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbeddedKind {
    /// The thumbnail of a JFIF APP0: `3 · width · height` bytes R G B.
    JfifRgb {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A JFXX APP0's JPEG thumbnail.
    JfxxJpeg,
    /// A JFXX APP0's thumbnail: a palette of 256 × R G B, then `width · height` indices into it.
    JfxxPalette {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A JFXX APP0's thumbnail: `3 · width · height` bytes R G B.
    JfxxRgb {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The JPEG thumbnail that EXIF's IFD1 points to.
    ExifJpeg,
    /// The uncompressed thumbnail that EXIF's IFD1 points to: `3 · width · height` bytes R G B.
    ExifRgb {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The JPEG thumbnail among Photoshop's image resources.
    Photoshop,
    /// The picture of this number in a multi-picture file (0 is the first picture of the file).
    MultiPicture(u32),
    /// A JPEG file in the bytes after EOI, which nothing points to.
    Trailing,
}

/// A stretch of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it is and what it says.
    pub content: Content,
    /// The marker's second byte; 0 for stretches without one.
    pub marker: u8,
    /// Bytes of the file: from its first fill byte or marker to the byte before the next segment.
    pub bytes: Range<usize>,
    /// Index of its first field in [`Structure::fields`].
    pub first_field: usize,
}

/// What a segment says, for decoding.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// SOI.
    StartOfImage,
    /// EOI.
    EndOfImage,
    /// DQT: T.81 B.2.4.1.
    QuantTables(Vec<QuantTable>),
    /// DHT: T.81 B.2.4.2.
    HuffmanTables(Vec<HuffmanSpec>),
    /// DAC: T.81 B.2.4.3: `(class, destination, value)` each.
    Conditioning(Vec<(u8, u8, u8)>),
    /// DRI: T.81 B.2.4.4: MCUs between restart markers.
    RestartInterval(u16),
    /// SOFn: T.81 B.2.2.
    Frame(FrameHeader),
    /// DHP: T.81 B.3.2.
    Hierarchy(FrameHeader),
    /// EXP: T.81 B.3.3: `(Eh, Ev)`.
    Expand(u8, u8),
    /// DNL: T.81 B.2.5: the number of lines.
    Lines(u16),
    /// SOS: T.81 B.2.3. The entropy-coded data, where there are any, follow as the next segment.
    Scan(ScanHeader),
    /// Entropy-coded data with its restart markers, up to the next other marker or the end of the file.
    EntropyCoded,
    /// APPn and COM.
    Application,
    /// A marker without a meaning here (JPGn, RES, TEM, a stray RSTn) and its parameters, if it has any; and frame or
    /// scan headers and the like that break off.
    Other,
    /// Bytes that belong to no segment.
    Garbage,
    /// Bytes after EOI.
    Trailing,
}

/// Takes a file apart. Never fails: what is wrong stands in [`Structure::errors`].
pub fn parse(data: &[u8], limits: &Limits) -> Structure {
    walk::walk(data, limits)
}
