//! Entropy-coded data without its stuffing: T.81 B.1.1.5 (a zero byte follows each 0xFF), B.1.1.2 (fill bytes),
//! F.2.2.5 (what happens at a marker).
//!
//! Positions here count the *unstuffed* stream: the bytes of the segment that carry entropy-coded bits, with stuffed
//! zeros, fill bytes and restart markers left out. [`removed`] lists what was left out, so that a position can be
//! turned into a place in the file afterwards.

use crate::bytes::find_ff;
use crate::lanes::be_word;
use crate::trace::Role;
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of an entropy-coded segment that carry no entropy-coded bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Byte offset in the file.
    pub at: usize,
    /// How many bytes.
    pub bytes: usize,
    /// Bytes of the unstuffed stream before them.
    pub before: usize,
    /// `Stuffing`, `Fill` or `Marker`.
    pub role: Role,
}

/// Lists the bytes of `data[segment]` that [`BitReader`] leaves out, in file order.
///
/// `FF 00` is one data byte 0xFF; so is `FF FF 00` (with one fill byte). `FF FF D0` is a fill byte and a marker.
pub fn removed(data: &[u8], segment: Range<usize>) -> Vec<Removed> {
    let mut out = Vec::new();
    let bytes = data.get(..segment.end.min(data.len())).unwrap_or(&[]);
    let mut pos = segment.start;
    let mut gone = 0;
    while let Some(found) = bytes.get(pos..).and_then(find_ff) {
        let first = pos + found;
        let run = bytes[first..].iter().take_while(|&&b| b == 0xFF).count();
        let mut leave_out = |at: usize, count: usize, role: Role| {
            if count > 0 {
                let before = at - segment.start - gone;
                out.push(Removed {
                    at,
                    bytes: count,
                    before,
                    role,
                });
                gone += count;
            }
        };
        match bytes.get(first + run) {
            Some(0) => {
                leave_out(first + 1, run - 1, Role::Fill);
                leave_out(first + run, 1, Role::Stuffing);
                pos = first + run + 1;
            }
            Some(_) => {
                leave_out(first, run - 1, Role::Fill);
                leave_out(first + run - 1, 2, Role::Marker);
                pos = first + run + 1;
            }
            None => {
                leave_out(first, run, Role::Fill);
                break;
            }
        }
    }
    out
}

/// Whether one of the eight bytes is 0xFF.
#[inline(always)]
const fn holds_ff(word: u64) -> bool {
    let inverted = !word;
    inverted.wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
}

/// Reads entropy-coded bits, most significant first, through stuffing, up to the next marker.
///
/// At a marker, or at the end of the data, it supplies zero bits for as long as it is asked
/// ([`BitReader::ran_out`] tells that some were used).
#[derive(Clone, Copy, Debug)]
pub struct BitReader<'a> {
    /// The file, cut at the end of the segment.
    data: &'a [u8],
    state: ReaderState,
}

/// Where a [`BitReader`] is: enough to go on from there later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderState {
    /// The next bits, left-aligned. Below the `left` valid ones stand zeros or bits of the byte at `pos`.
    window: u64,
    /// Valid bits in `window`, supplied zeros included.
    left: u32,
    /// Zero bits supplied because data ran out.
    supplied: u32,
    /// Byte offset in the file of the next byte to load.
    pos: usize,
    /// Byte offset in the file where the segment starts.
    start: usize,
    /// Bytes left out between `start` and `pos`.
    removed: usize,
}

/// How far what lies behind an edit has moved, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// Positions in the file.
    pub bytes: isize,
    /// The start of the segment.
    pub start: isize,
    /// Bytes left out between the start and the position.
    pub removed: isize,
}

impl ReaderState {
    /// The same place of a file in which it has moved. What has been loaded must be the same there.
    pub fn shifted(self, by: Shift) -> Self {
        let pos = self.pos.saturating_add_signed(by.bytes);
        let start = self.start.saturating_add_signed(by.start).min(pos);
        let removed = self.removed.saturating_add_signed(by.removed);
        Self {
            pos,
            start,
            removed: removed.min(pos - start),
            ..self
        }
    }

    /// Whether nothing of `data` from byte `byte` on has been looked at. `at_marker`: the marker at the position has been.
    pub fn is_before(&self, data: &[u8], byte: usize, at_marker: bool) -> bool {
        // Bits of the byte at `pos` may stand in the window; zeros were supplied because of the marker there.
        let ahead = data.get(self.pos..byte).unwrap_or(&[]);
        if at_marker || self.supplied > 0 {
            // Behind its 0xFF, perhaps more than one, stands what makes it a marker.
            ahead.iter().any(|&b| b != 0xFF)
        } else {
            !ahead.is_empty()
        }
    }
}

