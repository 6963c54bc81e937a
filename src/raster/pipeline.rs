//! What is done to a picture: steps in a fixed order, each on or off.

use super::crop::Rect;
use super::dither::Dither;
use super::palette::{bits_for, is_grey, Palette};
use super::scale::{Fit, Frame, Scale};
use super::threshold::Threshold;
use super::tone::{Adjust, Grey, Invert, Tone};
use super::turn::Turn;
use crate::{Code, Error, Limits, Orientation};
use alloc::vec::Vec;

/// What is done to a picture. The fields are the steps, in the order in which they are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// The part to take; what of it lies outside of the picture does not count.
    pub crop: Option<Rect>,
    /// The size to scale to.
    pub scale: Option<Scale>,
    /// Turning and mirroring.
    pub turn: Option<Turn>,
    /// Brightness, contrast and gamma.
    pub adjust: Option<Adjust>,
    /// How grey is made. Where the reduction is to greys alone and this is `None`, it is [`Grey::Rec601`].
    pub grey: Option<Grey>,
    /// The negative.
    pub invert: Invert,
    /// Few colours.
    pub reduction: Option<Reduction>,
    /// R G B A of what is beside a picture that is fitted into a size, and of corners that a turned one leaves free. Transparent
    /// pixels are laid on its colour where they become grey or few colours.
    pub background: [u8; 4],
}

impl Default for Pipeline {
    /// Nothing; a white background.
    fn default() -> Self {
        Self {
            crop: None,
            scale: None,
            turn: None,
            adjust: None,
            grey: None,
            invert: Invert::Off,
            reduction: None,
            background: [255; 4],
        }
    }
}

impl Pipeline {
    /// Whether any step is on.
    pub fn changes(&self) -> bool {
        let nothing = Self {
            background: self.background,
            ..Self::default()
        };
        *self != nothing
    }
}

/// A step that leaves few colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// To which.
    pub colours: Colours,
    /// What is done about the difference.
    pub dither: Dither,
}

/// The colours that a picture is reduced to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Black, index 0, and white, index 1.
    Threshold(Threshold),
    /// So many colours of a palette, 2–256; those of [`Palette::Given`] are as many as they are.
    Palette(Palette, u16),
}

impl Colours {
    /// The colours that do not depend on the picture.
    pub(super) fn known(&self) -> Result<Option<Vec<[u8; 3]>>, Error> {
        match self {
            Self::Threshold(_) => Palette::Grey.colours(2),
            Self::Palette(palette, count) => palette.colours(*count),
        }
    }

    /// Bits of an index: the i of N = 2^i.
    pub fn bits(&self) -> u8 {
        match self {
            Self::Threshold(_) => 1,
            Self::Palette(Palette::Given(colours), _) => bits_for(colours.len().min(256) as u16),
            Self::Palette(_, count) => bits_for(*count),
        }
    }
}

/// A step, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The picture as it comes.
    Source,
    /// [`Pipeline::crop`].
    Crop,
    /// [`Pipeline::scale`].
    Scale,
    /// [`Pipeline::turn`].
    Turn,
    /// [`Pipeline::adjust`].
    Adjust,
    /// [`Pipeline::grey`].
    Grey,
    /// [`Pipeline::invert`].
    Invert,
    /// [`Pipeline::reduction`].
    Reduction,
}

impl Step {
    /// Identifier, such as `"crop"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Crop => "crop",
            Self::Scale => "scale",
            Self::Turn => "turn",
            Self::Adjust => "adjust",
            Self::Grey => "grey",
            Self::Invert => "invert",
            Self::Reduction => "reduction",
        }
    }
}

/// What a picture is after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// The step.
    pub step: Step,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bits a pixel: 24 in colour, 32 with transparency, 8 in grey, i of N = 2^i colours.
    pub bits: u8,
}

impl StepReport {
    /// I = W · H · i, in bits.
    pub const fn volume_bits(&self) -> u64 {
        (self.width as u64 * self.height as u64).saturating_mul(self.bits as u64)
    }
}

/// Sizes and tables that a pipeline means for one picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub crop: Rect,
    pub frame: Option<Frame>,
    /// Whether pixels are moved or made before they are turned.
    pub has_frame: bool,
    /// Size once it is cropped and scaled.
    pub framed: (u32, u32),
    /// Size once it is turned as well.
    pub turned: (u32, u32),
    /// Whether no pixel is transparent, before and after it is turned.
    pub framed_opaque: bool,
    pub opaque: bool,
    pub turn: Option<Turn>,
    pub tone: Option<Tone>,
}

