//! Dequantisation and inverse DCT, T.81 A.3.3 and A.3.4, F.2.1.4 and F.2.1.5.
//!
//! The arithmetic is that of the reference decoder's accurate integer transform (after Loeffler, Ligtenberg and
//! Moschytz): 12 multiplications a line by constants with 13 fractional bits, columns first. The sums after the columns
//! keep some extra bits (2 for 8-bit samples, 1 for deeper ones) and are rounded to them; the sums after the rows are
//! rounded to whole samples.
//!
//! # Why 32 bits are enough, and when they are not
//!
//! The reference computes sums in 64 bits, keeps the sums after the columns in 32 bits, and dequantises in 32 bits.
//! Only additions, subtractions and multiplications stand between the inputs and each shift, so wrapping 32-bit
//! arithmetic gives the same as long as the sum *before a shift* fits: what happens in between cancels modulo 2³².
//!
//! A sum before the shift is Σ Kᵤ·dᵤ with |Kᵤ| ≤ 11363 (the largest: 12299 − 7373 − 3196 + 9633, that of the first AC
//! term). Let S be Σ|d| over the dequantised block and `e` the extra bits.
//! - After the columns, |w| ≤ 11363/2^(13−e) · S_column + ½, so over the 8 entries of a row Σ|w| ≤ 11363/2^(13−e) · S + 4.
//! - After the rows, |sum| + rounding ≤ 11363 · (11363/2^(13−e) · S + 4) + 2^17. This is below 2^31 for
//!   S ≤ 34,059 with e = 2, and for S ≤ 68,117 with e = 1.
//!
//! (The second condition is what [`idct_difference`] needs. Samples are wrapped to P + 2 bits anyway, which hides a lost
//! top bit, so that for them the first pass alone would allow more.)
//!
//! A picture's own coefficients stay far below (an 8-bit block has Σ|d| ≤ 8192 before quantisation); blocks above the
//! bound come from broken or hostile files and take the exact 64-bit path.
//!
//! The reference's short cuts (a column or a row without AC terms) give what the full sums give, since dc·2^13 loses
//! nothing when shifted; here they are used where they save time.
//!
//! # Out of range
//!
//! The reference looks the sample up in a table of 4·2^P entries, index modulo its size: it clamps, but wraps first.
//! Sign-extending the low P + 2 bits, adding 2^(P−1) and clamping to 0 … 2^P − 1 is the same.

use super::lanes::{self, Taken};
use super::{reduced, reduced_lanes};
use crate::jpeg::frame::Block;
use crate::lanes::{store_rows, U8x16, WIDE};

/// Fractional bits of the constants.
const CONST_BITS: u32 = 13;

/// Rows of eight numbers: `[row][column]`, or `[column][row]` between the passes.
type Square = [[i32; 8]; 8];

/// The width in which sums are formed: wrapping `i32` or exact `i64`.
trait Word: Copy {
    fn of(value: i32) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, constant: i32) -> Self;
    /// `self · 2^CONST_BITS`.
    fn scale(self) -> Self;
    /// Adds half, shifts arithmetically, and keeps the low 32 bits.
    fn descale(self, bits: u32) -> i32;
}

impl Word for i32 {
    #[inline(always)]
    fn of(value: i32) -> Self {
        value
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }
    #[inline(always)]
    fn mul(self, constant: i32) -> Self {
        self.wrapping_mul(constant)
    }
    #[inline(always)]
    fn scale(self) -> Self {
        self << CONST_BITS
    }
    #[inline(always)]
    fn descale(self, bits: u32) -> i32 {
        self.wrapping_add(1 << (bits - 1)) >> bits
    }
}

/// Inputs are 32 bits and constants 15, at most eight terms: |sum| < 2^50.
impl Word for i64 {
    #[inline(always)]
    fn of(value: i32) -> Self {
        value.into()
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self - other
    }
    #[inline(always)]
    fn mul(self, constant: i32) -> Self {
        self * i64::from(constant)
    }
    #[inline(always)]
    fn scale(self) -> Self {
        self << CONST_BITS
    }
    #[inline(always)]
    fn descale(self, bits: u32) -> i32 {
        ((self + (1 << (bits - 1))) >> bits) as i32
    }
}

