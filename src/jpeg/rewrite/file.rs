//! A whole file from coefficients: headers, tables, scans.

use super::arithmetic::{self, Conditioning};
use super::codes::{optimal, Codes};
use super::coefficients::Coefficients;
use super::lossless::LosslessPlan;
use super::scan::ScanPlan;
use super::script::{self, ScanStep};
use super::symbols::{SymbolWriter, TABLES};
use super::{markers, Coding, EntropyCoding, HuffmanTables, Process};
use crate::jpeg::entropy::tables::Tables;
use crate::jpeg::frame::{BlockRows, Geometry, SamplePlane};
use crate::jpeg::pixels::ColorModel;
use crate::jpeg::syntax::header::{ScanComponent, ScanHeader};
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::jpeg::walk::Quantisers;
use crate::{Code, Error};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// What a written scan consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanSizes {
    /// Huffman codes; arithmetic coding: decisions.
    pub symbols: u64,
    /// Bits of these codes; arithmetic coding: of everything.
    pub code_bits: u64,
    /// Bits of values, of run lengths, and corrections.
    pub extra_bits: u64,
    /// Zero bytes behind 0xFF.
    pub stuffed_bytes: u64,
    /// Bits that fill the last bytes before markers.
    pub padding_bits: u64,
    /// Bytes of the entropy-coded segment, restart markers included.
    pub bytes: u64,
    /// Bits of each block in the order of coding; a code that ends a band belongs to the block at which it is written.
    /// Decisions take fractions of bits: each block then has the whole ones that became certain with it.
    pub block_bits: Vec<u32>,
}

/// A file and what it consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its scans, in order.
    pub scans: Vec<ScanSizes>,
}

/// Huffman tables in force, by place: see [`TABLES`].
pub(super) type Specs = [Option<HuffmanSpec>; TABLES];

/// An entropy-coded segment and the tables that had to be made for it.
pub(super) struct Coded {
    pub bytes: Vec<u8>,
    pub sizes: ScanSizes,
    /// Their places.
    pub made: Vec<usize>,
}

/// What is coded with Huffman tables.
pub(super) trait HuffmanScan {
    /// The tables it uses, by place, in the order in which the reference encoder writes them.
    fn tables(&self) -> Vec<usize>;

    /// Codes all of it; `block_bits` takes the bits of each block, if it has blocks.
    fn code(&self, out: &mut SymbolWriter, block_bits: Option<&mut Vec<u32>>);
}

/// Blocks: a scan and the coefficients of the frame's components.
impl HuffmanScan for (&ScanPlan, &[BlockRows]) {
    fn tables(&self) -> Vec<usize> {
        self.0.tables()
    }

    fn code(&self, out: &mut SymbolWriter, block_bits: Option<&mut Vec<u32>>) {
        self.0.code(self.1, out, block_bits);
    }
}

/// Samples.
impl HuffmanScan for (&LosslessPlan, &[SamplePlane]) {
    fn tables(&self) -> Vec<usize> {
        self.0.tables()
    }

    fn code(&self, out: &mut SymbolWriter, _: Option<&mut Vec<u32>>) {
        self.0.code(self.1, out);
    }
}

/// Codes a scan with the tables `specs`; those among `make`, and those that lack a code, are made anew.
pub(super) fn code_scan(
    scan: &impl HuffmanScan,
    specs: &mut Specs,
    make: &[usize],
) -> Result<Coded, Error> {
    let mut made = make.to_vec();
    if !made.is_empty() {
        make_tables(scan, specs, |place, _| made.contains(&place))?;
    }
    let mut written = written(scan, specs)?;
    if written.0.lacks_codes() {
        let lacking = make_tables(scan, specs, |_, suffices| !suffices)?;
        made.extend(lacking);
        written = self::written(scan, specs)?;
    }
    let (mut out, block_bits) = written;
    out.out.pad();
    let (stuffed_bytes, padding_bits) = out.out.overhead();
    let (symbols, code_bits, extra_bits) = (out.symbols, out.code_bits, out.extra_bits);
    let bytes = out.out.finish();
    let sizes = ScanSizes {
        symbols,
        code_bits,
        extra_bits,
        stuffed_bytes,
        padding_bits,
        bytes: bytes.len() as u64,
        block_bits,
    };
    Ok(Coded { bytes, sizes, made })
}

/// Codes a scan arithmetically.
fn code_decisions(plan: &ScanPlan, rows: &[BlockRows], conditioning: &Conditioning) -> Coded {
    let mut sizes = ScanSizes::default();
    let intervals = plan.intervals().map(|mcus| {
        let interval = arithmetic::code_interval(plan, mcus, rows, conditioning);
        let pairs = interval.bytes.windows(2);
        let stuffed = pairs.filter(|pair| pair == &[0xFF, 0]).count();
        sizes.symbols += interval.decisions;
        sizes.stuffed_bytes += stuffed as u64;
        sizes.code_bits += 8 * (interval.bytes.len() - stuffed) as u64;
        sizes.block_bits.extend(interval.block_bits);
        interval.bytes
    });
    let bytes = arithmetic::with_restarts(intervals);
    sizes.bytes = bytes.len() as u64;
    Coded {
        bytes,
        sizes,
        made: Vec::new(),
    }
}

