//! Coefficients to pixels: dequantisation and inverse DCT, upsampling, colour conversion, row by row.
//!
//! ```text
//! BlockRows of one MCU row, or blocks one by one → idct → upsample → rows of components → color → RGBA or samples
//! ```
//!
//! [`strips::Strips`] is the pipeline; its working set is one MCU row. Where T.81 leaves freedom (IDCT arithmetic,
//! upsampling filter, rounding), the results are those of libjpeg-turbo's portable C code with its default options.

pub mod color;
mod component;
pub mod idct;
mod lanes;
pub mod output;
pub mod reduced;
mod reduced_lanes;
mod sample;
pub mod smooth;
pub mod strips;
pub mod upsample;
mod upsample_lanes;
mod view;
pub mod window;

pub use color::{color_model, ColorHints, ColorModel, Ink};
pub use component::SampleRows;
pub use output::{DeepRgbaWriter, PlaneWriter, RgbaWriter, SampleWriter};
pub use sample::Sample;
pub use strips::{LineOut, RowOut, Strips};
pub use upsample::Upsampling;
pub use view::{Shown, View};
pub use window::Window;
