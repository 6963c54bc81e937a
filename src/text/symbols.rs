//! The characters of a text whose kind is known, one by one, or eight bits at a time.

use super::detect::{self, OffsetStyle, Verdict};
use super::{digits, Notation};
use crate::{Code, Error};
use alloc::vec::Vec;

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Number of bits: 8 a byte, fewer where a heading says so (0s fill up the last byte).
    pub bits: u64,
    /// How the text wrote them.
    pub notation: Notation,
}

/// An error and its line and column.
pub struct Fault {
    pub error: Error,
    pub place: (u32, u32),
}

/// What the next character may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Digits of bytes.
    Data,
    /// The first word of a line, before and inside; only where rows state offsets.
    LineStart,
    /// Behind an offset's colon: a bit number or a blank.
    AfterColon,
    /// Behind an offset's bit number: a blank.
    AfterBit,
    /// Inside a character that is no ASCII.
    Wide,
}

/// Line and number of the byte where it starts.
#[derive(Clone, Copy, Debug)]
struct Line {
    number: u32,
    start: u64,
}

/// Reads a text whose kind is known.
#[derive(Clone, Debug)]
pub struct Body {
    pub verdict: Verdict,
    /// What the heading says.
    pub expected_bits: Option<u64>,
    pub bytes: Vec<u8>,
    /// Digits of the byte begun: their value, and how many.
    partial: u32,
    digits: u32,
    /// Hexadecimal digits of the word begun.
    word_digits: u64,
    mode: Mode,
    /// Characters kept until it is clear what they are: a line's first word, or an incomplete UTF-8 sequence.
    held: [u8; 16],
    held_count: usize,
    /// Bytes of the text read.
    pub at: u64,
    line: Line,
    after_return: bool,
    /// Number of the byte behind the last digit, and its line.
    data_end: u64,
    data_line: Line,
}

impl Body {
    /// A reader that starts at a byte of the text.
    pub const fn new(at: u64) -> Self {
        let line = Line {
            number: 1,
            start: at,
        };
        Self {
            verdict: Verdict {
                notation: Notation::Bits,
                offsets: OffsetStyle::None,
            },
            expected_bits: None,
            bytes: Vec::new(),
            partial: 0,
            digits: 0,
            word_digits: 0,
            mode: Mode::Data,
            held: [0; 16],
            held_count: 0,
            at,
            line,
            after_return: false,
            data_end: at,
            data_line: line,
        }
    }

    pub fn fault(&self, code: Code, value: u64, at: u64) -> Fault {
        let line = match at >= self.line.start {
            true => self.line,
            false => self.data_line,
        };
        // Everything before an error is ASCII, so bytes are characters.
        let column = at.saturating_sub(line.start).saturating_add(1);
        Fault {
            error: Error::at_bit(code, at * 8).with(value),
            place: (line.number, u32::try_from(column).unwrap_or(u32::MAX)),
        }
    }

    /// Bits read so far.
    fn bits(&self) -> u64 {
        let partial = match self.verdict.notation {
            Notation::Bits => self.digits,
            _ => 0,
        };
        self.bytes.len() as u64 * 8 + u64::from(partial)
    }

    pub fn feed(&mut self, text: &[u8]) -> Result<(), Fault> {
        let mut rest = text;
        while let Some((&symbol, tail)) = rest.split_first() {
            if self.mode == Mode::Data && self.verdict.notation == Notation::Bits {
                let taken = self.take_bits(rest);
                if taken > 0 {
                    rest = rest.get(taken..).unwrap_or(&[]);
                    continue;
                }
            }
            self.symbol(symbol)?;
            self.at += 1;
            rest = tail;
        }
        Ok(())
    }

    /// Takes the 0s and 1s that the text starts with; returns how many.
    fn take_bits(&mut self, text: &[u8]) -> usize {
        let mut taken = 0;
        for eight in text.chunks_exact(8) {
            let Some(byte) = eight.try_into().ok().and_then(digits::byte) else {
                break;
            };
            // The bits left over from before, these eight, and what is left over again.
            self.partial = self.partial << 8 | u32::from(byte);
            self.bytes.push((self.partial >> self.digits) as u8);
            self.partial &= (1 << self.digits) - 1;
            taken += 8;
        }
        for &symbol in text.get(taken..).unwrap_or(&[]) {
            if !matches!(symbol, b'0' | b'1') {
                break;
            }
            self.push_bit(symbol);
            taken += 1;
        }
        if taken > 0 {
            self.after_return = false;
            self.at += taken as u64;
            self.data_end = self.at;
            self.data_line = self.line;
        }
        taken
    }

