//! How well the pixels of a picture foretell each other: an estimate of the bits that a simple adaptive coder would need.
//! Where a layout is right it needs few, whatever the picture shows, dithered or not.

use crate::packing::{colour, Layout, Pixel};
use alloc::vec;
use alloc::vec::Vec;

/// Most pixels that are looked at; of larger pictures a window in the middle.
const MOST_PIXELS: u32 = 1 << 15;
/// Widest window.
const MOST_WIDTH: u32 = 1 << 9;
/// Most pixels that are gone through backwards, too.
const MOST_BACKWARDS: usize = 1 << 13;
/// Counts of what came are halved beyond this.
const MOST_SEEN: u16 = 500;

/// Logarithms and the room to work in.
pub(super) struct Meter {
    /// 256 · log₂ of the index.
    log: Vec<u16>,
    window: Vec<u8>,
}

/// 256 · log₂ `number`, for 1 and above: one binary digit a squaring.
fn log2_256(number: u32) -> u16 {
    let whole = number.max(1).ilog2();
    let mut mantissa = u64::from(number.max(1)) << (31 - whole);
    let mut log = whole as u16;
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 31;
        let carry = mantissa >> 32;
        mantissa >>= carry;
        log = log << 1 | carry as u16;
    }
    log
}

/// The part of a picture that is looked at.
#[derive(Clone, Copy)]
struct Window {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Window {
    fn of(layout: &Layout) -> Self {
        let width = layout.width.min(MOST_WIDTH);
        let height = layout.height.min(MOST_PIXELS / width.max(1));
        Self {
            left: (layout.width - width) / 2,
            top: (layout.height - height) / 2,
            width,
            height,
        }
    }
}

impl Meter {
    pub fn new() -> Self {
        let most = 2 * u32::from(MOST_SEEN) * 10 + 32;
        Self {
            log: (0..=most).map(log2_256).collect(),
            window: Vec::new(),
        }
    }

    /// Bits that the whole picture would need.
    pub fn bits(&mut self, layout: &Layout, bytes: &[u8]) -> u64 {
        let window = Window::of(layout);
        let cost = match layout.pixel {
            Pixel::Grey(bits) | Pixel::Index(bits) => {
                self.load(layout, bytes, window, |number| number as u8);
                self.all_ways(window, bits.into())
            }
            pixel => {
                let (red, green, blue) = match pixel {
                    Pixel::Rgb332 => (3, 3, 2),
                    Pixel::Rgb565(_) => (5, 6, 5),
                    _ => (8, 8, 8),
                };
                let mut cost = 0;
                for (channel, bits) in [red, green, blue].into_iter().enumerate() {
                    let of = |number| colour(pixel, number)[channel] >> (8 - bits);
                    self.load(layout, bytes, window, of);
                    cost += self.all_ways(window, bits);
                }
                cost
            }
        };
        let seen = u64::from(window.width) * u64::from(window.height);
        let all = u64::from(layout.width) * u64::from(layout.height);
        (u128::from(cost) * u128::from(all) / u128::from(seen.max(1)) / 256) as u64
    }

    /// 256 times the bits of the window, the mean of several ways of going through it: so a picture that is turned or
    /// mirrored costs the same, and of layouts that differ by no more than that the common one is preferred.
    fn all_ways(&mut self, window: Window, bits: u32) -> u64 {
        let (width, height) = (window.width as usize, window.height as usize);
        let costs = |meter: &Self, width| match bits {
            1 | 2 => meter.few_levels(width, bits),
            _ => meter.levels(width, bits),
        };
        let mut cost = costs(self, width);
        let mut ways = 1;
        if self.window.len() <= MOST_BACKWARDS {
            self.window.reverse();
            cost += costs(self, width);
            ways += 1;
        }
        let across = |at: usize| self.window.get(at % height * width + at / height);
        let turned = (0..self.window.len()).filter_map(across);
        self.window = turned.copied().collect();
        cost += costs(self, height);
        ways += 1;
        if self.window.len() <= MOST_BACKWARDS {
            self.window.reverse();
            cost += costs(self, height);
            ways += 1;
        }
        cost / ways
    }

