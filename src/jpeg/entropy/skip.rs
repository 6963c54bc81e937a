//! AC coefficients that are read but not kept, T.81 F.2.2.2: what is left to do for a component that is shown by its DC
//! coefficients alone, and for rows that are passed over on the way to others.
//!
//! Only lengths and runs matter then, so one look takes every code that begins with the next bits, and the value bits
//! behind the last.

use super::huffman::HuffmanTable;
use super::unstuff::BitReader;
use crate::Code;

/// Bits that are looked at.
const LOOK_BITS: u32 = 12;

/// Codes that the next bits begin with, packed; zero where the first is longer than the table looks.
///
/// ```text
/// 12  11    5 4    0
/// | end | places | bits |
/// ```
///
/// `places` is what they pass in zigzag order, at most 63; the end of the block counts as one. `end`: the last of them
/// ends the block. Two bytes, so that the tables of luma and chroma stay in the fastest memory together.
#[derive(Clone, Copy, Debug, Default)]
struct Codes(u16);

impl Codes {
    const END: u16 = 1 << 12;

    fn new(bits: u32, places: u32, end: bool) -> Self {
        let end = if end { Self::END } else { 0 };
        Self(end | ((places & 127) << 5) as u16 | (bits & 31) as u16)
    }

    /// Bits to take.
    #[inline(always)]
    const fn bits(self) -> u32 {
        self.0 as u32 & 31
    }

    #[inline(always)]
    const fn places(self) -> u32 {
        self.0 as u32 >> 5 & 127
    }

    #[inline(always)]
    const fn end(self) -> bool {
        self.0 & Self::END != 0
    }
}

/// What the next bits of a block take, without what they mean.
#[derive(Clone, Debug)]
pub struct SkipTable([Codes; 1 << LOOK_BITS]);

impl SkipTable {
    /// Made from the table of the component's AC codes.
    pub fn new(table: &HuffmanTable) -> Self {
        let mut all = [Codes::default(); 1 << LOOK_BITS];
        for (look, codes) in (0u32..).zip(&mut all) {
            let (mut bits, mut places, mut end) = (0, 0, false);
            while bits < LOOK_BITS && !end {
                // What is looked at stands at the top of 17 bits; a code that needs more of them is not taken.
                let rest = (look << (17 - LOOK_BITS) << bits) & 0x1_FFFF;
                let (Some(symbol), length) = table.first(rest) else {
                    break;
                };
                let (run, size) = (u32::from(symbol) >> 4, u32::from(symbol) & 15);
                let ends = size == 0 && run != 15;
                let passed = if ends { 1 } else { run + 1 };
                if bits + length > LOOK_BITS || places + passed > 63 {
                    break;
                }
                bits += length + size;
                places += passed;
                end = ends;
            }
            *codes = Codes::new(bits, places, end);
        }
        Self(all)
    }

    /// Passes the AC coefficients of a block, just as far as reading them would.
    #[inline(always)]
    pub fn pass(&self, reader: &mut BitReader, table: &HuffmanTable, fault: &mut Option<Code>) {
        let mut k = 1;
        while k < 64 {
            // At most 12 bits of codes and 15 of a value.
            reader.refill();
            let codes = self.0[reader.peek(LOOK_BITS) as usize];
            let next = k + codes.places();
            if codes.places() > 0 && next <= 64 {
                reader.skip(codes.bits());
                if codes.end() {
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
