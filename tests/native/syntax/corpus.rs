//! Every file of the corpus, and seeded damage to some of them: the accounting closes, nothing panics.

use super::{assert_tiles, read};
use pixelbits::jpeg::syntax::parse;
use pixelbits::Limits;
use std::path::{Path, PathBuf};

/// The corpus, or `None` (said loudly) where it is not checked out.
pub fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(name);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there", path.display());
    None
}

/// Every file below a folder, sorted, but manifests and texts.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|e| e != "json" && e != "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// xorshift64*: the same damage in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((self.next() >> 32) as usize * bound.max(1)) >> 32
    }
}

#[test]
fn every_file_is_accounted_for() {
    for name in ["jpeg", "jpeg-made", "jpegsuite"] {
        let Some(folder) = folder(name) else {
            continue;
        };
        let files = files(&folder);
        assert!(files.len() > 200, "{name} has only {} files", files.len());
        for path in &files {
            let data = std::fs::read(path).unwrap();
            println!("{}", path.display());
            read(&data);
        }
    }
}

#[test]
fn damaged_files_are_accounted_for() {
    let mut random = Random(0x5EED);
    for name in ["jpeg/valid", "jpeg-made/metadata", "jpegsuite"] {
        let Some(folder) = folder(name) else {
            continue;
        };
        let small: Vec<_> = files(&folder)
            .iter()
            .map(|path| std::fs::read(path).unwrap())
            .filter(|data| (1..100_000).contains(&data.len()))
            .collect();
        for round in 0..2000 {
            let mut data = small[random.below(small.len())].clone();
            match round % 4 {
                0 => data.truncate(random.below(data.len())),
                // Flipped bits, mostly in the headers.
                1 => {
                    for _ in 0..1 + random.below(20) {
                        let near = random.below(data.len()).min(random.below(2000));
                        data[near] ^= 1 << random.below(8);
                    }
                }
                // Bytes that mean something.
                2 => {
                    for _ in 0..1 + random.below(8) {
                        let at = random.below(data.len());
                        data[at] = [0xFF, 0, 0xD8, 0xD9, 0xDA, 0xC0, 0xC4, 0xE1][random.below(8)];
                    }
                }
                // A stretch twice, or missing.
                _ => {
                    let (a, b) = (random.below(data.len()), random.below(data.len()));
                    let (a, b) = (a.min(b), a.max(b));
                    if round % 8 == 3 {
                        data.drain(a..b);
                    } else {
                        let copy = data[a..b].to_vec();
                        data.splice(a..a, copy);
                    }
                }
            }
            read(&data);
        }
    }
}

#[test]
fn noise_is_accounted_for() {
    let mut random = Random(7);
    for round in 0..2000 {
        let mut data: Vec<u8> = (0..random.below(600))
            .map(|_| {
                // Half the bytes are such that a walk gets somewhere.
                let wild = random.next() as u8;
                match random.below(6) {
                    0 => 0xFF,
                    1 => 0xC0 | wild & 63,
                    2 => 0,
                    _ => wild,
                }
            })
            .collect();
        if round % 4 != 0 {
            data.splice(0..0, [0xFF, 0xD8, 0xFF]);
        }
        read(&data);
    }
}

/// A file of one kind of hostility, some `bytes` long.
fn hostile(bytes: usize) -> Vec<(&'static str, Vec<u8>)> {
    let repeat = |head: &[u8], unit: &[u8]| {
        let mut data = head.to_vec();
        while data.len() < bytes {
            data.extend_from_slice(unit);
        }
        data
    };
    let scan = [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
    // The longest DQT segment: 1007 tables of 65 bytes.
    let mut tables = vec![0xFF, 0xDB, 0xFF, 0xF1];
    tables.extend([0; 65_519]);
    // An EXIF directory whose every entry shows the same 32 numbers.
    let mut exif = b"\xFF\xE1\xFF\xFFExif\0\0MM\0\x2A\0\0\0\x08".to_vec();
    exif.extend(5400u16.to_be_bytes());
    for _ in 0..5400 {
        exif.extend([0x01, 0x3F, 0, 3, 0, 0, 0, 32, 0, 0, 0, 0]);
    }
    exif.resize(65_537, 0);
    vec![
        ("fill bytes", repeat(&scan[..2], &[0xFF])),
        ("stuffing", repeat(&scan, &[0xFF, 0])),
        ("restarts", repeat(&scan, &[0xFF, 0xD0])),
        ("restarts and data", repeat(&scan, &[1, 2, 0xFF, 0xD3])),
        ("ends", repeat(&scan[..2], &[0xFF, 0xD8])),
        (
            "beginnings after the end",
            repeat(
                &[0xFF, 0xD8, 0xFF, 0xC0, 0, 2, 0xFF, 0xD9],
                &[0xFF, 0xD8, 0xFF],
            ),
        ),
        ("short segments", repeat(&scan[..2], &[0xFF, 0xFE, 0, 2])),
        ("garbage", repeat(&scan[..2], &[0, 0xFF, 0xFE, 0, 2])),
        ("tables", repeat(&scan[..2], &tables)),
        ("directories", repeat(&scan[..2], &exif)),
        ("zeros", repeat(&[], &[0])),
        ("no image", repeat(&[], &[0xFF, 0xD8, 0])),
    ]
}

/// Hostile files of any length keep within the bounds, and are still accounted for to the last bit.
#[test]
fn hostile_files_keep_within_bounds() {
    let limits = Limits {
        segments: 20_000,
        ..Limits::default()
    };
    for (name, data) in hostile(1 << 22) {
        let structure = parse(&data, &limits);
        assert_tiles(&data, &structure);
        assert!(
            structure.fields.len() < 1_200_000,
            "{name}: {} fields",
            structure.fields.len()
        );
        // The walk ends after the segment that fills the limit, its data, and garbage on both sides.
        assert!(structure.segments.len() <= 20_004, "{name}");
    }
}
