//! The plug-in table: one row per format. A new format is one file and one row; [`format`](crate::format) says how.

pub use crate::format::{Channels, Decoded, DecodedSamples, Format, Inspection, MapOf};

use crate::raw::RawImage;
use crate::tile::{self, Decoder};
use crate::{bmp, jpeg, png, pnm, signature, spam, Code, Error, Limits, Outcome};

/// Every format, in the order in which they are asked.
pub const FORMATS: &[Format] = &[
    jpeg::FORMAT,
    png::FORMAT,
    pnm::FORMAT,
    bmp::FORMAT,
    spam::FORMAT,
];

/// Every decoder that tiles may name.
pub const DECODERS: &[Decoder] = &[tile::RAW, tile::BITS, jpeg::DECODER];

/// The first format that claims a file.
pub fn probe(data: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.probe)(data))
}

/// The error of a file that no format claims.
pub fn refusal(data: &[u8]) -> Error {
    match data {
        [] => Error::at_bit(Code::Empty, 0),
        _ => signature::refusal(data).unwrap_or(Error::at_bit(Code::UnknownFormat, 0)),
    }
}

/// Loads a picture of any format with all that its pixels say: by its tiles, or, where it has none, as RGBA.
pub fn load(data: &[u8], limits: &Limits) -> Result<Outcome<RawImage>, Error> {
    let format = probe(data).ok_or_else(|| refusal(data))?;
    if let Some(tiles) = format.tiles {
        return tile::load(data, &tiles(data, limits)?, DECODERS, limits);
    }
    let Decoded {
        image, warnings, ..
    } = (format.decode)(data, limits)?;
    Ok(Outcome {
        value: RawImage::from_image(image),
        warnings,
    })
}
