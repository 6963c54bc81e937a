//! A picture to a picture file.

use crate::output::{read, Output, Refusal};
use crate::{netpbm, picture, png, Ending};
use clap::ValueEnum;
use pixelbits::bmp::{self, Depth};
use pixelbits::jpeg::{Options, Orient, Scale};
use pixelbits::raw::{RawImage, Window};
use pixelbits::registry::{Decoded, DecodedSamples};
use pixelbits::{Code, Outcome};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Input, output, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// JPEG, BMP, PNG, PBM, PGM, PPM, PAM or SPAM file
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
    /// RGB at full depth; grey is repeated, CMYK converted, opacity left out
    Ppm,
    /// Grey at full depth, opacity left out
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
enum BmpDepth {
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
    let samples = || match format {
        Format::Pgm | Format::Pam => picture::samples(&data, &options),
        _ => picture::displayable(&data, &options),
    };
    let image = || picture::decode(&data, &options);
    write(&arguments.output, format, arguments.depth, image, samples)
}

/// Writes a picture, made in the way that its format asks for: BMP takes what a canvas shows, all others samples.
fn write(
    path: &Path,
    format: Format,
    depth: BmpDepth,
    image: impl FnOnce() -> Result<Decoded, Refusal>,
    samples: impl FnOnce() -> Result<DecodedSamples, Refusal>,
) -> Ending {
    let warnings = match format {
        Format::Bmp => {
            let decoded = image()?;
            let depth = match depth {
                BmpDepth::One => Depth::Palette1,
                BmpDepth::Four => Depth::Palette4,
                BmpDepth::Eight => Depth::Palette8,
                BmpDepth::TwentyFour => Depth::Rgb24,
                BmpDepth::ThirtyTwo => Depth::Rgba32,
            };
            let mut file = bmp::Writer::new(&decoded.image, depth, decoded.resolution)?;
            let mut out = Output::create(path)?;
            let mut chunk = Vec::new();
            while file.next_chunk(&mut chunk, 1 << 16) {
                out.write_all(&chunk)?;
                chunk.clear();
            }
            out.finish()?;
            decoded.warnings
        }
        Format::Png => {
            let decoded = samples()?;
            let mut out = Output::create(path)?;
            png::write(&mut out, &decoded.samples, decoded.resolution)?;
            out.finish()?;
            decoded.warnings
        }
        Format::Ppm => {
            let rgb = picture::as_rgb(picture::opaque(samples()?));
            let mut out = Output::create(path)?;
            netpbm::write_ppm(&mut out, &rgb.samples)?;
            out.finish()?;
            rgb.warnings
        }
        Format::Pgm => {
            let grey = picture::opaque(samples()?);
            if grey.samples.channels != 1 {
                return Err(Refusal::Because(format!(
                    "the picture has {} components, a PGM file only one: write PPM or PAM",
                    grey.samples.channels
                )));
            }
            let mut out = Output::create(path)?;
            netpbm::write_pgm(&mut out, &grey.samples)?;
            out.finish()?;
            grey.warnings
        }
        Format::Pam => {
            let decoded = samples()?;
            let mut out = Output::create(path)?;
            netpbm::write_pam(&mut out, &decoded.samples, decoded.channels)?;
            out.finish()?;
            decoded.warnings
        }
    };
    Ok(warnings)
}

/// Writes a picture of 8 bits a channel to BMP or PNG. `opacity`: BMP keeps it, too.
pub fn write_picture(path: &Path, format: Format, decoded: Decoded, opacity: bool) -> Ending {
    let depth = match opacity {
        true => BmpDepth::ThirtyTwo,
        false => BmpDepth::TwentyFour,
    };
    let image = || Ok(decoded.clone());
    write(path, format, depth, image, || Ok(decoded.clone().into()))
}

/// Writes what raw bytes are as a picture file. PNG and PAM keep opacity, the others leave it out.
pub fn write_raw(path: &Path, format: Format, loaded: Outcome<RawImage>, window: Window) -> Ending {
    if loaded.value.width() == 0 || loaded.value.height() == 0 {
        return Err(Refusal::Because(Code::ZeroDimension.sentence().into()));
    }
    let image = || {
        Ok(Decoded {
            image: loaded.value.to_image(window),
            warnings: loaded.warnings.clone(),
            resolution: None,
        })
    };
    let samples = || Ok(DecodedSamples::of_raw(&loaded, window));
    write(path, format, BmpDepth::TwentyFour, image, samples)
}
