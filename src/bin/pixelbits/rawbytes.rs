//! Bytes of a stated layout, without any header, to what Pillow's `tobytes()` gives, or to a picture.

use crate::decode::{self, Format};
use crate::output::{read, Output, Refusal};
use crate::Ending;
use pixelbits::raw::{self, BitLayout, Fill, Layout, Mode, RawImage, RawMode};
use pixelbits::raw::{RowOrder, RowPadding, Sign, Window};
use pixelbits::{Code, Error, Limits, Outcome};
use std::io::Write;
use std::path::PathBuf;

/// What both commands need.
#[derive(clap::Args)]
pub struct Common {
    /// File of raw bytes
    file: PathBuf,
    /// Output file: a picture where its name ends with .png, .bmp, .ppm, .pgm or .pam, else what tobytes() gives
    #[arg(short, long)]
    output: PathBuf,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: (u32, u32),
    /// Bytes before the first row
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,
    /// 1: the first row is the uppermost, -1: the lowest
    #[arg(
        long,
        value_name = "1|-1",
        default_value = "1",
        value_parser = orientation,
        allow_negative_numbers = true
    )]
    orientation: RowOrder,
    /// Value that is black in a picture of numbers [default: the least]
    #[arg(long, value_name = "V", allow_negative_numbers = true)]
    black: Option<f64>,
    /// Value that is white in a picture of numbers [default: the greatest]
    #[arg(long, value_name = "V", allow_negative_numbers = true)]
    white: Option<f64>,
}

/// Rows of a raw mode.
#[derive(clap::Args)]
pub struct RawArguments {
    #[command(flatten)]
    common: Common,
    /// What the pixels become: 1, L, LA, La, P, PA, RGB, RGBX, RGBA, RGBa, CMYK, YCbCr, LAB, HSV, I, F, I;16, I;16L, I;16B,
    /// I;16N
    #[arg(long, value_name = "M", value_parser = mode)]
    mode: Mode,
    /// How they are stored, such as BGR;15; a name that does not exist is answered with those that do [default: as the mode]
    #[arg(long, value_name = "R")]
    rawmode: Option<String>,
    /// Bytes from one row to the next; 0: no gaps
    #[arg(long, value_name = "N", default_value_t = 0)]
    stride: u64,
}

/// A stream of bits.
#[derive(clap::Args)]
pub struct BitsArguments {
    #[command(flatten)]
    common: Common,
    /// Bits a pixel
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=31))]
    bits: u8,
    /// 8: each row begins with a byte, 0: with the next bit
    #[arg(long, value_name = "0|8", default_value = "0", value_parser = padding)]
    pad: RowPadding,
    /// 0: most significant bit first, 3: least; 1 and 2: bytes and pixels the other way round each
    #[arg(long, value_name = "0-3", default_value = "0", value_parser = fill)]
    fill: Fill,
    /// 1: numbers have a sign, in two's complement
    #[arg(long, value_name = "0|1", default_value = "0", value_parser = sign)]
    sign: Sign,
}

pub fn size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(['x', 'X', '×']);
    parts
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)))
        .ok_or_else(|| "width and height with an x between them, such as 640x480".into())
}

fn orientation(text: &str) -> Result<RowOrder, String> {
    match text {
        "1" => Ok(RowOrder::TopDown),
        "-1" => Ok(RowOrder::BottomUp),
        _ => Err("must be 1 or -1".into()),
    }
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::named(text).ok_or_else(|| {
        let names: Vec<_> = Mode::ALL.iter().map(|mode| mode.name()).collect();
        format!("there are {}", names.join(", "))
    })
}

fn padding(text: &str) -> Result<RowPadding, String> {
    match text {
        "0" => Ok(RowPadding::None),
        "8" => Ok(RowPadding::WholeBytes),
        _ => Err("must be 0 or 8".into()),
    }
}

fn fill(text: &str) -> Result<Fill, String> {
    let number = text.parse().ok().and_then(Fill::from_number);
    number.ok_or_else(|| "must be a number from 0 to 3".into())
}

fn sign(text: &str) -> Result<Sign, String> {
    match text {
        "0" => Ok(Sign::Unsigned),
        "1" => Ok(Sign::Signed),
        _ => Err("must be 0 or 1".into()),
    }
}

/// Unpacks rows of a raw mode.
pub fn raw(arguments: &RawArguments) -> Ending {
    let mode = arguments.mode;
    let name = arguments.rawmode.as_deref().unwrap_or(mode.name());
    let raw_mode = RawMode::find(mode, name).ok_or_else(|| {
        let names: Vec<_> = RawMode::of(mode).map(|raw| raw.name).collect();
        let (mode, names) = (mode.name(), names.join(", "));
        Refusal::Because(format!(
            "mode {mode} has no raw mode {name:?}; there are {names}"
        ))
    })?;
    let common = &arguments.common;
    let (width, height) = common.size;
    let layout = Layout {
        offset_bytes: common.offset,
        stride_bytes: Some(arguments.stride).filter(|&stride| stride > 0),
        rows: common.orientation,
        ..Layout::packed(raw_mode, width, height)
    };
    let row = layout.row_bytes();
    if layout.stride() < row {
        let stride = layout.stride();
        return Err(Refusal::Because(format!(
            "a stride of {stride} bytes is shorter than a row of {row}"
        )));
    }
    let data = read(&common.file)?;
    finish(common, raw::decode(&data, &layout, &Limits::default())?)
}

/// Unpacks a stream of bits.
pub fn bits(arguments: &BitsArguments) -> Ending {
    let common = &arguments.common;
    let (width, height) = common.size;
    let layout = BitLayout {
        padding: arguments.pad,
        fill: arguments.fill,
        sign: arguments.sign,
        rows: common.orientation,
        offset_bytes: common.offset,
        ..BitLayout::packed(arguments.bits, width, height)
    };
    let data = read(&common.file)?;
    let outcome = raw::decode_bits(&data, &layout, &Limits::default())?;
    finish(common, outcome)
}

/// Writes what was unpacked. Nothing at all is no picture.
fn finish(common: &Common, outcome: Outcome<RawImage>) -> Ending {
    let nothing = |warning: &Error| warning.code == Code::PixelsEnded && warning.value == 0;
    if outcome.warnings.iter().any(nothing) {
        return Err(Refusal::Because(
            "the data ends before the first row does".into(),
        ));
    }
    match Format::named(&common.output) {
        Some(format) => {
            let (least, greatest) = outcome.value.range().unwrap_or((0.0, 0.0));
            let window = match (common.black, common.white) {
                (None, None) => Window::Full,
                (black, white) => Window::Levels {
                    black: black.unwrap_or(least),
                    white: white.unwrap_or(greatest),
                },
            };
            decode::write_raw(&common.output, format, outcome, window)
        }
        None => {
            let mut out = Output::create(&common.output)?;
            out.write_all(&outcome.value.to_bytes())?;
            out.finish()?;
            Ok(outcome.warnings)
        }
    }
}
