//! Colour: which model a frame's components form, and rows of components to rows of pixels.
//!
//! YCbCr follows T.871 6.2 (ITU-R BT.601 with full range): R = Y + 1.402 Cr, G = Y − 0.344136 Cb − 0.714136 Cr,
//! B = Y + 1.772 Cb, Cb and Cr centred on 0. The reference rounds products with 16 fractional bits, halves up:
//!
//! ```text
//! R = Y + ((91881·Cr + 32768) >> 16)    G = Y + ((−22554·Cb − 46802·Cr + 32768) >> 16)
//! B = Y + ((116130·Cb + 32768) >> 16)
//! ```
//!
//! Whole multiples of 2^16 pass through such a shift unharmed, so 91881 = 65536 + 26345, 116130 = 2·65536 − 14942 and
//! 46802 = 65536 − 18734 leave constants of 15 bits: the same results, in 32 bits even for 16-bit samples.

use super::window::maximum;
use super::{lanes, Sample};
use crate::jpeg::syntax::header::Adobe;
use crate::lanes::{U8x16, WIDE};
use crate::{Code, Error};
use alloc::vec::Vec;

/// What the components of a frame mean together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorModel {
    /// One component.
    Grey,
    /// Luminance and two colour differences, shown as RGB.
    YCbCr,
    /// Red, green, blue.
    Rgb,
    /// Cyan, magenta, yellow, black.
    Cmyk,
    /// YCbCr of the complement of CMY, and black.
    Ycck,
    /// So many components without a common meaning.
    Planes(u16),
}

impl ColorModel {
    /// Samples a pixel after conversion: 1, 3 or 4, or the number of planes.
    pub const fn channels(self) -> u16 {
        match self {
            Self::Grey => 1,
            Self::YCbCr | Self::Rgb => 3,
            Self::Cmyk | Self::Ycck => 4,
            Self::Planes(n) => n,
        }
    }
}

/// How much ink a CMYK sample stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// 0 is no ink.
    Plain,
    /// 0 is full ink: what Adobe's applications write.
    Inverted,
}

impl Ink {
    /// Files with an Adobe segment are inverted.
    pub const fn of(adobe: Option<Adobe>) -> Self {
        match adobe {
            Some(_) => Self::Inverted,
            None => Self::Plain,
        }
    }
}

/// What a file says about the meaning of its components.
#[derive(Clone, Copy, Debug)]
pub struct ColorHints<'a> {
    /// Component identifiers, in the order of the frame header.
    pub ids: &'a [u8],
    /// Whether there is a JFIF segment.
    pub jfif: bool,
    /// The Adobe segment.
    pub adobe: Option<Adobe>,
    /// SOF marker's second byte: lossless frames without other hints are RGB.
    pub marker: u8,
    /// Bit offset that a warning shall name: that of the Adobe segment.
    pub at: u64,
}

/// Guesses the colour model as the reference does, with a warning where the Adobe transform is unknown.
pub fn color_model(hints: &ColorHints) -> (ColorModel, Option<Error>) {
    let transform = hints.adobe.map(|adobe| adobe.transform);
    let unknown = |transform: u8| {
        Some(Error::at_bit(Code::UnknownTransform, hints.at).with(transform.into()))
    };
    let lossless = matches!(hints.marker, 0xC3 | 0xC7 | 0xCB | 0xCF);
    match hints.ids {
        [_] => (ColorModel::Grey, None),
        [_, _, _] if hints.jfif => (ColorModel::YCbCr, None),
        ids @ [_, _, _] => match transform {
            Some(0) => (ColorModel::Rgb, None),
            Some(1) => (ColorModel::YCbCr, None),
            Some(other) => (ColorModel::YCbCr, unknown(other)),
            None if ids == b"RGB" || lossless => (ColorModel::Rgb, None),
            None => (ColorModel::YCbCr, None),
        },
        [_, _, _, _] => match transform {
            None | Some(0) => (ColorModel::Cmyk, None),
            Some(2) => (ColorModel::Ycck, None),
            Some(other) => (ColorModel::Ycck, unknown(other)),
        },
        ids => (ColorModel::Planes(ids.len() as u16), None),
    }
}

/// R, G, B before clamping. `cb`, `cr`: centred on 0.
#[inline(always)]
fn rgb_of(y: i32, cb: i32, cr: i32) -> [i32; 3] {
    const HALF: i32 = 1 << 15;
    [
        y + cr + ((26345 * cr + HALF) >> 16),
        y - cr + ((18734 * cr - 22554 * cb + HALF) >> 16),
        y + 2 * cb + ((HALF - 14942 * cb) >> 16),
    ]
}

