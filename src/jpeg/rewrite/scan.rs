//! One scan: which block comes when (T.81 A.2), by which routine, and restarts (E.1.4).

use super::progressive::{ac_first, ac_refine, dc_first, dc_refine, EndOfBand};
use super::sequential;
use super::symbols::{ac_table, dc_table, SymbolWriter};
use super::Restart;
use crate::jpeg::entropy::progressive::Band;
use crate::jpeg::frame::{Block, BlockRows, Geometry};
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::marker;
use crate::{Code, Error};
use alloc::vec::Vec;
use core::ops::Range;

/// One component of a scan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Its index in the frame.
    pub component: usize,
    /// Blocks of an MCU, across and down.
    across: u32,
    down: u32,
    /// Its tables among the [`TABLES`](super::symbols::TABLES).
    dc: usize,
    ac: usize,
}

/// Which bits of which coefficients the scan brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Sequential,
    DcFirst,
    DcRefine,
    AcFirst,
    AcRefine,
}

/// A scan, ready to be coded.
#[derive(Clone, Debug)]
pub(super) struct ScanPlan {
    pub parts: Vec<Part>,
    pub mode: Mode,
    pub band: Band,
    /// Differential frames have no DC prediction, J.2.3.1.
    pub predicts: bool,
    mcus_across: u32,
    mcus_down: u32,
    /// MCUs between restart markers; 0 = none.
    pub restart_interval: u16,
}

/// What one block's code depends on besides the block; begins anew behind each restart marker.
#[derive(Debug, Default)]
struct State {
    predictors: [i16; 4],
    ended: EndOfBand,
}

impl ScanPlan {
    /// A scan of a frame as its header tells it.
    pub fn new(geometry: &Geometry, header: &ScanHeader, restart: Restart) -> Result<Self, Error> {
        let fault = |code, value: u64| Error {
            code,
            at: header.at,
            value,
        };
        let count = header.components.len();
        if !(1..=4).contains(&count) {
            return Err(fault(Code::BadScan, count as u64));
        }
        let mut parts: Vec<Part> = Vec::with_capacity(count);
        let mut single = (geometry.mcus_across, geometry.mcus_down);
        for wanted in &header.components {
            let mut found = geometry.components.iter().enumerate();
            let found = found
                .find(|(i, c)| c.id == wanted.id && parts.iter().all(|part| part.component != *i));
            let (component, c) = found.ok_or(fault(Code::BadComponent, wanted.id.into()))?;
            let (across, down) = match count {
                1 => (1, 1),
                _ => (c.h.into(), c.v.into()),
            };
            if count == 1 {
                single = (c.blocks_across, c.blocks_down);
            }
            parts.push(Part {
                component,
                across,
                down,
                dc: dc_table(wanted.td),
                ac: ac_table(wanted.ta),
            });
        }
        let blocks: u32 = parts.iter().map(|part| part.across * part.down).sum();
        if blocks > 10 {
            return Err(fault(Code::McuTooLarge, blocks.into()));
        }
        let progressive = marker::is_progressive(geometry.marker);
        let mode = match (progressive, header.ss, header.ah) {
            (false, _, _) => Mode::Sequential,
            (_, 0, 0) => Mode::DcFirst,
            (_, 0, _) => Mode::DcRefine,
            (_, _, 0) => Mode::AcFirst,
            _ => Mode::AcRefine,
        };
        Ok(Self {
            parts,
            mode,
            predicts: !marker::is_differential(geometry.marker),
            band: Band {
                start: header.ss.into(),
                end: header.se.min(63).into(),
                low_bit: header.al.min(13).into(),
            },
            mcus_across: single.0,
            mcus_down: single.1,
            restart_interval: restart.interval(single.0),
        })
    }

    /// MCUs of the scan.
    fn mcus(&self) -> u32 {
        self.mcus_across.saturating_mul(self.mcus_down)
    }

    /// The MCUs between restart markers, in order.
    pub fn intervals(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        let mcus = self.mcus();
        let length = match self.restart_interval {
            0 => mcus.max(1),
            some => some.into(),
        };
        (0..mcus)
            .step_by(length as usize)
            .map(move |first| first..first.saturating_add(length).min(mcus))
    }

