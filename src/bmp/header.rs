//! The headers: [MS-WMF] 2.2.2.9 and the relatives that OS/2 and Windows made of it.
//!
//! ```text
//! BITMAPARRAYHEADER   14 bytes, "BA": only in OS/2 files that hold several bitmaps; the first one counts
//! BITMAPFILEHEADER    14 bytes, "BM", with the place of the pixels; missing where a bitmap comes from a clipboard
//! bitmap header       its first four bytes are its size, which says which of them it is:
//!     12              BitmapCoreHeader, [MS-WMF] 2.2.2.2: sizes of 16 bits, colours of 3 bytes
//!     16 … 64         OS/2 2: any part of 64 bytes
//!     40              BitmapInfoHeader, [MS-WMF] 2.2.2.3; masks follow it, where there are any
//!     52, 56          the same with the masks inside (without, with alpha)
//!     108             BitmapV4Header, [MS-WMF] 2.2.2.4
//!     124             BitmapV5Header, [MS-WMF] 2.2.2.5
//! colours             3 or 4 bytes each
//! pixels              where the file header says
//! colour profile      where the V5 header says
//! ```

use crate::bytes::Cursor;
use crate::field::{Broken, Endian, Ledger, Reader};
use crate::pixelmap::RowOrder;
use crate::trace::Role;
use crate::{Code, Error, Resolution};
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of a BITMAPFILEHEADER and of a BITMAPARRAYHEADER.
const FILE_HEADER: usize = 14;
/// Colours that an index can name.
const MOST_COLOURS: usize = 256;

/// How the pixels are stored: [MS-WMF] 2.1.1.7, and what OS/2 has in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As they are, in rows.
    None,
    /// Runs of 8-bit indices.
    Rle8,
    /// Runs of 4-bit indices.
    Rle4,
    /// Runs of blue, green, red (OS/2).
    Rle24,
    /// Modified Huffman, T.4 4.1 (OS/2).
    Huffman1D,
    /// A JPEG file.
    Jpeg,
    /// A PNG file.
    Png,
}

/// Which bits of a pixel are which channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Red.
    pub red: u32,
    /// Green.
    pub green: u32,
    /// Blue.
    pub blue: u32,
    /// Opacity; 0: every pixel is opaque.
    pub alpha: u32,
}

/// What the headers say, as far as decoding needs it.
#[derive(Clone, Debug)]
pub struct Header {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Which row is stored first.
    pub order: RowOrder,
    /// Bits a pixel.
    pub bits: u16,
    /// How the pixels are stored.
    pub compression: Compression,
    /// For 16 and 32 bits.
    pub masks: Masks,
    /// At most 256 colours, R G B.
    pub palette: Vec<[u8; 3]>,
    /// Bytes of the file that the pixels take, or may take where the headers do not tell.
    pub pixels: Range<usize>,
    /// Pixels a metre, where the file tells.
    pub resolution: Option<Resolution>,
}

/// The fields of the bitmap header that more than one of its readers need.
#[derive(Clone, Copy, Debug, Default)]
struct Info {
    size: usize,
    width: i64,
    height: i64,
    bits: u16,
    compression: u32,
    image_bytes: u32,
    x_per_metre: i32,
    y_per_metre: i32,
    colours: u32,
    masks: Option<Masks>,
    profile: Option<(u32, u32)>,
}

/// A colour profile, as the V5 header places it: bytes of the file.
pub type Profile = Option<Range<usize>>;

impl Info {
    /// OS/2 numbers compressions otherwise, and is told by the size of its header.
    const fn is_os2(&self) -> bool {
        matches!(self.size, 12 | 16..=39 | 41..=51 | 53..=55 | 57..=64)
    }
}

