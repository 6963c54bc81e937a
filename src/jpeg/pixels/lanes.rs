//! The kernels of this wing for sixteen bytes at a time; each gives what the plain loop of the same name gives.

use super::idct::Quantiser;
use crate::jpeg::frame::Block;
use crate::lanes::{store_rows, I16x8, I32x4, U8x16};

/// Largest Σ|d| over two neighbouring columns of a dequantised block up to which [`idct8`] is exact: |d| fits 16 bits,
/// and so do the sums after the columns, |w| ≤ 11363/2^11 · Σ|d| + ½ ≤ 23,614 (see [`super::idct`]). Over all of the block
/// Σ|d| is four times as large, so that the sums after the rows stay below 11363 · (11363/2^11 · 4 · 4256 + 4) + 2^17 <
/// 2^30, and what the last shift leaves fits 13 bits.
///
/// A picture's own block has Σd² ≤ 64·128², so that 16 of its coefficients have Σ|d| ≤ 4·8·128 = 4096, and 4 have 2048.
pub(super) const LIMIT: i32 = 4256;

/// What [`idct8`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The samples are written.
    Whole,
    /// Nothing: there is only a DC coefficient.
    OnlyDc,
    /// Nothing: the block is out of its range.
    OutOfRange,
}

/// The factors of [`pass`], each pair of them four times over: those of d0 d4 and of d2 d6 for the even sums, those of
/// d1 d3 and of d5 d7 for the four odd ones. Behind them those of d0 d2 for the even sums of [`short_half`].
///
/// They are read from memory, where each is one load; engines of wasm take four instructions to build a constant of
/// sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub struct Factors([[i16; 8]; 16]);

impl Factors {
    /// The sums of the constants in [`super::idct`], multiplied out.
    pub const fn new() -> Self {
        const PAIRS: [(i16, i16); 16] = [
            (8192, 8192),
            (8192, -8192),
            (4433 + 6270, 4433),
            (4433, 4433 - 15137),
            (12299 - 7373 - 3196 + 9633, 9633),
            (-3196 + 9633, -7373 + 9633),
            (9633, 25172 - 20995 - 16069 + 9633),
            (-20995 + 9633, -16069 + 9633),
            (-3196 + 9633, -20995 + 9633),
            (16819 - 20995 - 3196 + 9633, 9633),
            (-7373 + 9633, -16069 + 9633),
            (9633, 2446 - 7373 - 16069 + 9633),
            (8192, 4433 + 6270),
            (8192, 4433),
            (8192, -4433),
            (8192, -4433 - 6270),
        ];
        let mut table = [[0; 8]; 16];
        let mut i = 0;
        while i < 128 {
            let (even, odd) = PAIRS[i / 8];
            table[i / 8][i % 8] = if i % 2 == 0 { even } else { odd };
            i += 1;
        }
        Self(table)
    }
}

/// The one-dimensional transform of eight lines, as in [`super::idct`]: `d[u]` holds the u-th coefficient of each.
/// Returns the samples of the first four lines and of the others times 2^13, with half of 2^`bits` added.
///
/// The sums of products are written out, so that the odd part has sixteen products instead of nine: two to an
/// instruction, and none of the intermediate sums that would not fit 16 bits.
#[inline(always)]
fn pass(d: [I16x8; 8], bits: u32, factors: &Factors) -> ([I32x4; 8], [I32x4; 8]) {
    let rounding = I32x4::splat(1 << (bits - 1));
    // Written out: closures over arrays are calls in small code.
    let low = [
        d[0].zip_low(d[4]),
        d[2].zip_low(d[6]),
        d[1].zip_low(d[3]),
        d[5].zip_low(d[7]),
    ];
    let high = [
        d[0].zip_high(d[4]),
        d[2].zip_high(d[6]),
        d[1].zip_high(d[3]),
        d[5].zip_high(d[7]),
    ];
    (half(low, rounding, factors), half(high, rounding, factors))
}

/// The transform of four lines. `pairs`: d0 d4, d2 d6, d1 d3, d5 d7.
#[inline(always)]
fn half(pairs: [I16x8; 4], rounding: I32x4, factors: &Factors) -> [I32x4; 8] {
    let [d04, d26, d13, d57] = pairs;
    let factor = |i: usize| I16x8::load(&factors.0[i]);
    let sum = d04.dot(factor(0)).add(rounding);
    let difference = d04.dot(factor(1)).add(rounding);
    let high = d26.dot(factor(2));
    let low = d26.dot(factor(3));
    let even = [
        sum.add(high),
        difference.add(low),
        difference.sub(low),
        sum.sub(high),
    ];
    let odd: [I32x4; 4] =
        core::array::from_fn(|i| d13.dot(factor(4 + 2 * i)).add(d57.dot(factor(5 + 2 * i))));
    butterfly(even, odd)
}

