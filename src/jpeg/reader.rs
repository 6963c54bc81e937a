//! Reads the frame of a file, scan by scan and MCU row by MCU row: T.81 B.2.1 (order of the segments), F.2.1, G.2.
//!
//! A frame whose first scan brings everything (baseline as cameras write it) is handed on row by row and never held as a
//! whole; any other frame is collected first.

use super::entropy::scan::{Scan, ScanState, Tables};
use super::frame::{BlockRows, Geometry, SamplePlane};
use super::pixels::smooth::Smoothing;
use super::progression::Progression;
use super::syntax::header::{FrameHeader, ScanHeader};
use super::syntax::{marker, tables, Content, Structure};
use crate::trace::NoTrace;
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;

/// Quantisers of one table, natural order.
pub type Quantisers = [u16; 64];

/// Walks over a file's segments and knows which tables are in force.
#[derive(Clone, Debug)]
pub(super) struct ScanWalk {
    next_segment: usize,
    tables: Tables,
    quant: [Option<Quantisers>; 4],
    /// For each component of the frame: its table as it was at the component's first scan.
    latched: Vec<Option<Quantisers>>,
    scans: u32,
    max_scans: u32,
}

impl ScanWalk {
    /// A walk over the first image of a file, with its frame's header.
    pub fn new(structure: &Structure, limits: &Limits) -> Result<(Self, Geometry), Error> {
        let header = first_frame(structure)?;
        let geometry = Geometry::new(&header, limits)?;
        let walk = Self {
            next_segment: 0,
            tables: Tables::default(),
            quant: [None; 4],
            latched: vec![None; geometry.components.len()],
            scans: 0,
            max_scans: limits.scans,
        };
        Ok((walk, geometry))
    }

    /// The quantisers of each component; zeros for one that no scan has named yet.
    pub fn quantisers(&self) -> Vec<Quantisers> {
        self.latched.iter().map(|q| q.unwrap_or([0; 64])).collect()
    }

    /// The next scan, or `None` at the end of the image.
    pub fn next(
        &mut self,
        structure: &Structure,
        geometry: &Geometry,
        warnings: &mut Vec<Error>,
    ) -> Result<Option<Scan>, Error> {
        let mut frames = 0;
        while let Some(segment) = structure.segments.get(self.next_segment) {
            self.next_segment += 1;
            match &segment.content {
                Content::QuantTables(list) => {
                    for table in list {
                        if let Some(slot) = self.quant.get_mut(usize::from(table.destination)) {
                            *slot = Some(table.natural);
                        }
                    }
                }
                Content::HuffmanTables(list) => {
                    for table in list {
                        let class = if table.ac {
                            &mut self.tables.ac
                        } else {
                            &mut self.tables.dc
                        };
                        if let Some(slot) = class.get_mut(usize::from(table.destination)) {
                            *slot = Some(table.clone());
                        }
                    }
                }
                Content::Conditioning(list) => {
                    for &(class, destination, value) in list {
                        self.tables.condition(class, destination, value);
                    }
                }
                Content::RestartInterval(mcus) => {
                    self.tables.restart_interval = u32::from(*mcus);
                }
                Content::Frame(header) => {
                    frames += 1;
                    if frames > 1 {
                        warnings.push(Error::at_bit(Code::DuplicateFrame, header.at));
                    }
                }
                Content::Scan(header) => {
                    return self
                        .scan(structure, geometry, header, segment.bytes.end, warnings)
                        .map(Some);
                }
                Content::EndOfImage => break,
                _ => {}
            }
        }
        Ok(None)
    }

