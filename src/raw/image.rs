//! A raw picture with all that its pixels say.

use super::colour;
use super::mode::{Kept, Mode};
use crate::{Code, Error, Image, Limits, Samples};
use alloc::vec;
use alloc::vec::Vec;

/// A picture whose values are kept in full, whatever they are.
#[derive(Clone, Debug, PartialEq)]
pub struct RawImage {
    pub(super) mode: Mode,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) values: Values,
}

/// `width × height` pixels, row-major from the top, the values of a pixel side by side.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// [`Mode::bands`] bytes a pixel. Of `LAB`, a* and b* have a sign.
    Bytes(Vec<u8>),
    /// Modes `I;16`, `I;16L`, `I;16B`, `I;16N`.
    Int16(Vec<u16>),
    /// Mode `I`.
    Int32(Vec<i32>),
    /// Mode `F`.
    Float32(Vec<f32>),
}

/// Which values a canvas shows black and which white, for modes that do not say so themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Window {
    /// From the least to the greatest value that is there.
    #[default]
    Full,
    /// From one value to another. The first may be the greater: the picture is then inverted.
    Levels {
        /// Shown black, as is all beyond.
        black: f64,
        /// Shown white, as is all beyond.
        white: f64,
    },
}

impl RawImage {
    /// A picture of zeros. Fails where it would break the limits.
    pub fn blank(mode: Mode, width: u32, height: u32, limits: &Limits) -> Result<Self, Error> {
        limits.check(width, height, mode.pixel_bytes() as u64, 0)?;
        let pixels = width as usize * height as usize;
        let values = match mode.kept() {
            // A colour of zeros: what other programs take for it when only one band is read.
            Kept::Bytes(_) if mode == Mode::Lab => Values::Bytes([0, 128, 128].repeat(pixels)),
            Kept::Bytes(bands) => Values::Bytes(vec![0; pixels * bands]),
            Kept::Int16 => Values::Int16(vec![0; pixels]),
            Kept::Int32 => Values::Int32(vec![0; pixels]),
            Kept::Float32 => Values::Float32(vec![0.0; pixels]),
        };
        Ok(Self {
            mode,
            width,
            height,
            values,
        })
    }

    /// What its pixels are.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Width in pixels.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// All values.
    pub const fn values(&self) -> &Values {
        &self.values
    }

