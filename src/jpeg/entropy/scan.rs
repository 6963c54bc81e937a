//! One scan: its MCUs in order, T.81 A.2 (which block comes when), E.2.4, F.2.2.5 (restarts), and what happens when the
//! data end too early.

use super::arithmetic::{
    ArithmeticCoding, ArithmeticDecoder, ArithmeticState, DcConditioning, PartCoding, DEFAULT_KX,
};
use super::coder::{
    ComponentTables, HuffmanCoding, HuffmanDecoder, HuffmanState, Mode, MAX_SCAN_COMPONENTS,
};
use super::huffman::{Class, HuffmanTable};
use super::interval::{warn, BlockDecoder, Harm, Interval, Trouble};
use super::lossless::{LosslessCoding, LosslessEntropy, LosslessRow, LosslessState};
use super::lossless_arithmetic::DifferenceModel;
use super::progressive::Band;
use super::unstuff::{BitReader, ReaderState};
use crate::jpeg::frame::{BlockRows, Geometry, SamplePlane};
use crate::jpeg::syntax::header::{ScanComponent, ScanHeader};
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::trace::{BlockPos, Sink};
use crate::{Code, Error};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// The tables in force when a scan begins.
#[derive(Clone, Debug)]
pub struct Tables {
    /// DC or lossless tables, by destination.
    pub dc: [Option<HuffmanSpec>; 4],
    /// AC tables, by destination.
    pub ac: [Option<HuffmanSpec>; 4],
    /// Conditioning of DC and lossless differences in arithmetic coding, by destination.
    pub dc_conditioning: [DcConditioning; 16],
    /// Kx: conditioning of AC coefficients, by destination.
    pub kx: [u8; 16],
    /// MCUs between restart markers; 0 = none.
    pub restart_interval: u32,
}

impl Default for Tables {
    /// What holds at the start of an image, T.81 E.2.1 (reset of the conditioning).
    fn default() -> Self {
        Self {
            dc: Default::default(),
            ac: Default::default(),
            dc_conditioning: Default::default(),
            kx: [DEFAULT_KX; 16],
            restart_interval: 0,
        }
    }
}

impl Tables {
    /// Takes one entry of a DAC segment, T.81 B.2.4.3: class 0 gives `16·U + L`, class 1 gives Kx.
    pub fn condition(&mut self, class: u8, destination: u8, value: u8) {
        let at = usize::from(destination & 15);
        if class == 0 {
            self.dc_conditioning[at] = DcConditioning {
                lower: value & 15,
                upper: value >> 4,
            };
        } else {
            self.kx[at] = value;
        }
    }
}

/// One component of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanPart {
    /// Index of the component within the frame.
    pub component: usize,
    /// Blocks of it across one MCU.
    pub across: u32,
    /// Blocks of it down one MCU.
    pub down: u32,
}

/// A scan, ready to be decoded: everything that does not change while it is.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Number of the scan within its image, from 0.
    pub number: u32,
    /// Bytes of the entropy-coded segment.
    pub segment: Range<usize>,
    /// The components.
    pub parts: Vec<ScanPart>,
    /// MCUs across.
    pub mcus_across: u32,
    /// MCUs down.
    pub mcus_down: u32,
    /// MCUs between restart markers; 0 = none.
    pub restart_interval: u32,
    /// The band that a progressive scan brings.
    pub band: Band,
    /// Ah: the bit that the scans before it have brought the band to; 0 for the first.
    pub high_bit: u8,
    /// Bit offset of the scan's header in the file.
    pub at: u64,
    mode: Mode,
    coding: Coding,
}

/// How a scan is coded. Chosen once per scan.
#[derive(Clone, Debug)]
enum Coding {
    Huffman(HuffmanCoding),
    Arithmetic(ArithmeticCoding),
    Lossless(LosslessCoding),
}

/// The band of scans that bring whole blocks.
const WHOLE: Band = Band {
    start: 0,
    end: 63,
    low_bit: 0,
};

