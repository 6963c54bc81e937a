//! A picture made ready for few bits.

use crate::forms::{self, Form};
use crate::output::{read, say, Refusal};
use crate::Ending;
use clap::builder::PossibleValuesParser;
use clap::ValueEnum;
use pixelbits::raster::{
    self, Adjust, Colours, Corners, Dither, Filter, Fit, Flip, Grey, Invert, Palette, Pipeline,
    Rect, Reduction, Scale, Size, Step, StepReport, Threshold, Turn, DISPLAYS,
};
use pixelbits::{Limits, Picture};
use std::path::PathBuf;

/// Input, output, and steps, which are taken in the order in which they stand here.
#[derive(clap::Args)]
pub struct Arguments {
    /// Picture: JPEG, BMP, PNG, netpbm file, icon, or text: source code, XBM, digits
    file: PathBuf,
    /// Output file: .bmp .png .ico .pbm .pgm .ppm .xbm .h .c .cpp .hpp .ino .rs .py .js .mjs .txt .hex; few bits stay few bits
    #[arg(short, long)]
    output: PathBuf,
    /// The part to take
    #[arg(long, value_name = "X,Y,W,H", value_parser = crop)]
    crop: Option<Rect>,
    /// Size in pixels, where either may be left out, or in per cent
    #[arg(long, value_name = "WxH|Wx|xH|N%", value_parser = size)]
    scale: Option<Size>,
    /// How pixels are made of those around their place
    #[arg(long, value_enum, default_value = "lanczos")]
    filter: FilterArgument,
    /// What becomes of other ratios of width and height
    #[arg(long, value_enum, default_value = "stretch")]
    fit: FitArgument,
    /// Degrees clockwise
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    rotate: Option<f64>,
    /// Keep the size of the picture when it is rotated: its corners are cut off
    #[arg(long, requires = "rotate")]
    cut_corners: bool,
    /// Mirror, once it is rotated
    #[arg(long, value_enum)]
    flip: Option<FlipArgument>,
    /// −100 to 100
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    brightness: Option<f64>,
    /// −100 to 100
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    contrast: Option<f64>,
    /// 0.01 to 100; above 1 is lighter
    #[arg(long, value_name = "NUMBER")]
    gamma: Option<f64>,
    /// Grey, by these weights of red, green and blue
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "rec601")]
    grey: Option<GreyArgument>,
    /// The negative
    #[arg(long)]
    invert: bool,
    /// Number of colours, 2 to 256
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=256))]
    colours: Option<u16>,
    /// Where colours come from: fixed, grey, median-cut, k-means, or a list such as 000000,ffffff,ff0000
    /// [default: median-cut]
    #[arg(long, value_parser = palette)]
    palette: Option<Palette>,
    /// Black and white; white is from this grey value (0–255) on, or from one that is found: otsu, mean
    #[arg(long, value_name = "V", value_parser = threshold, conflicts_with_all = ["colours", "palette"])]
    threshold: Option<Threshold>,
    /// What is done about the difference; without colours, it is black and white from 128 on
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Dither::ALL.map(Dither::name)))]
    dither: Option<String>,
    /// What stands beside a fitted or rotated picture and under transparent pixels: RRGGBB, or RRGGBBAA
    #[arg(long, value_name = "COLOUR", default_value = "ffffff", value_parser = background)]
    background: [u8; 4],
    /// Where a text does not say how its pixels lie: which guess to take, from 1, the likeliest
    #[arg(long, value_name = "N")]
    guess: Option<usize>,
    #[command(flatten)]
    forms: forms::Arguments,
    /// Tell size and volume after each step, on standard error
    #[arg(long)]
    steps: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FilterArgument {
    Nearest,
    Box,
    Bilinear,
    Lanczos,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FitArgument {
    /// The ratio is changed
    Stretch,
    /// All of the picture, and background beside it
    Contain,
    /// The middle of the picture
    Cover,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FlipArgument {
    Horizontal,
    Vertical,
    Both,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GreyArgument {
    /// 0.299, 0.587, 0.114
    Rec601,
    /// 0.2126, 0.7152, 0.0722
    Rec709,
    /// A third each
    Average,
    Red,
    Green,
    Blue,
}

fn crop(text: &str) -> Result<Rect, String> {
    let numbers: Result<Vec<u32>, _> = text.split(',').map(str::parse).collect();
    match numbers.as_deref() {
        Ok(&[x, y, width, height]) => Ok(Rect {
            x,
            y,
            width,
            height,
        }),
        _ => Err("four numbers: left, top, width, height".into()),
    }
}

/// Also the name of a display, such as `"Nokia 5110"`.
fn size(text: &str) -> Result<Size, String> {
    let bad = || "neither like 128x64, 128x or x64 nor like 50%, nor a display".to_string();
    if let Some(percent) = text.strip_suffix('%') {
        return percent.parse().map(Size::Percent).map_err(|_| bad());
    }
    if let Some(display) = DISPLAYS.iter().find(|d| !text.is_empty() && d.name == text) {
        return Ok(Size::Pixels(display.width, display.height));
    }
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or_else(bad)?;
    let number = |text: &str| text.parse::<u32>().map_err(|_| bad());
    match (width, height) {
        ("", height) => number(height).map(Size::Height),
        (width, "") => number(width).map(Size::Width),
        _ => Ok(Size::Pixels(number(width)?, number(height)?)),
    }
}

fn colour(text: &str) -> Result<[u8; 3], String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    match (digits.len(), u32::from_str_radix(digits, 16)) {
        (6, Ok(value)) => {
            let [_, r, g, b] = value.to_be_bytes();
            Ok([r, g, b])
        }
        _ => Err(format!("{text} is no colour of six hexadecimal digits")),
    }
}

fn background(text: &str) -> Result<[u8; 4], String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    match (digits.len(), u32::from_str_radix(digits, 16)) {
        (8, Ok(value)) => Ok(value.to_be_bytes()),
        _ => colour(text).map(|[r, g, b]| [r, g, b, 255]),
    }
}

fn palette(text: &str) -> Result<Palette, String> {
    Ok(match text {
        "fixed" => Palette::Fixed,
        "grey" => Palette::Grey,
        "median-cut" => Palette::MedianCut,
        "k-means" => Palette::KMeans,
        _ => Palette::Given(text.split(',').map(colour).collect::<Result<_, _>>()?),
    })
}

fn threshold(text: &str) -> Result<Threshold, String> {
    Ok(match text {
        "otsu" => Threshold::Otsu,
        "mean" => Threshold::Mean,
        _ => Threshold::Value(text.parse().map_err(|_| "0 to 255, otsu or mean")?),
    })
}

impl Arguments {
    fn pipeline(&self) -> Result<Pipeline, String> {
        let scale = self.scale.map(|size| Scale {
            size,
            filter: match self.filter {
                FilterArgument::Nearest => Filter::Nearest,
                FilterArgument::Box => Filter::Box,
                FilterArgument::Bilinear => Filter::Bilinear,
                FilterArgument::Lanczos => Filter::Lanczos3,
            },
            fit: match self.fit {
                FitArgument::Stretch => Fit::Stretch,
                FitArgument::Contain => Fit::Contain,
                FitArgument::Cover => Fit::Cover,
            },
        });
        let turn = (self.rotate.is_some() || self.flip.is_some()).then(|| Turn {
            degrees: self.rotate.unwrap_or(0.0),
            flip: match self.flip {
                None => Flip::None,
                Some(FlipArgument::Horizontal) => Flip::Horizontal,
                Some(FlipArgument::Vertical) => Flip::Vertical,
                Some(FlipArgument::Both) => Flip::Both,
            },
            corners: match self.cut_corners {
                true => Corners::Cut,
                false => Corners::Grow,
            },
        });
        let (brightness, contrast, gamma) = (self.brightness, self.contrast, self.gamma);
        let adjusted = brightness.is_some() || contrast.is_some() || gamma.is_some();
        Ok(Pipeline {
            crop: self.crop,
            scale,
            turn,
            adjust: adjusted.then(|| Adjust {
                brightness: brightness.unwrap_or(0.0),
                contrast: contrast.unwrap_or(0.0),
                gamma: gamma.unwrap_or(1.0),
            }),
            grey: self.grey.map(|grey| match grey {
                GreyArgument::Rec601 => Grey::Rec601,
                GreyArgument::Rec709 => Grey::Rec709,
                GreyArgument::Average => Grey::Average,
                GreyArgument::Red => Grey::Red,
                GreyArgument::Green => Grey::Green,
                GreyArgument::Blue => Grey::Blue,
            }),
            invert: match self.invert {
                true => Invert::On,
                false => Invert::Off,
            },
            reduction: self.reduction()?,
            background: self.background,
        })
    }

    fn reduction(&self) -> Result<Option<Reduction>, String> {
        let colours = match (self.threshold, self.colours, &self.palette) {
            (Some(threshold), ..) => Colours::Threshold(threshold),
            (_, count, Some(Palette::Given(colours))) => {
                let given = colours.len();
                match count {
                    Some(count) if usize::from(count) != given => {
                        return Err(format!("--colours is {count}, the palette has {given}"));
                    }
                    _ => Colours::Palette(Palette::Given(colours.clone()), given.min(256) as u16),
                }
            }
            (_, Some(count), palette) => {
                let palette = palette.clone().unwrap_or(Palette::MedianCut);
                if palette == Palette::Fixed && ![2, 4, 8, 16, 256].contains(&count) {
                    return Err("fixed palettes have 2, 4, 8, 16 or 256 colours".into());
                }
                Colours::Palette(palette, count)
            }
            (_, None, Some(_)) => return Err("--palette needs --colours".into()),
            _ if self.dither.is_some() => Colours::Threshold(Threshold::Value(128)),
            _ => return Ok(None),
        };
        let dither = self.dither.as_deref().and_then(Dither::from_name);
        Ok(Some(Reduction {
            colours,
            dither: dither.unwrap_or_default(),
        }))
    }
}

/// `scale: 128 × 64 × 24 bits = 196608 bits = 24576 bytes`
fn told(report: &StepReport) -> String {
    let StepReport {
        step,
        width,
        height,
        bits,
    } = report;
    let volume = report.volume_bits();
    format!(
        "{}: {width} × {height} × {bits} bits = {volume} bits = {} bytes",
        step.name(),
        volume.div_ceil(8)
    )
}

/// Converts one picture.
pub fn run(arguments: &Arguments) -> Ending {
    let form = Form::of(&arguments.output)?;
    let pipeline = arguments.pipeline().map_err(Refusal::Because)?;
    let (picture, warnings) = forms::read(&read(&arguments.file)?, arguments.guess)?;
    let (made, reports) = match picture {
        // Few bits stay as they are where nothing is done to them.
        Picture::Bitmap(bitmap) if !pipeline.changes() => {
            let report = StepReport {
                step: Step::Source,
                width: bitmap.width(),
                height: bitmap.height(),
                bits: bitmap.bits(),
            };
            (Picture::Bitmap(bitmap), vec![report])
        }
        picture => raster::run(picture.into_image(), pipeline, &Limits::default())?,
    };
    if arguments.steps {
        for report in &reports {
            say(&told(report));
        }
    }
    forms::write(made.view(), form, &arguments.forms, &arguments.output)?;
    Ok(warnings)
}
