//! Decoding in bounded steps: lines of pixels as they become final.

use super::frame::{BlockRows, Component, Geometry};
use super::picture::Picture;
use super::pixels::{
    color_model, ColorHints, ColorModel, DeepRgbaWriter, Ink, LineOut, PlaneWriter, RgbaWriter,
    RowOut, Sample, SampleWriter,
};
use super::reader::{Event, FrameReader, Order};
use super::redecode::{Edit, Following, History, Memory};
use super::shares::Share;
use super::side_by_side::Running;
use super::syntax::{self, marker, Content, Structure};
use super::{ComponentBlocks, DamageMap, Options, Orient, Outcome, Plane, Scale, TableStream};
use crate::trace::{NoTrace, Sink};
use crate::{Code, Error, Orientation, Samples};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

/// Decodes strip by strip, so that a page can draw, report progress and be stopped.
#[derive(Debug)]
pub struct Decoder<D> {
    pub(super) data: D,
    pub(super) reader: FrameReader,
    model: ColorModel,
    ink: Ink,
    pipeline: Option<Pipeline>,
    options: Options,
    rows_done: u32,
    pub(super) total_bytes: usize,
    /// What [`Decoder::step`] hands out.
    rgba: Vec<u8>,
    /// What is known from before the file was edited.
    following: Option<Following<D>>,
    /// The row of MCUs whose pixels are not handed out: the lines above them are not there.
    pub(super) silent_row: Option<u32>,
    /// The row of MCUs behind the last that is wanted.
    pub(super) end_row: u32,
    /// What of the picture is handed out, where that is not all.
    pub(super) share: Option<Share>,
}

/// From coefficients to RGBA.
#[derive(Debug)]
enum Pipeline {
    /// Samples of 8 bits.
    Shallow(Picture<u8>, RgbaWriter),
    /// Samples of 8 bits through a window.
    Windowed(Picture<u8>, DeepRgbaWriter),
    /// Samples of more.
    Deep(Picture<u16>, DeepRgbaWriter),
}

/// What one step of a [`Decoder`], or of a [`SampleDecoder`](super::SampleDecoder), brought.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'d, T = u8> {
    /// Bytes of the file read so far, of all: no pixels yet.
    Progress(usize, usize),
    /// Finished rows: first row, and `rows × width × 4` bytes of RGBA (or samples), in stored orientation.
    Rows(u32, &'d [T]),
    /// All rows have been handed out.
    Done,
}

/// What one step of a [`Decoder`] brought to a vector of the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advance {
    /// Bytes of the file read so far, of all: no pixels yet.
    Progress(usize, usize),
    /// These rows were appended, in stored orientation.
    Rows(Range<u32>),
    /// All rows have been handed out.
    Done,
}

impl<D: AsRef<[u8]>> Decoder<D> {
    /// Reads the headers.
    pub fn new(data: D, options: &Options) -> Result<Self, Error> {
        let structure = syntax::parse(data.as_ref(), &options.limits);
        Self::with_structure(data, structure, options)
    }

    /// Goes on from headers that have been read already.
    pub fn with_structure(
        data: D,
        structure: impl Into<Arc<Structure>>,
        options: &Options,
    ) -> Result<Self, Error> {
        Self::with_tables(data, structure, None, options)
    }

    /// The same, with tables that came in a stream of their own: T.81 B.5.
    pub fn with_tables(
        data: D,
        structure: impl Into<Arc<Structure>>,
        tables: Option<&TableStream>,
        options: &Options,
    ) -> Result<Self, Error> {
        let structure = structure.into();
        let copies = copies(&structure, options);
        let scale = options.scale;
        let result = |frame: &Geometry| pixels(frame, scale) * 4 * copies;
        let bytes = data.as_ref();
        let mut reader =
            FrameReader::with_options(bytes, structure, tables, options, Order::Rows, result)?;
        let (model, ink) = colors(&mut reader);
        let total_bytes = data.as_ref().len();
        Ok(Self {
            data,
            reader,
            model,
            ink,
            pipeline: None,
            options: *options,
            rows_done: 0,
            total_bytes,
            rgba: Vec::new(),
            following: None,
            silent_row: None,
            end_row: u32::MAX,
            share: None,
        })
    }

