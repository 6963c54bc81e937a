//! The samples of a lossless frame and their neighbours.

use super::document::Document;
use super::fault;
use crate::jpeg::rewrite::{self, frame_of};
use crate::Limits;
use alloc::rc::Rc;
use alloc::vec::Vec;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// The samples of a lossless frame.
#[wasm_bindgen]
pub struct FrameSamples {
    data: Rc<[u8]>,
    samples: rewrite::FrameSamples,
}

#[wasm_bindgen]
impl FrameSamples {
    /// Begins with the frame of a scan. Throws a fault where the file cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &Document, scan: u32) -> Result<FrameSamples, JsValue> {
        let frame = frame_of(document.structure().map_err(|e| fault(&e))?, scan);
        let data = Rc::clone(&document.data);
        let samples = rewrite::FrameSamples::new(&data, frame, &Limits::default());
        Ok(Self {
            samples: samples.map_err(|e| fault(&e))?,
            data,
        })
    }

    /// Works until `until_ms` (as `Date.now()` counts) is past; returns which part is done, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> f64 {
        while let Some(reached) = self.samples.step(&self.data) {
            if Date::now() >= until_ms {
                return (reached as f64 / self.data.len().max(1) as f64).min(0.999);
            }
        }
        1.0
    }

    /// A sample, and those to the left, above, and left above: -1 where there is none.
    pub fn around(&self, component: u16, x: u32, y: u32) -> Vec<i32> {
        let at = |left: u32, up: u32| {
            let place = x.checked_sub(left).zip(y.checked_sub(up));
            let sample = place.and_then(|(x, y)| self.samples.sample(component, x, y));
            sample.map_or(-1, i32::from)
        };
        [at(0, 0), at(1, 0), at(0, 1), at(1, 1)].to_vec()
    }

    /// What a sample is predicted by, less its point transform; nothing where nothing is predicted.
    pub fn prediction(&self, component: u16, x: u32, y: u32) -> Option<i32> {
        self.samples.prediction(component, x, y)
    }
}
