//! One open file: its fields, its pixels as they come, and what each bit is for.

use super::edit::Edited;
#[cfg(feature = "workshop")]
use super::registered::Registered;
use super::shapes::{components, division, inspected, pixel_shape};
use super::source::{Found, Kept, RowSource};
use super::unclaimed::{is_jpeg, of_fields, pixel_fields, unknown};
use super::{columns, fault, faults, object};
use crate::jpeg::pixels::{ColorModel, Shown, View, Window};
use crate::jpeg::syntax::{self, marker, Content, Structure};
use crate::jpeg::{
    thumbnail, ComponentLines, Conversion, Decoder, Excerpt, Frequencies, Options, Orient,
    SampleDecoder, Scale, Sequence, Smoothing, Step, Stored, TableStream, Tracer, Until,
};
use crate::{Code, Error, Image, Limits, Reducer};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use js_sys::{Array, Date, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

/// Samples of a picture are kept up to so many bytes, to show it in another way at once.
const KEPT_BYTES: u64 = 256 << 20;

/// A file that was opened.
#[wasm_bindgen]
pub struct Document {
    pub(super) data: Rc<[u8]>,
    pub(super) kind: Kind,
    /// From another stream, where this one has none.
    pub(super) tables: Option<TableStream>,
    pub(super) options: Options,
    pub(super) source: Option<RowSource>,
    /// The samples of a deep picture that has been decoded.
    pub(super) kept: Option<ComponentLines>,
    pub(super) found: Option<Found>,
    /// Size and division of the picture, once they are known.
    pub(super) shape: Option<JsValue>,
    /// Rows that did not fit into the strip before.
    pub(super) waiting: Vec<u8>,
    /// Row of the picture that `waiting`, or else the next strip, starts with.
    pub(super) next_row: u32,
    /// Makes the overview.
    pub(super) reducer: Option<Reducer>,
    pub(super) edited: Edited,
}

/// What a file is.
pub(super) enum Kind {
    /// A JPEG file, and what explains it.
    Jpeg(Box<Tracer<Rc<[u8]>>>),
    /// Pixels as they are, from inside of a JPEG file.
    Thumbnail(Rc<Image>, Stored),
    /// A file of another format.
    #[cfg(feature = "workshop")]
    Registered(Box<Registered>),
    /// Nothing that is read here.
    Unknown,
}

/// What one call of [`Document::advance`] brought.
#[wasm_bindgen]
pub struct Advance {
    /// Entropy-coded bytes read so far.
    #[wasm_bindgen(readonly)]
    pub done: f64,
    /// Entropy-coded bytes in all.
    #[wasm_bindgen(readonly)]
    pub total: f64,
    /// Row of the picture, as stored, that the strip starts with.
    #[wasm_bindgen(readonly)]
    pub first_row: u32,
    /// Rows in the strip.
    #[wasm_bindgen(readonly)]
    pub rows: u32,
    /// All rows have been handed out.
    #[wasm_bindgen(readonly)]
    pub finished: bool,
    /// Row of the overview that `overview` starts with.
    #[wasm_bindgen(readonly)]
    pub overview_row: u32,
    image: Option<ImageData>,
    overview: Option<Uint8ClampedArray>,
}

#[wasm_bindgen]
impl Advance {
    /// The strip, over the memory that was lent; nothing where no rows came.
    #[wasm_bindgen(getter)]
    pub fn image(&self) -> Option<ImageData> {
        self.image.clone()
    }

    /// Rows of the overview, RGBA, in memory of their own; nothing where none were finished.
    #[wasm_bindgen(getter)]
    pub fn overview(&self) -> Option<Uint8ClampedArray> {
        self.overview.clone()
    }
}

#[wasm_bindgen]
impl Document {
    /// Takes a copy of the file. `tables`: a stream of tables, for a file that comes without them.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, tables: Option<Vec<u8>>) -> Self {
        let data: Rc<[u8]> = bytes.into();
        let (kind, own) = Kind::of(&data, tables);
        Self::of(data, kind, own)
    }

    /// A thumbnail that is stored as it is: see [`Inspected`] about where and how. Without a picture where it has no size.
    pub fn thumbnail(bytes: Vec<u8>, width: u32, height: u32, stored: PixelStore) -> Self {
        let stored = match stored {
            PixelStore::Rgb => Stored::Rgb,
            PixelStore::Palette => Stored::Palette,
        };
        let image = thumbnail(&bytes, width, height, stored);
        let kind = image.map_or(Kind::Unknown, |image| {
            Kind::Thumbnail(Rc::new(image), stored)
        });
        Self::of(bytes.into(), kind, None)
    }

    /// `"jpeg"`, `"pixels"`, in the workshop the name of any format in the plug-in table, or nothing where no format here claims
    /// the file.
    #[wasm_bindgen(getter)]
    pub fn format(&self) -> Option<alloc::string::String> {
        match self.kind {
            Kind::Jpeg(_) => Some("jpeg".into()),
            Kind::Thumbnail(..) => Some("pixels".into()),
            #[cfg(feature = "workshop")]
            Kind::Registered(ref file) => Some(file.format.name.into()),
            Kind::Unknown => None,
        }
    }

    /// Every field of the file, what is wrong with it, and which other pictures it holds. Never fails.
    #[wasm_bindgen(unchecked_return_type = "Inspected")]
    pub fn inspect(&mut self) -> JsValue {
        let data = &self.data;
        match &self.kind {
            Kind::Jpeg(tracer) => {
                let structure = tracer.structure();
                inspected(
                    &structure.fields,
                    &structure.errors,
                    data,
                    structure,
                    self.tables.is_some(),
                )
            }
            Kind::Thumbnail(_, stored) => {
                let none = Structure::default();
                inspected(&pixel_fields(data, *stored), &[], data, &none, false)
            }
            #[cfg(feature = "workshop")]
            Kind::Registered(file) => file.inspected(),
            Kind::Unknown => {
                let (fields, error) = unknown(data);
                inspected(&fields, &[error], data, &Structure::default(), false)
            }
        }
    }

    /// Whether a file holds tables only, for images that come without them.
    #[wasm_bindgen(js_name = isTables)]
    pub fn is_tables(bytes: &[u8]) -> bool {
        is_jpeg(bytes) && syntax::parse(bytes, &Limits::default()).is_tables_only()
    }

    /// How the picture is shown from now on. `window`: sample values shown as black and as white, or nothing for the whole
    /// range; `component`: the only one to show, or nothing for all.
    #[wasm_bindgen(js_name = setView)]
    pub fn set_view(&mut self, window: Option<Vec<u16>>, component: Option<u16>, detail: Detail) {
        let smoothing = match detail {
            Detail::Estimate => Smoothing::Estimate,
            Detail::Leave => Smoothing::Off,
        };
        if smoothing != self.options.smoothing {
            self.kept = None;
        }
        self.options.smoothing = smoothing;
        self.options.view = View {
            window: match window.as_deref() {
                Some(&[black, white]) => Some(Window { black, white }),
                _ => None,
            },
            shown: component.map_or(Shown::Picture, Shown::Component),
        };
    }

    /// In which order coefficients and quantisers are taken to stand from now on: 8 · row + column for each index; nothing
    /// for the zigzag order of the standard, which also stands in for what is no order.
    #[wasm_bindgen(js_name = setSequence)]
    pub fn set_sequence(&mut self, places: Option<Vec<u8>>) {
        let places = places.and_then(|places| <[u8; 64]>::try_from(places).ok());
        let sequence = places.and_then(|places| Sequence::new(&places));
        let sequence = sequence.unwrap_or_default();
        if sequence != self.options.sequence {
            self.kept = None;
        }
        self.options.sequence = sequence;
    }

    /// Starts to hand out rows, from the first one: decoded or, where its samples were kept, shown anew. Throws a fault
    /// where there can be no picture.
    #[wasm_bindgen(unchecked_return_type = "FrameShape")]
    pub fn start(&mut self) -> Result<JsValue, JsValue> {
        self.stop();
        self.next_row = 0;
        self.reducer = None;
        if let Kind::Thumbnail(image, _) = &self.kind {
            self.source = Some(RowSource::ready(Rc::clone(image)));
            self.found = Some(Found::default());
            return Ok(pixel_shape(image, "pixels", "rgb", Array::new()));
        }
        #[cfg(feature = "workshop")]
        if let Some(started) = self.start_registered() {
            return started.map_err(|e| fault(&e));
        }
        if let (Some(shape), true) = (&self.shape, self.kept.is_some()) {
            self.source = Some(RowSource::kept(&self.options.view));
            return Ok(shape.clone());
        }
        self.found = None;
        let decoder = self.decoder(&self.options).map_err(|e| fault(&e))?;
        let shape = self.shape(&decoder);
        self.shape = Some(shape.clone());
        let geometry = decoder.geometry();
        let keeps = geometry.precision > 8 && ComponentLines::bytes(geometry) <= KEPT_BYTES;
        self.source = Some(if keeps {
            drop(decoder);
            let decoder = self.samples(Conversion::Components);
            RowSource::deep(decoder.map_err(|e| fault(&e))?, &self.options.view)
        } else {
            let decoder = self.edited.follow(decoder).map_err(|e| fault(&e))?;
            if let Kind::Jpeg(tracer) = &mut self.kind {
                tracer.learn(&decoder);
            }
            RowSource::plain(decoder)
        });
        Ok(shape)
    }

    /// What the picture is made of from now on. `scan`, `mcus`: the scans before this one and so many MCUs of it, or nothing for
    /// the whole file; `first`, `last`: coefficients in zigzag order.
    #[wasm_bindgen(js_name = setExcerpt)]
    pub fn set_excerpt(&mut self, scan: Option<u32>, mcus: u32, first: u8, last: u8) {
        let excerpt = Excerpt {
            until: scan.map(|scan| Until { scan, mcus }),
            frequencies: Frequencies { first, last },
        };
        if excerpt != self.options.excerpt {
            self.kept = None;
        }
        self.options.excerpt = excerpt;
    }

    /// Starts to hand out the rows of a preview instead: the picture as stored, reduced to one in `factor` (2, 4, 8) and nothing
    /// estimated. Throws a fault where there can be no picture.
    #[wasm_bindgen(js_name = startPreview)]
    pub fn start_preview(&mut self, factor: u32) -> Result<(), JsValue> {
        self.stop();
        self.next_row = 0;
        self.reducer = None;
        let options = Options {
            scale: match factor {
                2 => Scale::Half,
                4 => Scale::Quarter,
                _ => Scale::Eighth,
            },
            smoothing: Smoothing::Off,
            ..self.options
        };
        let decoder = self.decoder(&options).map_err(|e| fault(&e))?;
        self.source = Some(RowSource::plain(decoder));
        Ok(())
    }

    /// An overview is to come with the rows that were started: reduced by `factor`, each pixel the mean of its square.
    pub fn reduce(&mut self, factor: u32) {
        let kept = self.kept.as_ref();
        self.reducer = self.source.as_mut().map(|source| {
            source.align(factor);
            Reducer::new(source.width(kept), factor)
        });
    }

    /// Decodes into `strip` (at least one row of RGBA) until it is full, `until_ms` (as `Date.now()` counts) is past,
    /// or the picture is complete. Throws a fault where decoding cannot go on.
    pub fn advance(
        &mut self,
        strip: &Uint8ClampedArray,
        until_ms: f64,
    ) -> Result<Advance, JsValue> {
        let source = self
            .source
            .as_mut()
            .ok_or_else(|| fault(&Error::at_bit(Code::NoImage, 0)))?;
        let width = source.width(self.kept.as_ref());
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
        let mut first_row = (!self.waiting.is_empty()).then_some(self.next_row);
        self.waiting = put(&core::mem::take(&mut self.waiting));
        while self.waiting.is_empty() {
            match source.step(self.kept.as_ref()).map_err(|e| fault(&e))? {
                Step::Progress(read, all) => (done, total) = (read, all),
                Step::Rows(first, rows) => {
                    first_row = first_row.or(Some(first));
                    if let Some(reducer) = &mut self.reducer {
                        reducer.feed_from(first, rows);
                    }
                    self.waiting = put(rows);
                }
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
        let first_row = first_row.unwrap_or(self.next_row);
        self.next_row = first_row + rows;
        match self.edited.glimpse() {
            Some(true) => {}
            _ => self.edited.drew(first_row..self.next_row),
        }
        if finished {
            match self.edited.end_glimpse() {
                Some(held) => {
                    self.source = held.source;
                    (self.waiting, self.next_row) = (held.waiting, held.next_row);
                    self.reducer = held.reducer;
                }
                None => self.finish(),
            }
        }
        let image = if rows > 0 {
            let filled = strip.subarray(0, strip_bytes);
            Some(ImageData::new_with_js_u8_clamped_array_and_sh(
                &filled, width, rows,
            )?)
        } else {
            None
        };
        let reduced = self.reducer.as_mut().map(Reducer::take);
        let (overview_row, overview) = reduced.unwrap_or_default();
        Ok(Advance {
            done: done as f64,
            total: total as f64,
            first_row,
            rows,
            finished,
            overview_row,
            image,
            overview: (!overview.is_empty()).then(|| overview.as_slice().into()),
        })
    }

    /// What decoding found wrong so far.
    #[wasm_bindgen(unchecked_return_type = "Fault[]")]
    pub fn warnings(&self) -> Array {
        let under_way = self.source.as_ref().and_then(RowSource::found);
        let found = under_way.as_ref().or(self.found.as_ref());
        faults(found.map_or(&[], |found| &found.warnings))
    }

    /// How the MCUs fared, or nothing where all is well. To be asked after all rows have come.
    #[wasm_bindgen(unchecked_return_type = "Damage | null")]
    pub fn damage(&self) -> JsValue {
        let Some(map) = self.found.as_ref().and_then(|found| found.damage.as_ref()) else {
            return JsValue::NULL;
        };
        object(&[
            ("across", map.mcus_across.into()),
            ("down", map.mcus_down.into()),
            ("width", map.mcu_width.into()),
            ("height", map.mcu_height.into()),
            (
                "states",
                columns::bytes(map.states.iter().map(|&state| state as u8)),
            ),
        ])
    }

    /// Whether a progressive file ends before all its scans have come, so that detail can be estimated. To be asked after
    /// all rows have come.
    #[wasm_bindgen(getter)]
    pub fn partial(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.partial)
    }

    /// The samples of a pixel, as far as they are kept; empty where they are not.
    pub fn pixel(&self, x: u32, y: u32) -> Vec<u16> {
        let shown = self.options.view.shown;
        let pixel = |lines: &ComponentLines| lines.pixel(shown, x as usize, y as usize);
        self.kept.as_ref().map_or(Vec::new(), pixel)
    }

    /// The smallest and the largest sample shown in `count` rows from row `first` on; empty where they are not kept.
    pub fn extremes(&self, first: u32, count: u32) -> Vec<u16> {
        let shown = self.options.view.shown;
        let lines = self.kept.as_ref();
        let found = lines.and_then(|l| l.extremes(shown, first as usize, count as usize));
        found.map_or(Vec::new(), |(low, high)| alloc::vec![low, high])
    }

    /// Drops what is under way; starting again begins from the first row.
    pub fn stop(&mut self) {
        self.source = None;
        self.edited.end_glimpse();
        self.waiting = Vec::new();
    }

    /// The spans that touch `bits` bits from bit `start` of the file.
    #[wasm_bindgen(unchecked_return_type = "SpanColumns")]
    pub fn trace(&mut self, start: f64, bits: f64) -> JsValue {
        let from = start.max(0.0) as u64;
        let to = (start + bits).max(0.0) as u64;
        match &mut self.kind {
            Kind::Jpeg(tracer) => columns::spans(&tracer.window(from..to)),
            Kind::Thumbnail(_, stored) => {
                let fields = pixel_fields(&self.data, *stored);
                columns::spans(&of_fields(&fields, from, to))
            }
            #[cfg(feature = "workshop")]
            Kind::Registered(file) => file.spans(from, to),
            Kind::Unknown => {
                let (fields, _) = unknown(&self.data);
                columns::spans(&of_fields(&fields, from, to))
            }
        }
    }
}

impl Kind {
    /// What a file is, and the tables that it takes from another stream.
    pub(super) fn of(data: &Rc<[u8]>, tables: Option<Vec<u8>>) -> (Self, Option<TableStream>) {
        #[cfg(feature = "workshop")]
        if let Some(file) = Registered::of(data) {
            return (Self::Registered(file), None);
        }
        let limits = Limits::default();
        if !is_jpeg(data) {
            return (Self::Unknown, None);
        }
        let structure = syntax::parse(data, &limits);
        let mut own = None;
        if structure.lacks_tables() {
            own = tables.and_then(|t| TableStream::of(&syntax::parse(&t, &limits)));
        }
        let tracer = Tracer::with_tables(Rc::clone(data), structure, own.as_ref(), &limits);
        (Self::Jpeg(Box::new(tracer)), own)
    }
}

impl Document {
    fn of(data: Rc<[u8]>, kind: Kind, tables: Option<TableStream>) -> Self {
        Self {
            data,
            kind,
            tables,
            options: Options {
                orient: Orient::Ignore,
                ..Options::default()
            },
            source: None,
            kept: None,
            found: None,
            shape: None,
            waiting: Vec::new(),
            next_row: 0,
            reducer: None,
            edited: Edited::default(),
        }
    }

    /// All rows have been handed out: keeps what is known of them.
    fn finish(&mut self) {
        let Some(source) = self.source.take() else {
            return;
        };
        if let Some(reducer) = self.reducer.as_mut().filter(|_| source.is_at_bottom()) {
            reducer.end();
        }
        if source.is_aside {
            return;
        }
        if let Some(found) = source.found() {
            self.found = Some(found);
        }
        if let Kind::Jpeg(tracer) = &mut self.kind {
            source.teach(tracer);
        }
        match source.into_kept() {
            Kept::Lines(lines) => self.kept = Some(lines),
            Kept::Memory(memory) => self.edited.finish(memory),
            Kept::Nothing => {}
        }
        #[cfg(feature = "workshop")]
        if let Kind::Registered(file) = &mut self.kind {
            file.settle();
            self.edited.settle();
        }
    }

    /// What the headers say, or why there can be no picture.
    pub(super) fn structure(&self) -> Result<&Arc<Structure>, Error> {
        match &self.kind {
            Kind::Jpeg(tracer) => Ok(tracer.structure()),
            _ => Err(unknown(&self.data).1),
        }
    }

    /// A decoder of the picture as stored: the page turns it while drawing.
    pub(super) fn decoder(&self, options: &Options) -> Result<Decoder<Rc<[u8]>>, Error> {
        let (structure, tables) = (Arc::clone(self.structure()?), self.tables.as_ref());
        Decoder::with_tables(Rc::clone(&self.data), structure, tables, options)
    }

    /// A decoder to samples, as stored.
    pub(super) fn samples(&self, conversion: Conversion) -> Result<SampleDecoder<Rc<[u8]>>, Error> {
        let (structure, tables) = (Arc::clone(self.structure()?), self.tables.as_ref());
        let data = Rc::clone(&self.data);
        SampleDecoder::new(data, structure, tables, &self.options, conversion)
    }

    /// Size and division of the picture, and what its components mean.
    fn shape(&self, decoder: &Decoder<Rc<[u8]>>) -> JsValue {
        let geometry = decoder.geometry();
        let structure = decoder.structure();
        let frames = structure.segments.iter();
        let frames = frames.filter(|s| matches!(s.content, Content::Frame(_)));
        let scan = structure.segments.iter().find_map(|s| match &s.content {
            Content::Scan(header) => Some((header.ss, header.al)),
            _ => None,
        });
        let process = decoder.process();
        let (predictor, shift) = match scan {
            Some(scan) if marker::is_lossless(process) => scan,
            _ => (0, 0),
        };
        let segments = structure.segments.iter();
        let behind = segments.clone().skip(1).map(Some).chain([None]);
        let headers = segments
            .zip(behind)
            .filter_map(|(s, next)| match &s.content {
                Content::Scan(header) => {
                    let data = next.filter(|next| matches!(next.content, Content::EntropyCoded));
                    let end = s.bytes.end;
                    Some((header, data.map_or(end..end, |data| data.bytes.clone())))
                }
                _ => None,
            });
        let frames_of_scans = match &self.kind {
            Kind::Jpeg(tracer) => tracer.scan_frames(),
            _ => Vec::new(),
        };
        let pairs = headers.zip(frames_of_scans);
        let scans: Array = pairs
            .map(|((header, data), frame)| division(header, frame, &data))
            .collect();
        object(&[
            ("width", geometry.width.into()),
            ("height", geometry.height.into()),
            ("hMax", geometry.h_max.into()),
            ("vMax", geometry.v_max.into()),
            ("unit", geometry.data_unit.into()),
            ("mcusAcross", geometry.mcus_across.into()),
            ("mcusDown", geometry.mcus_down.into()),
            ("precision", geometry.precision.into()),
            (
                "process",
                marker::process(process).unwrap_or("unknown").into(),
            ),
            ("predictor", predictor.into()),
            ("shift", shift.into()),
            (
                "frames",
                if geometry.marker == marker::DHP {
                    (frames.count() as u32).into()
                } else {
                    0.into()
                },
            ),
            ("colour", colour(decoder.color_model()).into()),
            ("components", components(geometry)),
            ("scans", scans.into()),
        ])
    }
}

/// Identifier of a colour model.
const fn colour(model: ColorModel) -> &'static str {
    match model {
        ColorModel::Grey => "grey",
        ColorModel::YCbCr => "ycbcr",
        ColorModel::Rgb => "rgb",
        ColorModel::Cmyk => "cmyk",
        ColorModel::Ycck => "ycck",
        ColorModel::Planes(_) => "planes",
    }
}

/// How the pixels of a thumbnail are stored.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PixelStore {
    /// Red, green and blue, a byte each.
    Rgb,
    /// A palette of 256 colours, then an index a pixel.
    Palette,
}

/// What becomes of detail that an incomplete progressive file leaves open.
#[wasm_bindgen]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// It is estimated.
    Estimate,
    /// It is left out.
    Leave,
}
