//! Bits to bytes of an entropy-coded segment: most significant bit first, a zero byte behind each 0xFF (T.81 B.1.1.5, F.1.2.3).

use crate::jpeg::syntax::marker;
use alloc::vec::Vec;

/// Writes an entropy-coded segment.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// The last `count` bits are still to be written.
    held: u64,
    /// Fewer than 32 between calls.
    count: u32,
    /// Bytes of 0 that were stuffed so far.
    stuffed: u64,
    /// Bits that fill the last bytes before markers and the end.
    padding: u64,
}

impl BitWriter {
    /// Appends the low `length` bits of `bits`; `length` ≤ 32.
    #[inline]
    pub fn put(&mut self, bits: u32, length: u32) {
        let kept = u64::from(bits) & ((1 << length) - 1);
        self.held = self.held << length | kept;
        self.count += length;
        if self.count >= 32 {
            self.count -= 32;
            self.word((self.held >> self.count) as u32);
        }
    }

    fn word(&mut self, word: u32) {
        // A byte is 0xFF where its top bit is set, and no longer is after adding 1.
        let full = word & 0x8080_8080 & !word.wrapping_add(0x0101_0101);
        if full == 0 {
            self.bytes.extend_from_slice(&word.to_be_bytes());
        } else {
            word.to_be_bytes().into_iter().for_each(|b| self.byte(b));
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
            self.stuffed += 1;
        }
    }

    /// Fills the last byte with ones, T.81 F.1.2.3.
    pub fn pad(&mut self) {
        let missing = self.count.wrapping_neg() % 8;
        self.padding += u64::from(missing);
        self.put(0x7F, missing);
        while self.count >= 8 {
            self.count -= 8;
            self.byte((self.held >> self.count) as u8);
        }
    }

    /// Ends an interval with the `number`-th restart marker.
    pub fn restart(&mut self, number: u32) {
        self.pad();
        self.bytes
            .extend_from_slice(&[0xFF, marker::RST0 + (number % 8) as u8]);
    }

    /// Stuffed bytes and padding bits so far.
    pub fn overhead(&self) -> (u64, u64) {
        (self.stuffed, self.padding)
    }

    /// The segment.
    pub fn finish(mut self) -> Vec<u8> {
        self.pad();
        self.bytes
    }
}
