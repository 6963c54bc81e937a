//! Pictures of any format, by the plug-in table. Only JPEG asks how.

use crate::output::Refusal;
use pixelbits::jpeg::{self, Options, Orient, Outcome, Scale};
use pixelbits::registry::{self, Channels, Decoded, DecodedSamples, Format};
use pixelbits::{Image, Reducer, Resolution, Samples};

/// The format that claims a file, unless it is JPEG, or nothing known: that, too, is told best by the JPEG decoder.
pub fn other_format(data: &[u8]) -> Option<&'static Format> {
    registry::probe(data).filter(|format| format.name != jpeg::FORMAT.name)
}

/// A picture for a canvas.
pub fn decode(data: &[u8], options: &Options) -> Result<Decoded, Refusal> {
    let Some(format) = other_format(data) else {
        let Outcome { value, warnings } = jpeg::decode(data, options)?;
        return Ok(Decoded {
            image: value,
            warnings,
            resolution: resolution(data, options),
        });
    };
    let mut decoded = (format.decode)(data, &options.limits)?;
    decoded.image = reduced(decoded.image, options.scale);
    Ok(decoded)
}

/// A picture as it is stored: at full depth, CMYK as it is.
pub fn samples(data: &[u8], options: &Options) -> Result<DecodedSamples, Refusal> {
    match other_format(data) {
        None => {
            let Outcome { value, warnings } = jpeg::samples(data, options)?;
            Ok(DecodedSamples {
                channels: match value.channels {
                    1 => Channels::Grey,
                    3 => Channels::Rgb,
                    4 => Channels::Cmyk,
                    _ => Channels::Other,
                },
                samples: value,
                warnings,
                resolution: resolution(data, options),
            })
        }
        Some(format) if options.scale == Scale::Full => {
            Ok((format.samples)(data, &options.limits)?)
        }
        Some(_) => Ok(decode(data, options)?.into()),
    }
}

/// Grey or RGB, with or without opacity: at full depth where the file has them, otherwise (CMYK) as they are shown.
pub fn displayable(data: &[u8], options: &Options) -> Result<DecodedSamples, Refusal> {
    let decoded = samples(data, options)?;
    match decoded.channels {
        Channels::Cmyk | Channels::Other => drop(decoded),
        _ => return Ok(decoded),
    }
    Ok(decode(data, options)?.into())
}

/// Each pixel the mean of a square.
fn reduced(image: Image, scale: Scale) -> Image {
    let factor = match scale {
        Scale::Full => return image,
        Scale::Half => 2,
        Scale::Quarter => 4,
        Scale::Eighth => 8,
    };
    let mut reducer = Reducer::new(image.width, factor);
    reducer.feed(&image.rgba);
    reducer.end();
    let (_, rgba) = reducer.take();
    Image {
        width: image.width.div_ceil(factor),
        height: image.height.div_ceil(factor),
        rgba,
    }
}

/// What a JPEG says, for the picture as it is turned.
fn resolution(data: &[u8], options: &Options) -> Option<Resolution> {
    let structure = jpeg::syntax::parse(data, &options.limits);
    let resolution = structure.resolution?;
    let turned = options.orient == Orient::Apply && structure.orientation.swaps_axes();
    Some(match turned {
        true => Resolution {
            x_per_metre: resolution.y_per_metre,
            y_per_metre: resolution.x_per_metre,
        },
        false => resolution,
    })
}

/// The same picture without opacity, as samples of `kept` channels.
fn keeping(decoded: DecodedSamples, kept: u16, channels: Channels) -> DecodedSamples {
    let had = usize::from(decoded.samples.channels).max(1);
    let pixels = decoded.samples.data.chunks_exact(had);
    let data = pixels.flat_map(|pixel| pixel.iter().take(kept.into()).copied());
    let data = data.collect();
    DecodedSamples {
        samples: Samples {
            channels: kept,
            data,
            ..decoded.samples
        },
        channels,
        ..decoded
    }
}

/// Grey or RGB, opacity left out.
pub fn opaque(decoded: DecodedSamples) -> DecodedSamples {
    match decoded.channels {
        Channels::GreyAlpha => keeping(decoded, 1, Channels::Grey),
        Channels::RgbAlpha => keeping(decoded, 3, Channels::Rgb),
        _ => decoded,
    }
}

/// Grey as RGB; everything else as it is.
pub fn as_rgb(decoded: DecodedSamples) -> DecodedSamples {
    if decoded.channels != Channels::Grey {
        return decoded;
    }
    let grey = decoded.samples;
    DecodedSamples {
        samples: Samples {
            channels: 3,
            data: grey.data.iter().flat_map(|&v| [v; 3]).collect(),
            ..grey
        },
        channels: Channels::Rgb,
        ..decoded
    }
}
