//! The order in which the coefficients of a block are taken to stand: T.81 A.3.6. No file says it, so a reader may get it
//! wrong; here one can see what follows.

use super::frame::{Block, BlockRows, Geometry};
use super::syntax::tables::ZIGZAG;
use super::walk::Quantisers;
use alloc::vec::Vec;

/// Where the k-th coefficient of a block, and the k-th element of a quantisation table, is put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequence(Option<[u8; 64]>);

impl Sequence {
    /// The zigzag order of the standard, figure A.6.
    pub const ZIGZAG: Self = Self(None);

    /// An order of one's own: `places[k]` is 8 · row + column. `None` unless each place comes once.
    pub fn new(places: &[u8; 64]) -> Option<Self> {
        let mut taken = 0u64;
        let mut known = true;
        for (&place, &zigzag) in places.iter().zip(&ZIGZAG) {
            taken |= 1u64.checked_shl(place.into())?;
            known &= place == zigzag;
        }
        (taken == u64::MAX).then_some(match known {
            true => Self::ZIGZAG,
            false => Self(Some(*places)),
        })
    }

    /// Whether it is the order of the standard.
    pub const fn is_zigzag(&self) -> bool {
        self.0.is_none()
    }

    /// Moves what was put in the standard's order.
    fn moved<T: Copy + Default>(&self, values: &[T; 64]) -> [T; 64] {
        let Some(places) = &self.0 else {
            return *values;
        };
        let mut moved = [T::default(); 64];
        for (&to, &from) in places.iter().zip(&ZIGZAG) {
            moved[usize::from(to) & 63] = values[usize::from(from) & 63];
        }
        moved
    }

    /// Moves the elements of quantisation tables.
    pub(super) fn quantisers(&self, tables: Vec<Quantisers>) -> Vec<Quantisers> {
        if self.is_zigzag() {
            return tables;
        }
        tables.iter().map(|table| self.moved(table)).collect()
    }

    /// Moves the coefficients of a whole frame.
    pub(super) fn move_frame(&self, rows: &mut [BlockRows]) {
        if self.is_zigzag() {
            return;
        }
        for block in rows.iter_mut().flat_map(|rows| &mut rows.blocks) {
            *block = self.moved(block);
        }
    }

    /// Moves the coefficients of a row of MCUs into `scratch`, and gives what is to be shown instead of `rows`.
    pub(super) fn row<'a>(
        &self,
        mcu_row: u32,
        geometry: &Geometry,
        rows: &'a [BlockRows],
        scratch: &'a mut Vec<BlockRows>,
    ) -> &'a [BlockRows] {
        if self.is_zigzag() {
            return rows;
        }
        scratch.resize_with(rows.len(), BlockRows::default);
        for ((moved, rows), c) in scratch.iter_mut().zip(rows).zip(&geometry.components) {
            moved.stride_blocks = rows.stride_blocks;
            moved.first_row = mcu_row.saturating_mul(c.v.into());
            moved.blocks.clear();
            for by in moved.first_row..moved.first_row.saturating_add(c.v.into()) {
                let blocks = rows.row(by).iter();
                moved
                    .blocks
                    .extend(blocks.map(|block: &Block| self.moved(block)));
            }
        }
        scratch
    }
}
