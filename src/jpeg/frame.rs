//! The frame of coefficients: the hub from which pixels, inspection and re-encoding start.
//!
//! Geometry follows T.81 A.1.1 (component size), A.2 (data units in MCUs): a component is
//! `ceil(X · H / Hmax) × ceil(Y · V / Vmax)` samples; in interleaved scans it is padded to whole MCUs.

use super::syntax::header::FrameHeader;
use super::syntax::marker;
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// How one component lies in the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// Ci: identifier.
    pub id: u8,
    /// Hi: horizontal sampling factor.
    pub h: u8,
    /// Vi: vertical sampling factor.
    pub v: u8,
    /// Tqi: quantisation table destination.
    pub tq: u8,
    /// Width in samples.
    pub width: u32,
    /// Height in samples.
    pub height: u32,
    /// Data units that hold samples, across: `ceil(width / 8)` blocks; lossless: samples.
    pub blocks_across: u32,
    /// Data units that hold samples, down: `ceil(height / 8)` blocks; lossless: samples.
    pub blocks_down: u32,
    /// Data units across, padded to whole MCUs: the stride, in blocks, of its coefficients.
    pub stride_blocks: u32,
    /// Data units down, padded to whole MCUs.
    pub padded_blocks_down: u32,
}

/// How a frame is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Bit offset of the header in the file.
    pub at: u64,
    /// SOF marker's second byte; 0xDE (DHP) for a hierarchical image as a whole.
    pub marker: u8,
    /// Bits a sample.
    pub precision: u8,
    /// Samples a line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Samples a side of a data unit, T.81 3.1.34: 8, in lossless frames 1.
    pub data_unit: u32,
    /// Largest horizontal sampling factor.
    pub h_max: u8,
    /// Largest vertical sampling factor.
    pub v_max: u8,
    /// MCUs across in a scan of all components.
    pub mcus_across: u32,
    /// MCUs down in a scan of all components.
    pub mcus_down: u32,
    /// The components, in the order of the frame header.
    pub components: Vec<Component>,
}

/// Rounds a division up.
const fn ceil_div(a: u32, b: u32) -> u32 {
    a.div_ceil(b)
}

impl Geometry {
    /// Divides a frame, and checks its size against the limits.
    pub fn new(header: &FrameHeader, limits: &Limits) -> Result<Self, Error> {
        let (width, height) = (u32::from(header.width), u32::from(header.height));
        let fault = |code, value: u64| Error {
            code,
            at: header.at,
            value,
        };
        if width == 0 || height == 0 || header.components.is_empty() {
            return Err(fault(Code::ZeroDimension, 0));
        }
        let size = limits.check_size(width, height);
        size.map_err(|error| fault(error.code, error.value))?;
        for component in &header.components {
            for factor in [component.h, component.v] {
                if !(1..=4).contains(&factor) {
                    return Err(fault(Code::BadSampling, factor.into()));
                }
            }
        }
        let h_max = header.components.iter().map(|c| c.h).max().unwrap_or(1);
        let v_max = header.components.iter().map(|c| c.v).max().unwrap_or(1);
        // A hierarchical image as a whole has samples, whatever its frames are coded in.
        let data_unit = if marker::is_lossless(header.marker) || header.marker == marker::DHP {
            1
        } else {
            8
        };
        let mcus_across = ceil_div(width, data_unit * u32::from(h_max));
        let mcus_down = ceil_div(height, data_unit * u32::from(v_max));
        let components = header
            .components
            .iter()
            .map(|c| {
                let width = ceil_div(width * u32::from(c.h), h_max.into());
                let height = ceil_div(height * u32::from(c.v), v_max.into());
                Component {
                    id: c.id,
                    h: c.h,
                    v: c.v,
                    tq: c.tq,
                    width,
                    height,
                    blocks_across: ceil_div(width, data_unit),
                    blocks_down: ceil_div(height, data_unit),
                    stride_blocks: mcus_across * u32::from(c.h),
                    padded_blocks_down: mcus_down * u32::from(c.v),
                }
            })
            .collect();
        Ok(Self {
            at: header.at,
            marker: header.marker,
            precision: header.precision,
            width,
            height,
            data_unit,
            h_max,
            v_max,
            mcus_across,
            mcus_down,
            components,
        })
    }

