//! What a text shows: a file's bytes, or pixels as bytes, computed where they are asked for.

use crate::Image;
use alloc::vec;
use alloc::vec::Vec;

/// How pixels become bytes. Alpha is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelFormat {
    /// Three bytes a pixel: red, green, blue.
    Rgb,
    /// One byte a pixel, see [`grey`].
    Grey,
    /// One bit a pixel: 1 = white, where the grey value is 128 or more. Eight pixels a byte, the first in the most
    /// significant bit; rows follow each other without padding, and 0s fill up the last byte of the picture.
    OneBit,
}

impl PixelFormat {
    /// Bits a pixel.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Rgb => 24,
            Self::Grey => 8,
            Self::OneBit => 1,
        }
    }
}

/// Luma by the weights of Rec. ITU-R BT.601: (299 R + 587 G + 114 B + 500) / 1000.
///
/// ```
/// assert_eq!(pixelbits::text::grey(255, 255, 255), 255);
/// assert_eq!(pixelbits::text::grey(0, 255, 0), 150);
/// ```
pub const fn grey(r: u8, g: u8, b: u8) -> u8 {
    ((299 * r as u32 + 587 * g as u32 + 114 * b as u32 + 500) / 1000) as u8
}

/// Pixels, read as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    rgba: &'a [u8],
    width_px: u32,
    format: PixelFormat,
}

impl<'a> Pixels<'a> {
    /// The pixels of a picture.
    pub fn new(image: &'a Image, format: PixelFormat) -> Self {
        Self::from_rgba(&image.rgba, image.width, format)
    }

    /// Pixels of 4 bytes each (R G B A), row-major, `width_px` a row.
    pub const fn from_rgba(rgba: &'a [u8], width_px: u32, format: PixelFormat) -> Self {
        Self {
            rgba,
            width_px,
            format,
        }
    }

    /// Bytes from number `at` on, as many as fit into `out` and exist; returns how many.
    pub(crate) fn load(&self, at: u64, out: &mut [u8]) -> usize {
        let pixels = |first: u64| {
            usize::try_from(first.saturating_mul(4))
                .ok()
                .and_then(|start| self.rgba.get(start..))
                .unwrap_or(&[])
                .chunks_exact(4)
        };
        let mut filled = 0;
        match self.format {
            PixelFormat::Rgb => {
                let bytes = pixels(at / 3).flat_map(|p| [p[0], p[1], p[2]]);
                for (byte, value) in out.iter_mut().zip(bytes.skip((at % 3) as usize)) {
                    *byte = value;
                    filled += 1;
                }
            }
            PixelFormat::Grey => {
                for (byte, p) in out.iter_mut().zip(pixels(at)) {
                    *byte = grey(p[0], p[1], p[2]);
                    filled += 1;
                }
            }
            PixelFormat::OneBit => {
                let mut pixels = pixels(at.saturating_mul(8));
                for byte in out {
                    if pixels.len() == 0 {
                        break;
                    }
                    *byte = 0;
                    for (place, p) in pixels.by_ref().take(8).enumerate() {
                        *byte |= (grey(p[0], p[1], p[2]) >> 7) << (7 - place);
                    }
                    filled += 1;
                }
            }
        }
        filled
    }
}

/// What a text shows.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// Bytes as they are.
    Bytes(&'a [u8]),
    /// Pixels as bytes.
    Pixels(Pixels<'a>),
}

impl Source<'_> {
    /// Number of bits: 8 a byte; for 1-bit pixels, one a pixel.
    pub const fn bits(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64 * 8,
            Self::Pixels(p) => (p.rgba.len() / 4) as u64 * p.format.bits() as u64,
        }
    }

    /// Number of bytes, the last one filled up.
    pub const fn bytes(&self) -> u64 {
        self.bits().div_ceil(8)
    }

    /// Bits of one row of the picture; `None` where there is none.
    pub const fn row_bits(&self) -> Option<u64> {
        match self {
            Self::Bytes(_) => None,
            Self::Pixels(p) => Some(p.width_px as u64 * p.format.bits() as u64),
        }
    }

    /// Bytes from number `at` on, at most as many as `buffer` holds and at most `count`.
    pub(super) fn load<'b>(&'b self, at: u64, count: usize, buffer: &'b mut [u8]) -> &'b [u8] {
        let count = count.min(buffer.len());
        match self {
            Self::Bytes(bytes) => {
                let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..));
                rest.map_or(&[], |rest| &rest[..count.min(rest.len())])
            }
            Self::Pixels(p) => {
                let filled = p.load(at, &mut buffer[..count]);
                &buffer[..filled]
            }
        }
    }

    /// All bytes: what a text of this source parses back to.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Pixels(p) => {
                let mut out = vec![0; self.bytes() as usize];
                p.load(0, &mut out);
                out
            }
        }
    }
}
