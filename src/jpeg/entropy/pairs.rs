//! Two AC coefficients of a block at a look: what [`ac_codes`](super::block::ac_codes) finds in photographs most of the
//! time, and what nobody who listens sees.

use super::block::place;
use super::huffman::{extend, Entry, HuffmanTable, FAST_BITS};
use super::unstuff::BitReader;
use crate::jpeg::frame::Block;
use crate::jpeg::syntax::tables::ZIGZAG;

/// What is added to the index of the next coefficient where the block has ended: more than any index, which is at most 94.
pub const ENDED: u32 = 96;

/// Bits that a look takes in.
const PAIR_BITS: u32 = 11;

/// What the next 11 bits begin with, packed:
///
/// ```text
/// 31    24 23    17 16     13 12      6 5    0
/// | first | second | first   | second  | bits |
///      values           offsets
/// ```
///
/// An offset is what to add to the index of the coefficient that would come next; that of the second has [`ENDED`] on top
/// where the block ends behind it. A coefficient alone is packed as both the first and the second, of which only the first's
/// value counts. An end of a block alone is packed as a coefficient of 0: blocks of pairs hold zeros before.
///
/// A code whose bits reach further than the look is marked by bit 4: the first offset is its run then, the second the size
/// of what follows it, and `bits` are its own. Where there is none of these, nothing but the mark is there.
#[derive(Clone, Copy, Debug)]
pub struct Pair(u32);

impl Pair {
    const END: u32 = ENDED << 6;
    const MARK: u32 = 1 << 4;
    /// Nothing is known.
    const NONE: Self = Self(Self::MARK);

    fn new(bits: u32, first: Coefficient, second: Coefficient, end: bool) -> Self {
        let values = (first.value as u32) << 24 | (second.value as u32 & 0x7F) << 17;
        let end = if end { Self::END } else { 0 };
        Self(values | first.offset << 13 | end | second.offset << 6 | bits)
    }

    /// There is a coefficient, or an end.
    #[inline(always)]
    pub const fn found(self) -> bool {
        self.0 & Self::MARK == 0
    }

    /// There is a coefficient: no value is 0. To be asked where something was found.
    #[inline(always)]
    pub const fn has_value(self) -> bool {
        self.0 >> 24 != 0
    }

    /// The code of a coefficient whose bits reach further.
    const fn long(one: Entry) -> Self {
        Self(one.run() << 13 | one.size() << 6 | Self::MARK | one.code_bits())
    }

    /// There is a code, but not all of its coefficient. To be asked where none was found.
    #[inline(always)]
    pub const fn is_long(self) -> bool {
        self.0 != Self::MARK
    }

    /// Bits to take of what was found: six bits of the entry, as many as an instruction that shifts looks at.
    #[inline(always)]
    pub const fn bits(self) -> u32 {
        self.0 & 63
    }

    /// Bits to take of a long code.
    #[inline(always)]
    pub const fn code_bits(self) -> u32 {
        self.0 & 15
    }

    /// The first coefficient.
    #[inline(always)]
    pub const fn first(self) -> Coefficient {
        Coefficient {
            offset: self.0 >> 13 & 15,
            value: self.0 as i32 >> 24,
        }
    }

    /// The second, or the first again, the value of which is not whole then.
    #[inline(always)]
    pub const fn second(self) -> Coefficient {
        Coefficient {
            offset: self.0 >> 6 & 127,
            value: (self.0 << 8) as i32 >> 25,
        }
    }
}

/// Where coefficients are, as [`place`] tells, by their index or that and [`ENDED`]: at most 62 and 127. There are 256 so
/// that a byte needs no check.
const PLACES: [u8; 256] = {
    let mut places = [0; 256];
    let mut k = 0;
    while k < 256 {
        places[k] = ZIGZAG[k % ENDED as usize];
        k += 1;
    }
    places
};

/// The place in a block of index `k`, as [`PLACES`] tells.
#[inline(always)]
fn place_of_pair(k: u32) -> usize {
    usize::from(PLACES[k as usize & 255]) & 63
}

/// A coefficient, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coefficient {
    /// From the coefficient that would come next.
    pub offset: u32,
    /// −128–127 for the first of a pair, −64–63 for the second.
    pub value: i32,
}

/// The pairs of an AC table.
#[derive(Clone, Debug)]
pub struct Pairs([Pair; 1 << PAIR_BITS]);

impl Pairs {
    /// Up to which index the first of a pair may stand: the second is not there where the first is the block's last.
    const LAST_FIRST: u32 = 62;

    /// Finds the pairs of a table.
    pub fn new(table: &HuffmanTable) -> Self {
        let mut pairs = [Pair::NONE; 1 << PAIR_BITS];
        for (index, pair) in pairs.iter_mut().enumerate() {
            *pair = Self::pair(table, index as u32);
        }
        Self(pairs)
    }

    /// What `bits`, 11 of them, begin with.
    fn pair(table: &HuffmanTable, bits: u32) -> Pair {
        // Left-aligned, so that zeros follow.
        let look = |taken: u32| {
            let rest = bits << taken & ((1 << PAIR_BITS) - 1);
            table.entry(rest >> (PAIR_BITS - FAST_BITS))
        };
        let one = look(0);
        if one.is(0) {
            let nothing = Coefficient {
                offset: 0,
                value: 0,
            };
            return Pair::new(one.bits(), nothing, nothing, true);
        }
        let first = Coefficient {
            offset: one.run(),
            value: one.value(),
        };
        if !one.fused() || !(-128..128).contains(&first.value) {
            // Without bits behind it, a code is a run of zeros.
            return match one.code_bits() > 0 && one.size() > 0 {
                true => Pair::long(one),
                false => Pair::NONE,
            };
        }
        let two = look(one.bits());
        let taken = one.bits() + two.bits();
        if taken <= PAIR_BITS && two.is(0) {
            return Pair::new(taken, first, first, true);
        }
        if taken <= PAIR_BITS && two.fused() && (-64..64).contains(&two.value()) {
            let second = Coefficient {
                offset: first.offset + 1 + two.run(),
                value: two.value(),
            };
            return Pair::new(taken, first, second, false);
        }
        Pair::new(one.bits(), first, first, false)
    }