    /// Coefficients (lossless: samples) of the whole frame, padding included.
    pub fn coefficients(&self) -> u64 {
        let each = u64::from(self.data_unit * self.data_unit);
        self.components
            .iter()
            .map(|c| u64::from(c.stride_blocks) * u64::from(c.padded_blocks_down) * each)
            .sum()
    }
}

/// One 8 × 8 block of quantised coefficients, natural order (8·row + column).
pub type Block = [i16; 64];

/// Quantised coefficients of some block rows of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockRows {
    /// Blocks a row.
    pub stride_blocks: u32,
    /// Block row in the component of the first row held.
    pub first_row: u32,
    /// The blocks, row-major.
    pub blocks: Vec<Block>,
    /// For each block, which AC coefficients are not zero: bit k for index k in zigzag order. Only progressive Huffman
    /// scans keep it, and only they read it.
    pub nonzero: Vec<u64>,
}

impl BlockRows {
    /// `rows` rows of zero blocks from row 0.
    pub fn new(stride_blocks: u32, rows: u32) -> Self {
        let count = stride_blocks as usize * rows as usize;
        Self {
            stride_blocks,
            first_row: 0,
            blocks: vec![[0; 64]; count],
            nonzero: vec![0; count],
        }
    }

    /// The blocks of row `by` of the component; empty where that row is not held.
    pub fn row(&self, by: u32) -> &[Block] {
        let stride = self.stride_blocks as usize;
        let at = by.wrapping_sub(self.first_row) as usize;
        at.checked_mul(stride)
            .and_then(|start| self.blocks.get(start..start.checked_add(stride)?))
            .unwrap_or(&[])
    }

    /// The blocks of row `by` and which of their coefficients are not zero, to be written; empty where that row is not
    /// held.
    pub fn row_mut(&mut self, by: u32) -> (&mut [Block], &mut [u64]) {
        let stride = self.stride_blocks as usize;
        let start = (by.wrapping_sub(self.first_row) as usize).saturating_mul(stride);
        let row = start..start.saturating_add(stride);
        let (blocks, nonzero) = (self.blocks.get_mut(row.clone()), self.nonzero.get_mut(row));
        (blocks.unwrap_or(&mut []), nonzero.unwrap_or(&mut []))
    }

    /// One block, to be written.
    #[inline]
    pub fn block_mut(&mut self, bx: u32, by: u32) -> Option<&mut Block> {
        if bx >= self.stride_blocks {
            return None;
        }
        let at = by.wrapping_sub(self.first_row) as usize;
        self.blocks.get_mut(
            at.checked_mul(self.stride_blocks as usize)?
                .checked_add(bx as usize)?,
        )
    }

    /// Moves the rows held to start at row `first_row`, all zero.
    pub fn clear_to(&mut self, first_row: u32) {
        self.first_row = first_row;
        self.blocks.fill([0; 64]);
        self.nonzero.fill(0);
    }

    /// Sets row `by` of the component to zero.
    pub fn clear_row(&mut self, by: u32) {
        let (blocks, nonzero) = self.row_mut(by);
        blocks.fill([0; 64]);
        nonzero.fill(0);
    }

    /// Takes the blocks of its own rows from `other`, which may hold more or fewer rows.
    pub fn copy_from(&mut self, other: &Self) {
        let stride = self.stride_blocks as usize;
        if stride == 0 {
            return;
        }
        let rows = self.blocks.chunks_exact_mut(stride);
        let rows = rows.zip(self.nonzero.chunks_exact_mut(stride));
        for (index, (row, nonzero)) in rows.enumerate() {
            let by = self.first_row + index as u32;
            let known = other.row(by);
            if known.len() == row.len() {
                row.copy_from_slice(known);
            }
            let start = (by.wrapping_sub(other.first_row) as usize).saturating_mul(stride);
            if let Some(known) = other.nonzero.get(start..start.saturating_add(stride)) {
                nonzero.copy_from_slice(known);
            }
        }
    }
}

/// Blocks that lie side by side, and for each the mask that [`BlockRows`] keeps of it.
pub type Blocks<'b> = (&'b mut [Block], &'b mut [u64]);

/// Most blocks of an MCU, T.81 B.2.3.
pub const MAX_MCU_BLOCKS: usize = 10;

