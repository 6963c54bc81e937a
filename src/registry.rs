//! The plug-in table: one row per format. A new format is one file and one row.

pub use crate::format::{Decoded, Format, Inspection};

/// Every format, in the order in which they are asked.
pub const FORMATS: &[Format] = &[crate::jpeg::FORMAT];

/// The first format that claims a file.
pub fn probe(data: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.probe)(data))
}
