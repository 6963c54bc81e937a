//! Parts of a picture.

use crate::{Code, Error, Image};

/// A part of a picture, in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Pixels to the left of it.
    pub x: u32,
    /// Pixels above it.
    pub y: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl Rect {
    /// What of it lies in a picture of `width × height` pixels. Fails with [`Code::Parameter`] where nothing does.
    pub fn within(self, width: u32, height: u32) -> Result<Self, Error> {
        let cut = Self {
            width: self.width.min(width.saturating_sub(self.x)),
            height: self.height.min(height.saturating_sub(self.y)),
            ..self
        };
        match cut.width.min(cut.height) {
            0 => Err(Error::at_bit(Code::Parameter, 0)),
            _ => Ok(cut),
        }
    }
}

/// A part of a picture whose pixels stay where they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    image: &'a Image,
    rect: Rect,
}

impl<'a> View<'a> {
    /// `rect` lies in the picture.
    pub const fn new(image: &'a Image, rect: Rect) -> Self {
        Self { image, rect }
    }

    pub const fn width(&self) -> u32 {
        self.rect.width
    }

    pub const fn height(&self) -> u32 {
        self.rect.height
    }

    /// The pixels of a row; none past the end.
    pub fn row(&self, y: u32) -> &'a [[u8; 4]] {
        let (pixels, _) = self.image.rgba.as_chunks::<4>();
        let start =
            (self.rect.y as usize + y as usize) * self.image.width as usize + self.rect.x as usize;
        let row = start..start + self.rect.width as usize;
        match y < self.rect.height {
            true => pixels.get(row).unwrap_or(&[]),
            false => &[],
        }
    }
}
