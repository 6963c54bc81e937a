//! Reads the frame of a file, scan by scan and MCU row by MCU row: T.81 B.2.1 (order of the segments), F.2.1, G.2.
//!
//! A frame whose first scan brings everything (baseline as cameras write it) is handed on row by row and never held as a
//! whole; any other frame is collected first.

use super::abbreviated::TableStream;
use super::budget::Budget;
use super::damage::{Damage, DamageMap};
use super::entropy::scan::{Scan, ScanState};
use super::frame::{BlockRows, Geometry, SamplePlane};
use super::hierarchy::{Brought, Hierarchy};
use super::pixels::smooth::Smoothing;
use super::progression::{KnownBits, Progression};
use super::syntax::{marker, Content, Structure};
use super::walk::{Level, Next, Quantisers, ScanWalk};
use crate::trace::{NoTrace, Sink};
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;

/// What one step of a [`FrameReader`] brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Reading went on; no rows yet. The byte of the file reached.
    Read(usize),
    /// The coefficients of this row of MCUs are final: see [`FrameReader::rows`].
    Row(u32),
    /// There are no more rows.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Rows are final as soon as they are read.
    Streaming,
    /// Scans are being collected.
    Collecting,
    /// All scans are in; the next row to hand on.
    HandingOn(u32),
}

/// Reads a picture's coefficients or samples in bounded steps.
#[derive(Debug)]
pub(super) struct FrameReader {
    pub structure: Structure,
    /// How the picture is divided.
    pub geometry: Geometry,
    pub warnings: Vec<Error>,
    limits: Limits,
    budget: Budget,
    /// What the caller makes of the picture takes so many bytes.
    result_bytes: u64,
    walk: ScanWalk,
    /// The frames of a hierarchical image so far, and the one that is being read.
    hierarchy: Option<(Hierarchy, Option<Level>)>,
    current: Option<(Scan, ScanState)>,
    rows: Vec<BlockRows>,
    /// Lossless frames and hierarchical images: samples instead of coefficients.
    planes: Vec<SamplePlane>,
    progression: Progression,
    /// For each component of the picture: a scan of it has begun.
    begun: Vec<bool>,
    damage: Damage,
    phase: Phase,
    next_row: u32,
}

impl FrameReader {
    /// Reads up to the first scan.
    ///
    /// `result_bytes`: what the caller will make of a picture takes so many bytes, which the limits must allow, too.
    pub fn new(
        data: &[u8],
        structure: Structure,
        limits: &Limits,
        result_bytes: impl Fn(&Geometry) -> u64,
    ) -> Result<Self, Error> {
        Self::with_tables(data, structure, None, limits, result_bytes)
    }

    /// The same, with tables that came in a stream of their own.
    pub fn with_tables(
        data: &[u8],
        structure: Structure,
        tables: Option<&TableStream>,
        limits: &Limits,
        result_bytes: impl Fn(&Geometry) -> u64,
    ) -> Result<Self, Error> {
        let mut warnings = Vec::new();
        let (mut walk, geometry) = ScanWalk::new(&structure, limits)?;
        if let Some(tables) = tables {
            walk.define_before(tables);
        }
        let first = walk.next(&structure, &mut warnings)?;
        let streaming = matches!(&first, Next::Scan(scan)
            if scan.is_sequential() && scan.parts.len() == geometry.components.len());
        let hierarchical = geometry.marker == marker::DHP;
        let mut reader = Self {
            hierarchy: hierarchical.then(|| (Hierarchy::new(&geometry), None)),
            progression: Progression::new(geometry.components.len()),
            begun: vec![false; geometry.components.len()],
            damage: Damage::default(),
            structure,
            warnings,
            limits: *limits,
            budget: Budget::new(data.len()),
            result_bytes: result_bytes(&geometry),
            walk,
            current: None,
            rows: Vec::new(),
            planes: Vec::new(),
            phase: if streaming {
                Phase::Streaming
            } else {
                Phase::Collecting
            },
            next_row: 0,
            geometry,
        };
        match first {
            Next::Scan(scan) => {
                reader.make_room(None)?;
                reader.begin(data, scan);
            }
            Next::Frame(level) => reader.begin_level(level, &[])?,
            Next::End => return Err(Error::at_bit(Code::NoImage, data.len() as u64 * 8)),
        }
        Ok(reader)
    }

