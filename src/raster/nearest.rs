//! The nearest of some colours, quickly.

use alloc::vec;
use alloc::vec::Vec;

/// Cells of the colour cube: the upper five bits of each channel.
const CELLS: usize = 1 << 15;

/// Finds the colour with the least squared distance over red, green and blue; of several, the first.
///
/// Each cell of the colour cube knows which colours can be nearest to anything in it: those whose least distance from the
/// cell is no more than the least of all largest distances. That is found out where it is first asked for.
#[derive(Clone, Debug)]
pub(super) struct Nearest {
    colours: Vec<[u8; 3]>,
    /// Of each cell, its only candidate, or [`SEVERAL`] and the number of its list, or [`UNKNOWN`].
    cells: Vec<u16>,
    /// Where each list starts in `candidates`; it ends where the next one starts.
    lists: Vec<u32>,
    /// Red, green, blue and index.
    candidates: Vec<[u8; 4]>,
}

/// A cell that was not asked for yet.
const UNKNOWN: u16 = u16::MAX;
/// Added to the number of a list.
const SEVERAL: u16 = 256;

impl Nearest {
    /// `colours`: 1–256 of them.
    pub fn new(colours: &[[u8; 3]]) -> Self {
        Self {
            colours: colours.to_vec(),
            cells: vec![UNKNOWN; CELLS],
            lists: vec![0],
            candidates: Vec::new(),
        }
    }

    /// The index of the colour.
    #[inline(always)]
    pub fn find(&mut self, [r, g, b]: [u8; 3]) -> u8 {
        let at = usize::from(r >> 3) << 10 | usize::from(g >> 3) << 5 | usize::from(b >> 3);
        let mut cell = self.cells.get(at).copied().unwrap_or(UNKNOWN);
        if cell == UNKNOWN {
            cell = self.learn(at);
        }
        match cell < SEVERAL {
            true => cell as u8,
            false => self.nearest_of(cell - SEVERAL, [r, g, b]),
        }
    }

    /// The nearest of a list.
    fn nearest_of(&self, list: u16, [r, g, b]: [u8; 3]) -> u8 {
        let ends = self.lists.get(usize::from(list)..);
        let ends = ends.and_then(|lists| lists.first_chunk::<2>());
        let list = ends.and_then(|&[start, end]| self.candidates.get(start as usize..end as usize));
        let mut best = u32::MAX;
        for &[red, green, blue, index] in list.unwrap_or(&[]) {
            let off = [red.abs_diff(r), green.abs_diff(g), blue.abs_diff(b)].map(u32::from);
            let distance = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];
            // Lists are in the order of indices: the first of several wins.
            best = best.min(distance << 8 | u32::from(index));
        }
        best as u8
    }

    /// Finds a cell's candidates.
    #[cold]
    fn learn(&mut self, at: usize) -> u16 {
        let low = [at >> 10, at >> 5 & 31, at & 31].map(|v| (v as i32) << 3);
        // Least and largest distance of a colour from the cell.
        let distances = |colour: &[u8; 3]| {
            let (mut least, mut largest) = (0, 0);
            for (&c, low) in colour.iter().zip(low) {
                let (c, high) = (i32::from(c), low + 7);
                let out = (low - c).max(c - high).max(0);
                let far = (c - low).abs().max((c - high).abs());
                least += out * out;
                largest += far * far;
            }
            (least, largest)
        };
        let bounds: Vec<(i32, i32)> = self.colours.iter().map(distances).collect();
        let reach = bounds
            .iter()
            .map(|(_, largest)| *largest)
            .min()
            .unwrap_or(0);
        let start = self.candidates.len();
        let all = self.colours.iter().zip(0..=255).zip(&bounds);
        let near = all.filter(|(_, (least, _))| *least <= reach);
        self.candidates
            .extend(near.map(|((&[r, g, b], index), _)| [r, g, b, index]));
        let found = match self.candidates.get(start..) {
            Some(&[[.., only]]) => {
                self.candidates.truncate(start);
                only.into()
            }
            // No more lists than cells, so their numbers stay below `UNKNOWN`.
            _ => {
                self.lists.push(self.candidates.len() as u32);
                SEVERAL + (self.lists.len() - 2) as u16
            }
        };
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = found;
        }
        found
    }
}
