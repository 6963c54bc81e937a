//! Rows of bytes to rows of pixels. Which way is chosen once a row.

use super::colour;
use super::image::Values;
use super::table::{FULL, KEEP};
use crate::bits::BitOrder;

/// How the bytes of a row become pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unpack {
    /// 1, 2, 4 or 8 bits a pixel, from this end of a byte. From the least significant, the bits of a pixel are in
    /// reverse, too.
    Bits(u8, BitOrder, Levels),
    /// A byte a pixel: 0 is black, all else white.
    NonZero,
    /// `step` bytes a pixel. A band is the byte at this place, or [`FULL`] or [`KEEP`], with these bits flipped.
    Bytes {
        step: u8,
        from: [u8; 4],
        flip: [u8; 4],
    },
    /// So many bytes a pixel, the bits of each reversed.
    Reversed(u8),
    /// 16 bits a pixel, little-endian, bands in so many of them from this one on. `v × 255 ÷ largest`, cut off; a band
    /// without bits is 255.
    Fields {
        shift: [u8; 4],
        bits: [u8; 4],
        flip_alpha: u8,
    },
    /// So many lines of `width` bytes, a line a band. Bands that the mode does not have are left out.
    Lines(u8),
    /// So many lines of a bit a pixel, the first holding the least significant bits.
    Layers(u8),
    /// `step` bytes a pixel, red, green and blue divided by the alpha that they were multiplied by.
    Premultiplied { step: u8, from: [u8; 4] },
    /// Cyan, magenta, yellow and black to RGB.
    Inks,
    /// PhotoYCC to RGB.
    PhotoYcc,
    /// PhotoYCC, multiplied by the alpha behind it, to RGBA.
    PhotoYccAlpha,
    /// 12 bits a pixel, most significant first.
    TwelveBits,
    /// A number a pixel.
    Numbers(Number),
}

/// What the bits of a pixel stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Levels {
    /// Themselves.
    Index,
    /// Black to white.
    Scaled,
    /// White to black.
    Inverted,
}

/// Width, sign and order of bytes (little- or big-endian) of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    U8,
    I8,
    U16L,
    U16B,
    I16L,
    I16B,
    U32L,
    U32B,
    I32L,
    I32B,
    F32L,
    F32B,
    F64L,
    F64B,
}

impl Number {
    const fn bits(self) -> u32 {
        match self {
            Self::U8 | Self::I8 => 8,
            Self::U16L | Self::U16B | Self::I16L | Self::I16B => 16,
            Self::F64L | Self::F64B => 64,
            _ => 32,
        }
    }
}

impl Unpack {
    pub(super) const fn bits_per_pixel(self) -> u32 {
        match self {
            Self::Bits(bits, ..) | Self::Layers(bits) => bits as u32,
            Self::NonZero => 8,
            Self::Bytes { step, .. } | Self::Premultiplied { step, .. } => step as u32 * 8,
            Self::Reversed(bytes) | Self::Lines(bytes) => bytes as u32 * 8,
            Self::Fields { .. } => 16,
            Self::Inks | Self::PhotoYccAlpha => 32,
            Self::PhotoYcc => 24,
            Self::TwelveBits => 12,
            Self::Numbers(number) => number.bits(),
        }
    }
}

/// Puts the pixels of one row into `values`, from value `at` on. `input`: the bytes of the row, no more and no fewer.
pub(super) fn row(
    unpack: Unpack,
    input: &[u8],
    values: &mut Values,
    at: usize,
    width: usize,
    bands: usize,
) {
    let range = at..at.saturating_add(width * bands);
    match values {
        Values::Bytes(all) => {
            let out = all.get_mut(range).unwrap_or(&mut []);
            bytes_row(unpack, input, out, width, bands);
        }
        Values::Int16(all) => {
            let out = all.get_mut(range).unwrap_or(&mut []);
            match unpack {
                Unpack::Reversed(_) => {
                    each(input, out, |b| u16::from_le_bytes(b.map(u8::reverse_bits)))
                }
                Unpack::TwelveBits => twelve_bits(input, out),
                Unpack::Numbers(Number::U16B) => each(input, out, u16::from_be_bytes),
                _ => each(input, out, u16::from_le_bytes),
            }
        }
        Values::Int32(all) => {
            let out = all.get_mut(range).unwrap_or(&mut []);
            if let Unpack::Numbers(number) = unpack {
                int_row(number, input, out);
            }
        }
        Values::Float32(all) => {
            let out = all.get_mut(range).unwrap_or(&mut []);
            if let Unpack::Numbers(number) = unpack {
                float_row(number, input, out);
            }
        }
    }
}

