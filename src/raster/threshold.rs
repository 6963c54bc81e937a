//! From which grey value on a pixel is white.

/// How the threshold is found. Pixels from it on become white, index 1; those below it black, index 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// This value; 128 takes the lighter half.
    Value(u8),
    /// Otsu's method: the one that sets the two means furthest apart, weighted by how many pixels have part in them
    /// (N. Otsu, "A threshold selection method from gray-level histograms", 1979). The lowest of several.
    Otsu,
    /// The mean of all pixels, rounded up: those darker than it become black.
    Mean,
}

impl Threshold {
    /// The value for a picture. `histogram`: how many pixels have each grey value.
    pub fn value(self, histogram: &[u64; 256]) -> u8 {
        match self {
            Self::Value(value) => value,
            Self::Otsu => otsu(histogram),
            Self::Mean => {
                let (count, sum) = totals(histogram);
                sum.div_ceil(count.max(1)).min(255) as u8
            }
        }
    }
}

/// How many pixels there are, and the sum of their values.
fn totals(histogram: &[u64; 256]) -> (u64, u64) {
    let counts = (0_u64..).zip(histogram);
    counts.fold((0, 0), |(count, sum), (value, &n)| {
        (count + n, sum + value * n)
    })
}

/// The variance between the classes is ω₀ ω₁ (μ₀ − μ₁)²; with counts n and sums s it is (s₀ n₁ − s₁ n₀)² / (n₀ n₁), but for
/// a factor that is the same for all.
fn otsu(histogram: &[u64; 256]) -> u8 {
    let (count, sum) = totals(histogram);
    let (mut below, mut sum_below) = (0, 0);
    let mut best = (0.0, 128);
    for (value, &n) in (0_u64..).zip(histogram) {
        let above = count - below;
        if below > 0 && above > 0 {
            // Whole numbers below 2^128 until they are divided.
            let left = u128::from(sum_below) * u128::from(above);
            let right = u128::from(sum - sum_below) * u128::from(below);
            let distance = left.abs_diff(right) as f64;
            let variance = distance / below as f64 * (distance / above as f64);
            if variance > best.0 {
                best = (variance, value as u8);
            }
        }
        below += n;
        sum_below += value * n;
    }
    best.1
}
