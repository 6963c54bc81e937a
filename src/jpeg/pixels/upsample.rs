//! Upsampling: component rows to the width and number of the picture's rows (sizes: T.81 A.1.1; filters: the
//! reference decoder's).
//!
//! The ratio of a component is the largest sampling factor of the frame over its own, in each direction: 2:1 means that
//! the picture has twice as many samples. A sample lies in the middle of the pixels it stands for:
//!
//! ```text
//! 2:1   pixels   |0|1|2|3|     the triangle filter weighs the nearer of two samples ¾, the farther ¼
//!       samples  | a | b |     pixel 1 = (3a + b)/4, pixel 2 = (a + 3b)/4
//! 3:2   pixels   |0|1|2|       pixel 1 lies half way between a and b
//!       samples  |  a|b  |
//! ```
//!
//! Filters by ratio, horizontally : vertically:
//! - 1:1 copy.
//! - 2:1 and 2:2, where the component is wider than two samples, and 1:2: triangle, with the reference's rounding.
//! - Every other pair of whole ratios: replication.
//! - Where either ratio is fractional (4:3 or 3:2), each direction by itself: 2 and fractional ratios linear between
//!   pixel centres (edges repeat), 3 and 4 replication; all weights in whole numbers, one division, halves up.

use super::Sample;
use crate::{Code, Error};

/// How to upsample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Upsampling {
    /// Smooth filters: what decoders of DCT-based frames do.
    #[default]
    Fancy,
    /// Every pixel takes the sample it lies in: what decoders of lossless frames do.
    Replicate,
}

/// The filter of one component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Replication, horizontally so many times; vertically, rows are used again. 1 copies nothing.
    Replicate(u8),
    /// 2:1, triangle: [`h2v1_row`].
    FancyH2V1,
    /// 1:2, triangle: [`h1v2_row`].
    FancyH1V2,
    /// 2:2, triangle both ways: [`h2v2_row`].
    FancyH2V2,
    /// At least one ratio is fractional: [`linear_row`].
    Linear,
}

impl Filter {
    /// Chooses by ratio and by the component's width in samples.
    pub fn new(x: Axis, y: Axis, width: u32, upsampling: Upsampling) -> Self {
        match (x.whole(), y.whole(), upsampling) {
            (Some(across), Some(down), Upsampling::Fancy) => match (across, down) {
                (2, 1) if width > 2 => Self::FancyH2V1,
                (1, 2) => Self::FancyH1V2,
                (2, 2) if width > 2 => Self::FancyH2V2,
                _ => Self::Replicate(across),
            },
            (Some(across), Some(_), Upsampling::Replicate) => Self::Replicate(across),
            _ => Self::Linear,
        }
    }

    /// Whether a row needs its neighbour above or below.
    pub const fn needs_context(self) -> bool {
        matches!(self, Self::FancyH1V2 | Self::FancyH2V2 | Self::Linear)
    }
}

/// One direction of one component: where the centres of pixels lie among samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    own: u8,
    max: u8,
    upsampling: Upsampling,
}

/// Between which samples a pixel lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sample before the pixel's centre; −1 where the first sample lies after it.
    pub before: i32,
    /// Weight of the sample after `before`, in parts of [`Axis::parts`]; `before` itself has the rest.
    pub after: u32,
}

impl Axis {
    /// A component of factor `own` in a frame whose largest factor is `max`: 1 ≤ own ≤ max ≤ 4.
    pub const fn new(own: u8, max: u8, upsampling: Upsampling) -> Result<Self, Error> {
        if own == 0 || own > max || max > 4 {
            return Err(Error::at_bit(Code::BadSampling, 0).with(own as u64));
        }
        Ok(Self {
            own,
            max,
            upsampling,
        })
    }

    /// The ratio, where it is whole.
    pub const fn whole(self) -> Option<u8> {
        if self.max % self.own == 0 {
            Some(self.max / self.own)
        } else {
            None
        }
    }