/// Makes the tables of a scan that `wanted` says (by place, and whether the present one suffices); which these are.
fn make_tables(
    scan: &impl HuffmanScan,
    specs: &mut Specs,
    wanted: impl Fn(usize, bool) -> bool,
) -> Result<Vec<usize>, Error> {
    let mut counter = SymbolWriter::counter();
    scan.code(&mut counter, None);
    counter.check()?;
    let counts = counter.into_counts();
    let mut made = Vec::new();
    for place in scan.tables() {
        let (Some(counts), Some(spec)) = (counts.get(place), specs.get_mut(place)) else {
            continue;
        };
        let codes = spec.as_ref().map(Codes::new).transpose()?;
        if wanted(place, codes.is_some_and(|codes| codes.suffice(counts))) {
            *spec = Some(optimal(counts, place >= 4, (place % 4) as u8));
            made.push(place);
        }
    }
    Ok(made)
}

/// Codes a scan with these tables; a symbol may turn out to have no code.
fn written(scan: &impl HuffmanScan, specs: &Specs) -> Result<(SymbolWriter, Vec<u32>), Error> {
    let mut out = SymbolWriter::writer(codes_of(&scan.tables(), specs)?);
    let mut block_bits = Vec::new();
    scan.code(&mut out, Some(&mut block_bits));
    out.check()?;
    Ok((out, block_bits))
}

/// The codes of the tables that a scan uses.
pub(super) fn codes_of(used: &[usize], specs: &Specs) -> Result<Vec<Option<Codes>>, Error> {
    let codes = specs.iter().enumerate().map(|(place, spec)| {
        let spec = spec.as_ref().filter(|_| used.contains(&place));
        spec.map(Codes::new).transpose()
    });
    codes.collect()
}

/// What stands around the scans.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    /// SOI and what follows before the frame header.
    pub before_frame: Vec<u8>,
    /// What follows the frame header before the first scan.
    pub after_frame: Vec<u8>,
    /// Bytes after EOI.
    pub trailing: &'a [u8],
    /// The quantisation tables that the parts above define, by destination.
    pub quantisers: [Option<Quantisers>; 4],
    /// One of them is stored with 16 bits an element, as baseline does not allow.
    pub wide: bool,
}

/// Which of two sets of tables a component uses, as the reference encoder chooses: one for luminance and everything else,
/// one for colour differences.
fn destination(colour: ColorModel, component: usize) -> u8 {
    match (colour, component) {
        (ColorModel::YCbCr | ColorModel::Ycck, 1 | 2) => 1,
        _ => 0,
    }
}

/// A scan header for a step of a script.
fn scan_header(frame: &Coefficients, step: &ScanStep) -> ScanHeader {
    let components = step.components.iter().filter_map(|&index| {
        let component = frame.geometry.components.get(usize::from(index))?;
        let table = destination(frame.colour, index.into());
        // 0 stands for tables that the scan does not use.
        Some(ScanComponent {
            id: component.id,
            td: if step.ss == 0 && step.ah == 0 {
                table
            } else {
                0
            },
            ta: if step.se > 0 { table } else { 0 },
        })
    });
    ScanHeader {
        components: components.collect(),
        ss: step.ss,
        se: step.se,
        ah: step.ah,
        al: step.al,
        at: 0,
    }
}

/// Chooses the scans, and checks that they can be written.
fn script(frame: &Coefficients, coding: &Coding) -> Result<Vec<ScanStep>, Error> {
    let components = &frame.geometry.components;
    let mut ids: Vec<u8> = components.iter().map(|c| c.id).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::at_bit(Code::BadComponent, 0).with(pair[0].into()));
    }
    // One destination cannot hold two tables at a time.
    let may_share = |a: usize, b: usize| {
        let tq = |index: usize| components.get(index).map(|c| c.tq);
        tq(a) != tq(b) || frame.quantisers.get(a) == frame.quantisers.get(b)
    };
    match &coding.process {
        Process::Sequential => Ok(script::sequential(&frame.geometry, &may_share)),
        // T.81 table B.2: one to four.
        Process::Progressive | Process::Script(_) if components.len() > 4 => {
            Err(Error::at_bit(Code::Parameter, 0).with(components.len() as u64))
        }
        Process::Progressive => {
            let colour = frame.colour == ColorModel::YCbCr;
            Ok(script::progressive(&frame.geometry, colour, &may_share))
        }
        Process::Script(steps) => {
            script::check(steps, components.len())?;
            Ok(steps.clone())
        }
    }
}

