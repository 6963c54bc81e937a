//! Which pixels of a row or column make a scaled one, and with which weights.

use super::scale::Filter;
use crate::{Code, Error};
use alloc::vec::Vec;

/// Taps come in groups, so that vectors can take them; those that fill a group up weigh nothing.
pub(super) const GROUP: usize = 4;

/// Bits that weights may have behind the point. The least leaves room for a weight of 1.
pub(super) const BITS: [u32; 3] = [14, 17, 20];

/// Weights in units of 2^−`bits`. Those of one pixel add up to 1 exactly, so that flat areas stay what they are.
#[derive(Clone, Debug)]
pub(super) struct Taps {
    /// Taps of each pixel: a multiple of [`GROUP`].
    pub count: usize,
    /// Bits behind the point.
    pub bits: u32,
    /// The first tap of each pixel.
    pub starts: Vec<u32>,
    /// `count` weights a pixel.
    pub weights: Vec<i16>,
    /// Pixels there are to take.
    length: usize,
}

impl Taps {
    /// For `out` pixels made of the range `from` of `length` pixels.
    ///
    /// The filter is widened by the factor that the picture is made smaller by, so that every pixel has its part. Pixel n lies
    /// at n + ½; what reaches over the edge is left out, and the rest weighs the more.
    pub fn new(filter: Filter, length: u32, from: (f64, f64), out: u32) -> Result<Self, Error> {
        let step = (from.1 - from.0) / f64::from(out);
        let widened = step.max(1.0);
        let support = filter.support() * widened;
        let most = libm::ceil(support) * 2.0 + 1.0;
        let count = (most.min(f64::from(length)) as usize).next_multiple_of(GROUP);
        let cells = count.saturating_mul(out as usize);
        let mut real = Vec::new();
        let mut weights = Vec::new();
        let mut starts = Vec::new();
        let reserved = real
            .try_reserve_exact(cells)
            .and_then(|()| weights.try_reserve_exact(cells))
            .and_then(|()| starts.try_reserve_exact(out as usize));
        if reserved.is_err() {
            return Err(Error::at_bit(Code::LimitMemory, 0).with(cells as u64 * 10));
        }
        let mut largest = 0.0_f64;
        for place in 0..out {
            let centre = from.0 + (f64::from(place) + 0.5) * step;
            let first = libm::floor(centre - support + 0.5).max(0.0) as usize;
            let end = (libm::floor(centre + support + 0.5).max(0.0) as usize).min(length as usize);
            let first = first.min((length as usize).saturating_sub(1));
            let end = end.clamp(first + 1, first + count);
            // Moved to the left where the group would reach over the end.
            let start = first.min((length as usize).saturating_sub(count));
            let row = real.len();
            real.resize(row + count, 0.0);
            let mut sum = 0.0;
            for tap in first..end {
                let weight = filter.weight((tap as f64 - centre + 0.5) / widened);
                real[row + tap - start] = weight;
                sum += weight;
            }
            if sum == 0.0 {
                real[row + first - start] = 1.0;
                sum = 1.0;
            }
            for weight in &mut real[row..] {
                *weight /= sum;
                largest = largest.max(libm::fabs(*weight));
            }
            starts.push(start as u32);
        }
        // As many bits as the largest weight leaves; 20 at most, so that sums stay below 2^31.
        let fits = |bits: &u32| largest * f64::from(1_u32 << bits) <= 32_000.0;
        let bits = BITS.into_iter().rev().find(fits).unwrap_or(BITS[0]);
        let one = f64::from(1_u32 << bits);
        for row in real.chunks_exact(count) {
            let from = weights.len();
            weights.extend(row.iter().map(|&w| libm::round(w * one) as i16));
            let rounded = &mut weights[from..];
            let sum: i32 = rounded.iter().map(|&w| i32::from(w)).sum();
            // What rounding took away goes to the heaviest.
            if let Some(heaviest) = rounded.iter_mut().max_by_key(|w| **w) {
                *heaviest = heaviest.saturating_add(((1 << bits) - sum) as i16);
            }
        }
        Ok(Self {
            count,
            bits,
            starts,
            weights,
            length: length as usize,
        })
    }

    /// Whether all taps exist: there are pixels for whole groups.
    pub const fn whole(&self) -> bool {
        self.length >= self.count
    }

    /// First tap and weights of a pixel.
    pub fn of(&self, place: u32) -> (usize, &[i16]) {
        let start = self.starts.get(place as usize).copied().unwrap_or(0);
        let row = place as usize * self.count;
        let weights = self.weights.get(row..row + self.count).unwrap_or(&[]);
        (start as usize, weights)
    }
}

/// A sum of samples times weights as a sample.
pub(super) const fn sample(sum: i32, bits: u32) -> u8 {
    let rounded = (sum + (1 << (bits - 1))) >> bits;
    match rounded {
        ..=0 => 0,
        255.. => 255,
        _ => rounded as u8,
    }
}
