//! The decoded picture as a whole, for what is made of all of it: files, texts, and the matrix of its pixels.

use super::document::Document;
use super::fault;
use super::source::RowSource;
use crate::jpeg::Step;
use crate::text::{PixelFormat, Pixels, Source};
use crate::{bmp, Code, Error, Image, Orientation, Resolution};
use alloc::vec::Vec;
use js_sys::Date;
use wasm_bindgen::prelude::*;

/// What becomes of pixels that were never decoded: the grey of a block without coefficients.
const MISSING: [u8; 4] = [128, 128, 128, 255];

/// Files are handed over in parts of about this size.
const PART_BYTES: usize = 1 << 20;

/// Whether the picture is turned as its file asks.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Turned as the file asks.
    AsAsked,
    /// As stored.
    AsStored,
}

/// What is shown of each pixel.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PixelKind {
    /// Red, green and blue, a byte each.
    Rgb,
    /// One byte of luma.
    Grey,
    /// One bit: 1 where luma is 128 or more.
    Mono,
}

impl From<PixelKind> for PixelFormat {
    fn from(kind: PixelKind) -> Self {
        match kind {
            PixelKind::Rgb => Self::Rgb,
            PixelKind::Grey => Self::Grey,
            PixelKind::Mono => Self::OneBit,
        }
    }
}

/// A part of a BMP.
#[wasm_bindgen]
pub struct BmpPart {
    bytes: Vec<u8>,
    /// Rows that have been handed out with it and before.
    pub rows: u32,
}

#[wasm_bindgen]
impl BmpPart {
    /// The bytes. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.bytes)
    }
}

/// A picture while it is gathered, and then as a whole.
#[wasm_bindgen]
pub struct Raster {
    source: Option<RowSource>,
    orientation: Orientation,
    pub(super) resolution: Option<Resolution>,
    pub(super) image: Image,
}

#[wasm_bindgen]
impl Raster {
    /// Starts to gather a file's picture. Throws a fault where there can be none.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &Document, turn: Turn) -> Result<Raster, JsValue> {
        let (source, width, height) = document.rows().map_err(|e| fault(&e))?;
        let (orientation, resolution) = document.orientation_and_resolution();
        let bytes = u64::from(width) * u64::from(height) * 4;
        let mut rgba = Vec::new();
        let room = usize::try_from(bytes).unwrap_or(usize::MAX);
        if rgba.try_reserve_exact(room).is_err() {
            return Err(fault(&Error::at_bit(Code::LimitMemory, 0).with(bytes)));
        }
        Ok(Self {
            source: Some(source),
            orientation: match turn {
                Turn::AsAsked => orientation,
                Turn::AsStored => Orientation::Normal,
            },
            resolution,
            image: Image {
                width,
                height,
                rgba,
            },
        })
    }

    /// Decodes until `until_ms` (as `Date.now()` counts) is past; returns which part of the picture there is, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> f64 {
        let Some(source) = &mut self.source else {
            return 1.0;
        };
        let mut read = 0.0;
        let finished = loop {
            match source.step(None) {
                Ok(Step::Progress(done, all)) => read = done as f64 / (all.max(1)) as f64,
                Ok(Step::Rows(_, rows)) => self.image.rgba.extend_from_slice(rows),
                // What came before the fault is kept.
                Ok(Step::Done) | Err(_) => break true,
            }
            if Date::now() >= until_ms {
                break false;
            }
        };
        let whole = self.image.width as usize * self.image.height as usize * 4;
        if !finished {
            let drawn = self.image.rgba.len() as f64 / whole.max(1) as f64;
            // One is for the end alone.
            return (read * 0.5).max(drawn).min(0.99);
        }
        self.source = None;
        self.image.rgba.truncate(whole);
        while self.image.rgba.len() < whole {
            self.image.rgba.extend_from_slice(&MISSING);
        }
        let stored = Image {
            width: self.image.width,
            height: self.image.height,
            rgba: core::mem::take(&mut self.image.rgba),
        };
        self.image = stored.oriented(self.orientation);
        1.0
    }

    /// Width in pixels, turned as asked once the picture is whole.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.image.width
    }

    /// Height in pixels, turned as asked once the picture is whole.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.image.height
    }

    /// Pixels a metre, across and down; empty where the file names no unit.
    #[wasm_bindgen(getter)]
    pub fn resolution(&self) -> Vec<u32> {
        self.resolution
            .map_or(Vec::new(), |r| alloc::vec![r.x_per_metre, r.y_per_metre])
    }

    /// Rows of `3 × width` bytes of red, green and blue.
    pub fn rgb_rows(&self, first: u32, count: u32) -> Vec<u8> {
        let row = self.image.width as usize * 4;
        let end = (first as usize + count as usize).min(self.image.height as usize);
        let rows = self.image.rgba.get(first as usize * row..end * row);
        rows.unwrap_or(&[])
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]])
            .collect()
    }

    /// A part of a BMP of 24 bits a pixel: its headers for `rows` = −1, and otherwise about a megabyte of rows, from the
    /// lowest up, behind the first `rows`. Empty at the end. Throws a fault where the picture cannot be a BMP.
    #[wasm_bindgen(js_name = bmpPart)]
    pub fn bmp_part(&self, rows: i32) -> Result<BmpPart, JsValue> {
        let writer = bmp::Writer::new(&self.image, bmp::Depth::Rgb24, self.resolution)
            .map_err(|e| fault(&e))?;
        let mut writer = match u32::try_from(rows) {
            Ok(rows) => writer.after_rows(rows),
            Err(_) => writer,
        };
        let mut bytes = Vec::new();
        writer.next_chunk(&mut bytes, PART_BYTES);
        Ok(BmpPart {
            bytes,
            rows: writer.rows_done(),
        })
    }

    /// `count` bytes from byte `start` of the pixels; each row starts with a byte of its own, so that the last byte of a
    /// row of single bits may hold zeros that belong to no pixel.
    pub fn window(&self, kind: PixelKind, start: f64, count: u32) -> Vec<u8> {
        let width = self.image.width as usize;
        let row_bytes = match kind {
            PixelKind::Rgb => width * 3,
            PixelKind::Grey => width,
            PixelKind::Mono => width.div_ceil(8),
        };
        if row_bytes == 0 {
            return Vec::new();
        }
        let start = start.max(0.0) as u64;
        let mut out = alloc::vec![0; count as usize];
        let (mut filled, mut skip) = (0, start % row_bytes as u64);
        let first = (start / row_bytes as u64) as usize;
        for line in self.image.rgba.chunks_exact(width * 4).skip(first) {
            let rest = out.get_mut(filled..).unwrap_or(&mut []);
            if rest.is_empty() {
                break;
            }
            let row = Pixels::from_rgba(line, self.image.width, kind.into());
            filled += row.load(skip, rest);
            skip = 0;
        }
        out.truncate(filled);
        out
    }
}

impl Raster {
    /// The pixels as texts see them.
    pub(super) fn source(&self, kind: PixelKind) -> Source<'_> {
        Source::Pixels(Pixels::new(&self.image, kind.into()))
    }
}
