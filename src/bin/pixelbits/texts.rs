//! Bytes and pixels to text, and texts back to bytes.

use crate::output::{read, read_chunks, Output, Refusal};
use crate::{picture, Ending};
use clap::ValueEnum;
use pixelbits::jpeg::{Options, Orient};
use pixelbits::text::{
    Columns, Grouping, Layout, Notation, Offsets, Parser, PixelFormat, Pixels, Source, Text,
};
use pixelbits::{Code, Error};
use std::io::Write;
use std::path::PathBuf;

/// Bytes of text made at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// Input, output and layout.
#[derive(clap::Args)]
pub struct BitsArguments {
    /// File to show
    file: PathBuf,
    /// Output file
    #[arg(short, long, default_value = "-")]
    output: PathBuf,
    /// Bits, or bytes for hex and decimal, in a row: 1–4096, `picture` for those of a picture's row, or `all` for one line
    /// [default: 64 bits, 16 bytes, one row of a 1-bit picture]
    #[arg(long, value_name = "N", value_parser = columns)]
    columns: Option<Columns>,
    /// A space after every 8 bits
    #[arg(long)]
    group: bool,
    /// Start each row with its offset
    #[arg(long)]
    offsets: bool,
    /// Show the decoded pixels instead of the file's bytes; `1` is one bit a pixel, 1 = white (grey ≥ 128)
    #[arg(long, value_enum)]
    pixels: Option<PixelsArgument>,
    /// How bytes are written
    #[arg(long, value_enum, default_value = "bits")]
    notation: NotationArgument,
    /// Take the pixels as stored, whatever EXIF says about their orientation
    #[arg(long, requires = "pixels")]
    no_orient: bool,
}

/// Input and output.
#[derive(clap::Args)]
pub struct UnbitsArguments {
    /// Text of bits, hexadecimal or decimal bytes
    file: PathBuf,
    /// Output file
    #[arg(short, long)]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PixelsArgument {
    Rgb,
    Grey,
    #[value(name = "1")]
    OneBit,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NotationArgument {
    Bits,
    Hex,
    Decimal,
}

fn columns(argument: &str) -> Result<Columns, String> {
    match argument {
        "picture" => Ok(Columns::PictureRow),
        "all" => Ok(Columns::All),
        _ => match argument.parse() {
            Ok(count) if (1..=Layout::MAX_COLUMNS).contains(&count) => Ok(Columns::Of(count)),
            _ => Err("must be a number from 1 to 4096, `picture` or `all`".into()),
        },
    }
}

/// Writes a file, or its pixels, as text.
pub fn bits(arguments: &BitsArguments) -> Ending {
    if arguments.columns == Some(Columns::PictureRow) && arguments.pixels.is_none() {
        return Err(Refusal::Because(
            "a row of the picture needs --pixels".into(),
        ));
    }
    let data = read(&arguments.file)?;
    let plain = match arguments.notation {
        NotationArgument::Bits => Layout::BITS,
        NotationArgument::Hex => Layout::HEX,
        NotationArgument::Decimal => Layout::DECIMAL,
    };
    let mut layout = Layout {
        columns: arguments.columns.unwrap_or(plain.columns),
        grouping: match arguments.group {
            true => Grouping::Bytes,
            false => Grouping::None,
        },
        offsets: match arguments.offsets {
            true => Offsets::Column,
            false => Offsets::None,
        },
        ..plain
    };
    let Some(pixels) = arguments.pixels else {
        write_text(arguments, Source::Bytes(&data), layout)?;
        return Ok(Vec::new());
    };
    let outcome = picture::decode(
        &data,
        &Options {
            orient: match arguments.no_orient {
                true => Orient::Ignore,
                false => Orient::Apply,
            },
            ..Options::default()
        },
    )?;
    let format = match pixels {
        PixelsArgument::Rgb => PixelFormat::Rgb,
        PixelsArgument::Grey => PixelFormat::Grey,
        PixelsArgument::OneBit => PixelFormat::OneBit,
    };
    let is_one_bit_matrix = format == PixelFormat::OneBit && layout.notation == Notation::Bits;
    if is_one_bit_matrix && arguments.columns.is_none() {
        layout.columns = Columns::PictureRow;
    }
    let source = Source::Pixels(Pixels::new(&outcome.image, format));
    write_text(arguments, source, layout)?;
    Ok(outcome.warnings)
}

fn write_text(arguments: &BitsArguments, source: Source, layout: Layout) -> Result<(), Refusal> {
    let text = Text::new(source, layout).map_err(|_| {
        Refusal::Because("rows of a 1-bit picture of this width fill no whole bytes".into())
    })?;
    let mut out = Output::create(&arguments.output)?;
    let mut writer = text.chunks();
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    while writer.next_chunk(&mut chunk, CHUNK_BYTES) {
        out.write_all(&chunk)?;
        chunk.clear();
    }
    out.finish()
}

/// Turns a text back to bytes.
pub fn unbits(arguments: &UnbitsArguments) -> Ending {
    let mut parser = Parser::new();
    read_chunks(&arguments.file, |chunk| {
        let fed = parser.feed(chunk);
        fed.map_err(|error| refusal(&parser, &error))
    })?;
    let parsed = parser.finish().map_err(|error| refusal(&parser, &error))?;
    let mut out = Output::create(&arguments.output)?;
    out.write_all(&parsed.bytes)?;
    out.finish()?;
    Ok(Vec::new())
}

/// A sentence with line and column.
fn refusal(parser: &Parser, error: &Error) -> Refusal {
    let (line, column) = parser.place();
    let sentence = match error.code {
        Code::TextSymbol => {
            let symbol = u32::try_from(error.value).ok().and_then(char::from_u32);
            let symbol = symbol.unwrap_or(char::REPLACEMENT_CHARACTER);
            format!("character {symbol:?} belongs to no bit text")
        }
        code => code.sentence().replace("{}", &error.value.to_string()),
    };
    Refusal::Because(format!("line {line}, column {column}: {sentence}"))
}
