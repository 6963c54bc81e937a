//! Broken and hostile input: whatever a file holds, nothing panics, memory and work stay bounded, spans tile the file,
//! and the decoder that explains agrees with the one that does not.
//!
//! The properties are those of the fuzz targets; the mutations here are seeded, so that every run checks the same files.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/properties/mod.rs"]
mod properties;

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "hostile/made.rs"]
mod made;
#[path = "hostile/mutate.rs"]
mod mutate;

use corpus::{fixtures, gathered, parallel, Class};
use pixelbits::jpeg::syntax::Content;
use pixelbits::jpeg::{self, FileSpan, Tracer};
use pixelbits::text::{Layout, Offsets, Source, Text};
use pixelbits::trace::Role;
use pixelbits::{Code, Limits};
use properties::Dice;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};

/// Mutations of each kind. `MUTATIONS=100000 cargo test --release hostile` looks longer.
fn mutations(usual: u64) -> u64 {
    let wanted = std::env::var("MUTATIONS").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Runs numbered cases on all cores; where one fails, its input is kept and its number told.
fn cases(name: &str, count: u64, input: impl Fn(&mut Dice) -> Vec<u8> + Sync, holds: fn(&[u8])) {
    let numbers: Vec<u64> = (0..count).collect();
    let failed: Vec<u64> = parallel(&numbers, |number| {
        let data = input(&mut Dice::new(format!("{name} {number}").as_bytes()));
        let outcome = catch_unwind(AssertUnwindSafe(|| holds(&data)));
        outcome.err().map(|_| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/out");
            let path = folder.join(format!("{name}-{number}"));
            std::fs::create_dir_all(&folder).expect("tests/out");
            std::fs::write(&path, &data).expect("the input is kept");
            eprintln!("kept {}", path.display());
            *number
        })
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(failed.is_empty(), "{name}: cases {failed:?}");
}

/// Fixtures that are small enough to be worth breaking many times.
fn seeds() -> Vec<Vec<u8>> {
    let files: Vec<Vec<u8>> = fixtures().iter().map(|e| e.read()).collect();
    let small: Vec<Vec<u8>> = files.into_iter().filter(|f| f.len() < 8_000).collect();
    assert!(small.len() > 50);
    small
}

fn broken(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut pick = || &seeds[dice.below(seeds.len() as u64) as usize];
    let (file, other) = (pick(), pick());
    mutate::broken(file, other, dice)
}

#[test]
fn broken_files_decode_or_refuse() {
    let seeds = seeds();
    let input = |dice: &mut Dice| broken(&seeds, dice);
    cases("decode", mutations(3_000), input, properties::decode::holds);
}

#[test]
fn broken_files_are_explained() {
    let seeds = seeds();
    let input = |dice: &mut Dice| broken(&seeds, dice);
    cases("trace", mutations(2_000), input, properties::trace::holds);
}

#[test]
fn broken_texts_are_read_or_refused() {
    let seeds = seeds();
    let input = |dice: &mut Dice| {
        let file = &seeds[dice.below(seeds.len() as u64) as usize];
        let file = &file[..file.len().min(1 + dice.below(700) as usize)];
        let layout = [Layout::BITS, Layout::HEX, Layout::DECIMAL][dice.below(3) as usize];
        let offsets = [Offsets::None, Offsets::Column][dice.below(2) as usize];
        let text = Text::new(Source::Bytes(file), Layout { offsets, ..layout });
        let mut text = text.expect("a layout that exists").to_bytes();
        for _ in 0..dice.below(4) {
            let place = dice.below(text.len() as u64 + 1) as usize;
            let end = (place + dice.below(3) as usize).min(text.len());
            let symbols = [
                &b""[..],
                b" ",
                b"0",
                b"2",
                b"f",
                b":",
                b"\r\n",
                b"\t",
                b"#",
                b"\xEF\xBB\xBF",
                b"\xC3",
                b"00000010: ",
            ];
            text.splice(place..end, symbols[dice.below(12) as usize].to_vec());
        }
        text
    };
    cases("text", mutations(2_000), input, properties::text::holds);
}

/// Arrays, matrices and headers that were tampered with, and pieces of several in one text.
#[test]
fn broken_forms_are_read_or_refused() {
    let pieces = include_str!("../fuzz/forms.dict")
        .lines()
        .filter_map(|line| {
            let (_, word) = line.split_once("=\"")?;
            Some(
                word.trim_end_matches('"')
                    .replace("\\x0A", "\n")
                    .replace("\\\"", "\""),
            )
        });
    let pieces: Vec<String> = pieces.collect();
    assert!(pieces.len() > 20);
    let input = |dice: &mut Dice| {
        let mut text = Vec::new();
        for _ in 0..1 + dice.below(12) {
            let piece = &pieces[dice.below(pieces.len() as u64) as usize];
            let mut piece = piece.clone().into_bytes();
            for _ in 0..dice.below(3) {
                let place = dice.below(piece.len() as u64) as usize;
                piece[place] = (32 + dice.below(96)) as u8;
            }
            text.append(&mut piece);
            let filling = [
                &b" "[..],
                b"\n",
                b", ",
                b"};\n",
                b"0101\n",
                b"9999999999",
                b"{{{{",
            ];
            let filling = filling[dice.below(7) as usize];
            (0..dice.below(9)).for_each(|_| text.extend(filling));
        }
        text
    };
    cases("forms", mutations(2_000), input, properties::forms::holds);
    // Files of other formats, as they are and broken.
    let seeds = seeds();
    let input = |dice: &mut Dice| {
        let mut file = broken(&seeds, dice);
        file.truncate(3_000);
        match dice.below(3) {
            0 => [&[0, 0, 1, 0, 1, 0][..], &file].concat(),
            1 => file
                .iter()
                .flat_map(|byte| format!("{byte}, ").into_bytes())
                .collect(),
            _ => file,
        }
    };
    cases(
        "forms-bytes",
        mutations(600),
        input,
        properties::forms::holds,
    );
}

#[test]
fn any_picture_becomes_a_bmp() {
    let input = |dice: &mut Dice| {
        let count = dice.below(2_000);
        let most = 1 + dice.below(256);
        (0..count).map(|_| dice.below(most) as u8).collect()
    };
    cases("bmp", mutations(300), input, properties::bmp::holds);
}

/// Made files under the limits of the properties.
const SMALL: made::Scale = made::Scale {
    bytes: 6_000,
    side: 500,
    little: 500,
};
/// The worst that 100,000 bytes may ask for under the default limits.
const LARGE: made::Scale = made::Scale {
    bytes: 100_000,
    side: 10_600,
    little: 8_190,
};

#[test]
fn made_files_hold() {
    let files = made::all(SMALL);
    let failed = parallel(&files, |(name, data)| {
        let check = || {
            properties::decode::holds(data);
            properties::trace::holds(data);
        };
        catch_unwind(AssertUnwindSafe(check)).err().map(|_| *name)
    });
    let failed: Vec<_> = failed.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{failed:?}");
}

/// Decodes under the default limits; how long that took, and what came of it.
fn timed(data: &[u8]) -> (Duration, String) {
    let began = Instant::now();
    let told = match jpeg::decode(data, &jpeg::Options::default()) {
        Ok(picture) => {
            let image = &picture.value;
            format!(
                "{} × {}, {} warnings",
                image.width,
                image.height,
                picture.warnings.len()
            )
        }
        Err(error) => error.to_string(),
    };
    (began.elapsed(), told)
}

/// Reports the slowest; `cargo test --release --test hostile -- --ignored --nocapture` shows figures that mean something.
#[test]
#[ignore = "takes minutes unless optimised"]
fn made_files_take_their_time() {
    for (name, data) in made::all(LARGE) {
        let (decode, told) = timed(&data);
        let began = Instant::now();
        let spans = Tracer::new(&data[..], &Limits::default())
            .window(0..data.len() as u64 * 8)
            .len();
        let trace = began.elapsed();
        eprintln!(
            "{:7.3} s decode {:7.3} s trace {:7} B  {name}: {told}; {spans} spans",
            decode.as_secs_f64(),
            trace.as_secs_f64(),
            data.len()
        );
    }
}

/// Files that broke other decoders.
#[test]
fn gathered_hostile_files_hold() {
    let Some(entries) = gathered() else { return };
    let entries: Vec<_> = entries
        .into_iter()
        .filter(|e| e.class != Class::Valid)
        .collect();
    assert!(!entries.is_empty());
    let times = parallel(&entries, |entry| {
        let data = entry.read();
        if data.len() < 100_000 {
            properties::decode::holds(&data);
            properties::trace::holds(&data);
        }
        timed(&data)
    });
    let slowest = times
        .iter()
        .zip(&entries)
        .max_by_key(|((time, _), _)| *time);
    if let Some(((time, told), entry)) = slowest {
        eprintln!(
            "slowest of {}: {} in {time:?}: {told}",
            entries.len(),
            entry.name
        );
    }
}

/// A made file by its name.
fn made_file(scale: made::Scale, name: &str) -> Vec<u8> {
    let found = made::all(scale).into_iter().find(|(n, _)| *n == name);
    found.unwrap_or_else(|| panic!("no made file {name}")).1
}

/// Steps until a file is decoded, and whether its work was cut short.
fn steps(data: &[u8]) -> (usize, bool) {
    let mut decoder = jpeg::Decoder::new(data, &jpeg::Options::default()).expect("a picture");
    let mut count = 0;
    while decoder.step().expect("a picture") != jpeg::Step::Done {
        count += 1;
    }
    let cut = |error: &pixelbits::Error| error.code == Code::LimitWork;
    (count, decoder.warnings().iter().any(cut))
}

/// A step is at most one row of MCUs, so their number bounds the time.
#[test]
fn work_is_bounded_by_the_file() {
    let rows = usize::from(LARGE.side.div_ceil(8));
    for (name, most, cut) in [
        // One step a scan, and the rows that are handed out.
        ("scans without data, sequential", 3 * 1_001 + rows, false),
        (
            "restarts after every MCU, none there, many scans",
            3 * 1_001 + rows,
            false,
        ),
        ("arithmetic scans without data", 60 * rows, true),
        ("runs of ended blocks, refinement", 20 * rows, true),
    ] {
        let (steps, was_cut) = steps(&made_file(LARGE, name));
        assert!(steps <= most, "{name}: {steps} steps");
        assert_eq!(was_cut, cut, "{name}");
    }
}

/// The place of a warning about a missing restart marker depended on whether somebody listened.
#[test]
fn found_warnings_that_a_listener_moves() {
    properties::trace::holds(&made::missing_restarts());
}

/// Thousands of entries could point to the same table of pictures, and each made a list of its own.
#[test]
fn found_values_that_many_entries_share() {
    let data = made_file(SMALL, "pictures of a multi-picture file");
    let structure = jpeg::syntax::parse(&data, &Limits::default());
    assert!(structure.pictures.len() < data.len() / 8);
    assert!(structure.fields.len() < 4 * data.len());
}

/// Only the picture counted towards the memory limit, at four bytes a pixel, whatever was asked for.
#[test]
fn found_samples_beyond_the_memory_limit() {
    let data = made::four_components(512, 512);
    let mut options = properties::options();
    assert!(jpeg::decode(&data, &options).is_ok());
    let refused = jpeg::samples(&data, &options)
        .map(|_| ())
        .map_err(|e| e.code);
    assert_eq!(refused, Err(Code::LimitMemory));
    options.limits.memory_bytes *= 2;
    assert!(jpeg::samples(&data, &options).is_ok());
}

/// The lines of one row of MCUs did not count; here they are eight times the picture.
#[test]
fn found_lines_beyond_the_memory_limit() {
    let data = made::one_wide_line(23_298);
    let refused = jpeg::decode(&data, &properties::options()).map(|_| ());
    assert_eq!(refused.map_err(|e| e.code), Err(Code::LimitMemory));
    assert!(jpeg::decode(&data, &jpeg::Options::default()).is_ok());
    properties::decode::holds(&data);
}

/// Jumping back and forth between refining scans used up what decoding may cost, and spans were told no more.
#[test]
fn found_replays_that_use_up_the_budget() {
    let data = made::refined_twice();
    let structure = jpeg::syntax::parse(&data, &Limits::default());
    let scans: Vec<_> = structure
        .segments
        .iter()
        .filter(|s| s.content == Content::EntropyCoded)
        .map(|s| s.bytes.end as u64 * 8 - 8..s.bytes.end as u64 * 8)
        .collect();
    let mut tracer = Tracer::new(&data[..], &Limits::default());
    let [.., before, last] = &scans[..] else {
        panic!("two scans")
    };
    let first = tracer.window(last.clone());
    let corrects = |span: &FileSpan| span.role == Role::Correction;
    assert!(first.iter().any(corrects), "{first:?}");
    for _ in 0..250 {
        tracer.window(before.clone());
        assert_eq!(tracer.window(last.clone()), first);
    }
}
