//! Mean squared error and peak signal-to-noise ratio of each channel.

use alloc::vec::Vec;

/// The largest value of a sample of eight bits.
const PEAK: f64 = 255.0;
/// Red, green and blue.
const CHANNELS: usize = 3;

/// What differs between the pixels of two pictures, summed up as they come.
///
/// ```
/// let mut squared = pixelbits::compare::Squared::default();
/// squared.feed(&[10, 0, 0, 255, 7, 7, 7, 255], &[13, 0, 0, 255, 7, 7, 7, 255]);
/// assert_eq!(squared.means(), [4.5, 0.0, 0.0]);
/// assert_eq!((squared.differing(), squared.pixels()), (1, 2));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Squared {
    sums: [u64; CHANNELS],
    largest: [u8; CHANNELS],
    differing: u64,
    pixels: u64,
}

impl Squared {
    /// Takes the same pixels of both pictures: 4 bytes each, R G B A. What only one of them has is left out, and so is alpha.
    pub fn feed(&mut self, first: &[u8], second: &[u8]) {
        let (first, _) = first.as_chunks::<4>();
        let (second, _) = second.as_chunks::<4>();
        for (a, b) in first.iter().zip(second) {
            self.pixels += 1;
            let mut differs = false;
            for channel in 0..CHANNELS {
                let difference = a[channel].abs_diff(b[channel]);
                differs |= difference > 0;
                self.sums[channel] += u64::from(difference) * u64::from(difference);
                self.largest[channel] = self.largest[channel].max(difference);
            }
            self.differing += u64::from(differs);
        }
    }

    /// Mean squared error of red, green and blue; zeros where there are no pixels.
    pub fn means(&self) -> [f64; CHANNELS] {
        self.sums.map(|sum| sum as f64 / self.pixels.max(1) as f64)
    }

    /// The largest difference of red, green and blue.
    pub fn largest(&self) -> [u8; CHANNELS] {
        self.largest
    }

    /// Peak signal-to-noise ratio of red, green, blue and of all samples, in decibels: 10 · log₁₀(255² ÷ mean squared error).
    /// Infinite where nothing differs.
    pub fn psnr(&self) -> Vec<f64> {
        let means = self.means();
        let all = means.iter().sum::<f64>() / CHANNELS as f64;
        let decibels = |mean: f64| match mean > 0.0 {
            true => 10.0 * libm::log10(PEAK * PEAK / mean),
            false => f64::INFINITY,
        };
        means.into_iter().chain([all]).map(decibels).collect()
    }

    /// Pixels that differ in red, green or blue.
    pub fn differing(&self) -> u64 {
        self.differing
    }

    /// Pixels that were taken.
    pub fn pixels(&self) -> u64 {
        self.pixels
    }
}