/// Sums and differences of the even part and the odd one.
#[inline(always)]
fn butterfly(even: [I32x4; 4], odd: [I32x4; 4]) -> [I32x4; 8] {
    core::array::from_fn(|x| {
        if x < 4 {
            even[x].add(odd[x])
        } else {
            even[7 - x].sub(odd[7 - x])
        }
    })
}

/// [`half`] for lines of which all but the first four coefficients are zero. `even`: d0 d2, `odd`: d1 d3.
#[inline(always)]
fn short_half(even: I16x8, odd: I16x8, rounding: I32x4, factors: &Factors) -> [I32x4; 8] {
    let factor = |i: usize| I16x8::load(&factors.0[i]);
    let even: [I32x4; 4] = core::array::from_fn(|i| even.dot(factor(12 + i)).add(rounding));
    let odd: [I32x4; 4] = core::array::from_fn(|i| odd.dot(factor(4 + 2 * i)));
    butterfly(even, odd)
}

/// Both passes, as [`pass`] gives the second, for a block of which only the first four columns of these four rows, already
/// dequantised, are not zero: rows 0 and 1 in `upper`, 2 and 3 in `lower`. Half of the first pass has nothing to do, and what lies between them is
/// no transposition, as the columns come as the second pass wants them: 0, 2, 1, 3.
#[inline(always)]
fn corner(upper: I16x8, lower: I16x8, factors: &Factors) -> ([I32x4; 8], [I32x4; 8]) {
    let even = upper.zip_low(lower).swap_middle_pairs();
    let odd = upper.zip_high(lower).swap_middle_pairs();
    let w = short_half(even, odd, I32x4::splat(1 << 10), factors);
    let two = |y: usize| w[y].shr_narrow::<11>(w[y + 1]);
    let (w01, w23, w45, w67) = (two(0), two(2), two(4), two(6));
    let rows = |a: I16x8, b: I16x8| {
        let (even, odd) = (a.even_pairs(b), a.odd_pairs(b));
        short_half(even, odd, I32x4::splat(1 << 17), factors)
    };
    (rows(w01, w23), rows(w45, w67))
}

/// Rows to columns.
#[inline(always)]
pub(super) fn transpose(m: [I16x8; 8]) -> [I16x8; 8] {
    let (a, b) = (m[0].zip_low(m[1]), m[0].zip_high(m[1]));
    let (c, d) = (m[2].zip_low(m[3]), m[2].zip_high(m[3]));
    let (e, f) = (m[4].zip_low(m[5]), m[4].zip_high(m[5]));
    let (g, h) = (m[6].zip_low(m[7]), m[6].zip_high(m[7]));
    let (ac0, ac1) = (a.zip_low_pairs(c), a.zip_high_pairs(c));
    let (bd0, bd1) = (b.zip_low_pairs(d), b.zip_high_pairs(d));
    let (eg0, eg1) = (e.zip_low_pairs(g), e.zip_high_pairs(g));
    let (fh0, fh1) = (f.zip_low_pairs(h), f.zip_high_pairs(h));
    [
        ac0.join_low(eg0),
        ac0.join_high(eg0),
        ac1.join_low(eg1),
        ac1.join_high(eg1),
        bd0.join_low(fh0),
        bd0.join_high(fh0),
        bd1.join_low(fh1),
        bd1.join_high(fh1),
    ]
}

/// Row `y` of a block.
#[inline(always)]
pub(super) fn row(block: &[i16; 64], y: usize) -> I16x8 {
    match block[8 * y..8 * y + 8].first_chunk::<8>() {
        Some(row) => I16x8::load(row),
        None => I16x8::splat(0),
    }
}

/// Up to this index of the zigzag order coefficients lie in the first four rows and columns.
const CORNER: u32 = 10;

