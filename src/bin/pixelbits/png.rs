//! PNG, by the `png` crate.

use crate::output::{Output, Refusal};
use pixelbits::{Resolution, Samples};
use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit};
use std::io::Write;

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

fn refusal(error: EncodingError) -> Refusal {
    match error {
        EncodingError::IoError(error) => error.into(),
        other => Refusal::Because(format!("cannot write: {other}")),
    }
}
