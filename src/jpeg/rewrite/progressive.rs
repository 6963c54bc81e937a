//! One block of a progressive scan: T.81 G.1.2.1 (DC), G.1.2.2 (first AC scans), G.1.2.3 (refinement).
//!
//! Where T.81 leaves a choice (how long an end-of-band run grows, how many correction bits wait for it), this does what the
//! reference encoder does.

use super::sequential::{difference, ZERO_RUN};
use super::symbols::SymbolWriter;
use crate::jpeg::entropy::progressive::Band;
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;
use alloc::vec::Vec;

/// Longest run of ended blocks, T.81 G.1.2.2 (table G.1).
const LONGEST_RUN: u32 = 0x7FFF;
/// More correction bits than these do not wait for the end of a run: a block may add 63 to them, and the reference has
/// room for 1000.
const MOST_WAITING: usize = 1000 - 64 + 1;

/// The blocks that have ended since the last code, and their correction bits.
#[derive(Debug, Default)]
pub(super) struct EndOfBand {
    run: u32,
    corrections: Vec<bool>,
    /// Correction bits of the coefficients that the block in hand has passed since its last code; they follow the next.
    passed: Vec<bool>,
}

impl EndOfBand {
    /// Codes the run, if there is one, and its correction bits.
    pub fn flush(&mut self, table: usize, out: &mut SymbolWriter) {
        if self.run > 0 {
            let size = self.run.ilog2();
            out.symbol(table, (size << 4) as u8);
            out.bits(self.run, size);
            self.run = 0;
        }
        write_all(&mut self.corrections, out);
    }

    fn grow(&mut self, table: usize, out: &mut SymbolWriter) {
        self.run += 1;
        if self.run == LONGEST_RUN || self.corrections.len() > MOST_WAITING {
            self.flush(table, out);
        }
    }
}

fn write_all(corrections: &mut Vec<bool>, out: &mut SymbolWriter) {
    for bit in corrections.drain(..) {
        out.bits(bit.into(), 1);
    }
}

/// The DC coefficient without its low bits.
pub(super) fn dc_first(
    block: &Block,
    low_bit: u32,
    predictor: &mut i16,
    table: usize,
    out: &mut SymbolWriter,
) {
    let value = difference(block[0] >> (low_bit & 15), predictor);
    out.value(table, 0, value);
}

/// One more bit of the DC coefficient.
pub(super) fn dc_refine(block: &Block, low_bit: u32, out: &mut SymbolWriter) {
    out.bits((block[0] >> (low_bit & 15)) as u32, 1);
}

/// The coefficients of a band, as zigzag index and value.
fn coefficients(block: &Block, band: Band) -> impl Iterator<Item = (u32, i32)> + '_ {
    (band.start..=band.end).map(|k| {
        let place = usize::from(ZIGZAG[k as usize & 127]) & 63;
        (k, i32::from(block[place]))
    })
}

/// The coefficients of a band without their low bits.
pub(super) fn ac_first(
    block: &Block,
    band: Band,
    table: usize,
    ended: &mut EndOfBand,
    out: &mut SymbolWriter,
) {
    let mut run = 0;
    for (_, value) in coefficients(block, band) {
        // Towards zero: G.1.2.1, the point transform of AC coefficients.
        let value = value / (1 << band.low_bit);
        if value == 0 {
            run += 1;
            continue;
        }
        ended.flush(table, out);
        while run > 15 {
            out.symbol(table, ZERO_RUN);
            run -= 16;
        }
        out.value(table, run, value);
        run = 0;
    }
    if run > 0 {
        ended.grow(table, out);
    }
}

/// One more bit of the coefficients of a band: a code for each that is new, correction bits for those known.
pub(super) fn ac_refine(
    block: &Block,
    band: Band,
    table: usize,
    ended: &mut EndOfBand,
    out: &mut SymbolWriter,
) {
    let size_of = |value: i32| value.unsigned_abs() >> band.low_bit;
    let new = coefficients(block, band).filter(|&(_, value)| size_of(value) == 1);
    let last_new = new.last().map_or(0, |(k, _)| k);
    let mut run = 0;
    for (k, value) in coefficients(block, band) {
        let size = size_of(value);
        if size == 0 {
            run += 1;
            continue;
        }
        // Behind the last new coefficient an end-of-band run stands for all zeros.
        while run > 15 && k <= last_new {
            ended.flush(table, out);
            out.symbol(table, ZERO_RUN);
            run -= 16;
            write_all(&mut ended.passed, out);
        }
        if size > 1 {
            ended.passed.push(size & 1 == 1);
            continue;
        }
        ended.flush(table, out);
        out.symbol(table, (run << 4 | 1) as u8);
        out.bits((value > 0).into(), 1);
        write_all(&mut ended.passed, out);
        run = 0;
    }
    if run > 0 || !ended.passed.is_empty() {
        ended.corrections.append(&mut ended.passed);
        ended.grow(table, out);
    }
}