/// The one-dimensional transform of eight lines at once: `input[u][i]` is the u-th coefficient of line i,
/// `output[x][i]` its x-th sample times 2^(13 − bits). `TERMS`: coefficients from this index on are zero in every line.
// A function of its own: inlined for every depth and direction it was a tenth of the wasm.
#[inline(never)]
fn pass<W: Word, const TERMS: usize>(input: &Square, bits: u32) -> Square {
    let mut output = [[0; 8]; 8];
    for i in 0..8 {
        let d = |u: usize| W::of(if u < TERMS { input[u][i] } else { 0 });

        // Even part: a rotation by 3π/8 … of d2, d6, and the sum and difference of d0, d4.
        let turn = d(2).add(d(6)).mul(4433);
        let low = turn.sub(d(6).mul(15137));
        let high = turn.add(d(2).mul(6270));
        let sum = d(0).add(d(4)).scale();
        let difference = d(0).sub(d(4)).scale();
        let even = [
            sum.add(high),
            difference.add(low),
            difference.sub(low),
            sum.sub(high),
        ];

        // Odd part: nine products instead of sixteen.
        let z5 = d(7).add(d(3)).add(d(5)).add(d(1)).mul(9633);
        let z1 = d(7).add(d(1)).mul(-7373);
        let z2 = d(5).add(d(3)).mul(-20995);
        let z3 = d(7).add(d(3)).mul(-16069).add(z5);
        let z4 = d(5).add(d(1)).mul(-3196).add(z5);
        let odd = [
            d(1).mul(12299).add(z1).add(z4),
            d(3).mul(25172).add(z2).add(z3),
            d(5).mul(16819).add(z2).add(z4),
            d(7).mul(2446).add(z1).add(z3),
        ];

        output[0][i] = even[0].add(odd[0]).descale(bits);
        output[7][i] = even[0].sub(odd[0]).descale(bits);
        output[1][i] = even[1].add(odd[1]).descale(bits);
        output[6][i] = even[1].sub(odd[1]).descale(bits);
        output[2][i] = even[2].add(odd[2]).descale(bits);
        output[5][i] = even[2].sub(odd[2]).descale(bits);
        output[3][i] = even[3].add(odd[3]).descale(bits);
        output[4][i] = even[3].sub(odd[3]).descale(bits);
    }
    output
}

/// Rows to columns.
#[inline(always)]
fn transpose(square: &Square) -> Square {
    let mut turned = [[0; 8]; 8];
    for (y, row) in square.iter().enumerate() {
        for (x, &value) in row.iter().enumerate() {
            turned[x][y] = value;
        }
    }
    turned
}

/// Which coefficients of a block may differ from zero.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Only the DC coefficient.
    Dc,
    /// Whether rows 4–7 and whether columns 4–7 hold anything.
    Ac { low_rows: bool, right_columns: bool },
}

/// Looks where a block has coefficients.
#[inline(always)]
fn extent(coefficients: &Block) -> Extent {
    let mut upper = [0i16; 8];
    let mut lower = [0i16; 8];
    let (top, bottom) = coefficients.split_at(32);
    for row in top.chunks_exact(8) {
        for (any, &value) in upper.iter_mut().zip(row) {
            *any |= value;
        }
    }
    for row in bottom.chunks_exact(8) {
        for (any, &value) in lower.iter_mut().zip(row) {
            *any |= value;
        }
    }
    let left = [1, 2, 3].iter().fold(0, |any, &x| any | upper[x]);
    let right = (4..8).fold(0, |any, x| any | upper[x] | lower[x]);
    let low_rows = lower.iter().fold(0, |any, &value| any | value);
    let below_dc = coefficients[8] | coefficients[16] | coefficients[24];
    if left | right | low_rows | below_dc == 0 {
        return Extent::Dc;
    }
    Extent::Ac {
        low_rows: low_rows != 0,
        right_columns: right != 0,
    }
}

/// Σ(|d| >> 5) up to which wrapping 32-bit sums are exact, `extra` = 2 or 1: from Σ|d| ≤ 32·Σ(|d| >> 5) + 31·64.
const fn narrow_limit(extra: u32) -> u32 {
    if extra == 2 {
        1000
    } else {
        2000
    }
}