/// Dequantises and transforms a block to 8-bit samples: see [`super::idct::idct8`]. From index `end` of the zigzag order
/// on its coefficients are known to be zero.
#[inline(never)]
pub fn idct8(
    block: &Block,
    end: u32,
    quantiser: &Quantiser,
    out: &mut [u8],
    stride: usize,
) -> Taken {
    let factors = &quantiser.factors;
    let c: [I16x8; 4] = core::array::from_fn(|y| row(block, y));
    let q: [I16x8; 4] = core::array::from_fn(|y| row(&quantiser.small, y));
    let mut is_corner = end <= CORNER;
    let mut below = [I16x8::splat(0); 4];
    if !is_corner {
        below = core::array::from_fn(|y| row(block, 4 + y));
        if end > 63 {
            let low_rows = below[0].or(below[1]).or(below[2].or(below[3]));
            let upper_rows = c[1].or(c[2]).or(c[3]);
            let right = c[0].or(upper_rows).or(low_rows);
            is_corner = low_rows.or(right.join_high(right)).is_zero();
            if is_corner && upper_rows.or(c[0].without_first()).is_zero() {
                return Taken::OnlyDc;
            }
        }
    }
    let (low, high) = if is_corner {
        // Σ|d| over two columns of every other row: two of these sums are one of those that are bounded.
        let two = |of: &[I16x8; 4], a: usize| of[a].join_low(of[a + 1]);
        let (upper, lower) = (two(&c, 0), two(&c, 2));
        let (upper_q, lower_q) = (two(&q, 0), two(&q, 2));
        let sums = upper
            .magnitude()
            .dot(upper_q)
            .add(lower.magnitude().dot(lower_q));
        if sums.any_above(LIMIT / 2) {
            return Taken::OutOfRange;
        }
        corner(upper.mul(upper_q), lower.mul(lower_q), factors)
    } else {
        let lower_q: [I16x8; 4] = core::array::from_fn(|y| row(&quantiser.small, 4 + y));
        let magnitudes = |c: [I16x8; 4], q: [I16x8; 4]| {
            let magnitude = |y: usize| c[y].magnitude().dot(q[y]);
            magnitude(0)
                .add(magnitude(1))
                .add(magnitude(2).add(magnitude(3)))
        };
        let sums = magnitudes(c, q).add(magnitudes(below, lower_q));
        if sums.any_above(LIMIT) {
            return Taken::OutOfRange;
        }
        let d = |y: usize| match y {
            ..4 => c[y].mul(q[y]),
            _ => below[y - 4].mul(lower_q[y - 4]),
        };
        let (low, high) = pass(core::array::from_fn(d), 11, factors);
        let w = core::array::from_fn(|y| low[y].shr_narrow::<11>(high[y]));
        pass(transpose(w), 18, factors)
    };
    let v: [I16x8; 8] = core::array::from_fn(|x| low[x].shr_wrap::<18, 10>(high[x]));
    let centre = U8x16::splat(128);
    let a = v[0].narrow_signed(v[4]).xor(centre);
    let b = v[1].narrow_signed(v[5]).xor(centre);
    let c = v[2].narrow_signed(v[6]).xor(centre);
    let d = v[3].narrow_signed(v[7]).xor(centre);
    let (ab, ef) = (a.zip_low(b).words(), a.zip_high(b).words());
    let (cd, gh) = (c.zip_low(d).words(), c.zip_high(d).words());
    let (left0, left4) = (ab.zip_low(cd), ab.zip_high(cd));
    let (right0, right4) = (ef.zip_low(gh), ef.zip_high(gh));
    let rows = [
        left0.zip_low_pairs(right0).bytes(),
        left0.zip_high_pairs(right0).bytes(),
        left4.zip_low_pairs(right4).bytes(),
        left4.zip_high_pairs(right4).bytes(),
    ];
    store_rows(rows, out, stride);
    Taken::Whole
}

/// Y, Cb, Cr to R G B A, sixteen pixels: see [`super::color::ycbcr_to_rgba`].
///
/// 13173/2^15 stands for 26345/2^16: for the 256 values of Cr the rounded products are the same.
#[inline(always)]
pub fn ycbcr_to_rgba(y: &[u8; 16], cb: &[u8; 16], cr: &[u8; 16]) -> [U8x16; 4] {
    let centre = I16x8::splat(128);
    let (y, cb, cr) = (U8x16::load(y), U8x16::load(cb), U8x16::load(cr));
    // All centred on 0, the results too: to clamp them as signed bytes is one instruction everywhere.
    let convert = |y: I16x8, cb: I16x8, cr: I16x8| {
        let (y, cb, cr) = (y.sub(centre), cb.sub(centre), cr.sub(centre));
        let green = |pairs: I16x8| {
            pairs
                .dot(I16x8::pairs(-22554, 18734))
                .add(I32x4::splat(1 << 15))
        };
        let g = green(cb.zip_low(cr)).shr_narrow::<16>(green(cb.zip_high(cr)));
        [
            y.add(cr).add(cr.mul_q15(I16x8::splat(13173))),
            y.sub(cr).add(g),
            y.add(cb.add(cb)).add(cb.mul_q15(I16x8::splat(-7471))),
        ]
    };
    let [r0, g0, b0] = convert(y.widen_low(), cb.widen_low(), cr.widen_low());
    let [r1, g1, b1] = convert(y.widen_high(), cb.widen_high(), cr.widen_high());
    let clamp = |low: I16x8, high: I16x8| low.narrow_signed(high).xor(U8x16::splat(128));
    let (r, g) = (clamp(r0, r1), clamp(g0, g1));
    let (b, a) = (clamp(b0, b1), U8x16::splat(255));
    four(r, g, b, a)
}