    /// Remembers how decoding goes, for [`Decoder::again`]. To be said before the first step.
    pub fn remembering(mut self) -> Self {
        if self.options.scale == Scale::Full {
            self.reader.remember();
        }
        self
    }

    /// Whether it makes use of what was remembered: not all rows come then.
    pub fn is_following(&self) -> bool {
        self.following.is_some()
    }

    /// What was remembered, once all rows have been handed out; `None` where it would be of no use.
    pub fn into_memory(mut self) -> Option<Memory<D>> {
        let history = self.reader.take_history()?;
        Some(Memory::new(self.data, &self.reader.structure, history))
    }

    /// What it remembers so far, and of which scans.
    pub(super) fn passed(&self) -> Option<(&History, &[Running])> {
        let history = self.reader.history.as_ref()?;
        Some((history, &self.reader.current))
    }

    /// Decodes a file anew after an edit. `self`: a decoder of the file as it is now, before its first step. `memory`: of the
    /// file as it was. Where possible, only rows are handed out that may differ, and `wanted` in any case; what it says of the
    /// picture is what decoding all of it says. Remembers how it goes, too.
    pub fn again(self, memory: Memory<D>, wanted: Range<u32>) -> Result<Self, Error> {
        let mut decoder = self.remembering();
        if decoder.reader.history.is_none() {
            return Ok(decoder);
        }
        let edit = Edit::between(memory.data().as_ref(), decoder.data.as_ref());
        let lines = decoder.lines();
        let wanted = wanted.start / lines..wanted.end.div_ceil(lines);
        if let Some(following) = Following::new(memory, edit, wanted, &decoder.reader) {
            following.begin(&mut decoder.reader);
            decoder.begin_at(decoder.reader.next_row)?;
            decoder.following = Some(following);
        }
        Ok(decoder)
    }

    /// A decoder of some of the rows of a picture that is being decoded [again](Decoder::again), at any scale. `rows`, of the
    /// picture at full scale, are among those that it hands out. `None` where they are as they were, or about to come.
    pub fn glimpse(&self, rows: Range<u32>, scale: Scale) -> Option<Result<Self, Error>>
    where
        D: Clone,
    {
        let following = self.following.as_ref()?;
        let lines = self.lines();
        // A row of MCUs more at each end, for filters that look over it.
        let first = (rows.start / lines).saturating_sub(1);
        let end = rows.end.div_ceil(lines).saturating_add(1);
        let data = self.data.as_ref();
        let (row, states) = following.states_at(&self.reader, data, first);
        if scale == Scale::Full && row <= following.first_row() {
            return None;
        }
        let mut reader = self.reader.clone();
        reader.history = None;
        reader.place(row, states.iter());
        let options = Options {
            scale,
            ..self.options
        };
        reader.reduce(&options);
        let mut glimpse = Self {
            data: self.data.clone(),
            reader,
            model: self.model,
            ink: self.ink,
            pipeline: None,
            options,
            rows_done: 0,
            total_bytes: self.total_bytes,
            rgba: Vec::new(),
            following: None,
            silent_row: None,
            end_row: end,
            share: None,
        };
        Some(glimpse.begin_at(row).map(|()| glimpse))
    }

    /// Whether the rows that were handed out last reach down to the bottom of the picture.
    pub fn is_at_bottom(&self) -> bool {
        self.rows_done >= self.size().1
    }

    /// Lines of the picture in a row of MCUs.
    fn lines(&self) -> u32 {
        let geometry = &self.reader.geometry;
        (geometry.data_unit * u32::from(geometry.v_max)).max(1)
    }

