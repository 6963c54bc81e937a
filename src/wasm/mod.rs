//! The browser bindings: the only place that names wasm-bindgen, js-sys or web-sys.
//!
//! Everything crosses as columns of typed arrays, as bytes, or as codes with values; the page has the words.
//!
//! Two modules are built of it, so that a picture is not kept waiting for what is made of it later: the decoder (feature
//! `wasm`) shows a file and says what each bit is for, the workshop (feature `workshop`) has all the rest, too.

mod columns;
mod document;
mod edit;
mod shapes;
mod share;
mod source;
mod unclaimed;

#[cfg(feature = "workshop")]
mod anatomy;
#[cfg(feature = "workshop")]
mod clean;
#[cfg(feature = "workshop")]
mod comparing;
#[cfg(feature = "workshop")]
mod encoding;
#[cfg(feature = "workshop")]
mod frame_samples;
#[cfg(feature = "workshop")]
mod given;
#[cfg(feature = "workshop")]
mod kept;
#[cfg(feature = "workshop")]
mod qr;
#[cfg(feature = "workshop")]
mod raster;
#[cfg(feature = "workshop")]
mod raw;
#[cfg(feature = "workshop")]
mod reading;
#[cfg(feature = "workshop")]
mod registered;
#[cfg(feature = "workshop")]
mod samples;
#[cfg(feature = "workshop")]
mod sending;
#[cfg(feature = "workshop")]
mod statistics;
#[cfg(feature = "workshop")]
mod text;
#[cfg(feature = "workshop")]
mod trials;
#[cfg(feature = "workshop")]
mod workbench;
#[cfg(feature = "workshop")]
mod workshop;
#[cfg(feature = "workshop")]
mod writing;

use crate::trace::Role;
#[cfg(feature = "workshop")]
use crate::Code;
use crate::{signature, Error, ErrorKind};
use alloc::vec::Vec;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The shapes of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface Fault { code: string; kind: string; at: number; value: number; name?: string }
export interface RoleName { name: string; letter: string }
export interface CodeName { name: string; kind: string; sentence: string }
export interface FieldColumns {
  name: string[]; index: Int32Array; value: (string | number | null)[]; kind: Uint8Array; start: Float64Array;
  bits: Float64Array; clause: string[]; role: Uint8Array; depth: Uint8Array; shape: Uint8Array;
}
export interface SpanColumns {
  start: Float64Array; bits: Uint32Array; role: Uint8Array; field: Int32Array; scan: Int32Array; mcu: Int32Array;
  component: Int32Array; bx: Int32Array; by: Int32Array; k: Int32Array; value: Int32Array; before: Uint32Array;
  whole: Uint32Array; count?: Uint32Array; step?: Uint32Array;
}
export interface EmbeddedPicture {
  kind: string; number: number; start: number; bytes: number; width: number; height: number; palette: boolean;
}
export interface Inspected {
  fields: FieldColumns; faults: Fault[]; orientation: number; pictures: EmbeddedPicture[]; borrowed: boolean;
}
export interface Damage { across: number; down: number; width: number; height: number; states: Uint8Array }
export interface ComponentShape { id: number; h: number; v: number; blocksAcross: number; blocksDown: number }
export interface Division {
  width: number; height: number; hMax: number; vMax: number; unit: number; components: ComponentShape[];
}
export interface ScanShape extends Division {
  process: string; ss: number; se: number; ah: number; al: number; parts: number[]; mcus: number; start: number;
  bits: number;
}
export interface FrameShape extends Division {
  mcusAcross: number; mcusDown: number; precision: number; process: string; predictor: number; shift: number;
  frames: number; colour: string; scans: ScanShape[];
}
"#;

/// Words a panic on the console before the instance traps.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Every role, in the order of its number: `{name, letter}`.
#[wasm_bindgen(unchecked_return_type = "RoleName[]")]
pub fn roles() -> Array {
    Role::ALL
        .iter()
        .map(|role| {
            object(&[
                ("name", role.name().into()),
                ("letter", letter(role.letter())),
            ])
        })
        .collect()
}

/// Every fault that can be reported: `{name, kind, sentence}`, the sentence in English.
#[cfg(feature = "workshop")]
#[wasm_bindgen(unchecked_return_type = "CodeName[]")]
pub fn codes() -> Array {
    Code::ALL
        .iter()
        .map(|code| {
            object(&[
                ("name", code.name().into()),
                ("kind", kind(code.kind()).into()),
                ("sentence", code.sentence().into()),
            ])
        })
        .collect()
}

/// A plain object of these properties.
fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // Only a frozen or exotic object refuses a property; this one is neither.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// A fault as the page's store has it.
fn fault(error: &Error) -> JsValue {
    let name = signature::named(error).map(|format| ("name", format.name.into()));
    let properties = [
        ("code", error.code.name().into()),
        ("kind", kind(error.kind()).into()),
        ("at", (error.at as f64).into()),
        ("value", (error.value as f64).into()),
    ];
    let all: Vec<_> = properties.into_iter().chain(name).collect();
    object(&all)
}

/// Faults as the page's store has them.
fn faults(errors: &[Error]) -> Array {
    errors.iter().map(fault).collect()
}

/// One character as a string.
fn letter(letter: char) -> JsValue {
    let mut bytes = [0; 4];
    (&*letter.encode_utf8(&mut bytes)).into()
}

/// The identifier of a kind of error.
const fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Malformed => "malformed",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::Truncated => "truncated",
        ErrorKind::Limit => "limit",
        ErrorKind::Parameter => "parameter",
    }
}
