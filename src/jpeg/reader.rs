//! Reads the frame of a file, scan by scan and MCU row by MCU row: T.81 B.2.1 (order of the segments), F.2.1, G.2.
//!
//! A frame whose first scan brings everything (baseline as cameras write it) is handed on row by row and never held as a
//! whole, and so is one whose scans can be decoded side by side; any other frame is collected first.

use super::abbreviated::TableStream;
use super::budget::Budget;
use super::damage::{Damage, DamageMap};
use super::entropy::scan::{Scan, ScanState};
use super::excerpt::{self, Until};
use super::frame::{BlockRows, Geometry, SamplePlane};
use super::hierarchy::{Brought, Hierarchy};
use super::pixels::smooth::Smoothing;
use super::pixels::{Sample, Strips};
use super::progression::Progression;
use super::redecode::{History, Incident};
use super::scale::Scale;
use super::sequence::Sequence;
use super::side_by_side::{self, Running};
use super::syntax::{marker, Content, Structure};
use super::walk::{Level, Next, Quantisers, ScanWalk};
use super::Options;
use crate::trace::{NoTrace, Sink};
use crate::{Code, Error, Limits};
use alloc::sync::Arc;
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

/// In which order the scans of a frame are decoded. The coefficients are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// One after the other, as they stand in the file: for those who listen.
    File,
    /// Side by side where that can be promised.
    Rows,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Rows are final as soon as the current scans have been read so far.
    Streaming,
    /// Scans are being collected.
    Collecting,
    /// All scans are in; the next row to hand on.
    HandingOn(u32),
}

/// Reads a picture's coefficients or samples in bounded steps.
#[derive(Clone, Debug)]
pub(super) struct FrameReader {
    pub structure: Arc<Structure>,
    /// How the picture is divided.
    pub geometry: Geometry,
    /// What was wrong before and between the current scans.
    warnings: Vec<Error>,
    limits: Limits,
    pub(super) budget: Budget,
    /// What the caller makes of the picture takes so many bytes.
    result_bytes: u64,
    walk: ScanWalk,
    /// The frames of a hierarchical image so far, and the one that is being read.
    hierarchy: Option<(Hierarchy, Option<Level>)>,
    /// The scan that is being read, or all that are read side by side.
    pub(super) current: Vec<Running>,
    rows: Vec<BlockRows>,
    /// Lossless frames and hierarchical images: samples instead of coefficients.
    planes: Vec<SamplePlane>,
    progression: Progression,
    /// For each component of the picture: a scan of it has begun.
    begun: Vec<bool>,
    pub(super) damage: Damage,
    phase: Phase,
    pub(super) next_row: u32,
    /// How it went, where that is to be kept.
    pub(super) history: Option<History>,
    /// The blocks of the row that the last event named went to places of the caller's.
    pub(super) elsewhere: bool,
    /// What the picture will be reduced to.
    pub(super) scale: Scale,
    /// In which order the coefficients of a hierarchical image's frames are taken to stand. Others are moved when they are shown.
    sequence: Sequence,
    /// Scans that a picture of this scale takes nothing of are left out.
    leaves_out: bool,
    /// How far the file is read.
    pub(super) until: Option<Until>,
}

impl FrameReader {
    /// Reads up to the first scan.
    ///
    /// `result_bytes`: what the caller will make of a picture takes so many bytes, which the limits must allow, too.
    pub fn new(
        data: &[u8],
        structure: Arc<Structure>,
        limits: &Limits,
        order: Order,
        result_bytes: impl Fn(&Geometry) -> u64,
    ) -> Result<Self, Error> {
        Self::with_tables(data, structure, None, limits, order, result_bytes)
    }

