//! The steps from pixels to few bits, each against a slow obvious twin.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "raster/dithers.rs"]
mod dithers;
#[path = "raster/noise.rs"]
mod noise;
#[path = "raster/palettes.rs"]
mod palettes;
#[path = "raster/pillow.rs"]
mod pillow;
#[path = "raster/pipelines.rs"]
mod pipelines;
#[path = "raster/points.rs"]
mod points;
#[path = "raster/scales.rs"]
mod scales;
#[path = "raster/turns.rs"]
mod turns;

use pixelbits::raster::{run, Pipeline};
use pixelbits::{Bitmap, Image, Limits, Picture};

/// Numbers without end, the same every time.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn below(&mut self, end: u32) -> u32 {
        self.next() % end
    }
}

/// What pictures are like.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Every sample by itself.
    Noise,
    /// Ramps, as in photographs.
    Smooth,
    /// Noise whose alpha is noise too.
    Transparent,
}

fn picture(width: u32, height: u32, kind: Kind) -> Image {
    let mut random = Random(u64::from(width) << 32 | u64::from(height));
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let noise = random.next().to_le_bytes();
        match kind {
            Kind::Noise => [noise[0], noise[1], noise[2], 255],
            Kind::Smooth => {
                let ramp = |v: u32, end: u32| (255 * v / end.max(1)) as u8;
                let sum = ramp(x + y, width + height);
                [ramp(x, width), ramp(y, height), sum, 255]
            }
            Kind::Transparent => [
                noise[0],
                noise[1],
                noise[2],
                // A quarter is solid, a quarter cannot be seen.
                match noise[2] >> 6 {
                    0 => 0,
                    1 => 255,
                    _ => noise[1],
                },
            ],
        }
    };
    Image {
        width,
        height,
        rgba: (0..width * height).flat_map(pixel).collect(),
    }
}

fn output(image: &Image, pipeline: Pipeline) -> Picture {
    run(image.clone(), pipeline, &Limits::default()).unwrap().0
}

/// The output, which is a picture in colour.
fn colours(image: &Image, pipeline: Pipeline) -> Image {
    match output(image, pipeline) {
        Picture::Image(image) => image,
        Picture::Bitmap(_) => panic!("no picture in colour"),
    }
}

/// The output, which has few colours.
fn few(image: &Image, pipeline: Pipeline) -> Bitmap {
    match output(image, pipeline) {
        Picture::Bitmap(bitmap) => bitmap,
        Picture::Image(_) => panic!("no picture of few colours"),
    }
}
