//! One block through all stages, and the bits that a pixel is made of.

use super::document::{Document, Kind};
use super::{columns, object};
use crate::jpeg::{BlockPixels, Brought, Part, PixelBits, Place};
use alloc::vec::Vec;
use js_sys::{Array, Date, Int16Array, Uint16Array, Uint8ClampedArray};
use wasm_bindgen::prelude::*;

/// The shapes of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface BroughtColumns {
  scan: number; spans: SpanColumns; run: SpanColumns; predicts: boolean; prediction: number; fromX: number; fromY: number;
  after: Int16Array;
}
export interface BlockPixelColumns {
  x: number; y: number; width: number; height: number; components: Uint16Array[]; rgba: Uint8ClampedArray;
}
export interface BlockAnatomy {
  scans: BroughtColumns[]; coefficients: Int16Array; quantisers: Uint16Array; samples: Int32Array;
  pixels: BlockPixelColumns | null;
}
export interface PixelBitColumns {
  scan: Int32Array; component: Int32Array; bx: Int32Array; by: Int32Array; own: Uint8Array; run: Uint8Array;
  start: Float64Array; end: Float64Array;
}
"#;

#[wasm_bindgen]
impl Document {
    /// Reads towards row `y` of the picture until `until_ms` (as `Date.now()` counts) is past; returns which part of the way
    /// is done, 1 = all. What is asked of blocks there is answered at once then.
    pub fn approach(&mut self, y: u32, until_ms: f64) -> f64 {
        let more = || Date::now() < until_ms;
        self.tracer().map_or(1.0, |t| t.approach(y, more))
    }

    /// A block of the frame of a scan through all stages; nothing where there is no such block. Coefficients and quantisers
    /// are in natural order; `fromX` and `fromY` are -1 where prediction starts afresh.
    #[wasm_bindgen(unchecked_return_type = "BlockAnatomy | null")]
    pub fn anatomy(&mut self, scan: u32, component: u16, bx: u32, by: u32) -> JsValue {
        let place = Place {
            scan,
            component,
            bx,
            by,
        };
        let found = self.tracer().and_then(|tracer| tracer.anatomy(place));
        let Some(block) = found else {
            return JsValue::NULL;
        };
        let scans: Array = block.scans.iter().map(brought).collect();
        object(&[
            ("scans", scans.into()),
            (
                "coefficients",
                Int16Array::from(&block.coefficients[..]).into(),
            ),
            (
                "quantisers",
                Uint16Array::from(&block.quantisers[..]).into(),
            ),
            ("samples", columns::ints(block.samples.iter().copied())),
            (
                "pixels",
                block.pixels.as_ref().map_or(JsValue::NULL, pixels),
            ),
        ])
    }

    /// The bits that a pixel of the picture as stored is made of, in every scan.
    #[wasm_bindgen(js_name = pixelBits, unchecked_return_type = "PixelBitColumns")]
    pub fn pixel_bits(&mut self, x: u32, y: u32) -> JsValue {
        let found: Vec<PixelBits> = match &self.kind {
            Kind::Registered(file) => file.pixel_bits(x, y),
            _ => self.tracer().map_or(Vec::new(), |t| t.pixel_bits(x, y)),
        };
        let place = |read: fn(&Place) -> u32| {
            columns::ints(found.iter().map(move |bits| read(&bits.place) as i32))
        };
        object(&[
            ("scan", place(|p| p.scan)),
            ("component", place(|p| p.component.into())),
            ("bx", place(|p| p.bx)),
            ("by", place(|p| p.by)),
            (
                "own",
                columns::bytes(found.iter().map(|bits| (bits.part == Part::Own).into())),
            ),
            (
                "run",
                columns::bytes(found.iter().map(|bits| bits.run.into())),
            ),
            (
                "start",
                columns::floats(found.iter().map(|bits| bits.start as f64)),
            ),
            (
                "end",
                columns::floats(found.iter().map(|bits| bits.end as f64)),
            ),
        ])
    }
}

/// What a scan brought the block.
fn brought(brought: &Brought) -> JsValue {
    let prediction = brought.prediction;
    let from = prediction.and_then(|p| p.from);
    object(&[
        ("scan", brought.scan.into()),
        ("spans", columns::spans(&brought.spans)),
        ("run", columns::spans(&brought.run)),
        ("predicts", prediction.is_some().into()),
        ("prediction", prediction.map_or(0, |p| p.value).into()),
        ("fromX", from.map_or(-1, |f| f.0 as i32).into()),
        ("fromY", from.map_or(-1, |f| f.1 as i32).into()),
        ("after", Int16Array::from(&brought.after[..]).into()),
    ])
}

fn pixels(pixels: &BlockPixels) -> JsValue {
    let components = pixels.components.iter();
    let components: Array = components
        .map(|c| JsValue::from(Uint16Array::from(c.as_slice())))
        .collect();
    object(&[
        ("x", pixels.x.into()),
        ("y", pixels.y.into()),
        ("width", pixels.width.into()),
        ("height", pixels.height.into()),
        ("components", components.into()),
        (
            "rgba",
            Uint8ClampedArray::from(pixels.rgba.as_slice()).into(),
        ),
    ])
}
