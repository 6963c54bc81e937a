//! Transcripts of the command line: each file in `tests/golden` holds commands and what they printed.
//!
//! ```text
//! $ pixelbits inspect tests/fixtures/colour/ycc-jfif.jpg
//! … standard output, then standard error …
//! [exit 1]            only where the exit status is not 0
//! ```
//!
//! `BLESS=1 cargo test --features cli --test golden` (or `make bless`) writes them anew; read the diff before committing.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// A command line split at spaces; `'…'` keeps spaces together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('\'').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What running a transcript's commands gives today.
fn replay(transcript: &str, root: &Path) -> String {
    let mut out = String::new();
    for line in transcript.lines().filter(|l| l.starts_with("$ ")) {
        let arguments = line
            .strip_prefix("$ pixelbits ")
            .unwrap_or_else(|| panic!("not a command of this program: {line}"));
        let run = Command::new(env!("CARGO_BIN_EXE_pixelbits"))
            .args(words(arguments))
            .current_dir(root)
            .output()
            .expect("the program starts");
        writeln!(out, "{line}").expect("writing to a string");
        for stream in [&run.stdout, &run.stderr] {
            // Bytes that are no text (pictures on standard output) are shown by their escapes.
            let text = match std::str::from_utf8(stream) {
                Ok(text) => text.to_owned(),
                Err(_) => format!("{}\n", stream.escape_ascii()),
            };
            out.push_str(&text);
            if !text.is_empty() && !text.ends_with('\n') {
                out.push_str("\n[no newline at the end]\n");
            }
        }
        match run.status.code() {
            Some(0) => {}
            Some(code) => writeln!(out, "[exit {code}]").expect("writing to a string"),
            None => panic!("{line}: killed"),
        }
        out.push('\n');
    }
    out
}

/// The first line at which two texts part.
fn parting(old: &str, new: &str) -> String {
    let (mut a, mut b) = (old.lines(), new.lines());
    for number in 1.. {
        match (a.next(), b.next()) {
            (None, None) => return "only their ends differ".into(),
            (x, y) if x != y => {
                let show = |l: Option<&str>| l.unwrap_or("(the end)").to_owned();
                return format!(
                    "line {number}:\n  golden: {}\n  now:    {}",
                    show(x),
                    show(y)
                );
            }
            _ => {}
        }
    }
    unreachable!()
}

#[test]
fn transcripts_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/golden");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("tests/golden")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no transcripts in tests/golden");
    let bless = std::env::var_os("BLESS").is_some();
    let mut faults = Vec::new();
    for path in paths {
        let old = std::fs::read_to_string(&path).expect("a transcript is text");
        assert!(
            old.contains("$ pixelbits "),
            "{}: no command",
            path.display()
        );
        let new = replay(&old, root);
        if new == old {
            continue;
        }
        if bless {
            std::fs::write(&path, new).expect("a writable transcript");
        } else {
            faults.push(format!("{}: {}", path.display(), parting(&old, &new)));
        }
    }
    assert!(
        faults.is_empty(),
        "{}\n\n`make bless` takes the new output over",
        faults.join("\n")
    );
}
