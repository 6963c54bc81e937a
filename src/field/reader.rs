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

/// What is being read breaks off, or cannot be read on. Why has been noted among the errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

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

    /// Notes an error behind which reading cannot go on.
    #[cold]
    pub fn fail(&mut self, error: Error) -> Broken {
        self.error(error);
        Broken
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

    /// Takes a number of so many bytes, eight at most, to be shown as `show` says.
    // In one place: some hundred fields are read by it.
    #[inline(never)]
    fn number(
        &mut self,
        label: Label,
        bytes: usize,
        show: fn(u64) -> Value,
    ) -> Result<u64, Broken> {
        let start = self.cursor.pos() as u64 * 8;
        let taken = self.take(bytes)?;
        let number = match self.endian {
            Endian::Big => taken.iter().fold(0, |n, &byte| n << 8 | u64::from(byte)),
            Endian::Little => taken.iter().rfold(0, |n, &byte| n << 8 | u64::from(byte)),
        };
        self.note(label, show(number), start, bytes as u64 * 8, Shape::Leaf);
        Ok(number)
    }

    /// The next bytes; notes the error where there are not so many.
    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        self.cursor.take(count).map_err(|error| self.fail(error))
    }

    /// One byte.
    pub fn u8(&mut self, label: impl Into<Label>) -> Result<u8, Broken> {
        let number = self.number(label.into(), 1, Value::Unsigned)?;
        Ok(number as u8)
    }

    /// Two bytes.
    pub fn u16(&mut self, label: impl Into<Label>) -> Result<u16, Broken> {
        let number = self.number(label.into(), 2, Value::Unsigned)?;
        Ok(number as u16)
    }

    /// Four bytes.
    pub fn u32(&mut self, label: impl Into<Label>) -> Result<u32, Broken> {
        let number = self.number(label.into(), 4, Value::Unsigned)?;
        Ok(number as u32)
    }

    /// Eight bytes.
    pub fn u64(&mut self, label: impl Into<Label>) -> Result<u64, Broken> {
        self.number(label.into(), 8, Value::Unsigned)
    }

    /// One byte with a sign.
    pub fn i8(&mut self, label: impl Into<Label>) -> Result<i8, Broken> {
        let show = |number: u64| Value::Signed((number as i8).into());
        let number = self.number(label.into(), 1, show)?;
        Ok(number as i8)
    }

    /// Two bytes with a sign.
    pub fn i16(&mut self, label: impl Into<Label>) -> Result<i16, Broken> {
        let show = |number: u64| Value::Signed((number as i16).into());
        let number = self.number(label.into(), 2, show)?;
        Ok(number as i16)
    }

    /// Four bytes with a sign.
    pub fn i32(&mut self, label: impl Into<Label>) -> Result<i32, Broken> {
        let show = |number: u64| Value::Signed((number as i32).into());
        let number = self.number(label.into(), 4, show)?;
        Ok(number as i32)
    }

    /// Four bytes, IEEE 754.
    pub fn f32(&mut self, label: impl Into<Label>) -> Result<f32, Broken> {
        let show = |number: u64| Value::Float(f32::from_bits(number as u32).into());
        let number = self.number(label.into(), 4, show)?;
        Ok(f32::from_bits(number as u32))
    }

    /// Eight bytes, IEEE 754.
    pub fn f64(&mut self, label: impl Into<Label>) -> Result<f64, Broken> {
        let show = |number: u64| Value::Float(f64::from_bits(number));
        let number = self.number(label.into(), 8, show)?;
        Ok(f64::from_bits(number))
    }

    /// Four bytes of numerator, four of denominator, as one field.
    pub fn rational(&mut self, label: impl Into<Label>) -> Result<(u32, u32), Broken> {
        let start = self.cursor.pos() as u64 * 8;
        let mut halves = Cursor::over(self.file(), self.pos(), self.end());
        let mut half = || match self.endian {
            Endian::Big => halves.u32_be(),
            Endian::Little => halves.u32_le(),
        };
        let both = half().and_then(|numerator| Ok((numerator, half()?)));
        let (numerator, denominator) = both.map_err(|error| self.fail(error))?;
        self.cursor = halves;
        let value = Value::Rational(numerator, denominator);
        self.note(label.into(), value, start, 64, Shape::Leaf);
        Ok((numerator, denominator))
    }

    /// The same with signs.
    pub fn signed_rational(&mut self, label: impl Into<Label>) -> Result<(i32, i32), Broken> {
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
    ) -> Result<(u8, u8), Broken> {
        let start = self.cursor.pos() as u64 * 8;
        let byte = self.take(1)?.first().copied().unwrap_or(0);
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
    pub fn bytes(&mut self, label: impl Into<Label>, count: usize) -> Result<&'a [u8], Broken> {
        self.stretch(label.into(), count, Value::Bytes)
    }

    /// `count` bytes, shown as text up to the zero bytes that end it. None at all make no field.
    pub fn text(&mut self, label: impl Into<Label>, count: usize) -> Result<&'a [u8], Broken> {
        let bytes = self.rest().get(..count).unwrap_or(&[]);
        let zeros = bytes.iter().rev().take_while(|&&byte| byte == 0).count();
        self.stretch(label.into(), count, |range| {
            Value::Text(range.start..range.end - zeros)
        })
    }

    /// `bits` bits, shown as the bytes they lie in, and what fills the last of these bytes as padding of its own.
    pub fn padded(&mut self, label: impl Into<Label>, bits: u64) -> Result<&'a [u8], Broken> {
        let start = self.cursor.pos();
        let count = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
        let bytes = self.take(count)?;
        if bits > 0 {
            let first = start as u64 * 8;
            let value = Value::Bytes(start..start + count);
            self.note(label.into(), value, first, bits, Shape::Leaf);
            let unused = bits.next_multiple_of(8) - bits;
            if unused > 0 {
                let role = core::mem::replace(&mut self.role, Role::Padding);
                self.note(
                    "padding".into(),
                    Value::None,
                    first + bits,
                    unused,
                    Shape::Leaf,
                );
                self.role = role;
            }
        }
        Ok(bytes)
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
    ) -> Result<&'a [u8], Broken> {
        let start = self.cursor.pos();
        let bytes = self.take(count)?;
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
