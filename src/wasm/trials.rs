//! What flipping bits of the open file does to its picture, as it is found out.

use super::columns::{bytes, floats, ints};
use super::document::Document;
use super::{fault, object};
use crate::jpeg::trials::{Effect, Rounds, Trial, Trials, Tried};
use alloc::rc::Rc;
use alloc::vec::Vec;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// The shape of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface TrialColumns {
  bit: Float64Array; changed: Float64Array; ruined: Float64Array; whole: Uint8Array;
  role: Uint8Array; scan: Int32Array; k: Int32Array;
}
"#;

/// Trial flips of a file, while they are made.
#[wasm_bindgen]
pub struct TrialReader {
    trials: Trials,
    /// Found since they were taken last.
    found: Vec<Trial>,
    done: usize,
}

#[wasm_bindgen]
impl TrialReader {
    /// Begins. `headers`, `coded`: how many bits are flipped of each header field, and of each of 256 stretches of entropy-coded
    /// data. Throws a fault where there is no picture, or one too large to be held twice.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &Document, headers: u8, coded: u8) -> Result<TrialReader, JsValue> {
        let structure = document.structure().map_err(|e| fault(&e))?.clone();
        let (data, tables) = (Rc::clone(&document.data), document.tables.as_ref());
        let rounds = Rounds { headers, coded };
        let trials = Trials::new(data, structure, tables, &document.options, rounds);
        Ok(Self {
            trials: trials.map_err(|e| fault(&e))?,
            found: Vec::new(),
            done: 0,
        })
    }

    /// How many bits are flipped in all.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> f64 {
        self.trials.total() as f64
    }

    /// Flips bits until `until_ms` (as `Date.now()` counts) is past; how many have been flipped so far. Throws a fault where the
    /// file as it is has no picture.
    pub fn advance(&mut self, until_ms: f64) -> Result<f64, JsValue> {
        loop {
            match self.trials.step().map_err(|e| fault(&e))? {
                Tried::One(trial) => {
                    self.done += 1;
                    self.found.push(trial);
                }
                Tried::Progress => {}
                Tried::Done => break,
            }
            if Date::now() >= until_ms {
                break;
            }
        }
        Ok(self.done as f64)
    }

    /// What has been found since this was asked last, with what the bits are for. `document`: the same, not edited since.
    /// `whole`: all pixels, as no picture came out (2) or one of another size (1).
    #[wasm_bindgen(unchecked_return_type = "TrialColumns")]
    pub fn take(&mut self, document: &mut Document) -> JsValue {
        let found = core::mem::take(&mut self.found);
        let all = self.trials.pixels();
        let spans: Vec<_> = match document.tracer() {
            Some(tracer) => {
                let span = |t: &Trial| tracer.window(t.bit..t.bit + 1).into_iter().next();
                found.iter().map(span).collect()
            }
            None => Vec::new(),
        };
        let effects = || found.iter().map(|trial| trial.effect);
        let changed = effects().map(|effect| match effect {
            Effect::Pixels { changed, .. } => changed as f64,
            _ => all as f64,
        });
        let ruined = effects().map(|effect| match effect {
            Effect::Pixels { ruined, .. } => ruined as f64,
            _ => all as f64,
        });
        let whole = effects().map(|effect| match effect {
            Effect::Pixels { .. } => 0,
            Effect::Resized => 1,
            Effect::Refused => 2,
        });
        let of = |read: fn(&crate::jpeg::FileSpan) -> i32| {
            let spans = spans.iter();
            ints(spans.map(move |span| span.as_ref().map_or(-1, read)))
        };
        object(&[
            ("bit", floats(found.iter().map(|t| t.bit as f64))),
            ("changed", floats(changed)),
            ("ruined", floats(ruined)),
            ("whole", bytes(whole)),
            (
                "role",
                bytes(
                    spans
                        .iter()
                        .map(|s| s.as_ref().map_or(255, |s| s.role as u8)),
                ),
            ),
            (
                "scan",
                of(|s| s.block.as_ref().map_or(-1, |b| b.scan as i32)),
            ),
            ("k", of(|s| s.k as i32)),
        ])
    }
}
