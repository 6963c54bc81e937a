//! Quantisers: their bits stand in a header, and nothing else depends on them.

use super::{Patch, QuantiserEdit};
use crate::jpeg::syntax::{Content, Structure};
use crate::{Code, Error};
use alloc::vec;

/// Where a quantiser stands in the file, and its new value.
pub(super) fn patch(
    data: &[u8],
    structure: &Structure,
    edit: &QuantiserEdit,
    number: u64,
) -> Result<Patch, Error> {
    let refusal = |code| Error::at_bit(code, 0).with(number);
    let table = latched_table(data, structure, edit).filter(|_| edit.k < 64);
    let (elements, wide) = table.ok_or(refusal(Code::EditPlace))?;
    let [high, low] = edit.value.to_be_bytes();
    if edit.value == 0 || (!wide && high > 0) {
        return Err(refusal(Code::EditValue));
    }
    Ok(match wide {
        true => {
            let at = elements + 2 * usize::from(edit.k);
            (at..at + 2, vec![high, low])
        }
        false => {
            let at = elements + usize::from(edit.k);
            (at..at + 1, vec![low])
        }
    })
}

/// The table that a component keeps from its first scan of the frame on: where its elements begin, and whether they have 16
/// bits.
fn latched_table(
    data: &[u8],
    structure: &Structure,
    edit: &QuantiserEdit,
) -> Option<(usize, bool)> {
    let hierarchical = structure.is_hierarchical();
    // For each destination: the last table so far.
    let mut tables = [None; 16];
    let mut frames = 0;
    let mut component = None;
    for segment in &structure.segments {
        match &segment.content {
            Content::Frame(header) if hierarchical || frames == 0 => {
                if frames == edit.frame {
                    let named = header.components.get(usize::from(edit.component))?;
                    component = Some((named.id, named.tq));
                }
                frames += 1;
            }
            Content::Scan(header) => {
                let (id, tq) = component.filter(|_| frames > edit.frame).unzip();
                if header.components.iter().any(|c| Some(c.id) == id) {
                    return tables[usize::from(tq? & 15)];
                }
            }
            Content::QuantTables(_) => {
                let bytes = data.get(..segment.bytes.end)?;
                let fill = bytes.iter().skip(segment.bytes.start);
                // Behind fill bytes and the marker's code: the length.
                let mut at = segment.bytes.start + fill.take_while(|&&b| b == 0xFF).count() + 3;
                while let Some(&head) = bytes.get(at) {
                    let wide = head >> 4 != 0;
                    let end = at + 1 + if wide { 128 } else { 64 };
                    if end <= bytes.len() {
                        tables[usize::from(head & 15)] = Some((at + 1, wide));
                    }
                    at = end;
                }
            }
            _ => {}
        }
    }
    // No scan has come that would have fixed it.
    component.and_then(|(_, tq)| tables[usize::from(tq & 15)])
}
