//! Which MCUs of a picture are sound, damaged or missing.
//!
//! Nothing is kept of a sound picture: the map is made when the first trouble comes.

use super::entropy::scan::Scan;
use super::entropy::{Harm, Trouble};
use super::frame::Geometry;
use super::syntax::marker;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// How an MCU of the picture fared over all scans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum McuState {
    /// Everything came, and nothing was wrong.
    Sound = 0,
    /// What came is right, but some scan brought nothing for it, or never came.
    Incomplete = 1,
    /// Something was wrong in it or before it in its restart interval.
    Damaged = 2,
    /// No scan brought anything for it.
    Missing = 3,
}

/// The MCUs of a picture and how they fared.
///
/// A cell is an MCU of all components; with one component, a block. In lossless frames, where an MCU is hardly more than a
/// pixel, it is a row of MCUs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamageMap {
    /// Cells across.
    pub mcus_across: u32,
    /// Cells down.
    pub mcus_down: u32,
    /// Width of a cell in pixels.
    pub mcu_width: u32,
    /// Height of a cell in pixels.
    pub mcu_height: u32,
    /// `mcus_across × mcus_down` states, row-major.
    pub states: Vec<McuState>,
}

/// Some scan brought data.
const DATA: u8 = 1;
/// What it brought cannot be trusted.
const DAMAGED: u8 = 2;
/// Some scan brought nothing.
const LACKING: u8 = 4;

/// Collects what happens while a picture is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Damage(Option<Cells>);

#[derive(Clone, Debug)]
struct Cells {
    across: u32,
    down: u32,
    width: u32,
    height: u32,
    flags: Vec<u8>,
}

impl Damage {
    /// Takes what happened in row `row` of a scan. `frame`: the frame that the scan belongs to. `lines_read`: the scans
    /// before it have come down to this line of the picture.
    pub fn row(
        &mut self,
        picture: &Geometry,
        frame: &Geometry,
        scan: &Scan,
        row: u32,
        lines_read: u64,
        troubles: &[Trouble],
    ) {
        if troubles.is_empty() && self.0.is_none() {
            return;
        }
        let across = if scan.is_lossless() {
            1
        } else {
            scan.mcus_across
        };
        let place = Place {
            picture,
            frame,
            scan,
        };
        let cells = self.0.get_or_insert_with(|| {
            let mut cells = Cells::new(picture);
            if scan.number > 0 {
                cells.fill(0..u64::from(picture.width), 0..lines_read, DATA);
            }
            cells.paint(&place, 0..across.saturating_mul(row), DATA);
            cells
        });
        let (mut at, end) = (
            across.saturating_mul(row),
            across.saturating_mul(row.saturating_add(1)),
        );
        for trouble in troubles {
            let flag = match trouble.harm {
                Harm::Damaged => DAMAGED,
                Harm::Missing => {
                    cells.paint(&place, at..trouble.mcus.start, DATA);
                    at = trouble.mcus.end;
                    LACKING
                }
            };
            cells.paint(&place, trouble.mcus.clone(), flag);
        }
        cells.paint(&place, at..end, DATA);
    }

    /// Whether nothing was wrong so far.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The map, if anything was wrong. `whole`: all scans that the frame needs have come.
    pub fn map(&self, picture: &Geometry, whole: bool) -> Option<DamageMap> {
        let cells = match &self.0 {
            Some(cells) => cells.clone(),
            None if whole => return None,
            None => {
                let mut cells = Cells::new(picture);
                cells.flags.fill(DATA);
                cells
            }
        };
        let state = |flags: u8| match (flags & DAMAGED, flags & LACKING, flags & DATA) {
            (DAMAGED, ..) => McuState::Damaged,
            (_, _, 0) => McuState::Missing,
            (_, LACKING, _) => McuState::Incomplete,
            _ if whole => McuState::Sound,
            _ => McuState::Incomplete,
        };
        Some(DamageMap {
            mcus_across: cells.across,
            mcus_down: cells.down,
            mcu_width: cells.width,
            mcu_height: cells.height,
            states: cells.flags.iter().map(|&flags| state(flags)).collect(),
        })
    }
}

