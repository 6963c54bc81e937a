//! Windows icons (ICO): a directory of pictures, each a BMP without its file header whose height counts twice: first the
//! colours, then a mask of one bit a pixel in which 1 is transparent; or a whole PNG.
//!
//! ```text
//! ICONDIR        6 bytes: 0, type 1, number of pictures (all numbers little-endian)
//! ICONDIRENTRY  16 bytes each: width, height (0 = 256), colours, 0, planes, bits a pixel, bytes of the picture, its offset
//! picture       40 bytes of BitmapInfoHeader ([MS-WMF] 2.2.2.3), colours B G R 0, rows from the bottom to the top, mask
//! ```

use crate::bytes::Cursor;
use crate::chunks::{Chunks, Lines};
use crate::packing::few_bits;
use crate::packing::{BitOrder, Layout, Packer, Pixel, Polarity};
use crate::{Bitmap, Code, Error, Image, Limits, Picture, PictureRef};
use alloc::vec;
use alloc::vec::Vec;

/// Longest side of an icon.
pub const MOST_PIXELS: u32 = 256;
const DIRECTORY: usize = 6;
const ENTRY: usize = 16;
const INFO_HEADER: usize = 40;
/// First bytes of a PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// An icon of one picture: of 1, 4 or 8 bits a pixel for a [`Bitmap`], of 32 with alpha for an [`Image`]. Fails
/// with [`Code::LimitWidth`] or [`Code::LimitHeight`] for a side of more than 256 pixels.
pub fn write(picture: PictureRef<'_>) -> Result<Chunks<'_>, Error> {
    let (width, height) = (picture.width(), picture.height());
    let refuse = |code, value: u32| Err(Error::at_bit(code, 0).with(value.into()));
    if width > MOST_PIXELS {
        return refuse(Code::LimitWidth, width);
    }
    if height > MOST_PIXELS {
        return refuse(Code::LimitHeight, height);
    }
    let pixel = match picture {
        PictureRef::Bitmap(bitmap) => Pixel::Index(match bitmap.bits() {
            0 | 1 => 1,
            2..=4 => 4,
            _ => 8,
        }),
        PictureRef::Image(_) => Pixel::Rgb888,
    };
    let layout = Layout {
        width,
        height,
        pixel,
        order: Default::default(),
        bits: BitOrder::Msb,
        polarity: Polarity::ZeroBlack,
    };
    Ok(Chunks::new(Icon {
        packer: Packer::new(picture, layout)?,
    }))
}

struct Icon<'a> {
    packer: Packer<'a>,
}

impl Icon<'_> {
    fn bits(&self) -> u16 {
        match self.packer.layout().pixel {
            Pixel::Index(bits) => bits.into(),
            _ => 32,
        }
    }

    /// Bytes of a row of so many bits a pixel.
    fn row_bytes(&self, bits: u16) -> usize {
        row_bytes(self.packer.layout().width, bits)
    }
}

/// Rows are filled up to 32 bits.
const fn row_bytes(width: u32, bits: u16) -> usize {
    (width as usize * bits as usize).div_ceil(32) * 4
}

impl Lines for Icon<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let Layout { width, height, .. } = *self.packer.layout();
        let bits = self.bits();
        let colours = match bits {
            32 => 0,
            bits => 1u32 << bits,
        };
        let rows = (self.row_bytes(bits) + self.row_bytes(1)) * height as usize;
        let length = INFO_HEADER + colours as usize * 4 + rows;
        out.extend_from_slice(&[0, 0, 1, 0, 1, 0]);
        // 256 is stored as 0, and so is the number of colours from 256 on.
        out.extend_from_slice(&[width as u8, height as u8, colours as u8, 0, 1, 0]);
        out.extend_from_slice(&bits.to_le_bytes());
        for number in [length as u32, (DIRECTORY + ENTRY) as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        for number in [INFO_HEADER as u32, width, height * 2] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&[1, 0]);
        out.extend_from_slice(&bits.to_le_bytes());
        for number in [0, rows as u32, 0, 0, colours, 0] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        if let PictureRef::Bitmap(bitmap) = self.packer.picture() {
            let start = out.len();
            for &[r, g, b] in bitmap.colours() {
                out.extend_from_slice(&[b, g, r, 0]);
            }
            out.resize(start + colours as usize * 4, 0);
        }
    }

    fn count(&self) -> u32 {
        self.packer.layout().height
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let Layout { width, height, .. } = *self.packer.layout();
        let (start, row) = (out.len(), height - 1 - line.min(height - 1));
        if self.bits() == 32 {
            for x in 0..width {
                let [r, g, b, alpha] = self.packer.picture().rgba(x, row);
                out.extend_from_slice(&[b, g, r, alpha]);
            }
        } else {
            self.packer.push_line(row, out);
        }
        out.resize(start + self.row_bytes(self.bits()), 0);
    }

    fn foot(&self, out: &mut Vec<u8>) {
        let Layout { width, height, .. } = *self.packer.layout();
        for row in (0..height).rev() {
            let start = out.len();
            out.resize(start + self.row_bytes(1), 0);
            let clear = |x: &u32| self.packer.picture().rgba(*x, row)[3] == 0;
            for x in (0..width).filter(clear) {
                if let Some(byte) = out.get_mut(start + x as usize / 8) {
                    *byte |= 0x80 >> (x % 8);
                }
            }
        }
    }
}

/// Whether a file begins like an icon.
pub fn probe(data: &[u8]) -> bool {
    matches!(data, [0, 0, 1, 0, low, high, ..] if (*low, *high) != (0, 0))
}