impl<'a> BitReader<'a> {
    /// A reader at the start of an entropy-coded segment.
    pub fn new(data: &'a [u8], segment: Range<usize>) -> Self {
        let state = ReaderState {
            pos: segment.start,
            start: segment.start,
            ..ReaderState::default()
        };
        Self::resume(data, segment, state)
    }

    /// A reader that goes on where another was.
    pub fn resume(data: &'a [u8], segment: Range<usize>, state: ReaderState) -> Self {
        Self {
            data: data.get(..segment.end.min(data.len())).unwrap_or(&[]),
            state,
        }
    }

    /// Where it is.
    pub const fn state(&self) -> ReaderState {
        self.state
    }

    /// Position in the unstuffed stream, in bits, supplied zeros not counted.
    #[inline(always)]
    pub const fn pos(&self) -> u64 {
        let s = &self.state;
        let loaded = (s.pos - s.start - s.removed) as u64 * 8;
        loaded - s.left.saturating_sub(s.supplied) as u64
    }

    /// Position in the file, in bits.
    pub fn file_pos(&self) -> u64 {
        let s = &self.state;
        let bits = s.left.saturating_sub(s.supplied);
        let mut pos = s.pos;
        for _ in 0..bits.div_ceil(8) {
            pos = pos.saturating_sub(1);
            // Step back over a stuffed zero and its fill bytes to the 0xFF before it.
            if self.data.get(pos) == Some(&0)
                && pos > s.start
                && self.data.get(pos - 1) == Some(&0xFF)
            {
                pos -= 1;
                while pos > s.start && self.data.get(pos - 1) == Some(&0xFF) {
                    pos -= 1;
                }
            }
        }
        pos as u64 * 8 + u64::from(bits.wrapping_neg() % 8)
    }

    /// Whether zero bits were used because the data ended.
    #[inline(always)]
    pub const fn ran_out(&self) -> bool {
        self.state.supplied > self.state.left
    }

    /// Sees to it that at least 32 bits are there.
    #[inline(always)]
    pub fn refill(&mut self) {
        if self.state.left < 32 {
            self.load();
        }
    }

    /// Sees to it that at least 16 bits are there: enough for a look at a fast table, and less often needed.
    #[inline(always)]
    pub fn refill_16(&mut self) {
        if self.state.left < 16 {
            self.load();
        }
    }

    /// How many looks at so many bits, at most 16, are safe: 4, 1 or 0.
    #[inline(always)]
    pub const fn looks<const BITS: u32>(&self) -> u32 {
        match self.state.left {
            left if left >= 4 * BITS => 4,
            16.. => 1,
            _ => 0,
        }
    }

    /// Whether at least 32 bits are there.
    #[inline(always)]
    pub const fn has_32(&self) -> bool {
        self.state.left >= 32
    }

    /// Whether at least 16 bits are there.
    #[inline(always)]
    pub const fn has_16(&self) -> bool {
        self.state.left >= 16
    }

    #[inline(always)]
    fn load(&mut self) {
        if !self.load_quickly() {
            *self = self.load_slowly();
        }
    }

    /// Eight bytes at once, or as many as there is room for, unless one of the eight is 0xFF or the end is near.
    ///
    /// Only behind the end of the data there are 64 bits, and then this loads nothing.
    #[inline(always)]
    pub fn load_quickly(&mut self) -> bool {
        let s = &mut self.state;
        let Some(bytes) = self.data.get(s.pos..).and_then(<[u8]>::first_chunk::<8>) else {
            return false;
        };
        let word = be_word(bytes);
        // Where data ended before, a marker's 0xFF stands here.
        if holds_ff(word) {
            return false;
        }
        s.window |= word >> s.left;
        s.pos += ((63 - s.left) / 8) as usize;
        s.left |= 56;
        true
    }

    /// Byte by byte: near a 0xFF, near the end, at a marker.
    #[cold]
    #[inline(never)]
    // By value, so that the reader of the caller can stay in registers.
    fn load_slowly(mut self) -> Self {
        let s = &mut self.state;
        // Leaves at most 63: see `load_quickly`.
        while s.left < 56 {
            let byte = match self.data.get(s.pos) {
                Some(0xFF) => {
                    let rest = self.data.get(s.pos..).unwrap_or(&[]);
                    let run = rest.iter().take_while(|&&b| b == 0xFF).count();
                    if rest.get(run) != Some(&0) {
                        break;
                    }
                    s.pos += run + 1;
                    s.removed += run;
                    0xFF
                }
                Some(&byte) => {
                    s.pos += 1;
                    byte
                }
                None => break,
            };
            s.window |= u64::from(byte) << (56 - s.left);
            s.left += 8;
        }
        if s.left < 32 {
            // Below the valid bits stand zeros: what follows is a marker's 0xFF, never a data byte half-loaded.
            s.supplied = s.supplied.saturating_add(64 - s.left);
            s.left = 64;
        }
        self
    }

