//! JPEG, ITU-T T.81 | ISO/IEC 10918-1: the order of the stages, nothing else.
//!
//! ```text
//! bytes → syntax → unstuff → scan(block(huffman)) → frame of coefficients → idct → upsample → colour → Image
//! ```

mod abbreviated;
mod budget;
mod damage;
mod decoder;
pub mod entropy;
mod excerpt;
pub mod frame;
mod hierarchy;
mod lines;
mod picture;
pub mod pixels;
mod progression;
mod reader;
mod redecode;
pub mod rewrite;
mod scale;
mod sequence;
mod shares;
mod side_by_side;
pub mod statistics;
pub mod syntax;
mod thumbnail;
mod tracer;
pub mod trials;
mod walk;

pub use abbreviated::TableStream;
pub use damage::{DamageMap, McuState};
pub use decoder::{Advance, Decoder, Step};
pub use excerpt::{Excerpt, Frequencies, Until};
pub use lines::{ComponentLines, Conversion, SampleDecoder};
pub use redecode::{KeptFrame, Memory};
pub use scale::{ReducedComponent, Scale};
pub use sequence::Sequence;
pub use thumbnail::{thumbnail, Stored};
pub use tracer::{
    Anatomy, BlockPixels, Brought, FileSpan, Part, PixelBits, Place, Prediction, Tracer,
};

pub use crate::outcome::Outcome;

use crate::format::{Channels, Decoded, DecodedSamples, Format, Inspection};
use crate::raw::{Mode, RawImage};
use crate::tile::{self, Parameters, Region, Tile, TileList};
use crate::trace::{NoTrace, Sink};
use crate::{Error, Image, Limits, Resolution, Samples};
use alloc::vec::Vec;
use frame::Block;
use pixels::View;

/// The row of the plug-in table.
pub const FORMAT: Format = Format {
    name: "jpeg",
    probe,
    inspect,
    tiles: Some(tiles),
    decode: decode_format,
    samples: samples_format,
    map: |_, _| None,
};

/// The row of the table of decoders: a whole file, from a tile's offset on, to RGBA, turned as EXIF asks.
pub const DECODER: tile::Decoder = tile::Decoder {
    name: "jpeg",
    decode: |data, tile, limits| {
        let start = usize::try_from(tile.offset_bytes).unwrap_or(usize::MAX);
        let moved = |error: Error| Error {
            at: error.at.saturating_add(tile.offset_bytes.saturating_mul(8)),
            ..error
        };
        let file = data.get(start..).unwrap_or(&[]);
        let Decoded {
            image, warnings, ..
        } = decode_format(file, limits).map_err(moved)?;
        Ok(Outcome {
            value: RawImage::from_image(image),
            warnings: warnings.into_iter().map(moved).collect(),
        })
    },
};

/// Whether the EXIF orientation is applied to what is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orient {
    /// Turned as the file asks.
    #[default]
    Apply,
    /// As stored.
    Ignore,
}

/// Whether coefficients that an incomplete progressive file leaves open are estimated: T.81 K.8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Smoothing {
    /// From the DC values around, as the reference decoder does.
    #[default]
    Estimate,
    /// They stay zero.
    Off,
}

/// How to decode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the file may ask for.
    pub limits: Limits,
    /// Whether the EXIF orientation is applied.
    pub orient: Orient,
    /// Whether coefficients that an incomplete progressive file leaves open are estimated.
    pub smoothing: Smoothing,
    /// How samples become the pixels of a canvas.
    pub view: View,
    /// How large the decoded picture is.
    pub scale: Scale,
    /// What of the file the picture is made of.
    pub excerpt: Excerpt,
    /// In which order coefficients are taken to stand. [`coefficients`] keeps to the standard's.
    pub sequence: Sequence,
}

/// The component samples of a frame before upsampling and colour conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    /// Width in samples: `ceil(X · H / Hmax)`, less in a reduced picture.
    pub width: u32,
    /// Height in samples: `ceil(Y · V / Vmax)`, less in a reduced picture.
    pub height: u32,
    /// Bits a sample.
    pub precision: u8,
    /// `width × height` samples, row-major.
    pub samples: Vec<u16>,
}

/// The quantised coefficients of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentBlocks {
    /// Blocks across: `ceil(width / 8)`.
    pub blocks_across: u32,
    /// Blocks down: `ceil(height / 8)`.
    pub blocks_down: u32,
    /// `blocks_across × blocks_down` blocks, row-major, natural order inside each.
    pub blocks: Vec<Block>,
}

