//! Where finished rows go: RGBA for a canvas, interleaved samples, component planes.

use super::color::{self, room, ColorModel, Ink};
use super::strips::{LineOut, RowOut};
use super::{Sample, Window};
use crate::jpeg::frame::Geometry;
use crate::jpeg::{Plane, Scale};
use crate::Samples;
use alloc::vec::Vec;

/// Converts 8-bit rows to RGBA, one after the other.
#[derive(Clone, Debug)]
pub struct RgbaWriter {
    model: ColorModel,
    ink: Ink,
    /// Which component is shown, as grey, of [`ColorModel::Planes`].
    pub plane: usize,
    /// The rows so far, four bytes a pixel. May be cleared between strips.
    pub rgba: Vec<u8>,
}

impl RgbaWriter {
    /// An empty writer.
    pub const fn new(model: ColorModel, ink: Ink) -> Self {
        Self {
            model,
            ink,
            plane: 0,
            rgba: Vec::new(),
        }
    }
}

/// Pixels in a row.
fn width<T>(rows: &[&[T]]) -> usize {
    rows.first().map_or(0, |row| row.len())
}

impl RowOut<u8> for RgbaWriter {
    fn row(&mut self, _: u32, rows: &[&[u8]]) {
        let rgba = &mut self.rgba;
        let bytes = width(rows).saturating_mul(4);
        match (self.model, rows) {
            (ColorModel::YCbCr, &[y, cb, cr]) => color::push_ycbcr([y, cb, cr], rgba),
            (ColorModel::Rgb, &[r, g, b]) => color::rgb_to_rgba([r, g, b], room(rgba, bytes)),
            (ColorModel::Cmyk, &[c, m, y, k]) => {
                color::cmyk_to_rgba([c, m, y, k], self.ink, room(rgba, bytes));
            }
            (ColorModel::Ycck, &[y, cb, cr, k]) => {
                color::ycck_to_rgba([y, cb, cr, k], self.ink, room(rgba, bytes));
            }
            (_, rows) => {
                if let Some(grey) = rows.get(self.plane).or(rows.first()) {
                    color::push_grey(grey, rgba);
                }
            }
        }
    }

    fn again(&mut self, y: u32, rows: &[&[u8]]) {
        let bytes = width(rows).saturating_mul(4);
        match self.rgba.len().checked_sub(bytes) {
            Some(start) => self.rgba.extend_from_within(start..),
            None => self.row(y, rows),
        }
    }
}

/// Converts rows of any depth to RGBA through a [`Window`], one after the other. Colour is converted at full depth.
#[derive(Clone, Debug)]
pub struct DeepRgbaWriter {
    model: ColorModel,
    ink: Ink,
    precision: u8,
    /// What each sample value is shown as.
    table: Vec<u8>,
    /// One row, interleaved.
    samples: Vec<u16>,
    /// Which component is shown, as grey, of [`ColorModel::Planes`].
    pub plane: usize,
    /// The rows so far, four bytes a pixel. May be cleared between strips.
    pub rgba: Vec<u8>,
}

impl DeepRgbaWriter {
    /// An empty writer for samples of `precision` bits.
    pub fn new(model: ColorModel, ink: Ink, precision: u8, window: Window) -> Self {
        Self {
            model,
            ink,
            precision,
            table: window.table(precision),
            samples: Vec::new(),
            plane: 0,
            rgba: Vec::new(),
        }
    }
}

