//! Slow and obvious twins of the pixel stages: one formula per value, whole planes, 64-bit or floating arithmetic.

use pixelbits::jpeg::frame::{BlockRows, Geometry};
use pixelbits::jpeg::syntax::header::{FrameComponent, FrameHeader};
use pixelbits::Limits;

/// A small generator: the tests are the same on every run.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32
    }

    pub fn below(&mut self, end: u32) -> u32 {
        self.next() % end
    }

    pub fn coefficient(&mut self, limit: i32) -> i16 {
        (self.below(2 * limit as u32 + 1) as i32 - limit) as i16
    }
}

/// The one-dimensional transform as a matrix, `K[u][x]` for x < 4 (for x ≥ 4 odd terms change their sign): each entry is
/// what the products and sums of the fast algorithm add up to for one input.
#[rustfmt::skip]
pub const K: [[i64; 4]; 8] = [
    [8192, 8192, 8192, 8192],
    [12299 - 7373 + 9633 - 3196, 9633, 9633 - 3196, 9633 - 7373],
    [4433 + 6270, 4433, -4433, -4433 - 6270],
    [9633, 25172 - 20995 - 16069 + 9633, -20995 + 9633, -16069 + 9633],
    [8192, -8192, -8192, 8192],
    [9633 - 3196, -20995 + 9633, 16819 - 20995 + 9633 - 3196, 9633],
    [4433, 4433 - 15137, 15137 - 4433, -4433],
    [9633 - 7373, -16069 + 9633, 9633, 2446 - 7373 - 16069 + 9633],
];

pub fn k(u: usize, x: usize) -> i64 {
    match x {
        0..4 => K[u][x],
        _ if u % 2 == 0 => K[u][7 - x],
        _ => -K[u][7 - x],
    }
}

/// The integer transform, sample by sample.
pub fn idct(block: &[i16; 64], quantisers: &[u16; 64], precision: u32) -> [u16; 64] {
    idct_difference(block, quantisers, precision).map(|value| range_limit(value, precision))
}

/// The same before centring and clamping.
pub fn idct_difference(block: &[i16; 64], quantisers: &[u16; 64], precision: u32) -> [i64; 64] {
    // Bits kept between the passes.
    let extra = if precision == 8 { 2 } else { 1 };
    let descale = |sum: i64, bits: u32| (sum + (1 << (bits - 1))) >> bits;
    let d: Vec<i64> = (0..64)
        .map(|i| i64::from((i64::from(block[i]) * i64::from(quantisers[i])) as i32))
        .collect();
    let mut out = [0; 64];
    for y in 0..8 {
        let w: Vec<i64> = (0..8)
            .map(|column| {
                let sum = (0..8).map(|u| k(u, y) * d[8 * u + column]).sum();
                i64::from(descale(sum, 13 - extra) as i32)
            })
            .collect();
        for x in 0..8 {
            let sum = (0..8).map(|u| k(u, x) * w[u]).sum();
            out[8 * y + x] = descale(sum, 13 + extra + 3);
        }
    }
    out
}

/// The table of 4·2^P entries, as four stretches.
pub fn range_limit(value: i64, precision: u32) -> u16 {
    let one = 1i64 << precision;
    let half = one / 2;
    let at = value.rem_euclid(4 * one);
    let limited = if at < half {
        at + half
    } else if at < 2 * one {
        one - 1
    } else if at < 4 * one - half {
        0
    } else {
        at - (4 * one - half)
    };
    limited as u16
}

/// T.81 A.3.3 in floating point, before centring.
pub fn idct_f64(block: &[i16; 64], quantisers: &[u16; 64]) -> [f64; 64] {
    let c = |u: usize| if u == 0 { 0.5f64.sqrt() } else { 1.0 };
    let cos =
        |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos();
    let mut out = [0.0; 64];
    for y in 0..8 {
        for x in 0..8 {
            let mut sum = 0.0;
            for v in 0..8 {
                for u in 0..8 {
                    let d = f64::from(block[8 * v + u]) * f64::from(quantisers[8 * v + u]);
                    sum += c(u) * c(v) * d * cos(x, u) * cos(y, v);
                }
            }
            out[8 * y + x] = sum / 4.0;
        }
    }
    out
}

/// A whole plane of one component.
#[derive(Clone)]
pub struct Plane {
    pub width: usize,
    pub height: usize,
    pub samples: Vec<u16>,
}

impl Plane {
    /// The sample at a place; outside, the nearest one.
    pub fn at(&self, x: i64, y: i64) -> i64 {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        self.samples[y * self.width + x].into()
    }
}

