//! Small pictures made here, the same on every run.

use pixelbits::jpeg::rewrite::{Layout, Pixels};

/// RGB pixels that have smooth stretches, edges and noise.
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Picture {
    /// A picture of this size; `seed` tells one from another, and every third is nothing but noise.
    pub fn new(width: u32, height: u32, seed: u32) -> Self {
        let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state >> 8
        };
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let edge = if (x / 5 + y / 7 + seed) % 4 == 0 {
                    90
                } else {
                    0
                };
                let smooth = [x * 3 + y, 255 - (x + y * 2) % 256, x * y / 8 + 40];
                for value in smooth {
                    let noise = random();
                    let value = match seed % 3 {
                        0 => noise,
                        _ => value + edge + noise % 8,
                    };
                    rgb.push((value % 256) as u8);
                }
            }
        }
        Self { width, height, rgb }
    }

    /// For the encoder.
    pub fn pixels(&self) -> Pixels<'_> {
        Pixels {
            width: self.width,
            height: self.height,
            layout: Layout::Rgb,
            data: &self.rgb,
        }
    }

    /// For other programs.
    pub fn ppm(&self) -> Vec<u8> {
        let header = format!("P6\n{} {}\n255\n", self.width, self.height);
        [header.as_bytes(), &self.rgb].concat()
    }
}