impl<T: Sample> RowOut<T> for DeepRgbaWriter {
    fn row(&mut self, _: u32, rows: &[&[T]]) {
        let width = width(rows);
        let channels = usize::from(self.model.channels());
        let rgba = room(&mut self.rgba, width.saturating_mul(4)).chunks_exact_mut(4);
        let table = self.table.as_slice();
        // Samples above the precision (broken lossless files) are shown as the brightest.
        let last = table.last().copied().unwrap_or(0);
        let shown = |sample: u16| table.get(usize::from(sample)).copied().unwrap_or(last);
        if let ColorModel::Grey | ColorModel::Planes(_) = self.model {
            let Some(grey) = rows.get(self.plane).or(rows.first()) else {
                return;
            };
            for (pixel, sample) in rgba.zip(*grey) {
                let y = shown(sample.get());
                pixel.copy_from_slice(&[y, y, y, 255]);
            }
            return;
        }
        self.samples.resize(width.saturating_mul(channels), 0);
        color::interleave(self.model, rows, self.precision, &mut self.samples);
        if channels == 3 {
            for (pixel, rgb) in rgba.zip(self.samples.chunks_exact(3)) {
                pixel.copy_from_slice(&[shown(rgb[0]), shown(rgb[1]), shown(rgb[2]), 255]);
            }
        } else {
            for (pixel, cmyk) in rgba.zip(self.samples.chunks_exact(4)) {
                let cmyk = [cmyk[0], cmyk[1], cmyk[2], cmyk[3]];
                let [r, g, b] = color::cmyk_to_rgb(cmyk, self.ink, self.precision).map(shown);
                pixel.copy_from_slice(&[r, g, b, 255]);
            }
        }
    }
}

/// Collects rows as interleaved samples at full depth.
#[derive(Clone, Debug)]
pub struct SampleWriter {
    model: ColorModel,
    precision: u8,
    width: u32,
    rows: u32,
    data: Vec<u16>,
}

impl SampleWriter {
    /// An empty writer for samples of `precision` bits.
    pub const fn new(model: ColorModel, precision: u8) -> Self {
        Self {
            model,
            precision,
            width: 0,
            rows: 0,
            data: Vec::new(),
        }
    }

    /// The same with room for a picture of so many pixels.
    pub fn with_room(model: ColorModel, precision: u8, (width, height): (u32, u32)) -> Self {
        let pixels = (width as usize).saturating_mul(height as usize);
        let count = pixels.saturating_mul(model.channels().into());
        Self {
            data: Vec::with_capacity(count),
            ..Self::new(model, precision)
        }
    }

    /// The samples collected.
    pub fn samples(&self) -> &[u16] {
        &self.data
    }

    /// Forgets the rows collected.
    pub fn clear(&mut self) {
        self.data.clear();
        self.rows = 0;
    }

    /// The rows collected.
    pub fn finish(self) -> Samples {
        Samples {
            width: self.width,
            height: self.rows,
            channels: self.model.channels(),
            precision: self.precision,
            data: self.data,
        }
    }
}

impl<T: Sample> RowOut<T> for SampleWriter {
    fn row(&mut self, _: u32, rows: &[&[T]]) {
        let width = width(rows);
        self.width = width as u32;
        self.rows += 1;
        let count = width.saturating_mul(self.model.channels().into());
        let out = room(&mut self.data, count);
        color::interleave(self.model, rows, self.precision, out);
    }
}

/// Collects component samples before upsampling and colour conversion.
#[derive(Clone, Debug)]
pub struct PlaneWriter {
    /// One a component.
    pub planes: Vec<Plane>,
}

impl PlaneWriter {
    /// Empty planes with room for a frame's samples.
    pub fn new(geometry: &Geometry) -> Self {
        Self::reduced(geometry, Scale::Full)
    }

    /// The same for a reduced picture.
    pub fn reduced(geometry: &Geometry, scale: Scale) -> Self {
        Self {
            planes: geometry
                .components
                .iter()
                .map(|component| scale.component(geometry, component))
                .map(|component| Plane {
                    width: component.width,
                    height: component.height,
                    precision: geometry.precision,
                    samples: Vec::with_capacity(
                        (component.width as usize).saturating_mul(component.height as usize),
                    ),
                })
                .collect(),
        }
    }
}

impl<T: Sample> LineOut<T> for PlaneWriter {
    fn line(&mut self, component: usize, _: u32, samples: &[T]) {
        if let Some(plane) = self.planes.get_mut(component) {
            plane.samples.extend(samples.iter().map(|s| s.get()));
        }
    }
}
