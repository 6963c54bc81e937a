//! The samples of a picture, kept, so that it can be shown in another way without being decoded again.

use super::decoder::{colors, pixels, warnings};
use super::frame::Geometry;
use super::picture::Picture;
use super::pixels::{
    color, ColorModel, DeepRgbaWriter, Ink, RowOut, Sample, SampleWriter, Shown, View,
};
use super::reader::{Event, FrameReader, Order};
use super::syntax::Structure;
use super::{DamageMap, Options, Step, TableStream};
use crate::Error;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

/// What samples mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conversion {
    /// Grey, RGB (from YCbCr), CMYK as stored (from YCCK) or planes: samples of a pixel side by side.
    #[default]
    Picture,
    /// The components, upsampled but not converted: line by line, and in each line component after component.
    Components,
}

/// Decodes strip by strip to samples at full depth, in stored orientation.
#[derive(Debug)]
pub struct SampleDecoder<D> {
    data: D,
    reader: FrameReader,
    model: ColorModel,
    ink: Ink,
    options: Options,
    conversion: Conversion,
    pipeline: Option<Pipeline>,
    rows_done: u32,
}

#[derive(Debug)]
enum Pipeline {
    /// Samples of 8 bits.
    Shallow(Picture<u8>, Writer),
    /// Samples of more, or fewer.
    Deep(Picture<u16>, Writer),
}

#[derive(Debug)]
pub(super) enum Writer {
    Picture(SampleWriter),
    Components(Vec<u16>),
}

impl<T: Sample> RowOut<T> for Writer {
    fn row(&mut self, number: u32, rows: &[&[T]]) {
        match self {
            Self::Picture(writer) => writer.row(number, rows),
            Self::Components(data) => {
                for row in rows {
                    data.extend(row.iter().map(|s| s.get()));
                }
            }
        }
    }
}

impl Writer {
    fn clear(&mut self) {
        match self {
            Self::Picture(writer) => writer.clear(),
            Self::Components(data) => data.clear(),
        }
    }

    fn samples(&self) -> &[u16] {
        match self {
            Self::Picture(writer) => writer.samples(),
            Self::Components(data) => data,
        }
    }
}

impl<D: AsRef<[u8]>> SampleDecoder<D> {
    /// Goes on from headers that have been read already. `options.view` is of no concern here.
    pub fn new(
        data: D,
        structure: impl Into<Arc<Structure>>,
        tables: Option<&TableStream>,
        options: &Options,
        conversion: Conversion,
    ) -> Result<Self, Error> {
        let scale = options.scale;
        let result = |frame: &Geometry| match conversion {
            Conversion::Picture => pixels(frame, scale) * 2 * 4,
            Conversion::Components => pixels(frame, scale) * 2 * frame.components.len() as u64,
        };
        let bytes = data.as_ref();
        let mut reader = FrameReader::with_options(
            bytes,
            structure.into(),
            tables,
            options,
            Order::Rows,
            result,
        )?;
        let (model, ink) = colors(&mut reader);
        Ok(Self {
            data,
            reader,
            model,
            ink,
            options: *options,
            conversion,
            pipeline: None,
            rows_done: 0,
        })
    }

    /// Size and division of the picture, as stored.
    pub fn geometry(&self) -> &Geometry {
        &self.reader.geometry
    }

    /// See [`Decoder::size`](super::Decoder::size).
    pub fn size(&self) -> (u32, u32) {
        self.options.scale.size(&self.reader.geometry)
    }

    /// What the components mean.
    pub fn color_model(&self) -> ColorModel {
        self.model
    }

    /// Samples a pixel.
    pub fn channels(&self) -> u16 {
        match self.conversion {
            Conversion::Picture => self.model.channels(),
            Conversion::Components => self.reader.geometry.components.len() as u16,
        }
    }

    /// Does a bounded piece of work (at most one MCU row of one scan).
    pub fn step(&mut self) -> Result<Step<'_, u16>, Error> {
        let data = self.data.as_ref();
        let row = match self.reader.step(data) {
            Event::Read(reached) => return Ok(Step::Progress(reached, data.len())),
            Event::Done => return Ok(Step::Done),
            Event::Row(row) => row,
        };
        if self.pipeline.is_none() {
            let precision = self.reader.geometry.precision;
            let writer = match self.conversion {
                Conversion::Picture => Writer::Picture(SampleWriter::new(self.model, precision)),
                Conversion::Components => Writer::Components(Vec::new()),
            };
            let (reader, options) = (&self.reader, &self.options);
            self.pipeline = Some(match precision {
                8 => Pipeline::Shallow(Picture::new(reader, options)?, writer),
                _ => Pipeline::Deep(Picture::new(reader, options)?, writer),
            });
        }
        let writer = match self.pipeline.as_mut() {
            Some(Pipeline::Shallow(picture, writer)) => {
                writer.clear();
                picture.rows(row, &self.reader, writer)?;
                writer
            }
            Some(Pipeline::Deep(picture, writer)) => {
                writer.clear();
                picture.rows(row, &self.reader, writer)?;
                writer
            }
            None => return Ok(Step::Done),
        };
        let channels = match self.conversion {
            Conversion::Picture => self.model.channels(),
            Conversion::Components => self.reader.geometry.components.len() as u16,
        };
        let samples = writer.samples();
        let row_samples =
            self.options.scale.of(self.reader.geometry.width) as usize * usize::from(channels);
        let first = self.rows_done;
        self.rows_done += (samples.len() / row_samples.max(1)) as u32;
        Ok(Step::Rows(first, samples))
    }

    /// What was wrong so far, in file order.
    pub fn warnings(&self) -> Vec<Error> {
        warnings(&self.reader)
    }

    /// See [`Decoder::damage`](super::Decoder::damage).
    pub fn damage(&self) -> Option<DamageMap> {
        self.reader.damage()
    }

    /// See [`Decoder::is_incomplete`](super::Decoder::is_incomplete).
    pub fn is_incomplete(&self) -> bool {
        self.reader.is_incomplete()
    }
}

