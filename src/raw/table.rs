//! The raw modes: which bytes make a pixel of which mode. Names and meaning are those of Pillow 13.
//!
//! Names read `<mode>;<bits><flags>`: `I` inverted, `R` with the bits of each byte reversed, `B` big-endian, `L`
//! little-endian or one line after the other, `N` the machine's own order (little-endian here, whatever the machine), `S`
//! with a sign, `F` floating point. Where the names' letters are bands, `X` stands for a byte that is left out.
//!
//! Where Pillow 13 and its documentation differ, this follows the former: `RGB;15` and `RGB;16` have red in their lowest
//! bits and `BGR;15` and `BGR;16` blue; raw modes `RGB;I` and `L;16N` do not exist.

use super::mode::Mode::{self, *};
use super::unpack::Unpack::{self, *};
use super::unpack::{Levels, Number::*};
use crate::bits::BitOrder::{Lsb, Msb};

/// One raw mode for pixels of one mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RawMode {
    /// What the pixels become.
    pub mode: Mode,
    /// Pillow's name, such as `"BGR;15"`.
    pub name: &'static str,
    pub(super) unpack: Unpack,
}

/// For [`Unpack::Bytes`]: the band is 255.
pub(super) const FULL: u8 = 0xFE;
/// For [`Unpack::Bytes`]: the band stays as it was.
pub(super) const KEEP: u8 = 0xFF;

const K: u8 = KEEP;
const F: u8 = FULL;

/// Each band is the byte at this place of `step` bytes.
const fn bytes(step: u8, from: [u8; 4]) -> Unpack {
    Bytes {
        step,
        from,
        flip: [0; 4],
    }
}

/// The same, some bits flipped.
const fn flipped(step: u8, from: [u8; 4], flip: [u8; 4]) -> Unpack {
    Bytes { step, from, flip }
}

/// Red, green, blue and alpha in so many bits of 16, from the lowest; without bits for alpha, it is full.
const fn fields(bits: [u8; 4]) -> Unpack {
    let [r, g, b, _] = bits;
    Fields {
        shift: [0, r, r + g, r + g + b],
        bits,
        flip_alpha: 0,
    }
}

/// The same from blue to alpha.
const fn fields_bgr([r, g, b, a]: [u8; 4], flip_alpha: u8) -> Unpack {
    Fields {
        shift: [b + g, b, 0, r + g + b],
        bits: [r, g, b, a],
        flip_alpha,
    }
}

const fn premultiplied(step: u8, from: [u8; 4]) -> Unpack {
    Premultiplied { step, from }
}

const fn row(mode: Mode, name: &'static str, unpack: Unpack) -> RawMode {
    RawMode { mode, name, unpack }
}

