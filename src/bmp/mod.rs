//! BMP: a file header and a device-independent bitmap, [MS-WMF] 2.2.2.9 and its relatives.
//!
//! [`read`] makes pixels of every kind there is, [`inspect`] names the fields, [`map`] leads from pixels to bits and back;
//! [`write()`] and [`write_bitmap`] go the other way.

mod header;
mod huffman;
mod indexed;
mod map;
mod pen;
mod pixels;
mod read;
mod rle;
mod write;

pub use indexed::write_bitmap;
pub use map::map;
pub use read::{inside, inspect, read, Bitmap};
pub use write::{write, Depth, Writer};

use crate::format::{Decoded, DecodedSamples, Format};
use crate::{Error, Limits};
use header::Header;

/// The row of the plug-in table.
pub const FORMAT: Format = Format {
    name: "bmp",
    probe: header::probe,
    inspect,
    tiles: None,
    decode,
    samples: |data, limits| decode(data, limits).map(DecodedSamples::from),
    map,
};

fn decode(data: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let bitmap = read(data, limits)?;
    Ok(Decoded {
        image: bitmap.image,
        warnings: bitmap.warnings,
        resolution: bitmap.resolution,
    })
}

/// Bytes of a row of pixels as they are: filled up to a multiple of four.
fn stride_bytes(header: &Header) -> usize {
    let bits = u64::from(header.width) * u64::from(header.bits);
    usize::try_from(bits.div_ceil(32) * 4).unwrap_or(usize::MAX)
}
