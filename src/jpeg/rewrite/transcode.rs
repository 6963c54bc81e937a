//! A file to another process, other tables or another restart interval: the same coefficients, the same segments.

use super::coefficients::Coefficients;
use super::file::{self, Envelope, Written};
use super::Coding;
use crate::jpeg::frame::Component;
use crate::jpeg::syntax::{marker, Content, Segment, Structure};
use crate::jpeg::walk::Quantisers;
use crate::jpeg::Outcome;
use crate::{Code, Error, Limits};
use alloc::vec;

/// Writes the coefficients of a file anew, without any loss.
///
/// Application segments, comments and quantisation tables stay as they are and in order; those that stood between scans come
/// before the first. Bytes after the end of the image stay, too. The source may be of any process with one frame of
/// coefficients, arithmetic coding included.
pub fn transcode(data: &[u8], coding: &Coding, limits: &Limits) -> Result<Outcome<Written>, Error> {
    let (mut coefficients, structure, warnings) = Coefficients::read_with(data, limits)?;
    coefficients.pad();
    name_apart(&mut coefficients.geometry.components);
    let envelope = envelope(data, &structure, &mut coefficients)?;
    let value = file::write(&coefficients, envelope, coding)?;
    Ok(Outcome { value, warnings })
}

/// Gives components that share a name (against T.81 B.2.2, but such files exist) the lowest free one: scans of one component
/// need it.
fn name_apart(components: &mut [Component]) {
    for index in 1..components.len() {
        let (before, rest) = components.split_at_mut(index);
        let taken = |id: u8| before.iter().any(|c| c.id == id);
        if let Some(c) = rest.first_mut().filter(|c| taken(c.id)) {
            let free = (1..=u8::MAX).find(|&id| !taken(id));
            c.id = free.unwrap_or(c.id);
        }
    }
}

/// What is kept of a file.
fn envelope<'a>(
    data: &'a [u8],
    structure: &Structure,
    coefficients: &mut Coefficients,
) -> Result<Envelope<'a>, Error> {
    let last = last_quantisers(structure);
    let components = &coefficients.geometry.components;
    let mut settled = true;
    for (c, own) in components.iter().zip(&mut coefficients.quantisers) {
        let defined = last.get(usize::from(c.tq)).copied().flatten();
        // Nothing but zeros: no scan has come that would have fixed the table.
        if own.iter().all(|&q| q == 0) {
            let missing = Error::at_bit(Code::MissingQuantTable, 0).with(c.tq.into());
            *own = defined.ok_or(missing)?;
        }
        settled &= defined.as_ref() == Some(own);
    }
    let mut envelope = Envelope {
        before_frame: vec![0xFF, marker::SOI],
        ..Envelope::default()
    };
    let mut frame_seen = false;
    for segment in &structure.segments {
        let keep = match &segment.content {
            Content::Frame(_) => {
                frame_seen = true;
                false
            }
            // Where scans had different tables in one place, each gets its own in front of it.
            Content::QuantTables(tables) => {
                envelope.wide |= tables.iter().any(|table| table.precision > 8);
                settled
            }
            Content::Application => true,
            Content::Trailing => {
                envelope.trailing = data.get(segment.bytes.clone()).unwrap_or(&[]);
                false
            }
            _ => false,
        };
        if let Some(bytes) = whole(data, segment).filter(|_| keep) {
            match frame_seen {
                true => envelope.after_frame.extend_from_slice(bytes),
                false => envelope.before_frame.extend_from_slice(bytes),
            }
        }
    }
    if settled {
        envelope.quantisers = last;
    }
    Ok(envelope)
}

/// The quantisation tables as the whole file leaves them.
fn last_quantisers(structure: &Structure) -> [Option<Quantisers>; 4] {
    let mut last = [None; 4];
    for segment in &structure.segments {
        if let Content::QuantTables(tables) = &segment.content {
            for table in tables {
                if let Some(slot) = last.get_mut(usize::from(table.destination)) {
                    *slot = Some(table.natural);
                }
            }
        }
    }
    last
}

/// The bytes of a segment, unless its length says more than the file has.
fn whole<'a>(data: &'a [u8], segment: &Segment) -> Option<&'a [u8]> {
    let bytes = data.get(segment.bytes.clone())?;
    let code = bytes.iter().position(|&byte| byte != 0xFF)?;
    let length = bytes.get(code + 1..)?.first_chunk::<2>()?;
    let end = code + 1 + usize::from(u16::from_be_bytes(*length));
    (end == bytes.len()).then_some(bytes)
}
