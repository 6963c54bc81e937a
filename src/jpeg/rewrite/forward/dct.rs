//! The forward DCT of 8 × 8 samples and its quantisation: T.81 A.3.3, A.3.4.
//!
//! The reference encoder's accurate integer transform, whose flow graph (Loeffler, Ligtenberg, Moschytz 1989) never rounds
//! between its products: it is a matrix of integers, and stands here as one. Constants have 13 fractional bits; rows keep 2
//! extra bits for columns; the result is 8 times the DCT of T.81, and quantisation divides by 8 times the quantiser.

use crate::jpeg::frame::Block;
use crate::jpeg::walk::Quantisers;

/// Fractional bits of the constants.
const FRACTION: u32 = 13;
/// Extra bits kept between the passes.
const EXTRA: u32 = 2;

/// Outputs 2 and 6 from the differences of even halves: √2 cos(π/8) and √2 sin(π/8), times 2^13. The reference rounds 0.5412,
/// 0.7654 and 1.8478, of which these are sums: hence 10703 beside 10704.
const EVEN: [[i32; 2]; 2] = [[10_703, 4_433], [4_433, -10_704]];

/// Outputs 1, 3, 5, 7 from the differences s0 − s7, s1 − s6, s2 − s5, s3 − s4: √2 cos((2j + 1)(2i + 1)π/16), times 2^13, as
/// sums of the reference's rounded constants.
const ODD: [[i32; 4]; 4] = [
    [11_363, 9_633, 6_437, 2_260],
    [9_633, -2_259, -11_362, -6_436],
    [6_437, -11_362, 2_261, 9_633],
    [2_260, -6_436, 9_633, -11_363],
];

/// Rounds half up.
fn descale(value: i32, bits: u32) -> i32 {
    (value + ((1 << bits) >> 1)) >> bits
}

/// Transforms 8 values. `plain` scales what was no product; of sums of products, `products` bits are rounded away.
#[inline(always)]
fn transform(s: [i32; 8], plain: impl Fn(i32) -> i32, products: u32) -> [i32; 8] {
    let sums = [s[0] + s[7], s[1] + s[6], s[2] + s[5], s[3] + s[4]];
    let differences = [s[0] - s[7], s[1] - s[6], s[2] - s[5], s[3] - s[4]];
    let (outer, inner) = (sums[0] + sums[3], sums[1] + sums[2]);
    let halves = [sums[0] - sums[3], sums[1] - sums[2]];
    let even = EVEN.map(|[a, b]| descale(a * halves[0] + b * halves[1], products));
    let [d0, d1, d2, d3] = differences;
    let odd = ODD.map(|[a, b, c, d]| descale(a * d0 + b * d1 + c * d2 + d * d3, products));
    [
        plain(outer + inner),
        odd[0],
        even[0],
        odd[1],
        plain(outer - inner),
        odd[2],
        even[1],
        odd[3],
    ]
}

/// 8 times the DCT of samples that are centred on 0; both in natural order.
pub fn forward(samples: &[i16; 64]) -> [i32; 64] {
    let mut block = samples.map(i32::from);
    let (rows, _) = block.as_chunks_mut::<8>();
    for row in rows {
        *row = transform(*row, |sum| sum << EXTRA, FRACTION - EXTRA);
    }
    for x in 0..8 {
        let column = core::array::from_fn(|y| block[8 * y + x]);
        let column = transform(column, |sum| descale(sum, EXTRA), FRACTION + EXTRA);
        for (y, value) in column.into_iter().enumerate() {
            block[8 * y + x] = value;
        }
    }
    block
}

/// Divides by the quantisers and rounds to nearest, half away from zero: T.81 A.3.4.
pub fn quantise(transformed: &[i32; 64], quantisers: &Quantisers) -> Block {
    let mut block = [0; 64];
    for ((out, &value), &q) in block.iter_mut().zip(transformed).zip(quantisers) {
        let divisor = 8 * u32::from(q.max(1));
        let size = (value.unsigned_abs() + divisor / 2) / divisor;
        *out = (value.signum() * size as i32) as i16;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::f64::consts::PI;

    /// T.81 A.3.3 as it stands.
    fn slow(samples: &[i16; 64]) -> [f64; 64] {
        core::array::from_fn(|i| {
            let (v, u) = ((i / 8) as f64, (i % 8) as f64);
            let c = |n: f64| if n == 0.0 { 0.5f64.sqrt() } else { 1.0 };
            let terms = samples.iter().enumerate().map(|(i, &s)| {
                let (y, x) = ((i / 8) as f64, (i % 8) as f64);
                let wave = |n: f64, m: f64| ((2.0 * n + 1.0) * m * PI / 16.0).cos();
                f64::from(s) * wave(x, u) * wave(y, v)
            });
            c(u) * c(v) / 4.0 * terms.sum::<f64>()
        })
    }

    #[test]
    fn near_the_real_transform() {
        let mut seed = 1u32;
        for round in 0..200 {
            let samples = core::array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                match round % 3 {
                    0 => (seed >> 24) as i16 - 128,
                    1 => [-128, 127][(seed >> 31) as usize],
                    _ => 127,
                }
            });
            for (got, real) in forward(&samples).into_iter().zip(slow(&samples)) {
                assert!((f64::from(got) / 8.0 - real).abs() < 0.3, "{got} {real}");
            }
        }
    }

    #[test]
    fn quotients_are_rounded_away_from_zero() {
        let mut transformed = [0; 64];
        transformed[..6].copy_from_slice(&[39, 40, 41, -39, -40, 8192]);
        assert_eq!(
            quantise(&transformed, &[10; 64])[..6],
            [0, 1, 1, 0, -1, 102]
        );
    }
}