/// A value from every `N` bytes.
fn each<const N: usize, T>(input: &[u8], out: &mut [T], value: impl Fn([u8; N]) -> T) {
    let (pixels, _) = input.as_chunks::<N>();
    for (out, &pixel) in out.iter_mut().zip(pixels) {
        *out = value(pixel);
    }
}

/// `M` bands from every `N` bytes, cut to the bands that the mode has.
fn each_pixel<const N: usize, const M: usize>(
    input: &[u8],
    out: &mut [u8],
    bands: usize,
    value: impl Fn([u8; N]) -> [u8; M],
) {
    let (pixels, _) = input.as_chunks::<N>();
    for (out, &pixel) in out.chunks_exact_mut(bands.max(1)).zip(pixels) {
        for (out, value) in out.iter_mut().zip(value(pixel)) {
            *out = value;
        }
    }
}

fn bytes_row(unpack: Unpack, input: &[u8], out: &mut [u8], width: usize, bands: usize) {
    match unpack {
        Unpack::Bits(bits, order, levels) => few_bits(bits, order, levels, input, out),
        Unpack::NonZero => each(input, out, |[byte]| u8::from(byte > 0) * 255),
        Unpack::Bytes { step, from, flip } => picked(step, from, flip, input, out, bands),
        Unpack::Reversed(_) => {
            for (out, byte) in out.iter_mut().zip(input) {
                *out = byte.reverse_bits();
            }
        }
        Unpack::Fields {
            shift,
            bits,
            flip_alpha,
        } => each_pixel(input, out, bands, |pair| {
            let pixel = u16::from_le_bytes(pair);
            let mut rgba = [255; 4];
            for ((value, shift), bits) in rgba.iter_mut().zip(shift).zip(bits) {
                if bits > 0 {
                    let largest = (1_u32 << bits) - 1;
                    *value = ((u32::from(pixel) >> shift & largest) * 255 / largest) as u8;
                }
            }
            rgba[3] ^= flip_alpha;
            rgba
        }),
        Unpack::Lines(_) => {
            let lines = input.chunks_exact(width.max(1)).chain([&[][..]; 4]);
            for (band, line) in lines.take(bands).enumerate() {
                let values = out.iter_mut().skip(band).step_by(bands.max(1));
                match line {
                    // A line that is not there: the fourth of `RGBX` from `RGB;L`.
                    [] => values.for_each(|value| *value = 255),
                    _ => values.zip(line).for_each(|(value, byte)| *value = *byte),
                }
            }
        }
        Unpack::Layers(_) => {
            let layers = input.chunks_exact(width.div_ceil(8).max(1));
            out.fill(0);
            for (place, layer) in layers.enumerate() {
                for (eight, byte) in out.chunks_mut(8).zip(layer) {
                    for (value, bit) in eight.iter_mut().zip((0..8).rev()) {
                        *value |= (byte >> bit & 1) << place;
                    }
                }
            }
        }
        Unpack::Premultiplied { step, from } => {
            picked(step, from, [0; 4], input, out, bands);
            for pixel in out.as_chunks_mut::<4>().0 {
                let [r, g, b, a] = *pixel;
                *pixel = match a {
                    0 => [0; 4],
                    _ => {
                        let [r, g, b] = [r, g, b].map(|value| colour::unmultiplied(value, a));
                        [r, g, b, a]
                    }
                };
            }
        }
        Unpack::Inks => each_pixel(input, out, bands, colour::cmyk),
        Unpack::PhotoYcc => each_pixel(input, out, bands, |pixel| {
            let [r, g, b] = colour::photo_ycc(pixel);
            [r, g, b, 255]
        }),
        Unpack::PhotoYccAlpha => each_pixel(input, out, bands, |[y, c1, c2, a]: [u8; 4]| {
            // Not cut off at 255, but to 8 bits.
            let divided = |value: u8| match a {
                0 => 0,
                _ => (u32::from(value) * 255 / u32::from(a)) as u8,
            };
            let [r, g, b] = colour::photo_ycc([y, c1, c2].map(divided));
            [r, g, b, a]
        }),
        // Numbers are no bytes.
        Unpack::TwelveBits | Unpack::Numbers(_) => {}
    }
}

