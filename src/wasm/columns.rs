//! Fields and spans as columns of typed arrays.

use super::object;
use crate::field::{Field, Shape, Value};
use crate::jpeg::FileSpan;
use crate::trace::BlockPos;
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

/// Strings that come again and again, made once. In ascending order of where they are in memory.
#[derive(Default)]
struct Strings(Vec<(&'static str, JsValue)>);

impl Strings {
    fn get(&mut self, text: &'static str) -> JsValue {
        let place = |text: &str| (text.as_ptr() as usize, text.len());
        let found = self
            .0
            .binary_search_by_key(&place(text), |(known, _)| place(known));
        match found.map_err(|at| (at, JsValue::from(text))) {
            Ok(at) => self
                .0
                .get(at)
                .map_or(JsValue::NULL, |(_, made)| made.clone()),
            Err((at, made)) => {
                self.0.insert(at, (text, made.clone()));
                made
            }
        }
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
        ("index", signed32(fields, |f| number(f.index))),
        ("value", values.into()),
        ("kind", unsigned8(fields, |f| value_kind(&f.value).into())),
        ("start", numbers(fields, |f| f.start as f64).into()),
        ("bits", numbers(fields, |f| f.bits as f64).into()),
        ("clause", clauses.into()),
        ("role", unsigned8(fields, |f| f64::from(f.role as u8))),
        ("depth", unsigned8(fields, |f| f.depth.into())),
        ("shape", unsigned8(fields, |f| shape(f.shape).into())),
    ])
}

/// One column a property of [`FileSpan`].
pub(super) fn spans(spans: &[FileSpan]) -> JsValue {
    object(&[
        ("start", numbers(spans, |s| s.start as f64).into()),
        ("bits", unsigned32(spans, |s| s.bits.into())),
        ("role", unsigned8(spans, |s| f64::from(s.role as u8))),
        ("field", signed32(spans, |s| number(s.field))),
        ("scan", signed32(spans, |s| block(s, |b| b.scan))),
        ("mcu", signed32(spans, |s| block(s, |b| b.mcu))),
        (
            "component",
            signed32(spans, |s| block(s, |b| b.component.into())),
        ),
        ("bx", signed32(spans, |s| block(s, |b| b.bx))),
        ("by", signed32(spans, |s| block(s, |b| b.by))),
        ("k", signed32(spans, |s| s.k.into())),
        ("value", signed32(spans, |s| s.value.into())),
        ("before", unsigned32(spans, |s| s.before.into())),
        ("whole", unsigned32(spans, |s| s.whole.into())),
    ])
}

/// One number of each item. The columns of smaller ones are made of this: a loop for each would be larger by far.
fn numbers<T>(items: &[T], read: fn(&T) -> f64) -> Float64Array {
    let numbers: Vec<f64> = items.iter().map(read).collect();
    numbers.as_slice().into()
}

fn signed32<T>(items: &[T], read: fn(&T) -> f64) -> JsValue {
    Int32Array::new(&numbers(items, read)).into()
}

fn unsigned32<T>(items: &[T], read: fn(&T) -> f64) -> JsValue {
    Uint32Array::new(&numbers(items, read)).into()
}

fn unsigned8<T>(items: &[T], read: fn(&T) -> f64) -> JsValue {
    Uint8Array::new(&numbers(items, read)).into()
}

fn block(span: &FileSpan, read: fn(&BlockPos) -> u32) -> f64 {
    number(span.block.as_ref().map(read))
}

/// -1 for nothing.
fn number(index: Option<u32>) -> f64 {
    index.map_or(-1.0, f64::from)
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

#[cfg(feature = "workshop")]
pub(super) fn floats(values: impl Iterator<Item = f64>) -> JsValue {
    Float64Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

#[cfg(feature = "workshop")]
pub(super) fn ints(values: impl Iterator<Item = i32>) -> JsValue {
    Int32Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

#[cfg(feature = "workshop")]
pub(super) fn unsigned(values: impl Iterator<Item = u32>) -> JsValue {
    Uint32Array::from(values.collect::<Vec<_>>().as_slice()).into()
}

pub(super) fn bytes(values: impl Iterator<Item = u8>) -> JsValue {
    Uint8Array::from(values.collect::<Vec<_>>().as_slice()).into()
}
