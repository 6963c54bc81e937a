//! [`super::reduced`], eight columns at a time: the same samples for the coefficients that pictures have.
//!
//! Bounds are as in [`super::lanes`]: up to its `LIMIT` for Σ|d| over two columns, |d| fits 16 bits, and so do the sums
//! after the columns: 20995/2^12 · Σ|d| + ½ ≤ 21,816 for four samples and 32768/2^13 · Σ|d| + ½ ≤ 17,025 for two. Sums after
//! the rows may wrap at 2^32; the shift leaves at least 12 bits of them, and samples are wrapped to 10.

use super::idct::Quantiser;
use super::lanes::{row, transpose, Taken, LIMIT};
use crate::jpeg::frame::Block;
use crate::lanes::{I16x8, I32x4, U8x16};

/// The one-dimensional transform of four lines to `SIDE` samples, before the shift. `pairs`: d0 d0, d2 d6, d1 d3, d5 d7.
#[inline(always)]
fn half<const SIDE: usize, const BITS: i32>(pairs: [I16x8; 4]) -> [I32x4; SIDE] {
    let [d00, d26, d13, d57] = pairs;
    let dot = |d: I16x8, even: i16, odd: i16| d.dot(I16x8::pairs(even, odd));
    // Half of 16384 and of 32768, as d0 comes twice.
    let base = if SIDE == 4 { 8192 } else { 16384 };
    let base = dot(d00, base, base).add(I32x4::splat(1 << (BITS - 1)));
    let (even, odd) = if SIDE == 4 {
        let turn = dot(d26, 15137, -6270);
        (
            [base.add(turn), base.sub(turn)],
            [
                dot(d13, 20995, 7373).add(dot(d57, -4926, -4176)),
                dot(d13, 8697, -17799).add(dot(d57, 11893, -1730)),
            ],
        )
    } else {
        let odd = dot(d13, 29692, -10426).add(dot(d57, 6967, -5906));
        ([base; 2], [odd; 2])
    };
    core::array::from_fn(|x| {
        if x < SIDE / 2 {
            even[x].add(odd[x])
        } else {
            even[SIDE - 1 - x].sub(odd[SIDE - 1 - x])
        }
    })
}

/// Columns, then rows: `samples[x][y]`, of which the first `SIDE` of each column count.
#[inline(always)]
fn transform<const SIDE: usize, const COLUMNS: i32, const ROWS: i32>(
    d: [I16x8; 8],
) -> [[u8; 16]; SIDE] {
    let low = half::<SIDE, COLUMNS>([
        d[0].zip_low(d[0]),
        d[2].zip_low(d[6]),
        d[1].zip_low(d[3]),
        d[5].zip_low(d[7]),
    ]);
    let high = half::<SIDE, COLUMNS>([
        d[0].zip_high(d[0]),
        d[2].zip_high(d[6]),
        d[1].zip_high(d[3]),
        d[5].zip_high(d[7]),
    ]);
    let zero = I16x8::splat(0);
    let w = core::array::from_fn(|y| match y < SIDE {
        true => low[y].shr_narrow::<COLUMNS>(high[y]),
        false => zero,
    });
    let w = transpose(w);
    let samples = half::<SIDE, ROWS>([
        w[0].zip_low(w[0]),
        w[2].zip_low(w[6]),
        w[1].zip_low(w[3]),
        w[5].zip_low(w[7]),
    ]);
    samples.map(|column| {
        // Wrapped to 10 bits, centred and clamped.
        let column = column.shr_narrow::<ROWS>(column).shl::<6>().shr::<6>();
        let mut bytes = [0; 16];
        let limited = column.narrow_signed(column).xor(U8x16::splat(128));
        limited.store(&mut bytes);
        bytes
    })
}

/// Writes `SIDE` rows of `SIDE` samples, `stride` apart.
#[inline(always)]
fn write<const SIDE: usize>(samples: &[[u8; 16]; SIDE], out: &mut [u8], stride: usize) {
    for (y, line) in out.chunks_mut(stride.max(SIDE)).take(SIDE).enumerate() {
        for (place, column) in line.iter_mut().zip(samples) {
            *place = column[y];
        }
    }
}

/// Dequantises and transforms a block to `side` × `side` samples of 8 bits; `side`: 4 or 2.
#[inline(never)]
pub fn reduced8(
    side: usize,
    block: &Block,
    quantiser: &Quantiser,
    out: &mut [u8],
    stride: usize,
) -> Taken {
    let c: [I16x8; 8] = core::array::from_fn(|y| row(block, y));
    let q: [I16x8; 8] = core::array::from_fn(|y| row(&quantiser.small, y));
    let any = c[1..]
        .iter()
        .fold(c[0].without_first(), |any, &c| any.or(c));
    if any.is_zero() {
        return Taken::OnlyDc;
    }
    let sums = (0..8).map(|y| c[y].magnitude().dot(q[y]));
    if sums.fold(I32x4::splat(0), I32x4::add).any_above(LIMIT) {
        return Taken::OutOfRange;
    }
    let d = core::array::from_fn(|y| c[y].mul(q[y]));
    if side == 4 {
        write(&transform::<4, 12, 19>(d), out, stride);
    } else {
        write(&transform::<2, 13, 20>(d), out, stride);
    }
    Taken::Whole
}
