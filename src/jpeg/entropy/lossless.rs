//! Lossless scans: T.81 Annex H. A row of MCUs is decoded to differences, and these are added to predictions.

use super::coder::{padding, MAX_SCAN_COMPONENTS};
use super::huffman::HuffmanTable;
use super::interval::{
    warn, DifferenceDecoder, Harm, Interval, IntervalDecoder, ScanPart, DECISION_WORK,
};
use super::lossless_arithmetic::{
    DifferenceModel, LosslessArithmeticDecoder, LosslessArithmeticState,
};
use super::unstuff::{BitReader, ReaderState};
use crate::jpeg::entropy::block::difference;
use crate::jpeg::frame::SamplePlane;
use crate::trace::{BlockPos, Role, Sink};
use crate::{Code, Error};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// What a sample costs, see [`ScanState::work`](super::scan::ScanState::work).
const SAMPLE_WORK: u64 = 4;

/// What all samples of a lossless scan share.
#[derive(Clone, Debug)]
pub(super) struct LosslessCoding {
    /// Ss: the predictor, table H.1; 0 in differential frames: no prediction.
    pub predictor: u8,
    /// Pt.
    pub point_transform: u8,
    /// P.
    pub precision: u8,
    /// Rows of MCUs between restart markers; 0 = none.
    pub rows_between_restarts: u32,
    /// How differences are coded.
    pub entropy: LosslessEntropy,
}

/// How differences are coded.
#[derive(Clone, Debug)]
pub(super) enum LosslessEntropy {
    /// A table for each component of the scan.
    Huffman([Option<Box<HuffmanTable>>; MAX_SCAN_COMPONENTS]),
    /// The conditioning of each component of the scan.
    Arithmetic([DifferenceModel; MAX_SCAN_COMPONENTS]),
}

/// What is carried from one row of MCUs to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LosslessState {
    pub interval: Interval,
    coder: LosslessCoder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum LosslessCoder {
    Huffman { reader: ReaderState, fresh: bool },
    Arithmetic(LosslessArithmeticState),
}

impl LosslessState {
    /// The state at the start of a scan.
    pub fn new(coding: &LosslessCoding, reader: ReaderState) -> Self {
        Self {
            interval: Interval::first(coding.rows_between_restarts),
            coder: match coding.entropy {
                LosslessEntropy::Huffman(_) => LosslessCoder::Huffman {
                    reader,
                    fresh: true,
                },
                LosslessEntropy::Arithmetic(_) => {
                    LosslessCoder::Arithmetic(LosslessArithmeticState::new(reader))
                }
            },
        }
    }

    /// Where the reader is.
    pub fn reader(&self) -> ReaderState {
        match &self.coder {
            LosslessCoder::Huffman { reader, .. } => *reader,
            LosslessCoder::Arithmetic(state) => state.reader,
        }
    }
}

/// Takes Huffman-coded differences, H.1.2.2.
struct LosslessHuffmanDecoder<'a, 'c> {
    tables: &'c [Option<Box<HuffmanTable>>; MAX_SCAN_COMPONENTS],
    reader: BitReader<'a>,
    fresh: bool,
    fault: Option<Code>,
}

impl<'a> IntervalDecoder<'a> for LosslessHuffmanDecoder<'a, '_> {
    const NEEDS_DATA: bool = true;

    fn reader(&mut self) -> &mut BitReader<'a> {
        &mut self.reader
    }

    fn reset(&mut self) {
        self.fresh = true;
    }

    fn finish<S: Sink>(&mut self, sink: &mut S) {
        padding(&mut self.reader, sink);
    }

    fn take_fault(&mut self) -> Option<Code> {
        self.fault.take()
    }
}

impl<'a> DifferenceDecoder<'a> for LosslessHuffmanDecoder<'a, '_> {
    #[inline(always)]
    fn difference<S: Sink>(
        &mut self,
        index: usize,
        _: u32,
        column: u32,
        at: BlockPos,
        sink: &mut S,
    ) -> i32 {
        sink.block(at);
        let Some(Some(table)) = self.tables.get(index) else {
            return 0;
        };
        let roles = (Role::DiffCode, Role::DiffBits);
        difference(
            &mut self.reader,
            table,
            roles,
            column,
            &mut self.fault,
            sink,
        )
    }

    fn take_fresh(&mut self) -> bool {
        core::mem::take(&mut self.fresh)
    }
}

