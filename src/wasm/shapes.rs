//! What is said of files and pictures, as plain objects of JavaScript.

use super::{columns, faults, object};
use crate::field::Field;
use crate::jpeg::frame::Geometry;
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::{marker, Embedded, EmbeddedKind, Structure};
use crate::{Error, Image};
use alloc::vec::Vec;
use core::ops::Range;
use js_sys::Array;
use wasm_bindgen::prelude::*;

pub(super) fn components(geometry: &Geometry) -> JsValue {
    let components = geometry.components.iter().map(|c| {
        object(&[
            ("id", c.id.into()),
            ("h", c.h.into()),
            ("v", c.v.into()),
            ("blocksAcross", c.blocks_across.into()),
            ("blocksDown", c.blocks_down.into()),
        ])
    });
    components.collect::<Array>().into()
}

/// What a scan brings, and how its frame is divided. `data`: bytes of its entropy-coded segment.
pub(super) fn division(scan: &ScanHeader, frame: &Geometry, data: &Range<usize>) -> JsValue {
    let process = marker::process(frame.marker).unwrap_or("unknown");
    let wanted = scan.components.iter();
    let parts: Vec<usize> = wanted
        .filter_map(|part| frame.components.iter().position(|c| c.id == part.id))
        .collect();
    let mcus = match parts.as_slice() {
        // T.81 A.2.2: MCUs of one component are its data units.
        &[only] => {
            let c = &frame.components[only];
            c.blocks_across * c.blocks_down
        }
        _ => frame.mcus_across * frame.mcus_down,
    };
    let parts: Array = parts.iter().map(|&c| JsValue::from(c as u32)).collect();
    object(&[
        ("parts", parts.into()),
        ("mcus", mcus.into()),
        ("start", (data.start as f64 * 8.0).into()),
        ("bits", (data.len() as f64 * 8.0).into()),
        ("process", process.into()),
        ("ss", scan.ss.into()),
        ("se", scan.se.into()),
        ("ah", scan.ah.into()),
        ("al", scan.al.into()),
        ("width", frame.width.into()),
        ("height", frame.height.into()),
        ("hMax", frame.h_max.into()),
        ("vMax", frame.v_max.into()),
        ("unit", frame.data_unit.into()),
        ("components", components(frame)),
    ])
}

/// The shape of pixels that are not coded in blocks: `process` and `colour` are identifiers for the page, `components` what it may
/// ask the bits of.
pub(super) fn pixel_shape(
    image: &Image,
    process: &'static str,
    colour: &'static str,
    components: Array,
) -> JsValue {
    object(&[
        ("width", image.width.into()),
        ("height", image.height.into()),
        ("hMax", 1.into()),
        ("vMax", 1.into()),
        ("unit", 1.into()),
        ("mcusAcross", image.width.into()),
        ("mcusDown", image.height.into()),
        ("precision", 8.into()),
        ("process", process.into()),
        ("predictor", 0.into()),
        ("shift", 0.into()),
        ("frames", 0.into()),
        ("colour", colour.into()),
        ("components", components.into()),
        ("scans", Array::new().into()),
    ])
}

/// What inspecting a file gives.
pub(super) fn inspected(
    fields: &[Field],
    errors: &[Error],
    data: &[u8],
    structure: &Structure,
    borrowed: bool,
) -> JsValue {
    let pictures: Array = structure.pictures.iter().map(picture).collect();
    object(&[
        ("fields", columns::fields(fields, data)),
        ("faults", faults(errors).into()),
        ("orientation", (structure.orientation as u8).into()),
        ("pictures", pictures.into()),
        ("borrowed", borrowed.into()),
    ])
}

/// Another picture in the file.
fn picture(embedded: &Embedded) -> JsValue {
    let (width, height) = embedded.kind.size().unwrap_or((0, 0));
    let number = match embedded.kind {
        EmbeddedKind::MultiPicture(number) => number,
        _ => 0,
    };
    let palette = matches!(embedded.kind, EmbeddedKind::JfxxPalette { .. });
    object(&[
        ("kind", embedded.kind.name().into()),
        ("number", number.into()),
        ("start", (embedded.bytes.start as f64).into()),
        ("bytes", (embedded.bytes.len() as f64).into()),
        ("width", width.into()),
        ("height", height.into()),
        ("palette", palette.into()),
    ])
}
