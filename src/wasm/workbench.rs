//! A picture on the workbench: a pipeline whose steps change, done again only from the step that changed on, and what it makes.

use super::given::{nonsense, Given};
use super::raster::Raster;
use super::{fault, object};
use crate::raster::{
    Adjust, Colours, Corners, Dither, Filter, Fit, Flip, Grey, Invert, Palette, Pipeline, Progress,
    Rect, Reduction, Runner, Scale, Size, StepReport, Threshold, Turn, DISPLAYS,
};
use crate::{Error, Limits, PictureRef, Reducer};
use alloc::vec::Vec;
use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

/// The shapes of what is given and returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export type FilterName = "nearest" | "box" | "bilinear" | "lanczos";
export type GreyName = "rec601" | "rec709" | "average" | "red" | "green" | "blue";
export type PaletteName = "fixed" | "grey" | "median-cut" | "k-means";
export interface PipelineSteps {
  crop: { x: number; y: number; width: number; height: number } | null;
  scale: {
    by: "pixels" | "width" | "height" | "percent"; width: number; height: number; percent: number; filter: FilterName;
    fit: "stretch" | "contain" | "cover";
  } | null;
  turn: { degrees: number; flip: "none" | "horizontal" | "vertical" | "both"; corners: "grow" | "cut" } | null;
  adjust: { brightness: number; contrast: number; gamma: number } | null;
  grey: { weights: GreyName } | null;
  invert: boolean;
  palette: { kind: PaletteName; colours: number } | null;
  threshold: { kind: "value" | "otsu" | "mean"; value: number } | null;
  dither: string;
}
export interface StepReport { step: string; width: number; height: number; bits: number }
export interface DisplaySize { width: number; height: number; bits: number; name: string }
"#;

#[wasm_bindgen]
extern "C" {
    /// Settings of a pipeline.
    #[wasm_bindgen(typescript_type = "PipelineSteps")]
    pub type PipelineSteps;
}

/// Sizes of displays, and those that lessons use: `{width, height, bits, name}`.
#[wasm_bindgen(unchecked_return_type = "DisplaySize[]")]
pub fn displays() -> Array {
    DISPLAYS
        .iter()
        .map(|display| {
            object(&[
                ("width", display.width.into()),
                ("height", display.height.into()),
                ("bits", display.bits.into()),
                ("name", display.name.into()),
            ])
        })
        .collect()
}

/// A picture, and the pipeline that it goes through.
#[wasm_bindgen]
pub struct Workbench {
    runner: Runner,
}

#[wasm_bindgen]
impl Workbench {
    /// With a copy of a gathered picture, and a pipeline that does nothing. Throws a fault where there are no pixels.
    #[wasm_bindgen(constructor)]
    pub fn new(raster: &Raster) -> Result<Workbench, JsValue> {
        let runner = Runner::new(raster.image.clone(), &Limits::default());
        Ok(Self {
            runner: runner.map_err(|e| fault(&e))?,
        })
    }

    /// Changes the pipeline; what comes before the first step that differs is kept. Throws a fault for steps that make no
    /// sense; all is then as before.
    pub fn set(&mut self, steps: &PipelineSteps) -> Result<(), JsValue> {
        let pipeline = pipeline(&Given::new(steps));
        let set = pipeline.and_then(|pipeline| self.runner.set(pipeline));
        set.map_err(|e| fault(&e))
    }

    /// Works until `until_ms` (as `Date.now()` counts) is past; returns which part is done, 1 = all.
    pub fn advance(&mut self, until_ms: f64) -> Result<f64, JsValue> {
        loop {
            match self.runner.advance().map_err(|e| fault(&e))? {
                Progress::Done => return Ok(1.0),
                Progress::Working(done, all) if Date::now() >= until_ms => {
                    // One is for the end alone.
                    return Ok((f64::from(done) / f64::from(all.max(1))).min(0.99));
                }
                Progress::Working(..) => {}
            }
        }
    }

    /// What the picture is after each step that is on, itself first: `{step, width, height, bits}`.
    #[wasm_bindgen(unchecked_return_type = "StepReport[]")]
    pub fn reports(&self) -> Array {
        self.runner.reports().iter().map(report).collect()
    }

    /// The threshold that was found or given, where the picture is reduced by one.
    #[wasm_bindgen(getter)]
    pub fn threshold(&self) -> Option<u8> {
        self.runner.threshold()
    }

    /// Red, green and blue of each colour, where there is a list of them.
    #[wasm_bindgen(getter)]
    pub fn colours(&self) -> Vec<u8> {
        match self.runner.output() {
            Some(PictureRef::Bitmap(bitmap)) => bitmap.colours().as_flattened().to_vec(),
            _ => Vec::new(),
        }
    }

    /// RGBA of the output, reduced to means of squares of `factor` pixels a side; empty before it is done.
    pub fn preview(&self, factor: u32) -> Vec<u8> {
        let Some(picture) = self.runner.output() else {
            return Vec::new();
        };
        let factor = factor.max(1);
        let mut rgba = Vec::new();
        if factor == 1 {
            (0..picture.height()).for_each(|row| push_rgba(picture, row, &mut rgba));
            return rgba;
        }
        let mut reducer = Reducer::new(picture.width(), factor);
        for row in 0..picture.height() {
            match picture {
                PictureRef::Image(image) => {
                    let bytes = image.width as usize * 4;
                    let row = image.rgba.chunks_exact(bytes.max(1)).nth(row as usize);
                    reducer.feed(row.unwrap_or(&[]));
                }
                PictureRef::Bitmap(_) => {
                    rgba.clear();
                    push_rgba(picture, row, &mut rgba);
                    reducer.feed(&rgba);
                }
            }
        }
        reducer.end();
        reducer.take().1
    }
}

