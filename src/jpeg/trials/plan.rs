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
}

impl Stratum {
    /// In how many of so many rounds it is tried: no bit twice.
    fn rounds(&self, rounds: u64) -> u64 {
        self.bits.min(rounds)
    }

    /// The bit that is tried in a round. `number`: of the stratum. No two rounds try the same.
    fn bit(&self, number: usize, round: u64, rounds: u64) -> u64 {
        let rounds = self.rounds(rounds).max(1);
        // So many equal parts; the same place in each of them, but in each stratum another one.
        let offset = u64::from((number as u32).wrapping_mul(GOLDEN));
        let part = |round: u64| self.bits.saturating_mul(round) / rounds;
        let (from, to) = (part(round), part(round + 1));
        let within = to.saturating_sub(from).saturating_mul(offset) >> 32;
        self.start + from + within
    }
}

/// Entropy-coded stretches that are tried for each header field, as long as some of them have not been tried at all: a flipped
/// header mostly costs as much as decoding the whole picture does.
const CODED_EACH: u32 = 4;

/// What is still to be tried.
#[derive(Debug)]
pub(super) struct Plan {
    coded: Queue,
    fields: Queue,
    /// Entropy-coded stretches that were tried since the last header field.
    since: u32,
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
        // Fields are in file order, and what lies between two of them is entropy-coded: too rarely to matter.
        let shared = fields.chunks(fields.len().div_ceil(FIELDS).max(1));
        let fields = shared.filter_map(|shared| {
            let ((start, _), (last, bits)) = (*shared.first()?, *shared.last()?);
            let bits = (last + bits).saturating_sub(start);
            Some(Stratum { start, bits })
        });
        let all: u64 = coded.iter().map(|(_, bits)| bits).sum();
        let coded = coded.into_iter().flat_map(|(start, bits)| {
            let parts = (bits.saturating_mul(STRETCHES) / all.max(1)).clamp(1, bits);
            (0..parts).map(move |part| {
                let at = |part: u64| bits.saturating_mul(part) / parts;
                Stratum {
                    start: start + at(part),
                    bits: at(part + 1) - at(part),
                }
            })
        });
        Self {
            coded: Queue::new(coded.collect(), rounds.coded),
            fields: Queue::new(fields.collect(), rounds.headers),
            since: 0,
        }
    }

    /// How many bits are tried.
    pub fn total(&self) -> usize {
        self.coded.total().saturating_add(self.fields.total())
    }

    /// The next bit.
    pub fn next(&mut self) -> Option<u64> {
        let each = if self.coded.round == 0 { CODED_EACH } else { 1 };
        if self.since < each {
            if let Some(bit) = self.coded.next() {
                self.since += 1;
                return Some(bit);
            }
        }
        self.since = 0;
        self.fields.next().or_else(|| self.coded.next())
    }

    /// Nothing more is tried.
    pub fn end(&mut self) {
        self.coded.strata.clear();
        self.fields.strata.clear();
    }
}

/// Strata, each of which is tried once a round.
#[derive(Debug)]
struct Queue {
    strata: Vec<Stratum>,
    rounds: u64,
    round: u64,
    /// How many strata have had their turn in this round.
    turn: usize,
    /// From one stratum to the next that is tried.
    stride: usize,
}

impl Queue {
    fn new(strata: Vec<Stratum>, rounds: u8) -> Self {
        Self {
            stride: stride(strata.len()),
            rounds: rounds.into(),
            round: 0,
            turn: 0,
            strata,
        }
    }

    fn total(&self) -> usize {
        let total: u64 = self.strata.iter().map(|s| s.rounds(self.rounds)).sum();
        usize::try_from(total).unwrap_or(usize::MAX)
    }

    fn next(&mut self) -> Option<u64> {
        while self.round < self.rounds {
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
