//! Test images with known answers: the project's own fixtures and, where it stands beside the checkout, a larger
//! gathered corpus. Used by the exactness tests and by the conformance table.
#![allow(dead_code)] // each user needs another part

use pixelbits::jpeg::{self, ComponentBlocks, Options, Orient, Outcome, Plane};
use pixelbits::{Error, Samples};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What a file is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Keeps the rules.
    Valid,
    /// Broken on purpose or by accident.
    Damaged,
    /// Found by fuzzers.
    Hostile,
}

/// One file and its right answer, read from a manifest.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it lies.
    pub path: PathBuf,
    /// `set/file`, for messages.
    pub name: String,
    /// Feature family.
    pub family: String,
    /// What it is meant to be.
    pub class: Class,
    /// Exit status of the reference decoder: 0 fine, 1 refused, 2 warnings.
    pub reference_exit: Option<u64>,
    /// Hash of the file.
    pub sha256_file: String,
    /// Hash of the interleaved samples.
    pub samples: Option<String>,
    /// Hash of the component planes.
    pub planes: Option<String>,
    /// Hash of the coefficients.
    pub coefficients: Option<String>,
    /// Planes to compare with a tolerance instead: file, bytes a sample, largest difference.
    pub near: Option<(PathBuf, usize, u16)>,
    /// The file holds no image, on purpose.
    pub imageless: bool,
    /// What EXIF says about turning, and the hash of the samples so turned.
    pub oriented: Option<(u16, String)>,
}

/// The facts that decide which decoders may be expected to read a file; found by a walk of its own over the markers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// n of the first SOFn.
    pub process: Option<u8>,
    /// P.
    pub precision: u8,
    /// Y.
    pub height: u16,
    /// X.
    pub width: u16,
    /// (H, V) of each component.
    pub factors: Vec<(u8, u8)>,
    /// DHP stands before the first frame.
    pub hierarchical: bool,
    /// A stream of tables alone stands before the frame's.
    pub tables_first: bool,
}

impl Facts {
    /// Reads the markers up to the first frame header.
    pub fn of(data: &[u8]) -> Self {
        let mut facts = Self::default();
        let mut at = 2;
        while let Some(&[0xFF, marker]) = data.get(at..at + 2) {
            if marker == 0xFF || matches!(marker, 0x01 | 0xD0..=0xD9) {
                facts.tables_first |= marker == 0xD9;
                at += if marker == 0xFF { 1 } else { 2 };
                continue;
            }
            let word = |at: usize| {
                data.get(at..at + 2)
                    .map(|b| u16::from_be_bytes([b[0], b[1]]))
            };
            let Some(length) = word(at + 2) else { break };
            if marker == 0xDE {
                facts.hierarchical = true;
            } else if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
                facts.process = Some(marker - 0xC0);
                facts.precision = data.get(at + 4).copied().unwrap_or(0);
                facts.height = word(at + 5).unwrap_or(0);
                facts.width = word(at + 7).unwrap_or(0);
                let count = usize::from(data.get(at + 9).copied().unwrap_or(0));
                facts.factors = (0..count)
                    .filter_map(|i| data.get(at + 11 + 3 * i))
                    .map(|b| (b >> 4, b & 15))
                    .collect();
                break;
            }
            at += 2 + usize::from(length);
        }
        facts
    }

    /// Every component's factors divide the largest ones.
    pub fn whole_ratios(&self) -> bool {
        let h_max = self.factors.iter().map(|f| f.0).max().unwrap_or(1);
        let v_max = self.factors.iter().map(|f| f.1).max().unwrap_or(1);
        self.factors
            .iter()
            .all(|&(h, v)| h > 0 && v > 0 && h_max % h == 0 && v_max % v == 0)
    }

    /// The decoder must read this, whatever it says: 8-bit Huffman-coded DCT files of up to 4 components.
    pub fn required(&self) -> bool {
        matches!(self.process, Some(0..=2))
            && !self.hierarchical
            && !self.tables_first
            && self.precision == 8
            && self.height > 0
            && (1..=4).contains(&self.factors.len())
            && self.whole_ratios()
    }
}

