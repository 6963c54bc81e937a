//! A bitmap's fields and pixels.

use super::header::{self, Compression, Header, Profile};
use super::huffman::Huffman;
use super::map::rows;
use super::pixels::Canvas;
use super::rle::{End, Rle};
use crate::bits::BitOrder;
use crate::field::Ledger;
use crate::format::{Decoded, Format, Inspection};
use crate::pixelmap::{coded_rows, row_field, stored_rows};
use crate::trace::Role;
use crate::{Code, Error, Image, Limits, Resolution};
use alloc::vec::Vec;
use core::ops::Range;

/// The clause of the pixels.
const CLAUSE: &str = "[MS-WMF] 2.2.2.9";

/// A decoded bitmap.
#[derive(Clone, Debug)]
pub struct Bitmap {
    /// The pixels, the top row first. Those that the file does not have are transparent.
    pub image: Image,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
    /// Pixels a metre, where the file tells.
    pub resolution: Option<Resolution>,
}

/// Decodes any bitmap: 1 to 64 bits a pixel, masks, run lengths, Huffman codes, JPEG or PNG inside.
///
/// Channels of fewer or more than 8 bits are spread over 0 … 255 and rounded. Opacity counts where a mask or the 64-bit
/// layout names it. Fails where there is no picture, a layout that does not exist, or more than `limits` allow.
pub fn read(data: &[u8], limits: &Limits) -> Result<Bitmap, Error> {
    if data.is_empty() {
        return Err(Error::at_bit(Code::Empty, 0));
    }
    // The fields are of no use here.
    let mut ledger = Ledger::with_room(0);
    let (header, _) = header::read(data, &mut ledger)?;
    let resolution = header.resolution;
    let (_, mut warnings) = ledger.finish();
    warnings.retain(|warning| warning.code != Code::LimitFields);
    if let Some(format) = format_inside(header.compression) {
        let Decoded {
            image,
            warnings: inner,
            ..
        } = picture_inside(data, &header, format, limits)?;
        warnings.extend(inner);
        return Ok(Bitmap {
            image,
            warnings,
            resolution,
        });
    }
    checked(&header, limits)?;
    let mut canvas = Canvas::new(&header);
    match header.compression {
        Compression::None => canvas.paint_rows(data),
        Compression::Huffman1D => {
            canvas.paint_huffman(data, Huffman::likely_order(data, &header));
        }
        _ => canvas.paint_runs(data),
    }
    let (image, painting) = canvas.finish();
    warnings.extend(painting);
    Error::sort(&mut warnings);
    Ok(Bitmap {
        image,
        warnings,
        resolution,
    })
}

/// Whether the picture is within the limits.
pub(super) fn checked(header: &Header, limits: &Limits) -> Result<(), Error> {
    // Two copies of a row, and of the picture one.
    let working = u64::from(header.width) * 4;
    limits.check(header.width, header.height, 4, working)
}

/// The format of the file within a bitmap, and its bytes; `None` where the bitmap has pixels of its own.
pub fn inside(data: &[u8]) -> Option<(&'static str, Range<usize>)> {
    let (header, _) = header::read(data, &mut Ledger::with_room(0)).ok()?;
    let format = format_inside(header.compression)?;
    Some((format.name, header.pixels))
}

/// What a bitmap holds in place of pixels.
const fn format_inside(compression: Compression) -> Option<&'static Format> {
    match compression {
        Compression::Jpeg => Some(&crate::jpeg::FORMAT),
        Compression::Png => Some(&crate::png::FORMAT),
        _ => None,
    }
}

/// The picture that a file within the bitmap holds.
fn picture_inside(
    data: &[u8],
    header: &Header,
    format: &Format,
    limits: &Limits,
) -> Result<Decoded, Error> {
    let file = data.get(header.pixels.clone()).unwrap_or(&[]);
    let before = header.pixels.start as u64 * 8;
    let decode = format.decode;
    let moved = |error: Error| Error {
        at: error.at + before,
        ..error
    };
    let mut decoded = decode(file, limits).map_err(moved)?;
    decoded.warnings = decoded.warnings.into_iter().map(moved).collect();
    Ok(decoded)
}

