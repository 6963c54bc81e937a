//! PBM, PGM and PPM: the plain and the binary formats of Netpbm, P1 to P6.

mod write;

pub use write::{write, Kind};
