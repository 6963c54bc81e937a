//! Pixels to the sample planes of a frame, padded to whole blocks.

use super::color::ycc;
use super::downsample::downsample;
use crate::jpeg::frame::Geometry;
use crate::jpeg::rewrite::encode::{Layout, Pixels};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The samples of one component, padded to whole blocks by repeating the last ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaddedPlane {
    /// Samples a row: 8 × blocks across.
    pub stride: usize,
    /// Rows of samples, row-major: 8 × blocks down of them.
    pub samples: Vec<u8>,
}

impl PaddedPlane {
    /// A block's samples, centred on 0: T.81 A.3.1.
    pub fn block(&self, bx: u32, by: u32) -> [i16; 64] {
        let mut block = [0; 64];
        let first = 8 * (by as usize * self.stride + bx as usize);
        let rows = self.samples.get(first..).unwrap_or(&[]).chunks(self.stride);
        for (to, from) in block.as_chunks_mut::<8>().0.iter_mut().zip(rows) {
            for (to, &sample) in to.iter_mut().zip(from) {
                *to = i16::from(sample) - 128;
            }
        }
        block
    }
}

/// Converts and downsamples a picture; the sampling factors of the frame must divide their largest.
pub fn planes(pixels: &Pixels, geometry: &Geometry) -> Vec<PaddedPlane> {
    let components = geometry.components.iter();
    let mut planes: Vec<PaddedPlane> = components
        .map(|c| {
            let stride = 8 * c.blocks_across as usize;
            PaddedPlane {
                stride,
                samples: Vec::with_capacity(stride * 8 * c.blocks_down as usize),
            }
        })
        .collect();
    // Rows of pixels that become v rows of each component.
    let group = usize::from(geometry.v_max);
    let width = geometry.width as usize;
    let mut sums = Vec::new();
    let mut full = vec![vec![0; width * group]; planes.len()];
    for first in (0..geometry.height).step_by(group) {
        for (row, y) in (first..).take(group).enumerate() {
            let row = width * row..width * (row + 1);
            convert(pixels, y.min(geometry.height - 1), row, &mut full);
        }
        for ((plane, c), full) in planes.iter_mut().zip(&geometry.components).zip(&full) {
            let across = geometry.h_max / c.h.max(1);
            let down = group / usize::from(c.v.max(1));
            for rows in full.chunks(width * down) {
                append_row(plane, rows, width, across.into(), &mut sums);
            }
        }
    }
    for (plane, c) in planes.iter_mut().zip(&geometry.components) {
        repeat_last_row(plane, 8 * c.blocks_down as usize);
    }
    planes
}

/// Converts row `y` of the picture to rows of each component at full size.
fn convert(pixels: &Pixels, y: u32, place: Range<usize>, full: &mut [Vec<u8>]) {
    let row = pixels.row(y);
    let mut rows = full.iter_mut().filter_map(|c| c.get_mut(place.clone()));
    let luminance = rows.next().unwrap_or_default();
    let (cb, cr) = (rows.next(), rows.next());
    if pixels.layout == Layout::Grey {
        luminance.iter_mut().zip(row).for_each(|(y, &v)| *y = v);
        cb.into_iter().chain(cr).for_each(|c| c.fill(128));
        return;
    }
    let colours = row.chunks_exact(pixels.layout.channels());
    let colours = colours
        .filter_map(|p| p.first_chunk::<3>())
        .map(|&rgb| ycc(rgb));
    match (cb, cr) {
        (Some(cb), Some(cr)) => {
            let differences = cb.iter_mut().zip(cr);
            for ((y, (cb, cr)), colour) in luminance.iter_mut().zip(differences).zip(colours) {
                [*y, *cb, *cr] = colour;
            }
        }
        _ => luminance
            .iter_mut()
            .zip(colours)
            .for_each(|(y, [v, ..])| *y = v),
    }
}

/// Appends the row of samples that stands for some rows of pixels.
fn append_row(
    plane: &mut PaddedPlane,
    rows: &[u8],
    width: usize,
    across: usize,
    sums: &mut Vec<u32>,
) {
    let mut split: [&[u8]; 4] = [&[]; 4];
    let mut count = 0;
    for (slot, row) in split.iter_mut().zip(rows.chunks(width)) {
        *slot = row;
        count += 1;
    }
    let start = plane.samples.len();
    plane.samples.resize(start + plane.stride, 0);
    if let (Some(out), Some(rows)) = (plane.samples.get_mut(start..), split.get(..count)) {
        downsample(rows, across, sums, out);
    }
}

/// Makes a plane so many rows high.
fn repeat_last_row(plane: &mut PaddedPlane, height: usize) {
    let (stride, have) = (plane.stride, plane.samples.len());
    plane.samples.truncate(height * stride);
    let last = have.saturating_sub(stride)..have;
    while plane.samples.len() < height * stride {
        plane.samples.extend_from_within(last.clone());
    }
}