    /// Makes ready for a reader that begins at row `row`.
    pub(super) fn begin_at(&mut self, row: u32) -> Result<(), Error> {
        self.make_pipeline()?;
        self.silent_row = (row > 0).then_some(row);
        if let Some(pipeline) = &mut self.pipeline {
            self.rows_done = match pipeline {
                Pipeline::Shallow(picture, _) => picture.start_at(row),
                Pipeline::Windowed(picture, _) => picture.start_at(row),
                Pipeline::Deep(picture, _) => picture.start_at(row),
            };
        }
        Ok(())
    }

    /// Picture rows of a row of MCUs, and how many of its last come together with the next one.
    pub(super) fn rows_per_mcu_row(&mut self) -> Result<(u32, u32), Error> {
        self.make_pipeline()?;
        Ok(match &self.pipeline {
            Some(Pipeline::Shallow(picture, _)) => picture.rows_per_mcu_row(),
            Some(Pipeline::Windowed(picture, _)) => picture.rows_per_mcu_row(),
            Some(Pipeline::Deep(picture, _)) => picture.rows_per_mcu_row(),
            None => (1, 0),
        })
    }

    /// Size and division of the picture, as stored.
    pub fn geometry(&self) -> &Geometry {
        &self.reader.geometry
    }

    /// Width and height of what is handed out, as stored: the picture's, reduced to the scale asked for.
    pub fn size(&self) -> (u32, u32) {
        self.options.scale.size(&self.reader.geometry)
    }

    /// What the headers say.
    pub fn structure(&self) -> &Arc<Structure> {
        &self.reader.structure
    }

    /// The process: the SOF marker's second byte, of the first frame in hierarchical images.
    pub fn process(&self) -> u8 {
        self.reader.process()
    }

    /// What the components mean.
    pub fn color_model(&self) -> ColorModel {
        self.model
    }

