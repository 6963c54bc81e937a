//! Pictures made of a part of their file: the first scans, the first MCUs, some frequencies.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, options, parallel, Class};
use pixelbits::jpeg::syntax::tables::NATURAL_TO_ZIGZAG;
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{self, ComponentBlocks, Decoder, Excerpt, Frequencies, Options, Until};
use pixelbits::Limits;
use std::f64::consts::PI;

fn until(scan: u32, mcus: u32) -> Options {
    let excerpt = Excerpt {
        until: Some(Until { scan, mcus }),
        ..Excerpt::default()
    };
    Options {
        excerpt,
        ..options()
    }
}

fn of(first: u8, last: u8) -> Options {
    let excerpt = Excerpt {
        frequencies: Frequencies { first, last },
        ..Excerpt::default()
    };
    Options {
        excerpt,
        ..options()
    }
}

/// Where each scan's header begins, in bytes.
fn scans(data: &[u8]) -> Vec<usize> {
    let structure = syntax::parse(data, &Limits::default());
    let headers = structure.segments.iter();
    let headers = headers.filter(|s| matches!(s.content, Content::Scan(_)));
    headers.map(|s| s.bytes.start).collect()
}

fn coefficients(data: &[u8], options: &Options) -> Option<Vec<ComponentBlocks>> {
    jpeg::coefficients(data, options).ok().map(|o| o.value)
}

/// Runs `judge` on every valid fixture whose frames are no lossless ones; it says what is wrong.
fn each_valid(judge: impl Fn(&[u8]) -> Option<String> + Sync) -> usize {
    let entries = fixtures();
    let said = parallel(&entries, |entry| {
        let data = entry.read();
        let fits = entry.class == Class::Valid && coefficients(&data, &options()).is_some();
        fits.then(|| judge(&data).map(|what| format!("{}: {what}", entry.name)))
    });
    let tried: Vec<_> = said.into_iter().flatten().collect();
    let faults: Vec<_> = tried.iter().flatten().collect();
    assert!(faults.is_empty(), "{faults:#?}");
    tried.len()
}

#[test]
fn reading_to_the_end_of_a_scan_is_reading_a_file_that_ends_there() {
    let tried = each_valid(|data| {
        let scans = scans(data);
        // Only scans that are known before the first one is decoded: DNL would come too late.
        for (number, &at) in scans.iter().enumerate().skip(1) {
            let cut = [&data[..at], &[0xFF, 0xD9]].concat();
            let (stopped, cut_off) = (until(number as u32, 0), options());
            if coefficients(data, &stopped) != coefficients(&cut, &cut_off) {
                return Some(format!("coefficients before scan {number}"));
            }
            let pixels = |data, options| jpeg::decode(data, options).ok().map(|o| o.value.rgba);
            if pixels(data, &stopped) != pixels(&cut, &cut_off) {
                return Some(format!("pixels before scan {number}"));
            }
        }
        None
    });
    assert!(tried > 400, "{tried}");
}

#[test]
fn the_end_of_the_last_scan_is_the_end_of_the_file() {
    each_valid(|data| {
        let all = until(scans(data).len() as u32, 0);
        let same = jpeg::decode(data, &all).ok().map(|o| o.value)
            == jpeg::decode(data, &options()).ok().map(|o| o.value);
        (!same).then(|| "another picture".into())
    });
}

/// Every block is that before the scan or that behind it, and the MCUs before the place are all behind it.
#[test]
fn within_a_scan_blocks_change_one_mcu_after_the_other() {
    let names = [
        "process/baseline.jpg",
        "process/baseline-separate.jpg",
        "process/baseline-luma-then-chroma.jpg",
        "process/progressive.jpg",
        "process/progressive-5-steps.jpg",
        "process/arithmetic-progressive.jpg",
        "process/arithmetic.jpg",
    ];
    let entries = fixtures();
    for entry in entries
        .iter()
        .filter(|e| names.iter().any(|n| e.name.ends_with(n)))
    {
        let data = entry.read();
        let Ok(decoder) = Decoder::new(&data[..], &options()) else {
            panic!("{}", entry.name);
        };
        let mcus = decoder.geometry().mcus_across * decoder.geometry().mcus_down;
        for scan in 0..scans(&data).len() as u32 {
            let at = |mcus| coefficients(&data, &until(scan, mcus)).expect("coefficients");
            let (before, behind) = (at(0), at(u32::MAX));
            let differing = |a: &[ComponentBlocks], b: &[ComponentBlocks]| -> usize {
                let pairs = a
                    .iter()
                    .zip(b)
                    .flat_map(|(a, b)| a.blocks.iter().zip(&b.blocks));
                pairs.filter(|(a, b)| a != b).count()
            };
            let total = differing(&before, &behind);
            let mut last = 0;
            for place in [1, 2, mcus / 3, mcus / 2, mcus - 1, mcus * 4] {
                let now = at(place);
                let changed = differing(&before, &now);
                assert_eq!(
                    changed + differing(&now, &behind),
                    total,
                    "{} scan {scan}",
                    entry.name
                );
                assert!(changed >= last, "{} scan {scan} MCU {place}", entry.name);
                last = changed;
            }
            assert_eq!(last, total, "{} scan {scan}", entry.name);
            // One MCU of 4:2:0 has six blocks, and no more than ten are allowed.
            assert!(
                differing(&before, &at(1)) <= 10,
                "{} scan {scan}",
                entry.name
            );
        }
    }
}

