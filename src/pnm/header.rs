//! The headers of the netpbm formats.

use crate::field::{Field, Ledger, Shape, Value};
use crate::trace::Role;
use crate::{Code, Error};
use core::ops::Range;

/// What the samples of a pixel are, by the format or by TUPLTYPE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuple {
    /// One bit, 1 is black.
    Bit,
    /// Lightness; black and white, where there are but two levels.
    Grey,
    /// The same with opacity.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// The same with opacity.
    RgbAlpha,
    /// Cyan, magenta, yellow, black: the more, the darker.
    Cmyk,
    /// Anything else.
    Other,
}

/// How the samples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// As decimal numbers; bits as digits.
    Plain,
    /// Eight bits to a byte, rows filled up.
    Bits,
    /// A byte each.
    Bytes,
    /// Two bytes each, the most significant first.
    Words,
}

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Samples a pixel, at least 1.
    pub channels: u16,
    /// Largest sample, 1 to 65,535.
    pub maxval: u16,
    /// What the samples are.
    pub tuple: Tuple,
    /// How they are written.
    pub notation: Notation,
    /// Byte of the file where they start.
    pub start: usize,
}

/// White space, as C's `isspace` has it.
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// `P`, a digit, and something that no number begins with.
pub fn probe(data: &[u8]) -> bool {
    match data {
        [b'P', b'1'..=b'6', next, ..] => is_blank(*next) || *next == b'#',
        [b'P', b'7', next, ..] => matches!(next, b'\n' | b'\r'),
        _ => matches!(data, [b'P', b'1'..=b'7']),
    }
}

/// Reads a header and labels it, in the same act.
pub fn read(data: &[u8], ledger: &mut Ledger) -> Result<Header, Error> {
    let clause = match data.get(1) {
        Some(b'1' | b'4') => "pbm(5)",
        Some(b'2' | b'5') => "pgm(5)",
        Some(b'3' | b'6') => "ppm(5)",
        _ => "pam(5)",
    };
    let section = ledger.open("Header", clause, Role::Header, 0);
    let mut scanner = Scanner {
        data,
        at: 0,
        ledger,
        clause,
    };
    let magic = scanner.token(2.min(data.len()));
    scanner.label("Magic", Value::Text(magic), Role::Marker, 0..scanner.at);
    let header = match data {
        [b'P', b'7', ..] => scanner.pam(),
        [b'P', digit @ b'1'..=b'6', ..] => scanner.pnm(*digit),
        _ => Err(Error::at_bit(Code::UnknownFormat, 0)),
    };
    let end = match &header {
        Ok(header) => header.start,
        Err(_) => scanner.at,
    };
    ledger.close(section, end);
    header
}

struct Scanner<'a, 'l> {
    data: &'a [u8],
    at: usize,
    ledger: &'l mut Ledger,
    clause: &'static str,
}

