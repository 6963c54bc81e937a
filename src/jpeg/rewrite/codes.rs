//! Huffman codes: from a table's lengths (T.81 C.2), and the best lengths for given frequencies (T.81 K.2).

use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;

/// How often each symbol occurs.
pub(super) type Counts = [u32; 256];

/// The code of each symbol.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    /// By symbol: the code, right-aligned, and its length; length 0 = the symbol has no code.
    of: [(u16, u8); 256],
}

impl Codes {
    /// Codes in order of increasing length, T.81 C.2 (figures C.1–C.3).
    pub fn new(spec: &HuffmanSpec) -> Result<Self, Error> {
        let refusal = Error::at_bit(Code::BadHuffmanTable, 0).with(spec.destination.into());
        let mut of = [(0, 0); 256];
        let mut symbols = spec.symbols.iter();
        let mut code = 0u32;
        for (length, &count) in (1u8..).zip(&spec.counts) {
            for _ in 0..count {
                let &symbol = symbols.next().ok_or(refusal)?;
                if code >> length != 0 {
                    return Err(refusal);
                }
                // A decoder knows both codes of a symbol that is there twice: the shorter one does.
                let slot = &mut of[usize::from(symbol)];
                if slot.1 == 0 {
                    *slot = (code as u16, length);
                }
                code += 1;
            }
            code <<= 1;
        }
        Ok(Self { of })
    }

    /// The code of a symbol and its length in bits, 0 where it has none.
    #[inline]
    pub fn of(&self, symbol: u8) -> (u16, u8) {
        self.of[usize::from(symbol)]
    }

    /// Whether every symbol that occurs has a code.
    pub fn suffice(&self, counts: &Counts) -> bool {
        let mut pairs = self.of.iter().zip(counts);
        pairs.all(|(&(_, length), &count)| count == 0 || length > 0)
    }
}

/// Stands for the code of all ones, which T.81 C keeps free: the symbol that is no symbol.
const RESERVED: usize = 256;

/// The table with the shortest codes for symbols that occur so often, T.81 K.2. Ties go to the larger symbol, so the tables
/// are those of the reference encoder.
pub(super) fn optimal(counts: &Counts, ac: bool, destination: u8) -> HuffmanSpec {
    let sizes = code_sizes(counts);
    let counts = limited(&sizes);
    // In order of length, then of value: figure K.4. The adjusted counts keep the order, only the lengths change.
    let mut order: Vec<u8> = (0..=255u8)
        .filter(|&s| sizes.get(usize::from(s)).is_some_and(|&size| size > 0))
        .collect();
    order.sort_by_key(|&s| sizes.get(usize::from(s)).copied());
    HuffmanSpec {
        ac,
        destination,
        counts,
        symbols: order,
    }
}

/// Lengths of unlimited codes, figure K.1: the two rarest trees become one until one is left.
fn code_sizes(counts: &Counts) -> [u16; 257] {
    let mut frequency: Vec<u64> = counts.iter().map(|&count| count.into()).collect();
    frequency.push(1);
    let mut sizes = [0u16; 257];
    // By symbol: the symbols of its tree, itself included.
    let mut trees: Vec<Vec<u16>> = (0..257).map(|symbol| vec![symbol]).collect();
    let rarest = |frequency: &[u64], but: Option<usize>| {
        let there = frequency.iter().enumerate();
        there
            .filter(|&(symbol, &f)| f > 0 && Some(symbol) != but)
            .min_by_key(|&(symbol, &f)| (f, usize::MAX - symbol))
            .map(|(symbol, _)| symbol)
    };
    while let Some(first) = rarest(&frequency, None) {
        let Some(second) = rarest(&frequency, Some(first)) else {
            break;
        };
        let joined = trees.get_mut(second).map(core::mem::take);
        let added = frequency.get_mut(second).map(core::mem::take);
        if let (Some(tree), Some(joined)) = (trees.get_mut(first), joined) {
            tree.extend(joined);
            for &symbol in tree.iter() {
                sizes[usize::from(symbol)] += 1;
            }
        }
        if let (Some(frequency), Some(added)) = (frequency.get_mut(first), added) {
            *frequency += added;
        }
    }
    sizes
}