/// States that are kept of one scan.
const MAX_CHECKPOINTS: u32 = 512;

/// Where the decoding of a scan stands: enough to go on from there later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanState {
    /// The next row of MCUs.
    pub mcu_row: u32,
    coder: CoderState,
    interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CoderState {
    Huffman(HuffmanState),
    Arithmetic(ArithmeticState),
    Lossless(LosslessState),
}

impl ScanState {
    /// What happened to MCUs since this was last asked.
    pub fn take_troubles(&mut self) -> Vec<Trouble> {
        match &mut self.coder {
            CoderState::Lossless(state) => core::mem::take(&mut state.interval.troubles),
            _ => core::mem::take(&mut self.interval.troubles),
        }
    }
}

impl CoderState {
    fn reader(&self) -> ReaderState {
        match self {
            Self::Huffman(state) => state.reader,
            Self::Arithmetic(state) => state.reader,
            Self::Lossless(state) => state.reader(),
        }
    }
}

impl Scan {
    /// Prepares a scan: finds its components, chooses the routine, makes the tables ready.
    ///
    /// `segment` is the range of bytes of its entropy-coded data. Oddities that the reference tolerates go to `warnings`.
    pub fn new(
        geometry: &Geometry,
        header: &ScanHeader,
        tables: &Tables,
        segment: Range<usize>,
        number: u32,
        warnings: &mut Vec<Error>,
    ) -> Result<Self, Error> {
        let fault = |code, value: u64| Error {
            code,
            at: header.at,
            value,
        };
        let count = header.components.len();
        if count == 0 || count > MAX_SCAN_COMPONENTS {
            return Err(fault(Code::BadScan, count as u64));
        }
        let single = count == 1;
        let mut parts: Vec<ScanPart> = Vec::with_capacity(count);
        for wanted in &header.components {
            let found = geometry
                .components
                .iter()
                .enumerate()
                .find(|(i, c)| c.id == wanted.id && parts.iter().all(|p| p.component != *i));
            let (component, c) = found.ok_or(fault(Code::BadComponent, wanted.id.into()))?;
            let (across, down) = if single {
                (1, 1)
            } else {
                (c.h.into(), c.v.into())
            };
            parts.push(ScanPart {
                component,
                across,
                down,
            });
        }
        let blocks: u32 = parts.iter().map(|p| p.across * p.down).sum();
        if blocks > 10 {
            return Err(fault(Code::McuTooLarge, blocks.into()));
        }
        let (mcus_across, mcus_down) = match geometry.components.get(parts[0].component) {
            Some(c) if single => (c.blocks_across, c.blocks_down),
            _ => (geometry.mcus_across, geometry.mcus_down),
        };
        let (mode, band) = Self::mode(geometry, header, warnings)?;
        let predicts = !marker::is_differential(geometry.marker);
        let coding = if mode == Mode::Lossless {
            let rows = rows_between_restarts(tables.restart_interval, mcus_across, header.at)?;
            Coding::Lossless(lossless_coding(geometry, rows, header, tables)?)
        } else if marker::is_arithmetic(geometry.marker) {
            Coding::Arithmetic(ArithmeticCoding {
                predicts,
                ..arithmetic_coding(mode, band, header, tables)
            })
        } else {
            Coding::Huffman(HuffmanCoding {
                predicts,
                ..huffman_coding(mode, band, header, tables)?
            })
        };
        Ok(Self {
            number,
            segment,
            parts,
            mcus_across,
            mcus_down,
            restart_interval: tables.restart_interval,
            band,
            high_bit: header.ah,
            at: header.at,
            mode,
            coding,
        })
    }

