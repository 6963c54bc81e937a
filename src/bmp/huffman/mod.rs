//! Modified Huffman, T.4 4.1: one-dimensional, as OS/2 stores bitmaps of one bit.
//!
//! Each row is a run of white (index 0), a run of black, and so on until it is full; end-of-line codes stand before, between
//! or nowhere. The order of the bits in a byte is not told: both are in use.

mod codes;

use super::header::Header;
use super::pen::Pen;
use super::rle::End;
use crate::bits::BitOrder;
use crate::pixelmap::{number, PixelSpan};
use crate::trace::Role;
use alloc::vec::Vec;
use codes::{Ink, LONGEST};

/// Zeros that begin an end-of-line code.
const EOL_ZEROS: u64 = 11;

/// A decoder somewhere in a bitmap. Its positions count in reading order, which is the file's for [`BitOrder::Msb`].
#[derive(Clone, Debug)]
pub struct Huffman<'a> {
    data: &'a [u8],
    bit_order: BitOrder,
    pos: u64,
    stop: u64,
    pen: Pen,
    ink: Ink,
    /// The code before was that of a run of 64 or more: another one ends it, even where the row is full.
    unfinished: bool,
    /// A code stands between here and the last end of line.
    since_eol: bool,
    fault: Option<u64>,
    ended: Option<End>,
}

impl<'a> Huffman<'a> {
    /// A decoder at the first code.
    pub fn new(data: &'a [u8], header: &Header, bit_order: BitOrder) -> Self {
        Self {
            data,
            bit_order,
            pos: header.pixels.start as u64 * 8,
            stop: header.pixels.end as u64 * 8,
            pen: Pen::new(header),
            ink: Ink::White,
            unfinished: false,
            since_eol: true,
            fault: None,
            ended: None,
        }
    }

    /// The order in which more rows can be read.
    pub fn likely_order(data: &'a [u8], header: &Header) -> BitOrder {
        let rows = |order| {
            let mut decoder = Self::new(data, header, order);
            while decoder.fault.is_none() && decoder.next().is_some() {}
            decoder.pen.line
        };
        let msb = rows(BitOrder::Msb);
        match msb < header.height && rows(BitOrder::Lsb) > msb {
            true => BitOrder::Lsb,
            false => BitOrder::Msb,
        }
    }

    /// Why it ended, once it has.
    pub const fn end(&self) -> Option<End> {
        self.ended
    }

    /// Where the code starts that none matched, if that came last.
    pub const fn fault(&self) -> Option<u64> {
        self.fault
    }

    /// Bit behind what was decoded so far.
    pub const fn pos(&self) -> u64 {
        self.pos
    }

    /// Stored row and column of the pixel that would be next.
    pub const fn place(&self) -> (u32, u32) {
        self.pen.place()
    }

    /// Bits from `start` on, in reading order; zeros behind the end.
    fn peek(&self, start: u64, count: u32) -> u32 {
        match self.bit_order {
            BitOrder::Msb => number(self.data, start, count),
            BitOrder::Lsb => {
                let one = |at: u64| number(self.data, at / 8 * 8 + (7 - at % 8), 1);
                (start..start + u64::from(count)).fold(0, |n, at| n << 1 | one(at))
            }
        }
    }

    fn span(&mut self, bits: u64, role: Role, count: u32, value: u32) -> PixelSpan {
        let start = self.pos;
        self.pos += bits;
        self.pen.span(start, bits as u32, role, count, value)
    }

    fn new_line(&mut self) {
        self.pen.new_line();
        self.ink = Ink::White;
        self.unfinished = false;
    }

    /// An end of line with the zeros before it, or, where no code matches, everything up to the next end of line.
    fn end_of_line(&mut self, zeros: u64, role: Role) -> PixelSpan {
        let span = self.span(zeros + 1, role, 0, 0);
        if self.pen.x > 0 {
            self.new_line();
        } else if !self.since_eol {
            // Two ends of line in a row end the picture.
            self.ended = Some(End::Told);
        }
        self.since_eol = false;
        span
    }

    /// Bits up to the 1 that ends at least eleven zeros.
    fn resume(&mut self) -> Option<PixelSpan> {
        let mut zeros = 0;
        for at in self.pos..self.stop {
            let one = self.peek(at, 1) == 1;
            if one && zeros >= EOL_ZEROS {
                self.pen.x = self.pen.x.max(1);
                return Some(self.end_of_line(at - self.pos, Role::Unclaimed));
            }
            zeros = if one { 0 } else { zeros + 1 };
        }
        self.ended = Some(End::Data);
        None
    }
}

impl Iterator for Huffman<'_> {
    type Item = PixelSpan;

    fn next(&mut self) -> Option<PixelSpan> {
        self.fault = None;
        if self.ended.is_some() {
            return None;
        }
        if self.pen.x >= self.pen.width && !self.unfinished {
            self.new_line();
        }
        if self.pen.line >= self.pen.height {
            self.ended = Some(End::Full);
            return None;
        }
        if self.pos >= self.stop {
            self.ended = Some(End::Data);
            return None;
        }
        let next = self.peek(self.pos, LONGEST);
        if next >> (LONGEST - EOL_ZEROS as u32) == 0 {
            let zeros = (self.pos..self.stop).take_while(|&at| self.peek(at, 1) == 0);
            let zeros = zeros.count() as u64;
            if self.pos + zeros >= self.stop {
                self.ended = Some(End::Data);
                return None;
            }
            return Some(self.end_of_line(zeros, Role::Escape));
        }
        let Some((bits, run)) = codes::find(self.ink, next) else {
            self.fault = Some(self.pos);
            return self.resume();
        };
        if self.pos + u64::from(bits) > self.stop {
            self.ended = Some(End::Data);
            return None;
        }
        self.since_eol = true;
        let count = run.min(self.pen.width - self.pen.x);
        let index = match self.ink {
            Ink::White => 0,
            Ink::Black => 1,
        };
        let role = match run {
            0 => Role::RunLength,
            _ => Role::Pixel,
        };
        let span = self.span(bits.into(), role, count, index);
        self.pen.x += count;
        self.unfinished = run >= 64;
        if !self.unfinished {
            self.ink = self.ink.other();
        }
        Some(span)
    }
}

/// Every span of a bitmap whose bits run from the least significant on, in the order of the file: a code then lies in up to
/// three pieces. `None` where there are more than `most`.
pub fn lsb_spans(mut decoder: Huffman, most: usize) -> Option<Vec<PixelSpan>> {
    let mut spans = Vec::new();
    let rest = |decoder: &mut Huffman| {
        let bits = decoder.pos.next_multiple_of(8) - decoder.pos;
        (bits > 0).then(|| decoder.span(bits, Role::Padding, 0, 0))
    };
    while let Some(span) = decoder.next().or_else(|| rest(&mut decoder)) {
        let mut at = span.start;
        while at < span.end() {
            let stop = (at / 8 * 8 + 8).min(span.end());
            if spans.len() >= most {
                return None;
            }
            spans.push(PixelSpan {
                // Bits a … b of a byte counted from its end are bits 8 − b … 8 − a from its start.
                start: at / 8 * 8 + (at / 8 * 8 + 8 - stop),
                bits: (stop - at) as u32,
                ..span
            });
            at = stop;
        }
    }
    spans.sort_by_key(|span| span.start);
    Some(spans)
}
