//! A picture to a JPEG file.

use crate::output::{read, Output, Refusal};
use crate::transcode::restart;
use crate::{picture, Ending};
use pixelbits::jpeg::rewrite::{
    self, Coding, EntropyCoding, HuffmanTables, Layout, Pixels, Process, Quantisation, Restart,
    Settings,
};
use pixelbits::jpeg::Options;
use pixelbits::registry::Channels;
use pixelbits::{Error, Limits, Samples};
use std::io::Write;
use std::path::PathBuf;

/// Input, output, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// PBM, PGM, PPM, PAM, BMP, PNG or JPEG; opacity is left out
    file: PathBuf,
    /// JPEG file to write
    #[arg(short, long)]
    output: PathBuf,
    /// 1 (smallest) to 100 (best)
    #[arg(long, default_value = "75", value_parser = clap::value_parser!(u8).range(1..=100))]
    quality: u8,
    /// 4:4:4, 4:2:2, 4:2:0, 4:4:0, 4:1:1, 4:1:0, or the factors of luminance and colour differences: 2x1,1x1,1x1
    #[arg(long, default_value = "4:2:0", value_parser = sampling)]
    sampling: [(u8, u8); 3],
    /// Arithmetic coding instead of Huffman codes
    #[arg(long, conflicts_with = "optimize")]
    arithmetic: bool,
    /// Huffman tables that fit the picture
    #[arg(long)]
    optimize: bool,
    /// Progressive scans
    #[arg(long)]
    progressive: bool,
    /// A restart marker every N rows of MCUs, or, with a B behind the number, every N MCUs
    #[arg(long, value_name = "N[B]", value_parser = restart)]
    restart: Option<Restart>,
    /// Luminance alone
    #[arg(long)]
    grey: bool,
}

/// Sampling as it is commonly written, or as factors; missing factors are 1x1.
fn sampling(text: &str) -> Result<[(u8, u8); 3], String> {
    let luminance = match text {
        "4:4:4" => (1, 1),
        "4:2:2" => (2, 1),
        "4:2:0" => (2, 2),
        "4:4:0" => (1, 2),
        "4:1:1" => (4, 1),
        "4:1:0" => (4, 2),
        _ => return factors(text),
    };
    Ok([luminance, (1, 1), (1, 1)])
}

fn factors(text: &str) -> Result<[(u8, u8); 3], String> {
    let mut factors = [(1, 1); 3];
    if text.split(',').count() > 3 {
        return Err("there are only three components".into());
    }
    for (slot, pair) in factors.iter_mut().zip(text.split(',')) {
        let number = |text: &str| text.parse().ok().filter(|n| (1..=4).contains(n));
        let pair = pair.split_once(['x', 'X']);
        let pair = pair.and_then(|(h, v)| Some((number(h)?, number(v)?)));
        *slot = pair.ok_or("neither like 4:2:0 nor like 2x1,1x1,1x1 with factors up to 4")?;
    }
    Ok(factors)
}

/// A picture, decoded: samples of 8 bits, 1 or 3 a pixel.
struct Picture {
    width: u32,
    height: u32,
    layout: Layout,
    samples: Vec<u8>,
    warnings: Vec<Error>,
}

/// Reads what the first bytes say it is. Opacity is left out.
fn picture(data: &[u8]) -> Result<Picture, Refusal> {
    let decoded = picture::opaque(picture::displayable(data, &Options::default())?);
    let Samples {
        width,
        height,
        precision,
        data,
        ..
    } = decoded.samples;
    let largest = (1u32 << precision) - 1;
    let spread = |v: u16| ((u32::from(v) * 255 + largest / 2) / largest) as u8;
    Ok(Picture {
        width,
        height,
        layout: match decoded.channels {
            Channels::Grey => Layout::Grey,
            _ => Layout::Rgb,
        },
        samples: data.into_iter().map(spread).collect(),
        warnings: decoded.warnings,
    })
}

/// Encodes one picture.
pub fn run(arguments: &Arguments) -> Ending {
    let picture = picture(&read(&arguments.file)?)?;
    let pixels = Pixels {
        width: picture.width,
        height: picture.height,
        layout: picture.layout,
        data: &picture.samples,
    };
    let grey = arguments.grey || pixels.layout == Layout::Grey;
    let settings = Settings {
        sampling: (!grey).then_some(arguments.sampling),
        quantisation: Quantisation::Quality(arguments.quality),
        coding: Coding {
            process: match arguments.progressive {
                true => Process::Progressive,
                false => Process::Sequential,
            },
            tables: match arguments.optimize {
                true => HuffmanTables::Optimal,
                false => HuffmanTables::Standard,
            },
            entropy: match arguments.arithmetic {
                true => EntropyCoding::Arithmetic,
                false => EntropyCoding::Huffman,
            },
            restart: arguments.restart.unwrap_or_default(),
        },
    };
    let written = rewrite::encode(&pixels, &settings, &Limits::default())?;
    let mut out = Output::create(&arguments.output)?;
    out.write_all(&written.bytes)?;
    out.finish()?;
    Ok(picture.warnings)
}
