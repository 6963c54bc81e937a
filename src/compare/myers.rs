//! The fewest insertions and removals that lead from one stretch of bytes to another: E. W. Myers, "An O(ND) difference
//! algorithm and its variations", Algorithmica 1, 1986; the greedy algorithm of its section 2, with an end to its patience.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Bytes of either side that are no longer, or not yet, there.
pub(super) type Edit = (Range<usize>, Range<usize>);

/// The edits, ascending; `None` where more than `most` bytes would have to go or come, or `steps` are used up.
pub(super) fn fewest(a: &[u8], b: &[u8], most: usize, steps: &mut usize) -> Option<Vec<Edit>> {
    // Diagonal k = x − y, from −most to most, is at k + most; so far as it was reached there. One more on either side.
    let middle = most + 1;
    let mut reached = vec![0_usize; 2 * most + 3];
    let mut history: Vec<Vec<usize>> = Vec::new();
    for d in 0..=most {
        history.push(reached[middle - d..=middle + d].to_vec());
        // Every other diagonal is reached by d edits.
        for at in (middle - d..=middle + d).step_by(2) {
            let down = goes_down(&reached, at, middle - d, middle + d);
            let mut x = match down {
                true => reached[at + 1],
                false => reached[at - 1] + 1,
            };
            // y = x − k; what lies outside is never gone on with.
            let Some(mut y) = (x + middle).checked_sub(at) else {
                continue;
            };
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
                *steps = steps.saturating_sub(1);
            }
            *steps = steps.saturating_sub(1);
            reached[at] = x;
            if x == a.len() && y == b.len() {
                return Some(backtrack(&history, a.len(), b.len(), middle));
            }
        }
        if *steps == 0 {
            return None;
        }
    }
    None
}

/// Whether a diagonal is reached from the one above, by an insertion, rather than from the one below, by a removal.
fn goes_down(reached: &[usize], at: usize, lowest: usize, highest: usize) -> bool {
    at == lowest || (at != highest && reached[at - 1] < reached[at + 1])
}

/// The way that led to the ends, as edits that do not touch.
fn backtrack(history: &[Vec<usize>], mut x: usize, mut y: usize, middle: usize) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut reached = vec![0; 2 * middle + 1];
    for (d, row) in history.iter().enumerate().skip(1).rev() {
        reached[middle - d..=middle + d].copy_from_slice(row);
        let at = (x + middle) - y;
        let down = goes_down(&reached, at, middle - d, middle + d);
        let from = if down { at + 1 } else { at - 1 };
        let before = reached[from];
        let (px, py) = (before, before + middle - from);
        let edit = match down {
            true => (px..px, py..py + 1),
            false => (px..px + 1, py..py),
        };
        match edits.last_mut() {
            Some((removed, inserted))
                if removed.start == edit.0.end && inserted.start == edit.1.end =>
            {
                removed.start = edit.0.start;
                inserted.start = edit.1.start;
            }
            _ => edits.push(edit),
        }
        (x, y) = (px, py);
    }
    edits.reverse();
    edits
}

#[cfg(test)]
mod tests {
    use super::fewest;
    use alloc::vec::Vec;

    #[test]
    fn the_example_of_the_paper_takes_five_edits() {
        let mut steps = 1000;
        let edits = fewest(b"ABCABBA", b"CBABAC", 8, &mut steps).unwrap();
        let bytes: usize = edits.iter().map(|(a, b)| a.len() + b.len()).sum();
        assert_eq!(bytes, 5);
        let mut steps = 1000;
        assert!(fewest(b"ABCABBA", b"CBABAC", 4, &mut steps).is_none());
    }

    /// The fewest edits by the table of longest common subsequences.
    fn slow(a: &[u8], b: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let least = if x == y {
                    corner
                } else {
                    row[j].min(row[j + 1]) + 1
                };
                corner = row[j + 1];
                row[j + 1] = least;
            }
        }
        row[b.len()]
    }

    #[test]
    fn no_edits_are_fewer() {
        let mut seed = 7_u32;
        let mut next = |end: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % end
        };
        for _ in 0..2000 {
            let letters = next(4) + 1;
            let mut word =
                |most| -> Vec<u8> { (0..next(most)).map(|_| next(letters) as u8).collect() };
            let (a, b) = (word(20), word(20));
            let mut steps = usize::MAX;
            let edits = fewest(&a, &b, 64, &mut steps).unwrap();
            let bytes: usize = edits.iter().map(|(x, y)| x.len() + y.len()).sum();
            assert_eq!(bytes, slow(&a, &b), "{a:?} {b:?}");
            let (mut made, mut at) = (Vec::new(), 0);
            for (x, y) in &edits {
                made.extend_from_slice(&a[at..x.start]);
                made.extend_from_slice(&b[y.clone()]);
                at = x.end;
            }
            made.extend_from_slice(&a[at..]);
            assert_eq!(made, b);
        }
    }
}
