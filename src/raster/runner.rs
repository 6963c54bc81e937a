//! A pipeline at work: in bounded steps, and never twice what has not changed.

use super::census::Census;
use super::crop::Rect;
use super::crop::View;
use super::k_means::KMeans;
use super::median_cut::median_cut;
use super::palette::{sort, Palette};
use super::pipeline::{Colours, Pipeline, Plan, StepReport};
use super::quantise::{Quantiser, Source, Target};
use super::resample::Resampler;
use super::scale::Scale;
use super::threshold::Threshold;
use super::tone::Toner;
use super::turn::Turner;
use crate::{Bitmap, Code, Error, Image, Limits, Picture, PictureRef};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// Pixels, or samples that are summed, of one call of [`Runner::advance`]: some milliseconds of work.
const BUDGET: u64 = 1 << 19;
/// The same for sums of vectors, of which more are done in that time.
const SAMPLES: u64 = 1 << 22;

/// How far a pipeline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many parts of so many.
    Working(u32, u32),
    /// The output is there.
    Done,
}

/// Work whose result is kept until something before it changes, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Crop and scale.
    Frame,
    Turn,
    /// Brightness, contrast, gamma, grey, negative: one pass.
    Tone,
    /// The colours to reduce to.
    Target,
    Index,
    Done,
}

/// What is being done.
#[derive(Clone, Debug)]
enum Job {
    /// The next row.
    Crop(u32),
    Scale(Box<Resampler>),
    Turn(Turner),
    Tone(Box<Toner>),
    /// The next row, and how many pixels have each grey value.
    Histogram(u32, Box<[u64; 256]>),
    Census(Census),
    KMeans(KMeans),
    Index(Box<Quantiser>),
}

/// A pipeline for one picture, whose steps may change.
///
/// ```
/// use pixelbits::raster::{Colours, Pipeline, Progress, Reduction, Runner, Threshold, Dither};
/// use pixelbits::{Image, Limits, PictureRef};
/// let image = Image { width: 2, height: 1, rgba: vec![10, 10, 10, 255, 200, 200, 200, 255] };
/// let mut runner = Runner::new(image, &Limits::default())?;
/// runner.set(Pipeline {
///     reduction: Some(Reduction {
///         colours: Colours::Threshold(Threshold::Otsu),
///         dither: Dither::None,
///     }),
///     ..Pipeline::default()
/// })?;
/// while runner.advance()? != Progress::Done {}
/// let Some(PictureRef::Bitmap(bitmap)) = runner.output() else { panic!() };
/// assert_eq!(bitmap.indices(), [0, 1]);
/// assert_eq!(runner.reports().last().unwrap().volume_bits(), 2);
/// # Ok::<(), pixelbits::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Runner {
    source: Image,
    opaque: bool,
    limits: Limits,
    pipeline: Pipeline,
    plan: Plan,
    framed: Option<Image>,
    turned: Option<Image>,
    toned: Option<Picture>,
    target: Option<Target>,
    bitmap: Option<Bitmap>,
    /// What is being done, of which stage, and the bytes it has made.
    job: Option<(Stage, Job, Vec<u8>)>,
}

/// Does everything at once: the output, and what the picture is after each step that is on.
pub fn run(
    image: Image,
    pipeline: Pipeline,
    limits: &Limits,
) -> Result<(Picture, Vec<StepReport>), Error> {
    let mut runner = Runner::new(image, limits)?;
    runner.set(pipeline)?;
    while runner.advance()? != Progress::Done {}
    let reports = runner.reports();
    Ok((runner.into_output(), reports))
}

impl Runner {
    /// With a pipeline that does nothing. Fails with [`Code::ZeroDimension`] for pictures without pixels,
    /// [`Code::Parameter`] for others than their size says, and where they exceed the limits.
    pub fn new(source: Image, limits: &Limits) -> Result<Self, Error> {
        let (width, height) = (source.width, source.height);
        if width == 0 || height == 0 {
            return Err(Error::at_bit(Code::ZeroDimension, 0));
        }
        let bytes = (u64::from(width) * u64::from(height)).checked_mul(4);
        if bytes != Some(source.rgba.len() as u64) {
            return Err(Error::at_bit(Code::Parameter, 0).with(source.rgba.len() as u64));
        }
        let (pixels, _) = source.rgba.as_chunks::<4>();
        let opaque = pixels.iter().fold(255, |all, pixel| all & pixel[3]) == 255;
        let pipeline = Pipeline::default();
        let plan = pipeline.plan(width, height, opaque, limits)?;
        Ok(Self {
            source,
            opaque,
            limits: *limits,
            pipeline,
            plan,
            framed: None,
            turned: None,
            toned: None,
            target: None,
            bitmap: None,
            job: None,
        })
    }

