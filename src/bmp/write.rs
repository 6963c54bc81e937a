//! Pixels to a BMP file.
//!
//! ```text
//! file header      14 bytes: "BM", file size, 0, offset of the pixels
//! bitmap header    40 bytes ([MS-WMF] 2.2.2.3), for 32 bits 108 bytes ([MS-WMF] 2.2.2.4): only the latter has an alpha mask
//! masks            3 × 4 bytes, for 16 bits of which green has 6
//! colours          2, 16 or 256 × 4 bytes B G R 0 ([MS-WMF] 2.2.2.20), up to 8 bits
//! pixels           rows from the bottom to the top, each filled up to a multiple of 4 bytes with zeros
//! ```

use crate::packing::level;
use crate::{Code, Error, Image, Resolution};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// Bits a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// A palette of at most 2 colours.
    Palette1,
    /// A palette of at most 16 colours.
    Palette4,
    /// A palette of at most 256 colours.
    Palette8,
    /// 5 bits red, 5 green, 5 blue in 16, the highest bit 0; each the nearest level.
    Rgb555,
    /// 5 bits red, 6 green, 5 blue in 16; each the nearest level.
    Rgb565,
    /// Blue, green, red.
    #[default]
    Rgb24,
    /// Blue, green, red, alpha.
    Rgba32,
}

impl Depth {
    /// Bits a pixel.
    pub const fn bits(self) -> u16 {
        match self {
            Self::Palette1 => 1,
            Self::Palette4 => 4,
            Self::Palette8 => 8,
            Self::Rgb555 | Self::Rgb565 => 16,
            Self::Rgb24 => 24,
            Self::Rgba32 => 32,
        }
    }

    /// Bits of green in a pixel of 16 bits.
    const fn green_bits(self) -> u32 {
        match self {
            Self::Rgb555 => 5,
            _ => 6,
        }
    }

    /// Most colours of a palette; 0 where there is none.
    const fn colours(self) -> usize {
        match self.bits() {
            bits @ 1..=8 => 1 << bits,
            _ => 0,
        }
    }
}

/// Bytes of the file header.
pub(super) const FILE_HEADER: usize = 14;
/// Bytes of a BitmapInfoHeader.
pub(super) const INFO_HEADER: usize = 40;
/// Bytes of a BitmapV4Header.
const V4_HEADER: usize = 108;
/// Bytes of the three masks behind a BitmapInfoHeader, [MS-WMF] 2.2.2.9.
const MASKS: usize = 12;
/// Compression BI_RGB: none, [MS-WMF] 2.1.1.7.
pub(super) const BI_RGB: u32 = 0;
/// Compression BI_BITFIELDS: none, but with masks that say where each channel lies.
const BI_BITFIELDS: u32 = 3;
/// LogicalColorSpace LCS_sRGB, [MS-WMF] 2.1.1.14.
const LCS_SRGB: u32 = 0x7352_4742;

/// The whole file at once. Only [`Depth::Rgba32`] keeps alpha; the other depths leave it out.
///
/// A palette is sorted by red, green, blue, so that black comes first and white last, and is filled up with black. Fails
/// where the picture has more colours than the palette holds ([`Code::TooManyColours`]), no pixels, or more bytes than a BMP's
/// 32-bit size can tell ([`Code::LimitMemory`]).
pub fn write(
    image: &Image,
    depth: Depth,
    resolution: Option<Resolution>,
) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(image, depth, resolution)?;
    let mut out = Vec::with_capacity(writer.file_bytes());
    while writer.next_chunk(&mut out, usize::MAX) {}
    Ok(out)
}

/// Hands out a BMP file in chunks.
#[derive(Clone, Debug)]
pub struct Writer<'a> {
    image: &'a Image,
    depth: Depth,
    /// Colours in use as 0x00RRGGBB, ascending.
    palette: Vec<u32>,
    resolution: Option<Resolution>,
    row_bytes: usize,
    file_bytes: usize,
    begun: bool,
    /// Rows not yet handed out: the next one is the lowest of them.
    rows_left: u32,
}

