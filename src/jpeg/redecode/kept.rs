//! A progressive frame whose coefficients are kept, so that an edit costs only the scans that it concerns.
//!
//! What a scan brings can be taken back: it sets bits Ah − 1 … Al of a band, and nothing else does. Behind an edit of one
//! scan, it and the later scans of the same coefficients are read anew, and no other:
//!
//! ```text
//! scan 1   DC                            ─────────────────────   kept
//! scan 2   luma 1–5      edit  ×         ─────×───────────────   from the edit on
//! scan 3   Cb 1–63                       ─────────────────────   kept
//! scan 4   luma 1–63, one bit more       ─────────────────────   from the edit on: it is read by what scan 2 brought
//! ```
//!
//! In broken data a run may reach beyond the band, so the band of a scan counts as reaching to the last coefficient; and what
//! is set there may hide what an earlier scan brought. Once that has happened, all AC scans of a component are read anew.
//!
//! Rows can be looked at as soon as these have been read so far. What comes out is what a
//! [`Decoder`](crate::jpeg::Decoder) of the edited file hands out.

use super::{edited_scan, Edit};
use crate::jpeg::decoder::{Advance, Decoder};
use crate::jpeg::entropy::scan::{Scan, ScanState};
use crate::jpeg::entropy::unstuff::Shift;
use crate::jpeg::frame::BlockRows;
use crate::jpeg::progression::Progression;
use crate::jpeg::reader::rows_until;
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::jpeg::Scale;
use crate::trace::NoTrace;
use crate::Error;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Most bytes of coefficients that are kept.
const MOST_BYTES: u64 = 96 << 20;

/// Most states that are kept: one for each scan and row of MCUs.
const MOST_STATES: usize = 1 << 15;

/// The coefficients of a picture, and where each of its scans stood before each row of MCUs.
#[derive(Debug)]
pub struct KeptFrame<D> {
    /// Has not begun, but knows all scans; and makes pixels of rows that it is lent.
    decoder: Decoder<D>,
    rows: Vec<BlockRows>,
    /// For each row of MCUs of the picture, the states of all scans before it.
    marks: Vec<Vec<ScanState>>,
    pass: Option<Pass<D>>,
    /// Not all that scans have brought can be taken back one by one.
    hidden: bool,
    /// The next row of MCUs to be made pixels of, and the row behind the last.
    shown: Range<u32>,
}

/// Scans that are being read from some row on.
#[derive(Debug)]
struct Pass<D> {
    /// Their numbers, ascending, and where they stand.
    scans: Vec<(usize, ScanState)>,
    /// For each component what they bring is taken back before they are read.
    undone: Vec<Undone>,
    /// The rows of MCUs that have been read.
    read: Range<u32>,
    edited: Option<Edited<D>>,
}

/// What was edited, as it was before.
#[derive(Debug)]
struct Edited<D> {
    data: D,
    edit: Edit,
    number: usize,
    scan: Scan,
}

/// Which bits of the coefficients of a component are to be zero again.
#[derive(Clone, Debug)]
struct Undone {
    /// For each index in zigzag order, the bits that stay.
    kept: [u16; 64],
    /// Indices some of whose bits go, as in [`BlockRows::nonzero`].
    indices: u64,
}