impl Scanner<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn label(&mut self, name: &'static str, value: Value, role: Role, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        self.ledger.push(Field {
            name,
            index: None,
            value,
            start: bytes.start as u64 * 8,
            bits: bytes.len() as u64 * 8,
            clause: self.clause,
            role,
            depth: 1,
            shape: Shape::Leaf,
        });
    }

    /// The next `count` bytes, taken.
    fn token(&mut self, count: usize) -> Range<usize> {
        let start = self.at;
        self.at = start.saturating_add(count).min(self.data.len());
        start..self.at
    }

    /// The bytes that `belongs` holds for, taken.
    fn while_is(&mut self, belongs: impl Fn(u8) -> bool) -> Range<usize> {
        let rest = self.data.get(self.at..).unwrap_or(&[]);
        let count = rest.iter().take_while(|&&byte| belongs(byte)).count();
        self.token(count)
    }

    fn fault(&self, code: Code) -> Error {
        Error::at_byte(code, self.at.min(self.data.len()))
    }

    /// A comment up to the end of its line, that included.
    fn comment(&mut self) {
        let text = self.while_is(|byte| byte != b'\n' && byte != b'\r');
        let end = self.token(1).end;
        let value = Value::Text(text.start + 1..text.end.max(text.start + 1));
        self.label("Comment", value, Role::Metadata, text.start..end);
    }

    /// White space and comments.
    fn blanks(&mut self) {
        loop {
            let blank = self.while_is(is_blank);
            self.label("Separator", Value::None, Role::Padding, blank);
            if self.peek() != Some(b'#') {
                return;
            }
            self.comment();
        }
    }

    /// A decimal number.
    fn number(&mut self, name: &'static str) -> Result<u64, Error> {
        let digits = self.while_is(|byte| byte.is_ascii_digit());
        if digits.is_empty() {
            let code = match self.peek() {
                None => Code::UnexpectedEnd,
                Some(_) => Code::BadHeader,
            };
            return Err(self.fault(code));
        }
        let text = self.data.get(digits.clone()).unwrap_or(&[]);
        let append = |n: u64, &byte: &u8| {
            n.saturating_mul(10)
                .saturating_add(u64::from(byte.wrapping_sub(b'0')))
        };
        let number = text.iter().fold(0, append);
        self.label(name, Value::Unsigned(number), Role::Header, digits);
        Ok(number)
    }

    /// A number behind white space, of at most `most`.
    fn bounded(&mut self, name: &'static str, most: u32) -> Result<u32, Error> {
        self.blanks();
        let at = self.at;
        let number = self.number(name)?;
        match u32::try_from(number) {
            Ok(number) if number <= most => Ok(number),
            _ => Err(Error::at_byte(Code::BadValue, at).with(number)),
        }
    }

    fn pnm(&mut self, digit: u8) -> Result<Header, Error> {
        let size_at = self.at;
        let width = self.bounded("Width", u32::MAX)?;
        let height = self.bounded("Height", u32::MAX)?;
        let is_bits = matches!(digit, b'1' | b'4');
        let maxval = match is_bits {
            true => 1,
            false => self.maxval()?,
        };
        // One blank, and not more: the next byte may be a sample that looks like one. A comment brings its own.
        match self.peek() {
            Some(b'#') => self.comment(),
            Some(byte) if is_blank(byte) => {
                let blank = self.token(1);
                self.label("Separator", Value::None, Role::Padding, blank);
            }
            None => {}
            Some(_) => return Err(self.fault(Code::BadHeader)),
        }
        let plain = digit < b'4';
        let tuple = match digit {
            b'1' | b'4' => Tuple::Bit,
            b'2' | b'5' => Tuple::Grey,
            _ => Tuple::Rgb,
        };
        let channels = if tuple == Tuple::Rgb { 3 } else { 1 };
        let notation = match (plain, is_bits) {
            (true, _) => Notation::Plain,
            (_, true) => Notation::Bits,
            _ => binary(maxval),
        };
        self.finish(size_at, width, height, channels, maxval, tuple, notation)
    }

    fn maxval(&mut self) -> Result<u16, Error> {
        self.blanks();
        let at = self.at;
        let number = self.number("Maxval")?;
        match u16::try_from(number) {
            Ok(maxval) if maxval > 0 => Ok(maxval),
            _ => Err(Error::at_byte(Code::BadValue, at).with(number)),
        }
    }

    #[allow(clippy::too_many_arguments)] // it only puts them together
    fn finish(
        &self,
        size_at: usize,
        width: u32,
        height: u32,
        channels: u16,
        maxval: u16,
        tuple: Tuple,
        notation: Notation,
    ) -> Result<Header, Error> {
        if width == 0 || height == 0 || channels == 0 {
            return Err(Error::at_byte(Code::ZeroDimension, size_at));
        }
        Ok(Header {
            width,
            height,
            channels,
            maxval,
            tuple,
            notation,
            start: self.at,
        })
    }

    /// Lines of a word and a value, in any order, up to ENDHDR.
    fn pam(&mut self) -> Result<Header, Error> {
        let (mut width, mut height, mut depth, mut maxval) = (None, None, None, None);
        let mut tuple_type: Option<Range<usize>> = None;
        let size_at = self.at;
        loop {
            self.blanks();
            let start = self.at;
            let word = self.while_is(|byte| !is_blank(byte));
            let word = self.data.get(word).unwrap_or(&[]);
            match word {
                b"WIDTH" | b"HEIGHT" | b"DEPTH" | b"MAXVAL" | b"TUPLTYPE" | b"ENDHDR" => {}
                b"" => return Err(self.fault(Code::UnexpectedEnd)),
                _ => {
                    self.at = start;
                    return Err(self.fault(Code::BadHeader));
                }
            }
            let keyword = Value::Text(start..self.at);
            self.label("Keyword", keyword, Role::Header, start..self.at);
            match word {
                b"WIDTH" => width = Some(self.bounded("Width", u32::MAX)?),
                b"HEIGHT" => height = Some(self.bounded("Height", u32::MAX)?),
                b"DEPTH" => depth = Some(self.bounded("Depth", u16::MAX.into())? as u16),
                b"MAXVAL" => maxval = Some(self.maxval()?),
                b"TUPLTYPE" => {
                    let blank = self.while_is(|byte| byte == b' ' || byte == b'\t');
                    self.label("Separator", Value::None, Role::Padding, blank);
                    let text = self.while_is(|byte| byte != b'\n');
                    self.label(
                        "TupleType",
                        Value::Text(text.clone()),
                        Role::Header,
                        text.clone(),
                    );
                    // Several lines make one type; none that is known needs more than one.
                    tuple_type.get_or_insert(text);
                }
                _ => {
                    let rest = self.while_is(|byte| byte != b'\n');
                    let end = self.token(1).end;
                    self.label("Separator", Value::None, Role::Padding, rest.start..end);
                    break;
                }
            }
        }
        let (Some(width), Some(height), Some(channels), Some(maxval)) =
            (width, height, depth, maxval)
        else {
            return Err(Error::at_byte(Code::BadHeader, size_at));
        };
        let text = tuple_type.and_then(|range| self.data.get(range));
        let text = text.unwrap_or(&[]).trim_ascii();
        let tuple = match (text, channels) {
            (b"BLACKANDWHITE" | b"GRAYSCALE", 1..) => Tuple::Grey,
            (b"BLACKANDWHITE_ALPHA" | b"GRAYSCALE_ALPHA", 2..) => Tuple::GreyAlpha,
            (b"RGB", 3..) => Tuple::Rgb,
            (b"RGB_ALPHA", 4..) => Tuple::RgbAlpha,
            (b"CMYK", 4..) => Tuple::Cmyk,
            (b"", 1) => Tuple::Grey,
            (b"", 2) => Tuple::GreyAlpha,
            (b"", 3) => Tuple::Rgb,
            (b"", 4) => Tuple::RgbAlpha,
            _ => Tuple::Other,
        };
        let notation = binary(maxval);
        self.finish(size_at, width, height, channels, maxval, tuple, notation)
    }
}

const fn binary(maxval: u16) -> Notation {
    match maxval {
        0..=255 => Notation::Bytes,
        _ => Notation::Words,
    }
}
