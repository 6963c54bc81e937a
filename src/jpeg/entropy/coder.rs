//! The Huffman entropy decoder of one scan: which routine takes its blocks, with which tables.

use super::block::{ac_codes, dc_difference, quick_difference, report};
use super::huffman::HuffmanTable;
use super::interval::{BlockDecoder, IntervalDecoder, ScanPart};
use super::pairs::{Pairs, ENDED};
use super::progressive::{ac_first, ac_refine, dc_refine, Band};
use super::skip::SkipTable;
use super::unstuff::{BitReader, ReaderState};
use crate::jpeg::frame::{Block, Blocks, Mcu};
use crate::lanes::are_clear;
use crate::trace::{BlockPos, NoTrace, Role, Sink};
use crate::Code;
use alloc::sync::Arc;

/// Which routine takes the blocks of a scan. Chosen once per scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Whole blocks, T.81 F.2.
    Sequential,
    /// The same, but the AC coefficients of some components are not kept.
    Skipping,
    /// DC coefficients for the first time, G.1.2.1.
    DcFirst,
    /// One more bit of the DC coefficients.
    DcRefine,
    /// A band of AC coefficients for the first time, G.1.2.2.
    AcFirst,
    /// One more bit of a band, G.1.2.3.
    AcRefine,
    /// No blocks but samples, Annex H.
    Lossless,
}

/// Components a scan can have, T.81 B.2.3.
pub const MAX_SCAN_COMPONENTS: usize = 4;

/// The tables of one component of a scan; those that the mode does not use are absent. Components share them, so that few
/// compete for the processor's cache.
#[derive(Clone, Debug, Default)]
pub struct ComponentTables {
    /// For DC differences.
    pub dc: Option<Arc<HuffmanTable>>,
    /// For AC runs and sizes.
    pub ac: Option<Arc<HuffmanTable>>,
    /// The same for whole blocks.
    pub pairs: Option<Arc<Pairs>>,
    /// For AC coefficients that are not kept.
    pub skip: Option<Arc<SkipTable>>,
}

impl ComponentTables {
    /// From now on AC coefficients are read but not kept.
    pub(super) fn skip_ac(&mut self) {
        self.skip = self.ac.as_deref().map(|ac| Arc::new(SkipTable::new(ac)));
    }
}

/// What all blocks of a Huffman-coded scan share.
#[derive(Clone, Debug)]
pub struct HuffmanCoding {
    /// Which routine.
    pub mode: Mode,
    /// The band, in progressive scans.
    pub band: Band,
    /// Differential frames have no DC prediction, J.2.3.1.
    pub predicts: bool,
    /// For each component of the scan.
    pub tables: [ComponentTables; MAX_SCAN_COMPONENTS],
}

impl HuffmanCoding {
    /// The same, for MCUs that are passed over.
    pub(super) fn passing(&self) -> Self {
        let mut coding = self.clone();
        coding.mode = Mode::Skipping;
        for index in 0..coding.tables.len() {
            let (before, from) = coding.tables.split_at_mut(index);
            let Some((own, ac)) = from
                .first_mut()
                .and_then(|t| Some((&mut t.skip, t.ac.as_ref()?)))
            else {
                continue;
            };
            let same = before
                .iter()
                .find(|t| t.ac.as_ref().is_some_and(|other| Arc::ptr_eq(other, ac)));
            match same {
                Some(same) => *own = same.skip.clone(),
                None => *own = Some(Arc::new(SkipTable::new(ac))),
            }
        }
        coding
    }
}

/// What a decoder carries from block to block: enough to go on from there later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HuffmanState {
    /// The reader.
    pub reader: ReaderState,
    /// PRED of each component of the scan, T.81 F.2.1.3.1.
    pub predictions: [i32; MAX_SCAN_COMPONENTS],
    /// EOBRUN: blocks, from the next on, that an end-of-band run has ended.
    pub ended_blocks: u32,
}

/// Takes blocks.
#[derive(Clone, Debug)]
pub struct HuffmanDecoder<'a> {
    coding: &'a HuffmanCoding,
    reader: BitReader<'a>,
    predictions: [i32; MAX_SCAN_COMPONENTS],
    ended_blocks: u32,
    fault: Option<Code>,
}

