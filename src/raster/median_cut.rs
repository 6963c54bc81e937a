//! Boxes of colours, cut in two until there are enough.

use super::census::Cell;
use alloc::vec::Vec;

/// A box: a range of the cells, and how much there is to gain by cutting it.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    end: usize,
    /// The channel that spreads furthest.
    axis: usize,
    /// Sum of the squared distances from the mean along it; 0 where there is nothing to cut.
    spread: u128,
}

impl Part {
    fn new(cells: &[Cell], start: usize, end: usize) -> Self {
        let part = cells.get(start..end).unwrap_or(&[]);
        let mut best = (0, 0);
        for axis in 0..3 {
            let (mut count, mut sum, mut squares) = (0_u128, 0_u128, 0_u128);
            for cell in part {
                let (n, v) = (u128::from(cell.count), u128::from(cell.mean()[axis]));
                count += n;
                sum += n * v;
                squares += n * v * v;
            }
            let spread = squares - sum * sum / count.max(1);
            if spread > best.1 {
                best = (axis, spread);
            }
        }
        Self {
            start,
            end,
            axis: best.0,
            spread: best.1,
        }
    }

    /// The mean colour of all its pixels.
    fn colour(&self, cells: &[Cell]) -> [u8; 3] {
        let (mut count, mut sums) = (0_u64, [0_u64; 3]);
        for cell in cells.get(self.start..self.end).unwrap_or(&[]) {
            count += u64::from(cell.count);
            for (sum, &more) in sums.iter_mut().zip(&cell.sums) {
                *sum += u64::from(more);
            }
        }
        let count = count.max(1);
        sums.map(|sum| ((sum + count / 2) / count) as u8)
    }
}

/// At most `count` colours. The box that spreads furthest is cut next, where half of its pixels lie to each side.
pub(super) fn median_cut(mut cells: Vec<Cell>, count: u16) -> Vec<[u8; 3]> {
    let mut parts = Vec::with_capacity(count.into());
    parts.push(Part::new(&cells, 0, cells.len()));
    while parts.len() < count.into() {
        // The first of several that spread as far.
        let widest = parts.iter().enumerate().rev();
        let Some((place, &part)) = widest.max_by_key(|(_, part)| part.spread) else {
            break;
        };
        if part.spread == 0 {
            break;
        }
        let Some(inside) = cells.get_mut(part.start..part.end) else {
            break;
        };
        inside.sort_unstable_by_key(|cell| (cell.mean()[part.axis], cell.mean()));
        let all: u64 = inside.iter().map(|cell| u64::from(cell.count)).sum();
        let mut left = 0;
        let before = inside.iter().take_while(|cell| {
            left += u64::from(cell.count);
            2 * left <= all
        });
        // Both sides have cells: it spreads, so there are two at least.
        let cut = part.start + before.count().clamp(1, inside.len() - 1);
        if let Some(part) = parts.get_mut(place) {
            *part = Part::new(&cells, part.start, cut);
        }
        parts.push(Part::new(&cells, cut, part.end));
    }
    parts.iter().map(|part| part.colour(&cells)).collect()
}
