//! Pictures turned and mirrored.

use super::resample::{divided, multiplied};
use crate::{Image, Orientation};
use alloc::vec::Vec;

/// How a turned picture is mirrored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flip {
    /// Not at all.
    #[default]
    None,
    /// Left to right.
    Horizontal,
    /// Top to bottom.
    Vertical,
    /// Both.
    Both,
}

/// What becomes of corners that leave the picture when it is turned by other than 90°.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Corners {
    /// The picture grows until it holds them.
    #[default]
    Grow,
    /// The picture keeps its size, and they are cut off.
    Cut,
}

/// A step that turns and then mirrors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turn {
    /// Degrees, clockwise. Whole quarters only move pixels; others are interpolated between four.
    pub degrees: f64,
    /// How the turned picture is mirrored.
    pub flip: Flip,
    /// What becomes of corners.
    pub corners: Corners,
}

impl Turn {
    /// The orientation that it is, if it is one.
    pub(super) fn orientation(&self) -> Option<Orientation> {
        use Orientation as O;
        let degrees = libm::fmod(self.degrees, 360.0);
        let quarters = match degrees {
            0.0 => 0,
            90.0 | -270.0 => 1,
            180.0 | -180.0 => 2,
            270.0 | -90.0 => 3,
            _ => return None,
        };
        Some(match (quarters, self.flip) {
            (0, Flip::None) | (2, Flip::Both) => O::Normal,
            (0, Flip::Horizontal) | (2, Flip::Vertical) => O::FlipHorizontal,
            (0, Flip::Vertical) | (2, Flip::Horizontal) => O::FlipVertical,
            (0, Flip::Both) | (2, Flip::None) => O::Rotate180,
            (1, Flip::None) | (3, Flip::Both) => O::Rotate90,
            (1, Flip::Horizontal) | (3, Flip::Vertical) => O::Transpose,
            (1, Flip::Vertical) | (3, Flip::Horizontal) => O::Transverse,
            _ => O::Rotate270,
        })
    }

    /// Size of the turned picture.
    pub(super) fn size(&self, width: u32, height: u32) -> (u32, u32) {
        match self.orientation() {
            Some(orientation) if orientation.swaps_axes() => (height, width),
            None if self.corners == Corners::Grow => {
                let (sin, cos) = libm::sincos(self.degrees.to_radians());
                let (sin, cos) = (libm::fabs(sin), libm::fabs(cos));
                let (w, h) = (f64::from(width), f64::from(height));
                // What is a whole number but for rounding is one.
                let whole = |x: f64| (libm::ceil(x - 1e-6) as u32).max(1);
                (whole(w * cos + h * sin), whole(w * sin + h * cos))
            }
            _ => (width, height),
        }
    }
}

/// Rows that are made together: what lies in a column of the source is near in the cache.
const BAND: u32 = 16;

/// Makes the rows of a turned picture.
#[derive(Clone, Debug)]
pub(super) struct Turner {
    turn: Turn,
    width: u32,
    height: u32,
    background: [u8; 4],
    opaque: bool,
    /// The next row.
    row: u32,
}

impl Turner {
    /// `opaque`: whether no pixel of the source has an alpha below 255.
    pub fn new(turn: Turn, source: &Image, background: [u8; 4], opaque: bool) -> Self {
        let (width, height) = turn.size(source.width, source.height);
        Self {
            turn,
            width,
            height,
            background,
            opaque: opaque && background[3] == 255,
            row: 0,
        }
    }

    /// Rows that are done.
    pub const fn done(&self) -> u32 {
        self.row
    }

    /// Appends the next rows, about `budget` pixels; `true` once all are there.
    pub fn advance(&mut self, source: &Image, out: &mut Vec<u8>, budget: u64) -> bool {
        let mut work = 0;
        while self.row < self.height && work < budget {
            let rows = BAND.min(self.height - self.row);
            let from = out.len();
            out.resize(from + rows as usize * self.width as usize * 4, 0);
            let band = out[from..].as_chunks_mut::<4>().0;
            let (pixels, _) = source.rgba.as_chunks::<4>();
            match self.turn.orientation() {
                Some(orientation) => self.move_band(orientation, source, pixels, band),
                None => {
                    for (y, row) in (self.row..).zip(band.chunks_exact_mut(self.width as usize)) {
                        self.interpolate(source, pixels, y, row);
                    }
                }
            }
            self.row += rows;
            work += u64::from(rows) * u64::from(self.width);
        }
        self.row >= self.height
    }

