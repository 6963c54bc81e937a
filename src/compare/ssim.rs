//! Structural similarity: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error
//! visibility to structural similarity", IEEE Transactions on Image Processing 13 (4), 2004.
//!
//! With the constants of that paper: a Gaussian window of 11 × 11 samples and σ = 1.5, K₁ = 0.01, K₂ = 0.03, L = 255, on luma
//! of eight bits. The window is mirrored at the edges; the mean leaves the outermost five rows and columns out, whose windows
//! lie partly outside. That is what scikit-image gives for `gaussian_weights=True, sigma=1.5, use_sample_covariance=False`.

use alloc::vec;
use alloc::vec::Vec;

/// Samples from the middle of the window to its edge.
const RADIUS: usize = 5;
/// Samples a side of the window.
const SIDE: usize = 2 * RADIUS + 1;
const SIGMA: f64 = 1.5;
/// (K₁ L)² and (K₂ L)².
const C1: f32 = (0.01 * 255.0) * (0.01 * 255.0);
const C2: f32 = (0.03 * 255.0) * (0.03 * 255.0);
/// Taken off each sample: variances stay as they are, and their squares lose fewer digits.
const MIDDLE: f32 = 128.0;
/// Windowed means that are kept of each row: x, y, x², y², x y.
const PLANES: usize = 5;

/// Takes the rows of two pictures of the same size, from the top, and gives the similarity of the places.
#[derive(Clone, Debug)]
pub struct Ssim {
    width: usize,
    height: usize,
    weights: [f32; SIDE],
    /// The last rows, each filtered along itself, plane by plane: row `y` at `y mod SIDE`.
    rows: Vec<[Vec<f32>; PLANES]>,
    fed: usize,
    given: usize,
    /// Of the places whose windows lie inside.
    sum: f64,
    count: u64,
}

impl Ssim {
    /// For pictures of `width` × `height` pixels; `None` where the window does not fit in.
    pub fn new(width: u32, height: u32) -> Option<Self> {
        let (width, height) = (width as usize, height as usize);
        if width < SIDE || height < SIDE {
            return None;
        }
        let row = || core::array::from_fn(|_| vec![0.0; width]);
        Some(Self {
            width,
            height,
            weights: gaussian(),
            rows: (0..SIDE).map(|_| row()).collect(),
            fed: 0,
            given: 0,
            sum: 0.0,
            count: 0,
        })
    }

    /// Takes the next row of both: 4 bytes a pixel, R G B A. `each` is told the rows of similarities, −1 to 1, that are known
    /// now, with their numbers; they come five rows late.
    pub fn feed(&mut self, first: &[u8], second: &[u8], mut each: impl FnMut(usize, &[f32])) {
        if self.fed == self.height {
            return;
        }
        let x = mirrored(&luma(first, self.width));
        let y = mirrored(&luma(second, self.width));
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).collect();
        let planes: [Vec<f32>; PLANES] = [product(&x, &x), product(&y, &y), product(&x, &y), x, y];
        let [xx, yy, xy, x, y] = &planes;
        let row = &mut self.rows[self.fed % SIDE];
        for (out, samples) in row.iter_mut().zip([x, y, xx, yy, xy]) {
            filter(samples, &self.weights, out);
        }
        self.fed += 1;
        let known = match self.fed == self.height {
            true => self.height,
            false => self.fed.saturating_sub(RADIUS),
        };
        let mut similarities = vec![0.0; self.width];
        for row in self.given..known {
            self.row(row, &mut similarities);
            if row >= RADIUS && row + RADIUS < self.height {
                let inside = &similarities[RADIUS..self.width - RADIUS];
                self.sum += inside.iter().map(|&s| f64::from(s)).sum::<f64>();
                self.count += inside.len() as u64;
            }
            each(row, &similarities);
        }
        self.given = known;
    }

    /// The mean of the similarities that came; 1 is the same picture.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// Similarities of a row whose window has come.
    fn row(&self, row: usize, out: &mut [f32]) {
        let mut means: [Vec<f32>; PLANES] = core::array::from_fn(|_| vec![0.0; self.width]);
        for (tap, &weight) in self.weights.iter().enumerate() {
            let from = &self.rows[reflected(row + tap, self.height) % SIDE];
            for (mean, samples) in means.iter_mut().zip(from) {
                for (mean, sample) in mean.iter_mut().zip(samples) {
                    *mean += weight * sample;
                }
            }
        }
        let [x, y, xx, yy, xy] = &means;
        for (i, out) in out.iter_mut().enumerate() {
            let (ux, uy) = (x[i], y[i]);
            let (vx, vy, vxy) = (xx[i] - ux * ux, yy[i] - uy * uy, xy[i] - ux * uy);
            let (mx, my) = (ux + MIDDLE, uy + MIDDLE);
            let above = (2.0 * mx * my + C1) * (2.0 * vxy + C2);
            let below = (mx * mx + my * my + C1) * (vx + vy + C2);
            *out = above / below;
        }
    }
}