impl<D: AsRef<[u8]>> KeptFrame<D> {
    /// Keeps the coefficients of a picture, if it is progressive, Huffman-coded, complete and not too large. `decoder`: before
    /// its first step, of the whole picture at full scale. Nothing has been read yet.
    pub fn new(decoder: Decoder<D>) -> Option<Self> {
        let reader = &decoder.reader;
        let geometry = &reader.geometry;
        let fits = geometry.coefficients().saturating_mul(2) <= MOST_BYTES
            && reader.current.len() * geometry.mcus_down as usize <= MOST_STATES;
        let whole = reader.is_streaming() && reader.until.is_none() && reader.next_row == 0;
        let comparable = reader.current.iter().all(|r| r.scan.can_be_compared());
        if !fits || !whole || !comparable || !marker::is_progressive(geometry.marker) {
            return None;
        }
        // Every bit of every coefficient by one scan, and the higher ones first.
        let mut progression = Progression::new(geometry.components.len());
        let mut odd = Vec::new();
        for Scan {
            parts,
            band,
            high_bit,
            at,
            ..
        } in reader.current.iter().map(|running| &running.scan)
        {
            let components = parts.iter().map(|part| part.component);
            progression.begin(components, *band, *high_bit, *at, &mut odd);
        }
        if !odd.is_empty() || !progression.is_complete() {
            return None;
        }
        let scans = reader.current.iter().enumerate();
        let scans = scans.map(|(number, running)| (number, running.state.clone()));
        let rows = geometry.components.iter();
        Some(Self {
            pass: Some(Pass {
                scans: scans.collect(),
                undone: Vec::new(),
                read: 0..0,
                edited: None,
            }),
            rows: rows
                .map(|c| BlockRows::new(c.stride_blocks, c.padded_blocks_down))
                .collect(),
            marks: Vec::new(),
            hidden: false,
            shown: 0..0,
            decoder,
        })
    }

    /// Whether all coefficients are those of the file.
    pub fn is_settled(&self) -> bool {
        self.pass.is_none()
    }

    /// The file becomes another. `decoder`: of that, before its first step. Whether it can be followed, which it can where nothing
    /// but one entropy-coded segment was edited, and all is [settled](KeptFrame::is_settled); otherwise the frame is still that of
    /// the file before.
    pub fn edit(&mut self, decoder: Decoder<D>) -> bool {
        let segments = self.decoder.structure().segments.iter();
        let segments: Vec<_> = segments.map(|s| s.bytes.clone()).collect();
        let edit = Edit::between(self.decoder.data.as_ref(), decoder.data.as_ref());
        let same = decoder.reader.geometry == self.decoder.reader.geometry;
        if edit.is_none() && self.is_settled() {
            self.shown = 0..0;
            return true;
        }
        let found = edited_scan(&segments, &edit, &decoder.reader);
        let Some((number, scan)) = found.filter(|_| same && self.is_settled()) else {
            return false;
        };
        let before = core::mem::replace(&mut self.decoder, decoder);
        let reader = &self.decoder.reader;
        let growth = edit.growth();
        let behind = Shift {
            bytes: growth,
            start: growth,
            removed: 0,
        };
        for states in self.marks.iter_mut().filter(|_| growth != 0) {
            for (state, running) in states.iter_mut().zip(&reader.current) {
                if running.scan.segment.start > edit.at {
                    state.shift(behind);
                }
            }
        }
        let data = before.data.as_ref();
        let stands = |states: &Vec<ScanState>| {
            let state = states.get(number);
            state.is_some_and(|state| state.is_before(data, edit.at))
        };
        let row = self.marks.iter().rposition(stands).unwrap_or(0);
        let all = reader.current.iter().map(|running| &running.scan);
        let first = match self.hidden {
            true => all.clone().position(|s| is_of_kind(s, &scan)).unwrap_or(0),
            false => number,
        };
        let (scans, undone) = concerned(all, first, self.rows.len());
        let states = self.marks.get(row);
        let state = |number: usize| Some((number, states?.get(number)?.clone()));
        self.pass = Some(Pass {
            scans: scans.into_iter().filter_map(state).collect(),
            undone,
            read: row as u32..row as u32,
            edited: Some(Edited {
                data: before.data,
                edit,
                number,
                scan,
            }),
        });
        self.shown = 0..0;
        true
    }

    /// Reads one row of MCUs, if any may still be different from before.
    pub fn read(&mut self) {
        let Some(mut pass) = self.pass.take() else {
            return;
        };
        let row = pass.read.end;
        let reader = &self.decoder.reader;
        if row < reader.geometry.mcus_down && !self.meets(&pass) {
            self.mark(&pass);
            self.hidden |= pass.read_row(&self.decoder, &mut self.rows);
            self.pass = Some(pass);
        } else if let Some(edited) = pass.edited.take() {
            self.join(&edited, &pass);
        }
    }

