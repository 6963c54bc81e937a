//! The two widths of decoded samples.

use super::idct::{self, Quantiser};
use super::upsample::Half;
use super::{reduced, upsample_lanes};
use crate::jpeg::frame::Block;
use crate::lanes::WIDE;
use core::ops::{Add, Mul, RangeInclusive, Shr};

/// A decoded sample: `u8` for 8 bits and less, `u16` for 9–16 bits. What depends on the width is chosen here, once.
pub trait Sample:
    Copy + Default + core::fmt::Debug + PartialEq + private::Sealed + 'static
{
    /// Holds 16 samples and a little more: the sums of the triangle filters.
    type Sum: Copy
        + Add<Output = Self::Sum>
        + Mul<Output = Self::Sum>
        + Shr<u32, Output = Self::Sum>
        + From<Self>
        + From<u8>;

    /// Precisions of DCT-based frames that decode to this width.
    const DCT_PRECISIONS: RangeInclusive<u8>;

    /// Precisions of samples that fit this width.
    const PRECISIONS: RangeInclusive<u8>;

    /// The filters divide before they narrow, so nothing is lost.
    fn narrow(sum: Self::Sum) -> Self;

    /// The low bits of a number, which is known to fit.
    fn from_u32(value: u32) -> Self;

    /// The sample as a number.
    fn get(self) -> u16;

    /// Dequantises and transforms one block, see [`idct`]. From index `end` of the zigzag order on its coefficients are
    /// known to be zero. `out`: 8 rows of 8 samples, `stride` apart.
    fn inverse_dct(
        block: (&Block, u32),
        quantiser: &Quantiser,
        precision: u8,
        out: &mut [Self],
        stride: usize,
    );

    /// The same where there is only a DC coefficient.
    fn flat_dct(dc: i16, quantiser: &Quantiser, precision: u8, out: &mut [Self], stride: usize);

    /// The same to `side` rows of `side` samples, 4, 2 or 1: see [`reduced`].
    fn reduced_dct(
        side: usize,
        coefficients: &Block,
        quantiser: &Quantiser,
        precision: u8,
        out: &mut [Self],
        stride: usize,
    );

    /// The first inner pixels of [`super::upsample::h2v1_row`], many at a time where the machine can; of how many samples.
    fn h2v1_lanes(_row: &[Self], _out: &mut [Self]) -> usize {
        0
    }

    /// The same of [`super::upsample::h2v2_row`].
    fn h2v2_lanes(_near: &[Self], _far: &[Self], _out: &mut [Self]) -> usize {
        0
    }

    /// The first pixels of [`super::upsample::h1v2_row`]; how many.
    fn h1v2_lanes(_near: &[Self], _far: &[Self], _half: Half, _out: &mut [Self]) -> usize {
        0
    }
}

mod private {
    pub trait Sealed {}
    impl Sealed for u8 {}
    impl Sealed for u16 {}
}

impl Sample for u8 {
    /// 16 · 255 + 8 fits.
    type Sum = u16;
    const DCT_PRECISIONS: RangeInclusive<u8> = 8..=8;
    const PRECISIONS: RangeInclusive<u8> = 1..=8;

    #[inline(always)]
    fn narrow(sum: u16) -> Self {
        sum as u8
    }

    #[inline(always)]
    fn from_u32(value: u32) -> Self {
        value as u8
    }

    #[inline(always)]
    fn get(self) -> u16 {
        self.into()
    }

    #[inline(always)]
    fn inverse_dct(
        (coefficients, end): (&Block, u32),
        quantiser: &Quantiser,
        _: u8,
        out: &mut [Self],
        stride: usize,
    ) {
        quantiser.idct8(coefficients, end, out, stride);
    }

    #[inline]
    fn flat_dct(dc: i16, quantiser: &Quantiser, _: u8, out: &mut [Self], stride: usize) {
        idct::flat8(dc, quantiser.table[0], out, stride);
    }

    #[inline]
    fn reduced_dct(
        side: usize,
        coefficients: &Block,
        quantiser: &Quantiser,
        _: u8,
        out: &mut [Self],
        stride: usize,
    ) {
        quantiser.reduced8(side, coefficients, out, stride);
    }

    #[inline]
    fn h2v1_lanes(row: &[u8], out: &mut [u8]) -> usize {
        if WIDE {
            upsample_lanes::h2v1(row, out)
        } else {
            0
        }
    }

    #[inline]
    fn h2v2_lanes(near: &[u8], far: &[u8], out: &mut [u8]) -> usize {
        if WIDE {
            upsample_lanes::h2v2(near, far, out)
        } else {
            0
        }
    }

    #[inline]
    fn h1v2_lanes(near: &[u8], far: &[u8], half: Half, out: &mut [u8]) -> usize {
        if WIDE {
            upsample_lanes::h1v2(near, far, half.bias().into(), out)
        } else {
            0
        }
    }
}

impl Sample for u16 {
    type Sum = u32;
    const DCT_PRECISIONS: RangeInclusive<u8> = 9..=12;
    const PRECISIONS: RangeInclusive<u8> = 1..=16;

    #[inline(always)]
    fn narrow(sum: u32) -> Self {
        sum as u16
    }

    #[inline(always)]
    fn from_u32(value: u32) -> Self {
        value as u16
    }

    #[inline(always)]
    fn get(self) -> u16 {
        self
    }

    #[inline]
    fn inverse_dct(
        (coefficients, _): (&Block, u32),
        quantiser: &Quantiser,
        precision: u8,
        out: &mut [Self],
        stride: usize,
    ) {
        idct::idct12(coefficients, &quantiser.table, precision, out, stride);
    }

    #[inline]
    fn flat_dct(dc: i16, quantiser: &Quantiser, precision: u8, out: &mut [Self], stride: usize) {
        idct::flat12(dc, quantiser.table[0], precision, out, stride);
    }

    #[inline]
    fn reduced_dct(
        side: usize,
        coefficients: &Block,
        quantiser: &Quantiser,
        precision: u8,
        out: &mut [Self],
        stride: usize,
    ) {
        reduced::reduced12(side, coefficients, &quantiser.table, precision, out, stride);
    }
}