    /// Does a bounded piece of work (at most one MCU row).
    pub fn step(&mut self) -> Result<Step<'_>, Error> {
        let mut rgba = core::mem::take(&mut self.rgba);
        rgba.clear();
        let advance = self.step_onto(&mut rgba);
        self.rgba = rgba;
        Ok(match advance? {
            Advance::Progress(reached, total) => Step::Progress(reached, total),
            Advance::Rows(rows) => Step::Rows(rows.start, &self.rgba),
            Advance::Done => Step::Done,
        })
    }

    /// The same, but appends finished rows to `rgba`, `width × 4` bytes each: nothing is copied on the way.
    pub fn step_onto(&mut self, rgba: &mut Vec<u8>) -> Result<Advance, Error> {
        if self.reader.goes_anywhere() {
            self.make_pipeline()?;
        }
        if let Some(advance) = self.pass()? {
            return Ok(advance);
        }
        let data = self.data.as_ref();
        if let Some(following) = &mut self.following {
            following.look(&self.reader, data);
        }
        if self.reader.next_row >= self.end_row {
            return Ok(Advance::Done);
        }
        let event = match &mut self.pipeline {
            Some(Pipeline::Shallow(picture, _)) => picture.advance(&mut self.reader, data),
            _ => self.reader.step(data),
        };
        let row = match event {
            Event::Read(reached) => return Ok(Advance::Progress(reached, self.total_bytes)),
            Event::Done => return Ok(Advance::Done),
            Event::Row(row) => row,
        };
        self.make_pipeline()?;
        let before = rgba.len();
        match &mut self.pipeline {
            Some(pipeline) => pipeline.rows(row, &self.reader, rgba)?,
            None => return Ok(Advance::Done),
        }
        let first = self.rows_done;
        let width = self.size().0 as usize;
        self.rows_done += ((rgba.len() - before) / 4 / width.max(1)) as u32;
        if let Some(following) = self.following.take_if(|f| f.ends_with(row)) {
            following.end(row, &mut self.reader);
        }
        if self.silent_row == Some(row) {
            rgba.truncate(before);
            return Ok(Advance::Progress(0, self.total_bytes));
        }
        Ok(self.trim(first..self.rows_done, before, rgba))
    }

    /// From now on makes pixels, at this scale, of rows of MCUs that it does not read itself, beginning with row `row`.
    pub(super) fn make_pixels_from(&mut self, row: u32, scale: Scale) -> Result<(), Error> {
        self.options.scale = scale;
        self.pipeline = None;
        self.begin_at(row)
    }

    /// Appends the pixels that row `row` of `rows`, the coefficients of the frame, makes final.
    pub(super) fn make_pixels_of(
        &mut self,
        row: u32,
        rows: &mut Vec<BlockRows>,
        rgba: &mut Vec<u8>,
    ) -> Result<Advance, Error> {
        let (before, first) = (rgba.len(), self.rows_done);
        self.reader.exchange_rows(rows);
        let made = match &mut self.pipeline {
            Some(pipeline) => pipeline.rows(row, &self.reader, rgba),
            None => Ok(()),
        };
        self.reader.exchange_rows(rows);
        made?;
        let width = self.size().0 as usize;
        self.rows_done += ((rgba.len() - before) / 4 / width.max(1)) as u32;
        if self.silent_row == Some(row) {
            rgba.truncate(before);
            return Ok(Advance::Progress(0, self.total_bytes));
        }
        Ok(Advance::Rows(first..self.rows_done))
    }

    /// Makes the pipeline, if it is not there yet: the reader's quantisers must be known.
    pub(super) fn make_pipeline(&mut self) -> Result<(), Error> {
        if self.pipeline.is_none() {
            let (model, ink) = (self.model, self.ink);
            self.pipeline = Some(Pipeline::new(&self.reader, model, ink, &self.options)?);
        }
        Ok(())
    }

    /// How the picture's MCUs fared, as far as it has been read; `None` where nothing was wrong.
    pub fn damage(&self) -> Option<DamageMap> {
        self.reader.damage()
    }

    /// Whether scans that the picture needs have not come so far: of a component, or further bits of a progressive frame.
    pub fn is_incomplete(&self) -> bool {
        self.reader.is_incomplete()
    }

    /// What was wrong so far, in file order.
    pub fn warnings(&self) -> Vec<Error> {
        warnings(&self.reader)
    }
}

impl Pipeline {
    fn new(
        reader: &FrameReader,
        model: ColorModel,
        ink: Ink,
        options: &Options,
    ) -> Result<Self, Error> {
        let view = &options.view;
        let precision = reader.geometry.precision;
        let components = reader.geometry.components.len();
        let deep = || view.deep_writer(model, components, ink, precision);
        Ok(match (precision, view.window) {
            (8, None) => {
                let writer = view.writer(model, components, ink);
                Self::Shallow(Picture::new(reader, options)?, writer)
            }
            (8, Some(_)) => Self::Windowed(Picture::new(reader, options)?, deep()),
            _ => Self::Deep(Picture::new(reader, options)?, deep()),
        })
    }

    /// Takes a row of MCUs that the reader has named, and appends the picture rows that it finishes.
    fn rows(&mut self, row: u32, reader: &FrameReader, rgba: &mut Vec<u8>) -> Result<(), Error> {
        fn through<T: Sample, W: RowOut<T>>(
            picture: &mut Picture<T>,
            writer: &mut W,
            own: fn(&mut W) -> &mut Vec<u8>,
            (row, reader): (u32, &FrameReader),
            rgba: &mut Vec<u8>,
        ) -> Result<(), Error> {
            core::mem::swap(own(writer), rgba);
            let done = picture.rows(row, reader, writer);
            core::mem::swap(own(writer), rgba);
            done
        }
        let from = (row, reader);
        match self {
            Self::Shallow(picture, writer) => through(picture, writer, |w| &mut w.rgba, from, rgba),
            Self::Windowed(picture, writer) => {
                through(picture, writer, |w| &mut w.rgba, from, rgba)
            }
            Self::Deep(picture, writer) => through(picture, writer, |w| &mut w.rgba, from, rgba),
        }
    }
}