    fn scan(
        &mut self,
        structure: &Structure,
        geometry: &Geometry,
        header: &ScanHeader,
        header_end: usize,
        warnings: &mut Vec<Error>,
    ) -> Result<Scan, Error> {
        if self.scans >= self.max_scans {
            return Err(Error {
                code: Code::LimitScans,
                at: header.at,
                value: self.max_scans.into(),
            });
        }
        let segment = match structure.segments.get(self.next_segment) {
            Some(next) if next.content == Content::EntropyCoded => next.bytes.clone(),
            _ => header_end..header_end,
        };
        if !marker::is_progressive(geometry.marker) {
            self.default_huffman_tables();
        }
        let scan = Scan::new(
            geometry,
            header,
            &self.tables,
            segment,
            self.scans,
            warnings,
        )?;
        let quantised = scan.parts.iter().filter(|_| !scan.is_lossless());
        for part in quantised {
            self.latch(geometry, part.component, header.at)?;
        }
        self.scans += 1;
        Ok(scan)
    }

    /// Motion JPEG leaves out the tables of K.3: they stand in where none was defined.
    fn default_huffman_tables(&mut self) {
        for spec in tables::HuffmanSpec::standard() {
            let class = if spec.ac {
                &mut self.tables.ac
            } else {
                &mut self.tables.dc
            };
            if let Some(slot) = class.get_mut(usize::from(spec.destination)) {
                slot.get_or_insert(spec);
            }
        }
    }

    /// A component keeps the quantisation table that was in force at its first scan.
    fn latch(&mut self, geometry: &Geometry, component: usize, at: u64) -> Result<(), Error> {
        let (Some(slot), Some(c)) = (
            self.latched.get_mut(component),
            geometry.components.get(component),
        ) else {
            return Ok(());
        };
        if slot.is_none() {
            let table = self.quant.get(usize::from(c.tq)).copied().flatten();
            *slot = Some(table.ok_or(Error {
                code: Code::MissingQuantTable,
                at,
                value: c.tq.into(),
            })?);
        }
        Ok(())
    }
}

/// The first frame header of a file, if its process is one that is decoded.
fn first_frame(structure: &Structure) -> Result<FrameHeader, Error> {
    let header = structure.segments.iter().find_map(|s| match &s.content {
        Content::Frame(header) => Some(header),
        _ => None,
    });
    let Some(mut header) = header.cloned() else {
        let first = structure.errors.first().copied();
        return Err(first.unwrap_or(Error::at_bit(Code::NoImage, 0)));
    };
    let fault = |code, value: u64| Error {
        code,
        at: header.at,
        value,
    };
    let allowed = if marker::is_lossless(header.marker) {
        (2..=16).contains(&header.precision)
    } else {
        matches!(header.precision, 8 | 12)
    };
    if !allowed {
        return Err(fault(Code::BadPrecision, header.precision.into()));
    }
    if marker::is_differential(header.marker) {
        return Err(fault(Code::Process, (header.marker & 15).into()));
    }
    if header.height == 0 {
        header.height = lines(structure).unwrap_or(0);
    }
    Ok(header)
}

/// The number of lines where the frame header leaves it to a DNL segment behind the first scan, T.81 B.2.5.
fn lines(structure: &Structure) -> Option<u16> {
    structure.segments.iter().find_map(|s| match s.content {
        Content::Lines(lines) => Some(lines),
        _ => None,
    })
}

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

/// Reads a frame's coefficients in bounded steps.
#[derive(Debug)]
pub(super) struct FrameReader {
    pub structure: Structure,
    pub geometry: Geometry,
    pub warnings: Vec<Error>,
    walk: ScanWalk,
    current: Option<(Scan, ScanState)>,
    rows: Vec<BlockRows>,
    /// Lossless frames: samples instead of coefficients.
    planes: Vec<SamplePlane>,
    progression: Progression,
    phase: Phase,
    next_row: u32,
}

