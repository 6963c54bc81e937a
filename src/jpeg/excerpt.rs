//! A part of what a file holds, to watch a picture being built up: the first MCUs of its scans, some of its frequencies.

use super::entropy::scan::Scan;
use super::frame::{Block, BlockRows};
use super::syntax::tables::NATURAL_TO_ZIGZAG;
use super::walk::Quantisers;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// What a picture is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// How far the file is read; `None`: to its end.
    pub until: Option<Until>,
    /// Which coefficients are transformed. Hierarchical images, whose frames add up, keep all.
    pub frequencies: Frequencies,
}

/// A place in a file's scans: those before `scan`, and so many MCUs of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Until {
    /// Number of the scan in file order, from 0.
    pub scan: u32,
    /// MCUs of that scan, T.81 A.2 (of a scan of one component: blocks). Of a lossless scan whole lines of them are read.
    pub mcus: u32,
}

/// A range of coefficients in zigzag order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequencies {
    /// The first index, from 0 (DC).
    pub first: u8,
    /// The last index, up to 63.
    pub last: u8,
}

impl Default for Frequencies {
    /// All of them.
    fn default() -> Self {
        Self { first: 0, last: 63 }
    }
}

impl Frequencies {
    /// Dequantises the others to zero.
    pub(super) fn only(self, quantisers: &mut Quantisers) {
        for (quantiser, k) in quantisers.iter_mut().zip(NATURAL_TO_ZIGZAG) {
            if !(self.first..=self.last).contains(&k) {
                *quantiser = 0;
            }
        }
    }
}

impl Until {
    /// How many MCUs of a row of a scan are read.
    fn mcus_of(self, scan: &Scan, mcu_row: u32) -> u32 {
        let across = scan.mcus_across;
        let before = mcu_row.saturating_mul(across);
        let left = match scan.number.cmp(&self.scan) {
            Ordering::Less => across,
            Ordering::Equal => self.mcus.saturating_sub(before).min(across),
            Ordering::Greater => 0,
        };
        let whole = left == across || !scan.is_lossless();
        if whole {
            left
        } else {
            0
        }
    }
}

/// Whether anything of a row of a scan is read.
pub(super) fn takes(until: Option<Until>, scan: &Scan, mcu_row: u32) -> bool {
    until.is_none_or(|until| until.mcus_of(scan, mcu_row) > 0)
}

/// Has `read` read a row of MCUs into `rows`; blocks behind the place where reading ends stay as they were. Tells what `read`
/// tells.
pub(super) fn row(
    until: Option<Until>,
    scan: &Scan,
    mcu_row: u32,
    rows: &mut [BlockRows],
    read: impl FnOnce(&mut [BlockRows]) -> bool,
) -> bool {
    let first = until.map_or(scan.mcus_across, |until| until.mcus_of(scan, mcu_row));
    let before = (first < scan.mcus_across).then(|| Before::of(scan, first, mcu_row, rows));
    let sound = read(rows);
    if let Some(before) = before {
        before.restore(rows);
    }
    sound
}

/// Blocks as they were before a row of MCUs was read.
#[derive(Debug)]
struct Before {
    blocks: Vec<(usize, u32, u32, Block, u64)>,
}

impl Before {
    /// Those of the MCUs from column `first` of row `mcu_row` on.
    fn of(scan: &Scan, first: u32, mcu_row: u32, rows: &mut [BlockRows]) -> Self {
        let mut blocks = Vec::new();
        scan.blocks_of(first..scan.mcus_across, mcu_row, |component, bx, by| {
            let Some(rows) = rows.get_mut(component) else {
                return;
            };
            let (row, nonzero) = rows.row_mut(by);
            if let (Some(block), Some(nonzero)) = (row.get(bx as usize), nonzero.get(bx as usize)) {
                blocks.push((component, bx, by, *block, *nonzero));
            }
        });
        Self { blocks }
    }

    /// Puts them back.
    fn restore(self, rows: &mut [BlockRows]) {
        for (component, bx, by, before, which) in self.blocks {
            let Some(rows) = rows.get_mut(component) else {
                continue;
            };
            let (row, nonzero) = rows.row_mut(by);
            if let (Some(block), Some(nonzero)) =
                (row.get_mut(bx as usize), nonzero.get_mut(bx as usize))
            {
                (*block, *nonzero) = (before, which);
            }
        }
    }
}
