//! What was changed, inserted and removed between two files.
//!
//! Unique stretches that both files have hold them together ([`anchors`](super::anchors)); what lies between two of them is
//! compared place by place where it is as long in both, and otherwise, if it is short, by the fewest insertions and removals
//! that lead from one to the other ([`myers`](super::myers)). What is long and unlike is one replacement. All of it takes time
//! and memory in proportion to the files.

use super::{anchors, myers};
use alloc::vec::Vec;

/// Equal bytes between two changes that are taken for chance: the changes are one.
const CHANCE_BYTES: usize = 4;
/// Longer stretches of unequal length are not searched for the fewest edits.
const SHORT_BYTES: usize = 1 << 14;
/// Edits that are searched for in one stretch at most.
const MOST_EDITS: usize = 256;
/// Steps of all such searches together.
const MOST_STEPS: usize = 1 << 26;

/// Bytes of the first file in whose place the second one has others; either may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where they begin in the first file, in bytes.
    pub first: usize,
    /// How many they are.
    pub removed: usize,
    /// Where those in their place begin in the second file.
    pub second: usize,
    /// How many those are.
    pub inserted: usize,
}

/// How a file differs from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Ascending; equal bytes lie between any two.
    pub changes: Vec<Change>,
    /// Bytes that have another value, where as many stand in the place of as many.
    pub changed: usize,
    /// Bytes of the first file that the second one lacks, where numbers differ.
    pub removed: usize,
    /// Bytes that the first one lacks.
    pub inserted: usize,
}

/// Finds how `second` differs from `first`.
///
/// ```
/// use pixelbits::compare::{diff, Change};
/// let found = diff(b"one two three four", b"one 2 three four!");
/// let two = Change { first: 4, removed: 3, second: 4, inserted: 1 };
/// let mark = Change { first: 18, removed: 0, second: 16, inserted: 1 };
/// assert_eq!(found.changes, [two, mark]);
/// assert_eq!((found.changed, found.removed, found.inserted), (0, 3, 2));
/// ```
pub fn diff(first: &[u8], second: &[u8]) -> Difference {
    let start = common(first.iter().zip(second));
    let (a, b) = (&first[start..], &second[start..]);
    let end = common(a.iter().rev().zip(b.iter().rev()));
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let mut changes = Changes {
        first,
        second,
        steps: MOST_STEPS,
        list: Vec::new(),
    };
    let (mut x, mut y) = (start, start);
    for run in anchors::find(a, b) {
        let (rx, ry) = (start + run.first, start + run.second);
        changes.gap(x..rx, y..ry);
        (x, y) = (rx + run.bytes, ry + run.bytes);
    }
    changes.gap(x..start + a.len(), y..start + b.len());
    counted(first, second, changes.list)
}

/// Equal pairs before the first unequal one.
fn common<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

/// The changes found so far.
struct Changes<'a> {
    first: &'a [u8],
    second: &'a [u8],
    /// That searches for the fewest edits may still take.
    steps: usize,
    list: Vec<Change>,
}

type Span = core::ops::Range<usize>;

impl Changes<'_> {
    /// Compares what lies between two stretches that both have.
    fn gap(&mut self, x: Span, y: Span) {
        let (a, b) = (&self.first[x.clone()], &self.second[y.clone()]);
        if a.len() == b.len() {
            let unlike = a.iter().zip(b).filter(|(a, b)| a != b).count();
            // Where most is unlike, something may have moved.
            if unlike * 2 <= a.len() || !self.fewest(&x, &y) {
                self.in_place(x, y);
            }
        } else if a.is_empty() || b.is_empty() || !self.fewest(&x, &y) {
            self.push(x, y);
        }
    }

    /// Changes by the fewest edits; whether there are few.
    fn fewest(&mut self, x: &Span, y: &Span) -> bool {
        let (a, b) = (&self.first[x.clone()], &self.second[y.clone()]);
        if a.len().max(b.len()) > SHORT_BYTES {
            return false;
        }
        let Some(edits) = myers::fewest(a, b, MOST_EDITS, &mut self.steps) else {
            return false;
        };
        for (first, second) in edits {
            let x = x.start + first.start..x.start + first.end;
            self.push(x, y.start + second.start..y.start + second.end);
        }
        true
    }

    /// Changes of single places.
    fn in_place(&mut self, x: Span, y: Span) {
        for (x, y) in x.zip(y) {
            if self.first[x] != self.second[y] {
                self.push(x..x + 1, y..y + 1);
            }
        }
    }

    /// Takes a change; it goes on with the one before where hardly anything lies between.
    fn push(&mut self, x: Span, y: Span) {
        if x.is_empty() && y.is_empty() {
            return;
        }
        if let Some(last) = self.list.last_mut() {
            if x.start - (last.first + last.removed) < CHANCE_BYTES {
                last.removed = x.end - last.first;
                last.inserted = y.end - last.second;
                return;
            }
        }
        self.list.push(Change {
            first: x.start,
            removed: x.len(),
            second: y.start,
            inserted: y.len(),
        });
    }
}

fn counted(first: &[u8], second: &[u8], changes: Vec<Change>) -> Difference {
    let mut found = Difference::default();
    for change in &changes {
        let a = &first[change.first..change.first + change.removed];
        let b = &second[change.second..change.second + change.inserted];
        if a.len() == b.len() {
            found.changed += a.iter().zip(b).filter(|(a, b)| a != b).count();
        } else {
            found.removed += a.len();
            found.inserted += b.len();
        }
    }
    found.changes = changes;
    found
}