/// Grey to R G B A, sixteen pixels.
#[inline(always)]
pub fn grey_to_rgba(grey: &[u8; 16]) -> [U8x16; 4] {
    let y = U8x16::load(grey);
    four(y, y, y, U8x16::splat(255))
}

/// Sixteen pixels of four channels, interleaved.
#[inline(always)]
fn four(r: U8x16, g: U8x16, b: U8x16, a: U8x16) -> [U8x16; 4] {
    let (rg0, rg1) = (r.zip_low(g).words(), r.zip_high(g).words());
    let (ba0, ba1) = (b.zip_low(a).words(), b.zip_high(a).words());
    [
        rg0.zip_low(ba0).bytes(),
        rg0.zip_high(ba0).bytes(),
        rg1.zip_low(ba1).bytes(),
        rg1.zip_high(ba1).bytes(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::idct::{self, Quantiser};
    use super::{CORNER, LIMIT};
    use crate::jpeg::syntax::tables::ZIGZAG;

    struct Random(u64);

    impl Random {
        /// A number below `end`.
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (self.0 >> 33) % end
        }

        /// A coefficient of at most so many bits.
        fn coefficient(&mut self, bits: u64) -> i16 {
            (self.below(2 << bits) as i64 - (1 << bits)).clamp(-32768, 32767) as i16
        }
    }

    /// Blocks of every size and density, in every corner, by small and by large quantisers: what is far outside of the
    /// range, what is at its edge, and what pictures hold.
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    fn idct8_is_that_of_the_plain_loop() {
        let mut random = Random(3);
        let mut ends = [0; 3];
        for round in 0..60_000 {
            let (width, height) = (random.below(8) as usize, random.below(8) as usize);
            let bits = random.below(16);
            let density = 1 + random.below(8);
            let largest = [1, 16, 255, 255, 65535][random.below(5) as usize];
            let table = core::array::from_fn(|_| 1 + random.below(largest) as u16);
            let mut block = [0i16; 64];
            for y in 0..=height {
                for x in 0..=width {
                    if random.below(density) == 0 {
                        block[8 * y + x] = random.coefficient(bits);
                    }
                }
            }
            if round % 100 == 0 {
                block[random.below(64) as usize] = i16::MIN;
            }
            let mut plain = [0; 64];
            idct::idct8(&block, &table, &mut plain, 8);
            let last = (0..64).rev().find(|&k| block[usize::from(ZIGZAG[k])] != 0);
            let end = last.map_or(0, |k| k as u32 + 1);
            for end in [64, end, end.max(11)] {
                let mut lanes = [1; 64];
                Quantiser::new(&table).idct8(&block, end, &mut lanes, 8);
                assert_eq!(plain, lanes, "{end} {block:?} {table:?}");
            }
            ends[usize::from(end > 1) + usize::from(end > CORNER)] += 1;
        }
        assert!(ends.iter().all(|&count| count > 2_000), "{ends:?}");
    }

    /// Two columns as large as the range allows, with the signs that add up, and a little more.
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    fn idct8_is_exact_at_the_edge_of_its_range() {
        for (place, extra) in (0..64usize).flat_map(|place| (0..4).map(move |extra| (place, extra)))
        {
            for sign in [1, -1] {
                let mut block = [0i16; 64];
                block[place] = sign * (LIMIT as i16 - 2 + extra);
                block[place ^ 9] = -sign;
                let (mut plain, mut lanes) = ([0; 64], [1; 64]);
                idct::idct8(&block, &[1; 64], &mut plain, 8);
                Quantiser::new(&[1; 64]).idct8(&block, 64, &mut lanes, 8);
                assert_eq!(plain, lanes, "{block:?}");
            }
        }
    }
}
