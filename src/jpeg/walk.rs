//! From scan to scan: which frame and which tables are in force. T.81 B.2.1, B.2.4, B.3 (order of the segments).

use super::abbreviated::TableStream;
use super::entropy::scan::Scan;
use super::entropy::tables::Tables;
use super::frame::Geometry;
use super::syntax::header::{FrameHeader, ScanHeader};
use super::syntax::{marker, tables, Content, Structure};
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;

/// Quantisers of one table, natural order.
pub type Quantisers = [u16; 64];

/// What comes next in a file.
#[derive(Debug)]
pub(super) enum Next {
    /// A scan.
    Scan(Scan),
    /// A frame of a hierarchical image.
    Frame(Level),
    /// The end of the image.
    End,
}

/// A frame of a hierarchical image, T.81 B.3, J.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Level {
    /// How it is divided.
    pub geometry: Geometry,
    /// Eh: the reference is doubled horizontally.
    pub wider: bool,
    /// Ev: the reference is doubled vertically.
    pub higher: bool,
}

/// Walks over a file's segments.
#[derive(Clone, Debug)]
pub(super) struct ScanWalk {
    next_segment: usize,
    limits: Limits,
    /// The frame that scans belong to.
    frame: Geometry,
    /// The image is hierarchical: it has many frames.
    hierarchical: bool,
    frames: u32,
    /// Eh, Ev of the last EXP segment, until a frame uses it.
    expansion: (u8, u8),
    tables: Tables,
    quant: [Option<Quantisers>; 4],
    /// For each component of the frame: its table as it was at the component's first scan.
    latched: Vec<Option<Quantisers>>,
    scans: u32,
}

impl ScanWalk {
    /// A walk over the first image of a file, and how the picture is divided: by its frame header, or by its DHP segment
    /// if it is hierarchical.
    pub fn new(structure: &Structure, limits: &Limits) -> Result<(Self, Geometry), Error> {
        let picture = picture_header(structure)?;
        let geometry = Geometry::new(&picture, limits)?;
        let walk = Self {
            next_segment: 0,
            limits: *limits,
            hierarchical: picture.marker == marker::DHP,
            frames: 0,
            expansion: (0, 0),
            tables: Tables::default(),
            quant: [None; 4],
            latched: vec![None; geometry.components.len()],
            scans: 0,
            frame: geometry.clone(),
        };
        Ok((walk, geometry))
    }

    /// Takes tables that came in a stream of their own: T.81 B.5.
    pub fn define_before(&mut self, tables: &TableStream) {
        for content in &tables.definitions {
            self.define(content);
        }
    }

    /// Takes the tables that a segment defines, if it defines any.
    fn define(&mut self, content: &Content) {
        match content {
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
            _ => {}
        }
    }

    /// The quantisers of each component of the frame; zeros for one that no scan has named yet.
    pub fn quantisers(&self) -> Vec<Quantisers> {
        self.latched.iter().map(|q| q.unwrap_or([0; 64])).collect()
    }

    /// The tables in force for the last scan.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Goes on to the next scan, or frame of a hierarchical image.
    pub fn next(
        &mut self,
        structure: &Structure,
        warnings: &mut Vec<Error>,
    ) -> Result<Next, Error> {
        while let Some(segment) = structure.segments.get(self.next_segment) {
            self.next_segment += 1;
            match &segment.content {
                content @ (Content::QuantTables(_) | Content::HuffmanTables(_)) => {
                    self.define(content);
                }
                Content::Conditioning(list) => {
                    for &(class, destination, value) in list {
                        self.tables.condition(class, destination, value);
                    }
                }
                Content::RestartInterval(mcus) => {
                    self.tables.restart_interval = u32::from(*mcus);
                }
                Content::Expand(wider, higher) => self.expansion = (*wider, *higher),
                Content::Frame(header) if self.hierarchical => {
                    return self.level(header).map(Next::Frame);
                }
                Content::Frame(header) => {
                    self.frames += 1;
                    if self.frames > 1 {
                        warnings.push(Error::at_bit(Code::DuplicateFrame, header.at));
                    }
                }
                Content::Scan(header) => {
                    return self
                        .scan(structure, header, segment.bytes.end, warnings)
                        .map(Next::Scan);
                }
                // T.81 B.5: tables may come in a stream of their own before; they stay, the rest starts afresh (E.2.1).
                Content::StartOfImage => self.tables.start_image(),
                Content::EndOfImage if self.frames > 0 => break,
                _ => {}
            }
        }
        Ok(Next::End)
    }

