//! Some rows of a picture: decoders of their own, each with the file and memory of its own, that work at the same time and
//! make a picture together.
//!
//! Who begins in the middle must first get there. Restart markers can be found without reading what lies between them;
//! without them the blocks before are passed over, which takes a fraction of what decoding them takes. So later decoders,
//! which have more to pass, get fewer rows:
//!
//! ```text
//! share 0   ██████████████████
//! share 1   ······██████████████        · passed over   █ decoded
//! share 2   ···········███████████
//! ```
//!
//! Where a share begins and ends follows from the bytes that the rows before take, which every decoder finds the same on its
//! way: nobody has to be told. Pictures whose rows cannot be promised to be those of the whole are one share: progressive and
//! hierarchical ones, arithmetic and lossless coding, scans of single components.

use super::decoder::{Advance, Decoder};
use super::reader::{Event, FrameReader};
use crate::Error;
use alloc::vec::Vec;
use core::ops::Range;

/// What decoding takes in a browser, in tenths of a nanosecond: for a byte, for a block, and for a pixel in colour.
const BYTE_COST: u64 = 90;
const BLOCK_COST: u64 = 400;
const COLOUR_COST: u64 = 15;
/// What passing over a byte takes.
const PASSED_BYTE_COST: u64 = 60;

/// Most shares of a picture.
const MAX_SHARES: u32 = 64;

/// What of a picture is handed out.
#[derive(Clone, Debug)]
pub(super) struct Share {
    place: Place,
    begin: Begin,
    end: End,
    /// Picture rows.
    rows: Range<u32>,
    /// Shares meet at multiples of so many of them.
    multiple: u32,
    costs: Costs,
}

/// How far a decoder has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    Behind,
}

/// The row of MCUs with which decoding begins.
#[derive(Clone, Copy, Debug)]
enum Begin {
    /// This one. `silent`: its pixels lack the lines above.
    Row { row: u32, silent: bool },
    /// The first before which all has cost so much; its pixels belong to the share before.
    Cost(u64),
}

/// The row of MCUs with which decoding ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// The one before this one.
    Row(u32),
    /// The first before which all has cost so much.
    Cost(u64),
}

/// Which end of a share is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

/// What decoding the rows up to a place takes.
#[derive(Clone, Copy, Debug, Default)]
struct Costs {
    /// Where the entropy-coded segment begins.
    start: usize,
    /// For a row of MCUs beside its bytes.
    row: u64,
}

impl Costs {
    /// Before row `row`, which begins at byte `position` of the file.
    fn at(&self, row: u32, position: usize) -> u64 {
        let bytes = position.saturating_sub(self.start) as u64;
        bytes.saturating_mul(BYTE_COST) + u64::from(row) * self.row
    }
}

impl<D: AsRef<[u8]>> Decoder<D> {
    /// Has it hand out rows of the picture (as stored, at the scale asked for) and no others: exactly those that decoding all of
    /// it gives, damaged or not. Rows before them are passed over, or left out where restart markers show the way; warnings and
    /// damage are of what was read. One that is [remembering](Decoder::remembering) leaves nothing out, and goes on to the end.
    ///
    /// To be said before the first step. `None` where that cannot be promised: only for pictures of a single Huffman-coded
    /// sequential scan.
    pub fn between(mut self, rows: Range<u32>) -> Result<Option<Self>, Error> {
        if !self.is_divisible() {
            return Ok(None);
        }
        let rows = rows.start..rows.end.min(self.size().1);
        let (lines, held_back) = self.rows_per_mcu_row()?;
        let lines = lines.max(1);
        let above = u32::from(held_back > 0);
        // The last row of MCUs holds nothing back.
        let last = self.reader.geometry.mcus_down.saturating_sub(1);
        let first = (rows.start.saturating_add(held_back) / lines).min(last);
        let end = match rows.is_empty() {
            true => 0,
            false => rows.end.saturating_add(held_back).div_ceil(lines),
        };
        let begin = Begin::Row {
            row: first.saturating_sub(above),
            silent: first > 0 && above > 0,
        };
        self.begin_share(begin, End::Row(end), rows, 1);
        Ok(Some(self))
    }

    /// Has it hand out share `index`, from 0, of `of` that take about the same time when each has a processor of its own, with
    /// the time to get there. Together they are the picture, each a run of whole rows; some may be empty, and where
    /// [`Decoder::between`] could not be promised, or restart markers are out of order, the first is all of it.
    ///
    /// They meet at rows whose numbers are multiples of `multiple`, so that each can be [reduced](crate::Reducer) by it alone.
    ///
    /// To be said before the first step, with the same `of` and `multiple` to each.
    pub fn share(mut self, index: u32, of: u32, multiple: u32) -> Result<Self, Error> {
        let of = of.clamp(1, MAX_SHARES);
        if of == 1 && index == 0 {
            return Ok(self);
        }
        let found = match self.is_divisible() {
            true => self.bounds(index, of),
            false => None,
        };
        match found {
            Some((begin, end)) => self.begin_share(begin, end, 0..u32::MAX, multiple.max(1)),
            None if index == 0 => {}
            None => self.end_row = 0,
        }
        Ok(self)
    }

