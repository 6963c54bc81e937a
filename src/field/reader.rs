//! The labelling reader: every read is also a field.

use super::{Field, Label, Ledger, Shape, Value};
use crate::bytes::Cursor;
use crate::trace::Role;
use crate::{Code, Error};
use core::ops::Range;

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Endian {
    /// The most significant.
    #[default]
    Big,
    /// The least significant.
    Little,
}

/// Reads a file and labels what it reads, in the same act.
#[derive(Debug)]
pub struct Reader<'a, 'l> {
    cursor: Cursor<'a>,
    ledger: &'l mut Ledger,
    /// Which byte of a number comes first.
    pub endian: Endian,
    /// The clause that the next fields cite.
    pub clause: &'static str,
    /// The role of the next fields.
    pub role: Role,
    depth: u8,
    group: Option<usize>,
    last: Option<usize>,
}

impl<'a, 'l> Reader<'a, 'l> {
    /// A reader of what `cursor` covers, below the section with field `section`, whose clause and role it goes on with.
    pub fn new(cursor: Cursor<'a>, ledger: &'l mut Ledger, section: usize) -> Self {
        let (clause, role, depth) = ledger
            .fields
            .get(section)
            .map_or(("", Role::Unclaimed, 0), |f| (f.clause, f.role, f.depth));
        Self {
            cursor,
            ledger,
            endian: Endian::Big,
            clause,
            role,
            depth: depth.saturating_add(1),
            group: Some(section),
            last: None,
        }
    }

