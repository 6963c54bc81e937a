//! What a format offers: the columns of the plug-in table.

use crate::field::Field;
use crate::pixelmap::PixelMap;
use crate::{Error, Image, Limits, Resolution, Samples};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// What inspecting a file gives: never nothing, and never only an error.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// Fields in file order; their leaves tile the file.
    pub fields: Vec<Field>,
    /// What was wrong, in file order.
    pub errors: Vec<Error>,
}

/// A decoded picture and what was odd about its file.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The pixels, turned as the file asks.
    pub image: Image,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
    /// Pixels a metre, where the file tells.
    pub resolution: Option<Resolution>,
}

/// What the samples of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Lightness.
    Grey,
    /// Lightness and opacity.
    GreyAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, opacity.
    RgbAlpha,
    /// Four inks, as stored.
    Cmyk,
    /// Any number, unnamed.
    Other,
}

/// A picture decoded at full depth.
#[derive(Clone, Debug)]
pub struct DecodedSamples {
    /// The samples, turned as the file asks. The largest value is `2^precision − 1`, whatever the file's own.
    pub samples: Samples,
    /// What they are.
    pub channels: Channels,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
    /// Pixels a metre, where the file tells.
    pub resolution: Option<Resolution>,
}

impl From<Decoded> for DecodedSamples {
    /// Eight bits a sample; without opacity where every pixel is opaque.
    fn from(decoded: Decoded) -> Self {
        let Image {
            width,
            height,
            rgba,
        } = decoded.image;
        let opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
        let (channels, kept) = match opaque {
            true => (Channels::Rgb, 3),
            false => (Channels::RgbAlpha, 4),
        };
        let pixels = rgba.chunks_exact(4);
        let data = pixels.flat_map(|pixel| pixel.iter().take(kept).map(|&v| v.into()));
        Self {
            samples: Samples {
                width,
                height,
                channels: kept as u16,
                precision: 8,
                data: data.collect(),
            },
            channels,
            warnings: decoded.warnings,
            resolution: decoded.resolution,
        }
    }
}

/// Leads from pixels to bits and back, where a format can do that pixel by pixel.
pub type MapOf = for<'a> fn(&'a [u8], &Limits) -> Option<Box<dyn PixelMap + 'a>>;

/// One format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Identifier, such as `"jpeg"`.
    pub name: &'static str,
    /// Looks at the first bytes and answers quickly.
    pub probe: fn(&[u8]) -> bool,
    /// Names every bit.
    pub inspect: fn(&[u8], &Limits) -> Inspection,
    /// Makes pixels.
    pub decode: fn(&[u8], &Limits) -> Result<Decoded, Error>,
    /// Makes samples at full depth.
    pub samples: fn(&[u8], &Limits) -> Result<DecodedSamples, Error>,
    /// Which bits made a pixel, and which pixels a bit made. `None` where the file has no pixels, or where bits are shared
    /// by pixels in a way that no list tells: a JPEG's are [`jpeg::Tracer`](crate::jpeg::Tracer)'s, a PNG's are deflated.
    pub map: MapOf,
}