    /// The values of one pixel, those behind the last band 0; `None` outside the picture.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[f64; 4]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let bands = self.mode.bands();
        let at = (y as usize * self.width as usize + x as usize) * bands;
        let mut pixel = [0.0; 4];
        for (band, value) in pixel.iter_mut().take(bands).enumerate() {
            *value = match &self.values {
                Values::Bytes(all) if self.mode == Mode::Lab && band > 0 => {
                    f64::from(*all.get(at + band)? as i8)
                }
                Values::Bytes(all) => f64::from(*all.get(at + band)?),
                Values::Int16(all) => f64::from(*all.get(at)?),
                Values::Int32(all) => f64::from(*all.get(at)?),
                Values::Float32(all) => f64::from(*all.get(at)?),
            };
        }
        Some(pixel)
    }

    /// The least and the greatest value of all bands, infinities and what is no number left out; `None` where none is left.
    pub fn range(&self) -> Option<(f64, f64)> {
        fn ends<T: Copy + PartialOrd>(values: impl Iterator<Item = T>) -> Option<(T, T)> {
            values.fold(None, |ends, value| match ends {
                None => Some((value, value)),
                Some((low, high)) if value < low => Some((value, high)),
                Some((low, high)) if value > high => Some((low, value)),
                same => same,
            })
        }
        fn wide<T: Into<f64>>(ends: Option<(T, T)>) -> Option<(f64, f64)> {
            ends.map(|(low, high)| (low.into(), high.into()))
        }
        match &self.values {
            Values::Bytes(all) if self.mode != Mode::Lab => wide(ends(all.iter().copied())),
            Values::Bytes(all) => {
                let lightness = all.iter().step_by(3).map(|&l| i16::from(l));
                let colours = all.chunks_exact(3).flat_map(|p| p.iter().skip(1));
                let colours = colours.map(|&value| i16::from(value as i8));
                wide(ends(lightness.chain(colours)))
            }
            Values::Int16(all) => wide(ends(all.iter().copied())),
            Values::Int32(all) => wide(ends(all.iter().copied())),
            Values::Float32(all) => wide(ends(all.iter().copied().filter(|v| v.is_finite()))),
        }
    }

    /// What Pillow's `tobytes()` gives: mode `1` with eight pixels a byte, the leftmost most significant, each row
    /// filled up to whole bytes with zeros; `I` and `F` with 32 bits, little-endian; `I;16B` with 16 bits,
    /// big-endian, its relatives little-endian; all others a byte a value.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.values {
            Values::Bytes(all) if self.mode == Mode::Bilevel => {
                let rows = all.chunks_exact((self.width as usize).max(1));
                let eight = |pixels: &[u8]| {
                    let bits = pixels.iter().zip((0..8).rev());
                    bits.fold(0, |byte, (&v, place)| byte | u8::from(v > 0) << place)
                };
                rows.flat_map(|row| row.chunks(8).map(eight)).collect()
            }
            Values::Bytes(all) => all.clone(),
            Values::Int16(all) if self.mode == Mode::Int16Big => {
                all.iter().flat_map(|value| value.to_be_bytes()).collect()
            }
            Values::Int16(all) => all.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Values::Int32(all) => all.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Values::Float32(all) => all.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }

    /// The picture for a canvas. Numbers (`I`, `I;16`, `F`) are windowed to grey, what is no number black; indices
    /// (`P`, `PA`), which come without colours, are shown as grey of their own value; the `X` of `RGBX` counts as full
    /// alpha. `LAB` follows the CIE's formulas, all else Pillow's rounding.
    pub fn to_image(&self, window: Window) -> Image {
        Image {
            width: self.width,
            height: self.height,
            rgba: match &self.values {
                Values::Bytes(all) => self.coloured(all),
                _ => self.greys(window).flat_map(|g| [g, g, g, 255]).collect(),
            },
        }
    }

    /// The picture for a file of samples: grey (one channel) where the mode is grey, RGB otherwise, alpha left out.
    /// `I;16` and its relatives keep their 16 bits unless a window says otherwise.
    pub fn to_samples(&self, window: Window) -> Samples {
        let (channels, precision, data) = match &self.values {
            Values::Int16(all) if window == Window::Full => (1, 16, all.clone()),
            Values::Bytes(all) => match self.mode {
                Mode::Bilevel | Mode::Grey | Mode::Palette => {
                    (1, 8, all.iter().map(|&v| u16::from(v)).collect())
                }
                _ => {
                    let rgba = self.coloured(all);
                    let rgb = rgba.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3));
                    (3, 8, rgb.map(|&v| u16::from(v)).collect())
                }
            },
            _ => (1, 8, self.greys(window).map(u16::from).collect()),
        };
        Samples {
            width: self.width,
            height: self.height,
            channels,
            precision,
            data,
        }
    }

    /// Puts another picture of the same mode into this one, its upper left corner at `(x, y)`. What sticks out is cut off.
    pub(crate) fn paste(&mut self, other: &Self, x: u32, y: u32) -> Result<(), Error> {
        fn rows<T: Copy>(to: &mut [T], from: &[T], wide: usize, narrow: usize, at: usize, y: u32) {
            let lines = to.chunks_exact_mut(wide.max(1)).skip(y as usize);
            for (line, row) in lines.zip(from.chunks_exact(narrow.max(1))) {
                let line = line.get_mut(at..).unwrap_or(&mut []);
                line.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
            }
        }
        if self.mode != other.mode {
            return Err(Error::at_bit(Code::Parameter, 0));
        }
        let bands = self.mode.bands();
        let (wide, narrow) = (self.width as usize * bands, other.width as usize * bands);
        let at = x as usize * bands;
        match (&mut self.values, &other.values) {
            (Values::Bytes(to), Values::Bytes(from)) => rows(to, from, wide, narrow, at, y),
            (Values::Int16(to), Values::Int16(from)) => rows(to, from, wide, narrow, at, y),
            (Values::Int32(to), Values::Int32(from)) => rows(to, from, wide, narrow, at, y),
            (Values::Float32(to), Values::Float32(from)) => rows(to, from, wide, narrow, at, y),
            _ => {}
        }
        Ok(())
    }

    /// A canvas' pixels as a raw picture.
    pub(crate) fn from_image(image: Image) -> Self {
        Self {
            mode: Mode::Rgba,
            width: image.width,
            height: image.height,
            values: Values::Bytes(image.rgba),
        }
    }

    fn coloured(&self, all: &[u8]) -> Vec<u8> {
        fn each<const N: usize>(all: &[u8], rgba: fn([u8; N]) -> [u8; 4]) -> Vec<u8> {
            let (pixels, _) = all.as_chunks::<N>();
            pixels.iter().flat_map(|&pixel| rgba(pixel)).collect()
        }
        fn opaque([r, g, b]: [u8; 3]) -> [u8; 4] {
            [r, g, b, 255]
        }
        match self.mode {
            Mode::GreyAlpha | Mode::PaletteAlpha => each(all, |[l, a]| [l, l, l, a]),
            Mode::GreyPremultiplied => each(all, |[l, a]| {
                let grey = colour::unmultiplied(l, a);
                [grey, grey, grey, a]
            }),
            Mode::Rgb => each(all, opaque),
            Mode::Rgbx => each(all, |[r, g, b, _]| [r, g, b, 255]),
            Mode::Rgba => all.to_vec(),
            Mode::RgbPremultiplied => each(all, |[r, g, b, a]| {
                let [r, g, b] = [r, g, b].map(|value| colour::unmultiplied(value, a));
                [r, g, b, a]
            }),
            Mode::Cmyk => each(all, |inks| opaque(colour::cmyk(inks))),
            Mode::YCbCr => each(all, |pixel| opaque(colour::ycbcr(pixel))),
            Mode::Lab => each(all, |pixel| opaque(colour::lab(pixel))),
            Mode::Hsv => each(all, |pixel| opaque(colour::hsv(pixel))),
            _ => each(all, |[l]| [l, l, l, 255]),
        }
    }

    /// Numbers as grey.
    fn greys(&self, window: Window) -> impl Iterator<Item = u8> + '_ {
        let (black, white) = match window {
            Window::Levels { black, white } => (black, white),
            Window::Full => self.range().unwrap_or((0.0, 0.0)),
        };
        let shown = move |value: f64| {
            let share = (value - black) / (white - black);
            match share {
                // A window without width: what lies in it is neither black nor white.
                _ if black == white && value == black => 128,
                _ if black == white => u8::from(value > black) * 255,
                // Cut off at both ends; what is no number becomes 0.
                _ => (share * 255.0 + 0.5) as u8,
            }
        };
        let (int16, int32, float32): (&[u16], &[i32], &[f32]) = match &self.values {
            Values::Bytes(_) => (&[], &[], &[]),
            Values::Int16(all) => (all, &[], &[]),
            Values::Int32(all) => (&[], all, &[]),
            Values::Float32(all) => (&[], &[], all),
        };
        let int16 = int16.iter().map(|&value| f64::from(value));
        let int32 = int32.iter().map(|&value| f64::from(value));
        let float32 = float32.iter().map(|&value| f64::from(value));
        int16.chain(int32).chain(float32).map(shown)
    }
}
