//! Chunks as fields: PNG 5.3 and clause 11.

use super::crc::crc;
use super::SIGNATURE;
use crate::bytes::Cursor;
use crate::field::{Broken, Ledger, Reader, Value};
use crate::format::Inspection;
use crate::trace::Role;
use crate::{Code, Error, Limits};

/// The chunk types that are known: name, clause, role, and what reads the data.
type Row = (
    &'static str,
    &'static str,
    Role,
    fn(&mut Reader, &mut State) -> Result<(), Broken>,
);

const KNOWN: &[Row] = &[
    ("IHDR", "PNG 11.2.1", Role::Header, ihdr),
    ("PLTE", "PNG 11.2.2", Role::Palette, plte),
    ("IDAT", "PNG 11.2.3", Role::Pixel, idat),
    ("IEND", "PNG 11.2.4", Role::Marker, nothing),
    ("tRNS", "PNG 11.3.1.1", Role::Palette, trns),
    ("cHRM", "PNG 11.3.2.1", Role::Metadata, chrm),
    ("gAMA", "PNG 11.3.2.2", Role::Metadata, gama),
    ("iCCP", "PNG 11.3.2.3", Role::Metadata, iccp),
    ("sBIT", "PNG 11.3.2.4", Role::Metadata, sbit),
    ("sRGB", "PNG 11.3.2.5", Role::Metadata, srgb),
    ("cICP", "PNG 11.3.2.6", Role::Metadata, cicp),
    ("mDCV", "PNG 11.3.2.7", Role::Metadata, mdcv),
    ("cLLI", "PNG 11.3.2.8", Role::Metadata, clli),
    ("tEXt", "PNG 11.3.3.2", Role::Metadata, text),
    ("zTXt", "PNG 11.3.3.3", Role::Metadata, ztxt),
    ("iTXt", "PNG 11.3.3.4", Role::Metadata, itxt),
    ("bKGD", "PNG 11.3.4.1", Role::Metadata, bkgd),
    ("hIST", "PNG 11.3.4.2", Role::Metadata, hist),
    ("pHYs", "PNG 11.3.4.3", Role::Metadata, phys),
    ("sPLT", "PNG 11.3.4.4", Role::Metadata, splt),
    ("eXIf", "PNG 11.3.4.5", Role::Metadata, nothing),
    ("tIME", "PNG 11.3.5.1", Role::Metadata, time),
    ("acTL", "PNG 11.3.6.1", Role::Metadata, actl),
    ("fcTL", "PNG 11.3.6.2", Role::Metadata, fctl),
    ("fdAT", "PNG 11.3.6.3", Role::Metadata, fdat),
];

/// What later chunks need of earlier ones.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    chunks: u32,
    colour_type: u8,
    has_data: bool,
    ended: bool,
}

/// Names every bit: chunks with their length, type, data and checksum, each checked.
pub fn inspect(data: &[u8], limits: &Limits) -> Inspection {
    let mut ledger = Ledger::default();
    let mut state = State::default();
    let mut at = 0;
    if data.starts_with(SIGNATURE) {
        at = SIGNATURE.len();
        ledger.stretch("Signature", Role::Marker, 0..at);
    } else {
        ledger.error(Error::at_bit(Code::UnknownFormat, 0));
    }
    while at > 0 && at < data.len() && !state.ended {
        if state.chunks >= limits.segments {
            let error = Error::at_byte(Code::LimitSegments, at);
            ledger.error(error.with(limits.segments.into()));
            break;
        }
        match chunk(data, at, &mut ledger, &mut state) {
            Some(end) => at = end,
            None => break,
        }
    }
    if at > 0 && !state.ended {
        ledger.error(Error::at_byte(Code::UnexpectedEnd, data.len()));
    }
    let (name, role) = match state.ended {
        true => ("trailing", Role::Trailing),
        false => ("Unclaimed", Role::Unclaimed),
    };
    let end = (ledger.end() / 8) as usize;
    ledger.stretch(name, role, end..data.len());
    let (fields, errors) = ledger.finish();
    Inspection { fields, errors }
}

