//! Component samples and coefficients as they are, without any header.

use crate::output::{read, write_in_blocks, Output};
use crate::Ending;
use pixelbits::jpeg::{self, Options};
use std::path::PathBuf;

/// Input and output.
#[derive(clap::Args)]
pub struct Arguments {
    /// JPEG file
    file: PathBuf,
    /// Output file
    #[arg(short, long)]
    output: PathBuf,
}

/// Planes one after the other, each `width × height` samples, row-major: a byte each, two (little-endian) above 8 bits.
pub fn planes(arguments: &Arguments) -> Ending {
    let data = read(&arguments.file)?;
    let outcome = jpeg::planes(&data, &Options::default())?;
    let mut out = Output::create(&arguments.output)?;
    for plane in &outcome.value {
        if plane.precision > 8 {
            write_in_blocks(&mut out, &plane.samples, |sample| sample.to_le_bytes())?;
        } else {
            write_in_blocks(&mut out, &plane.samples, |&sample| [sample as u8])?;
        }
    }
    out.finish()?;
    Ok(outcome.warnings)
}

/// Components one after the other, each `blocks_across × blocks_down` blocks of 64 coefficients in natural order.
pub fn coefficients(arguments: &Arguments) -> Ending {
    let data = read(&arguments.file)?;
    let outcome = jpeg::coefficients(&data, &Options::default())?;
    let mut out = Output::create(&arguments.output)?;
    for component in &outcome.value {
        for block in &component.blocks {
            write_in_blocks(&mut out, block, |c| c.to_le_bytes())?;
        }
    }
    out.finish()?;
    Ok(outcome.warnings)
}
