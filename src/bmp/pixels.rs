//! Stored pixels to RGBA.

use super::header::{Header, Masks};
use super::huffman::Huffman;
use super::rle::{End, Rle};
use super::stride_bytes;
use crate::bits::{BitOrder, BitReader};
use crate::pixelmap::{Channel, PixelSpan};
use crate::trace::Role;
use crate::{Code, Error, Image};
use alloc::vec;
use alloc::vec::Vec;

/// Most warnings of one picture.
const MOST_WARNINGS: usize = 1_000;

/// A picture being painted, and what was odd.
pub struct Canvas<'h> {
    header: &'h Header,
    rgba: Vec<u8>,
    warnings: Vec<Error>,
    colour_missing: bool,
}

impl<'h> Canvas<'h> {
    /// Empty: every pixel transparent. The caller has checked that there is room for it.
    pub fn new(header: &'h Header) -> Self {
        let bytes = header.width as usize * header.height as usize * 4;
        Self {
            header,
            rgba: vec![0; bytes],
            warnings: Vec::new(),
            colour_missing: false,
        }
    }

    /// The picture and the warnings.
    pub fn finish(self) -> (Image, Vec<Error>) {
        let image = Image {
            width: self.header.width,
            height: self.header.height,
            rgba: self.rgba,
        };
        (image, self.warnings)
    }

