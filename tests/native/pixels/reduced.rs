//! Reduced blocks and pictures against their slow twins.

use super::oracle::{self, Plane, Random};
use super::{block, Collect};
use pixelbits::jpeg::frame::Geometry;
use pixelbits::jpeg::pixels::idct::Quantiser;
use pixelbits::jpeg::pixels::reduced::{reduced12, reduced8};
use pixelbits::jpeg::pixels::{PlaneWriter, Sample, SampleRows, Strips, Upsampling};
use pixelbits::jpeg::Scale;

const SCALES: [Scale; 3] = [Scale::Half, Scale::Quarter, Scale::Eighth];

/// The transform to `side` samples a side, sample by sample: the basis functions of the full one, averaged over squares,
/// with 13 fractional bits.
fn idct(block: &[i16; 64], quantisers: &[u16; 64], side: usize, precision: u32) -> Vec<u16> {
    let extra = if precision == 8 { 2 } else { 1 };
    let wide = 8 / side;
    let k = |u: usize, x: usize| -> i64 {
        let basis = |x: usize| match u {
            0 => 1.0,
            _ => {
                let angle = ((2 * x + 1) * u) as f64 * std::f64::consts::PI / 16.0;
                angle.cos() * 2f64.sqrt()
            }
        };
        let sum: f64 = (x * wide..(x + 1) * wide).map(basis).sum();
        (8192.0 * sum).round() as i64
    };
    let descale = |sum: i64, bits: u32| (sum + (1 << (bits - 1))) >> bits;
    let shift = 13 + wide.ilog2();
    let d = |i: usize| i64::from((i64::from(block[i]) * i64::from(quantisers[i])) as i32);
    let mut out = Vec::new();
    for y in 0..side {
        let w: Vec<i64> = (0..8)
            .map(|column| {
                let sum = (0..8).map(|u| k(u, y) * d(8 * u + column)).sum();
                i64::from(descale(sum, shift - extra) as i32)
            })
            .collect();
        for x in 0..side {
            let sum = (0..8).map(|u| k(u, x) * w[u]).sum();
            out.push(oracle::range_limit(
                descale(sum, shift + extra + 3),
                precision,
            ));
        }
    }
    out
}

#[test]
fn reduced_blocks_equal_averaged_basis_functions() {
    let mut random = Random(31);
    for round in 0..20_000 {
        let (block, quantisers) = block(&mut random);
        for side in [4, 2, 1] {
            let mut out = [77u8; 4 * 11];
            reduced8(side, &block, &quantisers, &mut out, 11);
            let mut lanes = [77u8; 4 * 11];
            Quantiser::new(&quantisers).reduced8(side, &block, &mut lanes, 11);
            assert_eq!(out, lanes, "{side}: {block:?} × {quantisers:?}");
            let expected = idct(&block, &quantisers, side, 8);
            for (at, &got) in out.iter().enumerate() {
                let (x, y) = (at % 11, at / 11);
                let right = if x < side && y < side {
                    expected[side * y + x]
                } else {
                    77
                };
                assert_eq!(
                    u16::from(got),
                    right,
                    "{at}, {side}: {block:?} × {quantisers:?}"
                );
            }
            let precision = 9 + round % 4;
            let mut out = [0u16; 16];
            reduced12(side, &block, &quantisers, precision as u8, &mut out, side);
            let expected = idct(&block, &quantisers, side, precision);
            assert_eq!(
                out[..side * side],
                expected,
                "{side}: {block:?} × {quantisers:?}"
            );
        }
    }
}

/// A component, and the ratio to the picture that is left, as factors.
struct Reduced {
    own: (i64, i64),
    plane: Plane,
}

/// The largest side that leaves whole ratios both ways, or else the scale's.
fn side(scale: Scale, own: (u8, u8), max: (u8, u8)) -> usize {
    let least = usize::from(scale.side());
    let fits = |side: &usize| {
        let whole = |own: u8, max: u8| (usize::from(max) * least) % (usize::from(own) * side) == 0;
        *side > least && whole(own.0, max.0) && whole(own.1, max.1)
    };
    [8, 4, 2].into_iter().find(fits).unwrap_or(least)
}

fn ceil(a: usize, b: usize) -> usize {
    a.div_ceil(b)
}

