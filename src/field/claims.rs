//! Ranges of bits that do not overlap, in ascending order: who came first has them.

use alloc::vec;
use alloc::vec::Vec;

/// Most ranges a piece.
const PIECE: usize = 512;

/// Ranges `(start, end)` in pieces, so that taking one moves few others. No piece is empty, unless it is the only one.
#[derive(Debug)]
pub(super) struct Claims(Vec<Vec<(u64, u64)>>);

impl Claims {
    pub fn new() -> Self {
        Self(vec![Vec::new()])
    }

    /// Takes a range that is not empty, if none of its bits is taken.
    pub fn take(&mut self, start: u64, end: u64) -> bool {
        let before = |range: &(u64, u64)| range.0 < end;
        let next = self
            .0
            .partition_point(|piece| piece.first().is_some_and(before));
        let at = next.saturating_sub(1);
        let Some(piece) = self.0.get_mut(at) else {
            return false;
        };
        let place = piece.partition_point(before);
        let neighbour = place.checked_sub(1).and_then(|last| piece.get(last));
        if neighbour.is_some_and(|range| range.1 > start) {
            return false;
        }
        piece.insert(place, (start, end));
        if piece.len() > PIECE {
            let behind = piece.split_off(PIECE / 2);
            self.0.insert(at + 1, behind);
        }
        true
    }

    /// All that were taken.
    pub fn into_ranges(self) -> Vec<(u64, u64)> {
        self.0.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes ranges in a shuffled order, beside one mark a bit.
    #[test]
    fn a_range_is_taken_if_all_its_bits_are_free() {
        const BITS: u64 = 40_000;
        let (mut claims, mut marks) = (Claims::new(), vec![false; BITS as usize]);
        let (mut taken, mut state) = (0, 1_u64);
        for _ in 0..30_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let start = (state >> 33) % (BITS - 8);
            let end = start + 1 + (state >> 20) % 8;
            let bits = &mut marks[start as usize..end as usize];
            let free = bits.iter().all(|taken| !taken);
            assert_eq!(claims.take(start, end), free);
            if free {
                bits.fill(true);
                taken += 1;
            }
        }
        let ranges = claims.into_ranges();
        assert!(ranges.len() == taken && taken > 8 * PIECE);
        assert!(ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        let bits: u64 = ranges.iter().map(|(start, end)| end - start).sum();
        assert_eq!(bits, marks.iter().filter(|taken| **taken).count() as u64);
    }

    #[test]
    fn ranges_that_touch_do_not_overlap() {
        let mut claims = Claims::new();
        for (start, end, free) in [
            (8, 16, true),
            (0, 8, true),
            (16, 17, true),
            (7, 9, false),
            (16, 18, false),
        ] {
            assert_eq!(claims.take(start, end), free);
        }
        assert_eq!(claims.into_ranges(), [(0, 8), (8, 16), (16, 17)]);
    }
}
