//! Every valid file, written anew in another way, has the very same coefficients.

use crate::corpus::parallel;
use crate::{coefficient_files, report, usual_or_two};
use pixelbits::jpeg::rewrite::{
    transcode, Coding, HuffmanTables, Process, Restart, ScanStep, Written,
};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{self, Options, Orient, Smoothing};
use pixelbits::{Code, Limits};

/// As stored, and nothing estimated: a rewritten file has all scans that its source may lack.
fn options() -> Options {
    Options {
        orient: Orient::Ignore,
        smoothing: Smoothing::Off,
        ..Options::default()
    }
}

fn coding(process: Process, tables: HuffmanTables, restart: Restart) -> Coding {
    Coding {
        process,
        tables,
        restart,
        ..Coding::default()
    }
}

fn codings() -> [Coding; 5] {
    use HuffmanTables::{Optimal, Standard};
    use Process::{Progressive, Sequential};
    [
        coding(Sequential, Standard, Restart::Never),
        coding(Sequential, Optimal, Restart::Mcus(3)),
        coding(Progressive, Standard, Restart::Never),
        coding(Progressive, Optimal, Restart::Rows(1)),
        coding(deep_script(), Optimal, Restart::Never),
    ]
}

/// One component: every bit in a scan of its own, down from bit 13.
fn deep_script() -> Process {
    let scan = |ss, se, ah, al| ScanStep {
        components: vec![0],
        ss,
        se,
        ah,
        al,
    };
    let mut steps = vec![scan(0, 0, 0, 13), scan(1, 2, 0, 13), scan(3, 63, 0, 0)];
    for al in (0..13).rev() {
        steps.push(scan(0, 0, al + 1, al));
        steps.push(scan(1, 2, al + 1, al));
    }
    Process::Script(steps)
}

/// What is wrong with a rewritten file.
fn fault(data: &[u8], components: usize, coding: &Coding) -> Option<String> {
    let one_only = matches!(coding.process, Process::Script(_));
    if one_only && components != 1 {
        return None;
    }
    let outcome = transcode(data, coding, &Limits::default());
    let Written { bytes, scans } = match outcome {
        Ok(outcome) => outcome.value,
        Err(error) => {
            let progressive = coding.process != Process::Sequential;
            let expected = progressive && components > 4 && error.code == Code::Parameter;
            return (!expected).then(|| error.to_string());
        }
    };
    let before = jpeg::coefficients(data, &options()).expect("it was read before");
    let after = match jpeg::coefficients(&bytes, &options()) {
        Ok(after) => after,
        Err(error) => return Some(format!("not read again: {error}")),
    };
    if before.value != after.value {
        return Some("other coefficients".into());
    }
    if let Some(new) = after
        .warnings
        .iter()
        .find(|w| before.warnings.iter().all(|b| b.code != w.code))
    {
        return Some(format!("new warning: {new}"));
    }
    let samples = |data: &[u8]| jpeg::samples(data, &options()).map(|outcome| outcome.value);
    if samples(data) != samples(&bytes) {
        return Some("other samples".into());
    }
    sizes_add_up(&bytes, &scans)
}

/// What is told of the scans is what is in the file.
fn sizes_add_up(bytes: &[u8], scans: &[pixelbits::jpeg::rewrite::ScanSizes]) -> Option<String> {
    let structure = syntax::parse(bytes, &Limits::default());
    let segments = structure.segments.iter();
    let segments = segments.filter(|s| s.content == Content::EntropyCoded);
    let segments: Vec<&[u8]> = segments.map(|s| &bytes[s.bytes.clone()]).collect();
    if segments.len() != scans.len() {
        return Some(format!("{} scans, {} told", segments.len(), scans.len()));
    }
    for (segment, told) in segments.iter().zip(scans) {
        let pairs = |second: fn(u8) -> bool| {
            let pairs = segment.windows(2);
            pairs.filter(|p| p[0] == 0xFF && second(p[1])).count() as u64
        };
        let (stuffed, restarts) = (pairs(|b| b == 0), pairs(|b| b & 0xF8 == 0xD0));
        let bits = told.code_bits + told.extra_bits + told.padding_bits;
        let bytes = bits / 8 + stuffed + 2 * restarts;
        let blocks: u64 = told.block_bits.iter().map(|&bits| u64::from(bits)).sum();
        let of_blocks = told.code_bits + told.extra_bits;
        // The last run of ended bands is written when all blocks are done.
        if (stuffed, bytes) != (told.stuffed_bytes, segment.len() as u64)
            || told.bytes != bytes
            || blocks > of_blocks
        {
            return Some(format!("sizes do not add up: {told:?}"));
        }
    }
    None
}

#[test]
fn every_file_keeps_its_coefficients() {
    let files = coefficient_files();
    assert!(!files.is_empty());
    let faults = parallel(&files, |(entry, facts)| {
        let data = entry.read();
        let components = facts.factors.len();
        // The first and the third are the simplest.
        let mut codings = codings();
        codings.swap(1, 2);
        let tried = usual_or_two(&data, codings.len());
        let faults = codings.into_iter().take(tried).filter_map(|coding| {
            let fault = fault(&data, components, &coding)?;
            Some(format!("{}: {fault} ({coding:?})", entry.name))
        });
        faults.collect::<Vec<_>>()
    });
    report(faults);
}