    /// Makes room for a frame's coefficients or samples, unless they are too many. `level`: a frame of a hierarchical
    /// image instead of the picture itself.
    fn make_room(&mut self, level: Option<&Geometry>) -> Result<(), Error> {
        let picture = &self.geometry;
        let frame = level.unwrap_or(picture);
        let streaming = self.phase == Phase::Streaming;
        let held = if streaming {
            u64::from(frame.width) * 64
        } else {
            frame.coefficients() * 2
        };
        // The result counts too, and so do a reference and what it is made of.
        let references = match level {
            Some(frame) => (picture.coefficients() + frame.coefficients()) * 2 * 2,
            None => 0,
        };
        let needed = held.saturating_add(self.result_bytes) + references;
        if needed > self.limits.memory_bytes {
            return Err(Error {
                code: Code::LimitMemory,
                at: frame.at,
                value: needed,
            });
        }
        self.budget.take_samples(frame)?;
        (self.rows, self.planes) = (Vec::new(), Vec::new());
        let components = frame.components.iter();
        if marker::is_lossless(frame.marker) {
            let planes = components.map(|c| SamplePlane::new(c.width, c.height));
            self.planes = planes.collect();
        } else {
            let rows = components.map(|c| {
                let down = if streaming {
                    u32::from(c.v)
                } else {
                    c.padded_blocks_down
                };
                BlockRows::new(c.stride_blocks, down)
            });
            self.rows = rows.collect();
        }
        Ok(())
    }

    /// Begins a frame of a hierarchical image; `quantisers` are those of the frame before.
    fn begin_level(&mut self, level: Level, quantisers: &[Quantisers]) -> Result<(), Error> {
        self.end_level(quantisers);
        let geometry = level.geometry.clone();
        self.make_room(Some(&geometry))?;
        if let Some((_, current)) = &mut self.hierarchy {
            *current = Some(level);
        }
        Ok(())
    }

    /// Adds the frame that has been read to the reference.
    fn end_level(&mut self, quantisers: &[Quantisers]) {
        let Some((hierarchy, level)) = &mut self.hierarchy else {
            return;
        };
        let Some(level) = level.take() else {
            return;
        };
        let brought = if marker::is_lossless(level.geometry.marker) {
            Brought::Samples(&self.planes)
        } else {
            Brought::Blocks(&self.rows, quantisers)
        };
        hierarchy.take(&level, &brought, &mut self.warnings);
    }

    /// Everything has been read.
    fn end(&mut self, quantisers: &[Quantisers]) {
        self.end_level(quantisers);
        if let Some((hierarchy, _)) = &mut self.hierarchy {
            self.rows = Vec::new();
            self.planes = hierarchy.finish();
        }
        self.phase = Phase::HandingOn(0);
    }

    /// The picture has samples, not coefficients.
    pub fn has_samples(&self) -> bool {
        self.geometry.data_unit == 1
    }

    /// Begins a scan.
    fn begin(&mut self, data: &[u8], scan: Scan) {
        for part in &scan.parts {
            if let Some(begun) = self.begun.get_mut(part.component) {
                *begun = true;
            }
        }
        if marker::is_progressive(self.geometry.marker) {
            let components = scan.parts.iter().map(|part| part.component);
            self.progression.begin(
                components,
                scan.band,
                scan.high_bit,
                scan.at,
                &mut self.warnings,
            );
        }
        let state = scan.start(data);
        self.current = Some((scan, state));
    }

    /// The process of the picture: its frame's marker, or that of the first frame of a hierarchical image.
    pub fn process(&self) -> u8 {
        let mut frames = self.structure.segments.iter();
        let first = frames.find_map(|s| match &s.content {
            Content::Frame(header) => Some(header.marker),
            _ => None,
        });
        first.unwrap_or(self.geometry.marker)
    }

    /// Whether scans that the picture needs have not come: of a component, or further bits of a progressive frame.
    pub fn is_incomplete(&self) -> bool {
        let progressive = marker::is_progressive(self.geometry.marker);
        let partly = |known: &KnownBits| known.iter().any(|&bit| bit != 0);
        self.begun.iter().any(|begun| !begun)
            || (progressive && self.progression.known.iter().any(partly))
    }

    /// How the picture's MCUs fared, if anything was wrong so far.
    pub fn damage(&self) -> Option<DamageMap> {
        let whole = !matches!(self.phase, Phase::HandingOn(_)) || !self.is_incomplete();
        self.damage.map(&self.geometry, whole)
    }

    /// The quantisers of each component, as far as they are known.
    pub fn quantisers(&self) -> Vec<Quantisers> {
        self.walk.quantisers()
    }

    /// The coefficients: at least those of the row that the last event named.
    pub fn rows(&self) -> &[BlockRows] {
        &self.rows
    }

    /// Lossless frames: the samples; otherwise nothing.
    pub fn planes(&self) -> &[SamplePlane] {
        &self.planes
    }

