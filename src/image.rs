//! Pictures as the stages hand them on: RGBA for a canvas, samples at full depth for everything exact.

use alloc::vec::Vec;

/// A picture for a canvas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `width × height × 4` bytes, row-major from the top, R G B A, alpha not premultiplied.
    pub rgba: Vec<u8>,
}

/// Interleaved samples at full depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Samples {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Samples a pixel: 1 grey, 3 RGB, 4 CMYK as stored, anything else: component planes, upsampled, unconverted.
    pub channels: u16,
    /// Bits a sample, 1–16.
    pub precision: u8,
    /// `width × height × channels` samples, row-major from the top, channels interleaved.
    pub data: Vec<u16>,
}

/// How a stored picture is turned for showing: EXIF tag 0x0112, CIPA DC-008 4.6.4.A.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Orientation {
    /// As stored.
    #[default]
    Normal = 1,
    /// Mirrored left to right.
    FlipHorizontal = 2,
    /// Turned by 180°.
    Rotate180 = 3,
    /// Mirrored top to bottom.
    FlipVertical = 4,
    /// Mirrored about the main diagonal.
    Transpose = 5,
    /// Shown turned by 90° clockwise.
    Rotate90 = 6,
    /// Mirrored about the other diagonal.
    Transverse = 7,
    /// Shown turned by 270° clockwise.
    Rotate270 = 8,
}

/// Pixels a metre, as BMP stores them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Horizontally.
    pub x_per_metre: u32,
    /// Vertically.
    pub y_per_metre: u32,
}

impl Orientation {
    /// The orientation that EXIF numbers 1–8; `None` for any other number.
    pub const fn from_exif(number: u16) -> Option<Self> {
        Some(match number {
            1 => Self::Normal,
            2 => Self::FlipHorizontal,
            3 => Self::Rotate180,
            4 => Self::FlipVertical,
            5 => Self::Transpose,
            6 => Self::Rotate90,
            7 => Self::Transverse,
            8 => Self::Rotate270,
            _ => return None,
        })
    }

    /// `true` where width and height change places.
    pub const fn swaps_axes(self) -> bool {
        self as u8 >= 5
    }

    /// Where the stored pixel shown at `(x, y)` lies, in a stored picture of `width × height` pixels.
    ///
    /// ```
    /// use pixelbits::Orientation;
    /// // A 3 × 2 picture turned clockwise is 2 × 3; its top left pixel was stored at the bottom left.
    /// assert_eq!(Orientation::Rotate90.source(0, 0, 3, 2), (0, 1));
    /// ```
    pub const fn source(self, x: u32, y: u32, width: u32, height: u32) -> (u32, u32) {
        let (right, bottom) = (width.wrapping_sub(1), height.wrapping_sub(1));
        match self {
            Self::Normal => (x, y),
            Self::FlipHorizontal => (right.wrapping_sub(x), y),
            Self::Rotate180 => (right.wrapping_sub(x), bottom.wrapping_sub(y)),
            Self::FlipVertical => (x, bottom.wrapping_sub(y)),
            Self::Transpose => (y, x),
            Self::Rotate90 => (y, bottom.wrapping_sub(x)),
            Self::Transverse => (right.wrapping_sub(y), bottom.wrapping_sub(x)),
            Self::Rotate270 => (right.wrapping_sub(y), x),
        }
    }

    /// Turns a picture of `N` values a pixel.
    fn apply<T: Copy>(self, data: &[T], width: u32, height: u32, channels: usize) -> Vec<T> {
        let (w, h) = if self.swaps_axes() {
            (height, width)
        } else {
            (width, height)
        };
        let mut out = Vec::with_capacity(data.len());
        for y in 0..h {
            for x in 0..w {
                let (sx, sy) = self.source(x, y, width, height);
                let at = (sy as usize * width as usize + sx as usize) * channels;
                out.extend_from_slice(data.get(at..at + channels).unwrap_or(&[]));
            }
        }
        out
    }
}

impl Image {
    /// The picture as it is meant to be seen.
    pub fn oriented(self, orientation: Orientation) -> Self {
        if orientation == Orientation::Normal {
            return self;
        }
        let rgba = orientation.apply(&self.rgba, self.width, self.height, 4);
        let (width, height) = if orientation.swaps_axes() {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        Self {
            width,
            height,
            rgba,
        }
    }
}

impl Samples {
    /// The picture as it is meant to be seen.
    pub fn oriented(self, orientation: Orientation) -> Self {
        if orientation == Orientation::Normal {
            return self;
        }
        let data = orientation.apply(
            &self.data,
            self.width,
            self.height,
            usize::from(self.channels),
        );
        let (width, height) = if orientation.swaps_axes() {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        Self {
            width,
            height,
            data,
            ..self
        }
    }
}