/// Picture sample (x, y) of a component of factors `own` in a frame of largest factors `max`.
pub fn upsampled(
    plane: &Plane,
    own: (i64, i64),
    max: (i64, i64),
    fancy: bool,
    x: i64,
    y: i64,
) -> i64 {
    let whole = max.0 % own.0 == 0 && max.1 % own.1 == 0;
    let near = (x * own.0 / max.0, y * own.1 / max.1);
    let side = |at: i64| if at % 2 == 0 { -1 } else { 1 };
    if whole {
        let (i, j) = near;
        return match (max.0 / own.0, max.1 / own.1) {
            (2, 1) if fancy && plane.width > 2 => {
                if x == 0 || x == 2 * plane.width as i64 - 1 {
                    plane.at(i, j)
                } else {
                    let bias = if side(x) < 0 { 1 } else { 2 };
                    (3 * plane.at(i, j) + plane.at(i + side(x), j) + bias) >> 2
                }
            }
            (1, 2) if fancy => {
                let bias = if side(y) < 0 { 1 } else { 2 };
                (3 * plane.at(i, j) + plane.at(i, j + side(y)) + bias) >> 2
            }
            (2, 2) if fancy && plane.width > 2 => {
                let s = |i: i64| 3 * plane.at(i, j) + plane.at(i, j + side(y));
                let bias = if side(x) < 0 { 8 } else { 7 };
                (3 * s(i) + s((i + side(x)).clamp(0, plane.width as i64 - 1)) + bias) >> 4
            }
            _ => plane.at(i, j),
        };
    }
    // Position in samples and weight of the next one, as exact fractions (numerator over 2·max).
    let place = |at: i64, own: i64, max: i64| {
        let ratio_is = |n: i64| own * n == max;
        if !fancy || ratio_is(1) || ratio_is(3) || ratio_is(4) {
            let centre = (2 * at + 1) * own;
            (centre.div_euclid(2 * max), 0)
        } else {
            let centre = (2 * at + 1) * own - max;
            (centre.div_euclid(2 * max), centre.rem_euclid(2 * max))
        }
    };
    let (i, a) = place(x, own.0, max.0);
    let (j, b) = place(y, own.1, max.1);
    let exact = [(0, 0), (1, 0), (0, 1), (1, 1)]
        .iter()
        .map(|&(p, q)| {
            let weight =
                (if p == 1 { a } else { 2 * max.0 - a }) * (if q == 1 { b } else { 2 * max.1 - b });
            weight * plane.at(i + p, j + q)
        })
        .sum::<i64>() as f64
        / (4 * max.0 * max.1) as f64;
    (exact + 0.5).floor() as i64
}

/// R, G, B by the formulas as they stand in the standard's rounding, before clamping.
pub fn rgb(y: i64, cb: i64, cr: i64, centre: i64) -> [i64; 3] {
    let (cb, cr) = (cb - centre, cr - centre);
    [
        y + ((91881 * cr + 32768) >> 16),
        y + ((-22554 * cb - 46802 * cr + 32768) >> 16),
        y + ((116130 * cb + 32768) >> 16),
    ]
}

/// A frame of components with the given factors.
pub fn geometry(marker: u8, precision: u8, size: (u16, u16), factors: &[(u8, u8)]) -> Geometry {
    let header = FrameHeader {
        marker,
        precision,
        width: size.0,
        height: size.1,
        components: factors
            .iter()
            .enumerate()
            .map(|(id, &(h, v))| FrameComponent {
                id: id as u8 + 1,
                h,
                v,
                tq: 0,
            })
            .collect(),
        at: 0,
    };
    Geometry::new(&header, &Limits::default()).unwrap()
}

/// Random blocks for a whole frame, padding included: smooth, busy, and out of range; half of the MCU rows flat.
pub fn blocks(geometry: &Geometry, random: &mut Random) -> Vec<BlockRows> {
    let flat: Vec<bool> = (0..geometry.mcus_down)
        .map(|_| random.below(2) == 0)
        .collect();
    geometry
        .components
        .iter()
        .map(|c| {
            let mut rows = BlockRows::new(c.stride_blocks, c.padded_blocks_down);
            let in_mcu_row = (c.stride_blocks * u32::from(c.v)) as usize;
            for (at, block) in rows.blocks.iter_mut().enumerate() {
                if flat[at / in_mcu_row] {
                    continue;
                }
                block[0] = random.coefficient(90);
                for _ in 0..random.below(6) {
                    block[random.below(64) as usize] = random.coefficient(40);
                }
            }
            rows
        })
        .collect()
}

/// Whole component planes, cropped to the components' sizes.
pub fn planes(geometry: &Geometry, blocks: &[BlockRows], quantisers: &[[u16; 64]]) -> Vec<Plane> {
    geometry
        .components
        .iter()
        .zip(blocks.iter().zip(quantisers))
        .map(|(c, (blocks, quantisers))| {
            let (width, height) = (c.width as usize, c.height as usize);
            let mut plane = Plane {
                width,
                height,
                samples: vec![0; width * height],
            };
            for by in 0..c.blocks_down as usize {
                for bx in 0..c.blocks_across as usize {
                    let block = &blocks.blocks[by * c.stride_blocks as usize + bx];
                    let samples = idct(block, quantisers, geometry.precision.into());
                    for (i, &sample) in samples.iter().enumerate() {
                        let (x, y) = (8 * bx + i % 8, 8 * by + i / 8);
                        if x < width && y < height {
                            plane.samples[y * width + x] = sample;
                        }
                    }
                }
            }
            plane
        })
        .collect()
}

/// The blocks of one MCU row, as the entropy decoder hands them on.
pub fn mcu_row(geometry: &Geometry, blocks: &[BlockRows], mcu_row: u32) -> Vec<BlockRows> {
    geometry
        .components
        .iter()
        .zip(blocks)
        .map(|(c, rows)| {
            let first_row = mcu_row * u32::from(c.v);
            let row = c.stride_blocks as usize;
            let start = first_row as usize * row;
            BlockRows {
                stride_blocks: c.stride_blocks,
                first_row,
                blocks: rows.blocks[start..start + row * usize::from(c.v)].to_vec(),
                nonzero: Vec::new(),
            }
        })
        .collect()
}