    fn push_bit(&mut self, symbol: u8) {
        self.partial = self.partial << 1 | u32::from(symbol & 1);
        self.digits += 1;
        if self.digits == 8 {
            self.push_byte();
        }
    }

    fn push_byte(&mut self) {
        self.bytes.push(self.partial as u8);
        self.partial = 0;
        self.digits = 0;
    }

    /// Takes one character (or a byte of one) at `self.at`.
    fn symbol(&mut self, symbol: u8) -> Result<(), Fault> {
        if self.mode == Mode::Wide {
            return self.wide(symbol);
        }
        if symbol >= 0x80 {
            self.flush_first_word()?;
            self.mode = Mode::Wide;
            self.held_count = 0;
            return self.wide(symbol);
        }
        if detect::is_blank(symbol) {
            self.end_word()?;
            self.blank(symbol);
            return Ok(());
        }
        self.after_return = false;
        match self.mode {
            Mode::LineStart => match symbol {
                b':' if self.verdict.offsets == OffsetStyle::Colon && self.held_count > 0 => {
                    self.mode = Mode::AfterColon;
                    Ok(())
                }
                _ if symbol.is_ascii_hexdigit() => {
                    if let Some(place) = self.held.get_mut(self.held_count) {
                        *place = symbol;
                        self.held_count += 1;
                        return Ok(());
                    }
                    self.flush_first_word()?;
                    self.digit(symbol, self.at)
                }
                _ => {
                    self.flush_first_word()?;
                    Err(self.unknown(symbol, self.at))
                }
            },
            Mode::AfterColon if matches!(symbol, b'0'..=b'7') => {
                self.check_offset((symbol - b'0').into(), 1)?;
                self.mode = Mode::AfterBit;
                Ok(())
            }
            Mode::AfterColon | Mode::AfterBit => Err(self.unknown(symbol, self.at)),
            _ => self.digit(symbol, self.at),
        }
    }

    /// A blank ends a word, whatever the word was.
    fn end_word(&mut self) -> Result<(), Fault> {
        match self.mode {
            Mode::LineStart if self.held_count > 0 => {
                let word = self.held.get(..self.held_count).unwrap_or(&[]);
                let is_offset = self.verdict.offsets == OffsetStyle::Bare
                    && detect::bare_offset(word).is_some();
                if is_offset {
                    self.check_offset(0, 0)?;
                    self.mode = Mode::Data;
                    self.held_count = 0;
                    return Ok(());
                }
                self.flush_first_word()?;
                self.end_number()
            }
            Mode::AfterColon => {
                self.check_offset(0, 1)?;
                self.mode = Mode::Data;
                self.held_count = 0;
                Ok(())
            }
            Mode::AfterBit => {
                self.mode = Mode::Data;
                self.held_count = 0;
                Ok(())
            }
            _ => self.end_number(),
        }
    }

    /// The end of a word of data: decimal numbers end with it, hexadecimal digits must have come in pairs.
    fn end_number(&mut self) -> Result<(), Fault> {
        let digits = core::mem::take(&mut self.word_digits);
        match self.verdict.notation {
            Notation::Decimal if self.digits > 0 => self.push_byte(),
            Notation::Hex if digits % 2 == 1 => {
                return Err(self.fault(Code::TextDigits, digits, self.data_end - 1));
            }
            _ => {}
        }
        Ok(())
    }

    fn blank(&mut self, symbol: u8) {
        let ends_line = matches!(symbol, b'\n' | b'\r');
        if ends_line {
            if !(symbol == b'\n' && self.after_return) {
                self.line.number = self.line.number.saturating_add(1);
            }
            self.line.start = self.at + 1;
            self.line_begins();
        }
        self.after_return = symbol == b'\r';
    }

    /// Passes over the heading, which ends before its line does.
    pub fn pass_heading(&mut self, bytes: usize) {
        self.at += bytes as u64;
        self.after_return = false;
    }