impl<'a> Writer<'a> {
    /// A writer before the first chunk. Fails as [`write()`] does.
    pub fn new(
        image: &'a Image,
        depth: Depth,
        resolution: Option<Resolution>,
    ) -> Result<Self, Error> {
        let (width, height) = (u64::from(image.width), u64::from(image.height));
        let row_bytes = (width * u64::from(depth.bits())).div_ceil(32) * 4;
        let file_bytes = row_bytes
            .saturating_mul(height)
            .saturating_add(pixel_offset(depth) as u64);
        if width == 0 || height == 0 {
            return Err(Error::at_bit(Code::ZeroDimension, 0));
        }
        if (width * height).checked_mul(4) != Some(image.rgba.len() as u64) {
            return Err(Error::at_bit(Code::Parameter, 0).with(image.rgba.len() as u64));
        }
        // Sizes are 32-bit numbers, width and height signed ones.
        let too_large = file_bytes > u32::MAX.into() || width.max(height) > i32::MAX as u64;
        let (Ok(row_bytes), Ok(file_size), false) = (
            usize::try_from(row_bytes),
            usize::try_from(file_bytes),
            too_large,
        ) else {
            return Err(Error::at_bit(Code::LimitMemory, 0).with(file_bytes));
        };
        Ok(Self {
            image,
            depth,
            palette: palette(image, depth)?,
            resolution,
            row_bytes,
            file_bytes: file_size,
            begun: false,
            rows_left: image.height,
        })
    }

    /// The same writer after its headers and the lowest `rows` rows have been handed out.
    pub fn after_rows(self, rows: u32) -> Self {
        Self {
            begun: true,
            rows_left: self.image.height.saturating_sub(rows),
            ..self
        }
    }

    /// Rows that have been handed out.
    pub const fn rows_done(&self) -> u32 {
        self.image.height - self.rows_left
    }

    /// Length of the whole file.
    pub const fn file_bytes(&self) -> usize {
        self.file_bytes
    }

    /// Appends the headers, or as many rows as fit into `limit` bytes (at least one); `false` where nothing is left.
    pub fn next_chunk(&mut self, out: &mut Vec<u8>, limit: usize) -> bool {
        if !self.begun {
            self.begun = true;
            self.push_headers(out);
            return true;
        }
        let rows = (limit / self.row_bytes).max(1).min(self.rows_left as usize);
        for _ in 0..rows {
            self.rows_left -= 1;
            self.push_row(self.rows_left, out);
        }
        rows > 0
    }

    fn push_headers(&self, out: &mut Vec<u8>) {
        let offset = pixel_offset(self.depth);
        let (size, compression) = match self.depth {
            Depth::Rgba32 => (V4_HEADER, BI_BITFIELDS),
            Depth::Rgb565 => (INFO_HEADER, BI_BITFIELDS),
            _ => (INFO_HEADER, BI_RGB),
        };
        let (x, y) = self
            .resolution
            .map_or((0, 0), |r| (r.x_per_metre, r.y_per_metre));
        let colours = self.depth.colours();
        // Sizes were checked to fit when the writer was made.
        out.extend_from_slice(b"BM");
        push_u32s(out, &[self.file_bytes as u32, 0, offset as u32]);
        // A positive height: rows from the bottom to the top.
        push_u32s(out, &[size as u32, self.image.width, self.image.height]);
        // One plane.
        out.extend_from_slice(&[1, 0]);
        out.extend_from_slice(&self.depth.bits().to_le_bytes());
        let pixel_bytes = (self.file_bytes - offset) as u32;
        push_u32s(out, &[compression, pixel_bytes, x, y, colours as u32, 0]);
        if self.depth == Depth::Rgba32 {
            push_u32s(out, &[0x00FF_0000, 0x0000_FF00, 0x0000_00FF, 0xFF00_0000]);
            push_u32s(out, &[LCS_SRGB]);
            // End points and gamma: mean nothing with sRGB.
            push_u32s(out, &[0; 12]);
        }
        if self.depth == Depth::Rgb565 {
            push_u32s(out, &[0xF800, 0x07E0, 0x001F]);
        }
        for place in 0..colours {
            // Little-endian 0x00RRGGBB is B G R 0.
            push_u32s(out, &[self.palette.get(place).copied().unwrap_or(0)]);
        }
    }