/// Reads everything before the pixels. What cannot be decoded is an error; what can is a header, whatever was noted.
pub fn read(data: &[u8], ledger: &mut Ledger) -> Result<(Header, Profile), Error> {
    let mut at = 0;
    if data.starts_with(b"BA") {
        let section = ledger.open("BITMAPARRAYHEADER", "", Role::Header, at);
        let mut reader = little(Cursor::over(data, at, at + FILE_HEADER), ledger, section);
        let _ = array_header(&mut reader);
        at = FILE_HEADER;
        ledger.close(section, at.min(data.len()));
    }
    let start = at;
    let mut offset = None;
    if data.get(at..).is_some_and(|rest| rest.starts_with(b"BM")) {
        let section = ledger.open("BITMAPFILEHEADER", "", Role::Header, at);
        let mut reader = little(Cursor::over(data, at, at + FILE_HEADER), ledger, section);
        let read = file_header(&mut reader);
        at += FILE_HEADER;
        ledger.close(section, at.min(data.len()));
        let told = read.map_err(|Broken| Error::at_byte(Code::UnexpectedEnd, data.len()))?;
        offset = Some(told as usize);
    }
    let section = ledger.open("BitmapHeader", "", Role::Header, at);
    let reader = little(Cursor::over(data, at, data.len()), ledger, section);
    let (info, end) = bitmap_header(reader);
    ledger.close(section, end);
    let info = info.map_err(|Broken| Error::at_byte(Code::UnexpectedEnd, end))?;
    let checked = check(&info, at, ledger)?;
    let (palette, colours_end) = colours(data, &info, checked.compression, end, offset, ledger);
    let first = place(data, offset, (end, colours_end), at, ledger);
    let profile = info.profile.map(|(offset, size)| {
        let from = at.saturating_add(offset as usize).min(data.len());
        from..from.saturating_add(size as usize).min(data.len())
    });
    // The profile lies behind the pixels, so that they end where it starts.
    let stop = match &profile {
        Some(profile) if profile.start >= first && !profile.is_empty() => profile.start,
        _ => data.len(),
    };
    let told = info.image_bytes as usize;
    let is_file = matches!(checked.compression, Compression::Jpeg | Compression::Png);
    // Codes know where they end; a file does not have to.
    let pixels = match is_file && told > 0 && told <= stop - first {
        true => first..first + told,
        false => first..stop,
    };
    if first >= data.len() {
        return Err(Error::at_byte(Code::NoImage, start));
    }
    let metre = |number: i32| u32::try_from(number).ok().filter(|&n| n > 0);
    Ok((
        Header {
            palette,
            pixels,
            resolution: metre(info.x_per_metre).zip(metre(info.y_per_metre)).map(
                |(x_per_metre, y_per_metre)| Resolution {
                    x_per_metre,
                    y_per_metre,
                },
            ),
            ..checked
        },
        profile,
    ))
}

fn little<'a, 'l>(cursor: Cursor<'a>, ledger: &'l mut Ledger, section: usize) -> Reader<'a, 'l> {
    let mut reader = Reader::new(cursor, ledger, section);
    reader.endian = Endian::Little;
    reader
}

fn array_header(reader: &mut Reader) -> Result<(), Broken> {
    reader.text("usType", 2)?;
    reader.u32("cbSize")?;
    reader.u32("offNext")?;
    reader.u16("cxDisplay")?;
    reader.u16("cyDisplay")?;
    Ok(())
}

/// Gives the place of the pixels.
fn file_header(reader: &mut Reader) -> Result<u32, Broken> {
    reader.text("bfType", 2)?;
    // Many programs write other things here than the file's size, none of which matters.
    reader.u32("bfSize")?;
    // OS/2: the hot spot of pointers.
    reader.u16("bfReserved1")?;
    reader.u16("bfReserved2")?;
    reader.u32("bfOffBits")
}