impl<'a> IntervalDecoder<'a> for HuffmanDecoder<'a> {
    const NEEDS_DATA: bool = true;

    #[inline(always)]
    fn reader(&mut self) -> &mut BitReader<'a> {
        &mut self.reader
    }

    /// T.81 F.2.1.3.1, G.1.2.2.
    fn reset(&mut self) {
        self.predictions = [0; MAX_SCAN_COMPONENTS];
        self.ended_blocks = 0;
    }

    fn finish<S: Sink>(&mut self, sink: &mut S) {
        padding(&mut self.reader, sink);
    }

    #[inline(always)]
    fn take_fault(&mut self) -> Option<Code> {
        self.fault.take()
    }
}

/// Reports the 1-bits that fill the last byte of an interval, T.81 F.1.2.3, if that is all that is left of it.
pub(super) fn padding<S: Sink>(reader: &mut BitReader, sink: &mut S) {
    let start = reader.pos();
    let bits = (start.wrapping_neg() % 8) as u32;
    if S::ON && bits > 0 {
        reader.refill();
        reader.skip(bits);
        report(sink, reader, start, Role::Padding, 0, 0);
    }
}

impl<'a> HuffmanDecoder<'a> {
    /// A decoder that goes on from a state.
    pub fn resume(coding: &'a HuffmanCoding, reader: BitReader<'a>, state: &HuffmanState) -> Self {
        Self {
            coding,
            reader,
            predictions: state.predictions,
            ended_blocks: state.ended_blocks,
            fault: None,
        }
    }

    /// Where it is.
    pub fn state(&self) -> HuffmanState {
        HuffmanState {
            reader: self.reader.state(),
            predictions: self.predictions,
            ended_blocks: self.ended_blocks,
        }
    }
}

// One function for each way of coding, and none of them in the loop over the MCUs: each is small enough for its bit
// reader to be kept in registers, by compilers of wasm too.
impl<'a> HuffmanDecoder<'a> {
    /// The DC value that a difference gives, which is the next one's prediction: T.81 F.2.1.3.1.
    #[inline(always)]
    fn predicted(&mut self, index: usize, difference: i32) -> i32 {
        let prediction = &mut self.predictions[index & 3];
        let base = if self.coding.predicts { *prediction } else { 0 };
        *prediction = base.wrapping_add(difference);
        *prediction
    }

    /// A whole block, T.81 F.2.2.
    #[inline(always)]
    fn sequential<S: Sink>(&mut self, index: usize, block: &mut Block, sink: &mut S) {
        // An earlier scan may have brought some of it.
        if S::ON || !are_clear(block) {
            return self.observed(index, block, sink);
        }
        let part = ScanPart {
            component: 0,
            across: 1,
            down: 1,
        };
        self.whole(
            index,
            &[part],
            core::slice::from_mut(block),
            &mut [0],
            false,
        );
    }

    /// A whole block, code by code: while somebody listens, or over what is there.
    #[inline(never)]
    fn observed<S: Sink>(&mut self, index: usize, block: &mut Block, sink: &mut S) {
        let coding = self.coding;
        if let Some(ComponentTables {
            dc: Some(dc),
            ac: Some(ac),
            ..
        }) = coding.tables.get(index)
        {
            let difference = self.difference(dc, sink);
            block[0] = self.predicted(index, difference) as i16;
            let mut k = 1;
            while k < 64 {
                k = self.ac_codes(ac, block, k, sink);
            }
        }
    }

    /// Whole blocks of components `first..` of the scan, of each as many as an MCU has, when nobody listens; they hold zeros
    /// before. Tells for each from which index of the zigzag order on it has set nothing, at most 64. `careful`: up to one
    /// behind which something must be looked at. How many it has taken.
    #[inline(never)]
    fn whole(
        &mut self,
        first: usize,
        parts: &[ScanPart],
        blocks: &mut [Block],
        ends: &mut [u32],
        careful: bool,
    ) -> u32 {
        let mut taken = 0;
        let coding = self.coding;
        // Whatever calls something has its bit reader in memory; in between it is in registers.
        let mut reader = self.reader;
        let mut places = blocks.iter_mut().zip(ends);
        for (index, part) in (first..).zip(parts) {
            let Some(ComponentTables {
                dc: Some(dc),
                ac: Some(ac),
                pairs: Some(pairs),
                ..
            }) = coding.tables.get(index)
            else {
                break;
            };
            let count = part.across * part.down;
            for (block, end) in places.by_ref().take(count as usize) {
                let difference = match quick_difference(&mut reader, dc) {
                    Some(difference) => difference,
                    None => {
                        self.reader = reader;
                        let difference = self.difference(dc, &mut NoTrace);
                        reader = self.reader;
                        difference
                    }
                };
                block[0] = self.predicted(index, difference) as i16;
                let mut k = 1;
                loop {
                    k = pairs.take(&mut reader, block, k);
                    if k >= 64 {
                        break;
                    }
                    self.reader = reader;
                    k = self.ac_codes(ac, block, k, &mut NoTrace);
                    reader = self.reader;
                    if k >= 64 {
                        break;
                    }
                }
                *end = match k.checked_sub(ENDED) {
                    Some(end) => end.min(64),
                    None => 64,
                };
                taken += 1;
                if careful && (reader.ran_out() || self.fault.is_some()) {
                    self.reader = reader;
                    return taken;
                }
            }
        }
        self.reader = reader;
        taken
    }