    /// Notes where scans stand before the row that is next.
    fn mark(&mut self, pass: &Pass<D>) {
        let row = pass.read.end as usize;
        if row == self.marks.len() {
            let states = pass.scans.iter().map(|(_, state)| state.clone());
            self.marks.push(states.collect());
        }
        let Some(states) = self.marks.get_mut(row) else {
            return;
        };
        for (number, state) in &pass.scans {
            if let Some(mark) = states.get_mut(*number) {
                mark.clone_from(state);
            }
        }
    }

    /// Whether all scans stand as they did before the edit.
    fn meets(&self, pass: &Pass<D>) -> bool {
        let Some(edited) = pass.edited.as_ref().filter(|_| !pass.read.is_empty()) else {
            return false;
        };
        let Some(states) = self.marks.get(pass.read.end as usize) else {
            return false;
        };
        let data = self.decoder.data.as_ref();
        let behind = (edited.edit.at + edited.edit.removed) as u64 * 8;
        pass.scans.iter().all(|(number, state)| {
            let running = self.decoder.reader.current.get(*number);
            let (Some(running), Some(then)) = (running, states.get(*number)) else {
                return false;
            };
            let now = running.scan.standing(data, state);
            if *number != edited.number {
                return now == running.scan.standing(data, then);
            }
            let Some(mut then) = edited.scan.standing(edited.data.as_ref(), then) else {
                return false;
            };
            let passed = then.boundary.at >= behind;
            then.boundary = then.boundary.shifted(edited.edit.growth());
            passed && now == Some(then)
        })
    }

    /// From the row that is next on all is as it was: only the places in the file have moved.
    fn join(&mut self, edited: &Edited<D>, pass: &Pass<D>) {
        let row = pass.read.end as usize;
        let running = self.decoder.reader.current.get(edited.number);
        let now = pass.scans.iter().find(|(n, _)| *n == edited.number);
        let then = self.marks.get(row).and_then(|s| s.get(edited.number));
        let (Some(running), Some((_, now)), Some(then)) = (running, now, then) else {
            return;
        };
        let bytes = edited.edit.growth();
        let shift = edited.scan.shift(then, &running.scan, now, bytes);
        for states in self.marks.iter_mut().skip(row) {
            if let Some(state) = states.get_mut(edited.number) {
                state.shift(shift);
            }
        }
    }

    /// The rows of MCUs that have been read since the file was edited.
    fn changed(&self) -> Range<u32> {
        self.pass.as_ref().map_or(0..0, |pass| pass.read.clone())
    }

    /// Reads until rows `rows` of the picture at full scale can be looked at, or for as long as `goes_on` says. Whether they can
    /// be.
    pub fn reach(&mut self, rows: &Range<u32>, mut goes_on: impl FnMut() -> bool) -> bool {
        // A row of MCUs more, for filters that look over it.
        let end = self.mcu_rows(rows).end;
        while self.pass.as_ref().is_some_and(|pass| pass.read.end < end) {
            if !goes_on() {
                return false;
            }
            let before = self.changed();
            self.read();
            if self.is_settled() {
                // Pixels of what has been read are still to be made.
                self.shown = before;
            } else {
                self.shown = self.changed();
            }
        }
        true
    }

    /// Rows of MCUs of rows of the picture, with one more at each end.
    fn mcu_rows(&self, rows: &Range<u32>) -> Range<u32> {
        let geometry = &self.decoder.reader.geometry;
        let lines = (geometry.data_unit * u32::from(geometry.v_max)).max(1);
        let end = rows.end.div_ceil(lines).saturating_add(1);
        (rows.start / lines).saturating_sub(1)..end.min(geometry.mcus_down)
    }

