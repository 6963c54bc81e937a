//! What the entropy decoders share: the traits they have, the parts of a scan they work on, and restart intervals, T.81
//! E.2.4, F.2.2.5, with what happens when a marker is missing or out of place.

use super::unstuff::BitReader;
use crate::jpeg::frame::{Block, Blocks, Mcu};
use crate::jpeg::syntax::marker;
use crate::trace::{BlockPos, Sink};
use crate::{Code, Error};
use alloc::vec::Vec;
use core::ops::Range;

/// What the entropy decoders of all kinds have in common.
pub(super) trait IntervalDecoder<'a> {
    /// Whether running out of data ends the interval. Arithmetic coders may leave off trailing zero bytes (D.1.8), so
    /// there it does not.
    const NEEDS_DATA: bool;

    /// Where the bits come from.
    fn reader(&mut self) -> &mut BitReader<'a>;

    /// Forgets what was learnt in the interval before: predictions, statistics, runs.
    fn reset(&mut self);

    /// Reports what ends an interval.
    fn finish<S: Sink>(&mut self, sink: &mut S);

    /// Decisions taken so far, if the code is made of decisions: their number is not bounded by that of the bytes.
    fn decisions(&self) -> u64 {
        0
    }

    /// What went wrong since this was last asked.
    fn take_fault(&mut self) -> Option<Code>;
}

/// Takes the blocks of a scan.
pub(super) trait BlockDecoder<'a>: IntervalDecoder<'a> {
    /// Takes the next block of component `index` of the scan into `block`, which is at `at`.
    fn block<S: Sink>(&mut self, index: usize, at: BlockPos, block: &mut Block, sink: &mut S);

    /// Takes the blocks of an MCU, of a scan that [goes anywhere](super::scan::Scan::goes_anywhere), when nobody listens.
    #[inline(always)]
    fn mcu(&mut self, _parts: &[ScanPart], _mcu: &mut Mcu) {}

    /// The same of a scan of one component: takes blocks one after the other, and tells how many: all of `count`, as far as there
    /// is room, or up to one behind which something must be looked at.
    #[inline(always)]
    fn row(&mut self, _count: u32, _mcu: &mut Mcu) -> u32 {
        0
    }

    /// Takes blocks of a scan of one component, from the one at `at` on, and tells how many: all, or up to one behind which
    /// something must be looked at.
    #[inline(always)]
    fn blocks<S: Sink>(&mut self, at: BlockPos, (blocks, _): Blocks, sink: &mut S) -> u32 {
        let Some(block) = blocks.first_mut() else {
            return 0;
        };
        self.block(0, at, block, sink);
        1
    }

    /// Passes over MCUs of a scan of such parts without keeping what they bring, and tells how many: all of `count`, or up to
    /// one behind which something must be looked at. None where it has no way to.
    #[inline(always)]
    fn pass_mcus(&mut self, _parts: &[ScanPart], _count: u32) -> u32 {
        0
    }

    /// How many blocks, from the next on, are known to stay as they are without another bit.
    #[inline(always)]
    fn idle_blocks(&self) -> u32 {
        0
    }

    /// Passes over so many of them.
    #[inline(always)]
    fn pass(&mut self, _blocks: u32) {}
}

/// How MCUs fared that were not decoded as they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// Decoded, but after something that should not be there: what they show cannot be trusted.
    Damaged,
    /// There were no data for them.
    Missing,
}

/// Some MCUs of a scan (of a lossless scan: rows of MCUs) and how they fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Which, counted within the scan.
    pub mcus: Range<u32>,
    /// How they fared.
    pub harm: Harm,
}

/// Takes differences.
pub(super) trait DifferenceDecoder<'a>: IntervalDecoder<'a> {
    /// Takes the difference of a sample in column `column` of line `line` of the row of MCUs.
    fn difference<S: Sink>(
        &mut self,
        index: usize,
        line: u32,
        column: u32,
        at: BlockPos,
        sink: &mut S,
    ) -> i32;

    /// Whether the next line is the first since the scan began or was restarted. Tells it once.
    fn take_fresh(&mut self) -> bool;
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

/// What an arithmetic decision costs, in units of work.
pub(super) const DECISION_WORK: u64 = 8;

/// Where a scan stands between its restart markers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Interval {
    /// MCUs left until a restart marker is due.
    pub left: u32,
    /// Number, 0–7, of the restart marker that is due.
    pub next: u8,
    /// Data ran out: MCUs stay as they are until the next restart.
    pub ended: bool,
    /// Something was wrong since the last restart marker.
    pub suspect: bool,
    /// What happened to MCUs since this was last taken.
    pub troubles: Vec<Trouble>,
    /// There is no further restart marker.
    pub last: bool,
}

