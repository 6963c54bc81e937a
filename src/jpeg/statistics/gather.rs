//! Gathering the statistics of a file, a row of MCUs a step.

use super::tables::Definitions;
use super::{ByRole, FrameStatistics, IndexBits, ScanStatistics, Statistics, CELL, ROLES};
use crate::jpeg::abbreviated::TableStream;
use crate::jpeg::budget::Budget;
use crate::jpeg::entropy::scan::{Scan, ScanState};
use crate::jpeg::entropy::unstuff::{removed, Removed};
use crate::jpeg::frame::{Block, BlockRows, Geometry};
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::jpeg::syntax::{marker, Content, Structure};
use crate::jpeg::walk::{Next, ScanWalk};
use crate::trace::{BlockPos, Recorder, Role, Span};
use crate::{Code, Error, Limits};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

/// What one step of a [`Gathering`] brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathered {
    /// Bytes of the file read so far, of all.
    Progress(usize, usize),
    /// Everything has been counted.
    Done,
}

/// Statistics in the making.
#[derive(Debug)]
pub struct Gathering<D> {
    data: D,
    structure: Arc<Structure>,
    limits: Limits,
    /// From scan to scan; nothing where there is no image, or none of its scans is left.
    walk: Option<ScanWalk>,
    current: Option<Running>,
    coefficients: Coefficients,
    /// What reading bits may cost, as in [`Tracer`](crate::jpeg::Tracer), and what going on behind the data's end may.
    budgets: [Budget; 2],
    definitions: Definitions,
    statistics: Statistics,
    /// A frame that has been read, and is being counted.
    ended: Option<Ended>,
    /// Byte of the file.
    reached: usize,
}

/// The coefficients of a frame that has been read.
#[derive(Debug)]
struct Ended {
    frame: usize,
    rows: Vec<BlockRows>,
    /// The next row of MCUs.
    next: u32,
}

/// The scan that is being read.
#[derive(Debug)]
struct Running {
    scan: Scan,
    state: ScanState,
    recorder: Recorder,
    /// Length of its data without what is left out, in bits.
    end: u64,
    /// Where the last span ended.
    at: u64,
    /// Whose bits the spans are.
    block: Option<BlockPos>,
    sums: ScanStatistics,
}

/// The coefficients of the frame that is being read.
#[derive(Debug, Default)]
struct Coefficients {
    rows: Vec<BlockRows>,
    /// They are all of the frame, not those of one row of MCUs.
    whole: bool,
    /// Each row has been counted as soon as it came.
    counted: bool,
}

impl<D: AsRef<[u8]>> Gathering<D> {
    /// Begins with headers that have been read already, and with tables that came in a stream of their own.
    pub fn new(
        data: D,
        structure: impl Into<Arc<Structure>>,
        tables: Option<&TableStream>,
        limits: &Limits,
    ) -> Self {
        let length = data.as_ref().len();
        let structure = structure.into();
        let mut this = Self {
            statistics: Statistics {
                by_role: leaves(&structure, 0..length as u64 * 8),
                ..Statistics::default()
            },
            walk: None,
            current: None,
            coefficients: Coefficients::default(),
            budgets: [Budget::new(length), Budget::new(length)],
            definitions: Definitions::default(),
            ended: None,
            reached: 0,
            limits: *limits,
            structure,
            data,
        };
        if let Ok((mut walk, geometry)) = ScanWalk::new(&this.structure, limits) {
            if let Some(tables) = tables {
                walk.define_before(tables);
            }
            // The frames of a hierarchical image are met on the way.
            if geometry.marker == marker::DHP || this.begin_frame(geometry).is_ok() {
                this.walk = Some(walk);
            }
        }
        this
    }

    /// Does a bounded piece of work: a row of MCUs of one scan, at most.
    pub fn step(&mut self) -> Gathered {
        let more = self.count_row() || self.row();
        if !more {
            self.end_scan();
            if self.next_scan().is_none() && self.ended.is_none() {
                self.definitions.define_until(&self.structure, u64::MAX);
                self.statistics
                    .tables
                    .extend(self.definitions.take_tables());
                return Gathered::Done;
            }
        }
        Gathered::Progress(self.reached, self.data.as_ref().len())
    }

    /// What was counted. To be asked after the last step.
    pub fn into_statistics(self) -> Statistics {
        self.statistics
    }

    /// Goes on to the next scan or frame; nothing where there is none, or none that can be read.
    fn next_scan(&mut self) -> Option<()> {
        let next = self.walk.as_mut()?.next(&self.structure, &mut Vec::new());
        let begun = match next {
            Ok(Next::Scan(scan)) => self.begin_scan(scan),
            Ok(Next::Frame(level)) => {
                self.end_frame();
                self.begin_frame(level.geometry).ok()
            }
            Ok(Next::End) | Err(_) => None,
        };
        if begun.is_none() {
            self.end_frame();
            self.walk = None;
        }
        begun
    }

