//! The fields of a file's headers, as a tree or as JSON.

use crate::output::{read, Output, Refusal};
use crate::Ending;
use pixelbits::field::{Field, Shape, Value};
use pixelbits::{registry, Error, Limits};
use serde::Serialize;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bytes up to which a field's bytes are shown; longer ones are found by their place.
const SHOWN_BYTES: usize = 32;

/// Input and form.
#[derive(clap::Args)]
pub struct Arguments {
    /// Image file
    file: PathBuf,
    /// JSON instead of a tree
    #[arg(long)]
    json: bool,
}

/// Everything about a file, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    bytes: usize,
    fields: Vec<JsonField<'a>>,
    errors: Vec<JsonError>,
}

#[derive(Serialize)]
struct JsonField<'a> {
    name: &'a str,
    index: Option<u32>,
    value: serde_json::Value,
    start: u64,
    bits: u64,
    clause: &'a str,
    role: &'static str,
    depth: u8,
    shape: &'static str,
}

#[derive(Serialize)]
struct JsonError {
    code: &'static str,
    kind: String,
    at: u64,
    value: u64,
    sentence: String,
}

impl From<&Error> for JsonError {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code.name(),
            kind: format!("{:?}", error.kind()).to_lowercase(),
            at: error.at,
            value: error.value,
            sentence: error.to_string(),
        }
    }
}

/// Shows one file's fields.
pub fn run(arguments: &Arguments) -> Ending {
    let data = read(&arguments.file)?;
    let limits = Limits::default();
    let claimed = registry::probe(&data);
    let format = claimed.unwrap_or(&pixelbits::jpeg::FORMAT);
    let inspection = (format.inspect)(&data, &limits);
    // Of a file that is no image, the whole is one field without meaning.
    let is_image = claimed.is_some_and(|format| format.name != "jpeg")
        || inspection
            .fields
            .iter()
            .any(|field| field.shape == Shape::Leaf && field.role.name() == "marker");
    if !is_image {
        let other = pixelbits::signature::refusal(&data);
        let code = match data.is_empty() {
            true => pixelbits::Code::Empty,
            false => pixelbits::Code::UnknownFormat,
        };
        let reason = other.map_or(code.sentence().into(), |error| error.to_string());
        return Err(Refusal::Because(reason));
    }
    let mut out = Output::create(Path::new("-"))?;
    if arguments.json {
        let report = Report {
            format: format.name,
            bytes: data.len(),
            fields: inspection
                .fields
                .iter()
                .map(|f| json_field(f, &data))
                .collect(),
            errors: inspection.errors.iter().map(JsonError::from).collect(),
        };
        serde_json::to_writer_pretty(&mut out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for field in &inspection.fields {
            write_row(&mut out, field, &data)?;
        }
    }
    out.finish()?;
    Ok(inspection.errors)
}

fn json_field<'a>(field: &'a Field, data: &[u8]) -> JsonField<'a> {
    let value = match &field.value {
        Value::None => serde_json::Value::Null,
        Value::Unsigned(number) => (*number).into(),
        Value::Signed(number) => (*number).into(),
        Value::Rational(a, b) => vec![*a, *b].into(),
        Value::SignedRational(a, b) => vec![*a, *b].into(),
        Value::Float(number) => (*number).into(),
        Value::Name(name) => (*name).into(),
        Value::Text(range) => text(data.get(range.clone()).unwrap_or(&[])).into(),
        Value::Bytes(range) => match data.get(range.clone()) {
            Some(bytes) if bytes.len() <= SHOWN_BYTES => hex(bytes).into(),
            _ => serde_json::Value::Null,
        },
    };
    JsonField {
        name: field.name,
        index: field.index,
        value,
        start: field.start,
        bits: field.bits,
        clause: field.clause,
        role: field.role.name(),
        depth: field.depth,
        shape: match field.shape {
            Shape::Leaf => "leaf",
            Shape::Group => "group",
            Shape::Alias => "alias",
        },
    }
}

/// `0x0002:0    16 bits    DQT Lq = 67 (T.81 B.2.4.1)`
fn write_row(out: &mut Output, field: &Field, data: &[u8]) -> std::io::Result<()> {
    let place = Place(field.start).to_string();
    let indent = "  ".repeat(field.depth.into());
    let alias = match field.shape {
        Shape::Alias => "~",
        _ => "",
    };
    write!(
        out,
        "{place:>12} {:>9}  {indent}{alias}{}",
        field.bits,
        Named(field)
    )?;
    match &field.value {
        Value::None => {}
        Value::Unsigned(number) => write!(out, " = {number}")?,
        Value::Signed(number) => write!(out, " = {number}")?,
        Value::Rational(a, b) => write!(out, " = {a}/{b}")?,
        Value::SignedRational(a, b) => write!(out, " = {a}/{b}")?,
        Value::Float(number) => write!(out, " = {number}")?,
        Value::Name(name) => write!(out, " = {name}")?,
        Value::Text(range) => {
            let text = text(data.get(range.clone()).unwrap_or(&[]));
            let shown: String = text.chars().take(100).collect();
            let more = if shown.len() < text.len() { " …" } else { "" };
            // Escaped: what a file says is never a terminal's command.
            write!(out, " = \"{}\"{more}", shown.escape_debug())?;
        }
        Value::Bytes(range) => {
            let bytes = data.get(range.clone()).unwrap_or(&[]);
            let shown = &bytes[..bytes.len().min(SHOWN_BYTES)];
            let more = if shown.len() < bytes.len() { "…" } else { "" };
            write!(out, " = {}{more}", hex(shown))?;
        }
    }
    if !field.clause.is_empty() {
        write!(out, "  ({})", field.clause)?;
    }
    writeln!(out)
}

/// A bit's place: byte in hexadecimal, and bit within it.
pub struct Place(pub u64);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:04X}:{}", self.0 / 8, self.0 % 8)
    }
}

/// A field's name with its number.
pub struct Named<'a>(pub &'a Field);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.index {
            Some(index) => write!(f, "{}[{index}]", self.0.name),
            None => f.write_str(self.0.name),
        }
    }
}

/// Text of a file: UTF-8 or, failing that, Latin-1.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
