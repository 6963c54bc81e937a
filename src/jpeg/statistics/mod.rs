//! Where the bits of a file went: by role, scan, component, coefficient, block and Huffman code.
//!
//! One pass, in bounded steps, over what [`Tracer`](super::Tracer) would say of the file: the same routines decode, and
//! the sums agree with its spans. They close: the bits of all roles are the bits of the file.

mod gather;
mod quality;
mod tables;

pub use gather::{Gathered, Gathering};
pub use quality::{likeness, Base, Likeness};
pub use tables::TableUse;

use super::frame::Geometry;
use crate::trace::Role;
use alloc::vec;
use alloc::vec::Vec;

/// How many roles there are.
pub const ROLES: usize = Role::ALL.len();

/// Samples a side of a cell of [`Grid`], whatever the process.
pub const CELL: u32 = 8;

/// Bits by role, in the order of [`Role::ALL`].
pub type ByRole = [u64; ROLES];

/// Where the bits of a file went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Bits by role. All together they are the bits of the file.
    pub by_role: ByRole,
    /// The scans whose data were read, in file order.
    pub scans: Vec<ScanStatistics>,
    /// The frames: one, or many in a hierarchical image.
    pub frames: Vec<FrameStatistics>,
    /// Every Huffman table that the file defines, in file order; then those that were used without being defined there.
    pub tables: Vec<TableUse>,
}

/// What one scan's data spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanStatistics {
    /// Index of its entropy-coded data in [`Structure::segments`](super::syntax::Structure::segments).
    pub segment: usize,
    /// Which frame it belongs to, as an index into [`Statistics::frames`].
    pub frame: usize,
    /// Bits by role, bytes that were left out (stuffing, restart markers) and unclaimed bits included.
    pub by_role: ByRole,
    /// Binary decisions of arithmetic coding; 0 where there are none.
    pub decisions: u64,
}

/// What the components of one frame spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameStatistics {
    /// How it is divided.
    pub geometry: Geometry,
    /// One for each of its components.
    pub components: Vec<ComponentStatistics>,
}

/// What one component spent, over all scans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentStatistics {
    /// Bits by role.
    pub by_role: ByRole,
    /// Bits by coefficient index in zigzag order. Lossless frames have no coefficients: all zero.
    pub by_index: [IndexBits; 64],
    /// Bits by block.
    pub grid: Grid,
    /// Blocks of the component, those that only fill up MCUs left out; 0 where there are no coefficients.
    pub blocks: u64,
    /// In how many of those blocks each coefficient, in zigzag order, is not zero.
    pub nonzero: [u64; 64],
    /// Runs of ended blocks whose length was written out, T.81 G.1.2.2.
    pub end_runs: u64,
    /// Blocks that they ended.
    pub end_run_blocks: u64,
    /// The longest of them.
    pub longest_end_run: u32,
}

/// The bits of one coefficient index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexBits {
    /// Codes of its size, or of the run before it and its size. Arithmetic coding: bytes, by the coefficient that was decided
    /// on when they were taken, times 8.
    pub code: u64,
    /// Its value.
    pub value: u64,
    /// Corrections in later scans.
    pub correction: u64,
    /// Codes that say that nothing comes, from this index on: ends of blocks, the lengths of their runs, runs of 16 zeros.
    pub end: u64,
}

impl IndexBits {
    /// Together.
    pub const fn sum(&self) -> u64 {
        self.code + self.value + self.correction + self.end
    }
}

/// Bits by cells of 8 × 8 samples of a component: its blocks, those that fill up MCUs included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Cells across.
    pub across: u32,
    /// Cells down.
    pub down: u32,
    /// `across × down` sums of bits, row-major; none is larger than 2^32 − 1.
    pub bits: Vec<u32>,
}

impl Grid {
    fn new(across: u32, down: u32) -> Self {
        Self {
            across,
            down,
            bits: vec![0; across as usize * down as usize],
        }
    }

    fn add(&mut self, x: u32, y: u32, bits: u32) {
        let at = (y as usize)
            .saturating_mul(self.across as usize)
            .saturating_add(x as usize);
        if let Some(cell) = self.bits.get_mut(at).filter(|_| x < self.across) {
            *cell = cell.saturating_add(bits);
        }
    }
}

impl FrameStatistics {
    fn new(geometry: Geometry) -> Self {
        let unit = geometry.data_unit.max(1);
        let cells = |units: u32| units.saturating_mul(unit).div_ceil(CELL);
        let component = |c: &super::frame::Component| ComponentStatistics {
            by_role: [0; ROLES],
            by_index: [IndexBits::default(); 64],
            grid: Grid::new(cells(c.stride_blocks), cells(c.padded_blocks_down)),
            blocks: match unit {
                1 => 0,
                _ => u64::from(c.blocks_across) * u64::from(c.blocks_down),
            },
            nonzero: [0; 64],
            end_runs: 0,
            end_run_blocks: 0,
            longest_end_run: 0,
        };
        Self {
            components: geometry.components.iter().map(component).collect(),
            geometry,
        }
    }

    /// Bytes that the statistics of a frame take.
    fn bytes(geometry: &Geometry) -> u64 {
        let each = u64::from(geometry.data_unit * geometry.data_unit);
        let cells = geometry.coefficients() / 64 * 4;
        // A column of samples may need a cell of its own.
        cells
            + u64::from(geometry.width + geometry.height) * geometry.components.len() as u64 * each
    }
}

impl ComponentStatistics {
    /// Coefficients of the component, and how many of them are zero.
    pub fn zeros(&self) -> (u64, u64) {
        let all = self.blocks * 64;
        (all, all - self.nonzero.iter().sum::<u64>())
    }
}
