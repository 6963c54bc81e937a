//! The header files that GIMP exports: indexed pictures with `header_data_cmap`, true colours as strings in which four
//! characters from `!` to `` ` `` (33 + 6 bits each) hold the 24 bits of a pixel.

use super::declarations::Declarations;
use crate::chunks::{Chunks, Lines};
use crate::packing::{few_bits, push_decimal, push_statement, Layout, Packer, Pixel, Statement};
use crate::{Code, Error, Image, Limits, Picture, PictureRef};
use alloc::vec;
use alloc::vec::Vec;

/// Pixels in a line of text.
const ABREAST: usize = 16;
/// Character that stands for six 0s.
const FIRST: u8 = 33;

/// A header file as GIMP exports: indexed for a [`Bitmap`](crate::Bitmap), RGB for an [`Image`]. The names in it are
/// GIMP's: `width`, `height`, `header_data`, `header_data_cmap`, `HEADER_PIXEL`.
pub fn write_gimp(picture: PictureRef<'_>) -> Result<Chunks<'_>, Error> {
    let pixel = match picture {
        PictureRef::Bitmap(bitmap) => Pixel::Index(bitmap.bits()),
        PictureRef::Image(_) => Pixel::Rgb888,
    };
    let layout = Layout {
        pixel,
        ..Layout::one_bit(picture.width(), picture.height())
    };
    Ok(Chunks::new(Header {
        packer: Packer::new(picture, layout)?,
    }))
}

struct Header<'a> {
    packer: Packer<'a>,
}

impl Lines for Header<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        let kind = match layout.pixel {
            Pixel::Rgb888 => "RGB",
            _ => "INDEXED",
        };
        out.extend_from_slice(b"/*  GIMP header image file format (");
        out.extend_from_slice(kind.as_bytes());
        out.extend_from_slice(b")  */\n/*  ");
        push_statement("", layout, out);
        out.extend_from_slice(b"  */\n\n");
        for (name, size) in [("width", layout.width), ("height", layout.height)] {
            out.extend_from_slice(b"static unsigned int ");
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b" = ");
            push_decimal(out, size.into());
            out.extend_from_slice(b";\n");
        }
        if let PictureRef::Bitmap(bitmap) = self.packer.picture() {
            out.extend_from_slice(b"\nstatic unsigned char header_data_cmap[256][3] = {\n");
            for &[r, g, b] in bitmap.colours() {
                out.extend_from_slice(b"\t{");
                push_padded(r, out);
                out.push(b',');
                push_padded(g, out);
                out.push(b',');
                push_padded(b, out);
                out.extend_from_slice(b"},\n");
            }
            out.extend_from_slice(b"\t};\n\nstatic unsigned char header_data[] = {\n");
            return;
        }
        out.extend_from_slice(
            b"\n/*  Takes the next pixel from data and moves data on.  */\n\n\
            #define HEADER_PIXEL(data,pixel) {\\\n  \
            pixel[0] = (((data)[0] - 33) << 2 | ((data)[1] - 33) >> 4); \\\n  \
            pixel[1] = ((((data)[1] - 33) & 0xF) << 4 | ((data)[2] - 33) >> 2); \\\n  \
            pixel[2] = ((((data)[2] - 33) & 0x3) << 6 | ((data)[3] - 33)); \\\n  \
            data += 4; \\\n}\n\
            static const char *header_data =\n",
        );
    }

    fn count(&self) -> u32 {
        self.packer.layout().lines()
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        let layout = self.packer.layout();
        if layout.pixel == Pixel::Rgb888 {
            self.packer.push_line(line, &mut bytes);
            for pixels in bytes.chunks(3 * ABREAST) {
                push_string(pixels, out);
            }
            return;
        }
        for start in (0..layout.width).step_by(ABREAST) {
            out.push(b'\t');
            for x in start..layout.width.min(start + ABREAST as u32) {
                push_decimal(out, self.packer.number(x, line).into());
                out.push(b',');
            }
            out.push(b'\n');
        }
    }

    fn foot(&self, out: &mut Vec<u8>) {
        let text: &[u8] = match self.packer.layout().pixel {
            Pixel::Rgb888 => b"\t\"\";\n",
            _ => b"\t};\n",
        };
        out.extend_from_slice(text);
    }
}

