//! Trial flips tell what flipping a bit does: what decoding the flipped file as a whole brings, compared with the file as it
//! is; in files of all processes.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, parallel, Class, Entry, Facts};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::trials::{Effect, Rounds, Trial, Trials, Tried, RUINED_BY};
use pixelbits::jpeg::{self, Options, Orient, Tracer};
use pixelbits::trace::Role;
use pixelbits::{Code, Image, Limits};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Above that a picture is too slow to be decoded over and over.
const MOST_PIXELS: u64 = 64 * 64;

const ONCE: Rounds = Rounds {
    headers: 1,
    coded: 1,
};

fn begin(data: &[u8], rounds: Rounds) -> Result<Trials, pixelbits::Error> {
    let data: Rc<[u8]> = data.into();
    let structure = syntax::parse(&data, &Limits::default());
    Trials::new(data, structure, None, &Options::default(), rounds)
}

/// Tries all that is planned.
fn all(mut trials: Trials) -> Result<Vec<Trial>, pixelbits::Error> {
    let mut found = Vec::new();
    loop {
        match trials.step()? {
            Tried::One(trial) => found.push(trial),
            Tried::Progress => {}
            Tried::Done => return Ok(found),
        }
    }
}

fn decoded(data: &[u8]) -> Option<Image> {
    let options = Options {
        orient: Orient::Ignore,
        ..Options::default()
    };
    Some(jpeg::decode(data, &options).ok()?.value)
}

/// What flipping a bit does, the long way.
fn truth(data: &[u8], was: &Image, bit: u64) -> Effect {
    let mut flipped = data.to_vec();
    flipped[(bit / 8) as usize] ^= 0x80 >> (bit % 8);
    // Whether there is a picture, and of what size, is known before all of it has been decoded.
    let Ok(decoder) = jpeg::Decoder::new(&flipped[..], &Options::default()) else {
        return Effect::Refused;
    };
    if decoder.size() != (was.width, was.height) {
        return Effect::Resized;
    }
    let Some(now) = decoded(&flipped) else {
        return Effect::Refused;
    };
    let (mut changed, mut ruined) = (0, 0);
    for (a, b) in was.rgba.chunks(4).zip(now.rgba.chunks(4)) {
        changed += u64::from(a != b);
        let worst = (0..4).map(|i| a[i].abs_diff(b[i])).max();
        ruined += u64::from(worst > Some(RUINED_BY));
    }
    Effect::Pixels { changed, ruined }
}

/// Files of each process, small ones: the frame's marker, and whether it is one of many.
fn of_each_process(count: usize) -> Vec<Entry> {
    let mut chosen: BTreeMap<_, Vec<Entry>> = BTreeMap::new();
    for entry in fixtures() {
        let data = entry.read();
        let facts = Facts::of(&data);
        let small = u64::from(facts.width) * u64::from(facts.height) <= MOST_PIXELS;
        let (Some(process), true) = (facts.process, entry.class == Class::Valid && small) else {
            continue;
        };
        let deep = facts.precision > 8;
        let list = chosen
            .entry((process, facts.hierarchical, deep))
            .or_default();
        list.push(entry);
    }
    let spread = chosen.into_values().flat_map(|list| {
        let step = list.len().div_ceil(count);
        list.into_iter().step_by(step).collect::<Vec<_>>()
    });
    spread.collect()
}

#[test]
fn a_trial_tells_what_decoding_the_flipped_file_brings() {
    let entries = of_each_process(4);
    let processes: BTreeSet<_> = entries
        .iter()
        .map(|entry| Facts::of(&entry.read()))
        .map(|facts| (facts.process.unwrap(), facts.hierarchical))
        .collect();
    for sof in [0, 1, 2, 3, 9, 10, 11] {
        assert!(processes.contains(&(sof, false)), "SOF{sof}");
    }
    for sof in [1, 2, 3, 9, 10, 11] {
        assert!(processes.contains(&(sof, true)), "hierarchical SOF{sof}");
    }
    let sums = parallel(&entries, |entry| {
        let data = entry.read();
        let was = decoded(&data).expect(&entry.name);
        let trials = begin(&data, ONCE).expect(&entry.name);
        let total = trials.total();
        assert_eq!(trials.pixels(), was.rgba.len() as u64 / 4);
        let found = all(trials).expect(&entry.name);
        assert_eq!(found.len(), total, "{}", entry.name);
        let mut kinds = [0_usize; 4];
        for trial in found {
            let truth = truth(&data, &was, trial.bit);
            assert_eq!(trial.effect, truth, "{} bit {}", entry.name, trial.bit);
            kinds[match truth {
                Effect::Refused => 0,
                Effect::Resized => 1,
                Effect::Pixels { changed: 0, .. } => 2,
                Effect::Pixels { .. } => 3,
            }] += 1;
        }
        kinds
    });
    let sum = |kind: usize| sums.iter().map(|kinds| kinds[kind]).sum::<usize>();
    println!(
        "{} files: {:?}",
        sums.len(),
        [sum(0), sum(1), sum(2), sum(3)]
    );
    assert!(sum(0) > 500 && sum(1) > 50, "refused and resized");
    assert!(sum(2) > 1_000 && sum(3) > 3_000, "unchanged and changed");
}

