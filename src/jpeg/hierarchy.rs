//! Hierarchical images: T.81 Annex J. Each frame corrects a reference, which the frames before it have made and which
//! may be doubled in size in between.

use super::frame::{BlockRows, Component, Geometry, SamplePlane};
use super::pixels::idct::{idct12, idct8, idct_difference};
use super::syntax::marker;
use super::walk::{Level, Quantisers};
use crate::{Code, Error};
use alloc::vec::Vec;

/// The components as the frames so far have made them.
#[derive(Clone, Debug)]
pub(super) struct Hierarchy {
    /// Identifiers and sizes of the whole picture's components.
    components: Vec<Component>,
    /// One plane for each; `None` until a frame brings it.
    reference: Vec<Option<SamplePlane>>,
}

/// What a frame brought.
pub(super) enum Brought<'a> {
    /// Coefficients and quantisers, one list and table for each of the frame's components.
    Blocks(&'a [BlockRows], &'a [Quantisers]),
    /// Samples or differences.
    Samples(&'a [SamplePlane]),
}

impl Hierarchy {
    /// Nothing is known of a picture that is divided in this way.
    pub fn new(picture: &Geometry) -> Self {
        Self {
            components: picture.components.clone(),
            reference: picture.components.iter().map(|_| None).collect(),
        }
    }

    /// Takes a frame that has been read: J.1.1, J.2.1.
    pub fn take(&mut self, level: &Level, brought: &Brought, warnings: &mut Vec<Error>) {
        let frame = &level.geometry;
        let differential = marker::is_differential(frame.marker);
        for (index, c) in frame.components.iter().enumerate() {
            let by_id = self.components.iter().position(|known| known.id == c.id);
            let Some(slot) = self.reference.get_mut(by_id.unwrap_or(index)) else {
                continue;
            };
            let base = match slot.take() {
                Some(plane) if differential => Some(level.expanded(plane, c)),
                _ => None,
            };
            if differential && base.is_none() {
                warnings.push(Error::at_bit(Code::MissingReference, frame.at));
            }
            let mut plane = base.unwrap_or_else(|| SamplePlane::new(c.width, c.height));
            match brought {
                Brought::Samples(planes) => {
                    if let Some(from) = planes.get(index) {
                        add_samples(&mut plane, from, differential);
                    }
                }
                Brought::Blocks(rows, quantisers) => {
                    if let (Some(rows), Some(table)) = (rows.get(index), quantisers.get(index)) {
                        add_blocks(&mut plane, rows, table, frame, c);
                    }
                }
            }
            *slot = Some(plane);
        }
    }

    /// The finished planes, in the picture's own size.
    pub fn finish(&mut self) -> Vec<SamplePlane> {
        let planes = self.reference.iter_mut().zip(&self.components);
        planes
            .map(|(plane, c)| match plane.take() {
                Some(plane) => fitted(plane, c),
                None => SamplePlane::new(c.width, c.height),
            })
            .collect()
    }
}

impl Level {
    /// The reference for a component of this frame: doubled where EXP says so (J.1.1.2), cut to the component's size.
    fn expanded(&self, mut plane: SamplePlane, component: &Component) -> SamplePlane {
        if self.wider {
            // The last sample needs the one behind it.
            plane = doubled_wide(&cut(plane, component.width / 2 + 1, u32::MAX));
        }
        if self.higher {
            plane = doubled_high(&cut(plane, u32::MAX, component.height / 2 + 1));
        }
        fitted(plane, component)
    }
}

/// The first columns and lines of a plane.
fn cut(mut plane: SamplePlane, width: u32, height: u32) -> SamplePlane {
    let own = plane.width.max(1) as usize;
    plane.samples.truncate(own.saturating_mul(height as usize));
    if width < plane.width {
        let lines = plane.samples.chunks_exact(own);
        let kept = lines.flat_map(|line| line.iter().take(width as usize));
        plane = SamplePlane {
            width,
            shift: 0,
            samples: kept.copied().collect(),
        };
    }
    plane
}

/// Doubles the line length: between two samples stands their mean, rounded down; the last is repeated.
fn doubled_wide(plane: &SamplePlane) -> SamplePlane {
    let width = plane.width as usize;
    let mut samples = Vec::with_capacity(plane.samples.len() * 2);
    for line in plane.samples.chunks_exact(width.max(1)) {
        let next = line.iter().skip(1).chain(line.last());
        for (&sample, &next) in line.iter().zip(next) {
            samples.extend([sample, mean(sample, next)]);
        }
    }
    SamplePlane {
        width: plane.width * 2,
        shift: 0,
        samples,
    }
}

/// Doubles the number of lines in the same way.
fn doubled_high(plane: &SamplePlane) -> SamplePlane {
    let width = plane.width as usize;
    let mut samples = Vec::with_capacity(plane.samples.len() * 2);
    let lines = || plane.samples.chunks_exact(width.max(1));
    let below = lines().skip(1).chain(lines().last());
    for (line, below) in lines().zip(below) {
        samples.extend_from_slice(line);
        samples.extend(line.iter().zip(below).map(|(&a, &b)| mean(a, b)));
    }
    SamplePlane {
        width: plane.width,
        shift: 0,
        samples,
    }
}

fn mean(a: u16, b: u16) -> u16 {
    ((u32::from(a) + u32::from(b)) / 2) as u16
}

