//! From a pixel to its bits, and back.

use super::bit_fields::{BitLayout, RowPadding};
use super::unpack::Unpack;
use super::Layout;
use crate::bits::BitOrder;
use alloc::vec::Vec;
use core::iter::once;
use core::ops::Range;

/// How the pixels of a row share its bits.
enum Sharing {
    /// So many bits a pixel, one pixel after the other, from the most significant bit of each byte.
    Msb(u64),
    /// The same from the least significant bit; so many pixels a byte.
    Lsb(u64),
    /// So many lines of so many bits a pixel, each line beginning with a byte.
    Lines(u64, u64),
}

impl Layout {
    fn sharing(&self) -> Sharing {
        match self.raw_mode.unpack {
            Unpack::Bits(bits @ 1..=4, BitOrder::Lsb, _) => Sharing::Lsb(bits.into()),
            Unpack::Lines(lines) => Sharing::Lines(lines.into(), 8),
            Unpack::Layers(layers) => Sharing::Lines(layers.into(), 1),
            unpack => Sharing::Msb(unpack.bits_per_pixel().into()),
        }
    }

    /// The bits that pixel `(x, y)` is made of, in the order of the file. Those that its raw mode leaves out (the lower
    /// byte of `L;16`, the `X` of `RGBX`) count: they are the pixel's own, too. None outside the picture.
    pub fn bits_of(&self, x: u32, y: u32) -> Vec<Range<u64>> {
        if x >= self.width || y >= self.height {
            return Vec::new();
        }
        let row = self.rows.flip(y, self.height);
        let start = self.row_start(row).and_then(|byte| byte.checked_mul(8));
        let room = self.row_bytes().saturating_mul(8);
        let Some(start) = start.filter(|start| start.checked_add(room).is_some()) else {
            return Vec::new();
        };
        let (x, width) = (u64::from(x), u64::from(self.width));
        match self.sharing() {
            Sharing::Msb(bits) => {
                let first = start + x * bits;
                once(first..first + bits).collect()
            }
            Sharing::Lsb(bits) => {
                let (byte, place) = (x * bits / 8, x * bits % 8);
                let end = start + byte * 8 + 8 - place;
                once(end - bits..end).collect()
            }
            Sharing::Lines(lines, bits) => {
                let line_bits = (width * bits).next_multiple_of(8);
                let first = |line| start + line * line_bits + x * bits;
                let ranges = (0..lines).map(first);
                ranges.map(|first| first..first + bits).collect()
            }
        }
    }

    /// The pixel that a bit belongs to; `None` for bits before, between and behind the pixels of rows.
    pub fn pixel_at(&self, bit: u64) -> Option<(u32, u32)> {
        // In bytes: the stride may be too long to be counted in bits.
        let byte = (bit / 8).checked_sub(self.offset_bytes)?;
        let stride = self.stride();
        let row = u32::try_from(byte.checked_div(stride)?).ok()?;
        if row >= self.height || byte % stride >= self.row_bytes() {
            return None;
        }
        let within = byte % stride * 8 + bit % 8;
        let width = u64::from(self.width);
        let x = match self.sharing() {
            Sharing::Msb(bits) => within / bits,
            Sharing::Lsb(bits) => (within / 8 * 8 + 7 - within % 8) / bits,
            Sharing::Lines(_, bits) => {
                let line_bits = (width * bits).next_multiple_of(8);
                within % line_bits / bits
            }
        };
        let x = u32::try_from(x).ok().filter(|&x| x < self.width)?;
        Some((x, self.rows.flip(row, self.height)))
    }
}

/// Which bit of the period each bit of the buffer is; a period is 8 pixels, or as many bytes as a pixel has bits, and
/// begins with an empty buffer.
struct Places {
    buffer: [u16; 64],
    count: usize,
}

impl BitLayout {
    /// Where the pixels' bits begin that are counted from there, in bytes: those of a row, or of all rows. The pixel of
    /// row `row` (as it comes) and column `x` is pixel number `.1` from there.
    fn run_of(&self, x: u32, row: u32) -> Option<(u64, u64)> {
        let (x, row, width) = (u64::from(x), u64::from(row), u64::from(self.width));
        match self.padding {
            RowPadding::None => Some((self.offset_bytes, row.checked_mul(width)? + x)),
            RowPadding::WholeBytes => {
                let row_bytes = (width * u64::from(self.bits)).div_ceil(8);
                let start = row_bytes.checked_mul(row)?;
                Some((self.offset_bytes.checked_add(start)?, x))
            }
        }
    }