/// Names every bit: headers and colours field by field, pixels row by row.
pub fn inspect(data: &[u8], limits: &Limits) -> Inspection {
    let mut ledger = Ledger::default();
    match header::read(data, &mut ledger) {
        Ok((header, profile)) => pixels(data, &header, profile, limits, &mut ledger),
        Err(error) => ledger.error(error),
    }
    let end = (ledger.end() / 8) as usize;
    if end < data.len() {
        ledger.stretch("Unclaimed", Role::Unclaimed, end..data.len());
    }
    let (fields, errors) = ledger.finish();
    Inspection { fields, errors }
}

/// The fields from the headers on.
fn pixels(data: &[u8], header: &Header, profile: Profile, limits: &Limits, ledger: &mut Ledger) {
    let before = (ledger.end() / 8) as usize;
    ledger.stretch("Gap", Role::Unclaimed, before..header.pixels.start);
    let start = header.pixels.start;
    let section = ledger.open("Pixels", CLAUSE, Role::Pixel, start);
    let end = match header.compression {
        Compression::None => stored_rows(&rows(data, header), ledger, CLAUSE),
        Compression::Jpeg | Compression::Png => {
            inner_fields(data, header, limits, ledger);
            header.pixels.end
        }
        Compression::Huffman1D => huffman_rows(data, header, ledger),
        _ => {
            let mut rle = Rle::new(data, header);
            coded_rows(&mut core::iter::from_fn(|| rle.next_code()), ledger, CLAUSE);
            let end = rle.pos() as u64 * 8;
            if rle.end() == Some(End::Data) && rle.place().0 < header.height {
                ledger.error(Error::at_bit(Code::PixelsEnded, end).with(rle.place().0.into()));
            }
            rle.pos()
        }
    };
    ledger.close(section, end);
    if let Some(profile) = profile {
        if profile.start >= end {
            ledger.stretch("trailing", Role::Trailing, end..profile.start);
            ledger.stretch("ColorProfile", Role::Metadata, profile);
        }
    }
    let end = (ledger.end() / 8) as usize;
    ledger.stretch("trailing", Role::Trailing, end..data.len());
}

fn huffman_rows(data: &[u8], header: &Header, ledger: &mut Ledger) -> usize {
    let order = Huffman::likely_order(data, header);
    let mut decoder = Huffman::new(data, header, order);
    match order {
        BitOrder::Msb => coded_rows(&mut decoder, ledger, CLAUSE),
        // A row ends within a byte whose other bits, before it, belong to the next one: rows are no ranges.
        BitOrder::Lsb => decoder.by_ref().for_each(drop),
    }
    let end = decoder.pos();
    if decoder.end() == Some(End::Data) && decoder.place().0 < header.height {
        ledger.error(Error::at_bit(Code::PixelsEnded, end).with(decoder.place().0.into()));
    }
    let bytes = header.pixels.start..(end.div_ceil(8) as usize).min(header.pixels.end);
    if order == BitOrder::Lsb && !bytes.is_empty() {
        let bits = bytes.start as u64 * 8..bytes.end as u64 * 8;
        row_field(ledger, "Rows", Role::Pixel, 0, bits, CLAUSE);
    }
    bytes.end
}

/// The fields of a file within the bitmap, one level deeper.
fn inner_fields(data: &[u8], header: &Header, limits: &Limits, ledger: &mut Ledger) {
    let file = data.get(header.pixels.clone()).unwrap_or(&[]);
    let Some(format) = format_inside(header.compression) else {
        return;
    };
    let before = header.pixels.start;
    let Inspection { fields, errors } = (format.inspect)(file, limits);
    for field in fields {
        ledger.push(field.within(before));
    }
    for error in errors {
        ledger.error(Error {
            at: error.at + before as u64 * 8,
            ..error
        });
    }
}
