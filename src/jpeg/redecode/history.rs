//! What a decoder passed on its way through a picture: where it stood, and what was wrong.

use crate::jpeg::entropy::scan::ScanState;
use crate::jpeg::entropy::Trouble;
use crate::Error;
use alloc::vec::Vec;
use core::ops::Range;

/// Marks that are kept of one picture.
const MAX_MARKS: u32 = 512;

/// Troubles that are kept; of a picture with more, nothing is.
const MAX_TROUBLES: usize = 1 << 16;

/// How a picture has been decoded whose scans are read side by side.
#[derive(Clone, Debug)]
pub(in crate::jpeg) struct History {
    /// Rows of MCUs of the picture from mark to mark.
    spacing: u32,
    /// Before row `spacing · index`.
    marks: Vec<Mark>,
    /// In the order in which they happened.
    incidents: Vec<Incident>,
    /// For each scan: the row that was its last, as nothing could come behind it.
    last_rows: Vec<Option<u32>>,
    /// Work done, in all.
    spent: u64,
    troubles: usize,
}

/// Where the scans of a picture stand before one of its rows of MCUs.
#[derive(Clone, Debug)]
pub(in crate::jpeg) struct Mark {
    /// The state of each scan.
    pub states: Vec<ScanState>,
    /// Work done before.
    pub spent: u64,
}

/// What was wrong with a row of a scan.
#[derive(Clone, Debug)]
pub(in crate::jpeg) struct Incident {
    /// The row of MCUs of the picture in which it happened.
    pub row: u32,
    /// The scan, by its number among those that are read.
    pub scan: usize,
    /// The scan's own row.
    pub scan_row: u32,
    /// MCUs that fared ill.
    pub troubles: Vec<Trouble>,
    /// What there is to say.
    pub warnings: Vec<Error>,
}

impl History {
    /// Of a picture of so many rows of MCUs and so many scans.
    pub fn new(mcus_down: u32, scans: usize) -> Self {
        Self {
            spacing: mcus_down.div_ceil(MAX_MARKS).max(1),
            marks: Vec::new(),
            incidents: Vec::new(),
            last_rows: alloc::vec![None; scans],
            spent: 0,
            troubles: 0,
        }
    }