/// 1, 2, 4 or 8 bits a pixel.
fn few_bits(bits: u8, order: BitOrder, levels: Levels, input: &[u8], out: &mut [u8]) {
    let largest = (1_u32 << bits) - 1;
    let scaled = |value: u32| value * 255 / largest.max(1);
    let mut shown = [0; 256];
    for (value, shown) in (0..=largest).zip(&mut shown) {
        *shown = match levels {
            Levels::Index => value,
            Levels::Scaled => scaled(value),
            Levels::Inverted => 255 - scaled(value),
        } as u8;
    }
    for (pixels, &byte) in out
        .chunks_mut(usize::from(8 / bits.max(1)).max(1))
        .zip(input)
    {
        let byte = match order {
            BitOrder::Msb => byte,
            BitOrder::Lsb => byte.reverse_bits(),
        };
        let mut rest = u32::from(byte);
        for out in pixels {
            *out = shown[(rest >> (8 - bits) & largest) as usize];
            rest <<= bits;
        }
    }
}

/// Bands from bytes at fixed places of each pixel.
fn picked(step: u8, from: [u8; 4], flip: [u8; 4], input: &[u8], out: &mut [u8], bands: usize) {
    let (step, bands) = (usize::from(step).max(1), bands.max(1));
    let as_stored = (0..4).zip(from).take(bands).all(|(at, from)| at == from);
    if step == bands && as_stored && flip == [0; 4] {
        let count = out.len().min(input.len());
        out[..count].copy_from_slice(&input[..count]);
        return;
    }
    let pixels = input.chunks_exact(step);
    for (out, pixel) in out.chunks_exact_mut(bands).zip(pixels) {
        for ((out, from), flip) in out.iter_mut().zip(from).zip(flip) {
            match from {
                KEEP => {}
                FULL => *out = 255,
                _ => *out = pixel.get(usize::from(from)).map_or(0, |byte| byte ^ flip),
            }
        }
    }
}

/// Two pixels in three bytes; an odd one in the last two.
fn twelve_bits(input: &[u8], out: &mut [u16]) {
    for (pair, three) in out.chunks_mut(2).zip(input.chunks(3)) {
        let mut bytes = three.iter().map(|&byte| u16::from(byte)).chain([0; 3]);
        let mut next = || bytes.next().unwrap_or(0);
        let (first, middle, last) = (next(), next(), next());
        let both = [first << 4 | middle >> 4, (middle & 15) << 8 | last];
        for (out, value) in pair.iter_mut().zip(both) {
            *out = value;
        }
    }
}

fn int_row(number: Number, input: &[u8], out: &mut [i32]) {
    match number {
        Number::U8 => each(input, out, |b| u8::from_le_bytes(b).into()),
        Number::I8 => each(input, out, |b| i8::from_le_bytes(b).into()),
        Number::U16L => each(input, out, |b| u16::from_le_bytes(b).into()),
        Number::U16B => each(input, out, |b| u16::from_be_bytes(b).into()),
        Number::I16L => each(input, out, |b| i16::from_le_bytes(b).into()),
        Number::I16B => each(input, out, |b| i16::from_be_bytes(b).into()),
        // 32 bits without a sign come out as with one.
        Number::U32L | Number::I32L => each(input, out, i32::from_le_bytes),
        Number::U32B | Number::I32B => each(input, out, i32::from_be_bytes),
        Number::F32L => each(input, out, |b| f32::from_le_bytes(b) as i32),
        Number::F32B => each(input, out, |b| f32::from_be_bytes(b) as i32),
        Number::F64L => each(input, out, |b| f64::from_le_bytes(b) as i32),
        Number::F64B => each(input, out, |b| f64::from_be_bytes(b) as i32),
    }
}

fn float_row(number: Number, input: &[u8], out: &mut [f32]) {
    match number {
        Number::U8 => each(input, out, |b| u8::from_le_bytes(b).into()),
        Number::I8 => each(input, out, |b| i8::from_le_bytes(b).into()),
        Number::U16L => each(input, out, |b| u16::from_le_bytes(b).into()),
        Number::U16B => each(input, out, |b| u16::from_be_bytes(b).into()),
        Number::I16L => each(input, out, |b| i16::from_le_bytes(b).into()),
        Number::I16B => each(input, out, |b| i16::from_be_bytes(b).into()),
        Number::U32L => each(input, out, |b| u32::from_le_bytes(b) as f32),
        Number::U32B => each(input, out, |b| u32::from_be_bytes(b) as f32),
        Number::I32L => each(input, out, |b| i32::from_le_bytes(b) as f32),
        Number::I32B => each(input, out, |b| i32::from_be_bytes(b) as f32),
        Number::F32L => each(input, out, f32::from_le_bytes),
        Number::F32B => each(input, out, f32::from_be_bytes),
        Number::F64L => each(input, out, |b| f64::from_le_bytes(b) as f32),
        Number::F64B => each(input, out, |b| f64::from_be_bytes(b) as f32),
    }
}
