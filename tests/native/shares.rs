//! Rows of a picture that a decoder of their own hands out are those of the whole picture, and shares make it up: in files of
//! all kinds, valid and damaged, at all scales. One that remembers says of the file what decoding all of it says.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "../fuzz/properties/mod.rs"]
mod properties;

use corpus::{fixtures, gathered, options, parallel, Entry};
use pixelbits::jpeg::rewrite::{
    encode, Coding, Layout, Pixels, Process, Quantisation, Restart, Settings,
};
use pixelbits::jpeg::{Advance, DamageMap, Decoder, Options, Scale};
use pixelbits::{Error, Limits};
use properties::Dice;
use std::ops::Range;
use std::rc::Rc;

/// Pictures above that are too slow to be decoded over and over.
const MOST_PIXELS: u32 = 1 << 20;

const SCALES: [Scale; 6] = [
    Scale::Full,
    Scale::Full,
    Scale::Full,
    Scale::Half,
    Scale::Quarter,
    Scale::Eighth,
];

type Bytes = Rc<[u8]>;

/// What there is to say about a picture.
type Said = (Vec<Error>, Option<DamageMap>);

/// What was found out.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Rows that were asked for and came.
    ranges: u32,
    /// Pictures that were asked for some of their rows, and declined.
    declined: u32,
    /// Pictures of several shares that were not empty.
    shared: u32,
    /// The same, damaged.
    shared_damaged: u32,
    /// Rows that came without those above having been read.
    jumps: u32,
    /// Edits of shared pictures that were followed.
    edited: u32,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.ranges += other.ranges;
        self.declined += other.declined;
        self.shared += other.shared;
        self.shared_damaged += other.shared_damaged;
        self.jumps += other.jumps;
        self.edited += other.edited;
    }
}

/// Draws what a decoder hands out over `canvas`; tells which rows, and in how many steps.
fn draw(decoder: &mut Decoder<Bytes>, canvas: &mut [u8]) -> Option<(Range<u32>, u32)> {
    let row_bytes = decoder.size().0 as usize * 4;
    let mut drawn: Option<Range<u32>> = None;
    let mut rgba = Vec::new();
    for step in 0.. {
        rgba.clear();
        match decoder.step_onto(&mut rgba).ok()? {
            Advance::Progress(..) => assert!(rgba.is_empty(), "rows without a word"),
            Advance::Done => return Some((drawn.unwrap_or(0..0), step)),
            Advance::Rows(rows) => {
                assert_eq!(rgba.len(), rows.len() * row_bytes);
                let at = rows.start as usize * row_bytes;
                canvas[at..at + rgba.len()].copy_from_slice(&rgba);
                let before = drawn.take().unwrap_or(rows.start..rows.start);
                assert_eq!(before.end, rows.start, "rows come in order");
                drawn = Some(before.start..rows.end);
            }
        }
    }
    None
}

fn said(decoder: &Decoder<Bytes>) -> Said {
    (decoder.warnings(), decoder.damage())
}

