//! Bits to coefficients: T.81 Annexes F and G.

mod block;
mod coder;
pub mod huffman;
pub mod progressive;
pub mod scan;
pub mod unstuff;
