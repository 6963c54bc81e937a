//! Bits to coefficients or samples: T.81 Annexes F, G and H.

pub mod arithmetic;
mod block;
mod coder;
pub mod decision;
mod estimate;
pub mod huffman;
mod interval;
pub mod lossless;
pub mod lossless_arithmetic;
mod pairs;
mod pass;
pub mod progressive;
pub mod scan;
mod skip;
pub mod standing;
pub mod tables;
pub mod unstuff;

pub use coder::MAX_SCAN_COMPONENTS;
pub use interval::{Harm, Trouble, MAX_WARNINGS};