/// One row of MCUs of a lossless scan.
pub(super) struct LosslessRow<'a> {
    /// How it is coded.
    pub coding: &'a LosslessCoding,
    /// The components.
    pub parts: &'a [ScanPart],
    /// MCUs across.
    pub mcus_across: u32,
    /// Which row, from 0.
    pub number: u32,
    /// Whether it is the scan's last.
    pub last: bool,
    /// Number of the scan.
    pub scan: u32,
}

impl LosslessRow<'_> {
    /// Decodes it into `planes` (by component of the frame; those that are missing are left out). Tells whether there
    /// were data for it.
    pub fn decode<'a, S: Sink>(
        &self,
        reader: BitReader<'a>,
        state: &mut LosslessState,
        planes: &mut [SamplePlane],
        work: &mut u64,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let samples: u32 = self.parts.iter().map(|p| p.across * p.down).sum();
        *work = u64::from(self.mcus_across) * u64::from(samples) * SAMPLE_WORK;
        let interval = &mut state.interval;
        match (&self.coding.entropy, &mut state.coder) {
            (
                LosslessEntropy::Huffman(tables),
                LosslessCoder::Huffman {
                    reader: place,
                    fresh,
                },
            ) => {
                let mut decoder = LosslessHuffmanDecoder {
                    tables,
                    reader,
                    fresh: *fresh,
                    fault: None,
                };
                let sound = self.samples(&mut decoder, interval, planes, sink, warnings);
                *place = decoder.reader.state();
                *fresh = decoder.fresh;
                sound
            }
            (LosslessEntropy::Arithmetic(models), LosslessCoder::Arithmetic(coder)) => {
                let widths = self.parts.iter().map(|p| self.mcus_across * p.across);
                let lines = self.parts.iter().map(|p| p.down);
                let shapes = widths.zip(lines);
                let mut decoder = LosslessArithmeticDecoder::resume(models, reader, coder, shapes);
                let sound = self.samples(&mut decoder, interval, planes, sink, warnings);
                *work += DECISION_WORK * decoder.decisions();
                *coder = decoder.into_state(sink);
                sound
            }
            _ => false,
        }
    }

    fn samples<'a, D: DifferenceDecoder<'a>, S: Sink>(
        &self,
        decoder: &mut D,
        interval: &mut Interval,
        planes: &mut [SamplePlane],
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let (row, rows) = (self.number, self.coding.rows_between_restarts);
        interval.count(row, rows, decoder, sink, warnings);
        let sound = !interval.ended;
        let mut differences: [Vec<i32>; MAX_SCAN_COMPONENTS] = Default::default();
        for (list, part) in differences.iter_mut().zip(self.parts) {
            *list = vec![0; self.mcus_across as usize * (part.across * part.down) as usize];
        }
        if sound {
            self.differences(decoder, &mut differences, sink);
            if D::NEEDS_DATA && decoder.reader().ran_out() {
                interval.ended = true;
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                let mcu = self.number.saturating_mul(self.mcus_across);
                warn(warnings, Code::DataEnded, at, mcu.into());
            }
            if let Some(code) = decoder.take_fault() {
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                let mcu = self.number.saturating_mul(self.mcus_across);
                warn(warnings, code, at, mcu.into());
            }
        }
        if !sound {
            interval.note(row..row + 1, Harm::Missing);
        } else if interval.suspect {
            interval.note(row..row + 1, Harm::Damaged);
        }
        // Rows without data are grey: every sample as if it were the first.
        let fresh = decoder.take_fresh() || !sound;
        self.place(&differences, fresh, planes);
        if self.last {
            decoder.finish(sink);
        }
        sound
    }

    /// Adds a row of MCUs of differences to what is predicted. `fresh`: its first line is the first since a restart.
    fn place(
        &self,
        differences: &[Vec<i32>; MAX_SCAN_COMPONENTS],
        fresh: bool,
        planes: &mut [SamplePlane],
    ) {
        let coding = self.coding;
        for (list, part) in differences.iter().zip(self.parts) {
            let Some(plane) = planes.get_mut(part.component) else {
                continue;
            };
            plane.shift = coding.point_transform;
            let width = (self.mcus_across * part.across) as usize;
            for (y, differences) in (0u32..).zip(list.chunks_exact(width.max(1))) {
                if let Some((above, line)) = plane.line_mut(self.number * part.down + y) {
                    let above = if fresh && y == 0 { &[] } else { above };
                    coding.undo(differences, above, line);
                }
            }
        }
    }

    /// Takes the differences of all components: for each `part.down` lines of whole MCUs.
    #[inline(always)]
    fn differences<'a, D: DifferenceDecoder<'a>, S: Sink>(
        &self,
        decoder: &mut D,
        differences: &mut [Vec<i32>; MAX_SCAN_COMPONENTS],
        sink: &mut S,
    ) {
        for mcu_column in 0..self.mcus_across {
            let mcu = self.number * self.mcus_across + mcu_column;
            for (index, (part, list)) in self.parts.iter().zip(&mut *differences).enumerate() {
                let width = self.mcus_across * part.across;
                for y in 0..part.down {
                    for x in 0..part.across {
                        let column = mcu_column * part.across + x;
                        let at = BlockPos {
                            scan: self.scan,
                            mcu,
                            component: part.component as u16,
                            bx: column,
                            by: self.number * part.down + y,
                        };
                        let value = decoder.difference(index, y, column, at, sink);
                        if let Some(slot) = list.get_mut((y * width + column) as usize) {
                            *slot = value;
                        }
                    }
                }
            }
        }
    }
}

