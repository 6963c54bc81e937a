//! Pictures to try things with.

use pixelbits::{Bitmap, Image};

/// xorshift64*: the same numbers in every run.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// Every side from 1 to 70 comes up with every other in the long run.
    pub fn size(&mut self) -> (u32, u32) {
        (1 + self.below(70) as u32, 1 + self.below(70) as u32)
    }

    /// Sides that leave something else over in every one of eight rounds, when they are divided by 8.
    pub fn size_of(&mut self, round: u32) -> (u32, u32) {
        let mut side = |rest: u32| 1 + rest % 8 + 8 * self.below(8) as u32;
        (side(round), side(3 * round))
    }

    /// A ramp of greys.
    pub fn grey(&mut self, (width, height): (u32, u32), bits: u8) -> Bitmap {
        self.indexed((width, height), bits, Bitmap::grey_ramp(bits))
    }

    /// Colours of which no two are alike.
    pub fn coloured(&mut self, size: (u32, u32), bits: u8) -> Bitmap {
        let count = 1 + self.below(1 << bits) as u32;
        let colour = |n: u32| {
            let [_, r, g, b] = (n.wrapping_mul(0x9E_3779) & 0xFF_FFFF).to_be_bytes();
            [r, g, b]
        };
        self.indexed(size, bits, (1..=count).map(colour).collect())
    }

    fn indexed(&mut self, (w, h): (u32, u32), bits: u8, colours: Vec<[u8; 3]>) -> Bitmap {
        let count = colours.len() as u64;
        let indices = (0..w * h).map(|_| self.below(count) as u8).collect();
        Bitmap::new(w, h, bits, colours, indices).unwrap()
    }

    /// True colours, opaque.
    pub fn image(&mut self, (width, height): (u32, u32)) -> Image {
        let rgba = (0..width * height)
            .flat_map(|_| {
                let [r, g, b, ..] = self.next().to_le_bytes();
                [r, g, b, 255]
            })
            .collect();
        Image {
            width,
            height,
            rgba,
        }
    }
}