    /// The same, with tables that came in a stream of their own.
    pub fn with_tables(
        data: &[u8],
        structure: Arc<Structure>,
        tables: Option<&TableStream>,
        limits: &Limits,
        order: Order,
        result_bytes: impl Fn(&Geometry) -> u64,
    ) -> Result<Self, Error> {
        let mut warnings = Vec::new();
        let (mut walk, geometry) = ScanWalk::new(&structure, limits)?;
        if let Some(tables) = tables {
            walk.define_before(tables);
        }
        let first = walk.next(&structure, &mut warnings)?;
        let hierarchical = geometry.marker == marker::DHP;
        let mut reader = Self {
            hierarchy: hierarchical.then(|| (Hierarchy::new(&geometry), None)),
            progression: Progression::new(geometry.components.len()),
            begun: vec![false; geometry.components.len()],
            damage: Damage::default(),
            structure,
            warnings: Vec::new(),
            limits: *limits,
            budget: Budget::new(data.len()),
            result_bytes: result_bytes(&geometry),
            walk,
            current: Vec::new(),
            rows: Vec::new(),
            planes: Vec::new(),
            phase: Phase::Collecting,
            next_row: 0,
            history: None,
            elsewhere: false,
            scale: Scale::Full,
            sequence: Sequence::ZIGZAG,
            leaves_out: false,
            until: None,
            geometry,
        };
        match first {
            Next::Scan(scan) => {
                let alone = reader.is_whole(&scan);
                let others = match order {
                    _ if alone => Some(Vec::new()),
                    Order::Rows => reader.others(&scan),
                    Order::File => None,
                };
                if others.is_some() {
                    reader.phase = Phase::Streaming;
                }
                reader.make_room(None, alone)?;
                reader.begin(data, scan, warnings);
                for (scan, warnings) in others.unwrap_or_default() {
                    reader.begin(data, scan, warnings);
                }
            }
            Next::Frame(level) => {
                reader.warnings = warnings;
                reader.begin_level(level, &[])?;
            }
            Next::End => return Err(Error::at_bit(Code::NoImage, data.len() as u64 * 8)),
        }
        Ok(reader)
    }

    /// Whether a scan brings everything.
    pub(super) fn is_whole(&self, scan: &Scan) -> bool {
        scan.is_sequential() && scan.parts.len() == self.geometry.components.len()
    }

    /// The scans behind the first, if they can be read side by side with it.
    fn others(&mut self, first: &Scan) -> Option<Vec<(Scan, Vec<Error>)>> {
        let (walk, structure) = (&mut self.walk, &self.structure);
        side_by_side::others(walk, structure, &self.geometry, first, &self.budget)
    }

