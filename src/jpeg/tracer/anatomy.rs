//! One block through all stages, and which blocks a pixel is made of.

use super::crop::{BlockPixels, Crop};
use super::dissect::{Reach, Source, Touch, Unit};
use super::rows::RowWalk;
use super::{FileSpan, TracedImage, Tracer};
use crate::jpeg::budget::Budget;
use crate::jpeg::entropy::scan::Scan;
use crate::jpeg::frame::{Block, Component, Geometry};
use crate::jpeg::hierarchy::block_samples;
use crate::jpeg::pixels::upsample::{Axis, Filter};
use crate::jpeg::pixels::Upsampling;
use crate::jpeg::syntax::marker;
use crate::jpeg::walk::Quantisers;
use alloc::vec::Vec;

/// Which block; in lossless frames, which sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// A scan of its frame: those of a hierarchical image differ, elsewhere any will do.
    pub scan: u32,
    /// Index of the component in the frame.
    pub component: u16,
    /// Block column in the component.
    pub bx: u32,
    /// Block row in the component.
    pub by: u32,
}

/// One block, stage by stage: T.81 A.3, F.2, G.2.
#[derive(Clone, Debug)]
pub struct Anatomy {
    /// What each scan brought that carries its component, in file order.
    pub scans: Vec<Brought>,
    /// Quantised, natural order; zeros in lossless frames.
    pub coefficients: Block,
    /// The quantisers in force, natural order; zeros where no scan carries the component.
    pub quantisers: Quantisers,
    /// What the inverse DCT gives, row-major: samples or, in differential frames, differences.
    pub samples: [i32; 64],
    /// Upsampled and coloured, where the block's frame is the picture.
    pub pixels: Option<BlockPixels>,
}

/// What one scan brought one block.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Which scan.
    pub scan: u32,
    /// The block's own bits, in file order.
    pub spans: Vec<FileSpan>,
    /// Where the block lies in an end-of-band run that an earlier block began: the run's code, and the bits of its length.
    pub run: Vec<FileSpan>,
    /// What the DC difference was added to, if the scan brings DC values for the first time.
    pub prediction: Option<Prediction>,
    /// The coefficients after the scan, natural order.
    pub after: Block,
}

/// PRED of T.81 F.1.1.5.1, in the scan's units: multiplied by 2^Al it is a DC value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The value.
    pub value: i32,
    /// Column and row of the block whose DC value it is; `None` where prediction starts afresh.
    pub from: Option<(u32, u32)>,
}

/// How a block has a part in a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The pixel lies in it.
    Own,
    /// Upsampling mixes some of it in.
    Neighbour,
}

/// Bits that have a part in a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelBits {
    /// The block, and the scan that the bits are of.
    pub place: Place,
    /// How it has a part.
    pub part: Part,
    /// The first bit in the file.
    pub start: u64,
    /// The bit after the last; stuffed bytes may lie between.
    pub end: u64,
    /// The bits are not the block's own, but began an end-of-band run that the block lies in.
    pub run: bool,
}

impl<D: AsRef<[u8]>> Tracer<D> {
    /// A block through all stages; `None` where there is no such block.
    pub fn anatomy(&mut self, place: Place) -> Option<Anatomy> {
        let image = self.image.as_mut()?;
        let data = self.data.as_ref();
        let mut source = Source {
            data,
            structure: &self.structure,
            budget: Budget::new(data.len()),
        };
        image.anatomy(&mut source, place)
    }

    /// Reads towards row `y` of the picture as stored, so that blocks there are found at once, for as long as `more` says;
    /// gives the part of the way that is done, 1 for all. Not needed, but for those who have to answer in between.
    pub fn approach(&mut self, y: u32, more: impl FnMut() -> bool) -> f64 {
        let data = self.data.as_ref();
        match self.image.as_mut() {
            Some(image) => image.approach(data, y, more),
            None => 1.0,
        }
    }

    /// The bits that a pixel of the picture as stored is made of: those of its blocks in every scan that carries them.
    pub fn pixel_bits(&mut self, x: u32, y: u32) -> Vec<PixelBits> {
        let Some(image) = self.image.as_mut() else {
            return Vec::new();
        };
        let data = self.data.as_ref();
        let mut source = Source {
            data,
            structure: &self.structure,
            budget: Budget::new(data.len()),
        };
        image.pixel_bits(&mut source, x, y)
    }
}

