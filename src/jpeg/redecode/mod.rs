//! Decoding anew after an edit, from where it begins to matter to where it no longer does.
//!
//! ```text
//! before   ├─row 0─┼─row 1─┼─row 2─┼─row 3─┼─row 4─┼─row 5─┤   marks: where the scans stood before each row
//! edit                          ×
//! after                    ├───────┼───────┤                   from the mark before the edit …
//!                                          ↑ … to one at which the scans stand as they did
//! ```
//!
//! What comes out is what decoding the edited file as a whole brings: pixels, warnings, damage. Rows outside of that range are
//! those of before. Where a prediction or the number of an MCU differs from before, all rows behind the edit do; a
//! [`glimpse`](super::Decoder::glimpse) gives some of them first.
//!
//! That is for pictures whose rows are final as soon as they are read, Huffman-coded, and for edits inside of one
//! entropy-coded segment that leave the segments as they are. Anything else is decoded from the start.

mod history;
mod meet;
mod resume;

pub(super) use history::{History, Incident};

use super::entropy::scan::{Scan, ScanState};
use super::entropy::unstuff::Shift;
use super::reader::FrameReader;
use super::syntax::{Content, Structure};
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of a file in the place of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Offset of the first of them.
    pub at: usize,
    /// How many bytes there were.
    pub removed: usize,
    /// How many there are now.
    pub inserted: usize,
}

impl Edit {
    /// By how many bytes the file has grown.
    fn growth(&self) -> isize {
        self.inserted as isize - self.removed as isize
    }

    /// Where the boundary before byte `byte` of the file before, outside of the edit, lies now.
    fn moved(&self, byte: usize) -> usize {
        if byte <= self.at {
            byte
        } else {
            byte.saturating_add_signed(self.growth())
        }
    }
}

/// What a decoder remembers of a picture, for the case that the file is edited: see [`Decoder::again`](super::Decoder::again).
#[derive(Clone, Debug)]
pub struct Memory<D> {
    data: D,
    segments: Vec<Range<usize>>,
    history: History,
}

impl<D: AsRef<[u8]>> Memory<D> {
    pub(super) fn new(data: D, structure: &Structure, history: History) -> Self {
        let segments = structure.segments.iter().map(|s| s.bytes.clone());
        Self {
            data,
            segments: segments.collect(),
            history,
        }
    }
}

/// A picture that is decoded anew, and what is known from before.
#[derive(Debug)]
pub(super) struct Following<D> {
    data: D,
    /// As before, but those of scans behind the edited one as they are now.
    history: History,
    edit: Edit,
    /// The number of the scan whose data were edited, among those that are read.
    edited: usize,
    /// That scan in the file before.
    scan: Scan,
    /// The row before which the scans stand as they did.
    met: Option<u32>,
}

impl<D: AsRef<[u8]>> Following<D> {
    /// What is known of a picture that `reader` is to read anew, if that can be put to use.
    pub fn new(memory: Memory<D>, edit: Edit, reader: &FrameReader) -> Option<Self> {
        let Memory {
            data,
            segments,
            mut history,
        } = memory;
        let (edited, scan) = edited_scan(&segments, &edit, reader)?;
        let bytes = edit.growth();
        if bytes != 0 {
            let behind = Shift {
                bytes,
                start: bytes,
                removed: 0,
            };
            let is_behind = |index: usize| {
                let running = reader.current.get(index);
                running.is_some_and(|r| r.scan.segment.start > edit.at)
            };
            history.change(
                |scan, _, state| {
                    if is_behind(scan) {
                        state.shift(behind);
                    }
                },
                |scan, _, warning| {
                    if is_behind(scan) {
                        warning.at = warning.at.saturating_add_signed(bytes as i64 * 8);
                    }
                },
            );
        }
        Some(Self {
            data,
            history,
            edit,
            edited,
            scan,
            met: None,
        })
    }

    /// The row at which to begin, before which there is a mark: the pixels of that row itself are as before.
    pub fn first_row(&self) -> u32 {
        let fits = |mark: &history::Mark| {
            let state = mark.states.get(self.edited);
            state.is_some_and(|state| state.is_before(self.edit.at))
        };
        let last = self.history.last_mark(fits).unwrap_or(0);
        self.history.mark_before(last)
    }

