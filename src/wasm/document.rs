//! One open file: its fields, its pixels as they come, and what each bit is for.

use super::{columns, fault, faults, object};
use crate::field::{Field, Shape, Value};
use crate::jpeg::syntax::marker;
use crate::jpeg::{Decoder, FileSpan, Options, Orient, Step, Tracer};
use crate::trace::Role;
use crate::{Code, Error, Limits, Orientation, Resolution};
use alloc::rc::Rc;
use alloc::vec::Vec;
use js_sys::{Array, Date, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

/// A file that was opened.
#[wasm_bindgen]
pub struct Document {
    pub(super) data: Rc<[u8]>,
    tracer: Option<Tracer<Rc<[u8]>>>,
    decoder: Option<Decoder<Rc<[u8]>>>,
    /// Rows that did not fit into the strip before.
    waiting: Vec<u8>,
    /// Row of the picture that `waiting`, or else the next strip, starts with.
    next_row: u32,
}

/// What one call of [`Document::advance`] brought.
#[wasm_bindgen]
pub struct Advance {
    /// Entropy-coded bytes read so far.
    pub done: f64,
    /// Entropy-coded bytes in all.
    pub total: f64,
    /// Row of the picture, as stored, that the strip starts with.
    pub first_row: u32,
    /// Rows in the strip.
    pub rows: u32,
    /// All rows have been handed out.
    pub finished: bool,
    image: Option<ImageData>,
}

#[wasm_bindgen]
impl Advance {
    /// The strip, over the memory that was lent; nothing where no rows came.
    #[wasm_bindgen(getter)]
    pub fn image(&self) -> Option<ImageData> {
        self.image.clone()
    }
}

#[wasm_bindgen]
impl Document {
    /// Takes a copy of the file.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            data: bytes.into(),
            tracer: None,
            decoder: None,
            waiting: Vec::new(),
            next_row: 0,
        }
    }

    /// `"jpeg"`, or nothing where no format here claims the file.
    #[wasm_bindgen(getter)]
    pub fn format(&self) -> Option<alloc::string::String> {
        is_jpeg(&self.data).then(|| "jpeg".into())
    }

    /// Every field of the file and what is wrong with it. Never fails.
    #[wasm_bindgen(unchecked_return_type = "Inspected")]
    pub fn inspect(&mut self) -> JsValue {
        if !is_jpeg(&self.data) {
            let (fields, error) = unknown(&self.data);
            return inspected(&fields, &[error], &self.data, 1);
        }
        let tracer = Self::tracer(&mut self.tracer, &self.data);
        let structure = tracer.structure();
        inspected(
            &structure.fields,
            &structure.errors,
            &self.data,
            structure.orientation as u8,
        )
    }

    /// Starts decoding, from the first row. Throws a fault where there can be no picture.
    #[wasm_bindgen(unchecked_return_type = "FrameShape")]
    pub fn start(&mut self) -> Result<JsValue, JsValue> {
        self.waiting = Vec::new();
        self.next_row = 0;
        let decoder = self
            .decoder
            .insert(decoder(&self.data).map_err(|e| fault(&e))?);
        let geometry = decoder.geometry();
        let components: Array = geometry
            .components
            .iter()
            .map(|c| {
                object(&[
                    ("id", c.id.into()),
                    ("h", c.h.into()),
                    ("v", c.v.into()),
                    ("blocksAcross", c.blocks_across.into()),
                    ("blocksDown", c.blocks_down.into()),
                ])
            })
            .collect();
        Ok(object(&[
            ("width", geometry.width.into()),
            ("height", geometry.height.into()),
            ("hMax", geometry.h_max.into()),
            ("vMax", geometry.v_max.into()),
            ("mcusAcross", geometry.mcus_across.into()),
            ("mcusDown", geometry.mcus_down.into()),
            ("precision", geometry.precision.into()),
            (
                "process",
                marker::process(geometry.marker).unwrap_or("unknown").into(),
            ),
            ("components", components.into()),
        ]))
    }

    /// Decodes into `strip` (at least one row of RGBA) until it is full, `until_ms` (as `Date.now()` counts) is past,
    /// or the picture is complete. Throws a fault where decoding cannot go on.
    pub fn advance(
        &mut self,
        strip: &Uint8ClampedArray,
        until_ms: f64,
    ) -> Result<Advance, JsValue> {
        let decoder = self
            .decoder
            .as_mut()
            .ok_or_else(|| fault(&Error::at_bit(Code::NoImage, 0)))?;
        let width = decoder.geometry().width;
        let row_bytes = width.saturating_mul(4);
        let room = strip.length() / row_bytes.max(1) * row_bytes;
        if room == 0 {
            return Err(fault(
                &Error::at_bit(Code::Parameter, 0).with(strip.length().into()),
            ));
        }
        let mut strip_bytes = 0;
        let mut put = |rows: &[u8]| {
            let taken = rows.len().min((room - strip_bytes) as usize);
            let (now, later) = rows.split_at(taken);
            strip
                .subarray(strip_bytes, strip_bytes + taken as u32)
                .copy_from(now);
            strip_bytes += taken as u32;
            later.to_vec()
        };
        let (mut done, mut total, mut finished) = (0, 0, false);
        self.waiting = put(&core::mem::take(&mut self.waiting));
        while self.waiting.is_empty() {
            match decoder.step().map_err(|e| fault(&e))? {
                Step::Progress(read, all) => (done, total) = (read, all),
                Step::Rows(_, rows) => self.waiting = put(rows),
                Step::Done => {
                    finished = true;
                    break;
                }
            }
            if Date::now() >= until_ms {
                break;
            }
        }
        let rows = strip_bytes / row_bytes;
        let first_row = self.next_row;
        self.next_row += rows;
        let image = if rows > 0 {
            let filled = strip.subarray(0, strip_bytes);
            Some(ImageData::new_with_js_u8_clamped_array_and_sh(
                &filled, width, rows,
            )?)
        } else {
            None
        };
        Ok(Advance {
            done: done as f64,
            total: total as f64,
            first_row,
            rows,
            finished,
            image,
        })
    }

    /// What decoding found wrong so far.
    #[wasm_bindgen(unchecked_return_type = "Fault[]")]
    pub fn warnings(&self) -> Array {
        faults(&self.decoder.as_ref().map_or(Vec::new(), |d| d.warnings()))
    }

    /// Drops the decoder; starting again begins from the first row.
    pub fn stop(&mut self) {
        self.decoder = None;
        self.waiting = Vec::new();
    }

    /// The spans that touch `bits` bits from bit `start` of the file.
    #[wasm_bindgen(unchecked_return_type = "SpanColumns")]
    pub fn trace(&mut self, start: f64, bits: f64) -> JsValue {
        let from = start.max(0.0) as u64;
        let to = (start + bits).max(0.0) as u64;
        if !is_jpeg(&self.data) {
            return columns::spans(&unclaimed(from, to.min(self.data.len() as u64 * 8)));
        }
        let spans = Self::tracer(&mut self.tracer, &self.data).window(from..to);
        columns::spans(&spans)
    }
}

