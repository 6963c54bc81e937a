//! Two AC coefficients of a block at a look: what [`ac_codes`](super::block::ac_codes) finds in photographs most of the
//! time, and what nobody who listens sees.

use super::block::place;
use super::huffman::{extend, Entry, HuffmanTable, FAST_BITS};
use super::unstuff::BitReader;
use crate::jpeg::frame::Block;

/// What is added to the index of the next coefficient where the block has ended.
pub const ENDED: u32 = 128;

/// Bits that a look takes in.
const PAIR_BITS: u32 = 11;

/// What the next 11 bits begin with, packed:
///
/// ```text
/// 31      23 22     14  13   12     8 7      4 3    0
/// | second  | first   | end | second | first  | bits |
///    values                   offsets
/// ```
///
/// An offset is what to add to the index of the coefficient that would come next. A coefficient alone is packed as both
/// the first and the second; `end` says that the block ends behind the second. An end of a block alone has no values, as
/// it must write nothing over what an earlier scan has brought. A code whose bits reach further than the look has no values
/// either: `first` is its run then, `second` the size of what follows it, and `bits` are its own. Where there is none of
/// these, all is 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair(u32);

impl Pair {
    const END: u32 = 1 << 13;

    fn new(bits: u32, first: Coefficient, second: Coefficient, end: bool) -> Self {
        let values = (second.value as u32) << 23 | (first.value as u32 & 0x1FF) << 14;
        let end = if end { Self::END } else { 0 };
        Self(values | end | second.offset << 8 | first.offset << 4 | bits)
    }

    /// There is a coefficient: no value is 0.
    #[inline(always)]
    pub const fn found(self) -> bool {
        self.0 > (Self::END << 1) - 1
    }

    /// The code of a coefficient whose bits reach further.
    const fn long(one: Entry) -> Self {
        Self(one.size() << 8 | one.run() << 4 | one.code_bits())
    }

    /// There is a code, but not all of its coefficient. To be asked where none was found.
    #[inline(always)]
    pub const fn is_long(self) -> bool {
        self.0 & Self::END == 0 && self.0 != 0
    }

    /// Bits to take.
    #[inline(always)]
    pub const fn bits(self) -> u32 {
        self.0 & 15
    }

    /// The first coefficient.
    #[inline(always)]
    pub const fn first(self) -> Coefficient {
        Coefficient {
            offset: self.0 >> 4 & 15,
            value: (self.0 << 9) as i32 >> 23,
        }
    }

    /// The second, or the first again.
    #[inline(always)]
    pub const fn second(self) -> Coefficient {
        Coefficient {
            offset: self.0 >> 8 & 31,
            value: self.0 as i32 >> 23,
        }
    }

    /// [`ENDED`] where the block ends behind them, else 0.
    #[inline(always)]
    pub const fn end(self) -> u32 {
        self.0 >> 6 & ENDED
    }
}

/// A coefficient, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coefficient {
    /// From the coefficient that would come next.
    pub offset: u32,
    /// −256–255.
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
        let mut pairs = [Pair::default(); 1 << PAIR_BITS];
        for (index, pair) in pairs.iter_mut().enumerate() {
            *pair = Self::pair(table, index as u32).unwrap_or_default();
        }
        Self(pairs)
    }

    /// What `bits`, 11 of them, begin with.
    fn pair(table: &HuffmanTable, bits: u32) -> Option<Pair> {
        // Left-aligned, so that zeros follow.
        let look = |taken: u32| {
            let rest = bits << taken & ((1 << PAIR_BITS) - 1);
            table.entry(rest >> (PAIR_BITS - FAST_BITS))
        };
        let one = look(0);
        if one.is(0) {
            return Some(Pair(Pair::END | one.bits()));
        }
        let first = Coefficient {
            offset: one.run(),
            value: one.value(),
        };
        if !one.fused() || !(-256..256).contains(&first.value) {
            // Without bits behind it, a code is a run of zeros.
            let has_bits = one.code_bits() > 0 && one.size() > 0;
            return has_bits.then(|| Pair::long(one));
        }
        let two = look(one.bits());
        let taken = one.bits() + two.bits();
        if taken <= PAIR_BITS && two.is(0) {
            return Some(Pair::new(taken, first, first, true));
        }
        if taken <= PAIR_BITS && two.fused() {
            let second = Coefficient {
                offset: first.offset + 1 + two.run(),
                value: two.value(),
            };
            return Some(Pair::new(taken, first, second, false));
        }
        Some(Pair::new(one.bits(), first, first, false))
    }

    /// Takes coefficients into `block`, from index `k` on, for as long as it is easy; the index that comes next, and
    /// [`ENDED`] more where the block has ended.
    ///
    /// Whatever else may come is none of its business, and it calls nothing: so few numbers go round in the inner loop
    /// that compilers of wasm, too, keep them in registers. Bits are loaded behind a fixed number of looks, needed or
    /// not: when they are needed no processor can foresee.
    #[inline(always)]
    pub fn take(&self, reader: &mut BitReader, block: &mut Block, mut k: u32) -> u32 {
        loop {
            let mut looks = reader.looks::<PAIR_BITS>();
            while looks > 0 {
                looks -= 1;
                let pair = self.0[reader.peek(PAIR_BITS) as usize];
                let (first, second) = (pair.first(), pair.second());
                if !pair.found() {
                    if !pair.is_long() {
                        reader.skip(pair.bits());
                        return k + pair.end();
                    }
                    if !reader.load_quickly() && !reader.has_32() {
                        return k;
                    }
                    reader.skip(pair.bits());
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
                block[place(k + first.offset)] = first.value as i16;
                k += second.offset;
                block[place(k)] = second.value as i16;
                k += 1 + pair.end();
                if k >= 64 {
                    return k;
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
                assert!(!pair.found());
                assert_eq!((pair.bits(), pair.end()), (one.bits(), ENDED));
                counts[4] += 1;
                continue;
            }
            if !pair.found() {
                assert!(!one.fused() || one.value().abs() > 255, "{bits:011b}");
                let long = one.code_bits() > 0 && one.size() > 0;
                assert_eq!((pair.is_long(), pair.end()), (long, 0));
                if long {
                    assert_eq!(pair.bits(), one.code_bits());
                    let (run, size) = (pair.first().offset, pair.second().offset);
                    assert_eq!((run, size), (one.run(), one.size()));
                } else {
                    assert_eq!(pair.bits(), 0);
                }
                counts[usize::from(long) * 5] += 1;
                continue;
            }
            assert!(one.fused());
            reader.skip(one.bits());
            let first = Coefficient {
                offset: one.run(),
                value: one.value(),
            };
            assert_eq!(pair.first(), first);
            let two = table.look(&reader);
            match pair.bits() - one.bits() {
                0 => {
                    assert_eq!((pair.second(), pair.end()), (first, 0));
                    assert!(!(two.fused() || two.is(0)) || one.bits() + two.bits() > PAIR_BITS);
                    counts[1] += 1;
                }
                more if pair.end() == ENDED => {
                    assert!(two.is(0) && two.bits() == more && pair.second() == first);
                    counts[2] += 1;
                }
                more => {
                    let offset = first.offset + 1 + two.run();
                    assert_eq!(
                        pair.second(),
                        Coefficient {
                            offset,
                            value: two.value()
                        }
                    );
                    assert_eq!((two.bits(), pair.end()), (more, 0));
                    counts[3] += 1;
                }
            }
        }
        let (others, long) = counts.split_at(5);
        assert!(others.iter().all(|&count| count > 50), "{counts:?}");
        assert!(long[0] > 40, "{counts:?}");
    }
}
