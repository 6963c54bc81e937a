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

use super::idct::Quantiser;
use super::upsample::{self, Axis, Filter, Half, Upsampling};
use super::Sample;
use crate::jpeg::frame::{Block, BlockPlaces, BlockRows, Blocks, Component, Geometry};
use crate::lanes::clear;
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The block of a grey field.
const EMPTY: Block = [0; 64];

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

/// Samples of one component in one MCU row.
#[derive(Clone, Copy, Debug)]
pub struct SampleRows<'a, T> {
    /// From the start of one line to that of the next.
    pub stride: usize,
    /// The lines of the MCU row; those below the component's last may be missing.
    pub samples: &'a [T],
}

/// One component on its way through the pipeline.
#[derive(Clone, Debug)]
struct Lane<T> {
    /// As it lies in the frame.
    component: Component,
    quantiser: Quantiser,
    /// Lines of one MCU row.
    lines_per_mcu_row: u32,
    /// From one line to the next in `lines`.
    stride: usize,
    /// The last line of the MCU row before, then the lines of this one.
    lines: Vec<T>,
    filter: Filter,
    x: Axis,
    y: Axis,
    /// One upsampled row. Empty where lines are handed out as they are.
    row: Vec<T>,
    /// The line that `row` replicates.
    replicated: Option<u32>,
    /// Every block of this MCU row is zero.
    flat: bool,
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
    /// Where the next block is filled in; zero in between.
    block: Block,
}

