//! The coefficients of a whole frame: what every file is written from.

use crate::jpeg::decoder::{colors, warnings};
use crate::jpeg::frame::{BlockRows, Component, Geometry};
use crate::jpeg::pixels::ColorModel;
use crate::jpeg::reader::{Event, FrameReader, Order};
use crate::jpeg::syntax::{self, Structure};
use crate::jpeg::walk::Quantisers;
use crate::jpeg::Outcome;
use crate::{Code, Error, Limits};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The quantised coefficients of a frame, padding blocks included, and what goes with them.
#[derive(Clone, Debug)]
pub struct Coefficients {
    /// How the frame is divided.
    pub geometry: Geometry,
    /// What its components mean together.
    pub colour: ColorModel,
    /// For each component: its quantisers, natural order.
    pub quantisers: Vec<Quantisers>,
    /// For each component: its blocks, `padded_blocks_down` rows of `stride_blocks`.
    pub rows: Vec<BlockRows>,
}

impl Coefficients {
    /// Reads a file of any process with one frame of coefficients.
    pub fn read(data: &[u8], limits: &Limits) -> Result<Outcome<Self>, Error> {
        let (coefficients, _, warnings) = Self::read_with(data, limits)?;
        Ok(Outcome {
            value: coefficients,
            warnings,
        })
    }

    /// The same with the file's structure, and the warnings.
    pub(super) fn read_with(
        data: &[u8],
        limits: &Limits,
    ) -> Result<(Self, Arc<Structure>, Vec<Error>), Error> {
        let mut reading = Reading::new(data, limits)?;
        while reading.step(data).is_some() {}
        Ok(reading.finish())
    }

    /// Fills the blocks that only pad the frame to whole MCUs as the reference encoder does: no AC, and the DC value of the
    /// block that comes before in the MCU, so that they take the fewest bits.
    pub(super) fn pad(&mut self) {
        for (rows, c) in self.rows.iter_mut().zip(&self.geometry.components) {
            for by in 0..c.padded_blocks_down {
                pad_row(rows, c, by);
            }
        }
    }
}

/// Coefficients on their way out of a file.
#[derive(Debug)]
pub(super) struct Reading {
    reader: FrameReader,
    colour: ColorModel,
    rows: Vec<BlockRows>,
}

impl Reading {
    /// Begins with a file.
    pub fn new(data: &[u8], limits: &Limits) -> Result<Self, Error> {
        let structure = Arc::new(syntax::parse(data, limits));
        let mut reader = FrameReader::new(data, structure, limits, Order::Rows, |frame| {
            frame.coefficients() * 2
        })?;
        if reader.has_samples() {
            return Err(Error::at_bit(Code::NoCoefficients, 0));
        }
        let (colour, _) = colors(&mut reader);
        let components = reader.geometry.components.iter();
        let rows = components
            .map(|c| BlockRows::new(c.stride_blocks, c.padded_blocks_down))
            .collect();
        Ok(Self {
            reader,
            colour,
            rows,
        })
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self, data: &[u8]) -> Option<usize> {
        match self.reader.step(data) {
            Event::Read(reached) => Some(reached),
            Event::Done => None,
            Event::Row(row) => {
                let geometry = &self.reader.geometry;
                let parts = geometry.components.iter().zip(self.reader.rows());
                for (to, (c, from)) in self.rows.iter_mut().zip(parts) {
                    copy_row(to, from, c, row);
                }
                let part = u64::from(row) * data.len() as u64;
                Some((part / u64::from(geometry.mcus_down.max(1))) as usize)
            }
        }
    }

    /// What was read, the file's structure, and the warnings.
    pub fn finish(self) -> (Coefficients, Arc<Structure>, Vec<Error>) {
        let coefficients = Coefficients {
            quantisers: self.reader.quantisers(),
            geometry: self.reader.geometry.clone(),
            colour: self.colour,
            rows: self.rows,
        };
        let warnings = warnings(&self.reader);
        (coefficients, self.reader.structure, warnings)
    }
}

/// Copies the blocks of one row of MCUs.
fn copy_row(to: &mut BlockRows, from: &BlockRows, c: &Component, mcu_row: u32) {
    let v = u32::from(c.v);
    for by in mcu_row * v..(mcu_row + 1) * v {
        for (bx, block) in (0u32..).zip(from.row(by)) {
            if let Some(place) = to.block_mut(bx, by) {
                *place = *block;
            }
        }
    }
}

fn pad_row(rows: &mut BlockRows, c: &Component, by: u32) {
    let h = u32::from(c.h);
    let (first, above) = match by < c.blocks_down {
        true => (c.blocks_across, None),
        // A row of nothing but padding: the block before is the last one of the MCU's row above.
        false => (0, by.checked_sub(1)),
    };
    for bx in first..c.stride_blocks {
        let before = match above {
            Some(above) => (bx - bx % h + h - 1, above),
            None => (bx.saturating_sub(1), by),
        };
        let dc = rows.block_mut(before.0, before.1).map_or(0, |b| b[0]);
        if let Some(block) = rows.block_mut(bx, by) {
            *block = [0; 64];
            block[0] = dc;
        }
    }
}