    fn begin_frame(&mut self, geometry: Geometry) -> Result<(), Error> {
        let needed = geometry.coefficients() * 2 + FrameStatistics::bytes(&geometry);
        if needed > self.limits.memory_bytes {
            return Err(Error::at_bit(Code::LimitMemory, geometry.at).with(needed));
        }
        for budget in &mut self.budgets {
            budget.take_samples(&geometry)?;
        }
        self.coefficients = Coefficients::default();
        self.statistics.frames.push(FrameStatistics::new(geometry));
        Ok(())
    }

    /// From now on the coefficients of the frame are counted, if they are held.
    fn end_frame(&mut self) {
        let coefficients = core::mem::take(&mut self.coefficients);
        if let (true, Some(frame)) = (
            coefficients.whole,
            self.statistics.frames.len().checked_sub(1),
        ) {
            self.ended = Some(Ended {
                frame,
                rows: coefficients.rows,
                next: 0,
            });
        }
    }

    /// Counts the coefficients of a row of MCUs of a frame that has been read; whether there was one.
    fn count_row(&mut self) -> bool {
        let Some(ended) = &mut self.ended else {
            return false;
        };
        let frame = self.statistics.frames.get_mut(ended.frame);
        let Some(frame) = frame.filter(|frame| ended.next < frame.geometry.mcus_down) else {
            self.ended = None;
            return true;
        };
        for (component, rows) in ended.rows.iter().enumerate() {
            let v = frame
                .geometry
                .components
                .get(component)
                .map_or(1, |c| c.v.into());
            let first = ended.next.saturating_mul(v);
            frame.count(component, first..first.saturating_add(v), rows);
        }
        ended.next += 1;
        true
    }

    fn begin_scan(&mut self, scan: Scan) -> Option<()> {
        let data = self.data.as_ref();
        let structure = &self.structure;
        let header_segment = structure.segment_at((scan.at / 8) as usize)?;
        let Content::Scan(header) = &structure.segments.get(header_segment)?.content else {
            return None;
        };
        self.definitions.define_until(structure, scan.at);
        let tables = self.walk.as_ref()?.tables();
        let components = scan.parts.iter().map(|part| part.component);
        self.definitions.begin(header, components, tables);
        let frame = self.statistics.frames.len().checked_sub(1)?;
        let geometry = &self.statistics.frames.get(frame)?.geometry;
        self.coefficients.make_room(geometry, &scan);
        let mut sums = ScanStatistics {
            segment: header_segment + 1,
            frame,
            by_role: [0; ROLES],
            decisions: 0,
        };
        let list = removed(data, scan.segment.clone());
        let gone: usize = list.iter().map(|r: &Removed| r.bytes).sum();
        for r in &list {
            sums.by_role[r.role as usize] += r.bytes as u64 * 8;
        }
        let end = (scan.segment.len() - gone) as u64 * 8;
        self.current = Some(Running {
            state: scan.start(data),
            scan,
            recorder: Recorder::window(0, end),
            end,
            at: 0,
            block: None,
            sums,
        });
        Some(())
    }

    /// Reads the next row of MCUs of the scan; whether there was one.
    fn row(&mut self) -> bool {
        let Some(running) = self.current.as_mut() else {
            return false;
        };
        let data = self.data.as_ref();
        let (scan, state) = (&running.scan, &mut running.state);
        // Behind the data's end there are no spans any more, but coefficients there may be.
        let behind = usize::from(scan.stream_position(state) >= running.end);
        let budget = &mut self.budgets[behind];
        if state.mcu_row >= scan.mcus_down || !budget.left(&mut Vec::new()) {
            return false;
        }
        let Some(frame) = self.statistics.frames.get_mut(running.sums.frame) else {
            return false;
        };
        let row = state.mcu_row;
        self.coefficients.begin_row(scan, row);
        let rows = &mut self.coefficients.rows;
        scan.mcu_row(data, state, rows, &mut running.recorder, &mut Vec::new());
        drop(state.take_troubles());
        budget.spend(state.work);
        if self.coefficients.counted {
            for part in &scan.parts {
                let own = row.saturating_mul(part.down)..(row + 1).saturating_mul(part.down);
                if let Some(rows) = self.coefficients.rows.get(part.component) {
                    frame.count(part.component, own, rows);
                }
            }
        }
        self.reached = scan.byte_position(data, state);
        running.take(frame, &mut self.definitions);
        true
    }

    /// Adds what a scan spent.
    fn end_scan(&mut self) {
        let Some(mut running) = self.current.take() else {
            return;
        };
        self.coefficients.counted = false;
        running.gap(running.end);
        let Range { start, end } = running.scan.segment;
        if start == end {
            return;
        }
        let before = leaves(&self.structure, start as u64 * 8..end as u64 * 8);
        let sums = self.statistics.by_role.iter_mut();
        for ((sum, before), now) in sums.zip(before).zip(running.sums.by_role) {
            *sum = (*sum).saturating_sub(before) + now;
        }
        self.statistics.scans.push(running.sums);
    }
}

