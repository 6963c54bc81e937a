//! One block of a sequential scan: T.81 F.1.2.1 (DC), F.1.2.2 (AC).

use super::encode::Symbol;
use super::symbols::SymbolWriter;
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;
use alloc::vec::Vec;

/// ZRL: sixteen zeros. T.81 F.1.2.2.1.
pub(super) const ZERO_RUN: u8 = 0xF0;
/// EOB: the rest of the block is zero.
const END_OF_BLOCK: u8 = 0x00;

/// The difference to the DC coefficient before.
///
/// Decoders keep 16 bits of the sum, so a difference beyond them may be taken the short way round.
#[inline]
pub(super) fn difference(dc: i16, predictor: &mut i16) -> i32 {
    let difference = dc.wrapping_sub(*predictor);
    *predictor = dc;
    difference.into()
}

/// Codes a block with these tables.
#[inline]
pub(super) fn block(
    block: &Block,
    predictor: &mut i16,
    (dc, ac): (usize, usize),
    out: &mut SymbolWriter,
) {
    out.value(dc, 0, difference(block[0], predictor));
    let mut run = 0;
    for &place in &ZIGZAG[1..64] {
        let value = block[usize::from(place) & 63];
        if value == 0 {
            run += 1;
            continue;
        }
        while run > 15 {
            out.symbol(ac, ZERO_RUN);
            run -= 16;
        }
        out.value(ac, run, value.into());
        run = 0;
    }
    if run > 0 {
        out.symbol(ac, END_OF_BLOCK);
    }
}

/// The same as a list to look at.
pub(super) fn symbols(block: &Block, mut predictor: i16) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    symbols.push(Symbol {
        k: 0,
        run: 0,
        value: difference(block[0], &mut predictor) as i16,
    });
    let mut run = 0;
    for (k, &place) in (0u8..64).zip(&ZIGZAG).skip(1) {
        let value = block[usize::from(place) & 63];
        if value == 0 {
            run += 1;
            continue;
        }
        symbols.push(Symbol { k, run, value });
        run = 0;
    }
    if run > 0 {
        symbols.push(Symbol {
            k: 63,
            run,
            value: 0,
        });
    }
    symbols
}