/// Every raw mode, those of one mode together.
pub const RAW_MODES: &[RawMode] = &[
    row(Bilevel, "1", Bits(1, Msb, Levels::Scaled)),
    row(Bilevel, "1;I", Bits(1, Msb, Levels::Inverted)),
    row(Bilevel, "1;R", Bits(1, Lsb, Levels::Scaled)),
    row(Bilevel, "1;IR", Bits(1, Lsb, Levels::Inverted)),
    row(Bilevel, "1;8", NonZero),
    row(Bilevel, "L", NonZero),
    row(Grey, "L;2", Bits(2, Msb, Levels::Scaled)),
    row(Grey, "L;2I", Bits(2, Msb, Levels::Inverted)),
    row(Grey, "L;2R", Bits(2, Lsb, Levels::Scaled)),
    row(Grey, "L;2IR", Bits(2, Lsb, Levels::Inverted)),
    row(Grey, "L;4", Bits(4, Msb, Levels::Scaled)),
    row(Grey, "L;4I", Bits(4, Msb, Levels::Inverted)),
    row(Grey, "L;4R", Bits(4, Lsb, Levels::Scaled)),
    row(Grey, "L;4IR", Bits(4, Lsb, Levels::Inverted)),
    row(Grey, "L", bytes(1, [0, K, K, K])),
    row(Grey, "L;I", Bits(8, Msb, Levels::Inverted)),
    row(Grey, "L;R", Bits(8, Lsb, Levels::Scaled)),
    row(Grey, "L;16", bytes(2, [1, K, K, K])),
    row(Grey, "L;16B", bytes(2, [0, K, K, K])),
    row(GreyAlpha, "LA", bytes(2, [0, 1, K, K])),
    row(GreyAlpha, "LA;L", Lines(2)),
    row(GreyPremultiplied, "La", bytes(2, [0, 1, K, K])),
    row(Palette, "P;1", Bits(1, Msb, Levels::Index)),
    row(Palette, "P;2", Bits(2, Msb, Levels::Index)),
    row(Palette, "P;2L", Layers(2)),
    row(Palette, "P;4", Bits(4, Msb, Levels::Index)),
    row(Palette, "P;4L", Layers(4)),
    row(Palette, "P", bytes(1, [0, K, K, K])),
    row(Palette, "P;R", Bits(8, Lsb, Levels::Index)),
    row(Palette, "L", bytes(1, [0, K, K, K])),
    row(Palette, "PX", bytes(2, [0, K, K, K])),
    row(PaletteAlpha, "PA", bytes(2, [0, 1, K, K])),
    row(PaletteAlpha, "PA;L", Lines(2)),
    row(PaletteAlpha, "LA", bytes(2, [0, 1, K, K])),
    row(Rgb, "RGB", bytes(3, [0, 1, 2, F])),
    row(Rgb, "RGB;L", Lines(3)),
    row(Rgb, "RGB;R", Reversed(3)),
    row(Rgb, "RGB;16L", bytes(6, [1, 3, 5, F])),
    row(Rgb, "RGB;16B", bytes(6, [0, 2, 4, F])),
    row(Rgb, "RGB;16N", bytes(6, [1, 3, 5, F])),
    row(Rgb, "BGR", bytes(3, [2, 1, 0, F])),
    row(Rgb, "RGB;15", fields([5, 5, 5, 0])),
    row(Rgb, "BGR;15", fields_bgr([5, 5, 5, 0], 0)),
    row(Rgb, "RGB;16", fields([5, 6, 5, 0])),
    row(Rgb, "BGR;16", fields_bgr([5, 6, 5, 0], 0)),
    row(Rgb, "RGB;4B", fields([4, 4, 4, 0])),
    row(Rgb, "BGR;5", fields_bgr([5, 5, 5, 0], 0)),
    row(Rgb, "RGBX", bytes(4, [0, 1, 2, F])),
    row(Rgb, "RGBXX", bytes(5, [0, 1, 2, F])),
    row(Rgb, "RGBXXX", bytes(6, [0, 1, 2, F])),
    row(Rgb, "RGBX;L", Lines(4)),
    row(Rgb, "RGBA;L", Lines(4)),
    row(Rgb, "RGBX;16L", bytes(8, [1, 3, 5, F])),
    row(Rgb, "RGBX;16B", bytes(8, [0, 2, 4, F])),
    row(Rgb, "RGBX;16N", bytes(8, [1, 3, 5, F])),
    row(Rgb, "RGBA;15", fields([5, 5, 5, 1])),
    row(Rgb, "BGRX", bytes(4, [2, 1, 0, F])),
    row(Rgb, "BGXR", bytes(4, [3, 1, 0, F])),
    row(Rgb, "XRGB", bytes(4, [1, 2, 3, F])),
    row(Rgb, "XBGR", bytes(4, [3, 2, 1, F])),
    row(Rgb, "YCC;P", PhotoYcc),
    row(Rgb, "R", bytes(1, [0, K, K, K])),
    row(Rgb, "G", bytes(1, [K, 0, K, K])),
    row(Rgb, "B", bytes(1, [K, K, 0, K])),
    row(Rgb, "R;16L", bytes(2, [1, K, K, K])),
    row(Rgb, "G;16L", bytes(2, [K, 1, K, K])),
    row(Rgb, "B;16L", bytes(2, [K, K, 1, K])),
    row(Rgb, "R;16B", bytes(2, [0, K, K, K])),
    row(Rgb, "G;16B", bytes(2, [K, 0, K, K])),
    row(Rgb, "B;16B", bytes(2, [K, K, 0, K])),
    row(Rgb, "R;16N", bytes(2, [1, K, K, K])),
    row(Rgb, "G;16N", bytes(2, [K, 1, K, K])),
    row(Rgb, "B;16N", bytes(2, [K, K, 1, K])),
    row(Rgb, "CMYK", Inks),
    row(Rgba, "BGR", bytes(3, [2, 1, 0, F])),
    row(Rgba, "LA", bytes(2, [0, 0, 0, 1])),
    row(Rgba, "LA;16B", bytes(4, [0, 0, 0, 2])),
    row(Rgba, "RGBA", bytes(4, [0, 1, 2, 3])),
    row(Rgba, "RGBAX", bytes(5, [0, 1, 2, 3])),
    row(Rgba, "RGBAXX", bytes(6, [0, 1, 2, 3])),
    row(Rgba, "RGBa", premultiplied(4, [0, 1, 2, 3])),
    row(Rgba, "RGBaX", premultiplied(5, [0, 1, 2, 3])),
    row(Rgba, "RGBaXX", premultiplied(6, [0, 1, 2, 3])),
    row(Rgba, "RGBa;16L", premultiplied(8, [1, 3, 5, 7])),
    row(Rgba, "RGBa;16B", premultiplied(8, [0, 2, 4, 6])),
    row(Rgba, "RGBa;16N", premultiplied(8, [1, 3, 5, 7])),
    row(Rgba, "BGRa", premultiplied(4, [2, 1, 0, 3])),
    row(Rgba, "RGBA;I", flipped(4, [0, 1, 2, 3], [255, 255, 255, 0])),
    row(Rgba, "RGBA;L", Lines(4)),
    row(Rgba, "RGBA;15", fields([5, 5, 5, 1])),
    row(Rgba, "BGRA;15", fields_bgr([5, 5, 5, 1], 0)),
    row(Rgba, "BGRA;15Z", fields_bgr([5, 5, 5, 1], 255)),
    row(Rgba, "RGBA;4B", fields([4, 4, 4, 4])),
    row(Rgba, "RGBA;16L", bytes(8, [1, 3, 5, 7])),
    row(Rgba, "RGBA;16B", bytes(8, [0, 2, 4, 6])),
    row(Rgba, "RGBA;16N", bytes(8, [1, 3, 5, 7])),
    row(Rgba, "BGRA", bytes(4, [2, 1, 0, 3])),
    row(Rgba, "BGRA;16L", bytes(8, [5, 3, 1, 7])),
    row(Rgba, "BGRA;16B", bytes(8, [4, 2, 0, 6])),
    row(Rgba, "BGAR", bytes(4, [3, 1, 0, 2])),
    row(Rgba, "ARGB", bytes(4, [1, 2, 3, 0])),
    row(Rgba, "ABGR", bytes(4, [3, 2, 1, 0])),
    row(Rgba, "YCCA;P", PhotoYccAlpha),
    row(Rgba, "R", bytes(1, [0, K, K, K])),
    row(Rgba, "G", bytes(1, [K, 0, K, K])),
    row(Rgba, "B", bytes(1, [K, K, 0, K])),
    row(Rgba, "A", bytes(1, [K, K, K, 0])),
    row(Rgba, "R;16L", bytes(2, [1, K, K, K])),
    row(Rgba, "G;16L", bytes(2, [K, 1, K, K])),
    row(Rgba, "B;16L", bytes(2, [K, K, 1, K])),
    row(Rgba, "A;16L", bytes(2, [K, K, K, 1])),
    row(Rgba, "R;16B", bytes(2, [0, K, K, K])),
    row(Rgba, "G;16B", bytes(2, [K, 0, K, K])),
    row(Rgba, "B;16B", bytes(2, [K, K, 0, K])),
    row(Rgba, "A;16B", bytes(2, [K, K, K, 0])),
    row(Rgba, "R;16N", bytes(2, [1, K, K, K])),
    row(Rgba, "G;16N", bytes(2, [K, 1, K, K])),
    row(Rgba, "B;16N", bytes(2, [K, K, 1, K])),
    row(Rgba, "A;16N", bytes(2, [K, K, K, 1])),
    row(RgbPremultiplied, "RGBa", bytes(4, [0, 1, 2, 3])),
    row(RgbPremultiplied, "BGRa", bytes(4, [2, 1, 0, 3])),
    row(RgbPremultiplied, "aRGB", bytes(4, [1, 2, 3, 0])),
    row(RgbPremultiplied, "aBGR", bytes(4, [3, 2, 1, 0])),
    row(Rgbx, "RGB", bytes(3, [0, 1, 2, F])),
    row(Rgbx, "RGB;L", Lines(3)),
    row(Rgbx, "RGB;16B", bytes(6, [0, 2, 4, F])),
    row(Rgbx, "BGR", bytes(3, [2, 1, 0, F])),
    row(Rgbx, "RGB;15", fields([5, 5, 5, 0])),
    row(Rgbx, "BGR;15", fields_bgr([5, 5, 5, 0], 0)),
    row(Rgbx, "RGB;4B", fields([4, 4, 4, 0])),
    row(Rgbx, "BGR;5", fields_bgr([5, 5, 5, 0], 0)),
    row(Rgbx, "RGBX", bytes(4, [0, 1, 2, 3])),
    row(Rgbx, "RGBXX", bytes(5, [0, 1, 2, 3])),
    row(Rgbx, "RGBXXX", bytes(6, [0, 1, 2, 3])),
    row(Rgbx, "RGBX;L", Lines(4)),
    row(Rgbx, "RGBX;16L", bytes(8, [1, 3, 5, 7])),
    row(Rgbx, "RGBX;16B", bytes(8, [0, 2, 4, 6])),
    row(Rgbx, "RGBX;16N", bytes(8, [1, 3, 5, 7])),
    row(Rgbx, "BGRX", bytes(4, [2, 1, 0, F])),
    row(Rgbx, "XRGB", bytes(4, [1, 2, 3, F])),
    row(Rgbx, "XBGR", bytes(4, [3, 2, 1, F])),
    row(Rgbx, "YCC;P", PhotoYcc),
    row(Rgbx, "R", bytes(1, [0, K, K, K])),
    row(Rgbx, "G", bytes(1, [K, 0, K, K])),
    row(Rgbx, "B", bytes(1, [K, K, 0, K])),
    row(Rgbx, "X", bytes(1, [K, K, K, 0])),
    row(Cmyk, "CMYK", bytes(4, [0, 1, 2, 3])),
    row(Cmyk, "CMYKX", bytes(5, [0, 1, 2, 3])),
    row(Cmyk, "CMYKXX", bytes(6, [0, 1, 2, 3])),
    row(Cmyk, "CMYK;I", flipped(4, [0, 1, 2, 3], [255; 4])),
    row(Cmyk, "CMYK;L", Lines(4)),
    row(Cmyk, "CMYK;16L", bytes(8, [1, 3, 5, 7])),
    row(Cmyk, "CMYK;16B", bytes(8, [0, 2, 4, 6])),
    row(Cmyk, "CMYK;16N", bytes(8, [1, 3, 5, 7])),
    row(Cmyk, "C", bytes(1, [0, K, K, K])),
    row(Cmyk, "M", bytes(1, [K, 0, K, K])),
    row(Cmyk, "Y", bytes(1, [K, K, 0, K])),
    row(Cmyk, "K", bytes(1, [K, K, K, 0])),
    row(Cmyk, "C;I", flipped(1, [0, K, K, K], [255; 4])),
    row(Cmyk, "M;I", flipped(1, [K, 0, K, K], [255; 4])),
    row(Cmyk, "Y;I", flipped(1, [K, K, 0, K], [255; 4])),
    row(Cmyk, "K;I", flipped(1, [K, K, K, 0], [255; 4])),
    row(YCbCr, "YCbCr", bytes(3, [0, 1, 2, F])),
    row(YCbCr, "YCbCr;L", Lines(3)),
    row(YCbCr, "YCbCrX", bytes(4, [0, 1, 2, F])),
    row(YCbCr, "YCbCrK", bytes(4, [0, 1, 2, F])),
    row(Lab, "LAB", bytes(3, [0, 1, 2, F])),
    row(Lab, "L", bytes(1, [0, K, K, K])),
    // A colour plane that comes alone has no sign: 128 is its middle.
    row(Lab, "A", flipped(1, [K, 0, K, K], [128; 4])),
    row(Lab, "B", flipped(1, [K, K, 0, K], [128; 4])),
    row(Hsv, "HSV", bytes(3, [0, 1, 2, F])),
    row(Hsv, "H", bytes(1, [0, K, K, K])),
    row(Hsv, "S", bytes(1, [K, 0, K, K])),
    row(Hsv, "V", bytes(1, [K, K, 0, K])),
    row(Int32, "I", Numbers(I32L)),
    row(Int32, "I;8", Numbers(U8)),
    row(Int32, "I;8S", Numbers(I8)),
    row(Int32, "I;16", Numbers(U16L)),
    row(Int32, "I;16S", Numbers(I16L)),
    row(Int32, "I;16B", Numbers(U16B)),
    row(Int32, "I;16BS", Numbers(I16B)),
    row(Int32, "I;16N", Numbers(U16L)),
    row(Int32, "I;16NS", Numbers(I16L)),
    row(Int32, "I;32", Numbers(U32L)),
    row(Int32, "I;32S", Numbers(I32L)),
    row(Int32, "I;32B", Numbers(U32B)),
    row(Int32, "I;32BS", Numbers(I32B)),
    row(Int32, "I;32N", Numbers(U32L)),
    row(Int32, "I;32NS", Numbers(I32L)),
    row(Float32, "F", Numbers(F32L)),
    row(Float32, "F;8", Numbers(U8)),
    row(Float32, "F;8S", Numbers(I8)),
    row(Float32, "F;16", Numbers(U16L)),
    row(Float32, "F;16S", Numbers(I16L)),
    row(Float32, "F;16B", Numbers(U16B)),
    row(Float32, "F;16BS", Numbers(I16B)),
    row(Float32, "F;16N", Numbers(U16L)),
    row(Float32, "F;16NS", Numbers(I16L)),
    row(Float32, "F;32", Numbers(U32L)),
    row(Float32, "F;32S", Numbers(I32L)),
    row(Float32, "F;32B", Numbers(U32B)),
    row(Float32, "F;32BS", Numbers(I32B)),
    row(Float32, "F;32N", Numbers(U32L)),
    row(Float32, "F;32NS", Numbers(I32L)),
    row(Float32, "F;32F", Numbers(F32L)),
    row(Float32, "F;32BF", Numbers(F32B)),
    row(Float32, "F;32NF", Numbers(F32L)),
    row(Float32, "F;64F", Numbers(F64L)),
    row(Float32, "F;64BF", Numbers(F64B)),
    row(Float32, "F;64NF", Numbers(F64L)),
    row(Int16, "I;16", Numbers(U16L)),
    row(Int16, "I;16B", Numbers(U16B)),
    row(Int16, "I;16N", Numbers(U16L)),
    row(Int16, "I;16R", Reversed(2)),
    row(Int16, "I;12", TwelveBits),
    row(Int16Big, "I;16B", Numbers(U16B)),
    row(Int16Big, "I;16N", Numbers(U16L)),
    row(Int16Little, "I;16L", Numbers(U16L)),
    row(Int16Little, "I;16N", Numbers(U16L)),
    row(Int16Native, "I;16N", Numbers(U16L)),
];

impl RawMode {
    /// The raw mode of that name for that mode, such as `"RGB", "BGR;15"`.
    pub fn find(mode: Mode, name: &str) -> Option<&'static Self> {
        Self::of(mode).find(|raw| raw.name == name)
    }

    /// All raw modes for one mode.
    pub fn of(mode: Mode) -> impl Iterator<Item = &'static Self> {
        RAW_MODES.iter().filter(move |raw| raw.mode == mode)
    }

    /// Bits a pixel, those included that its value does not depend on.
    pub const fn bits_per_pixel(&self) -> u32 {
        self.unpack.bits_per_pixel()
    }

    /// Bytes of a row, without what a stride puts behind it.
    pub const fn row_bytes(&self, width: u32) -> u64 {
        match self.unpack {
            // Each layer fills whole bytes by itself.
            Layers(count) => (width as u64).div_ceil(8) * count as u64,
            _ => (width as u64 * self.bits_per_pixel() as u64).div_ceil(8),
        }
    }
}