    /// The whole file.
    pub const fn file(&self) -> &'a [u8] {
        self.cursor.file()
    }

    /// Byte offset in the file of the next byte.
    pub const fn pos(&self) -> usize {
        self.cursor.pos()
    }

    /// Byte offset in the file where reading must end.
    pub const fn end(&self) -> usize {
        self.cursor.end()
    }

    /// Bytes left.
    pub const fn left(&self) -> usize {
        self.cursor.left()
    }

    /// The bytes left, not taken.
    pub fn rest(&self) -> &'a [u8] {
        let rest = self.cursor.pos()..self.cursor.end();
        self.cursor.file().get(rest).unwrap_or(&[])
    }

    /// The next two bytes, not taken.
    pub fn peek_u16(&self) -> Option<u16> {
        let &[a, b] = self.rest().get(..2)? else {
            return None;
        };
        Some(match self.endian {
            Endian::Big => u16::from_be_bytes([a, b]),
            Endian::Little => u16::from_le_bytes([a, b]),
        })
    }

    /// Notes an error.
    pub fn error(&mut self, error: Error) {
        self.ledger.error(error);
    }

    /// Notes that the number of `bytes` bytes just read has a value that is not allowed.
    pub fn refuse(&mut self, code: Code, bytes: usize, value: impl Into<u64>) {
        let at = self.cursor.pos().saturating_sub(bytes);
        self.error(Error::at_byte(code, at).with(value.into()));
    }

    /// Labels `bits` bits from bit `start` on.
    fn note(&mut self, label: Label, value: Value, start: u64, bits: u64, shape: Shape) {
        self.last = self.ledger.push(Field {
            name: label.name,
            index: label.index,
            value,
            start,
            bits,
            clause: self.clause,
            role: self.role,
            depth: self.depth,
            shape,
        });
    }

    /// Takes `N` bytes, as the number that `read` makes of them (most significant byte first) and the value to show.
    fn number<const N: usize, T>(
        &mut self,
        label: Label,
        read: impl FnOnce([u8; N]) -> (T, Value),
    ) -> Result<T, Error> {
        let start = self.cursor.pos() as u64 * 8;
        let mut bytes = self.cursor.array::<N>()?;
        if self.endian == Endian::Little {
            bytes.reverse();
        }
        let (number, value) = read(bytes);
        self.note(label, value, start, N as u64 * 8, Shape::Leaf);
        Ok(number)
    }

    /// One byte.
    pub fn u8(&mut self, label: impl Into<Label>) -> Result<u8, Error> {
        self.number(label.into(), |[byte]: [u8; 1]| {
            (byte, Value::Unsigned(byte.into()))
        })
    }

    /// Two bytes.
    pub fn u16(&mut self, label: impl Into<Label>) -> Result<u16, Error> {
        self.number(label.into(), |bytes| {
            let number = u16::from_be_bytes(bytes);
            (number, Value::Unsigned(number.into()))
        })
    }

    /// Four bytes.
    pub fn u32(&mut self, label: impl Into<Label>) -> Result<u32, Error> {
        self.number(label.into(), |bytes| {
            let number = u32::from_be_bytes(bytes);
            (number, Value::Unsigned(number.into()))
        })
    }

    /// Eight bytes.
    pub fn u64(&mut self, label: impl Into<Label>) -> Result<u64, Error> {
        self.number(label.into(), |bytes| {
            let number = u64::from_be_bytes(bytes);
            (number, Value::Unsigned(number))
        })
    }

    /// One byte with a sign.
    pub fn i8(&mut self, label: impl Into<Label>) -> Result<i8, Error> {
        self.number(label.into(), |bytes| {
            let number = i8::from_be_bytes(bytes);
            (number, Value::Signed(number.into()))
        })
    }

    /// Two bytes with a sign.
    pub fn i16(&mut self, label: impl Into<Label>) -> Result<i16, Error> {
        self.number(label.into(), |bytes| {
            let number = i16::from_be_bytes(bytes);
            (number, Value::Signed(number.into()))
        })
    }

    /// Four bytes with a sign.
    pub fn i32(&mut self, label: impl Into<Label>) -> Result<i32, Error> {
        self.number(label.into(), |bytes| {
            let number = i32::from_be_bytes(bytes);
            (number, Value::Signed(number.into()))
        })
    }

    /// Four bytes, IEEE 754.
    pub fn f32(&mut self, label: impl Into<Label>) -> Result<f32, Error> {
        self.number(label.into(), |bytes| {
            let number = f32::from_be_bytes(bytes);
            (number, Value::Float(number.into()))
        })
    }

    /// Eight bytes, IEEE 754.
    pub fn f64(&mut self, label: impl Into<Label>) -> Result<f64, Error> {
        self.number(label.into(), |bytes| {
            let number = f64::from_be_bytes(bytes);
            (number, Value::Float(number))
        })
    }

    /// Four bytes of numerator, four of denominator, as one field.
    pub fn rational(&mut self, label: impl Into<Label>) -> Result<(u32, u32), Error> {
        let start = self.cursor.pos() as u64 * 8;
        let mut halves = Cursor::over(self.file(), self.pos(), self.end());
        let mut half = || match self.endian {
            Endian::Big => halves.u32_be(),
            Endian::Little => halves.u32_le(),
        };
        let (numerator, denominator) = (half()?, half()?);
        self.cursor = halves;
        let value = Value::Rational(numerator, denominator);
        self.note(label.into(), value, start, 64, Shape::Leaf);
        Ok((numerator, denominator))
    }

    /// The same with signs.
    pub fn signed_rational(&mut self, label: impl Into<Label>) -> Result<(i32, i32), Error> {
        let (numerator, denominator) = self.rational(label)?;
        let (numerator, denominator) = (numerator as i32, denominator as i32);
        self.say(Value::SignedRational(numerator, denominator));
        Ok((numerator, denominator))
    }

    /// One byte as two fields of four bits, the upper first.
    pub fn nibbles(
        &mut self,
        upper: impl Into<Label>,
        lower: impl Into<Label>,
    ) -> Result<(u8, u8), Error> {
        let start = self.cursor.pos() as u64 * 8;
        let byte = self.cursor.u8()?;
        let (high, low) = (byte >> 4, byte & 15);
        self.note(
            upper.into(),
            Value::Unsigned(high.into()),
            start,
            4,
            Shape::Leaf,
        );
        self.note(
            lower.into(),
            Value::Unsigned(low.into()),
            start + 4,
            4,
            Shape::Leaf,
        );
        Ok((high, low))
    }

    /// `count` bytes, shown as bytes. None at all make no field.
    pub fn bytes(&mut self, label: impl Into<Label>, count: usize) -> Result<&'a [u8], Error> {
        self.stretch(label.into(), count, Value::Bytes)
    }

    /// `count` bytes, shown as text up to the zero bytes that end it. None at all make no field.
    pub fn text(&mut self, label: impl Into<Label>, count: usize) -> Result<&'a [u8], Error> {
        let bytes = self.rest().get(..count).unwrap_or(&[]);
        let zeros = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
        self.stretch(label.into(), count, |range| {
            Value::Text(range.start..range.end - zeros)
        })
    }

    /// The bytes left, shown as bytes.
    pub fn remainder(&mut self, label: impl Into<Label>) -> &'a [u8] {
        self.bytes(label, self.left()).unwrap_or(&[])
    }

    fn stretch(
        &mut self,
        label: Label,
        count: usize,
        value: impl FnOnce(Range<usize>) -> Value,
    ) -> Result<&'a [u8], Error> {
        let start = self.cursor.pos();
        let bytes = self.cursor.take(count)?;
        if count > 0 {
            let value = value(start..start + count);
            self.note(
                label,
                value,
                start as u64 * 8,
                count as u64 * 8,
                Shape::Leaf,
            );
        }
        Ok(bytes)
    }

    /// Gives the field read last another value to show.
    pub fn say(&mut self, value: Value) {
        if let Some(field) = self.last.and_then(|last| self.ledger.fields.get_mut(last)) {
            field.value = value;
        }
    }

    /// Shows the field read last as a word, where there is one for it.
    pub fn say_name(&mut self, name: Option<&'static str>) {
        if let Some(name) = name {
            self.say(Value::Name(name));
        }
    }

    /// Shows the value of the field just read at its group, too.
    pub fn sum_up_as_last(&mut self) {
        if let Some(value) = self.said().cloned() {
            self.sum_up(value);
        }
    }

    /// Sums the enclosing group up.
    pub fn sum_up(&mut self, value: Value) {
        if let Some(field) = self
            .group
            .and_then(|group| self.ledger.fields.get_mut(group))
        {
            field.value = value;
        }
    }

    /// The value of the field read last.
    pub fn said(&self) -> Option<&Value> {
        let field = self.ledger.fields.get(self.last?)?;
        Some(&field.value)
    }

    /// Puts what `read` reads into a group. A group that nothing came of leaves no field.
    pub fn group<T>(&mut self, label: impl Into<Label>, read: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.cursor.pos();
        self.note(label.into(), Value::None, start as u64 * 8, 0, Shape::Group);
        let (group, outer, depth) = (self.last, self.group, self.depth);
        self.group = group;
        self.depth = depth.saturating_add(1);
        let result = read(self);
        self.depth = depth;
        self.group = outer;
        if let Some(group) = group {
            let bits = self.cursor.pos().saturating_sub(start) as u64 * 8;
            if bits == 0 && group + 1 == self.ledger.fields.len() {
                self.ledger.fields.pop();
                self.last = None;
            } else if let Some(field) = self.ledger.fields.get_mut(group) {
                field.bits = bits;
                self.last = Some(group);
            }
        }
        result
    }

    /// Lets `read` read bytes `range` of the file, then goes on where it was.
    pub fn elsewhere<T>(&mut self, range: Range<usize>, read: impl FnOnce(&mut Self) -> T) -> T {
        let there = Cursor::over(self.cursor.file(), range.start, range.end);
        let here = core::mem::replace(&mut self.cursor, there);
        let result = read(self);
        self.cursor = here;
        result
    }

    /// Lets `read` read the next `count` bytes and no more (fewer where fewer are left), then goes on after them.
    /// What it leaves unread stays without a label.
    pub fn within<T>(&mut self, count: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let start = self.cursor.pos();
        let stop = start + count.min(self.cursor.left());
        let result = self.elsewhere(start..stop, read);
        self.cursor = Cursor::over(self.cursor.file(), stop, self.cursor.end());
        result
    }
}
