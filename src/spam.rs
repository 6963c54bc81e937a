//! SPAM: the toy format of Pillow's handbook, and here the tutorial of [`format`](crate::format).
//!
//! A file begins with 128 bytes of text: the word `SPAM`, width, height and bits a pixel as decimal numbers, with blanks
//! between them. What follows up to byte 128 does not matter. Then come the pixels, row by row from the top: 1 bit (1 is
//! white, the leftmost pixel is the most significant bit, each row fills whole bytes), 8 bits (grey) or 24 (red, green, blue).
//!
//! ```text
//! SPAM 3 2 1 ··· (blanks up to byte 128)
//! 1010 0000       white black white, five bits of padding
//! 0100 0000       black white black
//! ```

use crate::bytes::Cursor;
use crate::field::{Ledger, Reader, Value};
use crate::format::{Decoded, DecodedSamples, Format, Inspection};
use crate::pixelmap::{Channel, Piece, PixelMap, Rows};
use crate::raw::{Mode, RawImage, RawMode, RowOrder, Window};
use crate::tile::{self, Parameters, Region, Tile, TileList};
use crate::trace::Role;
use crate::{Code, Error, Limits, Outcome};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The row of the plug-in table. This constant is all that the rest of the program sees of a format.
pub const FORMAT: Format = Format {
    name: "spam",
    probe,
    inspect,
    tiles: Some(tiles),
    decode,
    samples,
    map,
};

/// What every file begins with.
const MAGIC: &[u8] = b"SPAM";
/// Bytes before the first pixel.
const HEADER_BYTES: usize = 128;
/// Fields cite the place that defines them.
const CLAUSE: &str = "Pillow handbook, Writing your own image plugin";

// ── 1. Is it mine? ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// The magic word, and a blank behind it: `SPAMMER` is another word. A few comparisons, no more.
fn probe(data: &[u8]) -> bool {
    let behind = data.strip_prefix(MAGIC);
    behind.is_some_and(|rest| rest.first().copied().is_some_and(is_blank))
}

// ── The header: read once, for `inspect` and for `tiles` ────────────────────────────────────────────────────────────────

/// What the header says. Each word also has its place, so that an error or a field can point at it.
struct Header {
    width: u32,
    height: u32,
    raw_mode: &'static RawMode,
}

/// ASCII white space as the handbook's program splits at it; this includes the vertical tab.
const fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0B
}

/// Places of the first four words: the magic word, width, height, bits. Words that are not there are empty.
fn words(header: &[u8]) -> [Range<usize>; 4] {
    let mut at = 0;
    [(); 4].map(|()| {
        let count = |from: usize, blank: bool| {
            let rest = header.get(from..).unwrap_or(&[]).iter();
            rest.take_while(|&&byte| is_blank(byte) == blank).count()
        };
        let start = at + count(at, true);
        at = start + count(start, false);
        start..at
    })
}

