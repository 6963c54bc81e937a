//! The one walk over a file: markers, lengths, entropy-coded data, and what lies between.
//!
//! Markers are found as libjpeg finds them: everything up to the next 0xFF is skipped, any number of 0xFF may stand
//! before the code (T.81 B.1.1.2), and 0xFF 0x00 outside of scans is skipped too.

use super::application;
use super::found::Found;
use super::header::FrameHeader;
use super::mark::{next_soi, picture_end, Mark};
use super::marker::{self, clause, name};
use super::{define, header, Content, Embedded, EmbeddedKind, Segment, Structure};
use crate::bytes::Cursor;
use crate::field::{Ledger, Reader, Shape, Value};
use crate::order::by_place;
use crate::trace::Role;
use crate::{signature, Code, Error, Limits};
use alloc::vec::Vec;
use core::ops::Range;

/// Most JPEG files that are looked for after EOI.
const MOST_TRAILING_PICTURES: usize = 256;

/// Takes a file apart.
pub(super) fn walk(data: &[u8], limits: &Limits) -> Structure {
    let mut walk = Walk {
        data,
        ledger: Ledger::default(),
        segments: Vec::new(),
        found: Found::default(),
        image: Image::default(),
        most_segments: limits.segments as usize,
        restarts_left: limits.segments as usize,
    };
    walk.file();
    walk.finish()
}

/// What the markers so far say about the image they are in.
#[derive(Default)]
struct Image {
    /// An SOI stands before.
    begun: bool,
    /// A DHP stands before: more than one frame may follow.
    hierarchical: bool,
    /// Index of the segment with the last frame header.
    frame: Option<usize>,
    /// SOF marker of the last frame, even where its header breaks off; 0 before the first.
    process: u8,
}

struct Walk<'a> {
    data: &'a [u8],
    ledger: Ledger,
    segments: Vec<Segment>,
    found: Found,
    image: Image,
    most_segments: usize,
    /// How many more restart markers get fields of their own.
    restarts_left: usize,
}