    /// Whether [`Decoder::between`] and [`Decoder::share`] can be promised: rows that are those of the whole picture, without
    /// what is before them. To be asked before the first step.
    pub fn is_divisible(&self) -> bool {
        let reader = &self.reader;
        let alone = match reader.current.as_slice() {
            [running] => reader.is_whole(&running.scan) && running.scan.goes_anywhere(),
            _ => false,
        };
        let whole = reader.until.is_none() && reader.next_row == 0;
        alone && whole && reader.is_streaming() && !self.is_following()
    }

    fn begin_share(&mut self, begin: Begin, end: End, rows: Range<u32>, multiple: u32) {
        let data = self.data.as_ref();
        if let (Begin::Row { row, .. }, true) = (begin, self.reader.history.is_none()) {
            self.reader.jump(data, row);
        }
        for running in &mut self.reader.current {
            running.scan.prepare_to_pass();
        }
        self.share = Some(Share {
            place: Place::Before,
            begin,
            end,
            rows,
            multiple,
            costs: self.reader.costs(),
        });
    }

    /// Where share `index` of `of` begins and ends.
    fn bounds(&self, index: u32, of: u32) -> Option<(Begin, End)> {
        let reader = &self.reader;
        let data = self.data.as_ref();
        let scan = &reader.current.first()?.scan;
        let costs = reader.costs();
        let mcus_down = reader.geometry.mcus_down;
        let end = scan.segment.end.min(data.len());
        let all = costs.at(mcus_down, end);
        let last = index + 1 == of;
        if index >= of {
            return Some((
                Begin::Row {
                    row: 0,
                    silent: false,
                },
                End::Row(0),
            ));
        }
        let mcus = u64::from(scan.mcus_across) * u64::from(mcus_down);
        let intervals = mcus / u64::from(scan.restart_interval.max(1));
        let regular = scan.restart_interval > 0 && scan.mcus_down == mcus_down;
        if !regular || intervals < u64::from(of) * 4 {
            let bytes = end.saturating_sub(scan.segment.start) as u64;
            let passed = bytes.saturating_mul(PASSED_BYTE_COST);
            let part = |index| part(all, passed, index, of);
            let begin = match index {
                0 => Begin::Row {
                    row: 0,
                    silent: false,
                },
                _ => Begin::Cost(part(index)),
            };
            let end = match last {
                true => End::Row(mcus_down),
                false => End::Cost(part(index + 1)),
            };
            return Some((begin, end));
        }
        let positions = scan.interval_positions(data)?;
        // The last row of MCUs of a share.
        let until = |index| {
            let part = part(all, 0, index, of);
            let rows = (0u32..).zip(&positions);
            let mut reached = rows.filter(|(row, at)| costs.at(*row, **at) >= part);
            reached.next().map_or(mcus_down, |(row, _)| row)
        };
        let begin = match index {
            0 => Begin::Row {
                row: 0,
                silent: false,
            },
            _ => Begin::Row {
                row: until(index),
                silent: true,
            },
        };
        let end = match last {
            true => End::Row(mcus_down),
            false => End::Row(until(index + 1) + 1),
        };
        Some((begin, end))
    }

    /// Does a bounded piece of the work that lies before and behind what is wanted.
    pub(super) fn pass(&mut self) -> Result<Option<Advance>, Error> {
        let Some(share) = &self.share else {
            return Ok(None);
        };
        let (begin, end, mut place) = (share.begin, share.end, share.place);
        let (next, mcus_down) = (self.reader.next_row, self.reader.geometry.mcus_down);
        let cost = share
            .costs
            .at(next, self.reader.position(self.data.as_ref()));
        if place == Place::Before {
            let (begins, silent) = match begin {
                Begin::Row { row, silent } => (next >= row, silent),
                Begin::Cost(begin) => (next >= mcus_down || cost >= begin, true),
            };
            // Where it ends as well, there is nothing to be shown.
            let empty = match end {
                End::Row(row) => next >= row.min(mcus_down) || (silent && next + 1 >= row),
                End::Cost(end) => cost >= end,
            };
            if begins && empty {
                place = Place::Behind;
            } else if begins {
                place = Place::Inside;
                self.begin_at(next)?;
                self.silent_row = silent.then_some(next);
                if silent {
                    self.meet(next + 1, Edge::First)?;
                }
                if let End::Row(row) = end {
                    self.meet(row, Edge::Last)?;
                }
            }
        } else if place == Place::Inside
            && self.end_row == u32::MAX
            && matches!(end, End::Cost(end) if cost >= end)
        {
            self.meet(next + 1, Edge::Last)?;
        }
        if place == Place::Inside && (next >= self.end_row || next >= mcus_down) {
            place = Place::Behind;
        }
        if let Some(share) = &mut self.share {
            share.place = place;
        }
        match place {
            Place::Inside => return Ok(None),
            Place::Behind if self.reader.history.is_none() || next >= mcus_down => {
                return Ok(Some(Advance::Done));
            }
            Place::Before | Place::Behind => {}
        }
        let data = self.data.as_ref();
        match self.reader.pass(data) {
            Event::Done => Ok(Some(Advance::Done)),
            _ => Ok(Some(Advance::Progress(
                self.reader.position(data),
                self.total_bytes,
            ))),
        }
    }

