//! Every process of T.81 against known answers, family by family, valid and damaged files alike.
//!
//! `ONLY=text` picks files by name; the table of counts is printed with `-- --nocapture`.

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