impl Walk<'_> {
    fn file(&mut self) {
        let len = self.data.len();
        if len == 0 {
            return self.ledger.error(Error::at_bit(Code::Empty, 0));
        }
        let start = if self.data.starts_with(&[0xFF, marker::SOI]) {
            0
        } else if let Some(refusal) = signature::refusal(self.data) {
            self.ledger.error(refusal);
            len
        } else if let Some(start) = next_soi(self.data, 0) {
            self.ledger
                .error(Error::at_bit(Code::MissingSoi, 0).with(start as u64));
            start
        } else {
            let signature = self
                .data
                .iter()
                .take(2)
                .fold(0, |s, &b| s << 8 | u64::from(b));
            self.ledger
                .error(Error::at_bit(Code::NotThisStandard, 0).with(signature));
            len
        };
        self.stretch(0..start, "garbage", Content::Garbage);
        let mut pos = start;
        while pos < len {
            if self.segments.len() >= self.most_segments {
                let error = Error::at_byte(Code::LimitSegments, pos);
                self.ledger.error(error.with(self.most_segments as u64));
                return self.stretch(pos..len, "garbage", Content::Garbage);
            }
            let mark = Mark::next_marker(self.data, pos);
            let next = mark.as_ref().map_or(len, |mark| mark.start);
            if next > pos {
                let error = Error::at_byte(Code::ExtraneousBytes, pos);
                self.ledger.error(error.with((next - pos) as u64));
                self.stretch(pos..next, "garbage", Content::Garbage);
            }
            let Some(mark) = mark else {
                break;
            };
            pos = self.segment(&mark);
            match mark.code {
                marker::SOS => pos = self.entropy_coded(pos),
                marker::EOI if self.ends_at(pos) => return self.trailing(pos),
                _ => {}
            }
        }
        if self.image.begun {
            self.ledger.error(Error::at_byte(Code::MissingEoi, len));
        }
    }

    /// After an EOI: `true` unless tables alone came before it and the image that uses them follows (T.81 B.5).
    fn ends_at(&mut self, pos: usize) -> bool {
        let another = self
            .data
            .get(pos..)
            .is_some_and(|rest| rest.starts_with(&[0xFF, marker::SOI]));
        if self.image.process == 0 && another {
            self.image = Image::default();
            return false;
        }
        true
    }

    /// Bytes that belong to no segment.
    fn stretch(&mut self, bytes: Range<usize>, name: &'static str, content: Content) {
        if bytes.is_empty() {
            return;
        }
        let first = self.ledger.open(name, "", Role::Unclaimed, bytes.start);
        self.push(content, 0, bytes, first);
    }

    fn push(&mut self, content: Content, marker: u8, bytes: Range<usize>, first_field: usize) {
        self.ledger.close(first_field, bytes.end);
        self.segments.push(Segment {
            content,
            marker,
            bytes,
            first_field,
        });
    }

    /// One marker and its parameters. Returns where it ends.
    fn segment(&mut self, mark: &Mark) -> usize {
        let code = mark.code;
        let data = self.data;
        let role = match code {
            marker::DQT => Role::QuantTable,
            marker::DHT | marker::DAC => Role::HuffmanTable,
            marker::SOS | marker::DRI | marker::DNL | marker::DHP | marker::EXP => Role::Header,
            _ if marker::is_sof(code) => Role::Header,
            _ if marker::has_length(code) => Role::Metadata,
            _ => Role::Marker,
        };
        let first = self.ledger.open(name(code), clause(code), role, mark.start);
        let errors = self.ledger.errors().len();
        let parameters = mark.code_at + 1;
        let cursor = Cursor::over(data, mark.start, data.len());
        let mut r = Reader::new(cursor, &mut self.ledger, first);
        marker_fields(&mut r, mark);
        if !marker::has_length(code) {
            let content = self.bare(mark);
            self.push(content, code, mark.start..parameters, first);
            return parameters;
        }
        r.role = Role::Length;
        let Some(length) = r.peek_u16() else {
            let end = data.len();
            self.ledger.error(Error::at_byte(Code::UnexpectedEnd, end));
            self.push(Content::Other, code, mark.start..end, first);
            return end;
        };
        // It is there, so reading it cannot fail.
        let _ = r.u16(length_name(code));
        if length < 2 {
            r.refuse(Code::BadLength, 2, length);
        }
        let end = parameters + usize::from(length).max(2);
        let truncated = end > data.len();
        let end = end.min(data.len());
        let cursor = Cursor::over(data, parameters + 2, end);
        let mut r = Reader::new(cursor, &mut self.ledger, first);
        let frame = self.image.frame.and_then(|index| self.segments.get(index));
        let frame = frame.and_then(|segment| match &segment.content {
            Content::Frame(frame) => Some(frame),
            _ => None,
        });
        let content = contents(&mut r, code, mark, frame, &mut self.found);
        let (left, pos) = (r.left(), r.pos());
        let application = matches!(content, Content::Application);
        // A reader only knows that its bytes ended. What that means, the segment's length tells.
        self.ledger.review_errors(errors, |error| match error.code {
            Code::UnexpectedEnd if truncated || length < 2 => None,
            // Of a segment that decoding does not need: at its length, which lies inside it.
            Code::UnexpectedEnd => Some(Error {
                code: Code::BadLength,
                at: if application {
                    parameters as u64 * 8
                } else {
                    error.at
                },
                value: length.into(),
            }),
            _ => Some(error),
        });
        if truncated {
            self.ledger.error(Error::at_byte(Code::UnexpectedEnd, end));
        } else if left > 0 && !application && self.ledger.errors().len() == errors {
            self.ledger
                .error(Error::at_byte(Code::BadLength, pos).with(length.into()));
        }
        self.note(&content, mark);
        self.push(content, code, mark.start..end, first);
        end
    }

    /// What a marker without parameters means.
    fn bare(&mut self, mark: &Mark) -> Content {
        let (known, content) = match mark.code {
            marker::SOI => (
                !core::mem::replace(&mut self.image.begun, true),
                Content::StartOfImage,
            ),
            marker::EOI => (true, Content::EndOfImage),
            code => (code == marker::TEM, Content::Other),
        };
        if !known {
            let error = Error::at_byte(Code::UnknownMarker, mark.marker_at());
            self.ledger.error(error.with(mark.code.into()));
        }
        content
    }

    /// Remembers what later segments depend on.
    fn note(&mut self, content: &Content, mark: &Mark) {
        let at = mark.marker_at();
        if marker::is_sof(mark.code) || mark.code == marker::SOF55 {
            self.image.process = mark.code;
        }
        match content {
            Content::Hierarchy(_) => self.image.hierarchical = true,
            Content::Frame(_) => {
                if self.image.frame.is_some() && !self.image.hierarchical {
                    self.ledger
                        .error(Error::at_byte(Code::DuplicateFrame, at).with(mark.code.into()));
                }
                self.image.frame = Some(self.segments.len());
            }
            Content::Scan(_) => self.found.scan = true,
            Content::Other => {
                let (code, value) = match mark.code {
                    marker::SOF55 => (Code::OtherFormat, signature::JPEG_LS),
                    marker::JPG | 0xF0..=0xFF => (Code::UnknownMarker, mark.code.into()),
                    // A header that breaks off has told so already.
                    _ => return,
                };
                self.ledger.error(Error::at_byte(code, at).with(value));
            }
            _ => {}
        }
    }

    /// Entropy-coded data from byte `start` on: everything up to the next marker that is no RSTn. Returns its end.
    ///
    /// Each restart interval is a leaf, and so is each restart marker. Stuffed zeros stay inside: the tracer, which
    /// knows what the bits around them mean, tells them apart.
    fn entropy_coded(&mut self, start: usize) -> usize {
        let data = self.data;
        let process = self.image.process;
        // In JPEG-LS a bit is stuffed, not a byte: 0xFF and a byte below 0x80 are data (T.87 A.1). Reserved codes do not end
        // a scan: they are what a flipped bit makes of a stuffed zero, and decoding goes on at the next restart marker.
        let least_marker = if process == marker::SOF55 {
            0x80
        } else {
            marker::SOF0
        };
        let role = match process {
            _ if marker::is_arithmetic(process) => Role::Arithmetic,
            _ if marker::is_lossless(process) => Role::DiffBits,
            _ => Role::AcBits,
        };
        let first = self.ledger.open("ECS", "T.81 B.1.1.5", role, start);
        let mut r = Reader::new(
            Cursor::over(data, start, data.len()),
            &mut self.ledger,
            first,
        );
        let mut pos = start;
        let mut interval = 0;
        let end = loop {
            let Some(mark) = Mark::next(data, pos) else {
                break data.len();
            };
            pos = mark.code_at + 1;
            if mark.code < least_marker {
                continue;
            }
            if !marker::is_rst(mark.code) {
                break mark.start;
            }
            if self.restarts_left == 0 {
                continue;
            }
            self.restarts_left -= 1;
            if self.restarts_left == 0 {
                let error = Error::at_byte(Code::LimitSegments, mark.marker_at());
                r.error(error.with(self.most_segments as u64));
                continue;
            }
            // Both stretches lie inside the file, so neither can fail.
            let _ = r.bytes(("ECS", interval), mark.start - r.pos());
            marker_fields(&mut r, &mark);
            r.role = role;
            interval += 1;
        };
        let _ = r.bytes(("ECS", interval), end - r.pos());
        if end == start {
            self.ledger.fields.truncate(first);
            return start;
        }
        self.push(Content::EntropyCoded, 0, start..end, first);
        end
    }

    /// Bytes after EOI.
    fn trailing(&mut self, start: usize) {
        let (data, end) = (self.data, self.data.len());
        if start >= end {
            return;
        }
        let error = Error::at_byte(Code::TrailingBytes, start);
        self.ledger.error(error.with((end - start) as u64));
        let first = self.ledger.open("trailing", "", Role::Trailing, start);
        let mut r = Reader::new(Cursor::over(data, start, end), &mut self.ledger, first);
        r.remainder("data");
        self.push(Content::Trailing, 0, start..end, first);
        let mut pos = start;
        for _ in 0..MOST_TRAILING_PICTURES {
            let Some(start) = next_soi(data, pos) else {
                break;
            };
            pos = picture_end(data, start).min(end);
            if !self.found.pictures.iter().any(|p| p.bytes.start == start) {
                self.found.pictures.push(Embedded {
                    kind: EmbeddedKind::Trailing,
                    bytes: start..pos,
                });
            }
        }
    }

    fn finish(self) -> Structure {
        let (fields, errors) = self.ledger.finish();
        let leaf = |field: &crate::field::Field| field.shape == Shape::Leaf && field.bits > 0;
        let leaves = fields.iter().zip(0u32..).filter(|(field, _)| leaf(field));
        let leaves = by_place(leaves.map(|(field, index)| (field.start, index)).collect());
        Structure {
            segments: self.segments,
            fields,
            errors,
            orientation: self.found.orientation.unwrap_or_default(),
            resolution: self.found.jfif_resolution.or(self.found.exif_resolution),
            jfif: self.found.jfif,
            adobe: self.found.adobe,
            pictures: self.found.pictures,
            leaves,
        }
    }
}

