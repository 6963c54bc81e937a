//! Colours moved to the middle of what is nearest to them.

use super::census::Cell;
use alloc::vec;
use alloc::vec::Vec;

/// Most times that colours are moved.
const ROUNDS: u32 = 16;

/// Moves colours, a bounded number of comparisons at a time.
#[derive(Clone, Debug)]
pub(super) struct KMeans {
    /// Count, sums, and mean in units of 2^−8.
    cells: Vec<(Cell, [i32; 3])>,
    /// In units of 2^−8.
    centres: Vec<[i32; 3]>,
    /// Count and sums of the cells that are nearest to each.
    nearest: Vec<(u64, [u64; 3])>,
    /// The next cell of this round.
    cell: usize,
    round: u32,
}

impl KMeans {
    /// `colours`: where they begin.
    pub fn new(cells: &[Cell], colours: &[[u8; 3]]) -> Self {
        let with_mean = |cell: &Cell| (*cell, cell.mean().map(i32::from));
        let centres = colours.iter().map(|c| c.map(|v| i32::from(v) << 8));
        Self {
            cells: cells.iter().map(with_mean).collect(),
            centres: centres.collect(),
            nearest: vec![(0, [0; 3]); colours.len()],
            cell: 0,
            round: 0,
        }
    }

    /// Part of the rounds that are done: so many of so many.
    pub const fn done(&self) -> (u32, u32) {
        (self.round, ROUNDS)
    }

    /// Compares about `budget` cells with colours; `true` once no colour moves any more.
    pub fn advance(&mut self, budget: u64) -> bool {
        let count = (budget / self.centres.len().max(1) as u64).max(1) as usize;
        let end = self.cell.saturating_add(count).min(self.cells.len());
        for (cell, mean) in self.cells.get(self.cell..end).unwrap_or(&[]) {
            // Differences are below 2^16; without the lowest bit, their squares add up to less than 2^32.
            let distance = |centre: &[i32; 3]| {
                let squares = centre.iter().zip(mean).map(|(c, m)| {
                    let off = (c - m).unsigned_abs() >> 1;
                    off * off
                });
                squares.fold(0_u32, u32::wrapping_add)
            };
            let distances = self.centres.iter().map(distance);
            let nearest = distances.zip(0_usize..).min();
            let place = nearest.and_then(|(_, place)| self.nearest.get_mut(place));
            if let Some((count, sums)) = place {
                *count += u64::from(cell.count);
                for (sum, &more) in sums.iter_mut().zip(&cell.sums) {
                    *sum += u64::from(more);
                }
            }
        }
        self.cell = end;
        if end < self.cells.len() {
            return false;
        }
        self.cell = 0;
        self.round += 1;
        let mut moved = false;
        for (centre, nearest) in self.centres.iter_mut().zip(&mut self.nearest) {
            let (count, sums) = core::mem::take(nearest);
            // One that nothing is nearest to stays where it is.
            if count > 0 {
                let mean = sums.map(|sum| ((sum * 256 + count / 2) / count) as i32);
                moved |= mean != *centre;
                *centre = mean;
            }
        }
        !moved || self.round >= ROUNDS
    }

    /// The colours where they are now.
    pub fn colours(&self) -> Vec<[u8; 3]> {
        let rounded = |centre: &[i32; 3]| centre.map(|v| ((v + 128) >> 8).clamp(0, 255) as u8);
        self.centres.iter().map(rounded).collect()
    }
}
