//! `jpegtran` writes the same scans.

use crate::corpus::parallel;
use crate::{coefficient_files, has_tool, output, report, usual_or_two};
use pixelbits::jpeg::rewrite::{transcode, Coding, EntropyCoding, HuffmanTables, Process, Restart};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::Limits;

/// Everything from the frame header on but the quantisation tables and the application segments, which the reference puts
/// in its own order: frame, Huffman tables, conditioning, restart intervals, scan headers and scans.
///
/// `wide`: the source stores quantisers with 16 bits. They are kept here, and the frame is extended sequential for their
/// sake; jpegtran stores small ones with 8 bits and calls the frame baseline.
fn coded_part(bytes: &[u8], wide: bool) -> Vec<u8> {
    let structure = syntax::parse(bytes, &Limits::default());
    let segments = structure.segments.iter();
    let segments = segments.filter(|s| {
        matches!(
            s.content,
            Content::Frame(_)
                | Content::HuffmanTables(_)
                | Content::Conditioning(_)
                | Content::RestartInterval(_)
                | Content::Scan(_)
                | Content::EntropyCoded
        )
    });
    let mut out = Vec::new();
    for segment in segments {
        let start = out.len();
        out.extend(&bytes[segment.bytes.clone()]);
        if matches!(&segment.content, Content::Frame(header) if header.components.len() == 1) {
            // Sampling factors of a single component mean nothing; jpegtran makes them 1.
            out[start + 11] = 0x11;
        }
        if wide && out.get(start + 1) == Some(&0xC0) {
            out[start + 1] = 0xC1;
        }
    }
    out
}

fn stores_wide_quantisers(data: &[u8]) -> bool {
    let structure = syntax::parse(data, &Limits::default());
    structure.segments.iter().any(|s| match &s.content {
        Content::QuantTables(tables) => tables.iter().any(|table| table.precision > 8),
        _ => false,
    })
}

#[test]
fn jpegtran_writes_the_same_scans() {
    if !has_tool("jpegtran") {
        return;
    }
    let mut files = coefficient_files();
    files.retain(|(_, facts)| facts.required());
    // Components that share a name get names of their own here, and keep them there.
    files.retain(|(entry, _)| !entry.name.contains("duplicate-component-ids"));
    let coding = |process, tables, restart| Coding {
        process,
        tables,
        restart,
        ..Coding::default()
    };
    let arithmetic = |process, restart| Coding {
        process,
        restart,
        entropy: EntropyCoding::Arithmetic,
        ..Coding::default()
    };
    use HuffmanTables::{Optimal, Standard};
    use Process::{Progressive, Sequential};
    let variants: [(&[&str], Coding); 7] = [
        (&[], coding(Sequential, Standard, Restart::Never)),
        (
            &["-arithmetic", "-progressive"],
            arithmetic(Progressive, Restart::Never),
        ),
        (&["-optimize"], coding(Sequential, Optimal, Restart::Never)),
        (
            &["-progressive"],
            coding(Progressive, Standard, Restart::Never),
        ),
        (
            &["-optimize", "-restart", "2"],
            coding(Sequential, Optimal, Restart::Rows(2)),
        ),
        (
            &["-arithmetic", "-restart", "5B"],
            arithmetic(Sequential, Restart::Mcus(5)),
        ),
        (&["-arithmetic"], arithmetic(Sequential, Restart::Never)),
    ];
    let verdicts = parallel(&files, |(entry, _)| {
        let data = entry.read();
        let wide = stores_wide_quantisers(&data);
        let mut compared = 0;
        let mut faults = Vec::new();
        for (options, coding) in variants.iter().take(usual_or_two(&data, variants.len())) {
            let arguments = [&["-copy", "all"], *options].concat();
            let Some(theirs) = output("jpegtran", &arguments, &data) else {
                continue;
            };
            let ours =
                transcode(&data, coding, &Limits::default()).expect("valid files are written");
            compared += 1;
            if coded_part(&ours.value.bytes, wide) != coded_part(&theirs, wide) {
                faults.push(format!("{} {options:?}", entry.name));
            }
        }
        (compared, faults)
    });
    let compared: u32 = verdicts.iter().map(|(compared, _)| compared).sum();
    eprintln!("{compared} files compared with jpegtran's");
    assert!(compared > 6 * files.len() as u32, "{compared}");
    report(verdicts.into_iter().map(|(_, faults)| faults));
}
