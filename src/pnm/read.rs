//! A netpbm file's fields, samples and pixels.

use super::header::{self, Header, Notation, Tuple};
use super::plain::Plain;
use crate::field::Ledger;
use crate::format::{Channels, DecodedSamples, Inspection};
use crate::pixelmap::{coded_rows, stored_rows, Channel, Piece, PixelMap, Replay, RowOrder, Rows};
use crate::trace::Role;
use crate::{Code, Error, Image, Limits, Samples};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Most warnings of one picture.
const MOST_WARNINGS: usize = 1_000;

/// A picture as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Samples a pixel.
    pub channels: u16,
    /// Largest sample: white, or (in PBM) black.
    pub maxval: u16,
    /// `width × height × channels` samples, row-major from the top, none above `maxval`; 0 where the file has none.
    pub data: Vec<u16>,
    /// How many of them, from the first on, the file has.
    pub known: usize,
    tuple: Tuple,
}

/// Reads the samples of the first picture in a PBM, PGM, PPM or PAM file, plain or binary, and what was wrong.
///
/// Fails where the header makes no sense or `limits` do not allow the picture. Samples above `maxval` count as `maxval`;
/// those that are missing as 0.
pub fn read(data: &[u8], limits: &Limits) -> Result<(Raster, Vec<Error>), Error> {
    let mut ledger = Ledger::with_room(0);
    let header = header::read(data, &mut ledger)?;
    check(&header, limits)?;
    let count = header.width as usize * header.height as usize * usize::from(header.channels);
    let mut warnings = Vec::new();
    let mut samples = Vec::with_capacity(count);
    let bytes = data.get(header.start..).unwrap_or(&[]);
    match header.notation {
        Notation::Bytes => samples.extend(bytes.iter().take(count).map(|&byte| u16::from(byte))),
        Notation::Words => {
            let words = bytes.chunks_exact(2).take(count);
            samples.extend(words.map(|word| u16::from_be_bytes([word[0], word[1]])));
        }
        Notation::Bits => {
            let width = header.width as usize;
            let rows = bytes.chunks(width.div_ceil(8)).take(header.height as usize);
            for row in rows {
                let bits = row
                    .iter()
                    .flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1));
                samples.extend(bits.take(width).map(u16::from));
            }
        }
        Notation::Plain => {
            let mut plain = Plain::new(data, header);
            for span in plain.by_ref().filter(|span| span.role == Role::Pixel) {
                if span.value > header.maxval.into() {
                    let error = Error::at_bit(Code::SampleTooLarge, span.start);
                    warn(&mut warnings, error.with(span.value.into()));
                }
                samples.push(span.value.min(header.maxval.into()) as u16);
            }
            warnings.extend(plain.fault());
        }
    }
    if let Notation::Bytes | Notation::Words = header.notation {
        let size = if header.notation == Notation::Bytes {
            1
        } else {
            2
        };
        for (sample, place) in samples.iter_mut().zip(0..) {
            if *sample > header.maxval {
                let error = Error::at_byte(Code::SampleTooLarge, header.start + size * place);
                warn(&mut warnings, error.with((*sample).into()));
                *sample = header.maxval;
            }
        }
    }
    let known = samples.len();
    if known < count {
        if header.notation != Notation::Plain {
            let row = header.width as usize * usize::from(header.channels);
            let whole = (known / row.max(1)) as u64;
            warnings.push(Error::at_byte(Code::PixelsEnded, data.len()).with(whole));
        }
        if known == 0 {
            let nothing = Error::at_byte(Code::NoImage, header.start.min(data.len()));
            return Err(nothing);
        }
        samples.resize(count, 0);
    }
    let raster = Raster {
        width: header.width,
        height: header.height,
        channels: header.channels,
        maxval: header.maxval,
        data: samples,
        known,
        tuple: header.tuple,
    };
    Ok((raster, warnings))
}

