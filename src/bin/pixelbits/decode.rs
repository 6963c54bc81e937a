//! A picture to a picture file.

use crate::output::{read, Output, Refusal};
use crate::{netpbm, png, Ending};
use clap::ValueEnum;
use pixelbits::bmp::{self, Depth};
use pixelbits::jpeg::syntax;
use pixelbits::jpeg::{self, Options, Orient, Outcome, Scale};
use pixelbits::raw::{Mode, RawImage, Window};
use pixelbits::{registry, Code, Image, Limits, Resolution, Samples};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Input, output, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// JPEG or SPAM file
    file: PathBuf,
    /// Output file; its extension says which format, unless --format does
    #[arg(short, long)]
    output: PathBuf,
    /// Format of the output
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Leave the picture as stored, whatever EXIF says about its orientation
    #[arg(long)]
    no_orient: bool,
    /// Bits a pixel of a BMP; up to 8, the picture must not have more colours than the palette holds
    #[arg(long, value_enum, default_value = "24")]
    depth: BmpDepth,
    /// Size of the picture, as a part of its width and height; frames without a DCT are averaged
    #[arg(long, value_enum, default_value = "1/1")]
    scale: Part,
}

/// Parts of a picture's width and height.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    #[value(name = "1/1")]
    Whole,
    #[value(name = "1/2")]
    Half,
    #[value(name = "1/4")]
    Quarter,
    #[value(name = "1/8")]
    Eighth,
}

/// Formats to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// RGB at full depth; grey is repeated, CMYK converted
    Ppm,
    /// Grey at full depth
    Pgm,
    /// Any number of components at full depth, CMYK as stored
    Pam,
    /// 8 bits a channel
    Bmp,
    /// 8 or 16 bits a channel
    Png,
}

/// Bits a pixel of a BMP.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum BmpDepth {
    #[value(name = "1")]
    One,
    #[value(name = "4")]
    Four,
    #[value(name = "8")]
    Eight,
    #[value(name = "24")]
    TwentyFour,
    #[value(name = "32")]
    ThirtyTwo,
}

impl Format {
    /// The format that a file's name asks for.
    pub fn named(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(|e| e.to_str());
        extension.and_then(|extension| Self::from_str(extension, true).ok())
    }

    fn of(path: &Path) -> Result<Self, Refusal> {
        Self::named(path).ok_or_else(|| {
            Refusal::Because(
                "the output's name ends with none of .ppm .pgm .pam .bmp .png: name its --format"
                    .into(),
            )
        })
    }
}

/// Decodes one file.
pub fn run(arguments: &Arguments) -> Ending {
    let format = match arguments.format {
        Some(format) => format,
        None => Format::of(&arguments.output)?,
    };
    let data = read(&arguments.file)?;
    if registry::probe(&data).is_some_and(|found| found.name != jpeg::FORMAT.name) {
        let Outcome { value, warnings } = registry::load(&data, &Limits::default())?;
        write(
            &arguments.output,
            format,
            arguments.depth,
            &value,
            Window::Full,
        )?;
        return Ok(warnings);
    }
    let options = Options {
        orient: match arguments.no_orient {
            true => Orient::Ignore,
            false => Orient::Apply,
        },
        scale: match arguments.scale {
            Part::Whole => Scale::Full,
            Part::Half => Scale::Half,
            Part::Quarter => Scale::Quarter,
            Part::Eighth => Scale::Eighth,
        },
        ..Options::default()
    };
    match format {
        Format::Bmp => {
            let Outcome { value, warnings } = jpeg::decode(&data, &options)?;
            let resolution = resolution(&data, &options);
            write_bmp(&arguments.output, &value, arguments.depth, resolution)?;
            Ok(warnings)
        }
        Format::Png => {
            let Outcome { value, warnings } = displayable(&data, &options)?;
            let mut out = Output::create(&arguments.output)?;
            png::write(&mut out, &value, resolution(&data, &options))?;
            out.finish()?;
            Ok(warnings)
        }
        Format::Ppm => {
            let Outcome { value, warnings } = displayable(&data, &options)?;
            let rgb = match value.channels {
                1 => repeated(&value),
                _ => value,
            };
            let mut out = Output::create(&arguments.output)?;
            netpbm::write_ppm(&mut out, &rgb)?;
            out.finish()?;
            Ok(warnings)
        }
        Format::Pgm => {
            let Outcome { value, warnings } = jpeg::samples(&data, &options)?;
            if value.channels != 1 {
                return Err(Refusal::Because(format!(
                    "the picture has {} components, a PGM file only one: write PPM or PAM",
                    value.channels
                )));
            }
            let mut out = Output::create(&arguments.output)?;
            netpbm::write_pgm(&mut out, &value)?;
            out.finish()?;
            Ok(warnings)
        }
        Format::Pam => {
            let Outcome { value, warnings } = jpeg::samples(&data, &options)?;
            let mut out = Output::create(&arguments.output)?;
            netpbm::write_pam(&mut out, &value)?;
            out.finish()?;
            Ok(warnings)
        }
    }
}

