//! The frames that edits name, read from a file.

use crate::jpeg::budget::Budget;
use crate::jpeg::frame::{BlockRows, Geometry, SamplePlane};
use crate::jpeg::rewrite::coefficients::Reading;
use crate::jpeg::side_by_side::Running;
use crate::jpeg::syntax::{self, marker, Structure};
use crate::jpeg::walk::{Next, ScanWalk};
use crate::trace::NoTrace;
use crate::{Code, Error, Limits};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

/// A frame, whole.
#[derive(Debug)]
pub(super) struct EditedFrame {
    /// Its number in the file, from 0.
    pub number: u32,
    pub geometry: Geometry,
    pub brought: Brought,
}

/// What the scans of a frame bring, by component.
#[derive(Debug)]
pub(super) enum Brought {
    Blocks(Vec<BlockRows>),
    Samples(Vec<SamplePlane>),
}

/// Frames on their way out of a file.
#[derive(Debug)]
pub(super) enum Frames {
    /// A picture that is one frame of coefficients.
    Picture(Box<Reading>),
    /// A lossless picture, or some frames of a hierarchical one.
    Levels(Box<Levels>),
}

impl Frames {
    /// Begins with a file, of which the frames of these numbers are wanted.
    pub fn new(data: &[u8], wanted: Vec<u32>, limits: &Limits) -> Result<Self, Error> {
        let structure = syntax::parse(data, limits);
        let (walk, geometry) = ScanWalk::new(&structure, limits)?;
        if geometry.data_unit != 1 {
            return Ok(Self::Picture(Box::new(Reading::new(data, limits)?)));
        }
        let levels = Levels::new(data, structure.into(), (walk, geometry), wanted, limits)?;
        Ok(Self::Levels(Box::new(levels)))
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self, data: &[u8]) -> Option<usize> {
        match self {
            Self::Picture(reading) => reading.step(data),
            Self::Levels(levels) => levels.step(data),
        }
    }

    /// What was read, the file's structure, and the warnings.
    pub fn finish(self) -> (Vec<EditedFrame>, Arc<Structure>, Vec<Error>) {
        match self {
            Self::Picture(reading) => {
                let (frame, structure, warnings) = reading.finish();
                let frame = EditedFrame {
                    number: 0,
                    geometry: frame.geometry,
                    brought: Brought::Blocks(frame.rows),
                };
                (vec![frame], structure, warnings)
            }
            Self::Levels(levels) => (levels.frames, levels.structure, levels.warnings),
        }
    }
}

/// Reads some frames, scan by scan, and passes over the others.
#[derive(Debug)]
pub(super) struct Levels {
    structure: Arc<Structure>,
    walk: ScanWalk,
    wanted: Vec<u32>,
    budget: Budget,
    memory_bytes: u64,
    /// Frames begun so far.
    begun: u32,
    running: Option<Running>,
    frames: Vec<EditedFrame>,
    warnings: Vec<Error>,
}

impl Levels {
    fn new(
        data: &[u8],
        structure: Arc<Structure>,
        (walk, picture): (ScanWalk, Geometry),
        wanted: Vec<u32>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut levels = Self {
            warnings: structure.errors.clone(),
            structure,
            walk,
            wanted,
            budget: Budget::new(data.len()),
            memory_bytes: limits.memory_bytes,
            begun: 0,
            running: None,
            frames: Vec::new(),
        };
        if picture.marker != marker::DHP {
            levels.begin(picture)?;
        }
        Ok(levels)
    }

    /// Begins a frame; makes room for it if it is wanted.
    fn begin(&mut self, geometry: Geometry) -> Result<(), Error> {
        let number = self.begun;
        self.begun += 1;
        if !self.wanted.contains(&number) {
            return Ok(());
        }
        let needed = geometry.coefficients().saturating_mul(2);
        self.memory_bytes = self.memory_bytes.checked_sub(needed).ok_or(Error {
            code: Code::LimitMemory,
            at: geometry.at,
            value: needed,
        })?;
        self.budget.take_samples(&geometry)?;
        let components = geometry.components.iter();
        let brought = match marker::is_lossless(geometry.marker) {
            true => {
                let planes = components.map(|c| SamplePlane::new(c.width, c.height));
                Brought::Samples(planes.collect())
            }
            false => {
                let rows =
                    components.map(|c| BlockRows::new(c.stride_blocks, c.padded_blocks_down));
                Brought::Blocks(rows.collect())
            }
        };
        self.frames.push(EditedFrame {
            number,
            geometry,
            brought,
        });
        Ok(())
    }

    /// The frame that scans belong to now, if it is wanted.
    fn current(&mut self) -> Option<&mut EditedFrame> {
        let number = self.begun.checked_sub(1)?;
        self.frames.last_mut().filter(|f| f.number == number)
    }

    fn step(&mut self, data: &[u8]) -> Option<usize> {
        match self.running.take() {
            Some(running) => Some(self.row(data, running)),
            None => self.go_on(data),
        }
    }

    /// Reads a row of MCUs of the scan that is being read, or ends it; the byte of the file reached.
    fn row(&mut self, data: &[u8], mut running: Running) -> usize {
        let Running {
            scan,
            state,
            warnings,
            ..
        } = &mut running;
        if state.mcu_row >= scan.mcus_down || !self.budget.left(&mut self.warnings) {
            let reached = scan.segment.end;
            running.tell(&mut self.warnings);
            return reached;
        }
        match self.current().map(|frame| &mut frame.brought) {
            Some(Brought::Blocks(rows)) => {
                scan.mcu_row(data, state, rows, &mut NoTrace, warnings);
            }
            Some(Brought::Samples(planes)) => {
                scan.sample_row(data, state, planes, &mut NoTrace, warnings);
            }
            None => state.mcu_row = scan.mcus_down,
        }
        self.budget.spend(state.work);
        state.take_troubles();
        let reached = scan.byte_position(data, state);
        self.running = Some(running);
        reached
    }

    /// Goes on to the next scan or frame; the byte of the file reached.
    fn go_on(&mut self, data: &[u8]) -> Option<usize> {
        let mut warnings = Vec::new();
        match self.walk.next(&self.structure, &mut warnings) {
            Ok(Next::Scan(scan)) => {
                let reached = scan.segment.start;
                match self.current().is_some() {
                    true => self.running = Some(Running::new(data, scan, warnings)),
                    false => self.warnings.append(&mut warnings),
                }
                Some(reached)
            }
            Ok(Next::Frame(level)) => {
                let reached = (level.geometry.at / 8) as usize;
                match self.begin(level.geometry) {
                    Ok(()) => Some(reached),
                    Err(error) => self.end(error),
                }
            }
            Ok(Next::End) => None,
            Err(error) => self.end(error),
        }
    }

    /// Ends with an error: what was read before it can still be edited.
    fn end(&mut self, error: Error) -> Option<usize> {
        self.warnings.push(error);
        None
    }
}
