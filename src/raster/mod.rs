//! Pictures made ready for few bits: a [`Pipeline`] of steps in a fixed order, each on or off.
//!
//! ```text
//! crop → scale → turn → brightness, contrast, gamma → grey → negative → palette or threshold, dithered
//!        RGBA of 8 bits                                8 bits           1–8 bits
//! ```
//!
//! Everything after scaling is whole numbers or tables, and the few real ones come from one library of functions, so that
//! every machine gives the same bytes. [`run`] does all at once; a [`Runner`] works in bounded steps, keeps what it has made,
//! and does again only what a change of the pipeline concerns.

mod census;
mod crop;
mod diffuse;
mod displays;
mod dither;
mod k_means;
mod median_cut;
mod nearest;
mod palette;
mod pipeline;
mod quantise;
mod resample;
mod runner;
mod scale;
mod taps;
mod threshold;
mod tone;
mod turn;

pub use crop::Rect;
pub use displays::{Display, DISPLAYS};
pub use dither::Dither;
pub use palette::{bits_for, Palette};
pub use pipeline::{Colours, Pipeline, Reduction, Step, StepReport};
pub use runner::{run, Progress, Runner};
pub use scale::{Filter, Fit, Scale, Size};
pub use threshold::Threshold;
pub use tone::{Adjust, Grey, Invert};
pub use turn::{Corners, Flip, Turn};
