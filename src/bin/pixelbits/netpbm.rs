//! PGM, PPM and PAM headers, and samples as these formats store them.

use crate::output::{write_in_blocks, Output};
use pixelbits::registry::Channels;
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
pub fn write_pam(out: &mut Output, samples: &Samples, meaning: Channels) -> io::Result<()> {
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
    let tuple_type = match meaning {
        Channels::Grey => "GRAYSCALE",
        Channels::GreyAlpha => "GRAYSCALE_ALPHA",
        Channels::Rgb => "RGB",
        Channels::RgbAlpha => "RGB_ALPHA",
        Channels::Cmyk => "CMYK",
        Channels::Other => "",
    };
    if !tuple_type.is_empty() {
        writeln!(out, "TUPLTYPE {tuple_type}")?;
    }
    writeln!(out, "ENDHDR")?;
    write_samples(out, samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(samples: &Samples, write: fn(&mut Output, &Samples) -> io::Result<()>) -> Vec<u8> {
        let name = format!("pixelbits-{}-{}.pnm", std::process::id(), samples.precision);
        let path = std::env::temp_dir().join(name);
        let mut out = Output::create(&path).unwrap();
        write(&mut out, samples).unwrap();
        assert!(out.finish().is_ok());
        let file = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        file
    }

    /// Above 8 bits two bytes a sample, the most significant first; below 8, the largest value says so.
    #[test]
    fn other_precisions() {
        let samples = |precision, data: &[u16]| Samples {
            width: data.len() as u32,
            height: 1,
            channels: 1,
            precision,
            data: data.into(),
        };
        let file = written(&samples(12, &[0x123, 0xFFF]), write_pgm);
        assert_eq!(file, b"P5\n2 1\n4095\n\x01\x23\x0F\xFF");
        let file = written(&samples(9, &[0x1FF]), write_pgm);
        assert_eq!(file, b"P5\n1 1\n511\n\x01\xFF");
        let file = written(&samples(16, &[0x1FF]), write_pgm);
        assert_eq!(file, b"P5\n1 1\n65535\n\x01\xFF");
        let file = written(&samples(2, &[3, 1]), write_pgm);
        assert_eq!(file, b"P5\n2 1\n3\n\x03\x01");
        let five = Samples {
            channels: 5,
            width: 1,
            ..samples(8, &[1, 2, 3, 4, 5])
        };
        let header = b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n";
        let expected = [&header[..], &[1, 2, 3, 4, 5]].concat();
        let write_other = |out: &mut Output, five: &Samples| write_pam(out, five, Channels::Other);
        assert_eq!(written(&five, write_other), expected);
    }
}