impl TracedImage {
    fn approach(&mut self, data: &[u8], y: u32, mut more: impl FnMut() -> bool) -> f64 {
        let mut budget = self.budget.clone();
        let (mut done, mut all) = (0, 0);
        for frame in 0..self.frames.len() {
            let scans: Vec<usize> = (0..self.scans.len())
                .filter(|&i| self.scans.get(i).is_some_and(|t| t.frame == frame))
                .collect();
            let (Some(mut walk), Some(geometry)) = (
                RowWalk::new(self, frame, &scans, u32::MAX),
                self.frames.get(frame),
            ) else {
                continue;
            };
            let row = u64::from(y) * u64::from(geometry.mcus_down);
            let row = row / u64::from(self.geometry.height.max(1));
            let row = row.min(geometry.mcus_down.into()) as u32;
            while walk.mcu_row < row && budget.left(&mut Vec::new()) && more() {
                walk.step(self, data, &mut budget, &mut []);
            }
            done += walk.mcu_row.min(row);
            all += row;
        }
        let left = budget.left(&mut Vec::new());
        self.budget = budget;
        match done < all && left {
            true => f64::from(done) / f64::from(all),
            false => 1.0,
        }
    }

    fn anatomy(&mut self, source: &mut Source, place: Place) -> Option<Anatomy> {
        let frame = self.scans.get(place.scan as usize)?.frame;
        let geometry = self.frames.get(frame)?.clone();
        let unit: Unit = (place.component.into(), place.bx, place.by);
        let c = geometry.components.get(unit.0)?;
        if place.bx >= c.blocks_across || place.by >= c.blocks_down {
            return None;
        }
        let quantisers = self.quantisers.get(frame).cloned().unwrap_or_default();
        let mut crop = Crop::new(&geometry, unit).filter(|_| self.frames.len() == 1);
        // The blocks that DC values are predicted from come along.
        let mut units = [unit].to_vec();
        for traced in self.scans.iter().filter(|t| t.frame == frame) {
            if let Some(Some(from)) = predecessor(&geometry, &traced.scan, unit) {
                if !units.contains(&from) {
                    units.push(from);
                }
            }
        }
        let touches = self.dissect(source, frame, &units, Reach::Far, crop.as_mut());
        let own = touches.iter().filter(|touch| touch.unit == 0);
        let mut coefficients = [0; 64];
        let scans = own
            .filter_map(|touch| {
                let scan = &self.scans.get(touch.scan)?.scan;
                coefficients = touch.block.unwrap_or(coefficients);
                Some(Brought {
                    scan: scan.number,
                    spans: touch.spans.clone(),
                    run: touch.run.clone(),
                    prediction: prediction(&geometry, scan, unit, &units, &touches, touch.scan),
                    after: coefficients,
                })
            })
            .collect();
        let pixels = crop.and_then(|crop| crop.finish(source.structure, &quantisers));
        let own = quantisers.get(unit.0).copied().unwrap_or([0; 64]);
        Some(Anatomy {
            scans,
            coefficients,
            quantisers: own,
            samples: match geometry.data_unit {
                1 => [0; 64],
                _ => block_samples(&coefficients, &own, &geometry),
            },
            pixels,
        })
    }

    fn pixel_bits(&mut self, source: &mut Source, x: u32, y: u32) -> Vec<PixelBits> {
        let mut found = Vec::new();
        if x >= self.geometry.width || y >= self.geometry.height {
            return found;
        }
        // A hierarchical image's own division is that of no frame.
        let first = usize::from(self.frames.len() > 1);
        for frame in first..self.frames.len() {
            let Some(geometry) = self.frames.get(frame).cloned() else {
                continue;
            };
            let scaled = |at: u32, own: u32, whole: u32| {
                (u64::from(at) * u64::from(own) / u64::from(whole.max(1))) as u32
            };
            let x = scaled(x, geometry.width, self.geometry.width);
            let y = scaled(y, geometry.height, self.geometry.height);
            let smooth = match geometry.data_unit == 1 || first > 0 {
                true => Upsampling::Replicate,
                false => Upsampling::Fancy,
            };
            let mut units: Vec<Unit> = Vec::new();
            let mut own = Vec::new();
            for (component, c) in geometry.components.iter().enumerate() {
                let start = units.len();
                blocks_of(&geometry, component, c, (x, y), smooth, &mut units);
                own.push(start);
            }
            for touch in self.dissect(source, frame, &units, Reach::Row, None) {
                found.extend(touch_bits(&touch, &units, &own));
            }
        }
        found.sort_by_key(|bits| bits.start);
        found
    }
}

