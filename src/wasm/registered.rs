//! A file of another format than JPEG, by the row that the format has in the plug-in table: its fields, its pixels, and which
//! bits made which pixel.

use super::columns::{self, unsigned};
use super::document::{Document, Kind};
use super::object;
use super::shapes::{inspected, pixel_shape};
use super::source::{Found, RowSource};
use crate::field::{Field, Shape};
use crate::format::{Format, Inspection};
use crate::jpeg::syntax::Structure;
use crate::jpeg::{FileSpan, Part, PixelBits, Place};
use crate::pixelmap::{Channel, PixelMap, PixelSpan};
use crate::trace::{BlockPos, Role};
use crate::{bmp, jpeg, png, registry, Error, Image, Limits, Resolution};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Range;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// What leads from the pixels of a file to its bits and back, if anything does.
type Map<'a> = Option<Box<dyn PixelMap + 'a>>;

self_cell::self_cell!(
    /// A file with the map of it: packed pixels are run through once for it, not for every question.
    struct Mapped {
        owner: Rc<[u8]>,
        #[covariant]
        dependent: Map,
    }
);

/// A file that a row of the table claims.
pub(super) struct Registered {
    pub format: &'static Format,
    pub inspection: Inspection,
    data: Rc<[u8]>,
    /// Places of the leaves among its fields, in the order of the file.
    leaves: Vec<u32>,
    /// Its pixels, once they were asked for, or why there are none.
    decoded: OnceCell<Result<Shown, Error>>,
    /// Once bits were asked for.
    mapped: OnceCell<Mapped>,
    /// The picture whose rows were last handed out to the end, perhaps from before some edits.
    settled: Option<Rc<Image>>,
}

/// Pixels, and what was odd about them.
struct Shown {
    image: Rc<Image>,
    warnings: Vec<Error>,
    resolution: Option<Resolution>,
}

impl Registered {
    /// Nothing where no format claims the file, or where it is a JPEG.
    pub fn of(data: &Rc<[u8]>) -> Option<Box<Self>> {
        let format = registry::probe(data).filter(|format| format.name != jpeg::FORMAT.name)?;
        let inspection = (format.inspect)(data, &Limits::default());
        Some(Box::new(Self {
            format,
            leaves: leaves(&inspection.fields),
            inspection,
            data: Rc::clone(data),
            decoded: OnceCell::new(),
            mapped: OnceCell::new(),
            settled: None,
        }))
    }

    /// This is an edit of another file.
    pub fn follow(&mut self, before: &Self) {
        self.settled.clone_from(&before.settled);
    }

    /// All rows have been handed out.
    pub fn settle(&mut self) {
        let decoded = self.decoded.get().and_then(|shown| shown.as_ref().ok());
        self.settled = decoded.map(|shown| Rc::clone(&shown.image));
    }

    /// Rows that are not those of the picture that was handed out last; all of them where it had another size.
    fn changed(&self, image: &Image) -> Range<u32> {
        let same_size = |before: &&Rc<Image>| before.rgba.len() == image.rgba.len();
        match self.settled.as_ref().filter(same_size) {
            Some(before) if before.width == image.width => changed_rows(before, image),
            _ => 0..image.height,
        }
    }

    fn shown(&self) -> Result<&Shown, Error> {
        let decoded = self.decoded.get_or_init(|| {
            let decoded = (self.format.decode)(&self.data, &Limits::default());
            decoded.map(|decoded| Shown {
                image: Rc::new(decoded.image),
                warnings: decoded.warnings,
                resolution: decoded.resolution,
            })
        });
        decoded.as_ref().map_err(|error| *error)
    }

    /// The pixels.
    pub fn image(&self) -> Result<&Rc<Image>, Error> {
        self.shown().map(|shown| &shown.image)
    }

    /// Pixels a metre, where the file tells.
    pub fn resolution(&self) -> Option<Resolution> {
        self.shown().ok().and_then(|shown| shown.resolution)
    }

    fn map(&self) -> Option<&dyn PixelMap> {
        let mapped = self.mapped.get_or_init(|| {
            Mapped::new(Rc::clone(&self.data), |data| {
                (self.format.map)(data, &Limits::default())
            })
        });
        mapped.borrow_dependent().as_deref()
    }

