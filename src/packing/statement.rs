//! The sentence in which a text says how its pixels lie, and that makes it exact:
//!
//! ```text
//! pixelbits: 128 x 64 pixels, 1 bit, page by page, LSB first, 0 = black, 1 = white
//! pixelbits: 16 x 16 pixels, 4-bit index, row by row, MSB first, 0 = colour 0
//! pixelbits colours: #000000 #FF0000 #FFFFFF
//! pixelbits: 240 x 240 pixels, RGB565 big-endian bytes, row by row, 0 = black
//! ```
//!
//! Matrices and rows of hexadecimal digits say `pixelbits matrix:` and `pixelbits hex:`.

use super::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use crate::{Bitmap, PictureRef};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Colours that a line of colours holds.
const COLOURS_ABREAST: usize = 16;
/// Longest statement that is read.
const MAX_STATEMENT: usize = 200;

/// A statement that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// `""`, `"matrix"` or `"hex"`.
    pub kind: &'a str,
    pub layout: Layout,
    /// What follows the layout, such as the kind of row check.
    pub rest: &'a str,
    /// Empty where the colours are greys.
    pub colours: Vec<[u8; 3]>,
}

/// Appends a number in decimal digits.
pub(crate) fn push_decimal(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(number.to_string().as_bytes());
}

fn pixel_name(pixel: Pixel) -> String {
    let mut name = String::new();
    match pixel {
        Pixel::Grey(1) => return "1 bit".into(),
        Pixel::Rgb332 => return "RGB332".into(),
        Pixel::Rgb888 => return "RGB888".into(),
        Pixel::Rgb565(WordOrder::BigEndian) => return "RGB565 big-endian bytes".into(),
        Pixel::Rgb565(WordOrder::LittleEndian) => return "RGB565 little-endian bytes".into(),
        Pixel::Rgb565(WordOrder::Words) => return "RGB565 words".into(),
        Pixel::Grey(bits) | Pixel::Index(bits) => name += &bits.to_string(),
    }
    name += match pixel {
        Pixel::Grey(_) => "-bit grey",
        _ => "-bit index",
    };
    name
}

fn pixel_of(name: &str) -> Option<Pixel> {
    let plain = [
        Pixel::Grey(1),
        Pixel::Rgb332,
        Pixel::Rgb888,
        Pixel::Rgb565(WordOrder::BigEndian),
        Pixel::Rgb565(WordOrder::LittleEndian),
        Pixel::Rgb565(WordOrder::Words),
    ];
    let few = (1..=8).flat_map(|bits| [Pixel::Grey(bits), Pixel::Index(bits)]);
    let mut all = plain.into_iter().chain(few);
    all.find(|&pixel| pixel_name(pixel) == name)
}

const fn order_name(order: Order) -> &'static str {
    match order {
        Order::Horizontal => "row by row",
        Order::Vertical => "column by column",
        Order::Page => "page by page",
    }
}

const fn bits_name(bits: BitOrder) -> &'static str {
    match bits {
        BitOrder::Msb => "MSB first",
        BitOrder::Lsb => "LSB first",
    }
}

fn polarity_name(layout: &Layout) -> &'static str {
    match (layout.pixel, layout.polarity) {
        (Pixel::Grey(1), Polarity::ZeroBlack) => "0 = black, 1 = white",
        (Pixel::Grey(1), Polarity::ZeroWhite) => "0 = white, 1 = black",
        (Pixel::Index(_), Polarity::ZeroBlack) => "0 = colour 0",
        (Pixel::Index(_), Polarity::ZeroWhite) => "0 = last colour",
        (_, Polarity::ZeroBlack) => "0 = black",
        (_, Polarity::ZeroWhite) => "0 = white",
    }
}

/// Appends a statement, without anything that makes it a comment.
pub(crate) fn push_statement(kind: &str, layout: &Layout, out: &mut Vec<u8>) {
    out.extend_from_slice(b"pixelbits");
    if !kind.is_empty() {
        out.push(b' ');
        out.extend_from_slice(kind.as_bytes());
    }
    out.extend_from_slice(b": ");
    push_layout(kind, layout, out);
}

