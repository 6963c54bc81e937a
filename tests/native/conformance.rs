//! Prints, as Markdown, how many files of each process and feature family decode to the known answer.
//!
//! ```text
//! cargo run --release --features cli --example conformance [-- --list] [-- --peer "zune-jpeg=tests/peers/target/release/peers zune-jpeg" …]
//! ```
//!
//! `--list` names every valid file that is not exact. A peer is another decoder, run as a command that reads one path a
//! line and answers each with a line: the SHA-256 of the file's samples as the manifests define it, or `refused`.

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, parallel, Class, Entry, Facts, Verdict};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

/// Files tried, and what became of them.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    exact: usize,
    differing: usize,
    refused: usize,
}

impl Tally {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Exact => self.exact += 1,
            Verdict::Differing(_) | Verdict::Unknown => self.differing += 1,
            Verdict::Refused(_) => self.refused += 1,
        }
    }

    fn cell(&self) -> String {
        format!("{} / {} / {}", self.exact, self.differing, self.refused)
    }
}

/// A row of the table: one tally for each decoder.
type Rows = BTreeMap<String, Vec<Tally>>;

fn process(facts: &Facts) -> String {
    let name = match facts.process {
        None => return "no frame".into(),
        Some(0) => "baseline",
        Some(1) => "extended sequential",
        Some(2) => "progressive",
        Some(3) => "lossless",
        Some(5) => "differential sequential",
        Some(6) => "differential progressive",
        Some(7) => "differential lossless",
        Some(9) => "sequential, arithmetic",
        Some(10) => "progressive, arithmetic",
        Some(11) => "lossless, arithmetic",
        Some(13) => "differential sequential, arithmetic",
        Some(14) => "differential progressive, arithmetic",
        Some(15) => "differential lossless, arithmetic",
        Some(_) => "not T.81",
    };
    let bits = if facts.precision > 8 {
        ", 9–16 bits"
    } else {
        ""
    };
    let frames = if facts.hierarchical {
        "hierarchical from "
    } else {
        ""
    };
    format!("{frames}SOF{:02} {name}{bits}", facts.process.unwrap_or(0))
}

/// What a peer says of each file.
fn ask_peer(command: &str, entries: &[Entry]) -> Vec<Option<String>> {
    let mut child = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command}: {e}"));
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let paths: String = entries
        .iter()
        .map(|e| format!("{}\n", e.path.display()))
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(paths.as_bytes()));
    let output = child.wait_with_output().expect("a peer ends");
    writer
        .join()
        .expect("the writer ends")
        .expect("a peer reads all paths");
    let answers: Vec<Option<String>> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| Some(line.trim().to_owned()).filter(|l| l != "refused"))
        .collect();
    assert_eq!(answers.len(), entries.len(), "{command}: one answer a file");
    answers
}

fn peer_verdict(entry: &Entry, answer: &Option<String>) -> Verdict {
    use pixelbits::{Code, Error};
    match (answer, &entry.samples) {
        (None, _) => Verdict::Refused(Error::at_bit(Code::UnknownFormat, 0)),
        (Some(got), Some(want)) if got == want => Verdict::Exact,
        (Some(_), Some(_)) => Verdict::Differing("samples"),
        (Some(_), None) => Verdict::Unknown,
    }
}

fn main() {
    let mut peers: Vec<(String, String)> = Vec::new();
    let mut list = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => list = true,
            "--peer" => {
                let peer = arguments.next().unwrap_or_default();
                let (name, command) = peer.split_once('=').expect("--peer NAME=COMMAND");
                peers.push((name.into(), command.into()));
            }
            other => panic!("unknown argument {other}"),
        }
    }
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    let ours = parallel(&entries, |e| {
        let data = e.read();
        (Facts::of(&data), e.judge(&data))
    });
    let theirs: Vec<Vec<Option<String>>> =
        peers.iter().map(|(_, c)| ask_peer(c, &entries)).collect();
    let (mut processes, mut families, mut damaged) = (Rows::new(), Rows::new(), Rows::new());
    for (n, (entry, (facts, verdict))) in entries.iter().zip(&ours).enumerate() {
        let mut verdicts = vec![verdict.clone()];
        verdicts.extend(theirs.iter().map(|t| peer_verdict(entry, &t[n])));
        let add = |rows: &mut Rows, key: String| {
            let row = rows
                .entry(key)
                .or_insert_with(|| vec![Tally::default(); verdicts.len()]);
            row.iter_mut()
                .zip(&verdicts)
                .for_each(|(tally, v)| tally.add(v));
        };
        let comparable = entry.samples.is_some() || entry.planes.is_some() || entry.near.is_some();
        if entry.class == Class::Valid && !entry.imageless && comparable {
            add(&mut processes, process(facts));
            add(&mut families, entry.family.clone());
            if list && *verdict != Verdict::Exact {
                eprintln!("{}: {verdict:?}", entry.name);
            }
        } else if comparable && entry.reference_exit != Some(1) {
            add(&mut damaged, process(facts));
        }
    }
    let names: Vec<&str> = std::iter::once("this project")
        .chain(peers.iter().map(|(name, _)| name.as_str()))
        .collect();
    println!(
        "Valid files, exact / differing / refused (fixtures of this project and, where it is there, `../shared/corpus`):\n"
    );
    table(&names, &processes);
    println!("\nDamaged files that the oracle still decodes:\n");
    table(&names, &damaged);
    println!("\n<details><summary>Valid files by feature</summary>\n");
    table(&names, &families);
    println!("\n</details>");
}

fn table(names: &[&str], rows: &Rows) {
    let heads: String = names.iter().map(|n| format!(" {n} |")).collect();
    println!("| | files |{heads}");
    println!("|---|--:|{}", "--:|".repeat(names.len()));
    let mut sum = vec![Tally::default(); names.len()];
    let line = |key: &str, tallies: &[Tally]| {
        let first = tallies.first().copied().unwrap_or_default();
        let files = first.exact + first.differing + first.refused;
        let cells: String = tallies.iter().map(|t| format!(" {} |", t.cell())).collect();
        println!("| {key} | {files} |{cells}");
    };
    for (key, tallies) in rows {
        line(key, tallies);
        for (total, tally) in sum.iter_mut().zip(tallies) {
            total.exact += tally.exact;
            total.differing += tally.differing;
            total.refused += tally.refused;
        }
    }
    line("**all**", &sum);
}
