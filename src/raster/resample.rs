//! Scaled pictures, row by row: first across, then down, each rounded to 8 bits, as Pillow does it.

use super::crop::View;
use super::scale::{Filter, Frame};
use super::taps::{sample, Taps, BITS, GROUP};
use crate::lanes::{I16x8, I32x4, U8x16, WIDE};
use crate::Error;
use alloc::vec;
use alloc::vec::Vec;

/// Samples a pixel.
const CHANNELS: usize = 4;
/// Bytes of a row that are summed at a time.
const BLOCK: usize = 16;

/// Makes the rows of a scaled picture.
#[derive(Clone, Debug)]
pub(super) struct Resampler {
    frame: Frame,
    background: [u8; 4],
    way: Way,
    /// The next row.
    row: u32,
}

#[derive(Clone, Debug)]
enum Way {
    /// Which pixel of a row each one is.
    Nearest(Vec<u32>),
    Filter(Filtered),
}

#[derive(Clone, Debug)]
struct Filtered {
    across: Taps,
    down: Taps,
    /// Weights across, laid out for vectors: four taps are the pairs (0, 2) and (1, 3), each repeated for four channels.
    pairs: Vec<[i16; 8]>,
    /// Rows that are scaled across, each at its number modulo the taps down.
    ring: Vec<u8>,
    /// The first row that is not in there yet.
    next: u32,
    opaque: bool,
    /// A source row, premultiplied.
    line: Vec<[u8; 4]>,
}

impl Resampler {
    /// `opaque`: whether no pixel of the picture has an alpha below 255.
    pub fn new(
        view: &View,
        frame: Frame,
        filter: Filter,
        background: [u8; 4],
        opaque: bool,
    ) -> Result<Self, Error> {
        let way = match filter {
            Filter::Nearest => {
                let place = |x| nearest(frame.columns, frame.inner.width, view.width(), x);
                Way::Nearest((0..frame.inner.width).map(place).collect())
            }
            _ => {
                let across = Taps::new(filter, view.width(), frame.columns, frame.inner.width)?;
                let down = Taps::new(filter, view.height(), frame.rows, frame.inner.height)?;
                let pairs = match WIDE && across.whole() {
                    true => in_pairs(&across.weights),
                    false => Vec::new(),
                };
                let row_bytes = frame.inner.width as usize * CHANNELS;
                Way::Filter(Filtered {
                    pairs,
                    ring: vec![0; row_bytes * down.count],
                    across,
                    down,
                    next: 0,
                    opaque,
                    line: Vec::new(),
                })
            }
        };
        Ok(Self {
            frame,
            background,
            way,
            row: 0,
        })
    }

    /// Rows that are done.
    pub const fn done(&self) -> u32 {
        self.row
    }

    /// Appends the next rows, for about `budget` samples of work; `true` once all are there.
    pub fn advance(&mut self, view: &View, out: &mut Vec<u8>, budget: u64) -> bool {
        let frame = self.frame;
        let inner = frame.inner;
        let mut work = 0;
        while self.row < frame.height && work < budget {
            let place = self.row.wrapping_sub(inner.y);
            self.row += 1;
            work += u64::from(frame.width);
            if place >= inner.height {
                fill(out, self.background, frame.width);
                continue;
            }
            fill(out, self.background, inner.x);
            match &mut self.way {
                Way::Nearest(columns) => {
                    let row = view.row(nearest(frame.rows, inner.height, view.height(), place));
                    let pixel = |&x: &u32| row.get(x as usize).copied().unwrap_or_default();
                    out.extend(columns.iter().flat_map(pixel));
                }
                Way::Filter(filtered) => work += filtered.row(view, place, out),
            }
            fill(out, self.background, frame.width - inner.width - inner.x);
        }
        self.row >= frame.height
    }
}

/// Appends so many pixels of one colour.
fn fill(out: &mut Vec<u8>, colour: [u8; 4], count: u32) {
    out.extend(core::iter::repeat_n(colour, count as usize).flatten());
}

/// Which of `length` pixels lies under the middle of pixel `place`.
fn nearest(from: (f64, f64), out: u32, length: u32, place: u32) -> u32 {
    let step = (from.1 - from.0) / f64::from(out);
    let at = libm::floor(from.0 + (f64::from(place) + 0.5) * step) as u32;
    at.min(length.saturating_sub(1))
}

