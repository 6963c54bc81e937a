//! The pixel stages against their slow twins, on random and extreme input.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "pixels/colour.rs"]
mod colour;
#[path = "pixels/oracle.rs"]
mod oracle;
#[path = "pixels/reduced.rs"]
mod reduced;

use oracle::Random;
use pixelbits::jpeg::frame::Geometry;
use pixelbits::jpeg::pixels::idct::{idct12, idct8, idct_difference};
use pixelbits::jpeg::pixels::{
    ColorModel, Ink, PlaneWriter, RgbaWriter, RowOut, Sample, SampleRows, Strips, Upsampling,
};
use pixelbits::Code;

/// Blocks of every temper: sparse, dense, near the bound between the two paths, and far beyond it.
fn block(random: &mut Random) -> ([i16; 64], [u16; 64]) {
    let mut block = [0; 64];
    let mut quantisers = [0; 64];
    let (coefficient, quantiser) = match random.below(6) {
        0 => (2047, 1),
        1 => (60, 255),
        2 => (32767, 65535),
        3 => (1000, 300),
        4 => (32767, 1),
        _ => (8, 99),
    };
    for q in &mut quantisers {
        *q = 1 + random.below(quantiser) as u16;
    }
    // Corners first, so that whole rows and columns stay empty.
    let (right, bottom) = (1 + random.below(8), 1 + random.below(8));
    for _ in 0..random.below(70) {
        let at = 8 * random.below(bottom) + random.below(right);
        block[at as usize] = random.coefficient(coefficient);
    }
    if random.below(9) == 0 {
        for (value, sign) in block.iter_mut().zip(0..) {
            *value = if sign % 3 == 0 { i16::MIN } else { i16::MAX };
        }
    }
    (block, quantisers)
}

#[test]
fn idct8_equals_the_matrix_of_integers() {
    let mut random = Random(1);
    for _ in 0..60_000 {
        let (block, quantisers) = block(&mut random);
        let mut out = [0u8; 8 * 11];
        idct8(&block, &quantisers, &mut out[..7 * 11 + 8], 11);
        let expected = oracle::idct(&block, &quantisers, 8);
        for (i, &sample) in expected.iter().enumerate() {
            let got = out[i / 8 * 11 + i % 8];
            assert_eq!(u16::from(got), sample, "{i} of {block:?} × {quantisers:?}");
        }
        for row in out.chunks(11) {
            assert_eq!(row[8..], [0; 3], "written outside the block");
        }
    }
}

#[test]
fn idct12_equals_the_matrix_of_integers() {
    let mut random = Random(2);
    for round in 0..60_000 {
        let (block, quantisers) = block(&mut random);
        let precision = 9 + round % 4;
        let mut out = [0u16; 64];
        idct12(&block, &quantisers, precision as u8, &mut out, 8);
        let expected = oracle::idct(&block, &quantisers, precision);
        assert_eq!(out, expected, "{block:?} × {quantisers:?}");
    }
}

/// Nothing is clamped or masked here, so a sum that does not fit shows.
#[test]
fn idct_difference_equals_the_matrix_of_integers() {
    let mut random = Random(8);
    for round in 0..60_000 {
        let (block, quantisers) = block(&mut random);
        let precision = [8, 12][round % 2];
        let got = idct_difference(&block, &quantisers, precision);
        // The reference truncates to 32 bits, too.
        let expected = oracle::idct_difference(&block, &quantisers, precision.into());
        assert_eq!(got, expected.map(|value| value as i32), "{block:?}");
    }
}

#[test]
fn idct_of_single_coefficients_at_every_size() {
    let quantisers = [1; 64];
    for at in 0..64 {
        for value in (i16::MIN..=i16::MAX).step_by(97) {
            let mut block = [0; 64];
            block[at] = value;
            let mut out = [0; 64];
            idct8(&block, &quantisers, &mut out, 8);
            let expected = oracle::idct(&block, &quantisers, 8);
            assert_eq!(out.map(u16::from), expected, "{at}: {value}");
        }
    }
}

/// Blocks whose Σ|d| lies just below and just above the bound, with the signs that make one sum the largest.
#[test]
fn idct_at_the_bound_of_32_bits() {
    for total in [
        1000i32, 17_000, 32_000, 33_984, 34_016, 34_100, 65_000, 66_000, 68_200, 131_000,
    ] {
        for share in [1, 2, 3, 8] {
            for at in [0, 1, 2, 8, 9, 10, 63] {
                for sign in [-1, 1] {
                    let mut block = [0; 64];
                    for i in 0..share {
                        block[(at + 9 * i) % 64] = (sign * total / share as i32 / 32) as i16;
                    }
                    let quantisers = [32; 64];
                    for precision in [8, 12] {
                        let got = idct_difference(&block, &quantisers, precision);
                        let expected =
                            oracle::idct_difference(&block, &quantisers, precision.into());
                        assert_eq!(got.map(i64::from), expected);
                    }
                }
            }
        }
    }
}

