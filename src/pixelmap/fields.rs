//! The rows of pixel data as fields.

use super::{PixelSpan, Rows};
use crate::field::{Field, Ledger, Shape, Value};
use crate::trace::Role;
use crate::{Code, Error};
use core::ops::Range;

/// A leaf about row `y` of the picture.
pub(crate) fn row_field(
    ledger: &mut Ledger,
    name: &'static str,
    role: Role,
    y: u32,
    bits: Range<u64>,
    clause: &'static str,
) {
    ledger.push(Field {
        name,
        index: Some(y),
        value: Value::None,
        start: bits.start,
        bits: bits.end.saturating_sub(bits.start),
        clause,
        role,
        depth: 1,
        shape: Shape::Leaf,
    });
}

/// Rows of pixels as they are, and what fills each up. Notes where the file ends too early; gives the byte where the
/// rows end.
pub(crate) fn stored_rows(rows: &Rows, ledger: &mut Ledger, clause: &'static str) -> usize {
    let file = rows.data.len() as u64 * 8;
    let row_bits = rows.pixel_bits() * u64::from(rows.width);
    for line in 0..rows.height {
        let start = rows.first_bit + rows.stride_bits * u64::from(line);
        let (end, next) = (start + row_bits, start + rows.stride_bits);
        if end > file {
            ledger.error(Error::at_bit(Code::PixelsEnded, file).with(line.into()));
        }
        let y = rows.order.flip(line, rows.height);
        if start < file {
            let bits = start..end.min(file);
            row_field(ledger, "Row", Role::Pixel, y, bits, clause);
        }
        if end < next.min(file) {
            let bits = end..next.min(file);
            row_field(ledger, "Padding", Role::Padding, y, bits, clause);
        }
        if end > file {
            break;
        }
    }
    let whole = rows.first_bit + rows.stride_bits * u64::from(rows.height);
    (whole.min(file) / 8) as usize
}

/// Rows of codes, as far as the decoder goes.
pub(crate) fn coded_rows<D: Iterator<Item = PixelSpan>>(
    decoder: &mut D,
    ledger: &mut Ledger,
    clause: &'static str,
) {
    let mut row: Option<(u32, Range<u64>)> = None;
    for span in decoder {
        match &mut row {
            Some((y, bits)) if *y == span.y => bits.end = span.end(),
            _ => {
                if let Some((y, bits)) = row.replace((span.y, span.start..span.end())) {
                    row_field(ledger, "Row", Role::Pixel, y, bits, clause);
                }
            }
        }
    }
    if let Some((y, bits)) = row {
        row_field(ledger, "Row", Role::Pixel, y, bits, clause);
    }
}