/// Weights in the layout of [`Filtered::pairs`].
fn in_pairs(weights: &[i16]) -> Vec<[i16; 8]> {
    let (groups, _) = weights.as_chunks::<GROUP>();
    let pair = |a, b| [a, b, a, b, a, b, a, b];
    let pairs = groups
        .iter()
        .flat_map(|&[a, b, c, d]| [pair(a, c), pair(b, d)]);
    pairs.collect()
}

impl Filtered {
    /// Appends a row; returns how many samples that took.
    fn row(&mut self, view: &View, place: u32, out: &mut Vec<u8>) -> u64 {
        let (start, _) = self.down.of(place);
        let end = (start + self.down.count).min(view.height() as usize) as u32;
        let mut work = self.down.count as u64;
        // Rows above are no longer needed.
        self.next = self.next.max(start as u32);
        while self.next < end {
            self.take(view, self.next);
            self.next += 1;
            work += self.across.count as u64;
        }
        let from = out.len();
        let row_bytes = self.ring.len() / self.down.count.max(1);
        out.resize(from + row_bytes, 0);
        self.sum_down(place, end as usize, &mut out[from..]);
        if !self.opaque {
            for pixel in out[from..].as_chunks_mut::<4>().0 {
                *pixel = divided(*pixel);
            }
        }
        work * (row_bytes / CHANNELS) as u64
    }

    /// Scales a source row across, into the ring.
    fn take(&mut self, view: &View, y: u32) {
        let row_bytes = self.ring.len() / self.down.count.max(1);
        let at = y as usize % self.down.count.max(1) * row_bytes;
        let mut row = view.row(y);
        if !self.opaque {
            self.line.clear();
            self.line.extend(row.iter().map(|&p| multiplied(p)));
            row = &self.line;
        }
        let out = self.ring.get_mut(at..at + row_bytes).unwrap_or(&mut []);
        let (out, _) = out.as_chunks_mut::<CHANNELS>();
        match self.pairs.is_empty() {
            true => across_plain(&self.across, row, out),
            false => across_wide(&self.across, &self.pairs, row, out),
        }
    }

    /// Sums rows of the ring; those from `end` on do not exist and weigh nothing.
    fn sum_down(&self, place: u32, end: usize, out: &mut [u8]) {
        let (start, weights) = self.down.of(place);
        let row_bytes = out.len();
        let slot = |tap: usize| {
            let row = (start + tap).min(end.saturating_sub(1));
            let at = row % self.down.count.max(1) * row_bytes;
            self.ring.get(at..at + row_bytes).unwrap_or(&[])
        };
        let (pairs, _) = weights.as_chunks::<2>();
        let mut done = 0;
        if WIDE {
            // Rows that weigh nothing are left out in pairs.
            let rows = pairs
                .iter()
                .enumerate()
                .filter(|(_, pair)| **pair != [0, 0]);
            let rows: Vec<_> = rows
                .map(|(n, &[a, b])| (slot(2 * n), slot(2 * n + 1), I16x8::pairs(a, b)))
                .collect();
            done = out.len() / BLOCK * BLOCK;
            let (blocks, _) = out.as_chunks_mut();
            match self.down.bits {
                TWENTY => down_wide::<20>(&rows, blocks),
                SEVENTEEN => down_wide::<17>(&rows, blocks),
                _ => down_wide::<14>(&rows, blocks),
            }
        }
        let mut from = done;
        for bytes in out.get_mut(done..).unwrap_or(&mut []).chunks_mut(BLOCK) {
            let mut sums = [0; BLOCK];
            for (tap, &weight) in weights.iter().enumerate() {
                let row = slot(tap).get(from..).unwrap_or(&[]);
                for (sum, &byte) in sums.iter_mut().zip(row) {
                    *sum += i32::from(byte) * i32::from(weight);
                }
            }
            for (byte, sum) in bytes.iter_mut().zip(sums) {
                *byte = sample(sum, self.down.bits);
            }
            from += BLOCK;
        }
    }
}

fn across_plain(taps: &Taps, row: &[[u8; 4]], out: &mut [[u8; 4]]) {
    for (place, pixel) in (0..).zip(out) {
        let (start, weights) = taps.of(place);
        let mut sums = [0; CHANNELS];
        // Where the row is shorter than a group, the missing weigh nothing.
        for (from, &weight) in row.get(start..).unwrap_or(&[]).iter().zip(weights) {
            for (sum, &byte) in sums.iter_mut().zip(from) {
                *sum += i32::from(byte) * i32::from(weight);
            }
        }
        *pixel = sums.map(|sum| sample(sum, taps.bits));
    }
}