/// How many codes there are of each length, none longer than 16 bits (figure K.3) and without the reserved one.
fn limited(sizes: &[u16; 257]) -> [u8; 16] {
    let mut of_length = [0u16; 258];
    for &size in sizes.iter().filter(|&&size| size > 0) {
        of_length[usize::from(size)] += 1;
    }
    for long in (17..of_length.len()).rev() {
        while of_length[long] > 0 {
            // Two of the longest codes go: one takes the place of their prefix, the other that of a shorter code's
            // extension by 0, whose owner is extended by 1.
            let shorter = (1..long - 1).rev().find(|&length| of_length[length] > 0);
            let Some(shorter) = shorter else {
                break;
            };
            of_length[long] -= 2;
            of_length[long - 1] += 1;
            of_length[shorter + 1] += 2;
            of_length[shorter] -= 1;
        }
    }
    // The reserved symbol has the longest code.
    debug_assert!(sizes[RESERVED] > 0 || sizes.iter().all(|&size| size == 0));
    if let Some(longest) = of_length.iter_mut().rev().find(|count| **count > 0) {
        *longest -= 1;
    }
    let mut counts = [0; 16];
    for (count, &wanted) in counts.iter_mut().zip(of_length.iter().skip(1)) {
        *count = wanted.min(255) as u8;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jpeg::syntax::tables::HuffmanSpec;

    /// Code lengths by a slow obvious rule: no set of whole lengths up to 16 that leaves room for the reserved code is
    /// cheaper. For few symbols all can be tried.
    #[test]
    fn no_lengths_are_cheaper() {
        let frequencies = [[1, 1, 1, 1], [9, 3, 1, 0], [100, 1, 1, 1], [5, 5, 2, 7]];
        for few in frequencies {
            let mut counts = [0; 256];
            counts[3..7].copy_from_slice(&few);
            let spec = optimal(&counts, true, 0);
            let codes = Codes::new(&spec).unwrap();
            let cost = |lengths: [u32; 4]| few.iter().zip(lengths).map(|(f, l)| f * l).sum::<u32>();
            let got = [3u8, 4, 5, 6].map(|s| u32::from(codes.of(s).1));
            let mut best = u32::MAX;
            for n in 0..6u32.pow(4) {
                let lengths = [1, 6, 36, 216].map(|d| n / d % 6 + 1);
                let used = few.iter().zip(lengths).filter(|(f, _)| **f > 0);
                // Kraft: in 64ths, with at least one 64th left.
                if used.map(|(_, l)| 64 >> l).sum::<u32>() < 64 {
                    best = best.min(cost(lengths));
                }
            }
            assert_eq!(cost(got), best, "{few:?}");
        }
    }

    /// Frequencies like Fibonacci's give codes as long as there are symbols: they are shortened to 16 bits.
    #[test]
    fn codes_are_no_longer_than_16_bits() {
        let mut counts = [0; 256];
        let (mut a, mut b) = (1u32, 1u32);
        for count in counts.iter_mut().take(40) {
            *count = a;
            (a, b) = (b, a.saturating_add(b));
        }
        let spec = optimal(&counts, true, 0);
        assert_eq!(spec.symbols.len(), 40);
        let total: usize = spec.counts.iter().map(|&c| usize::from(c)).sum();
        assert_eq!(total, 40);
        let used: u32 = (1..=16)
            .zip(&spec.counts)
            .map(|(length, &count)| u32::from(count) << (16 - length))
            .sum();
        assert!(used < 1 << 16, "the code of all ones stays free");
    }

    /// Every symbol at once, and one alone, which still takes a bit.
    #[test]
    fn extremes() {
        let all = optimal(&[u32::MAX; 256], false, 1);
        assert_eq!(all.symbols.len(), 256);
        let mut counts = [0; 256];
        counts[7] = 5;
        let one = optimal(&counts, false, 1);
        assert_eq!((one.counts[0], one.symbols.as_slice()), (1, &[7][..]));
        assert_eq!(Codes::new(&one).unwrap().of(7), (0, 1));
        let none = optimal(&[0; 256], false, 1);
        assert_eq!((none.counts, none.symbols.len()), ([0; 16], 0));
    }

    /// T.81 table K.3: size 0 is 00, size 1 is 010, size 11 is 111111110.
    #[test]
    fn codes_of_the_standard() {
        let [luminance, ..] = HuffmanSpec::standard();
        let codes = Codes::new(&luminance).unwrap();
        assert_eq!(codes.of(0), (0b00, 2));
        assert_eq!(codes.of(1), (0b010, 3));
        assert_eq!(codes.of(11), (0b1_1111_1110, 9));
        assert_eq!(codes.of(12).1, 0);
    }
}
