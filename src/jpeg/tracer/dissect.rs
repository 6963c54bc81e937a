//! What the scans of a frame brought single blocks: their bits, and their coefficients afterwards.

use super::crop::Crop;
use super::rows::{Ear, RowWalk};
use super::{FileSpan, Painter, StreamMap, TracedImage};
use crate::jpeg::budget::Budget;
use crate::jpeg::entropy::scan::Scan;
use crate::jpeg::frame::{Block, Geometry};
use crate::jpeg::reader::rows_each;
use crate::jpeg::syntax::Structure;
use crate::trace::{BlockPos, Recorder, Role, Span};
use alloc::vec::Vec;

/// A block in a frame: component, column, row. In lossless frames a sample.
pub(super) type Unit = (usize, u32, u32);

/// What one scan brought one block.
#[derive(Debug)]
pub(super) struct Touch {
    /// Which of the blocks asked for.
    pub unit: usize,
    /// Which scan.
    pub scan: usize,
    /// The block's bits.
    pub spans: Vec<FileSpan>,
    /// The code that began the end-of-band run which the block lies in, if that stands in an earlier block.
    pub run: Vec<FileSpan>,
    /// The block as the scan leaves it.
    pub block: Option<Block>,
}

/// A file, and what it may cost.
pub(super) struct Source<'a> {
    pub data: &'a [u8],
    pub structure: &'a Structure,
    pub budget: Budget,
}

/// How far back the code that began an end-of-band run is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the block's own row.
    Row,
    /// Of the first block as far as it is.
    Far,
}

impl TracedImage {
    /// Goes through the rows of some blocks of a frame; `crop` is filled on the way.
    pub(super) fn dissect(
        &mut self,
        source: &mut Source,
        frame: usize,
        units: &[Unit],
        reach: Reach,
        mut crop: Option<&mut Crop>,
    ) -> Vec<Touch> {
        let mut touches = Vec::new();
        let Some(geometry) = self.frames.get(frame).cloned() else {
            return touches;
        };
        let rows = units.iter().map(|&unit| mcu_row(&geometry, unit));
        let wanted = crop.as_ref().map_or(0..0, |crop| crop.mcu_rows());
        let (Some(first), Some(last)) = (
            rows.clone().chain(wanted.clone().take(1)).min(),
            rows.chain(wanted.clone().last()).max(),
        ) else {
            return touches;
        };
        let carries = |scan: &Scan| {
            crop.is_some()
                || units
                    .iter()
                    .any(|u| scan.parts.iter().any(|p| p.component == u.0))
        };
        let scans: Vec<usize> = (0..self.scans.len())
            .filter(|&i| {
                let traced = self.scans.get(i);
                traced.is_some_and(|t| t.frame == frame && carries(&t.scan))
            })
            .collect();
        let Some(mut walk) = RowWalk::new(self, frame, &scans, first) else {
            return touches;
        };
        while walk.mcu_row <= last && source.budget.left(&mut Vec::new()) {
            let row = walk.mcu_row;
            let here = || {
                (0..units.len())
                    .zip(units)
                    .filter(|(_, &u)| mcu_row(&geometry, u) == row)
            };
            let mut ears: Vec<Ear> = match row < first || here().next().is_none() {
                true => Vec::new(),
                false => scans
                    .iter()
                    .map(|&scan| Ear::new(scan, Recorder::all()))
                    .collect(),
            };
            for ear in &mut ears {
                ear.wanted = here().map(|(_, &unit)| unit).collect();
            }
            walk.step(self, source.data, &mut source.budget, &mut ears);
            if let Some(crop) = crop.as_mut().filter(|_| wanted.contains(&row)) {
                crop.take(row, &walk.rows);
            }
            for ear in ears {
                for ((unit, &place), block) in here().zip(&ear.blocks) {
                    let Some(touch) = self.touch(source, &ear, (unit, place), *block, reach) else {
                        continue;
                    };
                    touches.push(touch);
                }
            }
        }
        touches
    }

    /// What a scan whose row was listened to brought a block; nothing where it does not carry the block's component.
    fn touch(
        &mut self,
        source: &mut Source,
        ear: &Ear,
        (unit, place): (usize, Unit),
        block: Option<Block>,
        reach: Reach,
    ) -> Option<Touch> {
        let scan = &self.scans.get(ear.scan)?.scan;
        if scan.parts.iter().all(|part| part.component != place.0) {
            return None;
        }
        let own = own_spans(&ear.recorder, place);
        let mut run = Vec::new();
        let in_run = scan.band.start > 0 && own.iter().all(|(_, s)| s.role == Role::Correction);
        let mcu = place
            .2
            .saturating_mul(scan.mcus_across)
            .saturating_add(place.1);
        if in_run {
            run = run_opener(&ear.recorder, scan, mcu);
            if run.is_empty() && reach == Reach::Far && unit == 0 {
                run = self.earlier_opener(source, ear.scan, place, mcu);
            }
        }
        let spans = self.in_file(source, ear.scan, &own);
        let run = self.in_file(source, ear.scan, &run);
        Some(Touch {
            unit,
            scan: ear.scan,
            spans,
            run,
            block,
        })
    }

