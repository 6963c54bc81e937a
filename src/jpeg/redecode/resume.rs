//! A reader that begins in the middle of a picture, and ends where another has been.

use super::history::History;
use crate::jpeg::entropy::scan::ScanState;
use crate::jpeg::reader::{lines_of, rows_each, rows_until, FrameReader};
use core::ops::Range;

impl FrameReader {
    /// From now on remembers how it goes, where that can be put to use. To be said before the first step.
    pub fn remember(&mut self) {
        let comparable = self.current.iter().all(|r| r.scan.can_be_compared());
        let whole = self.until.is_none() && self.next_row == 0;
        if self.is_streaming() && comparable && whole {
            self.history = Some(History::new(self.geometry.mcus_down, self.current.len()));
        }
    }

    /// What has been remembered, if that is everything and the picture has been read to its end.
    pub fn take_history(&mut self) -> Option<History> {
        let history = self.history.take()?;
        let all_said = self.current.iter().all(|running| !running.is_full());
        let at_end = self.next_row >= self.geometry.mcus_down;
        let whole = history.is_whole() && all_said && self.budget.allows(0);
        (at_end && whole).then_some(history)
    }

    /// Goes on at row `row`, where the scans stand so. What is to be left out has to be told anew.
    pub fn place<'a>(&mut self, row: u32, states: impl Iterator<Item = &'a ScanState>) {
        for (running, state) in self.current.iter_mut().zip(states) {
            running.state = state.clone();
        }
        self.next_row = row;
    }

    /// Goes on at row `row`, before which there is a mark, as if it had read the rows before itself.
    pub fn resume(&mut self, row: u32, mut history: History) {
        let Some(mark) = history.mark(row) else {
            return;
        };
        self.place(row, mark.states.iter());
        self.budget.spend(mark.spent);
        history.cut(row, |scan, scan_row| self.row_of(scan, scan_row));
        self.replay(&history, 0..row);
        self.history = Some(history);
    }

    /// Ends behind row `row`, which has been read as another reader had read it, and as that one did.
    pub fn join(&mut self, row: u32, other: History) {
        let Some(history) = &mut self.history else {
            return;
        };
        let (all, own) = (other.spent_from(row), history.spent_from(row));
        self.budget.spend(all.saturating_sub(own));
        history.join(row, other);
        if let Some(history) = self.history.take() {
            self.replay(&history, row + 1..self.geometry.mcus_down);
            self.history = Some(history);
        }
        self.next_row = self.geometry.mcus_down;
    }

    /// The row of the picture that a scan's row belongs to.
    fn row_of(&self, scan: usize, scan_row: u32) -> u32 {
        let running = self.current.get(scan);
        scan_row / running.map_or(1, |r| rows_each(&self.geometry, &r.scan).max(1))
    }

    /// Takes warnings and damage of rows that were read before.
    fn replay(&mut self, history: &History, rows: Range<u32>) {
        for (index, running) in self.current.iter_mut().enumerate() {
            running.remind(history.warnings(index, rows.clone()));
        }
        let mut incidents = history.incidents(rows.clone()).iter().peekable();
        let first = match incidents.peek() {
            Some(incident) if self.damage.is_none() => incident.row,
            None if self.damage.is_none() => return,
            _ => rows.start,
        };
        let geometry = &self.geometry;
        for row in first..rows.end {
            let lines_read = lines_of(geometry, row + 1);
            for (index, running) in self.current.iter().enumerate() {
                let scan = &running.scan;
                let from = row
                    .checked_sub(1)
                    .map_or(0, |r| rows_until(geometry, scan, r));
                for scan_row in from..rows_until(geometry, scan, row) {
                    let own = |i: &&super::Incident| (i.scan, i.scan_row) == (index, scan_row);
                    let troubles = incidents.next_if(own).map_or(&[][..], |i| &i.troubles);
                    if history.was_read(index, scan_row) {
                        let damage = &mut self.damage;
                        damage.row(geometry, geometry, scan, scan_row, lines_read, troubles);
                    }
                }
            }
        }
    }
}
