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
    colours: Vec<[i32; 3]>,
    /// Where a cell's candidates start, 0 where they are not known, and how many there are.
    cells: Vec<(u32, u16)>,
    candidates: Vec<u8>,
}

impl Nearest {
    /// `colours`: 1–256 of them.
    pub fn new(colours: &[[u8; 3]]) -> Self {
        Self {
            colours: colours.iter().map(|c| c.map(i32::from)).collect(),
            cells: vec![(0, 0); CELLS],
            // The first place means that nothing is known.
            candidates: vec![0],
        }
    }

    /// The index of the colour.
    #[inline]
    pub fn find(&mut self, [r, g, b]: [u8; 3]) -> u8 {
        let at = usize::from(r >> 3) << 10 | usize::from(g >> 3) << 5 | usize::from(b >> 3);
        let (mut start, mut count) = self.cells.get(at).copied().unwrap_or_default();
        if start == 0 {
            (start, count) = self.learn(at);
        }
        let candidates = self
            .candidates
            .get(start as usize..start as usize + usize::from(count));
        let candidates = candidates.unwrap_or(&[]);
        if let [only] = candidates {
            return *only;
        }
        let mut best = (i32::MAX, 0);
        for &index in candidates {
            let [red, green, blue] = self
                .colours
                .get(usize::from(index))
                .copied()
                .unwrap_or([0; 3]);
            let off = [
                red - i32::from(r),
                green - i32::from(g),
                blue - i32::from(b),
            ];
            let distance = off[0] * off[0] + off[1] * off[1] + off[2] * off[2];
            if distance < best.0 {
                best = (distance, index);
            }
        }
        best.1
    }

    /// Finds a cell's candidates.
    #[cold]
    fn learn(&mut self, at: usize) -> (u32, u16) {
        let low = [at >> 10, at >> 5 & 31, at & 31].map(|v| (v as i32) << 3);
        // Least and largest distance of a colour from the cell.
        let distances = |colour: &[i32; 3]| {
            let (mut least, mut largest) = (0, 0);
            for (&c, low) in colour.iter().zip(low) {
                let high = low + 7;
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
        let near = (0..=255)
            .zip(&bounds)
            .filter(|(_, (least, _))| *least <= reach);
        self.candidates.extend(near.map(|(index, _)| index));
        let found = (start as u32, (self.candidates.len() - start) as u16);
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = found;
        }
        found
    }
}
