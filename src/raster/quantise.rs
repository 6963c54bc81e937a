//! Pixels to indices of colours, row by row.

use super::diffuse::{Diffusion, GreySteps};
use super::dither::{Dither, Pattern};
use super::nearest::Nearest;
use super::palette::is_grey;
use super::tone::laid;
use crate::Image;
use alloc::vec;
use alloc::vec::Vec;

/// The colours of a reduced picture, and what decides between two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub colours: Vec<[u8; 3]>,
    /// From which grey value on a pixel is white, where there are black and white alone.
    pub threshold: Option<u8>,
}

/// What is made indices of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a> {
    /// `width` grey values a row.
    Grey(u32, &'a [u8]),
    /// RGBA.
    Colour(&'a Image),
}

impl<'a> Source<'a> {
    /// Grey values of a row; none where it has colours.
    pub fn grey_row(&self, y: u32) -> &'a [u8] {
        match *self {
            Self::Grey(width, samples) => part(samples, y, width),
            Self::Colour(_) => &[],
        }
    }

    /// Colours of a row; none where it has grey values.
    pub fn colour_row(&self, y: u32) -> &'a [[u8; 4]] {
        match *self {
            Self::Grey(..) => &[],
            Self::Colour(image) => part(image.rgba.as_chunks().0, y, image.width),
        }
    }
}

/// A row of `width` values.
fn part<T>(values: &[T], y: u32, width: u32) -> &[T] {
    let start = y as usize * width as usize;
    values.get(start..start + width as usize).unwrap_or(&[])
}

/// Makes the rows of indices.
#[derive(Clone, Debug)]
pub(super) struct Quantiser {
    colours: Vec<[u8; 3]>,
    background: [u8; 4],
    way: Way,
    height: u32,
    row: u32,
    /// A row of samples.
    line: Vec<u8>,
}

#[derive(Clone, Debug)]
enum Way {
    /// The index of each grey value.
    Grey(Vec<u8>),
    /// Of each grey value, the darker and the lighter index and which share of 255 it lies above the darker; shares from the
    /// pattern's threshold on take the lighter.
    GreyPattern(Vec<[u8; 3]>, Pattern),
    GreyDiffusion(GreySteps, Diffusion),
    Colour(Nearest),
    /// And how far apart the colours are.
    ColourPattern(Nearest, Pattern, i32),
    ColourDiffusion(Nearest, Diffusion),
}

impl Quantiser {
    pub fn new(
        target: &Target,
        dither: Dither,
        width: u32,
        height: u32,
        source: &Source,
        background: [u8; 4],
    ) -> Self {
        let colours = &target.colours;
        let grey = matches!(source, Source::Grey(..)) && is_grey(colours);
        let width = width as usize;
        let nearest = || Nearest::new(colours);
        let way = match (dither.kernel(), dither.pattern(), grey) {
            (Some(kernel), _, true) => {
                let choose = |value| {
                    let index = chosen(target, value);
                    let colour = colours.get(usize::from(index));
                    (index, colour.map_or(value, |c| c[0]))
                };
                Way::GreyDiffusion(GreySteps::new(choose), Diffusion::new(kernel, width, 1))
            }
            (Some(kernel), _, false) => {
                Way::ColourDiffusion(nearest(), Diffusion::new(kernel, width, 3))
            }
            (_, Some(pattern), true) => {
                Way::GreyPattern(shares(colours), shifted(pattern, target.threshold))
            }
            (_, Some(pattern), false) => Way::ColourPattern(nearest(), pattern, distance(colours)),
            (_, _, true) => Way::Grey((0..=255).map(|value| chosen(target, value)).collect()),
            (_, _, false) => Way::Colour(nearest()),
        };
        Self {
            colours: colours.clone(),
            background,
            way,
            height,
            row: 0,
            line: Vec::new(),
        }
    }

    /// Rows that are done.
    pub const fn done(&self) -> u32 {
        self.row
    }

    /// Appends the next rows, about `budget` pixels; `true` once all are there.
    pub fn advance(&mut self, source: &Source, out: &mut Vec<u8>, budget: u64) -> bool {
        let mut work = 0;
        while self.row < self.height && work < budget {
            let grey = source.grey_row(self.row);
            let colours = source.colour_row(self.row);
            let width = grey.len() + colours.len();
            self.line.clear();
            match self.way.channels() {
                1 => self.line.extend_from_slice(grey),
                _ => self.line.extend(grey.iter().flat_map(|&v| [v; 3])),
            }
            if !colours.is_empty() {
                let background = self.background;
                self.line.resize(3 * width, 0);
                for (to, &pixel) in self.line.as_chunks_mut::<3>().0.iter_mut().zip(colours) {
                    *to = match pixel {
                        [r, g, b, 255] => [r, g, b],
                        _ => laid(pixel, background),
                    };
                }
            }
            let from = out.len();
            out.resize(from + width, 0);
            self.make(&mut out[from..]);
            self.row += 1;
            // Colours take some four times as long as greys.
            work += (width * self.way.channels()) as u64;
        }
        self.row >= self.height
    }

