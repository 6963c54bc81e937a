//! Where a decoder of packed pixels stands in the picture.

use super::header::Header;
use crate::pixelmap::{Channel, PixelSpan, RowOrder};
use crate::trace::Role;

/// The pixel that would be next.
#[derive(Clone, Debug)]
pub struct Pen {
    /// Width of the picture in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    order: RowOrder,
    /// Row, as stored.
    pub line: u32,
    /// Column.
    pub x: u32,
}

impl Pen {
    /// At the first stored pixel.
    pub const fn new(header: &Header) -> Self {
        Self {
            width: header.width,
            height: header.height,
            order: header.order,
            line: 0,
            x: 0,
        }
    }

    /// Stored row and column.
    pub const fn place(&self) -> (u32, u32) {
        (self.line, self.x)
    }

    /// At the start of the next row.
    pub fn new_line(&mut self) {
        self.line = self.line.saturating_add(1);
        self.x = 0;
    }

    /// `bits` bits of the file from `start` on, which make `count` pixels from here on.
    pub fn span(&self, start: u64, bits: u32, role: Role, count: u32, value: u32) -> PixelSpan {
        let line = self.line.min(self.height.saturating_sub(1));
        PixelSpan {
            start,
            bits,
            role,
            x: self.x,
            y: self.order.flip(line, self.height),
            count,
            step: 1,
            channel: Channel::Whole,
            value,
        }
    }
}