    fn warn(&mut self, error: Error) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(error);
        }
    }

    /// The colour of an index; black and a warning where there is none.
    fn colour(&mut self, index: u32, bit: u64) -> [u8; 4] {
        match self.header.palette.get(index as usize) {
            Some(&[r, g, b]) => [r, g, b, 255],
            None => {
                if !self.colour_missing {
                    self.colour_missing = true;
                    self.warn(Error::at_bit(Code::MissingColour, bit).with(index.into()));
                }
                [0, 0, 0, 255]
            }
        }
    }

    /// The bytes of a stored row.
    fn row(&mut self, line: u32) -> &mut [u8] {
        let bytes = self.header.width as usize * 4;
        let y = self.header.order.flip(line, self.header.height) as usize;
        self.rgba
            .get_mut(y * bytes..(y + 1) * bytes)
            .unwrap_or(&mut [])
    }

    /// Pixels in rows, as they are.
    pub fn paint_rows(&mut self, data: &[u8]) {
        let header = self.header;
        let stride = stride_bytes(header);
        let stored = data.get(header.pixels.clone()).unwrap_or(&[]);
        let width = header.width as usize;
        let mut rgba = core::mem::take(&mut self.rgba);
        for line in 0..header.height {
            let start = (line as usize).saturating_mul(stride);
            let bytes = stored.get(start..).unwrap_or(&[]);
            let whole = bytes.len() as u64 * 8 / u64::from(header.bits).max(1);
            let whole = usize::try_from(whole).map_or(width, |whole| whole.min(width));
            if whole < width {
                let end = header.pixels.start + stored.len();
                self.warn(Error::at_byte(Code::PixelsEnded, end).with(line.into()));
            }
            if whole == 0 {
                break;
            }
            let bit = (header.pixels.start as u64 + start as u64) * 8;
            let row = header.order.flip(line, header.height) as usize * width * 4;
            let pixels = rgba.get_mut(row..row + whole * 4).unwrap_or(&mut []);
            self.convert(bytes, bit, pixels);
            if whole < width {
                break;
            }
        }
        self.rgba = rgba;
    }

    /// A row of stored pixels, which starts at `bit` of the file, to RGBA.
    fn convert(&mut self, bytes: &[u8], bit: u64, rgba: &mut [u8]) {
        let pixels = rgba.chunks_exact_mut(4);
        match self.header.bits {
            8 => {
                for ((pixel, &index), n) in pixels.zip(bytes).zip(0..) {
                    pixel.copy_from_slice(&self.colour(index.into(), bit + 8 * n));
                }
            }
            bits @ 1..=4 => {
                let mut reader = BitReader::new(bytes, BitOrder::Msb);
                for pixel in pixels {
                    let at = bit + reader.pos();
                    let index = reader.bits(bits.into()).unwrap_or(0);
                    pixel.copy_from_slice(&self.colour(index, at));
                }
            }
            16 => {
                let channels = Channels::new(&self.header.masks);
                for (pixel, stored) in pixels.zip(bytes.chunks_exact(2)) {
                    let word = u16::from_le_bytes([stored[0], stored[1]]);
                    pixel.copy_from_slice(&channels.rgba(word.into()));
                }
            }
            24 if self.header.masks == Masks::TRUE_COLOUR => {
                for (pixel, bgr) in pixels.zip(bytes.chunks_exact(3)) {
                    pixel.copy_from_slice(&[bgr[2], bgr[1], bgr[0], 255]);
                }
            }
            24 => {
                let channels = Channels::new(&self.header.masks);
                for (pixel, bgr) in pixels.zip(bytes.chunks_exact(3)) {
                    let word = u32::from_le_bytes([bgr[0], bgr[1], bgr[2], 0]);
                    pixel.copy_from_slice(&channels.rgba(word));
                }
            }
            32 if self.header.masks == Masks::TRUE_COLOUR => {
                for (pixel, bgrx) in pixels.zip(bytes.chunks_exact(4)) {
                    pixel.copy_from_slice(&[bgrx[2], bgrx[1], bgrx[0], 255]);
                }
            }
            32 => {
                let channels = Channels::new(&self.header.masks);
                for (pixel, stored) in pixels.zip(bytes.chunks_exact(4)) {
                    let word = u32::from_le_bytes([stored[0], stored[1], stored[2], stored[3]]);
                    pixel.copy_from_slice(&channels.rgba(word));
                }
            }
            _ => {
                let levels = linear_levels();
                for (pixel, stored) in pixels.zip(bytes.chunks_exact(8)) {
                    let part = |at: usize| i16::from_le_bytes([stored[2 * at], stored[2 * at + 1]]);
                    let light = |at| levels.partition_point(|&level| level <= f64::from(part(at)));
                    // Opacity is linear in its numbers, too, and means what it says.
                    let alpha = (i32::from(part(3)).clamp(0, 8192) * 255 + 4096) / 8192;
                    let rgb = [light(2) as u8, light(1) as u8, light(0) as u8];
                    pixel.copy_from_slice(&[rgb[0], rgb[1], rgb[2], alpha as u8]);
                }
            }
        }
    }

    /// Runs of pixels.
    pub fn paint_runs(&mut self, data: &[u8]) {
        let mut rle = Rle::new(data, self.header);
        self.background();
        while let Some(span) = rle.next_code() {
            if span.role == Role::Pixel && span.bits > 8 {
                self.paint_bytes(data, &span);
                continue;
            }
            let told = span.value;
            if span.role == Role::RunLength && span.count < told {
                self.warn(Error::at_bit(Code::RunTooLong, span.start).with(told.into()));
            }
            self.paint(&span);
        }
        if rle.end() == Some(End::Data) {
            self.cut(rle.place(), rle.pos() as u64 * 8);
        }
    }

    /// Runs of white and black.
    pub fn paint_huffman(&mut self, data: &[u8], bit_order: BitOrder) {
        let mut huffman = Huffman::new(data, self.header, bit_order);
        self.background();
        loop {
            let span = huffman.next();
            if let Some(at) = huffman.fault() {
                self.warn(Error::at_bit(Code::BadHuffmanCode, at));
            }
            let Some(span) = span else { break };
            self.paint(&span);
        }
        if huffman.end() == Some(End::Data) {
            self.cut(huffman.place(), huffman.pos());
        }
    }

    /// Pixels that a run-length code skips have colour 0.
    fn background(&mut self) {
        let colour = match self.header.palette.first() {
            Some(&[r, g, b]) => [r, g, b, 255],
            None => [0, 0, 0, 255],
        };
        for pixel in self.rgba.chunks_exact_mut(4) {
            pixel.copy_from_slice(&colour);
        }
    }

    /// The data ended before this stored place: nothing is known of the pixels from there on.
    fn cut(&mut self, (line, x): (u32, u32), bit: u64) {
        if line >= self.header.height {
            return;
        }
        self.warn(Error::at_bit(Code::PixelsEnded, bit).with(line.into()));
        let mut from = x.min(self.header.width) as usize * 4;
        for line in line..self.header.height {
            let row = self.row(line);
            let unknown = row.get_mut(from..).unwrap_or(&mut []);
            unknown.fill(0);
            from = 0;
        }
    }

    /// Paints pixels of an index of a byte each.
    fn paint_bytes(&mut self, data: &[u8], span: &PixelSpan) {
        let (width, count) = (self.header.width as usize, span.count as usize);
        let from = (span.start / 8) as usize;
        let to = (span.y as usize * width + span.x as usize) * 4;
        let indices = data.get(from..from + count).unwrap_or(&[]);
        let mut rgba = core::mem::take(&mut self.rgba);
        let pixels = rgba.get_mut(to..to + 4 * count).unwrap_or(&mut []);
        for ((pixel, &index), n) in pixels.chunks_exact_mut(4).zip(indices).zip(0..) {
            pixel.copy_from_slice(&self.colour(index.into(), span.start + 8 * n));
        }
        self.rgba = rgba;
    }

    fn paint(&mut self, span: &PixelSpan) {
        if span.role != Role::Pixel || span.count == 0 {
            return;
        }
        let place = match span.channel {
            Channel::Red => Some(0),
            Channel::Green => Some(1),
            Channel::Blue => Some(2),
            _ => None,
        };
        let colour = match place {
            Some(_) => [0; 4],
            None => self.colour(span.value, span.start),
        };
        let bytes = self.header.width as usize * 4;
        let row = span.y as usize * bytes;
        let row = self.rgba.get_mut(row..row + bytes).unwrap_or(&mut []);
        for x in span.columns() {
            let at = x as usize * 4;
            match (row.get_mut(at..at + 4), place) {
                (Some(pixel), None) => pixel.copy_from_slice(&colour),
                (Some(pixel), Some(place)) => pixel[place] = span.value as u8,
                (None, _) => break,
            }
        }
    }
}