/// The blocks of one MCU, in the order in which they come.
#[derive(Clone, Debug)]
pub struct Mcu {
    /// Zero before they are filled in.
    pub blocks: [Block; MAX_MCU_BLOCKS],
    /// From which index of the zigzag order on nothing is set in each, at most 64.
    pub ends: [u32; MAX_MCU_BLOCKS],
}

impl Mcu {
    /// Zeros.
    pub const EMPTY: Self = Self {
        blocks: [[0; 64]; MAX_MCU_BLOCKS],
        ends: [0; MAX_MCU_BLOCKS],
    };
}

/// Where the blocks of a row of MCUs go.
pub trait BlockPlaces {
    /// Blocks lie side by side, and those that there are no data for stay as they are; elsewhere they must be put, too.
    const IN_ROWS: bool;
    /// What the blocks hold is looked at by nobody.
    const PASSED_OVER: bool = false;

    /// Has block (`bx`, `by`) of a component filled in, if there is a place for it. It holds what earlier scans have
    /// brought.
    fn put(&mut self, component: usize, bx: u32, by: u32, fill: impl FnOnce(&mut Block));

    /// Where the blocks of an MCU are filled in, if they do not lie side by side.
    fn mcu(&mut self) -> Option<&mut Mcu> {
        None
    }

    /// Puts block `index` of those.
    fn put_filled(&mut self, _index: usize, _component: usize, _bx: u32, _by: u32) {}

    /// Blocks of block row `by`, if they lie side by side.
    fn blocks(&mut self, component: usize, across: Range<u32>, by: u32) -> Option<Blocks<'_>>;
}

/// One list of rows a component.
impl BlockPlaces for [BlockRows] {
    const IN_ROWS: bool = true;

    #[inline(always)]
    fn put(&mut self, component: usize, bx: u32, by: u32, fill: impl FnOnce(&mut Block)) {
        if let Some(block) = self.get_mut(component).and_then(|c| c.block_mut(bx, by)) {
            fill(block);
        }
    }

    #[inline(always)]
    fn blocks(&mut self, component: usize, across: Range<u32>, by: u32) -> Option<Blocks<'_>> {
        let (blocks, nonzero) = self.get_mut(component)?.row_mut(by);
        let across = across.start as usize..across.end as usize;
        blocks.get_mut(across.clone()).zip(nonzero.get_mut(across))
    }
}

/// No places: for blocks that are passed over.
#[derive(Clone, Debug)]
pub struct Nowhere(Block);

impl Default for Nowhere {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl BlockPlaces for Nowhere {
    const IN_ROWS: bool = false;
    const PASSED_OVER: bool = true;

    #[inline(always)]
    fn put(&mut self, _: usize, _: u32, _: u32, fill: impl FnOnce(&mut Block)) {
        fill(&mut self.0);
    }

    fn blocks(&mut self, _: usize, _: Range<u32>, _: u32) -> Option<Blocks<'_>> {
        None
    }
}

/// Samples of some lines of one component, at up to 16 bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SamplePlane {
    /// Samples a line.
    pub width: u32,
    /// Pt: the samples are to be multiplied by 2^shift (T.81 H.1.2.1).
    pub shift: u8,
    /// The lines, from the first of the component on.
    pub samples: Vec<u16>,
}

impl SamplePlane {
    /// `height` lines of zeros.
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            shift: 0,
            samples: vec![0; width as usize * height as usize],
        }
    }

    /// Line `y` to be written, and the line above it, empty for the first; `None` behind the last.
    pub fn line_mut(&mut self, y: u32) -> Option<(&[u16], &mut [u16])> {
        let width = self.width as usize;
        let start = (y as usize).checked_mul(width)?;
        let (above, rest) = self.samples.split_at_mut_checked(start)?;
        let line = rest.get_mut(..width)?;
        Some((above.get(start.saturating_sub(width)..)?, line))
    }

    /// Lines `lines`, as far as there are any.
    pub fn lines(&self, lines: Range<u32>) -> &[u16] {
        let width = self.width as usize;
        let at = |line: u32| {
            (line as usize)
                .saturating_mul(width)
                .min(self.samples.len())
        };
        self.samples
            .get(at(lines.start)..at(lines.end))
            .unwrap_or(&[])
    }
}
