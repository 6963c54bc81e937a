//! Clean edits: coefficients, a sample or a quantiser are changed, and the file stays valid.

use super::document::Document;
use super::fault;
use crate::jpeg::rewrite::{frame_of, CoefficientEdit, Editing, Edits, QuantiserEdit, SampleEdit};
use crate::{Code, Error, Limits};
use alloc::rc::Rc;
use alloc::vec::Vec;
use js_sys::{Date, Uint8Array};
use wasm_bindgen::prelude::*;

/// A clean edit under way.
#[wasm_bindgen]
pub struct CleanEdit {
    editing: Option<Editing<Rc<[u8]>>>,
    bytes: usize,
    /// The new file.
    file: Vec<u8>,
}

#[wasm_bindgen]
impl CleanEdit {
    /// Sets coefficients in the frame of a scan: column by column the component, the block, the zigzag index, the value. Throws
    /// a fault where the file cannot be read.
    pub fn coefficients(
        document: &Document,
        scan: u32,
        components: &[u16],
        bx: &[u32],
        by: &[u32],
        indices: &[u8],
        values: &[i16],
    ) -> Result<CleanEdit, JsValue> {
        let frame = frame(document, scan)?;
        let blocks = components.iter().zip(bx).zip(by);
        let all = blocks.zip(indices.iter().zip(values));
        let coefficients = all.map(|(((&component, &bx), &by), (&k, &value))| CoefficientEdit {
            frame,
            component,
            bx,
            by,
            k,
            value,
        });
        Self::new(
            document,
            Edits {
                coefficients: coefficients.collect(),
                ..Edits::default()
            },
        )
    }

    /// Sets a sample of a lossless frame, that of a scan. Throws a fault where the file cannot be read.
    pub fn sample(
        document: &Document,
        scan: u32,
        component: u16,
        x: u32,
        y: u32,
        value: u16,
    ) -> Result<CleanEdit, JsValue> {
        let samples = [SampleEdit {
            frame: frame(document, scan)?,
            component,
            x,
            y,
            value,
        }]
        .to_vec();
        Self::new(
            document,
            Edits {
                samples,
                ..Edits::default()
            },
        )
    }

    /// Sets a quantiser of a component in the frame of a scan, named by its zigzag index. Throws a fault where the file cannot
    /// be read.
    pub fn quantiser(
        document: &Document,
        scan: u32,
        component: u16,
        k: u8,
        value: u16,
    ) -> Result<CleanEdit, JsValue> {
        let quantisers = [QuantiserEdit {
            frame: frame(document, scan)?,
            component,
            k,
            value,
        }]
        .to_vec();
        Self::new(
            document,
            Edits {
                quantisers,
                ..Edits::default()
            },
        )
    }

    /// Works until `until_ms` (as `Date.now()` counts) is past; returns which part is done, 1 = all. Throws a fault where the
    /// file cannot hold what is wanted.
    pub fn advance(&mut self, until_ms: f64) -> Result<f64, JsValue> {
        let Some(editing) = &mut self.editing else {
            return Ok(1.0);
        };
        while let Some(reached) = editing.step() {
            if Date::now() >= until_ms {
                // The last part is writing.
                return Ok((reached as f64 / self.bytes.max(1) as f64).min(1.0) * 0.9);
            }
        }
        if let Some(editing) = self.editing.take() {
            self.file = editing.finish().map_err(|e| fault(&e))?.value;
        }
        Ok(1.0)
    }

    /// The new file, once all is done.
    pub fn file(&self) -> Uint8Array {
        Uint8Array::from(self.file.as_slice())
    }
}

impl CleanEdit {
    fn new(document: &Document, edits: Edits) -> Result<Self, JsValue> {
        let data = Rc::clone(&document.data);
        let bytes = data.len();
        if document.format().as_deref() != Some("jpeg") {
            return Err(fault(&Error::at_bit(Code::NoCoefficients, 0)));
        }
        let editing = Editing::new(data, edits, &Limits::default()).map_err(|e| fault(&e))?;
        Ok(Self {
            editing: Some(editing),
            bytes,
            file: Vec::new(),
        })
    }
}

/// The number of the frame that a scan belongs to.
fn frame(document: &Document, scan: u32) -> Result<u32, JsValue> {
    let structure = document.structure().map_err(|e| fault(&e))?;
    Ok(frame_of(structure, scan))
}
