//! Huffman tables made ready for decoding: T.81 Annex C, F.2.2.3.

use super::unstuff::BitReader;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::{Code, Error};

/// Bits that the fast table looks at.
pub(super) const FAST_BITS: u32 = 11;

/// What the next 11 bits begin with, packed:
///
/// ```text
/// 31        16 15   12 11    8 7      0
/// | value     | run   | size  | bits   |   fused: code and value bits together; no value is 0
/// | 0         | run   | size  | code   |   the code alone
/// | 0         | 0     | 0     | 0      |   the code is longer than the table looks
/// ```
///
/// Where it is fused, the length of the code alone is `bits − size`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry(u32);

impl Entry {
    /// Code and value bits were both found.
    #[inline(always)]
    pub const fn fused(self) -> bool {
        self.0 > 0xFFFF
    }

    /// The code of this symbol, found whole.
    #[inline(always)]
    pub const fn is(self, symbol: u8) -> bool {
        self.0 & 0xFF != 0 && self.0 >> 8 == symbol as u32
    }

    /// Bits to take: code and value if fused, else the code; 0 = not found.
    #[inline(always)]
    pub const fn bits(self) -> u32 {
        self.0 & 0xFF
    }

    /// Length of the code alone.
    #[inline(always)]
    pub const fn code_bits(self) -> u32 {
        if self.fused() {
            self.bits() - self.size()
        } else {
            self.bits()
        }
    }

    /// High nibble of the symbol.
    #[inline(always)]
    pub const fn run(self) -> u32 {
        self.0 >> 12 & 15
    }

    /// Low nibble of the symbol.
    #[inline(always)]
    pub const fn size(self) -> u32 {
        self.0 >> 8 & 15
    }

    /// The symbol: run and size.
    #[inline(always)]
    pub const fn symbol(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// The value, if fused.
    #[inline(always)]
    pub const fn value(self) -> i32 {
        self.0 as i32 >> 16
    }
}

/// What a table codes: decides which symbols it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Sizes of DC differences, at most 15.
    Dc,
    /// Runs and sizes.
    Ac,
    /// Sizes of lossless differences, at most 16.
    Lossless,
}

/// A Huffman table made ready for decoding.
#[derive(Clone, Debug)]
pub struct HuffmanTable {
    fast: [Entry; 1 << FAST_BITS],
    /// MAXCODE (F.2.2.3): the largest code of each length, −1 where there is none; index 17 stops every search.
    max_code: [i32; 18],
    /// VALPTR − MINCODE: what to add to a code of each length to find its symbol.
    symbol_offset: [i32; 17],
    symbols: [u8; 256],
}

/// EXTEND of T.81 F.2.2.1: turns `size` value bits into a signed value. `extend(0b01, 2) = −2`.
#[inline(always)]
pub const fn extend(bits: u32, size: u32) -> i32 {
    // Half the range stands for negative values: those whose first bit is 0.
    let threshold = 1i32 << size >> 1;
    let value = bits as i32;
    if value < threshold {
        value - (1 << size) + 1
    } else {
        value
    }
}

impl HuffmanTable {
    /// Makes a table ready; refuses one that is over-full, has a code of only 1-bits, or a symbol its class forbids.
    pub fn new(spec: &HuffmanSpec, class: Class, at: u64) -> Result<Self, Error> {
        let bad = Error {
            code: Code::BadHuffmanTable,
            at,
            value: spec.destination.into(),
        };
        let total: usize = spec.counts.iter().map(|&n| usize::from(n)).sum();
        if total > 256 || total > spec.symbols.len() {
            return Err(bad);
        }
        let largest = match class {
            Class::Dc => 15,
            Class::Lossless => 16,
            Class::Ac => 255,
        };
        let mut table = Self {
            fast: [Entry(0); 1 << FAST_BITS],
            max_code: [-1; 18],
            symbol_offset: [0; 17],
            symbols: [0; 256],
        };
        table.max_code[17] = i32::MAX;
        let mut symbols = spec.symbols.iter().copied();
        let mut code = 0u32;
        let mut index = 0usize;
        for length in 1..=16u32 {
            let count = usize::from(spec.counts[length as usize - 1]);
            table.symbol_offset[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = symbols.next().ok_or(bad)?;
                // The code of only 1-bits stays free (T.81 C.2), so the next code must exist as well.
                if symbol > largest || code + 1 >= 1 << length {
                    return Err(bad);
                }
                table.symbols[index] = symbol;
                table.add_fast(code, length, symbol);
                code += 1;
                index += 1;
            }
            if count > 0 {
                table.max_code[length as usize] = code as i32 - 1;
            }
            code <<= 1;
        }
        Ok(table)
    }

    fn add_fast(&mut self, code: u32, length: u32, symbol: u8) {
        if length > FAST_BITS {
            return;
        }
        let spare = FAST_BITS - length;
        // The lossless size 16 has no bits behind it, so its low nibble says the right thing.
        let size = u32::from(symbol) & 15;
        for rest in 0..1u32 << spare {
            let mut entry = u32::from(symbol) << 8 | length;
            if size > 0 && size <= spare {
                let value = extend(rest >> (spare - size), size);
                entry = (value as u32) << 16 | u32::from(symbol) << 8 | (length + size);
            }
            self.fast[(code << spare | rest) as usize] = Entry(entry);
        }
    }