/// One file: rows at random, and shares.
fn check(name: &str, data: &Bytes, scale: Scale, dice: &mut Dice) -> Tally {
    let mut tally = Tally::default();
    let options = &Options { scale, ..options() };
    let new = || Decoder::new(Rc::clone(data), options);
    let Ok(mut decoder) = new() else {
        return tally;
    };
    let (width, height) = decoder.size();
    if width.checked_mul(height).is_none_or(|n| n > MOST_PIXELS) {
        return tally;
    }
    let row_bytes = width as usize * 4;
    let empty = || vec![7; row_bytes * height as usize];
    let mut truth = empty();
    let Some((_, whole_steps)) = draw(&mut decoder, &mut truth) else {
        return tally;
    };
    let told = said(&decoder);
    let name = format!("{name} at {scale:?}");

    let start = dice.below(u64::from(height) + 1) as u32;
    let end = start + dice.below(u64::from(height - start) + 3) as u32;
    let remembers = dice.below(3) == 0;
    let mut decoder = new().expect(&name);
    if remembers {
        decoder = decoder.remembering();
    }
    match decoder.between(start..end).expect(&name) {
        None => tally.declined += 1,
        Some(mut part) => {
            let mut seen = empty();
            let (rows, steps) = draw(&mut part, &mut seen).expect(&name);
            let wanted = start..end.min(height);
            let rows = if rows.is_empty() {
                wanted.start..wanted.start
            } else {
                rows
            };
            assert_eq!(rows, wanted, "{name}");
            for y in 0..height {
                let bytes = y as usize * row_bytes..(y as usize + 1) * row_bytes;
                let own = seen[bytes.clone()] == truth[bytes.clone()];
                let untouched = seen[bytes].iter().all(|&b| b == 7);
                assert!(
                    if wanted.contains(&y) { own } else { untouched },
                    "{name}: {y} of {wanted:?}"
                );
            }
            // Said of one that leaves nothing out, at a scale at which warnings are the same.
            if remembers && scale == Scale::Full {
                assert_eq!(said(&part), told, "{name}");
            }
            tally.ranges += u32::from(!wanted.is_empty());
            let passed = u64::from(whole_steps) * u64::from(wanted.end) / u64::from(height.max(1));
            let jumped = !remembers && u64::from(steps) + 4 < passed && wanted.len() > 1;
            tally.jumps += u32::from(jumped);
        }
    }

    let of = 1 + dice.below(5) as u32;
    let multiple = 1 + dice.below(2) as u32 * dice.below(24) as u32;
    let owner = match dice.below(2) {
        0 => None,
        _ => Some(dice.below(of.into()) as u32),
    };
    let mut seen = empty();
    let (mut next, mut full) = (0, 0);
    for index in 0..of + 1 {
        let mut decoder = new().expect(&name);
        if owner == Some(index) {
            decoder = decoder.remembering();
        }
        let mut share = decoder.share(index, of, multiple).expect(&name);
        let (rows, _) = draw(&mut share, &mut seen).expect(&name);
        if !rows.is_empty() {
            assert_eq!(rows.start, next, "{name}: share {index} of {of}");
            assert_eq!(rows.start % multiple, 0, "{name}: share {index} of {of}");
            next = rows.end;
            full += 1;
        }
        if owner == Some(index) && index == 0 && scale == Scale::Full {
            assert_eq!(said(&share), told, "{name}: share {index} of {of}");
            tally.edited += edit(&name, share, data, &truth, dice);
        }
    }
    assert_eq!(next, height, "{name}: {of} shares");
    assert!(seen == truth, "{name}: {of} shares");
    tally.shared += u32::from(full > 1);
    tally.shared_damaged += u32::from(full > 1 && told.1.is_some());
    tally
}

/// What the owner of the first share remembers is of the whole picture: after an edit, rows that do not come are as they were.
fn edit(name: &str, owner: Decoder<Bytes>, data: &Bytes, truth: &[u8], dice: &mut Dice) -> u32 {
    let Some(memory) = owner.into_memory() else {
        return 0;
    };
    let mut edited = data.to_vec();
    let from = data.len() / 2;
    edited[from + dice.below((data.len() - from) as u64) as usize] ^= 1 << dice.below(8);
    let edited: Bytes = edited.into();
    let Ok(mut whole) = Decoder::new(Rc::clone(&edited), &options()) else {
        return 0;
    };
    let (width, height) = whole.size();
    if width as usize * height as usize * 4 != truth.len() {
        return 0;
    }
    let mut expected = truth.to_vec();
    if draw(&mut whole, &mut expected).is_none() {
        return 0;
    }
    let decoder = Decoder::new(Rc::clone(&edited), &options()).expect(name);
    let mut again = decoder.again(memory, 0..0).expect(name);
    let follows = again.is_following();
    // Where nothing is known, all of it comes.
    let mut seen = match follows {
        true => truth.to_vec(),
        false => vec![7; truth.len()],
    };
    draw(&mut again, &mut seen).expect(name);
    assert!(seen == expected, "{name}: after an edit");
    assert_eq!(said(&again), said(&whole), "{name}: after an edit");
    u32::from(follows)
}

/// The file with bytes changed, cut out or put in.
fn damaged(data: &[u8], dice: &mut Dice) -> Bytes {
    let mut bytes = data.to_vec();
    for _ in 0..=dice.below(3) {
        if bytes.is_empty() {
            break;
        }
        // Mostly behind the headers.
        let from = if dice.below(8) == 0 {
            0
        } else {
            bytes.len() as u64 / 3
        };
        let at = (from + dice.below(bytes.len() as u64 - from)) as usize;
        match dice.below(10) {
            0 => bytes.truncate(at + 1),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, 0xFF),
            3 => drop(bytes.splice(at..at, [0xFF, 0xD0 + dice.below(8) as u8])),
            4 => bytes[at] = dice.below(256) as u8,
            _ => bytes[at] ^= 1 << dice.below(8),
        }
    }
    bytes.into()
}