    /// A DC difference of any kind.
    #[inline(never)]
    fn difference<S: Sink>(&mut self, table: &HuffmanTable, sink: &mut S) -> i32 {
        let mut fault = None;
        let difference = dc_difference(&mut self.reader, table, &mut fault, sink);
        self.fault = self.fault.or(fault);
        difference
    }

    /// AC codes of any kind: see [`ac_codes`].
    #[inline(never)]
    fn ac_codes<S: Sink>(
        &mut self,
        table: &HuffmanTable,
        block: &mut Block,
        k: u32,
        sink: &mut S,
    ) -> u32 {
        let mut fault = None;
        let k = ac_codes(&mut self.reader, table, block, k, &mut fault, sink);
        self.fault = self.fault.or(fault);
        k
    }

    /// A whole block, of which the AC coefficients are not kept, unless somebody wants to know about them.
    #[inline(never)]
    fn skipping<S: Sink>(&mut self, index: usize, block: &mut Block, sink: &mut S) {
        let coding = self.coding;
        let Some(ComponentTables {
            dc: Some(dc),
            ac: Some(ac),
            skip: Some(skip),
            ..
        }) = coding.tables.get(index)
        else {
            return self.sequential(index, block, sink);
        };
        if S::ON {
            return self.sequential(index, block, sink);
        }
        let mut reader = self.reader;
        let mut fault = None;
        let difference = dc_difference(&mut reader, dc, &mut fault, sink);
        block[0] = self.predicted(index, difference) as i16;
        skip.pass(&mut reader, ac, &mut fault);
        self.reader = reader;
        self.fault = self.fault.or(fault);
    }

    /// Whole MCUs, of which nothing is kept but what those behind them need. None where tables are not there.
    #[inline(never)]
    fn passing(&mut self, parts: &[ScanPart], count: u32) -> u32 {
        let coding = self.coding;
        let tables = || parts.iter().zip(&coding.tables);
        if !tables().all(|(_, tables)| tables.skip.is_some()) {
            return 0;
        }
        let mut reader = self.reader;
        let mut fault = None;
        let mut taken = 0;
        while taken < count {
            for (index, (part, tables)) in tables().enumerate() {
                let ComponentTables {
                    dc: Some(dc),
                    ac: Some(ac),
                    skip: Some(skip),
                    ..
                } = tables
                else {
                    continue;
                };
                for _ in 0..part.across * part.down {
                    let difference = dc_difference(&mut reader, dc, &mut fault, &mut NoTrace);
                    self.predicted(index, difference);
                    skip.pass(&mut reader, ac, &mut fault);
                }
            }
            taken += 1;
            if fault.is_some() || reader.ran_out() {
                break;
            }
        }
        self.reader = reader;
        self.fault = self.fault.or(fault);
        taken
    }

    /// A DC coefficient for the first time, T.81 G.1.2.1.
    #[inline(never)]
    fn dc_first<S: Sink>(&mut self, index: usize, block: &mut Block, sink: &mut S) {
        let coding = self.coding;
        let Some(ComponentTables { dc: Some(dc), .. }) = coding.tables.get(index) else {
            return;
        };
        let mut reader = self.reader;
        let mut fault = None;
        let difference = dc_difference(&mut reader, dc, &mut fault, sink);
        block[0] = (self.predicted(index, difference) << coding.band.low_bit) as i16;
        self.reader = reader;
        self.fault = self.fault.or(fault);
    }