    /// The file of another format that a bitmap may hold in place of pixels.
    fn inside(&self) -> Option<(&'static str, Range<usize>)> {
        match self.format.name == bmp::FORMAT.name {
            true => bmp::inside(&self.data),
            false => None,
        }
    }

    /// Its fields, what is wrong with it, and the file of another format that a bitmap may hold.
    pub fn inspected(&self) -> JsValue {
        let Inspection { fields, errors } = &self.inspection;
        let told = inspected(fields, errors, &self.data, &Structure::default(), false);
        if let Some((format, bytes)) = self.inside() {
            let kind = match format == png::FORMAT.name {
                true => "bmp-png",
                false => "bmp-jpeg",
            };
            let picture = object(&[
                ("kind", kind.into()),
                ("number", 0.into()),
                ("start", (bytes.start as f64).into()),
                ("bytes", (bytes.len() as f64).into()),
                ("width", 0.into()),
                ("height", 0.into()),
                ("palette", false.into()),
            ]);
            // A plain object, as all that is told.
            let _ = js_sys::Reflect::set(&told, &"pictures".into(), &Array::of1(&picture));
        }
        told
    }

    /// Size of the picture. Where pixels can be traced to their bits, they are what the only component is divided into.
    fn shape(&self, image: &Image) -> JsValue {
        let component = || {
            object(&[
                ("id", 0.into()),
                ("h", 1.into()),
                ("v", 1.into()),
                ("blocksAcross", image.width.into()),
                ("blocksDown", image.height.into()),
            ])
        };
        let has_own = self.inside().is_none();
        let components: Array = has_own.then(component).into_iter().collect();
        pixel_shape(image, self.format.name, "stored", components)
    }

    /// What bits `from..to` are for: the spans of pixels where there are any, and the leaves of the fields everywhere else.
    pub fn spans(&self, from: u64, to: u64) -> JsValue {
        let pixels = self.map().map_or(Vec::new(), |map| map.window(from..to));
        let width = self.image().map_or(0, |image| image.width);
        let leaves = Leaves {
            fields: &self.inspection.fields,
            places: &self.leaves,
        };
        let mut all: Vec<Piece> = Vec::new();
        let mut at = from;
        for span in &pixels {
            let (start, end) = (span.start.max(at), span.end().min(to));
            if start < end {
                leaves.push(at, start, &mut all);
                let mut piece = Piece::of(span, start..end, width);
                // What made no pixel and is no code, either, is worded as the field that it lies in.
                let is_code = matches!(
                    span.role,
                    Role::Escape | Role::RunLength | Role::HuffmanTable | Role::EndOfBlock
                );
                if span.count == 0 && !is_code {
                    piece.span.field = leaves.at(start);
                }
                all.push(piece);
                at = end;
            }
        }
        leaves.push(at, to, &mut all);
        let spans: Vec<FileSpan> = all.iter().map(|piece| piece.span).collect();
        let columns = columns::spans(&spans);
        let counts = unsigned(all.iter().map(|piece| piece.count));
        let steps = unsigned(all.iter().map(|piece| piece.step));
        // A plain object, as all columns are.
        let _ = js_sys::Reflect::set(&columns, &"count".into(), &counts);
        let _ = js_sys::Reflect::set(&columns, &"step".into(), &steps);
        columns
    }

    /// The bits of a pixel, those that adjoin as one stretch.
    pub fn pixel_bits(&self, x: u32, y: u32) -> Vec<PixelBits> {
        let place = Place {
            scan: 0,
            component: 0,
            bx: x,
            by: y,
        };
        let mut stretches: Vec<PixelBits> = Vec::new();
        let spans = self.map().map_or(Vec::new(), |map| map.bits_of(x, y));
        for span in spans {
            match stretches.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end(),
                _ => stretches.push(PixelBits {
                    place,
                    part: Part::Own,
                    start: span.start,
                    end: span.end(),
                    run: false,
                }),
            }
        }
        stretches
    }
}

/// A span, and how many pixels it made.
struct Piece {
    span: FileSpan,
    count: u32,
    step: u32,
}

