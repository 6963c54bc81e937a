//! The row pipeline: coefficients or samples of one MCU row in, finished picture rows out.
//!
//! The working set is one MCU row: for each component its lines in this MCU row and the last line of the one before.
//! Vertical filters look one line up and down, so a frame that has any gives out the last picture row of an MCU row
//! together with the next one:
//!
//! ```text
//! 4:2:0, MCU rows of 16 picture rows and 8 chroma lines; picture row y lies in chroma line y/2
//! push(0): rows 0–14     row 15 needs chroma line 8
//! push(1): rows 15–30
//! ```
//!
//! Blocks come as rows ([`Strips::push`]) or, where they are final as soon as they are decoded, one by one between
//! [`Strips::begin`] and [`Strips::end`]: they never leave the fastest memory then, and nothing is cleared in advance.
//!
//! Above the first and below the last line of a component that line itself stands in; the last is the last *real* one
//! (T.81 A.1.1), not one of those that fill up the MCU.

use super::component::{DataUnit, Lane, SampleRows, EMPTY};
use super::upsample::Upsampling;
use super::Sample;
use crate::jpeg::frame::{Block, BlockPlaces, BlockRows, Blocks, Geometry, Mcu};
use crate::jpeg::scale::Scale;
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Takes finished picture rows.
pub trait RowOut<T> {
    /// Picture row `y`, in ascending order from 0: one slice a component, all as wide as the picture.
    fn row(&mut self, y: u32, rows: &[&[T]]);

    /// Picture row `y`, the same as the row before. Where whole regions are flat, copying saves the conversion.
    fn again(&mut self, y: u32, rows: &[&[T]]) {
        self.row(y, rows);
    }
}

/// Takes component lines before upsampling.
pub trait LineOut<T> {
    /// Line `y` of a component, in ascending order from 0: the component's width in samples.
    fn line(&mut self, component: usize, y: u32, samples: &[T]);
}

/// The row pipeline of a frame.
#[derive(Clone, Debug)]
pub struct Strips<T> {
    lanes: Vec<Lane<T>>,
    width: usize,
    height: u32,
    precision: u8,
    /// Picture rows of an MCU row.
    rows_per_mcu_row: u32,
    mcu_rows: u32,
    /// The MCU row to come.
    next: u32,
    /// Picture rows held back until the next MCU row: 1 where a filter looks down, otherwise 0.
    held_back: u32,
    /// Every block of this MCU row and of the one before is zero, so all picture rows finished now are the same.
    flat: bool,
    /// Where the next blocks are filled in; zero in between.
    mcu: Mcu,
}

impl<T: Sample> Strips<T> {
    /// A pipeline for blocks of coefficients. `quantisers`: one table a component, natural order.
    pub fn new(geometry: &Geometry, quantisers: Vec<[u16; 64]>) -> Result<Self, Error> {
        Self::with_upsampling(geometry, quantisers, Upsampling::Fancy)
    }

    /// A pipeline for blocks of coefficients with a filter of one's choice.
    pub fn with_upsampling(
        geometry: &Geometry,
        quantisers: Vec<[u16; 64]>,
        upsampling: Upsampling,
    ) -> Result<Self, Error> {
        Self::reduced(geometry, quantisers, upsampling, Scale::Full)
    }

    /// A pipeline that reduces blocks of coefficients.
    pub fn reduced(
        geometry: &Geometry,
        quantisers: Vec<[u16; 64]>,
        upsampling: Upsampling,
        scale: Scale,
    ) -> Result<Self, Error> {
        if !T::DCT_PRECISIONS.contains(&geometry.precision) {
            return Err(Error::at_bit(Code::BadPrecision, 0).with(geometry.precision.into()));
        }
        Self::build(geometry, &quantisers, upsampling, DataUnit::Block, scale)
    }

    /// A pipeline for samples: lossless frames (MCU rows of V lines a component).
    pub fn of_samples(geometry: &Geometry, upsampling: Upsampling) -> Result<Self, Error> {
        Self::of_reduced_samples(geometry, upsampling, Scale::Full)
    }

    /// A pipeline that reduces samples: each MCU row stands for eight of the frame's.
    pub fn of_reduced_samples(
        geometry: &Geometry,
        upsampling: Upsampling,
        scale: Scale,
    ) -> Result<Self, Error> {
        if !T::PRECISIONS.contains(&geometry.precision) {
            return Err(Error::at_bit(Code::BadPrecision, 0).with(geometry.precision.into()));
        }
        let none = vec![[0; 64]; geometry.components.len()];
        Self::build(geometry, &none, upsampling, DataUnit::Sample, scale)
    }