impl Masks {
    /// Eight bits each, blue first in the file.
    pub const TRUE_COLOUR: Self = Self {
        red: 0x00FF_0000,
        green: 0x0000_FF00,
        blue: 0x0000_00FF,
        alpha: 0,
    };
}

/// What gets a channel out of a pixel: its bits as a number, spread over 0 … 255.
struct Channels([Part; 4]);

struct Part {
    mask: u32,
    shift: u32,
    largest: u64,
    /// The 8-bit value of each number, where there are at most 256 of them.
    values: Vec<u8>,
    /// What is shown where the mask is empty.
    otherwise: u8,
}

impl Channels {
    fn new(masks: &Masks) -> Self {
        let part = |mask: u32, otherwise| {
            let largest = (1u64 << mask.count_ones()) - 1;
            let count = match largest {
                0..=255 => largest + 1,
                _ => 0,
            };
            let spread = |value| spread(value, largest);
            Part {
                mask,
                shift: mask.trailing_zeros() % 32,
                largest,
                values: (0..count).map(spread).collect(),
                otherwise,
            }
        };
        Self([
            part(masks.red, 0),
            part(masks.green, 0),
            part(masks.blue, 0),
            part(masks.alpha, 255),
        ])
    }

    fn rgba(&self, word: u32) -> [u8; 4] {
        self.0.each_ref().map(|part| part.value(word))
    }
}

impl Part {
    fn value(&self, word: u32) -> u8 {
        if self.mask == 0 {
            return self.otherwise;
        }
        let adjacent = u64::from(self.mask >> self.shift) == self.largest;
        let number = match adjacent {
            true => u64::from((word & self.mask) >> self.shift),
            false => gathered(word, self.mask).into(),
        };
        match self.values.get(number as usize) {
            Some(&value) => value,
            None => spread(number, self.largest),
        }
    }
}

/// `value` of `0..=largest` as one of 0 … 255, rounded.
fn spread(value: u64, largest: u64) -> u8 {
    match largest {
        0 => 0,
        _ => ((value * 255 + largest / 2) / largest) as u8,
    }
}

/// The bits of `word` under a mask with holes, pushed together.
fn gathered(word: u32, mask: u32) -> u32 {
    let set = (0..32).rev().filter(|bit| mask >> bit & 1 == 1);
    set.fold(0, |number, bit| number << 1 | (word >> bit & 1))
}

/// Where the light of one sRGB level ends and that of the next begins, in units of 1/8192, for levels 0 … 254.
///
/// Bitmaps of 64 bits hold linear light as fixed-point numbers with 13 fractional bits. IEC 61966-2-1 gives the light of
/// a level v as ((v + 0.055) / 1.055)^2.4, above 0.04045, and v / 12.92 up to there.
fn linear_levels() -> Vec<f64> {
    let light = |v: f64| match v <= 0.04045 {
        true => v / 12.92,
        false => {
            let base = (v + 0.055) / 1.055;
            base * base * fifth_root(base * base)
        }
    };
    (0..255)
        .map(|level| light((f64::from(level) + 0.5) / 255.0) * 8192.0)
        .collect()
}

/// By Newton's method; for numbers from 0.001 to 1, exact after 30 steps.
fn fifth_root(number: f64) -> f64 {
    let step = |root: f64| (4.0 * root + number / (root * root * root * root)) / 5.0;
    (0..30).fold(1.0, |root, _| step(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_with_holes() {
        assert_eq!(gathered(0b1011_0110, 0b1100_0101), 0b1010);
        assert_eq!(gathered(u32::MAX, u32::MAX), u32::MAX);
    }

    #[test]
    fn numbers_are_rounded() {
        assert_eq!(
            [0, 1, 15, 16, 31].map(|v| spread(v, 31)),
            [0, 8, 123, 132, 255]
        );
        assert_eq!(spread(u32::MAX.into(), u32::MAX.into()), 255);
    }

    #[test]
    fn light_of_levels() {
        let levels = linear_levels();
        assert!(levels.is_sorted());
        let level = |light: f64| levels.partition_point(|&end| end <= light);
        // 0.5 is not half of the light: (0.735 …)^2.4.
        assert_eq!([0.0, 20.0, 4096.0, 8192.0].map(level), [0, 8, 188, 255]);
        assert!((fifth_root(1.0 / 32.0) - 0.5).abs() < 1e-12);
        assert!((fifth_root(0.001) - 0.251_188_643_150_958).abs() < 1e-12);
    }
}
