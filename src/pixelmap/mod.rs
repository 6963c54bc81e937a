//! From pixels to bits and back, for formats that store samples: which bits of the file made a pixel, and which pixels
//! a bit made.
//!
//! Two kinds of layout cover nearly all. [`Rows`] has pixels of one size in rows of one length, so that a place follows
//! from arithmetic. [`Replay`] is for run-length codes and texts, where a place follows only from all that stands before
//! it: the decoder itself is the iterator that yields spans, copies of it are kept every few hundred spans, and a
//! question is answered by running it again from the nearest copy. [`Scattered`] holds what is left.

mod fields;
mod replay;
mod rows;
mod scattered;

pub(crate) use fields::{coded_rows, row_field, stored_rows};
pub use replay::Replay;
pub use rows::{Piece, RowOrder, Rows};
pub use scattered::Scattered;

use crate::trace::Role;
use alloc::vec::Vec;
use core::ops::Range;

/// What a stored number says about a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Everything there is to say: an index into a palette, a grey, a bit.
    #[default]
    Whole,
    /// Red.
    Red,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Opacity.
    Alpha,
    /// Nothing: the bits are not used.
    Unused,
    /// Sample number so many of a pixel whose channels have no names.
    Sample(u16),
}

impl Channel {
    /// The identifier that dictionaries and JSON use; empty for [`Channel::Whole`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Red => "red",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Alpha => "alpha",
            Self::Unused => "unused",
            Self::Sample(_) => "sample",
        }
    }
}

/// A run of bits, and the pixels that they made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelSpan {
    /// First bit in the file.
    pub start: u64,
    /// Number of bits.
    pub bits: u32,
    /// What they are for.
    pub role: Role,
    /// Column of the first pixel; where the span made none, of the pixel that would be next.
    pub x: u32,
    /// Row of the pixels in the picture, from the top.
    pub y: u32,
    /// How many pixels: 0 for separators, padding, escapes.
    pub count: u32,
    /// Columns from one of these pixels to the next: 1, or 2 where two values take turns.
    pub step: u32,
    /// Which part of the pixels.
    pub channel: Channel,
    /// The number that the bits stand for.
    pub value: u32,
}

impl PixelSpan {
    /// The bit after the last.
    pub const fn end(&self) -> u64 {
        self.start + self.bits as u64
    }

    /// Whether the span says something about this pixel.
    pub const fn covers(&self, x: u32, y: u32) -> bool {
        if self.y != y || x < self.x || self.step == 0 {
            return false;
        }
        let beyond = x - self.x;
        beyond % self.step == 0 && beyond / self.step < self.count
    }

    /// The columns of its pixels.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        let (x, step) = (self.x, self.step);
        (0..self.count).map(move |n| x.saturating_add(n.saturating_mul(step)))
    }
}

/// Leads from the pixels of one decoded picture to the bits of its file, and back.
pub trait PixelMap {
    /// The spans that touch bits `window` of the file, ascending and without gaps from the first bit of the pixel data to the
    /// last. Bits outside the pixel data have none.
    fn window(&self, window: Range<u64>) -> Vec<PixelSpan>;

    /// The spans that made the pixel in column `x` of row `y`, ascending. Empty where the file ended before it, or where
    /// none did (pixels that a run-length code skips).
    fn bits_of(&self, x: u32, y: u32) -> Vec<PixelSpan>;

    /// The span that a bit belongs to, if it belongs to the pixel data.
    fn pixels_of(&self, bit: u64) -> Option<PixelSpan> {
        self.window(bit..bit.saturating_add(1)).first().copied()
    }
}

/// `count` bits of `data` from bit `start` on, the first one most significant; the last 32 of them where they are more,
/// zeros where the data has ended.
pub(crate) fn number(data: &[u8], start: u64, count: u32) -> u32 {
    let bit = |at: u64| {
        let byte = usize::try_from(at / 8).ok().and_then(|at| data.get(at));
        u32::from(byte.copied().unwrap_or(0) >> (7 - at % 8) & 1)
    };
    (start..start + u64::from(count)).fold(0, |n, at| n << 1 | bit(at))
}