    /// Makes room for a frame's coefficients or samples, unless they are too many. `level`: a frame of a hierarchical
    /// image instead of the picture itself. `alone`: one scan brings everything.
    fn make_room(&mut self, level: Option<&Geometry>, alone: bool) -> Result<(), Error> {
        let picture = &self.geometry;
        let frame = level.unwrap_or(picture);
        let streaming = self.phase == Phase::Streaming;
        // Scans side by side hold no more than one that is alone, but who listens to them needs the whole frame: what is
        // too large does not depend on who asks.
        let held = if alone {
            u64::from(frame.width) * 64
        } else {
            frame.coefficients() * 2
        };
        // The lines of one row of MCUs: in a wide picture of much sampling they are more than the picture.
        let lines = match picture.precision {
            ..=8 => Strips::<u8>::memory_bytes(picture),
            _ => Strips::<u16>::memory_bytes(picture),
        };
        // The result counts too, and so do a reference and what it is made of.
        let references = match level {
            Some(frame) => (picture.coefficients() + frame.coefficients()) * 2 * 2,
            None => 0,
        };
        let needed = held.saturating_add(self.result_bytes) + lines + references;
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
        self.make_room(Some(&geometry), false)?;
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
            self.sequence.move_frame(&mut self.rows);
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

    /// The same for a picture that is made as `options` say.
    pub fn with_options(
        data: &[u8],
        structure: Arc<Structure>,
        tables: Option<&TableStream>,
        options: &Options,
        order: Order,
        result_bytes: impl Fn(&Geometry) -> u64,
    ) -> Result<Self, Error> {
        let until = options.excerpt.until;
        // Side by side, scans have no end before that of all.
        let order = until.map_or(order, |_| Order::File);
        let limits = &options.limits;
        let mut reader = Self::with_tables(data, structure, tables, limits, order, result_bytes)?;
        reader.until = until;
        reader.reduce(options);
        Ok(reader)
    }

    /// What a picture of this scale takes nothing of need not be kept, nor read.
    pub(super) fn reduce(&mut self, options: &Options) {
        let (scale, smoothing) = (options.scale, options.smoothing);
        self.sequence = options.sequence;
        if !self.sequence.is_zigzag() {
            // Any coefficient may be taken for the DC coefficient.
            return;
        }
        self.scale = scale;
        // Estimates depend on how far each scan came. Of what is streamed, everything has: nothing is estimated.
        let streaming = self.phase == Phase::Streaming;
        self.leaves_out = streaming || smoothing == super::Smoothing::Off;
        for running in &mut self.current {
            only_dc(running, &self.geometry, scale, self.leaves_out);
        }
    }

    /// Whether rows are final as soon as they have been read.
    pub fn is_streaming(&self) -> bool {
        self.phase == Phase::Streaming
    }

    /// The picture has samples, not coefficients.
    pub fn has_samples(&self) -> bool {
        self.geometry.data_unit == 1
    }

    /// Begins a scan. `warnings`: what was odd about its header.
    fn begin(&mut self, data: &[u8], scan: Scan, mut warnings: Vec<Error>) {
        for part in &scan.parts {
            if let Some(begun) = self.begun.get_mut(part.component) {
                *begun = true;
            }
        }
        if marker::is_progressive(self.geometry.marker) {
            let components = scan.parts.iter().map(|part| part.component);
            let (progression, high_bit) = (&mut self.progression, scan.high_bit);
            progression.begin(components, scan.band, high_bit, scan.at, &mut warnings);
        }
        let mut running = Running::new(data, scan, warnings);
        only_dc(&mut running, &self.geometry, self.scale, self.leaves_out);
        self.current.push(running);
    }

    /// Ends the scans that are being read.
    fn end_scans(&mut self) {
        for running in self.current.drain(..) {
            running.tell(&mut self.warnings);
        }
    }

    /// What was wrong so far.
    pub fn warnings(&self) -> Vec<Error> {
        let mut warnings = self.warnings.clone();
        for running in &self.current {
            running.tell(&mut warnings);
        }
        warnings
    }

    /// Adds a warning of what the headers mean for the picture.
    pub fn warn(&mut self, warning: Option<Error>) {
        self.warnings.extend(warning);
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
        self.begun.iter().any(|begun| !begun) || (progressive && !self.progression.is_complete())
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

    /// Others take the place of the coefficients, until this is asked again.
    pub fn exchange_rows(&mut self, rows: &mut Vec<BlockRows>) {
        core::mem::swap(&mut self.rows, rows);
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
            Phase::Streaming => self.stream_rows(data, sink),
            Phase::Collecting => self.collect(data, sink),
            Phase::HandingOn(row) if row < self.geometry.mcus_down => {
                self.phase = Phase::HandingOn(row + 1);
                Event::Row(row)
            }
            Phase::HandingOn(_) => Event::Done,
        }
    }

    /// Whether [`FrameReader::step_onto`] may put blocks elsewhere than in its rows: those of a picture that is not reduced.
    pub fn goes_anywhere(&self) -> bool {
        let alone = match self.current.as_slice() {
            [running] => self.is_whole(&running.scan) && running.scan.goes_anywhere(),
            _ => false,
        };
        let whole = self.scale == Scale::Full && self.until.is_none();
        alone && self.phase == Phase::Streaming && whole
    }

    /// The same as [`FrameReader::step`], but blocks that are final as soon as they are read go to `strips`, if they can.
    pub fn step_onto<T: Sample>(&mut self, data: &[u8], strips: &mut Strips<T>) -> Event {
        self.elsewhere = false;
        let row = self.next_row;
        let Some(running) = self.current.first().filter(|_| self.goes_anywhere()) else {
            return self.step(data);
        };
        let mut reached = running.state.mcu_row;
        let until = rows_until(&self.geometry, &running.scan, row);
        // Where nothing is left to be read, zeros are in the reader's rows already.
        let going_on = reached < until && self.budget.left(&mut self.warnings);
        if !going_on || strips.begin(row).is_err() {
            return self.step(data);
        }
        self.elsewhere = true;
        let event = self.stream(|scan, state, _, warnings| {
            reached = state.mcu_row + 1;
            scan.mcu_row_to(data, state, strips, warnings);
        });
        if let Some(running) = self.current.first() {
            for mcu_row in reached..until {
                running.scan.missing_row(mcu_row, strips);
            }
        }
        event
    }

    /// Whether the blocks of the row that the last event named went elsewhere.
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Reads what makes the next row of MCUs into the reader's rows.
    fn stream_rows<S: Sink>(&mut self, data: &[u8], sink: &mut S) -> Event {
        let row = self.next_row;
        for (rows, c) in self.rows.iter_mut().zip(&self.geometry.components) {
            rows.clear_to(row.saturating_mul(c.v.into()));
        }
        let until = self.until;
        self.stream(|scan, state, rows, warnings| {
            excerpt::row(until, scan, state.mcu_row, rows, |rows| {
                scan.mcu_row(data, state, rows, sink, warnings)
            });
        })
    }

    /// Reads what makes the next row of MCUs: rows of the current scans, each by `read`.
    #[inline(always)]
    pub(super) fn stream(
        &mut self,
        mut read: impl FnMut(&Scan, &mut ScanState, &mut [BlockRows], &mut Vec<Error>),
    ) -> Event {
        let row = self.next_row;
        if row >= self.geometry.mcus_down {
            return Event::Done;
        }
        let geometry = &self.geometry;
        let lines_read = lines_of(geometry, row + 1);
        if let Some(history) = &mut self.history {
            history.begin(row, self.current.iter().map(|running| &running.state));
        }
        for (index, running) in self.current.iter_mut().enumerate() {
            let Running {
                scan,
                state,
                warnings,
                ..
            } = running;
            let behind = rows_until(geometry, scan, row);
            let until = self.until;
            let goes_on = |mcu_row| mcu_row < behind && excerpt::takes(until, scan, mcu_row);
            while goes_on(state.mcu_row) && self.budget.left(&mut self.warnings) {
                let (mcu_row, said) = (state.mcu_row, warnings.len());
                read(scan, state, &mut self.rows, warnings);
                self.budget.spend(state.work);
                let troubles = state.take_troubles();
                let (damage, picture) = (&mut self.damage, geometry);
                damage.row(picture, picture, scan, mcu_row, lines_read, &troubles);
                if let Some(history) = &mut self.history {
                    let incident = Incident {
                        row,
                        scan: index,
                        scan_row: mcu_row,
                        troubles,
                        warnings: warnings.get(said..).unwrap_or(&[]).to_vec(),
                    };
                    history.take(incident, state.work, state.mcu_row > mcu_row + 1);
                }
            }
        }
        self.next_row += 1;
        Event::Row(row)
    }

    fn collect<S: Sink>(&mut self, data: &[u8], sink: &mut S) -> Event {
        let Some(running) = self.current.last_mut() else {
            self.go_on(data);
            return Event::Read(0);
        };
        let Running {
            scan,
            state,
            warnings,
            ..
        } = running;
        let until = self.until;
        let goes_on = state.mcu_row == scan.mcus_down || excerpt::takes(until, scan, state.mcu_row);
        if !goes_on || !self.budget.left(&mut self.warnings) {
            self.end_scans();
            let quantisers = self.sequence.quantisers(self.walk.quantisers());
            self.end(&quantisers);
            return Event::Read(data.len());
        }
        if state.mcu_row < scan.mcus_down {
            let mcu_row = state.mcu_row;
            let rows = &mut self.rows;
            if scan.is_lossless() {
                scan.sample_row(data, state, &mut self.planes, sink, warnings);
            } else if excerpt::row(until, scan, mcu_row, rows, |rows| {
                scan.mcu_row(data, state, rows, sink, warnings)
            }) {
                // A second sequential scan of a component adds to the first, as in the reference: nothing is cleared.
                self.progression.last_sound_row = mcu_row / rows_each(&self.geometry, scan);
            }
            self.budget.spend(state.work);
            let troubles = state.take_troubles();
            let level = self
                .hierarchy
                .as_ref()
                .and_then(|(_, level)| level.as_ref());
            let frame = level.map_or(&self.geometry, |level| &level.geometry);
            let (damage, picture) = (&mut self.damage, &self.geometry);
            damage.row(picture, frame, scan, mcu_row, u64::MAX, &troubles);
            return Event::Read(scan.byte_position(data, state));
        }
        let reached = scan.segment.end;
        self.end_scans();
        self.go_on(data);
        Event::Read(reached)
    }

    /// Goes on to the next scan.
    fn go_on(&mut self, data: &[u8]) {
        let quantisers = self.sequence.quantisers(self.walk.quantisers());
        let mut warnings = Vec::new();
        let next = self.walk.next(&self.structure, &mut warnings);
        let next = match next {
            Ok(Next::Scan(scan)) if !excerpt::takes(self.until, &scan, 0) => Ok(Next::End),
            Ok(Next::Scan(scan)) => {
                self.begin(data, scan, warnings);
                return;
            }
            next => next,
        };
        self.warnings.extend(warnings);
        let next = match next {
            Ok(Next::Frame(level)) => self.begin_level(level, &quantisers),
            Ok(_) => {
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

/// Rows of a scan in a row of MCUs of the picture: a scan of one component counts single block rows.
pub(super) fn rows_each(geometry: &Geometry, scan: &Scan) -> u32 {
    let part = scan.parts.first().filter(|_| scan.parts.len() == 1);
    let component = part.and_then(|p| geometry.components.get(p.component));
    component.map_or(1, |c| u32::from(c.v))
}

/// The row of a scan behind those in row of MCUs `row` of the picture.
pub(super) fn rows_until(geometry: &Geometry, scan: &Scan, row: u32) -> u32 {
    let until = row
        .saturating_add(1)
        .saturating_mul(rows_each(geometry, scan));
    until.min(scan.mcus_down)
}

/// Lines of a picture in its first rows of MCUs.
pub(super) fn lines_of(geometry: &Geometry, mcu_rows: u32) -> u64 {
    u64::from(mcu_rows) * u64::from(geometry.data_unit) * u64::from(geometry.v_max)
}

/// Leaves out the AC coefficients of components that a picture of this scale takes only DC coefficients of. (A hierarchical
/// image is reduced when all its frames have been added up.) `whole`: also scans that bring nothing else.
fn only_dc(running: &mut Running, picture: &Geometry, scale: Scale, whole: bool) {
    if scale != Scale::Eighth || picture.marker == marker::DHP {
        return;
    }
    let one_sample = |component: usize| {
        let found = picture.components.get(component);
        found.is_some_and(|c| scale.component(picture, c).side == 1)
    };
    let scan = &mut running.scan;
    scan.leave_out_ac(one_sample);
    if whole && scan.band.start > 0 && scan.parts.iter().all(|p| one_sample(p.component)) {
        running.leave_out();
    }
}
