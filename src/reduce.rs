//! Pictures made smaller by a whole factor while their rows come: each pixel is the mean of its square.

use crate::lanes::{I16x8, U8x16, WIDE};
use alloc::vec::Vec;

/// Samples a pixel: red, green, blue, alpha.
const CHANNELS: usize = 4;

/// Takes the rows of a picture, from the top, and gives those of the reduced one.
///
/// ```
/// let mut reducer = pixelbits::Reducer::new(2, 2);
/// reducer.feed(&[10, 0, 0, 255, 20, 0, 0, 255]);
/// reducer.feed(&[30, 0, 0, 255, 40, 0, 0, 255]);
/// reducer.end();
/// assert_eq!(reducer.take(), (0, vec![25, 0, 0, 255]));
/// ```
#[derive(Clone, Debug)]
pub struct Reducer {
    /// Pixels a row.
    width: usize,
    /// Side of a square, in pixels.
    factor: usize,
    /// Rows in the squares under way.
    rows: usize,
    /// Samples of each column, summed over the rows of the squares under way.
    columns: Vec<i16>,
    /// Reduced rows that were not taken yet.
    reduced: Vec<u8>,
    /// Reduced rows that were, and those that did not come.
    taken: u32,
    /// Rows to be left out: the first of their squares did not come. `None` before any came.
    skip: Option<usize>,
}

impl Reducer {
    /// Rows that [`Self::columns`] can hold the sum of.
    const MOST: u32 = i16::MAX as u32 / u8::MAX as u32;

    /// For rows of `width` pixels. `factor`: side of a square, at most 128; the squares at the right and at the bottom are cut
    /// off by the picture's edge.
    pub fn new(width: u32, factor: u32) -> Self {
        Self {
            width: width as usize,
            factor: factor.clamp(1, Self::MOST) as usize,
            rows: 0,
            columns: alloc::vec![0; width as usize * CHANNELS],
            reduced: Vec::new(),
            taken: 0,
            skip: None,
        }
    }

    /// Takes the next rows. `first`: the number of the first of them; the first that come need not be the picture's. Squares
    /// that lack a row at their top are left out.
    pub fn feed_from(&mut self, first: u32, rgba: &[u8]) {
        let factor = self.factor as u32;
        let skip = match self.skip {
            Some(skip) => skip,
            None => {
                self.taken = first.div_ceil(factor);
                (self.taken * factor - first) as usize
            }
        };
        let row = (self.width * CHANNELS).max(1);
        let left_out = skip.min(rgba.len() / row);
        self.skip = Some(skip - left_out);
        self.feed(rgba.get(left_out * row..).unwrap_or(&[]));
    }

    /// Takes the next rows: whole ones, RGBA.
    pub fn feed(&mut self, rgba: &[u8]) {
        for row in rgba.chunks_exact((self.width * CHANNELS).max(1)) {
            add(&mut self.columns, row);
            self.rows += 1;
            if self.rows == self.factor {
                self.end();
            }
        }
    }

    /// All rows have come: also those squares are done that the bottom of the picture cuts off.
    pub fn end(&mut self) {
        if self.rows == 0 {
            return;
        }
        let across = self.width.div_ceil(self.factor);
        let from = self.reduced.len();
        self.reduced.resize(from + across * CHANNELS, 0);
        let squares = self.columns.chunks_exact(self.factor * CHANNELS);
        let cut_off = squares.remainder();
        let mut pixels = self.reduced[from..].chunks_exact_mut(CHANNELS);
        let whole = inverse(self.factor * self.rows);
        for (square, pixel) in squares.zip(&mut pixels) {
            mean(square, whole, pixel);
        }
        if let Some(pixel) = pixels.next() {
            mean(
                cut_off,
                inverse(cut_off.len() / CHANNELS * self.rows),
                pixel,
            );
        }
        self.columns.fill(0);
        self.rows = 0;
    }

    /// The reduced rows that were finished since the last call, and the number of the first of them.
    pub fn take(&mut self) -> (u32, Vec<u8>) {
        let first = self.taken;
        let row = self.width.div_ceil(self.factor) * CHANNELS;
        self.taken += (self.reduced.len() / row.max(1)) as u32;
        (first, core::mem::take(&mut self.reduced))
    }
}