/// Reads a header of any size and the masks behind it. Gives the byte where all that ends, too.
fn bitmap_header(mut reader: Reader) -> (Result<Info, Broken>, usize) {
    let start = reader.pos();
    let mut info = Info::default();
    let size = match reader.u32("HeaderSize") {
        Ok(size) => size as usize,
        Err(Broken) => return (Err(Broken), reader.end()),
    };
    info.size = size;
    (reader.clause, info.masks) = match size {
        12 => ("[MS-WMF] 2.2.2.2", None),
        108 => ("[MS-WMF] 2.2.2.4", None),
        124 => ("[MS-WMF] 2.2.2.5", None),
        _ if info.is_os2() => ("OS/2 BITMAPINFOHEADER2", None),
        _ => ("[MS-WMF] 2.2.2.3", None),
    };
    if size < 12 || matches!(size, 13..=15) || size > reader.left() + 4 {
        reader.refuse(Code::BadLength, 4, size as u64);
        if size < 12 {
            return (Err(Broken), reader.end());
        }
    } else if size > 64 && !matches!(size, 108 | 124) {
        reader.refuse(Code::BadLength, 4, size as u64);
    }
    let body = size.saturating_sub(4).min(reader.left());
    let read = reader.within(body, |reader| header_fields(reader, &mut info));
    let outside = match (info.compression, info.is_os2()) {
        (3, false) => 3,
        (6, false) => 4,
        _ => 0,
    };
    if size == 40 && outside > 0 && read.is_ok() {
        reader.clause = "[MS-WMF] 2.2.2.9";
        let _ = masks(&mut reader, &mut info, outside);
    }
    (read.map(|()| info), reader.pos().max(start))
}

fn header_fields(reader: &mut Reader, info: &mut Info) -> Result<(), Broken> {
    if info.size == 12 {
        info.width = reader.u16("Width")?.into();
        info.height = reader.u16("Height")?.into();
    } else {
        info.width = reader.i32("Width")?.into();
        info.height = reader.i32("Height")?.into();
    }
    let planes = reader.u16("Planes")?;
    if planes != 1 {
        reader.refuse(Code::BadValue, 2, planes);
    }
    info.bits = reader.u16("BitCount")?;
    // OS/2 headers may end behind any field; what is missing is 0.
    let _ = info_fields(reader, info);
    if reader.left() > 0 {
        reader.remainder("Reserved");
    }
    Ok(())
}

fn info_fields(reader: &mut Reader, info: &mut Info) -> Result<(), Broken> {
    let more = |reader: &Reader, bytes: usize| match reader.left() >= bytes {
        true => Ok(()),
        false => Err(Broken),
    };
    more(reader, 4)?;
    info.compression = reader.u32("Compression")?;
    reader.say_name(compression_name(info));
    more(reader, 4)?;
    info.image_bytes = reader.u32("ImageSize")?;
    more(reader, 8)?;
    info.x_per_metre = reader.i32("XPelsPerMeter")?;
    info.y_per_metre = reader.i32("YPelsPerMeter")?;
    more(reader, 4)?;
    info.colours = reader.u32("ColorUsed")?;
    more(reader, 4)?;
    reader.u32("ColorImportant")?;
    if info.is_os2() {
        more(reader, 8)?;
        for name in ["Units", "Reserved", "Recording", "Rendering"] {
            reader.u16(name)?;
        }
        more(reader, 16)?;
        for name in ["Size1", "Size2", "ColorEncoding", "Identifier"] {
            reader.u32(name)?;
        }
        return Ok(());
    }
    if info.size < 52 {
        return Ok(());
    }
    masks(reader, info, if info.size < 56 { 3 } else { 4 })?;
    more(reader, 52)?;
    let space = reader.u32("ColorSpaceType")?;
    reader.say_name(match space {
        0 => Some("calibrated-rgb"),
        0x7352_4742 => Some("srgb"),
        0x5769_6E20 => Some("windows"),
        0x4C49_4E4B => Some("profile-linked"),
        0x4D42_4544 => Some("profile-embedded"),
        _ => None,
    });
    reader.group("Endpoints", |reader| {
        for name in ["Red", "Green", "Blue"] {
            reader.group(name, |reader| {
                reader.u32("X")?;
                reader.u32("Y")?;
                reader.u32("Z")
            })?;
        }
        Ok::<(), Broken>(())
    })?;
    for name in ["GammaRed", "GammaGreen", "GammaBlue"] {
        reader.u32(name)?;
    }
    more(reader, 16)?;
    reader.u32("Intent")?;
    let offset = reader.u32("ProfileData")?;
    let size = reader.u32("ProfileSize")?;
    reader.u32("Reserved")?;
    if matches!(space, 0x4C49_4E4B | 0x4D42_4544) && size > 0 {
        info.profile = Some((offset, size));
    }
    Ok(())
}

