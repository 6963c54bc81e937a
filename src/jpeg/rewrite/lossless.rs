//! Samples of a lossless scan to differences, T.81 H.1, and these to bits: Huffman codes (H.1.2.2) or decisions (H.1.2.3).

use super::arithmetic::{Conditioning, Difference, DifferenceEncoder};
use super::symbols::{dc_table, SymbolWriter};
use crate::jpeg::entropy::lossless::predicted;
use crate::jpeg::entropy::scan::Scan;
use crate::jpeg::frame::{Geometry, SamplePlane};
use crate::jpeg::syntax::header::ScanHeader;
use alloc::vec::Vec;
use core::ops::Range;

/// The symbol of the difference 32,768, which no bits follow: H.1.2.2.
const LARGEST: u8 = 16;

/// One component of a scan.
#[derive(Clone, Copy, Debug)]
struct Part {
    component: usize,
    across: u32,
    down: u32,
    /// Its Huffman table among the [`TABLES`](super::symbols::TABLES).
    table: usize,
}

/// A lossless scan, ready to be coded.
#[derive(Clone, Debug)]
pub(super) struct LosslessPlan {
    parts: Vec<Part>,
    /// Ss: the predictor, table H.1; 0 in differential frames: no prediction.
    predictor: u8,
    /// What a first sample is predicted by.
    initial: i32,
    mcus_across: u32,
    mcus_down: u32,
    /// Rows of MCUs between restart markers; 0 = none.
    rows_between_restarts: u32,
}

impl LosslessPlan {
    /// A scan of a frame as its header tells it; `scan` is the same, ready to be decoded.
    pub fn new(geometry: &Geometry, header: &ScanHeader, scan: &Scan) -> Self {
        let parts = scan.parts.iter().zip(&header.components);
        let parts = parts.map(|(part, named)| Part {
            component: part.component,
            across: part.across,
            down: part.down,
            table: dc_table(named.td),
        });
        let bits = geometry.precision.saturating_sub(header.al);
        Self {
            parts: parts.collect(),
            predictor: header.ss,
            initial: 1 << bits.saturating_sub(1).min(15),
            mcus_across: scan.mcus_across,
            mcus_down: scan.mcus_down,
            rows_between_restarts: scan.restart_interval / scan.mcus_across.max(1),
        }
    }

    /// The rows of MCUs between restart markers, in order.
    pub fn intervals(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        let length = match self.rows_between_restarts {
            0 => self.mcus_down.max(1),
            some => some,
        };
        (0..self.mcus_down)
            .step_by(length as usize)
            .map(move |first| first..first.saturating_add(length).min(self.mcus_down))
    }

    /// The interval that holds a line of a component, as an index; `None` where the scan does not hold it.
    pub fn interval_of(&self, component: usize, y: u32) -> Option<usize> {
        let part = self.parts.iter().find(|part| part.component == component)?;
        let row = y / part.down;
        let interval = row.checked_div(self.rows_between_restarts).unwrap_or(0);
        (row < self.mcus_down).then_some(interval as usize)
    }

    /// The Huffman tables that the scan uses.
    pub fn tables(&self) -> Vec<usize> {
        let mut tables: Vec<usize> = self.parts.iter().map(|part| part.table).collect();
        tables.sort_unstable();
        tables.dedup();
        tables
    }

    /// Codes the whole scan with Huffman tables.
    pub fn code(&self, planes: &[SamplePlane], out: &mut SymbolWriter) {
        for (number, rows) in (0u32..).zip(self.intervals()) {
            if let Some(before) = number.checked_sub(1) {
                out.restart(before);
            }
            self.interval(rows, planes, out);
        }
    }

    /// Codes one interval with Huffman tables.
    pub fn interval(&self, rows: Range<u32>, planes: &[SamplePlane], out: &mut SymbolWriter) {
        self.differences(rows, planes, |difference| {
            let table = self.parts.get(difference.index).map_or(0, |p| p.table);
            match difference.value {
                0x8000 => out.symbol(table, LARGEST),
                value => out.value(table, 0, value),
            }
        });
    }

    /// One interval as decisions.
    pub fn decisions(
        &self,
        rows: Range<u32>,
        planes: &[SamplePlane],
        conditioning: &Conditioning,
    ) -> Vec<u8> {
        let widths = self.parts.iter().map(|p| self.mcus_across * p.across);
        let mut encoder = DifferenceEncoder::new(conditioning, widths);
        self.differences(rows, planes, |difference| encoder.put(difference));
        encoder.finish()
    }

    /// The differences of one interval in the order of coding.
    fn differences(
        &self,
        rows: Range<u32>,
        planes: &[SamplePlane],
        mut visit: impl FnMut(Difference),
    ) {
        let first = rows.start;
        for row in rows {
            for mcu in 0..self.mcus_across {
                for (index, part) in self.parts.iter().enumerate() {
                    let Some(plane) = planes.get(part.component) else {
                        continue;
                    };
                    for line in 0..part.down {
                        let y = row * part.down + line;
                        let fresh = row == first && line == 0;
                        for column in mcu * part.across..(mcu + 1) * part.across {
                            let value = self.difference(plane, column, y, fresh);
                            visit(Difference {
                                index,
                                line,
                                column,
                                value,
                            });
                        }
                    }
                }
            }
        }
    }

    /// What a sample of a component is predicted by, before its point transform is undone; `None` where the scan does not hold
    /// it, or predicts nothing.
    pub fn prediction(
        &self,
        planes: &[SamplePlane],
        component: usize,
        x: u32,
        y: u32,
    ) -> Option<i32> {
        let part = self.parts.iter().find(|part| part.component == component)?;
        let row = y / part.down;
        let is_first = row.checked_rem(self.rows_between_restarts).unwrap_or(row) == 0;
        let fresh = is_first && y % part.down == 0;
        let holds = self.predictor > 0 && row < self.mcus_down;
        holds.then(|| self.predicted(planes.get(component)?, x, y, fresh))?
    }

    /// A sample less its prediction, modulo 2^16: H.1.2.1. `fresh`: the line is the first since a restart. What only pads the
    /// component to whole MCUs is as predicted.
    fn difference(&self, plane: &SamplePlane, x: u32, y: u32, fresh: bool) -> i32 {
        let Some((sample, prediction)) = at(plane, x, y).zip(self.predicted(plane, x, y, fresh))
        else {
            return 0;
        };
        match i32::from(sample).wrapping_sub(prediction) as i16 {
            i16::MIN => 0x8000,
            value => value.into(),
        }
    }

    /// What a sample is predicted by, H.1.2.1: the first line and the first column have predictors of their own. `None`
    /// outside of the component.
    fn predicted(&self, plane: &SamplePlane, x: u32, y: u32, fresh: bool) -> Option<i32> {
        at(plane, x, y)?;
        let near = |left: u32, up: u32| {
            let place = x.checked_sub(left).zip(y.checked_sub(up));
            let sample = place.and_then(|(x, y)| at(plane, x, y));
            sample.map_or(0, i32::from)
        };
        let (a, b, c) = (near(1, 0), near(0, 1), near(1, 1));
        Some(match (self.predictor, x, fresh) {
            (0, _, _) => 0,
            (_, 0, true) => self.initial,
            (_, _, true) => a,
            (_, 0, false) => b,
            (predictor, _, _) => predicted(predictor, a, b, c),
        })
    }
}

/// A sample, before its point transform is undone.
fn at(plane: &SamplePlane, x: u32, y: u32) -> Option<u16> {
    plane.lines(y..y.checked_add(1)?).get(x as usize).copied()
}
