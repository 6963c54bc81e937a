//! Every process of T.81 against known answers, family by family, valid and damaged files alike.
//!
//! `ONLY=text` picks files by name; the table of counts is printed with `-- --nocapture`.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, parallel, Class, Facts, Verdict};
use pixelbits::jpeg::syntax::Content;
use pixelbits::jpeg::{self, Tracer};
use pixelbits::trace::Role;
use pixelbits::Limits;
use std::collections::BTreeMap;

/// Compares all files of a class, prints a line for each family, and lists those that differ.
fn differing(class: Class) -> Vec<String> {
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    entries.retain(|e| e.class == class && !e.imageless && e.name.contains(&only));
    let verdicts = parallel(&entries, |entry| entry.judge(&entry.read()));
    let mut table = BTreeMap::<String, [usize; 4]>::new();
    let mut faults = Vec::new();
    for (entry, verdict) in entries.iter().zip(&verdicts) {
        let column = match verdict {
            Verdict::Exact => 0,
            Verdict::Differing(_) => 1,
            Verdict::Refused(_) => 2,
            Verdict::Unknown => 3,
        };
        let set = entry.name.split('/').next().unwrap_or_default();
        table.entry(format!("{set}/{}", entry.family)).or_default()[column] += 1;
        let answer = entry.samples.is_some() || entry.planes.is_some() || entry.near.is_some();
        match verdict {
            Verdict::Differing(stage) => faults.push(format!("{}: other {stage}", entry.name)),
            Verdict::Refused(error) if answer => faults.push(format!("{}: {error}", entry.name)),
            _ => {}
        }
    }
    let mut report = format!(
        "{:28} {:>7} {:>7} {:>7} {:>7}\n",
        "family", "exact", "differ", "refused", "unknown"
    );
    for (family, [exact, differ, refused, unknown]) in table {
        report += &format!("{family:28} {exact:>7} {differ:>7} {refused:>7} {unknown:>7}\n");
    }
    println!("{report}");
    faults
}

fn none(faults: Vec<String>) {
    assert!(
        faults.is_empty(),
        "{} files differ:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn valid_files_of_every_process_are_exact() {
    none(differing(Class::Valid));
}

#[test]
fn damaged_files_give_what_the_reference_gives() {
    none(differing(Class::Damaged));
}

#[test]
fn hostile_files_give_what_the_reference_gives() {
    none(differing(Class::Hostile));
}

/// A PGM or PPM file: width, height, largest value, samples.
fn netpbm(data: &[u8]) -> (usize, usize, u32, Vec<u32>) {
    let mut at = 2;
    let mut numbers = [0usize; 3];
    for number in &mut numbers {
        while !data[at].is_ascii_digit() {
            // A comment, to the end of the line.
            let skip = data[at] == b'#';
            at += if skip {
                data[at..].iter().position(|&b| b == b'\n').unwrap()
            } else {
                1
            };
        }
        let end = at + data[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        *number = std::str::from_utf8(&data[at..end])
            .unwrap()
            .parse()
            .unwrap();
        at = end;
    }
    let [width, height, largest] = numbers;
    let samples = &data[at + 1..];
    let samples = if largest > 255 {
        let pairs = samples.chunks_exact(2);
        pairs
            .map(|b| u32::from(b[0]) << 8 | u32::from(b[1]))
            .collect()
    } else {
        samples.iter().map(|&b| b.into()).collect()
    };
    (width, height, largest as u32, samples)
}

/// The suite of 32 × 32 images of every process: grey ones against the picture they were made from.
#[test]
fn the_suite_of_small_images_shows_its_source() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/jpegsuite");
    let Ok(folders) = std::fs::read_dir(&root) else {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return;
    };
    let (mut files, mut compared, mut faults) = (0, 0, Vec::new());
    for folder in folders.flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            let path = file.path();
            if path.extension().is_none_or(|e| e != "jpg") {
                continue;
            }
            files += 1;
            let data = std::fs::read(&path).unwrap();
            let name = format!("{}", path.strip_prefix(&root).unwrap().display());
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let samples = match jpeg::samples(&data, &corpus::options()) {
                Ok(outcome) if outcome.warnings.is_empty() => outcome.value,
                Ok(outcome) => {
                    faults.push(format!("{name}: {}", outcome.warnings[0]));
                    continue;
                }
                Err(error) => {
                    faults.push(format!("{name}: {error}"));
                    continue;
                }
            };
            // Coarse quantisers on purpose.
            if stem.ends_with("quantization") {
                continue;
            }
            let lossless = name.starts_with("lossless");
            let source = if stem.starts_with("32x32") && samples.channels == 1 {
                "32x32x16_grayscale.pgm".into()
            } else if stem.starts_with("32x32") && samples.channels == 3 && stem.contains("rgb") {
                "32x32x16_rgb.ppm".into()
            } else {
                format!("{stem}.pgm")
            };
            let Ok(source) = std::fs::read(root.join("source").join(source)) else {
                continue;
            };
            let (width, height, largest, wanted) = netpbm(&source);
            compared += 1;
            let white = (1 << samples.precision) - 1;
            let scaled = |want: u32| (want * white + largest / 2) / largest;
            let pairs = wanted.iter().zip(&samples.data);
            let worst = pairs
                .map(|(&want, &got)| scaled(want).abs_diff(got.into()))
                .max();
            let worst = worst.unwrap_or(u32::MAX);
            let tolerance = if lossless { 0 } else { 2 };
            if (samples.width as usize, samples.height as usize) != (width, height)
                || worst > tolerance
            {
                faults.push(format!("{name}: off by up to {worst}"));
            }
        }
    }
    println!("{files} files, {compared} compared with their source");
    none(faults);
    assert!(compared > 100);
}

