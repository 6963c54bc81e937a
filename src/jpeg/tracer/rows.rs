//! Some scans of a frame, row of MCUs by row of MCUs, side by side: each finds in the blocks what those before it brought,
//! and nobody holds more than one row of MCUs.
//!
//! On the way down the state of every scan is kept at the start of every so many rows of MCUs (all scans at the same
//! ones), so that a walk can begin near any row.

use super::{TracedImage, TracedScan};
use crate::jpeg::budget::Budget;
use crate::jpeg::entropy::scan::{Scan, ScanState};
use crate::jpeg::frame::{Block, BlockRows, Geometry};
use crate::jpeg::reader::{rows_each, rows_until};
use crate::trace::{NoTrace, Recorder};
use alloc::vec;
use alloc::vec::Vec;

/// Who listens to one scan of a walk.
#[derive(Debug)]
pub(super) struct Ear {
    /// Which scan.
    pub scan: usize,
    /// What its bits are for.
    pub recorder: Recorder,
    /// Blocks that are wanted as the scan leaves them: component, column, row.
    pub wanted: Vec<(usize, u32, u32)>,
    /// The same blocks, as far as they came.
    pub blocks: Vec<Option<Block>>,
}

impl Ear {
    /// Listens to the spans of a scan that touch bits `from..to` of its stream.
    pub fn new(scan: usize, recorder: Recorder) -> Self {
        Self {
            scan,
            recorder,
            wanted: Vec::new(),
            blocks: Vec::new(),
        }
    }

    fn take(&mut self, rows: &[BlockRows]) {
        self.blocks.resize(self.wanted.len(), None);
        for (slot, &(component, bx, by)) in self.blocks.iter_mut().zip(&self.wanted) {
            let row = rows.get(component).map_or(&[][..], |rows| rows.row(by));
            *slot = row.get(bx as usize).copied().or(*slot);
        }
    }
}

/// Scans on their way down a frame.
#[derive(Debug)]
pub(super) struct RowWalk {
    frame: usize,
    /// Number and state of each scan, in file order.
    runs: Vec<(usize, ScanState)>,
    /// The row of MCUs to come.
    pub mcu_row: u32,
    /// The blocks of the row that came last, by component; those of other components are missing.
    pub rows: Vec<BlockRows>,
}

impl RowWalk {
    /// A walk of some scans of one frame, from row `mcu_row` on or, where their states there are not known, from a row
    /// before it.
    pub fn new(image: &TracedImage, frame: usize, scans: &[usize], mcu_row: u32) -> Option<Self> {
        let geometry = image.frames.get(frame)?;
        let traced = || scans.iter().filter_map(|&i| Some((i, image.scans.get(i)?)));
        let spacing = traced().map(|(_, t)| t.spacing(geometry)).max()?;
        let reached = traced().map(|(_, t)| t.reached(geometry)).min()?;
        let first = mcu_row.min(reached).min(geometry.mcus_down);
        let first = first - first % spacing;
        let runs = traced().filter_map(|(i, t)| Some((i, t.state_at(geometry, first)?.clone())));
        let mut walk = Self {
            frame,
            runs: runs.collect(),
            mcu_row: first,
            rows: Vec::new(),
        };
        walk.rows = image.room(geometry, scans);
        Some(walk)
    }

    /// The rows of MCUs of the frame.
    pub fn mcus_down(&self, image: &TracedImage) -> u32 {
        image.frames.get(self.frame).map_or(0, |f| f.mcus_down)
    }

    /// The state of a scan.
    pub fn state(&self, scan: usize) -> Option<&ScanState> {
        let mut runs = self.runs.iter();
        runs.find(|(number, _)| *number == scan).map(|(_, s)| s)
    }

