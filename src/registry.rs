//! The plug-in table: one row per format. A new format is one file and one row.

pub use crate::format::{Channels, Decoded, DecodedSamples, Format, Inspection, MapOf};

/// Every format, in the order in which they are asked.
pub const FORMATS: &[Format] = &[
    crate::jpeg::FORMAT,
    crate::png::FORMAT,
    crate::pnm::FORMAT,
    crate::bmp::FORMAT,
];

/// The first format that claims a file.
pub fn probe(data: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.probe)(data))
}
