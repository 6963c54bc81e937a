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
mod kept;
mod meet;
mod resume;

pub(super) use history::{History, Incident};
pub use kept::KeptFrame;

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

    /// Whether nothing is different.
    fn is_none(&self) -> bool {
        self.removed == 0 && self.inserted == 0
    }

    /// The edit that makes one file of another: what lies between their first and their last difference.
    pub fn between(before: &[u8], after: &[u8]) -> Self {
        const CHUNK: usize = 64;
        let room = before.len().min(after.len());
        let chunks = before.chunks_exact(CHUNK).zip(after.chunks_exact(CHUNK));
        let mut at = chunks.take_while(|(a, b)| a == b).count() * CHUNK;
        let rest = before.get(at..).unwrap_or(&[]).iter();
        at += rest
            .zip(after.get(at..).unwrap_or(&[]))
            .take_while(|(a, b)| a == b)
            .count();
        let mut end = 0;
        let chunks = before.rchunks_exact(CHUNK).zip(after.rchunks_exact(CHUNK));
        end += chunks.take_while(|(a, b)| a == b).count() * CHUNK;
        let cut = |bytes: &'_ [u8]| bytes.len() - end;
        let rest = before.get(..cut(before)).unwrap_or(&[]).iter().rev();
        end += rest
            .zip(after.get(..cut(after)).unwrap_or(&[]).iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        // What both ends share counts once.
        let end = end.min(room - at);
        Self {
            at,
            removed: before.len() - at - end,
            inserted: after.len() - at - end,
        }
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

    /// The file.
    pub fn data(&self) -> &D {
        &self.data
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
    /// Rows of MCUs that are wanted in any case.
    wanted: Range<u32>,
}

impl<D: AsRef<[u8]>> Following<D> {
    /// What is known of a picture that `reader` is to read anew, if that can be put to use. `wanted`: rows of MCUs that are to
    /// come in any case.
    pub fn new(
        memory: Memory<D>,
        mut edit: Edit,
        wanted: Range<u32>,
        reader: &FrameReader,
    ) -> Option<Self> {
        if edit.is_none() {
            edit.at = reader.current.first()?.scan.segment.start;
        }
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
            wanted,
        })
    }

    /// The row at which to begin, before which there is a mark. Its pixels are as before, and so are those of the mark's
    /// distance behind it: who reduces the picture finds whole squares to begin with.
    pub fn first_row(&self) -> u32 {
        let (history, data) = (&self.history, self.data.as_ref());
        let fits = |mark: &history::Mark| {
            let state = mark.states.get(self.edited);
            state.is_some_and(|state| self.edit.is_none() || state.is_before(data, self.edit.at))
        };
        let last = history.last_mark(fits).unwrap_or(0);
        let wanted = match self.wanted.is_empty() {
            true => last,
            false => history.mark_at_or_before(self.wanted.start),
        };
        history.mark_before(history.mark_before(last.min(wanted)))
    }

    /// Has a reader begin at [`Following::first_row`].
    pub fn begin(&self, reader: &mut FrameReader) {
        reader.resume(self.first_row(), self.history.clone());
    }

    /// Looks whether the scans stand as they did before the row that is next.
    pub fn look(&mut self, reader: &FrameReader, data: &[u8]) {
        let enough = reader.next_row >= self.wanted.end;
        if self.met.is_none() && enough && self.meets(reader, data) {
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
        .rposition(|s| s.start <= edit.at && end <= s.end)?;
    let same = |(then, now): (&Range<usize>, &Range<usize>)| {
        edit.moved(then.start) == now.start && edit.moved(then.end) == now.end
    };
    let entropy_coded = matches!(now.get(at)?.content, Content::EntropyCoded);
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