fn write_bmp(
    path: &Path,
    image: &Image,
    depth: BmpDepth,
    resolution: Option<Resolution>,
) -> Result<(), Refusal> {
    let depth = match depth {
        BmpDepth::One => Depth::Palette1,
        BmpDepth::Four => Depth::Palette4,
        BmpDepth::Eight => Depth::Palette8,
        BmpDepth::TwentyFour => Depth::Rgb24,
        BmpDepth::ThirtyTwo => Depth::Rgba32,
    };
    let mut file = bmp::Writer::new(image, depth, resolution)?;
    let mut out = Output::create(path)?;
    let mut chunk = Vec::new();
    while file.next_chunk(&mut chunk, 1 << 16) {
        out.write_all(&chunk)?;
        chunk.clear();
    }
    out.finish()
}

/// Writes a raw picture as a picture file. PNG keeps alpha, the others leave it out (BMP of 32 bits keeps it, too).
pub fn write(
    path: &Path,
    format: Format,
    depth: BmpDepth,
    picture: &RawImage,
    window: Window,
) -> Result<(), Refusal> {
    let (width, height) = (picture.width(), picture.height());
    if width == 0 || height == 0 {
        return Err(Refusal::Because(Code::ZeroDimension.sentence().into()));
    }
    let samples = || picture.to_samples(window);
    match format {
        Format::Bmp => write_bmp(path, &picture.to_image(window), depth, None),
        Format::Png => {
            let mut out = Output::create(path)?;
            match picture.mode() {
                Mode::GreyAlpha
                | Mode::GreyPremultiplied
                | Mode::PaletteAlpha
                | Mode::Rgba
                | Mode::RgbPremultiplied => png::write_rgba(&mut out, &picture.to_image(window))?,
                _ => png::write(&mut out, &samples(), None)?,
            }
            out.finish()
        }
        Format::Ppm => {
            let samples = match samples() {
                grey if grey.channels == 1 => repeated(&grey),
                colour => colour,
            };
            let mut out = Output::create(path)?;
            netpbm::write_ppm(&mut out, &samples)?;
            out.finish()
        }
        Format::Pgm => {
            let samples = samples();
            if samples.channels != 1 {
                return Err(Refusal::Because(format!(
                    "the picture has mode {}, a PGM file only grey: write PPM or PAM",
                    picture.mode().name()
                )));
            }
            let mut out = Output::create(path)?;
            netpbm::write_pgm(&mut out, &samples)?;
            out.finish()
        }
        Format::Pam => {
            let mut out = Output::create(path)?;
            netpbm::write_pam(&mut out, &samples())?;
            out.finish()
        }
    }
}

/// Grey or RGB samples: at full depth where the file has them, otherwise (CMYK) as they are shown.
fn displayable(data: &[u8], options: &Options) -> Result<Outcome<Samples>, Refusal> {
    let outcome = jpeg::samples(data, options)?;
    match outcome.value.channels {
        1 | 3 => return Ok(outcome),
        _ => drop(outcome),
    }
    let Outcome { value, warnings } = jpeg::decode(data, options)?;
    let Image {
        width,
        height,
        rgba,
    } = value;
    let value = Samples {
        width,
        height,
        channels: 3,
        precision: 8,
        data: rgba
            .chunks_exact(4)
            .flat_map(|p| [p[0], p[1], p[2]].map(u16::from))
            .collect(),
    };
    Ok(Outcome { value, warnings })
}

/// Grey as RGB.
fn repeated(grey: &Samples) -> Samples {
    Samples {
        channels: 3,
        data: grey.data.iter().flat_map(|&v| [v; 3]).collect(),
        ..*grey
    }
}

/// What the file says, for the picture as it is turned.
fn resolution(data: &[u8], options: &Options) -> Option<Resolution> {
    let structure = syntax::parse(data, &options.limits);
    let resolution = structure.resolution?;
    let turned = options.orient == Orient::Apply && structure.orientation.swaps_axes();
    Some(match turned {
        true => Resolution {
            x_per_metre: resolution.y_per_metre,
            y_per_metre: resolution.x_per_metre,
        },
        false => resolution,
    })
}