    /// Goes on by one row of MCUs.
    pub fn step(
        &mut self,
        image: &mut TracedImage,
        data: &[u8],
        budget: &mut Budget,
        ears: &mut [Ear],
    ) {
        let Some(frame) = image.frames.get(self.frame) else {
            return;
        };
        for (rows, c) in self.rows.iter_mut().zip(&frame.components) {
            rows.clear_to(self.mcu_row * u32::from(c.v));
        }
        for (number, state) in &mut self.runs {
            let Some(traced) = image.scans.get_mut(*number) else {
                continue;
            };
            let scan = &traced.scan;
            let until = rows_until(frame, scan, self.mcu_row);
            let mut ear = ears.iter_mut().find(|ear| ear.scan == *number);
            let (rows, none) = (&mut self.rows, &mut Vec::new());
            while state.mcu_row < until {
                match &mut ear {
                    Some(ear) => scan.mcu_row(data, state, rows, &mut ear.recorder, none),
                    None => scan.mcu_row(data, state, rows, &mut NoTrace, none),
                };
                drop(state.take_troubles());
                budget.spend(state.work);
            }
            if let Some(ear) = ear {
                ear.take(&self.rows);
            }
            traced.keep(frame, state);
        }
        self.mcu_row += 1;
    }
}

impl TracedScan {
    /// How many rows of MCUs of its frame lie between two states that are kept.
    fn spacing(&self, frame: &Geometry) -> u32 {
        self.scan.checkpoint_spacing(frame.mcus_down).max(1)
    }

    /// The first row of MCUs of its frame behind those it has been read to.
    fn reached(&self, frame: &Geometry) -> u32 {
        match self.checkpoints.last() {
            Some(last) if last.mcu_row < self.scan.mcus_down => {
                last.mcu_row / rows_each(frame, &self.scan)
            }
            _ => frame.mcus_down,
        }
    }

    /// Its state before a row of MCUs of its frame that is a multiple of the spacing.
    fn state_at(&self, frame: &Geometry, mcu_row: u32) -> Option<&ScanState> {
        let row = mcu_row.saturating_mul(rows_each(frame, &self.scan));
        let found = self.checkpoints.binary_search_by_key(&row, |s| s.mcu_row);
        match found {
            Ok(index) => self.checkpoints.get(index),
            // A scan that ended early is at its end from there on.
            Err(_) => self.checkpoints.last(),
        }
    }

    /// Keeps a state that is further than those known: the last one always, to go on from, and those before at their distance.
    pub(super) fn keep(&mut self, frame: &Geometry, state: &ScanState) {
        let apart = self
            .spacing(frame)
            .saturating_mul(rows_each(frame, &self.scan));
        let Some(last) = self.checkpoints.last() else {
            return;
        };
        if state.mcu_row <= last.mcu_row {
            return;
        }
        if last.mcu_row % apart != 0 {
            self.checkpoints.pop();
        }
        self.checkpoints.push(state.clone());
    }
}

impl TracedImage {
    /// The scans that must be read to read one of them: itself, last, and those whose coefficients it refines.
    pub(super) fn needed(&self, index: usize) -> Vec<usize> {
        let Some(wanted) = self.scans.get(index) else {
            return Vec::new();
        };
        let refined = |traced: &TracedScan| {
            let (earlier, later) = (&traced.scan, &wanted.scan);
            // A run may reach beyond the band of a broken scan.
            let same_kind = (earlier.band.start == 0) == (later.band.start == 0);
            let parts = |s: &Scan, c: usize| s.parts.iter().any(|p| p.component == c);
            let shared = later.parts.iter().any(|p| parts(earlier, p.component));
            traced.frame == wanted.frame && same_kind && shared
        };
        let before = match wanted.scan.refines() {
            true => self.scans.get(..index).unwrap_or(&[]),
            false => &[],
        };
        let mut scans: Vec<usize> = (0..before.len())
            .filter(|&i| before.get(i).is_some_and(refined))
            .collect();
        scans.push(index);
        scans
    }

    /// Room for one row of MCUs of the components of some scans.
    fn room(&self, frame: &Geometry, scans: &[usize]) -> Vec<BlockRows> {
        if frame.data_unit == 1 {
            return Vec::new();
        }
        let mut read = vec![false; frame.components.len()];
        for part in scans
            .iter()
            .filter_map(|&i| self.scans.get(i))
            .flat_map(|t| &t.scan.parts)
        {
            if let Some(read) = read.get_mut(part.component) {
                *read = true;
            }
        }
        let components = frame.components.iter().zip(read);
        components
            .map(|(c, read)| match read {
                true => BlockRows::new(c.stride_blocks, c.v.into()),
                false => BlockRows::default(),
            })
            .collect()
    }
}