/// Adds a row to the sums of columns.
fn add(columns: &mut [i16], row: &[u8]) {
    let mut done = 0;
    if WIDE {
        let (eights, _) = columns.as_chunks_mut::<8>();
        let (sixteens, _) = row.as_chunks::<16>();
        for (sums, bytes) in eights.chunks_exact_mut(2).zip(sixteens) {
            if let [low, high] = sums {
                let bytes = U8x16::load(bytes);
                I16x8::load(low).add(bytes.widen_low()).store(low);
                I16x8::load(high).add(bytes.widen_high()).store(high);
                done += 16;
            }
        }
    }
    for (sum, &sample) in columns.iter_mut().zip(row).skip(done) {
        *sum += i16::from(sample);
    }
}

/// One over a count of pixels, in units of 2⁻⁴⁰: rounded up, so that halves are.
fn inverse(count: usize) -> u64 {
    (1u64 << 40).div_ceil(count as u64)
}

/// The mean of each channel. `square`: sums of columns; `inverse`: of the count of its pixels.
fn mean(square: &[i16], inverse: u64, pixel: &mut [u8]) {
    let mut sums = [0; CHANNELS];
    for column in square.chunks_exact(CHANNELS) {
        for (sum, &sample) in sums.iter_mut().zip(column) {
            *sum += i32::from(sample);
        }
    }
    for (sample, sum) in pixel.iter_mut().zip(sums) {
        // Below 2⁴⁸, and the mean of bytes is a byte.
        *sample = ((u64::from(sum.unsigned_abs()) * inverse + (1 << 39)) >> 40) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of a square, rounded to the nearest.
    fn mean(rgba: &[u8], width: usize, square: [core::ops::Range<usize>; 2], channel: usize) -> u8 {
        let [across, down] = square;
        let count = (across.len() * down.len()) as u32;
        let samples = down.flat_map(|y| across.clone().map(move |x| (y * width + x) * 4 + channel));
        let sum: u32 = samples.map(|at| u32::from(rgba[at])).sum();
        ((2 * sum + count) / (2 * count)) as u8
    }

    #[test]
    fn gives_the_mean_of_every_square_however_the_rows_come() {
        let sizes = [(1, 1), (7, 5), (16, 16), (13, 31), (260, 259)];
        for ((width, height), factor) in sizes
            .iter()
            .flat_map(|s| [1, 2, 3, 8, 128].map(|f| (*s, f)))
        {
            let bytes =
                (0..width * height * 4).map(|i: usize| (i * i * 31 + i * 7 + (i >> 3)) as u8);
            let rgba: Vec<u8> = bytes.collect();
            let mut reducer = Reducer::new(width as u32, factor as u32);
            let mut reduced = Vec::new();
            let mut take = |reducer: &mut Reducer| {
                let (first, more) = reducer.take();
                assert_eq!(first as usize, reduced.len() / (width.div_ceil(factor) * 4));
                reduced.extend(more);
            };
            for rows in rgba.chunks(width * 4 * 3) {
                reducer.feed(rows);
                take(&mut reducer);
            }
            reducer.end();
            take(&mut reducer);
            let side = |from: usize, end: usize| from..(from + factor).min(end);
            let expected: Vec<u8> = (0..height)
                .step_by(factor)
                .flat_map(|y| (0..width).step_by(factor).map(move |x| (x, y)))
                .flat_map(|(x, y)| [0, 1, 2, 3].map(|c| (x, y, c)))
                .map(|(x, y, c)| mean(&rgba, width, [side(x, width), side(y, height)], c))
                .collect();
            assert!(reduced == expected, "{width} × {height} by {factor}");
        }
    }

    /// Squares whose first row did not come are left out; the others are those of the whole picture.
    #[test]
    fn rows_may_begin_in_the_middle() {
        let (width, height, factor) = (5, 23, 4);
        let rgba: Vec<u8> = (0..width * height * 4)
            .map(|i: usize| (i * i * 13 + i) as u8)
            .collect();
        let mut whole = Reducer::new(width as u32, factor);
        whole.feed(&rgba);
        whole.end();
        let (_, whole) = whole.take();
        let row = width.div_ceil(factor as usize) * 4;
        for first in 0..height as u32 {
            let mut reducer = Reducer::new(width as u32, factor);
            for (at, rows) in (first..).zip(rgba.chunks(width * 4).skip(first as usize)) {
                reducer.feed_from(at, rows);
            }
            reducer.end();
            let (from, reduced) = reducer.take();
            assert_eq!(from, first.div_ceil(factor), "from row {first}");
            assert!(reduced == whole[from as usize * row..], "from row {first}");
        }
    }

    #[test]
    fn white_stays_white_in_the_largest_squares() {
        let mut reducer = Reducer::new(128, 1000);
        reducer.feed(&[255; 128 * 128 * 4]);
        assert_eq!(reducer.take(), (0, alloc::vec![255; 4]));
    }
}
