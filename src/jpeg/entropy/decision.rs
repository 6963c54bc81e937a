//! Binary decisions from arithmetic-coded data: T.81 Annex D.2.
//!
//! A decision has no whole bits of its own: it narrows an interval, and a byte is shifted in whenever the interval has
//! become small. In a trace each byte is therefore one span, which belongs to the block and coefficient whose decision
//! shifted it in; its value is the number of decisions that were taken while it was the newest byte (within the same row
//! of MCUs).

use super::estimate::{Estimate, ESTIMATES};
use super::unstuff::BitReader;
use crate::trace::{BlockPos, Role, Sink, Span};

/// The bin of a fixed estimate.
pub(in crate::jpeg) const FIXED: Bin = Bin(113);

/// A statistics bin, D.2.2: index into table D.3 in the low seven bits, sense of the more probable symbol in the top one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin(u8);

impl Bin {
    /// Which decision is the more probable one: MPS.
    #[inline(always)]
    pub(in crate::jpeg) fn sense(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Qe: the size of the less probable decision's sub-interval.
    #[inline(always)]
    pub(in crate::jpeg) fn less_probable(self) -> u32 {
        self.estimate().qe.into()
    }

    /// What is learnt from a decision that makes the interval too small, D.1.5; from others nothing is.
    #[inline(always)]
    pub(in crate::jpeg) fn learn(&mut self, probable: bool) {
        let (estimate, sense) = (self.estimate(), self.0 & 0x80);
        self.0 = match probable {
            true => sense | estimate.after_mps,
            false => (sense ^ estimate.switches) | estimate.after_lps,
        };
    }

    #[inline(always)]
    fn estimate(self) -> Estimate {
        ESTIMATES[usize::from(self.0 & 0x7F)]
    }
}

/// The registers of the decoder, D.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Registers {
    /// C, aligned so that the interval's base stands at bit `spare`.
    code: u32,
    /// A: size of the interval; 0 before the first decision, when the first two bytes are still to be read.
    interval: u32,
    /// CT: bits of `code` that were shifted in but are not part of the comparison yet, 0–7.
    spare: u32,
}

/// The byte shifted in last, which is reported when the next one comes.
#[derive(Clone, Copy, Debug, Default)]
struct Newest {
    start: u64,
    k: u32,
    block: BlockPos,
    /// Decisions taken before it came.
    taken: u64,
    there: bool,
}

/// Takes decisions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decisions<'a> {
    /// Where the bytes come from; zero bytes follow the end of the data (D.2.7, E.2.4: legal, no warning).
    pub reader: BitReader<'a>,
    registers: Registers,
    newest: Newest,
    /// Decisions taken so far.
    pub taken: u64,
    /// The block that decisions belong to.
    pub block: BlockPos,
}

impl<'a> Decisions<'a> {
    /// Goes on from a state.
    pub fn resume(reader: BitReader<'a>, registers: Registers) -> Self {
        Self {
            reader,
            registers,
            newest: Newest::default(),
            taken: 0,
            block: BlockPos::default(),
        }
    }

    /// The registers, to go on from there.
    pub fn registers(&self) -> Registers {
        self.registers
    }

    /// Starts an interval, D.2.1 (Initdec); its first bytes are read when the first decision needs them.
    pub fn reset(&mut self) {
        self.registers = Registers::default();
    }

    /// Takes a decision, D.2.3 – D.2.6: decode, estimate, renormalise (here before the next decision, not after this one).
    #[inline(always)]
    pub fn take<S: Sink>(&mut self, bin: &mut Bin, k: u32, sink: &mut S) -> bool {
        if self.registers.interval < 0x8000 {
            self.renormalise(k, sink);
        }
        self.taken += 1;
        let r = &mut self.registers;
        let qe = bin.less_probable();
        let sense = bin.sense();
        r.interval -= qe;
        let bound = r.interval << r.spare;
        let less_probable = if r.code >= bound {
            // The upper sub-interval; where the lower one is smaller than Qe, the symbols change places (D.1.3).
            r.code -= bound;
            let less_probable = r.interval >= qe;
            r.interval = qe;
            less_probable
        } else if r.interval < 0x8000 {
            r.interval < qe
        } else {
            return sense;
        };
        bin.learn(!less_probable);
        sense != less_probable
    }

    /// Doubles the interval until it is 0x8000 or more, D.2.6 (Renorm_d).
    #[inline(always)]
    fn renormalise<S: Sink>(&mut self, k: u32, sink: &mut S) {
        if self.registers.interval == 0 {
            self.shift_in(k, sink);
            self.shift_in(k, sink);
            self.registers.interval = 0x1_0000;
            return;
        }
        let shift = self.registers.interval.leading_zeros() - 16;
        self.registers.interval <<= shift;
        let mut wanted = shift;
        while wanted > self.registers.spare {
            wanted -= self.registers.spare;
            self.shift_in(k, sink);
            self.registers.spare = 8;
        }
        self.registers.spare -= wanted;
    }

