//! How much work a file may ask for, by its size: what its headers promise and its scans repeat may be out of all
//! proportion to its bytes.
//!
//! A Huffman-coded block takes at least one bit, so 512 samples take a byte at least. Beyond that, and beyond the size
//! of a usual photograph, a header is not believed. Likewise a few bytes may send a decoder through millions of blocks
//! that an end-of-band run has ended, or through millions of arithmetic decisions.

use super::frame::Geometry;
use crate::{Code, Error};
use alloc::vec::Vec;

/// Samples that any file may have.
const FREE_SAMPLES: u64 = 64 << 20;
/// Samples that a byte may stand for beyond that.
const SAMPLES_A_BYTE: u64 = 512;
/// What a sample of a lossless frame counts: it is kept, predicted and shown at 16 bits, and each takes bits of its own.
const LOSSLESS_WEIGHT: u64 = 2;
/// Work that any file may ask for, in about a nanosecond each: see [`ScanState`](super::entropy::scan::ScanState).
const FREE_WORK: u64 = 300_000_000;
/// Work that a byte may ask for beyond that.
const WORK_A_BYTE: u64 = 2048;

/// What is left of a file's allowance.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    bytes: u64,
    samples: u64,
    work: u64,
    warned: bool,
}

impl Budget {
    /// The allowance of a file of so many bytes.
    pub fn new(bytes: usize) -> Self {
        let bytes = bytes as u64;
        Self {
            bytes,
            samples: FREE_SAMPLES.saturating_add(bytes.saturating_mul(SAMPLES_A_BYTE)),
            work: FREE_WORK.saturating_add(bytes.saturating_mul(WORK_A_BYTE)),
            warned: false,
        }
    }

    /// Takes what the samples of a frame need, if there is enough left.
    pub fn take_samples(&mut self, frame: &Geometry) -> Result<(), Error> {
        let components = frame.components.iter();
        let samples: u64 = components
            .map(|c| u64::from(c.width) * u64::from(c.height))
            .sum();
        let weight = match frame.data_unit {
            1 => LOSSLESS_WEIGHT,
            _ => 1,
        };
        match self.samples.checked_sub(weight * samples) {
            Some(left) => {
                self.samples = left;
                Ok(())
            }
            None => Err(Error::at_bit(Code::LimitSamples, frame.at).with(samples)),
        }
    }

    /// Whether work that costs so much can be done to its end.
    pub fn allows(&self, work: u64) -> bool {
        work < self.work
    }

    /// Takes what a row of MCUs has cost.
    pub fn spend(&mut self, work: u64) {
        self.work = self.work.saturating_sub(work);
    }

    /// Whether work may go on; if not, a warning says so once.
    pub fn left(&mut self, warnings: &mut Vec<Error>) -> bool {
        if self.work > 0 {
            return true;
        }
        if !self.warned {
            self.warned = true;
            warnings.push(Error::at_bit(Code::LimitWork, 0).with(self.bytes));
        }
        false
    }
}
