//! Sizes to scale to, and how a picture is fitted into them.

use super::crop::Rect;
use crate::{Code, Error};

/// How pixels are made of those around their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// The pixel at the place itself.
    Nearest,
    /// The mean of the pixels that fall into the new one; enlarged, the same as [`Self::Nearest`].
    Box,
    /// A triangle, one pixel to each side.
    Bilinear,
    /// sinc(x) · sinc(x / 3), three pixels to each side: the sharpest.
    #[default]
    Lanczos3,
}

impl Filter {
    /// How far it reaches to each side, in pixels of the coarser picture.
    pub(super) const fn support(self) -> f64 {
        match self {
            Self::Nearest | Self::Box => 0.5,
            Self::Bilinear => 1.0,
            Self::Lanczos3 => 3.0,
        }
    }

    /// The weight of a pixel so far from the place.
    pub(super) fn weight(self, x: f64) -> f64 {
        let sinc = |x: f64| match x == 0.0 {
            true => 1.0,
            false => {
                let x = x * core::f64::consts::PI;
                libm::sin(x) / x
            }
        };
        match self {
            // Of two pixels half a pixel away, the left one.
            Self::Nearest | Self::Box => f64::from(u8::from(x > -0.5 && x <= 0.5)),
            Self::Bilinear => (1.0 - libm::fabs(x)).max(0.0),
            Self::Lanczos3 if (-3.0..3.0).contains(&x) => sinc(x) * sinc(x / 3.0),
            Self::Lanczos3 => 0.0,
        }
    }
}

/// The size to scale to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// Width and height in pixels.
    Pixels(u32, u32),
    /// This width; the height follows.
    Width(u32),
    /// This height; the width follows.
    Height(u32),
    /// So many hundredths of width and height.
    Percent(f64),
}

/// What becomes of a picture whose sides have another ratio than those of the size. Only with [`Size::Pixels`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// Its ratio is changed.
    #[default]
    Stretch,
    /// All of it is shown, in the middle, and the background beside it.
    Contain,
    /// The size is filled with its middle; what stands out is cut off.
    Cover,
}

/// A step that scales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The size to scale to.
    pub size: Size,
    /// How pixels are made. When a picture is made smaller, all filters but [`Filter::Nearest`] reach over all its pixels.
    pub filter: Filter,
    /// What becomes of other ratios.
    pub fit: Fit,
}

/// Where a scaled picture comes from and goes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Size of the picture with its background.
    pub width: u32,
    pub height: u32,
    /// Where in it the scaled pixels are.
    pub inner: Rect,
    /// Which columns and rows they are made of.
    pub columns: (f64, f64),
    pub rows: (f64, f64),
}

impl Frame {
    /// Whether a picture of `width × height` pixels stays what it is.
    pub fn keeps(&self, width: u32, height: u32) -> bool {
        let whole = Rect {
            x: 0,
            y: 0,
            width,
            height,
        };
        let (w, h) = (f64::from(width), f64::from(height));
        (self.width, self.height) == (width, height)
            && self.inner == whole
            && self.columns == (0.0, w)
            && self.rows == (0.0, h)
    }
}

impl Scale {
    /// For a picture of `width × height` pixels. Fails with [`Code::Parameter`] for sizes without pixels, and percentages that
    /// are no number.
    pub(super) fn frame(&self, width: u32, height: u32) -> Result<Frame, Error> {
        let (w, h) = (f64::from(width), f64::from(height));
        // Saturates: what is too large is refused where limits are checked.
        let whole = |x: f64| (libm::round(x) as u32).max(1);
        let (out_width, out_height) = match self.size {
            Size::Pixels(width, height) => (width, height),
            Size::Width(width) => (width, whole(h * f64::from(width) / w)),
            Size::Height(height) => (whole(w * f64::from(height) / h), height),
            Size::Percent(percent) if percent > 0.0 && percent.is_finite() => {
                (whole(w * percent / 100.0), whole(h * percent / 100.0))
            }
            Size::Percent(_) => return Err(Error::at_bit(Code::Parameter, 0)),
        };
        if out_width == 0 || out_height == 0 {
            return Err(Error::at_bit(Code::Parameter, 0));
        }
        let mut frame = Frame {
            width: out_width,
            height: out_height,
            inner: Rect {
                x: 0,
                y: 0,
                width: out_width,
                height: out_height,
            },
            columns: (0.0, w),
            rows: (0.0, h),
        };
        let Size::Pixels(..) = self.size else {
            return Ok(frame);
        };
        let across = f64::from(out_width) / w;
        let down = f64::from(out_height) / h;
        match self.fit {
            Fit::Stretch => {}
            Fit::Contain => {
                let factor = across.min(down);
                let inner_width = whole(w * factor).min(out_width);
                let inner_height = whole(h * factor).min(out_height);
                frame.inner = Rect {
                    x: (out_width - inner_width) / 2,
                    y: (out_height - inner_height) / 2,
                    width: inner_width,
                    height: inner_height,
                };
            }
            Fit::Cover => {
                let factor = across.max(down);
                let part = |whole: f64, shown: u32| {
                    let part = (f64::from(shown) / factor).min(whole);
                    ((whole - part) / 2.0, (whole + part) / 2.0)
                };
                frame.columns = part(w, out_width);
                frame.rows = part(h, out_height);
            }
        }
        Ok(frame)
    }
}