    /// What `bits`, 11 of them, begin with.
    pub(super) fn entry(&self, bits: u32) -> Entry {
        self.fast[bits as usize & ((1 << FAST_BITS) - 1)]
    }

    /// Looks at the next bits of `reader`, which must have been refilled.
    #[inline(always)]
    pub fn look(&self, reader: &BitReader) -> Entry {
        self.fast[reader.peek(FAST_BITS) as usize]
    }

    /// Finds the code at the start of 17 bits, F.2.2.3 DECODE; symbol and length.
    /// `None` where no code of up to 16 bits matches; the length is 17 then.
    // By value, so that the reader of the caller can stay in registers.
    #[cold]
    #[inline(never)]
    pub(super) fn find(&self, bits: u32) -> (Option<u8>, u32) {
        let mut length = 1;
        while (bits >> (17 - length)) as i32 > self.max_code[length as usize] {
            length += 1;
        }
        if length > 16 {
            return (None, length);
        }
        let code = (bits >> (17 - length)) as i32;
        let index = code + self.symbol_offset[length as usize];
        (Some(self.symbols[(index & 0xFF) as usize]), length)
    }

    /// Takes one code after a refill; symbol (0 where none matches, and `None` in the flag) and length.
    #[inline(always)]
    pub fn take(&self, reader: &mut BitReader) -> (Option<u8>, u32) {
        let entry = self.look(reader);
        if entry.bits() == 0 {
            let (symbol, length) = self.find(reader.peek(17));
            reader.skip(length);
            return (symbol, length);
        }
        let length = entry.code_bits();
        reader.skip(length);
        (Some(entry.symbol()), length)
    }

    /// The same as [`HuffmanTable::find`], by way of the fast table.
    pub(super) fn first(&self, bits: u32) -> (Option<u8>, u32) {
        let entry = self.entry(bits >> (17 - FAST_BITS));
        match entry.code_bits() {
            0 => self.find(bits),
            length => (Some(entry.symbol()), length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn spec(counts: &[u8], symbols: &[u8]) -> HuffmanSpec {
        let mut all = [0; 16];
        all[..counts.len()].copy_from_slice(counts);
        HuffmanSpec {
            ac: true,
            destination: 0,
            counts: all,
            symbols: symbols.to_vec(),
        }
    }

    #[test]
    fn extend_is_the_standards_table() {
        // T.81 table F.1: size 2 holds −3, −2, 2, 3.
        let size2: Vec<i32> = (0..4).map(|bits| extend(bits, 2)).collect();
        assert_eq!(size2, [-3, -2, 2, 3]);
        assert_eq!((extend(0, 1), extend(1, 1), extend(0, 0)), (-1, 1, 0));
        assert_eq!((extend(0, 15), extend(0x7FFF, 15)), (-32767, 32767));
    }

    #[test]
    fn codes_of_all_lengths_come_back() {
        // One code of each length: 0, 10, 110, …; symbols 1 … 16.
        let symbols: Vec<u8> = (1..=16).collect();
        let table = HuffmanTable::new(&spec(&[1; 16], &symbols), Class::Ac, 0).unwrap();
        for length in 1..=16u32 {
            let code = ((1u64 << length) - 2) << (32 - length);
            let bytes: Vec<u8> = (code as u32)
                .to_be_bytes()
                .iter()
                .flat_map(|&b| {
                    if b == 0xFF {
                        [b, 0].to_vec()
                    } else {
                        [b].to_vec()
                    }
                })
                .chain([0; 8])
                .collect();
            let mut reader = BitReader::new(&bytes, 0..bytes.len());
            reader.refill();
            assert_eq!(table.take(&mut reader), (Some(length as u8), length));
            assert_eq!(reader.pos(), u64::from(length));
        }
    }

    #[test]
    fn bits_that_match_no_code_take_17() {
        let table = HuffmanTable::new(&spec(&[0, 1], &[5]), Class::Ac, 0).unwrap();
        let bytes = [0xF0; 12];
        let mut reader = BitReader::new(&bytes, 0..12);
        reader.refill();
        assert_eq!(table.take(&mut reader), (None, 17));
    }

    #[test]
    fn bad_tables_are_refused() {
        // Three codes of one bit; a code of only 1-bits; a DC size of 16; fewer symbols than counted.
        for (counts, symbols, class) in [
            (&[3][..], &[0, 1, 2][..], Class::Ac),
            (&[2], &[0, 1], Class::Ac),
            (&[1], &[16], Class::Dc),
            (&[1], &[17], Class::Lossless),
            (&[0, 2], &[1], Class::Ac),
        ] {
            assert!(HuffmanTable::new(&spec(counts, symbols), class, 0).is_err());
        }
        assert!(HuffmanTable::new(&spec(&[1], &[16]), Class::Lossless, 0).is_ok());
    }
}