    /// Shifts the next byte in, D.2.6 (Byte_in). Called once in some eight decisions, from some forty places.
    #[inline(never)]
    fn shift_in<S: Sink>(&mut self, k: u32, sink: &mut S) {
        let start = if S::ON { self.reader.pos() } else { 0 };
        self.reader.refill();
        self.registers.code = self.registers.code << 8 | self.reader.take(8);
        // Zero bytes that stand in for missing data have no place in the file.
        if S::ON && self.reader.pos() > start {
            self.flush(sink);
            self.newest = Newest {
                start,
                k,
                block: self.block,
                taken: self.taken,
                there: true,
            };
        }
    }

    /// Reports the byte shifted in last.
    pub fn flush<S: Sink>(&mut self, sink: &mut S) {
        let newest = self.newest;
        if S::ON && newest.there {
            self.newest.there = false;
            sink.block(newest.block);
            sink.span(Span {
                start: newest.start,
                bits: 8,
                role: Role::Arithmetic,
                k: newest.k,
                value: (self.taken - newest.taken) as i32,
            });
        }
    }

    /// Reports what is left of an interval: the coder's last bytes (D.1.8), which no decision needed any more.
    pub fn finish<S: Sink>(&mut self, sink: &mut S) {
        if !S::ON {
            return;
        }
        self.flush(sink);
        let mut ahead = self.reader;
        let mut starts = [0; LAST_BYTES];
        let mut count = 0;
        loop {
            let start = ahead.pos();
            ahead.refill();
            ahead.take(8);
            if ahead.pos() == start {
                break;
            }
            let Some(slot) = starts.get_mut(count) else {
                // Too much for an end: data that nothing asked for.
                return;
            };
            *slot = start;
            count += 1;
        }
        self.reader = ahead;
        for &start in &starts[..count] {
            sink.block(self.block);
            sink.span(Span {
                start,
                bits: 8,
                role: Role::Arithmetic,
                k: 0,
                value: 0,
            });
        }
    }
}

/// Most bytes that a coder leaves behind the last decision: it writes out the whole code register.
const LAST_BYTES: usize = 4;

/// The test sequence of the standard, for both directions.
#[cfg(test)]
pub(in crate::jpeg) mod test_sequence {
    /// T.81 K.4.1: 256 decisions, all with the same bin, most significant bit first.
    pub const DECISIONS: [u8; 32] = [
        0x00, 0x02, 0x00, 0x51, 0x00, 0x00, 0x00, 0xC0, 0x03, 0x52, 0x87, 0x2A, 0xAA, 0xAA, 0xAA,
        0xAA, 0x82, 0xC0, 0x20, 0x00, 0xFC, 0xD7, 0x9E, 0xF6, 0x74, 0xEA, 0xAB, 0xF7, 0x69, 0x7E,
        0xE7, 0x4C,
    ];

    /// What they are coded as, with the stuffed zero, without the marker that follows.
    pub const CODE: [u8; 29] = [
        0x65, 0x5B, 0x51, 0x44, 0xF7, 0x96, 0x9D, 0x51, 0x78, 0x55, 0xBF, 0xFF, 0x00, 0xFC, 0x51,
        0x84, 0xC7, 0xCE, 0xF9, 0x39, 0x00, 0x28, 0x7D, 0x46, 0x70, 0x8E, 0xCB, 0xC0, 0xF6,
    ];
}

#[cfg(test)]
mod tests {
    use super::test_sequence::{CODE, DECISIONS};
    use super::*;
    use crate::trace::{NoTrace, Recorder};
    use alloc::vec;
    use alloc::vec::Vec;

    /// With the EOI marker and a byte behind it.
    fn test_code() -> Vec<u8> {
        [&CODE[..], &[0xFF, 0xD9, 0x00]].concat()
    }

