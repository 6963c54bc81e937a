//! The checked cursor over bytes: the only way headers are read. No raw indexing of input anywhere else.

use crate::{Code, Error};

/// Reads big- and little-endian numbers from a byte range of a file, and knows where in the file it is.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    data: &'a [u8],
    pos: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor over a whole file.
    pub const fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            pos: 0,
            end: data.len(),
        }
    }

    /// A cursor over bytes `start..end` of a file, cut to the file's length.
    pub fn over(data: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(data.len());
        Self {
            data,
            pos: start.min(end),
            end,
        }
    }

    /// Byte offset in the file of the next byte.
    pub const fn pos(&self) -> usize {
        self.pos
    }

    /// Byte offset in the file where this cursor ends.
    pub const fn end(&self) -> usize {
        self.end
    }

    /// Bytes left.
    pub const fn left(&self) -> usize {
        self.end - self.pos
    }

    /// The whole file under the cursor.
    pub const fn file(&self) -> &'a [u8] {
        self.data
    }

    /// The next `count` bytes, taken.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let bytes = self
            .pos
            .checked_add(count)
            .filter(|&stop| stop <= self.end)
            .and_then(|stop| self.data.get(self.pos..stop))
            .ok_or(Error::at_byte(Code::UnexpectedEnd, self.pos))?;
        self.pos += count;
        Ok(bytes)
    }

    /// The next `N` bytes, taken.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    /// The next byte without taking it.
    pub fn peek(&self) -> Option<u8> {
        self.data.get(self.pos..self.end)?.first().copied()
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8, Error> {
        Ok(self.array::<1>()?[0])
    }

    /// Two bytes, most significant first.
    pub fn u16_be(&mut self) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    /// Two bytes, least significant first.
    pub fn u16_le(&mut self) -> Result<u16, Error> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    /// Four bytes, most significant first.
    pub fn u32_be(&mut self) -> Result<u32, Error> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// Four bytes, least significant first.
    pub fn u32_le(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }
}