/// Samples a side of a data unit, T.81 3.1.34.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DataUnit {
    Block = 8,
    Sample = 1,
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
        if !T::DCT_PRECISIONS.contains(&geometry.precision) {
            return Err(Error::at_bit(Code::BadPrecision, 0).with(geometry.precision.into()));
        }
        Self::build(geometry, &quantisers, upsampling, DataUnit::Block)
    }

    /// A pipeline for samples: lossless frames (MCU rows of V lines a component).
    pub fn of_samples(geometry: &Geometry, upsampling: Upsampling) -> Result<Self, Error> {
        if !T::PRECISIONS.contains(&geometry.precision) {
            return Err(Error::at_bit(Code::BadPrecision, 0).with(geometry.precision.into()));
        }
        let none = vec![[0; 64]; geometry.components.len()];
        Self::build(geometry, &none, upsampling, DataUnit::Sample)
    }

    fn build(
        geometry: &Geometry,
        quantisers: &[[u16; 64]],
        upsampling: Upsampling,
        unit: DataUnit,
    ) -> Result<Self, Error> {
        if quantisers.len() != geometry.components.len() {
            return Err(Error::at_bit(Code::Parameter, 0).with(quantisers.len() as u64));
        }
        let rows_per_mcu_row = unit as u32 * u32::from(geometry.v_max.max(1));
        let lanes = geometry
            .components
            .iter()
            .zip(quantisers)
            .map(|(component, quantisers)| {
                Lane::new(geometry, component, quantisers, upsampling, unit)
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let context = lanes.iter().any(|lane| lane.filter.needs_context());
        Ok(Self {
            lanes,
            width: geometry.width as usize,
            height: geometry.height,
            precision: geometry.precision,
            rows_per_mcu_row,
            mcu_rows: geometry.height.div_ceil(rows_per_mcu_row),
            next: 0,
            held_back: context.into(),
            flat: false,
            block: EMPTY,
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

    /// The MCU row that is expected next.
    pub const fn next_mcu_row(&self) -> u32 {
        self.next
    }

    /// Starts again at the first MCU row, to show the same frame once more.
    pub fn rewind(&mut self) {
        self.next = 0;
        self.flat = false;
        for lane in &mut self.lanes {
            lane.replicated = None;
            lane.flat = false;
        }
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

    /// Begins an MCU row whose blocks come one by one, as they are decoded ([`BlockPlaces::put`]), every one of them.
    pub fn begin(&mut self, mcu_row: u32) -> Result<(), Error> {
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
                let last = lane.lines.len().saturating_sub(lane.stride);
                lane.lines.copy_within(last.., 0);
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

    fn emit(&mut self, mcu_row: u32, out: &mut impl RowOut<T>) {
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

    fn emit_lines(&mut self, mcu_row: u32, out: &mut impl LineOut<T>) {
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
        if let Some(lane) = self.lanes.get_mut(component) {
            fill(&mut self.block);
            let top = self
                .next
                .wrapping_sub(1)
                .wrapping_mul(lane.component.v.into());
            lane.take(&mut self.block, bx, by.wrapping_sub(top), self.precision);
        }
    }

    fn blocks(&mut self, _: usize, _: Range<u32>, _: u32) -> Option<Blocks<'_>> {
        None
    }
}

impl<T: Sample> Lane<T> {
    fn new(
        geometry: &Geometry,
        component: &Component,
        quantisers: &[u16; 64],
        upsampling: Upsampling,
        unit: DataUnit,
    ) -> Result<Self, Error> {
        let x = Axis::new(component.h, geometry.h_max, upsampling)?;
        let y = Axis::new(component.v, geometry.v_max, upsampling)?;
        let filter = Filter::new(x, y, component.width, upsampling);
        let lines_per_mcu_row = unit as u32 * u32::from(component.v);
        let stride = match unit {
            DataUnit::Block => 8 * component.blocks_across as usize,
            DataUnit::Sample => component.width as usize,
        };
        let width = component.width as usize;
        let row = match filter {
            Filter::Replicate(1) => 0,
            Filter::Replicate(across) => width * usize::from(across),
            Filter::FancyH1V2 => width,
            Filter::FancyH2V1 | Filter::FancyH2V2 => 2 * width,
            Filter::Linear => geometry.width as usize,
        };
        Ok(Self {
            component: *component,
            quantiser: Quantiser::new(quantisers),
            lines_per_mcu_row,
            stride,
            lines: vec![T::default(); stride * (lines_per_mcu_row as usize + 1)],
            filter,
            x,
            y,
            row: vec![T::default(); row],
            replicated: None,
            flat: false,
        })
    }

    /// Blocks to lines: those that hold samples of the component.
    fn transform(&mut self, mcu_row: u32, rows: &BlockRows, precision: u8) {
        let first = mcu_row * u32::from(self.component.v);
        let end = (first + u32::from(self.component.v)).min(self.component.blocks_down);
        let across = self.component.blocks_across as usize;
        let flat = |by: u32| rows.row(by).iter().take(across).all(|b| *b == EMPTY);
        let was_flat = core::mem::replace(&mut self.flat, (first..end).all(flat));
        if was_flat && self.flat {
            // The lines are there already.
            return;
        }
        let bands = self
            .lines
            .get_mut(self.stride..)
            .unwrap_or(&mut [])
            .chunks_exact_mut(8 * self.stride.max(1));
        for (by, band) in (first..end).zip(bands) {
            let blocks = rows.row(by);
            for bx in 0..self.component.blocks_across as usize {
                let block = blocks.get(bx).unwrap_or(&EMPTY);
                let Some(out) = band.get_mut(8 * bx..) else {
                    break;
                };
                T::inverse_dct(block, &self.quantiser, precision, out, self.stride);
            }
        }
    }

    /// A block to lines, if it holds samples of the component: `bx` across, `by` down in this MCU row. Leaves zeros.
    #[inline(always)]
    fn take(&mut self, block: &mut Block, bx: u32, by: u32, precision: u8) {
        let component = &self.component;
        // Lines that no sample of the component is in are there, too.
        if bx < component.blocks_across && by < u32::from(component.v) {
            let at = self.stride * (1 + 8 * by as usize) + 8 * bx as usize;
            if let Some(out) = self.lines.get_mut(at..) {
                T::inverse_dct(block, &self.quantiser, precision, out, self.stride);
            }
        }
        self.flat = self.flat && *block == EMPTY;
        clear(block);
    }

    /// Samples to lines.
    fn copy(&mut self, rows: Option<&SampleRows<T>>) {
        let lines = self.lines.get_mut(self.stride..).unwrap_or(&mut []);
        for (index, line) in lines.chunks_exact_mut(self.stride.max(1)).enumerate() {
            let given = rows.and_then(|rows| {
                let start = index.checked_mul(rows.stride)?;
                rows.samples.get(start..start.checked_add(line.len())?)
            });
            match given {
                Some(given) => line.copy_from_slice(given),
                None => line.fill(T::default()),
            }
        }
    }

    /// A line of the component: of this MCU row, or the last of the one before.
    #[inline]
    fn line(&self, mcu_row: u32, y: u32) -> &[T] {
        let at = (y + 1).wrapping_sub(mcu_row * self.lines_per_mcu_row) as usize;
        line_of(&self.lines, self.stride, self.component.width, at)
    }

    /// Brings `row` up to picture row `y`.
    fn upsample(&mut self, mcu_row: u32, y: u32) {
        let bottom = self.component.height.saturating_sub(1);
        let top = mcu_row * self.lines_per_mcu_row;
        let (lines, stride, width) = (&self.lines, self.stride, self.component.width);
        let line = |y: u32| line_of(lines, stride, width, (y + 1).wrapping_sub(top) as usize);
        let own = self.y.nearest(y);
        let half = Half::of(y);
        let far = match half {
            Half::Upper => own.saturating_sub(1),
            Half::Lower => (own + 1).min(bottom),
        };
        match self.filter {
            Filter::Replicate(1) => {}
            Filter::Replicate(across) => {
                if self.replicated != Some(own) {
                    self.replicated = Some(own);
                    upsample::replicate_row(line(own), across, &mut self.row);
                }
            }
            Filter::FancyH2V1 => upsample::h2v1_row(line(own), &mut self.row),
            Filter::FancyH1V2 => upsample::h1v2_row(line(own), line(far), half, &mut self.row),
            Filter::FancyH2V2 => upsample::h2v2_row(line(own), line(far), &mut self.row),
            Filter::Linear => {
                let place = self.y.place(y);
                let above = (place.before.max(0) as u32).min(bottom);
                let below = ((place.before + 1).max(0) as u32).min(bottom);
                // A line without weight may not be there any more, or not yet.
                let (above, below) = match place.after {
                    0 => (above, above),
                    _ => (above, below),
                };
                let (above, below) = (line(above), line(below));
                upsample::linear_row(above, below, place.after, self.x, self.y, &mut self.row);
            }
        }
    }

    /// Picture row `y`, for which `upsample` has been called.
    #[inline]
    fn picture_row(&self, mcu_row: u32, y: u32, width: usize) -> &[T] {
        let row = match self.filter {
            Filter::Replicate(1) => self.line(mcu_row, self.y.nearest(y)),
            _ => &self.row,
        };
        row.get(..width).unwrap_or(row)
    }
}

/// The samples of the component in line `at` of a buffer of lines.
#[inline]
fn line_of<T>(lines: &[T], stride: usize, width: u32, at: usize) -> &[T] {
    at.checked_mul(stride)
        .and_then(|start| lines.get(start..start.checked_add(width as usize)?))
        .unwrap_or(&[])
}