impl Piece {
    /// Pixels are to the page what samples are in lossless JPEG: data units of one component. `k` is their channel.
    fn of(span: &PixelSpan, part: Range<u64>, width: u32) -> Self {
        let block = BlockPos {
            scan: 0,
            mcu: span.y.saturating_mul(width).saturating_add(span.x),
            component: 0,
            bx: span.x,
            by: span.y,
        };
        Self {
            span: FileSpan {
                start: part.start,
                bits: (part.end - part.start) as u32,
                role: span.role,
                field: None,
                block: (span.count > 0).then_some(block),
                k: channel(span.channel),
                value: i32::try_from(span.value).unwrap_or(i32::MAX),
                before: (part.start - span.start) as u32,
                whole: span.bits,
            },
            count: span.count,
            step: span.step,
        }
    }
}

/// Channels by number, as the page's dictionaries count them.
const fn channel(channel: Channel) -> u32 {
    match channel {
        Channel::Whole => 0,
        Channel::Red => 1,
        Channel::Green => 2,
        Channel::Blue => 3,
        Channel::Alpha => 4,
        Channel::Unused => 5,
        Channel::Sample(number) => 6 + number as u32,
    }
}

/// Places of the leaves among fields, in the order of the file.
fn leaves(fields: &[Field]) -> Vec<u32> {
    let leaves = (0_u32..).zip(fields);
    let leaves = leaves.filter(|(_, field)| field.shape == Shape::Leaf && field.bits > 0);
    let mut places: Vec<u32> = leaves.map(|(place, _)| place).collect();
    places.sort_by_key(|&place| fields[place as usize].start);
    places
}

/// The leaves of a file's fields, which tile it.
struct Leaves<'a> {
    fields: &'a [Field],
    places: &'a [u32],
}

impl Leaves<'_> {
    /// The one that a bit lies in.
    fn at(&self, bit: u64) -> Option<u32> {
        let behind = self
            .places
            .partition_point(|&place| self.fields[place as usize].start <= bit);
        self.places.get(behind.checked_sub(1)?).copied()
    }

    /// The parts of them that lie in a window.
    fn push(&self, from: u64, to: u64, out: &mut Vec<Piece>) {
        if from >= to {
            return;
        }
        let of = |place: u32| &self.fields[place as usize];
        let first = self
            .places
            .partition_point(|&place| of(place).end() <= from);
        for &place in self.places.get(first..).unwrap_or(&[]) {
            let field = of(place);
            if field.start >= to {
                break;
            }
            let start = field.start.max(from);
            let bits = u32::try_from(field.end().min(to) - start).unwrap_or(u32::MAX);
            out.push(Piece {
                span: FileSpan::of_field(place, field.role, start, bits),
                count: 0,
                step: 0,
            });
        }
    }
}

impl Document {
    /// Starts to hand out the rows of a file of another format, whose picture is of the shape given; nothing where it is none.
    pub(super) fn start_registered(&mut self) -> Option<Result<JsValue, Error>> {
        let Kind::Registered(file) = &self.kind else {
            return None;
        };
        let pending = core::mem::take(&mut self.edited.pending);
        let started = file.shown().map(|shown| {
            let image = &shown.image;
            let rows = match pending {
                true => union(file.changed(image), self.edited.unsettled.clone()),
                false => 0..image.height,
            };
            self.source = Some(RowSource::rows(Rc::clone(image), rows));
            self.found = Some(Found {
                warnings: shown.warnings.clone(),
                ..Found::default()
            });
            file.shape(image)
        });
        Some(started)
    }
}

/// The rows of either, and those between them.
fn union(a: Range<u32>, b: Range<u32>) -> Range<u32> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

/// Rows from the first to the last that differ, of two pictures of one size.
fn changed_rows(before: &Image, after: &Image) -> Range<u32> {
    let row_bytes = (after.width as usize * 4).max(1);
    let after = after.rgba.chunks_exact(row_bytes);
    let mut pairs = before.rgba.chunks_exact(row_bytes).zip(after);
    let differ = |(a, b): (&[u8], &[u8])| {
        // Eight bytes at a time: in wasm, comparing slices takes them one by one.
        let (a, a_rest) = a.as_chunks::<8>();
        let (b, b_rest) = b.as_chunks::<8>();
        let mut eights = a.iter().zip(b);
        eights.any(|(a, b)| u64::from_le_bytes(*a) != u64::from_le_bytes(*b)) || a_rest != b_rest
    };
    let Some(first) = pairs.position(differ) else {
        return 0..0;
    };
    let last = pairs.rposition(differ).map_or(0, |last| last + 1);
    first as u32..(first + 1 + last) as u32
}
