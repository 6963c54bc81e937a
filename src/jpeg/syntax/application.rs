//! Application segments and comments (T.81 B.2.4.5, B.2.4.6): who wrote them is told by their first bytes.

use super::found::Found;
use super::header::Adobe;
use super::{icc, jfif, photoshop, tiff, Content};
use crate::field::{Broken, Reader, Value};

/// COM, T.81 B.2.4.5.
pub(super) fn comment(r: &mut Reader<'_, '_>) -> Content {
    if r.text("Cm", r.left()).is_ok_and(|text| !text.is_empty()) {
        r.sum_up_as_last();
    }
    Content::Application
}

type Parse = fn(&mut Reader<'_, '_>, &mut Found) -> Result<(), Broken>;

/// APPn number, first bytes, what to call it, how to read it.
const KINDS: &[(u8, &[u8], &str, Parse)] = &[
    (0, b"JFIF\0", "JFIF", jfif::jfif),
    (0, b"JFXX\0", "JFXX", jfif::extension),
    (1, b"Exif\0", "Exif", tiff::exif),
    (1, XMP, "XMP", xmp),
    (1, EXTENDED_XMP, "ExtendedXMP", extended_xmp),
    (2, b"ICC_PROFILE\0", "ICC", icc::chunk),
    (2, b"MPF\0", "MPF", tiff::multi_picture),
    (13, b"Photoshop 3.0\0", "Photoshop", photoshop::resources),
    (14, b"Adobe", "Adobe", adobe),
];
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// APPn, T.81 B.2.4.6.
pub(super) fn segment(r: &mut Reader<'_, '_>, code: u8, found: &mut Found) -> Content {
    let rest = r.rest();
    let kind = KINDS
        .iter()
        .find(|kind| kind.0 == code & 15 && rest.starts_with(kind.1));
    if let Some((_, _, name, parse)) = kind {
        r.sum_up(Value::Name(name));
        // Where it breaks off, that has been noted.
        let _ = parse(r, found);
        return Content::Application;
    }
    // Most writers begin with a name that a zero byte ends.
    let name = rest
        .iter()
        .take_while(|byte| matches!(byte, b' '..=b'~'))
        .count();
    if name >= 2 && rest.get(name) == Some(&0) && r.text("identifier", name + 1).is_ok() {
        r.sum_up_as_last();
    }
    r.remainder("data");
    Content::Application
}

/// APP14, T.872 6.5.3: counts from 12 bytes on, as in libjpeg.
fn adobe(r: &mut Reader<'_, '_>, found: &mut Found) -> Result<(), Broken> {
    r.clause = "T.872 6.5.3";
    r.text("identifier", 5)?;
    r.u16("version")?;
    r.u16("flags0")?;
    r.u16("flags1")?;
    let transform = r.u8("transform")?;
    r.say_name(match transform {
        0 => Some("none"),
        1 => Some("YCbCr"),
        2 => Some("YCCK"),
        _ => None,
    });
    if !found.scan {
        found.adobe = Some(Adobe { transform });
    }
    r.remainder("data");
    Ok(())
}

/// APP1, XMP part 3, 1.1.3.1: a packet of XML.
fn xmp(r: &mut Reader<'_, '_>, _: &mut Found) -> Result<(), Broken> {
    r.clause = "ISO 16684-3 1.1.3";
    r.text("identifier", XMP.len())?;
    r.text("packet", r.left())?;
    Ok(())
}

/// APP1, XMP part 3, 1.1.3.1: a piece of a packet too long for one segment.
fn extended_xmp(r: &mut Reader<'_, '_>, _: &mut Found) -> Result<(), Broken> {
    r.clause = "ISO 16684-3 1.1.3";
    r.text("identifier", EXTENDED_XMP.len())?;
    r.text("GUID", 32)?;
    r.u32("length")?;
    r.u32("offset")?;
    r.text("packet", r.left())?;
    Ok(())
}
