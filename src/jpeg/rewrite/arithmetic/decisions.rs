//! Binary decisions to bytes: T.81 Annex D.1.

use crate::jpeg::entropy::decision::Bin;
use alloc::vec::Vec;

/// Codes decisions. What comes out is, to the byte, what the reference encoder writes: it ends with the number in the last
/// interval that has the most zeros behind it, and leaves out zero bytes at the end, which a decoder supplies (D.1.8).
#[derive(Debug)]
pub(super) struct DecisionWriter {
    /// Bytes that are out of the register, without stuffing; a carry may still run through them (D.1.6).
    bytes: Vec<u8>,
    /// C: the base of the interval; bits 19–26 are the next byte, bit 27 is the carry.
    code: u32,
    /// A: the size of the interval.
    interval: u32,
    /// CT: how often the interval is doubled until the next byte is out.
    missing: u32,
    /// Decisions so far.
    pub taken: u64,
    /// How often the interval was doubled so far: the bits that the decisions took, to a fraction.
    pub doubled: u64,
}

impl Default for DecisionWriter {
    /// D.1.7 (Initenc).
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            code: 0,
            interval: 0x1_0000,
            missing: 11,
            taken: 0,
            doubled: 0,
        }
    }
}

impl DecisionWriter {
    /// Codes a decision, D.1.4 (Code_0, Code_1), and learns from it, D.1.5.
    #[inline]
    pub fn put(&mut self, bin: &mut Bin, decision: bool) {
        self.taken += 1;
        let less_probable = bin.less_probable();
        let probable = decision == bin.sense();
        self.interval -= less_probable;
        if probable && self.interval >= 0x8000 {
            return;
        }
        // The more probable decision has the lower sub-interval, unless that is the smaller one (D.1.3).
        if probable == (self.interval < less_probable) {
            self.code += self.interval;
            self.interval = less_probable;
        }
        bin.learn(probable);
        while self.interval < 0x8000 {
            self.double();
        }
    }

    /// D.1.6 (Renorm_e).
    fn double(&mut self) {
        self.interval <<= 1;
        self.code <<= 1;
        self.missing -= 1;
        self.doubled += 1;
        if self.missing == 0 {
            self.byte_out();
            self.missing = 8;
        }
    }

    fn byte_out(&mut self) {
        let byte = self.code >> 19;
        if byte > 0xFF {
            for before in self.bytes.iter_mut().rev() {
                let (sum, carries) = before.overflowing_add(1);
                *before = sum;
                if !carries {
                    break;
                }
            }
        }
        self.bytes.push(byte as u8);
        self.code &= 0x7_FFFF;
    }

    /// The bytes of an interval between restart markers, stuffed: D.1.8 (Flush).
    pub fn finish(mut self) -> Vec<u8> {
        let most = (self.code + self.interval - 1) & 0xFFFF_0000;
        self.code = match most < self.code {
            true => most + 0x8000,
            false => most,
        };
        self.code <<= self.missing;
        for _ in 0..2 {
            self.byte_out();
            self.code <<= 8;
        }
        let kept = self.bytes.iter().rposition(|&byte| byte != 0);
        self.bytes.truncate(kept.map_or(0, |last| last + 1));
        let mut out = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 128);
        for byte in self.bytes {
            out.push(byte);
            out.extend((byte == 0xFF).then_some(0));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jpeg::entropy::decision::test_sequence::{CODE, DECISIONS};

    #[test]
    fn the_standards_test_sequence() {
        let mut writer = DecisionWriter::default();
        let mut bin = Bin::default();
        for byte in DECISIONS {
            for bit in (0..8).rev() {
                writer.put(&mut bin, byte >> bit & 1 == 1);
            }
        }
        assert_eq!(writer.taken, 256);
        assert_eq!(writer.finish(), CODE);
    }

    #[test]
    fn nothing_is_no_byte() {
        assert!(DecisionWriter::default().finish().is_empty());
    }

    /// Zero bytes at the end need not be written: decisions that all go the probable way are almost nothing.
    #[test]
    fn zeros_at_the_end_are_left_out() {
        let mut writer = DecisionWriter::default();
        let mut bin = Bin::default();
        for _ in 0..10_000 {
            writer.put(&mut bin, false);
        }
        assert!(writer.doubled > 8, "{}", writer.doubled);
        let bytes = writer.finish();
        assert!(bytes.len() <= 2, "{bytes:?}");
        assert_ne!(bytes.last(), Some(&0));
    }
}