    /// Two shares meet where row of MCUs `row` begins, or at the next row of the picture whose number is a multiple of what is
    /// asked for: up to there the earlier reads on, and the later hands out nothing.
    fn meet(&mut self, row: u32, edge: Edge) -> Result<(), Error> {
        let (lines, held_back) = self.rows_per_mcu_row()?;
        let below = row < self.reader.geometry.mcus_down;
        let Some(share) = &mut self.share else {
            return Ok(());
        };
        let at = row.saturating_mul(lines).saturating_sub(held_back);
        let at = at.checked_next_multiple_of(share.multiple);
        let at = at.filter(|_| below).unwrap_or(u32::MAX);
        match edge {
            Edge::First => share.rows.start = share.rows.start.max(at),
            Edge::Last => {
                share.rows.end = share.rows.end.min(at);
                self.end_row = at.saturating_add(held_back).div_ceil(lines.max(1));
            }
        }
        Ok(())
    }

    /// Leaves those of the rows that were appended to `rgba`, from byte `before` on, which are wanted.
    pub(super) fn trim(&self, rows: Range<u32>, before: usize, rgba: &mut Vec<u8>) -> Advance {
        let Some(share) = &self.share else {
            return Advance::Rows(rows);
        };
        let row_bytes = self.size().0 as usize * 4;
        let start = rows.start.max(share.rows.start).min(rows.end);
        let end = rows.end.min(share.rows.end).max(start);
        rgba.truncate(before + (end - rows.start) as usize * row_bytes);
        let above = (start - rows.start) as usize * row_bytes;
        rgba.drain(before..(before + above).min(rgba.len()));
        if start == end {
            return Advance::Progress(0, self.total_bytes);
        }
        Advance::Rows(start..end)
    }
}

/// What lies before share `index` of `of`, of a picture that costs `all`, where passing over all of it costs `passed`.
///
/// Each has to pass what those before it decode, so with p = passed / all each is 1 − p times as large as the one before. Who
/// has the first has a fifth of the time for something else: to gather the rows of the others, or to remember what is theirs.
fn part(all: u64, passed: u64, index: u32, of: u32) -> u64 {
    const ONE: u64 = 1 << 10;
    const FIRST: u64 = ONE * 4 / 5;
    let share = passed.min(all).saturating_mul(ONE) / all.max(1);
    let sum = |count: u32| {
        let (mut sum, mut next) = (0, FIRST);
        for number in 0..count {
            sum += next;
            let before = if number == 0 { ONE } else { next };
            next = before - next * share / ONE;
        }
        sum
    };
    all.saturating_mul(sum(index)) / sum(of).max(1)
}

impl FrameReader {
    fn costs(&self) -> Costs {
        let scan = self.current.first().map(|running| &running.scan);
        let geometry = &self.geometry;
        let components = geometry.components.iter();
        let blocks: u64 = components.map(|c| u64::from(c.h) * u64::from(c.v)).sum();
        let colour_pixels = match geometry.components.len() {
            1 => 0,
            _ => 64 * u64::from(geometry.h_max) * u64::from(geometry.v_max),
        };
        let mcu = blocks * BLOCK_COST + colour_pixels * COLOUR_COST;
        Costs {
            start: scan.map_or(0, |scan| scan.segment.start),
            row: u64::from(geometry.mcus_across) * mcu,
        }
    }

    /// Where in the file the only scan stands, in bytes.
    fn position(&self, data: &[u8]) -> usize {
        let running = self.current.first();
        running.map_or(0, |r| r.scan.byte_position(data, &r.state))
    }

    /// Goes to row `row`, or to one above it, where restart markers show the way and nothing that is left out could end the
    /// work on the picture.
    fn jump(&mut self, data: &[u8], row: u32) {
        let Some(running) = self.current.first() else {
            return;
        };
        let (scan, mcus_down) = (&running.scan, self.geometry.mcus_down);
        if !self.budget.allows(scan.most_work()) || scan.mcus_down != mcus_down {
            return;
        }
        let row = row.min(mcus_down.saturating_sub(1));
        if let Some((row, state)) = scan.state_by_markers(data, row) {
            self.place(row, [state].iter());
        }
    }

    /// Reads the next row of MCUs, but nothing of what it brings is kept.
    fn pass(&mut self, data: &[u8]) -> Event {
        self.elsewhere = false;
        self.stream(|scan, state, _, warnings| {
            scan.pass_row(data, state, warnings);
        })
    }
}