/// The weights of the window along one axis: e^(−d² ÷ 2σ²), scaled to the sum of 1.
fn gaussian() -> [f32; SIDE] {
    let raw: [f64; SIDE] = core::array::from_fn(|i| {
        let d = i as f64 - RADIUS as f64;
        libm::exp(-d * d / (2.0 * SIGMA * SIGMA))
    });
    let sum: f64 = raw.iter().sum();
    raw.map(|weight| (weight / sum) as f32)
}

/// The row that a tap of the window takes: row `at − RADIUS`, mirrored at the edges so that the outermost row comes twice.
fn reflected(at: usize, height: usize) -> usize {
    let inside = match at.checked_sub(RADIUS) {
        Some(inside) => inside,
        None => RADIUS - 1 - at,
    };
    inside.min(2 * height - 1 - inside)
}

/// Grey as everywhere here, (299 R + 587 G + 114 B + 500) ÷ 1000, less [`MIDDLE`].
fn luma(rgba: &[u8], width: usize) -> Vec<f32> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let grey = |[r, g, b, _]: &[u8; 4]| {
        (299 * u32::from(*r) + 587 * u32::from(*g) + 114 * u32::from(*b) + 500) / 1000
    };
    let mut row: Vec<f32> = pixels.iter().map(|p| grey(p) as f32 - MIDDLE).collect();
    row.resize(width, 0.0);
    row
}

/// A row with [`RADIUS`] samples more at either end, mirrored.
fn mirrored(row: &[f32]) -> Vec<f32> {
    let left = row[..RADIUS].iter().rev();
    let right = row[row.len() - RADIUS..].iter().rev();
    left.chain(row).chain(right).copied().collect()
}

fn filter(samples: &[f32], weights: &[f32; SIDE], out: &mut [f32]) {
    out.fill(0.0);
    for (tap, &weight) in weights.iter().enumerate() {
        for (out, sample) in out.iter_mut().zip(&samples[tap..]) {
            *out += weight * sample;
        }
    }
}

/// The similarities of a picture's places, reduced by a whole factor, to be looked at.
#[derive(Clone, Debug)]
pub struct SsimMap {
    factor: usize,
    width: usize,
    /// Of the squares under way.
    sums: Vec<f32>,
    rows: usize,
    values: Vec<u8>,
}

impl SsimMap {
    /// For rows of `width` places; each value stands for a square of `factor` places a side.
    pub fn new(width: u32, factor: u32) -> Self {
        let (width, factor) = (width as usize, factor.max(1) as usize);
        Self {
            factor,
            width,
            sums: vec![0.0; width.div_ceil(factor)],
            rows: 0,
            values: Vec::new(),
        }
    }

    /// Takes the next row.
    pub fn feed(&mut self, row: &[f32]) {
        for (sum, square) in self.sums.iter_mut().zip(row.chunks(self.factor)) {
            *sum += square.iter().sum::<f32>();
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.end();
        }
    }

    /// No more rows come: the squares that the picture's edge cuts off are done.
    pub fn end(&mut self) {
        if self.rows == 0 {
            return;
        }
        for (i, sum) in self.sums.iter_mut().enumerate() {
            let across = self.factor.min(self.width - i * self.factor);
            let mean = *sum / (across * self.rows) as f32;
            self.values.push((mean.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
            *sum = 0.0;
        }
        self.rows = 0;
    }

    /// A byte a square, row-major: 255 for the same, 0 for nothing in common or the opposite.
    pub fn values(&self) -> &[u8] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::{gaussian, reflected, RADIUS};

    #[test]
    fn the_window_is_even_and_weighs_one() {
        let weights = gaussian();
        assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(weights[0], weights[10]);
        // e^(−1 ÷ 4.5) of the middle.
        assert!((weights[4] / weights[5] - 0.800_737_4).abs() < 1e-6);
    }

    #[test]
    fn rows_beyond_the_edge_are_mirrored() {
        // d c b a | a b c d … | d c b a
        let rows: alloc::vec::Vec<usize> =
            (0..12 + 2 * RADIUS).map(|at| reflected(at, 12)).collect();
        assert_eq!(rows[..7], [4, 3, 2, 1, 0, 0, 1]);
        assert_eq!(rows[15..], [10, 11, 11, 10, 9, 8, 7]);
    }
}