/// Dequantises and transforms, `extra` bits kept between the passes. Returns `[column][row]`, not yet shifted to be
/// centred on 2^(P−1), not yet clamped.
fn transform(
    coefficients: &Block,
    quantisers: &[u16; 64],
    extra: u32,
    low_rows: bool,
    right_columns: bool,
) -> Square {
    let mut d = [[0i32; 8]; 8];
    // |d| ≤ 2^15 · (2^16 − 1), so that the products fit and the 64 shifted ones sum up below 2^32.
    let mut magnitude = 0u32;
    for y in 0..8 {
        for x in 0..8 {
            let value =
                i32::from(coefficients[8 * y + x]).wrapping_mul(i32::from(quantisers[8 * y + x]));
            d[y][x] = value;
            magnitude = magnitude.wrapping_add(value.unsigned_abs() >> 5);
        }
    }
    // A factor of 8 is that of the transform itself: two times √8.
    let (after_columns, after_rows) = (CONST_BITS - extra, CONST_BITS + extra + 3);
    if magnitude > narrow_limit(extra) {
        return wide(&d, after_columns, after_rows);
    }
    let w = transpose(&if low_rows {
        pass::<i32, 8>(&d, after_columns)
    } else {
        pass::<i32, 4>(&d, after_columns)
    });
    if right_columns {
        pass::<i32, 8>(&w, after_rows)
    } else {
        pass::<i32, 4>(&w, after_rows)
    }
}

/// The exact path, for coefficients that no picture has.
#[cold]
#[inline(never)]
fn wide(d: &Square, after_columns: u32, after_rows: u32) -> Square {
    pass::<i64, 8>(&transpose(&pass::<i64, 8>(d, after_columns)), after_rows)
}

/// The only sample of a block without AC terms, not yet centred: `EXTRA` bits are added, and rounded away again.
#[inline(always)]
pub(super) fn flat<const EXTRA: u32>(dc: i16, quantiser: u16) -> i32 {
    let d = i32::from(dc).wrapping_mul(i32::from(quantiser));
    // In the reference the sum after the columns has 32 bits; the one after the rows, 64.
    let w = i64::from(d.wrapping_shl(EXTRA));
    ((w + (1 << (EXTRA + 2))) >> (EXTRA + 3)) as i32
}

/// Wraps to 10 bits, centres and clamps: see "Out of range" above.
#[inline(always)]
pub(super) fn limit8(value: i32) -> u8 {
    (((value << 22) >> 22) + 128).clamp(0, 255) as u8
}

/// Wraps to `precision` + 2 bits, centres and clamps. 9 ≤ precision ≤ 12.
#[inline(always)]
pub(super) fn limit12(value: i32, precision: u32) -> u16 {
    let unused = 30 - precision;
    (((value << unused) >> unused) + (1 << (precision - 1))).clamp(0, (1 << precision) - 1) as u16
}

/// The eight rows of eight samples of a block in `out`.
#[inline(always)]
pub(super) fn rows<T>(out: &mut [T], stride: usize) -> impl Iterator<Item = &mut [T; 8]> {
    out.chunks_mut(stride.max(8))
        .take(8)
        .filter_map(|row| row.first_chunk_mut::<8>())
}

/// [`idct8`] of a block that has only a DC coefficient.
#[inline(always)]
pub(super) fn flat8(dc: i16, quantiser: u16, out: &mut [u8], stride: usize) {
    let sample = limit8(flat::<2>(dc, quantiser));
    if WIDE && stride >= 8 && out.len() >= stride.saturating_mul(7).saturating_add(8) {
        return store_rows([U8x16::splat(sample); 4], out, stride);
    }
    for row in rows(out, stride) {
        *row = [sample; 8];
    }
}

/// [`idct12`] of a block that has only a DC coefficient.
#[inline(always)]
pub(super) fn flat12(dc: i16, quantiser: u16, precision: u8, out: &mut [u16], stride: usize) {
    let sample = limit12(flat::<1>(dc, quantiser), u32::from(precision).clamp(9, 12));
    for row in rows(out, stride) {
        *row = [sample; 8];
    }
}