/// T.81 A.3.3, as it is written.
fn inverse_dct(coefficients: &[f64; 64]) -> [f64; 64] {
    let c = |u: usize| if u == 0 { 0.5f64.sqrt() } else { 1.0 };
    let wave = |x: usize, u: usize| ((2 * x + 1) as f64 * u as f64 * PI / 16.0).cos();
    core::array::from_fn(|at| {
        let (x, y) = (at % 8, at / 8);
        let terms = (0..64).map(|k| {
            let (u, v) = (k % 8, k / 8);
            c(u) * c(v) * coefficients[k] * wave(x, u) * wave(y, v)
        });
        terms.sum::<f64>() / 4.0
    })
}

#[test]
fn some_frequencies_are_the_transform_of_those_coefficients() {
    let entries = fixtures();
    let names = [
        "process/baseline.jpg",
        "process/progressive.jpg",
        "process/arithmetic.jpg",
    ];
    for entry in entries
        .iter()
        .filter(|e| names.iter().any(|n| e.name.ends_with(n)))
    {
        let data = entry.read();
        let blocks = coefficients(&data, &options()).expect("coefficients");
        let structure = syntax::parse(&data, &Limits::default());
        let quantisers = quantisers(&structure);
        for (first, last) in [(0, 0), (1, 5), (6, 63), (1, 63), (0, 63)] {
            let planes = jpeg::planes(&data, &of(first, last)).expect("planes").value;
            for (c, (plane, component)) in planes.iter().zip(&blocks).enumerate() {
                for (b, block) in component.blocks.iter().enumerate() {
                    let kept = core::array::from_fn(|at| {
                        let inside = (first..=last).contains(&NATURAL_TO_ZIGZAG[at]);
                        f64::from(block[at])
                            * f64::from(quantisers[c][at])
                            * f64::from(u8::from(inside))
                    });
                    let (bx, by) = (
                        b as u32 % component.blocks_across,
                        b as u32 / component.blocks_across,
                    );
                    for (at, sample) in inverse_dct(&kept).into_iter().enumerate() {
                        let (x, y) = (bx * 8 + at as u32 % 8, by * 8 + at as u32 / 8);
                        if x < plane.width && y < plane.height {
                            let wanted = (sample + 128.0).clamp(0.0, 255.0);
                            let is = f64::from(plane.samples[(y * plane.width + x) as usize]);
                            let name = &entry.name;
                            assert!(
                                (wanted - is).abs() < 1.5,
                                "{name} {first}..={last}: {x}, {y} of {c}"
                            );
                        }
                    }
                }
            }
        }
    }
}

/// The quantisers of each component, natural order.
fn quantisers(structure: &syntax::Structure) -> Vec<[u16; 64]> {
    let mut tables = [[0; 64]; 4];
    let mut components = Vec::new();
    for segment in &structure.segments {
        match &segment.content {
            Content::QuantTables(found) => {
                for table in found {
                    tables[usize::from(table.destination)] = table.natural;
                }
            }
            Content::Frame(header) => {
                components = header.components.iter().map(|c| c.tq).collect();
            }
            _ => {}
        }
    }
    components.iter().map(|&c| tables[usize::from(c)]).collect()
}

#[test]
fn lossless_scans_end_with_a_whole_line() {
    let entries = fixtures();
    let lossless = entries
        .iter()
        .find(|e| e.name.contains("lossless/") && e.class == Class::Valid);
    let data = lossless.expect("a lossless fixture").read();
    let whole = jpeg::samples(&data, &options()).expect("samples").value;
    let (width, rows) = (whole.width, whole.height / 2);
    let line = (width * u32::from(whole.channels)) as usize;
    let part = jpeg::samples(&data, &until(0, width * rows + width / 2))
        .expect("samples")
        .value;
    let end = line * rows as usize;
    assert_eq!(part.data[..end], whole.data[..end]);
    assert!(part.data[end..].iter().all(|&s| s == part.data[end]));
    assert_ne!(part.data[end..], whole.data[end..]);
}
