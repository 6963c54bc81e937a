//! Samples as text: `P1`, `P2` and `P3`.
//!
//! The decoder is an iterator of [`PixelSpan`]s: what keeps their values decodes, what collects them explains.

use super::header::{is_blank, Header};
use super::read::channel;
use crate::pixelmap::{Channel, PixelSpan};
use crate::trace::Role;
use crate::{Code, Error};

/// A decoder somewhere in a text.
#[derive(Clone, Debug)]
pub struct Plain<'a> {
    data: &'a [u8],
    header: Header,
    at: usize,
    x: u32,
    y: u32,
    sample: u16,
    fault: Option<Error>,
}

impl<'a> Plain<'a> {
    /// A decoder behind the header.
    pub const fn new(data: &'a [u8], header: Header) -> Self {
        Self {
            data,
            header,
            at: header.start,
            x: 0,
            y: 0,
            sample: 0,
            fault: None,
        }
    }

    /// Byte of the file behind what was decoded so far.
    pub const fn pos(&self) -> usize {
        self.at
    }

    /// Why it ended before the last sample, if it did.
    pub const fn fault(&self) -> Option<Error> {
        self.fault
    }

    fn span(&mut self, bytes: usize, role: Role, channel: Channel, value: u32) -> PixelSpan {
        let start = self.at;
        self.at += bytes;
        PixelSpan {
            start: start as u64 * 8,
            bits: u32::try_from(bytes * 8).unwrap_or(u32::MAX),
            role,
            x: self.x,
            y: self.y,
            count: (role == Role::Pixel).into(),
            step: 1,
            channel,
            value,
        }
    }
}

/// Longest stretch of white space or comment that one span tells of: its bits are a 32-bit number.
const LONGEST: usize = 1 << 28;

impl Iterator for Plain<'_> {
    type Item = PixelSpan;

    fn next(&mut self) -> Option<PixelSpan> {
        if self.y >= self.header.height || self.fault.is_some() {
            return None;
        }
        let rest = self.data.get(self.at..).unwrap_or(&[]);
        let rest = rest.get(..LONGEST).unwrap_or(rest);
        let many = |belongs: fn(&&u8) -> bool| rest.iter().take_while(belongs).count();
        match rest.first() {
            None => {
                self.fault = Some(Error::at_byte(Code::PixelsEnded, self.at).with(self.y.into()));
                None
            }
            Some(b'#') => {
                let comment = many(|&&byte| byte != b'\n' && byte != b'\r');
                Some(self.span(comment, Role::Metadata, Channel::Unused, 0))
            }
            Some(&byte) if is_blank(byte) => {
                let blanks = many(|&&byte| is_blank(byte));
                Some(self.span(blanks, Role::Padding, Channel::Unused, 0))
            }
            Some(first @ b'0'..=b'9') => {
                // Bits need no space between them.
                let one_bit = self.header.tuple == super::header::Tuple::Bit;
                if one_bit && *first > b'1' {
                    self.fault = Some(bad(self.at, *first));
                    return None;
                }
                let count = match one_bit {
                    true => 1,
                    false => many(|&&byte| byte.is_ascii_digit()),
                };
                let append = |n: u32, &byte: &u8| {
                    n.saturating_mul(10)
                        .saturating_add(u32::from(byte.wrapping_sub(b'0')))
                };
                let value = rest.iter().take(count).fold(0, append);
                let channel = channel(&self.header, self.sample);
                let span = self.span(count, Role::Pixel, channel, value);
                self.sample += 1;
                if self.sample >= self.header.channels {
                    self.sample = 0;
                    self.x += 1;
                }
                if self.x >= self.header.width {
                    self.x = 0;
                    self.y += 1;
                }
                Some(span)
            }
            Some(&other) => {
                self.fault = Some(bad(self.at, other));
                None
            }
        }
    }
}

fn bad(at: usize, byte: u8) -> Error {
    Error::at_byte(Code::TextSymbol, at).with(byte.into())
}
