//! A file of another format than JPEG, by the row that the format has in the plug-in table: its fields, its pixels, and which
//! bits made which pixel.

use super::columns::{self, unsigned};
use super::document::{Document, Kind};
use super::object;
use super::shapes::pixel_shape;
use super::source::{Found, RowSource};
use crate::field::{Field, Shape};
use crate::format::{Format, Inspection};
use crate::jpeg::{FileSpan, Part, PixelBits, Place};
use crate::pixelmap::{Channel, PixelMap, PixelSpan};
use crate::trace::{BlockPos, Role};
use crate::{jpeg, registry, Error, Image, Limits, Resolution};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::ops::Range;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// A file that a row of the table claims.
pub(super) struct Registered {
    pub format: &'static Format,
    pub inspection: Inspection,
    /// Places of the leaves among its fields, in the order of the file.
    leaves: Vec<u32>,
    /// Its pixels, once they were asked for, or why there are none.
    decoded: OnceCell<Result<Shown, Error>>,
}

/// Pixels, and what was odd about them.
struct Shown {
    image: Rc<Image>,
    warnings: Vec<Error>,
    resolution: Option<Resolution>,
}

impl Registered {
    /// Nothing where no format claims the file, or where it is a JPEG.
    pub fn of(data: &[u8]) -> Option<Box<Self>> {
        let format = registry::probe(data).filter(|format| format.name != jpeg::FORMAT.name)?;
        let inspection = (format.inspect)(data, &Limits::default());
        Some(Box::new(Self {
            format,
            leaves: leaves(&inspection.fields),
            inspection,
            decoded: OnceCell::new(),
        }))
    }

    fn shown(&self, data: &[u8]) -> Result<&Shown, Error> {
        let decoded = self.decoded.get_or_init(|| {
            let decoded = (self.format.decode)(data, &Limits::default());
            decoded.map(|decoded| Shown {
                image: Rc::new(decoded.image),
                warnings: decoded.warnings,
                resolution: decoded.resolution,
            })
        });
        decoded.as_ref().map_err(|error| *error)
    }

    /// The pixels. `data`: the same file.
    pub fn image(&self, data: &[u8]) -> Result<&Rc<Image>, Error> {
        self.shown(data).map(|shown| &shown.image)
    }

    /// Pixels a metre, where the file tells.
    pub fn resolution(&self, data: &[u8]) -> Option<Resolution> {
        self.shown(data).ok().and_then(|shown| shown.resolution)
    }

    /// Rows, and what is known of them.
    fn rows(&self, data: &[u8]) -> Result<(RowSource, Found), Error> {
        let Shown {
            image, warnings, ..
        } = self.shown(data)?;
        let found = Found {
            warnings: warnings.clone(),
            ..Found::default()
        };
        Ok((RowSource::ready(Rc::clone(image)), found))
    }

    fn map<'a>(&self, data: &'a [u8]) -> Option<Box<dyn PixelMap + 'a>> {
        (self.format.map)(data, &Limits::default())
    }

    /// Size of the picture. Where pixels can be traced to their bits, they are what the only component is divided into.
    pub fn shape(&self, data: &[u8], image: &Image) -> JsValue {
        let component = || {
            object(&[
                ("id", 0.into()),
                ("h", 1.into()),
                ("v", 1.into()),
                ("blocksAcross", image.width.into()),
                ("blocksDown", image.height.into()),
            ])
        };
        let components: Array = self.map(data).iter().map(|_| component()).collect();
        pixel_shape(image, self.format.name, "stored", components)
    }

    /// What bits `from..to` are for: the spans of pixels where there are any, and the leaves of the fields everywhere else.
    pub fn spans(&self, data: &[u8], from: u64, to: u64) -> JsValue {
        let map = self.map(data);
        let pixels = map.map_or(Vec::new(), |map| map.window(from..to));
        let width = self.image(data).map_or(0, |image| image.width);
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
                if span.count == 0 && !matches!(span.role, Role::Escape | Role::RunLength) {
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
    pub fn pixel_bits(&self, data: &[u8], x: u32, y: u32) -> Vec<PixelBits> {
        let place = Place {
            scan: 0,
            component: 0,
            bx: x,
            by: y,
        };
        let mut stretches: Vec<PixelBits> = Vec::new();
        let spans = self.map(data).map_or(Vec::new(), |map| map.bits_of(x, y));
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
        let data = &self.data;
        let started = file.rows(data).and_then(|(source, found)| {
            self.source = Some(source);
            self.found = Some(found);
            Ok(file.shape(data, file.image(data)?))
        });
        Some(started)
    }
}
