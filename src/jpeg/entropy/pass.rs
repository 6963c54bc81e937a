//! Rows of MCUs that are passed over on the way to others: where restart markers tell, without reading them; otherwise for
//! no more than where they end and what they leave to predict from.

use super::coder::HuffmanState;
use super::interval::Interval;
use super::scan::{CoderState, Coding, Scan, ScanState};
use super::standing::Walker;
use super::unstuff::BitReader;
use crate::jpeg::frame::Nowhere;
use crate::jpeg::syntax::marker;
use crate::trace::NoTrace;
use crate::Error;
use alloc::sync::Arc;
use alloc::vec::Vec;

impl Scan {
    /// Makes ready for rows that are passed over, of scans that [go anywhere](Scan::goes_anywhere).
    pub fn prepare_to_pass(&mut self) {
        if let (true, Coding::Huffman(coding)) = (self.is_sequential(), &self.coding) {
            self.passing = Some(Arc::new(coding.passing()));
        }
    }

    /// The same as [`Scan::mcu_row`] for a row of MCUs that nobody wants to see, once that has been made ready.
    pub fn pass_row(&self, data: &[u8], state: &mut ScanState, warnings: &mut Vec<Error>) -> bool {
        let Some(passing) = &self.passing else {
            return false;
        };
        let place = (state, 0..self.mcus_across);
        let nowhere = &mut Nowhere::default();
        self.huffman_mcus(passing, data, place, nowhere, &mut NoTrace, warnings)
    }

    /// For each row of MCUs, where in the file the restart interval begins that its first MCU is in. `None` where there are
    /// none, or their markers are not those that should be there: F.2.2.5.
    pub fn interval_positions(&self, data: &[u8]) -> Option<Vec<usize>> {
        let interval = Some(self.restart_interval).filter(|&length| length > 0)?;
        let mcus = self.mcus_across.checked_mul(self.mcus_down)?;
        let mut reader = BitReader::new(data, self.segment.clone());
        let mut positions = Vec::new();
        let mut at = self.segment.start;
        for number in 0..mcus.div_ceil(interval) {
            let end = (number + 1).saturating_mul(interval);
            let rows_begun = end.div_ceil(self.mcus_across.max(1)).min(self.mcus_down);
            positions.resize(rows_begun as usize, at);
            match reader.next_marker() {
                Some(code) if code == marker::RST0 + (number & 7) as u8 => reader.skip_marker(),
                None if end >= mcus => break,
                _ => return None,
            }
            at = (reader.file_pos() / 8) as usize;
        }
        (reader.next_marker().is_none() && positions.len() == self.mcus_down as usize)
            .then_some(positions)
    }

    /// The last row of MCUs up to row `row` whose state can be found, and that state, by way of the restart markers alone. The reader stops at
    /// each of them whatever stands before it, so as long as they come in order, MCUs behind one depend on nothing before.
    /// `None` where they do not.
    pub fn state_by_markers(&self, data: &[u8], row: u32) -> Option<(u32, ScanState)> {
        let interval = Some(self.restart_interval).filter(|&length| length > 0)?;
        let goal = row.checked_mul(self.mcus_across)?;
        let passed = goal / interval;
        let mut reader = BitReader::new(data, self.segment.clone());
        for number in 0..passed {
            if number > 0 {
                reader.skip_marker();
            }
            let due = marker::RST0 + (number & 7) as u8;
            if reader.next_marker() != Some(due) {
                return None;
            }
        }
        if passed == 0 {
            return Some((0, self.start(data)));
        }
        let mut state = self.start(data);
        state.coder = CoderState::Huffman(HuffmanState {
            reader: reader.state(),
            ..HuffmanState::default()
        });
        state.interval = Interval {
            left: 0,
            next: ((passed - 1) & 7) as u8,
            ..Interval::first(interval)
        };
        let first = passed * interval;
        let across = self.mcus_across.max(1);
        let first_row = first.div_ceil(across);
        let mut walker = Walker::at(self, data, state, first);
        walker.advance_to(first_row * across);
        Some((first_row, walker.into_state()))
    }
}