/// Decodes to RGBA for a canvas.
pub fn decode(data: &[u8], options: &Options) -> Result<Outcome<Image>, Error> {
    let mut decoder = Decoder::new(data, options)?;
    let (width, height) = decoder.size();
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    while decoder.step_onto(&mut rgba)? != Advance::Done {}
    let image = Image {
        width,
        height,
        rgba,
    };
    let value = match options.orient {
        Orient::Apply => image.oriented(decoder.structure().orientation),
        Orient::Ignore => image,
    };
    Ok(Outcome {
        value,
        warnings: decoder.warnings(),
    })
}

/// Decodes to samples at full depth: grey, RGB (from YCbCr), CMYK as stored (from YCCK), or any number of components.
pub fn samples(data: &[u8], options: &Options) -> Result<Outcome<Samples>, Error> {
    let Outcome { value, warnings } = decoder::samples(data, options)?;
    let value = match options.orient {
        Orient::Apply => value.oriented(syntax::parse(data, &options.limits).orientation),
        Orient::Ignore => value,
    };
    Ok(Outcome { value, warnings })
}

/// Decodes to component planes, before upsampling and colour conversion; never turned.
pub fn planes(data: &[u8], options: &Options) -> Result<Outcome<Vec<Plane>>, Error> {
    decoder::planes(data, options, &mut NoTrace)
}

/// The same while `sink` listens: the very routines that decode say what each bit was for.
///
/// Spans count in the unstuffed stream of their scan and start again with each scan. [`Tracer`] places them in the file.
pub fn observe(
    data: &[u8],
    options: &Options,
    sink: &mut impl Sink,
) -> Result<Outcome<Vec<Plane>>, Error> {
    decoder::planes(data, options, sink)
}

/// Decodes to quantised coefficients.
pub fn coefficients(
    data: &[u8],
    options: &Options,
) -> Result<Outcome<Vec<ComponentBlocks>>, Error> {
    decoder::coefficients(data, options)
}

/// A start-of-image marker and the first byte of another, perhaps behind fill bytes.
fn probe(data: &[u8]) -> bool {
    data.starts_with(&[0xFF, 0xD8, 0xFF])
}

fn inspect(data: &[u8], limits: &Limits) -> Inspection {
    let structure = syntax::parse(data, limits);
    Inspection {
        fields: structure.fields,
        errors: structure.errors,
    }
}

/// One tile: the whole picture, from the first byte on.
fn tiles(data: &[u8], limits: &Limits) -> Result<TileList, Error> {
    let decoder = Decoder::new(data, &with_limits(limits))?;
    let (width, height) = match (decoder.size(), decoder.structure().orientation) {
        ((width, height), orientation) if orientation.swaps_axes() => (height, width),
        (size, _) => size,
    };
    Ok(TileList {
        mode: Mode::Rgba,
        width,
        height,
        tiles: alloc::vec![Tile {
            decoder: DECODER.name,
            region: Region::whole(width, height),
            offset_bytes: 0,
            parameters: Parameters::None,
        }],
    })
}

fn decode_format(data: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let Outcome { value, warnings } = decode(data, &with_limits(limits))?;
    Ok(Decoded {
        image: value,
        warnings,
        resolution: resolution(data, limits),
    })
}

fn samples_format(data: &[u8], limits: &Limits) -> Result<DecodedSamples, Error> {
    let Outcome { value, warnings } = samples(data, &with_limits(limits))?;
    Ok(DecodedSamples {
        channels: match value.channels {
            1 => Channels::Grey,
            3 => Channels::Rgb,
            4 => Channels::Cmyk,
            _ => Channels::Other,
        },
        samples: value,
        warnings,
        resolution: resolution(data, limits),
    })
}

fn with_limits(limits: &Limits) -> Options {
    Options {
        limits: *limits,
        ..Options::default()
    }
}

/// What the file says, for the picture as it is turned.
fn resolution(data: &[u8], limits: &Limits) -> Option<Resolution> {
    let structure = syntax::parse(data, limits);
    let told = structure.resolution?;
    Some(match structure.orientation.swaps_axes() {
        true => Resolution {
            x_per_metre: told.y_per_metre,
            y_per_metre: told.x_per_metre,
        },
        false => told,
    })
}
