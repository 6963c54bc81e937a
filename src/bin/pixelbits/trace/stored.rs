//! Formats that store pixels one by one: fields, and within the pixel data what each pixel is made of.

use super::{paths, Arguments, WINDOW_BITS};
use crate::inspect::Place;
use crate::output::Output;
use crate::Ending;
use pixelbits::field::{Field, Shape};
use pixelbits::pixelmap::{Channel, PixelMap, PixelSpan};
use pixelbits::registry::Format;
use pixelbits::trace::Role;
use pixelbits::Limits;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// One span, as JSON. Parts that mean nothing for it are left out.
#[derive(Serialize)]
struct JsonSpan<'a> {
    start: u64,
    bits: u64,
    role: &'static str,
    name: &'a str,
    path: &'a str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pixels: Option<Pixels>,
}

/// Which pixels a span made.
#[derive(Serialize)]
struct Pixels {
    x: u32,
    y: u32,
    count: u32,
    #[serde(skip_serializing_if = "is_one")]
    step: u32,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<u16>,
    value: u32,
}

const fn is_one(step: &u32) -> bool {
    *step == 1
}

/// Shows one file's spans.
pub fn run(arguments: &Arguments, data: &[u8], format: &Format) -> Ending {
    let limits = Limits::default();
    // What decoding has to say, and whether there is anything to trace at all.
    let warnings = (format.decode)(data, &limits)?.warnings;
    let inspection = (format.inspect)(data, &limits);
    let paths = paths(&inspection.fields);
    let map = (format.map)(data, &limits);
    let (from, end) = (arguments.from, arguments.end(data));
    let mut out = Output::create(Path::new("-"))?;
    let leaf = |field: &Field| field.shape == Shape::Leaf && field.bits > 0;
    let mut leaves: Vec<usize> = (0..inspection.fields.len())
        .filter(|&n| leaf(&inspection.fields[n]))
        .collect();
    leaves.sort_by_key(|&n| inspection.fields[n].start);
    for n in leaves {
        let field = &inspection.fields[n];
        if field.end() <= from || field.start >= end {
            continue;
        }
        let is_pixels = matches!(field.role, Role::Pixel);
        match map.as_deref().filter(|_| is_pixels) {
            Some(map) => {
                let range = field.start.max(from)..field.end().min(end);
                pieces(&mut out, arguments, map, range, (field, &paths[n]))?;
            }
            None => write_span(&mut out, arguments, field, &paths[n], None)?,
        }
    }
    out.finish()?;
    Ok(warnings)
}

/// What a stretch of pixel data is made of, some of it at a time.
fn pieces(
    out: &mut Output,
    arguments: &Arguments,
    map: &dyn PixelMap,
    range: std::ops::Range<u64>,
    (field, path): (&Field, &str),
) -> io::Result<()> {
    // What no pixel was made of is a part of the field.
    let between = |out: &mut Output, from: u64, to: u64| match from < to {
        true => {
            let (start, bits) = (from, to - from);
            let part = Field {
                start,
                bits,
                ..field.clone()
            };
            write_span(out, arguments, &part, path, None)
        }
        false => Ok(()),
    };
    let mut next = range.start;
    let mut shown = range.start;
    while next < range.end {
        let stop = next.saturating_add(WINDOW_BITS).min(range.end);
        for span in map.window(next..stop) {
            // A span that reaches over the end of a window belongs to both.
            if span.start >= shown || shown == range.start {
                between(out, shown, span.start)?;
                write_span(out, arguments, field, path, Some(&span))?;
            }
            shown = shown.max(span.end());
        }
        next = stop.max(shown);
    }
    between(out, shown, range.end)
}

fn write_span(
    out: &mut Output,
    arguments: &Arguments,
    field: &Field,
    path: &str,
    span: Option<&PixelSpan>,
) -> io::Result<()> {
    let (start, bits, role) = match span {
        Some(span) => (span.start, u64::from(span.bits), span.role),
        None => (field.start, field.bits, field.role),
    };
    // What stands between pixels says nothing about them.
    let about = |span: &&PixelSpan| !matches!(span.role, Role::Padding | Role::Metadata);
    let pixels = span.filter(about).map(|span| Pixels {
        x: span.x,
        y: span.y,
        count: span.count,
        step: span.step,
        channel: span.channel.name(),
        sample: match span.channel {
            Channel::Sample(number) => Some(number),
            _ => None,
        },
        value: span.value,
    });
    if arguments.json {
        let line = JsonSpan {
            start,
            bits,
            role: role.name(),
            name: field.name,
            path,
            pixels,
        };
        serde_json::to_writer(&mut *out, &line)?;
        return writeln!(out);
    }
    let place = Place(start).to_string();
    write!(out, "{place:>12} {bits:>9}  {:<13} {path}", role.name())?;
    if let Some(pixels) = pixels {
        let Pixels { x, y, value, .. } = pixels;
        write!(out, " pixel ({x}, {y})")?;
        match (pixels.count, pixels.step) {
            (0 | 1, _) => {}
            (count, 1) => write!(out, " × {count}")?,
            (count, step) => write!(out, " × {count} every {step}")?,
        }
        match (pixels.channel, pixels.sample) {
            ("", _) => {}
            (channel, None) => write!(out, " {channel}")?,
            (channel, Some(number)) => write!(out, " {channel} {number}")?,
        }
        write!(out, " value {value}")?;
    }
    writeln!(out)
}