/// R, G, B of 8-bit Y, Cb, Cr.
#[inline(always)]
fn rgb8(y: u8, cb: u8, cr: u8) -> [i32; 3] {
    rgb_of(y.into(), i32::from(cb) - 128, i32::from(cr) - 128)
}

#[inline(always)]
fn clamp8(value: i32) -> u32 {
    value.clamp(0, 255) as u32
}

/// Four bytes of an opaque pixel. Written as one word, which compilers turn into wide stores.
#[inline(always)]
fn opaque(r: u32, g: u32, b: u32) -> [u8; 4] {
    (r | g << 8 | b << 16 | 0xFF00_0000).to_le_bytes()
}

/// a · b / 255, rounded to nearest (never a tie, as 255 is odd). Exact for a · b ≤ 65535.
#[inline(always)]
fn product(a: u32, b: u32) -> u32 {
    let t = a * b + 128;
    (t + (t >> 8)) >> 8
}

// The converters stay functions of their own: as such their slices are known not to overlap, and the loops become
// wide; inlined into a caller they did not.

/// Grey to R G B A.
pub fn grey_to_rgba(grey: &[u8], rgba: &mut [u8]) {
    for (pixel, &y) in rgba.chunks_exact_mut(4).zip(grey) {
        pixel.copy_from_slice(&opaque(y.into(), y.into(), y.into()));
    }
}

/// R, G, B to R G B A. `rows`: of equal length; `rgba`: four bytes a sample of a row.
pub fn rgb_to_rgba(rows: [&[u8]; 3], rgba: &mut [u8]) {
    let [r, g, b] = rows;
    for (pixel, ((&r, &g), &b)) in rgba.chunks_exact_mut(4).zip(r.iter().zip(g).zip(b)) {
        pixel.copy_from_slice(&opaque(r.into(), g.into(), b.into()));
    }
}

/// Y, Cb, Cr to R G B A. `rows`: of equal length; `rgba`: four bytes a sample of a row.
pub fn ycbcr_to_rgba(rows: [&[u8]; 3], rgba: &mut [u8]) {
    let [y, cb, cr] = rows;
    for (pixel, ((&y, &cb), &cr)) in rgba.chunks_exact_mut(4).zip(y.iter().zip(cb).zip(cr)) {
        let [r, g, b] = rgb8(y, cb, cr);
        pixel.copy_from_slice(&opaque(clamp8(r), clamp8(g), clamp8(b)));
    }
}

// What follows appends: in memory that a vector has reserved, nothing need be written before the pixels are.

/// [`ycbcr_to_rgba`] onto the end of `rgba`, sixteen pixels at a time where the machine can.
pub fn push_ycbcr(rows: [&[u8]; 3], rgba: &mut Vec<u8>) {
    let [mut y, mut cb, mut cr] = rows;
    let width = y.len().min(cb.len()).min(cr.len());
    rgba.reserve(width.saturating_mul(4));
    if WIDE {
        let ((y16, y1), (cb16, cb1), (cr16, cr1)) = (
            y.as_chunks::<16>(),
            cb.as_chunks::<16>(),
            cr.as_chunks::<16>(),
        );
        for (y, (cb, cr)) in y16.iter().zip(cb16.iter().zip(cr16)) {
            push(lanes::ycbcr_to_rgba(y, cb, cr), rgba);
        }
        (y, cb, cr) = (y1, cb1, cr1);
    }
    ycbcr_to_rgba([y, cb, cr], room(rgba, y.len().saturating_mul(4)));
}

/// [`grey_to_rgba`] onto the end of `rgba`, sixteen pixels at a time where the machine can.
pub fn push_grey(grey: &[u8], rgba: &mut Vec<u8>) {
    let mut grey = grey;
    rgba.reserve(grey.len().saturating_mul(4));
    if WIDE {
        let (grey16, rest) = grey.as_chunks::<16>();
        for grey in grey16 {
            push(lanes::grey_to_rgba(grey), rgba);
        }
        grey = rest;
    }
    grey_to_rgba(grey, room(rgba, grey.len().saturating_mul(4)));
}

#[inline(always)]
fn push(pixels: [U8x16; 4], rgba: &mut Vec<u8>) {
    let mut bytes = [0; 64];
    let (places, _) = bytes.as_chunks_mut::<16>();
    for (place, four) in places.iter_mut().zip(pixels) {
        four.store(place);
    }
    rgba.extend_from_slice(&bytes);
}

