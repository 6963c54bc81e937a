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

/// Takes a block's coefficients of a band for the first time, G.1.2.2. `ended_blocks` counts the blocks, from this one
/// on, that an end-of-band run has ended.
#[inline(always)]
pub(super) fn ac_first<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    band: Band,
    ended_blocks: &mut u32,
    block: &mut Block,
    fault: &mut Option<Code>,
    sink: &mut S,
) {
    if *ended_blocks > 0 {
        *ended_blocks -= 1;
        return;
    }
    let mut k = band.start;
    while k <= band.end {
        reader.refill();
        let start = here::<S>(reader);
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
            *ended_blocks = eob_run(reader, run, k, sink) - 1;
            return;
        }
        k += run;
        report(sink, reader, start, Role::AcCode, k.min(63), symbol.into());
        let start = here::<S>(reader);
        let value = extend(reader.take(size), size) << band.low_bit;
        report(sink, reader, start, Role::AcBits, k.min(63), value);
        block[usize::from(ZIGZAG[k as usize]) & 63] = value as i16;
        k += 1;
    }
}

/// Adds one more bit to the coefficients of a band, G.1.2.3: correction bits for those known, and codes for those that
/// are new.
#[inline(always)]
pub(super) fn ac_refine<S: Sink>(
    reader: &mut BitReader,
    table: &HuffmanTable,
    band: Band,
    ended_blocks: &mut u32,
    block: &mut Block,
    fault: &mut Option<Code>,
    sink: &mut S,
) {
    let one = 1i16 << band.low_bit;
    let mut k = band.start;
    if *ended_blocks == 0 {
        while k <= band.end {
            reader.refill();
            let start = here::<S>(reader);
            let (symbol, _) = table.take(reader);
            let symbol = symbol.unwrap_or_else(|| {
                *fault = Some(Code::BadHuffmanCode);
                0
            });
            let (mut run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
            if size == 0 && run != 15 {
                report(sink, reader, start, Role::EndOfBlock, k, symbol.into());
                *ended_blocks = eob_run(reader, run, k, sink);
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
                        _ => one.wrapping_neg(),
                    }
                }
            };
            let sign_bits = (here::<S>(reader) - sign_start) as u32;
            let target = if S::ON {
                landing(block, band, k, run)
            } else {
                0
            };
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
                    k: target,
                    value: symbol.into(),
                });
                sink.span(Span {
                    start: sign_start,
                    bits: sign_bits,
                    role: Role::AcBits,
                    k: target,
                    value: new.into(),
                });
            }
            while k <= band.end {
                let place = usize::from(ZIGZAG[k as usize]) & 63;
                if block[place] != 0 {
                    correct(reader, one, &mut block[place], k, sink);
                } else if run == 0 {
                    break;
                } else {
                    run -= 1;
                }
                k += 1;
            }
            if new != 0 {
                block[usize::from(ZIGZAG[k as usize]) & 63] = new;
            }
            k += 1;
        }
    }
    if *ended_blocks > 0 {
        while k <= band.end {
            let place = usize::from(ZIGZAG[k as usize]) & 63;
            if block[place] != 0 {
                correct(reader, one, &mut block[place], k, sink);
            }
            k += 1;
        }
        *ended_blocks -= 1;
    }
}

/// Which coefficient a code with this run sets: the run counts only coefficients that are still zero.
fn landing(block: &Block, band: Band, from: u32, mut run: u32) -> u32 {
    let mut k = from;
    while k <= band.end {
        if block[usize::from(ZIGZAG[k as usize]) & 63] == 0 {
            if run == 0 {
                break;
            }
            run -= 1;
        }
        k += 1;
    }
    k.min(63)
}

/// Takes one correction bit: 1 moves the coefficient away from zero, unless that bit of it is set already.
#[inline(always)]
fn correct<S: Sink>(reader: &mut BitReader, one: i16, coefficient: &mut i16, k: u32, sink: &mut S) {
    reader.refill();
    let start = here::<S>(reader);
    if reader.take(1) == 1 && *coefficient & one == 0 {
        *coefficient = if *coefficient >= 0 {
            coefficient.wrapping_add(one)
        } else {
            coefficient.wrapping_sub(one)
        };
    }
    report(
        sink,
        reader,
        start,
        Role::Correction,
        k,
        (*coefficient).into(),
    );
}
