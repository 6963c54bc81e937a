//! Pixels as Python's `pickle` writes them: `((x, y), (r, g, b))` or `((x, y), (r, g, b, a))`.
//!
//! `pickle` is a language for a small machine with a stack: its opcodes put values there, gather them in tuples and keep them in a
//! memo; others load modules and call functions, so that whoever reads a pickle with Python runs the sender's program. The
//! reader here knows whole numbers, tuples and the memo, and refuses every other opcode.
//!
//! `((1, 2), (3, 4, 5))` by protocol 2:
//!
//! ```text
//! 80 02           PROTO 2
//! 4B 01  4B 02    BININT1 1, BININT1 2
//! 86  71 00       TUPLE2 of both, BINPUT 0: kept as number 0
//! 4B 03  4B 04  4B 05  87  71 01
//! 86  71 02       TUPLE2 of the two tuples
//! 2E              STOP
//! ```

use super::datagram::{Colour, Pixel};
use crate::bytes::Cursor;
use alloc::vec::Vec;

/// The newest protocol.
pub const NEWEST: u8 = 5;

/// Longest pickle that is read. The longest that Python writes for a pixel, by protocol 0, has 53 bytes.
const LONGEST_BYTES: usize = 256;

/// Opcodes, by the names of Python's `pickletools`.
mod op {
    pub const MARK: u8 = b'(';
    pub const STOP: u8 = b'.';
    pub const INT: u8 = b'I';
    pub const LONG: u8 = b'L';
    pub const BININT: u8 = b'J';
    pub const BININT1: u8 = b'K';
    pub const BININT2: u8 = b'M';
    pub const LONG1: u8 = 0x8A;
    pub const TUPLE: u8 = b't';
    pub const TUPLE2: u8 = 0x86;
    pub const TUPLE3: u8 = 0x87;
    pub const PUT: u8 = b'p';
    pub const BINPUT: u8 = b'q';
    pub const LONG_BINPUT: u8 = b'r';
    pub const MEMOIZE: u8 = 0x94;
    pub const GET: u8 = b'g';
    pub const BINGET: u8 = b'h';
    pub const LONG_BINGET: u8 = b'j';
    pub const PROTO: u8 = 0x80;
    pub const FRAME: u8 = 0x95;
}

/// Appends a pixel as `pickle.dumps(((x, y), (r, g, b[, a])), protocol)` does; protocols above 5 are taken for 5.
pub fn write(pixel: &Pixel, protocol: u8, out: &mut Vec<u8>) {
    let mut writer = Writer {
        protocol: protocol.min(NEWEST),
        memo: 0,
        code: Vec::with_capacity(64),
    };
    writer.pixel(pixel);
    let Writer { protocol, code, .. } = writer;
    if protocol >= 2 {
        out.extend([op::PROTO, protocol]);
    }
    if protocol >= 4 {
        out.push(op::FRAME);
        out.extend((code.len() as u64).to_le_bytes());
    }
    out.extend(code);
}

struct Writer {
    protocol: u8,
    /// Tuples that are in the memo.
    memo: u8,
    code: Vec<u8>,
}

impl Writer {
    fn pixel(&mut self, pixel: &Pixel) {
        let place = [pixel.x, pixel.y];
        let colour = pixel.colour.values();
        self.mark(2);
        self.mark(2);
        place.into_iter().for_each(|value| self.number(value));
        self.tuple(2);
        self.mark(colour.len());
        colour.iter().for_each(|&value| self.number(value.into()));
        self.tuple(colour.len());
        self.tuple(2);
        self.code.push(op::STOP);
    }

    /// Since protocol 2, short tuples need no mark before them.
    fn is_short(&self, count: usize) -> bool {
        self.protocol >= 2 && count <= 3
    }

    fn mark(&mut self, count: usize) {
        if !self.is_short(count) {
            self.code.push(op::MARK);
        }
    }

    fn tuple(&mut self, count: usize) {
        self.code.push(match count {
            2 if self.is_short(2) => op::TUPLE2,
            3 if self.is_short(3) => op::TUPLE3,
            _ => op::TUPLE,
        });
        match self.protocol {
            // At most three tuples: one digit.
            0 => self
                .code
                .extend([op::PUT, b'0'.wrapping_add(self.memo), b'\n']),
            1..=3 => self.code.extend([op::BINPUT, self.memo]),
            _ => self.code.push(op::MEMOIZE),
        }
        self.memo = self.memo.wrapping_add(1);
    }

    fn number(&mut self, value: u16) {
        match (self.protocol, u8::try_from(value)) {
            (0, _) => {
                self.code.push(op::INT);
                decimal(value, &mut self.code);
                self.code.push(b'\n');
            }
            (_, Ok(byte)) => self.code.extend([op::BININT1, byte]),
            _ => {
                self.code.push(op::BININT2);
                self.code.extend(value.to_le_bytes());
            }
        }
    }
}