/// Reads a chunk, as far as the file goes. Gives the byte where it ends; `None` where no more chunks can follow.
fn chunk(data: &[u8], at: usize, ledger: &mut Ledger, state: &mut State) -> Option<usize> {
    let kind = data.get(at + 4..at + 8);
    let known = kind.and_then(|kind| KNOWN.iter().find(|row| row.0.as_bytes() == kind));
    let &(name, clause, role, read) = known.unwrap_or(&("Chunk", "", Role::Metadata, nothing));
    // Letters alone make a type: anything else is no chunk.
    let is_chunk = kind.is_some_and(|kind| kind.iter().all(u8::is_ascii_alphabetic));
    if !is_chunk {
        let code = match kind {
            None => Code::UnexpectedEnd,
            Some(_) => Code::BadHeader,
        };
        ledger.error(Error::at_byte(code, at));
        return None;
    }
    let out_of_order = match name {
        "IHDR" => state.chunks > 0,
        _ => state.chunks == 0,
    } || (matches!(name, "PLTE" | "tRNS") && state.has_data);
    if out_of_order {
        ledger.error(Error::at_byte(Code::ChunkOrder, at));
    }
    state.chunks += 1;
    let section = ledger.open(name, clause, role, at);
    let mut reader = Reader::new(Cursor::over(data, at, data.len()), ledger, section);
    reader.clause = "PNG 5.3";
    reader.role = Role::Length;
    let length = reader.u32("Length").ok()? as usize;
    reader.role = Role::Marker;
    reader.text("Type", 4).ok()?;
    if known.is_none() {
        reader.sum_up_as_last();
    }
    let start = reader.pos();
    let whole = length <= reader.left();
    if !whole {
        reader.error(Error::at_byte(Code::BadLength, at).with(length as u64));
    }
    (reader.clause, reader.role) = (clause, role);
    reader.within(length, |reader| {
        // What breaks off has been noted; what is left over has no name.
        let _ = read(reader, state);
        reader.remainder("Data");
    });
    let end = reader.pos();
    (reader.clause, reader.role) = ("PNG 5.3", Role::Header);
    let checked = data.get(start - 4..end).unwrap_or(&[]);
    if whole {
        if let Ok(told) = reader.u32("CRC") {
            let right = crc(checked);
            if told != right {
                reader.refuse(Code::BadChecksum, 4, right);
            }
        }
    }
    let stop = match reader.left() {
        // Part of a checksum.
        0..=3 if whole && reader.pos() == end => data.len(),
        _ => reader.pos(),
    };
    ledger.close(section, stop);
    state.ended = name == "IEND" && whole;
    Some(stop)
}

fn nothing(_: &mut Reader, _: &mut State) -> Result<(), Broken> {
    Ok(())
}

fn ihdr(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    for name in ["Width", "Height"] {
        let size = reader.u32(name)?;
        if size == 0 || size > i32::MAX as u32 {
            reader.refuse(Code::BadValue, 4, size);
        }
    }
    let depth = reader.u8("BitDepth")?;
    if !matches!(depth, 1 | 2 | 4 | 8 | 16) {
        reader.refuse(Code::BadPrecision, 1, depth);
    }
    state.colour_type = reader.u8("ColourType")?;
    let name = match state.colour_type {
        0 => Some("greyscale"),
        2 => Some("truecolour"),
        3 => Some("indexed-colour"),
        4 => Some("greyscale-alpha"),
        6 => Some("truecolour-alpha"),
        _ => None,
    };
    reader.say_name(name);
    let allowed = match state.colour_type {
        0 => true,
        3 => depth <= 8,
        _ => depth >= 8,
    };
    if name.is_none() || !allowed {
        reader.refuse(Code::BadValue, 1, state.colour_type);
    }
    one_of(reader, "CompressionMethod", &["deflate"])?;
    one_of(reader, "FilterMethod", &["adaptive"])?;
    one_of(reader, "InterlaceMethod", &["none", "adam7"])
}

/// One byte that counts words.
fn one_of(reader: &mut Reader, label: &'static str, words: &[&'static str]) -> Result<(), Broken> {
    let number = reader.u8(label)?;
    let word = words.get(usize::from(number)).copied();
    reader.say_name(word);
    if word.is_none() {
        reader.refuse(Code::BadValue, 1, number);
    }
    Ok(())
}

fn plte(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    let mut index = 0;
    while reader.left() >= 3 {
        reader.group(("Colour", index), |reader| {
            reader.u8("Red")?;
            reader.u8("Green")?;
            reader.u8("Blue")
        })?;
        index += 1;
    }
    Ok(())
}

/// The deflated stream goes through all chunks of this type; its two bytes of header stand in the first.
fn idat(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    let is_first = !core::mem::replace(&mut state.has_data, true);
    if is_first && reader.left() >= 2 {
        reader.role = Role::Header;
        reader.group("ZlibHeader", |reader| {
            reader.clause = "RFC 1950 2.2";
            reader.nibbles("CINFO", "CM")?;
            reader.u8("FLG")
        })?;
        (reader.clause, reader.role) = ("PNG 11.2.3", Role::Pixel);
    }
    Ok(())
}

fn trns(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    if state.colour_type != 3 {
        return colour(reader, state);
    }
    let mut index = 0;
    while reader.left() > 0 {
        reader.u8(("Alpha", index))?;
        index += 1;
    }
    Ok(())
}