    /// Takes coefficients into `block`, which holds zeros from index `k` on, for as long as it is easy; the index that comes
    /// next, and [`ENDED`] more where the block has ended.
    ///
    /// Whatever else may come is none of its business, and it calls nothing: so few numbers go round in the inner loop
    /// that compilers of wasm, too, keep them in registers. Bits are loaded behind a fixed number of looks, needed or
    /// not: when they are needed no processor can foresee. What it can is where the block ends, if that is one branch.
    #[inline(always)]
    pub fn take(&self, reader: &mut BitReader, block: &mut Block, mut k: u32) -> u32 {
        loop {
            let mut looks = reader.looks::<PAIR_BITS>();
            while looks > 0 {
                looks -= 1;
                let pair = self.0[reader.peek(PAIR_BITS) as usize];
                let (first, second) = (pair.first(), pair.second());
                if !pair.found() {
                    if !pair.is_long() || (!reader.load_quickly() && !reader.has_32()) {
                        return k;
                    }
                    reader.skip(pair.code_bits());
                    k += first.offset;
                    let size = second.offset;
                    block[place(k)] = extend(reader.take(size), size) as i16;
                    k += 1;
                    if k >= 64 {
                        return k;
                    }
                    looks = reader.looks::<PAIR_BITS>();
                    continue;
                }
                if k + first.offset > Self::LAST_FIRST {
                    return k;
                }
                reader.skip(pair.bits());
                let first_place = place_of_pair(k + first.offset);
                k += second.offset;
                block[place_of_pair(k)] = second.value as i16;
                // Behind it, as it may be the same place.
                block[first_place] = first.value as i16;
                k += 1;
                if k >= 64 {
                    return k - u32::from(!pair.has_value());
                }
            }
            if !reader.load_quickly() && !reader.has_16() {
                return k;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::huffman::Class;
    use super::*;
    use crate::jpeg::syntax::tables::HuffmanSpec;
    use alloc::vec::Vec;

    /// Codes 00 … 110 of 2 and 3 bits, 1110 and so on to 7 bits.
    fn table() -> HuffmanTable {
        let spec = HuffmanSpec {
            ac: true,
            destination: 0,
            counts: [0, 2, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            symbols: [0x00, 0x01, 0x02, 0x11, 0xF1, 0x25, 0xF0, 0x08, 0x09].to_vec(),
        };
        HuffmanTable::new(&spec, Class::Ac, 0).unwrap()
    }

    /// What is packed for all bits there can be is what looks at one code after the other find.
    #[test]
    fn pairs_are_two_looks() {
        let (table, mut counts) = (table(), [0; 6]);
        let pairs = Pairs::new(&table);
        for bits in 0..1u32 << PAIR_BITS {
            let pair = pairs.0[bits as usize];
            let bytes = (bits << (32 - PAIR_BITS)).to_be_bytes();
            // Of eight 1-bits the reader expects a stuffed zero behind them.
            let stuffed = |&byte: &u8| [Some(byte), (byte == 0xFF).then_some(0)];
            let bytes: Vec<u8> = bytes.iter().flat_map(stuffed).flatten().collect();
            let mut reader = BitReader::new(&bytes, 0..bytes.len());
            reader.refill();
            let one = table.look(&reader);
            if one.is(0) {
                assert!(pair.found() && !pair.has_value());
                assert_eq!((pair.bits(), pair.first().offset), (one.bits(), 0));
                assert_eq!((pair.first().value, pair.second().value), (0, 0));
                assert_eq!(pair.second().offset, ENDED);
                counts[4] += 1;
                continue;
            }
            if !pair.found() {
                assert!(!one.fused() || one.value().abs() > 127, "{bits:011b}");
                let long = one.code_bits() > 0 && one.size() > 0;
                assert_eq!(pair.is_long(), long);
                if long {
                    assert_eq!(pair.code_bits(), one.code_bits());
                    let (run, size) = (pair.first().offset, pair.second().offset);
                    assert_eq!((run, size), (one.run(), one.size()));
                }
                counts[usize::from(long) * 5] += 1;
                continue;
            }
            assert!(one.fused() && pair.has_value());
            reader.skip(one.bits());
            let first = Coefficient {
                offset: one.run(),
                value: one.value(),
            };
            assert_eq!(pair.first(), first);
            let two = table.look(&reader);
            match pair.bits() - one.bits() {
                0 => {
                    assert_eq!(pair.second().offset, first.offset);
                    let fits = two.is(0) || (two.fused() && two.value().abs() < 64);
                    assert!(!fits || one.bits() + two.bits() > PAIR_BITS);
                    counts[1] += 1;
                }
                more if pair.second().offset >= ENDED => {
                    assert!(two.is(0) && two.bits() == more);
                    assert_eq!(pair.second().offset, first.offset + ENDED);
                    counts[2] += 1;
                }
                more => {
                    let offset = first.offset + 1 + two.run();
                    let value = two.value();
                    assert_eq!(pair.second(), Coefficient { offset, value });
                    assert_eq!(two.bits(), more);
                    counts[3] += 1;
                }
            }
        }
        let (others, long) = counts.split_at(5);
        assert!(others.iter().all(|&count| count > 50), "{counts:?}");
        assert!(long[0] > 40, "{counts:?}");
    }
}
