//! Formats beside JPEG: every fixture and, where it is there, every gathered file gives the known pixels; fields and spans
//! tile the file and lead to the very pixels; broken files are survived.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/properties/mod.rs"]
mod properties;

#[path = "formats/argued.rs"]
mod argued;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "hostile/mutate.rs"]
mod mutate;
#[path = "formats/spans.rs"]
mod spans;

use corpus::{parallel, sha256};
use pixelbits::registry::{self, Decoded, Format};
use pixelbits::{bmp, pnm, Code, Image, Limits, Resolution};
use properties::Dice;
use serde_json::Value;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// One file of a manifest.
struct Known {
    path: PathBuf,
    name: String,
    row: Value,
}

impl Known {
    fn read(&self) -> Vec<u8> {
        let data = std::fs::read(&self.path).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        assert_eq!(sha256(&data), self.row["sha256_file"], "{}", self.name);
        data
    }

    /// PNG pixels need a crate that the bare core goes without.
    fn readable(&self, data: &[u8]) -> bool {
        cfg!(feature = "png") || !data.windows(5).any(|bytes| bytes == b"\x89PNG\r")
    }
}

fn manifest(folder: &Path) -> Option<Vec<Known>> {
    let text = std::fs::read_to_string(folder.join("manifest.json")).ok()?;
    let json: Value = serde_json::from_str(&text).expect("a manifest is JSON");
    let rows = json["entries"].as_array().expect("a manifest has entries");
    let known = |row: &Value| {
        let name = row["file"].as_str().expect("a row has a file").to_owned();
        Known {
            path: folder.join(&name),
            name,
            row: row.clone(),
        }
    };
    Some(rows.iter().map(known).collect())
}

fn fixtures() -> Vec<Known> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    let fixtures = manifest(&folder).expect("tests/fixtures/formats/manifest.json");
    assert!(fixtures.len() > 300);
    fixtures
}

/// A folder of the gathered corpus, or nothing (loudly) where there is none.
fn gathered(set: &str) -> Vec<Known> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    manifest(&root.join(set)).unwrap_or_else(|| {
        eprintln!("SKIPPED: no corpus at {}", root.join(set).display());
        Vec::new()
    })
}

fn format(known: &Known, data: &[u8]) -> &'static Format {
    registry::probe(data).unwrap_or_else(|| panic!("{}: nobody claims it", known.name))
}

fn decode(known: &Known, data: &[u8]) -> Decoded {
    let decoded = (format(known, data).decode)(data, &Limits::default());
    decoded.unwrap_or_else(|error| panic!("{}: {error}", known.name))
}

#[test]
fn fixtures_give_their_pixels() {
    parallel(&fixtures(), |known| {
        let data = known.read();
        if !known.readable(&data) {
            return;
        }
        let Decoded {
            image, warnings, ..
        } = decode(known, &data);
        assert_eq!(known.row["width"], image.width, "{}", known.name);
        assert_eq!(known.row["height"], image.height, "{}", known.name);
        assert_eq!(
            known.row["rgba_sha256"],
            sha256(&image.rgba),
            "{}",
            known.name
        );
        let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.name()).collect();
        let known_codes: Vec<&str> = known.row["warnings"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(codes, known_codes, "{}", known.name);
        if let Some(hash) = known.row["samples_sha256"].as_str() {
            let (raster, _) = pnm::read(&data, &Limits::default()).expect("pixels");
            let bytes: Vec<u8> = raster.data.iter().flat_map(|v| v.to_le_bytes()).collect();
            assert_eq!(sha256(&bytes), hash, "{}", known.name);
        }
    });
}

#[test]
fn fixtures_are_explained() {
    parallel(&fixtures(), |known| {
        let data = known.read();
        properties::formats::holds(&data);
        if known.readable(&data) {
            spans::say_what_is_decoded(&known.name, format(known, &data), &data);
        }
    });
}