/// Pixels of a picture.
pub(super) fn pixels(frame: &Geometry, scale: Scale) -> u64 {
    let (width, height) = scale.size(frame);
    u64::from(width) * u64::from(height)
}

/// How many times a result is held: turning makes another of it.
fn copies(structure: &Structure, options: &Options) -> u64 {
    match (options.orient, structure.orientation) {
        (Orient::Ignore, _) | (_, Orientation::Normal) => 1,
        _ => 2,
    }
}

/// Bytes of the component planes.
fn plane_bytes(frame: &Geometry, scale: Scale) -> u64 {
    let samples = |c: &Component| {
        let c = scale.component(frame, c);
        u64::from(c.width) * u64::from(c.height)
    };
    frame.components.iter().map(samples).sum::<u64>() * 2
}

/// Bit offset of the Adobe segment: the last APP14 before the first scan.
fn adobe_at(structure: &Structure) -> u64 {
    let segments = structure.segments.iter();
    let header = segments.take_while(|s| !matches!(s.content, Content::Scan(_)));
    let adobe = header.filter(|s| s.marker == marker::APP14).last();
    adobe.map_or(0, |s| s.bytes.start as u64 * 8)
}

/// What the components mean, and how ink is stored; doubts go to the warnings.
pub(super) fn colors(reader: &mut FrameReader) -> (ColorModel, Ink) {
    let (model, ink, doubt) = colors_of(&reader.structure, &reader.geometry);
    reader.warn(doubt);
    (model, ink)
}

/// What the components of a picture mean, how ink is stored, and what is doubtful about it.
pub(super) fn colors_of(
    structure: &Structure,
    picture: &Geometry,
) -> (ColorModel, Ink, Option<Error>) {
    let ids: Vec<u8> = picture.components.iter().map(|c| c.id).collect();
    let (model, doubt) = color_model(&ColorHints {
        ids: &ids,
        jfif: structure.jfif.is_some(),
        adobe: structure.adobe,
        marker: picture.marker,
        at: adobe_at(structure),
    });
    (model, Ink::of(structure.adobe), doubt)
}

/// Warnings of decoding and of those segments that decoding needs, in file order.
pub(super) fn warnings(reader: &FrameReader) -> Vec<Error> {
    // Inspection reports them; they do the picture no harm: bytes behind it, and components of the same name, of which a
    // scan takes the first that it has not taken yet.
    let mut all: Vec<Error> = reader
        .structure
        .picture_errors()
        .filter(|error| !matches!(error.code, Code::TrailingBytes | Code::BadComponent))
        .copied()
        .collect();
    all.extend(reader.warnings());
    Error::sort(&mut all);
    all
}

/// Decodes to samples at full depth, as stored (not turned).
pub(super) fn samples(data: &[u8], options: &Options) -> Result<Outcome<Samples>, Error> {
    let structure = Arc::new(syntax::parse(data, &options.limits));
    let copies = copies(&structure, options);
    let result = |frame: &Geometry| {
        pixels(frame, options.scale) * 2 * frame.components.len() as u64 * copies
    };
    let mut reader =
        FrameReader::with_options(data, structure, None, options, Order::Rows, result)?;
    let (model, _) = colors(&mut reader);
    let precision = reader.geometry.precision;
    let size = options.scale.size(&reader.geometry);
    let mut writer = SampleWriter::with_room(model, precision, size);
    match precision {
        8 => rows::<u8>(data, &mut reader, options, &mut writer)?,
        _ => rows::<u16>(data, &mut reader, options, &mut writer)?,
    }
    Ok(Outcome {
        value: writer.finish(),
        warnings: warnings(&reader),
    })
}

/// Runs a frame through the pipeline.
fn rows<T: Sample>(
    data: &[u8],
    reader: &mut FrameReader,
    options: &Options,
    out: &mut impl RowOut<T>,
) -> Result<(), Error> {
    each_row(
        data,
        reader,
        options,
        &mut NoTrace,
        |picture: &mut Picture<T>, row, reader| picture.rows(row, reader, out),
    )
}