    /// Begins a frame of a hierarchical image.
    fn level(&mut self, header: &FrameHeader) -> Result<Level, Error> {
        check_precision(header)?;
        let geometry = Geometry::new(header, &self.limits)?;
        self.latched = vec![None; geometry.components.len()];
        self.frame = geometry.clone();
        self.frames += 1;
        let (wider, higher) = core::mem::take(&mut self.expansion);
        Ok(Level {
            geometry,
            wider: wider > 0,
            higher: higher > 0,
        })
    }

    fn scan(
        &mut self,
        structure: &Structure,
        header: &ScanHeader,
        header_end: usize,
        warnings: &mut Vec<Error>,
    ) -> Result<Scan, Error> {
        let fault = |code, value: u32| Error {
            code,
            at: header.at,
            value: value.into(),
        };
        if self.scans >= self.limits.scans {
            return Err(fault(Code::LimitScans, self.limits.scans));
        }
        if self.hierarchical && self.frames == 0 {
            return Err(fault(Code::BadScan, 0));
        }
        let segment = match structure.segments.get(self.next_segment) {
            Some(next) if matches!(next.content, Content::EntropyCoded) => next.bytes.clone(),
            _ => header_end..header_end,
        };
        if !marker::is_progressive(self.frame.marker) {
            self.default_huffman_tables();
        }
        let (frame, tables, number) = (&self.frame, &self.tables, self.scans);
        let scan = Scan::new(frame, header, tables, segment, number, warnings)?;
        if !scan.is_lossless() {
            for part in &scan.parts {
                self.latch(part.component, header.at)?;
            }
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
    fn latch(&mut self, component: usize, at: u64) -> Result<(), Error> {
        let (Some(slot), Some(c)) = (
            self.latched.get_mut(component),
            self.frame.components.get(component),
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

/// The header that tells the picture's size: DHP, or the first frame's. The number of lines may stand in a DNL segment.
fn picture_header(structure: &Structure) -> Result<FrameHeader, Error> {
    let mut header = structure
        .segments
        .iter()
        .find_map(|s| match &s.content {
            Content::Frame(header) | Content::Hierarchy(header) => Some(header.clone()),
            _ => None,
        })
        .ok_or_else(|| why_no_image(structure))?;
    check_precision(&header)?;
    if marker::is_differential(header.marker) {
        let number = u64::from(header.marker & 15);
        return Err(Error::at_bit(Code::LoneDifference, header.at).with(number));
    }
    if header.height == 0 {
        header.height = lines(structure).unwrap_or(0);
    }
    Ok(header)
}

/// Why there is no frame header: what the file is instead, or else the first thing that is wrong with it.
fn why_no_image(structure: &Structure) -> Error {
    if structure.is_tables_only() {
        return Error::at_bit(Code::TablesOnly, 0);
    }
    let errors = structure.errors.iter();
    let other = errors.clone().find(|e| e.code == Code::OtherFormat);
    let first = other.or(structure.errors.first()).copied();
    first.unwrap_or(Error::at_bit(Code::NoImage, 0))
}

/// Bits a sample, by process: T.81 table B.2.
fn check_precision(header: &FrameHeader) -> Result<(), Error> {
    let allowed = match header.marker {
        marker::DHP => (2..=16).contains(&header.precision),
        code if marker::is_lossless(code) => (2..=16).contains(&header.precision),
        _ => matches!(header.precision, 8 | 12),
    };
    if allowed {
        Ok(())
    } else {
        let precision = header.precision.into();
        Err(Error::at_bit(Code::BadPrecision, header.at).with(precision))
    }
}

/// The number of lines where the frame header leaves it to a DNL segment behind the first scan, T.81 B.2.5.
fn lines(structure: &Structure) -> Option<u16> {
    structure.segments.iter().find_map(|s| match s.content {
        Content::Lines(lines) => Some(lines),
        _ => None,
    })
}
