//! Pixels of one size in rows of one length.

use super::{number, Channel, PixelMap, PixelSpan};
use crate::trace::Role;
use alloc::vec::Vec;
use core::ops::Range;

/// Which row of the picture a file stores first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// The top one (Pillow's orientation 1).
    #[default]
    TopDown,
    /// The lowest one (Pillow's orientation −1).
    BottomUp,
}

impl RowOrder {
    /// The row of the picture that is stored as number `line`, and the other way round.
    pub const fn flip(self, line: u32, height: u32) -> u32 {
        match self {
            Self::TopDown => line,
            Self::BottomUp => height.saturating_sub(1).saturating_sub(line),
        }
    }
}

/// A part of a stored pixel: adjacent bits of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Number of bits.
    pub bits: u32,
    /// What they say.
    pub channel: Channel,
}

/// A picture stored as `height` rows of `width` pixels, each pixel made of the same pieces.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    /// The file.
    pub data: &'a [u8],
    /// Bit of the file where the first stored row starts.
    pub first_bit: u64,
    /// Bits from the start of one row to the start of the next; at least those of its pixels.
    pub stride_bits: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Which row comes first.
    pub order: RowOrder,
    /// The pieces of a pixel, in the order of the file's bits.
    pub pieces: Vec<Piece>,
}

impl Rows<'_> {
    /// Bits of a pixel.
    pub fn pixel_bits(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.bits)).sum()
    }

    /// Bits that the file has of the stored rows, counted from its start: where the pixel data end.
    fn end(&self) -> u64 {
        let whole = self.stride_bits.saturating_mul(self.height.into());
        let file = self.data.len() as u64 * 8;
        self.first_bit.saturating_add(whole).min(file)
    }

    /// The spans of one pixel (or, past the last one, the padding) of a stored row, as far as the file has them.
    fn push(&self, line: u32, x: u32, window: &Range<u64>, out: &mut Vec<PixelSpan>) {
        let row = self.first_bit + self.stride_bits * u64::from(line);
        let mut start = row + self.pixel_bits() * u64::from(x);
        let end = self.end();
        let mut one = |bits: u64, role: Role, channel, count| {
            let bits = bits.min(end.saturating_sub(start)) as u32;
            let stop = start + u64::from(bits);
            if bits > 0 && stop > window.start && start < window.end {
                out.push(PixelSpan {
                    start,
                    bits,
                    role,
                    x,
                    y: self.order.flip(line, self.height),
                    count,
                    step: 1,
                    channel,
                    value: number(self.data, start, bits),
                });
            }
            start = stop;
        };
        if x < self.width {
            for piece in &self.pieces {
                let (role, count) = match piece.channel {
                    Channel::Unused => (Role::Padding, 0),
                    _ => (Role::Pixel, 1),
                };
                one(piece.bits.into(), role, piece.channel, count);
            }
        } else {
            let used = self.pixel_bits() * u64::from(self.width);
            let padding = self.stride_bits.saturating_sub(used);
            one(padding, Role::Padding, Channel::Unused, 0);
        }
    }
}

impl PixelMap for Rows<'_> {
    fn window(&self, window: Range<u64>) -> Vec<PixelSpan> {
        let mut out = Vec::new();
        let (from, to) = (window.start.max(self.first_bit), window.end.min(self.end()));
        let pixel_bits = self.pixel_bits();
        if from >= to || self.stride_bits == 0 || pixel_bits == 0 {
            return out;
        }
        let line = |bit: u64| ((bit - self.first_bit) / self.stride_bits) as u32;
        let column = |bit: u64, line: u32| {
            let within = bit - self.first_bit - self.stride_bits * u64::from(line);
            (within / pixel_bits).min(self.width.into()) as u32
        };
        let (first, last) = (line(from), line(to - 1));
        for line in first..=last {
            let left = if line == first { column(from, line) } else { 0 };
            let right = match line == last {
                true => column(to - 1, line),
                false => self.width,
            };
            for x in left..=right {
                self.push(line, x, &window, &mut out);
            }
        }
        out
    }

    fn bits_of(&self, x: u32, y: u32) -> Vec<PixelSpan> {
        let mut out = Vec::new();
        if x < self.width && y < self.height {
            let line = self.order.flip(y, self.height);
            self.push(line, x, &(0..u64::MAX), &mut out);
            out.retain(|span| span.count > 0);
        }
        out
    }
}
