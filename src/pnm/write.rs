//! Pixels to PBM, PGM and PPM files.

use crate::chunks::{Chunks, Lines};
use crate::packing::{push_decimal, Layout, Packer, Pixel, Polarity};
use crate::{Error, PictureRef};
use alloc::vec::Vec;

/// Characters that a line of a plain file should not exceed: pbm(5), pgm(5), ppm(5), "plain format".
const LINE: usize = 70;

/// One of the six formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// P1: black and white as 1 and 0.
    BitmapText,
    /// P2: levels of grey as decimal numbers.
    GreyText,
    /// P3: red, green and blue as decimal numbers.
    ColourText,
    /// P4: black and white, 8 pixels a byte.
    Bitmap,
    /// P5: a byte a level of grey.
    Grey,
    /// P6: three bytes a pixel.
    Colour,
}

impl Kind {
    const fn magic(self) -> &'static [u8] {
        match self {
            Self::BitmapText => b"P1\n",
            Self::GreyText => b"P2\n",
            Self::ColourText => b"P3\n",
            Self::Bitmap => b"P4\n",
            Self::Grey => b"P5\n",
            Self::Colour => b"P6\n",
        }
    }
}

/// A file of that format. Black and white is what is dark and light in the picture (in the file 1 is black); a picture of few
/// bits whose colours are steps from black to white has as many levels of grey as they are, another one 256.
pub fn write(picture: PictureRef<'_>, kind: Kind) -> Result<Chunks<'_>, Error> {
    let (pixel, polarity) = match kind {
        Kind::BitmapText | Kind::Bitmap => (Pixel::Grey(1), Polarity::ZeroWhite),
        Kind::GreyText | Kind::Grey => {
            let bits = match picture {
                // Levels of its own only if its colours are all of them.
                PictureRef::Bitmap(bitmap) if Pixel::of(picture) == Pixel::Grey(bitmap.bits()) => {
                    bitmap.bits()
                }
                _ => 8,
            };
            (Pixel::Grey(bits), Polarity::ZeroBlack)
        }
        Kind::ColourText | Kind::Colour => (Pixel::Rgb888, Polarity::ZeroBlack),
    };
    let layout = Layout {
        pixel,
        polarity,
        ..Layout::one_bit(picture.width(), picture.height())
    };
    Ok(Chunks::new(Pnm {
        packer: Packer::new(picture, layout)?,
        kind,
    }))
}

struct Pnm<'a> {
    packer: Packer<'a>,
    kind: Kind,
}

impl Lines for Pnm<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        out.extend_from_slice(self.kind.magic());
        let is_bitmap = matches!(self.kind, Kind::BitmapText | Kind::Bitmap);
        if is_bitmap {
            out.extend_from_slice(b"# 0 = white, 1 = black\n");
        }
        push_decimal(out, layout.width.into());
        out.push(b' ');
        push_decimal(out, layout.height.into());
        out.push(b'\n');
        if !is_bitmap {
            let largest = match layout.pixel {
                Pixel::Grey(bits) => (1u64 << bits) - 1,
                _ => 255,
            };
            push_decimal(out, largest);
            out.push(b'\n');
        }
    }

    fn count(&self) -> u32 {
        self.packer.layout().height
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let width = self.packer.layout().width;
        match self.kind {
            Kind::Bitmap | Kind::Colour => self.packer.push_line(line, out),
            // Levels of few bits share bytes when packed; here each has its own.
            Kind::Grey => out.extend((0..width).map(|x| self.packer.number(x, line) as u8)),
            Kind::BitmapText => {
                for x in 0..width {
                    if x > 0 && x as usize % LINE == 0 {
                        out.push(b'\n');
                    }
                    out.push(b'0' + self.packer.number(x, line) as u8);
                }
                out.push(b'\n');
            }
            Kind::GreyText => {
                push_wrapped((0..width).map(|x| self.packer.number(x, line)), out);
            }
            Kind::ColourText => {
                let mut bytes = Vec::new();
                self.packer.push_line(line, &mut bytes);
                push_wrapped(bytes.into_iter().map(u32::from), out);
            }
        }
    }
}

/// Appends numbers in lines that are not too long.
fn push_wrapped(numbers: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let mut start = out.len();
    for number in numbers {
        if out.len() > start {
            // Three digits and the blank before them.
            let wraps = out.len() - start + 4 > LINE;
            out.push(if wraps { b'\n' } else { b' ' });
            if wraps {
                start = out.len();
            }
        }
        push_decimal(out, number.into());
    }
    out.push(b'\n');
}
