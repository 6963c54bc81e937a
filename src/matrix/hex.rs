//! Pixels to rows of hexadecimal digits, and back.

use super::write::rows_layout;
use crate::chunks::{Chunks, Lines};
use crate::packing::{push_colours, push_statement, Layout, Packer, Pixel, Polarity, Statement};
use crate::text::push_number;
use crate::{Code, Error, Limits, Picture, PictureRef};
use alloc::vec::Vec;

/// How far a row is filled up with 0s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// To whole bytes: an even number of digits.
    #[default]
    WholeBytes,
    /// To whole digits.
    WholeDigits,
}

/// Where rows end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HexRows {
    /// Each in a line of its own.
    #[default]
    Lines,
    /// All in one line, as school books write them: 1A2642FF425A5A7E.
    Joined,
}

impl Digits {
    const fn name(self) -> &'static str {
        match self {
            Self::WholeBytes => "whole bytes",
            Self::WholeDigits => "whole digits",
        }
    }

    fn in_a_row(self, layout: &Layout) -> u64 {
        match self {
            Self::WholeBytes => layout.line_bytes() * 2,
            Self::WholeDigits => {
                (u64::from(layout.width) * u64::from(layout.pixel.slot_bits())).div_ceil(4)
            }
        }
    }
}

/// Rows of hexadecimal digits, the leftmost pixel in the most significant bits of the first digit.
///
/// School books paint the 1s, so that 0 is white: [`Polarity::ZeroWhite`].
///
/// ```
/// use pixelbits::matrix::{write_hex, Digits, HexRows};
/// use pixelbits::packing::Polarity;
/// use pixelbits::{Bitmap, PictureRef};
/// let drawing = b"...##.#. ..#..##. .#....#. ######## .#....#. .#.##.#. .#.##.#. .######.";
/// let white = drawing.iter().filter(|&&c| c != b' ').map(|&c| u8::from(c == b'.')).collect();
/// let bitmap = Bitmap::new(8, 8, 1, Bitmap::grey_ramp(1), white)?;
/// let text = write_hex((&bitmap).into(), None, Polarity::ZeroWhite, Digits::WholeBytes, HexRows::Joined)?;
/// assert_eq!(String::from_utf8_lossy(&text.into_bytes()), "\
/// ## pixelbits hex: 8 x 8 pixels, 1 bit, 0 = white, 1 = black, whole bytes
/// 1A2642FF425A5A7E
/// ");
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn write_hex(
    picture: PictureRef<'_>,
    pixel: Option<Pixel>,
    polarity: Polarity,
    digits: Digits,
    rows: HexRows,
) -> Result<Chunks<'_>, Error> {
    let layout = rows_layout(picture, pixel, polarity);
    Ok(Chunks::new(Hex {
        packer: Packer::new(picture, layout)?,
        digits,
        rows,
    }))
}

struct Hex<'a> {
    packer: Packer<'a>,
    digits: Digits,
    rows: HexRows,
}

impl Lines for Hex<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        out.extend_from_slice(b"# ");
        push_statement("hex", layout, out);
        out.extend_from_slice(b", ");
        out.extend_from_slice(self.digits.name().as_bytes());
        out.push(b'\n');
        push_colours(self.packer.picture(), layout, ("# ", ""), out);
    }

    fn count(&self) -> u32 {
        self.packer.layout().height
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.packer.push_line(line, &mut bytes);
        let start = out.len();
        for byte in bytes {
            push_number(out, byte.into(), 2);
        }
        let digits = self.digits.in_a_row(self.packer.layout());
        out.truncate(start + usize::try_from(digits).unwrap_or(usize::MAX));
        if self.rows == HexRows::Lines {
            out.push(b'\n');
        }
    }

    fn foot(&self, out: &mut Vec<u8>) {
        if self.rows == HexRows::Joined {
            out.push(b'\n');
        }
    }
}

/// The picture of rows as [`write_hex`] makes them, with their first line; spaces and line breaks may have changed. Fails at
/// the first character that is no digit ([`Code::TextSymbol`]), where digits are missing ([`Code::ArrayShort`]), and where the
/// text does not say its size ([`Code::TextHeading`]).
pub fn read_hex(text: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let statement = Statement::find(text).filter(|statement| statement.kind == "hex");
    let statement = statement.ok_or(Error::at_bit(Code::TextHeading, 0))?;
    let layout = statement.layout;
    layout.check(limits)?;
    let digits = match statement.rest.starts_with(Digits::WholeDigits.name()) {
        true => Digits::WholeDigits,
        false => Digits::WholeBytes,
    };
    let in_a_row = digits.in_a_row(&layout);
    let mut bytes = Vec::new();
    let (mut in_row, mut byte) = (0u64, 0u8);
    let mut comment = false;
    for (at, &symbol) in text.iter().enumerate() {
        match symbol {
            b'\n' | b'\r' => comment = false,
            b'#' => comment = true,
            _ if comment || symbol.is_ascii_whitespace() => {}
            // A byte-order mark.
            0xEF | 0xBB | 0xBF if at < 3 => {}
            _ => {
                let digit = (symbol as char).to_digit(16);
                let digit =
                    digit.ok_or(Error::at_byte(Code::TextSymbol, at).with(symbol.into()))?;
                byte = byte << 4 | digit as u8;
                in_row += 1;
                if in_row == in_a_row && in_row % 2 == 1 {
                    byte <<= 4;
                }
                if in_row % 2 == 0 || in_row == in_a_row {
                    bytes.push(byte);
                    byte = 0;
                }
                if in_row == in_a_row {
                    in_row = 0;
                }
            }
        }
    }
    layout.decode(&bytes, &statement.colours, limits)
}