    /// The picture that all starts from.
    pub const fn source(&self) -> &Image {
        &self.source
    }

    /// The pipeline as it was set.
    pub const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Changes the pipeline. What comes before the first step that differs is kept, also when it is still being made. Fails
    /// with [`Code::Parameter`] for steps that make no sense, and where sizes or memory exceed the limits; all is then as
    /// before.
    pub fn set(&mut self, pipeline: Pipeline) -> Result<(), Error> {
        let Image { width, height, .. } = self.source;
        let plan = pipeline.plan(width, height, self.opaque, &self.limits)?;
        let from = self.first_difference(&pipeline, &plan);
        if from <= Stage::Frame {
            self.framed = None;
        }
        if from <= Stage::Turn {
            self.turned = None;
        }
        if from <= Stage::Tone {
            self.toned = None;
        }
        if from <= Stage::Target {
            self.target = None;
        }
        if from <= Stage::Index {
            self.bitmap = None;
        }
        self.job = self.job.take().filter(|(stage, ..)| *stage < from);
        self.pipeline = pipeline;
        self.plan = plan;
        Ok(())
    }

    /// The first stage that is no longer what it was.
    fn first_difference(&self, pipeline: &Pipeline, plan: &Plan) -> Stage {
        let (old, was) = (&self.pipeline, &self.plan);
        let ground = old.background != pipeline.background;
        let fills = |scale: &Option<Scale>| scale.is_some_and(|s| s.fit == super::Fit::Contain);
        let colours = |p: &Pipeline| p.reduction.as_ref().map(|r| r.colours.clone());
        if was.crop != plan.crop
            || was.has_frame != plan.has_frame
            || was.frame != plan.frame
            || old.scale != pipeline.scale
            || (ground && fills(&pipeline.scale))
        {
            Stage::Frame
        } else if was.turn != plan.turn || (ground && plan.turn.is_some()) {
            Stage::Turn
        } else if was.tone != plan.tone {
            Stage::Tone
        } else if colours(old) != colours(pipeline) || ground {
            Stage::Target
        } else if old.reduction != pipeline.reduction {
            Stage::Index
        } else {
            Stage::Done
        }
    }

    /// Does a bounded amount of work. Fails where memory cannot be had.
    pub fn advance(&mut self) -> Result<Progress, Error> {
        let (stage, mut job, mut out) = match self.job.take() {
            Some(job) => job,
            None => {
                let stage = self.next();
                match self.start(stage)? {
                    Some((job, out)) => (stage, job, out),
                    None => return Ok(self.progress(0, 1)),
                }
            }
        };
        let finished = self.step(&mut job, &mut out);
        let (done, all) = self.done(&job);
        if !finished {
            self.job = Some((stage, job, out));
            return Ok(self.progress(done, all));
        }
        self.keep(job, out)?;
        // One job may have led to another of the same stage.
        let (done, all) = self
            .job
            .as_ref()
            .map_or((0, 1), |(_, job, _)| self.done(job));
        Ok(self.progress(done, all))
    }

    /// What is to be done next.
    fn next(&self) -> Stage {
        let reduced = self.pipeline.reduction.is_some();
        if self.plan.has_frame && self.framed.is_none() {
            Stage::Frame
        } else if self.plan.turn.is_some() && self.turned.is_none() {
            Stage::Turn
        } else if self.plan.tone.is_some() && self.toned.is_none() {
            Stage::Tone
        } else if reduced && self.target.is_none() {
            Stage::Target
        } else if reduced && self.bitmap.is_none() {
            Stage::Index
        } else {
            Stage::Done
        }
    }

    /// The job of a stage, and room for its bytes; `None` where there is nothing to do (any more).
    fn start(&mut self, stage: Stage) -> Result<Option<(Job, Vec<u8>)>, Error> {
        let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        let (framed, turned) = (pixels(self.plan.framed), pixels(self.plan.turned));
        let background = self.pipeline.background;
        Ok(Some(match stage {
            Stage::Frame => {
                let view = View::new(&self.source, self.plan.crop);
                let job = match (self.plan.frame, self.pipeline.scale) {
                    (Some(frame), Some(scale)) => {
                        let (filter, opaque) = (scale.filter, self.opaque);
                        let scaled = Resampler::new(&view, frame, filter, background, opaque)?;
                        Job::Scale(Box::new(scaled))
                    }
                    _ => Job::Crop(0),
                };
                (job, room(4 * framed)?)
            }
            Stage::Turn => {
                let Some(turn) = self.plan.turn else {
                    return Ok(None);
                };
                let source = self.framed.as_ref().unwrap_or(&self.source);
                let turner = Turner::new(turn, source, background, self.plan.framed_opaque);
                (Job::Turn(turner), room(4 * turned)?)
            }
            Stage::Tone => {
                let Some(tone) = self.plan.tone else {
                    return Ok(None);
                };
                let bytes = if tone.grey.is_some() { 1 } else { 4 };
                let toner = Toner::new(tone, self.plan.opaque);
                (Job::Tone(Box::new(toner)), room(bytes * turned)?)
            }
            Stage::Target => match self.start_target()? {
                Some(job) => (job, Vec::new()),
                None => return Ok(None),
            },
            Stage::Index => {
                let (Some(target), Some(reduction)) = (&self.target, &self.pipeline.reduction)
                else {
                    return Ok(None);
                };
                let (width, height) = self.plan.turned;
                let dither = reduction.dither;
                let source = self.pixels();
                let made = Quantiser::new(target, dither, width, height, &source, background);
                (Job::Index(Box::new(made)), room(turned)?)
            }
            Stage::Done => return Ok(None),
        }))
    }