/// The components of a frame, each of whose squares of 8 × 8 is reduced by `square(component, bx, by, side)`.
fn components(
    geometry: &Geometry,
    scale: Scale,
    square: impl Fn(usize, usize, usize, usize) -> Vec<u16>,
) -> Vec<Reduced> {
    let max = (geometry.h_max, geometry.v_max);
    let components = geometry.components.iter().enumerate();
    let reduced = components.map(|(index, c)| {
        let side = side(scale, (c.h, c.v), max);
        let size = |px: u32, own: u8, max: u8| {
            ceil(px as usize * usize::from(own) * side, 8 * usize::from(max))
        };
        let width = size(geometry.width, c.h, max.0);
        let height = size(geometry.height, c.v, max.1);
        let mut plane = Plane {
            width,
            height,
            samples: vec![0; width * height],
        };
        for by in 0..ceil(height, side) {
            for bx in 0..ceil(width, side) {
                for (i, sample) in square(index, bx, by, side).into_iter().enumerate() {
                    let (x, y) = (side * bx + i % side, side * by + i / side);
                    if x < width && y < height {
                        plane.samples[y * width + x] = sample;
                    }
                }
            }
        }
        let times = side as i64 / i64::from(scale.side());
        let own = (i64::from(c.h) * times, i64::from(c.v) * times);
        Reduced { own, plane }
    });
    reduced.collect()
}

fn compare<T: Sample>(
    geometry: &Geometry,
    scale: Scale,
    fancy: bool,
    components: &[Reduced],
    got: &Collect<T>,
) {
    let part = |px: u32| ceil(px as usize * usize::from(scale.side()), 8) as i64;
    let (width, height) = (part(geometry.width), part(geometry.height));
    assert_eq!(scale.size(geometry), (width as u32, height as u32));
    assert_eq!(i64::from(got.rows), height);
    let max = (geometry.h_max.into(), geometry.v_max.into());
    for (c, got) in components.iter().zip(&got.components) {
        assert_eq!(got.len() as i64, width * height);
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        for ((x, y), got) in places.zip(got) {
            let fancy = fancy && scale != Scale::Eighth;
            let expected = oracle::upsampled(&c.plane, c.own, max, fancy, x, y);
            let got = i64::from(got.get());
            assert_eq!(got, expected, "({x}, {y}) at {scale:?} of {geometry:?}");
        }
    }
}

fn check_blocks<T: Sample>(geometry: &Geometry, scale: Scale, random: &mut Random) {
    let blocks = oracle::blocks(geometry, random);
    let quantisers: Vec<[u16; 64]> = geometry
        .components
        .iter()
        .map(|_| core::array::from_fn(|_| 1 + random.below(20) as u16))
        .collect();
    let precision = geometry.precision.into();
    let expected = components(geometry, scale, |c, bx, by, side| {
        let block = &blocks[c].row(by as u32)[bx];
        match side {
            8 => oracle::idct(block, &quantisers[c], precision).to_vec(),
            _ => idct(block, &quantisers[c], side, precision),
        }
    });
    let mut strips = Strips::<T>::reduced(geometry, quantisers, Upsampling::Fancy, scale).unwrap();
    assert_eq!(strips.mcu_rows(), geometry.mcus_down);
    let mut collected = Collect {
        rows: 0,
        components: Vec::new(),
    };
    for row in 0..geometry.mcus_down {
        let rows = oracle::mcu_row(geometry, &blocks, row);
        strips.push(row, &rows, &mut collected).unwrap();
    }
    compare(geometry, scale, true, &expected, &collected);

    strips.rewind();
    let mut writer = PlaneWriter::reduced(geometry, scale);
    for row in 0..geometry.mcus_down {
        strips.push_lines(row, &blocks, &mut writer).unwrap();
    }
    for (got, c) in writer.planes.iter().zip(&expected) {
        let size = (got.width as usize, got.height as usize);
        assert_eq!(size, (c.plane.width, c.plane.height));
        assert!(got.samples == c.plane.samples);
    }
}

/// Every pair of sampling factors of two components, whole and fractional ratios alike.
#[test]
fn reduced_strips_equal_whole_planes_for_every_pair_of_factors() {
    let mut random = Random(32);
    for a in super::FACTORS {
        for b in super::FACTORS {
            for scale in SCALES {
                let size = (1 + random.below(99) as u16, 1 + random.below(99) as u16);
                let geometry = oracle::geometry(0xC0, 8, size, &[a, b]);
                check_blocks::<u8>(&geometry, scale, &mut random);
            }
        }
    }
}

