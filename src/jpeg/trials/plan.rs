//! Which bits are tried, and in which order.

use crate::jpeg::syntax::{Content, Structure};
use alloc::vec::Vec;

/// Stretches that all entropy-coded data of a file are divided into, at most; scans with less than their share have one each.
const STRETCHES: u64 = 256;

/// Strata of all that is not entropy-coded, at most: where a file has more fields, neighbours share one.
const FIELDS: usize = 1_024;

/// The golden ratio's part behind the point, in 2^-32: multiples of it spread evenly.
const GOLDEN: u32 = 0x9E37_79B9;

/// How often each stratum is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds {
    /// Bits of each field of a header: of fields with less, all.
    pub headers: u8,
    /// Bits of each stretch of entropy-coded data.
    pub coded: u8,
}

/// A stretch of the file.
#[derive(Clone, Copy, Debug)]
struct Stratum {
    start: u64,
    bits: u64,
    coded: bool,
}

impl Stratum {
    fn rounds(&self, rounds: Rounds) -> u64 {
        let wanted = if self.coded {
            rounds.coded
        } else {
            rounds.headers
        };
        self.bits.min(wanted.into())
    }

    /// The bit that is tried in a round. `number`: of the stratum. No two rounds try the same.
    fn bit(&self, number: usize, round: u64, rounds: Rounds) -> u64 {
        let rounds = self.rounds(rounds).max(1);
        // So many equal parts; the same place in each of them, but in each stratum another one.
        let offset = u64::from((number as u32).wrapping_mul(GOLDEN));
        let part = |round: u64| self.bits.saturating_mul(round) / rounds;
        let (from, to) = (part(round), part(round + 1));
        let within = to.saturating_sub(from).saturating_mul(offset) >> 32;
        self.start + from + within
    }
}

/// What is still to be tried.
#[derive(Debug)]
pub(super) struct Plan {
    strata: Vec<Stratum>,
    rounds: Rounds,
    round: u64,
    /// How many strata have had their turn in this round.
    turn: usize,
    /// From one stratum to the next that is tried.
    stride: usize,
    total: usize,
}

impl Plan {
    /// Of a file.
    pub fn new(structure: &Structure, rounds: Rounds) -> Self {
        let mut fields = Vec::new();
        let mut coded = Vec::new();
        for place in 0..structure.leaves.len() {
            let Some((_, field)) = structure.leaf(place).filter(|(_, f)| f.bits > 0) else {
                continue;
            };
            let byte = usize::try_from(field.start / 8).unwrap_or(usize::MAX);
            let segment = structure.segment_at(byte);
            let content = segment.and_then(|i| structure.segments.get(i));
            let is_coded = content.is_some_and(|s| s.content == Content::EntropyCoded);
            let list = if is_coded { &mut coded } else { &mut fields };
            list.push((field.start, field.bits));
        }
        let mut strata = Vec::new();
        for shared in fields.chunks(fields.len().div_ceil(FIELDS).max(1)) {
            // Fields are in file order, and what lies between two of them is entropy-coded: too rarely to matter.
            if let (Some(&(start, _)), Some(&(last, bits))) = (shared.first(), shared.last()) {
                strata.push(Stratum {
                    start,
                    bits: (last + bits).saturating_sub(start),
                    coded: false,
                });
            }
        }
        let all: u64 = coded.iter().map(|(_, bits)| bits).sum();
        for (start, bits) in coded {
            let parts = (bits.saturating_mul(STRETCHES) / all.max(1)).clamp(1, bits);
            strata.extend((0..parts).map(|part| {
                let at = |part: u64| bits.saturating_mul(part) / parts;
                Stratum {
                    start: start + at(part),
                    bits: at(part + 1) - at(part),
                    coded: true,
                }
            }));
        }
        let total: u64 = strata.iter().map(|s| s.rounds(rounds)).sum();
        Self {
            stride: stride(strata.len()),
            total: usize::try_from(total).unwrap_or(usize::MAX),
            round: 0,
            turn: 0,
            strata,
            rounds,
        }
    }

    /// How many bits are tried.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The next bit.
    pub fn next(&mut self) -> Option<u64> {
        let most = u64::from(self.rounds.headers.max(self.rounds.coded));
        while self.round < most {
            while self.turn < self.strata.len() {
                // A permutation: the stride has no divisor in common with the number of strata.
                let number = self.turn.wrapping_mul(self.stride) % self.strata.len();
                self.turn += 1;
                if let Some(stratum) = self.strata.get(number) {
                    if self.round < stratum.rounds(self.rounds) {
                        return Some(stratum.bit(number, self.round, self.rounds));
                    }
                }
            }
            self.turn = 0;
            self.round += 1;
        }
        None
    }

    /// Nothing more is tried.
    pub fn end(&mut self) {
        self.strata.clear();
    }
}

/// About 0.62 of a number, without a divisor in common with it.
fn stride(count: usize) -> usize {
    let divisor = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let from = ((count as u64 * u64::from(GOLDEN)) >> 32) as usize;
    let found = (from.max(1)..=count).find(|&s| divisor(s, count) == 1);
    found.unwrap_or(1)
}