/// A decimal number, digits only. `None` for anything else, and for what does not fit into 32 bits.
fn number(word: &[u8]) -> Option<u32> {
    if word.is_empty() {
        return None;
    }
    word.iter().try_fold(0_u32, |number, &byte| {
        let digit = byte.checked_sub(b'0').filter(|&digit| digit < 10)?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// Reads the header. The first thing that is wrong is the error, at its own place in the file.
fn header(data: &[u8]) -> Result<Header, Error> {
    // The cursor is the only way to read a file: where the header is not all there, it makes the error.
    let header = Cursor::new(data).take(HEADER_BYTES)?;
    let places = words(header);
    let value = |word: usize| {
        let place = places.get(word).cloned().unwrap_or_default();
        let refused = Error::at_byte(Code::BadWord, place.start).with(word as u64 + 1);
        let value = number(header.get(place.clone()).unwrap_or(&[]));
        value.map(|value| (value, place.start)).ok_or(refused)
    };
    let ((width, at), (height, _), (bits, bits_at)) = (value(1)?, value(2)?, value(3)?);
    if width == 0 || height == 0 {
        return Err(Error::at_byte(Code::ZeroDimension, at));
    }
    // What the pixels become, and Pillow's name for how they are stored.
    let found = match bits {
        1 => RawMode::find(Mode::Bilevel, "1"),
        8 => RawMode::find(Mode::Grey, "L"),
        24 => RawMode::find(Mode::Rgb, "RGB"),
        _ => None,
    };
    let refused = Error::at_byte(Code::BadPrecision, bits_at).with(bits.into());
    Ok(Header {
        width,
        height,
        raw_mode: found.ok_or(refused)?,
    })
}

// ── 2. What is in it? ───────────────────────────────────────────────────────────────────────────────────────────────────

/// Every bit gets a name: three sections (header, pixels, what is behind them), each opened, read, and closed. Closing
/// makes the accounting exact: bits that were not read become fields called `unclaimed`.
fn inspect(data: &[u8], limits: &Limits) -> Inspection {
    let mut ledger = Ledger::default();
    let end_of_header = HEADER_BYTES.min(data.len());
    let section = ledger.open("SPAM", CLAUSE, Role::Header, 0);
    let cursor = Cursor::over(data, 0, end_of_header);
    inspect_header(&mut Reader::new(cursor, &mut ledger, section));
    ledger.close(section, end_of_header);

    // Whether the header makes sense is asked of the routine that `tiles` asks, too. An error does not end the inspection.
    let header = header(data).and_then(|header| {
        limits.check_size(header.width, header.height)?;
        Ok(header)
    });
    let mut at = end_of_header;
    match header {
        Err(error) => ledger.error(error),
        Ok(header) => {
            let section = ledger.open("pixels", CLAUSE, Role::Pixel, at);
            let cursor = Cursor::over(data, at, data.len());
            let mut reader = Reader::new(cursor, &mut ledger, section);
            at = inspect_rows(&header, &mut reader);
            ledger.close(section, at);
        }
    }
    if at < data.len() {
        let section = ledger.open("trailing", "", Role::Trailing, at);
        let cursor = Cursor::over(data, at, data.len());
        Reader::new(cursor, &mut ledger, section).remainder("trailing");
        ledger.close(section, data.len());
    }
    let (fields, errors) = ledger.finish();
    Inspection { fields, errors }
}

/// The header, word by word. Each read takes bytes and labels them.
fn inspect_header(reader: &mut Reader) {
    let names = ["magic", "width", "height", "bits"];
    for (name, place) in names.into_iter().zip(words(reader.rest())) {
        // Blanks are part of the file, and so are fields.
        label(reader, "blank", Role::Padding, place.start, false);
        let role = match name {
            "magic" => Role::Marker,
            _ => Role::Header,
        };
        let word = reader.file().get(place.clone()).unwrap_or(&[]);
        label(reader, name, role, place.end, true);
        if let Some(number) = number(word) {
            // It is stored as text, but what it says is a number.
            reader.say(Value::Unsigned(number.into()));
        }
    }
    label(reader, "blank", Role::Padding, reader.end(), false);
}

/// Labels what lies between the reader's place and byte `end`, as text or as bytes. Nothing at all makes no field.
fn label(reader: &mut Reader, name: &'static str, role: Role, end: usize, as_text: bool) {
    reader.role = role;
    let count = end.saturating_sub(reader.pos());
    // The section ends where the header does: there is always as much as was found.
    let _ = match as_text {
        true => reader.text(name, count),
        false => reader.bytes(name, count),
    };
}

/// A field a row, numbered from 0, with the padding of its last byte as a field of its own. Returns where the rows end.
fn inspect_rows(header: &Header, reader: &mut Reader) -> usize {
    let row_bits = u64::from(header.width) * u64::from(header.raw_mode.bits_per_pixel());
    for row in 0..header.height {
        let left = reader.left() as u64 * 8;
        if left < row_bits.next_multiple_of(8) {
            // The picture has rows that the file does not: an error. What there is of this one is still a field.
            let at = reader.end();
            reader.error(Error::at_byte(Code::PixelsEnded, at).with(row.into()));
            reader.remainder(("row", row));
            break;
        }
        // There are as many bytes as it takes: nothing is broken.
        let _ = reader.padded(("row", row), row_bits);
    }
    reader.pos()
}

// ── 3. How do its pixels load? ──────────────────────────────────────────────────────────────────────────────────────────

/// One tile: the decoder called `raw` fills the whole picture from byte 128 on, with rows from the top and without gaps.
/// The limits come before anything is allocated.
fn tiles(data: &[u8], limits: &Limits) -> Result<TileList, Error> {
    let Header {
        width,
        height,
        raw_mode,
    } = header(data)?;
    limits.check_size(width, height)?;
    Ok(TileList {
        mode: raw_mode.mode,
        width,
        height,
        tiles: vec![Tile {
            decoder: tile::RAW.name,
            region: Region::whole(width, height),
            offset_bytes: HEADER_BYTES as u64,
            parameters: Parameters::Raw {
                raw_mode,
                stride_bytes: None,
                rows: RowOrder::TopDown,
            },
        }],
    })
}

// ── 4. What does it look like? ──────────────────────────────────────────────────────────────────────────────────────────

/// The tiles, loaded, as a picture for a canvas. A file that ends too early gives the rows that are there, and a warning.
fn decode(data: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let loaded = load(data, limits)?;
    Ok(Decoded {
        image: loaded.value.to_image(Window::Full),
        warnings: loaded.warnings,
        resolution: None,
    })
}

fn load(data: &[u8], limits: &Limits) -> Result<Outcome<RawImage>, Error> {
    tile::load(data, &tiles(data, limits)?, &[tile::RAW], limits)
}

// ── 5. What does it hold? ───────────────────────────────────────────────────────────────────────────────────────────────

/// The same, grey as grey.
fn samples(data: &[u8], limits: &Limits) -> Result<DecodedSamples, Error> {
    Ok(DecodedSamples::of_raw(&load(data, limits)?, Window::Full))
}

// ── 6. Which bits made a pixel? ─────────────────────────────────────────────────────────────────────────────────────────

/// Rows of pixels of one size: where they begin, how long a row is, and what a pixel is made of.
fn map<'a>(data: &'a [u8], limits: &Limits) -> Option<Box<dyn PixelMap + 'a>> {
    let header = header(data).ok()?;
    limits.check_size(header.width, header.height).ok()?;
    let whole = |bits, channel| Piece { bits, channel };
    let pieces: Vec<Piece> = match header.raw_mode.mode {
        Mode::Rgb => {
            let channels = [Channel::Red, Channel::Green, Channel::Blue];
            channels.map(|channel| whole(8, channel)).into()
        }
        _ => vec![whole(header.raw_mode.bits_per_pixel(), Channel::Whole)],
    };
    Some(Box::new(Rows {
        data,
        first_bit: HEADER_BYTES as u64 * 8,
        stride_bits: header.raw_mode.row_bytes(header.width) * 8,
        width: header.width,
        height: header.height,
        order: RowOrder::TopDown,
        pieces,
    }))
}
