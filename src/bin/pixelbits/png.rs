//! Writing PNG, by the `png` crate.

use crate::output::{Output, Refusal};
use pixelbits::packing::{Layout, Pixel};
use pixelbits::{Bitmap, Resolution, Samples};
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit};
use std::io::Write;

/// A grey or RGB picture, with or without opacity. Samples of 8 bits are stored as they are; fewer are spread over 8 bits, more
/// over 16, with a chunk that tells how many of them mean something.
pub fn write(
    out: &mut Output,
    samples: &Samples,
    resolution: Option<Resolution>,
) -> Result<(), Refusal> {
    let mut encoder = Encoder::new(out, samples.width, samples.height);
    encoder.set_color(match samples.channels {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        4 => ColorType::Rgba,
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
    let width = if wide { 16 } else { 8 };
    if samples.precision < width {
        let bits = vec![samples.precision; samples.channels.into()];
        writer
            .write_chunk(png::chunk::ChunkType(*b"sBIT"), &bits)
            .map_err(refusal)?;
    }
    let mut stream = writer.stream_writer().map_err(refusal)?;
    let largest = (1u32 << samples.precision) - 1;
    let full = (1u32 << width) - 1;
    let spread = |&v: &u16| (u32::from(v) * full + largest / 2) / largest;
    let mut block = Vec::new();
    for values in samples.data.chunks(1 << 14) {
        block.clear();
        if wide {
            block.extend(values.iter().flat_map(|v| (spread(v) as u16).to_be_bytes()));
        } else {
            block.extend(values.iter().map(|v| spread(v) as u8));
        }
        stream.write_all(&block)?;
    }
    stream.finish().map_err(refusal)?;
    writer.finish().map_err(refusal)
}

/// A picture of few bits: as grey where its colours are all steps from black to white, else with its palette.
pub fn write_bitmap(out: &mut Output, bitmap: &Bitmap) -> Result<(), Refusal> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let layout = Layout {
        pixel: Pixel::Index(bitmap.bits()),
        ..Layout::one_bit(width, height)
    };
    let packed = layout.encode(bitmap.into())?;
    let mut encoder = Encoder::new(out, width, height);
    let (depth, bits) = match layout.pixel.slot_bits() {
        1 => (BitDepth::One, 1),
        2 => (BitDepth::Two, 2),
        4 => (BitDepth::Four, 4),
        _ => (BitDepth::Eight, 8),
    };
    encoder.set_depth(depth);
    if bitmap.colours() == Bitmap::grey_ramp(bits) {
        encoder.set_color(ColorType::Grayscale);
    } else {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(bitmap.colours().concat());
    }
    let mut writer = encoder.write_header().map_err(refusal)?;
    writer.write_image_data(&packed).map_err(refusal)?;
    writer.finish().map_err(refusal)
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
