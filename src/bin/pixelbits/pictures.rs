//! Pictures of whatever format, in; colours or few bits to whatever format, out.

use crate::output::{Output, Refusal};
use crate::{netpbm, png};
use pixelbits::bmp::{self, Depth};
use pixelbits::raster::Output as Made;
use pixelbits::{registry, Bitmap, Error, Image, Limits};
use std::io::Write;
use std::path::Path;

/// Reads what the first bytes say it is: a format of the registry, or PGM, PPM or PNG.
pub fn read(data: &[u8]) -> Result<(Image, Vec<Error>), Refusal> {
    if let Some(format) = registry::probe(data) {
        let decoded = (format.decode)(data, &Limits::default())?;
        return Ok((decoded.image, decoded.warnings));
    }
    let (width, height, channels, samples) = match data {
        [b'P', b'1'..=b'7', ..] => {
            let (width, height, channels, samples) = netpbm::read(data)?;
            (width, height, channels, samples.to_vec())
        }
        [0x89, b'P', b'N', b'G', ..] => png::read(data)?,
        _ => {
            return Err(Refusal::Because(
                "the picture is of no format known here".into(),
            ))
        }
    };
    let rgba = match channels {
        1 => samples.iter().flat_map(|&v| [v, v, v, 255]).collect(),
        3 => samples
            .chunks_exact(3)
            .flat_map(|p| [p[0], p[1], p[2], 255])
            .collect(),
        _ => samples,
    };
    let image = Image {
        width,
        height,
        rgba,
    };
    Ok((image, Vec::new()))
}

/// How numbers of PBM, PGM and PPM are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// As bits or bytes (P4, P5, P6).
    Binary,
    /// As decimal text (P1, P2, P3).
    Plain,
}

type Writer = fn(&mut Output, &Made, Numbers) -> Result<(), Refusal>;

/// Extensions and what writes them: a new format is a row.
const WRITERS: &[(&str, Writer)] = &[
    ("bmp", write_bmp),
    ("png", write_png),
    ("pbm", write_pbm),
    ("pgm", write_pgm),
    ("ppm", write_ppm),
];

/// What writes files of such a name.
pub fn writer(path: &Path) -> Result<Writer, Refusal> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let found = WRITERS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(extension));
    found.map(|(_, writer)| *writer).ok_or_else(|| {
        let names: Vec<String> = WRITERS.iter().map(|(name, _)| format!(".{name}")).collect();
        Refusal::Because(format!(
            "the output's name ends with none of {}",
            names.join(" ")
        ))
    })
}

fn write_bmp(out: &mut Output, made: &Made, _: Numbers) -> Result<(), Refusal> {
    let file = match made {
        Made::Bitmap(bitmap) => bmp::write_bitmap(bitmap, None)?,
        Made::Image(image) => {
            let opaque = image.rgba.chunks_exact(4).all(|p| p[3] == 255);
            let depth = if opaque { Depth::Rgb24 } else { Depth::Rgba32 };
            bmp::write(image, depth, None)?
        }
    };
    Ok(out.write_all(&file)?)
}

fn write_png(out: &mut Output, made: &Made, _: Numbers) -> Result<(), Refusal> {
    match made {
        Made::Bitmap(bitmap) => png::write_bitmap(out, bitmap),
        Made::Image(image) => png::write_image(out, image),
    }
}

/// In PBM 1 is black: the other way round than in a bitmap of black and white.
fn write_pbm(out: &mut Output, made: &Made, numbers: Numbers) -> Result<(), Refusal> {
    let bitmap = match made {
        Made::Bitmap(bitmap) if bitmap.bits() == 1 && is_ramp(bitmap) => bitmap,
        _ => {
            let reason = "a PBM file is black and white: add --threshold or --colours 2";
            return Err(Refusal::Because(reason.into()));
        }
    };
    let black: Vec<u8> = bitmap.indices().iter().map(|&i| 1 - i).collect();
    let (width, height) = (bitmap.width(), bitmap.height());
    match numbers {
        Numbers::Binary => {
            write!(out, "P4\n{width} {height}\n")?;
            out.write_all(&png::packed(&black, width, 1))?;
        }
        Numbers::Plain => {
            write!(out, "P1\n{width} {height}\n")?;
            // No line of more than 70 characters, as pbm(5) asks.
            write_lines(out, &black, width, "", 70)?;
        }
    }
    Ok(())
}

/// Steps from black to white as their numbers, the last one the largest value; other greys as values of 8 bits.
fn write_pgm(out: &mut Output, made: &Made, numbers: Numbers) -> Result<(), Refusal> {
    let grey = |bitmap: &Bitmap| {
        bitmap
            .colours()
            .iter()
            .all(|c| c[0] == c[1] && c[1] == c[2])
    };
    let bitmap = match made {
        Made::Bitmap(bitmap) if grey(bitmap) => bitmap,
        _ => {
            let reason = "a PGM file is grey: add --grey, or write PPM";
            return Err(Refusal::Because(reason.into()));
        }
    };
    let (largest, values) = match is_ramp(bitmap) {
        true => ((1_u32 << bitmap.bits()) - 1, bitmap.indices().to_vec()),
        false => {
            let rgba = bitmap.to_image().rgba;
            (255, rgba.chunks_exact(4).map(|p| p[0]).collect())
        }
    };
    write_values(
        out,
        (b'5', b'2'),
        bitmap.width(),
        1,
        largest,
        &values,
        numbers,
    )
}

fn write_ppm(out: &mut Output, made: &Made, numbers: Numbers) -> Result<(), Refusal> {
    let shown;
    let image = match made {
        Made::Image(image) => image,
        Made::Bitmap(bitmap) => {
            shown = bitmap.to_image();
            &shown
        }
    };
    let rgb = image.rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]);
    let rgb: Vec<u8> = rgb.collect();
    write_values(out, (b'6', b'3'), image.width, 3, 255, &rgb, numbers)
}

/// Whether the indices are steps from black to white.
fn is_ramp(bitmap: &Bitmap) -> bool {
    bitmap.colours() == Bitmap::grey_ramp(bitmap.bits())
}

/// Header and values; `kinds`: the digit behind the P, binary and plain.
fn write_values(
    out: &mut Output,
    kinds: (u8, u8),
    width: u32,
    channels: u32,
    largest: u32,
    values: &[u8],
    numbers: Numbers,
) -> Result<(), Refusal> {
    let in_row = (width * channels).max(1);
    let height = values.len() / in_row as usize;
    let kind = match numbers {
        Numbers::Binary => kinds.0,
        Numbers::Plain => kinds.1,
    };
    write!(out, "P{}\n{width} {height}\n{largest}\n", char::from(kind))?;
    match numbers {
        Numbers::Binary => out.write_all(values)?,
        // Four characters a number at most.
        Numbers::Plain => write_lines(out, values, in_row, " ", 17)?,
    }
    Ok(())
}

/// Rows of numbers, at most `longest` a line.
fn write_lines(
    out: &mut Output,
    values: &[u8],
    in_row: u32,
    between: &str,
    longest: usize,
) -> Result<(), Refusal> {
    for row in values.chunks(in_row as usize) {
        for line in row.chunks(longest) {
            let numbers: Vec<String> = line.iter().map(u8::to_string).collect();
            writeln!(out, "{}", numbers.join(between))?;
        }
    }
    Ok(())
}
