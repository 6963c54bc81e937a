//! Any file as raw pixels: of one of the raw modes, or as numbers of some bits.

use super::document::Document;
use super::given::{nonsense, Given};
use super::{fault, faults, object};
use crate::raw::{
    self, suggest_widths, BitLayout, Fill, Layout, Mode, RawImage, RawMode, RowOrder, RowPadding,
    Sign, Values, Window, RAW_MODES,
};
use crate::{Error, Limits, Outcome};
use alloc::vec::Vec;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The shapes of what is given and returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface RawModeRow { mode: string; name: string; bits: number; bands: number; windowed: boolean }
export interface RawLayout {
  as: "mode" | "bits"; mode: string; name: string; bits: number; pad: boolean; fill: number; signed: boolean;
  width: number; height: number; offset: number; stride: number | null; upwards: boolean;
  window: { black: number; white: number } | null; plane: number | null;
}
export interface WidthRow { stride: number; width: number; score: number }
"#;

#[wasm_bindgen]
extern "C" {
    /// How the pixels lie.
    #[wasm_bindgen(typescript_type = "RawLayout")]
    pub type RawLayout;
}

/// Every raw mode: `{mode, name, bits, bands, windowed}`.
#[wasm_bindgen(js_name = rawModes, unchecked_return_type = "RawModeRow[]")]
pub fn raw_modes() -> Array {
    RAW_MODES
        .iter()
        .map(|row| {
            object(&[
                ("mode", row.mode.name().into()),
                ("name", row.name.into()),
                ("bits", row.bits_per_pixel().into()),
                ("bands", row.mode.bands().into()),
                ("windowed", row.mode.needs_window().into()),
            ])
        })
        .collect()
}

/// Raw pixels for a canvas.
#[wasm_bindgen]
pub struct RawShown {
    rgba: Vec<u8>,
    warnings: Vec<Error>,
    range: Option<(f64, f64)>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

#[wasm_bindgen]
impl RawShown {
    /// Red, green, blue, alpha. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.rgba)
    }

    /// What was odd, such as rows that the file does not have.
    #[wasm_bindgen(unchecked_return_type = "Fault[]")]
    pub fn warnings(&self) -> Array {
        faults(&self.warnings)
    }

    /// The least and the greatest value; nothing where there is none.
    #[wasm_bindgen(getter)]
    pub fn range(&self) -> Vec<f64> {
        let ends = self.range.map(|(least, greatest)| [least, greatest]);
        ends.into_iter().flatten().collect()
    }
}

#[wasm_bindgen]
impl Document {
    /// The file as raw pixels. Throws a fault for a layout that makes no sense.
    pub fn raw(&self, layout: &RawLayout) -> Result<RawShown, JsValue> {
        let given = Given::new(layout);
        let shown = outcome(&self.data, &given).and_then(|outcome| shown(&outcome, &given));
        shown.map_err(|e| fault(&e))
    }

    /// Likely lengths of a row of pixels of so many bits, the best first.
    #[wasm_bindgen(js_name = rawWidths, unchecked_return_type = "WidthRow[]")]
    pub fn raw_widths(&self, offset: f64, bits: u32) -> Array {
        let data = self.data.get(offset.max(0.0) as usize..).unwrap_or(&[]);
        suggest_widths(data, bits)
            .iter()
            .map(|row| {
                object(&[
                    ("stride", (row.stride_bits as f64 / 8.0).into()),
                    ("width", row.width_px.into()),
                    ("score", row.score.into()),
                ])
            })
            .collect()
    }
}

fn outcome(data: &[u8], given: &Given) -> Result<Outcome<RawImage>, Error> {
    let (width, height) = (given.whole("width")?, given.whole("height")?);
    let offset_bytes = given.number("offset")?.max(0.0) as u64;
    let rows = match given.is("upwards") {
        true => RowOrder::BottomUp,
        false => RowOrder::TopDown,
    };
    if given.word("as") == "bits" {
        let layout = BitLayout {
            padding: match given.is("pad") {
                true => RowPadding::WholeBytes,
                false => RowPadding::None,
            },
            fill: Fill::from_number(given.byte("fill")?).ok_or_else(nonsense)?,
            sign: match given.is("signed") {
                true => Sign::Signed,
                false => Sign::Unsigned,
            },
            rows,
            offset_bytes,
            ..BitLayout::packed(given.byte("bits")?, width, height)
        };
        return raw::decode_bits(data, &layout, &Limits::default());
    }
    let mode = Mode::named(&given.word("mode")).ok_or_else(nonsense)?;
    let raw_mode = RawMode::find(mode, &given.word("name")).ok_or_else(nonsense)?;
    let layout = Layout {
        offset_bytes,
        stride_bytes: given.number("stride").ok().map(|stride| stride as u64),
        rows,
        ..Layout::packed(raw_mode, width, height)
    };
    raw::decode(data, &layout, &Limits::default())
}

fn shown(outcome: &Outcome<RawImage>, given: &Given) -> Result<RawShown, Error> {
    let image = &outcome.value;
    let window = match given.inner("window") {
        Some(window) => Window::Levels {
            black: window.number("black")?,
            white: window.number("white")?,
        },
        None => Window::Full,
    };
    let bands = image.mode().bands();
    let plane = given.whole("plane").ok().map(|plane| plane as usize);
    let rgba = match (image.values(), plane) {
        (Values::Bytes(all), Some(plane)) if plane < bands => {
            let values = all.iter().skip(plane).step_by(bands);
            values.flat_map(|&v| [v, v, v, 255]).collect()
        }
        _ => image.to_image(window).rgba,
    };
    Ok(RawShown {
        rgba,
        warnings: outcome.warnings.clone(),
        range: image.range(),
        width: image.width(),
        height: image.height(),
    })
}
