//! How two pictures, and the files that hold them, differ.
//!
//! [`Squared`] and [`Ssim`] take two pictures of the same size row by row, so that nothing but a few rows is kept; [`diff`]
//! finds what was changed, inserted and removed between two files.

mod anchors;
mod diff;
mod myers;
mod squared;
mod ssim;

pub use diff::{diff, Change, Difference};
pub use squared::Squared;
pub use ssim::{Ssim, SsimMap};
