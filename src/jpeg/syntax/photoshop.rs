//! APP13: Photoshop's image resource blocks (Adobe Photoshop File Formats Specification, "Image Resource Blocks").

use super::found::Found;
use super::{Embedded, EmbeddedKind};
use crate::field::{Broken, Reader, Value};

/// What the more common resources hold.
const fn resource_name(id: u16) -> Option<&'static str> {
    Some(match id {
        0x03ED => "ResolutionInfo",
        0x03F3 => "PrintFlags",
        0x0404 => "IPTC",
        0x0406 => "JPEGQuality",
        0x0408 => "GridAndGuides",
        0x0409 | 0x040C => "Thumbnail",
        0x040A => "CopyrightFlag",
        0x040B => "URL",
        0x040D => "GlobalAngle",
        0x040F => "ICCProfile",
        0x0414 => "DocumentIDSeed",
        0x0419 => "GlobalAltitude",
        0x041A => "Slices",
        0x0421 => "VersionInfo",
        0x0422 | 0x0423 => "Exif",
        0x0424 => "XMP",
        0x0425 => "CaptionDigest",
        0x0426 => "PrintScale",
        0x0428 => "PixelAspectRatio",
        0x2710 => "PrintFlagsInfo",
        _ => return None,
    })
}

/// Any number of blocks. One that is too long for its segment goes on in the next APP13, which cannot be known here:
/// its bytes are shown as far as they go.
pub(super) fn resources(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "Photoshop Image Resource Blocks";
    r.text("identifier", 14)?;
    let mut index = 0;
    while r.rest().starts_with(b"8BIM") {
        r.group(("resource", index), |r| resource(r, found))?;
        index += 1;
    }
    r.remainder("data");
    Ok(())
}

fn resource(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.text("signature", 4)?;
    let id = r.u16("ID")?;
    r.say_name(resource_name(id));
    r.sum_up(resource_name(id).map_or(Value::Unsigned(id.into()), Value::Name));
    let name = r.u8("name length")?;
    r.text("name", name.into())?;
    // Name and length byte together fill an even number of bytes.
    r.bytes("padding", usize::from(name & 1 == 0))?;
    let size = r.u32("size")? as usize;
    r.within(size, |r| {
        if matches!(id, 0x0409 | 0x040C) && r.left() > 28 {
            thumbnail(r, found)?;
        }
        r.remainder("data");
        Ok(())
    })?;
    if size & 1 == 1 && r.left() > 0 {
        r.bytes("padding", 1)?;
    }
    Ok(())
}

/// 28 bytes of header, then a JPEG file.
fn thumbnail(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.u32("format")?;
    r.u32("width")?;
    r.u32("height")?;
    r.u32("row bytes")?;
    r.u32("total size")?;
    r.u32("compressed size")?;
    r.u16("bits per pixel")?;
    r.u16("planes")?;
    if r.rest().starts_with(&[0xFF, 0xD8]) {
        found.pictures.push(Embedded {
            kind: EmbeddedKind::Photoshop,
            bytes: r.pos()..r.end(),
        });
    }
    Ok(())
}