    /// The sample that pixel `at` lies in; of two that share it equally, the later.
    #[inline]
    pub const fn nearest(self, at: u32) -> u32 {
        (2 * at + 1) * self.own as u32 / (2 * self.max as u32)
    }

    /// Into how many parts the way from one sample to the next is divided.
    #[inline]
    pub const fn parts(self) -> u32 {
        2 * self.max as u32
    }

    /// Between which samples pixel `at` lies. Its centre, at + ½ pixels from the edge, is
    /// (at + ½)·own/max − ½ samples from the centre of sample 0.
    ///
    /// Example, ratio 3:2: pixel 1 lies at 1½·⅔ − ½ = ½, so `before` = 0 and `after` = 3 of 6 parts.
    #[inline]
    pub const fn place(self, at: u32) -> Place {
        let smooth = match self.whole() {
            Some(ratio) => ratio == 2,
            None => true,
        };
        if !smooth || matches!(self.upsampling, Upsampling::Replicate) {
            return Place {
                before: self.nearest(at) as i32,
                after: 0,
            };
        }
        let parts = self.parts() as i32;
        let position = (2 * at as i32 + 1) * self.own as i32 - self.max as i32;
        Place {
            before: position.div_euclid(parts),
            after: position.rem_euclid(parts) as u32,
        }
    }
}

/// Which of the two rows between samples, 1:2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The upper: the row above is the far one.
    Upper,
    /// The lower: the row below is the far one.
    Lower,
}

impl Half {
    /// The half that picture row `y` is.
    pub const fn of(y: u32) -> Self {
        if y % 2 == 0 {
            Self::Upper
        } else {
            Self::Lower
        }
    }

    /// What is added before a sum is divided by four.
    pub const fn bias(self) -> u8 {
        match self {
            Self::Upper => 1,
            Self::Lower => 2,
        }
    }
}

/// Repeats every sample `ratio` times. `out`: `ratio` · `row.len()` samples; what does not fit is left out.
pub fn replicate_row<T: Sample>(row: &[T], ratio: u8, out: &mut [T]) {
    match ratio {
        2 => replicate::<T, 2>(row, out),
        3 => replicate::<T, 3>(row, out),
        4 => replicate::<T, 4>(row, out),
        _ => replicate::<T, 1>(row, out),
    }
}

#[inline(always)]
fn replicate<T: Sample, const RATIO: usize>(row: &[T], out: &mut [T]) {
    for (pixels, &sample) in out.chunks_exact_mut(RATIO).zip(row) {
        pixels.fill(sample);
    }
}

/// 2:1 horizontally: each pixel is ¾ of the sample it lies in and ¼ of the neighbour on its side; left pixels round
/// halves down, right ones up; the first and the last pixel are the first and the last sample.
///
/// `row`: at least 2 samples. `out`: twice as many; shorter ones stay as they are.
pub fn h2v1_row<T: Sample>(row: &[T], out: &mut [T]) {
    let n = row.len();
    let (&[first, second, ..], &[.., second_last, last]) = (row, row) else {
        return;
    };
    let Some(out) = out.get_mut(..2 * n) else {
        return;
    };
    let three = T::Sum::from(3);
    let left = |c: T, before: T| {
        T::narrow((T::Sum::from(c) * three + T::Sum::from(before) + T::Sum::from(1)) >> 2)
    };
    let right = |c: T, after: T| {
        T::narrow((T::Sum::from(c) * three + T::Sum::from(after) + T::Sum::from(2)) >> 2)
    };
    out[0] = first;
    out[1] = right(first, second);
    out[2 * n - 2] = left(last, second_last);
    out[2 * n - 1] = last;
    let inner = &mut out[2..2 * n - 2];
    let done = T::h2v1_lanes(row, inner);
    let (inner, row) = (inner[2 * done..].chunks_exact_mut(2), &row[done..]);
    let neighbours = row.iter().zip(&row[1..]).zip(&row[2..]);
    for (pixels, ((&before, &c), &after)) in inner.zip(neighbours) {
        pixels[0] = left(c, before);
        pixels[1] = right(c, after);
    }
}