/// A plane of a component's size: what is too much is cut off, what is missing repeats the last column and line.
fn fitted(plane: SamplePlane, component: &Component) -> SamplePlane {
    let (width, height) = (component.width as usize, component.height as usize);
    let own = plane.width.max(1) as usize;
    if own == width && plane.samples.len() == width * height {
        return plane;
    }
    let mut samples = Vec::with_capacity(width * height);
    let mut last: &[u16] = &[];
    let mut lines = plane.samples.chunks_exact(own);
    for _ in 0..height {
        last = lines.next().unwrap_or(last);
        samples.extend(last.iter().take(width));
        let edge = last.last().copied().unwrap_or(0);
        samples.extend((last.len().min(width)..width).map(|_| edge));
    }
    SamplePlane {
        width: component.width,
        shift: 0,
        samples,
    }
}

/// Adds the differences of a lossless frame modulo 2^16 (J.2.2), or takes its samples.
fn add_samples(plane: &mut SamplePlane, from: &SamplePlane, differential: bool) {
    for (sample, &value) in plane.samples.iter_mut().zip(&from.samples) {
        let value = value << from.shift.min(15);
        *sample = if differential {
            sample.wrapping_add(value)
        } else {
            value
        };
    }
}

/// Transforms the blocks of a component and adds them to `plane` (J.2.3), or takes the samples as they are.
fn add_blocks(
    plane: &mut SamplePlane,
    rows: &BlockRows,
    quantisers: &Quantisers,
    frame: &Geometry,
    component: &Component,
) {
    let differential = marker::is_differential(frame.marker);
    let largest = (1i32 << frame.precision.min(16)) - 1;
    let width = plane.width as usize;
    for by in 0..component.blocks_down {
        let top = by as usize * 8 * width;
        let Some(lines) = plane.samples.get_mut(top..) else {
            return;
        };
        for (bx, block) in rows.row(by).iter().enumerate() {
            let values = block_samples(block, quantisers, frame);
            for (line, values) in lines
                .chunks_exact_mut(width.max(1))
                .zip(values.chunks_exact(8))
            {
                let Some(line) = line.get_mut(bx * 8..) else {
                    break;
                };
                for (sample, &value) in line.iter_mut().zip(values) {
                    let base = if differential { i32::from(*sample) } else { 0 };
                    *sample = (base + value).clamp(0, largest) as u16;
                }
            }
        }
    }
}

/// The samples of a block or, in a differential frame, the differences.
pub(super) fn block_samples(
    block: &[i16; 64],
    quantisers: &Quantisers,
    frame: &Geometry,
) -> [i32; 64] {
    match marker::is_differential(frame.marker) {
        true => idct_difference(block, quantisers, frame.precision),
        false => idct(block, quantisers, frame.precision),
    }
}

/// The samples of a block of a frame that is not differential.
fn idct(block: &[i16; 64], quantisers: &Quantisers, precision: u8) -> [i32; 64] {
    if precision <= 8 {
        let mut out = [0u8; 64];
        idct8(block, quantisers, &mut out, 8);
        out.map(i32::from)
    } else {
        let mut out = [0u16; 64];
        idct12(block, quantisers, precision, &mut out, 8);
        out.map(i32::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: u32, samples: &[u16]) -> SamplePlane {
        SamplePlane {
            width,
            shift: 0,
            samples: samples.to_vec(),
        }
    }

    fn component(width: u32, height: u32) -> Component {
        Component {
            id: 1,
            h: 1,
            v: 1,
            tq: 0,
            width,
            height,
            blocks_across: 0,
            blocks_down: 0,
            stride_blocks: 0,
            padded_blocks_down: 0,
        }
    }

    #[test]
    fn doubling_puts_means_between_and_repeats_the_edge() {
        // J.1.1.2: the first column and line stay, means are rounded down, the last sample is repeated.
        let small = plane(2, &[10, 13, 20, 41]);
        assert_eq!(
            doubled_wide(&small).samples,
            [10, 11, 13, 13, 20, 30, 41, 41]
        );
        assert_eq!(
            doubled_high(&small).samples,
            [10, 13, 15, 27, 20, 41, 20, 41]
        );
        assert_eq!(
            doubled_wide(&plane(1, &[65535, 65534])).samples,
            [65535, 65535, 65534, 65534]
        );
    }

    #[test]
    fn cutting_before_doubling_changes_nothing() {
        let samples: Vec<u16> = (0..35u16).map(|i| i * i % 97 * 600).collect();
        let large = plane(7, &samples);
        for (width, height) in [(1, 1), (5, 4), (8, 7), (13, 9), (14, 10), (20, 12)] {
            let slow = doubled_high(&doubled_wide(&large));
            let level = |geometry| Level {
                geometry,
                wider: true,
                higher: true,
            };
            let geometry = Geometry {
                at: 0,
                marker: 0xC7,
                precision: 16,
                width,
                height,
                data_unit: 1,
                h_max: 1,
                v_max: 1,
                mcus_across: width,
                mcus_down: height,
                components: Vec::new(),
            };
            let component = component(width, height);
            let fast = level(geometry).expanded(large.clone(), &component);
            assert_eq!(fast, fitted(slow, &component), "{width} × {height}");
        }
    }
}
