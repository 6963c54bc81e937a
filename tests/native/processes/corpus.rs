//! The corpus: its manifests, and how a result is compared with them.

use pixelbits::jpeg::{self, Options, Orient};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A file and what is known about it.
pub struct Entry {
    pub name: String,
    pub path: PathBuf,
    pub family: String,
    pub class: String,
    pub json: Value,
    root: PathBuf,
}

pub enum Verdict {
    Exact,
    Differs(String),
    Refused(String),
    /// There is no reference result.
    Nothing,
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus")
}

/// All entries of the JPEG manifests; `None` where there is no corpus.
pub fn entries() -> Option<Vec<Entry>> {
    let mut out = Vec::new();
    for folder in ["jpeg", "jpeg-made"] {
        let root = corpus().join(folder);
        let text = std::fs::read_to_string(root.join("manifest.json")).ok()?;
        let manifest: Value = serde_json::from_str(&text).expect("a manifest is JSON");
        for json in manifest["entries"]
            .as_array()
            .expect("a manifest has entries")
        {
            let name = json["file"].as_str().expect("an entry names a file");
            let family = json["family"]
                .as_str()
                .or(name.split('/').next())
                .unwrap_or_default();
            out.push(Entry {
                name: format!("{folder}/{name}"),
                path: root.join(name),
                family: format!("{folder}/{family}"),
                class: json["class"].as_str().unwrap_or_default().into(),
                json: json.clone(),
                root: root.clone(),
            });
        }
    }
    Some(out)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn bytes_of(samples: impl Iterator<Item = u16>, deep: bool) -> Vec<u8> {
    if deep {
        samples.flat_map(u16::to_le_bytes).collect()
    } else {
        samples.map(|v| v as u8).collect()
    }
}

const OPTIONS: Options = Options {
    orient: Orient::Ignore,
    limits: pixelbits::Limits {
        width_px: 65_535,
        height_px: 65_535,
        pixels: 300_000_000,
        memory_bytes: 2 << 30,
        scans: 1_000,
        segments: 100_000,
    },
};

/// Decodes a file and compares every hash that is known.
pub fn judge(entry: &Entry) -> Verdict {
    let data = std::fs::read(&entry.path).expect("a file of the manifest");
    let expected = &entry.json["expected"];
    let reference = if expected.is_object() {
        expected
    } else if entry.json["reference"]["exit"] != 1 {
        &entry.json["reference"]
    } else {
        return match jpeg::samples(&data, &OPTIONS) {
            Ok(_) | Err(_) => Verdict::Nothing,
        };
    };
    let known = |key: &str| reference[key].as_str();
    if let (Some(wanted), Ok(got)) = (known("coef_sha256"), jpeg::coefficients(&data, &OPTIONS)) {
        let bytes: Vec<u8> = got
            .value
            .iter()
            .flat_map(|c| &c.blocks)
            .flatten()
            .flat_map(|v| v.to_le_bytes())
            .collect();
        if hash(&bytes) != wanted {
            return Verdict::Differs("coefficients".into());
        }
    }
    let planes = match jpeg::planes(&data, &OPTIONS) {
        Ok(planes) => planes.value,
        Err(error) => return Verdict::Refused(error.to_string()),
    };
    if let Some(file) = reference["file"].as_str() {
        let stored = std::fs::read(entry.root.join(file)).expect("expected planes");
        let tolerance = reference["tolerance"].as_u64().unwrap_or(0);
        let deep = reference["sample"] != "u8";
        let got: Vec<u16> = planes.iter().flat_map(|p| &p.samples).copied().collect();
        let wanted: Vec<u16> = if deep {
            stored
                .chunks_exact(2)
                .map(|b| u16::from_le_bytes([b[0], b[1]]))
                .collect()
        } else {
            stored.iter().map(|&b| b.into()).collect()
        };
        if got.len() != wanted.len() {
            return Verdict::Differs(format!("{} samples, not {}", got.len(), wanted.len()));
        }
        let worst = got.iter().zip(&wanted).map(|(a, b)| a.abs_diff(*b)).max();
        if u64::from(worst.unwrap_or(0)) > tolerance {
            return Verdict::Differs(format!("planes, by up to {worst:?}, tolerance {tolerance}"));
        }
        if tolerance > 0 {
            return Verdict::Exact;
        }
    }
    if let Some(wanted) = known("planes_sha256") {
        let deep = planes.iter().any(|p| p.precision > 8);
        let bytes = bytes_of(planes.iter().flat_map(|p| &p.samples).copied(), deep);
        if hash(&bytes) != wanted && known("nosimd_sha256").is_none() {
            return Verdict::Differs("planes".into());
        }
    }
    let Some(wanted) = known("nosimd_sha256").or(known("sha256")) else {
        return Verdict::Nothing;
    };
    match jpeg::samples(&data, &OPTIONS) {
        Ok(got) => {
            let deep = got.value.precision > 8;
            if hash(&bytes_of(got.value.data.iter().copied(), deep)) == wanted {
                Verdict::Exact
            } else {
                let format = &reference["format"];
                Verdict::Differs(format!(
                    "samples ({} channels, {format})",
                    got.value.channels
                ))
            }
        }
        Err(error) => Verdict::Refused(error.to_string()),
    }
}
