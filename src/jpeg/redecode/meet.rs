//! Where the scans of an edited picture stand before any of its rows, without decoding all that lies between.
//!
//! Huffman codes fall into step by themselves: some codes behind the edit, both files are read alike again. From there on a
//! state of one is a state of the other, moved by the bytes, MCUs and predictions that they differ in:
//!
//! ```text
//! before   ├──┼─┼───┼──┼──┼───┼─┼───┼──┤
//! after    ├──┼─┼──×┼┼──┼─┼───┼─┼───┼──┤    one MCU more; from the fourth boundary on, the same codes
//! ```

use super::Following;
use crate::jpeg::entropy::scan::{Scan, ScanState};
use crate::jpeg::entropy::standing::{Standing, Walker};
use crate::jpeg::frame::Geometry;
use crate::jpeg::reader::FrameReader;
use alloc::vec::Vec;

/// Rows of MCUs after which it is no longer expected that two files fall into step.
const PATIENCE_ROWS: u32 = 64;

/// A place at which two files are read alike.
struct Meeting {
    /// In the file before: the number of the MCU, where it stands, and the state.
    then: (u32, Standing, ScanState),
    /// The same in the file as it is.
    now: (u32, Standing, ScanState),
}

impl<D: AsRef<[u8]>> Following<D> {
    /// Where the scans stand before row `row`, or before one above it: that row, and the state of each scan.
    pub fn states_at(&self, reader: &FrameReader, data: &[u8], row: u32) -> (u32, Vec<ScanState>) {
        let first = self.first_row();
        let marked = |row: u32| {
            let row = self.history.mark_at_or_before(row);
            let mark = self.history.mark(row);
            (row, mark.map_or(Vec::new(), |mark| mark.states.clone()))
        };
        if row <= first {
            return marked(row);
        }
        let (from, states) = marked(first);
        if let ([running], [state]) = (reader.current.as_slice(), states.as_slice()) {
            let found = self.state_at(&running.scan, &reader.geometry, data, state, row);
            if let Some(found) = found {
                return (row, Vec::from([found]));
            }
        }
        (from, states)
    }

    /// The state of the only scan before row `row` of the picture.
    fn state_at(
        &self,
        scan: &Scan,
        geometry: &Geometry,
        data: &[u8],
        from: &ScanState,
        row: u32,
    ) -> Option<ScanState> {
        if !scan.is_sequential() || !scan.can_be_compared() {
            return None;
        }
        // In a scan of one component, MCUs are blocks.
        let rows_each = scan.mcus_down.div_ceil(geometry.mcus_down.max(1)).max(1);
        let goal = row.checked_mul(rows_each)?.checked_mul(scan.mcus_across)?;
        let old = self.data.as_ref();
        let mut then = Walker::new(&self.scan, old, from.clone());
        let mut now = Walker::new(scan, data, from.clone());
        let meeting = match self.meeting(&mut then, &mut now, goal)? {
            Some(meeting) => meeting,
            None => return Some(now.into_row(row * rows_each)),
        };
        let (mcu_then, standing_then, state_then) = &meeting.then;
        let (mcu_now, standing_now, state_now) = &meeting.now;
        // The MCU before which the file before stood where this one does before its row.
        let source = i64::from(goal) - i64::from(*mcu_now) + i64::from(*mcu_then);
        let source = u32::try_from(source).ok()?;
        let mut state = state_now.clone();
        let mut at = *mcu_now;
        let picture_row = source / scan.mcus_across.max(1) / rows_each;
        let picture_row = picture_row.min(geometry.mcus_down.saturating_sub(1));
        let marked = self.history.mark_at_or_before(picture_row);
        let mcu_marked = marked * rows_each * scan.mcus_across;
        if let Some(known) = self
            .history
            .mark(marked)
            .and_then(|mark| mark.states.first())
        {
            if mcu_marked >= *mcu_then {
                let bytes = self.edit.growth();
                let shift = self.scan.shift(state_then, scan, state_now, bytes);
                state = known.clone();
                state.shift(shift);
                let restarted = scan.restart_interval > 0
                    && mcu_marked - mcu_then > standing_then.boundary.left;
                if !restarted {
                    let mut offsets = standing_now.predictions;
                    for (offset, then) in offsets.iter_mut().zip(standing_then.predictions) {
                        *offset = offset.wrapping_sub(then);
                    }
                    state.predict_more(offsets);
                }
                at = (mcu_marked - mcu_then).checked_add(*mcu_now)?;
            }
        }
        // From there to the start of the row, MCU by MCU.
        let mut walker = Walker::at(scan, data, state, at);
        walker.advance_to(goal);
        Some(walker.into_row(row * rows_each))
    }

    /// Goes on in both files until they are read alike. `Some(None)`: the goal was reached before. `None`: they did not fall
    /// into step.
    #[allow(clippy::option_option)]
    fn meeting(&self, then: &mut Walker, now: &mut Walker, goal: u32) -> Option<Option<Meeting>> {
        let growth = self.edit.growth();
        let behind = (self.edit.at + self.edit.removed) as u64 * 8;
        let patience = now.mcus_across().saturating_mul(PATIENCE_ROWS);
        for _ in 0..patience {
            if now.mcu() >= goal {
                return Some(None);
            }
            let (Some(a), Some(b)) = (then.standing(), now.standing()) else {
                return None;
            };
            let moved = a.boundary.shifted(growth);
            if a.boundary.at >= behind && moved == b.boundary {
                let of =
                    |walker: &Walker, standing| (walker.mcu(), standing, walker.state().clone());
                return Some(Some(Meeting {
                    then: of(then, a),
                    now: of(now, b),
                }));
            }
            // Where both stand at a marker, the one whose interval has ended has to wait for the other.
            let then_is_last = moved.at > b.boundary.at
                || (moved.at == b.boundary.at && a.boundary.ended && !b.boundary.ended);
            if then.is_done() || then_is_last {
                if now.is_done() {
                    return None;
                }
                now.advance(1);
            } else {
                then.advance(1);
            }
        }
        None
    }
}
