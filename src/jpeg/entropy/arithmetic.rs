//! The statistical models of arithmetic-coded DCT blocks: T.81 F.1.4, F.2.4 (sequential), G.1.3, G.2 (progressive).

use super::coder::{Mode, MAX_SCAN_COMPONENTS};
use super::decision::{Bin, Decisions, Registers, FIXED};
use super::interval::{BlockDecoder, IntervalDecoder};
use super::progressive::Band;
use super::unstuff::{BitReader, ReaderState};
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::trace::{BlockPos, Sink};
use crate::Code;
use alloc::boxed::Box;

/// How DC differences are divided into categories, F.1.4.4.1.2: |difference| up to `2^lower / 2` counts as zero, above
/// `2^upper / 2` as large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DcConditioning {
    /// L.
    pub lower: u8,
    /// U.
    pub upper: u8,
}

impl Default for DcConditioning {
    /// What holds where no DAC says otherwise, F.1.4.4.1.4.
    fn default() -> Self {
        Self { lower: 0, upper: 1 }
    }
}

impl DcConditioning {
    /// Whether a difference v counts as zero (0), small (1) or large (2). `magnitude`: highest bit of |v| − 1, 0 for |v| = 1.
    pub(in crate::jpeg) fn category(self, magnitude: u32) -> u32 {
        let bound = |bit: u8| (1u32 << (bit & 15)) >> 1;
        if magnitude < bound(self.lower) {
            0
        } else if magnitude > bound(self.upper) {
            2
        } else {
            1
        }
    }
}

/// Kx where no DAC says otherwise, F.1.4.4.2.2: coefficients behind it have bins of their own for large values.
pub const DEFAULT_KX: u8 = 5;

/// What all blocks of an arithmetic scan share.
#[derive(Clone, Debug)]
pub(super) struct ArithmeticCoding {
    /// Which routine.
    pub mode: Mode,
    /// The band, in progressive scans.
    pub band: Band,
    /// Differential frames have no DC prediction, J.2.3.1.
    pub predicts: bool,
    /// For each component of the scan.
    pub parts: [PartCoding; MAX_SCAN_COMPONENTS],
}

/// The conditioning of one component of a scan, and which statistics it uses: components that name the same table share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCoding {
    /// For DC differences.
    pub dc: DcConditioning,
    /// For AC coefficients.
    pub kx: u8,
    /// First component of the scan with the same DC table.
    pub dc_shared: usize,
    /// First component of the scan with the same AC table.
    pub ac_shared: usize,
}

/// Bins of DC differences, table F.4, 49 of them used.
pub(in crate::jpeg) type DcBins = [Bin; 64];
/// Bins of AC coefficients, table F.5, 245 of them used.
pub(in crate::jpeg) type AcBins = [Bin; 256];

/// What has been learnt since the last restart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Learnt {
    dc: [DcBins; MAX_SCAN_COMPONENTS],
    ac: [AcBins; MAX_SCAN_COMPONENTS],
    /// PRED of each component of the scan.
    predictions: [i32; MAX_SCAN_COMPONENTS],
    /// DC context of each component: category of the difference before, as the index of its first bin (table F.4: S0).
    contexts: [u8; MAX_SCAN_COMPONENTS],
    /// An impossible decision was met: blocks stay as they are until the next restart.
    failed: bool,
}

impl Default for Learnt {
    fn default() -> Self {
        Self {
            dc: [[Bin::default(); 64]; MAX_SCAN_COMPONENTS],
            ac: [[Bin::default(); 256]; MAX_SCAN_COMPONENTS],
            predictions: [0; MAX_SCAN_COMPONENTS],
            contexts: [0; MAX_SCAN_COMPONENTS],
            failed: false,
        }
    }
}

/// What a decoder carries from block to block: enough to go on from there later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ArithmeticState {
    pub reader: ReaderState,
    registers: Registers,
    learnt: Box<Learnt>,
}

/// Takes blocks.
#[derive(Debug)]
pub(super) struct ArithmeticDecoder<'a> {
    coding: &'a ArithmeticCoding,
    decisions: Decisions<'a>,
    learnt: Box<Learnt>,
    fault: Option<Code>,
}

impl ArithmeticState {
    /// The state at the start of a scan.
    pub fn new(reader: ReaderState) -> Self {
        Self {
            reader,
            ..Self::default()
        }
    }
}

