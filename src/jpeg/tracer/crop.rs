//! The pixels of one block: the blocks around it through the decoder's own pipeline.
//!
//! Filters look one sample beyond a block, so a frame of three by three MCUs gives the middle one the very pixels that the
//! whole frame would.

use crate::jpeg::decoder::colors_of;
use crate::jpeg::frame::{BlockRows, Geometry};
use crate::jpeg::lines::{ComponentLines, Writer};
use crate::jpeg::pixels::{Sample, Strips, View};
use crate::jpeg::syntax::header::{FrameComponent, FrameHeader};
use crate::jpeg::syntax::{marker, Structure};
use crate::jpeg::walk::Quantisers;
use crate::{Error, Limits};
use alloc::vec::Vec;
use core::ops::Range;

/// More components have no colour, and there may be 255 of them.
const MOST_COMPONENTS: usize = 4;

/// The pixels that a block has a part in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockPixels {
    /// The first column in the picture as stored.
    pub x: u32,
    /// The first row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The components, upsampled: for each `width × height` samples, row-major.
    pub components: Vec<Vec<u16>>,
    /// The colours: `width × height × 4` bytes.
    pub rgba: Vec<u8>,
}

/// Some MCUs of a frame, to become a frame of their own.
#[derive(Debug)]
pub(super) struct Crop {
    /// How they are divided.
    geometry: Geometry,
    columns: Range<u32>,
    rows: Range<u32>,
    blocks: Vec<BlockRows>,
    /// The block's pixels.
    area: BlockPixels,
}

/// The first pixel whose middle lies in block `number` or behind it, with factors `own` of `max`.
fn first_pixel(number: u32, own: u32, max: u32) -> u32 {
    (16 * number * max).saturating_sub(own).div_ceil(2 * own)
}

impl Crop {
    /// The MCUs around a block of a frame that is the picture; `None` where there is no such thing as its pixels: with
    /// fractional ratios the last block may have none.
    pub fn new(frame: &Geometry, (component, bx, by): super::dissect::Unit) -> Option<Self> {
        let c = frame.components.get(component)?;
        let too_many = frame.components.len() > MOST_COMPONENTS;
        if frame.data_unit == 1 || marker::is_differential(frame.marker) || too_many {
            return None;
        }
        let (h_max, v_max) = (u32::from(frame.h_max), u32::from(frame.v_max));
        let (h, v) = (u32::from(c.h), u32::from(c.v));
        let (mcu_width, mcu_height) = (8 * h_max, 8 * v_max);
        let across = first_pixel(bx, h, h_max)..first_pixel(bx + 1, h, h_max);
        let down = first_pixel(by, v, v_max)..first_pixel(by + 1, v, v_max);
        let across = across.start..across.end.min(frame.width);
        let down = down.start..down.end.min(frame.height);
        if across.is_empty() || down.is_empty() {
            return None;
        }
        let columns = (across.start / mcu_width).saturating_sub(1)
            ..((across.end - 1) / mcu_width + 2).min(frame.mcus_across);
        // A row of MCUs above or below is looked at from its edge only, and only by filters that work downwards.
        let filtered = frame.components.iter().any(|c| c.v < frame.v_max);
        let above = u32::from(filtered && down.start % mcu_height == 0);
        let below = u32::from(filtered && down.end % mcu_height == 0);
        let rows = (down.start / mcu_height).saturating_sub(above)
            ..((down.end - 1) / mcu_height + 1 + below).min(frame.mcus_down);
        let side = |mcus: &Range<u32>, mcu: u32, whole: u32| {
            let cut = (mcus.end * mcu).min(whole) - mcus.start * mcu;
            u16::try_from(cut).unwrap_or(u16::MAX)
        };
        let parts = frame.components.iter();
        let header = FrameHeader {
            marker: frame.marker,
            precision: frame.precision,
            width: side(&columns, mcu_width, frame.width),
            height: side(&rows, mcu_height, frame.height),
            components: parts
                .map(|c| FrameComponent {
                    id: c.id,
                    h: c.h,
                    v: c.v,
                    tq: c.tq,
                })
                .collect(),
            at: frame.at,
        };
        let geometry = Geometry::new(&header, &Limits::default()).ok()?;
        let parts = geometry.components.iter();
        let blocks = parts.map(|c| BlockRows::new(c.stride_blocks, c.padded_blocks_down));
        Some(Self {
            blocks: blocks.collect(),
            area: BlockPixels {
                x: across.start,
                y: down.start,
                width: across.len() as u32,
                height: down.len() as u32,
                ..BlockPixels::default()
            },
            geometry,
            columns,
            rows,
        })
    }

    /// The rows of MCUs that are wanted.
    pub fn mcu_rows(&self) -> Range<u32> {
        self.rows.clone()
    }

    /// Takes what is wanted of a row of MCUs.
    pub fn take(&mut self, mcu_row: u32, rows: &[BlockRows]) {
        let parts = self.blocks.iter_mut().zip(&self.geometry.components);
        for ((to, c), from) in parts.zip(rows) {
            let (h, v) = (u32::from(c.h), u32::from(c.v));
            for line in 0..v {
                let row = from.row(mcu_row * v + line);
                let start = (self.columns.start * h) as usize;
                let own = row.get(start..).unwrap_or(&[]);
                let (place, _) = to.row_mut((mcu_row - self.rows.start) * v + line);
                place.iter_mut().zip(own).for_each(|(to, from)| *to = *from);
            }
        }
    }

    /// The pixels.
    pub fn finish(self, structure: &Structure, quantisers: &[Quantisers]) -> Option<BlockPixels> {
        let lines = match self.geometry.precision {
            8 => self.lines::<u8>(quantisers),
            _ => self.lines::<u16>(quantisers),
        };
        let data = lines.ok()?;
        let Self { geometry, area, .. } = self;
        let (model, ink, _) = colors_of(structure, &geometry);
        let (width, count) = (geometry.width as usize, geometry.components.len());
        let (mcu_width, mcu_height) =
            (8 * u32::from(geometry.h_max), 8 * u32::from(geometry.v_max));
        let left = (area.x - self.columns.start * mcu_width) as usize;
        let top = (area.y - self.rows.start * mcu_height) as usize;
        let row = |component: usize, y: usize| {
            let start = ((top + y) * count + component) * width + left;
            data.get(start..start + area.width as usize).unwrap_or(&[])
        };
        let rows = 0..area.height as usize;
        let components =
            (0..count).map(|c| rows.clone().flat_map(|y| row(c, y)).copied().collect());
        let components: Vec<Vec<u16>> = components.collect();
        let own = rows.flat_map(|y| (0..count).flat_map(move |c| row(c, y)));
        let own: Vec<u16> = own.copied().collect();
        let lines = ComponentLines::of(model, ink, geometry.precision, (area.width, count), own);
        let mut rgba = Vec::new();
        lines.render(&View::default(), 0, area.height as usize, &mut rgba);
        Some(BlockPixels {
            components,
            rgba,
            ..area
        })
    }

    /// The upsampled lines: in each, component after component.
    fn lines<T: Sample>(&self, quantisers: &[Quantisers]) -> Result<Vec<u16>, Error> {
        let mut writer = Writer::Components(Vec::new());
        let mut strips = Strips::<T>::new(&self.geometry, quantisers.to_vec())?;
        for row in 0..self.geometry.mcus_down {
            strips.push(row, &self.blocks, &mut writer)?;
        }
        Ok(match writer {
            Writer::Components(data) => data,
            Writer::Picture(_) => Vec::new(),
        })
    }
}
