//! Where the decoding of a Huffman-coded scan stands, in two files that differ in some bytes: whether it stands alike in
//! both, and its state in one where that in the other is known.
//!
//! Two decoders that stand at the same bit, counted from behind the edit, with the same number of MCUs left until the next
//! restart marker, take the same codes from there on. Only the number of the MCU and the predictions may tell them apart.

use super::coder::MAX_SCAN_COMPONENTS;
use super::scan::{CoderState, Coding, Scan, ScanState};
use super::unstuff::{BitReader, Shift};
use crate::jpeg::frame::Nowhere;
use crate::trace::NoTrace;
use alloc::vec::Vec;

/// What decides which codes are taken from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// Bit offset in the file.
    pub at: u64,
    /// EOBRUN: blocks that an end-of-band run has ended.
    pub ended_blocks: u32,
    /// MCUs left until a restart marker is due.
    pub left: u32,
    /// Number, 0–7, of that marker.
    pub next: u8,
    /// Data ran out.
    pub ended: bool,
    /// There is no further restart marker.
    pub last: bool,
}

impl Boundary {
    /// The same in a file in which it has moved by so many bytes.
    pub fn shifted(self, bytes: isize) -> Self {
        let bits = (bytes as i64).saturating_mul(8);
        Self {
            at: self.at.saturating_add_signed(bits),
            ..self
        }
    }
}

/// A boundary, and what tells what comes behind it apart from the same codes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it is.
    pub boundary: Boundary,
    /// PRED of each component of the scan, T.81 F.2.1.3.1.
    pub predictions: [i32; MAX_SCAN_COMPONENTS],
    /// The row of MCUs that comes next.
    pub mcu_row: u32,
    /// Something was wrong since the last restart marker.
    pub suspect: bool,
}

impl ScanState {
    /// Whether the state is the same in a file that differs from `data` in byte `byte` and those behind it.
    pub fn is_before(&self, data: &[u8], byte: usize) -> bool {
        match &self.coder {
            // Where an interval has ended, a marker ahead has been looked at.
            CoderState::Huffman(state) => state.reader.is_before(data, byte, self.interval.ended),
            _ => false,
        }
    }

    /// Makes it the same place of a file in which it has moved.
    pub fn shift(&mut self, by: Shift) {
        if let CoderState::Huffman(state) = &mut self.coder {
            state.reader = state.reader.shifted(by);
        }
    }

    /// Adds to the predictions.
    pub fn predict_more(&mut self, offsets: [i32; MAX_SCAN_COMPONENTS]) {
        if let CoderState::Huffman(state) = &mut self.coder {
            for (prediction, offset) in state.predictions.iter_mut().zip(offsets) {
                *prediction = prediction.wrapping_add(offset);
            }
        }
    }
}

impl Scan {
    /// Whether its states can be compared and moved.
    pub fn can_be_compared(&self) -> bool {
        matches!(self.coding, Coding::Huffman(_))
    }

    /// Where `state` stands.
    pub fn standing(&self, data: &[u8], state: &ScanState) -> Option<Standing> {
        let CoderState::Huffman(coder) = &state.coder else {
            return None;
        };
        let reader = BitReader::resume(data, self.segment.clone(), coder.reader);
        let interval = &state.interval;
        Some(Standing {
            boundary: Boundary {
                at: reader.file_pos(),
                ended_blocks: coder.ended_blocks,
                left: interval.left,
                next: interval.next,
                ended: interval.ended,
                last: interval.last,
            },
            predictions: coder.predictions,
            mcu_row: state.mcu_row,
            suspect: interval.suspect,
        })
    }

    /// How the same place of two files has moved from one to the other, with this scan's segment in both.
    pub fn shift(&self, from: &ScanState, other: &Scan, to: &ScanState, bytes: isize) -> Shift {
        let start = other.segment.start as isize - self.segment.start as isize;
        // Lookahead differs, so the whole bytes passed are compared, not those loaded.
        let passed = |scan: &Scan, state| (scan.stream_position(state) / 8) as isize;
        let stream = passed(other, to) - passed(self, from);
        Shift {
            bytes,
            start,
            removed: bytes - start - stream,
        }
    }
}

/// Goes over a scan MCU by MCU, without keeping what it brings.
#[derive(Clone, Debug)]
pub struct Walker<'a> {
    scan: &'a Scan,
    data: &'a [u8],
    state: ScanState,
    column: u32,
    nowhere: Nowhere,
}

impl<'a> Walker<'a> {
    /// Starts at the start of a row of MCUs. The scan must not refine.
    pub fn new(scan: &'a Scan, data: &'a [u8], state: ScanState) -> Self {
        Self {
            scan,
            data,
            state,
            column: 0,
            nowhere: Nowhere::default(),
        }
    }

    /// The same, with a state before any MCU.
    pub fn at(scan: &'a Scan, data: &'a [u8], mut state: ScanState, mcu: u32) -> Self {
        let across = scan.mcus_across.max(1);
        state.mcu_row = mcu / across;
        Self {
            column: mcu % across,
            ..Self::new(scan, data, state)
        }
    }

    /// MCUs in a row.
    pub fn mcus_across(&self) -> u32 {
        self.scan.mcus_across
    }

    /// Number of the MCU that comes next.
    pub fn mcu(&self) -> u32 {
        self.state.mcu_row * self.scan.mcus_across + self.column
    }

    /// Whether all MCUs have been taken.
    pub fn is_done(&self) -> bool {
        self.state.mcu_row >= self.scan.mcus_down
    }

    /// Where it stands.
    pub fn standing(&self) -> Option<Standing> {
        self.scan.standing(self.data, &self.state)
    }

    /// The state there.
    pub fn state(&self) -> &ScanState {
        &self.state
    }

    /// Takes MCUs: up to `count`, and up to the end of the row.
    pub fn advance(&mut self, count: u32) {
        let Coding::Huffman(coding) = &self.scan.coding else {
            return;
        };
        let end = self.column.saturating_add(count).min(self.scan.mcus_across);
        let place = (&mut self.state, self.column..end);
        let (nowhere, ignored) = (&mut self.nowhere, &mut Vec::new());
        self.scan
            .huffman_mcus(coding, self.data, place, nowhere, &mut NoTrace, ignored);
        drop(self.state.take_troubles());
        self.column = end % self.scan.mcus_across.max(1);
    }

    /// Takes MCUs up to the one of this number.
    pub fn advance_to(&mut self, mcu: u32) {
        while self.mcu() < mcu && !self.is_done() {
            self.advance(mcu - self.mcu());
        }
    }

    /// The state.
    pub fn into_state(self) -> ScanState {
        self.state
    }

    /// The state, as if the MCU that comes next were the first of row `row`.
    pub fn into_row(mut self, row: u32) -> ScanState {
        self.state.mcu_row = row;
        self.state
    }
}