fn warn(warnings: &mut Vec<Error>, error: Error) {
    if warnings.len() < MOST_WARNINGS {
        warnings.push(error);
    }
}

/// Samples of two bytes, and pixels beside them.
fn check(header: &Header, limits: &Limits) -> Result<(), Error> {
    let pixel_bytes = 2 * u64::from(header.channels) + 4;
    limits.check(header.width, header.height, pixel_bytes, 0)
}

impl Raster {
    /// The pixels for a canvas: samples spread over 0 … 255 and rounded. Pixels that the file does not have are transparent.
    pub fn to_image(&self) -> Image {
        let most = u32::from(self.maxval.max(1));
        let spread = |sample: u16| ((u32::from(sample) * 255 + most / 2) / most) as u8;
        let channels = usize::from(self.channels.max(1));
        let pixel = |samples: &[u16]| {
            let at = |channel: usize| samples.get(channel).map_or(0, |&sample| spread(sample));
            let ink = |channel| {
                let left = |n| u32::from(255 - at(n));
                ((left(channel) * left(3) + 127) / 255) as u8
            };
            match self.tuple {
                Tuple::Bit => [255 - at(0), 255 - at(0), 255 - at(0), 255],
                Tuple::Grey => [at(0), at(0), at(0), 255],
                Tuple::GreyAlpha => [at(0), at(0), at(0), at(1)],
                Tuple::Rgb => [at(0), at(1), at(2), 255],
                Tuple::RgbAlpha => [at(0), at(1), at(2), at(3)],
                Tuple::Cmyk => [ink(0), ink(1), ink(2), 255],
                // Nobody says what they are: the first three as a colour, or the first as a grey.
                Tuple::Other if channels >= 3 => [at(0), at(1), at(2), 255],
                Tuple::Other => [at(0), at(0), at(0), 255],
            }
        };
        let mut rgba: Vec<u8> = self.data.chunks_exact(channels).flat_map(pixel).collect();
        let known = (self.known / channels).saturating_mul(4);
        rgba.get_mut(known..).unwrap_or(&mut []).fill(0);
        Image {
            width: self.width,
            height: self.height,
            rgba,
        }
    }

    /// The samples with `2^precision − 1` as the largest value, and 1 for white in PBM, too.
    pub fn into_samples(self) -> (Samples, Channels) {
        let precision = 16 - self.maxval.leading_zeros() as u8;
        let (most, largest) = (u32::from(self.maxval.max(1)), (1u32 << precision) - 1);
        let mut data = self.data;
        if self.tuple == Tuple::Bit {
            data.iter_mut().for_each(|sample| *sample ^= 1);
        } else if most != largest {
            let spread = |sample: u16| (u32::from(sample) * largest + most / 2) / most;
            data.iter_mut()
                .for_each(|sample| *sample = spread(*sample) as u16);
        }
        let channels = match (self.tuple, self.channels) {
            (Tuple::Bit | Tuple::Grey, 1) => Channels::Grey,
            (Tuple::GreyAlpha, 2) => Channels::GreyAlpha,
            (Tuple::Rgb, 3) => Channels::Rgb,
            (Tuple::RgbAlpha, 4) => Channels::RgbAlpha,
            (Tuple::Cmyk, 4) => Channels::Cmyk,
            _ => Channels::Other,
        };
        let samples = Samples {
            width: self.width,
            height: self.height,
            channels: self.channels,
            precision,
            data,
        };
        (samples, channels)
    }
}

/// What a sample of a pixel is.
pub(super) fn channel(header: &Header, sample: u16) -> Channel {
    let (colour, alpha) = match header.tuple {
        Tuple::Bit | Tuple::Grey => (false, None),
        Tuple::GreyAlpha => (false, Some(1)),
        Tuple::Rgb => (true, None),
        Tuple::RgbAlpha => (true, Some(3)),
        Tuple::Cmyk | Tuple::Other => return Channel::Sample(sample),
    };
    match (colour, sample) {
        (_, n) if Some(n) == alpha => Channel::Alpha,
        (false, 0) => Channel::Whole,
        (true, 0) => Channel::Red,
        (true, 1) => Channel::Green,
        (true, 2) => Channel::Blue,
        (_, n) => Channel::Sample(n),
    }
}

