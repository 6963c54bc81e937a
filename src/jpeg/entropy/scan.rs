//! One scan: its MCUs in order, T.81 A.2 (which block comes when), E.2.4, F.2.2.5 (restarts), and what happens when the
//! data end too early.

use super::arithmetic::{ArithmeticCoding, ArithmeticDecoder, ArithmeticState};
use super::coder::{HuffmanCoding, HuffmanDecoder, HuffmanState, Mode, MAX_SCAN_COMPONENTS};
pub use super::interval::ScanPart;
use super::interval::{
    warn, BlockDecoder, Harm, Interval, IntervalDecoder, Trouble, DECISION_WORK,
};
use super::lossless::{LosslessCoding, LosslessRow, LosslessState};
use super::progressive::Band;
use super::tables::Tables;
use super::unstuff::{BitReader, ReaderState};
use crate::jpeg::frame::{BlockPlaces, BlockRows, Geometry, SamplePlane, MAX_MCU_BLOCKS};
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::marker;
use crate::trace::{AnySink, BlockPos, NoTrace, Sink};
use crate::{Code, Error};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

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
    pub(super) coding: Coding,
    /// The same for rows that are passed over.
    pub(super) passing: Option<Arc<HuffmanCoding>>,
}

/// How a scan is coded. Chosen once per scan.
#[derive(Clone, Debug)]
pub(super) enum Coding {
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
    /// What the last row of MCUs has cost, in about a nanosecond each: coefficients, samples or decisions looked at,
    /// however few the bytes were.
    pub work: u64,
    pub(super) coder: CoderState,
    pub(super) interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CoderState {
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

    /// EOBRUN, T.81 G.1.2.2: blocks, from the next on, that an end-of-band run has ended.
    pub fn ended_blocks(&self) -> u32 {
        match &self.coder {
            CoderState::Huffman(state) => state.ended_blocks,
            _ => 0,
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
        if blocks as usize > MAX_MCU_BLOCKS {
            return Err(fault(Code::McuTooLarge, blocks.into()));
        }
        let (mcus_across, mcus_down) = match geometry.components.get(parts[0].component) {
            Some(c) if single => (c.blocks_across, c.blocks_down),
            _ => (geometry.mcus_across, geometry.mcus_down),
        };
        let (mode, band) = Self::mode(geometry, header, warnings)?;
        let coding = if mode == Mode::Lossless {
            Coding::Lossless(tables.lossless(geometry, header, mcus_across)?)
        } else if marker::is_arithmetic(geometry.marker) {
            Coding::Arithmetic(tables.arithmetic(geometry, header, mode, band))
        } else {
            Coding::Huffman(tables.huffman(geometry, header, mode, band)?)
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
            passing: None,
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

    /// From now on the AC coefficients of these components are read but not kept, where blocks come as a whole and that is
    /// quicker.
    pub fn leave_out_ac(&mut self, of: impl Fn(usize) -> bool) {
        let whole = self.is_sequential();
        if let (true, Coding::Huffman(coding)) = (whole, &mut self.coding) {
            for (part, tables) in self.parts.iter().zip(&mut coding.tables) {
                if of(part.component) {
                    coding.mode = Mode::Skipping;
                    tables.skip_ac();
                }
            }
        }
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
            work: 0,
            coder,
            interval: Interval::first(self.restart_interval),
        }
    }

    /// How many rows of MCUs, of so many in the frame, may lie between two states that are kept to start from: many where
    /// states are large.
    pub fn checkpoint_spacing(&self, mcu_rows: u32) -> u32 {
        let large = matches!(&self.coding, Coding::Lossless(coding) if coding.is_arithmetic());
        let least = if large { 16 } else { 1 };
        mcu_rows.div_ceil(MAX_CHECKPOINTS).max(least)
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
        if let Coding::Huffman(coding) = &self.coding {
            let columns = 0..self.mcus_across;
            return self.huffman_mcus(coding, data, (state, columns), rows, sink, warnings);
        }
        self.arithmetic_row(data, state, rows, &mut AnySink::of(sink), warnings)
    }

    fn arithmetic_row(
        &self,
        data: &[u8],
        state: &mut ScanState,
        rows: &mut [BlockRows],
        sink: &mut AnySink,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let row = state.mcu_row;
        state.mcu_row += 1;
        let reader = BitReader::resume(data, self.segment.clone(), state.coder.reader());
        let open_end = self.segment.end >= data.len();
        match (&self.coding, &mut state.coder) {
            (Coding::Arithmetic(coding), CoderState::Arithmetic(coder)) => {
                let mut decoder = ArithmeticDecoder::resume(coding, reader, coder);
                let place = (row, open_end);
                let interval = &mut state.interval;
                let columns = 0..self.mcus_across;
                let place = (place, columns);
                let sound = self.blocks(&mut decoder, place, interval, rows, sink, warnings);
                state.work = self.row_work(sound) + DECISION_WORK * decoder.decisions();
                *coder = decoder.into_state(sink);
                sound
            }
            // A state goes with the scan that it was made by.
            _ => false,
        }
    }

    /// Whether [`Scan::mcu_row_to`] can be asked.
    pub fn goes_anywhere(&self) -> bool {
        self.is_sequential() && matches!(self.coding, Coding::Huffman(_))
    }

    /// The same as [`Scan::mcu_row`] for scans that [go anywhere](Scan::goes_anywhere), with places of the caller's.
    pub fn mcu_row_to<P: BlockPlaces + ?Sized>(
        &self,
        data: &[u8],
        state: &mut ScanState,
        places: &mut P,
        warnings: &mut Vec<Error>,
    ) -> bool {
        match &self.coding {
            Coding::Huffman(coding) => {
                let place = (state, 0..self.mcus_across);
                self.huffman_mcus(coding, data, place, places, &mut NoTrace, warnings)
            }
            _ => false,
        }
    }

    /// Puts the blocks of a row of MCUs that there are no data for.
    pub fn missing_row<P: BlockPlaces + ?Sized>(&self, mcu_row: u32, places: &mut P) {
        self.missing(0..self.mcus_across, mcu_row, places);
    }

    /// Puts the blocks of some of its MCUs.
    #[cold]
    #[inline(never)]
    fn missing<P: BlockPlaces + ?Sized>(
        &self,
        mcu_columns: Range<u32>,
        mcu_row: u32,
        places: &mut P,
    ) {
        self.blocks_of(mcu_columns, mcu_row, |component, bx, by| {
            places.put(component, bx, by, |_| {});
        });
    }

    /// Decodes MCUs `columns` of a row, and steps `state` on to the next row where they are the last.
    pub(super) fn huffman_mcus<S: Sink, P: BlockPlaces + ?Sized>(
        &self,
        coding: &HuffmanCoding,
        data: &[u8],
        (state, columns): (&mut ScanState, Range<u32>),
        places: &mut P,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let CoderState::Huffman(coder) = &mut state.coder else {
            // A state goes with the scan that it was made by.
            return false;
        };
        let row = state.mcu_row;
        let ends_row = columns.end >= self.mcus_across;
        state.mcu_row += u32::from(ends_row);
        let reader = BitReader::resume(data, self.segment.clone(), coder.reader);
        let place = ((row, self.segment.end >= data.len()), columns);
        let mut decoder = HuffmanDecoder::resume(coding, reader, coder);
        let interval = &mut state.interval;
        let sound = self.blocks(&mut decoder, place, interval, places, sink, warnings);
        state.work = self.row_work(sound) + DECISION_WORK * decoder.decisions();
        *coder = decoder.state();
        if ends_row && state.interval.is_over() {
            // The rows that are left stay as they are; a small file may name millions of them.
            state.mcu_row = self.mcus_down;
            state.interval.troubles.push(Trouble {
                mcus: (row + 1) * self.mcus_across..self.mcus_down * self.mcus_across,
                harm: Harm::Missing,
            });
        }
        sound
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
        self.lossless_row(data, state, planes, &mut AnySink::of(sink), warnings)
    }

    fn lossless_row(
        &self,
        data: &[u8],
        state: &mut ScanState,
        planes: &mut [SamplePlane],
        sink: &mut AnySink,
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
            .decode(reader, coder, planes, &mut state.work, sink, warnings),
            _ => false,
        }
    }

    /// What a Huffman-coded scan costs at most.
    pub fn most_work(&self) -> u64 {
        u64::from(self.mcus_down).saturating_mul(self.row_work(true))
    }

    /// What a row of MCUs costs at most, beside what its bytes do: an end-of-band run may end thousands of blocks, and a
    /// refining scan looks at every coefficient of theirs.
    fn row_work(&self, sound: bool) -> u64 {
        let blocks: u32 = self.parts.iter().map(|p| p.across * p.down).sum();
        let each = match self.mode {
            _ if !sound => 2,
            Mode::AcRefine => 8 + self.band.end - self.band.start,
            // One bit in each block: the way through memory is what costs.
            Mode::DcFirst | Mode::DcRefine => 16,
            _ => 8,
        };
        u64::from(self.mcus_across) * u64::from(blocks * each)
    }

    /// Component of the frame, column and row of each block of some MCUs of a row.
    pub fn blocks_of(
        &self,
        mcu_columns: Range<u32>,
        mcu_row: u32,
        mut each: impl FnMut(usize, u32, u32),
    ) {
        for mcu_column in mcu_columns {
            self.each_block(mcu_column, mcu_row, |_, part, bx, by| {
                each(part.component, bx, by)
            });
        }
    }

    /// The blocks of an MCU in their order, T.81 A.2.3: index and part of the scan, place in the component.
    #[inline(always)]
    fn each_block(
        &self,
        mcu_column: u32,
        mcu_row: u32,
        mut each: impl FnMut(usize, &ScanPart, u32, u32),
    ) {
        // In a scan of one component, MCUs are blocks: A.2.2.
        for (index, part) in self.parts.iter().enumerate() {
            for y in 0..part.down {
                for x in 0..part.across {
                    let bx = mcu_column * part.across + x;
                    let by = mcu_row * part.down + y;
                    each(index, part, bx, by);
                }
            }
        }
    }

    /// Takes the blocks of MCUs of one row; tells whether there were data for any. `open_end`: the file ends with the data.
    #[inline(always)]
    fn blocks<'a, D: BlockDecoder<'a>, P: BlockPlaces + ?Sized, S: Sink>(
        &self,
        decoder: &mut D,
        ((mcu_row, open_end), columns): ((u32, bool), Range<u32>),
        interval: &mut Interval,
        places: &mut P,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let single = self.parts.len() == 1;
        let mut sound = false;
        let mut next_column = columns.start;
        while next_column < columns.end {
            let mcu_column = next_column;
            let mcu = mcu_row * self.mcus_across + mcu_column;
            sound |= !interval.ended;
            interval.count(mcu, self.restart_interval, decoder, sink, warnings);
            let idle = match interval.ended {
                true => u32::MAX,
                false => decoder.idle_blocks(),
            };
            if idle > 0 {
                let rest = interval.rest(self.restart_interval);
                let passed = idle.min(rest).min(columns.end - mcu_column);
                if interval.ended {
                    interval.note(mcu..mcu + passed, Harm::Missing);
                }
                interval.pass(self.restart_interval, passed);
                decoder.pass(passed);
                next_column += passed;
                if !P::IN_ROWS {
                    self.missing(mcu_column..next_column, mcu_row, places);
                }
                continue;
            }
            let suspect = interval.suspect;
            let taken = match self.parts.first().filter(|_| single && P::IN_ROWS) {
                Some(part) => {
                    let rest = interval.rest(self.restart_interval);
                    let place = (mcu_row, mcu_column..columns.end);
                    let taken = self.single(decoder, part.component, place, rest, places, sink);
                    interval.pass(self.restart_interval, taken);
                    taken
                }
                None => {
                    let mut passed = 0;
                    if P::PASSED_OVER || (single && !S::ON) {
                        let rest = interval.rest(self.restart_interval);
                        let count = rest.min(columns.end - mcu_column);
                        passed = match P::PASSED_OVER {
                            true => decoder.pass_mcus(&self.parts, count),
                            false => self.row(decoder, (mcu_row, mcu_column), count, places),
                        };
                        interval.pass(self.restart_interval, passed);
                    }
                    if passed == 0 {
                        self.mcu(decoder, (mcu_row, mcu_column), places, sink);
                    }
                    passed.max(1)
                }
            };
            next_column += taken;
            let last = mcu + taken - 1;
            if D::NEEDS_DATA && decoder.reader().ran_out() {
                interval.ended = true;
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                warn(warnings, Code::DataEnded, at, last.into());
            }
            if let Some(code) = decoder.take_fault() {
                interval.suspect = true;
                let at = decoder.reader().file_pos();
                warn(warnings, code, at, last.into());
            }
            // Only the last of those taken can have been the first to go wrong.
            let from = if suspect { mcu } else { last };
            if !D::NEEDS_DATA && open_end && decoder.reader().ran_out() {
                // No marker says that the zeros which stand in for data were left off on purpose.
                interval.note(last..last + 1, Harm::Missing);
            } else if interval.suspect {
                interval.note(from..last + 1, Harm::Damaged);
            }
        }
        if mcu_row + 1 == self.mcus_down && columns.end == self.mcus_across {
            decoder.finish(sink);
        }
        sound
    }

    /// Takes blocks of a scan of one component, `columns` of block row `row` and at most `rest`; tells how many.
    #[inline(always)]
    fn single<'a, D: BlockDecoder<'a>, P: BlockPlaces + ?Sized, S: Sink>(
        &self,
        decoder: &mut D,
        component: usize,
        (row, columns): (u32, Range<u32>),
        rest: u32,
        places: &mut P,
        sink: &mut S,
    ) -> u32 {
        let count = rest.min(columns.end - columns.start);
        let behind = columns.start + count;
        let blocks = places.blocks(component, columns.start..behind, row);
        let at = BlockPos {
            scan: self.number,
            mcu: row * self.mcus_across + columns.start,
            component: component as u16,
            bx: columns.start,
            by: row,
        };
        match blocks {
            Some(blocks) => decoder.blocks(at, blocks, sink).max(1),
            None => count,
        }
    }

    /// Takes blocks of a scan of one component, of block row `row` from `column` on, if they do not lie side by side; tells how
    /// many.
    #[inline(always)]
    fn row<'a, D: BlockDecoder<'a>, P: BlockPlaces + ?Sized>(
        &self,
        decoder: &mut D,
        (row, column): (u32, u32),
        count: u32,
        places: &mut P,
    ) -> u32 {
        let (Some(part), Some(mcu)) = (self.parts.first(), places.mcu()) else {
            return 0;
        };
        let component = part.component;
        let taken = decoder.row(count.min(MAX_MCU_BLOCKS as u32), mcu);
        for index in 0..taken {
            places.put_filled(index as usize, component, column + index, row);
        }
        taken
    }

    /// Takes the blocks of one MCU.
    #[inline(always)]
    fn mcu<'a, D: BlockDecoder<'a>, P: BlockPlaces + ?Sized, S: Sink>(
        &self,
        decoder: &mut D,
        (row, column): (u32, u32),
        places: &mut P,
        sink: &mut S,
    ) {
        if let (false, Some(mcu)) = (P::IN_ROWS || S::ON, places.mcu()) {
            decoder.mcu(&self.parts, mcu);
            let mut index = 0;
            return self.each_block(column, row, |_, part, bx, by| {
                places.put_filled(index, part.component, bx, by);
                index += 1;
            });
        }
        self.each_block(column, row, |index, part, bx, by| {
            let at = BlockPos {
                scan: self.number,
                mcu: row * self.mcus_across + column,
                component: part.component as u16,
                bx,
                by,
            };
            places.put(part.component, bx, by, |block| {
                decoder.block(index, at, block, sink);
            });
        });
    }
}