/// Appends a number's digits.
fn decimal(value: u16, out: &mut Vec<u8>) {
    let all = [10_000, 1_000, 100, 10, 1].map(|unit| b'0' + (value / unit % 10) as u8);
    let leading = all
        .iter()
        .take(4)
        .take_while(|&&digit| digit == b'0')
        .count();
    out.extend(all.into_iter().skip(leading));
}

/// The pixel of a pickle, by whichever protocol; `None` for everything else.
pub fn read(bytes: &[u8]) -> Option<Pixel> {
    if bytes.len() > LONGEST_BYTES {
        return None;
    }
    let mut machine = Machine {
        cursor: Cursor::new(bytes),
        stack: Vec::with_capacity(8),
        memo: Vec::with_capacity(4),
    };
    while !machine.step()? {}
    match (machine.stack.as_slice(), machine.cursor.u8()) {
        (&[Value::Pixel(pixel)], Err(_)) => Some(pixel),
        _ => None,
    }
}

/// What may be on the stack.
#[derive(Clone, Copy)]
enum Value {
    Mark,
    Number(i64),
    Place(u16, u16),
    Colour(Colour),
    Pixel(Pixel),
}

/// The stack and the memo have at most an entry a byte of a pickle.
struct Machine<'a> {
    cursor: Cursor<'a>,
    stack: Vec<Value>,
    memo: Vec<(u32, Value)>,
}

impl Machine<'_> {
    /// One opcode; true at the end, `None` where it cannot be.
    fn step(&mut self) -> Option<bool> {
        let byte = |cursor: &mut Cursor| cursor.u8().ok();
        match byte(&mut self.cursor)? {
            op::PROTO => return (byte(&mut self.cursor)? <= NEWEST).then_some(false),
            op::FRAME => {
                let low = self.word()?;
                let high = self.word()?;
                return (high == 0 && low as usize <= LONGEST_BYTES).then_some(false);
            }
            op::STOP => return Some(true),
            op::MARK => self.stack.push(Value::Mark),
            op::INT => {
                let value = self.line(b'\n')?;
                self.stack.push(Value::Number(value));
            }
            op::LONG => {
                let value = self.line(b'L')?;
                if byte(&mut self.cursor)? != b'\n' {
                    return None;
                }
                self.stack.push(Value::Number(value));
            }
            op::BININT => {
                let value = self.word()? as i32;
                self.stack.push(Value::Number(value.into()));
            }
            op::BININT1 => {
                let value = byte(&mut self.cursor)?;
                self.stack.push(Value::Number(value.into()));
            }
            op::BININT2 => {
                let value = self.cursor.u16_le().ok()?;
                self.stack.push(Value::Number(value.into()));
            }
            op::LONG1 => {
                let value = self.long()?;
                self.stack.push(Value::Number(value));
            }
            op::TUPLE => {
                let mark = self.stack.iter().rposition(|v| matches!(v, Value::Mark))?;
                let made = tuple(self.stack.get(mark.checked_add(1)?..)?)?;
                self.stack.truncate(mark);
                self.stack.push(made);
            }
            op::TUPLE2 => self.short(2)?,
            op::TUPLE3 => self.short(3)?,
            op::PUT => {
                let place = self.line(b'\n')?;
                self.keep(u32::try_from(place).ok()?)?;
            }
            op::BINPUT => {
                let place = byte(&mut self.cursor)?;
                self.keep(place.into())?;
            }
            op::LONG_BINPUT => {
                let place = self.word()?;
                self.keep(place)?;
            }
            op::MEMOIZE => self.keep(self.memo.len() as u32)?,
            op::GET => {
                let place = self.line(b'\n')?;
                self.recall(u32::try_from(place).ok()?)?;
            }
            op::BINGET => {
                let place = byte(&mut self.cursor)?;
                self.recall(place.into())?;
            }
            op::LONG_BINGET => {
                let place = self.word()?;
                self.recall(place)?;
            }
            _ => return None,
        }
        Some(false)
    }

    fn word(&mut self) -> Option<u32> {
        self.cursor.u32_le().ok()
    }

    /// Digits up to a character. Python reads `01` as a truth value: that is no number.
    fn line(&mut self, end: u8) -> Option<i64> {
        let mut value = 0i64;
        for place in 0..10 {
            match self.cursor.u8().ok()? {
                byte if byte == end => return (place > 0).then_some(value),
                _ if place > 0 && value == 0 => return None,
                byte @ b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
                _ => return None,
            }
        }
        None
    }

    /// Up to 7 bytes, the least significant first, in two's complement.
    fn long(&mut self) -> Option<i64> {
        let count = self.cursor.u8().ok()?;
        if count > 7 {
            return None;
        }
        let mut value = 0i64;
        let mut last = 0;
        for place in 0..count {
            last = self.cursor.u8().ok()?;
            value |= i64::from(last) << (8 * place);
        }
        (last < 0x80).then_some(value)
    }

    fn short(&mut self, count: usize) -> Option<()> {
        let first = self.stack.len().checked_sub(count)?;
        let made = tuple(self.stack.get(first..)?)?;
        self.stack.truncate(first);
        self.stack.push(made);
        Some(())
    }

    fn keep(&mut self, place: u32) -> Option<()> {
        let &value = self.stack.last()?;
        self.memo.retain(|&(at, _)| at != place);
        self.memo.push((place, value));
        Some(())
    }

    fn recall(&mut self, place: u32) -> Option<()> {
        let &(_, value) = self.memo.iter().find(|&&(at, _)| at == place)?;
        self.stack.push(value);
        Some(())
    }
}