impl LosslessCoding {
    /// Whether differences are coded arithmetically.
    pub fn is_arithmetic(&self) -> bool {
        matches!(self.entropy, LosslessEntropy::Arithmetic(_))
    }

    /// Adds a line's differences to its predictions, modulo 2^16: H.1.2.1, H.2. `above` is empty for a first line.
    fn undo(&self, differences: &[i32], above: &[u16], line: &mut [u16]) {
        if self.predictor == 0 {
            for (sample, difference) in line.iter_mut().zip(differences) {
                *sample = *difference as u16;
            }
            return;
        }
        let initial = 1i32
            << (self.precision - 1)
                .saturating_sub(self.point_transform)
                .min(15);
        if above.is_empty() {
            predict(differences, line, initial, |left, _, _| left, &[]);
            return;
        }
        let initial = above.first().map_or(initial, |&sample| sample.into());
        let (d, l) = (differences, line);
        // One loop for each predictor.
        match self.predictor {
            1 => predict(d, l, initial, |a, b, c| predicted(1, a, b, c), above),
            2 => predict(d, l, initial, |a, b, c| predicted(2, a, b, c), above),
            3 => predict(d, l, initial, |a, b, c| predicted(3, a, b, c), above),
            4 => predict(d, l, initial, |a, b, c| predicted(4, a, b, c), above),
            5 => predict(d, l, initial, |a, b, c| predicted(5, a, b, c), above),
            6 => predict(d, l, initial, |a, b, c| predicted(6, a, b, c), above),
            _ => predict(d, l, initial, |a, b, c| predicted(7, a, b, c), above),
        }
    }
}

/// Table H.1: what a predictor makes of the samples to the left, above, and left above. Numbers beyond it count as 7.
#[inline(always)]
pub(in crate::jpeg) const fn predicted(predictor: u8, a: i32, b: i32, c: i32) -> i32 {
    match predictor {
        0 => 0,
        1 => a,
        2 => b,
        3 => c,
        4 => a + b - c,
        5 => a + ((b - c) >> 1),
        6 => b + ((a - c) >> 1),
        _ => (a + b) >> 1,
    }
}

/// One line: the first sample is predicted by `initial`, others by `from(left, above, above left)`.
#[inline(always)]
fn predict(
    differences: &[i32],
    line: &mut [u16],
    initial: i32,
    from: impl Fn(i32, i32, i32) -> i32,
    above: &[u16],
) {
    let mut pairs = line.iter_mut().zip(differences);
    let Some((first, difference)) = pairs.next() else {
        return;
    };
    *first = initial.wrapping_add(*difference) as u16;
    let mut left = i32::from(*first);
    if above.is_empty() {
        for (sample, difference) in pairs {
            *sample = from(left, 0, 0).wrapping_add(*difference) as u16;
            left = (*sample).into();
        }
        return;
    }
    for ((sample, difference), pair) in pairs.zip(above.windows(2)) {
        let prediction = from(left, pair[1].into(), pair[0].into());
        *sample = prediction.wrapping_add(*difference) as u16;
        left = (*sample).into();
    }
}