/// 1:2 vertically: ¾ of the near row and ¼ of the far one; upper rows round halves down, lower ones up.
pub fn h1v2_row<T: Sample>(near: &[T], far: &[T], half: Half, out: &mut [T]) {
    let bias = T::Sum::from(half.bias());
    let three = T::Sum::from(3);
    let done = T::h1v2_lanes(near, far, half, out);
    let rest = near.iter().skip(done).zip(far.iter().skip(done));
    for (pixel, (&near, &far)) in out.iter_mut().skip(done).zip(rest) {
        *pixel = T::narrow((T::Sum::from(near) * three + T::Sum::from(far) + bias) >> 2);
    }
}

/// 2:2: ¾ and ¼ both ways, in one rounding; left pixels round halves up, right ones down.
///
/// `near`, `far`: the same number of samples, at least 2. `out`: twice as many; shorter ones stay as they are.
pub fn h2v2_row<T: Sample>(near: &[T], far: &[T], out: &mut [T]) {
    let n = near.len();
    if n < 2 || far.len() != n {
        return;
    }
    let Some(out) = out.get_mut(..2 * n) else {
        return;
    };
    let three = T::Sum::from(3);
    let column = |near: T, far: T| T::Sum::from(near) * three + T::Sum::from(far);
    let left = |s: T::Sum, before: T::Sum| T::narrow((s * three + before + T::Sum::from(8)) >> 4);
    let right = |s: T::Sum, after: T::Sum| T::narrow((s * three + after + T::Sum::from(7)) >> 4);

    let (first, second) = (column(near[0], far[0]), column(near[1], far[1]));
    out[0] = left(first, first);
    out[1] = right(first, second);
    let (last, second_last) = (
        column(near[n - 1], far[n - 1]),
        column(near[n - 2], far[n - 2]),
    );
    out[2 * n - 2] = left(last, second_last);
    out[2 * n - 1] = right(last, last);

    let inner = &mut out[2..2 * n - 2];
    let done = T::h2v2_lanes(near, far, inner);
    let inner = inner[2 * done..].chunks_exact_mut(2);
    let (near, far) = (&near[done..], &far[done..]);
    let near = near.iter().zip(&near[1..]).zip(&near[2..]);
    let far = far.iter().zip(&far[1..]).zip(&far[2..]);
    for (pixels, (((&n0, &n1), &n2), ((&f0, &f1), &f2))) in inner.zip(near.zip(far)) {
        let s = column(n1, f1);
        pixels[0] = left(s, column(n0, f0));
        pixels[1] = right(s, column(n2, f2));
    }
}

/// Linear between four samples. `above`, `below`: the rows that the picture row lies between; `weight_below`: parts of
/// `y`'s [`Axis::parts`]. A pixel is
/// Σ weight · sample / (parts of x · parts of y), rounded to nearest, halves up.
pub fn linear_row<T: Sample>(
    above: &[T],
    below: &[T],
    weight_below: u32,
    x: Axis,
    y: Axis,
    out: &mut [T],
) {
    let Some(end) = above.len().min(below.len()).checked_sub(1) else {
        return;
    };
    // At most 8 · 8 · 65535.
    let weight_above = y.parts().saturating_sub(weight_below);
    let divisor = x.parts() * y.parts();
    let column = |at: usize| {
        u32::from(above[at].get()) * weight_above + u32::from(below[at].get()) * weight_below
    };
    for (at, pixel) in out.iter_mut().enumerate() {
        let Place { before, after } = x.place(at as u32);
        let left = (before.max(0) as usize).min(end);
        let right = ((before + 1).max(0) as usize).min(end);
        let sum = column(left) * (x.parts() - after) + column(right) * after;
        *pixel = T::from_u32((sum + divisor / 2) / divisor);
    }
}