/// Dequantises and transforms a block to 8-bit samples.
///
/// `coefficients`, `quantisers`: natural order. `out`: 8 rows of 8 samples, `stride` ≥ 8 apart; rows that do not fit
/// are left out.
pub fn idct8(coefficients: &Block, quantisers: &[u16; 64], out: &mut [u8], stride: usize) {
    match extent(coefficients) {
        Extent::Dc => flat8(coefficients[0], quantisers[0], out, stride),
        Extent::Ac {
            low_rows,
            right_columns,
        } => {
            let columns = transform(coefficients, quantisers, 2, low_rows, right_columns);
            for (row, values) in rows(out, stride).zip(&transpose(&columns)) {
                *row = values.map(limit8);
            }
        }
    }
}

/// A quantisation table made ready.
#[derive(Clone, Debug)]
pub struct Quantiser {
    /// Natural order.
    pub table: [u16; 64],
    /// The same where none is above 255, else zeros.
    pub(super) small: [i16; 64],
    is_small: bool,
    pub(super) factors: lanes::Factors,
}

impl Quantiser {
    /// Makes a table ready. `table`: natural order.
    pub fn new(table: &[u16; 64]) -> Self {
        let is_small = table.iter().all(|&q| q <= 255);
        Self {
            table: *table,
            small: table.map(|q| if is_small { q as i16 } else { 0 }),
            is_small,
            factors: lanes::Factors::new(),
        }
    }

    /// [`idct8`] by this table, sixteen bytes at a time where the machine can. `end`: from this index of the zigzag order
    /// on the coefficients are known to be zero.
    #[inline(always)]
    pub fn idct8(&self, coefficients: &Block, end: u32, out: &mut [u8], stride: usize) {
        let taken = match WIDE && self.is_small {
            true => lanes::idct8(coefficients, end, self, out, stride),
            false => Taken::OutOfRange,
        };
        if taken != Taken::Whole {
            self.others(taken, coefficients, out, stride);
        }
    }

    /// [`idct8`] of blocks that are not taken sixteen bytes at a time.
    #[inline(never)]
    fn others(&self, taken: Taken, coefficients: &Block, out: &mut [u8], stride: usize) {
        match taken {
            Taken::OnlyDc => flat8(coefficients[0], self.table[0], out, stride),
            _ => idct8(coefficients, &self.table, out, stride),
        }
    }

    /// [`reduced::reduced8`] by this table, the same way.
    #[inline]
    pub fn reduced8(&self, side: usize, coefficients: &Block, out: &mut [u8], stride: usize) {
        let lanes = WIDE
            && self.is_small
            && side > 1
            && reduced_lanes::reduced8(side, coefficients, self, out, stride) == Taken::Whole;
        if !lanes {
            reduced::reduced8(side, coefficients, &self.table, out, stride);
        }
    }
}

/// Dequantises and transforms a block to samples of 9–12 bits (other precisions are taken as the nearest of these).
///
/// `coefficients`, `quantisers`: natural order. `out`: 8 rows of 8 samples, `stride` ≥ 8 apart; rows that do not fit
/// are left out.
pub fn idct12(
    coefficients: &Block,
    quantisers: &[u16; 64],
    precision: u8,
    out: &mut [u16],
    stride: usize,
) {
    let precision = u32::from(precision).clamp(9, 12);
    match extent(coefficients) {
        Extent::Dc => flat12(coefficients[0], quantisers[0], precision as u8, out, stride),
        Extent::Ac {
            low_rows,
            right_columns,
        } => {
            let columns = transform(coefficients, quantisers, 1, low_rows, right_columns);
            for (row, values) in rows(out, stride).zip(&transpose(&columns)) {
                *row = values.map(|value| limit12(value, precision));
            }
        }
    }
}

/// Dequantises and transforms a block of a differential frame (T.81 J.2.3.2): differences, neither centred nor
/// clamped, natural order. `precision` ≤ 8 or above chooses the arithmetic of [`idct8`] or [`idct12`].
pub fn idct_difference(coefficients: &Block, quantisers: &[u16; 64], precision: u8) -> [i32; 64] {
    let extra = if precision <= 8 { 2 } else { 1 };
    let columns = transform(coefficients, quantisers, extra, true, true);
    let mut out = [0; 64];
    for (row, values) in out.chunks_exact_mut(8).zip(&transpose(&columns)) {
        row.copy_from_slice(values);
    }
    out
}