/// [`BITS`], by which the shifts of vectors are chosen.
const SEVENTEEN: u32 = BITS[1];
const TWENTY: u32 = BITS[2];

/// The sums of four pixels as samples: rounded, and cut to 0–255.
#[inline(always)]
fn samples<const SHIFT: i32>(sums: [I32x4; 4]) -> U8x16 {
    // Narrowing cuts to −128–127: moved there and back.
    let moved = I32x4::splat((1 << (SHIFT - 1)) - (128 << SHIFT));
    let [a, b, c, d] = sums.map(|sum| sum.add(moved));
    let (low, high) = (a.shr_narrow::<SHIFT>(b), c.shr_narrow::<SHIFT>(d));
    low.narrow_signed(high).xor(U8x16::splat(128))
}

/// Pairs of rows and their weights, summed.
fn down_wide<const SHIFT: i32>(rows: &[(&[u8], &[u8], I16x8)], blocks: &mut [[u8; BLOCK]]) {
    for (place, block) in blocks.iter_mut().enumerate() {
        let mut sums = [I32x4::splat(0); 4];
        for (upper, lower, weights) in rows {
            let (upper, lower) = (upper.as_chunks().0, lower.as_chunks().0);
            let (Some(upper), Some(lower)) = (upper.get(place), lower.get(place)) else {
                break;
            };
            let (upper, lower) = (U8x16::load(upper), U8x16::load(lower));
            let (low, high) = (upper.zip_low(lower), upper.zip_high(lower));
            sums[0] = sums[0].add(low.widen_low().dot(*weights));
            sums[1] = sums[1].add(low.widen_high().dot(*weights));
            sums[2] = sums[2].add(high.widen_low().dot(*weights));
            sums[3] = sums[3].add(high.widen_high().dot(*weights));
        }
        samples::<SHIFT>(sums).store(block);
    }
}

/// The same for rows that all taps lie in.
fn across_wide(taps: &Taps, pairs: &[[i16; 8]], row: &[[u8; 4]], out: &mut [[u8; 4]]) {
    match taps.bits {
        TWENTY => across_shifted::<20>(taps, pairs, row, out),
        SEVENTEEN => across_shifted::<17>(taps, pairs, row, out),
        _ => across_shifted::<14>(taps, pairs, row, out),
    }
}

fn across_shifted<const SHIFT: i32>(
    taps: &Taps,
    pairs: &[[i16; 8]],
    row: &[[u8; 4]],
    out: &mut [[u8; 4]],
) {
    let of_pixel = (taps.count / 2).max(1);
    let sum = |start: u32, pairs: &[[i16; 8]]| {
        let row = row.get(start as usize..).unwrap_or(&[]).as_flattened();
        let mut sums = [I32x4::splat(0); 2];
        for (pixels, pair) in row.as_chunks::<16>().0.iter().zip(pairs.as_chunks::<2>().0) {
            let pixels = U8x16::load(pixels);
            // Pixels 0 and 1, pixels 2 and 3: taken together, they are (0, 2) and (1, 3).
            let (low, high) = (pixels.widen_low(), pixels.widen_high());
            sums[0] = sums[0].add(low.zip_low(high).dot(I16x8::load(&pair[0])));
            sums[1] = sums[1].add(low.zip_high(high).dot(I16x8::load(&pair[1])));
        }
        sums[0].add(sums[1])
    };
    let fours = out.chunks_mut(4).zip(taps.starts.chunks(4));
    for ((pixels, starts), pairs) in fours.zip(pairs.chunks(4 * of_pixel)) {
        let mut sums = [I32x4::splat(0); 4];
        let each = starts.iter().zip(pairs.chunks_exact(of_pixel));
        for (place, (&start, pairs)) in sums.iter_mut().zip(each) {
            *place = sum(start, pairs);
        }
        let mut bytes = [0; BLOCK];
        samples::<SHIFT>(sums).store(&mut bytes);
        for (pixel, made) in pixels.iter_mut().zip(bytes.as_chunks().0) {
            *pixel = *made;
        }
    }
}

/// Colour times alpha, so that what is not seen does not show in what is.
pub(super) fn multiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let times = |v: u8| ((u32::from(v) * u32::from(a) + 127) / 255) as u8;
    [times(r), times(g), times(b), a]
}

/// The way back; colours that cannot be seen become 0.
pub(super) fn divided([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    if a == 0 {
        return [0; 4];
    }
    let by = |v: u8| ((u32::from(v) * 255 + u32::from(a) / 2) / u32::from(a)).min(255) as u8;
    [by(r), by(g), by(b), a]
}
