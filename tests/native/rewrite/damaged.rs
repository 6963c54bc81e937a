//! Broken files: what can be read of them is written, and nothing panics.

use crate::corpus::{fixtures, gathered, parallel, Class};
use crate::report;
use pixelbits::jpeg::rewrite::{
    edit, transcode, Coding, CoefficientEdit, Edits, Process, QuantiserEdit, Restart, SampleEdit,
};
use pixelbits::jpeg::{self, Options};
use pixelbits::Limits;

/// Small enough for thousands of files.
fn options() -> Options {
    let limits = Limits {
        pixels: 4_000_000,
        memory_bytes: 256 << 20,
        ..Limits::default()
    };
    Options {
        limits,
        ..Options::default()
    }
}

/// A file that is written from what could be read has the same coefficients, and an edit never panics.
fn holds(data: &[u8]) -> bool {
    let options = options();
    let edits = Edits {
        coefficients: vec![CoefficientEdit {
            frame: 0,
            component: 0,
            bx: 0,
            by: 0,
            k: 1,
            value: 8,
        }],
        samples: vec![SampleEdit {
            value: 1,
            ..SampleEdit::default()
        }],
        quantisers: vec![QuantiserEdit {
            frame: 0,
            component: 0,
            k: 63,
            value: 9,
        }],
    };
    let _ = edit(data, &edits, &options.limits);
    [Process::Sequential, Process::Progressive]
        .into_iter()
        .all(|process| {
            let coding = Coding {
                process,
                restart: Restart::Rows(2),
                ..Coding::default()
            };
            let Ok(written) = transcode(data, &coding, &options.limits) else {
                return true;
            };
            let before = jpeg::coefficients(data, &options).map(|outcome| outcome.value);
            let after = jpeg::coefficients(&written.value.bytes, &options);
            before == after.map(|outcome| outcome.value)
        })
}

#[test]
fn what_is_left_of_damaged_files_is_written() {
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    entries.retain(|entry| entry.class != Class::Valid);
    report(parallel(&entries, |entry| {
        (!holds(&entry.read())).then(|| entry.name.clone())
    }));
}

#[test]
fn flipped_bits() {
    let files: Vec<Vec<u8>> = fixtures().iter().map(|entry| entry.read()).collect();
    let small: Vec<Vec<u8>> = files
        .into_iter()
        .filter(|file| (1..8000).contains(&file.len()))
        .collect();
    let numbers: Vec<u32> = (0..2000).collect();
    let faults: Vec<u32> = parallel(&numbers, |&number| {
        let mut state = number.wrapping_mul(0x9E37_79B9) | 1;
        let mut random = |end: usize| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as usize % end
        };
        let mut data = small[random(small.len())].clone();
        for _ in 0..1 + random(4) {
            let at = random(data.len());
            data[at] ^= 1 << random(8);
        }
        if random(4) == 0 {
            data.truncate(random(data.len()) + 1);
        }
        (!holds(&data)).then_some(number)
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(faults.is_empty(), "cases {faults:?}");
}