/// The inequality in the doc comment of `idct`, from the matrix.
#[test]
fn the_bound_of_32_bits_is_proven() {
    let largest = (0..64)
        .map(|i| oracle::k(i / 8, i % 8).abs())
        .max()
        .unwrap();
    assert_eq!(largest, 11_363);
    for (extra, bound) in [(2, 34_059i128), (1, 68_117)] {
        let largest = i128::from(largest);
        // 2 Σ|w| · 2^(13 − extra) ≤ 2·11363·S + 8 · 2^(13 − extra), all in halves to stay whole.
        let scale = 1i128 << (13 - extra);
        let sums = largest * bound + 4 * scale;
        assert!(largest * sums + (1 << 17) * scale < (1i128 << 31) * scale);
    }
}

#[test]
fn idct_is_close_to_the_real_dct() {
    let mut random = Random(3);
    for _ in 0..3000 {
        // A block that a picture may have: transform random samples forwards by the transposed inverse.
        let mut block = [0i16; 64];
        for value in &mut block {
            *value = random.coefficient(60);
        }
        block[0] = random.coefficient(500);
        let quantisers = [1; 64];
        let real = oracle::idct_f64(&block, &quantisers);
        let mut out = [0; 64];
        idct8(&block, &quantisers, &mut out, 8);
        let mut deep = [0; 64];
        idct12(&block, &quantisers, 12, &mut deep, 8);
        let differences = idct_difference(&block, &quantisers, 8);
        for i in 0..64 {
            let clamped = (real[i] + 128.0).clamp(0.0, 255.0);
            assert!(
                (f64::from(out[i]) - clamped).abs() < 0.8,
                "{} {clamped}",
                out[i]
            );
            assert!((f64::from(deep[i]) - (real[i] + 2048.0)).abs() < 0.9);
            assert!((f64::from(differences[i]) - real[i]).abs() < 0.8);
        }
    }
}

/// Whole pictures as the pipeline gives them: per component, `width × height` samples.
struct Collect<T> {
    rows: u32,
    components: Vec<Vec<T>>,
}

impl<T: Sample> RowOut<T> for Collect<T> {
    fn row(&mut self, y: u32, rows: &[&[T]]) {
        assert_eq!(y, self.rows, "rows come in order");
        self.rows += 1;
        self.components.resize(rows.len(), Vec::new());
        for (component, row) in self.components.iter_mut().zip(rows) {
            component.extend_from_slice(row);
        }
    }
}

fn check_strips<T: Sample>(geometry: &Geometry, seed: u64) {
    let mut random = Random(seed);
    let blocks = oracle::blocks(geometry, &mut random);
    let quantisers: Vec<[u16; 64]> = geometry
        .components
        .iter()
        .map(|_| core::array::from_fn(|_| 1 + random.below(20) as u16))
        .collect();
    let planes = oracle::planes(geometry, &blocks, &quantisers);
    let mut strips = Strips::<T>::new(geometry, quantisers).unwrap();
    let mut collected = Collect {
        rows: 0,
        components: Vec::new(),
    };
    assert_eq!(strips.mcu_rows(), geometry.mcus_down);
    for row in 0..geometry.mcus_down {
        let rows = oracle::mcu_row(geometry, &blocks, row);
        strips.push(row, &rows, &mut collected).unwrap();
    }
    compare(geometry, &planes, true, &collected);

    strips.rewind();
    let mut writer = PlaneWriter::new(geometry);
    for row in 0..geometry.mcus_down {
        strips.push_lines(row, &blocks, &mut writer).unwrap();
    }
    for (got, plane) in writer.planes.iter().zip(&planes) {
        assert_eq!(
            (got.width as usize, got.height as usize),
            (plane.width, plane.height)
        );
        assert!(got.samples == plane.samples);
    }
}

fn compare<T: Sample>(
    geometry: &Geometry,
    planes: &[oracle::Plane],
    fancy: bool,
    got: &Collect<T>,
) {
    assert_eq!(got.rows, geometry.height);
    let max = (geometry.h_max.into(), geometry.v_max.into());
    for ((c, plane), got) in geometry.components.iter().zip(planes).zip(&got.components) {
        let own = (c.h.into(), c.v.into());
        assert_eq!(got.len(), (geometry.width * geometry.height) as usize);
        let places = (0..i64::from(geometry.height))
            .flat_map(|y| (0..i64::from(geometry.width)).map(move |x| (x, y)));
        for ((x, y), got) in places.zip(got) {
            let expected = oracle::upsampled(plane, own, max, fancy, x, y);
            assert_eq!(i64::from(got.get()), expected, "({x}, {y}) of {geometry:?}");
        }
    }
}

const FACTORS: [(u8, u8); 16] = [
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (2, 1),
    (2, 2),
    (2, 3),
    (2, 4),
    (3, 1),
    (3, 2),
    (3, 3),
    (3, 4),
    (4, 1),
    (4, 2),
    (4, 3),
    (4, 4),
];

