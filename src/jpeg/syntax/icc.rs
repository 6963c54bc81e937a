//! APP2: a chunk of an ICC profile (ICC.1 annex B.4), and the profile's header and tag table (ICC.1 7.2, 7.3).

use super::found::Found;
use crate::field::{Broken, Reader, Value};
use crate::Code;

/// One chunk. The first one holds the header and the tag table; which later one holds what is not worth telling.
pub(super) fn chunk(r: &mut Reader<'_, '_>, _: &mut Found) -> Result<(), Broken> {
    r.clause = "ICC.1 B.4";
    r.text("identifier", 12)?;
    let number = r.u8("chunk")?;
    let count = r.u8("chunks")?;
    if number == 0 || number > count {
        r.refuse(Code::BadValue, 2, number);
    }
    let only = count <= 1;
    if number == 1 && (only || r.left() >= 132) {
        return r.group("profile", |r| profile(r, only));
    }
    r.remainder("data");
    Ok(())
}

/// A signed 16.16 fixed-point number.
fn fixed(r: &mut Reader<'_, '_>, label: (&'static str, u32)) -> Result<(), Broken> {
    let value = r.i32(label)?;
    r.say(Value::SignedRational(value, 65_536));
    Ok(())
}

fn profile(r: &mut Reader<'_, '_>, only: bool) -> Result<(), Broken> {
    let base = r.pos();
    r.group("header", header)?;
    r.clause = "ICC.1 7.3";
    let count = r.u32("tag count")?;
    for index in 0..count {
        // A table that goes on in the next chunk is told from one that is too long by the number of chunks.
        if !only && r.left() < 12 {
            break;
        }
        r.group(("tag", index), |r| {
            r.text("signature", 4)?;
            if let Some(signature) = r.said().cloned() {
                r.sum_up(signature);
            }
            let offset = r.u32("offset")?;
            let size = r.u32("size")? as usize;
            let start = base.saturating_add(offset as usize);
            let end = start.saturating_add(size);
            if only && end > r.end() {
                r.refuse(Code::BadOffset, 8, offset);
            }
            // What crosses the end of the chunk goes on in the next. Several tags may share their data.
            let here = start..end.min(r.end());
            if !here.is_empty() {
                r.elsewhere(here, |r| r.remainder("data"));
            }
            Ok::<_, Broken>(())
        })?;
    }
    Ok(())
}

fn header(r: &mut Reader<'_, '_>) -> Result<(), Broken> {
    r.clause = "ICC.1 7.2";
    r.u32("profile size")?;
    r.text("preferred CMM", 4)?;
    r.u8("major version")?;
    r.nibbles("minor version", "bug-fix version")?;
    r.u16("reserved")?;
    r.text("profile class", 4)?;
    r.text("colour space", 4)?;
    r.text("PCS", 4)?;
    r.group("date", |r| {
        for part in ["year", "month", "day", "hours", "minutes", "seconds"] {
            r.u16(part)?;
        }
        Ok::<_, Broken>(())
    })?;
    r.text("signature", 4)?;
    r.text("platform", 4)?;
    r.u32("flags")?;
    r.text("manufacturer", 4)?;
    r.text("model", 4)?;
    r.u64("attributes")?;
    let intent = r.u32("rendering intent")?;
    r.say_name(match intent {
        0 => Some("perceptual"),
        1 => Some("relative-colorimetric"),
        2 => Some("saturation"),
        3 => Some("absolute-colorimetric"),
        _ => None,
    });
    for axis in 0..3 {
        fixed(r, ("illuminant", axis))?;
    }
    r.text("creator", 4)?;
    r.bytes("profile ID", 16)?;
    r.bytes("reserved", 28)?;
    Ok(())
}