impl Pipeline {
    /// For a picture of `width × height` pixels. Fails with [`Code::Parameter`] for steps that make no sense, and where sizes
    /// or memory exceed the limits.
    pub(super) fn plan(
        &self,
        width: u32,
        height: u32,
        opaque: bool,
        limits: &Limits,
    ) -> Result<Plan, Error> {
        let whole = Rect {
            x: 0,
            y: 0,
            width,
            height,
        };
        let crop = self.crop.unwrap_or(whole).within(width, height)?;
        let frame = match self.scale {
            Some(scale) => Some(scale.frame(crop.width, crop.height)?),
            None => None,
        };
        // Pictures that keep their size stay what they are, whatever the filter.
        let frame = frame.filter(|frame| !frame.keeps(crop.width, crop.height));
        let framed = frame.map_or((crop.width, crop.height), |f| (f.width, f.height));
        check_size(framed, limits)?;
        // Turns that change nothing are left out.
        let turn = self
            .turn
            .filter(|turn| turn.orientation() != Some(Orientation::Normal));
        if turn.is_some_and(|turn| !turn.degrees.is_finite()) {
            return Err(Error::at_bit(Code::Parameter, 0));
        }
        let turned = turn.map_or(framed, |turn| turn.size(framed.0, framed.1));
        check_size(turned, limits)?;
        if let Some(adjust) = &self.adjust {
            adjust.check()?;
        }
        let grey = self.grey_needed()?;
        let tone = (self.adjust.is_some() || grey.is_some() || self.invert == Invert::On)
            .then_some(Tone {
                adjust: self.adjust,
                grey,
                invert: self.invert,
                background: self.background,
            });
        let solid = self.background[3] == 255;
        let contained = self.scale.is_some_and(|scale| scale.fit == Fit::Contain);
        let framed_opaque = opaque && (solid || !contained);
        let interpolated = turn.is_some_and(|turn| turn.orientation().is_none());
        let plan = Plan {
            crop,
            frame,
            has_frame: crop != whole || frame.is_some(),
            framed,
            turned,
            framed_opaque,
            opaque: framed_opaque && (solid || !interpolated),
            turn,
            tone,
        };
        let bytes = plan.memory_bytes(self, u64::from(width) * u64::from(height));
        match bytes > limits.memory_bytes {
            true => Err(Error::at_bit(Code::LimitMemory, 0).with(bytes)),
            false => Ok(plan),
        }
    }

    /// The grey that is made, asked for or because the colours are greys.
    fn grey_needed(&self) -> Result<Option<Grey>, Error> {
        let known = match &self.reduction {
            Some(reduction) => reduction.colours.known()?,
            None => None,
        };
        let greys = known.is_some_and(|colours| is_grey(&colours));
        Ok(self.grey.or(greys.then_some(Grey::Rec601)))
    }

    /// What the picture is after each step that is on, itself first.
    pub(super) fn reports(
        &self,
        plan: &Plan,
        width: u32,
        height: u32,
        opaque: bool,
    ) -> Vec<StepReport> {
        let coloured = |opaque| if opaque { 24 } else { 32 };
        let mut reports = Vec::new();
        let mut state = ((width, height), coloured(opaque));
        let mut add = |on: bool, step, (size, bits): ((u32, u32), u8)| {
            if on {
                state = (size, bits);
                reports.push(StepReport {
                    step,
                    width: size.0,
                    height: size.1,
                    bits,
                });
            }
            state
        };
        let (_, bits) = add(true, Step::Source, ((width, height), coloured(opaque)));
        let crop = (plan.crop.width, plan.crop.height);
        add(self.crop.is_some(), Step::Crop, (crop, bits));
        let framed = (plan.framed, coloured(plan.framed_opaque));
        add(self.scale.is_some(), Step::Scale, framed);
        let turned = (plan.turned, coloured(plan.opaque));
        add(self.turn.is_some(), Step::Turn, turned);
        let (_, bits) = add(self.adjust.is_some(), Step::Adjust, turned);
        let grey = plan.tone.is_some_and(|tone| tone.grey.is_some());
        let (_, bits) = add(grey, Step::Grey, (plan.turned, if grey { 8 } else { bits }));
        add(self.invert == Invert::On, Step::Invert, (plan.turned, bits));
        if let Some(reduction) = &self.reduction {
            let bits = reduction.colours.bits();
            add(true, Step::Reduction, (plan.turned, bits));
        }
        reports
    }
}

impl Plan {
    /// Bytes of the source and of all that is kept, at most.
    fn memory_bytes(&self, pipeline: &Pipeline, source_pixels: u64) -> u64 {
        let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        let (framed, turned) = (pixels(self.framed), pixels(self.turned));
        let when = |on: bool, bytes: u64| if on { bytes } else { 0 };
        [
            4 * source_pixels,
            when(self.has_frame, 4 * framed),
            when(self.turn.is_some(), 4 * turned),
            match self.tone {
                Some(Tone { grey: Some(_), .. }) => turned,
                Some(_) => 4 * turned,
                None => 0,
            },
            when(pipeline.reduction.is_some(), turned),
        ]
        .into_iter()
        .fold(0, u64::saturating_add)
    }
}

/// Refuses sizes beyond the limits.
fn check_size((width, height): (u32, u32), limits: &Limits) -> Result<(), Error> {
    let pixels = u64::from(width) * u64::from(height);
    let (code, value) = if width > limits.width_px {
        (Code::LimitWidth, width.into())
    } else if height > limits.height_px {
        (Code::LimitHeight, height.into())
    } else if pixels > limits.pixels {
        (Code::LimitPixels, pixels)
    } else {
        return Ok(());
    };
    Err(Error::at_bit(code, 0).with(value))
}
