//! Arithmetic coding: binary decisions to bytes (T.81 Annex D.1), and the statistical models that turn coefficients and
//! samples into decisions (F.1.4, G.1.3, H.1.2.3). Tables, bins and conditioning are the decoder's own.

mod blocks;
mod decisions;
mod differences;

pub(super) use blocks::{code_interval, Conditioning};
pub(super) use differences::{Difference, DifferenceEncoder};

use crate::jpeg::entropy::arithmetic::DcConditioning;
use crate::jpeg::entropy::decision::Bin;
use crate::jpeg::syntax::marker;
use alloc::vec::Vec;
use decisions::DecisionWriter;

/// Index of the first bin for the bits of a size, behind the bin that told the size: figure F.9, M = X + 14.
const BITS_BEHIND: usize = 14;

/// A scan: its restart intervals and the markers that part them.
pub(super) fn with_restarts(intervals: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (number, interval) in intervals.enumerate() {
        if let Some(before) = number.checked_sub(1) {
            bytes.extend_from_slice(&[0xFF, marker::RST0 + (before % 8) as u8]);
        }
        bytes.extend_from_slice(&interval);
    }
    bytes
}

/// Codes a difference, F.1.4.1 (figures F.4–F.9): bins S0, SS, SP and SN from `base` on, X1 and those behind it from `sizes`
/// on. Returns its category, with its sign: 0, ±1 (small), ±2 (large).
fn difference(
    out: &mut DecisionWriter,
    bins: &mut [Bin],
    (base, sizes): (usize, usize),
    conditioning: DcConditioning,
    value: i32,
) -> i8 {
    put(out, bins, base, value != 0);
    if value == 0 {
        return 0;
    }
    let negative = value < 0;
    put(out, bins, base + 1, negative);
    let size = value.unsigned_abs() - 1;
    // Table F.4: SP = S0 + 2, SN = S0 + 3.
    put(out, bins, base + 2 + usize::from(negative), size > 0);
    let highest = match size {
        0 => 0,
        _ => 1 << size.ilog2(),
    };
    if size > 0 {
        magnitude(out, bins, sizes, 1, size);
    }
    conditioning.category(highest) as i8 * value.signum() as i8
}

/// Codes the size of a value and its bits below the highest, F.1.4.3.2 (figures F.8, F.9): `top` is the bit that is known to
/// be the highest so far, bin `first` tells whether it is higher still. `value` is 1 or more.
fn magnitude(out: &mut DecisionWriter, bins: &mut [Bin], first: usize, top: u32, value: u32) {
    let highest = 1u32 << value.max(1).ilog2();
    let (mut bin, mut reached) = (first, top);
    while reached < highest {
        put(out, bins, bin, true);
        reached <<= 1;
        bin += 1;
    }
    put(out, bins, bin, false);
    let mut bit = highest >> 1;
    while bit > 0 {
        put(out, bins, bin + BITS_BEHIND, value & bit != 0);
        bit >>= 1;
    }
}

/// Codes a decision with the bin of this index.
fn put(out: &mut DecisionWriter, bins: &mut [Bin], index: usize, decision: bool) {
    if let Some(bin) = bins.get_mut(index) {
        out.put(bin, decision);
    }
}
