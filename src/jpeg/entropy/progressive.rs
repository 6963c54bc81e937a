//! One block of a progressive scan: T.81 G.1.2, G.2 (G.1.2.1 DC, G.1.2.2 first AC scans, G.1.2.3 refinement).

use super::block::{here, report};
use super::huffman::{extend, HuffmanTable};
use super::unstuff::BitReader;
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::trace::{Role, Sink, Span};
use crate::Code;

/// The band of coefficients a scan brings, and at which bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Ss: first index in zigzag order.
    pub start: u32,
    /// Se: last index in zigzag order.
    pub end: u32,
    /// Al: the values are to be multiplied by 2^Al.
    pub low_bit: u32,
}

/// Takes one more bit of a DC coefficient, G.1.2.1.
#[inline(always)]
pub(super) fn dc_refine<S: Sink>(
    reader: &mut BitReader,
    low_bit: u32,
    block: &mut Block,
    sink: &mut S,
) {
    reader.refill();
    let start = here::<S>(reader);
    if reader.take(1) == 1 {
        block[0] |= 1 << low_bit;
    }
    report(sink, reader, start, Role::Correction, 0, block[0].into());
}

/// Takes the length of a run of ended blocks: 2^run + the next `run` bits.
#[inline(always)]
fn eob_run<S: Sink>(reader: &mut BitReader, run: u32, k: u32, sink: &mut S) -> u32 {
    let mut length = 1 << run;
    if run > 0 {
        let start = here::<S>(reader);
        length += reader.take(run);
        report(sink, reader, start, Role::EobRunBits, k, length as i32);
    }
    length
}