/// Room for `count` more values at the end of a vector.
pub(super) fn room<T: Copy + Default>(data: &mut Vec<T>, count: usize) -> &mut [T] {
    let start = data.len();
    data.resize(start.saturating_add(count), T::default());
    data.get_mut(start..).unwrap_or(&mut [])
}

/// C, M, Y, K to R G B A for showing: R = C · K / 255 rounded to nearest where 0 is full ink, otherwise the same of
/// 255 − C and 255 − K. No colour profile is applied.
pub fn cmyk_to_rgba(rows: [&[u8]; 4], ink: Ink, rgba: &mut [u8]) {
    let [c, m, y, k] = rows;
    let flip = flip8(ink);
    let samples = c.iter().zip(m).zip(y.iter().zip(k));
    for (pixel, ((&c, &m), (&y, &k))) in rgba.chunks_exact_mut(4).zip(samples) {
        let light = |sample: u8| product((sample ^ flip).into(), (k ^ flip).into());
        pixel.copy_from_slice(&opaque(light(c), light(m), light(y)));
    }
}

/// Y, Cb, Cr, K to R G B A for showing: to CMYK (255 − R, 255 − G, 255 − B, K), then as [`cmyk_to_rgba`].
pub fn ycck_to_rgba(rows: [&[u8]; 4], ink: Ink, rgba: &mut [u8]) {
    let [y, cb, cr, k] = rows;
    let flip = flip8(ink);
    let samples = y.iter().zip(cb).zip(cr.iter().zip(k));
    for (pixel, ((&y, &cb), (&cr, &k))) in rgba.chunks_exact_mut(4).zip(samples) {
        let [c, m, y] = rgb8(y, cb, cr).map(|light| clamp8(255 - light) ^ u32::from(flip));
        let k = u32::from(k ^ flip);
        pixel.copy_from_slice(&opaque(product(c, k), product(m, k), product(y, k)));
    }
}

/// 255 − v is v ^ 255.
#[inline(always)]
const fn flip8(ink: Ink) -> u8 {
    match ink {
        Ink::Plain => 255,
        Ink::Inverted => 0,
    }
}

/// Rows to interleaved samples at full depth: grey; RGB (from YCbCr); CMYK as stored (from YCCK); planes as they are.
///
/// `rows`: one a component, of equal length. `out`: [`ColorModel::channels`] samples a pixel.
pub fn interleave<T: Sample>(model: ColorModel, rows: &[&[T]], precision: u8, out: &mut [u16]) {
    let channels = usize::from(model.channels());
    for (channel, row) in rows.iter().take(channels).enumerate() {
        let places = out.iter_mut().skip(channel).step_by(channels);
        for (place, sample) in places.zip(*row) {
            *place = sample.get();
        }
    }
    convert(model, precision, out);
}

/// Pixels of a model with colour differences to RGB or CMYK, where they are.
fn convert(model: ColorModel, precision: u8, pixels: &mut [u16]) {
    let max = maximum(precision) as i32;
    let rgb = |y: u16, cb: u16, cr: u16| {
        let centred = |sample: u16| i32::from(sample) - (max + 1) / 2;
        rgb_of(y.into(), centred(cb), centred(cr))
    };
    let clamp = |value: i32| value.clamp(0, max) as u16;
    match model {
        ColorModel::YCbCr => {
            for pixel in pixels.as_chunks_mut::<3>().0 {
                let [y, cb, cr] = *pixel;
                *pixel = rgb(y, cb, cr).map(clamp);
            }
        }
        ColorModel::Ycck => {
            for pixel in pixels.as_chunks_mut::<4>().0 {
                let [y, cb, cr, k] = *pixel;
                let [c, m, y] = rgb(y, cb, cr).map(|light| clamp(max - light));
                *pixel = [c, m, y, k];
            }
        }
        _ => {}
    }
}

/// C, M, Y, K at full depth to R, G, B at full depth for showing: R = C · K / (2^P − 1) rounded to nearest where 0 is
/// full ink, otherwise the same of the complements.
pub(super) fn cmyk_to_rgb(cmyk: [u16; 4], ink: Ink, precision: u8) -> [u16; 3] {
    let max = maximum(precision);
    let light = |sample: u16| match ink {
        Ink::Inverted => u32::from(sample).min(max),
        Ink::Plain => max - u32::from(sample).min(max),
    };
    let [c, m, y, k] = cmyk.map(light);
    // 65535² + 32767 fits.
    [c, m, y].map(|sample| ((sample * k + max / 2) / max) as u16)
}
