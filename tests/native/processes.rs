//! Every process of T.81 against known answers, family by family, valid and damaged files alike.
//!
//! `ONLY=text` picks files by name; the table of counts is printed with `-- --nocapture`.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, parallel, Class, Verdict};
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
            let samples = match pixelbits::jpeg::samples(&data, &corpus::options()) {
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
