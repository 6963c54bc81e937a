//! PNG, W3C Portable Network Graphics (Third Edition).
//!
//! The fields of every chunk are this project's own, and so is what leads from pixels to deflated bits and back; pixels come from the
//! crate `png`, with the feature `png`.

mod chunks;
pub(crate) mod crc;
mod deflate;
mod map;
mod pixels;

pub use chunks::inspect;

use crate::format::Format;

/// The eight bytes that every file begins with: PNG 5.2.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// The row of the plug-in table.
pub const FORMAT: Format = Format {
    name: "png",
    probe: |data| data.starts_with(SIGNATURE),
    inspect,
    tiles: None,
    decode: pixels::decode,
    samples: pixels::samples,
    map: map::map,
};