/// The tuples that a pixel is made of.
fn tuple(values: &[Value]) -> Option<Value> {
    let byte = |value: i64| u8::try_from(value).ok();
    Some(match *values {
        [Value::Number(x), Value::Number(y)] => {
            Value::Place(u16::try_from(x).ok()?, u16::try_from(y).ok()?)
        }
        [Value::Number(r), Value::Number(g), Value::Number(b)] => {
            Value::Colour(Colour::Rgb([byte(r)?, byte(g)?, byte(b)?]))
        }
        [Value::Number(r), Value::Number(g), Value::Number(b), Value::Number(a)] => {
            Value::Colour(Colour::Rgba([byte(r)?, byte(g)?, byte(b)?, byte(a)?]))
        }
        [Value::Place(x, y), Value::Colour(colour)] => Value::Pixel(Pixel { x, y, colour }),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIXEL: Pixel = Pixel {
        x: 1,
        y: 300,
        colour: Colour::Rgba([3, 4, 255, 0]),
    };

    /// What `pickle.dumps(((1, 300), (3, 4, 255, 0)), protocol)` gives in Python 3.
    const WRITTEN: [&[u8]; 6] = [
        b"((I1\nI300\ntp0\n(I3\nI4\nI255\nI0\ntp1\ntp2\n.",
        b"((K\x01M\x2c\x01tq\x00(K\x03K\x04K\xffK\x00tq\x01tq\x02.",
        b"\x80\x02K\x01M\x2c\x01\x86q\x00(K\x03K\x04K\xffK\x00tq\x01\x86q\x02.",
        b"\x80\x03K\x01M\x2c\x01\x86q\x00(K\x03K\x04K\xffK\x00tq\x01\x86q\x02.",
        b"\x80\x04\x95\x15\0\0\0\0\0\0\0K\x01M\x2c\x01\x86\x94(K\x03K\x04K\xffK\x00t\x94\x86\x94.",
        b"\x80\x05\x95\x15\0\0\0\0\0\0\0K\x01M\x2c\x01\x86\x94(K\x03K\x04K\xffK\x00t\x94\x86\x94.",
    ];

    #[test]
    fn as_python_writes() {
        for (protocol, &expected) in (0..).zip(&WRITTEN) {
            let mut bytes = Vec::new();
            write(&PIXEL, protocol, &mut bytes);
            assert_eq!(bytes, expected, "protocol {protocol}");
            assert_eq!(read(expected), Some(PIXEL));
            assert!((0..expected.len()).all(|end| read(&expected[..end]).is_none()));
        }
    }

    #[test]
    fn other_spellings() {
        let plain = Some(Pixel {
            x: 1,
            y: 2,
            colour: Colour::Rgb([3, 4, 5]),
        });
        // Without memo, as pickletools.optimize has it; with a memo that is used; longer numbers.
        assert_eq!(read(b"((I1\nI2\nt(I3\nI4\nI5\ntt."), plain);
        assert_eq!(
            read(b"\x80\x02K\x01q\x07K\x02\x86K\x03K\x04K\x05\x87\x86."),
            plain
        );
        assert_eq!(
            read(b"(L1L\nJ\x02\0\0\0t\x8a\x01\x03\x8a\x02\x04\x00K\x05\x87\x86."),
            plain
        );
        let same = Some(Pixel {
            x: 9,
            y: 9,
            colour: Colour::Rgb([9; 3]),
        });
        assert_eq!(
            read(b"K\x09q\x00h\x00\x86g0\nj\0\0\0\0h\x00\x87\x86."),
            same
        );
    }

    #[test]
    fn anything_else_is_refused() {
        let calls: [&[u8]; 9] = [
            b"cos\nsystem\n(S'true'\ntR.",
            b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
            b"I01\n.",
            b"((F1.0\nI2\nt(I3\nI4\nI5\ntt.",
            b"((I-1\nI2\nt(I3\nI4\nI5\ntt.",
            b"((I1\nI2\nt(I3\nI4\nI256\ntt.",
            b"((I1\nI70000\nt(I3\nI4\nI5\ntt.",
            b"((I1\nI2\nt(I3\nI4\nI5\ntt.!",
            b"]q\x00.",
        ];
        for bytes in calls {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
        assert_eq!(read(&[op::MARK; 300]), None);
    }
}