/// Samples of a lossless frame put together from nothing but the spans: T.81 table H.1 in its plainest form.
fn rebuilt_samples(data: &[u8]) -> Vec<Vec<u16>> {
    let structure = jpeg::syntax::parse(data, &Limits::default());
    let mut tracer = Tracer::new(data, &Limits::default());
    let geometry = tracer.geometry().expect("a frame").clone();
    let scans: Vec<_> = structure
        .segments
        .iter()
        .filter_map(|s| match &s.content {
            Content::Scan(header) => Some(header.clone()),
            _ => None,
        })
        .collect();
    let mut planes: Vec<Vec<u16>> = geometry
        .components
        .iter()
        .map(|c| vec![0; (c.width * c.height) as usize])
        .collect();
    let mut first_lines = vec![u32::MAX; planes.len()];
    let mut starts_anew = vec![true; planes.len()];
    for span in tracer.window(0..data.len() as u64 * 8) {
        if span.role == Role::Marker {
            starts_anew.fill(true);
        }
        let Some(at) = span.block.filter(|_| span.before == 0) else {
            continue;
        };
        let component = usize::from(at.component);
        let (width, (x, y)) = (geometry.components[component].width, (at.bx, at.by));
        if std::mem::take(&mut starts_anew[component]) {
            first_lines[component] = y;
        }
        let difference = match (span.role, span.value) {
            (Role::DiffCode, 0) => 0,
            (Role::DiffCode, 16) => 32768,
            (Role::DiffBits, value) => value,
            _ => continue,
        };
        if x >= width || y >= geometry.components[component].height {
            continue;
        }
        let scan = &scans[at.scan as usize];
        let plane = &mut planes[component];
        let sample = |x: u32, y: u32| i32::from(plane[(y * width + x) as usize]);
        let prediction = if y == first_lines[component] {
            if x == 0 {
                1 << (geometry.precision - scan.al - 1)
            } else {
                sample(x - 1, y)
            }
        } else if x == 0 {
            sample(x, y - 1)
        } else {
            let (a, b, c) = (sample(x - 1, y), sample(x, y - 1), sample(x - 1, y - 1));
            match scan.ss {
                1 => a,
                2 => b,
                3 => c,
                4 => a + b - c,
                5 => a + ((b - c) >> 1),
                6 => b + ((a - c) >> 1),
                _ => (a + b) >> 1,
            }
        };
        plane[(y * width + x) as usize] = (prediction + difference) as u16;
    }
    for plane in &mut planes {
        for sample in plane {
            *sample <<= scans[0].al;
        }
    }
    planes
}

#[test]
fn the_trace_of_a_lossless_file_tells_its_samples() {
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    entries.retain(|e| {
        let facts = Facts::of(&e.read());
        e.class == Class::Valid && facts.process == Some(3) && !facts.hierarchical
    });
    assert!(entries.len() > 20);
    let faults = parallel(&entries, |entry| {
        let data = entry.read();
        let decoded = jpeg::planes(&data, &corpus::options()).expect("a valid file");
        let planes: Vec<Vec<u16>> = decoded.value.into_iter().map(|p| p.samples).collect();
        (rebuilt_samples(&data) != planes).then(|| entry.name.clone())
    });
    none(faults.into_iter().flatten().collect());
}

fn segment(marker: u8, parameters: &[u8]) -> Vec<u8> {
    let length = (parameters.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker][..], &length, parameters].concat()
}

/// Frame header of a grey picture.
fn frame(marker: u8, precision: u8, width: u16, height: u16) -> Vec<u8> {
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    segment(
        marker,
        &[&[precision][..], &size, &[1, 1, 0x11, 0]].concat(),
    )
}