impl<'a> IntervalDecoder<'a> for ArithmeticDecoder<'a> {
    const NEEDS_DATA: bool = false;

    fn reader(&mut self) -> &mut BitReader<'a> {
        &mut self.decisions.reader
    }

    fn reset(&mut self) {
        *self.learnt = Learnt::default();
        self.decisions.reset();
    }

    fn finish<S: Sink>(&mut self, sink: &mut S) {
        self.decisions.finish(sink);
    }

    fn decisions(&self) -> u64 {
        self.decisions.taken
    }

    fn take_fault(&mut self) -> Option<Code> {
        self.fault.take()
    }
}

/// An impossible decision: a value of 2^15 or more, or a run past the end of the band.
struct Impossible;

impl<'a> ArithmeticDecoder<'a> {
    /// A decoder that goes on from a state, which it takes over.
    pub fn resume(
        coding: &'a ArithmeticCoding,
        reader: BitReader<'a>,
        state: &mut ArithmeticState,
    ) -> Self {
        Self {
            coding,
            decisions: Decisions::resume(reader, state.registers),
            learnt: core::mem::take(&mut state.learnt),
            fault: None,
        }
    }

    /// Where it is, at the end of a row of MCUs.
    pub fn into_state<S: Sink>(mut self, sink: &mut S) -> ArithmeticState {
        self.decisions.flush(sink);
        ArithmeticState {
            reader: self.decisions.reader.state(),
            registers: self.decisions.registers(),
            learnt: self.learnt,
        }
    }

    /// Takes a DC difference, F.2.4.1, and gives the DC coefficient (modulo 2^16).
    #[inline(never)]
    fn dc<S: Sink>(&mut self, index: usize, sink: &mut S) -> Result<i32, Impossible> {
        let part = self.coding.parts[index & 3];
        let Learnt {
            dc,
            predictions,
            contexts,
            ..
        } = &mut *self.learnt;
        let bins = &mut dc[part.dc_shared & 3];
        let context = &mut contexts[index & 3];
        let prediction = &mut predictions[index & 3];
        let decisions = &mut self.decisions;
        if !self.coding.predicts {
            *prediction = 0;
        }
        let base = usize::from(*context);
        if !decisions.take(&mut bins[base & 63], 0, sink) {
            *context = 0;
            return Ok(*prediction);
        }
        let negative = decisions.take(&mut bins[(base + 1) & 63], 0, sink);
        // Table F.4: SP = S0 + 2, SN = S0 + 3, X1 = 20.
        let first = base + 2 + usize::from(negative);
        let (value, top) = if decisions.take(&mut bins[first & 63], 0, sink) {
            magnitude(decisions, bins, 20, 1, 0, sink)?
        } else {
            (0, 0)
        };
        let sign = u8::from(negative) * 4;
        *context = match part.dc.category(top) {
            0 => 0,
            1 => 4 + sign,
            _ => 12 + sign,
        };
        let difference = if negative {
            -1 - value as i32
        } else {
            1 + value as i32
        };
        *prediction = (*prediction + difference) & 0xFFFF;
        Ok(*prediction)
    }

    /// Takes the AC coefficients of a band, F.2.4.2, G.1.3.2.
    #[inline(never)]
    fn ac<S: Sink>(
        &mut self,
        index: usize,
        band: Band,
        block: &mut Block,
        sink: &mut S,
    ) -> Result<(), Impossible> {
        let part = self.coding.parts[index & 3];
        let bins = &mut self.learnt.ac[part.ac_shared & 3];
        let decisions = &mut self.decisions;
        let mut k = band.start.max(1);
        while k <= band.end {
            // Table F.5: SE = 3 (K − 1), S0 = SE + 1, SN,SP,X1 = S0 + 1.
            if decisions.take(&mut bins[ac_bin(k, 0)], k, sink) {
                break;
            }
            while !decisions.take(&mut bins[ac_bin(k, 1)], k, sink) {
                k += 1;
                if k > band.end {
                    return Err(Impossible);
                }
            }
            let negative = decisions.take(&mut { FIXED }, k, sink);
            let first = ac_bin(k, 2);
            let mut value = 0;
            if decisions.take(&mut bins[first], k, sink) {
                value = 1;
                if decisions.take(&mut bins[first], k, sink) {
                    let large = if k <= u32::from(part.kx) { 189 } else { 217 };
                    value = magnitude(decisions, bins, large, 2, k, sink)?.0;
                }
            }
            let value = if negative {
                -1 - value as i32
            } else {
                1 + value as i32
            };
            block[usize::from(ZIGZAG[k as usize & 63])] = (value << band.low_bit) as i16;
            k += 1;
        }
        Ok(())
    }

