//! Coefficients to pixels.