    /// A row of the picture begins. `states`: where the scans stand.
    pub fn begin<'a>(&mut self, row: u32, states: impl Iterator<Item = &'a ScanState>) {
        if self.is_mark(row) && (row / self.spacing) as usize == self.marks.len() {
            self.marks.push(Mark {
                states: states.cloned().collect(),
                spent: self.spent,
            });
        }
    }

    /// A row of a scan has been read: it cost `work`, and `last`: nothing can come behind it.
    pub fn take(&mut self, incident: Incident, work: u64, last: bool) {
        self.spent += work;
        if let Some(row) = self.last_rows.get_mut(incident.scan).filter(|_| last) {
            *row = Some(incident.scan_row);
        }
        if !incident.troubles.is_empty() || !incident.warnings.is_empty() {
            self.troubles += incident.troubles.len() + 1;
            self.incidents.push(incident);
        }
    }

    /// Whether all that happened has been kept.
    pub fn is_whole(&self) -> bool {
        self.troubles <= MAX_TROUBLES
    }

    /// Whether there is a mark before row `row`.
    pub fn is_mark(&self, row: u32) -> bool {
        row % self.spacing == 0
    }

    /// The mark before row `row`.
    pub fn mark(&self, row: u32) -> Option<&Mark> {
        let index = (row / self.spacing) as usize;
        self.marks.get(index).filter(|_| self.is_mark(row))
    }

    /// The last row before which there is a mark that fits.
    pub fn last_mark(&self, fits: impl Fn(&Mark) -> bool) -> Option<u32> {
        let index = self.marks.iter().rposition(fits)?;
        u32::try_from(index).ok()?.checked_mul(self.spacing)
    }

    /// The row of the mark before the one before row `row`, if there is one.
    pub fn mark_before(&self, row: u32) -> u32 {
        row.saturating_sub(self.spacing)
    }

    /// The last row, up to row `row`, before which there is a mark.
    pub fn mark_at_or_before(&self, row: u32) -> u32 {
        row - row % self.spacing
    }

    /// All marks, from the top.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// What happened in rows of the picture.
    pub fn incidents(&self, rows: Range<u32>) -> &[Incident] {
        let place = |row| self.incidents.partition_point(|i| i.row < row);
        let found = self.incidents.get(place(rows.start)..place(rows.end));
        found.unwrap_or(&[])
    }

    /// The warnings of a scan in rows of the picture.
    pub fn warnings(&self, scan: usize, rows: Range<u32>) -> impl Iterator<Item = &Error> {
        let incidents = self.incidents(rows).iter();
        incidents
            .filter(move |i| i.scan == scan)
            .flat_map(|i| &i.warnings)
    }

    /// Whether row `scan_row` of a scan has been read.
    pub fn was_read(&self, scan: usize, scan_row: u32) -> bool {
        let last = self.last_rows.get(scan).copied().flatten();
        last.is_none_or(|last| scan_row <= last)
    }

    /// Work done from row `row` on, before which there is a mark.
    pub fn spent_from(&self, row: u32) -> u64 {
        let before = self.mark(row).map_or(0, |mark| mark.spent);
        self.spent.saturating_sub(before)
    }

    /// Forgets what came from row `row` on, before which there is a mark. `row_of`: the row of the picture that a scan's row
    /// belongs to.
    pub fn cut(&mut self, row: u32, row_of: impl Fn(usize, u32) -> u32) {
        self.spent = self.mark(row).map_or(self.spent, |mark| mark.spent);
        self.marks.truncate((row / self.spacing) as usize);
        let kept = self.incidents.partition_point(|i| i.row < row);
        self.incidents.truncate(kept);
        self.troubles = kept;
        self.troubles += self
            .incidents
            .iter()
            .map(|i| i.troubles.len())
            .sum::<usize>();
        for (scan, last) in self.last_rows.iter_mut().enumerate() {
            *last = last.filter(|&last| row_of(scan, last) < row);
        }
    }

    /// Row `row`, before which there is a mark, was the last: the rows behind it went as in another history of the same
    /// picture.
    pub fn join(&mut self, row: u32, other: Self) {
        let spent = |history: &Self| history.mark(row).map_or(0, |mark| mark.spent);
        let (before, others_before) = (spent(self), spent(&other));
        let moved = |spent: u64| before + spent.saturating_sub(others_before);
        let behind = (row / self.spacing) as usize + 1;
        let marks = other.marks.into_iter().skip(behind);
        self.marks.extend(marks.map(|mark| Mark {
            spent: moved(mark.spent),
            ..mark
        }));
        let incidents = other.incidents.into_iter().filter(|i| i.row > row);
        for incident in incidents {
            self.troubles += incident.troubles.len() + 1;
            self.incidents.push(incident);
        }
        for (last, others) in self.last_rows.iter_mut().zip(other.last_rows) {
            *last = last.or(others);
        }
        self.spent = moved(other.spent);
    }

    /// Has the states and warnings of all marks and incidents changed, each by its scan's number and the row of the picture.
    pub fn change(
        &mut self,
        mut state: impl FnMut(usize, u32, &mut ScanState),
        mut warning: impl FnMut(usize, u32, &mut Error),
    ) {
        for (index, mark) in self.marks.iter_mut().enumerate() {
            let row = (index as u32).saturating_mul(self.spacing);
            for (scan, own) in mark.states.iter_mut().enumerate() {
                state(scan, row, own);
            }
        }
        for incident in &mut self.incidents {
            for own in &mut incident.warnings {
                warning(incident.scan, incident.row, own);
            }
        }
    }
}
