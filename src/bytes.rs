//! The checked cursor over bytes: the only way headers are read. No raw indexing of input anywhere else.

use crate::lanes::U8x16;
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

/// Place of the first 0xFF. Entropy-coded data has one in some 200 bytes, so sixteen bytes are looked at together.
pub(crate) fn find_ff(bytes: &[u8]) -> Option<usize> {
    let (sixteens, _) = bytes.as_chunks::<16>();
    let without = |bytes: &&[u8; 16]| !U8x16::load(bytes).has_ff();
    let at = 16 * sixteens.iter().take_while(without).count();
    let place = bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
    Some(at + place)
}

#[cfg(test)]
mod tests {
    use super::find_ff;
    use alloc::vec;

    #[test]
    fn sixteen_bytes_at_a_time_are_as_good_as_one() {
        // Neighbours of 0xFF among them.
        for other in [0x00, 0x01, 0x7F, 0x80, 0xFE] {
            for place in 0..40 {
                let mut data = vec![other; 40];
                data[place] = 0xFF;
                for from in 0..=40 {
                    let slow = data[from..].iter().position(|&byte| byte == 0xFF);
                    assert_eq!(find_ff(&data[from..]), slow);
                }
                // Two in a row, the first of which counts.
                data[(place + 1).min(39)] = 0xFF;
                assert_eq!(find_ff(&data), Some(place));
            }
        }
        assert_eq!(find_ff(&[]), None);
    }
}
