//! PGM, PPM and PAM headers, and samples as these formats store them; reading PGM and PPM of 8 bits.

use crate::output::{write_in_blocks, Output, Refusal};
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

/// A binary PGM (P5) or PPM (P6) of 8 bits a sample: width, height, samples a pixel, and the samples.
pub fn read(data: &[u8]) -> Result<(u32, u32, usize, &[u8]), Refusal> {
    let broken = || Refusal::Because("the PGM or PPM header is broken".into());
    let channels = match data.first_chunk::<2>() {
        Some(b"P5") => 1,
        Some(b"P6") => 3,
        _ => return Err(Refusal::Because("only binary PGM and PPM are read".into())),
    };
    let mut rest = data.get(2..).ok_or_else(broken)?;
    let mut numbers = [0u32; 3];
    for number in &mut numbers {
        while let Some((first, after)) = rest.split_first() {
            match first {
                b'#' => {
                    let line = after.iter().position(|&byte| byte == b'\n');
                    rest = after.get(line.ok_or_else(broken)?..).unwrap_or(&[]);
                }
                byte if byte.is_ascii_whitespace() => rest = after,
                _ => break,
            }
        }
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (text, after) = rest.split_at(digits);
        let text = std::str::from_utf8(text).map_err(|_| broken())?;
        *number = text.parse().map_err(|_| broken())?;
        rest = after;
    }
    let [width, height, largest] = numbers;
    if largest != 255 {
        return Err(Refusal::Because(format!(
            "the largest sample is {largest}; only pictures of 8 bits (255) are encoded"
        )));
    }
    let count = u64::from(width) * u64::from(height) * channels as u64;
    let samples = usize::try_from(count)
        .ok()
        .and_then(|count| rest.get(1..)?.get(..count));
    let samples =
        samples.ok_or_else(|| Refusal::Because("the PGM or PPM file ends too early".into()))?;
    Ok((width, height, channels, samples))
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

    /// Comments and any blanks between numbers, one blank behind the last.
    #[test]
    fn headers_as_others_write_them() {
        let Ok(read_back) = read(b"P6 # comment\n2\t1\n# another 7\n255\n\x20\x0A345!") else {
            panic!("refused");
        };
        assert_eq!(read_back, (2, 1, 3, &b"\x20\x0A345!"[..]));
        let refused: [&[u8]; 6] = [
            b"P4 2 1 255 ab",
            b"P5 2 1 254 ab",
            b"P5 2 1 255 a",
            b"P5 2 # 1 255 ab",
            b"P5 2 99999999999 255 ab",
            b"P5 2",
        ];
        for file in refused {
            assert!(read(file).is_err(), "{}", file.escape_ascii());
        }
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
        assert_eq!(written(&five, write_pam), expected);
    }
}