/// Reference hashes of `../shared/corpus/bmp`: what was made of known pixels, the suite's own renderings, and Pillow's, in
/// this order. Differences are argued one by one.
#[test]
fn gathered_bitmaps_give_their_pixels() {
    let counts = parallel(&gathered("bmp"), |known| {
        let data = known.read();
        properties::formats::holds(&data);
        let result = registry::probe(&data)
            .ok_or(Code::UnknownFormat)
            .and_then(|format| {
                (format.decode)(&data, &Limits::default()).map_err(|error| error.code)
            });
        let hashes = wanted(&known.row);
        match (result, argued::bitmap(&known.name)) {
            (Ok(decoded), None) if !hashes.is_empty() => {
                let hash = sha256(&decoded.image.rgba);
                assert!(hashes.contains(&hash), "{}: {hash}", known.name);
                if known.row["class"] == "good" {
                    let codes: Vec<Code> = decoded.warnings.iter().map(|w| w.code).collect();
                    assert_eq!(codes, [], "{}", known.name);
                }
                (1, 0)
            }
            (Ok(decoded), Some(reason)) => {
                let hash = sha256(&decoded.image.rgba);
                reason.holds(&known.name, &decoded, &hash, &hashes);
                (0, 1)
            }
            (Err(code), Some(reason)) => {
                assert_eq!(reason, argued::Reason::Refused(code), "{}", known.name);
                (0, 1)
            }
            (Err(code), None) => panic!("{}: {code:?}", known.name),
            // Nobody else opens it: it is enough that something comes.
            (Ok(_), None) => {
                assert_ne!(
                    known.row["class"], "good",
                    "{} has no reference",
                    known.name
                );
                (0, 0)
            }
        }
    });
    let met = counts.iter().map(|c| c.0).sum::<u32>();
    let argued = counts.iter().map(|c| c.1).sum::<u32>();
    eprintln!(
        "{} bitmaps: {met} hashes met, {argued} argued",
        counts.len()
    );
}

fn wanted(row: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(hash) = text(&row["expected"]["rgba_sha256"]) {
        return vec![hash];
    }
    let suite = row["suite_rendering"].as_array();
    let suite: Vec<String> = suite
        .into_iter()
        .flatten()
        .filter_map(|r| text(&r["rgba_sha256"]))
        .collect();
    let pillow = text(&row["pillow"]["rgba_sha256"]);
    suite.into_iter().chain(pillow).collect()
}