    /// Begins to make pixels of those of rows `rows` that have been read anew: at `scale`, for [`KeptFrame::show`]. To be asked
    /// when they have been [reached](KeptFrame::reach).
    pub fn look(&mut self, rows: &Range<u32>, scale: Scale) -> Result<(), Error> {
        let wanted = self.mcu_rows(rows);
        // Their pixels reach into the rows of MCUs beside them.
        let changed = self.shown.start.saturating_sub(2)..self.shown.end.saturating_add(1);
        let (first, end) = (wanted.start.max(changed.start), wanted.end.min(changed.end));
        self.shown = match self.shown.is_empty() {
            true => 0..0,
            false => first..end.max(first),
        };
        self.decoder.make_pixels_from(self.shown.start, scale)
    }

    /// Appends pixels of one row of MCUs to `rgba`, as [`Decoder::step_onto`] does.
    pub fn show(&mut self, rgba: &mut Vec<u8>) -> Result<Advance, Error> {
        let Some(row) = self.shown.next() else {
            return Ok(Advance::Done);
        };
        self.decoder.make_pixels_of(row, &mut self.rows, rgba)
    }

    /// Whether it holds the same coefficients, and its scans stood in the same places.
    pub fn is_like(&self, other: &Self) -> bool {
        let scans = self.decoder.reader.current.iter();
        let standings = |kept: &Self, row: usize| -> Vec<_> {
            let states = kept.marks.get(row).into_iter().flatten();
            let data = kept.decoder.data.as_ref();
            let pairs = states.zip(scans.clone());
            pairs
                .map(|(state, r)| r.scan.standing(data, state))
                .collect()
        };
        let rows = 0..self.marks.len();
        self.rows == other.rows
            && self.marks.len() == other.marks.len()
            && rows
                .into_iter()
                .all(|row| standings(self, row) == standings(other, row))
    }

    /// Width and height of what is shown.
    pub fn size(&self) -> (u32, u32) {
        self.decoder.size()
    }
}

impl<D: AsRef<[u8]>> Pass<D> {
    /// Reads what the scans bring for the row of MCUs that is next. Whether any of it hides what others have brought.
    fn read_row(&mut self, decoder: &Decoder<D>, rows: &mut [BlockRows]) -> bool {
        let (reader, data) = (&decoder.reader, decoder.data.as_ref());
        let (geometry, row) = (&reader.geometry, self.read.end);
        self.read.end += 1;
        for (undone, (rows, c)) in self
            .undone
            .iter()
            .zip(rows.iter_mut().zip(&geometry.components))
        {
            let first = row.saturating_mul(c.v.into());
            for by in first..first.saturating_add(c.v.into()) {
                undone.row(rows, by);
            }
        }
        let (mut warnings, mut hides) = (Vec::new(), false);
        for (number, state) in &mut self.scans {
            let Some(running) = reader.current.get(*number) else {
                continue;
            };
            let scan = &running.scan;
            let until = rows_until(geometry, scan, row);
            while state.mcu_row < until {
                let by = state.mcu_row;
                let before: Vec<u64> = beyond(scan, by, rows).collect();
                scan.mcu_row(data, state, rows, &mut NoTrace, &mut warnings);
                hides = hides || !before.into_iter().eq(beyond(scan, by, rows));
                state.take_troubles();
                warnings.clear();
            }
        }
        hides
    }
}

impl Undone {
    const NOTHING: Self = Self {
        kept: [u16::MAX; 64],
        indices: 0,
    };