    /// The interval that holds a block, as an index; `None` where the scan does not hold it.
    pub fn interval_of(&self, component: usize, bx: u32, by: u32) -> Option<usize> {
        let part = self.parts.iter().find(|part| part.component == component)?;
        let (mx, my) = (bx / part.across, by / part.down);
        if mx >= self.mcus_across || my >= self.mcus_down {
            return None;
        }
        let mcu = my.saturating_mul(self.mcus_across).saturating_add(mx);
        Some(mcu.checked_div(self.restart_interval.into()).unwrap_or(0) as usize)
    }

    /// The Huffman tables that the scan uses, in the order in which the reference encoder writes them.
    pub fn tables(&self) -> Vec<usize> {
        let mut tables = Vec::new();
        for part in &self.parts {
            let dc = matches!(self.mode, Mode::Sequential | Mode::DcFirst);
            let ac = matches!(self.mode, Mode::Sequential | Mode::AcFirst | Mode::AcRefine);
            let of_part = dc.then_some(part.dc).into_iter();
            for table in of_part.chain(ac.then_some(part.ac)) {
                if !tables.contains(&table) {
                    tables.push(table);
                }
            }
        }
        tables
    }

    /// Codes the whole scan from the coefficients of the frame's components; `block_bits` takes the bits of each block.
    pub fn code(
        &self,
        rows: &[BlockRows],
        out: &mut SymbolWriter,
        block_bits: Option<&mut Vec<u32>>,
    ) {
        let mut block_bits = block_bits;
        for (number, mcus) in (0u32..).zip(self.intervals()) {
            if let Some(before) = number.checked_sub(1) {
                out.restart(before);
            }
            self.interval(mcus, rows, out, block_bits.as_deref_mut());
        }
    }

    /// Codes the MCUs of one restart interval.
    pub fn interval(
        &self,
        mcus: Range<u32>,
        rows: &[BlockRows],
        out: &mut SymbolWriter,
        mut block_bits: Option<&mut Vec<u32>>,
    ) {
        let mut state = State::default();
        self.blocks(mcus, rows, |block, part, index| {
            let before = out.position();
            self.block(block, part, index, &mut state, out);
            if let Some(bits) = &mut block_bits {
                bits.push((out.position() - before) as u32);
            }
        });
        if let Some(part) = self.parts.first() {
            state.ended.flush(part.ac, out);
        }
    }

    /// The blocks of some MCUs in the order of coding, each with its component and that one's index in the scan.
    #[inline]
    pub fn blocks(
        &self,
        mcus: Range<u32>,
        rows: &[BlockRows],
        mut visit: impl FnMut(&Block, &Part, usize),
    ) {
        for mcu in mcus {
            let (mx, my) = (mcu % self.mcus_across, mcu / self.mcus_across);
            for (part, index) in self.parts.iter().zip(0..) {
                let Some(rows) = rows.get(part.component) else {
                    continue;
                };
                for y in 0..part.down {
                    let row = rows.row(my * part.down + y);
                    for x in 0..part.across {
                        if let Some(block) = row.get((mx * part.across + x) as usize) {
                            visit(block, part, index);
                        }
                    }
                }
            }
        }
    }

    #[inline]
    fn block(
        &self,
        block: &Block,
        part: &Part,
        index: usize,
        state: &mut State,
        out: &mut SymbolWriter,
    ) {
        let predictor = &mut state.predictors[index & 3];
        if !self.predicts {
            *predictor = 0;
        }
        let (band, ended) = (self.band, &mut state.ended);
        match self.mode {
            Mode::Sequential => sequential::block(block, predictor, (part.dc, part.ac), out),
            Mode::DcFirst => dc_first(block, band.low_bit, predictor, part.dc, out),
            Mode::DcRefine => dc_refine(block, band.low_bit, out),
            Mode::AcFirst => ac_first(block, band, part.ac, ended, out),
            Mode::AcRefine => ac_refine(block, band, part.ac, ended, out),
        }
    }
}
