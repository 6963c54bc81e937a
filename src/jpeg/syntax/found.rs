//! What the application segments of a file say about its picture.

use super::header::Adobe;
use super::Embedded;
use crate::{Orientation, Resolution};
use alloc::vec::Vec;

/// What application segments say about the picture.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Version of the first JFIF segment.
    pub jfif: Option<u16>,
    /// What the first JFIF segment with a unit says.
    pub jfif_resolution: Option<Resolution>,
    /// What the first EXIF segment says.
    pub exif_resolution: Option<Resolution>,
    /// The first valid orientation of an EXIF IFD0.
    pub orientation: Option<Orientation>,
    /// The last Adobe segment before the first scan.
    pub adobe: Option<Adobe>,
    /// A scan has begun.
    pub scan: bool,
    /// Pictures inside segments, or which segments point to.
    pub pictures: Vec<Embedded>,
}

/// Rounds `pixels.0 / pixels.1` pixels a unit to pixels a metre: 72 per inch are 2835. `None` for zero and infinity.
fn per_metre(pixels: (u32, u32), unit: Unit) -> Option<u32> {
    let (numerator, denominator) = (u64::from(pixels.0), u64::from(pixels.1));
    let (units, metres) = match unit {
        Unit::Inch => (10_000, 254),
        Unit::Centimetre => (100, 1),
    };
    // Neither product exceeds 2^32 · 10^4.
    let (numerator, denominator) = (numerator * units, denominator * metres);
    let rounded = (numerator + denominator / 2).checked_div(denominator)?;
    u32::try_from(rounded).ok().filter(|&pixels| pixels > 0)
}

/// What a density is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Inch,
    Centimetre,
}

/// Both densities, or none.
pub(super) fn resolution(x: (u32, u32), y: (u32, u32), unit: Unit) -> Option<Resolution> {
    Some(Resolution {
        x_per_metre: per_metre(x, unit)?,
        y_per_metre: per_metre(y, unit)?,
    })
}