/// What the largest picture of an icon is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// Pixels: indices where no pixel is transparent and there are at most 8 bits, RGBA otherwise.
    Picture(Picture),
    /// A PNG file.
    Png(&'a [u8]),
}

/// The largest picture of an icon, of equally large ones that of most bits. Fails where the file is no icon or ends too
/// early, for compressed pictures, and beyond the limits.
pub fn read<'a>(data: &'a [u8], limits: &Limits) -> Result<Entry<'a>, Error> {
    if !probe(data) {
        return Err(Error::at_bit(Code::UnknownFormat, 0));
    }
    let mut cursor = Cursor::over(data, 4, data.len());
    let count = cursor.u16_le()?;
    let mut largest: Option<((u32, u16), usize, usize)> = None;
    for _ in 0..count {
        let [width, height, _, _] = cursor.array()?;
        // 0 is 256.
        let side = |side: u8| u32::from(side.wrapping_sub(1)) + 1;
        let _planes = cursor.u16_le()?;
        let bits = cursor.u16_le()?;
        let (length, offset) = (cursor.u32_le()? as usize, cursor.u32_le()? as usize);
        let size = (side(width) * side(height), bits);
        if largest.is_none_or(|(most, ..)| size > most) {
            largest = Some((size, offset, length));
        }
    }
    let (_, offset, length) = largest.ok_or(Error::at_bit(Code::NoImage, 0))?;
    let picture = offset
        .checked_add(length)
        .and_then(|end| data.get(offset..end))
        .ok_or(Error::at_byte(Code::UnexpectedEnd, offset.min(data.len())))?;
    if picture.starts_with(PNG) {
        return Ok(Entry::Png(picture));
    }
    let end = offset + length;
    read_picture(Cursor::over(data, offset, end), limits).map(Entry::Picture)
}

fn read_picture(mut cursor: Cursor, limits: &Limits) -> Result<Picture, Error> {
    let start = cursor.pos();
    let bad = |code, value: u32| Err(Error::at_byte(code, start).with(value.into()));
    let header = cursor.u32_le()? as usize;
    let (width, double_height) = (cursor.u32_le()?, cursor.u32_le()?);
    let _planes = cursor.u16_le()?;
    let bits = cursor.u16_le()?;
    let compression = cursor.u32_le()?;
    cursor.take(12)?;
    let used = cursor.u32_le()?;
    if header < INFO_HEADER {
        return bad(Code::BadLength, header as u32);
    }
    if compression != 0 {
        return bad(Code::BadValue, compression);
    }
    let layout = Layout {
        pixel: match bits {
            1 | 4 | 8 => Pixel::Index(bits as u8),
            24 | 32 => Pixel::Rgb888,
            _ => return bad(Code::BadPrecision, bits.into()),
        },
        ..Layout::one_bit(width, double_height / 2)
    };
    layout.check(limits)?;
    cursor = Cursor::over(cursor.file(), start.saturating_add(header), cursor.end());
    let mut colours = Vec::new();
    if bits <= 8 {
        let most = 1u32 << bits;
        let count = if used == 0 { most } else { used.min(most) };
        for _ in 0..count {
            let [b, g, r, _] = cursor.array()?;
            colours.push([r, g, b]);
        }
    }
    let height = layout.height as usize;
    let pixels = cursor.take(row_bytes(width, bits).saturating_mul(height))?;
    // Some programs leave the mask out where alpha says it all.
    let mask_row = row_bytes(width, 1);
    let mask = cursor.take(mask_row.saturating_mul(height)).unwrap_or(&[]);
    let clear = |x: usize, y: usize| {
        let byte = mask.get((height - 1 - y) * mask_row + x / 8).copied();
        byte.unwrap_or(0) << (x % 8) & 0x80 != 0
    };
    let rows = pixels.chunks_exact(row_bytes(width, bits)).rev();
    if bits <= 8 {
        let mut indices = Vec::with_capacity(width as usize * height);
        for row in rows {
            let place = |x: u32| layout.number(row, x, 0) as u8;
            indices.extend((0..width).map(place));
        }
        let bitmap = few_bits(&layout, bits as u8, &colours, indices)?;
        return Ok(masked(bitmap, clear));
    }
    let channels = usize::from(bits) / 8;
    let mut rgba = vec![255; width as usize * height * 4];
    // A picture whose alpha is 0 everywhere has none.
    let has_alpha = channels == 4 && pixels.chunks_exact(4).any(|p| p[3] != 0);
    let mut all = rgba.chunks_exact_mut(4);
    for (y, row) in rows.enumerate() {
        for (x, p) in row.chunks_exact(channels).take(width as usize).enumerate() {
            let alpha = match (p.get(3), clear(x, y)) {
                (Some(&alpha), _) if has_alpha => alpha,
                (_, true) => 0,
                _ => 255,
            };
            if let Some(pixel) = all.next() {
                pixel.copy_from_slice(&[p[2], p[1], p[0], alpha]);
            }
        }
    }
    Ok(Picture::Image(Image {
        width,
        height: layout.height,
        rgba,
    }))
}

/// A picture of few bits stays one unless a pixel is transparent.
fn masked(bitmap: Bitmap, clear: impl Fn(usize, usize) -> bool) -> Picture {
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let any = (0..height).any(|y| (0..width).any(|x| clear(x, y)));
    if !any {
        return Picture::Bitmap(bitmap);
    }
    let mut image = bitmap.to_image();
    for (place, pixel) in image.rgba.chunks_exact_mut(4).enumerate() {
        if clear(place % width, place / width) {
            pixel[3] = 0;
        }
    }
    Picture::Image(image)
}