/// Reads so many masks.
fn masks(reader: &mut Reader, info: &mut Info, count: usize) -> Result<(), Broken> {
    let red = reader.u32("RedMask")?;
    let green = reader.u32("GreenMask")?;
    let blue = reader.u32("BlueMask")?;
    let alpha = match count {
        3 => 0,
        _ => reader.u32("AlphaMask")?,
    };
    info.masks = Some(Masks {
        red,
        green,
        blue,
        alpha,
    });
    Ok(())
}

fn compression_name(info: &Info) -> Option<&'static str> {
    Some(match (info.compression, info.is_os2()) {
        (0, _) => "uncompressed",
        (1, _) => "rle8",
        (2, _) => "rle4",
        (3, true) => "huffman-1d",
        (4, true) => "rle24",
        (3, false) => "bitfields",
        (4, false) => "embedded-jpeg",
        (5, false) => "embedded-png",
        (6, false) => "alpha-bitfields",
        _ => return None,
    })
}

/// What can be decoded, with everything but colours and places. `at` is the byte where the bitmap header starts.
fn check(info: &Info, at: usize, ledger: &mut Ledger) -> Result<Header, Error> {
    let field = |offset: usize| at + offset;
    let (bits_at, compression_at) = match info.size {
        12 => (field(10), field(12)),
        _ => (field(14), field(16)),
    };
    let (Ok(width), height) = (u32::try_from(info.width), info.height.unsigned_abs()) else {
        let width = info.width.unsigned_abs();
        return Err(Error::at_byte(Code::BadValue, field(4)).with(width));
    };
    if width == 0 || height == 0 {
        return Err(Error::at_byte(Code::ZeroDimension, field(4)));
    }
    let compression = match (info.compression, info.is_os2(), info.bits) {
        (0, _, _) => Compression::None,
        (1, _, 8) => Compression::Rle8,
        (2, _, 4) => Compression::Rle4,
        (3, true, 1) => Compression::Huffman1D,
        (4, _, 24) => Compression::Rle24,
        (3 | 6, false, 16 | 24 | 32) => Compression::None,
        (4, false, _) => Compression::Jpeg,
        (5, false, _) => Compression::Png,
        (1..=6, _, bits) => {
            return Err(Error::at_byte(Code::BadPrecision, bits_at).with(bits.into()));
        }
        (other, _, _) => {
            let error = Error::at_byte(Code::UnknownCompression, compression_at);
            return Err(error.with(other.into()));
        }
    };
    let file = matches!(compression, Compression::Jpeg | Compression::Png);
    if !file && !matches!(info.bits, 1 | 2 | 4 | 8 | 16 | 24 | 32 | 64) {
        return Err(Error::at_byte(Code::BadPrecision, bits_at).with(info.bits.into()));
    }
    let order = match info.height < 0 {
        true => RowOrder::TopDown,
        false => RowOrder::BottomUp,
    };
    let coded = !matches!(compression, Compression::None) && !file;
    if coded && order == RowOrder::TopDown {
        // Only uncompressed bitmaps may be stored so; what is meant is clear.
        ledger.error(Error::at_byte(Code::BadValue, field(8)).with(height));
    }
    let masked = matches!(info.compression, 3 | 6) && !info.is_os2();
    let told = info.masks.filter(|_| masked);
    let usual = match info.bits {
        16 => Masks {
            red: 0x7C00,
            green: 0x03E0,
            blue: 0x001F,
            alpha: 0,
        },
        _ => Masks {
            red: 0x00FF_0000,
            green: 0x0000_FF00,
            blue: 0x0000_00FF,
            alpha: 0,
        },
    };
    Ok(Header {
        width,
        height: height as u32,
        order,
        bits: info.bits,
        compression,
        masks: told.unwrap_or(usual),
        palette: Vec::new(),
        pixels: 0..0,
        resolution: None,
    })
}