    fn build(
        geometry: &Geometry,
        quantisers: &[[u16; 64]],
        upsampling: Upsampling,
        unit: DataUnit,
        scale: Scale,
    ) -> Result<Self, Error> {
        if quantisers.len() != geometry.components.len() {
            return Err(Error::at_bit(Code::Parameter, 0).with(quantisers.len() as u64));
        }
        let upsampling = scale.upsampling(upsampling);
        let rows_per_mcu_row = unit.lines(scale) * u32::from(geometry.v_max.max(1));
        let (width, height) = scale.size(geometry);
        let lanes = geometry
            .components
            .iter()
            .zip(quantisers)
            .map(|(component, quantisers)| {
                Lane::new(geometry, component, quantisers, upsampling, unit, scale)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let context = lanes.iter().any(|lane| lane.filter.needs_context());
        Ok(Self {
            lanes,
            width: width as usize,
            height,
            precision: geometry.precision,
            rows_per_mcu_row,
            mcu_rows: height.div_ceil(rows_per_mcu_row),
            next: 0,
            held_back: context.into(),
            flat: false,
            mcu: Mcu::EMPTY,
        })
    }

    /// Bytes that a pipeline for this frame allocates, at most.
    pub fn memory_bytes(geometry: &Geometry) -> u64 {
        let width = u64::from(geometry.width) + 32;
        let samples: u64 = geometry
            .components
            .iter()
            .map(|c| (u64::from(c.width) + 8) * (8 * u64::from(c.v) + 1) + width)
            .sum();
        samples * size_of::<T>() as u64
    }

    /// MCU rows of the frame.
    pub const fn mcu_rows(&self) -> u32 {
        self.mcu_rows
    }

    /// Picture rows of an MCU row, and how many of its last are given out together with the next one.
    pub const fn rows_per_mcu_row(&self) -> (u32, u32) {
        (self.rows_per_mcu_row, self.held_back)
    }

    /// The MCU row that is expected next.
    pub const fn next_mcu_row(&self) -> u32 {
        self.next
    }

    /// Starts again at the first MCU row, to show the same frame once more.
    pub fn rewind(&mut self) {
        self.start_at(0);
    }

    /// Starts at MCU row `first`, and tells the first picture row that it gives out. What it gives out with this MCU row has
    /// not the lines above, so unless it is the first of the picture, that is nothing to be shown.
    pub fn start_at(&mut self, first: u32) -> u32 {
        self.next = first;
        self.flat = false;
        for lane in &mut self.lanes {
            lane.rewind();
        }
        (first * self.rows_per_mcu_row).saturating_sub(self.held_back)
    }

    /// Takes the blocks of an MCU row (V block rows a component; missing ones are grey) and hands out every picture row
    /// that is finished. MCU rows come in order from 0; any other is an error.
    pub fn push(
        &mut self,
        mcu_row: u32,
        rows: &[BlockRows],
        out: &mut impl RowOut<T>,
    ) -> Result<(), Error> {
        self.transform(mcu_row, rows)?;
        self.emit(mcu_row, out);
        Ok(())
    }

    /// Begins an MCU row whose blocks come one by one, as they are decoded ([`BlockPlaces::put`]), every one of them. A reduced
    /// picture takes rows of them only: that is an error.
    pub fn begin(&mut self, mcu_row: u32) -> Result<(), Error> {
        if self.lanes.iter().any(Lane::is_reduced) {
            return Err(Error::at_bit(Code::Parameter, 0).with(mcu_row.into()));
        }
        self.advance(mcu_row)?;
        self.flat = self.lanes.iter().all(|lane| lane.flat);
        for lane in &mut self.lanes {
            lane.flat = true;
        }
        Ok(())
    }

    /// Ends such an MCU row, and hands out every picture row that is finished.
    pub fn end(&mut self, mcu_row: u32, out: &mut impl RowOut<T>) {
        self.flat &= self.lanes.iter().all(|lane| lane.flat);
        self.emit(mcu_row, out);
    }

    /// The same as [`Strips::push`], but hands out the lines of the components before upsampling.
    pub fn push_lines(
        &mut self,
        mcu_row: u32,
        rows: &[BlockRows],
        out: &mut impl LineOut<T>,
    ) -> Result<(), Error> {
        self.transform(mcu_row, rows)?;
        self.emit_lines(mcu_row, out);
        Ok(())
    }

    /// Takes the samples of an MCU row and hands out every picture row that is finished; missing ones are 0.
    pub fn push_samples(
        &mut self,
        mcu_row: u32,
        rows: &[SampleRows<T>],
        out: &mut impl RowOut<T>,
    ) -> Result<(), Error> {
        self.copy(mcu_row, rows)?;
        self.emit(mcu_row, out);
        Ok(())
    }

    /// The same, but hands out the lines of the components before upsampling.
    pub fn push_sample_lines(
        &mut self,
        mcu_row: u32,
        rows: &[SampleRows<T>],
        out: &mut impl LineOut<T>,
    ) -> Result<(), Error> {
        self.copy(mcu_row, rows)?;
        self.emit_lines(mcu_row, out);
        Ok(())
    }

    /// Checks the order, and keeps the last lines of the MCU row before.
    fn advance(&mut self, mcu_row: u32) -> Result<(), Error> {
        if mcu_row != self.next || mcu_row >= self.mcu_rows {
            return Err(Error::at_bit(Code::Parameter, 0).with(mcu_row.into()));
        }
        self.next += 1;
        if self.held_back > 0 && mcu_row > 0 {
            for lane in &mut self.lanes {
                lane.keep_last();
            }
        }
        Ok(())
    }

    fn transform(&mut self, mcu_row: u32, rows: &[BlockRows]) -> Result<(), Error> {
        self.advance(mcu_row)?;
        let missing = BlockRows::default();
        let was_flat = self.lanes.iter().all(|lane| lane.flat);
        for (index, lane) in self.lanes.iter_mut().enumerate() {
            let rows = rows.get(index).unwrap_or(&missing);
            lane.transform(mcu_row, rows, self.precision);
        }
        self.flat = was_flat && self.lanes.iter().all(|lane| lane.flat);
        Ok(())
    }

    fn copy(&mut self, mcu_row: u32, rows: &[SampleRows<T>]) -> Result<(), Error> {
        self.advance(mcu_row)?;
        for (index, lane) in self.lanes.iter_mut().enumerate() {
            lane.copy(rows.get(index));
        }
        Ok(())
    }

    fn emit(&mut self, mcu_row: u32, out: &mut dyn RowOut<T>) {
        let top = mcu_row * self.rows_per_mcu_row;
        let start = if mcu_row == 0 {
            0
        } else {
            top - self.held_back
        };
        let end = if mcu_row + 1 == self.mcu_rows {
            self.height
        } else {
            top + self.rows_per_mcu_row - self.held_back
        };
        let width = self.width;
        for y in start..end {
            let again = self.flat && y > start;
            if !again {
                for lane in &mut self.lanes {
                    lane.upsample(mcu_row, y);
                }
            }
            if self.lanes.len() <= 4 {
                let mut rows: [&[T]; 4] = [&[]; 4];
                for (row, lane) in rows.iter_mut().zip(&self.lanes) {
                    *row = lane.picture_row(mcu_row, y, width);
                }
                let rows = rows.get(..self.lanes.len()).unwrap_or(&[]);
                if again {
                    out.again(y, rows);
                } else {
                    out.row(y, rows);
                }
            } else {
                let rows: Vec<&[T]> = self
                    .lanes
                    .iter()
                    .map(|lane| lane.picture_row(mcu_row, y, width))
                    .collect();
                out.row(y, &rows);
            }
        }
    }

    fn emit_lines(&mut self, mcu_row: u32, out: &mut dyn LineOut<T>) {
        for (index, lane) in self.lanes.iter().enumerate() {
            let top = mcu_row * lane.lines_per_mcu_row;
            let bottom = (top + lane.lines_per_mcu_row).min(lane.component.height);
            for y in top..bottom {
                out.line(index, y, lane.line(mcu_row, y));
            }
        }
    }
}

/// A block goes from the bits to the samples while it is in the fastest memory.
impl<T: Sample> BlockPlaces for Strips<T> {
    const IN_ROWS: bool = false;

    #[inline(always)]
    fn put(&mut self, component: usize, bx: u32, by: u32, fill: impl FnOnce(&mut Block)) {
        let Mcu {
            blocks: [block, ..],
            ends: [end, ..],
        } = &mut self.mcu;
        fill(block);
        *end = if *block == EMPTY { 0 } else { 64 };
        self.put_filled(0, component, bx, by);
    }

    #[inline(always)]
    fn mcu(&mut self) -> Option<&mut Mcu> {
        Some(&mut self.mcu)
    }

    #[inline(always)]
    fn put_filled(&mut self, index: usize, component: usize, bx: u32, by: u32) {
        let block = self.mcu.blocks.get_mut(index).zip(self.mcu.ends.get(index));
        if let (Some(lane), Some((block, &end))) = (self.lanes.get_mut(component), block) {
            let top = self
                .next
                .wrapping_sub(1)
                .wrapping_mul(lane.component.v.into());
            let by = by.wrapping_sub(top);
            lane.take((block, end), bx, by, self.precision);
        }
    }

    fn blocks(&mut self, _: usize, _: Range<u32>, _: u32) -> Option<Blocks<'_>> {
        None
    }
}
