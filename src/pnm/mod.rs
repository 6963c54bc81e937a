//! The netpbm formats: PBM, PGM, PPM (plain `P1`–`P3`, binary `P4`–`P6`) and PAM (`P7`).
//!
//! [`read`] gives samples as stored, [`inspect`] names the fields, [`map`] leads from pixels to bits and back;
//! [`write()`] goes the other way, from `P1` to `P6`.

mod header;
mod plain;
mod read;
mod write;

pub use read::{inspect, map, read, Raster};
pub use write::{write, Kind};

use crate::format::{Decoded, Format};
use crate::{Error, Limits};

/// The row of the plug-in table.
pub const FORMAT: Format = Format {
    name: "pnm",
    probe: header::probe,
    inspect,
    tiles: None,
    decode,
    samples: read::samples,
    map,
};

fn decode(data: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let (raster, warnings) = read(data, limits)?;
    Ok(Decoded {
        image: raster.to_image(),
        warnings,
        resolution: None,
    })
}
