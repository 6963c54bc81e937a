//! One scan: its MCUs in order, T.81 A.2 (which block comes when), E.2.4, F.2.2.5 (restarts), and what happens when the
//! data end too early.

use super::coder::{
    CoderState, Coding, ComponentTables, HuffmanDecoder, Mode, MAX_SCAN_COMPONENTS,
};
use super::huffman::{Class, HuffmanTable};
use super::progressive::Band;
use super::unstuff::BitReader;
use crate::jpeg::frame::{BlockRows, Geometry};
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::trace::{BlockPos, Sink};
use crate::{Code, Error};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// The tables in force when a scan begins.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// DC or lossless tables, by destination.
    pub dc: [Option<HuffmanSpec>; 4],
    /// AC tables, by destination.
    pub ac: [Option<HuffmanSpec>; 4],
    /// MCUs between restart markers; 0 = none.
    pub restart_interval: u32,
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
    coding: Coding,
}

/// Where the decoding of a scan stands: enough to go on from there later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanState {
    /// The next row of MCUs.
    pub mcu_row: u32,
    coder: CoderState,
    /// MCUs left until a restart marker is due.
    until_restart: u32,
    /// Number, 0–7, of the restart marker that is due.
    next_restart: u8,
    /// Data ran out: MCUs stay zero until the next restart.
    ended: bool,
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
        let mut ready: [ComponentTables; MAX_SCAN_COMPONENTS] = Default::default();
        for (slot, wanted) in ready.iter_mut().zip(&header.components) {
            if matches!(mode, Mode::Sequential | Mode::DcFirst) {
                slot.dc = Some(ready_table(&tables.dc, wanted.td, Class::Dc, header.at)?);
            }
            if matches!(mode, Mode::Sequential | Mode::AcFirst | Mode::AcRefine) {
                slot.ac = Some(ready_table(&tables.ac, wanted.ta, Class::Ac, header.at)?);
            }
        }
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
            coding: Coding {
                mode,
                band,
                tables: ready,
            },
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
        if !marker::is_progressive(geometry.marker) {
            if (ss, se, ah, al) != (0, 63, 0, 0) {
                warnings.push(fault(Code::OddScanParameters, ss));
            }
            let band = Band {
                start: 0,
                end: 63,
                low_bit: 0,
            };
            return Ok((Mode::Sequential, band));
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
        matches!(self.coding.mode, Mode::DcRefine | Mode::AcRefine)
    }

    /// Whether the scan brings whole blocks.
    pub fn is_sequential(&self) -> bool {
        self.coding.mode == Mode::Sequential
    }

    /// The state before the first MCU.
    pub fn start(&self, data: &[u8]) -> ScanState {
        ScanState {
            coder: CoderState {
                reader: BitReader::new(data, self.segment.clone()).state(),
                ..CoderState::default()
            },
            until_restart: self.restart_interval,
            ..ScanState::default()
        }
    }

    /// Where in the file `state` stands, in bytes.
    pub fn byte_position(&self, data: &[u8], state: &ScanState) -> usize {
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader);
        (reader.file_pos() / 8) as usize
    }

    /// Where in the unstuffed stream `state` stands, in bits.
    pub fn stream_position(&self, state: &ScanState) -> u64 {
        BitReader::resume(&[], 0..0, state.coder.reader).pos()
    }

    /// Decodes one row of MCUs into `rows` (by component of the frame) and steps `state` on. Tells whether there were
    /// data for any of them.
    pub fn mcu_row<S: Sink>(
        &self,
        data: &[u8],
        state: &mut ScanState,
        rows: &mut [BlockRows],
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader);
        let mut coder = HuffmanDecoder::resume(&self.coding, reader, &state.coder);
        let mcu_row = state.mcu_row;
        let single = self.parts.len() == 1;
        let mut sound = false;
        for mcu_column in 0..self.mcus_across {
            sound |= !state.ended;
            if self.restart_interval > 0 {
                if state.until_restart == 0 {
                    self.restart(&mut coder, state, sink, warnings);
                }
                state.until_restart -= 1;
            }
            if state.ended {
                continue;
            }
            let mcu = mcu_row * self.mcus_across + mcu_column;
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
                        if S::ON {
                            sink.block(BlockPos {
                                scan: self.number,
                                mcu,
                                component: part.component as u16,
                                bx,
                                by,
                            });
                        }
                        coder.block(index, block, sink);
                    }
                }
            }
            if coder.reader.ran_out() {
                state.ended = true;
                warn(
                    warnings,
                    Code::DataEnded,
                    coder.reader.file_pos(),
                    mcu.into(),
                );
            }
            if let Some(code) = coder.fault.take() {
                warn(warnings, code, coder.reader.file_pos(), mcu.into());
            }
        }
        state.mcu_row += 1;
        if state.mcu_row == self.mcus_down {
            coder.padding(sink);
        }
        state.coder = coder.state();
        sound
    }

    /// Looks for the restart marker that is due, T.81 F.2.2.5, E.2.4.
    ///
    /// Another marker there: one or two ahead means that an interval was lost, so it is left for later; one or two
    /// behind, or a code that means nothing, is skipped; any other restart marker is taken as the one that is due;
    /// anything else ends the data.
    fn restart<S: Sink>(
        &self,
        coder: &mut HuffmanDecoder,
        state: &mut ScanState,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) {
        coder.padding(sink);
        let due = state.next_restart;
        let at = coder.reader.file_pos();
        let mut warned = false;
        loop {
            let found = coder.reader.next_marker();
            let distance = found
                .filter(|code| marker::is_rst(*code))
                .map(|code| code.wrapping_sub(marker::RST0 + due) & 7);
            if distance != Some(0) && !warned {
                warned = true;
                warn(warnings, Code::RestartMissing, at, due.into());
            }
            match (found, distance) {
                (_, Some(0 | 3 | 4 | 5)) => {
                    coder.reader.skip_marker();
                    state.ended = false;
                    break;
                }
                (_, Some(1 | 2)) => break,
                (_, Some(_)) => coder.reader.skip_marker(),
                (Some(code), None) if code < marker::SOF0 => coder.reader.skip_marker(),
                (_, None) => break,
            }
        }
        state.next_restart = (due + 1) & 7;
        state.until_restart = self.restart_interval;
        coder.reset();
    }
}

/// Most warnings kept; a broken file may give one for each MCU.
const MAX_WARNINGS: usize = 1000;

fn warn(warnings: &mut Vec<Error>, code: Code, at: u64, value: u64) {
    if warnings.len() < MAX_WARNINGS {
        warnings.push(Error { code, at, value });
    }
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
