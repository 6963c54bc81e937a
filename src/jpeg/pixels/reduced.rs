//! Blocks to fewer samples: dequantisation and inverse DCT to 4 × 4, 2 × 2 and 1 × 1, and the same of samples.
//!
//! T.81 has no such transform; this is the reference decoder's. Each sample is the mean of those that the full transform
//! (T.81 A.3.3) gives in its square. Both ways the mean can be taken of the basis functions beforehand: with
//!
//! ```text
//! k(u, x) = √2 · cos((2x + 1)·u·π / 16)      of sample x and coefficient u > 0, 1 for u = 0
//! 4 samples: K(u, 0) = (k(u, 0) + k(u, 1)) / 2, …     2 samples: K(u, 0) = (k(u, 0) + … + k(u, 3)) / 4
//! ```
//!
//! the sums are Σ K·d. As in the full transform the constants have 13 fractional bits, here those of 2·K and 4·K;
//! columns come first, and the sums after them keep the same extra bits. u = 4 adds nothing to four samples, and u = 2, 4,
//! 6 nothing to two, so the reference never looks there.
//!
//! Sums are 64 bits wide like the reference's: inputs have 32 bits, constants 16, and there are at most seven terms.

use super::component::SampleRows;
use super::idct::{flat, limit12, limit8};
use super::Sample;
use crate::jpeg::frame::Block;

/// Rows 0 … SIDE/2 − 1: round(8192 · 8/SIDE · K(u, x)); the samples of the other half have odd terms negated.
type Factors = [[i64; 8]; 2];

/// To four samples.
const FOUR: Factors = [
    [16384, 20995, 15137, 7373, 0, -4926, -6270, -4176],
    [16384, 8697, -15137, -17799, 0, 11893, 6270, -1730],
];

/// To two samples.
const TWO: Factors = [[32768, 29692, 0, -10426, 0, 6967, 0, -5906], [0; 8]];

/// The one-dimensional transform of a line to `SIDE` samples, times 2^(13 − `bits`) · 8/SIDE.
#[inline(always)]
fn line<const SIDE: usize>(d: [i32; 8], factors: &Factors, bits: u32) -> [i32; SIDE] {
    let mut out = [0; SIDE];
    let term = |u: usize, f: &[i64; 8]| i64::from(d[u]) * f[u];
    for (x, f) in factors.iter().enumerate().take(SIDE / 2) {
        let mut even = term(0, f) + (1 << (bits - 1));
        if SIDE == 4 {
            even += term(2, f) + term(6, f);
        }
        let odd = term(1, f) + term(3, f) + term(5, f) + term(7, f);
        out[x] = ((even + odd) >> bits) as i32;
        out[SIDE - 1 - x] = ((even - odd) >> bits) as i32;
    }
    out
}

/// Dequantises and transforms, `extra` bits kept between the passes: rows of samples, not yet centred.
#[inline(always)]
fn transform<const SIDE: usize>(
    coefficients: &Block,
    quantisers: &[u16; 64],
    factors: &Factors,
    extra: u32,
) -> [[i32; SIDE]; SIDE] {
    // 13 bits of the constants, and the 8/SIDE in them.
    let bits = 13 + (8 / SIDE as u32).ilog2();
    let mut w = [[0; 8]; SIDE];
    for column in 0..8 {
        let c: [i16; 8] = core::array::from_fn(|u| coefficients[8 * u + column]);
        if factors[0][column] == 0 || c == [0; 8] {
            continue;
        }
        let q = |u: usize| i32::from(quantisers[8 * u + column]);
        let d = core::array::from_fn(|u| i32::from(c[u]).wrapping_mul(q(u)));
        for (row, value) in w.iter_mut().zip(line::<SIDE>(d, factors, bits - extra)) {
            row[column] = value;
        }
    }
    w.map(|row| line::<SIDE>(row, factors, bits + extra + 3))
}

/// What becomes of a block, and how its samples are limited.
struct Reduction<F> {
    extra: u32,
    limit: F,
}

impl<F> Reduction<F> {
    /// Writes a square of `SIDE` samples a side.
    #[inline(always)]
    fn square<T, const SIDE: usize>(
        &self,
        coefficients: &Block,
        quantisers: &[u16; 64],
        factors: &Factors,
        out: &mut [T],
        stride: usize,
    ) where
        F: Fn(i32) -> T,
    {
        let samples = transform::<SIDE>(coefficients, quantisers, factors, self.extra);
        for (row, values) in out.chunks_mut(stride.max(SIDE)).zip(samples) {
            for (place, value) in row.iter_mut().zip(values) {
                *place = (self.limit)(value);
            }
        }
    }

    #[inline(always)]
    fn block<T>(
        &self,
        side: usize,
        coefficients: &Block,
        quantisers: &[u16; 64],
        out: &mut [T],
        stride: usize,
    ) where
        F: Fn(i32) -> T,
        T: Copy,
    {
        // A block without AC coefficients is flat, and 1 × 1 looks at no others.
        if side == 1 || coefficients[1..].iter().fold(0, |any, c| any | c) == 0 {
            let sample = (self.limit)(match self.extra {
                2 => flat::<2>(coefficients[0], quantisers[0]),
                _ => flat::<1>(coefficients[0], quantisers[0]),
            });
            for row in out.chunks_mut(stride.max(side)).take(side) {
                row.iter_mut().take(side).for_each(|place| *place = sample);
            }
        } else if side == 4 {
            self.square::<T, 4>(coefficients, quantisers, &FOUR, out, stride);
        } else {
            self.square::<T, 2>(coefficients, quantisers, &TWO, out, stride);
        }
    }
}

/// Dequantises and transforms a block to 8-bit samples.
///
/// `coefficients`, `quantisers`: natural order. `out`: `side` rows of `side` samples, `stride` apart; `side`: 4, 2 or 1.
pub fn reduced8(
    side: usize,
    coefficients: &Block,
    quantisers: &[u16; 64],
    out: &mut [u8],
    stride: usize,
) {
    let reduction = Reduction {
        extra: 2,
        limit: limit8,
    };
    reduction.block(side, coefficients, quantisers, out, stride);
}

/// The same to samples of 9–12 bits (other precisions are taken as the nearest of these).
pub fn reduced12(
    side: usize,
    coefficients: &Block,
    quantisers: &[u16; 64],
    precision: u8,
    out: &mut [u16],
    stride: usize,
) {
    let precision = u32::from(precision).clamp(9, 12);
    let reduction = Reduction {
        extra: 1,
        limit: |value| limit12(value, precision),
    };
    reduction.block(side, coefficients, quantisers, out, stride);
}

/// Samples of a frame that has no blocks: each becomes the mean, halves up, of a square of `square` samples a side,
/// or of what there is of it at the edges.
///
/// `given`: lines of `width` samples each; `row`: which row of squares; `out`: as many as there are squares across.
pub fn mean_of_squares<T: Sample>(
    given: &SampleRows<T>,
    width: usize,
    square: usize,
    row: usize,
    out: &mut [T],
) {
    let lines = given.samples.chunks(given.stride.max(1));
    let lines = lines.skip(row.saturating_mul(square)).take(square);
    for (column, place) in out.iter_mut().enumerate() {
        let columns = column * square..((column + 1) * square).min(width);
        let (mut sum, mut count) = (0u32, 0u32);
        for line in lines.clone() {
            for sample in line.get(columns.clone()).unwrap_or(&[]) {
                sum += u32::from(sample.get());
                count += 1;
            }
        }
        *place = match count {
            0 => T::default(),
            _ => T::from_u32((sum + count / 2) / count),
        };
    }
}
