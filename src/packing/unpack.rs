//! Bytes to pixels.

use super::pack::{expand, inversion};
use super::{BitOrder, Layout, Order, Pixel, WordOrder};
use crate::{Bitmap, Code, Error, Image, Limits, Picture};
use alloc::vec;
use alloc::vec::Vec;

impl Layout {
    /// The picture that the bytes hold; those behind it are passed over. Grey gives a bitmap with a ramp of greys, indices
    /// too unless `colours` are given; colours give an image. Fails with [`Code::ArrayShort`] where bytes are missing, and
    /// for a picture beyond the limits.
    ///
    /// ```
    /// use pixelbits::packing::Layout;
    /// use pixelbits::{Limits, Picture};
    /// let picture = Layout::one_bit(3, 2).decode(&[0b1010_0000, 0b0100_0000], &[], &Limits::default())?;
    /// let Picture::Bitmap(bitmap) = picture else { panic!() };
    /// assert_eq!(bitmap.indices(), [1, 0, 1, 0, 1, 0]);
    /// # Ok::<(), pixelbits::Error>(())
    /// ```
    pub fn decode(
        &self,
        bytes: &[u8],
        colours: &[[u8; 3]],
        limits: &Limits,
    ) -> Result<Picture, Error> {
        self.check(limits)?;
        let missing = self.bytes().saturating_sub(bytes.len() as u64);
        if missing > 0 {
            return Err(Error::at_bit(Code::ArrayShort, 0).with(missing));
        }
        self.gather(colours, limits, |put| self.scatter(bytes, put))
    }

    /// The picture of numbers that `each` hands over with their places, row-major; inverted here where the layout says so.
    pub(crate) fn gather(
        &self,
        colours: &[[u8; 3]],
        limits: &Limits,
        each: impl FnOnce(&mut dyn FnMut(usize, u32)),
    ) -> Result<Picture, Error> {
        self.check(limits)?;
        let pixels = self.width as usize * self.height as usize;
        let invert = inversion(self);
        let (bits, colours) = match self.pixel {
            Pixel::Grey(bits) => (bits, &[][..]),
            Pixel::Index(bits) => (bits, colours),
            _ => {
                let mut rgba = vec![255; pixels * 4];
                let all = rgba.as_chunks_mut::<4>().0;
                each(&mut |at, number| {
                    if let Some(pixel) = all.get_mut(at) {
                        let [r, g, b] = colour(self.pixel, number ^ invert);
                        *pixel = [r, g, b, 255];
                    }
                });
                return Ok(Picture::Image(Image {
                    width: self.width,
                    height: self.height,
                    rgba,
                }));
            }
        };
        let mut indices = vec![0; pixels];
        each(&mut |at, number| {
            if let Some(index) = indices.get_mut(at) {
                *index = (number ^ invert) as u8;
            }
        });
        Ok(Picture::Bitmap(few_bits(self, bits, colours, indices)?))
    }

    /// Calls with each pixel's place, row-major, and its number.
    fn scatter(&self, bytes: &[u8], put: &mut dyn FnMut(usize, u32)) {
        let line_bytes = self.line_bytes() as usize;
        let width = self.width as usize;
        let lines = bytes
            .chunks_exact(line_bytes.max(1))
            .take(self.lines() as usize);
        for (line, bytes) in lines.enumerate() {
            match self.effective_order() {
                Order::Horizontal => {
                    for x in 0..width {
                        put(line * width + x, self.at(bytes, x));
                    }
                }
                Order::Vertical => {
                    for y in 0..self.height as usize {
                        put(y * width + line, self.at(bytes, y));
                    }
                }
                Order::Page => {
                    let high = (8 / self.pixel.slot_bits()) as usize;
                    let top = line * high;
                    for (x, byte) in bytes.iter().enumerate() {
                        for y in top..(top + high).min(self.height as usize) {
                            put(y * width + x, self.at(&[*byte], y - top));
                        }
                    }
                }
            }
        }
    }

    /// The number of a pixel in a line, cut to the bits that mean something.
    fn at(&self, line: &[u8], place: usize) -> u32 {
        let slot = self.pixel.slot_bits() as usize;
        let byte = |at: usize| u32::from(line.get(at).copied().unwrap_or(0));
        match self.pixel {
            Pixel::Rgb888 => byte(place * 3) << 16 | byte(place * 3 + 1) << 8 | byte(place * 3 + 2),
            Pixel::Rgb565(WordOrder::LittleEndian) => byte(place * 2) | byte(place * 2 + 1) << 8,
            Pixel::Rgb565(_) => byte(place * 2) << 8 | byte(place * 2 + 1),
            _ => {
                let bit = place * slot;
                let shift = match self.bits {
                    BitOrder::Msb => 8 - slot - bit % 8,
                    BitOrder::Lsb => bit % 8,
                };
                byte(bit / 8) >> shift & ((1 << self.pixel.bits()) - 1)
            }
        }
    }

    /// The number of a pixel that may lie outside (0 there) or beyond the bytes; not inverted.
    pub(crate) fn number(&self, bytes: &[u8], x: u32, y: u32) -> u32 {
        let line_bytes = self.line_bytes() as usize;
        let (line, place) = match self.effective_order() {
            Order::Horizontal => (y as usize, x as usize),
            Order::Vertical => (x as usize, y as usize),
            Order::Page => {
                let high = (8 / self.pixel.slot_bits()) as usize;
                let byte = bytes.get(
                    (y as usize / high)
                        .saturating_mul(line_bytes)
                        .saturating_add(x as usize),
                );
                return self.at(&[byte.copied().unwrap_or(0)], y as usize % high);
            }
        };
        let rest = bytes.get(line.saturating_mul(line_bytes)..).unwrap_or(&[]);
        self.at(rest, place)
    }
}

/// A bitmap of indices, with a ramp of greys where no colours are given. Indices beyond the colours given get black ones.
pub(crate) fn few_bits(
    layout: &Layout,
    bits: u8,
    colours: &[[u8; 3]],
    indices: Vec<u8>,
) -> Result<Bitmap, Error> {
    let mut colours = match colours {
        [] => Bitmap::grey_ramp(bits),
        some => some.iter().copied().take(1 << bits.min(8)).collect(),
    };
    let most = indices.iter().copied().max().unwrap_or(0);
    if usize::from(most) >= colours.len() {
        colours.resize(usize::from(most) + 1, [0; 3]);
    }
    Bitmap::new(layout.width, layout.height, bits, colours, indices)
}

/// Red, green and blue of a number.
pub(crate) const fn colour(pixel: Pixel, number: u32) -> [u8; 3] {
    match pixel {
        Pixel::Rgb332 => [
            expand(number >> 5 & 7, 7),
            expand(number >> 2 & 7, 7),
            expand(number & 3, 3),
        ],
        Pixel::Rgb565(_) => [
            expand(number >> 11 & 31, 31),
            expand(number >> 5 & 63, 63),
            expand(number & 31, 31),
        ],
        _ => {
            let [_, r, g, b] = number.to_be_bytes();
            [r, g, b]
        }
    }
}