    fn push_row(&self, row: u32, out: &mut Vec<u8>) {
        let row_start = out.len();
        let length = self.image.width as usize * 4;
        let start = row as usize * length;
        let row = self.image.rgba.get(start..start + length).unwrap_or(&[]);
        let pixels = row.chunks_exact(4);
        match self.depth {
            Depth::Rgb24 => {
                out.resize(row_start + pixels.len() * 3, 0);
                for (place, p) in out[row_start..].chunks_exact_mut(3).zip(pixels) {
                    place.copy_from_slice(&[p[2], p[1], p[0]]);
                }
            }
            Depth::Rgba32 => {
                out.resize(row_start + row.len(), 0);
                for (place, p) in out[row_start..].chunks_exact_mut(4).zip(pixels) {
                    place.copy_from_slice(&[p[2], p[1], p[0], p[3]]);
                }
            }
            Depth::Rgb555 | Depth::Rgb565 => {
                let green_bits = self.depth.green_bits();
                for p in pixels {
                    let (r, g, b) = (level(p[0], 31), level(p[1], (1 << green_bits) - 1), p[2]);
                    let word = r << (5 + green_bits) | g << 5 | level(b, 31);
                    out.extend_from_slice(&(word as u16).to_le_bytes());
                }
            }
            Depth::Palette1 | Depth::Palette4 | Depth::Palette8 => {
                let bits = usize::from(self.depth.bits());
                let in_a_byte = 8 / bits;
                let mut last = (None, 0);
                for pixels in row.chunks(4 * in_a_byte) {
                    let mut byte = 0;
                    for (place, p) in pixels.chunks_exact(4).enumerate() {
                        let colour = colour(p);
                        if last.0 != Some(colour) {
                            // Every colour is there: the palette was made from this picture.
                            let index = self.palette.binary_search(&colour).unwrap_or(0);
                            last = (Some(colour), index as u8);
                        }
                        // The first pixel in the most significant bits, [MS-WMF] 2.1.1.3.
                        byte |= last.1 << (8 - bits * (place + 1));
                    }
                    out.push(byte);
                }
            }
        }
        out.resize(row_start + self.row_bytes, 0);
    }
}

pub(super) fn push_u32s(out: &mut Vec<u8>, values: &[u32]) {
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// Where the pixels start in the file.
const fn pixel_offset(depth: Depth) -> usize {
    let header = match depth {
        Depth::Rgba32 => V4_HEADER,
        Depth::Rgb565 => INFO_HEADER + MASKS,
        _ => INFO_HEADER,
    };
    FILE_HEADER + header + depth.colours() * 4
}

/// A pixel's colour as 0x00RRGGBB.
fn colour(pixel: &[u8]) -> u32 {
    match *pixel {
        [r, g, b, ..] => u32::from_be_bytes([0, r, g, b]),
        _ => 0,
    }
}

/// The colours of a picture, ascending; empty for depths without a palette.
fn palette(image: &Image, depth: Depth) -> Result<Vec<u32>, Error> {
    let most = depth.colours();
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut colours = BTreeSet::new();
    let mut last = None;
    for pixel in image.rgba.chunks_exact(4) {
        let colour = colour(pixel);
        if last == Some(colour) {
            continue;
        }
        last = Some(colour);
        if colours.insert(colour) && colours.len() > most {
            return Err(Error::at_bit(Code::TooManyColours, 0).with(most as u64));
        }
    }
    Ok(colours.into_iter().collect())
}
