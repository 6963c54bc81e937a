//! Run-length codes: [MS-WMF] 3.1.6, and OS/2's for 24 bits.
//!
//! ```text
//! 03 07        three pixels of colour 7 (4 bits: colours 0 and 7 take turns; 24 bits: three bytes follow the count)
//! 00 03 …      three pixels as they are, filled up to an even number of bytes
//! 00 00        end of the row
//! 00 01        end of the bitmap
//! 00 02 dx dy  dx pixels to the right, dy rows on
//! ```
//!
//! The decoder is an iterator of [`PixelSpan`]s: what paints them decodes, what collects them explains.

use super::header::{Compression, Header};
use super::pen::Pen;
use crate::bytes::Cursor;
use crate::pixelmap::{Channel, PixelSpan};
use crate::trace::Role;

/// Why a decoder yields nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The file said so.
    Told,
    /// Every row is full.
    Full,
    /// There are no more bytes.
    Data,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// At the start of a code.
    Code,
    /// At part `part` of the value of a run.
    Run {
        count: u32,
        part: usize,
    },
    /// At part `part` of the next of `left` pixels; whether the bytes so far are odd in number.
    Literal {
        left: u32,
        part: usize,
        odd: bool,
    },
    /// At this many bits that mean nothing.
    Padding {
        bits: u32,
    },
    /// At the columns, then the rows, of a move.
    Right,
    Down,
    Ended(End),
}

/// The parts of a pixel's value.
const INDEX8: &[(u32, Channel)] = &[(8, Channel::Whole)];
const NIBBLES: &[(u32, Channel)] = &[(4, Channel::Whole), (4, Channel::Whole)];
const COLOUR: &[(u32, Channel)] = &[(8, Channel::Blue), (8, Channel::Green), (8, Channel::Red)];

/// A decoder somewhere in a bitmap.
#[derive(Clone, Debug)]
pub struct Rle<'a> {
    cursor: Cursor<'a>,
    /// The byte whose lower half is next.
    half: Option<u8>,
    parts: &'static [(u32, Channel)],
    pen: Pen,
    state: State,
}

impl<'a> Rle<'a> {
    /// A decoder at the first code.
    pub fn new(data: &'a [u8], header: &Header) -> Self {
        Self {
            cursor: Cursor::over(data, header.pixels.start, header.pixels.end),
            half: None,
            parts: match header.compression {
                Compression::Rle4 => NIBBLES,
                Compression::Rle24 => COLOUR,
                _ => INDEX8,
            },
            pen: Pen::new(header),
            state: State::Code,
        }
    }