/// Every pair of sampling factors of two components, whole and fractional ratios alike.
#[test]
fn strips_equal_whole_planes_for_every_pair_of_factors() {
    let mut random = Random(4);
    for a in FACTORS {
        for b in FACTORS {
            for _ in 0..3 {
                let size = (1 + random.below(75) as u16, 1 + random.below(75) as u16);
                let geometry = oracle::geometry(0xC0, 8, size, &[a, b]);
                check_strips::<u8>(&geometry, random.next().into());
            }
        }
    }
}

/// Every odd and even size from 1 to 40 with the usual samplings.
#[test]
fn strips_equal_whole_planes_for_every_small_size() {
    let samplings: [&[(u8, u8)]; 7] = [
        &[(1, 1)],
        &[(2, 2)],
        &[(2, 2), (1, 1), (1, 1)],
        &[(2, 1), (1, 1), (1, 1)],
        &[(1, 2), (1, 1), (1, 1)],
        &[(1, 1), (2, 2), (1, 2), (2, 1)],
        &[(4, 1), (1, 1), (2, 1)],
    ];
    for (seed, sampling) in samplings.iter().enumerate() {
        for width in 1..=40u16 {
            for height in [width, 41 - width, 1, 17] {
                let geometry = oracle::geometry(0xC0, 8, (width, height), sampling);
                check_strips::<u8>(&geometry, 1 + seed as u64 + u64::from(width));
            }
        }
    }
}

#[test]
fn deep_strips_equal_whole_planes() {
    let mut random = Random(5);
    for round in 0..200 {
        let factors: Vec<_> = (0..1 + random.below(6))
            .map(|_| FACTORS[random.below(16) as usize])
            .collect();
        let size = (1 + random.below(70) as u16, 1 + random.below(70) as u16);
        let geometry = oracle::geometry(0xC1, 9 + round % 4, size, &factors);
        check_strips::<u16>(&geometry, random.next().into());
    }
}

/// Extreme 16-bit samples through every filter, from lossless MCU rows of V lines.
#[test]
fn sample_strips_equal_whole_planes() {
    let mut random = Random(6);
    for round in 0..1500 {
        let factors: Vec<_> = (0..1 + random.below(4))
            .map(|_| FACTORS[random.below(16) as usize])
            .collect();
        let size = (1 + random.below(40) as u16, 1 + random.below(40) as u16);
        let geometry = oracle::geometry(0xC3, 16, size, &factors);
        let planes: Vec<oracle::Plane> = geometry
            .components
            .iter()
            .map(|c| oracle::Plane {
                width: c.width as usize,
                height: c.height as usize,
                samples: (0..c.width * c.height)
                    .map(|_| match random.below(3) {
                        0 => 0,
                        1 => 65535,
                        _ => random.next() as u16,
                    })
                    .collect(),
            })
            .collect();
        let upsampling = [Upsampling::Replicate, Upsampling::Fancy][round % 2];
        let mut strips = Strips::<u16>::of_samples(&geometry, upsampling).unwrap();
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
                    let start = row as usize * usize::from(c.v) * plane.width;
                    let end = (start + usize::from(c.v) * plane.width).min(plane.samples.len());
                    SampleRows {
                        stride: plane.width,
                        samples: plane.samples.get(start..end).unwrap_or(&[]),
                    }
                })
                .collect();
            strips.push_samples(row, &rows, &mut collected).unwrap();
        }
        compare(
            &geometry,
            &planes,
            upsampling == Upsampling::Fancy,
            &collected,
        );
    }
}

#[test]
fn strips_refuse_what_makes_no_sense() {
    let geometry = oracle::geometry(0xC0, 8, (20, 20), &[(2, 2), (1, 1)]);
    let code = |error: Option<pixelbits::Error>| error.map(|error| error.code);
    let tables = |n: usize| vec![[1; 64]; n];
    assert_eq!(
        code(Strips::<u8>::new(&geometry, tables(1)).err()),
        Some(Code::Parameter)
    );
    assert_eq!(
        code(Strips::<u16>::new(&geometry, tables(2)).err()),
        Some(Code::BadPrecision)
    );
    let mut bad = geometry.clone();
    bad.components[1].h = 0;
    assert_eq!(
        code(Strips::<u8>::new(&bad, tables(2)).err()),
        Some(Code::BadSampling)
    );
    bad.components[1].h = 3;
    assert_eq!(
        code(Strips::<u8>::new(&bad, tables(2)).err()),
        Some(Code::BadSampling)
    );

    let mut strips = Strips::<u8>::new(&geometry, tables(2)).unwrap();
    let mut writer = RgbaWriter::new(ColorModel::Planes(2), Ink::Plain);
    assert_eq!(
        code(strips.push(1, &[], &mut writer).err()),
        Some(Code::Parameter)
    );
    // Missing blocks are grey.
    strips.push(0, &[], &mut writer).unwrap();
    assert_eq!(
        writer.rgba.len(),
        15 * 20 * 4,
        "row 15 waits for chroma line 8"
    );
    strips.push(1, &[], &mut writer).unwrap();
    assert_eq!(writer.rgba, [128, 128, 128, 255].repeat(400));
    assert_eq!(
        code(strips.push(2, &[], &mut writer).err()),
        Some(Code::Parameter)
    );
}