    /// What comes next is the first word of a line.
    pub fn line_begins(&mut self) {
        self.held_count = 0;
        self.mode = match self.verdict.offsets {
            OffsetStyle::None => Mode::Data,
            _ => Mode::LineStart,
        };
    }

    /// The line's first word was no offset: its digits are data.
    fn flush_first_word(&mut self) -> Result<(), Fault> {
        if self.mode != Mode::LineStart {
            return Ok(());
        }
        self.mode = Mode::Data;
        let (held, count) = (self.held, core::mem::take(&mut self.held_count));
        let start = self.at - count as u64;
        for (&symbol, at) in held.iter().take(count).zip(start..) {
            self.digit(symbol, at)?;
        }
        Ok(())
    }

    /// Checks the offset that is held, `behind` characters (its colon) before the current one.
    fn check_offset(&self, bit: u64, behind: u64) -> Result<(), Fault> {
        let word = self.held.get(..self.held_count).unwrap_or(&[]);
        let offset = detect::hexadecimal(word).unwrap_or(u64::MAX);
        let bits = offset.checked_mul(8).and_then(|bits| bits.checked_add(bit));
        if bits == Some(self.bits()) {
            return Ok(());
        }
        let start = self.at - behind - self.held_count as u64;
        Err(self.fault(Code::TextOffset, offset, start))
    }

    /// A digit of a byte.
    fn digit(&mut self, symbol: u8, at: u64) -> Result<(), Fault> {
        let Some(value) = (symbol as char).to_digit(16) else {
            return Err(self.unknown(symbol, at));
        };
        match self.verdict.notation {
            Notation::Bits if value < 2 => self.push_bit(symbol),
            Notation::Hex => {
                self.partial = self.partial << 4 | value;
                self.digits += 1;
                self.word_digits += 1;
                if self.digits == 2 {
                    self.push_byte();
                }
            }
            Notation::Decimal if value < 10 => {
                self.partial = self.partial * 10 + value;
                self.digits += 1;
                let start = at + 1 - u64::from(self.digits);
                if self.digits > 3 {
                    return Err(self.fault(Code::TextDigits, self.digits.into(), start));
                }
                if self.partial > 255 {
                    return Err(self.fault(Code::BadValue, self.partial.into(), start));
                }
            }
            _ => return Err(self.unknown(symbol, at)),
        }
        self.data_end = at + 1;
        self.data_line = self.line;
        Ok(())
    }

    fn unknown(&self, symbol: u8, at: u64) -> Fault {
        self.fault(Code::TextSymbol, symbol.into(), at)
    }

    /// A byte of a character that is no ASCII: an error once the character is complete.
    fn wide(&mut self, byte: u8) -> Result<(), Fault> {
        let start = self.at - self.held_count as u64;
        let first = self.held[0];
        if self.held_count > 0 && !matches!(byte, 0x80..=0xBF) {
            return Err(self.unknown(first, start));
        }
        self.held[self.held_count & 3] = byte;
        self.held_count += 1;
        let sequence = self.held.get(..self.held_count).unwrap_or(&[]);
        let number = match core::str::from_utf8(sequence) {
            Ok(text) => text.chars().next().map_or(0, u32::from),
            Err(error) if error.error_len().is_none() && self.held_count < 4 => return Ok(()),
            // No UTF-8: the byte itself.
            Err(_) => self.held[0].into(),
        };
        Err(self.fault(Code::TextSymbol, number.into(), start))
    }

    /// The end of the text.
    pub fn finish(&mut self) -> Result<Parsed, Fault> {
        if self.mode == Mode::Wide {
            let start = self.at - self.held_count as u64;
            return Err(self.unknown(self.held[0], start));
        }
        self.end_word()?;
        let bits = self.bits();
        match self.expected_bits {
            Some(expected) if bits < expected => {
                return Err(self.fault(Code::TextShort, expected - bits, self.data_end));
            }
            Some(expected) if bits > expected => {
                return Err(self.fault(Code::BadValue, bits, self.data_end));
            }
            None if self.digits > 0 => {
                return Err(self.fault(Code::TextShort, 8 - bits % 8, self.data_end));
            }
            _ => {}
        }
        if self.digits > 0 {
            self.partial <<= 8 - self.digits;
            self.push_byte();
        }
        Ok(Parsed {
            bytes: core::mem::take(&mut self.bytes),
            bits,
            notation: self.verdict.notation,
        })
    }
}