impl Workbench {
    /// What the pipeline makes. Fails with [`Code::Parameter`](crate::Code) before it is done.
    pub(super) fn output(&self) -> Result<PictureRef<'_>, Error> {
        self.runner.output().ok_or_else(nonsense)
    }
}

/// Appends a row of a picture as red, green, blue, alpha.
pub(super) fn push_rgba(picture: PictureRef, row: u32, out: &mut Vec<u8>) {
    let width = picture.width() as usize;
    let pixels = row as usize * width..(row as usize + 1) * width;
    match picture {
        PictureRef::Image(image) => {
            let bytes = image.rgba.get(pixels.start * 4..pixels.end * 4);
            out.extend_from_slice(bytes.unwrap_or(&[]));
        }
        PictureRef::Bitmap(bitmap) => {
            let indices = bitmap.indices().get(pixels).unwrap_or(&[]);
            let mut opaque = [[0, 0, 0, 255]; 256];
            for (opaque, [r, g, b]) in opaque.iter_mut().zip(bitmap.colours()) {
                *opaque = [*r, *g, *b, 255];
            }
            let start = out.len();
            out.resize(start + indices.len() * 4, 0);
            let (pixels, _) = out[start..].as_chunks_mut::<4>();
            for (pixel, &index) in pixels.iter_mut().zip(indices) {
                *pixel = opaque[usize::from(index)];
            }
        }
    }
}

fn report(report: &StepReport) -> JsValue {
    object(&[
        ("step", report.step.name().into()),
        ("width", report.width.into()),
        ("height", report.height.into()),
        ("bits", report.bits.into()),
    ])
}

/// The pipeline that settings mean.
fn pipeline(given: &Given) -> Result<Pipeline, Error> {
    let invert = match given.is("invert") {
        true => Invert::On,
        false => Invert::Off,
    };
    Ok(Pipeline {
        crop: given.inner("crop").map(|crop| rect(&crop)).transpose()?,
        scale: given
            .inner("scale")
            .map(|scale| scaled(&scale))
            .transpose()?,
        turn: given.inner("turn").map(|turn| turned(&turn)).transpose()?,
        adjust: given
            .inner("adjust")
            .map(|adjust| adjusted(&adjust))
            .transpose()?,
        grey: given.inner("grey").map(|grey| weights(&grey)).transpose()?,
        invert,
        reduction: reduction(given)?,
        ..Pipeline::default()
    })
}

fn rect(given: &Given) -> Result<Rect, Error> {
    Ok(Rect {
        x: given.whole("x")?,
        y: given.whole("y")?,
        width: given.whole("width")?,
        height: given.whole("height")?,
    })
}

fn scaled(given: &Given) -> Result<Scale, Error> {
    let size = match given.word("by").as_str() {
        "width" => Size::Width(given.whole("width")?),
        "height" => Size::Height(given.whole("height")?),
        "percent" => Size::Percent(given.number("percent")?),
        _ => Size::Pixels(given.whole("width")?, given.whole("height")?),
    };
    let filters = [
        ("nearest", Filter::Nearest),
        ("box", Filter::Box),
        ("bilinear", Filter::Bilinear),
        ("lanczos", Filter::Lanczos3),
    ];
    let fits = [
        ("stretch", Fit::Stretch),
        ("contain", Fit::Contain),
        ("cover", Fit::Cover),
    ];
    Ok(Scale {
        size,
        filter: given.choice("filter", &filters)?,
        fit: given.choice("fit", &fits)?,
    })
}

fn turned(given: &Given) -> Result<Turn, Error> {
    let flips = [
        ("none", Flip::None),
        ("horizontal", Flip::Horizontal),
        ("vertical", Flip::Vertical),
        ("both", Flip::Both),
    ];
    Ok(Turn {
        degrees: given.number("degrees")?,
        flip: given.choice("flip", &flips)?,
        corners: given.choice("corners", &[("grow", Corners::Grow), ("cut", Corners::Cut)])?,
    })
}

fn adjusted(given: &Given) -> Result<Adjust, Error> {
    Ok(Adjust {
        brightness: given.number("brightness")?,
        contrast: given.number("contrast")?,
        gamma: given.number("gamma")?,
    })
}

fn weights(given: &Given) -> Result<Grey, Error> {
    let greys = [
        ("rec601", Grey::Rec601),
        ("rec709", Grey::Rec709),
        ("average", Grey::Average),
        ("red", Grey::Red),
        ("green", Grey::Green),
        ("blue", Grey::Blue),
    ];
    given.choice("weights", &greys)
}

fn reduction(given: &Given) -> Result<Option<Reduction>, Error> {
    let colours = if let Some(threshold) = given.inner("threshold") {
        Colours::Threshold(match threshold.word("kind").as_str() {
            "otsu" => Threshold::Otsu,
            "mean" => Threshold::Mean,
            _ => Threshold::Value(threshold.byte("value")?),
        })
    } else if let Some(palette) = given.inner("palette") {
        let count = palette.whole("colours")?;
        let kind = match palette.word("kind").as_str() {
            "fixed" => Palette::Fixed,
            "grey" => Palette::Grey,
            "median-cut" => Palette::MedianCut,
            "k-means" => Palette::KMeans,
            _ => return Err(nonsense()),
        };
        Colours::Palette(kind, count.try_into().map_err(|_| nonsense())?)
    } else {
        return Ok(None);
    };
    let dither = Dither::from_name(&given.word("dither")).ok_or_else(nonsense)?;
    Ok(Some(Reduction { colours, dither }))
}
