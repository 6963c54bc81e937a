//! RGB to YCbCr: T.871 6.2, ITU-R BT.601 with full range.
//!
//! ```text
//! Y  =  0.299 R + 0.587 G + 0.114 B
//! Cb = −0.16874 R − 0.33126 G + 0.5 B + 128      Cr = 0.5 R − 0.41869 G − 0.08131 B + 128
//! ```
//!
//! As the reference encoder does it: coefficients rounded to 16 fractional bits, Y rounded half up, Cb and Cr just below half
//! up, so that the largest value is 255.

/// Y, Cb and Cr of R, G, B. Each row of coefficients sums to 2^16 (Y) or to 0.
#[inline]
pub fn ycc([r, g, b]: [u8; 3]) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    const CENTRE: i32 = 128 << 16;
    let [r, g, b] = [r, g, b].map(i32::from);
    let y = 19_595 * r + 38_470 * g + 7_471 * b + HALF;
    let cb = 32_768 * b - 11_059 * r - 21_709 * g + CENTRE + HALF - 1;
    let cr = 32_768 * r - 27_439 * g - 5_329 * b + CENTRE + HALF - 1;
    [y, cb, cr].map(|sum| (sum >> 16) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grey has no colour, and the extremes stay in range.
    #[test]
    fn corners() {
        for v in 0..=255 {
            assert_eq!(ycc([v, v, v]), [v, 128, 128]);
        }
        assert_eq!(ycc([255, 0, 0]), [76, 85, 255]);
        assert_eq!(ycc([0, 255, 0]), [150, 44, 21]);
        assert_eq!(ycc([0, 0, 255]), [29, 255, 107]);
    }

    /// Never further from the real sums than half a step and what rounding the coefficients takes.
    #[test]
    fn near_the_real_sums() {
        for n in 0..4096u32 {
            let rgb = [n % 16, n / 16 % 16, n / 256].map(|v| (v * 17) as u8);
            let [r, g, b] = rgb.map(f64::from);
            let real = [
                0.299 * r + 0.587 * g + 0.114 * b,
                -0.168_736 * r - 0.331_264 * g + 0.5 * b + 128.0,
                0.5 * r - 0.418_688 * g - 0.081_312 * b + 128.0,
            ];
            for (got, real) in ycc(rgb).into_iter().zip(real) {
                assert!((f64::from(got) - real).abs() < 0.51, "{rgb:?}");
            }
        }
    }
}