impl FrameReader {
    /// Reads up to the first scan.
    pub fn new(data: &[u8], structure: Structure, limits: &Limits) -> Result<Self, Error> {
        let mut warnings = Vec::new();
        let (mut walk, geometry) = ScanWalk::new(&structure, limits)?;
        let no_image = Error::at_bit(Code::NoImage, data.len() as u64 * 8);
        let scan = walk
            .next(&structure, &geometry, &mut warnings)?
            .ok_or(no_image)?;
        let streaming = scan.is_sequential() && scan.parts.len() == geometry.components.len();
        let bytes_held = if streaming {
            u64::from(geometry.width) * 64
        } else {
            geometry.coefficients() * 2
        };
        // The picture itself, at four bytes a pixel, counts too.
        let needed = bytes_held + u64::from(geometry.width) * u64::from(geometry.height) * 4;
        if needed > limits.memory_bytes {
            return Err(Error {
                code: Code::LimitMemory,
                at: scan.segment.start as u64 * 8,
                value: needed,
            });
        }
        let lossless = scan.is_lossless();
        let components = geometry.components.iter();
        let planes = components
            .clone()
            .filter(|_| lossless)
            .map(|c| SamplePlane::new(c.width, c.height))
            .collect();
        let rows = components
            .filter(|_| !lossless)
            .map(|c| {
                let down = if streaming {
                    u32::from(c.v)
                } else {
                    c.padded_blocks_down
                };
                BlockRows::new(c.stride_blocks, down)
            })
            .collect();
        let progression = Progression::new(geometry.components.len());
        let mut reader = Self {
            structure,
            geometry,
            warnings,
            walk,
            current: None,
            rows,
            planes,
            progression,
            phase: if streaming {
                Phase::Streaming
            } else {
                Phase::Collecting
            },
            next_row: 0,
        };
        reader.begin(data, scan);
        Ok(reader)
    }

    /// Begins a scan.
    fn begin(&mut self, data: &[u8], scan: Scan) {
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
        match self.phase {
            Phase::Streaming => self.stream(data),
            Phase::Collecting => self.collect(data),
            Phase::HandingOn(row) if row < self.geometry.mcus_down => {
                self.phase = Phase::HandingOn(row + 1);
                Event::Row(row)
            }
            Phase::HandingOn(_) => Event::Done,
        }
    }

    fn stream(&mut self, data: &[u8]) -> Event {
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
        while state.mcu_row < until {
            scan.mcu_row(
                data,
                state,
                &mut self.rows,
                &mut NoTrace,
                &mut self.warnings,
            );
        }
        self.next_row += 1;
        Event::Row(row)
    }

    fn collect(&mut self, data: &[u8]) -> Event {
        let Some((scan, state)) = &mut self.current else {
            self.phase = Phase::HandingOn(0);
            return Event::Read(data.len());
        };
        if state.mcu_row < scan.mcus_down && scan.is_lossless() {
            scan.sample_row(
                data,
                state,
                &mut self.planes,
                &mut NoTrace,
                &mut self.warnings,
            );
            return Event::Read(scan.byte_position(data, state));
        }
        if state.mcu_row < scan.mcus_down {
            let sequential = scan.is_sequential();
            if sequential {
                clear_scan_row(scan, state, &mut self.rows);
            }
            let mcu_row = state.mcu_row;
            let sound = scan.mcu_row(
                data,
                state,
                &mut self.rows,
                &mut NoTrace,
                &mut self.warnings,
            );
            if sound {
                // A scan of one component counts single block rows.
                let part = scan.parts.first().filter(|_| scan.parts.len() == 1);
                let component = part.and_then(|p| self.geometry.components.get(p.component));
                let rows_each = component.map_or(1, |c| u32::from(c.v));
                self.progression.last_sound_row = mcu_row / rows_each;
            }
            return Event::Read(scan.byte_position(data, state));
        }
        let reached = scan.segment.end;
        let next = self
            .walk
            .next(&self.structure, &self.geometry, &mut self.warnings);
        self.current = None;
        match next {
            Ok(Some(scan)) => self.begin(data, scan),
            Ok(None) => {}
            // What earlier scans brought can still be shown.
            Err(error) => self.warnings.push(error),
        }
        Event::Read(reached)
    }
}

/// A sequential scan writes whole blocks, so what an earlier scan of the same component left there goes.
fn clear_scan_row(scan: &Scan, state: &ScanState, rows: &mut [BlockRows]) {
    for part in &scan.parts {
        if let Some(rows) = rows.get_mut(part.component) {
            for y in 0..part.down {
                rows.clear_row(state.mcu_row * part.down + y);
            }
        }
    }
}
