//! Quantisation and Huffman tables as the file states them, the orders they are in, and the standard's own examples.

use alloc::vec::Vec;

/// Zigzag to natural order, T.81 A.6 (figure A.6): `ZIGZAG[k]` is the place, 8·row + column, of the k-th coefficient.
/// Sixteen more entries hold 63, where an index run past the end lands.
pub const ZIGZAG: [u8; 80] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 63, 63, 63, 63,
];

/// A quantisation table, T.81 B.2.4.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantTable {
    /// Tq: destination, 0–3.
    pub destination: u8,
    /// Pq: 8 or 16 bits an element.
    pub precision: u8,
    /// Quantisers in natural order (not zigzag).
    pub natural: [u16; 64],
}

/// A Huffman table, T.81 B.2.4.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HuffmanSpec {
    /// Tc: `false` DC or lossless, `true` AC.
    pub ac: bool,
    /// Th: destination, 0–3.
    pub destination: u8,
    /// BITS: `counts[i]` codes of length `i + 1`.
    pub counts: [u8; 16],
    /// HUFFVAL: symbols in order of increasing code length, at most 256.
    pub symbols: Vec<u8>,
}

/// TEMP
pub fn standard_huffman() -> [HuffmanSpec; 0] {
    []
}