    /// A band of rows whose pixels only move.
    fn move_band(
        &self,
        orientation: Orientation,
        source: &Image,
        pixels: &[[u8; 4]],
        band: &mut [[u8; 4]],
    ) {
        let width = self.width as usize;
        let at = |x, y| {
            let (sx, sy) = orientation.source(x, y, source.width, source.height);
            i64::from(sy as i32) * i64::from(source.width) + i64::from(sx as i32)
        };
        let origin = at(0, self.row);
        // One step to the right and one down; past the edge they are still what they would be.
        let (right, down) = (at(1, self.row) - origin, at(0, self.row + 1) - origin);
        for left in (0..width).step_by(BAND as usize) {
            let tile = left..(left + BAND as usize).min(width);
            for (y, row) in (0..).zip(band.chunks_exact_mut(width)) {
                let mut from = origin + down * y + right * left as i64;
                for pixel in row.get_mut(tile.clone()).unwrap_or(&mut []) {
                    *pixel = usize::try_from(from)
                        .ok()
                        .and_then(|from| pixels.get(from).copied())
                        .unwrap_or(self.background);
                    from += right;
                }
            }
        }
    }

    /// A row whose pixels lie between four, places in units of 2^−32.
    fn interpolate(&self, source: &Image, pixels: &[[u8; 4]], y: u32, row: &mut [[u8; 4]]) {
        let (sin, cos) = libm::sincos(self.turn.degrees.to_radians());
        let horizontal = matches!(self.turn.flip, Flip::Horizontal | Flip::Both);
        let vertical = matches!(self.turn.flip, Flip::Vertical | Flip::Both);
        let sign = |flipped: bool| if flipped { -1.0 } else { 1.0 };
        // From the middle of the turned picture, before it was mirrored.
        let dx = (0.5 - f64::from(self.width) / 2.0) * sign(horizontal);
        let dy = (f64::from(y) + 0.5 - f64::from(self.height) / 2.0) * sign(vertical);
        let (w, h) = (f64::from(source.width), f64::from(source.height));
        let fixed = |v: f64| libm::round(v * 4_294_967_296.0) as i64;
        // Half a unit of the weights is added, as they are cut to 8 bits.
        let half = 1 << 23;
        let mut sx = fixed(cos * dx + sin * dy + w / 2.0 - 0.5).saturating_add(half);
        let mut sy = fixed(cos * dy - sin * dx + h / 2.0 - 0.5).saturating_add(half);
        let step_x = fixed(cos * sign(horizontal));
        let step_y = fixed(-sin * sign(horizontal));
        let (width, height) = (i64::from(source.width), i64::from(source.height));
        for pixel in row {
            let (x, y) = (sx >> 32, sy >> 32);
            let weights = ((sx >> 24) as u64 & 255, (sy >> 24) as u64 & 255);
            sx += step_x;
            sy += step_y;
            if x < -1 || y < -1 || x >= width || y >= height {
                *pixel = self.background;
                continue;
            }
            let at = y * width + x;
            let inside = x >= 0 && y >= 0 && x + 1 < width && y + 1 < height;
            let four = match inside {
                true => {
                    let upper = pixels.get(at as usize..).and_then(|p| p.first_chunk::<2>());
                    let lower = pixels.get((at + width) as usize..);
                    let lower = lower.and_then(|p| p.first_chunk::<2>());
                    let (&[a, b], &[c, d]) = (
                        upper.unwrap_or(&[self.background; 2]),
                        lower.unwrap_or(&[self.background; 2]),
                    );
                    [a, b, c, d]
                }
                false => [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| {
                    let (x, y) = (x + right, y + down);
                    match (0..width).contains(&x) && (0..height).contains(&y) {
                        true => pixels.get((y * width + x) as usize).copied(),
                        false => None,
                    }
                    .unwrap_or(self.background)
                }),
            };
            *pixel = match self.opaque {
                true => between(four, weights),
                false => divided(between(four.map(multiplied), weights)),
            };
        }
    }
}

/// Four channels, 16 bits each, of which a pixel fills the lower 8.
const fn spread(pixel: [u8; 4]) -> u64 {
    let p = u32::from_le_bytes(pixel) as u64;
    (p | p << 24) & 0x00FF_00FF_00FF_00FF
}

/// The mean of upper left, upper right, lower left and lower right, by weights of the right and the lower ones in units of
/// 2^−8, rounded across and down.
fn between([a, b, c, d]: [[u8; 4]; 4], (right, lower): (u64, u64)) -> [u8; 4] {
    const HALVES: u64 = 0x0080_0080_0080_0080;
    // 255 · 256 + 128 fits 16 bits: no channel reaches into the next.
    let mean = |p: u64, q: u64, weight: u64| {
        ((p * (256 - weight) + q * weight + HALVES) >> 8) & 0x00FF_00FF_00FF_00FF
    };
    let upper = mean(spread(a), spread(b), right);
    let mean = mean(upper, mean(spread(c), spread(d), right), lower);
    ((mean | mean >> 24) as u32).to_le_bytes()
}
