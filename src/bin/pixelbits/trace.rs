//! What every bit of a file is for, span by span.

mod stored;

use crate::inspect::{Named, Place};
use crate::output::{read, Output};
use crate::{picture, Ending};
use pixelbits::field::Field;
use pixelbits::jpeg::{self, FileSpan, Options, Tracer};
use pixelbits::Limits;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bits explained at a time, so that memory stays bounded whatever the file's size.
const WINDOW_BITS: u64 = 1 << 21;

/// Input, range and form.
#[derive(clap::Args)]
pub struct Arguments {
    /// JPEG, BMP, PNG, PBM, PGM, PPM or PAM file
    file: PathBuf,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
    /// First bit (0 = most significant bit of the first byte)
    #[arg(long, value_name = "BIT", default_value_t = 0)]
    from: u64,
    /// Number of bits; spans that touch the range are shown whole
    #[arg(long, value_name = "N")]
    bits: Option<u64>,
}

impl Arguments {
    /// The bit behind the last one asked for.
    fn end(&self, data: &[u8]) -> u64 {
        let file_bits = data.len() as u64 * 8;
        let asked = self.bits.map(|bits| self.from.saturating_add(bits));
        asked.map_or(file_bits, |end| end.min(file_bits))
    }
}

/// One span, as JSON. Parts that mean nothing for its role are left out.
#[derive(Serialize)]
struct JsonSpan<'a> {
    start: u64,
    bits: u32,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    coded: Option<Coded>,
}

/// What an entropy-coded span stands for.
#[derive(Serialize)]
struct Coded {
    scan: u32,
    mcu: u32,
    component: u16,
    bx: u32,
    by: u32,
    k: u32,
    value: i32,
    before: u32,
    whole: u32,
}

/// Shows one file's spans.
pub fn run(arguments: &Arguments) -> Ending {
    let data = read(&arguments.file)?;
    match picture::other_format(&data) {
        Some(format) => stored::run(arguments, &data, format),
        None => coded(arguments, &data),
    }
}

/// A JPEG's.
fn coded(arguments: &Arguments, data: &[u8]) -> Ending {
    let limits = Limits::default();
    // What decoding has to say, and whether there is anything to trace at all.
    let outcome = jpeg::coefficients(
        data,
        &Options {
            limits,
            ..Options::default()
        },
    )?;
    let warnings = outcome.warnings;
    drop(outcome.value);

    let mut tracer = Tracer::new(data, &limits);
    let paths = paths(&tracer.structure().fields);
    let mut out = Output::create(Path::new("-"))?;
    let end = arguments.end(data);
    // A span that reaches over the end of a window belongs to both; it is shown once.
    let mut shown = arguments.from;
    let mut next = arguments.from;
    let mut first = true;
    while next < end {
        let stop = next.saturating_add(WINDOW_BITS).min(end);
        for span in tracer.window(next..stop) {
            if first || span.start >= shown {
                first = false;
                shown = span.start + u64::from(span.bits);
                let field = span.field.map(|field| field as usize);
                let path = field.and_then(|field| paths.get(field));
                let field = field.and_then(|field| tracer.structure().fields.get(field));
                let path = path.map(String::as_str);
                write_span(&mut out, arguments, &span, field, path)?;
            }
        }
        next = stop.max(shown);
    }
    out.finish()?;
    Ok(warnings)
}

fn write_span(
    out: &mut Output,
    arguments: &Arguments,
    span: &FileSpan,
    field: Option<&Field>,
    path: Option<&str>,
) -> io::Result<()> {
    if arguments.json {
        let line = JsonSpan {
            start: span.start,
            bits: span.bits,
            role: span.role.name(),
            name: field.map(|field| field.name),
            path,
            coded: span.block.map(|block| Coded {
                scan: block.scan,
                mcu: block.mcu,
                component: block.component,
                bx: block.bx,
                by: block.by,
                k: span.k,
                value: span.value,
                before: span.before,
                whole: span.whole,
            }),
        };
        serde_json::to_writer(&mut *out, &line)?;
        return writeln!(out);
    }
    let place = Place(span.start).to_string();
    write!(
        out,
        "{place:>12} {:>9}  {:<13}",
        span.bits,
        span.role.name()
    )?;
    if let Some(path) = path {
        write!(out, " {path}")?;
    }
    if let Some(block) = span.block {
        write!(
            out,
            " scan {} mcu {} component {} block ({}, {}) k {} value {}",
            block.scan, block.mcu, block.component, block.bx, block.by, span.k, span.value
        )?;
    }
    if span.whole != span.bits {
        let from = span.before;
        write!(
            out,
            " (bits {from}–{} of {})",
            from + span.bits - 1,
            span.whole
        )?;
    }
    writeln!(out)
}

/// For each field, its name after those of the groups it lies in: `DQT/table[0]/Pq`.
fn paths(fields: &[Field]) -> Vec<String> {
    let mut above: Vec<usize> = Vec::new();
    let mut paths: Vec<String> = Vec::with_capacity(fields.len());
    for (place, field) in fields.iter().enumerate() {
        above.truncate(field.depth.into());
        let name = Named(field).to_string();
        paths.push(match above.last().and_then(|&parent| paths.get(parent)) {
            Some(parent) => format!("{parent}/{name}"),
            None => name,
        });
        above.push(place);
    }
    paths
}
