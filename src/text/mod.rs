//! Bits to text, and every text back to bits.