#[test]
fn damaged_files_are_tried_like_others() {
    let mut tried = 0;
    for entry in fixtures() {
        if entry.class == Class::Valid || !entry.name.contains("cut-") {
            continue;
        }
        let data = entry.read();
        let (Some(was), Ok(trials)) = (decoded(&data), begin(&data, ONCE)) else {
            continue;
        };
        for trial in all(trials).expect(&entry.name).iter().step_by(5) {
            assert_eq!(
                trial.effect,
                truth(&data, &was, trial.bit),
                "{}",
                entry.name
            );
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

/// A photo-like picture of 4:2:0, coded by this project.
fn photo(side: u32) -> Vec<u8> {
    use pixelbits::jpeg::rewrite::{encode, Coding, Layout, Pixels, Quantisation, Settings};
    let data: Vec<u8> = (0..side * side)
        .flat_map(|i| {
            let (x, y) = (i % side, i / side);
            let (wave, edge) = ((x * x / 7 + y * 3) as u8, ((x / 5 + y / 9) % 2 * 90) as u8);
            [wave / 2 + edge, wave / 3 + 40, 200 - edge]
        })
        .collect();
    let pixels = Pixels {
        width: side,
        height: side,
        layout: Layout::Rgb,
        data: &data,
    };
    let settings = Settings {
        sampling: Some([(2, 2), (1, 1), (1, 1)]),
        quantisation: Quantisation::Quality(90),
        coding: Coding::default(),
    };
    encode(&pixels, &settings, &Limits::default())
        .expect("it can be encoded")
        .bytes
}

#[test]
fn what_is_tried_spreads_over_the_file_and_nothing_is_tried_twice() {
    let data = photo(128);
    let rounds = Rounds {
        headers: 3,
        coded: 8,
    };
    let plan = |data: &[u8]| {
        let bits: Vec<u64> = all(begin(data, rounds).unwrap())
            .unwrap()
            .iter()
            .map(|t| t.bit)
            .collect();
        bits
    };
    let bits = plan(&data);
    assert_eq!(bits, plan(&data), "the same file, the same trials");
    let different: BTreeSet<u64> = bits.iter().copied().collect();
    assert_eq!(different.len(), bits.len(), "no bit twice");
    assert!(bits.iter().all(|&bit| bit < data.len() as u64 * 8));

    let structure = syntax::parse(&data, &Limits::default());
    let coded = structure.segments.iter();
    let coded = coded.filter(|s| s.content == Content::EntropyCoded);
    let coded: Vec<_> = coded.map(|s| s.bytes.clone()).collect();
    for place in 0..structure.leaves.len() {
        let (_, field) = structure.leaf(place).unwrap();
        let here = different.range(field.start..field.end()).count() as u64;
        let is_coded = coded.iter().any(|c| c.start as u64 * 8 == field.start);
        let wanted = if is_coded { 256 * 8 } else { field.bits.min(3) };
        assert_eq!(here, wanted, "{} {}", field.name, field.start);
    }
    // Every stretch of the scan's data has been tried once before a quarter more is spent on headers.
    let is_coded = |bit: &&u64| coded[0].contains(&((**bit / 8) as usize));
    let first = &bits[..256 + 256 / 4];
    assert_eq!(first.iter().filter(is_coded).count(), 256);
    // The first fifth of the trials leaves no sixteenth of them out.
    let scan = &coded[0];
    let sixteenth = (scan.len() * 8).div_ceil(16) as u64;
    let early: BTreeSet<u64> = bits[..bits.len() / 5]
        .iter()
        .filter_map(|bit| Some(bit.checked_sub(scan.start as u64 * 8)? / sixteenth))
        .collect();
    assert!(early.len() >= 16, "{early:?}");
}

/// The lesson of the map: headers ruin everything, the bits of high frequencies hardly anything.
#[test]
fn headers_ruin_more_than_high_frequencies() {
    let data = photo(128);
    let rounds = Rounds {
        headers: 2,
        coded: 8,
    };
    let trials = begin(&data, rounds).unwrap();
    let pixels = trials.pixels();
    let mut tracer = Tracer::new(&data[..], &Limits::default());
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for trial in all(trials).unwrap() {
        let span = tracer.window(trial.bit..trial.bit + 1)[0];
        let kind = match span.role {
            Role::Header => "header",
            Role::DcCode | Role::AcCode => "code",
            Role::AcBits if span.k > 20 => "high",
            Role::Metadata => "metadata",
            _ => continue,
        };
        let ruined = match trial.effect {
            Effect::Pixels { ruined, .. } => ruined,
            _ => pixels,
        };
        let (sum, count) = sums.entry(kind).or_default();
        *sum += ruined as f64 / pixels as f64;
        *count += 1.0;
    }
    let mean = |kind: &str| sums[kind].0 / sums[kind].1;
    println!("{sums:?}");
    assert!(mean("header") > 2.0 * mean("code"));
    assert!(mean("code") > 10.0 * mean("high"));
    assert_eq!(mean("metadata"), 0.0);
}

#[test]
fn a_picture_that_is_too_large_is_refused() {
    let data = photo(64);
    let data: Rc<[u8]> = data.into();
    let options = Options {
        limits: Limits {
            memory_bytes: 30_000,
            ..Limits::default()
        },
        ..Options::default()
    };
    let structure = syntax::parse(&data, &options.limits);
    let refused = Trials::new(data, structure, None, &options, ONCE);
    assert_eq!(refused.map(|_| ()).unwrap_err().code, Code::LimitMemory);
    assert!(begin(b"no picture", ONCE).is_err());
}