/// Checks a file as it is, and with damage, so many times each.
fn try_out(name: &str, data: &[u8], rounds: u64) -> Tally {
    let mut dice = Dice::new(name.as_bytes());
    let mut tally = Tally::default();
    for round in 0..2 * rounds {
        let bytes = match round % 2 {
            0 => data.into(),
            _ => damaged(data, &mut dice),
        };
        let scale = SCALES[dice.below(SCALES.len() as u64) as usize];
        tally.add(check(
            &format!("{name} round {round}"),
            &bytes,
            scale,
            &mut dice,
        ));
    }
    tally
}

fn all(entries: &[Entry], usual: u64) -> Tally {
    let tallies = parallel(entries, |entry| {
        try_out(&entry.name, &entry.read(), rounds(usual))
    });
    let mut sum = Tally::default();
    tallies.into_iter().for_each(|tally| sum.add(tally));
    sum
}

/// So many rounds a file; `ROUNDS=1000 cargo test --release shares` looks longer.
fn rounds(usual: u64) -> u64 {
    let wanted = std::env::var("ROUNDS").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn shares_of_fixtures_are_the_picture() {
    let tally = all(&fixtures(), 8);
    println!("{tally:?}");
    assert!(tally.ranges > 1_000 && tally.declined > 1_000, "{tally:?}");
    assert!(tally.shared > 300 && tally.shared_damaged > 50, "{tally:?}");
}

#[test]
fn shares_of_gathered_files_are_the_picture() {
    let Some(entries) = gathered() else {
        return;
    };
    let tally = all(&entries, 2);
    println!("{tally:?}");
    assert!(tally.ranges > 500 && tally.shared > 200, "{tally:?}");
}

/// Pictures with many rows of MCUs, of all ways of sampling, with restart markers near and far.
#[test]
fn shares_of_tall_pictures_are_the_picture() {
    const SAMPLINGS: [Option<[(u8, u8); 3]>; 7] = [
        Some([(1, 1), (1, 1), (1, 1)]),
        Some([(2, 1), (1, 1), (1, 1)]),
        Some([(2, 2), (1, 1), (1, 1)]),
        Some([(1, 2), (1, 1), (1, 1)]),
        Some([(4, 1), (1, 1), (1, 1)]),
        Some([(2, 2), (2, 1), (1, 2)]),
        None,
    ];
    const RESTARTS: [Restart; 5] = [
        Restart::Never,
        Restart::Mcus(1),
        Restart::Mcus(7),
        Restart::Rows(1),
        Restart::Rows(5),
    ];
    let cases: Vec<(usize, usize)> = (0..SAMPLINGS.len() * RESTARTS.len())
        .map(|i| (i % SAMPLINGS.len(), i / SAMPLINGS.len()))
        .collect();
    let tallies = parallel(&cases, |&(sampling, restart)| {
        let settings = Settings {
            sampling: SAMPLINGS[sampling],
            quantisation: Quantisation::Quality(80),
            coding: Coding {
                process: Process::Sequential,
                restart: RESTARTS[restart],
                ..Coding::default()
            },
        };
        let data = textured(67, 517, &settings);
        (
            restart,
            try_out(&format!("tall {sampling} {restart}"), &data, rounds(40)),
        )
    });
    let (mut sum, mut far) = (Tally::default(), 0);
    for (restart, tally) in tallies {
        if RESTARTS[restart] == Restart::Never {
            assert_eq!(tally.jumps, 0, "{tally:?}");
        }
        far += u32::from(tally.jumps > 0);
        sum.add(tally);
    }
    println!("{sum:?} {far}");
    assert_eq!(sum.declined, 0, "{sum:?}");
    assert!(sum.shared > 1_500 && sum.shared_damaged > 300, "{sum:?}");
    assert!(sum.jumps > 200 && far == 28, "{sum:?} {far}");
    assert!(sum.edited > 200, "{sum:?}");
}

/// A picture whose rows take different amounts of bytes: calm above, noise below.
fn textured(width: u32, height: u32, settings: &Settings) -> Bytes {
    let mut dice = Dice::new(b"texture");
    let pixels = (0..width * height).flat_map(|i| {
        let (x, y) = (i % width, i / width);
        let noise = dice.below(u64::from(y / 4) + 1) as u8;
        let at = |x: u32, y: u32| (x * x / 9 + y * 5 + (x * y) % 61) as u8;
        [
            at(x, y).wrapping_add(noise),
            at(y / 3, x).wrapping_sub(noise),
            at(x / 2, y / 5),
        ]
    });
    let data: Vec<u8> = pixels.collect();
    let pixels = Pixels {
        width,
        height,
        layout: Layout::Rgb,
        data: &data,
    };
    let written = encode(&pixels, settings, &Limits::default());
    written.expect("it can be encoded").bytes.into()
}