impl Interval {
    /// The first interval of a scan.
    pub fn first(length: u32) -> Self {
        Self {
            left: length,
            last: length == 0,
            ..Self::default()
        }
    }

    /// Remembers that some MCUs fared ill.
    #[cold]
    #[inline(never)]
    pub fn note(&mut self, mcus: Range<u32>, harm: Harm) {
        match self.troubles.last_mut() {
            Some(last) if last.harm == harm && last.mcus.end == mcus.start => {
                last.mcus.end = mcus.end;
            }
            _ => self.troubles.push(Trouble { mcus, harm }),
        }
    }

    /// Nothing will come any more.
    pub fn is_over(&self) -> bool {
        self.ended && self.last
    }

    /// Counts MCU `mcu`, and looks for a restart marker if one is due before it. `length` = 0: there are none.
    #[inline(always)]
    pub fn count<'a, D: IntervalDecoder<'a>, S: Sink>(
        &mut self,
        mcu: u32,
        length: u32,
        decoder: &mut D,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) {
        if length > 0 {
            if self.left == 0 {
                let skipped = self.restart(decoder, sink, warnings);
                if skipped {
                    // Bytes that nobody asked for: somewhere before them a code was misread.
                    self.troubles.push(Trouble {
                        mcus: mcu.saturating_sub(length)..mcu,
                        harm: Harm::Damaged,
                    });
                }
                self.left = length;
            }
            self.left -= 1;
        }
    }

    /// MCUs up to the next restart marker, the one that was counted last among them.
    #[inline(always)]
    pub fn rest(&self, length: u32) -> u32 {
        match length {
            0 => u32::MAX,
            _ => self.left.saturating_add(1),
        }
    }

    /// Counts MCUs without looking for markers: the one that was counted last and others, at most [`Interval::rest`].
    #[inline(always)]
    pub fn pass(&mut self, length: u32, mcus: u32) {
        if length > 0 {
            self.left = self.left.saturating_sub(mcus.saturating_sub(1));
        }
    }

    /// Looks for the restart marker that is due, T.81 F.2.2.5, E.2.4.
    ///
    /// Another marker there: one or two ahead means that an interval was lost, so it is left for later; one or two
    /// behind, or a code that means nothing, is skipped; any other restart marker is taken as the one that is due;
    /// anything else ends the data. Tells whether data were left over before the marker.
    #[inline(never)]
    fn restart<'a, D: IntervalDecoder<'a>, S: Sink>(
        &mut self,
        decoder: &mut D,
        sink: &mut S,
        warnings: &mut Vec<Error>,
    ) -> bool {
        let due = self.next;
        let at = decoder.reader().file_pos();
        decoder.finish(sink);
        let reader = decoder.reader();
        let mut warned = false;
        let before = reader.pos();
        let mut skipped = false;
        loop {
            let found = reader.next_marker();
            let distance = found
                .filter(|code| marker::is_rst(*code))
                .map(|code| code.wrapping_sub(marker::RST0 + due) & 7);
            if distance != Some(0) && !warned {
                warned = true;
                warn(warnings, Code::RestartMissing, at, due.into());
            }
            // Less than a byte is padding. Arithmetic decoders may not have needed the last bytes.
            let left = (reader.pos() - before) / 8;
            if distance == Some(0) && left > 0 && D::NEEDS_DATA && !warned {
                skipped = true;
                warn(warnings, Code::UnusedData, at, left);
            }
            match (found, distance) {
                (_, Some(0 | 3 | 4 | 5)) => {
                    reader.skip_marker();
                    self.ended = false;
                    break;
                }
                (_, Some(1 | 2)) => break,
                (_, Some(_)) => reader.skip_marker(),
                (Some(code), None) if code < marker::SOF0 => reader.skip_marker(),
                (_, None) => {
                    self.last = true;
                    break;
                }
            }
        }
        self.next = (due + 1) & 7;
        self.suspect = warned;
        decoder.reset();
        skipped
    }
}

/// Most warnings kept; a broken file may give one for each MCU.
pub const MAX_WARNINGS: usize = 1000;

/// Keeps a warning, unless there are very many already.
pub(super) fn warn(warnings: &mut Vec<Error>, code: Code, at: u64, value: u64) {
    if warnings.len() < MAX_WARNINGS {
        warnings.push(Error { code, at, value });
    }
}
