//! The way back: coefficients and pixels to files, compared with what is read again and with the reference's own tools.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "rewrite/cjpeg.rs"]
mod cjpeg;
#[path = "corpus/mod.rs"]
mod corpus;
#[path = "rewrite/damaged.rs"]
mod damaged;
#[path = "rewrite/edits.rs"]
mod edits;
#[path = "rewrite/frames.rs"]
mod frames;
#[path = "rewrite/jpegtran.rs"]
mod jpegtran;
#[path = "rewrite/pictures.rs"]
mod pictures;
#[path = "rewrite/roundtrip.rs"]
mod roundtrip;

use corpus::{fixtures, gathered, Class, Entry, Facts};
use std::io::Write;
use std::process::{Command, Stdio};

/// Fails with all faults, if there are any.
fn report<F: IntoIterator<Item = String>>(faults: impl IntoIterator<Item = F>) {
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Valid files of one frame of coefficients, with what their headers say.
fn coefficient_files() -> Vec<(Entry, Facts)> {
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    entries.retain(|entry| entry.class == Class::Valid && !entry.imageless);
    let with_facts = entries.into_iter().map(|entry| {
        let facts = Facts::of(&entry.read());
        (entry, facts)
    });
    with_facts
        .filter(|(_, f)| !f.hierarchical && matches!(f.process, Some(0..=2 | 9 | 10)))
        .collect()
}

/// How many of so many ways to write a file are tried: two for large ones, which would take minutes otherwise.
fn usual_or_two(data: &[u8], usual: usize) -> usize {
    match data.len() {
        ..300_000 => usual,
        _ => 2,
    }
}

/// Whether the reference's programs of the version that is compared with are there; says so where not.
fn has_tool(tool: &str) -> bool {
    let version = Command::new(tool).arg("-version").output();
    let known = version.is_ok_and(|out| {
        String::from_utf8_lossy(&[out.stdout, out.stderr].concat())
            .contains("libjpeg-turbo version 2.1")
    });
    if !known {
        eprintln!("SKIPPED: no {tool} of libjpeg-turbo 2.1 to compare with");
    }
    known
}

/// What a program writes to standard output when it reads `input`; `None` where it refuses.
fn output(tool: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(tool)
        .args(arguments)
        .env("JSIMD_FORCENONE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let result = std::thread::scope(|scope| {
        // It may stop reading before the end.
        scope.spawn(move || stdin.write_all(input).is_ok());
        child.wait_with_output()
    });
    let result = result.expect("the program ends");
    result.status.success().then_some(result.stdout)
}