    /// Chooses the routine, T.81 B.2.3 (table B.3), G.1.1.1.
    fn mode(
        geometry: &Geometry,
        header: &ScanHeader,
        warnings: &mut Vec<Error>,
    ) -> Result<(Mode, Band), Error> {
        let fault = |code, value: u8| Error {
            code,
            at: header.at,
            value: value.into(),
        };
        let &ScanHeader { ss, se, ah, al, .. } = header;
        if marker::is_lossless(geometry.marker) {
            let predictors = if marker::is_differential(geometry.marker) {
                0..=0
            } else {
                1..=7
            };
            if !predictors.contains(&ss) || al >= geometry.precision {
                return Err(fault(
                    Code::BadScan,
                    if predictors.contains(&ss) { al } else { ss },
                ));
            }
            if (se, ah) != (0, 0) {
                warnings.push(fault(Code::OddScanParameters, ss));
            }
            return Ok((Mode::Lossless, WHOLE));
        }
        if !marker::is_progressive(geometry.marker) {
            if (ss, se, ah, al) != (0, 63, 0, 0) {
                warnings.push(fault(Code::OddScanParameters, ss));
            }
            return Ok((Mode::Sequential, WHOLE));
        }
        let band_is_good = if ss == 0 {
            se == 0
        } else {
            ss <= se && se < 64 && header.components.len() == 1
        };
        if !band_is_good {
            return Err(fault(Code::BadScan, se));
        }
        if al > 13 || (ah != 0 && ah != al + 1) {
            return Err(fault(Code::BadScan, ah << 4 | al));
        }
        let mode = match (ss, ah) {
            (0, 0) => Mode::DcFirst,
            (0, _) => Mode::DcRefine,
            (_, 0) => Mode::AcFirst,
            (_, _) => Mode::AcRefine,
        };
        let band = Band {
            start: ss.into(),
            end: se.into(),
            low_bit: al.into(),
        };
        Ok((mode, band))
    }

    /// Whether the blocks must hold what earlier scans brought.
    pub fn refines(&self) -> bool {
        matches!(self.mode, Mode::DcRefine | Mode::AcRefine)
    }

    /// Whether the scan brings whole blocks.
    pub fn is_sequential(&self) -> bool {
        self.mode == Mode::Sequential
    }

    /// Whether the scan brings samples instead of blocks: [`Scan::sample_row`] instead of [`Scan::mcu_row`].
    pub fn is_lossless(&self) -> bool {
        self.mode == Mode::Lossless
    }

    /// The state before the first MCU.
    pub fn start(&self, data: &[u8]) -> ScanState {
        let reader = BitReader::new(data, self.segment.clone()).state();
        let coder = match &self.coding {
            Coding::Huffman(_) => CoderState::Huffman(HuffmanState {
                reader,
                ..HuffmanState::default()
            }),
            Coding::Arithmetic(_) => CoderState::Arithmetic(ArithmeticState::new(reader)),
            Coding::Lossless(coding) => CoderState::Lossless(LosslessState::new(coding, reader)),
        };
        ScanState {
            mcu_row: 0,
            coder,
            interval: Interval::first(self.restart_interval),
        }
    }

    /// How many rows of MCUs may lie between two states that are kept to start from: many where states are large.
    pub fn checkpoint_spacing(&self) -> u32 {
        let large = matches!(&self.coding, Coding::Lossless(coding) if coding.is_arithmetic());
        let least = if large { 16 } else { 1 };
        self.mcus_down.div_ceil(MAX_CHECKPOINTS).max(least)
    }

