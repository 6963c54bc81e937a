//! Blocks to decisions: T.81 F.1.4 (sequential), G.1.3 (progressive).

use super::decisions::DecisionWriter;
use super::{difference, magnitude, put};
use crate::jpeg::entropy::arithmetic::{ac_bin, AcBins, DcBins, PartCoding};
use crate::jpeg::entropy::decision::{Bin, FIXED};
use crate::jpeg::entropy::progressive::Band;
use crate::jpeg::entropy::MAX_SCAN_COMPONENTS;
use crate::jpeg::frame::{Block, BlockRows};
use crate::jpeg::rewrite::scan::{Mode, ScanPlan};
use crate::jpeg::rewrite::sequential;
use crate::jpeg::syntax::tables::ZIGZAG;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// The conditioning of each component of a scan.
pub(in crate::jpeg::rewrite) type Conditioning = [PartCoding; MAX_SCAN_COMPONENTS];

/// X1 of DC differences, table F.4.
const DC_SIZES: usize = 20;
/// X2 of AC coefficients up to Kx and behind it, table F.5.
const AC_SIZES: [usize; 2] = [189, 217];

/// The bytes of a restart interval, and what they consist of.
pub(in crate::jpeg::rewrite) struct Interval {
    /// Stuffed.
    pub bytes: Vec<u8>,
    /// Decisions.
    pub decisions: u64,
    /// Of each block: the whole bits that became certain with it.
    pub block_bits: Vec<u32>,
}

/// Codes the MCUs of one restart interval.
pub(in crate::jpeg::rewrite) fn code_interval(
    plan: &ScanPlan,
    mcus: Range<u32>,
    rows: &[BlockRows],
    conditioning: &Conditioning,
) -> Interval {
    let mut encoder = BlockEncoder::new(conditioning, plan.predicts);
    let mut block_bits = Vec::new();
    plan.blocks(mcus, rows, |block, _, index| {
        let before = encoder.out.doubled;
        encoder.block(index, plan.mode, plan.band, block);
        block_bits.push((encoder.out.doubled - before) as u32);
    });
    Interval {
        decisions: encoder.out.taken,
        bytes: encoder.out.finish(),
        block_bits,
    }
}

/// What has been learnt since the last restart, and where decisions go.
struct BlockEncoder<'c> {
    conditioning: &'c Conditioning,
    predicts: bool,
    out: DecisionWriter,
    dc: Box<[DcBins; MAX_SCAN_COMPONENTS]>,
    ac: Box<[AcBins; MAX_SCAN_COMPONENTS]>,
    /// PRED of each component of the scan.
    predictors: [i16; MAX_SCAN_COMPONENTS],
    /// DC context of each component: S0 of the next difference, table F.4.
    contexts: [u8; MAX_SCAN_COMPONENTS],
}

impl<'c> BlockEncoder<'c> {
    fn new(conditioning: &'c Conditioning, predicts: bool) -> Self {
        Self {
            conditioning,
            predicts,
            out: DecisionWriter::default(),
            dc: Box::new([[Bin::default(); 64]; MAX_SCAN_COMPONENTS]),
            ac: Box::new([[Bin::default(); 256]; MAX_SCAN_COMPONENTS]),
            predictors: [0; MAX_SCAN_COMPONENTS],
            contexts: [0; MAX_SCAN_COMPONENTS],
        }
    }

    fn block(&mut self, index: usize, mode: Mode, band: Band, block: &Block) {
        match mode {
            Mode::Sequential => {
                self.dc(index, block[0]);
                self.ac(index, band, block);
            }
            Mode::DcFirst => self.dc(index, block[0] >> (band.low_bit & 15)),
            Mode::DcRefine => {
                let bit = block[0] >> (band.low_bit & 15) & 1;
                self.out.put(&mut { FIXED }, bit != 0);
            }
            Mode::AcFirst => self.ac(index, band, block),
            Mode::AcRefine => self.ac_refine(index, band, block),
        }
    }

    /// A DC difference, in the context that the one before it has left, table F.4.
    fn dc(&mut self, index: usize, value: i16) {
        let part = self.conditioning[index & 3];
        let (out, bins) = (&mut self.out, &mut self.dc[part.dc_shared & 3]);
        let predictor = &mut self.predictors[index & 3];
        if !self.predicts {
            *predictor = 0;
        }
        let value = sequential::difference(value, predictor);
        let context = &mut self.contexts[index & 3];
        let base = usize::from(*context);
        *context = match difference(out, bins, (base, DC_SIZES), part.dc, value) {
            1 => 4,
            -1 => 8,
            2 => 12,
            -2 => 16,
            _ => 0,
        };
    }

    /// The coefficients of a band without their low bits, F.1.4.2, G.1.3.2.
    fn ac(&mut self, index: usize, band: Band, block: &Block) {
        let part = self.conditioning[index & 3];
        let (out, bins) = (&mut self.out, &mut self.ac[part.ac_shared & 3]);
        // Towards zero: G.1.2.1, the point transform of AC coefficients.
        let value = |k: u32| i32::from(at(block, k)) / (1 << band.low_bit);
        let start = band.start.max(1);
        let end = (start..=band.end).rev().find(|&k| value(k) != 0);
        let end = end.map_or(start, |last| last + 1);
        let mut k = start;
        while k < end {
            put(out, bins, ac_bin(k, 0), false);
            while value(k) == 0 && k + 1 < end {
                put(out, bins, ac_bin(k, 1), false);
                k += 1;
            }
            put(out, bins, ac_bin(k, 1), true);
            out.put(&mut { FIXED }, value(k) < 0);
            let first = ac_bin(k, 2);
            let size = value(k).unsigned_abs().saturating_sub(1);
            put(out, bins, first, size > 0);
            if size > 0 {
                put(out, bins, first, size > 1);
            }
            if size > 1 {
                let large = AC_SIZES[usize::from(k > u32::from(part.kx))];
                magnitude(out, bins, large, 2, size);
            }
            k += 1;
        }
        if k <= band.end {
            put(out, bins, ac_bin(k, 0), true);
        }
    }

    /// One more bit of the coefficients of a band, G.1.3.3 (figures G.10, G.11).
    fn ac_refine(&mut self, index: usize, band: Band, block: &Block) {
        let part = self.conditioning[index & 3];
        let (out, bins) = (&mut self.out, &mut self.ac[part.ac_shared & 3]);
        let size = |k: u32| at(block, k).unsigned_abs() >> (band.low_bit & 15);
        let last = |least: u16| (band.start..=band.end).rev().find(|&k| size(k) >= least);
        let end = last(1).map_or(band.start, |last| last + 1);
        // EOBx: up to the last coefficient that scans before have set there is no end-of-block decision.
        let known = last(2).unwrap_or(0);
        let mut k = band.start;
        while k < end {
            if k > known {
                put(out, bins, ac_bin(k, 0), false);
            }
            while size(k) == 0 && k + 1 < end {
                put(out, bins, ac_bin(k, 1), false);
                k += 1;
            }
            match size(k) {
                0 | 1 => {
                    put(out, bins, ac_bin(k, 1), true);
                    out.put(&mut { FIXED }, at(block, k) < 0);
                }
                more => put(out, bins, ac_bin(k, 2), more & 1 != 0),
            }
            k += 1;
        }
        if k <= band.end {
            put(out, bins, ac_bin(k, 0), true);
        }
    }
}

/// A coefficient by its zigzag index.
fn at(block: &Block, k: u32) -> i16 {
    block[usize::from(ZIGZAG[k as usize & 127]) & 63]
}