    /// Has a reader begin at [`Following::first_row`].
    pub fn begin(&self, reader: &mut FrameReader) {
        reader.resume(self.first_row(), self.history.clone());
    }

    /// Looks whether the scans stand as they did before the row that is next.
    pub fn look(&mut self, reader: &FrameReader, data: &[u8]) {
        if self.met.is_none() && self.meets(reader, data) {
            self.met = Some(reader.next_row);
        }
    }

    fn meets(&self, reader: &FrameReader, data: &[u8]) -> bool {
        let row = reader.next_row;
        let Some(mark) = self.history.mark(row) else {
            return false;
        };
        let same = |(index, (running, state)): (usize, (&_, &ScanState))| {
            let running: &super::side_by_side::Running = running;
            let now = running.scan.standing(data, &running.state);
            if index != self.edited {
                return now == running.scan.standing(data, state);
            }
            let Some(mut before) = self.scan.standing(self.data.as_ref(), state) else {
                return false;
            };
            let behind = (self.edit.at + self.edit.removed) as u64 * 8;
            let passed = before.boundary.at >= behind;
            before.boundary = before.boundary.shifted(self.edit.growth());
            passed && now == Some(before)
        };
        let all = reader.current.len() == mark.states.len();
        all && reader
            .current
            .iter()
            .zip(&mark.states)
            .enumerate()
            .all(same)
            && reader.budget.allows(self.history.spent_from(row))
    }

    /// Whether row `row` was the last that can be different.
    pub fn ends_with(&self, row: u32) -> bool {
        self.met == Some(row)
    }

    /// Has a reader end behind such a row.
    pub fn end(self, row: u32, reader: &mut FrameReader) {
        let bytes = self.edit.growth();
        let mut history = self.history;
        let states = |history: &History| history.mark(row).map(|mark| mark.states.clone());
        let then = states(&history).and_then(|s| s.get(self.edited).cloned());
        let now = reader.history.as_ref().and_then(states);
        let now = now.and_then(|s| s.get(self.edited).cloned());
        let running = reader.current.get(self.edited);
        let shift = match (running, then, now) {
            (Some(running), Some(then), Some(now)) => {
                self.scan.shift(&then, &running.scan, &now, bytes)
            }
            _ => Shift::default(),
        };
        let edited = |scan: usize, at: u32| scan == self.edited && at >= row;
        history.change(
            |scan, at, state| {
                if edited(scan, at) {
                    state.shift(shift);
                }
            },
            |scan, at, warning| {
                if edited(scan, at) {
                    warning.at = warning.at.saturating_add_signed(bytes as i64 * 8);
                }
            },
        );
        reader.join(row, history);
    }
}

/// The scan whose data were edited: its number among those that are read, and what it was before. `None` where the file's
/// segments are not those of before.
fn edited_scan(
    before: &[Range<usize>],
    edit: &Edit,
    reader: &FrameReader,
) -> Option<(usize, Scan)> {
    let now = &reader.structure.segments;
    let end = edit.at.checked_add(edit.removed)?;
    let at = before
        .iter()
        .position(|s| s.start <= edit.at && end <= s.end)?;
    let same = |(then, now): (&Range<usize>, &Range<usize>)| {
        edit.moved(then.start) == now.start && edit.moved(then.end) == now.end
    };
    let entropy_coded = now.get(at)?.content == Content::EntropyCoded;
    let all =
        before.len() == now.len() && before.iter().zip(now.iter().map(|s| &s.bytes)).all(same);
    if !entropy_coded || !all || !reader.is_streaming() {
        return None;
    }
    let bytes = &now.get(at)?.bytes;
    let mut scans = reader.current.iter().enumerate();
    let (edited, running) = scans.find(|(_, running)| running.scan.segment == *bytes)?;
    let mut scan = running.scan.clone();
    scan.segment = before.get(at)?.clone();
    Some((edited, scan))
}