    /// Adds one more bit to the coefficients of a band, G.1.3.3.
    #[inline(never)]
    fn ac_refine<S: Sink>(
        &mut self,
        index: usize,
        band: Band,
        block: &mut Block,
        sink: &mut S,
    ) -> Result<(), Impossible> {
        let part = self.coding.parts[index & 3];
        let bins = &mut self.learnt.ac[part.ac_shared & 3];
        let decisions = &mut self.decisions;
        let one = 1i16 << band.low_bit;
        let place = |k: u32| usize::from(ZIGZAG[k as usize & 63]);
        // EOBx: up to the last coefficient that earlier scans set there is no end-of-block decision.
        let known = (1..=band.end)
            .rev()
            .find(|&k| block[place(k)] != 0)
            .unwrap_or(0);
        let mut k = band.start;
        while k <= band.end {
            if k > known && decisions.take(&mut bins[ac_bin(k, 0)], k, sink) {
                break;
            }
            loop {
                let coefficient = &mut block[place(k)];
                if *coefficient != 0 {
                    if decisions.take(&mut bins[ac_bin(k, 2)], k, sink) {
                        *coefficient = if *coefficient < 0 {
                            coefficient.wrapping_sub(one)
                        } else {
                            coefficient.wrapping_add(one)
                        };
                    }
                    break;
                }
                if decisions.take(&mut bins[ac_bin(k, 1)], k, sink) {
                    let negative = decisions.take(&mut { FIXED }, k, sink);
                    *coefficient = if negative { one.wrapping_neg() } else { one };
                    break;
                }
                k += 1;
                if k > band.end {
                    return Err(Impossible);
                }
            }
            k += 1;
        }
        Ok(())
    }
}

impl<'a> BlockDecoder<'a> for ArithmeticDecoder<'a> {
    #[inline(always)]
    fn block<S: Sink>(&mut self, index: usize, at: BlockPos, block: &mut Block, sink: &mut S) {
        if S::ON {
            self.decisions.block = at;
        }
        if self.learnt.failed {
            return;
        }
        let band = self.coding.band;
        let taken = match self.coding.mode {
            Mode::Sequential => {
                let dc = self.dc(index, sink);
                dc.and_then(|dc| {
                    block[0] = dc as i16;
                    self.ac(index, band, block, sink)
                })
            }
            Mode::DcFirst => self
                .dc(index, sink)
                .map(|dc| block[0] = (dc << band.low_bit) as i16),
            Mode::DcRefine => {
                if self.decisions.take(&mut { FIXED }, 0, sink) {
                    block[0] |= 1 << band.low_bit;
                }
                Ok(())
            }
            Mode::AcFirst => self.ac(index, band, block, sink),
            Mode::AcRefine => self.ac_refine(index, band, block, sink),
            Mode::Skipping | Mode::Lossless => Ok(()),
        };
        if taken.is_err() {
            self.fault = Some(Code::BadArithmeticCode);
            self.learnt.failed = true;
        }
    }
}

/// Index of the bin number `which` of coefficient `k`: 0 = SE, 1 = S0, 2 = SN, SP and X1.
#[inline(always)]
pub(in crate::jpeg) const fn ac_bin(k: u32, which: usize) -> usize {
    (3 * (k as usize - 1) + which) & 255
}

/// Takes the size and the bits of a value, F.1.4.3.2 (figures F.23, F.24): `top` is the bit that is known to be the
/// highest so far, bin `first` asks whether it is higher still. Gives the value and its highest bit.
#[inline(always)]
pub(super) fn magnitude_in<S: Sink>(
    decisions: &mut Decisions,
    bins: &mut [Bin],
    first: usize,
    mut top: u32,
    k: u32,
    sink: &mut S,
) -> Option<(u32, u32)> {
    let mut bin = first;
    while decisions.take(bins.get_mut(bin)?, k, sink) {
        top <<= 1;
        if top == 0x8000 {
            return None;
        }
        bin += 1;
    }
    // The bits below the top one share a bin for each size: M = X + 14.
    let low = bins.get_mut(bin + 14)?;
    let (mut value, mut bit) = (top, top >> 1);
    while bit > 0 {
        if decisions.take(low, k, sink) {
            value |= bit;
        }
        bit >>= 1;
    }
    Some((value, top))
}

#[inline(always)]
fn magnitude<S: Sink>(
    decisions: &mut Decisions,
    bins: &mut [Bin],
    first: usize,
    top: u32,
    k: u32,
    sink: &mut S,
) -> Result<(u32, u32), Impossible> {
    magnitude_in(decisions, bins, first, top, k, sink).ok_or(Impossible)
}