    /// Takes back what scans have brought for row `by` of the blocks.
    fn row(&self, rows: &mut BlockRows, by: u32) {
        if self.indices == 0 {
            return;
        }
        let (blocks, nonzero) = rows.row_mut(by);
        for (block, nonzero) in blocks.iter_mut().zip(nonzero) {
            if self.indices & 1 != 0 {
                // The lower bits of a DC coefficient are those of its two's complement.
                block[0] &= self.kept[0] as i16;
            }
            let mut left = *nonzero & self.indices & !1;
            while left != 0 {
                let k = left.trailing_zeros() as usize & 63;
                left &= left - 1;
                let value = &mut block[usize::from(ZIGZAG[k]) & 63];
                let magnitude = (value.unsigned_abs() & self.kept[k]) as i16;
                *value = match *value < 0 {
                    true => magnitude.wrapping_neg(),
                    false => magnitude,
                };
                if magnitude == 0 {
                    *nonzero &= !(1 << k);
                }
            }
        }
    }
}

/// Whether a scan brings AC coefficients of the component of another that does; or itself, where that brings DC coefficients.
fn is_of_kind(scan: &Scan, other: &Scan) -> bool {
    let component = |scan: &Scan| scan.parts.first().map(|part| part.component);
    match other.band.start {
        0 => scan.segment.start == other.segment.start,
        _ => scan.band.start > 0 && component(scan) == component(other),
    }
}

/// What a scan of AC coefficients that is sound leaves as it is: for each block of row `by` of its component, where a run beyond
/// the end of its band leads to.
fn beyond<'a>(scan: &Scan, by: u32, rows: &'a [BlockRows]) -> impl Iterator<Item = u64> + use<'a> {
    let part = scan.parts.first().filter(|_| scan.band.start > 0);
    let rows = part.and_then(|part| rows.get(part.component));
    let (end, high) = (scan.band.end, scan.high_bit);
    let stride = rows.map_or(0, |rows| rows.stride_blocks as usize);
    let nonzero = rows.and_then(|rows| rows.nonzero.get(stride * by as usize..));
    let blocks = rows.map_or(&[][..], |rows| rows.row(by));
    let last = usize::from(ZIGZAG[(end as usize + 1).min(63)]) & 63;
    let kept = u16::MAX.checked_shl(high.into()).unwrap_or(0);
    let behind = u64::MAX.checked_shl(end + 1).unwrap_or(0);
    let blocks = blocks.iter().zip(nonzero.unwrap_or(&[]));
    blocks.map(move |(block, nonzero)| match high {
        0 => {
            let mut left = nonzero & behind;
            let mut sum = left;
            while left != 0 {
                let k = left.trailing_zeros();
                left &= left - 1;
                let value = block[usize::from(ZIGZAG[k as usize & 63]) & 63];
                sum = sum.rotate_left(7).wrapping_add(value as u64);
            }
            sum
        }
        _ => u64::from(block[last].unsigned_abs() & kept),
    })
}

/// The scans that are read otherwise when scan `edited` is, itself first, and what all of them bring.
fn concerned<'a>(
    scans: impl Iterator<Item = &'a Scan>,
    edited: usize,
    components: usize,
) -> (Vec<usize>, Vec<Undone>) {
    let mut numbers = Vec::new();
    let mut undone = vec![Undone::NOTHING; components];
    for (number, scan) in scans.enumerate().skip(edited) {
        let end = if scan.band.start > 0 { 63 } else { 0 };
        let band = scan.band.start..=end;
        let indices = band.clone().fold(0u64, |all, k| all | 1 << (k & 63));
        let mut own = scan.parts.iter().map(|part| part.component);
        let touched = own.any(|c| undone.get(c).is_some_and(|u| u.indices & indices != 0));
        if number != edited && !touched {
            continue;
        }
        numbers.push(number);
        for part in &scan.parts {
            let Some(undone) = undone.get_mut(part.component) else {
                continue;
            };
            for k in band.clone().map(|k| k as usize & 63) {
                if undone.indices & (1 << k) == 0 {
                    // Bits from Ah on are those of scans before it.
                    undone.kept[k] = match scan.high_bit {
                        0 => 0,
                        high => u16::MAX.checked_shl(high.into()).unwrap_or(0),
                    };
                }
            }
            undone.indices |= indices;
        }
    }
    (numbers, undone)
}