/// The frame's marker: baseline where it may be, T.81 table B.2, B.2.4.1 and B.2.4.2.
fn frame_marker(frame: &Coefficients, coding: &Coding, wide: bool) -> u8 {
    use EntropyCoding::{Arithmetic, Huffman};
    match (&coding.process, coding.entropy) {
        (Process::Progressive | Process::Script(_), Huffman) => marker::SOF2,
        (Process::Progressive | Process::Script(_), Arithmetic) => marker::SOF10,
        (Process::Sequential, Arithmetic) => marker::SOF9,
        (Process::Sequential, Huffman) => {
            let wide = wide || frame.quantisers.iter().any(markers::is_wide);
            match frame.geometry.precision == 8 && !wide {
                true => marker::SOF0,
                false => marker::SOF1,
            }
        }
    }
}

/// Writes a file.
pub(super) fn write(
    frame: &Coefficients,
    envelope: Envelope,
    coding: &Coding,
) -> Result<Written, Error> {
    let script = script(frame, coding)?;
    let geometry = Geometry {
        marker: frame_marker(frame, coding, envelope.wide),
        ..frame.geometry.clone()
    };
    let mut bytes = envelope.before_frame;
    markers::frame(&mut bytes, geometry.marker, &geometry);
    bytes.extend_from_slice(&envelope.after_frame);
    let mut tables = ScanTables::new(&geometry, coding);
    let mut quantisers = envelope.quantisers;
    let mut begun = vec![false; geometry.components.len()];
    let mut interval = 0;
    let mut scans = Vec::with_capacity(script.len());
    for step in &script {
        let header = scan_header(frame, step);
        let plan = ScanPlan::new(&geometry, &header, coding.restart)?;
        let coded = tables.code(&plan, &frame.rows, &header)?;
        for part in &plan.parts {
            define_quantisers(
                &mut bytes,
                frame,
                part.component,
                &mut begun,
                &mut quantisers,
            );
        }
        tables.define(&mut bytes, &plan, &header, &coded);
        if plan.restart_interval != interval {
            interval = plan.restart_interval;
            markers::restart_interval(&mut bytes, interval);
        }
        markers::scan(&mut bytes, &header);
        bytes.extend_from_slice(&coded.bytes);
        scans.push(coded.sizes);
    }
    bytes.extend_from_slice(&[0xFF, marker::EOI]);
    bytes.extend_from_slice(envelope.trailing);
    Ok(Written { bytes, scans })
}

/// What scans are coded with, on the way through a file.
enum ScanTables {
    Huffman {
        /// In force, and to be defined where a scan needs them.
        specs: Box<Specs>,
        /// What the file has defined so far.
        defined: Box<Specs>,
        /// Every scan has tables of its own.
        always_make: bool,
    },
    Arithmetic(Box<Tables>),
}

impl ScanTables {
    fn new(geometry: &Geometry, coding: &Coding) -> Self {
        if coding.entropy == EntropyCoding::Arithmetic {
            return Self::Arithmetic(Box::default());
        }
        let given = matches!(coding.tables, HuffmanTables::Given(_));
        let progressive = marker::is_progressive(geometry.marker);
        Self::Huffman {
            specs: Box::new(coding.tables.specs()),
            defined: Box::default(),
            always_make: (progressive && !given) || coding.tables == HuffmanTables::Optimal,
        }
    }

    fn code(
        &mut self,
        plan: &ScanPlan,
        rows: &[BlockRows],
        header: &ScanHeader,
    ) -> Result<Coded, Error> {
        match self {
            Self::Huffman {
                specs, always_make, ..
            } => {
                let make = if *always_make {
                    plan.tables()
                } else {
                    Vec::new()
                };
                code_scan(&(plan, rows), specs, &make)
            }
            Self::Arithmetic(tables) => {
                Ok(code_decisions(plan, rows, &tables.conditioning(header)))
            }
        }
    }

    /// Writes what a scan needs and the file has not defined yet; conditioning, which is short, before every scan.
    fn define(&mut self, bytes: &mut Vec<u8>, plan: &ScanPlan, header: &ScanHeader, coded: &Coded) {
        match self {
            Self::Huffman { specs, defined, .. } => {
                for place in plan.tables() {
                    let (Some(spec), Some(known)) = (specs.get(place), defined.get_mut(place))
                    else {
                        continue;
                    };
                    if coded.made.contains(&place) || spec != known {
                        spec.iter().for_each(|s| markers::huffman_table(bytes, s));
                        known.clone_from(spec);
                    }
                }
            }
            Self::Arithmetic(tables) => markers::conditioning(bytes, header, tables),
        }
    }
}

/// Defines a component's quantisers before its first scan, unless they are in force already.
fn define_quantisers(
    bytes: &mut Vec<u8>,
    frame: &Coefficients,
    component: usize,
    begun: &mut [bool],
    in_force: &mut [Option<Quantisers>; 4],
) {
    let parts = (
        frame.geometry.components.get(component),
        frame.quantisers.get(component),
        begun.get_mut(component),
    );
    let (Some(c), Some(wanted), Some(begun)) = parts else {
        return;
    };
    let slot = in_force.get_mut(usize::from(c.tq));
    if let Some(slot) = slot.filter(|slot| !*begun && slot.as_ref() != Some(wanted)) {
        markers::quant_table(bytes, c.tq, wanted);
        *slot = Some(*wanted);
    }
    *begun = true;
}
