//! Every process of T.81 against reference results: planes, coefficients and pixels by their hashes.
//!
//! The corpus is not part of the project; where it is absent the comparison is skipped, and says so.

#[path = "processes/corpus.rs"]
mod corpus;

use corpus::{Entry, Verdict};

/// Compares every entry that `wanted` picks, prints a line for each family, and tells how many differ.
fn compare(wanted: impl Fn(&Entry) -> bool) -> usize {
    let Some(entries) = corpus::entries() else {
        eprintln!("SKIPPED: no corpus in ../shared/corpus");
        return 0;
    };
    let mut table = std::collections::BTreeMap::<String, [usize; 4]>::new();
    let mut bad = 0;
    let only = std::env::var("ONLY").ok();
    for entry in entries.iter().filter(|e| wanted(e)) {
        if only
            .as_ref()
            .is_some_and(|o| !entry.name.contains(o.as_str()))
        {
            continue;
        }
        let verdict = corpus::judge(entry);
        let row = table.entry(entry.family.clone()).or_default();
        let (column, detail) = match &verdict {
            Verdict::Exact => (0, String::new()),
            Verdict::Differs(what) => (1, what.clone()),
            Verdict::Refused(what) => (2, what.clone()),
            Verdict::Nothing => (3, String::new()),
        };
        row[column] += 1;
        if matches!(column, 1 | 2) {
            bad += 1;
            println!("{}: {detail}", entry.name);
        }
    }
    println!(
        "{:24} {:>6} {:>6} {:>6} {:>6}",
        "family", "exact", "differ", "refuse", "no ref"
    );
    for (family, [exact, differ, refused, nothing]) in table {
        println!("{family:24} {exact:>6} {differ:>6} {refused:>6} {nothing:>6}");
    }
    bad
}

#[test]
fn valid_files_are_exact() {
    assert_eq!(compare(|e| e.class == "valid"), 0);
}

#[test]
fn damaged_files_are_exact() {
    assert_eq!(compare(|e| e.class == "damaged"), 0);
}
