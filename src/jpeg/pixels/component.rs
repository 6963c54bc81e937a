//! One component in the row pipeline: blocks or samples of an MCU row in, its lines and upsampled rows out.

use super::idct::Quantiser;
use super::reduced::mean_of_squares;
use super::upsample::{self, Axis, Filter, Half, Upsampling};
use super::Sample;
use crate::jpeg::frame::{Block, BlockRows, Component, Geometry};
use crate::jpeg::scale::Scale;
use crate::lanes::clear;
use crate::Error;
use alloc::vec;
use alloc::vec::Vec;

/// The block of a grey field.
pub(super) const EMPTY: Block = [0; 64];

/// Samples of one component in one MCU row.
#[derive(Clone, Copy, Debug)]
pub struct SampleRows<'a, T> {
    /// From the start of one line to that of the next.
    pub stride: usize,
    /// The lines of the MCU row; those below the component's last may be missing.
    pub samples: &'a [T],
}

/// What comes in: T.81 3.1.34.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DataUnit {
    Block,
    Sample,
}

impl DataUnit {
    /// Lines of a component with the largest factors that each of its rows in an MCU row gives. Reduced samples are taken
    /// as if they had come in blocks.
    pub fn lines(self, scale: Scale) -> u32 {
        match (self, scale) {
            (Self::Sample, Scale::Full) => 1,
            _ => scale.side().into(),
        }
    }
}

/// One component on its way through the pipeline.
#[derive(Clone, Debug)]
pub(super) struct Lane<T> {
    /// As it lies in the frame, but width and height are those of the reduced picture.
    pub component: Component,
    /// Samples a side of what a block becomes.
    side: usize,
    /// Lines of samples instead of blocks: samples a side of what becomes one.
    square: usize,
    quantiser: Quantiser,
    /// Lines of one MCU row.
    pub lines_per_mcu_row: u32,
    /// From one line to the next in `lines`.
    stride: usize,
    /// The last line of the MCU row before, then the lines of this one.
    lines: Vec<T>,
    pub filter: Filter,
    x: Axis,
    y: Axis,
    /// One upsampled row. Empty where lines are handed out as they are.
    row: Vec<T>,
    /// The line that `row` replicates.
    replicated: Option<u32>,
    /// Every block of this MCU row is zero.
    pub flat: bool,
}

impl<T: Sample> Lane<T> {
    /// `unit`: what comes in.
    pub fn new(
        geometry: &Geometry,
        component: &Component,
        quantisers: &[u16; 64],
        upsampling: Upsampling,
        unit: DataUnit,
        scale: Scale,
    ) -> Result<Self, Error> {
        // Refused before it is divided by.
        Axis::new(component.h, geometry.h_max, upsampling)?;
        Axis::new(component.v, geometry.v_max, upsampling)?;
        let reduced = scale.component(geometry, component);
        let component = &Component {
            width: reduced.width,
            height: reduced.height,
            ..*component
        };
        let x = Axis::new(reduced.h, geometry.h_max, upsampling)?;
        let y = Axis::new(reduced.v, geometry.v_max, upsampling)?;
        let filter = Filter::new(x, y, component.width, upsampling);
        let lines_per_mcu_row = unit.lines(scale) * u32::from(reduced.v);
        let side = usize::from(reduced.side);
        let stride = match unit {
            DataUnit::Block => side * component.blocks_across as usize,
            DataUnit::Sample => component.width as usize,
        };
        let width = component.width as usize;
        let row = match filter {
            Filter::Replicate(1) => 0,
            Filter::Replicate(across) => width * usize::from(across),
            Filter::FancyH1V2 => width,
            Filter::FancyH2V1 | Filter::FancyH2V2 => 2 * width,
            Filter::Linear => scale.of(geometry.width) as usize,
        };
        Ok(Self {
            component: *component,
            side,
            square: 8 / side.max(1),
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

    /// Whether its blocks become smaller.
    pub fn is_reduced(&self) -> bool {
        self.side < 8
    }

    /// Starts again at the first MCU row.
    pub fn rewind(&mut self) {
        self.replicated = None;
        self.flat = false;
    }

    /// Keeps the last line of the MCU row before.
    pub fn keep_last(&mut self) {
        let last = self.lines.len().saturating_sub(self.stride);
        self.lines.copy_within(last.., 0);
    }

    /// Blocks to lines: those that hold samples of the component.
    pub fn transform(&mut self, mcu_row: u32, rows: &BlockRows, precision: u8) {
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
            .chunks_exact_mut(self.side * self.stride.max(1));
        for (by, band) in (first..end).zip(bands) {
            let blocks = rows.row(by);
            for bx in 0..self.component.blocks_across as usize {
                let block = blocks.get(bx).unwrap_or(&EMPTY);
                let Some(out) = band.get_mut(self.side * bx..) else {
                    break;
                };
                if self.side == 8 {
                    T::inverse_dct((block, 64), &self.quantiser, precision, out, self.stride);
                } else {
                    let (side, stride) = (self.side, self.stride);
                    T::reduced_dct(side, block, &self.quantiser, precision, out, stride);
                }
            }
        }
    }

    /// A block to lines, if it holds samples of the component: `bx` across, `by` down in this MCU row. Leaves zeros. `end`:
    /// from this index of the zigzag order on it holds nothing.
    /// Not for reduced pictures: their blocks come in rows.
    #[inline(always)]
    pub fn take(&mut self, (block, end): (&mut Block, u32), bx: u32, by: u32, precision: u8) {
        let component = &self.component;
        // Lines that no sample of the component is in are there, too.
        if bx < component.blocks_across && by < u32::from(component.v) {
            let at = self.stride * (1 + 8 * by as usize) + 8 * bx as usize;
            if let Some(out) = self.lines.get_mut(at..) {
                if end > 1 {
                    T::inverse_dct((block, end), &self.quantiser, precision, out, self.stride);
                } else {
                    T::flat_dct(block[0], &self.quantiser, precision, out, self.stride);
                }
            }
        }
        if end > 1 {
            self.flat = false;
            clear(block);
        } else {
            self.flat = self.flat && block[0] == 0;
            block[0] = 0;
        }
    }

    /// Samples to lines.
    pub fn copy(&mut self, rows: Option<&SampleRows<T>>) {
        // In frames without blocks these count samples.
        let (width, square) = (self.component.blocks_across as usize, self.square);
        let lines = self.lines.get_mut(self.stride..).unwrap_or(&mut []);
        for (index, line) in lines.chunks_exact_mut(self.stride.max(1)).enumerate() {
            if let (Some(rows), true) = (rows, square > 1) {
                mean_of_squares(rows, width, square, index, line);
                continue;
            }
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
    pub fn line(&self, mcu_row: u32, y: u32) -> &[T] {
        let at = (y + 1).wrapping_sub(mcu_row * self.lines_per_mcu_row) as usize;
        line_of(&self.lines, self.stride, self.component.width, at)
    }

    /// Brings `row` up to picture row `y`.
    pub fn upsample(&mut self, mcu_row: u32, y: u32) {
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
    pub fn picture_row(&self, mcu_row: u32, y: u32, width: usize) -> &[T] {
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
