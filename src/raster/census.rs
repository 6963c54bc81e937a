//! Which colours a picture has, and how many pixels have them.

use super::quantise::Source;
use super::tone::laid;
use alloc::vec;
use alloc::vec::Vec;

/// Pixels with colours near each other: equal in the upper five bits of each channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// How many.
    pub count: u32,
    /// Their channels, added up.
    pub sums: [u32; 3],
}

impl Cell {
    /// The mean of each channel, in units of 2^−8.
    pub fn mean(&self) -> [u16; 3] {
        let count = u64::from(self.count.max(1));
        self.sums
            .map(|sum| ((u64::from(sum) * 256 + count / 2) / count) as u16)
    }
}

/// Places of the table of distinct colours: four times as many as are kept.
const PLACES: usize = 1024;

/// Most pixels that cells are counted of. Of larger pictures every second, third … one across and down is, which changes
/// their means by little.
const COUNTED: u64 = 1 << 20;

/// Counts the colours of a picture, row by row. While there are few, they are kept themselves.
#[derive(Clone, Debug)]
pub(super) struct Census {
    most: usize,
    /// Colours as 0x01RRGGBB, at the place that their hash says or behind it; 0 where there is none.
    table: Vec<u32>,
    distinct: usize,
    cells: Vec<Cell>,
    step: usize,
    background: [u8; 4],
    height: u32,
    row: u32,
}

impl Census {
    /// For a picture of so many pixels across and down, that `most` ≤ 256 colours are wanted of. Transparent pixels are laid on
    /// the background.
    pub fn new((width, height): (u32, u32), most: u16, background: [u8; 4]) -> Self {
        let pixels = u64::from(width) * u64::from(height);
        let step = libm::ceil(libm::sqrt(pixels as f64 / COUNTED as f64)) as usize;
        Self {
            most: usize::from(most.min(256)),
            table: vec![0; PLACES],
            distinct: 0,
            cells: vec![Cell::default(); 1 << 15],
            step: step.max(1),
            background,
            height,
            row: 0,
        }
    }

    /// Rows that are done.
    pub const fn done(&self) -> u32 {
        self.row
    }

    /// Takes the next rows, about `budget` pixels; `true` once all are taken.
    pub fn advance(&mut self, source: &Source, budget: u64) -> bool {
        let mut work = 0;
        let background = self.background;
        while self.row < self.height && work < budget {
            work += match source {
                Source::Grey(..) => {
                    let row = source.grey_row(self.row);
                    self.take(row.iter().map(|&v| [v; 3]))
                }
                Source::Colour(_) => {
                    let row = source.colour_row(self.row);
                    self.take(row.iter().map(|&pixel| laid(pixel, background)))
                }
            };
            self.row += 1;
        }
        self.row >= self.height
    }

    /// Takes a row; returns how much work that was.
    fn take(&mut self, row: impl ExactSizeIterator<Item = [u8; 3]> + Clone) -> u64 {
        let mut work = 1;
        if self.distinct <= self.most {
            work += row.len() as u64;
            self.look(row.clone());
        }
        if self.row as usize % self.step == 0 {
            work += 2 * (row.len() / self.step) as u64;
            for [r, g, b] in row.step_by(self.step) {
                let at = usize::from(r >> 3) << 10 | usize::from(g >> 3) << 5 | usize::from(b >> 3);
                if let Some(cell) = self.cells.get_mut(at) {
                    cell.count += 1;
                    for (sum, v) in cell.sums.iter_mut().zip([r, g, b]) {
                        *sum += u32::from(v);
                    }
                }
            }
        }
        work
    }

    /// Keeps the colours of a row, until they are too many.
    fn look(&mut self, row: impl Iterator<Item = [u8; 3]>) {
        let mut last = 0;
        for [r, g, b] in row {
            let colour = u32::from_be_bytes([1, r, g, b]);
            if colour == last {
                continue;
            }
            last = colour;
            let mut place = (colour.wrapping_mul(0x9E37_79B1) >> 22) as usize;
            // There are free places: no more than a quarter and one are taken.
            while let Some(taken) = self.table.get_mut(place % PLACES) {
                if *taken == 0 {
                    *taken = colour;
                    self.distinct += 1;
                    break;
                }
                if *taken == colour {
                    break;
                }
                place += 1;
            }
            if self.distinct > self.most {
                return;
            }
        }
    }

    /// All colours of the picture, where there are no more than were wanted.
    pub fn few(&self) -> Option<Vec<[u8; 3]>> {
        let colours = self.table.iter().filter(|&&colour| colour != 0);
        let split = |colour: &u32| {
            let [_, r, g, b] = colour.to_be_bytes();
            [r, g, b]
        };
        (self.distinct <= self.most).then(|| colours.map(split).collect())
    }

    /// The cells that have pixels.
    pub fn cells(&self) -> Vec<Cell> {
        let taken = self.cells.iter().filter(|cell| cell.count > 0);
        taken.copied().collect()
    }
}