    fn load(&mut self, layout: &Layout, bytes: &[u8], window: Window, of: impl Fn(u32) -> u8) {
        self.window.clear();
        for y in window.top..window.top + window.height {
            let row = window.left..window.left + window.width;
            let row = row.map(|x| of(layout.number(bytes, x, y)));
            self.window.extend(row);
        }
    }

    fn log(&self, number: usize) -> u64 {
        self.log
            .get(number)
            .or(self.log.last())
            .copied()
            .unwrap_or(0)
            .into()
    }

    /// 256 times the bits of two or four levels: each pixel foretold by those around it that came before.
    fn few_levels(&self, width: usize, bits: u32) -> u64 {
        // From the nearest; a small picture is over before many of them would have been seen.
        const AROUND: [(isize, usize); 10] = [
            (-1, 0),
            (0, 1),
            (-1, 1),
            (1, 1),
            (-2, 0),
            (0, 2),
            (2, 1),
            (-2, 1),
            (-3, 0),
            (1, 2),
        ];
        let context_bits = match self.window.len() {
            0..=299 => 3,
            300..=2_999 => 6,
            3_000..=9_999 => 8,
            _ => 10,
        };
        let count = (context_bits / bits as usize).max(1);
        let levels = 1usize << bits;
        let mut seen = vec![[0u16; 4]; 1 << (count * bits as usize)];
        let mut cost = 0;
        for (place, &pixel) in self.window.iter().enumerate() {
            let x = place % width.max(1);
            let mut context = 0;
            for &(dx, up) in AROUND.iter().take(count) {
                let inside = x.checked_add_signed(dx).is_some_and(|x| x < width);
                let at = (place + up).checked_add_signed(dx);
                let at = at.and_then(|at| at.checked_sub(up * (width + 1)));
                let around = at.filter(|_| inside).and_then(|at| self.window.get(at));
                context = context << bits | usize::from(around.copied().unwrap_or(0));
            }
            let pixel = usize::from(pixel) & (levels - 1);
            let Some(counts) = seen.get_mut(context) else {
                continue;
            };
            let total: usize = counts.iter().map(|&n| usize::from(n)).sum();
            // (n + ½) of (total + ½ a level).
            cost += self.log(2 * total + levels) - self.log(2 * usize::from(counts[pixel]) + 1);
            counts[pixel] += 1;
            if counts[pixel] > MOST_SEEN {
                *counts = counts.map(|n| n / 2);
            }
        }
        cost
    }

    /// 256 times the bits of levels: how far each is from what its neighbours say, as a class (the length of the number)
    /// and the digits within it.
    fn levels(&self, width: usize, bits: u32) -> u64 {
        let classes = bits as usize + 1;
        let mut seen = [[0u16; 9]; 3];
        let mut cost = 0;
        for (place, &pixel) in self.window.iter().enumerate() {
            let x = place % width.max(1);
            let before = |back: usize, there: bool| {
                let at = place.checked_sub(back).filter(|_| there);
                at.and_then(|at| self.window.get(at))
                    .map_or(0, |&v| i32::from(v))
            };
            let left = before(1, x > 0);
            let above = before(width, true);
            let corner = before(width + 1, x > 0);
            // The median of the three says whether an edge passes: ITU-T T.87 A.4.1.
            let foretold = match corner {
                c if c >= left.max(above) => left.min(above),
                c if c <= left.min(above) => left.max(above),
                c => left + above - c,
            };
            let roughness = (left - corner).abs() + (above - corner).abs();
            let context = match (roughness << 8) >> bits {
                0..=4 => 0,
                5..=31 => 1,
                _ => 2,
            };
            let distance = (i32::from(pixel) - foretold).unsigned_abs();
            let class = (u32::BITS - distance.leading_zeros()).min(bits) as usize;
            let counts = &mut seen[context];
            let total: usize = counts.iter().map(|&n| usize::from(n)).sum();
            cost += self.log(2 * total + classes) - self.log(2 * usize::from(counts[class]) + 1);
            // A sign, and the digits behind the first.
            cost += class as u64 * 256;
            counts[class] += 1;
            if counts[class] > MOST_SEEN {
                *counts = counts.map(|n| n / 2);
            }
        }
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms() {
        for (number, log) in [(1, 0), (2, 256), (3, 405), (8, 768), (1000, 2551)] {
            assert_eq!(log2_256(number), log);
        }
    }
}