/// The colours and the byte where they end. They start at byte `start`.
fn colours(
    data: &[u8],
    info: &Info,
    compression: Compression,
    start: usize,
    offset: Option<usize>,
    ledger: &mut Ledger,
) -> (Vec<[u8; 3]>, usize) {
    let entry = if info.size == 12 { 3 } else { 4 };
    let indexed = matches!(info.bits, 1..=8) && compression != Compression::Jpeg;
    let wanted = match (info.colours as usize, indexed) {
        (0, true) => 1 << info.bits,
        (0, false) => 0,
        (told, _) => told,
    };
    // The pixels may start earlier than all the colours would end; an offset inside the headers means nothing.
    let stop = offset.filter(|&offset| offset >= start);
    let stop = stop.unwrap_or(data.len()).min(data.len());
    let count = wanted.min((stop - start.min(stop)) / entry);
    let end = start + count * entry;
    if count < wanted && info.colours as usize == wanted && indexed {
        let error = Error::at_byte(Code::BadValue, start);
        ledger.error(error.with(wanted as u64));
    }
    let mut palette = Vec::with_capacity(count.min(MOST_COLOURS));
    if count == 0 {
        return (palette, start);
    }
    let section = ledger.open("ColorTable", "[MS-WMF] 2.2.2.9", Role::Palette, start);
    let mut reader = little(Cursor::over(data, start, end), ledger, section);
    reader.clause = match entry {
        3 => "[MS-WMF] 2.2.2.9",
        _ => "[MS-WMF] 2.2.2.20",
    };
    for index in 0..count {
        let read = reader.group(("Color", index as u32), |reader| {
            let blue = reader.u8("Blue")?;
            let green = reader.u8("Green")?;
            let red = reader.u8("Red")?;
            if entry == 4 {
                reader.u8("Reserved")?;
            }
            Ok::<_, Broken>([red, green, blue])
        });
        match read {
            Ok(colour) if indexed && palette.len() < MOST_COLOURS => palette.push(colour),
            Ok(_) => {}
            Err(Broken) => break,
        }
    }
    ledger.close(section, end);
    (palette, end)
}

/// Where the pixels start: as the file header says, unless that lies within the headers (which end at the first of `ends`)
/// or there is none.
fn place(
    data: &[u8],
    offset: Option<usize>,
    ends: (usize, usize),
    at: usize,
    ledger: &mut Ledger,
) -> usize {
    match offset {
        None => ends.1.min(data.len()),
        Some(told) if told >= ends.0 && told <= data.len() => told,
        Some(told) => {
            let error = Error::at_byte(Code::BadOffset, at.saturating_sub(4));
            ledger.error(error.with(told as u64));
            ends.1.min(data.len())
        }
    }
}

/// Whether a file starts as a bitmap does.
pub fn probe(data: &[u8]) -> bool {
    let word = |at: usize| {
        let bytes = data.get(at..at + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let half = |at: usize| Some(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]));
    let at = match data {
        [b'B', b'A', rest @ ..] if rest.get(12..14) == Some(b"BM") => 28,
        [b'B', b'M', ..] => 14,
        // Without a file header, all of it must make sense.
        _ => {
            return matches!(word(0), Some(40 | 52 | 56 | 108 | 124))
                && half(12) == Some(1)
                && matches!(half(14), Some(1 | 2 | 4 | 8 | 16 | 24 | 32))
                && word(16).is_some_and(|compression| compression <= 6);
        }
    };
    // "BM" alone is little; sizes of headers are small.
    match word(at) {
        Some(size) => matches!(size, 12..=4096),
        None => data.len() >= 2 && data.len() <= at + 4,
    }
}