    /// The code of the end-of-band run that reaches into a row of MCUs from a row before it, and over MCU `mcu` of it.
    fn earlier_opener(
        &mut self,
        source: &mut Source,
        index: usize,
        place: Unit,
        mcu: u32,
    ) -> Vec<(BlockPos, Span)> {
        let Some((frame, traced)) = self
            .scans
            .get(index)
            .and_then(|t| Some((self.frames.get(t.frame)?, t)))
        else {
            return Vec::new();
        };
        let each = rows_each(frame, &traced.scan);
        let row = mcu_row(frame, place);
        // The last state that the run is not known to reach over; behind it the run begins.
        let mut states = traced.checkpoints.iter().rev();
        let begun = states.find(|state| {
            let first = state.mcu_row.saturating_mul(traced.scan.mcus_across);
            first <= mcu && u64::from(state.ended_blocks()) <= u64::from(mcu - first)
        });
        let Some(from) = begun.map(|state| state.mcu_row / each) else {
            return Vec::new();
        };
        let (number, scans) = (traced.frame, self.needed(index));
        let Some(mut walk) = RowWalk::new(self, number, &scans, from) else {
            return Vec::new();
        };
        let mut ears = [Ear::new(index, Recorder::all())];
        while walk.mcu_row < row && source.budget.left(&mut Vec::new()) {
            walk.step(self, source.data, &mut source.budget, &mut ears);
            let [Ear { recorder, .. }] = &ears;
            let found = self
                .scans
                .get(index)
                .map(|t| run_opener(recorder, &t.scan, mcu));
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                return found;
            }
            ears = [Ear::new(index, Recorder::all())];
        }
        Vec::new()
    }

    /// Spans of a scan's stream as they lie in the file, in pieces where bytes were stuffed.
    fn in_file(
        &mut self,
        source: &Source,
        index: usize,
        spans: &[(BlockPos, Span)],
    ) -> Vec<FileSpan> {
        let mut out = Vec::new();
        let (Some((_, first)), Some(traced)) = (spans.first(), self.scans.get_mut(index)) else {
            return out;
        };
        let segment = traced.scan.segment.clone();
        let list = traced.removed(source.data);
        let map = StreamMap {
            removed: list,
            segment,
        };
        let mut painter = Painter {
            map: &map,
            next: list.partition_point(|r| (r.before as u64 * 8) < first.start),
            structure: source.structure,
            bits: &(0..u64::MAX),
            out: &mut out,
        };
        for (block, span) in spans {
            painter.span(span, Some(*block));
        }
        // What was stuffed in between is the stream's, not the block's.
        out.retain(|span| span.block.is_some());
        out
    }
}

/// The row of MCUs of its frame that a block lies in.
pub(super) fn mcu_row(frame: &Geometry, (component, _, by): Unit) -> u32 {
    frame
        .components
        .get(component)
        .map_or(0, |c| by / u32::from(c.v).max(1))
}

/// Spans with the blocks that they belong to.
fn with_blocks(recorder: &Recorder) -> impl Iterator<Item = (BlockPos, Span)> + '_ {
    let starts = recorder.blocks.iter();
    let ends = recorder
        .blocks
        .iter()
        .skip(1)
        .map(|(first, _)| *first as usize);
    let ends = ends.chain([recorder.spans.len()]);
    starts.zip(ends).flat_map(|((first, block), end)| {
        let spans = recorder.spans.get(*first as usize..end).unwrap_or(&[]);
        spans.iter().map(|span| (*block, *span))
    })
}

/// The spans of one block.
fn own_spans(recorder: &Recorder, (component, bx, by): Unit) -> Vec<(BlockPos, Span)> {
    let own = |b: &BlockPos| (usize::from(b.component), b.bx, b.by) == (component, bx, by);
    with_blocks(recorder)
        .filter(|(block, span)| own(block) && span.role != Role::Padding)
        .collect()
}

/// The code that began the end-of-band run over an MCU, and the bits of the run's length.
fn run_opener(recorder: &Recorder, scan: &Scan, mcu: u32) -> Vec<(BlockPos, Span)> {
    let mut found: Vec<(BlockPos, Span)> = Vec::new();
    for (block, span) in with_blocks(recorder) {
        let same_interval = |a: u32, b: u32| match scan.restart_interval {
            0 => true,
            interval => a / interval == b / interval,
        };
        match span.role {
            _ if block.mcu >= mcu => break,
            Role::EndOfBlock if span.value >> 4 > 0 => found = [(block, span)].to_vec(),
            Role::EobRunBits => {
                let behind = u64::from(block.mcu) + span.value.max(0) as u64;
                if behind > u64::from(mcu) && same_interval(block.mcu, mcu) {
                    found.push((block, span));
                }
            }
            _ => {}
        }
    }
    // Without the bits of its length it does not reach so far.
    found.truncate(if found.len() < 2 { 0 } else { 2 });
    found
}
