//! A picture as a matrix of 0s and 1s, or as rows of hexadecimal digits: to be read, printed, typed again, and read back.
//!
//! ```text
//! # pixelbits matrix: 8 x 4 pixels, 1 bit, 0 = white, 1 = black, row checks
//! 1: 00011010 = 16
//! 2: 00100110 = 16
//! 3: 01000010 = 9
//! 4: 11111111 = 36
//!
//! # pixelbits hex: 8 x 4 pixels, 1 bit, 0 = white, 1 = black, whole bytes
//! 1A
//! 26
//! 42
//! FF
//! ```
//!
//! # Row checks
//!
//! The number behind `=` is the sum of the places at which a 1 stands, counted from 1 at the left: in row 1 above
//! 4 + 5 + 7 = 16. A symbol that is wrong changes the sum by its place, which is never 0; two different symbols that have
//! changed places change it by their distance; a symbol that is missing or too many changes the length of the row. So any one of
//! these is found, and the row is named. Where one symbol cannot be read, the sum tells which it is.

mod hex;
mod read;
mod write;

pub use hex::{read_hex, write_hex, Digits, HexRows};
pub use read::{read, Reading};
pub use write::{write, Numbering, Options};
