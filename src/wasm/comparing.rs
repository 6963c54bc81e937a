//! Two open files beside each other: how far their pixels and their bytes are apart.

use super::object;
use super::raster::Raster;
use crate::compare::{diff, Squared, Ssim, SsimMap};
use crate::Image;
use alloc::vec::Vec;
use js_sys::{Date, Float64Array};
use wasm_bindgen::prelude::*;

/// The shapes of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface PixelDifference {
  means: Float64Array; psnr: Float64Array; largest: Uint8Array; differing: number; pixels: number; ssim: number | null;
  map: { values: Uint8Array; factor: number } | null;
}
export interface ByteDifference {
  changed: number; removed: number; inserted: number; count: number;
  first: Float64Array; removedBytes: Float64Array; second: Float64Array; insertedBytes: Float64Array;
}
"#;

/// Places of a map of similarities: larger pictures have a reduced one.
const MOST_PLACES: u64 = 1 << 21;

/// Two pictures of the same size while they are compared.
#[wasm_bindgen]
pub struct Comparison {
    first: Image,
    second: Image,
    squared: Squared,
    ssim: Option<Ssim>,
    map: SsimMap,
    factor: u32,
    row: usize,
}

#[wasm_bindgen]
impl Comparison {
    /// Takes two gathered pictures; what lies outside of one of them is not compared.
    #[wasm_bindgen(constructor)]
    pub fn new(first: Raster, second: Raster) -> Self {
        let (width, height) = (first.image.width, first.image.height);
        let same = (width, height) == (second.image.width, second.image.height);
        let places = u64::from(width) * u64::from(height);
        let factor = (1..=width.max(height).max(1))
            .find(|&factor| places / (u64::from(factor) * u64::from(factor)) <= MOST_PLACES)
            .unwrap_or(1);
        Self {
            first: first.image,
            second: second.image,
            squared: Squared::default(),
            ssim: same.then(|| Ssim::new(width, height)).flatten(),
            map: SsimMap::new(width, factor),
            factor,
            row: 0,
        }
    }

    /// Compares until `until_ms` (as `Date.now()` counts) is past; returns which part is done, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> f64 {
        let height = self.first.height.min(self.second.height) as usize;
        while self.row < height {
            let (first, second) = (row(&self.first, self.row), row(&self.second, self.row));
            self.squared.feed(first, second);
            if let Some(ssim) = &mut self.ssim {
                let map = &mut self.map;
                ssim.feed(first, second, |_, row| map.feed(row));
            }
            self.row += 1;
            if Date::now() >= until_ms {
                break;
            }
        }
        if self.row < height {
            return (self.row as f64 / height as f64).min(0.99);
        }
        self.map.end();
        1.0
    }

    /// What was found.
    #[wasm_bindgen(unchecked_return_type = "PixelDifference")]
    pub fn found(&self) -> JsValue {
        let map = self.ssim.as_ref().map(|_| {
            object(&[
                ("values", js_sys::Uint8Array::from(self.map.values()).into()),
                ("factor", self.factor.into()),
            ])
        });
        let ssim = self.ssim.as_ref().and_then(Ssim::mean);
        object(&[
            (
                "means",
                Float64Array::from(&self.squared.means()[..]).into(),
            ),
            ("psnr", Float64Array::from(&self.squared.psnr()[..]).into()),
            (
                "largest",
                js_sys::Uint8Array::from(&self.squared.largest()[..]).into(),
            ),
            ("differing", (self.squared.differing() as f64).into()),
            ("pixels", (self.squared.pixels() as f64).into()),
            ("ssim", ssim.map_or(JsValue::NULL, JsValue::from)),
            ("map", map.unwrap_or(JsValue::NULL)),
        ])
    }
}

#[wasm_bindgen]
impl Raster {
    /// Rows of `4 × width` bytes of red, green, blue and alpha.
    #[wasm_bindgen(js_name = rgbaRows)]
    pub fn rgba_rows(&self, first: u32, count: u32) -> Vec<u8> {
        let bytes = self.image.width as usize * 4;
        let end = (first as usize + count as usize).min(self.image.height as usize);
        let rows = self.image.rgba.get(first as usize * bytes..end * bytes);
        rows.unwrap_or(&[]).to_vec()
    }
}

/// How a file differs from another. At most `most` changes are listed; all are counted.
#[wasm_bindgen(js_name = byteDifference, unchecked_return_type = "ByteDifference")]
pub fn byte_difference(first: &[u8], second: &[u8], most: u32) -> JsValue {
    let found = diff(first, second);
    let shown = &found.changes[..found.changes.len().min(most as usize)];
    let column = |read: fn(&crate::compare::Change) -> usize| -> JsValue {
        let values: Vec<f64> = shown.iter().map(|change| read(change) as f64).collect();
        Float64Array::from(values.as_slice()).into()
    };
    object(&[
        ("changed", (found.changed as f64).into()),
        ("removed", (found.removed as f64).into()),
        ("inserted", (found.inserted as f64).into()),
        ("count", (found.changes.len() as f64).into()),
        ("first", column(|change| change.first)),
        ("removedBytes", column(|change| change.removed)),
        ("second", column(|change| change.second)),
        ("insertedBytes", column(|change| change.inserted)),
    ])
}

fn row(image: &Image, row: usize) -> &[u8] {
    let bytes = image.width as usize * 4;
    image
        .rgba
        .get(row * bytes..(row + 1) * bytes)
        .unwrap_or(&[])
}
