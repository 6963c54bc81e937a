//! Files that are no JPEG: what is shown of their bytes.

use crate::field::{Field, Shape, Value};
use crate::jpeg::{FileSpan, Stored};
use crate::trace::Role;
use crate::{signature, Code, Error};
use alloc::vec::Vec;
use core::ops::Range;

/// How far from the start of a file its SOI may stand.
const LEADING_BYTES: usize = 4_096;

/// A start-of-image marker and the next marker's first byte, at the start or after a little garbage.
pub(super) fn is_jpeg(data: &[u8]) -> bool {
    if signature::find(data).is_some() {
        return false;
    }
    let head = data.get(..data.len().min(LEADING_BYTES)).unwrap_or(&[]);
    head.starts_with(&[0xFF, 0xD8]) || head.windows(3).any(|w| w == [0xFF, 0xD8, 0xFF])
}

/// What is shown of a file that no format claims: all of it, as one field.
pub(super) fn unknown(data: &[u8]) -> (Vec<Field>, Error) {
    if data.is_empty() {
        return (Vec::new(), Error::at_bit(Code::Empty, 0));
    }
    let error = signature::refusal(data).unwrap_or(Error::at_bit(Code::UnknownFormat, 0));
    let field = leaf("Unclaimed", 0..data.len(), Role::Unclaimed);
    (alloc::vec![field], error)
}

/// What a thumbnail's bytes are.
pub(super) fn pixel_fields(data: &[u8], stored: Stored) -> Vec<Field> {
    let colours = match stored {
        Stored::Rgb => 0,
        Stored::Palette => data.len().min(768),
    };
    let mut fields = Vec::new();
    if colours > 0 {
        fields.push(leaf("palette", 0..colours, Role::HuffmanTable));
    }
    fields.push(leaf("Pixels", colours..data.len(), Role::Pixel));
    fields
}

/// Bytes with one meaning.
fn leaf(name: &'static str, bytes: Range<usize>, role: Role) -> Field {
    Field {
        name,
        index: None,
        value: Value::Bytes(bytes.clone()),
        start: bytes.start as u64 * 8,
        bits: bytes.len() as u64 * 8,
        clause: "",
        role,
        depth: 0,
        shape: Shape::Leaf,
    }
}

/// The parts of leaves that lie in a window.
pub(super) fn of_fields(fields: &[Field], from: u64, to: u64) -> Vec<FileSpan> {
    let spans = (0u32..).zip(fields).filter_map(|(number, field)| {
        let start = field.start.max(from);
        let bits = field.end().min(to).checked_sub(start)?;
        let bits = u32::try_from(bits).unwrap_or(u32::MAX);
        (bits > 0).then(|| FileSpan::of_field(number, field.role, start, bits))
    });
    spans.collect()
}