    /// Why it ended, once it has.
    pub const fn end(&self) -> Option<End> {
        match self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Byte of the file behind what was decoded so far.
    pub const fn pos(&self) -> usize {
        self.cursor.pos()
    }

    /// Stored row and column of the pixel that would be next.
    pub const fn place(&self) -> (u32, u32) {
        self.pen.place()
    }

    fn is_nibbles(&self) -> bool {
        self.parts.len() == 2
    }

    /// So many pixels from here on, as far as there are so many in the row.
    fn visible(&self, count: u32) -> u32 {
        match self.pen.line < self.pen.height {
            true => count.min(self.pen.width.saturating_sub(self.pen.x)),
            false => 0,
        }
    }

    /// A span of the bits just taken.
    fn span(&self, bits: u32, role: Role, count: u32, value: u32) -> PixelSpan {
        let behind = self.cursor.pos() as u64 * 8;
        // The upper half of a byte that has been taken whole.
        let left = if self.half.is_some() { 4 } else { 0 };
        let start = behind - left - u64::from(bits);
        self.pen.span(start, bits, role, count, value)
    }

    /// Nothing follows; a byte or half of one that is left belongs to nothing.
    fn stop(&mut self, end: End) -> Option<PixelSpan> {
        self.state = State::Ended(end);
        None
    }

    fn code(&mut self) -> Option<PixelSpan> {
        let rest = self.cursor.clone();
        let (Ok(count), Ok(second)) = (self.cursor.u8(), self.cursor.u8()) else {
            self.cursor = rest;
            return self.stop(End::Data);
        };
        if self.pen.line >= self.pen.height && (count, second) != (0, 1) {
            self.cursor = rest;
            return self.stop(End::Full);
        }
        match (count, second) {
            (0, 0) => {
                let span = self.span(16, Role::Escape, 0, 0);
                self.pen.new_line();
                Some(span)
            }
            (0, 1) => {
                self.state = State::Ended(End::Told);
                Some(self.span(16, Role::Escape, 0, 1))
            }
            (0, 2) => {
                self.state = State::Right;
                Some(self.span(16, Role::Escape, 0, 2))
            }
            (0, count) => {
                let left = count.into();
                self.state = State::Literal {
                    left,
                    part: 0,
                    odd: false,
                };
                Some(self.span(16, Role::RunLength, self.visible(left), left))
            }
            (count, _) => {
                // The second byte is the value, or its first part.
                self.cursor = rest;
                let _ = self.cursor.u8();
                let count = count.into();
                self.state = State::Run { count, part: 0 };
                Some(self.span(8, Role::RunLength, self.visible(count), count))
            }
        }
    }

    /// Takes one part of a value.
    fn part(&mut self, bits: u32) -> Option<u8> {
        if bits == 8 {
            return self.cursor.u8().ok();
        }
        if let Some(byte) = self.half.take() {
            return Some(byte & 15);
        }
        let byte = self.cursor.u8().ok()?;
        self.half = Some(byte);
        Some(byte >> 4)
    }

    fn run(&mut self, count: u32, part: usize) -> Option<PixelSpan> {
        let &(bits, channel) = self.parts.get(part)?;
        let Some(value) = self.part(bits) else {
            return self.stop(End::Data);
        };
        let visible = self.visible(count);
        let mut span = self.span(bits, Role::Pixel, visible, value.into());
        span.channel = channel;
        if self.is_nibbles() {
            // Two colours take turns.
            span.step = 2;
            span.count = (visible + 1 - part as u32) / 2;
            span.x = span.x.saturating_add(part as u32);
        }
        if span.count == 0 {
            span.role = Role::Unclaimed;
        }
        self.state = State::Run {
            count,
            part: part + 1,
        };
        if part + 1 == self.parts.len() {
            self.pen.x = self.pen.x.saturating_add(count);
            self.state = State::Code;
        }
        Some(span)
    }

    fn literal(&mut self, left: u32, part: usize, odd: bool) -> Option<PixelSpan> {
        let parts = if self.is_nibbles() {
            INDEX4
        } else {
            self.parts
        };
        let &(bits, channel) = parts.get(part)?;
        let Some(value) = self.part(bits) else {
            return self.stop(End::Data);
        };
        let mut span = self.span(bits, Role::Pixel, self.visible(1), value.into());
        span.channel = channel;
        if span.count == 0 {
            span.role = Role::Unclaimed;
        }
        // A new byte was begun, unless its lower half was left.
        let odd = odd != (bits == 8 || self.half.is_some());
        let (left, part) = match part + 1 == parts.len() {
            true => (left - 1, 0),
            false => (left, part + 1),
        };
        if part == 0 {
            self.pen.x = self.pen.x.saturating_add(1);
        }
        self.state = match left {
            0 => {
                let half = if self.half.take().is_some() { 4 } else { 0 };
                match half + if odd { 8 } else { 0 } {
                    0 => State::Code,
                    bits => State::Padding { bits },
                }
            }
            _ => State::Literal { left, part, odd },
        };
        Some(span)
    }

    /// As `next`, but literals of a byte each come all at once, as far as they are in the picture: a span of as many bytes as pixels.
    /// It is a shorter way to the same state.
    pub fn next_code(&mut self) -> Option<PixelSpan> {
        match self.literals() {
            None => self.next(),
            literals => literals,
        }
    }

    /// The literals of a code that has just been read; nothing where they are no bytes, or not all of them are there or to be seen.
    fn literals(&mut self) -> Option<PixelSpan> {
        let State::Literal {
            left,
            part: 0,
            odd: false,
        } = self.state
        else {
            return None;
        };
        let count = left as usize;
        let whole = self.parts.len() == 1
            && self.visible(left) == left
            && self.cursor.clone().take(count).is_ok();
        if !whole {
            return None;
        }
        let first = self.cursor.peek().unwrap_or(0);
        self.cursor.take(count).ok()?;
        let span = self.span(8 * left, Role::Pixel, left, first.into());
        self.pen.x = self.pen.x.saturating_add(left);
        self.state = match left % 2 {
            0 => State::Code,
            _ => State::Padding { bits: 8 },
        };
        Some(span)
    }

    fn padding(&mut self, bits: u32) -> Option<PixelSpan> {
        self.state = State::Code;
        let whole = bits >= 8;
        if whole && self.cursor.u8().is_err() {
            // Half a byte may still be there.
            self.state = State::Ended(End::Data);
            return (bits > 8).then(|| self.span(bits - 8, Role::Padding, 0, 0));
        }
        Some(self.span(bits, Role::Padding, 0, 0))
    }
}

const INDEX4: &[(u32, Channel)] = &[(4, Channel::Whole)];

impl Iterator for Rle<'_> {
    type Item = PixelSpan;

    fn next(&mut self) -> Option<PixelSpan> {
        match self.state {
            State::Code => self.code(),
            State::Run { count, part } => self.run(count, part),
            State::Literal { left, part, odd } => self.literal(left, part, odd),
            State::Padding { bits } => self.padding(bits),
            State::Right => {
                let Ok(dx) = self.cursor.u8() else {
                    return self.stop(End::Data);
                };
                self.state = State::Down;
                let span = self.span(8, Role::Escape, 0, dx.into());
                self.pen.x = self.pen.x.saturating_add(dx.into());
                Some(span)
            }
            State::Down => {
                let Ok(dy) = self.cursor.u8() else {
                    return self.stop(End::Data);
                };
                self.state = State::Code;
                let span = self.span(8, Role::Escape, 0, dy.into());
                self.pen.line = self.pen.line.saturating_add(dy.into());
                Some(span)
            }
            State::Ended(_) => None,
        }
    }
}