    /// Where in the file `state` stands, in bytes.
    pub fn byte_position(&self, data: &[u8], state: &ScanState) -> usize {
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader());
        (reader.file_pos() / 8) as usize
    }

    /// Where in the unstuffed stream `state` stands, in bits.
    pub fn stream_position(&self, state: &ScanState) -> u64 {
        BitReader::resume(&[], 0..0, state.coder.reader()).pos()
    }

    /// Decodes one row of MCUs into `rows` (by component of the frame) and steps `state` on. Tells whether there were
    /// data for any of them. The samples of a lossless scan go nowhere: see [`Scan::sample_row`].
    pub fn mcu_row<S: Sink>(
        &self,
        data: &[u8],
        state: &mut ScanState,
        rows: &mut [BlockRows],
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        if self.is_lossless() {
            return self.sample_row(data, state, &mut [], sink, warnings);
        }
        let row = state.mcu_row;
        state.mcu_row += 1;
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader());
        let open_end = self.segment.end >= data.len();
        match (&self.coding, &mut state.coder) {
            (Coding::Huffman(coding), CoderState::Huffman(coder)) => {
                let mut decoder = HuffmanDecoder::resume(coding, reader, coder);
                let place = (row, open_end);
                let sound = self.blocks(
                    &mut decoder,
                    place,
                    &mut state.interval,
                    rows,
                    sink,
                    warnings,
                );
                *coder = decoder.state();
                sound
            }
            (Coding::Arithmetic(coding), CoderState::Arithmetic(coder)) => {
                let mut decoder = ArithmeticDecoder::resume(coding, reader, coder);
                let place = (row, open_end);
                let sound = self.blocks(
                    &mut decoder,
                    place,
                    &mut state.interval,
                    rows,
                    sink,
                    warnings,
                );
                *coder = decoder.into_state(sink);
                sound
            }
            // A state goes with the scan that it was made by.
            _ => false,
        }
    }

    /// Decodes one row of MCUs of a lossless scan into `planes` (by component of the frame; what is missing there is left
    /// out) and steps `state` on. Tells whether there were data for it.
    pub fn sample_row<S: Sink>(
        &self,
        data: &[u8],
        state: &mut ScanState,
        planes: &mut [SamplePlane],
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let number = state.mcu_row;
        state.mcu_row += 1;
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader());
        match (&self.coding, &mut state.coder) {
            (Coding::Lossless(coding), CoderState::Lossless(coder)) => LosslessRow {
                coding,
                parts: &self.parts,
                mcus_across: self.mcus_across,
                number,
                last: number + 1 == self.mcus_down,
                scan: self.number,
            }
            .decode(reader, coder, planes, sink, warnings),
            _ => false,
        }
    }

    /// Takes the blocks of one row of MCUs; tells whether there were data for any. `open_end`: the file ends with the data.
    #[inline(always)]
    fn blocks<'a, D: BlockDecoder<'a>, S: Sink>(
        &self,
        decoder: &mut D,
        (mcu_row, open_end): (u32, bool),
        interval: &mut Interval,
        rows: &mut [BlockRows],
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let single = self.parts.len() == 1;
        let mut sound = false;
        for mcu_column in 0..self.mcus_across {
            let mcu = mcu_row * self.mcus_across + mcu_column;
            sound |= !interval.ended;
            interval.count(mcu, self.restart_interval, decoder, sink, warnings);
            if interval.ended {
                interval.note(mcu, Harm::Missing);
                continue;
            }
            for (index, part) in self.parts.iter().enumerate() {
                let Some(blocks) = rows.get_mut(part.component) else {
                    continue;
                };
                for y in 0..part.down {
                    for x in 0..part.across {
                        let (bx, by) = if single {
                            (mcu_column, mcu_row)
                        } else {
                            (mcu_column * part.across + x, mcu_row * part.down + y)
                        };
                        let Some(block) = blocks.block_mut(bx, by) else {
                            continue;
                        };
                        let at = BlockPos {
                            scan: self.number,
                            mcu,
                            component: part.component as u16,
                            bx,
                            by,
                        };
                        decoder.block(index, at, block, sink);
                    }
                }
            }
            if D::NEEDS_DATA && decoder.reader().ran_out() {
                interval.ended = true;
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                warn(warnings, Code::DataEnded, at, mcu.into());
            }
            if let Some(code) = decoder.take_fault() {
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                warn(warnings, code, at, mcu.into());
            }
            if interval.suspect {
                interval.note(mcu, Harm::Damaged);
            } else if !D::NEEDS_DATA && open_end && decoder.reader().ran_out() {
                // No marker says that the zeros which stand in for data were left off on purpose.
                interval.note(mcu, Harm::Missing);
            }
        }
        if mcu_row + 1 == self.mcus_down {
            decoder.finish(sink);
        }
        sound
    }
}

