//! TIFF directories inside application segments: EXIF (CIPA DC-008) and multi-picture files (CIPA DC-007).
//!
//! Offsets count from the TIFF header. Directories that overlap one already read are not followed, so that no chain of
//! offsets can make reading longer than the segment is.

use super::exif_tags::{tag_name, type_name, Directory};
use super::found::{resolution, Found, Unit};
use super::{Embedded, EmbeddedKind};
use crate::field::{Broken, Endian, Reader, Value};
use crate::{Code, Error, Orientation};
use alloc::vec::Vec;
use core::ops::Range;

/// Most directories in one segment.
const MOST_DIRECTORIES: usize = 64;
/// Longest list whose elements become fields of their own; longer ones are shown as bytes.
const LONGEST_LIST: u32 = 32;

/// Values may share bytes, and thousands of entries may point to the same; past this many bytes of values for each byte
/// of the segment they are shown as bytes.
const VALUES_PER_BYTE: u64 = 2;

/// APP1: EXIF.
pub(super) fn exif(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "CIPA DC-008 4.7.2";
    r.text("identifier", 5)?;
    r.u8("padding")?;
    Tiff::read(r, found, Directory::Primary)
}

/// APP2: the index of a multi-picture file.
pub(super) fn multi_picture(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "CIPA DC-007 5.2";
    r.text("identifier", 4)?;
    Tiff::read(r, found, Directory::MultiPictureIndex)
}

/// Numbers from the entries of IFD0 and IFD1 that mean something only together.
#[derive(Default)]
struct Picture {
    /// Byte of the file where the directory begins.
    at: usize,
    width: Option<u32>,
    height: Option<u32>,
    compression: Option<u32>,
    photometric: Option<u32>,
    strip: Option<u32>,
    strip_bytes: Option<u32>,
    jpeg: Option<u32>,
    jpeg_bytes: Option<u32>,
    x_resolution: Option<(u32, u32)>,
    y_resolution: Option<(u32, u32)>,
    unit: Option<u32>,
}

struct Tiff<'f> {
    /// Byte offset in the file of the TIFF header.
    base: usize,
    /// Byte offset in the file where the segment ends.
    end: usize,
    /// Bytes of the directories already read.
    seen: Vec<Range<usize>>,
    /// Bytes of values that entries may yet point to and have told apart.
    values_left: u64,
    found: &'f mut Found,
}

/// An offset, and the byte of the file where it stands.
#[derive(Clone, Copy)]
struct Pointer {
    to: u32,
    at: usize,
}

impl Pointer {
    fn read(r: &mut Reader<'_, '_>, name: &'static str) -> Result<Self, Broken> {
        let at = r.pos();
        let to = r.u32(name)?;
        Ok(Self { to, at })
    }

    fn error(self, code: Code) -> Error {
        Error::at_byte(code, self.at).with(self.to.into())
    }
}

/// The first lines of an entry.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
}