/// The components of a picture, upsampled but not converted.
#[derive(Clone, Debug)]
pub struct ComponentLines {
    model: ColorModel,
    ink: Ink,
    precision: u8,
    width: usize,
    components: usize,
    /// Line by line, and in each line component after component.
    data: Vec<u16>,
}

impl ComponentLines {
    /// No lines yet; made to be filled with what `decoder` (of [`Conversion::Components`]) brings.
    pub fn new<D: AsRef<[u8]>>(decoder: &SampleDecoder<D>) -> Self {
        let geometry = decoder.geometry();
        Self {
            model: decoder.model,
            ink: decoder.ink,
            precision: geometry.precision,
            width: decoder.size().0 as usize,
            components: geometry.components.len(),
            data: Vec::new(),
        }
    }

    /// Lines that are there already, of a width and a number of components.
    pub(super) fn of(
        model: ColorModel,
        ink: Ink,
        precision: u8,
        (width, components): (u32, usize),
        data: Vec<u16>,
    ) -> Self {
        Self {
            model,
            ink,
            precision,
            width: width as usize,
            components,
            data,
        }
    }

    /// Bytes that a picture needs here.
    pub fn bytes(geometry: &Geometry) -> u64 {
        let pixels = u64::from(geometry.width) * u64::from(geometry.height);
        pixels * geometry.components.len() as u64 * 2
    }

    /// Takes more lines.
    pub fn push(&mut self, samples: &[u16]) {
        self.data.extend_from_slice(samples);
    }

    /// Pixels a line.
    pub fn width(&self) -> u32 {
        self.width as u32
    }

    /// Lines so far.
    pub fn lines(&self) -> usize {
        self.data.len() / self.line_samples()
    }

    fn line_samples(&self) -> usize {
        (self.width * self.components).max(1)
    }

    /// The components of a line; none behind the last.
    fn line(&self, y: usize) -> Vec<&[u16]> {
        let samples = self.line_samples();
        let start = y.saturating_mul(samples);
        let line = start
            .checked_add(samples)
            .and_then(|end| self.data.get(start..end));
        line.unwrap_or(&[])
            .chunks_exact(self.width.max(1))
            .collect()
    }

    /// Appends `count` lines from line `first` on, as far as there are so many, as R G B A.
    pub fn render(&self, view: &View, first: usize, count: usize, rgba: &mut Vec<u8>) {
        let mut writer = view.deep_writer(self.model, self.components, self.ink, self.precision);
        writer.rgba = core::mem::take(rgba);
        self.write(&mut writer, first, count);
        *rgba = writer.rgba;
    }

    fn write(&self, writer: &mut DeepRgbaWriter, first: usize, count: usize) {
        for y in first..first.saturating_add(count).min(self.lines()) {
            RowOut::<u16>::row(writer, y as u32, &self.line(y));
        }
    }

    /// The smallest and the largest sample of what is shown, over `count` lines from line `first` on; `None` where there are
    /// none.
    pub fn extremes(&self, shown: Shown, first: usize, count: usize) -> Option<(u16, u16)> {
        let mut found: Option<(u16, u16)> = None;
        let mut row = Vec::new();
        for y in first..first.saturating_add(count).min(self.lines()) {
            let line = self.line(y);
            let samples = match shown {
                Shown::Component(c) => line.get(usize::from(c)).copied().unwrap_or(&[]),
                Shown::Picture => {
                    row.resize(self.width * usize::from(self.model.channels()), 0);
                    color::interleave(self.model, &line, self.precision, &mut row);
                    &row
                }
            };
            for &sample in samples {
                let (low, high) = found.unwrap_or((sample, sample));
                found = Some((low.min(sample), high.max(sample)));
            }
        }
        found
    }

    /// The samples of a pixel: as [`Conversion::Picture`] says, or one component's.
    pub fn pixel(&self, shown: Shown, x: usize, y: usize) -> Vec<u16> {
        let line = self.line(y);
        let cell: Vec<&[u16]> = line.iter().filter_map(|c| c.get(x..x + 1)).collect();
        if cell.len() != self.components {
            return Vec::new();
        }
        match shown {
            Shown::Component(c) => cell.get(usize::from(c)).map_or(Vec::new(), |s| s.to_vec()),
            Shown::Picture => {
                let mut out = vec![0; self.model.channels().into()];
                color::interleave(self.model, &cell, self.precision, &mut out);
                out
            }
        }
    }
}
