//! Reading the segments that define tables: DQT, DHT, DAC, DRI (T.81 B.2.4.1–B.2.4.4).
//!
//! A segment that goes wrong keeps the tables that were whole before.

use super::tables::{HuffmanSpec, QuantTable, ZIGZAG};
use super::Content;
use crate::field::{Broken, Reader, Value};
use crate::{Code, Error};
use alloc::vec::Vec;

/// Reads tables until the segment ends or one of them breaks off.
fn tables<T>(
    r: &mut Reader<'_, '_>,
    mut table: impl FnMut(&mut Reader<'_, '_>) -> Result<Option<T>, Broken>,
) -> Vec<T> {
    let mut tables = Vec::new();
    while r.left() > 0 {
        let index = tables.len() as u32;
        match r.group(("table", index), &mut table) {
            Ok(table) => tables.extend(table),
            Err(Broken) => break,
        }
    }
    tables
}

/// DQT, T.81 B.2.4.1: any number of tables, each Pq, Tq and 64 elements in zigzag order.
pub(super) fn quant_tables(r: &mut Reader<'_, '_>) -> Content {
    Content::QuantTables(tables(r, quant_table))
}

fn quant_table(r: &mut Reader<'_, '_>) -> Result<Option<QuantTable>, Broken> {
    let (pq, tq) = r.nibbles("Pq", "Tq")?;
    r.sum_up(Value::Unsigned(tq.into()));
    if pq > 1 {
        // Nobody can tell how long the table is.
        let error = Error::at_byte(Code::BadValue, r.pos() - 1);
        return Err(r.fail(error.with(pq.into())));
    }
    if tq > 3 {
        r.refuse(Code::BadValue, 1, tq);
    }
    let mut natural = [0; 64];
    for (k, &place) in (0u32..).zip(&ZIGZAG[..64]) {
        let element = match pq {
            0 => r.u8(("Q", k))?.into(),
            _ => r.u16(("Q", k))?,
        };
        natural[usize::from(place)] = element;
    }
    Ok((tq <= 3).then_some(QuantTable {
        destination: tq,
        precision: if pq == 0 { 8 } else { 16 },
        natural,
    }))
}

/// DHT, T.81 B.2.4.2: any number of tables, each Tc, Th, 16 counts and their symbols.
pub(super) fn huffman_tables(r: &mut Reader<'_, '_>) -> Content {
    Content::HuffmanTables(tables(r, huffman_table))
}

fn huffman_table(r: &mut Reader<'_, '_>) -> Result<Option<HuffmanSpec>, Broken> {
    let (tc, th) = r.nibbles("Tc", "Th")?;
    let class = match tc {
        0 => "dc",
        1 => "ac",
        _ => "unknown",
    };
    r.sum_up(Value::Name(class));
    for (value, most) in [(tc, 1), (th, 3)] {
        if value > most {
            r.refuse(Code::BadValue, 1, value);
        }
    }
    let mut counts = [0; 16];
    for (length, count) in (1u32..).zip(&mut counts) {
        *count = r.u8(("L", length))?;
    }
    let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
    if total > 256 {
        let error = Error::at_byte(Code::BadHuffmanTable, r.pos() - 16);
        return Err(r.fail(error.with(th.into())));
    }
    let mut symbols = Vec::with_capacity(total.min(r.left()));
    for (length, &count) in (1u32..).zip(&counts) {
        // The symbols whose codes are `length` bits long.
        r.group(("V", length), |r| {
            for j in 1..=u32::from(count) {
                symbols.push(r.u8(("V", j))?);
            }
            Ok(())
        })?;
    }
    Ok((tc <= 1 && th <= 3).then_some(HuffmanSpec {
        ac: tc == 1,
        destination: th,
        counts,
        symbols,
    }))
}

/// DAC, T.81 B.2.4.3: any number of (Tc, Tb, Cs).
pub(super) fn conditioning(r: &mut Reader<'_, '_>) -> Content {
    Content::Conditioning(tables(r, |r| {
        let (tc, tb) = r.nibbles("Tc", "Tb")?;
        for (value, most) in [(tc, 1), (tb, 3)] {
            if value > most {
                r.refuse(Code::BadValue, 1, value);
            }
        }
        let value = if tc == 0 {
            // F.1.4.4.1.1: bounds of the DC conditioning categories.
            let (upper, lower) = r.nibbles("U", "L")?;
            if lower > upper {
                r.refuse(Code::BadValue, 1, upper << 4 | lower);
            }
            upper << 4 | lower
        } else {
            // F.1.4.4.2: the coefficient index that parts low from high frequencies.
            let kx = r.u8("Kx")?;
            if !(1..=63).contains(&kx) {
                r.refuse(Code::BadValue, 1, kx);
            }
            kx
        };
        Ok((tc <= 1 && tb <= 3).then_some((tc, tb, value)))
    }))
}

/// DRI, T.81 B.2.4.4.
pub(super) fn restart_interval(r: &mut Reader<'_, '_>) -> Result<Content, Broken> {
    Ok(Content::RestartInterval(r.u16("Ri")?))
}
