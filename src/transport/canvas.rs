//! Pixels as they come: squares of 64 × 64 are made when the first pixel of theirs comes, so that what is kept is bounded by what
//! was received as well as by limits, and the size may be known last.

use super::datagram::Colour;
use crate::{Image, Limits};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Pixels a side of a square.
const SIDE: u32 = 64;

struct Square {
    /// Rows of R G B A.
    rgba: Vec<u8>,
    /// A bit a pixel that has come, a word a row.
    come: [u64; SIDE as usize],
}

/// A picture while it comes.
pub(super) struct Canvas {
    limits: Limits,
    /// By row and column of squares.
    squares: BTreeMap<(u32, u32), Box<Square>>,
    /// Its size, once that is known.
    size: Option<(u32, u32)>,
    /// How far pixels reach.
    reach: (u32, u32),
    /// Pixels that have come.
    come: u64,
    /// A pixel had opacity.
    pub(super) alpha: bool,
}

/// What became of a pixel.
#[derive(PartialEq, Eq)]
pub(super) enum Put {
    New,
    Again,
    Outside,
}

impl Canvas {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            squares: BTreeMap::new(),
            size: None,
            reach: (0, 0),
            come: 0,
            alpha: false,
        }
    }

    /// Width and height: as told, or as far as pixels reach.
    pub(super) fn size(&self) -> (u32, u32) {
        self.size.unwrap_or(self.reach)
    }

    pub(super) fn knows_size(&self) -> bool {
        self.size.is_some()
    }

    pub(super) fn come(&self) -> u64 {
        self.come
    }

    /// The size is told. What came from outside it was none of it. False where it is too large.
    pub(super) fn set_size(&mut self, width: u32, height: u32) -> bool {
        let nothing = width == 0 || height == 0;
        if nothing || self.limits.check(width, height, 4, 0).is_err() {
            return false;
        }
        self.size = Some((width, height));
        self.come = 0;
        for (&(row, column), square) in &mut self.squares {
            let inside = width.saturating_sub(column * SIDE).min(SIDE);
            let columns = u64::MAX.checked_shr(SIDE - inside).unwrap_or(0);
            let rows = height.saturating_sub(row * SIDE);
            for (y, word) in (0..).zip(&mut square.come) {
                *word &= if y < rows { columns } else { 0 };
                self.come += u64::from(word.count_ones());
            }
        }
        true
    }

    /// Whether a pixel has come.
    pub(super) fn has(&self, x: u32, y: u32) -> bool {
        let square = self.squares.get(&(y / SIDE, x / SIDE));
        let word = square.and_then(|square| square.come.get((y % SIDE) as usize));
        word.is_some_and(|word| word >> (x % SIDE) & 1 == 1)
    }

    pub(super) fn put(&mut self, x: u32, y: u32, colour: Colour) -> Put {
        match self.size {
            Some((width, height)) if x >= width || y >= height => return Put::Outside,
            Some(_) => {}
            None => {
                let (width, height) = self.reach;
                let reach = (
                    width.max(x.saturating_add(1)),
                    height.max(y.saturating_add(1)),
                );
                if self.limits.check(reach.0, reach.1, 4, 0).is_err() {
                    return Put::Outside;
                }
                self.reach = reach;
            }
        }
        let square = self.squares.entry((y / SIDE, x / SIDE)).or_insert_with(|| {
            Box::new(Square {
                rgba: alloc::vec![0; (SIDE * SIDE * 4) as usize],
                come: [0; SIDE as usize],
            })
        });
        let at = ((y % SIDE * SIDE + x % SIDE) * 4) as usize;
        if let Some(pixel) = square.rgba.get_mut(at..at + 4) {
            pixel.copy_from_slice(&colour.rgba());
        }
        self.alpha |= matches!(colour, Colour::Rgba(_));
        let bit = 1 << (x % SIDE);
        match square.come.get_mut((y % SIDE) as usize) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                self.come += 1;
                Put::New
            }
            _ => Put::Again,
        }
    }

    /// The picture; pixels that have not come are transparent.
    pub(super) fn image(&self) -> Image {
        let (width, height) = self.size();
        let mut rgba = alloc::vec![0; width as usize * height as usize * 4];
        for (&(row, column), square) in &self.squares {
            let (left, top) = (column * SIDE, row * SIDE);
            for (y, &word) in (top..height).zip(&square.come) {
                let from = ((y - top) * SIDE * 4) as usize;
                for x in left..width.min(left.saturating_add(SIDE)) {
                    if word >> (x - left) & 1 == 0 {
                        continue;
                    }
                    let at = from + ((x - left) * 4) as usize;
                    let to = (y as usize * width as usize + x as usize) * 4;
                    if let (Some(to), Some(pixel)) =
                        (rgba.get_mut(to..to + 4), square.rgba.get(at..at + 4))
                    {
                        to.copy_from_slice(pixel);
                    }
                }
            }
        }
        Image {
            width,
            height,
            rgba,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::LIMITS;

    #[test]
    fn what_lies_outside_is_not_counted() {
        let mut canvas = Canvas::new(LIMITS);
        let grey = Colour::Rgb([9; 3]);
        for (x, y) in [(0, 0), (63, 64), (64, 63), (200, 0), (0, 200), (0, 0)] {
            assert!(canvas.put(x, y, grey) != Put::Outside);
        }
        assert_eq!((canvas.size(), canvas.come()), ((201, 201), 5));
        assert!(canvas.set_size(65, 65));
        assert_eq!(canvas.come(), 3);
        assert!(canvas.put(65, 0, grey) == Put::Outside);
        assert!(canvas.put(63, 64, grey) == Put::Again);
        assert!(canvas.has(64, 63) && !canvas.has(200, 0) && !canvas.has(1, 1));
        let image = canvas.image();
        assert_eq!(image.rgba.len(), 65 * 65 * 4);
        assert_eq!(image.rgba.iter().filter(|&&v| v != 0).count(), 3 * 4);
        assert!(!canvas.set_size(60_000, 60_000));
        // Far away pixels of a picture of unknown size: all of it would be too much.
        let mut canvas = Canvas::new(LIMITS);
        assert!(canvas.put(65_534, 0, grey) == Put::New);
        assert!(canvas.put(0, 65_534, grey) == Put::Outside);
    }
}
