//! Stretches that two files have in common: blocks of the first that occur once in either, in the same order, as patience
//! diff takes lines; each goes on as far as both are equal.

use alloc::vec;
use alloc::vec::Vec;

/// Bytes of a block. Changes that lie closer are found by other means.
const BLOCK: usize = 32;
/// Multiplier of the rolling hash h = Σ byteᵢ · Mⁿ⁻ⁱ modulo 2³²: odd, with bits all over.
const MULTIPLIER: u32 = 0x9E37_79B1;
/// No block; a block that occurs more than once.
const NONE: u32 = u32::MAX;
const TWICE: u32 = u32::MAX - 1;

/// A stretch that both have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub first: usize,
    pub second: usize,
    pub bytes: usize,
}

/// The stretches, ascending in both. Time and memory are in proportion to the files.
pub(super) fn find(a: &[u8], b: &[u8]) -> Vec<Run> {
    let blocks = a.len() / BLOCK;
    if blocks == 0 || b.len() < BLOCK || blocks.max(b.len()) >= TWICE as usize {
        return Vec::new();
    }
    let table = Table::new(a, blocks);
    let mut places = vec![NONE as usize; blocks];
    let mut hash = hashed(&b[..BLOCK]);
    for at in 0..=b.len() - BLOCK {
        if at > 0 {
            hash = rolled(hash, b[at - 1], b[at + BLOCK - 1]);
        }
        if let Some(block) = table.find(a, hash, &b[at..at + BLOCK]) {
            let place = &mut places[block];
            *place = if *place == NONE as usize {
                at
            } else {
                TWICE as usize
            };
        }
    }
    let pairs = places.into_iter().enumerate();
    let pairs = pairs.filter(|&(_, at)| at < TWICE as usize);
    let pairs: Vec<_> = pairs.map(|(block, at)| (block * BLOCK, at)).collect();
    extended(a, b, &ascending(&pairs))
}

fn hashed(bytes: &[u8]) -> u32 {
    let add = |hash: u32, &byte: &u8| {
        hash.wrapping_mul(MULTIPLIER)
            .wrapping_add(u32::from(byte) + 1)
    };
    bytes.iter().fold(0, add)
}

/// The hash of a window that has moved on by one byte.
fn rolled(hash: u32, out: u8, next: u8) -> u32 {
    // M to the power of a block's length, by squaring.
    const POWER: u32 = {
        let mut power = MULTIPLIER;
        let mut length = 1;
        while length < BLOCK {
            power = power.wrapping_mul(power);
            length *= 2;
        }
        power
    };
    hash.wrapping_mul(MULTIPLIER)
        .wrapping_add(u32::from(next) + 1)
        .wrapping_sub((u32::from(out) + 1).wrapping_mul(POWER))
}

/// Blocks by their hashes, each in the next free place behind its own.
struct Table {
    slots: Vec<(u32, u32)>,
    shift: u32,
}

impl Table {
    fn new(a: &[u8], blocks: usize) -> Self {
        let size = (blocks * 2).next_power_of_two().max(2);
        let mut table = Self {
            slots: vec![(0, NONE); size],
            shift: 32 - size.trailing_zeros().min(31),
        };
        for (number, block) in a.chunks_exact(BLOCK).enumerate() {
            table.insert(a, hashed(block), number as u32, block);
        }
        table
    }

    /// Where a search for a hash begins. The hash itself is weak in its low bits.
    fn home(&self, hash: u32) -> usize {
        (hash.wrapping_mul(MULTIPLIER) >> self.shift) as usize & (self.slots.len() - 1)
    }

    fn insert(&mut self, a: &[u8], hash: u32, number: u32, block: &[u8]) {
        let mut slot = self.home(hash);
        loop {
            match self.slots[slot] {
                (_, NONE) => {
                    self.slots[slot] = (hash, number);
                    return;
                }
                // Those that occur twice are kept as such: by their hash alone, which makes a few unique ones common.
                (known, other) if known == hash && (other == TWICE || of(a, other) == block) => {
                    self.slots[slot].1 = TWICE;
                    return;
                }
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// The number of a unique block.
    fn find(&self, a: &[u8], hash: u32, bytes: &[u8]) -> Option<usize> {
        let mut slot = self.home(hash);
        loop {
            match self.slots[slot] {
                (_, NONE) => return None,
                (known, TWICE) if known == hash => return None,
                (known, number) if known == hash && number != TWICE && of(a, number) == bytes => {
                    return Some(number as usize);
                }
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }
}

fn of(a: &[u8], number: u32) -> &[u8] {
    let start = number as usize * BLOCK;
    &a[start..start + BLOCK]
}

/// The most pairs, ascending in both numbers, of pairs that ascend in the first: the longest increasing subsequence.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best sequence of each length, by its index; and what comes before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (i, &(_, at)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < at);
        if length > 0 {
            before[i] = ends[length - 1];
        }
        if length == ends.len() {
            ends.push(i);
        } else {
            ends[length] = i;
        }
    }
    let mut sequence = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied().unwrap_or(usize::MAX);
    while let Some(&pair) = pairs.get(next) {
        sequence.push(pair);
        next = before[next];
    }
    sequence.reverse();
    sequence
}

/// Goes on from each pair both ways as long as the files are equal.
fn extended(a: &[u8], b: &[u8], pairs: &[(usize, usize)]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut x, mut y) = (0, 0);
    for &(first, second) in pairs {
        // The run before may have gone past it already.
        if first < x || second < y {
            continue;
        }
        let room = (first - x).min(second - y);
        let back = (1..=room)
            .take_while(|i| a[first - i] == b[second - i])
            .count();
        let ahead = a[first..]
            .iter()
            .zip(&b[second..])
            .take_while(|(a, b)| a == b)
            .count();
        runs.push(Run {
            first: first - back,
            second: second - back,
            bytes: back + ahead,
        });
        (x, y) = (first + ahead, second + ahead);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{ascending, hashed, rolled, BLOCK};

    #[test]
    fn a_rolled_hash_is_that_of_the_window() {
        let bytes: alloc::vec::Vec<u8> = (0..200_u32).map(|i| ((i * i * 31) >> 3) as u8).collect();
        let mut hash = hashed(&bytes[..BLOCK]);
        for at in 1..bytes.len() - BLOCK {
            hash = rolled(hash, bytes[at - 1], bytes[at + BLOCK - 1]);
            assert_eq!(hash, hashed(&bytes[at..at + BLOCK]));
        }
    }

    #[test]
    fn the_longest_ascent_is_taken() {
        let pairs = [(0, 50), (1, 10), (2, 60), (3, 20), (4, 30), (5, 5)];
        assert_eq!(ascending(&pairs), [(1, 10), (3, 20), (4, 30)]);
    }
}
