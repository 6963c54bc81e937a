//! The picture's samples at full depth, for files that hold them.

use super::document::Document;
use super::fault;
use super::raster::Turn;
use crate::jpeg::{Conversion, SampleDecoder, Step};
use crate::{Code, Error, Orientation, Resolution, Samples};
use alloc::rc::Rc;
use alloc::vec::Vec;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// Samples while they are gathered, and then as a whole.
#[wasm_bindgen]
pub struct SampleRaster {
    decoder: Option<SampleDecoder<Rc<[u8]>>>,
    /// The only component wanted.
    component: Option<u16>,
    orientation: Orientation,
    resolution: Option<Resolution>,
    samples: Samples,
    /// Samples of the picture when it is whole.
    whole: usize,
}

#[wasm_bindgen]
impl SampleRaster {
    /// Starts to gather a file's samples: grey, RGB or CMYK as stored, or those of one component. Throws a fault where there
    /// can be none.
    #[wasm_bindgen(constructor)]
    pub fn new(
        document: &Document,
        turn: Turn,
        component: Option<u16>,
    ) -> Result<SampleRaster, JsValue> {
        let conversion = match component {
            Some(_) => Conversion::Components,
            None => Conversion::Picture,
        };
        let decoder = document.samples(conversion).map_err(|e| fault(&e))?;
        let geometry = decoder.geometry();
        let (width, height) = (geometry.width, geometry.height);
        let precision = geometry.precision;
        let channels = match component {
            Some(_) => 1,
            None => decoder.channels(),
        };
        let count = u64::from(width) * u64::from(height) * u64::from(channels);
        let mut data = Vec::new();
        let whole = usize::try_from(count).unwrap_or(usize::MAX);
        if data.try_reserve_exact(whole).is_err() {
            return Err(fault(&Error::at_bit(Code::LimitMemory, 0).with(count * 2)));
        }
        let (orientation, resolution) = document.orientation_and_resolution();
        Ok(Self {
            decoder: Some(decoder),
            component,
            orientation: match turn {
                Turn::AsAsked => orientation,
                Turn::AsStored => Orientation::Normal,
            },
            resolution,
            samples: Samples {
                width,
                height,
                channels,
                precision,
                data,
            },
            whole,
        })
    }

    /// Decodes until `until_ms` (as `Date.now()` counts) is past; returns which part of the picture there is, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> f64 {
        let Some(decoder) = &mut self.decoder else {
            return 1.0;
        };
        let width = self.samples.width as usize;
        let components = usize::from(decoder.channels()).max(1);
        let data = &mut self.samples.data;
        let mut read = 0.0;
        let finished = loop {
            match decoder.step() {
                Ok(Step::Progress(done, all)) => read = done as f64 / (all.max(1)) as f64,
                Ok(Step::Rows(_, samples)) => match self.component {
                    None => data.extend_from_slice(samples),
                    Some(component) => {
                        let at = usize::from(component).min(components - 1) * width;
                        for line in samples.chunks_exact(width.max(1) * components) {
                            data.extend_from_slice(line.get(at..at + width).unwrap_or(&[]));
                        }
                    }
                },
                // What came before the fault is kept.
                Ok(Step::Done) | Err(_) => break true,
            }
            if Date::now() >= until_ms {
                break false;
            }
        };
        if !finished {
            let drawn = data.len() as f64 / self.whole.max(1) as f64;
            // One is for the end alone.
            return (read * 0.5).max(drawn).min(0.99);
        }
        self.decoder = None;
        data.resize(self.whole, 1 << (self.samples.precision.clamp(1, 16) - 1));
        let stored = Samples {
            data: core::mem::take(data),
            ..self.samples
        };
        self.samples = stored.oriented(self.orientation);
        1.0
    }

    /// Width in pixels, turned as asked once the picture is whole.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.samples.width
    }

    /// Height in pixels, turned as asked once the picture is whole.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.samples.height
    }

    /// Samples a pixel.
    #[wasm_bindgen(getter)]
    pub fn channels(&self) -> u16 {
        self.samples.channels
    }

    /// Bits a sample.
    #[wasm_bindgen(getter)]
    pub fn precision(&self) -> u8 {
        self.samples.precision
    }

    /// Pixels a metre, across and down; empty where the file names no unit.
    #[wasm_bindgen(getter)]
    pub fn resolution(&self) -> Vec<u32> {
        self.resolution
            .map_or(Vec::new(), |r| alloc::vec![r.x_per_metre, r.y_per_metre])
    }

    /// Rows as they are: a byte a sample, or two, the most significant first, above 8 bits.
    pub fn rows(&self, first: u32, count: u32) -> Vec<u8> {
        let samples = self.part(first, count).iter();
        if self.samples.precision > 8 {
            samples.flat_map(|v| v.to_be_bytes()).collect()
        } else {
            samples.map(|&v| v as u8).collect()
        }
    }

    /// Rows whose samples are spread over 16 bits, two bytes each, the most significant first.
    #[wasm_bindgen(js_name = spreadRows)]
    pub fn spread_rows(&self, first: u32, count: u32) -> Vec<u8> {
        let largest = (1u32 << self.samples.precision.clamp(1, 16)) - 1;
        let spread = |&v: &u16| (u32::from(v).min(largest) * 65_535 + largest / 2) / largest;
        let samples = self.part(first, count).iter();
        samples
            .flat_map(|v| (spread(v) as u16).to_be_bytes())
            .collect()
    }
}

impl SampleRaster {
    fn part(&self, first: u32, count: u32) -> &[u16] {
        let row = self.samples.width as usize * usize::from(self.samples.channels);
        let first = (first.min(self.samples.height)) as usize;
        let end = (first + count as usize).min(self.samples.height as usize);
        self.samples.data.get(first * row..end * row).unwrap_or(&[])
    }
}