/// What the decoder made of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The right answer.
    Exact,
    /// Another answer; the first stage at which it differs.
    Differing(&'static str),
    /// No answer.
    Refused(Error),
    /// The manifest knows no answer to compare with.
    Unknown,
}

/// Hexadecimal SHA-256.
pub fn sha256(data: &[u8]) -> String {
    Sha256::digest(data)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Samples as the manifests hash them: a byte each up to 8 bits, two (little-endian) above.
pub fn pack(samples: &[u16], precision: u8) -> Vec<u8> {
    if precision <= 8 {
        samples.iter().map(|&s| s as u8).collect()
    } else {
        samples.iter().flat_map(|s| s.to_le_bytes()).collect()
    }
}

/// All planes, one after the other, as the manifests hash them.
pub fn pack_planes(planes: &[Plane]) -> Vec<u8> {
    planes
        .iter()
        .flat_map(|p| pack(&p.samples, p.precision))
        .collect()
}

/// All coefficients, component after component, as the manifests hash them.
pub fn pack_coefficients(components: &[ComponentBlocks]) -> Vec<u8> {
    components
        .iter()
        .flat_map(|c| c.blocks.iter().flatten())
        .flat_map(|c| c.to_le_bytes())
        .collect()
}

/// Every limit at its default, no turning.
pub fn options() -> Options {
    Options {
        orient: Orient::Ignore,
        ..Options::default()
    }
}

impl Entry {
    /// The file's bytes.
    pub fn read(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap_or_else(|e| panic!("{}: {e}", self.path.display()))
    }

    /// Compares every stage that the manifest knows an answer for.
    pub fn judge(&self, data: &[u8]) -> Verdict {
        let options = options();
        let mut known = false;
        if let Some(want) = &self.coefficients {
            match jpeg::coefficients(data, &options) {
                Err(error) => return Verdict::Refused(error),
                Ok(Outcome { value, .. }) if sha256(&pack_coefficients(&value)) != *want => {
                    return Verdict::Differing("coefficients");
                }
                Ok(_) => known = true,
            }
        }
        if self.planes.is_some() || self.near.is_some() {
            let planes = match jpeg::planes(data, &options) {
                Err(error) => return Verdict::Refused(error),
                Ok(outcome) => pack_planes(&outcome.value),
            };
            let equal = match (&self.near, &self.planes) {
                (Some(near), _) => is_near(&planes, near),
                (None, Some(want)) => sha256(&planes) == *want,
                (None, None) => true,
            };
            if !equal {
                return Verdict::Differing("planes");
            }
            known = true;
        }
        if let (Some(want), None) = (&self.samples, &self.near) {
            match jpeg::samples(data, &options) {
                Err(error) => return Verdict::Refused(error),
                Ok(Outcome {
                    value:
                        Samples {
                            data, precision, ..
                        },
                    ..
                }) if sha256(&pack(&data, precision)) != *want => {
                    return Verdict::Differing("samples");
                }
                Ok(_) => known = true,
            }
        }
        if known {
            Verdict::Exact
        } else {
            match jpeg::samples(data, &options) {
                Err(error) => Verdict::Refused(error),
                Ok(_) => Verdict::Unknown,
            }
        }
    }
}

/// Every sample differs from the expected planes by no more than the tolerance.
fn is_near(planes: &[u8], (path, size, tolerance): &(PathBuf, usize, u16)) -> bool {
    let want = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let number = |b: &[u8]| b.iter().rev().fold(0u16, |n, &b| n << 8 | u16::from(b));
    want.len() == planes.len()
        && planes
            .chunks(*size)
            .zip(want.chunks(*size))
            .all(|(a, b)| number(a).abs_diff(number(b)) <= *tolerance)
}

/// The project's own fixtures; there is always at least one.
pub fn fixtures() -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let entries = manifest(&folder, "fixtures").expect("tests/fixtures/manifest.json");
    assert!(!entries.is_empty());
    entries
}