/// The fill bytes and the marker.
fn marker_fields(r: &mut Reader<'_, '_>, mark: &Mark) {
    let (outer_clause, outer_role) = (r.clause, r.role);
    (r.clause, r.role) = ("T.81 B.1.1.2", Role::Fill);
    // The marker was found in these bytes, so reading them cannot fail.
    let _ = r.bytes("fill", mark.marker_at() - mark.start);
    (r.clause, r.role) = ("T.81 B.1.1.3", Role::Marker);
    let _ = r.bytes("marker", 2);
    r.say(Value::Name(name(mark.code)));
    (r.clause, r.role) = (outer_clause, outer_role);
}

/// The standard's own symbol for a segment's length.
const fn length_name(code: u8) -> &'static str {
    match code {
        marker::DQT => "Lq",
        marker::DHT => "Lh",
        marker::DAC => "La",
        marker::SOS => "Ls",
        marker::DNL => "Ld",
        marker::DRI => "Lr",
        marker::EXP => "Le",
        marker::COM => "Lc",
        _ if marker::is_sof(code) || code == marker::DHP => "Lf",
        _ if marker::is_app(code) => "Lp",
        _ => "L",
    }
}

/// What the parameters after a length mean.
fn contents(
    r: &mut Reader<'_, '_>,
    code: u8,
    mark: &Mark,
    frame: Option<&FrameHeader>,
    found: &mut Found,
) -> Content {
    let at = mark.marker_at() as u64 * 8;
    let content = match code {
        marker::DQT => Ok(define::quant_tables(r)),
        marker::DHT => Ok(define::huffman_tables(r)),
        marker::DAC => Ok(define::conditioning(r)),
        marker::DRI => define::restart_interval(r),
        marker::DNL => header::lines(r),
        marker::EXP => header::expand(r),
        marker::SOS => header::scan(r, frame, at).map(Content::Scan),
        marker::DHP => header::frame(r, code, at).map(Content::Hierarchy),
        _ if marker::is_sof(code) => {
            r.sum_up(marker::process(code).map_or(Value::None, Value::Name));
            header::frame(r, code, at).map(Content::Frame)
        }
        marker::COM => Ok(application::comment(r)),
        _ if marker::is_app(code) => Ok(application::segment(r, code, found)),
        _ => {
            r.remainder("data");
            Ok(Content::Other)
        }
    };
    content.unwrap_or(Content::Other)
}