/// One colour as the picture's own samples.
fn colour(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    match state.colour_type {
        3 => {
            reader.u8("Index")?;
        }
        2 | 6 => {
            for name in ["Red", "Green", "Blue"] {
                reader.u16(name)?;
            }
        }
        _ => {
            reader.u16("Grey")?;
        }
    }
    Ok(())
}

fn bkgd(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    colour(reader, state)
}

fn chrm(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    for name in ["White", "Red", "Green", "Blue"] {
        reader.group(name, |reader| {
            reader.u32("x")?;
            reader.u32("y")
        })?;
    }
    Ok(())
}

fn gama(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u32("Gamma").map(drop)
}

/// A text that ends with a zero byte.
fn string(reader: &mut Reader, label: &'static str) -> Result<(), Broken> {
    let length = reader.rest().iter().position(|&byte| byte == 0);
    let length = length.unwrap_or(reader.left());
    reader.text(label, length)?;
    reader.u8("Terminator").map(drop)
}

fn iccp(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    string(reader, "ProfileName")?;
    one_of(reader, "CompressionMethod", &["deflate"])?;
    reader.remainder("CompressedProfile");
    Ok(())
}

fn sbit(reader: &mut Reader, state: &mut State) -> Result<(), Broken> {
    let names: &[&str] = match state.colour_type {
        0 => &["Grey"],
        4 => &["Grey", "Alpha"],
        6 => &["Red", "Green", "Blue", "Alpha"],
        _ => &["Red", "Green", "Blue"],
    };
    for &name in names {
        reader.u8(name)?;
    }
    Ok(())
}

fn srgb(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    let intents = ["perceptual", "relative", "saturation", "absolute"];
    one_of(reader, "RenderingIntent", &intents)
}

fn cicp(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    for name in [
        "ColourPrimaries",
        "TransferFunction",
        "MatrixCoefficients",
        "FullRange",
    ] {
        reader.u8(name)?;
    }
    Ok(())
}

fn mdcv(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    for name in ["Red", "Green", "Blue", "White"] {
        reader.group(name, |reader| {
            reader.u16("x")?;
            reader.u16("y")
        })?;
    }
    reader.u32("MaxLuminance")?;
    reader.u32("MinLuminance").map(drop)
}

fn clli(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u32("MaxContentLightLevel")?;
    reader.u32("MaxFrameAverageLightLevel").map(drop)
}

fn text(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    string(reader, "Keyword")?;
    reader.text("Text", reader.left()).map(drop)
}

fn ztxt(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    string(reader, "Keyword")?;
    one_of(reader, "CompressionMethod", &["deflate"])?;
    reader.remainder("CompressedText");
    Ok(())
}

fn itxt(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    string(reader, "Keyword")?;
    let compressed = reader.u8("CompressionFlag")?;
    one_of(reader, "CompressionMethod", &["deflate"])?;
    string(reader, "LanguageTag")?;
    string(reader, "TranslatedKeyword")?;
    match compressed {
        0 => reader.text("Text", reader.left()).map(drop),
        _ => {
            reader.remainder("CompressedText");
            Ok(())
        }
    }
}

fn hist(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    let mut index = 0;
    while reader.left() >= 2 {
        reader.u16(("Frequency", index))?;
        index += 1;
    }
    Ok(())
}

fn phys(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u32("PixelsPerUnitX")?;
    reader.u32("PixelsPerUnitY")?;
    one_of(reader, "Unit", &["unknown", "metre"])
}

fn splt(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    string(reader, "PaletteName")?;
    let depth = reader.u8("SampleDepth")?;
    let wide = depth == 16;
    let mut index = 0;
    while reader.left() >= if wide { 10 } else { 6 } {
        reader.group(("Colour", index), |reader| {
            for name in ["Red", "Green", "Blue", "Alpha"] {
                match wide {
                    true => reader.u16(name).map(drop)?,
                    false => reader.u8(name).map(drop)?,
                }
            }
            reader.u16("Frequency")
        })?;
        index += 1;
    }
    Ok(())
}

fn time(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u16("Year")?;
    for name in ["Month", "Day", "Hour", "Minute", "Second"] {
        reader.u8(name)?;
    }
    Ok(())
}

fn actl(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u32("Frames")?;
    let plays = reader.u32("Plays")?;
    if plays == 0 {
        reader.say(Value::Name("forever"));
    }
    Ok(())
}

fn fctl(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    for name in ["SequenceNumber", "Width", "Height", "XOffset", "YOffset"] {
        reader.u32(name)?;
    }
    reader.u16("DelayNumerator")?;
    reader.u16("DelayDenominator")?;
    one_of(reader, "DisposeOp", &["none", "background", "previous"])?;
    one_of(reader, "BlendOp", &["source", "over"])
}

fn fdat(reader: &mut Reader, _: &mut State) -> Result<(), Broken> {
    reader.u32("SequenceNumber").map(drop)
}