/// Appends a number in three places.
fn push_padded(number: u8, out: &mut Vec<u8>) {
    crate::text::push_decimal(out, &[number]);
}

/// Appends a string of pixels of three bytes.
fn push_string(pixels: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\t\"");
    let mut previous = 0;
    for pixel in pixels.chunks_exact(3) {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]];
        for six in [
            r >> 2,
            (r & 3) << 4 | g >> 4,
            (g & 15) << 2 | b >> 6,
            b & 63,
        ] {
            let character = FIRST + six;
            // Of two question marks the second is marked: three characters that begin so may stand for another (C11 5.2.1.1).
            if matches!(character, b'"' | b'\\') || (character, previous) == (b'?', b'?') {
                out.push(b'\\');
            }
            out.push(character);
            previous = character;
        }
    }
    out.extend_from_slice(b"\"\n");
}

/// The picture of a header file that GIMP exported; `None` where the text is none.
pub(super) fn read(
    parsed: &Declarations,
    statement: Option<&Statement>,
    limits: &Limits,
) -> Option<Result<Picture, Error>> {
    let data = parsed.arrays.iter().find(|a| a.name == "header_data")?;
    let size = |name| parsed.constant(name).and_then(|n| u32::try_from(n).ok());
    let (width, height) = (size("width")?, size("height")?);
    let layout = Layout {
        pixel: Pixel::Rgb888,
        ..Layout::one_bit(width, height)
    };
    if let Err(error) = layout.check(limits) {
        return Some(Err(error));
    }
    let pixels = width as usize * height as usize;
    let bytes = data.bytes();
    let short = |missing: usize| Err(Error::at_bit(Code::ArrayShort, 0).with(missing as u64));
    let map = parsed.arrays.iter().find(|a| a.name == "header_data_cmap");
    let Some(map) = map else {
        // GIMP writes grey pictures as three bytes a pixel, too; without strings they are plain.
        let Some(text) = &data.string else {
            return Some(layout.decode(&bytes, &[], limits));
        };
        if text.len() < pixels * 4 {
            return Some(short((pixels * 4 - text.len()).div_ceil(4) * 3));
        }
        return Some(Ok(Picture::Image(from_characters(width, height, text))));
    };
    if bytes.len() < pixels {
        return Some(short(pixels - bytes.len()));
    }
    let map = map.bytes();
    let colours: Vec<[u8; 3]> = map.as_chunks::<3>().0.iter().copied().take(256).collect();
    let indices: Vec<u8> = bytes.iter().copied().take(pixels).collect();
    let most = indices.iter().copied().max().unwrap_or(0);
    let needed = colours.len().max(usize::from(most) + 1);
    let least = (1..8).find(|&bits| needed <= 1 << bits).unwrap_or(8);
    let bits = match statement.map(|s| s.layout.pixel) {
        Some(Pixel::Index(bits)) if bits >= least => bits,
        _ => least,
    };
    Some(few_bits(&layout, bits, &colours, indices).map(Picture::Bitmap))
}

/// Four characters a pixel.
fn from_characters(width: u32, height: u32, text: &[u8]) -> Image {
    let pixels = width as usize * height as usize;
    let mut rgba = vec![255; pixels * 4];
    for (pixel, characters) in rgba.chunks_exact_mut(4).zip(text.chunks_exact(4)) {
        let mut number = 0u32;
        for &character in characters {
            number = number << 6 | u32::from(character.wrapping_sub(FIRST) & 63);
        }
        let [_, r, g, b] = number.to_be_bytes();
        pixel[..3].copy_from_slice(&[r, g, b]);
    }
    Image {
        width,
        height,
        rgba,
    }
}
