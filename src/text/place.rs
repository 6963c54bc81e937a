//! Where in a text something is, as people count.

use crate::Error;

/// The byte-order mark in UTF-8. It belongs to no line.
pub(super) const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// Line and column, from 1, of an error in a text. Columns count characters; a line ends with LF, CR LF or CR.
///
/// ```
/// use pixelbits::text::{line_column, parse};
/// let text = b"0101\r\n01x1\r\n";
/// let error = parse(text).unwrap_err();
/// assert_eq!(line_column(text, &error), (2, 3));
/// ```
pub fn line_column(text: &[u8], error: &Error) -> (u32, u32) {
    let at = usize::try_from(error.at / 8).unwrap_or(usize::MAX);
    let before = text.get(..at).unwrap_or(text);
    let before = before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(before);
    let mut line = 1u32;
    let mut column = 1u32;
    let mut previous = 0;
    for &byte in before {
        match byte {
            b'\n' if previous == b'\r' => {}
            b'\n' | b'\r' => {
                line = line.saturating_add(1);
                column = 1;
            }
            // A byte that continues a character.
            0x80..=0xBF => {}
            _ => column = column.saturating_add(1),
        }
        previous = byte;
    }
    (line, column)
}
