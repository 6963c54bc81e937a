//! PGM, PPM and PAM headers, and samples as these formats store them.

use crate::output::{write_in_blocks, Output};
use pixelbits::Samples;
use std::io::{self, Write};

/// Largest sample value, `2^P − 1`: it tells the precision, and the samples stay as they are.
fn maxval(samples: &Samples) -> u32 {
    (1 << samples.precision) - 1
}

/// A byte a sample, two (most significant first) where the largest value needs them.
fn write_samples(out: &mut Output, samples: &Samples) -> io::Result<()> {
    if maxval(samples) > 255 {
        write_in_blocks(out, &samples.data, |sample| sample.to_be_bytes())
    } else {
        write_in_blocks(out, &samples.data, |&sample| [sample as u8])
    }
}

/// A grey picture as PGM (P5).
pub fn write_pgm(out: &mut Output, samples: &Samples) -> io::Result<()> {
    let Samples { width, height, .. } = samples;
    write!(out, "P5\n{width} {height}\n{}\n", maxval(samples))?;
    write_samples(out, samples)
}

/// A picture of three channels as PPM (P6).
pub fn write_ppm(out: &mut Output, samples: &Samples) -> io::Result<()> {
    let Samples { width, height, .. } = samples;
    write!(out, "P6\n{width} {height}\n{}\n", maxval(samples))?;
    write_samples(out, samples)
}

/// Any number of channels as PAM (P7).
pub fn write_pam(out: &mut Output, samples: &Samples) -> io::Result<()> {
    let Samples {
        width,
        height,
        channels,
        ..
    } = samples;
    write!(
        out,
        "P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {channels}\n"
    )?;
    writeln!(out, "MAXVAL {}", maxval(samples))?;
    let tuple_type = match channels {
        1 => "GRAYSCALE",
        3 => "RGB",
        4 => "CMYK",
        _ => "",
    };
    if !tuple_type.is_empty() {
        writeln!(out, "TUPLTYPE {tuple_type}")?;
    }
    writeln!(out, "ENDHDR")?;
    write_samples(out, samples)
}