impl Tiff<'_> {
    /// The header, TIFF 6.0 section 2, and the directories it leads to.
    fn read(r: &mut Reader<'_, '_>, found: &mut Found, first: Directory) -> Result<(), Broken> {
        let mut tiff = Tiff {
            base: r.pos(),
            end: r.end(),
            seen: Vec::new(),
            values_left: VALUES_PER_BYTE * r.left() as u64,
            found,
        };
        let offset = r.group("TIFF header", |r| {
            match r.text("byte order", 2)? {
                b"II" => {
                    r.endian = Endian::Little;
                    r.say_name(Some("little-endian"));
                }
                b"MM" => r.say_name(Some("big-endian")),
                _ => return Err(r.fail(Error::at_byte(Code::BadValue, r.pos() - 2))),
            }
            let magic = r.u16("magic")?;
            if magic != 42 {
                r.refuse(Code::BadValue, 2, magic);
            }
            Pointer::read(r, "offset")
        })?;
        let (mut kind, mut number) = (first, 0);
        let mut next = tiff.directory(r, first, number, offset);
        while let Some(offset) = next {
            kind = kind.next();
            number += 1;
            next = tiff.directory(r, kind, number, offset);
        }
        r.endian = Endian::Big;
        Ok(())
    }

    /// The bytes of the file that an offset and a length speak of, if they lie within the segment.
    fn place(&self, offset: u32, bytes: u64) -> Option<Range<usize>> {
        let start = self.base.checked_add(offset as usize)?;
        let end = start.checked_add(usize::try_from(bytes).ok()?)?;
        (end <= self.end).then_some(start..end)
    }

    /// One directory. Returns where the next is.
    fn directory(
        &mut self,
        r: &mut Reader<'_, '_>,
        kind: Directory,
        number: u32,
        offset: Pointer,
    ) -> Option<Pointer> {
        let Some(count_at) = self.place(offset.to, 2) else {
            r.error(offset.error(Code::BadOffset));
            return None;
        };
        let start = count_at.start;
        let count = r.elsewhere(count_at, |r| r.peek_u16()).unwrap_or(0);
        let bytes = start..start + 2 + 12 * usize::from(count);
        let overlaps = |seen: &Range<usize>| bytes.start < seen.end && seen.start < bytes.end;
        if self.seen.len() >= MOST_DIRECTORIES || self.seen.iter().any(overlaps) {
            r.error(offset.error(Code::LoopingIfd));
            return None;
        }
        self.seen.push(bytes);
        let mut picture = Picture {
            at: start,
            ..Picture::default()
        };
        let clause = core::mem::replace(&mut r.clause, kind.clause());
        let label = (kind.name(), number);
        let result = r.elsewhere(start..self.end, |r| {
            r.group(label, |r| {
                let count = r.u16("count")?;
                for _ in 0..count {
                    let tag = r.peek_u16().unwrap_or(0);
                    let name = tag_name(kind, tag).unwrap_or("tag");
                    r.group((name, tag.into()), |r| self.entry(r, kind, &mut picture))?;
                }
                // A directory at the very end may lack the offset of the next.
                if r.left() == 0 {
                    return Ok::<_, Broken>(None);
                }
                let next = Pointer::read(r, "next")?;
                Ok((next.to != 0 && kind.has_next()).then_some(next))
            })
        });
        self.conclude(r, kind, &picture);
        r.clause = clause;
        result.unwrap_or(None)
    }

    /// One entry of twelve bytes, and what it points to.
    fn entry(
        &mut self,
        r: &mut Reader<'_, '_>,
        directory: Directory,
        picture: &mut Picture,
    ) -> Result<(), Broken> {
        let tag = r.u16("tag")?;
        let kind = r.u16("type")?;
        r.say_name(type_name(kind));
        let count = r.u32("count")?;
        let entry = Entry { tag, kind, count };
        let Some(size) = type_bytes(kind) else {
            r.bytes("value", 4)?;
            r.refuse(Code::BadValue, 10, kind);
            return Ok(());
        };
        let bytes = u64::from(count) * u64::from(size);
        if let (Some(sub), 1, 4 | 13) = (directory.pointed_to(tag), count, kind) {
            let offset = Pointer::read(r, "offset")?;
            self.directory(r, sub, 0, offset);
            return Ok(());
        }
        if bytes <= 4 {
            let value = r.within(4, |r| {
                let value = values(r, directory, &entry, bytes as usize)?;
                r.remainder("padding");
                Ok::<_, Broken>(value)
            })?;
            self.learn(directory, tag, value.as_ref(), picture);
            r.sum_up(value.unwrap_or(Value::None));
            return Ok(());
        }
        let offset = Pointer::read(r, "offset")?;
        let Some(place) = self.place(offset.to, bytes) else {
            r.error(offset.error(Code::BadOffset));
            return Ok(());
        };
        let left = self.values_left.checked_sub(bytes);
        self.values_left = left.unwrap_or(0);
        if left.is_none() {
            r.elsewhere(place.clone(), |r| r.remainder("value"));
            r.sum_up(Value::Bytes(place));
            return Ok(());
        }
        let value = r.elsewhere(place, |r| {
            if directory == Directory::MultiPictureIndex && tag == 0xB002 {
                self.pictures(r)?;
                return Ok(None);
            }
            values(r, directory, &entry, bytes as usize)
        })?;
        self.learn(directory, tag, value.as_ref(), picture);
        r.sum_up(value.unwrap_or(Value::None));
        Ok(())
    }

    /// The entries of a multi-picture file, 16 bytes each: CIPA DC-007 5.2.3.3.
    fn pictures(&mut self, r: &mut Reader<'_, '_>) -> Result<(), Broken> {
        let mut index = 0;
        while r.left() >= 16 {
            r.group(("MPEntry", index), |r| {
                r.u32("attribute")?;
                let size = r.u32("size")?;
                let offset = r.u32("offset")?;
                // The first picture is the file itself, and its offset 0.
                if offset != 0 {
                    let start = self.base.saturating_add(offset as usize);
                    let end = start.saturating_add(size as usize);
                    let file = r.file();
                    if end > file.len() {
                        r.refuse(Code::BadOffset, 4, offset);
                    } else if file
                        .get(start..)
                        .is_some_and(|f| f.starts_with(&[0xFF, 0xD8]))
                    {
                        self.found.pictures.push(Embedded {
                            kind: EmbeddedKind::MultiPicture(index),
                            bytes: start..end,
                        });
                    }
                }
                r.u16("dependent image 1")?;
                r.u16("dependent image 2")?;
                Ok::<_, Broken>(())
            })?;
            index += 1;
        }
        Ok(())
    }

    /// Remembers what decoding or showing the picture needs.
    fn learn(
        &mut self,
        directory: Directory,
        tag: u16,
        value: Option<&Value>,
        picture: &mut Picture,
    ) {
        if !matches!(directory, Directory::Primary | Directory::Thumbnail) {
            return;
        }
        if let Some(&Value::Rational(numerator, denominator)) = value {
            match tag {
                0x011A => picture.x_resolution = Some((numerator, denominator)),
                0x011B => picture.y_resolution = Some((numerator, denominator)),
                _ => {}
            }
        }
        let Some(&Value::Unsigned(number)) = value else {
            return;
        };
        let number = u32::try_from(number).ok();
        match tag {
            0x0100 => picture.width = number,
            0x0101 => picture.height = number,
            0x0103 => picture.compression = number,
            0x0106 => picture.photometric = number,
            0x0111 => picture.strip = number,
            0x0117 => picture.strip_bytes = number,
            0x0128 => picture.unit = number,
            0x0201 => picture.jpeg = number,
            0x0202 => picture.jpeg_bytes = number,
            0x0112 if directory == Directory::Primary && self.found.orientation.is_none() => {
                let number = number.and_then(|number| u16::try_from(number).ok());
                self.found.orientation = number.and_then(Orientation::from_exif);
            }
            _ => {}
        }
    }

    /// What the entries of a directory say together.
    fn conclude(&mut self, r: &mut Reader<'_, '_>, directory: Directory, picture: &Picture) {
        match directory {
            Directory::Primary if self.found.exif_resolution.is_none() => {
                let unit = match picture.unit {
                    // The standard's default, CIPA DC-008 4.6.4.A.
                    None | Some(2) => Unit::Inch,
                    Some(3) => Unit::Centimetre,
                    Some(_) => return,
                };
                if let (Some(x), Some(y)) = (picture.x_resolution, picture.y_resolution) {
                    self.found.exif_resolution = resolution(x, y, unit);
                }
            }
            Directory::Thumbnail => self.thumbnail(r, picture),
            _ => {}
        }
    }

    /// The picture that IFD1 points to: CIPA DC-008 4.5.5.
    fn thumbnail(&mut self, r: &mut Reader<'_, '_>, picture: &Picture) {
        let compressed = picture.jpeg.zip(picture.jpeg_bytes);
        let strip = picture.strip.zip(picture.strip_bytes);
        let Some((offset, count)) = compressed.or(strip) else {
            return;
        };
        let Some(bytes) = self.place(offset, count.into()).filter(|b| !b.is_empty()) else {
            let to = offset;
            let at = picture.at;
            r.error(Pointer { to, at }.error(Code::BadOffset));
            return;
        };
        r.elsewhere(bytes.clone(), |r| r.remainder("thumbnail"));
        let file = r.file();
        let jpeg = file
            .get(bytes.clone())
            .is_some_and(|bytes| bytes.starts_with(&[0xFF, 0xD8]));
        let kind = match (picture.width, picture.height) {
            _ if jpeg => EmbeddedKind::ExifJpeg,
            (Some(width), Some(height))
                if compressed.is_none()
                    && picture.compression == Some(1)
                    && picture.photometric == Some(2)
                    && u64::from(width) * u64::from(height) <= u64::from(count / 3) =>
            {
                EmbeddedKind::ExifRgb { width, height }
            }
            _ => return,
        };
        self.found.pictures.push(Embedded { kind, bytes });
    }
}