fn scan(ss: u8, se: u8, bits: u8) -> Vec<u8> {
    segment(0xDA, &[1, 1, 0, ss, se, bits])
}

/// Small files that promise much, or repeat themselves: none may keep the decoder or the tracer for long.
#[test]
fn small_files_do_not_take_long() {
    let quantisers = segment(0xDB, &[&[0][..], &[1; 64]].concat());
    // DC: sizes 0 and 1. AC: a run of 2^14 ended blocks and more, and single ones.
    let counts = [&[1, 1][..], &[0; 14]].concat();
    let dc = segment(0xC4, &[&[0x00][..], &counts, &[0, 1]].concat());
    let ac = segment(0xC4, &[&[0x10][..], &counts, &[0xE0, 1]].concat());
    let start = [&[0xFF, 0xD8][..], &quantisers, &dc, &ac].concat();
    let noise: Vec<u8> = (0u32..90_000)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 & 0xFE)
        .collect();
    let runs = [
        &start[..],
        &frame(0xC2, 8, 8000, 8000),
        &[scan(1, 63, 0), vec![0; 70]].concat().repeat(990),
    ];
    let mut refining = [
        &start[..],
        &frame(0xC2, 8, 8000, 8000),
        &scan(1, 63, 13),
        &[0x40; 2000],
    ]
    .concat();
    for bit in (1..=13u8).rev() {
        refining.extend([scan(1, 63, bit << 4 | (bit - 1)), vec![0; 3000]].concat());
    }
    let repeated = [
        frame(0xC5, 8, 4000, 4000),
        scan(0, 63, 0),
        noise[..100].to_vec(),
    ]
    .concat();
    let files = [
        ("runs of ended blocks", runs.concat()),
        ("refinements", refining),
        (
            "arithmetic noise",
            [
                &start[..],
                &frame(0xC9, 8, 8000, 8000),
                &scan(0, 63, 0),
                &noise,
            ]
            .concat(),
        ),
        (
            "arithmetic, few bytes",
            [
                &start[..],
                &frame(0xCA, 8, 8000, 8000),
                &scan(1, 63, 0),
                &noise[..90],
            ]
            .concat(),
        ),
        (
            "lossless arithmetic",
            [&frame(0xCB, 16, 7500, 7500)[..], &scan(7, 0, 0), &noise].concat(),
        ),
        (
            "lossless, few bytes",
            [
                &frame(0xCB, 16, 5700, 5700)[..],
                &scan(7, 0, 0),
                &noise[..90],
            ]
            .concat(),
        ),
        (
            "a gigantic header",
            [&start[..], &frame(0xC0, 8, 65_000, 65_000), &scan(0, 63, 0)].concat(),
        ),
        (
            "many frames",
            [
                &start[..],
                &frame(0xDE, 8, 4000, 4000),
                &frame(0xC1, 8, 4000, 4000),
                &scan(0, 63, 0),
                &noise[..100],
                &repeated.repeat(200),
            ]
            .concat(),
        ),
        (
            "restart markers",
            [
                &start[..],
                &segment(0xDD, &[0, 1]),
                &frame(0xC0, 8, 8000, 8000),
                &scan(0, 63, 0),
                &[0xFF, 0xD0, 0xFF, 0xD3].repeat(20_000),
            ]
            .concat(),
        ),
        (
            "fill bytes",
            [
                &start[..],
                &segment(0xDD, &[0, 1]),
                &frame(0xC0, 8, 8000, 8000),
                &scan(0, 63, 0),
                &[0xFF; 95_000],
            ]
            .concat(),
        ),
    ];
    for (name, body) in files {
        let mut file = vec![0xFF, 0xD8];
        file.extend(body.strip_prefix(&[0xFF, 0xD8]).unwrap_or(&body));
        file.extend([0xFF, 0xD9]);
        assert!(file.len() < 100_000, "{name}: {} bytes", file.len());
        let begun = corpus::Stopwatch::start();
        let pixels = jpeg::decode(&file, &corpus::options()).map(|o| o.value.rgba.len());
        let decoded = begun.elapsed();
        let spans = Tracer::new(&file[..], &Limits::default()).window(0..file.len() as u64 * 8);
        let both = begun.elapsed();
        println!(
            "{name}: {} bytes, {decoded:.1?}, traced {:.1?}, {pixels:?}",
            file.len(),
            both - decoded
        );
        assert_eq!(
            spans.iter().map(|s| u64::from(s.bits)).sum::<u64>(),
            file.len() as u64 * 8
        );
        // Two seconds as users have it; here overflow is checked, and a slow machine may be slower still.
        assert!(both.as_secs() < 10, "{name} takes {both:?}");
    }
}