/// Bits by role of the header fields in a range.
fn leaves(structure: &Structure, range: Range<u64>) -> ByRole {
    let mut sums = [0; ROLES];
    let mut place = structure.first_leaf_from(range.start);
    while let Some((_, field)) = structure.leaf(place) {
        if field.start >= range.end {
            break;
        }
        sums[field.role as usize] += field.bits;
        place += 1;
    }
    sums
}

impl Coefficients {
    /// Makes room for what a scan brings.
    fn make_room(&mut self, geometry: &Geometry, scan: &Scan) {
        if scan.is_lossless() || self.whole {
            return;
        }
        let first = self.rows.is_empty();
        // As the decoder does it: what one scan brings as a whole is never changed by another.
        let alone = scan.is_sequential() && scan.parts.len() == geometry.components.len();
        let streams = alone || !first;
        self.counted = first && alone;
        self.whole = !streams;
        let rows = geometry.components.iter().map(|c| {
            let down = if streams {
                c.v.into()
            } else {
                c.padded_blocks_down
            };
            BlockRows::new(c.stride_blocks, down)
        });
        self.rows = rows.collect();
    }

    /// Makes the rows of one row of MCUs anew, unless the whole frame is held.
    fn begin_row(&mut self, scan: &Scan, row: u32) {
        if self.whole {
            return;
        }
        for part in &scan.parts {
            if let Some(rows) = self.rows.get_mut(part.component) {
                rows.clear_to(row.saturating_mul(part.down));
            }
        }
    }
}

impl Running {
    /// Counts the spans of a row.
    fn take(&mut self, frame: &mut FrameStatistics, definitions: &mut Definitions) {
        let mut spans = core::mem::take(&mut self.recorder.spans);
        let mut blocks = core::mem::take(&mut self.recorder.blocks);
        let mut next = blocks.iter().peekable();
        for (number, span) in spans.iter().enumerate() {
            while let Some((_, block)) = next.next_if(|(first, _)| *first as usize <= number) {
                self.block = Some(*block);
            }
            self.gap(span.start);
            self.at = span.start + u64::from(span.bits);
            self.sums.by_role[span.role as usize] += u64::from(span.bits);
            if span.role == Role::Arithmetic {
                self.sums.decisions += u64::try_from(span.value).unwrap_or(0);
            }
            if let Some(block) = self.block.filter(|_| span.role != Role::Padding) {
                definitions.count(block.component.into(), span);
                frame.add(&block, span);
            }
        }
        // The room that they took is wanted for the next row.
        spans.clear();
        blocks.clear();
        (self.recorder.spans, self.recorder.blocks) = (spans, blocks);
    }

    /// Bits up to `to` that no span claims.
    fn gap(&mut self, to: u64) {
        self.sums.by_role[Role::Unclaimed as usize] += to.saturating_sub(self.at);
        self.at = self.at.max(to);
    }
}

impl FrameStatistics {
    /// Adds a span of a block, or of a lossless sample.
    fn add(&mut self, block: &BlockPos, span: &Span) {
        let unit = self.geometry.data_unit;
        let Some(component) = self.components.get_mut(usize::from(block.component)) else {
            return;
        };
        let bits = u64::from(span.bits);
        component.by_role[span.role as usize] += bits;
        let cell = |place: u32| place.saturating_mul(unit) / CELL;
        component
            .grid
            .add(cell(block.bx), cell(block.by), span.bits);
        if span.role == Role::EobRunBits {
            let blocks = u32::try_from(span.value).unwrap_or(0);
            component.end_runs += 1;
            component.end_run_blocks += u64::from(blocks);
            component.longest_end_run = component.longest_end_run.max(blocks);
        }
        if unit > 1 {
            component.by_index[span.k as usize & 63].add(span.role, bits);
        }
    }

    /// Counts the coefficients of some block rows of a component that are not zero.
    fn count(&mut self, component: usize, rows: Range<u32>, held: &BlockRows) {
        let (Some(component), Some(c)) = (
            self.components.get_mut(component),
            self.geometry.components.get(component),
        ) else {
            return;
        };
        for by in rows.start..rows.end.min(c.blocks_down) {
            for block in held.row(by).iter().take(c.blocks_across as usize) {
                component.count(block);
            }
        }
    }
}

impl super::ComponentStatistics {
    fn count(&mut self, block: &Block) {
        for (count, &place) in self.nonzero.iter_mut().zip(&ZIGZAG) {
            let value = block[usize::from(place) & 63];
            *count += u64::from(value != 0);
        }
    }
}

impl IndexBits {
    fn add(&mut self, role: Role, bits: u64) {
        let sum = match role {
            Role::DcCode | Role::AcCode | Role::Arithmetic => &mut self.code,
            Role::DcBits | Role::AcBits => &mut self.value,
            Role::Correction => &mut self.correction,
            _ => &mut self.end,
        };
        *sum += bits;
    }
}
