//! AC coefficients that are read but not kept, T.81 F.2.2.2: what is left to do for a component that is shown by its DC
//! coefficients alone.
//!
//! Only lengths and runs matter then, so one look takes every code that begins with the next bits, and the value bits
//! behind the last.

use super::huffman::HuffmanTable;
use super::unstuff::BitReader;
use crate::Code;

/// Bits that are looked at.
const LOOK_BITS: u32 = 11;

/// Codes that the next bits begin with. Zero where the first is longer than the table looks.
#[derive(Clone, Copy, Debug, Default)]
struct Codes {
    /// Bits to take.
    bits: u8,
    /// Places that they pass in zigzag order; the end of the block counts as one.
    places: u8,
    /// The last of them ends the block.
    end: bool,
}

/// What the next bits of a block take, without what they mean.
#[derive(Clone, Debug)]
pub struct SkipTable([Codes; 1 << LOOK_BITS]);

impl SkipTable {
    /// Made from the table of the component's AC codes.
    pub fn new(table: &HuffmanTable) -> Self {
        let mut all = [Codes::default(); 1 << LOOK_BITS];
        for (look, codes) in (0u32..).zip(&mut all) {
            while u32::from(codes.bits) < LOOK_BITS && !codes.end {
                // What is looked at stands at the top of 17 bits; a code that needs more of them is not taken.
                let rest = (look << (17 - LOOK_BITS) << codes.bits) & 0x1_FFFF;
                let (Some(symbol), length) = table.find(rest) else {
                    break;
                };
                if u32::from(codes.bits) + length > LOOK_BITS {
                    break;
                }
                let (run, size) = (symbol >> 4, symbol & 15);
                codes.bits += length as u8 + size;
                codes.end = size == 0 && run != 15;
                codes.places += if codes.end { 1 } else { run + 1 };
            }
        }
        Self(all)
    }

    /// Passes the AC coefficients of a block, just as far as reading them would.
    #[inline(always)]
    pub fn pass(&self, reader: &mut BitReader, table: &HuffmanTable, fault: &mut Option<Code>) {
        let mut k = 1;
        while k < 64 {
            // At most 11 bits of codes and 15 of a value.
            reader.refill();
            let codes = self.0[reader.peek(LOOK_BITS) as usize];
            let next = k + u32::from(codes.places);
            if codes.places > 0 && next <= 64 {
                reader.skip(codes.bits.into());
                if codes.end {
                    return;
                }
                k = next;
                continue;
            }
            // A long code, or some that belong to the next block: one at a time.
            let (symbol, _) = table.take(reader);
            let symbol = symbol.unwrap_or_else(|| {
                *fault = Some(Code::BadHuffmanCode);
                0
            });
            let (run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
            if size == 0 && run != 15 {
                return;
            }
            reader.skip(size);
            k += run + 1;
        }
    }
}