/// The usual samplings at every small size, where edges meet.
#[test]
fn reduced_strips_equal_whole_planes_for_every_small_size() {
    let mut random = Random(33);
    let samplings: [&[(u8, u8)]; 5] = [
        &[(1, 1)],
        &[(2, 2), (1, 1), (1, 1)],
        &[(2, 1), (1, 1), (1, 1)],
        &[(1, 2), (1, 1), (1, 1)],
        &[(4, 4), (1, 1), (2, 1), (2, 2)],
    ];
    for sampling in samplings {
        for width in 1..=35u16 {
            for scale in SCALES {
                let height = 1 + random.below(50) as u16;
                let geometry = oracle::geometry(0xC0, 8, (width, height), sampling);
                check_blocks::<u8>(&geometry, scale, &mut random);
                let geometry = oracle::geometry(0xC1, 12, (width, height), sampling);
                check_blocks::<u16>(&geometry, scale, &mut random);
            }
        }
    }
}

/// Frames without blocks: means of squares.
#[test]
fn reduced_samples_are_means() {
    let mut random = Random(34);
    let samplings: [&[(u8, u8)]; 4] = [
        &[(1, 1)],
        &[(2, 2), (1, 1), (1, 1)],
        &[(2, 1), (1, 1)],
        &[(3, 2), (1, 1)],
    ];
    for round in 0..120 {
        let sampling = samplings[round % 4];
        let scale = SCALES[round % 3];
        let size = (1 + random.below(60) as u16, 1 + random.below(60) as u16);
        let geometry = oracle::geometry(0xC3, 16, size, sampling);
        let planes: Vec<Plane> = geometry
            .components
            .iter()
            .map(|c| Plane {
                width: c.width as usize,
                height: c.height as usize,
                samples: (0..c.width * c.height)
                    .map(|_| random.next() as u16)
                    .collect(),
            })
            .collect();
        let expected = components(&geometry, scale, |c, bx, by, side| {
            let (plane, wide) = (&planes[c], 8 / side);
            let sample = |i: usize| {
                let (left, top) = (8 * bx + i % side * wide, 8 * by + i / side * wide);
                let columns = left..(left + wide).min(plane.width);
                let lines = top..(top + wide).min(plane.height);
                let count = (columns.len() * lines.len()) as u64;
                let square = lines.flat_map(|y| columns.clone().map(move |x| (x, y)));
                let sum: u64 = square
                    .map(|(x, y)| plane.at(x as i64, y as i64) as u64)
                    .sum();
                ((2 * sum + count) / (2 * count).max(1)) as u16
            };
            (0..side * side).map(sample).collect()
        });
        let upsampling = [Upsampling::Replicate, Upsampling::Fancy][round / 4 % 2];
        let mut strips = Strips::<u16>::of_reduced_samples(&geometry, upsampling, scale).unwrap();
        let mut collected = Collect {
            rows: 0,
            components: Vec::new(),
        };
        for row in 0..strips.mcu_rows() {
            let rows: Vec<SampleRows<u16>> = geometry
                .components
                .iter()
                .zip(&planes)
                .map(|(c, plane)| {
                    let at = |row: u32| row as usize * 8 * usize::from(c.v) * plane.width;
                    let end = at(row + 1).min(plane.samples.len());
                    SampleRows {
                        stride: plane.width,
                        samples: &plane.samples[at(row)..end],
                    }
                })
                .collect();
            strips.push_samples(row, &rows, &mut collected).unwrap();
        }
        let fancy = upsampling == Upsampling::Fancy;
        compare(&geometry, scale, fancy, &expected, &collected);
    }
}

/// Two columns as large as the wide path takes them, with the signs that add up, and a little more.
#[test]
fn reduced_blocks_are_exact_at_the_edge_of_the_wide_path() {
    for (at, extra) in (0..64usize).flat_map(|at| (0..4).map(move |extra| (at, extra))) {
        for (side, sign) in [(4, 1), (4, -1), (2, 1), (2, -1)] {
            let mut block = [0i16; 64];
            block[at] = sign * (5886 + extra);
            block[at ^ 9] = -sign;
            let (mut plain, mut lanes) = ([0; 16], [1; 16]);
            reduced8(side, &block, &[1; 64], &mut plain, side);
            Quantiser::new(&[1; 64]).reduced8(side, &block, &mut lanes, side);
            assert_eq!(plain[..side * side], lanes[..side * side], "{block:?}");
        }
    }
}