/// Calls `each` for every MCU row, with the pipeline to put it through.
fn each_row<T: Sample>(
    data: &[u8],
    reader: &mut FrameReader,
    options: &Options,
    sink: &mut impl Sink,
    mut each: impl FnMut(&mut Picture<T>, u32, &FrameReader) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut picture = None;
    loop {
        match reader.step_to(data, sink) {
            Event::Read(_) => {}
            Event::Done => return Ok(()),
            Event::Row(row) => {
                let ready = match picture.take() {
                    Some(ready) => ready,
                    None => Picture::new(reader, options)?,
                };
                each(picture.insert(ready), row, reader)?;
            }
        }
    }
}

/// Who listens hears one scan after the other.
fn order_for<S: Sink>(_: &S) -> Order {
    if S::ON {
        Order::File
    } else {
        Order::Rows
    }
}

/// Decodes to component planes while `sink` listens.
pub(super) fn planes(
    data: &[u8],
    options: &Options,
    sink: &mut impl Sink,
) -> Result<Outcome<Vec<Plane>>, Error> {
    fn lines<T: Sample>(
        data: &[u8],
        reader: &mut FrameReader,
        options: &Options,
        sink: &mut impl Sink,
        out: &mut impl LineOut<T>,
    ) -> Result<(), Error> {
        each_row(
            data,
            reader,
            options,
            sink,
            |picture: &mut Picture<T>, row, reader| picture.lines(row, reader, out),
        )
    }
    let structure = Arc::new(syntax::parse(data, &options.limits));
    let order = order_for(sink);
    let result = |frame: &Geometry| plane_bytes(frame, options.scale);
    let mut reader = FrameReader::with_options(data, structure, None, options, order, result)?;
    let mut writer = PlaneWriter::reduced(&reader.geometry, options.scale);
    match reader.geometry.precision {
        8 => lines::<u8>(data, &mut reader, options, sink, &mut writer)?,
        _ => lines::<u16>(data, &mut reader, options, sink, &mut writer)?,
    }
    Ok(Outcome {
        value: writer.planes,
        warnings: warnings(&reader),
    })
}

/// Decodes to quantised coefficients, whatever the scale.
pub(super) fn coefficients(
    data: &[u8],
    options: &Options,
) -> Result<Outcome<Vec<ComponentBlocks>>, Error> {
    let structure = Arc::new(syntax::parse(data, &options.limits));
    let result = |frame: &Geometry| frame.coefficients() * 2;
    let options = &Options {
        scale: Scale::Full,
        ..*options
    };
    let mut reader =
        FrameReader::with_options(data, structure, None, options, Order::Rows, result)?;
    if reader.has_samples() {
        return Err(Error::at_bit(Code::NoCoefficients, 0));
    }
    let mut out: Vec<ComponentBlocks> = reader
        .geometry
        .components
        .iter()
        .map(|c| ComponentBlocks {
            blocks_across: c.blocks_across,
            blocks_down: c.blocks_down,
            blocks: Vec::with_capacity(c.blocks_across as usize * c.blocks_down as usize),
        })
        .collect();
    loop {
        let row = match reader.step(data) {
            Event::Read(_) => continue,
            Event::Done => break,
            Event::Row(row) => row,
        };
        for ((component, c), rows) in out
            .iter_mut()
            .zip(&reader.geometry.components)
            .zip(reader.rows())
        {
            let first = row * u32::from(c.v);
            for by in first..(first + u32::from(c.v)).min(c.blocks_down) {
                let blocks = rows.row(by);
                let real = blocks.get(..c.blocks_across as usize).unwrap_or(blocks);
                component.blocks.extend_from_slice(real);
            }
        }
    }
    Ok(Outcome {
        value: out,
        warnings: warnings(&reader),
    })
}
