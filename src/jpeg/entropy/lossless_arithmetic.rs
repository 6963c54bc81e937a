//! The statistical model of arithmetic-coded lossless differences: T.81 H.1.2.3.

use super::arithmetic::{magnitude_in, DcConditioning};
use super::coder::MAX_SCAN_COMPONENTS;
use super::decision::{Bin, Decisions, Registers};
use super::interval::{DifferenceDecoder, IntervalDecoder};
use super::unstuff::{BitReader, ReaderState};
use crate::trace::{BlockPos, Sink};
use crate::Code;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The conditioning of one component of a scan, and whose statistics it uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DifferenceModel {
    /// How differences are divided into categories.
    pub conditioning: DcConditioning,
    /// First component of the scan with the same table.
    pub shared: usize,
}

/// Bins, table H.3: four for each of 5 × 5 contexts, then twice 29 for sizes and bits.
pub(in crate::jpeg) type Bins = [Bin; 158];

/// X1 where the difference above is not large; 29 bins further on where it is.
pub(in crate::jpeg) const SIZES: usize = 100;
/// Bins of one set of sizes (15) and bits (14).
pub(in crate::jpeg) const SIZE_BINS: usize = 29;

/// What is carried from one row of MCUs to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LosslessArithmeticState {
    pub reader: ReaderState,
    registers: Registers,
    bins: Box<[Bins; MAX_SCAN_COMPONENTS]>,
    /// For each component: categories of the differences in the last line of the row of MCUs before.
    above: [Vec<i8>; MAX_SCAN_COMPONENTS],
    fresh: bool,
    failed: bool,
}

impl LosslessArithmeticState {
    /// The state at the start of a scan.
    pub fn new(reader: ReaderState) -> Self {
        Self {
            reader,
            registers: Registers::default(),
            bins: Box::new([[Bin::default(); 158]; MAX_SCAN_COMPONENTS]),
            above: Default::default(),
            fresh: true,
            failed: false,
        }
    }
}

/// Categories −2 (large negative) … 2 of the differences of one component.
#[derive(Debug, Default)]
struct Categories {
    width: usize,
    /// A line above, then those of this row of MCUs.
    lines: Vec<i8>,
    /// Of the sample to the left, for each line of the row of MCUs.
    left: [i8; 4],
}

/// Takes differences.
#[derive(Debug)]
pub(super) struct LosslessArithmeticDecoder<'a, 'c> {
    models: &'c [DifferenceModel; MAX_SCAN_COMPONENTS],
    decisions: Decisions<'a>,
    bins: Box<[Bins; MAX_SCAN_COMPONENTS]>,
    categories: [Categories; MAX_SCAN_COMPONENTS],
    fresh: bool,
    failed: bool,
    fault: Option<Code>,
}

impl<'a, 'c> LosslessArithmeticDecoder<'a, 'c> {
    /// A decoder that goes on from a state. `shapes`: samples across and lines down of each component in a row of MCUs.
    pub fn resume(
        models: &'c [DifferenceModel; MAX_SCAN_COMPONENTS],
        reader: BitReader<'a>,
        state: &LosslessArithmeticState,
        shapes: impl Iterator<Item = (u32, u32)>,
    ) -> Self {
        let mut categories: [Categories; MAX_SCAN_COMPONENTS] = Default::default();
        for ((lane, above), (width, down)) in categories.iter_mut().zip(&state.above).zip(shapes) {
            lane.width = width as usize;
            lane.lines.extend_from_slice(above);
            lane.lines.resize(lane.width * (down as usize + 1), 0);
        }
        Self {
            models,
            decisions: Decisions::resume(reader, state.registers),
            bins: state.bins.clone(),
            categories,
            fresh: state.fresh,
            failed: state.failed,
            fault: None,
        }
    }

    /// Where it is, at the end of a row of MCUs.
    pub fn into_state<S: Sink>(mut self, sink: &mut S) -> LosslessArithmeticState {
        self.decisions.flush(sink);
        let above = self.categories.map(|mut lane| {
            let rest = lane.lines.len().saturating_sub(lane.width);
            lane.lines.split_off(rest)
        });
        LosslessArithmeticState {
            reader: self.decisions.reader.state(),
            registers: self.decisions.registers(),
            bins: self.bins,
            above,
            fresh: self.fresh,
            failed: self.failed,
        }
    }
}

impl<'a> IntervalDecoder<'a> for LosslessArithmeticDecoder<'a, '_> {
    const NEEDS_DATA: bool = false;

    fn reader(&mut self) -> &mut BitReader<'a> {
        &mut self.decisions.reader
    }

    fn reset(&mut self) {
        *self.bins = [[Bin::default(); 158]; MAX_SCAN_COMPONENTS];
        for lane in &mut self.categories {
            lane.lines.fill(0);
        }
        self.fresh = true;
        self.failed = false;
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

impl<'a> DifferenceDecoder<'a> for LosslessArithmeticDecoder<'a, '_> {
    #[inline(always)]
    fn difference<S: Sink>(
        &mut self,
        index: usize,
        line: u32,
        column: u32,
        at: BlockPos,
        sink: &mut S,
    ) -> i32 {
        if S::ON {
            self.decisions.block = at;
        }
        if self.failed {
            return 0;
        }
        let model = self.models[index & 3];
        let bins = &mut self.bins[model.shared & 3];
        let lane = &mut self.categories[index & 3];
        let left = &mut lane.left[line as usize & 3];
        let place = line as usize * lane.width + column as usize;
        let above = lane.lines.get(place).copied().unwrap_or(0);
        let context = |category: i8| (category + 2) as usize;
        let base = 4 * (5 * context(*left) + context(above));
        let value = match take(
            &mut self.decisions,
            bins,
            base,
            above.abs() == 2,
            column,
            sink,
        ) {
            Some(value) => value,
            None => {
                self.failed = true;
                self.fault = Some(Code::BadArithmeticCode);
                0
            }
        };
        // Of |value| − 1 the category needs the highest bit only.
        let category = match value.unsigned_abs() {
            0 => 0,
            1 => model.conditioning.category(0) as i8,
            size => model.conditioning.category(1 << (size - 1).ilog2()) as i8,
        };
        let category = category * value.signum() as i8;
        *left = category;
        if let Some(slot) = lane.lines.get_mut(place + lane.width) {
            *slot = category;
        }
        value
    }

    fn take_fresh(&mut self) -> bool {
        core::mem::take(&mut self.fresh)
    }
}

/// Takes one difference: as a DC difference (F.1.4.4.1), with other bins.
#[inline(always)]
fn take<S: Sink>(
    decisions: &mut Decisions,
    bins: &mut Bins,
    base: usize,
    large_above: bool,
    column: u32,
    sink: &mut S,
) -> Option<i32> {
    if !decisions.take(bins.get_mut(base)?, column, sink) {
        return Some(0);
    }
    let negative = decisions.take(bins.get_mut(base + 1)?, column, sink);
    let first = base + 2 + usize::from(negative);
    let mut value = 0;
    if decisions.take(bins.get_mut(first)?, column, sink) {
        let sizes = SIZES + if large_above { SIZE_BINS } else { 0 };
        value = magnitude_in(decisions, bins, sizes, 1, column, sink)?.0;
    }
    let value = value as i32;
    Some(if negative { -1 - value } else { 1 + value })
}