    /// The next `count` bits without taking them. `1 ≤ count ≤ 32`, after [`refill`](Self::refill).
    #[inline(always)]
    pub const fn peek(&self, count: u32) -> u32 {
        (self.state.window >> (64 - count)) as u32
    }

    /// Takes `count ≤ 32` bits, after [`refill`](Self::refill).
    #[inline(always)]
    pub fn skip(&mut self, count: u32) {
        self.state.window <<= count;
        self.state.left -= count;
    }

    /// Takes `1 ≤ count ≤ 32` bits, after [`refill`](Self::refill).
    #[inline(always)]
    pub fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.skip(count);
        bits
    }

    /// Takes one bit.
    #[inline(always)]
    pub fn bit(&mut self) -> u32 {
        self.refill();
        self.take(1)
    }

    /// Goes to the next marker, leaving out what is in between, and tells its second byte; `None` at the end.
    pub fn next_marker(&mut self) -> Option<u8> {
        let s = &mut self.state;
        (s.window, s.left, s.supplied) = (0, 0, 0);
        loop {
            let rest = self.data.get(s.pos..).unwrap_or(&[]);
            let Some(found) = find_ff(rest) else {
                s.pos += rest.len();
                return None;
            };
            let run = rest[found..].iter().take_while(|&&b| b == 0xFF).count();
            match rest.get(found + run) {
                Some(0) => {
                    s.pos += found + run + 1;
                    s.removed += run;
                }
                Some(&code) => {
                    s.pos += found + run - 1;
                    s.removed += run - 1;
                    return Some(code);
                }
                None => {
                    s.pos += found + run;
                    s.removed += run;
                    return None;
                }
            }
        }
    }

    /// Steps over the marker that [`next_marker`](Self::next_marker) found.
    pub fn skip_marker(&mut self) {
        let s = &mut self.state;
        let there = self.data.len().saturating_sub(s.pos).min(2);
        s.pos += there;
        s.removed += there;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &[u8] = &[
        0x12, 0xFF, 0x00, 0x34, 0xFF, 0xFF, 0x00, 0x56, 0xFF, 0xFF, 0xD0, 0x78, 0x9A,
    ];

    #[test]
    fn left_out_bytes_are_listed() {
        let list = removed(DATA, 0..DATA.len());
        let row = |at, bytes, before, role| Removed {
            at,
            bytes,
            before,
            role,
        };
        assert_eq!(
            list,
            [
                row(2, 1, 2, Role::Stuffing),
                row(5, 1, 4, Role::Fill),
                row(6, 1, 4, Role::Stuffing),
                row(8, 1, 5, Role::Fill),
                row(9, 2, 5, Role::Marker),
            ]
        );
    }

    #[test]
    fn reads_through_stuffing_and_stops_at_markers() {
        let mut reader = BitReader::new(DATA, 0..DATA.len());
        for (bits, file_byte) in [(0x12, 0), (0xFF, 1), (0x34, 3), (0xFF, 4), (0x56, 7)] {
            reader.refill();
            assert_eq!(reader.file_pos(), file_byte * 8);
            assert_eq!(reader.take(8), bits);
        }
        assert_eq!((reader.pos(), reader.ran_out()), (40, false));
        reader.refill();
        assert_eq!((reader.take(5), reader.ran_out()), (0, true));
        assert_eq!(reader.pos(), 40, "supplied zeros are not in the stream");
        assert_eq!(reader.next_marker(), Some(0xD0));
        reader.skip_marker();
        reader.refill();
        assert_eq!((reader.take(4), reader.take(8)), (7, 0x89));
        assert_eq!((reader.pos(), reader.file_pos()), (52, 12 * 8 + 4));
        assert_eq!(reader.next_marker(), None);
    }

    #[test]
    fn long_reads_agree_with_a_slow_twin() {
        let mut bytes = Vec::new();
        let mut seed = 7u32;
        for _ in 0..5000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let byte = if seed >> 28 == 0 {
                0xFF
            } else {
                (seed >> 16) as u8
            };
            bytes.push(byte);
            if byte == 0xFF {
                bytes.push(0);
            }
        }
        let mut plain = Vec::new();
        let mut skip = false;
        for &byte in &bytes {
            if !core::mem::replace(&mut skip, byte == 0xFF) {
                plain.push(byte);
            }
        }
        let mut slow = crate::bits::BitReader::new(&plain, crate::bits::BitOrder::Msb);
        let mut fast = BitReader::new(&bytes, 0..bytes.len());
        let mut width = 1;
        while slow.left() >= width as u64 {
            fast.refill();
            assert_eq!(fast.pos(), slow.pos());
            assert_eq!(Some(fast.take(width)), slow.bits(width));
            width = width % 32 + 1;
        }
    }
}
