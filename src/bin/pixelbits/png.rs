//! PNG, by the `png` crate.

use crate::output::{Output, Refusal};
use pixelbits::{Bitmap, Image, Resolution, Samples};
use png::{BitDepth, ColorType, Decoder, DecodingError, Encoder, EncodingError};
use png::{PixelDimensions, Transformations, Unit};
use std::io::{Cursor, Write};

/// A grey or RGB picture. Samples of 8 bits are stored as they are; of 9–16 bits, spread over 16 bits, with a chunk that
/// tells how many of them mean something.
pub fn write(
    out: &mut Output,
    samples: &Samples,
    resolution: Option<Resolution>,
) -> Result<(), Refusal> {
    let mut encoder = Encoder::new(out, samples.width, samples.height);
    encoder.set_color(match samples.channels {
        1 => ColorType::Grayscale,
        _ => ColorType::Rgb,
    });
    let wide = samples.precision > 8;
    encoder.set_depth(match wide {
        true => BitDepth::Sixteen,
        false => BitDepth::Eight,
    });
    encoder.set_pixel_dims(resolution.map(|r| PixelDimensions {
        xppu: r.x_per_metre,
        yppu: r.y_per_metre,
        unit: Unit::Meter,
    }));
    let mut writer = encoder.write_header().map_err(refusal)?;
    if wide && samples.precision < 16 {
        let bits = vec![samples.precision; samples.channels.into()];
        writer
            .write_chunk(png::chunk::ChunkType(*b"sBIT"), &bits)
            .map_err(refusal)?;
    }
    let mut stream = writer.stream_writer().map_err(refusal)?;
    let largest = (1u32 << samples.precision) - 1;
    let mut block = Vec::new();
    for values in samples.data.chunks(1 << 14) {
        block.clear();
        if wide {
            let spread = |&v: &u16| (u32::from(v) * 65_535 + largest / 2) / largest;
            block.extend(values.iter().flat_map(|v| (spread(v) as u16).to_be_bytes()));
        } else {
            block.extend(values.iter().map(|&v| v as u8));
        }
        stream.write_all(&block)?;
    }
    stream.finish().map_err(refusal)?;
    writer.finish().map_err(refusal)
}

/// A picture of 8 bits a channel, with its alpha where some of it is transparent.
pub fn write_image(out: &mut Output, image: &Image) -> Result<(), Refusal> {
    let pixels = image.rgba.chunks_exact(4);
    let opaque = pixels.clone().all(|p| p[3] == 255);
    let mut encoder = Encoder::new(out, image.width, image.height);
    encoder.set_depth(BitDepth::Eight);
    let rgb: Vec<u8>;
    let samples = match opaque {
        true => {
            encoder.set_color(ColorType::Rgb);
            rgb = pixels.flat_map(|p| [p[0], p[1], p[2]]).collect();
            &rgb
        }
        false => {
            encoder.set_color(ColorType::Rgba);
            &image.rgba
        }
    };
    let mut writer = encoder.write_header().map_err(refusal)?;
    writer.write_image_data(samples).map_err(refusal)?;
    writer.finish().map_err(refusal)
}

/// A picture of few bits: as grey where its colours are all steps from black to white, else with its palette.
pub fn write_bitmap(out: &mut Output, bitmap: &Bitmap) -> Result<(), Refusal> {
    let mut encoder = Encoder::new(out, bitmap.width(), bitmap.height());
    let (depth, bits) = match bitmap.bits() {
        1 => (BitDepth::One, 1),
        2 => (BitDepth::Two, 2),
        3 | 4 => (BitDepth::Four, 4),
        _ => (BitDepth::Eight, 8),
    };
    encoder.set_depth(depth);
    if bitmap.bits() == bits && bitmap.colours() == Bitmap::grey_ramp(bits) {
        encoder.set_color(ColorType::Grayscale);
    } else {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(bitmap.colours().concat());
    }
    let mut writer = encoder.write_header().map_err(refusal)?;
    let packed = packed(bitmap.indices(), bitmap.width(), bits.into());
    writer.write_image_data(&packed).map_err(refusal)?;
    writer.finish().map_err(refusal)
}

/// Rows of indices of 1, 2, 4 or 8 bits, the first in the most significant bits, each filled up with zeros.
pub fn packed(indices: &[u8], width: u32, bits: usize) -> Vec<u8> {
    let byte = |indices: &[u8]| {
        let places = indices.iter().enumerate();
        places.fold(0, |byte, (place, &index)| {
            byte | index << (8 - bits * (place + 1))
        })
    };
    let rows = indices.chunks_exact(width as usize);
    rows.flat_map(|row| row.chunks(8 / bits).map(byte))
        .collect()
}

/// A PNG file as grey or colour of 8 bits: width, height, samples a pixel (1, 3 or 4) and the samples.
pub fn read(data: &[u8]) -> Result<(u32, u32, usize, Vec<u8>), Refusal> {
    let unreadable = |error: DecodingError| Refusal::Because(format!("cannot read PNG: {error}"));
    let mut decoder = Decoder::new(Cursor::new(data));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let size = reader.output_buffer_size();
    let size = size.ok_or_else(|| Refusal::Because("the PNG picture is too large".into()))?;
    let mut samples = vec![0; size];
    let info = reader.next_frame(&mut samples).map_err(unreadable)?;
    samples.truncate(info.buffer_size());
    let channels = info.color_type.samples();
    if channels == 2 {
        let grey = samples.chunks_exact(2).map(|pair| pair[0]).collect();
        return Ok((info.width, info.height, 1, grey));
    }
    Ok((info.width, info.height, channels, samples))
}

fn refusal(error: EncodingError) -> Refusal {
    match error {
        EncodingError::IoError(error) => error.into(),
        other => Refusal::Because(format!("cannot write: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pixelbits::Samples;

    /// 12 bits spread over 16: the ends stay ends, the middle is rounded, and the file tells that 12 mean something.
    #[test]
    fn twelve_bits() {
        let samples = Samples {
            width: 2,
            height: 1,
            channels: 3,
            precision: 12,
            data: vec![0, 1, 2047, 2048, 4094, 4095],
        };
        let path = std::env::temp_dir().join(format!("pixelbits-{}.png", std::process::id()));
        let mut out = Output::create(&path).unwrap();
        assert!(write(&mut out, &samples, None).is_ok());
        assert!(out.finish().is_ok());
        let file = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();

        let mut reader = png::Decoder::new(std::io::Cursor::new(file))
            .read_info()
            .unwrap();
        assert_eq!(reader.info().sbit.as_deref(), Some(&[12, 12, 12][..]));
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(info.bit_depth, BitDepth::Sixteen);
        let values: Vec<u16> = bytes
            .chunks(2)
            .map(|b| u16::from_be_bytes([b[0], b[1]]))
            .collect();
        // 65535 / 4095 = 16.0037
        assert_eq!(values, [0, 16, 32_759, 32_776, 65_519, 65_535]);
        let back = values
            .iter()
            .map(|&v| ((u32::from(v) * 4095 + 32_767) / 65_535) as u16);
        assert!(back.eq(samples.data));
    }
}
