//! What a picture is handed on as, pixels or text: which ending gets which writer, and one reader for all of them.

use crate::output::{say, Output, Refusal};
use crate::png;
use clap::ValueEnum;
use pixelbits::arrays::{self, Found, Guess, Style};
use pixelbits::bmp::{self, Depth};
use pixelbits::matrix::{self, Digits, HexRows, Numbering, Options};
use pixelbits::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use pixelbits::registry::{Decoded, DecodedSamples};
use pixelbits::text::Grouping;
use pixelbits::{forms, ico, pnm, Error, Limits, Picture, PictureRef};
use std::io::Write;
use std::path::Path;

/// Bytes made at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// How a picture becomes text.
#[derive(clap::Args, Clone, Debug, Default)]
// The command that these are part of has the group of this name.
#[group(skip)]
pub struct Arguments {
    /// Language of an array [default: by the ending: .h .c .cpp .ino .rs .py .js]
    #[arg(long, value_enum)]
    pub style: Option<StyleArgument>,
    /// How pixels of an array follow each other; pages are those of SSD1306 and PCD8544
    #[arg(long, value_enum, default_value = "horizontal")]
    pub order: OrderArgument,
    /// The first pixel of a byte in its least significant bit
    #[arg(long)]
    pub lsb: bool,
    /// Inverts all bits. Without it 0 is black in arrays (a pixel that is off), and white in .txt and .hex of two colours (paper)
    #[arg(long)]
    pub invert_bits: bool,
    /// Name of the array [default: the output file's]
    #[arg(long)]
    pub name: Option<String>,
    /// What a pixel becomes [default: what keeps the picture as it is]
    #[arg(long, value_enum)]
    pub pixel: Option<PixelArgument>,
    /// Rows of .txt with their numbers
    #[arg(long)]
    pub row_numbers: bool,
    /// Rows of .txt with their numbers and the sum of the places of their 1s, by which a typing error is found
    #[arg(long)]
    pub row_checks: bool,
    /// .hex in one line
    #[arg(long)]
    pub joined: bool,
    /// .hex rows filled up to whole digits instead of whole bytes
    #[arg(long)]
    pub whole_digits: bool,
    /// .pbm, .pgm and .ppm as plain text: P1, P2, P3
    #[arg(long)]
    pub plain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StyleArgument {
    Gimp,
    C,
    Cpp,
    Arduino,
    Rust,
    Python,
    Js,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OrderArgument {
    #[default]
    Horizontal,
    Vertical,
    Page,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PixelArgument {
    #[value(name = "1")]
    OneBit,
    Grey2,
    Grey4,
    Grey8,
    Rgb332,
    /// Two bytes, the most significant first
    Rgb565,
    /// Two bytes, the least significant first
    #[value(name = "rgb565-le")]
    Rgb565LittleEndian,
    /// A 16-bit number
    #[value(name = "rgb565-words")]
    Rgb565Words,
    Rgb888,
}

impl PixelArgument {
    const fn pixel(self) -> Pixel {
        match self {
            Self::OneBit => Pixel::Grey(1),
            Self::Grey2 => Pixel::Grey(2),
            Self::Grey4 => Pixel::Grey(4),
            Self::Grey8 => Pixel::Grey(8),
            Self::Rgb332 => Pixel::Rgb332,
            Self::Rgb565 => Pixel::Rgb565(WordOrder::BigEndian),
            Self::Rgb565LittleEndian => Pixel::Rgb565(WordOrder::LittleEndian),
            Self::Rgb565Words => Pixel::Rgb565(WordOrder::Words),
            Self::Rgb888 => Pixel::Rgb888,
        }
    }
}

/// What a file's ending asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Source code, in that language unless another is asked for.
    Source(StyleArgument),
    Xbm,
    Matrix,
    Hex,
    Icon,
    Bmp,
    Png,
    /// The binary kind and the plain one.
    Netpbm(pnm::Kind, pnm::Kind),
}

/// Endings and forms.
const ENDINGS: &[(&str, Form)] = &[
    ("h", Form::Source(StyleArgument::C)),
    ("c", Form::Source(StyleArgument::C)),
    ("cpp", Form::Source(StyleArgument::Cpp)),
    ("hpp", Form::Source(StyleArgument::Cpp)),
    ("ino", Form::Source(StyleArgument::Arduino)),
    ("rs", Form::Source(StyleArgument::Rust)),
    ("py", Form::Source(StyleArgument::Python)),
    ("js", Form::Source(StyleArgument::Js)),
    ("mjs", Form::Source(StyleArgument::Js)),
    ("xbm", Form::Xbm),
    ("txt", Form::Matrix),
    ("hex", Form::Hex),
    ("ico", Form::Icon),
    ("bmp", Form::Bmp),
    ("png", Form::Png),
    (
        "pbm",
        Form::Netpbm(pnm::Kind::Bitmap, pnm::Kind::BitmapText),
    ),
    ("pgm", Form::Netpbm(pnm::Kind::Grey, pnm::Kind::GreyText)),
    (
        "ppm",
        Form::Netpbm(pnm::Kind::Colour, pnm::Kind::ColourText),
    ),
];

impl Form {
    /// The form that a file's ending asks for.
    pub fn of(path: &Path) -> Result<Self, Refusal> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default();
        let mut rows = ENDINGS.iter();
        let row = rows.find(|(own, _)| own.eq_ignore_ascii_case(ending));
        row.map(|row| row.1).ok_or_else(|| {
            let names: Vec<String> = ENDINGS.iter().map(|(own, _)| format!(".{own}")).collect();
            Refusal::Because(format!(
                "the output's name ends with none of {}",
                names.join(" ")
            ))
        })
    }
}

/// Writes a picture as a form.
pub fn write(
    picture: PictureRef,
    form: Form,
    arguments: &Arguments,
    path: &Path,
) -> Result<(), Refusal> {
    let name = arguments.name.clone().unwrap_or_else(|| {
        let stem = path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    });
    let mut out = Output::create(path)?;
    let pixel = arguments.pixel.map(PixelArgument::pixel);
    let shown = pixel.unwrap_or_else(|| Pixel::of(picture));
    // On paper 1 is ink; on a display it is light.
    let paper = matches!(form, Form::Matrix | Form::Hex) && shown == Pixel::Grey(1);
    let polarity = match arguments.invert_bits != paper {
        true => Polarity::ZeroWhite,
        false => Polarity::ZeroBlack,
    };
    let mut chunks = match form {
        Form::Bmp => {
            write_bmp(&mut out, picture)?;
            return out.finish();
        }
        Form::Png => {
            write_png(&mut out, picture)?;
            return out.finish();
        }
        Form::Netpbm(kind, _) if !holds(kind, picture) => {
            let reason = match kind {
                pnm::Kind::Grey => "a PGM file is grey: add --grey, or write PPM",
                _ => "a PBM file is black and white: add --threshold or --colours 2",
            };
            return Err(Refusal::Because(reason.into()));
        }
        Form::Xbm => arrays::write_xbm(picture, &name),
        Form::Icon => ico::write(picture),
        Form::Netpbm(_, plain) if arguments.plain => pnm::write(picture, plain),
        Form::Netpbm(binary, _) => pnm::write(picture, binary),
        Form::Matrix => {
            let options = Options {
                polarity,
                numbering: match (arguments.row_checks, arguments.row_numbers) {
                    (true, _) => Numbering::Checks,
                    (_, true) => Numbering::Numbers,
                    _ => Numbering::None,
                },
                grouping: Grouping::None,
            };
            matrix::write(picture, pixel, options)
        }
        Form::Hex => {
            let digits = match arguments.whole_digits {
                true => Digits::WholeDigits,
                false => Digits::WholeBytes,
            };
            let rows = match arguments.joined {
                true => HexRows::Joined,
                false => HexRows::Lines,
            };
            matrix::write_hex(picture, pixel, polarity, digits, rows)
        }
        Form::Source(usual) => {
            let style = match arguments.style.unwrap_or(usual) {
                StyleArgument::Gimp => None,
                StyleArgument::C => Some(Style::C),
                StyleArgument::Cpp => Some(Style::Cpp),
                StyleArgument::Arduino => Some(Style::Arduino),
                StyleArgument::Rust => Some(Style::Rust),
                StyleArgument::Python => Some(Style::Python),
                StyleArgument::Js => Some(Style::JavaScript),
            };
            let layout = Layout {
                width: picture.width(),
                height: picture.height(),
                pixel: shown,
                order: match arguments.order {
                    OrderArgument::Horizontal => Order::Horizontal,
                    OrderArgument::Vertical => Order::Vertical,
                    OrderArgument::Page => Order::Page,
                },
                bits: match arguments.lsb {
                    true => BitOrder::Lsb,
                    false => BitOrder::Msb,
                },
                polarity,
            };
            match style {
                Some(style) => arrays::write(picture, layout, style, &name),
                None => arrays::write_gimp(picture),
            }
        }
    }?;
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    while chunks.next_chunk(&mut chunk, CHUNK_BYTES) {
        out.write_all(&chunk)?;
        chunk.clear();
    }
    out.finish()
}

fn write_bmp(out: &mut Output, picture: PictureRef) -> Result<(), Refusal> {
    let file = match picture {
        PictureRef::Bitmap(bitmap) => bmp::write_bitmap(bitmap, None)?,
        PictureRef::Image(image) => {
            let opaque = image.rgba.chunks_exact(4).all(|p| p[3] == 255);
            let depth = if opaque { Depth::Rgb24 } else { Depth::Rgba32 };
            bmp::write(image, depth, None)?
        }
    };
    Ok(out.write_all(&file)?)
}

fn write_png(out: &mut Output, picture: PictureRef) -> Result<(), Refusal> {
    match picture {
        PictureRef::Bitmap(bitmap) => png::write_bitmap(out, bitmap),
        PictureRef::Image(image) => {
            let decoded = DecodedSamples::from(Decoded {
                image: image.clone(),
                warnings: Vec::new(),
                resolution: None,
            });
            png::write(out, &decoded.samples, None)
        }
    }
}

/// Whether a netpbm format has what it takes: two colours, levels of grey, or anything.
fn holds(kind: pnm::Kind, picture: PictureRef) -> bool {
    let PictureRef::Bitmap(bitmap) = picture else {
        return kind == pnm::Kind::Colour;
    };
    let grey = |&[r, g, b]: &[u8; 3]| r == g && g == b;
    match kind {
        pnm::Kind::Bitmap => bitmap.bits() == 1,
        pnm::Kind::Grey => bitmap.colours().iter().all(grey),
        _ => true,
    }
}

/// The picture of any file or text, and what was odd. Where a layout had to be guessed, it is told on standard error;
/// `choice` (from 1) takes another guess than the likeliest.
pub fn read(data: &[u8], choice: Option<usize>) -> Result<(Picture, Vec<Error>), Refusal> {
    let limits = Limits::default();
    let reading = forms::read(data, &limits)?;
    let guesses = match reading.found {
        Found::Exact(picture) => return Ok((picture, reading.warnings)),
        Found::Guesses(guesses) => guesses,
    };
    let number = choice.unwrap_or(1);
    let guess = number.checked_sub(1).and_then(|at| guesses.list.get(at));
    let guess = guess.ok_or_else(|| none_of(&guesses.list, number))?;
    if choice.is_none() {
        say(&format!(
            "the text does not say how its pixels lie; taken: {}",
            guess.layout
        ));
    }
    let picture = guesses.decode(guess, &limits)?;
    Ok((picture, reading.warnings))
}

fn none_of(guesses: &[Guess], number: usize) -> Refusal {
    if guesses.is_empty() {
        return Refusal::Because("no picture has this number of bytes".into());
    }
    let all = guesses.iter().enumerate();
    let all: Vec<String> = all
        .map(|(at, guess)| format!("{}: {}", at + 1, guess.layout))
        .collect();
    Refusal::Because(format!(
        "there is no guess {number}; there are {}",
        all.join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use pixelbits::Bitmap;
    use std::path::PathBuf;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        forms: Arguments,
    }

    /// The arguments of a command line.
    fn arguments(line: &str) -> Arguments {
        Line::parse_from(std::iter::once("pixelbits").chain(line.split_ascii_whitespace())).forms
    }

    /// The drawing of a school book, of which the 1s are painted.
    fn house() -> Bitmap {
        let rows = [0x1Au8, 0x26, 0x42, 0xFF, 0x42, 0x5A, 0x5A, 0x7E];
        let white = rows
            .iter()
            .flat_map(|row| (0..8).map(move |x| 1 - (row >> (7 - x) & 1)));
        Bitmap::new(8, 8, 1, Bitmap::grey_ramp(1), white.collect()).unwrap()
    }

    fn written(name: &str, line: &str) -> Vec<u8> {
        let folder = std::env::temp_dir().join(format!("pixelbits-forms-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path: PathBuf = folder.join(name);
        let form = Form::of(&path).unwrap_or_else(|_| panic!("{name}"));
        let result = write((&house()).into(), form, &arguments(line), &path);
        assert!(result.is_ok(), "{name} {line}");
        let file = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        file
    }

    /// All endings and all options, read back.
    #[test]
    fn every_ending_comes_back() {
        let lines = [
            "",
            "--lsb --order page",
            "--order vertical --invert-bits",
            "--style gimp",
            "--style arduino --pixel rgb565-words",
            "--pixel grey4 --name 9x9",
            "--row-checks --joined",
        ];
        for (ending, _) in ENDINGS {
            for (at, line) in lines.iter().enumerate() {
                let file = written(&format!("a{at}.{ending}"), line);
                let Ok((picture, warnings)) = read(&file, None) else {
                    panic!("{ending} {line}");
                };
                assert!(warnings.is_empty());
                let expected = house().to_image();
                assert_eq!(picture.into_image(), expected, "{ending} {line}");
            }
        }
    }

    #[test]
    fn paper_and_displays() {
        let hex = String::from_utf8(written("house.hex", "--joined")).unwrap();
        assert!(hex.ends_with("0 = white, 1 = black, whole bytes\n1A2642FF425A5A7E\n"));
        let matrix = String::from_utf8(written("house.txt", "--row-checks")).unwrap();
        assert!(matrix.contains("\n1: 00011010 = 16\n"), "{matrix}");
        let array = String::from_utf8(written("my house.h", "")).unwrap();
        assert!(array.contains("0 = black, 1 = white"));
        assert!(array.contains("my_house[8] = {\n  0xE5,\n"), "{array}");
        assert!(written("house.pbm", "--plain").starts_with(b"P1\n"));
        assert!(written("house.pbm", "").starts_with(b"P4\n"));
    }

    #[test]
    fn guesses_can_be_chosen() {
        let Ok((picture, _)) = read(b"1A2642FF425A5A7E", Some(2)) else {
            panic!("refused");
        };
        assert_eq!(picture, Picture::Bitmap(house()));
        let Err(Refusal::Because(reason)) = read(b"1A2642FF425A5A7E", Some(99)) else {
            panic!("there are not so many");
        };
        assert!(reason.contains("2: 8 x 8 pixels, 1 bit, row by row, MSB first, 0 = white"));
        assert!(read(b"", None).is_err());
    }
}