    /// Colours that are known are taken at once.
    fn start_target(&mut self) -> Result<Option<Job>, Error> {
        let Some(reduction) = &self.pipeline.reduction else {
            return Ok(None);
        };
        if let Some(colours) = reduction.colours.known()? {
            let threshold = match reduction.colours {
                Colours::Threshold(Threshold::Value(value)) => Some(value),
                Colours::Threshold(_) => return Ok(Some(Job::Histogram(0, Box::new([0; 256])))),
                Colours::Palette(..) => None,
            };
            self.target = Some(Target { colours, threshold });
            return Ok(None);
        }
        let Colours::Palette(_, count) = reduction.colours else {
            return Ok(None);
        };
        let census = Census::new(self.plan.turned, count, self.pipeline.background);
        Ok(Some(Job::Census(census)))
    }

    /// The picture once it is cropped, scaled and turned.
    fn shaped(&self) -> &Image {
        let framed = self.framed.as_ref().unwrap_or(&self.source);
        self.turned.as_ref().unwrap_or(framed)
    }

    /// The pixels that become few colours.
    fn pixels(&self) -> Source<'_> {
        match &self.toned {
            Some(Picture::Bitmap(grey)) => Source::Grey(grey.width(), grey.indices()),
            Some(Picture::Image(image)) => Source::Colour(image),
            None => Source::Colour(self.shaped()),
        }
    }

    /// Goes on with a job; `true` once it is finished.
    fn step(&self, job: &mut Job, out: &mut Vec<u8>) -> bool {
        let crop = View::new(&self.source, self.plan.crop);
        match job {
            Job::Crop(row) => {
                let rows = (BUDGET / u64::from(crop.width().max(1))).max(1) as u32;
                let end = row.saturating_add(rows).min(crop.height());
                for y in *row..end {
                    out.extend_from_slice(crop.row(y).as_flattened());
                }
                *row = end;
                end >= crop.height()
            }
            Job::Scale(resampler) => resampler.advance(&crop, out, SAMPLES),
            Job::Turn(turner) => {
                let source = self.framed.as_ref().unwrap_or(&self.source);
                turner.advance(source, out, BUDGET)
            }
            Job::Tone(toner) => toner.advance(&whole(self.shaped()), out, BUDGET),
            Job::Histogram(row, counts) => {
                let (Source::Grey(width, samples), (_, height)) = (self.pixels(), self.plan.turned)
                else {
                    return true;
                };
                let rows = (BUDGET / u64::from(width.max(1))).max(1) as u32;
                let end = row.saturating_add(rows).min(height);
                let range = *row as usize * width as usize..end as usize * width as usize;
                for &sample in samples.get(range).unwrap_or(&[]) {
                    counts[usize::from(sample)] += 1;
                }
                *row = end;
                end >= height
            }
            Job::Census(census) => census.advance(&self.pixels(), BUDGET),
            Job::KMeans(means) => means.advance(BUDGET),
            Job::Index(quantiser) => quantiser.advance(&self.pixels(), out, BUDGET),
        }
    }

    /// Keeps what a job has made.
    fn keep(&mut self, job: Job, out: Vec<u8>) -> Result<(), Error> {
        let image = |(width, height): (u32, u32), rgba| Image {
            width,
            height,
            rgba,
        };
        let (width, height) = self.plan.turned;
        match job {
            Job::Crop(_) | Job::Scale(_) => self.framed = Some(image(self.plan.framed, out)),
            Job::Turn(_) => self.turned = Some(image(self.plan.turned, out)),
            Job::Tone(_) => {
                let grey = self.plan.tone.is_some_and(|tone| tone.grey.is_some());
                self.toned = Some(match grey {
                    true => {
                        Picture::Bitmap(Bitmap::new(width, height, 8, Bitmap::grey_ramp(8), out)?)
                    }
                    false => Picture::Image(image(self.plan.turned, out)),
                });
            }
            Job::Histogram(_, counts) => {
                if let Some(Colours::Threshold(threshold)) = self.colours() {
                    self.target = Some(Target {
                        threshold: Some(threshold.value(&counts)),
                        colours: Bitmap::grey_ramp(1),
                    });
                }
            }
            Job::Census(census) => {
                let Some(Colours::Palette(palette, count)) = self.colours() else {
                    return Ok(());
                };
                if let Some(few) = census.few() {
                    self.set_colours(few);
                    return Ok(());
                }
                let cells = census.cells();
                let means = *palette == Palette::KMeans;
                let colours = median_cut(cells.clone(), *count);
                match means {
                    // Goes on at once: nothing is kept before it is finished.
                    true => {
                        let job = Job::KMeans(KMeans::new(&cells, &colours));
                        self.job = Some((Stage::Target, job, Vec::new()));
                    }
                    false => self.set_colours(colours),
                }
            }
            Job::KMeans(means) => self.set_colours(means.colours()),
            Job::Index(_) => {
                if let (Some(target), Some(colours)) = (&self.target, self.colours()) {
                    let (bits, colours) = (colours.bits(), target.colours.clone());
                    self.bitmap = Some(Bitmap::new(width, height, bits, colours, out)?);
                }
            }
        }
        Ok(())
    }

    fn colours(&self) -> Option<&Colours> {
        self.pipeline.reduction.as_ref().map(|r| &r.colours)
    }

    fn set_colours(&mut self, mut colours: Vec<[u8; 3]>) {
        sort(&mut colours);
        colours.dedup();
        self.target = Some(Target {
            colours,
            threshold: None,
        });
    }

    /// How much of a job is done.
    fn done(&self, job: &Job) -> (u32, u32) {
        let height = self.plan.turned.1;
        match job {
            Job::Crop(row) => (*row, self.plan.framed.1),
            Job::Scale(resampler) => (resampler.done(), self.plan.framed.1),
            Job::Turn(turner) => (turner.done(), height),
            Job::Tone(toner) => (toner.done(), height),
            Job::Histogram(row, _) => (*row, height),
            // Two halves of one stage; without the second, the first is followed by the end.
            Job::Census(census) => (census.done(), height.saturating_mul(2)),
            Job::KMeans(means) => {
                let (done, all) = means.done();
                (all + done, 2 * all)
            }
            Job::Index(quantiser) => (quantiser.done(), height),
        }
    }

    /// Where a stage stands, in thousandths of each.
    fn progress(&self, done: u32, all: u32) -> Progress {
        const PART: u32 = 1000;
        let part = u64::from(done) * u64::from(PART) / u64::from(all.max(1));
        match (&self.job, self.next()) {
            (None, Stage::Done) => Progress::Done,
            (_, stage) => Progress::Working(
                stage as u32 * PART + part.min(PART.into()) as u32,
                Stage::Done as u32 * PART,
            ),
        }
    }

    /// What the picture is after each step that is on, itself first. Also before the work is done.
    pub fn reports(&self) -> Vec<StepReport> {
        let Image { width, height, .. } = self.source;
        self.pipeline
            .reports(&self.plan, width, height, self.opaque)
    }

    /// What the pipeline makes, once it is done.
    pub fn output(&self) -> Option<PictureRef<'_>> {
        if self.next() != Stage::Done {
            return None;
        }
        Some(match (&self.bitmap, &self.toned) {
            (Some(bitmap), _) | (None, Some(Picture::Bitmap(bitmap))) => PictureRef::Bitmap(bitmap),
            (None, Some(Picture::Image(image))) => PictureRef::Image(image),
            (None, None) => PictureRef::Image(self.shaped()),
        })
    }

    /// The threshold that was found or given, where the picture is reduced by one.
    pub fn threshold(&self) -> Option<u8> {
        self.target.as_ref().and_then(|target| target.threshold)
    }

    /// As far as the pipeline has come, the picture itself, without the others.
    fn into_output(self) -> Picture {
        let shaped = self.turned.or(self.framed).unwrap_or(self.source);
        let bitmap = self.bitmap.map(Picture::Bitmap);
        bitmap.or(self.toned).unwrap_or(Picture::Image(shaped))
    }
}

/// All of a picture.
fn whole(image: &Image) -> View<'_> {
    let (width, height) = (image.width, image.height);
    let rect = Rect {
        x: 0,
        y: 0,
        width,
        height,
    };
    View::new(image, rect)
}

/// Room for so many bytes.
fn room(bytes: u64) -> Result<Vec<u8>, Error> {
    let mut out = vec![];
    let reserved = usize::try_from(bytes).map(|bytes| out.try_reserve_exact(bytes));
    match reserved {
        Ok(Ok(())) => Ok(out),
        _ => Err(Error::at_bit(Code::LimitMemory, 0).with(bytes)),
    }
}