    /// The indices of the row in `line`.
    fn make(&mut self, out: &mut [u8]) {
        let line = &self.line;
        let (pixels, _) = line.as_chunks::<3>();
        match &mut self.way {
            Way::Grey(indices) => {
                for (index, &value) in out.iter_mut().zip(line) {
                    *index = indices.get(usize::from(value)).copied().unwrap_or(0);
                }
            }
            Way::GreyPattern(shares, pattern) => {
                let thresholds = pattern.row(self.row).iter().cycle();
                for ((index, &value), &threshold) in out.iter_mut().zip(line).zip(thresholds) {
                    let [darker, lighter, share] =
                        shares.get(usize::from(value)).copied().unwrap_or_default();
                    *index = if share >= threshold { lighter } else { darker };
                }
            }
            Way::GreyDiffusion(steps, diffusion) => diffusion.grey_row(line, steps, out),
            Way::Colour(nearest) => {
                let mut last = ([0; 3], nearest.find([0; 3]));
                for (index, &pixel) in out.iter_mut().zip(pixels) {
                    if pixel != last.0 {
                        last = (pixel, nearest.find(pixel));
                    }
                    *index = last.1;
                }
            }
            Way::ColourPattern(nearest, pattern, distance) => {
                let thresholds = pattern.row(self.row).iter().cycle();
                for ((index, pixel), &threshold) in out.iter_mut().zip(pixels).zip(thresholds) {
                    let shift = shift(threshold, *distance);
                    let moved = pixel.map(|v| (i32::from(v) + shift).clamp(0, 255) as u8);
                    *index = nearest.find(moved);
                }
            }
            Way::ColourDiffusion(nearest, diffusion) => {
                diffusion.colour_row(line, &self.colours, nearest, out);
            }
        }
    }
}

impl Way {
    /// Samples a pixel that it takes.
    const fn channels(&self) -> usize {
        match self {
            Self::Grey(_) | Self::GreyPattern(..) | Self::GreyDiffusion(..) => 1,
            _ => 3,
        }
    }
}

/// The index that a grey value becomes: that of the nearest grey, the first of several, or what the threshold says.
fn chosen(target: &Target, value: u8) -> u8 {
    if let Some(threshold) = target.threshold {
        return u8::from(value >= threshold);
    }
    let greys = target.colours.iter().map(|c| c[0].abs_diff(value));
    let nearest = greys.zip(0..=255).min();
    nearest.map_or(0, |(_, index)| index)
}

/// Between which greys each value lies, as [`Way::GreyPattern`] wants it.
fn shares(colours: &[[u8; 3]]) -> Vec<[u8; 3]> {
    let mut greys: Vec<(u8, u8)> = colours.iter().map(|c| c[0]).zip(0..=255).collect();
    greys.sort_unstable();
    greys.dedup_by_key(|(grey, _)| *grey);
    let share = |value: u8| {
        let above = greys.partition_point(|(grey, _)| *grey <= value);
        let lighter = greys.get(above).or(greys.last()).copied();
        let darker = greys.get(above.saturating_sub(1)).copied();
        let ((low, darker), (high, lighter)) =
            (darker.unwrap_or_default(), lighter.unwrap_or_default());
        let range = u32::from(high.saturating_sub(low));
        let over = u32::from(value.saturating_sub(low)) * 255;
        let share = (over + range / 2).checked_div(range).unwrap_or(0);
        [darker, lighter, share.min(255) as u8]
    };
    (0..=255).map(share).collect()
}

/// Thresholds moved so that their middle is the one wanted; black stays black, white white.
fn shifted(mut pattern: Pattern, threshold: Option<u8>) -> Pattern {
    let by = i32::from(threshold.unwrap_or(128)) - 128;
    for threshold in &mut pattern.thresholds {
        *threshold = (i32::from(*threshold) + by).clamp(1, 255) as u8;
    }
    pattern
}

/// What a threshold moves each channel by: low ones up, high ones down, by half the distance between colours at most.
fn shift(threshold: u8, distance: i32) -> i32 {
    let twice = (256 - 2 * i32::from(threshold)) * distance;
    (twice + 255).div_euclid(510)
}

/// How far colours are from those nearest to them, in the mean: 255 where there is but one.
fn distance(colours: &[[u8; 3]]) -> i32 {
    let mut all = vec![];
    for (place, one) in colours.iter().enumerate() {
        let others = colours
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place);
        let squares = others.map(|(_, other)| {
            let off = one
                .iter()
                .zip(other)
                .map(|(a, b)| i32::from(a.abs_diff(*b)));
            off.map(|v| v * v).sum::<i32>()
        });
        // The same colour twice is no step.
        all.extend(squares.filter(|&square| square > 0).min());
    }
    let sum: f64 = all.iter().map(|&square| libm::sqrt(square.into())).sum();
    match all.len() {
        0 => 255,
        count => (libm::round(sum / count as f64) as i32).min(255),
    }
}
