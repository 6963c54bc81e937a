//! The open picture's coefficients, kept so that after an edit what is looked at comes before all else.

use super::document::Document;
use super::fault;
use crate::jpeg::{Advance, KeptFrame, Scale};
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ops::Range;
use js_sys::{Date, Uint8ClampedArray};
use wasm_bindgen::prelude::*;

/// Coefficients of a progressive picture.
#[wasm_bindgen]
pub struct KeptPicture {
    frame: KeptFrame<Rc<[u8]>>,
    /// The row that the rows that were taken last begin with.
    #[wasm_bindgen(readonly)]
    pub first_row: u32,
}

#[wasm_bindgen]
impl KeptPicture {
    /// Begins to read those of the open picture; nothing where they are not kept: of pictures that are not progressive, not complete,
    /// or too large.
    pub fn of(document: &Document) -> Option<KeptPicture> {
        let decoder = document.decoder(&document.options).ok()?;
        Some(Self {
            frame: KeptFrame::new(decoder)?,
            first_row: 0,
        })
    }

    /// Reads until `until_ms` (as `Date.now()` counts) is past; whether all has been read.
    pub fn advance(&mut self, until_ms: f64) -> bool {
        while !self.frame.is_settled() && Date::now() < until_ms {
            self.frame.read();
        }
        self.frame.is_settled()
    }

    /// The file has been edited. Whether that can be followed; otherwise what is kept is still of the file before.
    pub fn edit(&mut self, document: &Document) -> bool {
        let decoder = document.decoder(&document.options);
        decoder.is_ok_and(|decoder| self.frame.edit(decoder))
    }

    /// Reads until rows `from..to` of the picture can be looked at, or `until_ms` is past; whether they can be.
    pub fn reach(&mut self, from: u32, to: u32, until_ms: f64) -> bool {
        self.frame.reach(&(from..to), || Date::now() < until_ms)
    }

    /// Begins to hand out those of these rows that an edit may have changed, and perhaps some more, reduced to 1/`reduction` (1, 2,
    /// 4 or 8).
    pub fn look(&mut self, from: u32, to: u32, reduction: u32) -> Result<(), JsValue> {
        let looked = self.frame.look(&(from..to), Scale::of_reduction(reduction));
        looked.map_err(|e| fault(&e))
    }

    /// Pixels a row of what is handed out.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.frame.size().0
    }

    /// Hands out at least `least` bytes of rows, RGBA, if there are so many; none where all have been handed out. They begin with
    /// row `first_row`.
    pub fn rows(&mut self, least: u32) -> Result<Uint8ClampedArray, JsValue> {
        let mut rgba = Vec::new();
        let mut first: Option<Range<u32>> = None;
        while rgba.len() < least as usize {
            match self.frame.show(&mut rgba).map_err(|e| fault(&e))? {
                Advance::Progress(..) => {}
                Advance::Rows(rows) => {
                    first.get_or_insert(rows);
                }
                Advance::Done => break,
            }
        }
        self.first_row = first.map_or(0, |rows| rows.start);
        Ok(rgba.as_slice().into())
    }
}
