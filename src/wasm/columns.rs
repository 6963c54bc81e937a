//! Fields and spans as columns of typed arrays.

use super::object;
use crate::field::{Field, Shape, Value};
use crate::jpeg::FileSpan;
use crate::trace::BlockPos;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;
use core::ops::Range;
use js_sys::{Array, Float64Array, Int32Array, Uint32Array, Uint8Array};
use wasm_bindgen::JsValue;

/// Bytes of a byte value that are shown; the bits panel shows the rest.
const SHOWN_BYTES: usize = 24;
/// Bytes of a text value that are shown.
const SHOWN_TEXT_BYTES: usize = 4_000;

/// Strings that come again and again, made once.
#[derive(Default)]
struct Strings(BTreeMap<&'static str, JsValue>);

impl Strings {
    fn get(&mut self, text: &'static str) -> JsValue {
        self.0.entry(text).or_insert_with(|| text.into()).clone()
    }
}

/// One column a property of [`Field`]; `data` is the file that values point into.
pub(super) fn fields(fields: &[Field], data: &[u8]) -> JsValue {
    let mut strings = Strings::default();
    let names: Array = fields.iter().map(|f| strings.get(f.name)).collect();
    let clauses: Array = fields.iter().map(|f| strings.get(f.clause)).collect();
    let values: Array = fields
        .iter()
        .map(|f| value(&f.value, data, &mut strings))
        .collect();
    object(&[
        ("name", names.into()),
        ("index", ints(fields.iter().map(|f| signed(f.index)))),
        ("value", values.into()),
        ("kind", bytes(fields.iter().map(|f| value_kind(&f.value)))),
        ("start", floats(fields.iter().map(|f| f.start as f64))),
        ("bits", floats(fields.iter().map(|f| f.bits as f64))),
        ("clause", clauses.into()),
        ("role", bytes(fields.iter().map(|f| f.role as u8))),
        ("depth", bytes(fields.iter().map(|f| f.depth))),
        ("shape", bytes(fields.iter().map(|f| shape(f.shape)))),
    ])
}

/// One column a property of [`FileSpan`].
pub(super) fn spans(spans: &[FileSpan]) -> JsValue {
    let block = |read: fn(&BlockPos) -> u32| {
        ints(
            spans
                .iter()
                .map(move |s| s.block.as_ref().map_or(-1, |b| read(b) as i32)),
        )
    };
    object(&[
        ("start", floats(spans.iter().map(|s| s.start as f64))),
        ("bits", unsigned(spans.iter().map(|s| s.bits))),
        ("role", bytes(spans.iter().map(|s| s.role as u8))),
        ("field", ints(spans.iter().map(|s| signed(s.field)))),
        ("scan", block(|b| b.scan)),
        ("mcu", block(|b| b.mcu)),
        ("component", block(|b| u32::from(b.component))),
        ("bx", block(|b| b.bx)),
        ("by", block(|b| b.by)),
        ("k", ints(spans.iter().map(|s| s.k as i32))),
        ("value", ints(spans.iter().map(|s| s.value))),
        ("before", unsigned(spans.iter().map(|s| s.before))),
        ("whole", unsigned(spans.iter().map(|s| s.whole))),
    ])
}

/// -1 for nothing.
fn signed(index: Option<u32>) -> i32 {
    index.map_or(-1, |i| i as i32)
}

const fn shape(shape: Shape) -> u8 {
    match shape {
        Shape::Leaf => 0,
        Shape::Group => 1,
        Shape::Alias => 2,
    }
}

/// How the page words a value: 0 none, 1 number, 2 fraction, 3 identifier for dictionaries, 4 text, 5 bytes.
const fn value_kind(value: &Value) -> u8 {
    match value {
        Value::None => 0,
        Value::Unsigned(_) | Value::Signed(_) | Value::Float(_) => 1,
        Value::Rational(..) | Value::SignedRational(..) => 2,
        Value::Name(_) => 3,
        Value::Text(_) => 4,
        Value::Bytes(_) => 5,
    }
}

fn value(value: &Value, data: &[u8], strings: &mut Strings) -> JsValue {
    match value {
        Value::None => JsValue::NULL,
        Value::Unsigned(number) => (*number as f64).into(),
        Value::Signed(number) => (*number as f64).into(),
        Value::Float(number) => (*number).into(),
        Value::Rational(above, below) => format!("{above}/{below}").into(),
        Value::SignedRational(above, below) => format!("{above}/{below}").into(),
        Value::Name(name) => strings.get(name),
        Value::Text(range) => text(slice(data, range)).into(),
        Value::Bytes(range) => hex(slice(data, range)).into(),
    }
}

fn slice<'d>(data: &'d [u8], range: &Range<usize>) -> &'d [u8] {
    data.get(range.clone()).unwrap_or(&[])
}

/// UTF-8 and, failing that, Latin-1; zero bytes at the end are the terminator, not text.
fn text(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .rposition(|&b| b != 0)
        .map_or(0, |last| last + 1);
    let shown = bytes.get(..end.min(SHOWN_TEXT_BYTES)).unwrap_or(&[]);
    // A cut in the middle of a character must not turn the whole text into Latin-1.
    let mut text = match core::str::from_utf8(shown) {
        Ok(text) => String::from(text),
        Err(fault) if fault.error_len().is_none() => {
            String::from_utf8_lossy(shown.get(..fault.valid_up_to()).unwrap_or(&[])).into_owned()
        }
        Err(_) => shown.iter().map(|&b| char::from(b)).collect(),
    };
    if end > SHOWN_TEXT_BYTES {
        text.push('…');
    }
    text
}

/// `4A 46 49 46 00`, cut after [`SHOWN_BYTES`].
fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(3 * SHOWN_BYTES + 2);
    for (i, byte) in bytes.iter().take(SHOWN_BYTES).enumerate() {
        let gap = if i > 0 { " " } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(out, "{gap}{byte:02X}");
    }
    if bytes.len() > SHOWN_BYTES {
        out.push_str(" …");
    }
    out
}

pub(super) fn floats(values: impl Iterator<Item = f64>) -> JsValue {
    Float64Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

pub(super) fn ints(values: impl Iterator<Item = i32>) -> JsValue {
    Int32Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

pub(super) fn unsigned(values: impl Iterator<Item = u32>) -> JsValue {
    Uint32Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

pub(super) fn bytes(values: impl Iterator<Item = u8>) -> JsValue {
    Uint8Array::from(values.collect::<Vec<_>>().as_slice()).into()
}