/// The tables of a Huffman-coded scan.
fn huffman_coding(
    mode: Mode,
    band: Band,
    header: &ScanHeader,
    tables: &Tables,
) -> Result<HuffmanCoding, Error> {
    let mut ready: [ComponentTables; MAX_SCAN_COMPONENTS] = Default::default();
    for (slot, wanted) in ready.iter_mut().zip(&header.components) {
        if matches!(mode, Mode::Sequential | Mode::DcFirst) {
            slot.dc = Some(ready_table(&tables.dc, wanted.td, Class::Dc, header.at)?);
        }
        if matches!(mode, Mode::Sequential | Mode::AcFirst | Mode::AcRefine) {
            slot.ac = Some(ready_table(&tables.ac, wanted.ta, Class::Ac, header.at)?);
        }
    }
    Ok(HuffmanCoding {
        mode,
        band,
        predicts: true,
        tables: ready,
    })
}

/// The conditioning of an arithmetic-coded scan.
fn arithmetic_coding(
    mode: Mode,
    band: Band,
    header: &ScanHeader,
    tables: &Tables,
) -> ArithmeticCoding {
    let mut parts = [PartCoding::default(); MAX_SCAN_COMPONENTS];
    let first = |same: &dyn Fn(&ScanComponent) -> bool| {
        header.components.iter().position(same).unwrap_or(0)
    };
    for (part, wanted) in parts.iter_mut().zip(&header.components) {
        *part = PartCoding {
            dc: tables.dc_conditioning[usize::from(wanted.td & 15)],
            kx: tables.kx[usize::from(wanted.ta & 15)],
            dc_shared: first(&|c| c.td == wanted.td),
            ac_shared: first(&|c| c.ta == wanted.ta),
        };
    }
    ArithmeticCoding {
        mode,
        band,
        predicts: true,
        parts,
    }
}

/// How many rows of MCUs lie between restart markers: T.81 H.1.1 wants whole rows.
fn rows_between_restarts(interval: u32, mcus_across: u32, at: u64) -> Result<u32, Error> {
    if interval % mcus_across.max(1) == 0 {
        Ok(interval / mcus_across.max(1))
    } else {
        Err(Error::at_bit(Code::BadRestartInterval, at).with(interval.into()))
    }
}

/// The predictor, tables or conditioning of a lossless scan.
fn lossless_coding(
    geometry: &Geometry,
    rows_between_restarts: u32,
    header: &ScanHeader,
    tables: &Tables,
) -> Result<LosslessCoding, Error> {
    let entropy = if marker::is_arithmetic(geometry.marker) {
        let parts = arithmetic_coding(Mode::Lossless, WHOLE, header, tables).parts;
        LosslessEntropy::Arithmetic(parts.map(|part| DifferenceModel {
            conditioning: part.dc,
            shared: part.dc_shared,
        }))
    } else {
        let mut ready: [Option<Box<HuffmanTable>>; MAX_SCAN_COMPONENTS] = Default::default();
        for (slot, wanted) in ready.iter_mut().zip(&header.components) {
            *slot = Some(ready_table(
                &tables.dc,
                wanted.td,
                Class::Lossless,
                header.at,
            )?);
        }
        LosslessEntropy::Huffman(ready)
    };
    Ok(LosslessCoding {
        predictor: header.ss,
        point_transform: header.al,
        precision: geometry.precision,
        rows_between_restarts,
        entropy,
    })
}

fn ready_table(
    specs: &[Option<HuffmanSpec>; 4],
    destination: u8,
    class: Class,
    at: u64,
) -> Result<Box<HuffmanTable>, Error> {
    let spec = specs.get(usize::from(destination)).and_then(Option::as_ref);
    let missing = Error {
        code: Code::MissingHuffmanTable,
        at,
        value: destination.into(),
    };
    HuffmanTable::new(spec.ok_or(missing)?, class, at).map(Box::new)
}
