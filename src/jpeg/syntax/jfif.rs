//! APP0: JFIF and its extension, ITU-T T.871.

use super::found::{resolution, Found, Unit};
use super::{Embedded, EmbeddedKind};
use crate::field::{Broken, Reader};
use crate::Code;

/// The JFIF segment. It counts from 14 bytes on, as in libjpeg.
pub(super) fn jfif(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "T.871 10.1";
    let whole = r.left() >= 14;
    r.text("identifier", 5)?;
    let major = r.u8("major version")?;
    let minor = r.u8("minor version")?;
    if whole && found.jfif.is_none() {
        found.jfif = Some(u16::from_be_bytes([major, minor]));
    }
    let units = r.u8("units")?;
    let unit = match units {
        1 => Some(Unit::Inch),
        2 => Some(Unit::Centimetre),
        _ => None,
    };
    match units {
        0 => r.say_name(Some("aspect-ratio")),
        1 => r.say_name(Some("inch")),
        2 => r.say_name(Some("centimetre")),
        _ => r.refuse(Code::BadValue, 1, units),
    }
    let x = r.u16("Xdensity")?;
    let y = r.u16("Ydensity")?;
    if let (true, Some(unit), None) = (whole, unit, found.jfif_resolution) {
        found.jfif_resolution = resolution((x.into(), 1), (y.into(), 1), unit);
    }
    let width = u32::from(r.u8("Xthumbnail")?);
    let height = u32::from(r.u8("Ythumbnail")?);
    let kind = EmbeddedKind::JfifRgb { width, height };
    pixels(r, found, kind, 3 * width * height)?;
    r.remainder("data");
    Ok(())
}

/// A thumbnail of `count` bytes.
fn pixels(
    r: &mut Reader<'_, '_>,
    found: &mut Found,
    kind: EmbeddedKind,
    count: u32,
) -> Result<(), Broken> {
    let start = r.pos();
    if r.bytes("thumbnail", count as usize)?.is_empty() {
        return Ok(());
    }
    let bytes = start..r.pos();
    found.pictures.push(Embedded { kind, bytes });
    Ok(())
}

/// The extension segment: a thumbnail of one of three kinds.
pub(super) fn extension(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "T.871 10.2";
    r.text("identifier", 5)?;
    let code = r.u8("extension_code")?;
    match code {
        0x10 => {
            r.say_name(Some("JPEG"));
            let count = r.left() as u32;
            pixels(r, found, EmbeddedKind::JfxxJpeg, count)?;
        }
        0x11 | 0x13 => {
            r.say_name(Some(if code == 0x11 { "palette" } else { "RGB" }));
            let width = u32::from(r.u8("Xthumbnail")?);
            let height = u32::from(r.u8("Ythumbnail")?);
            if code == 0x13 {
                let kind = EmbeddedKind::JfxxRgb { width, height };
                pixels(r, found, kind, 3 * width * height)?;
            } else {
                let start = r.pos();
                r.bytes("palette", 768)?;
                r.bytes("thumbnail", (width * height) as usize)?;
                let bytes = start..r.pos();
                let kind = EmbeddedKind::JfxxPalette { width, height };
                found.pictures.push(Embedded { kind, bytes });
            }
        }
        _ => r.refuse(Code::BadValue, 1, code),
    }
    r.remainder("data");
    Ok(())
}
