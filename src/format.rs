//! What a format offers: the columns of the plug-in table, and how to write a plug-in.
//!
//! # How to write a plug-in
//!
//! A format is one file with one constant of type [`Format`], and one row in [`registry::FORMATS`](crate::registry::FORMATS).
//! The constant answers six questions about a file. [`spam`](crate::spam) answers them for the smallest format there is, and
//! is written to be read: begin with a copy of it.
//!
//! 1. **Is it mine?** [`Format::probe`] looks at the first bytes and says yes or no. It is asked of every file that is
//!    opened, so it only compares: no parsing, no allocation, no look at the end of the file. Two letters are no proof; look at
//!    what must follow them, too.
//! 2. **What is in it?** [`Format::inspect`] names every bit. It opens a section in a [`Ledger`](crate::field::Ledger) for each
//!    part of the file, reads it with a [`Reader`](crate::field::Reader), for which reading and labelling are one act, and
//!    closes it. It never fails: what cannot be read is an error in the list, with the bit where it was met, and bits that it
//!    did not understand become fields called `unclaimed`. The leaves tile the file; a test of the plug-in holds that for
//!    good files and broken ones.
//! 3. **How do its pixels load?** [`Format::tiles`] gives a [`TileList`]: the mode and size of the picture, and which decoder
//!    makes which part of it, from which byte on, with which parameters. Pixels that are stored as they are need no more than
//!    that: the decoders `raw` and `bit` know some two hundred layouts. A format of its own coding brings a
//!    [`Decoder`](crate::tile::Decoder) as a row for [`registry::DECODERS`](crate::registry::DECODERS). Where a picture is
//!    no sum of parts, `None` is an answer.
//! 4. **What does it look like?** [`Format::decode`] gives a picture for a canvas and warnings. A format with tiles runs
//!    [`tile::load`](crate::tile::load) over them and takes [`RawImage::to_image`](crate::raw::RawImage::to_image).
//! 5. **What does it hold?** [`Format::samples`] gives the same picture at full depth. Of tiles, [`DecodedSamples::of_raw`]
//!    makes it; of a picture that has no more than 8 bits a channel, [`DecodedSamples::from`].
//! 6. **Which bits made a pixel?** [`Format::map`] leads from pixels to bits and back. Pixels that are stored as they are need
//!    but their place and size ([`pixelmap::Rows`](crate::pixelmap::Rows)). Where bits belong to no single pixel, `None` is an
//!    answer.
//!
//! What holds for the whole core holds for a plug-in: any input may be given; nothing panics, overflows, or allocates from
//! an unchecked header ([`Limits`] come first); what is read of a header in `inspect` and in `tiles` is read by one and the
//! same routine.
//!
//! ```
//! use pixelbits::{registry, Limits};
//!
//! // The whole of a SPAM file: 128 bytes of text, and a pixel of 24 bits.
//! let mut file = b"SPAM 1 1 24 ".to_vec();
//! file.resize(128, b' ');
//! file.extend([10, 20, 30]);
//!
//! let limits = Limits::default();
//! let format = registry::probe(&file).ok_or("an unknown format")?;
//! assert_eq!(format.name, "spam");
//! let fields = (format.inspect)(&file, &limits).fields;
//! let width = fields.iter().find(|field| field.name == "width").ok_or("no width")?;
//! assert_eq!((width.start, width.bits), (5 * 8, 8));
//! let tiles = format.tiles.ok_or("no tiles")?;
//! assert_eq!(tiles(&file, &limits)?.tiles[0].offset_bytes, 128);
//! let picture = registry::load(&file, &limits)?;
//! assert_eq!(picture.value.pixel(0, 0), Some([10.0, 20.0, 30.0, 0.0]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::field::Field;
use crate::pixelmap::PixelMap;
use crate::raw::{Mode, RawImage, Window};
use crate::tile::TileList;
use crate::{Error, Image, Limits, Outcome, Resolution, Samples};
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

impl DecodedSamples {
    /// What tiles load, or what raw bytes are, with opacity where the mode has it; numbers as the window shows them.
    pub fn of_raw(loaded: &Outcome<RawImage>, window: Window) -> Self {
        let value = &loaded.value;
        let warnings = loaded.warnings.clone();
        match value.mode() {
            Mode::GreyAlpha
            | Mode::GreyPremultiplied
            | Mode::PaletteAlpha
            | Mode::Rgba
            | Mode::RgbPremultiplied => Decoded {
                image: value.to_image(window),
                warnings,
                resolution: None,
            }
            .into(),
            _ => {
                let samples = value.to_samples(window);
                Self {
                    channels: match samples.channels {
                        1 => Channels::Grey,
                        _ => Channels::Rgb,
                    },
                    samples,
                    warnings,
                    resolution: None,
                }
            }
        }
    }
}

/// Leads from pixels to bits and back, where a format can do that pixel by pixel.
pub type MapOf = for<'a> fn(&'a [u8], &Limits) -> Option<Box<dyn PixelMap + 'a>>;

/// Reads as much of a file as it takes to say how its pixels load.
pub type Tiles = fn(&[u8], &Limits) -> Result<TileList, Error>;

/// One format. The [module](self) says how each column is filled.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Identifier, such as `"jpeg"`.
    pub name: &'static str,
    /// Looks at the first bytes and answers quickly.
    pub probe: fn(&[u8]) -> bool,
    /// Names every bit.
    pub inspect: fn(&[u8], &Limits) -> Inspection,
    /// Says how the pixels load; `None` where only `decode` can tell.
    pub tiles: Option<Tiles>,
    /// Makes pixels.
    pub decode: fn(&[u8], &Limits) -> Result<Decoded, Error>,
    /// Makes samples at full depth.
    pub samples: fn(&[u8], &Limits) -> Result<DecodedSamples, Error>,
    /// Which bits made a pixel, and which pixels a bit made. `None` where the file has no pixels, or where bits are shared
    /// by pixels in a way that no list tells: a JPEG's are [`jpeg::Tracer`](crate::jpeg::Tracer)'s, a PNG's are deflated.
    pub map: MapOf,
}