/// Takes a block's coefficients of a band for the first time, G.1.2.2; the number of blocks, from the next on, that an
/// end-of-band run has ended.
#[inline(always)]
pub(super) fn ac_first<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    band: Band,
    (block, nonzero): (&mut Block, &mut u64),
    fault: &mut Option<Code>,
    sink: &mut S,
) -> u32 {
    let mut k = band.start;
    while k <= band.end {
        reader.refill_16();
        let start = here::<S>(reader);
        let entry = table.look(reader);
        if !S::ON && entry.fused() {
            k += entry.run();
            reader.skip(entry.bits());
            set(block, nonzero, k, entry.value() << band.low_bit);
            k += 1;
            continue;
        }
        if !S::ON && entry.is(0) {
            reader.skip(entry.bits());
            return 0;
        }
        reader.refill();
        let (symbol, _) = table.take(reader);
        let symbol = symbol.unwrap_or_else(|| {
            *fault = Some(Code::BadHuffmanCode);
            0
        });
        let (run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
        if size == 0 {
            if run == 15 {
                report(sink, reader, start, Role::ZeroRun, k, symbol.into());
                k += 16;
                continue;
            }
            report(sink, reader, start, Role::EndOfBlock, k, symbol.into());
            return eob_run(reader, run, k, sink) - 1;
        }
        k += run;
        report(sink, reader, start, Role::AcCode, k.min(63), symbol.into());
        let start = here::<S>(reader);
        let value = extend(reader.take(size), size) << band.low_bit;
        report(sink, reader, start, Role::AcBits, k.min(63), value);
        set(block, nonzero, k, value);
        k += 1;
    }
    0
}

/// Sets the coefficient with index `k`; an index past 63 lands on 63, as in the reference.
#[inline(always)]
fn set(block: &mut Block, nonzero: &mut u64, k: u32, value: i32) {
    block[usize::from(ZIGZAG[k as usize & 127]) & 63] = value as i16;
    let bit = 1 << k.min(63);
    // Shifted far enough to the left, nothing may be left of a value.
    *nonzero = if value as i16 == 0 {
        *nonzero & !bit
    } else {
        *nonzero | bit
    };
}

/// Adds one more bit to the coefficients of a band, G.1.2.3: correction bits for those known, and codes for those that
/// are new. `ended_blocks`: blocks, from this one on, that an end-of-band run has ended; returned is the same from the
/// next one on.
#[inline(always)]
pub(super) fn ac_refine<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    band: Band,
    mut ended_blocks: u32,
    (block, nonzero): (&mut Block, &mut u64),
    fault: &mut Option<Code>,
    sink: &mut S,
) -> u32 {
    let one = 1i32 << band.low_bit;
    // Those that are new are behind what is still to be corrected.
    let known = *nonzero;
    let mut k = band.start;
    if ended_blocks == 0 {
        while k <= band.end {
            reader.refill();
            let start = here::<S>(reader);
            let entry = table.look(reader);
            if !S::ON && entry.fused() && entry.size() == 1 {
                reader.skip(entry.bits());
                let target = zero(known, k, entry.run()).min(band.end + 1);
                correct_all(reader, one, known & indices(k, target), block, sink);
                set(block, nonzero, target, entry.value() << band.low_bit);
                k = target + 1;
                continue;
            }
            let (symbol, _) = table.take(reader);
            let symbol = symbol.unwrap_or_else(|| {
                *fault = Some(Code::BadHuffmanCode);
                0
            });
            let (run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
            if size == 0 && run != 15 {
                report(sink, reader, start, Role::EndOfBlock, k, symbol.into());
                ended_blocks = eob_run(reader, run, k, sink);
                break;
            }
            // The code comes before the correction bits of the coefficients it skips: which coefficient it sets is
            // known only behind them, so its spans wait.
            let code_bits = (here::<S>(reader) - start) as u32;
            let sign_start = here::<S>(reader);
            let new = match size {
                0 => 0,
                _ => {
                    if size != 1 {
                        *fault = Some(Code::BadHuffmanCode);
                    }
                    match reader.take(1) {
                        1 => one,
                        _ => -one,
                    }
                }
            };
            let sign_bits = (here::<S>(reader) - sign_start) as u32;
            let target = zero(known, k, run).min(band.end + 1);
            if S::ON {
                let role = if size == 0 {
                    Role::ZeroRun
                } else {
                    Role::AcCode
                };
                sink.span(Span {
                    start,
                    bits: code_bits,
                    role,
                    k: target.min(63),
                    value: symbol.into(),
                });
                sink.span(Span {
                    start: sign_start,
                    bits: sign_bits,
                    role: Role::AcBits,
                    k: target.min(63),
                    value: new,
                });
            }
            correct_all(reader, one, known & indices(k, target), block, sink);
            k = target;
            if new != 0 {
                set(block, nonzero, k, new);
            }
            k += 1;
        }
    }
    if ended_blocks > 0 {
        correct_all(reader, one, known & indices(k, band.end + 1), block, sink);
        ended_blocks -= 1;
    }
    ended_blocks
}

/// The zero coefficient behind `run` others, from `k` < 64 on: a run counts only coefficients that are still zero. 64 and
/// more where there are not so many.
#[inline(always)]
fn zero(known: u64, k: u32, run: u32) -> u32 {
    if known >> k & ((2 << run) - 1) == 0 {
        return k + run;
    }
    let mut zeros = !known & indices(k, 64);
    for _ in 0..run {
        zeros &= zeros.wrapping_sub(1);
    }
    zeros.trailing_zeros()
}

/// Bits `start..end` of 64; `end` ≤ 64.
#[inline(always)]
const fn indices(start: u32, end: u32) -> u64 {
    if start >= end {
        0
    } else {
        (!0 >> (64 - (end - start))) << start
    }
}

/// Takes one correction bit for each of these coefficients.
#[inline(always)]
fn correct_all<S: Sink>(
    reader: &mut BitReader,
    one: i32,
    mut indices: u64,
    block: &mut Block,
    sink: &mut S,
) {
    while indices != 0 {
        let k = indices.trailing_zeros();
        let place = usize::from(ZIGZAG[k as usize & 127]) & 63;
        correct(reader, one, &mut block[place], k, sink);
        indices &= indices - 1;
    }
}

/// Takes one correction bit: 1 moves the coefficient away from zero, unless that bit of it is set already.
///
/// Nobody can foretell the bit, so nothing branches on it.
#[inline(always)]
fn correct<S: Sink>(reader: &mut BitReader, one: i32, coefficient: &mut i16, k: u32, sink: &mut S) {
    reader.refill_16();
    let start = here::<S>(reader);
    let old = i32::from(*coefficient);
    let wanted = reader.take(1) as i32 & i32::from(old & one == 0);
    let sign = old >> 31;
    let step = (one ^ sign) - sign;
    let new = (old + (step & -wanted)) as i16;
    *coefficient = new;
    report(sink, reader, start, Role::Correction, k, new.into());
}
