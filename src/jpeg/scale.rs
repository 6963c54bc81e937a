//! Reduced pictures: how large the picture and its components become, and how much of a block each of them takes.
//!
//! T.81 knows no such decoding; sizes and choices are those of the reference decoder. A block of 8 × 8 coefficients
//! becomes a square of `side` × `side` samples. The side of the component with the largest factors is the scale's; one
//! with smaller factors gets a larger side, as long as that brings it nearer to the picture's size both ways:
//!
//! ```text
//! 4:2:0 at ½   luma 8 × 8 → 4 × 4, chroma 8 × 8 → 8 × 8: as large as luma, nothing is left to upsample
//! 4:2:2 at ½   luma 8 × 8 → 4 × 4, chroma the same: it is 2:1 across only, and stays so
//! ```

use super::frame::{Component, Geometry};
use super::pixels::Upsampling;

/// How large the decoded picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// As large as the file says.
    #[default]
    Full,
    /// ½ of the width and of the height, rounded up.
    Half,
    /// ¼ of them.
    Quarter,
    /// ⅛ of them: a block becomes one sample, that of its DC coefficient. Scans of a progressive frame that bring only AC
    /// coefficients of such blocks are not read where it is sure that nothing has to be estimated: they cannot change the
    /// picture. Warnings and damage then tell of what was read.
    Eighth,
}

/// A component of a reduced picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReducedComponent {
    /// Samples a side of what a block of 8 × 8 becomes: 1, 2, 4 or 8.
    pub side: u8,
    /// Width in samples.
    pub width: u32,
    /// Height in samples.
    pub height: u32,
    /// What its horizontal sampling factor has become, beside the same largest factor.
    pub h: u8,
    /// What its vertical sampling factor has become.
    pub v: u8,
}

impl Scale {
    /// Samples a side of what a block becomes, where the sampling factors are the largest.
    pub const fn side(self) -> u8 {
        match self {
            Self::Full => 8,
            Self::Half => 4,
            Self::Quarter => 2,
            Self::Eighth => 1,
        }
    }

    /// The smallest that is not below one in `reduction`.
    pub const fn of_reduction(reduction: u32) -> Self {
        match reduction {
            8.. => Self::Eighth,
            4.. => Self::Quarter,
            2.. => Self::Half,
            _ => Self::Full,
        }
    }

    /// What a width or a height of the picture becomes.
    pub const fn of(self, px: u32) -> u32 {
        self.share(px, 8)
    }

    /// `px` · side / `parts`, rounded up.
    const fn share(self, px: u32, parts: u32) -> u32 {
        // A picture's sides have 16 bits.
        (px as u64 * self.side() as u64).div_ceil(parts as u64) as u32
    }

    /// Width and height of the picture.
    pub const fn size(self, frame: &Geometry) -> (u32, u32) {
        (self.of(frame.width), self.of(frame.height))
    }

    /// What a component of a frame becomes. Its factors must be those of the frame: 1 ≤ factor ≤ largest ≤ 4.
    pub fn component(self, frame: &Geometry, component: &Component) -> ReducedComponent {
        let least = self.side();
        let (mut side, mut h, mut v) = (least, component.h, component.v);
        let doubles = |factor: u8, largest: u8| factor > 0 && largest % (2 * factor) == 0;
        while side < 8 && doubles(h, frame.h_max) && doubles(v, frame.v_max) {
            (side, h, v) = (2 * side, 2 * h, 2 * v);
        }
        ReducedComponent {
            side,
            width: self.share(
                frame.width * u32::from(h),
                8 * u32::from(frame.h_max.max(1)),
            ),
            height: self.share(
                frame.height * u32::from(v),
                8 * u32::from(frame.v_max.max(1)),
            ),
            h,
            v,
        }
    }

    /// The filters: at ⅛ there are no smooth ones.
    pub(super) const fn upsampling(self, wanted: Upsampling) -> Upsampling {
        match self {
            Self::Eighth => Upsampling::Replicate,
            _ => wanted,
        }
    }
}
