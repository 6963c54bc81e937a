//! Lossless differences to decisions: T.81 H.1.2.3.

use super::blocks::Conditioning;
use super::decisions::DecisionWriter;
use super::difference;
use crate::jpeg::entropy::decision::Bin;
use crate::jpeg::entropy::lossless_arithmetic::{Bins, SIZES, SIZE_BINS};
use crate::jpeg::entropy::MAX_SCAN_COMPONENTS;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// Lines of one component in an MCU, T.81 B.2.2.
const MAX_LINES: usize = 4;

/// One difference on its way into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jpeg::rewrite) struct Difference {
    /// Which component of the scan.
    pub index: usize,
    /// Line within the row of MCUs.
    pub line: u32,
    /// Column in the component.
    pub column: u32,
    /// −32,767 to 32,768.
    pub value: i32,
}

/// Codes the differences of one restart interval.
pub(in crate::jpeg::rewrite) struct DifferenceEncoder<'c> {
    conditioning: &'c Conditioning,
    out: DecisionWriter,
    bins: Box<[Bins; MAX_SCAN_COMPONENTS]>,
    lanes: [Lane; MAX_SCAN_COMPONENTS],
}

/// Categories −2 (large negative) … 2 of the differences of one component: the contexts of those that follow.
#[derive(Default)]
struct Lane {
    /// Of the line that came last in each column.
    above: Vec<i8>,
    /// Of the sample to the left, for each line of the row of MCUs.
    left: [i8; MAX_LINES],
}

impl<'c> DifferenceEncoder<'c> {
    /// `widths`: samples of each component in a line of whole MCUs.
    pub fn new(conditioning: &'c Conditioning, widths: impl Iterator<Item = u32>) -> Self {
        let mut lanes: [Lane; MAX_SCAN_COMPONENTS] = Default::default();
        for (lane, width) in lanes.iter_mut().zip(widths) {
            lane.above = vec![0; width as usize];
        }
        Self {
            conditioning,
            out: DecisionWriter::default(),
            bins: Box::new([[Bin::default(); 158]; MAX_SCAN_COMPONENTS]),
            lanes,
        }
    }

    /// Codes the next difference: as a DC difference (F.1.4.1), in the context of those to the left and above (H.1.2.3.1).
    pub fn put(&mut self, next: Difference) {
        let Difference {
            index,
            line,
            column,
            value,
        } = next;
        let part = self.conditioning[index & 3];
        let (out, bins) = (&mut self.out, &mut self.bins[part.dc_shared & 3]);
        let lane = &mut self.lanes[index & 3];
        let Some(above) = lane.above.get_mut(column as usize) else {
            return;
        };
        let left = &mut lane.left[line as usize & 3];
        if column == 0 {
            *left = 0;
        }
        let context = |category: i8| (category + 2) as usize;
        let base = 4 * (5 * context(*left) + context(*above));
        let sizes = SIZES + if above.abs() == 2 { SIZE_BINS } else { 0 };
        let category = difference(out, bins, (base, sizes), part.dc, value);
        *left = category;
        *above = category;
    }

    /// The bytes of the interval.
    pub fn finish(self) -> Vec<u8> {
        self.out.finish()
    }
}
