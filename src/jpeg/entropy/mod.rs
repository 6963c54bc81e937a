//! Bits to coefficients: T.81 Annexes F and G.

pub mod arithmetic;
mod block;
mod coder;
mod decision;
pub mod huffman;
mod interval;
pub mod progressive;
pub mod scan;
pub mod unstuff;
