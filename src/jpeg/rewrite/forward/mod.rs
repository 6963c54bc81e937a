//! Pixels to quantised coefficients: colour conversion, downsampling, forward DCT, quantisation.

pub(super) mod color;
pub(super) mod dct;
pub(super) mod downsample;
pub(super) mod planes;
pub mod quality;
