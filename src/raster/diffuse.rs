//! Errors handed on to pixels that come later.
//!
//! A pixel gets, of each of its neighbours that are done, what that one was off by times a weight. The sum is rounded to a
//! whole value once, and what comes out is cut to 0–255, so that errors stay small. All numbers are whole, so every machine
//! gives the same picture.

use super::dither::Kernel;
use super::nearest::Nearest;
use alloc::vec;
use alloc::vec::Vec;

/// Pixels beside a row that errors reach over.
const MARGIN: usize = 2;

/// What is added to values so that they are never negative, in whole units.
const BIAS: u32 = 256;

/// What becomes of a grey value: at place `BIAS` + value, for every value that errors can lead to.
#[derive(Clone, Debug)]
pub(super) struct GreySteps {
    index: Vec<u8>,
    error: Vec<i16>,
}

impl GreySteps {
    /// `choose`: index and grey value of what a value from 0 to 255 becomes.
    pub fn new(choose: impl Fn(u8) -> (u8, u8)) -> Self {
        let values = (0..3 * BIAS).map(|at| at.saturating_sub(BIAS).min(255) as u8);
        let chosen = values.map(|value| {
            let (index, grey) = choose(value);
            (index, i16::from(value) - i16::from(grey))
        });
        let (index, error) = chosen.unzip();
        Self { index, error }
    }
}

/// Errors of the rows that still count.
#[derive(Clone, Debug)]
pub(super) struct Diffusion {
    kernel: Kernel,
    /// Samples a pixel.
    channels: usize,
    /// This row, the one above, the one above that; each with a margin on both sides.
    rows: [Vec<i16>; 3],
    /// Values with what the rows above hand on, in units of 1 / divisor.
    sums: Vec<u16>,
    /// 2^21 / divisor, rounded up: the way to divide by it.
    inverse: u32,
}

impl Diffusion {
    pub fn new(kernel: Kernel, width: usize, channels: usize) -> Self {
        let row = vec![0; (width + 2 * MARGIN) * channels];
        Self {
            kernel,
            channels,
            rows: [row.clone(), row.clone(), row],
            sums: vec![0; width * channels],
            inverse: (1_u32 << 21).div_ceil(kernel.divisor.unsigned_abs().into()),
        }
    }

    /// Starts a row of `width × channels` samples.
    fn start(&mut self, samples: &[u8]) {
        self.rows.rotate_right(1);
        let divisor = self.kernel.divisor as u16;
        // Rounded to the nearest. At most 48 · (3 · 256), which fits; sums in between may wrap.
        let bias = divisor * BIAS as u16 + divisor / 2;
        for (sum, &sample) in self.sums.iter_mut().zip(samples) {
            *sum = u16::from(sample) * divisor + bias;
        }
        let [_, above, above_that] = &self.rows;
        for (row, weights) in [above, above_that].into_iter().zip(self.kernel.above) {
            for (place, weight) in weights.into_iter().enumerate() {
                if weight == 0 {
                    continue;
                }
                let errors = row.get(place * self.channels..).unwrap_or(&[]);
                for (sum, &error) in self.sums.iter_mut().zip(errors) {
                    *sum = sum.wrapping_add(error.wrapping_mul(weight) as u16);
                }
            }
        }
    }

    /// The place in [`GreySteps`] of a sum and what the pixels to the left hand on.
    #[inline]
    fn place(&self, sum: u16, [one, two]: [i16; 2]) -> usize {
        let [near, far] = self.kernel.left;
        let left = i32::from(one) * i32::from(near) + i32::from(two) * i32::from(far);
        let sum = (i32::from(sum) + left) as u32;
        // Exact: sums are below 2^16, and the inverse is too large by less than 2^−17 of itself.
        (sum.wrapping_mul(self.inverse) >> 21) as usize
    }

    /// A row of grey values as indices.
    pub fn grey_row(&mut self, samples: &[u8], steps: &GreySteps, out: &mut [u8]) {
        self.start(samples);
        let mut left = [0; 2];
        let mut row = core::mem::take(&mut self.rows[0]);
        let errors = row.get_mut(MARGIN..).unwrap_or(&mut []).iter_mut();
        for ((&sum, error), index) in self.sums.iter().zip(errors).zip(out) {
            let place = self.place(sum, left);
            // All places are there: see [`GreySteps`].
            *error = steps.error.get(place).copied().unwrap_or(0);
            *index = steps.index.get(place).copied().unwrap_or(0);
            left = [*error, left[0]];
        }
        self.rows[0] = row;
    }

    /// A row of colours, three samples each, as indices.
    pub fn colour_row(
        &mut self,
        samples: &[u8],
        colours: &[[u8; 3]],
        nearest: &mut Nearest,
        out: &mut [u8],
    ) {
        self.start(samples);
        let mut left = [[0; 2]; 3];
        let mut row = core::mem::take(&mut self.rows[0]);
        let errors = row.get_mut(3 * MARGIN..).unwrap_or(&mut []);
        let (errors, _) = errors.as_chunks_mut::<3>();
        let (sums, _) = self.sums.as_chunks::<3>();
        for ((sums, errors), index) in sums.iter().zip(errors).zip(out) {
            let mut wanted = [0; 3];
            for channel in 0..3 {
                let place = self.place(sums[channel], left[channel]) as u32;
                wanted[channel] = place.saturating_sub(BIAS).min(255) as u8;
            }
            *index = nearest.find(wanted);
            let colour = colours.get(usize::from(*index)).copied().unwrap_or(wanted);
            for channel in 0..3 {
                errors[channel] = i16::from(wanted[channel]) - i16::from(colour[channel]);
                left[channel] = [errors[channel], left[channel][0]];
            }
        }
        self.rows[0] = row;
    }
}