    /// The coefficients of a row that an event named, smoothed into `scratch` where the frame is incomplete.
    pub fn smoothed<'a>(
        &'a self,
        row: u32,
        smoothing: super::Smoothing,
        scratch: &'a mut Vec<BlockRows>,
    ) -> &'a [BlockRows] {
        let wanted = smoothing == super::Smoothing::Estimate;
        if !wanted || !marker::is_progressive(self.geometry.marker) {
            return &self.rows;
        }
        let quantisers = self.quantisers();
        match Smoothing::new(&self.geometry, &quantisers, &self.progression) {
            Some(smoothing) => {
                smoothing.mcu_row(row, &self.rows, scratch);
                scratch
            }
            None => &self.rows,
        }
    }

    /// Does a bounded piece of work: at most one row of MCUs.
    pub fn step(&mut self, data: &[u8]) -> Event {
        self.step_to(data, &mut NoTrace)
    }

    /// The same while `sink` listens.
    pub fn step_to<S: Sink>(&mut self, data: &[u8], sink: &mut S) -> Event {
        match self.phase {
            Phase::Streaming => self.stream(data, sink),
            Phase::Collecting => self.collect(data, sink),
            Phase::HandingOn(row) if row < self.geometry.mcus_down => {
                self.phase = Phase::HandingOn(row + 1);
                Event::Row(row)
            }
            Phase::HandingOn(_) => Event::Done,
        }
    }

    fn stream<S: Sink>(&mut self, data: &[u8], sink: &mut S) -> Event {
        let row = self.next_row;
        let Some((scan, state)) = &mut self.current else {
            return Event::Done;
        };
        if row >= self.geometry.mcus_down {
            return Event::Done;
        }
        for (rows, c) in self.rows.iter_mut().zip(&self.geometry.components) {
            rows.clear_to(row * u32::from(c.v));
        }
        // A scan of one component counts single block rows; the picture's MCU rows may hold several.
        let down = scan.parts.first().map_or(1, |p| p.down);
        let block_rows = match self.geometry.components.first() {
            Some(c) if scan.parts.len() == 1 => u32::from(c.v),
            _ => down,
        };
        let until = ((row + 1) * block_rows / down).min(scan.mcus_down);
        while state.mcu_row < until && self.budget.left(&mut self.warnings) {
            let mcu_row = state.mcu_row;
            scan.mcu_row(data, state, &mut self.rows, sink, &mut self.warnings);
            self.budget.spend(state.work);
            let (geometry, troubles) = (&self.geometry, state.take_troubles());
            self.damage
                .row(geometry, geometry, scan, mcu_row, &troubles);
        }
        self.next_row += 1;
        Event::Row(row)
    }

    fn collect<S: Sink>(&mut self, data: &[u8], sink: &mut S) -> Event {
        let Some((scan, state)) = &mut self.current else {
            self.go_on(data);
            return Event::Read(0);
        };
        if !self.budget.left(&mut self.warnings) {
            self.current = None;
            let quantisers = self.walk.quantisers();
            self.end(&quantisers);
            return Event::Read(data.len());
        }
        if state.mcu_row < scan.mcus_down {
            let mcu_row = state.mcu_row;
            if scan.is_lossless() {
                scan.sample_row(data, state, &mut self.planes, sink, &mut self.warnings);
            } else if scan.mcu_row(data, state, &mut self.rows, sink, &mut self.warnings) {
                // A second sequential scan of a component adds to the first, as in the reference: nothing is cleared.
                // A scan of one component counts single block rows.
                let part = scan.parts.first().filter(|_| scan.parts.len() == 1);
                let component = part.and_then(|p| self.geometry.components.get(p.component));
                let rows_each = component.map_or(1, |c| u32::from(c.v));
                self.progression.last_sound_row = mcu_row / rows_each;
            }
            self.budget.spend(state.work);
            let troubles = state.take_troubles();
            let level = self
                .hierarchy
                .as_ref()
                .and_then(|(_, level)| level.as_ref());
            let frame = level.map_or(&self.geometry, |level| &level.geometry);
            self.damage
                .row(&self.geometry, frame, scan, mcu_row, &troubles);
            return Event::Read(scan.byte_position(data, state));
        }
        let reached = scan.segment.end;
        self.current = None;
        self.go_on(data);
        Event::Read(reached)
    }

    /// Goes on to the next scan.
    fn go_on(&mut self, data: &[u8]) {
        let quantisers = self.walk.quantisers();
        let next = match self.walk.next(&self.structure, &mut self.warnings) {
            Ok(Next::Scan(scan)) => {
                self.begin(data, scan);
                return;
            }
            Ok(Next::Frame(level)) => self.begin_level(level, &quantisers),
            Ok(Next::End) => {
                self.end(&quantisers);
                return;
            }
            Err(error) => Err(error),
        };
        if let Err(error) = next {
            // What earlier scans brought can still be shown.
            self.warnings.push(error);
            self.end(&quantisers);
        }
    }
}
