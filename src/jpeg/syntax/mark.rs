//! Finding markers: T.81 B.1.1.2, B.1.1.3.

use super::marker;
use crate::bytes::{find_ff, Cursor};

/// Byte offset of the first 0xFF at or after `from`.
fn next_ff(data: &[u8], from: usize) -> Option<usize> {
    Some(from + find_ff(data.get(from..)?)?)
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
