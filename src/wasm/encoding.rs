//! The picture that is shown, encoded anew: step by step, with what each step takes.

use super::document::Document;
use super::raster::Raster;
use super::{fault, object};
use crate::jpeg::rewrite::{
    Coding, Coefficients, HuffmanTables, Layout, Pixels, Prepared, Process, Quantisation, Restart,
    Settings, StageSizes,
};
use crate::jpeg::syntax::{Content, Structure};
use crate::jpeg::{self, Options, Orient};
use crate::{Code, Error, Limits};
use alloc::boxed::Box;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

/// The shape of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface StageSizes {
  pixelBytes: number; sampleBytes: number; coefficients: number; nonzero: number; symbols: number; codeBits: number;
  extraBits: number; scanBytes: number; fileBytes: number;
}
"#;

/// In which scans the coefficients go.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScanOrder {
    /// As few as may be.
    Sequential,
    /// Those of the reference encoder.
    Progressive,
}

/// Which Huffman tables.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CodeTables {
    /// Those of T.81 K.3.
    Standard,
    /// The best for each scan.
    Optimal,
}

/// A picture while it is encoded.
#[wasm_bindgen]
pub struct Encoding {
    prepared: Prepared,
    coding: Coding,
    coefficients: Option<Coefficients>,
    file: Vec<u8>,
    sizes: StageSizes,
}

#[wasm_bindgen]
impl Encoding {
    /// Converts and downsamples a gathered picture. `quality`: 1 to 100, or 0 for the quantisation tables of `document`;
    /// `sampling`: H and V of each of three components, or nothing for one component, grey; `restart_rows`: rows of MCUs between
    /// restart markers, or 0. Throws a fault where that cannot be.
    #[wasm_bindgen(constructor)]
    pub fn new(
        raster: &Raster,
        document: &Document,
        quality: u8,
        sampling: &[u8],
        order: ScanOrder,
        tables: CodeTables,
        restart_rows: u16,
    ) -> Result<Encoding, JsValue> {
        let refuse = |code| fault(&Error::at_bit(code, 0));
        let quantisation = match quality {
            0 => document
                .structure()
                .ok()
                .and_then(|structure| tables_of(structure))
                .ok_or_else(|| refuse(Code::Parameter))?,
            quality => Quantisation::Quality(quality),
        };
        let sampling = match *sampling {
            [] => None,
            [h0, v0, h1, v1, h2, v2] => Some([(h0, v0), (h1, v1), (h2, v2)]),
            _ => return Err(refuse(Code::Parameter)),
        };
        let coding = Coding {
            process: match order {
                ScanOrder::Sequential => Process::Sequential,
                ScanOrder::Progressive => Process::Progressive,
            },
            tables: match tables {
                CodeTables::Standard => HuffmanTables::Standard,
                CodeTables::Optimal => HuffmanTables::Optimal,
            },
            restart: Restart::Rows(restart_rows),
            ..Coding::default()
        };
        let pixels = Pixels {
            width: raster.image.width,
            height: raster.image.height,
            layout: Layout::Rgba,
            data: &raster.image.rgba,
        };
        let settings = Settings {
            sampling,
            quantisation,
            coding: coding.clone(),
        };
        let prepared = Prepared::new(&pixels, &settings, &Limits::default());
        Ok(Self {
            prepared: prepared.map_err(|e| fault(&e))?,
            coding,
            coefficients: None,
            file: Vec::new(),
            sizes: StageSizes::default(),
        })
    }

    /// Transforms and quantises.
    pub fn transform(&mut self) {
        self.coefficients = Some(self.prepared.coefficients());
    }

    /// Writes the file. Throws a fault where the coefficients do not fit one.
    pub fn write(&mut self) -> Result<(), JsValue> {
        let none = || fault(&Error::at_bit(Code::NoCoefficients, 0));
        let coefficients = self.coefficients.as_ref().ok_or_else(none)?;
        let written = coefficients.jfif(&self.coding).map_err(|e| fault(&e))?;
        self.sizes = self.prepared.sizes(coefficients, &written);
        self.file = written.bytes;
        self.coefficients = None;
        Ok(())
    }

    /// The mean squared error of red, green and blue against the picture that was encoded; 0 before it is written.
    pub fn error(&self, raster: &Raster) -> f64 {
        let options = Options {
            orient: Orient::Ignore,
            ..Options::default()
        };
        let Ok(decoded) = jpeg::decode(&self.file, &options) else {
            return 0.0;
        };
        let pairs = raster.image.rgba.iter().zip(&decoded.value.rgba);
        let squares = pairs.map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2));
        let samples = raster.image.rgba.len() / 4 * 3;
        // Alpha is the same everywhere.
        squares.sum::<u64>() as f64 / samples.max(1) as f64
    }

    /// What each step takes.
    #[wasm_bindgen(unchecked_return_type = "StageSizes")]
    pub fn sizes(&self) -> JsValue {
        let sizes = &self.sizes;
        object(&[
            ("pixelBytes", (sizes.pixel_bytes as f64).into()),
            ("sampleBytes", (sizes.sample_bytes as f64).into()),
            ("coefficients", (sizes.coefficients as f64).into()),
            ("nonzero", (sizes.nonzero as f64).into()),
            ("symbols", (sizes.symbols as f64).into()),
            ("codeBits", (sizes.code_bits as f64).into()),
            ("extraBits", (sizes.extra_bits as f64).into()),
            ("scanBytes", (sizes.scan_bytes as f64).into()),
            ("fileBytes", (sizes.file_bytes as f64).into()),
        ])
    }

    /// The file. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.file)
    }
}

/// The quantisation tables of a file's first component and of its second: as they stand before the first scan, if 8 bits are
/// enough for them.
fn tables_of(structure: &Structure) -> Option<Quantisation> {
    let mut tables = [None; 4];
    let mut wanted = [0, 0];
    for segment in &structure.segments {
        match &segment.content {
            Content::QuantTables(found) => {
                for table in found {
                    *tables.get_mut(usize::from(table.destination))? = Some(table.natural);
                }
            }
            Content::Frame(frame) => {
                let destination = |c: usize| frame.components.get(c).map(|c| usize::from(c.tq));
                let first = destination(0)?;
                wanted = [first, destination(1).unwrap_or(first)];
            }
            Content::Scan(_) => break,
            _ => {}
        }
    }
    let [luminance, chrominance] = wanted.map(|at| tables.get(at).copied().flatten());
    let both = [luminance?, chrominance?];
    let fits = both.iter().flatten().all(|q| (1..=255).contains(q));
    fits.then(|| Quantisation::Tables(Box::new(both)))
}
