//! The fixtures that have no manifest of their own are those that were committed: `tests/fixtures/SHA256SUMS` names each.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders whose files are listed, but for the scripts that make them.
const FOLDERS: [&str; 3] = ["browser", "raster", "raw"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

#[test]
fn files_are_those_of_their_checksums_and_none_is_missing_or_unlisted() {
    let sums = fs::read_to_string(folder().join("SHA256SUMS")).expect("the list is there");
    let mut listed: Vec<&str> = Vec::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").expect("a checksum and a name");
        let data = fs::read(folder().join(name)).expect(name);
        let digest = Sha256::digest(&data);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sum, "{name}");
        listed.push(name);
    }
    let mut there: Vec<String> = Vec::new();
    for part in FOLDERS {
        for entry in fs::read_dir(folder().join(part)).expect(part) {
            let name = entry.expect(part).file_name().into_string().expect("ASCII");
            if !name.ends_with(".py") && !name.starts_with("__") {
                there.push(format!("{part}/{name}"));
            }
        }
    }
    there.sort();
    listed.sort_unstable();
    assert_eq!(listed, there);
}