impl Document {
    /// How the file asks to be turned, and its pixels a metre.
    pub(super) fn orientation_and_resolution(&mut self) -> (Orientation, Option<Resolution>) {
        if !is_jpeg(&self.data) {
            return (Orientation::Normal, None);
        }
        let structure = Self::tracer(&mut self.tracer, &self.data).structure();
        (structure.orientation, structure.resolution)
    }

    /// The explainer, made when first asked for.
    fn tracer<'t>(
        slot: &'t mut Option<Tracer<Rc<[u8]>>>,
        data: &Rc<[u8]>,
    ) -> &'t mut Tracer<Rc<[u8]>> {
        slot.get_or_insert_with(|| Tracer::new(Rc::clone(data), &Limits::default()))
    }
}

/// A decoder of the picture as stored: the page turns it while drawing.
pub(super) fn decoder(data: &Rc<[u8]>) -> Result<Decoder<Rc<[u8]>>, Error> {
    if data.is_empty() {
        return Err(Error::at_bit(Code::Empty, 0));
    }
    if !is_jpeg(data) {
        return Err(Error::at_bit(Code::UnknownFormat, 0));
    }
    Decoder::new(
        Rc::clone(data),
        &Options {
            limits: Limits::default(),
            orient: Orient::Ignore,
            ..Options::default()
        },
    )
}

/// How far from the start of a file its SOI may stand.
const LEADING_BYTES: usize = 4_096;

/// A start-of-image marker and the next marker's first byte, at the start or after a little garbage.
fn is_jpeg(data: &[u8]) -> bool {
    let head = data.get(..data.len().min(LEADING_BYTES)).unwrap_or(&[]);
    head.starts_with(&[0xFF, 0xD8]) || head.windows(3).any(|w| w == [0xFF, 0xD8, 0xFF])
}

/// What is shown of a file that no format claims: all of it, as one field.
fn unknown(data: &[u8]) -> (Vec<Field>, Error) {
    if data.is_empty() {
        return (Vec::new(), Error::at_bit(Code::Empty, 0));
    }
    let field = Field {
        name: "Unclaimed",
        index: None,
        value: Value::Bytes(0..data.len()),
        start: 0,
        bits: data.len() as u64 * 8,
        clause: "",
        role: Role::Unclaimed,
        depth: 0,
        shape: Shape::Leaf,
    };
    (alloc::vec![field], Error::at_bit(Code::UnknownFormat, 0))
}

/// The part of the one field of [`unknown`] that lies in a window.
fn unclaimed(from: u64, to: u64) -> Vec<FileSpan> {
    let bits = u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX);
    if bits == 0 {
        return Vec::new();
    }
    alloc::vec![FileSpan {
        start: from,
        bits,
        role: Role::Unclaimed,
        field: Some(0),
        block: None,
        k: 0,
        value: 0,
        before: 0,
        whole: bits,
    }]
}

fn inspected(fields: &[Field], errors: &[Error], data: &[u8], orientation: u8) -> JsValue {
    object(&[
        ("fields", columns::fields(fields, data)),
        ("faults", faults(errors).into()),
        ("orientation", orientation.into()),
    ])
}
