//! Bits to coefficients.
