//! PNG, W3C Portable Network Graphics (Third Edition).
//!
//! The fields of every chunk are this project's own; pixels come from the crate `png`, with the feature `png`. What is
//! deflated belongs to no single pixel, so that [`inspect`] goes down to chunks and their fields.

mod chunks;
pub(crate) mod crc;
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
    map: |_, _| None,
};
