//! What must hold whatever the input is. Each function panics where it does not.
//!
//! The fuzz targets and the seeded mutations of the native tests check the same properties.
#![allow(dead_code)] // each user needs another part

pub mod bmp;
pub mod decode;
pub mod formats;
pub mod forms;
pub mod memory;
pub mod raw;
pub mod text;
pub mod trace;

use pixelbits::jpeg::{Options, Orient};
use pixelbits::Limits;

/// Limits under which an input is worked off in milliseconds.
pub const LIMITS: Limits = Limits {
    width_px: 65_535,
    height_px: 65_535,
    pixels: 1 << 18,
    memory_bytes: 3 << 19,
    scans: 40,
    segments: 2_000,
};

/// How decoding is asked for: small limits, no turning.
pub fn options() -> Options {
    Options {
        limits: LIMITS,
        orient: Orient::Ignore,
        ..Options::default()
    }
}

/// Numbers that depend on nothing but the input: xorshift, seeded with a hash (FNV-1a) of it.
pub struct Dice(u64);

impl Dice {
    /// Seeded with bytes.
    pub fn new(seed: &[u8]) -> Self {
        let hash = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        Self(seed.iter().fold(0xCBF2_9CE4_8422_2325, hash) | 1)
    }

    /// The next number below `end` (0 where that is 0).
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end.max(1)
    }
}