/// Reference hashes of `../shared/corpus/pnm`: samples as stored and pixels.
#[test]
fn gathered_netpbm_files_give_their_samples() {
    let met: Vec<bool> = parallel(&gathered("pnm"), |known| {
        let data = known.read();
        properties::formats::holds(&data);
        let expected = &known.row["expected"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if known.name == "bad/bad-magic-P8.pnm" || known.name == "bad/pillow-negative_size_ppm.ppm"
        {
            assert!(registry::probe(&data).is_none(), "{}", known.name);
            return false;
        }
        let format = format(known, &data);
        if !known.readable(&data) {
            return false;
        }
        let decoded = (format.decode)(&data, &Limits::default());
        if let Some(code) = argued::refused_netpbm(&known.name) {
            assert_eq!(
                decoded.map(drop).map_err(|e| e.code),
                Err(code),
                "{}",
                known.name
            );
            return false;
        }
        let Decoded {
            image, warnings, ..
        } = decoded.unwrap_or_else(|error| panic!("{}: {error}", known.name));
        let is_bad = known.row["class"] == "bad";
        assert_eq!(warnings.is_empty(), !is_bad, "{}: {warnings:?}", known.name);
        let hash = sha256(&image.rgba);
        let pixels = text(&expected["rgba8_sha256"]);
        // Pillow shows samples of 16 bits as they are, cut at 255: no reference for pixels.
        let pillow = text(&known.row["pillow"]["rgba_sha256"]).filter(|_| !is_bad);
        match pixels.or(pillow) {
            Some(wanted) => assert_eq!(hash, wanted, "{}", known.name),
            None => return false,
        }
        if let Some(wanted) = text(&expected["samples_sha256"]) {
            let (raster, _) = pnm::read(&data, &Limits::default()).expect("pixels");
            assert_eq!(expected["maxval"], raster.maxval);
            assert_eq!(expected["channels"], raster.channels);
            let stored: Vec<u8> = raster.data.iter().flat_map(|v| v.to_le_bytes()).collect();
            assert_eq!(sha256(&stored), wanted, "{}", known.name);
        }
        true
    });
    let count = met.iter().filter(|&&met| met).count();
    eprintln!("{} netpbm files: {count} hashes met", met.len());
}

#[test]
fn gathered_files_are_explained() {
    for set in ["bmp", "pnm"] {
        parallel(&gathered(set), |known| {
            let data = known.read();
            if let Some(format) = registry::probe(&data).filter(|_| known.readable(&data)) {
                spans::say_what_is_decoded(&known.name, format, &data);
            }
        });
    }
}

#[test]
fn written_bitmaps_are_read_back() {
    let mut dice = Dice::new(b"round trip");
    let resolution = Some(Resolution {
        x_per_metre: 2835,
        y_per_metre: 5000,
    });
    for (depth, most) in [
        (bmp::Depth::Palette1, 2),
        (bmp::Depth::Palette4, 16),
        (bmp::Depth::Palette8, 256),
        (bmp::Depth::Rgb24, 1 << 24),
        (bmp::Depth::Rgba32, 1 << 24),
    ] {
        for (width, height) in (1..=34).flat_map(|w| [(w, 1), (w, 3), (1, w)]) {
            let colours: Vec<[u8; 3]> = (0..most.min(300))
                .map(|_| [0; 3].map(|_| dice.below(256) as u8))
                .collect();
            let pixel = |dice: &mut Dice| {
                let [r, g, b] = colours[dice.below(colours.len() as u64) as usize];
                let alpha = match depth {
                    bmp::Depth::Rgba32 => dice.below(256) as u8,
                    _ => 255,
                };
                [r, g, b, alpha]
            };
            let image = Image {
                width,
                height,
                rgba: (0..width * height).flat_map(|_| pixel(&mut dice)).collect(),
            };
            let file = bmp::write(&image, depth, resolution).expect("few colours");
            let back = bmp::read(&file, &Limits::default()).expect("a bitmap");
            assert_eq!(back.warnings, [], "{depth:?}");
            assert_eq!(back.resolution, resolution);
            assert!(back.image == image, "{depth:?} {width} × {height}");
        }
    }
}

/// A JPEG file inside a bitmap is decoded, and its fields stand one level deeper.
#[test]
fn a_jpeg_inside_a_bitmap() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/colour/ycc-jfif.jpg");
    let jpeg = std::fs::read(path).expect("a fixture");
    let alone = (pixelbits::jpeg::FORMAT.decode)(&jpeg, &Limits::default()).expect("pixels");
    let mut file = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    for number in [
        alone.image.width,
        alone.image.height,
        1,
        4,
        jpeg.len() as u32,
        0,
        0,
        0,
        0,
    ] {
        file.extend(number.to_le_bytes());
    }
    file.extend(&jpeg);
    let inside = bmp::read(&file, &Limits::default()).expect("pixels");
    assert_eq!(inside.image, alone.image);
    properties::formats::holds(&file);
    let fields = bmp::inspect(&file, &Limits::default()).fields;
    let names: Vec<(&str, u8)> = fields.iter().map(|f| (f.name, f.depth)).collect();
    assert!(
        names.contains(&("SOI", 1)) && names.contains(&("SOS", 1)),
        "{names:?}"
    );
}

#[test]
fn limits_are_checked_first() {
    let limits = Limits {
        width_px: 10,
        height_px: 20,
        pixels: 100,
        memory_bytes: 500,
        ..Limits::default()
    };
    let refused = |text: &[u8]| {
        let format = registry::probe(text).expect("a format");
        (format.decode)(text, &limits)
            .map(drop)
            .map_err(|error| error.code)
    };
    assert_eq!(refused(b"P5 11 1 255 "), Err(Code::LimitWidth));
    assert_eq!(refused(b"P5 1 21 255 "), Err(Code::LimitHeight));
    assert_eq!(refused(b"P5 10 11 255 "), Err(Code::LimitPixels));
    assert_eq!(refused(b"P5 10 10 255 "), Err(Code::LimitMemory));
    assert_eq!(refused(b"P5 3 3 255 123456789"), Ok(()));
}

/// The smaller fixtures, broken many times.
#[test]
fn broken_files_are_survived() {
    let seeds: Vec<Vec<u8>> = fixtures().iter().map(Known::read).collect();
    let wanted = std::env::var("MUTATIONS").ok().and_then(|n| n.parse().ok());
    let numbers: Vec<u64> = (0..wanted.unwrap_or(4_000)).collect();
    let failed = parallel(&numbers, |number| {
        let mut dice = Dice::new(format!("formats {number}").as_bytes());
        let mut pick = || &seeds[dice.below(seeds.len() as u64) as usize];
        let (file, other) = (pick(), pick());
        let data = mutate::broken(file, other, &mut dice);
        let check = || properties::formats::holds(&data);
        catch_unwind(AssertUnwindSafe(check)).err().map(|_| *number)
    });
    let failed: Vec<u64> = failed.into_iter().flatten().collect();
    assert!(failed.is_empty(), "cases {failed:?}");
}