/// Where MCUs of a scan lie.
struct Place<'a> {
    picture: &'a Geometry,
    frame: &'a Geometry,
    scan: &'a Scan,
}

impl Place<'_> {
    /// Pixels of the picture that MCUs `columns` of row `row` touch: across and down.
    fn pixels(&self, columns: Range<u32>, row: u32) -> (Range<u64>, Range<u64>) {
        let (frame, picture) = (self.frame, self.picture);
        let single = self
            .scan
            .parts
            .first()
            .filter(|_| self.scan.parts.len() == 1);
        let component = single.and_then(|part| frame.components.get(part.component));
        let (h, v) = component.map_or((1, 1), |c| (c.h, c.v));
        let unit = u64::from(frame.data_unit);
        // An MCU of one component is a data unit: unit · Hmax / H pixels of its frame. Frames of a hierarchical image are
        // smaller than the picture.
        let scaled = |from: u32, to: u32, max: u8, own: u8, size: u32, whole: u32| {
            let (above, below) = (
                unit * u64::from(max) * u64::from(whole),
                u64::from(own.max(1)) * u64::from(size.max(1)),
            );
            (u64::from(from) * above) / below..(u64::from(to) * above).div_ceil(below)
        };
        let columns = if self.scan.is_lossless() {
            0..self.scan.mcus_across
        } else {
            columns
        };
        (
            scaled(
                columns.start,
                columns.end,
                frame.h_max,
                h,
                frame.width,
                picture.width,
            ),
            scaled(
                row,
                row.saturating_add(1),
                frame.v_max,
                v,
                frame.height,
                picture.height,
            ),
        )
    }
}

impl Cells {
    /// Cells of a picture, of which nothing is known.
    fn new(picture: &Geometry) -> Self {
        let hierarchical = picture.marker == marker::DHP;
        let unit = if hierarchical { 8 } else { picture.data_unit };
        let single = picture.components.len() == 1;
        let (h, v) = if single {
            (1, 1)
        } else {
            (u32::from(picture.h_max), u32::from(picture.v_max))
        };
        let (width, height) = if marker::is_lossless(picture.marker) {
            (picture.width, v)
        } else {
            (unit * h, unit * v)
        };
        let across = picture.width.div_ceil(width.max(1));
        let down = picture.height.div_ceil(height.max(1));
        Self {
            across,
            down,
            width,
            height,
            flags: vec![0; across as usize * down as usize],
        }
    }

    /// Sets a flag for MCUs of a scan, which may be many rows of them.
    fn paint(&mut self, place: &Place, mcus: Range<u32>, flag: u8) {
        let lossless = place.scan.is_lossless();
        let across = if lossless {
            1
        } else {
            place.scan.mcus_across.max(1)
        };
        let end = mcus.end.min(across.saturating_mul(place.scan.mcus_down));
        let mut at = mcus.start;
        while at < end {
            let row = at / across;
            let next = (row + 1).saturating_mul(across).min(end);
            let columns = at - row * across..next - row * across;
            let (x, y) = place.pixels(columns, row);
            self.fill(x, y, flag);
            at = next;
        }
    }

    /// Sets a flag for the cells that a rectangle of pixels touches.
    fn fill(&mut self, x: Range<u64>, y: Range<u64>, flag: u8) {
        let cells = |pixels: Range<u64>, size: u32, count: u32| {
            let size = u64::from(size.max(1));
            let first = (pixels.start / size).min(count.into());
            let end = pixels.end.div_ceil(size).min(count.into());
            first as usize..end as usize
        };
        let columns = cells(x, self.width, self.across);
        for row in cells(y, self.height, self.down) {
            let start = row * self.across as usize;
            let cells = self
                .flags
                .get_mut(start + columns.start..start + columns.end);
            for flags in cells.unwrap_or(&mut []) {
                *flags |= flag;
            }
        }
    }
}
