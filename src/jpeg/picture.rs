//! From a frame that is being read to rows of pixels: the reader's rows through the pixel stages.

use super::frame::BlockRows;
use super::pixels::{LineOut, RowOut, Sample, SampleRows, Strips, Upsampling};
use super::reader::{Event, FrameReader};
use super::scale::Scale;
use super::syntax::marker;
use super::Options;
use crate::Error;
use alloc::vec::Vec;

/// The pixel stages of one picture.
#[derive(Debug)]
pub(super) struct Picture<T> {
    strips: Strips<T>,
    options: Options,
    /// One row of MCUs, smoothed.
    blocks: Vec<BlockRows>,
    /// The same in another sequence than the file's.
    moved: Vec<BlockRows>,
    /// One row of MCUs of samples, a list for each component.
    samples: Vec<Vec<T>>,
}

impl<T: Sample> Picture<T> {
    /// The stages that a frame needs; its quantisers must be known.
    pub fn new(reader: &FrameReader, options: &Options) -> Result<Self, Error> {
        let geometry = &reader.geometry;
        let scale = options.scale;
        let strips = if !reader.has_samples() {
            let mut quantisers = reader.quantisers();
            let frequencies = options.excerpt.frequencies;
            quantisers.iter_mut().for_each(|q| frequencies.only(q));
            let quantisers = options.sequence.quantisers(quantisers);
            Strips::reduced(geometry, quantisers, Upsampling::Fancy, scale)?
        } else if marker::is_lossless(reader.process()) {
            Strips::of_reduced_samples(geometry, Upsampling::Replicate, scale)?
        } else {
            Strips::of_reduced_samples(geometry, Upsampling::Fancy, scale)?
        };
        Ok(Self {
            strips,
            options: *options,
            blocks: Vec::new(),
            moved: Vec::new(),
            samples: Vec::new(),
        })
    }

    /// See [`Strips::start_at`].
    pub fn start_at(&mut self, first: u32) -> u32 {
        self.strips.start_at(first)
    }

    /// See [`Strips::rows_per_mcu_row`].
    pub fn rows_per_mcu_row(&self) -> (u32, u32) {
        self.strips.rows_per_mcu_row()
    }

    /// Has the reader do a bounded piece of work. What it puts here does not go through its rows.
    pub fn advance(&mut self, reader: &mut FrameReader, data: &[u8]) -> Event {
        if !self.options.sequence.is_zigzag() {
            return reader.step(data);
        }
        reader.step_onto(data, &mut self.strips)
    }

    /// Takes a row of MCUs that the reader has named, and hands out the picture rows that it finishes.
    pub fn rows(
        &mut self,
        row: u32,
        reader: &FrameReader,
        out: &mut impl RowOut<T>,
    ) -> Result<(), Error> {
        if reader.is_elsewhere() {
            self.strips.end(row, out);
            return Ok(());
        }
        if !reader.has_samples() {
            let blocks = reader.smoothed(row, self.options.smoothing, &mut self.blocks);
            let (frame, moved) = (&reader.geometry, &mut self.moved);
            let blocks = self.options.sequence.row(row, frame, blocks, moved);
            return self.strips.push(row, blocks, out);
        }
        let Some(row) = self.copy(row, reader) else {
            return Ok(());
        };
        let samples = views(&self.samples, reader);
        self.strips.push_samples(row, &samples, out)
    }

    /// The same, but hands out the lines of the components before upsampling.
    pub fn lines(
        &mut self,
        row: u32,
        reader: &FrameReader,
        out: &mut impl LineOut<T>,
    ) -> Result<(), Error> {
        if !reader.has_samples() {
            let blocks = reader.smoothed(row, self.options.smoothing, &mut self.blocks);
            let (frame, moved) = (&reader.geometry, &mut self.moved);
            let blocks = self.options.sequence.row(row, frame, blocks, moved);
            return self.strips.push_lines(row, blocks, out);
        }
        let Some(row) = self.copy(row, reader) else {
            return Ok(());
        };
        let samples = views(&self.samples, reader);
        self.strips.push_sample_lines(row, &samples, out)
    }

    /// Copies a row of MCUs of samples, T.81 H.2: output is multiplied by 2^Pt. Reduced pictures take eight of them
    /// together. Returns the number of the row that is ready, if one is.
    fn copy(&mut self, row: u32, reader: &FrameReader) -> Option<u32> {
        let together = match self.options.scale {
            Scale::Full => 1,
            _ => 8,
        };
        let ready = row / together;
        if (row + 1) % together != 0 && row + 1 != reader.geometry.mcus_down {
            return None;
        }
        let planes = reader.planes();
        self.samples.resize_with(planes.len(), Vec::new);
        let components = &reader.geometry.components;
        for ((list, plane), c) in self.samples.iter_mut().zip(planes).zip(components) {
            let v = u32::from(c.v);
            let lines = plane.lines(ready * together * v..(row + 1) * v);
            list.clear();
            list.extend(
                lines
                    .iter()
                    .map(|&s| T::from_u32(u32::from(s) << plane.shift)),
            );
        }
        Some(ready)
    }
}

fn views<'a, T>(samples: &'a [Vec<T>], reader: &FrameReader) -> Vec<SampleRows<'a, T>> {
    let components = reader.geometry.components.iter();
    components
        .zip(samples)
        .map(|(c, samples)| SampleRows {
            stride: c.width as usize,
            samples,
        })
        .collect()
}