/// The gathered corpus beside the checkout, or `None` (loudly) where there is none.
pub fn gathered() -> Option<Vec<Entry>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let sets = ["jpeg", "jpeg-made"].map(|set| manifest(&root.join(set), set));
    let found: Vec<Entry> = sets.into_iter().flatten().flatten().collect();
    if found.is_empty() {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return None;
    }
    Some(found)
}

fn manifest(folder: &Path, set: &str) -> Option<Vec<Entry>> {
    let text = std::fs::read_to_string(folder.join("manifest.json")).ok()?;
    let json: Value = serde_json::from_str(&text).expect("a manifest is JSON");
    let entries = json["entries"].as_array().expect("a manifest has entries");
    Some(entries.iter().map(|e| entry(e, folder, set)).collect())
}

fn entry(json: &Value, folder: &Path, set: &str) -> Entry {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let file = text(&json["file"]).expect("an entry has a file");
    let (reference, expected) = (&json["reference"], &json["expected"]);
    // `expected` speaks where the reference decoder cannot; the portable path goes before the SIMD one.
    let answer = if expected.is_object() {
        expected
    } else {
        reference
    };
    let exit = reference["exit"].as_u64();
    let usable = expected.is_object() || exit != Some(1);
    let hash = |key: &str| text(&answer[key]).filter(|_| usable);
    // Where the portable path gave other samples, the planes were still taken from the SIMD path.
    let portable = hash("nosimd_sha256");
    let near = expected["tolerance"]
        .as_u64()
        .filter(|&t| t > 0)
        .map(|tolerance| {
            let size = if text(&expected["sample"]).as_deref() == Some("u8") {
                1
            } else {
                2
            };
            let file = text(&expected["file"]).expect("near files have planes");
            (folder.join(file), size, tolerance as u16)
        });
    Entry {
        path: folder.join(&file),
        name: format!("{set}/{file}"),
        family: text(&json["family"]).unwrap_or_else(|| "gathered".into()),
        class: match json["class"].as_str() {
            Some("valid") => Class::Valid,
            Some("damaged") => Class::Damaged,
            _ => Class::Hostile,
        },
        reference_exit: exit,
        sha256_file: text(&json["sha256_file"]).expect("an entry has its file's hash"),
        planes: hash("planes_sha256").filter(|_| portable.is_none()),
        samples: portable.or_else(|| hash("sha256")),
        coefficients: hash("coef_sha256"),
        near,
        oriented: json["orientation"]
            .as_u64()
            .map(|n| n as u16)
            .zip(text(&json["oriented_sha256"])),
        imageless: json["jpeg"].is_object() && json["jpeg"]["sof"].is_null()
            || json["imageless"] == true,
    }
}

/// Does `work` for every item on all cores; results in order.
pub fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get());
    let mut found: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else {
                            return done;
                        };
                        done.push((at, work(item)));
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().unwrap_or_else(|p| std::panic::resume_unwind(p)))
            .collect()
    });
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, result)| result).collect()
}

/// Measures work: the time that this thread was on a processor, where the system tells (Linux), so that tests beside it
/// do not count; otherwise the time that passed.
pub struct Stopwatch {
    began: Instant,
    before: Option<Duration>,
}

impl Stopwatch {
    /// From now on.
    pub fn start() -> Self {
        Self {
            began: Instant::now(),
            before: on_processor(),
        }
    }

    /// So far.
    pub fn elapsed(&self) -> Duration {
        match (self.before, on_processor()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.began.elapsed(),
        }
    }
}

/// Nanoseconds are the first of three numbers.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
