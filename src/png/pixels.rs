//! Pixels, by the crate `png`.

#[cfg(feature = "png")]
pub use with_crate::{decode, samples};
#[cfg(not(feature = "png"))]
pub use without::{decode, samples};

/// A build without the crate.
#[cfg(not(feature = "png"))]
mod without {
    use crate::format::{Decoded, DecodedSamples};
    use crate::{Code, Error, Limits};

    /// Says that it cannot.
    pub fn decode(_: &[u8], _: &Limits) -> Result<Decoded, Error> {
        Err(Error::at_bit(Code::NotBuiltIn, 0))
    }

    /// Says that it cannot.
    pub fn samples(_: &[u8], _: &Limits) -> Result<DecodedSamples, Error> {
        Err(Error::at_bit(Code::NotBuiltIn, 0))
    }
}

#[cfg(feature = "png")]
mod with_crate {
    use crate::format::{Channels, Decoded, DecodedSamples};
    use crate::png::chunks::inspect;
    use crate::{Code, Error, ErrorKind, Image, Limits, Resolution, Samples};
    use alloc::vec;
    use alloc::vec::Vec;
    use png::{BitDepth, ColorType, Decoder, DecodingError, InterlaceInfo, Transformations, Unit};
    use std::io::Cursor;

    /// A picture as the crate gives it: palettes resolved, transparent colours as opacity.
    struct Stored {
        width: u32,
        height: u32,
        channels: Channels,
        /// One byte a sample, or two, the most significant first.
        wide: bool,
        bytes: Vec<u8>,
        /// Rows that could be read, from the top; all of them where they are interlaced.
        rows: u32,
        warnings: Vec<Error>,
        resolution: Option<Resolution>,
    }

    /// Decodes to RGBA: samples of 16 bits are rounded to 8. Rows that cannot be read are transparent.
    pub fn decode(data: &[u8], limits: &Limits) -> Result<Decoded, Error> {
        let stored = read(data, limits)?;
        let count = samples_of(stored.channels);
        let size = count * if stored.wide { 2 } else { 1 };
        let at = |pixel: &[u8], n: usize| match stored.wide {
            false => pixel.get(n).copied().unwrap_or(0),
            true => {
                let pair = pixel.get(2 * n..2 * n + 2).unwrap_or(&[0, 0]);
                let number = u32::from(u16::from_be_bytes([pair[0], pair[1]]));
                ((number * 255 + 32_767) / 65_535) as u8
            }
        };
        let colour = |pixel: &[u8]| match stored.channels {
            Channels::Grey => [at(pixel, 0), at(pixel, 0), at(pixel, 0), 255],
            Channels::GreyAlpha => [at(pixel, 0), at(pixel, 0), at(pixel, 0), at(pixel, 1)],
            Channels::Rgb => [at(pixel, 0), at(pixel, 1), at(pixel, 2), 255],
            _ => [at(pixel, 0), at(pixel, 1), at(pixel, 2), at(pixel, 3)],
        };
        let mut rgba: Vec<u8> = stored.bytes.chunks_exact(size).flat_map(colour).collect();
        let known = stored.rows as usize * stored.width as usize * 4;
        rgba.get_mut(known..).unwrap_or(&mut []).fill(0);
        Ok(Decoded {
            image: Image {
                width: stored.width,
                height: stored.height,
                rgba,
            },
            warnings: stored.warnings,
            resolution: stored.resolution,
        })
    }

    /// Decodes at 8 or 16 bits a sample.
    pub fn samples(data: &[u8], limits: &Limits) -> Result<DecodedSamples, Error> {
        let stored = read(data, limits)?;
        let pairs = stored.bytes.chunks_exact(2);
        let values: Vec<u16> = match stored.wide {
            true => pairs.map(|b| u16::from_be_bytes([b[0], b[1]])).collect(),
            false => stored.bytes.iter().map(|&byte| byte.into()).collect(),
        };
        Ok(DecodedSamples {
            samples: Samples {
                width: stored.width,
                height: stored.height,
                channels: samples_of(stored.channels) as u16,
                precision: if stored.wide { 16 } else { 8 },
                data: values,
            },
            channels: stored.channels,
            warnings: stored.warnings,
            resolution: stored.resolution,
        })
    }

