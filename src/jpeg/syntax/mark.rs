//! Finding markers: T.81 B.1.1.2, B.1.1.3.

use super::marker;
use crate::bytes::Cursor;
use crate::lanes::U8x16;

/// Byte offset of the first 0xFF at or after `from`. Entropy-coded data has one in some 200 bytes, so sixteen bytes are
/// looked at together.
fn next_ff(data: &[u8], from: usize) -> Option<usize> {
    let (sixteens, _) = data.get(from..)?.as_chunks::<16>();
    let without = |bytes: &&[u8; 16]| !U8x16::load(bytes).has_ff();
    let at = from + 16 * sixteens.iter().take_while(without).count();
    let place = data.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
    Some(at + place)
}

/// Byte offset of the first SOI that another marker follows, at or after `from`.
pub(super) fn next_soi(data: &[u8], mut from: usize) -> Option<usize> {
    loop {
        from = next_ff(data, from)?;
        if data.get(from..)?.starts_with(&[0xFF, marker::SOI, 0xFF]) {
            return Some(from);
        }
        from += 1;
    }
}

/// A run of 0xFF and what follows it.
pub(super) struct Mark {
    /// Byte offset of the first 0xFF.
    pub start: usize,
    /// Byte offset of the first other byte.
    pub code_at: usize,
    /// That byte.
    pub code: u8,
}

impl Mark {
    /// The next at or after `from`.
    pub fn next(data: &[u8], from: usize) -> Option<Self> {
        let start = next_ff(data, from)?;
        let run = data.get(start..)?.iter().position(|&byte| byte != 0xFF)?;
        let code_at = start + run;
        Some(Self {
            start,
            code_at,
            code: *data.get(code_at)?,
        })
    }

    /// The next at or after `from` that is a marker and no stuffed zero.
    pub fn next_marker(data: &[u8], mut from: usize) -> Option<Self> {
        loop {
            let mark = Self::next(data, from)?;
            if mark.code != 0 {
                return Some(mark);
            }
            from = mark.code_at + 1;
        }
    }

    /// Byte offset of the marker itself, without the fill bytes before it.
    pub const fn marker_at(&self) -> usize {
        self.code_at - 1
    }
}

/// Where the JPEG file that begins at `start` ends.
pub(super) fn picture_end(data: &[u8], start: usize) -> usize {
    let mut pos = start + 2;
    while let Some(mark) = Mark::next_marker(data, pos) {
        pos = mark.code_at + 1;
        if mark.code == marker::EOI {
            return pos;
        }
        if marker::has_length(mark.code) {
            let length = Cursor::over(data, pos, data.len()).u16_be().unwrap_or(0);
            pos += usize::from(length).max(2);
        }
    }
    data.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn sixteen_bytes_at_a_time_are_as_good_as_one() {
        // Neighbours of 0xFF among them.
        for other in [0x00, 0x01, 0x7F, 0x80, 0xFE] {
            for place in 0..40 {
                let mut data = vec![other; 40];
                data[place] = 0xFF;
                for from in 0..=40 {
                    let slow = (from..40).find(|&at| data[at] == 0xFF);
                    assert_eq!(next_ff(&data, from), slow);
                }
                // Two in a row, the first of which counts.
                data[(place + 1).min(39)] = 0xFF;
                assert_eq!(next_ff(&data, 0), Some(place));
            }
        }
        assert_eq!(next_ff(&[], 0), None);
        assert_eq!(next_ff(&[0xFF], 2), None);
    }
}