/// Appends what a statement says.
pub(super) fn push_layout(kind: &str, layout: &Layout, out: &mut Vec<u8>) {
    push_decimal(out, layout.width.into());
    out.extend_from_slice(b" x ");
    push_decimal(out, layout.height.into());
    out.extend_from_slice(b" pixels, ");
    out.extend_from_slice(pixel_name(layout.pixel).as_bytes());
    if kind.is_empty() {
        out.extend_from_slice(b", ");
        out.extend_from_slice(order_name(layout.order).as_bytes());
        if layout.pixel.slot_bits() < 8 {
            out.extend_from_slice(b", ");
            out.extend_from_slice(bits_name(layout.bits).as_bytes());
        }
    }
    out.extend_from_slice(b", ");
    out.extend_from_slice(polarity_name(layout).as_bytes());
}

/// Appends the lines that say what indices look like; none where they are a ramp of greys. `open` and `close` make a comment.
pub(crate) fn push_colours(
    picture: PictureRef,
    layout: &Layout,
    (open, close): (&str, &str),
    out: &mut Vec<u8>,
) {
    let (PictureRef::Bitmap(bitmap), Pixel::Index(bits)) = (picture, layout.pixel) else {
        return;
    };
    if bitmap.colours() == Bitmap::grey_ramp(bits) {
        return;
    }
    for colours in bitmap.colours().chunks(COLOURS_ABREAST) {
        out.extend_from_slice(open.as_bytes());
        out.extend_from_slice(b"pixelbits colours:");
        for &[r, g, b] in colours {
            out.extend_from_slice(b" #");
            let number = u32::from_be_bytes([0, r, g, b]);
            crate::text::push_number(out, number.into(), 6);
        }
        out.extend_from_slice(close.as_bytes());
        out.push(b'\n');
    }
}

impl<'a> Statement<'a> {
    /// The first statement of a text, with the colours that follow it.
    pub fn find(text: &'a [u8]) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut rest = text;
        while let Some(at) = memory_find(rest, b"pixelbits") {
            rest = rest.get(at + b"pixelbits".len()..)?;
            let end = rest
                .iter()
                .take(MAX_STATEMENT)
                .position(|byte| matches!(byte, b'\n' | b'\r' | b'*'))
                .unwrap_or(rest.len().min(MAX_STATEMENT));
            let Ok(line) = core::str::from_utf8(rest.get(..end)?) else {
                continue;
            };
            let Some((kind, says)) = line.split_once(':') else {
                continue;
            };
            match (&mut found, kind.trim()) {
                (Some(statement), "colours") => statement.push_colours(says),
                (None, kind) => {
                    let read = read(kind, says);
                    found = read.map(|(layout, rest)| Self {
                        kind,
                        layout,
                        rest,
                        colours: Vec::new(),
                    });
                }
                // Another picture: what follows belongs to it.
                (Some(_), "" | "matrix" | "hex") => break,
                _ => {}
            }
        }
        found
    }

    fn push_colours(&mut self, says: &str) {
        for word in says.split_ascii_whitespace() {
            let number = word.strip_prefix('#').filter(|digits| digits.len() == 6);
            let Some(number) = number.and_then(|n| u32::from_str_radix(n, 16).ok()) else {
                return;
            };
            let [_, r, g, b] = number.to_be_bytes();
            if self.colours.len() < 256 {
                self.colours.push([r, g, b]);
            }
        }
    }
}

fn memory_find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

fn read<'a>(kind: &str, says: &'a str) -> Option<(Layout, &'a str)> {
    if !matches!(kind, "" | "matrix" | "hex") {
        return None;
    }
    let (size, mut rest) = says.trim().split_once(" pixels, ")?;
    let (width, height) = size.split_once(" x ")?;
    let next = |rest: &mut &'a str| -> &'a str {
        let (word, after) = rest.split_once(", ").unwrap_or((*rest, ""));
        *rest = after;
        word.trim()
    };
    let mut layout = Layout {
        pixel: pixel_of(next(&mut rest))?,
        ..Layout::one_bit(width.trim().parse().ok()?, height.trim().parse().ok()?)
    };
    if kind.is_empty() {
        let name = next(&mut rest);
        let orders = [Order::Horizontal, Order::Vertical, Order::Page];
        layout.order = orders.into_iter().find(|&o| order_name(o) == name)?;
        if layout.pixel.slot_bits() < 8 {
            let name = next(&mut rest);
            let both = [BitOrder::Msb, BitOrder::Lsb];
            layout.bits = both.into_iter().find(|&b| bits_name(b) == name)?;
        }
    }
    let rest = rest.trim();
    for polarity in [Polarity::ZeroBlack, Polarity::ZeroWhite] {
        let layout = Layout { polarity, ..layout };
        if let Some(after) = rest.strip_prefix(polarity_name(&layout)) {
            return Some((layout, after.trim_start_matches([',', ';', ' '])));
        }
    }
    None
}