/// Bytes of one value of a type, TIFF 6.0 section 2 and CIPA DC-008 4.6.2; `None` for unknown types.
const fn type_bytes(kind: u16) -> Option<u8> {
    Some(match kind {
        1 | 2 | 6 | 7 | 129 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => return None,
    })
}

/// Reads the values of an entry. Returns what sums them up: the only value, text, or bytes.
fn values(
    r: &mut Reader<'_, '_>,
    directory: Directory,
    entry: &Entry,
    bytes: usize,
) -> Result<Option<Value>, Broken> {
    let start = r.pos();
    let version = matches!(
        (directory, entry.tag),
        (Directory::Exif, 0x9000 | 0xA000)
            | (Directory::Interoperability, 2)
            | (
                Directory::MultiPictureIndex | Directory::MultiPictureAttributes,
                0xB000
            )
    );
    if matches!(entry.kind, 2 | 129) || version {
        let text = r.text("value", bytes)?;
        let zeros = text.iter().rev().take_while(|&&byte| byte == 0).count();
        return Ok(Some(Value::Text(start..start + bytes - zeros)));
    }
    let comment = directory == Directory::Exif && entry.tag == 0x9286;
    if comment && r.rest().starts_with(b"ASCII\0\0\0") {
        r.text("character code", 8)?;
        r.text("value", bytes - 8)?;
        r.sum_up_as_last();
        return Ok(r.said().cloned());
    }
    if entry.count == 1 {
        return element(r, entry.kind, "value".into()).map(Some);
    }
    if entry.kind == 7 || entry.count > LONGEST_LIST {
        r.bytes("value", bytes)?;
        return Ok((bytes > 0).then_some(Value::Bytes(start..start + bytes)));
    }
    for index in 0..entry.count {
        element(r, entry.kind, ("value", index).into())?;
    }
    Ok(None)
}

/// One value of a type.
fn element(r: &mut Reader<'_, '_>, kind: u16, label: crate::field::Label) -> Result<Value, Broken> {
    Ok(match kind {
        3 => Value::Unsigned(r.u16(label)?.into()),
        4 | 13 => Value::Unsigned(r.u32(label)?.into()),
        5 => {
            let (numerator, denominator) = r.rational(label)?;
            Value::Rational(numerator, denominator)
        }
        6 => Value::Signed(r.i8(label)?.into()),
        8 => Value::Signed(r.i16(label)?.into()),
        9 => Value::Signed(r.i32(label)?.into()),
        10 => {
            let (numerator, denominator) = r.signed_rational(label)?;
            Value::SignedRational(numerator, denominator)
        }
        11 => Value::Float(r.f32(label)?.into()),
        12 => Value::Float(r.f64(label)?),
        _ => Value::Unsigned(r.u8(label)?.into()),
    })
}
