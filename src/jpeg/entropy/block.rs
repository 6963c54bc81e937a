//! One block of a sequential scan: T.81 F.2.2.1 (DC), F.2.2.2 (AC).

use super::huffman::{extend, HuffmanTable};
use super::pairs::ENDED;
use super::unstuff::BitReader;
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::trace::{Role, Sink, Span};
use crate::Code;

/// Reports bits `start..` of the unstuffed stream up to where `reader` is now.
#[inline(always)]
pub(super) fn report<S: Sink>(
    sink: &mut S,
    reader: &BitReader,
    start: u64,
    role: Role,
    k: u32,
    value: i32,
) {
    if S::ON {
        let bits = (reader.pos() - start) as u32;
        sink.span(Span {
            start,
            bits,
            role,
            k,
            value,
        });
    }
}

/// Where `reader` is, if somebody listens.
#[inline(always)]
pub(super) fn here<S: Sink>(reader: &BitReader) -> u64 {
    if S::ON {
        reader.pos()
    } else {
        0
    }
}

/// Takes a DC difference: its size's code, then its bits. A bad code counts as a difference of 0.
#[inline(always)]
pub(super) fn dc_difference<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    fault: &mut Option<Code>,
    sink: &mut S,
) -> i32 {
    let roles = (Role::DcCode, Role::DcBits);
    difference(reader, table, roles, 0, fault, sink)
}

/// Takes a DC or lossless difference; `roles` are those of the code and of the bits.
#[inline(always)]
pub(super) fn difference<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    roles: (Role, Role),
    k: u32,
    fault: &mut Option<Code>,
    sink: &mut S,
) -> i32 {
    reader.refill();
    let start = here::<S>(reader);
    let entry = table.look(reader);
    if entry.fused() {
        if !S::ON {
            reader.skip(entry.bits());
            return entry.value();
        }
        reader.skip(entry.bits() - entry.size());
        report(sink, reader, start, roles.0, k, entry.size() as i32);
        let start = here::<S>(reader);
        reader.skip(entry.size());
        report(sink, reader, start, roles.1, k, entry.value());
        return entry.value();
    }
    let (symbol, _) = table.take(reader);
    let Some(size) = symbol.map(u32::from) else {
        *fault = Some(Code::BadHuffmanCode);
        report(sink, reader, start, roles.0, k, -1);
        return 0;
    };
    report(sink, reader, start, roles.0, k, size as i32);
    if size == 0 {
        return 0;
    }
    if size == 16 {
        // Only lossless tables have it, T.81 H.1.2.2: no bits follow.
        return 1 << 15;
    }
    // A code of 16 bits and 15 value bits fit what was refilled.
    let start = here::<S>(reader);
    let value = extend(reader.take(size), size);
    report(sink, reader, start, roles.1, k, value);
    value
}

/// Where the coefficient of index `k` of the zigzag order is in a block; an index past 63 lands on 63.
#[inline(always)]
pub(super) fn place(k: u32) -> usize {
    usize::from(ZIGZAG[k as usize & 127]) & 63
}

/// A DC difference whose code one look finds, if bits enough are there or quickly had. Otherwise nothing is taken.
#[inline(always)]
pub(super) fn quick_difference(reader: &mut BitReader, table: &HuffmanTable) -> Option<i32> {
    if !reader.load_quickly() && !reader.has_16() {
        return None;
    }
    let entry = table.look(reader);
    if entry.fused() || entry.is(0) {
        reader.skip(entry.bits());
        return Some(entry.value());
    }
    if entry.bits() == 0 || !reader.has_32() {
        return None;
    }
    // Its bits reach further than the look.
    reader.skip(entry.bits());
    let size = entry.size();
    Some(extend(reader.take(size), size))
}

/// Takes AC codes one at a time into `block`, from index `k` on: to the end of the block or, if nobody listens, a single
/// one, behind which [`Pairs::take`](super::pairs::Pairs::take) can go on. The index that comes next, and [`ENDED`] more where the end was coded.
///
/// An index run past 63 lands on 63, as in the reference.
#[inline(always)]
pub(super) fn ac_codes<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    block: &mut Block,
    mut k: u32,
    fault: &mut Option<Code>,
    sink: &mut S,
) -> u32 {
    loop {
        reader.refill_16();
        let start = here::<S>(reader);
        let entry = table.look(reader);
        if entry.fused() {
            k += entry.run();
            let value = entry.value();
            if S::ON {
                reader.skip(entry.bits() - entry.size());
                let symbol = i32::from(entry.symbol());
                report(sink, reader, start, Role::AcCode, k.min(63), symbol);
                let start = here::<S>(reader);
                reader.skip(entry.size());
                report(sink, reader, start, Role::AcBits, k.min(63), value);
            } else {
                reader.skip(entry.bits());
            }
            block[place(k)] = value as i16;
            k += 1;
            if k >= 64 || !S::ON {
                return k;
            }
            continue;
        }
        reader.refill();
        let (symbol, _) = table.take(reader);
        let symbol = symbol.unwrap_or_else(|| {
            *fault = Some(Code::BadHuffmanCode);
            0
        });
        let (run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
        if size == 0 {
            let role = if run == 15 {
                Role::ZeroRun
            } else {
                Role::EndOfBlock
            };
            report(sink, reader, start, role, k, symbol.into());
            if run != 15 {
                return k + ENDED;
            }
            k += 16;
        } else {
            k += run;
            report(sink, reader, start, Role::AcCode, k.min(63), symbol.into());
            let start = here::<S>(reader);
            let value = extend(reader.take(size), size);
            report(sink, reader, start, Role::AcBits, k.min(63), value);
            block[place(k)] = value as i16;
            k += 1;
        }
        if k >= 64 || !S::ON {
            return k;
        }
    }
}