    fn decisions(data: &[u8]) -> Decisions<'_> {
        Decisions::resume(BitReader::new(data, 0..data.len()), Registers::default())
    }

    #[test]
    fn the_standards_test_sequence_comes_back() {
        let code = test_code();
        let mut decoder = decisions(&code);
        let mut bin = Bin::default();
        let mut out = [0u8; 32];
        for byte in &mut out {
            for _ in 0..8 {
                *byte = *byte << 1 | u8::from(decoder.take(&mut bin, 0, &mut NoTrace));
            }
        }
        assert_eq!(out, DECISIONS);
    }

    #[test]
    fn every_byte_is_one_span_with_its_decisions() {
        let code = test_code();
        let mut decoder = decisions(&code);
        let mut bin = Bin::default();
        let mut recorder = Recorder::all();
        for number in 0..256 {
            decoder.block.mcu = number;
            decoder.take(&mut bin, 0, &mut recorder);
        }
        decoder.finish(&mut recorder);
        // 28 bytes of the stream: the stuffed zero and the marker are not in it.
        let starts: Vec<u64> = recorder.spans.iter().map(|s| s.start).collect();
        assert_eq!(starts, (0..28).map(|i| i * 8).collect::<Vec<u64>>());
        let taken: i32 = recorder.spans.iter().map(|s| s.value).sum();
        assert_eq!(taken, 256);
    }

    /// An encoder as in D.1, but with a code of unlimited length instead of carries that are resolved on the way:
    /// the base of the interval is a long number, to which sub-intervals are added.
    struct Encoder {
        /// Bits of the base behind the point, most significant first.
        base: Vec<u8>,
        interval: u32,
        shifted: usize,
    }

    impl Encoder {
        fn new() -> Self {
            Self {
                base: vec![0; 17],
                interval: 0x1_0000,
                shifted: 0,
            }
        }

        /// Adds a number below 2^16 whose last bit stands `16 + shifted` bits behind the point.
        fn add(&mut self, number: u32) {
            let last = 16 + self.shifted;
            let (mut carry, mut rest, mut place) = (0, number, last);
            while rest > 0 || carry > 0 {
                let sum = u32::from(self.base[place]) + (rest & 1) + carry;
                self.base[place] = (sum & 1) as u8;
                carry = sum >> 1;
                rest >>= 1;
                place -= 1;
            }
        }

        fn put(&mut self, bin: &mut Bin, decision: bool) {
            let estimate = ESTIMATES[usize::from(bin.0 & 0x7F)];
            let qe = u32::from(estimate.qe);
            let sense = bin.0 & 0x80;
            let probable = decision == (sense != 0);
            let low = self.interval - qe;
            // The more probable symbol has the lower sub-interval, unless that is the smaller one (D.1.3).
            let lower = probable != (low < qe);
            // Without renormalisation the estimate does not change (D.1.5).
            if lower {
                self.interval = low;
            } else {
                self.add(low);
                self.interval = qe;
            }
            if self.interval < 0x8000 {
                bin.0 = if probable {
                    sense | estimate.after_mps
                } else {
                    (sense ^ estimate.switches) | estimate.after_lps
                };
            }
            while self.interval < 0x8000 {
                self.interval <<= 1;
                self.shifted += 1;
                self.base.push(0);
            }
        }

        /// The bytes of the base, stuffed.
        fn bytes(&self) -> Vec<u8> {
            assert_eq!(self.base[0], 0, "the base stays below 1");
            let mut out = Vec::new();
            for bits in self.base[1..].chunks(8) {
                let byte = bits.iter().fold(0u8, |n, &bit| n << 1 | bit) << (8 - bits.len());
                out.push(byte);
                if byte == 0xFF {
                    out.push(0);
                }
            }
            out
        }
    }

    #[test]
    fn a_slow_encoder_makes_the_standards_test_code() {
        let mut encoder = Encoder::new();
        let mut bin = Bin::default();
        for byte in DECISIONS {
            for bit in (0..8).rev() {
                encoder.put(&mut bin, byte >> bit & 1 == 1);
            }
        }
        let bytes = encoder.bytes();
        // The flush of D.1.8 sets the last bits as it likes within the interval.
        assert_eq!(bytes[..28], CODE[..28]);
    }

    #[test]
    fn what_a_slow_encoder_codes_comes_back() {
        let mut seed = 1u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        for skew in [2u32, 3, 10, 100, 3000, 60_000] {
            let mut bins = [Bin::default(), FIXED, Bin::default()];
            let mut encoder = Encoder::new();
            let input: Vec<(usize, bool)> =
                (0..20_000).map(|i| (i % 3, random() % skew == 0)).collect();
            for &(which, decision) in &input {
                encoder.put(&mut bins[which], decision);
            }
            let bytes = encoder.bytes();
            let mut decoder = decisions(&bytes);
            let mut bins = [Bin::default(), FIXED, Bin::default()];
            for (number, &(which, decision)) in input.iter().enumerate() {
                let got = decoder.take(&mut bins[which], 0, &mut NoTrace);
                assert_eq!(got, decision, "decision {number}, one in {skew}");
            }
            assert_eq!(bins[1], FIXED, "a fixed estimate stays");
        }
    }

    #[test]
    fn zero_bytes_follow_the_end_of_the_data() {
        let zeros = [0; 2000];
        let (mut none, mut all) = (decisions(&[]), decisions(&zeros));
        let mut bins = [Bin::default(); 2];
        for _ in 0..10_000 {
            let expected = all.take(&mut bins[0], 0, &mut NoTrace);
            assert_eq!(none.take(&mut bins[1], 0, &mut NoTrace), expected);
        }
    }
}