/// The blocks of a component that a pixel is made of, the one that it lies in first.
fn blocks_of(
    frame: &Geometry,
    component: usize,
    c: &Component,
    (x, y): (u32, u32),
    smooth: Upsampling,
    units: &mut Vec<Unit>,
) {
    let axes = (
        Axis::new(c.h, frame.h_max, smooth),
        Axis::new(c.v, frame.v_max, smooth),
    );
    let (Ok(across), Ok(down)) = axes else {
        return;
    };
    let alone = matches!(
        Filter::new(across, down, c.width, smooth),
        Filter::Replicate(_)
    );
    let along = |axis: Axis, at: u32, samples: u32| {
        let last = samples.saturating_sub(1);
        let nearest = axis.nearest(at).min(last) / frame.data_unit;
        let place = axis.place(at);
        let other = match place.after {
            0 => nearest,
            _ => {
                let ends = [place.before, place.before + 1].map(|s| s.max(0) as u32);
                let ends = ends.map(|s| s.min(last) / frame.data_unit);
                ends.into_iter().find(|&s| s != nearest).unwrap_or(nearest)
            }
        };
        [nearest, if alone { nearest } else { other }]
    };
    let (columns, rows) = (along(across, x, c.width), along(down, y, c.height));
    let start = units.len();
    for by in rows {
        for bx in columns {
            let unit = (component, bx, by);
            if !units.get(start..).unwrap_or(&[]).contains(&unit) {
                units.push(unit);
            }
        }
    }
}

/// The bits of a block in one scan; where it has none, those that began the run it lies in.
fn touch_bits(touch: &Touch, units: &[Unit], own: &[usize]) -> Option<PixelBits> {
    let &(component, bx, by) = units.get(touch.unit)?;
    let run = touch.spans.is_empty();
    let spans = if run { &touch.run } else { &touch.spans };
    Some(PixelBits {
        place: Place {
            scan: touch.scan as u32,
            component: component as u16,
            bx,
            by,
        },
        part: match own.contains(&touch.unit) {
            true => Part::Own,
            false => Part::Neighbour,
        },
        start: spans.first()?.start,
        end: spans.last()?.end(),
        run,
    })
}

/// The block whose DC value a scan predicts that of a block from; `None` where it predicts nothing, `Some(None)` where
/// prediction starts afresh.
fn predecessor(frame: &Geometry, scan: &Scan, (component, bx, by): Unit) -> Option<Option<Unit>> {
    let part = scan.parts.iter().find(|p| p.component == component)?;
    let brings_dc = !scan.is_lossless() && scan.band.start == 0 && !scan.refines();
    if !brings_dc || marker::is_differential(frame.marker) {
        return None;
    }
    let (column, row) = (bx / part.across, by / part.down);
    if bx % part.across > 0 {
        return Some(Some((component, bx - 1, by)));
    }
    if by % part.down > 0 {
        return Some(Some((component, bx + part.across - 1, by - 1)));
    }
    let mcu = u64::from(row) * u64::from(scan.mcus_across) + u64::from(column);
    let restarts = scan.restart_interval > 0 && mcu % u64::from(scan.restart_interval) == 0;
    if mcu == 0 || restarts {
        return Some(None);
    }
    let (column, row) = match column {
        0 => (scan.mcus_across - 1, row - 1),
        _ => (column - 1, row),
    };
    let (right, bottom) = (part.across - 1, part.down - 1);
    Some(Some((
        component,
        column * part.across + right,
        row * part.down + bottom,
    )))
}

fn prediction(
    frame: &Geometry,
    scan: &Scan,
    unit: Unit,
    units: &[Unit],
    touches: &[Touch],
    number: usize,
) -> Option<Prediction> {
    let Some((component, bx, by)) = predecessor(frame, scan, unit)? else {
        return Some(Prediction {
            value: 0,
            from: None,
        });
    };
    let of = |t: &&Touch| t.scan == number && units.get(t.unit) == Some(&(component, bx, by));
    let block = touches.iter().find(of)?.block?;
    Some(Prediction {
        value: i32::from(block[0]) >> scan.band.low_bit.min(15),
        from: Some((bx, by)),
    })
}