/// Decodes at full depth.
pub(super) fn samples(data: &[u8], limits: &Limits) -> Result<DecodedSamples, Error> {
    let (raster, warnings) = read(data, limits)?;
    let (samples, channels) = raster.into_samples();
    Ok(DecodedSamples {
        samples,
        channels,
        warnings,
        resolution: None,
    })
}

/// The layout of binary samples.
fn rows<'a>(data: &'a [u8], header: &Header) -> Rows<'a> {
    let bits = match header.notation {
        Notation::Bits => 1,
        Notation::Words => 16,
        Notation::Bytes | Notation::Plain => 8,
    };
    let pieces = (0..header.channels).map(|sample| Piece {
        bits,
        channel: channel(header, sample),
    });
    let row_bits = u64::from(bits) * u64::from(header.width) * u64::from(header.channels);
    Rows {
        data,
        first_bit: header.start as u64 * 8,
        stride_bits: row_bits.next_multiple_of(8),
        width: header.width,
        height: header.height,
        order: RowOrder::TopDown,
        pieces: pieces.collect(),
    }
}

/// What leads from the pixels to their bits, or digits, and back; `None` where there are no pixels.
pub fn map<'a>(data: &'a [u8], limits: &Limits) -> Option<Box<dyn PixelMap + 'a>> {
    let header = header::read(data, &mut Ledger::with_room(0)).ok()?;
    check(&header, limits).ok()?;
    Some(match header.notation {
        Notation::Plain => Box::new(Replay::new(
            Plain::new(data, header),
            RowOrder::TopDown,
            header.height,
        )),
        _ => Box::new(rows(data, &header)),
    })
}

/// Names every bit: the header number by number, the samples row by row.
pub fn inspect(data: &[u8], limits: &Limits) -> Inspection {
    let mut ledger = Ledger::default();
    match header::read(data, &mut ledger) {
        Ok(header) => match check(&header, limits) {
            Ok(()) => pixels(data, header, &mut ledger),
            Err(error) => ledger.error(error),
        },
        Err(error) => ledger.error(error),
    }
    let end = (ledger.end() / 8) as usize;
    ledger.stretch("Unclaimed", Role::Unclaimed, end..data.len());
    let (fields, errors) = ledger.finish();
    Inspection { fields, errors }
}

fn pixels(data: &[u8], header: Header, ledger: &mut Ledger) {
    let clause = match (header.notation, header.tuple) {
        (_, Tuple::Bit) => "pbm(5)",
        (_, Tuple::Grey) => "pgm(5)",
        (_, Tuple::Rgb) => "ppm(5)",
        _ => "pam(5)",
    };
    let section = ledger.open("Pixels", clause, Role::Pixel, header.start);
    let end = match header.notation {
        Notation::Plain => {
            let mut plain = Plain::new(data, header);
            coded_rows(&mut plain, ledger, clause);
            if let Some(fault) = plain.fault() {
                ledger.error(fault);
            }
            plain.pos()
        }
        _ => stored_rows(&rows(data, &header), ledger, clause),
    };
    ledger.close(section, end);
    // The end of the last line is no stray byte.
    let rest = data.get(end..).unwrap_or(&[]);
    let blanks = match header.notation {
        Notation::Plain => rest.iter().take_while(|&&b| header::is_blank(b)).count(),
        _ => 0,
    };
    ledger.stretch("Separator", Role::Padding, end..end + blanks);
    ledger.stretch("trailing", Role::Trailing, end + blanks..data.len());
}