    /// A band for the first time, in blocks that no run has ended, T.81 G.1.2.2, until one begins.
    #[inline(never)]
    fn ac_first<S: Sink>(&mut self, at: BlockPos, blocks: Blocks, sink: &mut S) -> u32 {
        let coding = self.coding;
        let Some(ComponentTables { ac: Some(ac), .. }) = coding.tables.first() else {
            return blocks.0.len() as u32;
        };
        let mut reader = self.reader;
        let mut fault = None;
        let mut taken = 0;
        let mut ended = 0;
        for block in blocks.0.iter_mut().zip(blocks.1) {
            sink.block(at.behind(taken));
            ended = ac_first(&mut reader, ac, coding.band, block, &mut fault, sink);
            taken += 1;
            if ended > 0 || fault.is_some() || reader.ran_out() {
                break;
            }
        }
        self.ended_blocks = ended;
        self.reader = reader;
        self.fault = self.fault.or(fault);
        taken
    }

    /// One more bit of a band, T.81 G.1.2.3.
    #[inline(never)]
    fn ac_refine<S: Sink>(&mut self, at: BlockPos, blocks: Blocks, sink: &mut S) -> u32 {
        let coding = self.coding;
        let Some(ComponentTables { ac: Some(ac), .. }) = coding.tables.first() else {
            return blocks.0.len() as u32;
        };
        let mut reader = self.reader;
        let mut fault = None;
        let mut taken = 0;
        let mut ended = self.ended_blocks;
        for block in blocks.0.iter_mut().zip(blocks.1) {
            sink.block(at.behind(taken));
            let band = coding.band;
            ended = ac_refine(&mut reader, ac, band, ended, block, &mut fault, sink);
            taken += 1;
            if fault.is_some() || reader.ran_out() {
                break;
            }
        }
        self.ended_blocks = ended;
        self.reader = reader;
        self.fault = self.fault.or(fault);
        taken
    }
}

impl<'a> BlockDecoder<'a> for HuffmanDecoder<'a> {
    /// The rest of an end-of-band run, G.1.2.2, unless earlier coefficients are to be refined. Such scans have one
    /// component, so blocks are MCUs.
    #[inline(always)]
    fn idle_blocks(&self) -> u32 {
        match self.coding.mode {
            Mode::AcFirst => self.ended_blocks,
            _ => 0,
        }
    }

    #[inline(always)]
    fn pass(&mut self, blocks: u32) {
        self.ended_blocks = self.ended_blocks.saturating_sub(blocks);
    }

    #[inline(always)]
    fn blocks<S: Sink>(&mut self, at: BlockPos, blocks: Blocks, sink: &mut S) -> u32 {
        match (self.coding.mode, blocks) {
            (Mode::AcFirst, blocks) => self.ac_first(at, blocks, sink),
            (Mode::AcRefine, blocks) => self.ac_refine(at, blocks, sink),
            (_, ([block, ..], _)) => {
                self.block(0, at, block, sink);
                1
            }
            _ => 0,
        }
    }

    #[inline(always)]
    fn pass_mcus(&mut self, parts: &[ScanPart], count: u32) -> u32 {
        self.passing(parts, count)
    }

    #[inline(always)]
    fn block<S: Sink>(&mut self, index: usize, at: BlockPos, block: &mut Block, sink: &mut S) {
        sink.block(at);
        match self.coding.mode {
            Mode::Sequential => self.sequential(index, block, sink),
            Mode::Skipping => self.skipping(index, block, sink),
            Mode::DcFirst => self.dc_first(index, block, sink),
            Mode::DcRefine => {
                dc_refine(&mut self.reader, self.coding.band.low_bit, block, sink);
            }
            // Scans of one component: see `blocks`.
            Mode::AcFirst | Mode::AcRefine | Mode::Lossless => {}
        }
    }

    #[inline(always)]
    fn mcu(&mut self, parts: &[ScanPart], mcu: &mut Mcu) {
        self.whole(0, parts, &mut mcu.blocks, &mut mcu.ends, false);
    }

    #[inline(always)]
    fn row(&mut self, count: u32, mcu: &mut Mcu) -> u32 {
        let part = ScanPart {
            component: 0,
            across: count,
            down: 1,
        };
        self.whole(0, &[part], &mut mcu.blocks, &mut mcu.ends, true)
    }
}