    /// The bits of the pixels of one period, up to number `last` (0–7), the most significant first. Bits count from the
    /// start of the period.
    fn period(&self, last: usize) -> Vec<Vec<u16>> {
        let bits = usize::from(self.bits);
        let mut places = Places {
            buffer: [0; 64],
            count: 0,
        };
        let mut pixels = Vec::new();
        let mut byte = 0;
        while pixels.len() <= last {
            // A byte, its least significant bit first.
            let mut fresh = [0; 8];
            for (place, slot) in (byte * 8..).zip(fresh.iter_mut().rev()) {
                *slot = place;
            }
            byte += 1;
            let (kept, room) = (places.count, &mut places.buffer);
            match self.fill.bytes {
                BitOrder::Msb => {
                    room.copy_within(0..kept.min(56), 8);
                    room[..8].copy_from_slice(&fresh);
                }
                BitOrder::Lsb => {
                    let free = room.get_mut(kept..kept + 8).unwrap_or(&mut []);
                    free.iter_mut().zip(fresh).for_each(|(to, from)| *to = from);
                }
            }
            places.count += 8;
            while places.count >= bits && pixels.len() <= last {
                let left = places.count - bits;
                let from = match self.fill.pixels {
                    BitOrder::Msb => left,
                    BitOrder::Lsb => 0,
                };
                let taken = places.buffer.get(from..from + bits).unwrap_or(&[]);
                pixels.push(taken.iter().rev().copied().collect());
                if self.fill.pixels == BitOrder::Lsb {
                    if places.count > 32 {
                        let rest = fresh.get(8_usize.saturating_sub(left)..).unwrap_or(&[]);
                        let slots = places.buffer.iter_mut().zip(rest);
                        slots.for_each(|(to, from)| *to = *from);
                    } else {
                        places.buffer.copy_within(bits..places.count, 0);
                    }
                }
                places.count = left;
            }
        }
        pixels
    }

    /// The bits that pixel `(x, y)` is meant to be made of, the most significant first, neighbours together: descending in
    /// the file where the least significant comes first, then one by one. None outside the picture, or where
    /// [`BitLayout::bits`] is not 1–31.
    pub fn bits_of(&self, x: u32, y: u32) -> Vec<Range<u64>> {
        if x >= self.width || y >= self.height || !self.is_allowed() {
            return Vec::new();
        }
        let row = self.rows.flip(y, self.height);
        let start = self.run_of(x, row).and_then(|(byte, pixel)| {
            let before = (pixel / 8).checked_mul(self.bits.into())?;
            let start = byte.checked_add(before)?.checked_mul(8)?;
            start.checked_add(256)?;
            Some((start, (pixel % 8) as usize))
        });
        let Some((start, number)) = start else {
            return Vec::new();
        };
        let bits = self.period(number).pop().unwrap_or_default();
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for bit in bits {
            let bit = start + u64::from(bit);
            match ranges.last_mut() {
                Some(range) if range.end == bit => range.end += 1,
                _ => ranges.push(bit..bit + 1),
            }
        }
        ranges
    }

    /// The pixel that a bit is meant for; `None` for bits before, between and behind the pixels.
    pub fn pixel_at(&self, bit: u64) -> Option<(u32, u32)> {
        if !self.is_allowed() || self.width == 0 {
            return None;
        }
        let bit = bit.checked_sub(self.offset_bytes.checked_mul(8)?)?;
        let (width, bits) = (u64::from(self.width), u64::from(self.bits));
        let (row, within) = match self.padding {
            RowPadding::None => (0, bit),
            RowPadding::WholeBytes => {
                let row_bits = (width * bits).next_multiple_of(8);
                (bit / row_bits, bit % row_bits)
            }
        };
        let (period, place) = (within / (8 * bits), (within % (8 * bits)) as u16);
        let number = self.period(7).iter().position(|p| p.contains(&place))?;
        let pixel = period * 8 + number as u64;
        let (row, x) = match self.padding {
            RowPadding::None => (pixel / width, pixel % width),
            RowPadding::WholeBytes if pixel < width => (row, pixel),
            RowPadding::WholeBytes => return None,
        };
        let row = u32::try_from(row).ok().filter(|&row| row < self.height)?;
        Some((x as u32, self.rows.flip(row, self.height)))
    }
}