    const fn samples_of(channels: Channels) -> usize {
        match channels {
            Channels::Grey => 1,
            Channels::GreyAlpha => 2,
            Channels::Rgb => 3,
            _ => 4,
        }
    }

    fn read(data: &[u8], limits: &Limits) -> Result<Stored, Error> {
        // The crate says little of what was wrong and nothing of where; this project's own reading does.
        let mut warnings = inspect(data, limits).errors;
        warnings.retain(|error| error.code != Code::LimitFields);
        let why = |error: DecodingError| match error {
            DecodingError::LimitsExceeded => {
                Error::at_bit(Code::LimitMemory, 0).with(limits.memory_bytes)
            }
            _ => {
                let first = warnings.iter().find(|e| e.kind() != ErrorKind::Limit);
                first.copied().unwrap_or(Error::at_bit(Code::BadPng, 0))
            }
        };
        let mut decoder = Decoder::new(Cursor::new(data));
        decoder.set_limits(png::Limits {
            bytes: usize::try_from(limits.memory_bytes).unwrap_or(usize::MAX),
        });
        // Palettes, fewer bits than 8 and transparent colours become samples of 8 or 16 bits.
        decoder.set_transformations(Transformations::EXPAND);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.ignore_checksums(true);
        let (width, height) = {
            let header = decoder.read_header_info().map_err(&why)?;
            (header.width, header.height)
        };
        // At most eight bytes a pixel from the crate, two more copies of a row, and what is handed out.
        limits.check(width, height, 16, u64::from(width) * 16)?;
        let mut reader = decoder.read_info().map_err(&why)?;
        let resolution = reader
            .info()
            .pixel_dims
            .filter(|dims| dims.unit == Unit::Meter);
        let resolution = resolution.map(|dims| Resolution {
            x_per_metre: dims.xppu,
            y_per_metre: dims.yppu,
        });
        let (colour, depth) = reader.output_color_type();
        let channels = match colour {
            ColorType::Grayscale => Channels::Grey,
            ColorType::GrayscaleAlpha => Channels::GreyAlpha,
            ColorType::Rgb => Channels::Rgb,
            ColorType::Rgba => Channels::RgbAlpha,
            // Expanded above.
            ColorType::Indexed => return Err(Error::at_bit(Code::BadPng, 0)),
        };
        let wide = depth == BitDepth::Sixteen;
        let pixel = samples_of(channels) * if wide { 2 } else { 1 };
        let stride = width as usize * pixel;
        let mut bytes = vec![0; stride * height as usize];
        let mut rows = 0;
        let interlaced = reader.info().interlaced;
        let broken = loop {
            match reader.next_interlaced_row() {
                Ok(Some(row)) => match row.interlace() {
                    InterlaceInfo::Null(_) => {
                        let start = stride * rows as usize;
                        let place = bytes.get_mut(start..start + stride);
                        let place = place.unwrap_or(&mut []);
                        for (to, &from) in place.iter_mut().zip(row.data()) {
                            *to = from;
                        }
                        rows += 1;
                    }
                    InterlaceInfo::Adam7(info) => {
                        // Blocks of each pass stand in for those that may not come.
                        let bits = (pixel * 8) as u8;
                        png::splat_interlaced_row(&mut bytes, stride, row.data(), info, bits);
                        rows += 1;
                    }
                },
                Ok(None) => break false,
                Err(_) if rows == 0 => {
                    let first = warnings.iter().find(|e| e.kind() != ErrorKind::Limit);
                    return Err(first.copied().unwrap_or(Error::at_bit(Code::BadPng, 0)));
                }
                Err(_) => break true,
            }
        };
        let told = |code| move |error: &Error| error.code == code;
        if broken && !warnings.iter().any(told(Code::UnexpectedEnd)) {
            warnings.push(Error::at_byte(Code::BadPng, data.len()));
        }
        let rows = if interlaced { height } else { rows };
        Ok(Stored {
            width,
            height,
            channels,
            wide,
            bytes,
            rows: rows.min(height),
            warnings,
            resolution,
        })
    }
}
