//! Texts of bits, chunk by chunk, and back.

use super::document::Document;
use super::fault;
use super::raster::{PixelKind, Raster};
use crate::text::{Columns, Grouping, Layout, Offsets, Parser, Source, Text};
use crate::Error;
use alloc::vec::Vec;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// How bytes are written.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// Eight 0s and 1s a byte.
    Bits,
    /// Two hexadecimal digits a byte.
    Hex,
    /// A number from 0 to 255 a byte.
    Decimal,
}

/// What helps the eye in each row.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// Nothing.
    None,
    /// A space every eight bits.
    Groups,
    /// The offset before each row.
    Offsets,
    /// Both.
    GroupsAndOffsets,
}

/// How a text is laid out.
#[wasm_bindgen]
pub struct TextLayout(Layout);

#[wasm_bindgen]
impl TextLayout {
    /// `columns`: 1–4096 bits or bytes in a row; 0 for a single line.
    #[wasm_bindgen(constructor)]
    pub fn new(notation: Notation, columns: u32, marks: Marks) -> Self {
        Self(Layout {
            notation: match notation {
                Notation::Bits => crate::text::Notation::Bits,
                Notation::Hex => crate::text::Notation::Hex,
                Notation::Decimal => crate::text::Notation::Decimal,
            },
            columns: match columns {
                0 => Columns::All,
                count => Columns::Of(count),
            },
            grouping: match marks {
                Marks::Groups | Marks::GroupsAndOffsets => Grouping::Bytes,
                Marks::None | Marks::Offsets => Grouping::None,
            },
            offsets: match marks {
                Marks::Offsets | Marks::GroupsAndOffsets => Offsets::Column,
                Marks::None | Marks::Groups => Offsets::None,
            },
        })
    }
}

/// A stretch of text, and where to go on.
#[wasm_bindgen]
pub struct Chunk {
    bytes: Vec<u8>,
    /// The cell to ask for next; -1 at the end.
    pub next: f64,
    /// Length of the whole text, in bytes.
    pub total: f64,
}

#[wasm_bindgen]
impl Chunk {
    /// The text, all ASCII. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.bytes)
    }
}

/// About `limit` bytes of a text from a cell on.
fn chunk(source: Source<'_>, layout: &TextLayout, from: f64, limit: u32) -> Result<Chunk, JsValue> {
    let text = Text::new(source, layout.0).map_err(|e| fault(&e))?;
    let mut bytes = Vec::with_capacity(limit as usize);
    let next = text.chunk(from.max(0.0) as u64, &mut bytes, limit as usize);
    Ok(Chunk {
        bytes,
        next: next.map_or(-1.0, |cell| cell as f64),
        total: text.text_bytes() as f64,
    })
}

#[wasm_bindgen]
impl Document {
    /// About `limit` bytes of a text of the file, from cell `from` on. Throws a fault for a layout that makes no sense.
    #[wasm_bindgen(js_name = textChunk)]
    pub fn text_chunk(&self, layout: &TextLayout, from: f64, limit: u32) -> Result<Chunk, JsValue> {
        chunk(Source::Bytes(&self.data), layout, from, limit)
    }
}

#[wasm_bindgen]
impl Raster {
    /// About `limit` bytes of a text of the pixels, from cell `from` on. Throws a fault for a layout that makes no sense.
    #[wasm_bindgen(js_name = textChunk)]
    pub fn text_chunk(
        &self,
        kind: PixelKind,
        layout: &TextLayout,
        from: f64,
        limit: u32,
    ) -> Result<Chunk, JsValue> {
        chunk(self.source(kind), layout, from, limit)
    }
}

/// Reads a text of bits, hexadecimal or decimal bytes, piece by piece.
#[wasm_bindgen]
#[derive(Default)]
pub struct TextReader(Parser);

#[wasm_bindgen]
impl TextReader {
    /// A reader before the first piece.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece. Throws a fault, with line and column, for what belongs to no such text.
    pub fn feed(&mut self, text: &[u8]) -> Result<(), JsValue> {
        self.0.feed(text).map_err(|e| self.placed(&e))
    }

    /// The bytes of all pieces. Throws as [`TextReader::feed`] does.
    pub fn finish(&mut self) -> Result<Vec<u8>, JsValue> {
        let parsed = self.0.finish();
        parsed.map(|p| p.bytes).map_err(|e| self.placed(&e))
    }
}

impl TextReader {
    /// A fault with the line and the column of where it is.
    fn placed(&self, error: &Error) -> JsValue {
        let (line, column) = self.0.place();
        let fault = fault(error);
        for (name, number) in [("line", line), ("column", column)] {
            // The object is plain and new: nothing can refuse the property.
            let _ = Reflect::set(&fault, &name.into(), &number.into());
        }
        fault
    }
}
