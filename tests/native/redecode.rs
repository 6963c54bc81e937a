//! Decoding anew after an edit gives what decoding the edited file from its start gives: pixels, warnings, damage. Edits on
//! top of edits, in files of all processes; and glimpses of some rows at all scales, which must be those of the picture.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "../fuzz/properties/mod.rs"]
#[allow(dead_code)]
mod properties;

use corpus::{fixtures, gathered, options, parallel, Entry};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{Advance, DamageMap, Decoder, Edit, Memory, Options, Scale};
use pixelbits::{Error, Limits};
use properties::Dice;
use std::ops::Range;
use std::rc::Rc;

/// Pictures above that are too slow to be decoded over and over.
const MOST_PIXELS: u32 = 1 << 20;

type Bytes = Rc<[u8]>;

/// What there is to say about a picture.
#[derive(Debug, PartialEq)]
struct Said {
    warnings: Vec<Error>,
    damage: Option<DamageMap>,
    incomplete: bool,
}

/// Draws what a decoder hands out over `canvas`; tells which rows, and what it says in the end.
fn draw(decoder: &mut Decoder<Bytes>, canvas: &mut [u8]) -> Option<(Range<u32>, Said)> {
    let row_bytes = decoder.size().0 as usize * 4;
    let mut drawn: Option<Range<u32>> = None;
    let mut rgba = Vec::new();
    loop {
        rgba.clear();
        match decoder.step_onto(&mut rgba).ok()? {
            Advance::Progress(..) => assert!(rgba.is_empty(), "rows without a word"),
            Advance::Done => break,
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
    let said = Said {
        warnings: decoder.warnings(),
        damage: decoder.damage(),
        incomplete: decoder.is_incomplete(),
    };
    Some((drawn.unwrap_or(0..0), said))
}

fn canvas(decoder: &Decoder<Bytes>) -> Vec<u8> {
    let (width, height) = decoder.size();
    vec![7; width as usize * height as usize * 4]
}

fn whole(data: &Bytes, options: &Options) -> Option<(Vec<u8>, Said)> {
    let mut decoder = Decoder::new(Rc::clone(data), options).ok()?;
    let mut canvas = canvas(&decoder);
    let (_, said) = draw(&mut decoder, &mut canvas)?;
    Some((canvas, said))
}

/// An edit, mostly of entropy-coded data, and the file after it.
fn edited(data: &Bytes, dice: &mut Dice) -> (Edit, Bytes) {
    let structure = syntax::parse(data, &Limits::default());
    let coded: Vec<Range<usize>> = structure
        .segments
        .iter()
        .filter(|s| s.content == Content::EntropyCoded && !s.bytes.is_empty())
        .map(|s| s.bytes.clone())
        .collect();
    let range = match dice.below(20) {
        0 => 0..data.len(),
        _ if coded.is_empty() => 0..data.len(),
        _ => coded[dice.below(coded.len() as u64) as usize].clone(),
    };
    let at = range.start + dice.below(range.len() as u64) as usize;
    let random = |dice: &mut Dice, count: u64| -> Vec<u8> {
        (0..count)
            .map(|_| match dice.below(6) {
                0 => 0xFF,
                1 => 0,
                _ => dice.below(256) as u8,
            })
            .collect()
    };
    let few = 1 + dice.below(3);
    let (removed, inserted) = match dice.below(10) {
        0 => (0, random(dice, few)),
        1 => (few as usize, Vec::new()),
        2 => (few as usize, random(dice, few)),
        3 => (1, random(dice, 1)),
        _ => (1, vec![data[at] ^ 1 << dice.below(8)]),
    };
    let removed = removed.min(data.len() - at);
    let edit = Edit {
        at,
        removed,
        inserted: inserted.len(),
    };
    let bytes = [&data[..at], &inserted, &data[at + removed..]].concat();
    (edit, bytes.into())
}

/// How the edits of a file went.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    edits: u32,
    /// Edits after which fewer rows came than there are.
    partial: u32,
    /// Edits after which not even the rows below came.
    met: u32,
    glimpses: u32,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.partial += other.partial;
        self.met += other.met;
        self.glimpses += other.glimpses;
    }
}

/// Rows of a picture, at some scale, before it is decoded again.
fn glimpse(
    name: &str,
    decoder: &Decoder<Bytes>,
    data: &Bytes,
    scales: &[Scale],
    dice: &mut Dice,
) -> u32 {
    let height = decoder.size().1;
    let scale = scales[dice.below(scales.len() as u64) as usize];
    let from = dice.below(height.into()) as u32;
    let to = from + 1 + dice.below((height - from).into()) as u32;
    let Some(glimpse) = decoder.glimpse(from..to, scale) else {
        return 0;
    };
    let mut glimpse = glimpse.expect("a pipeline");
    let scaled = Options { scale, ..options() };
    let (truth, _) = whole(data, &scaled).expect("it can be decoded");
    let mut seen = canvas(&glimpse);
    let (rows, _) = draw(&mut glimpse, &mut seen).expect("it can be decoded");
    let (first, last) = (from * rows_of(scale) / 8, (to * rows_of(scale)).div_ceil(8));
    let last = last.min(glimpse.size().1);
    assert!(
        rows.start <= first && rows.end >= last,
        "{name}: {rows:?} {first}..{last}"
    );
    let row_bytes = glimpse.size().0 as usize * 4;
    let bytes = rows.start as usize * row_bytes..rows.end as usize * row_bytes;
    assert!(
        seen[bytes.clone()] == truth[bytes],
        "{name}: a glimpse of rows {rows:?} at {scale:?}"
    );
    1
}

fn rows_of(scale: Scale) -> u32 {
    scale.side().into()
}

/// Edits a file `count` times, one edit on top of the other, and holds each against the truth.
fn follow(name: &str, data: Bytes, count: u32, scales: &[Scale]) -> Tally {
    let mut tally = Tally::default();
    let mut dice = Dice::new(name.as_bytes());
    let Some((mut known, mut memory)) = first(&data) else {
        return tally;
    };
    let (original, mut data) = (Rc::clone(&data), data);
    for round in 0..count {
        if round % 40 == 39 {
            // After many edits little is sound: begin anew.
            let Some(again) = first(&original) else {
                return tally;
            };
            (known, memory) = again;
            data = Rc::clone(&original);
        }
        let (edit, bytes) = edited(&data, &mut dice);
        let Some((truth, told)) = whole(&bytes, &options()) else {
            continue;
        };
        let name = format!("{name} round {round} {edit:?}");
        let mut decoder = Decoder::new(Rc::clone(&bytes), &options()).expect(&name);
        if truth.len() > MOST_PIXELS as usize * 4 {
            continue;
        }
        let height = decoder.size().1;
        decoder = match memory {
            Some(memory) => decoder.again(memory, &edit).expect(&name),
            None => {
                decoder.remember();
                decoder
            }
        };
        if dice.below(3) == 0 {
            tally.glimpses += glimpse(&name, &decoder, &bytes, scales, &mut dice);
        }
        if known.len() != truth.len() {
            known = canvas(&decoder);
        }
        let (rows, said) = draw(&mut decoder, &mut known).expect(&name);
        assert!(known == truth, "{name}: rows {rows:?} of {height}");
        assert_eq!(said, told, "{name}");
        tally.edits += 1;
        tally.partial += u32::from(rows.len() < height as usize);
        tally.met += u32::from(rows.end < height);
        memory = decoder.into_memory();
        data = bytes;
    }
    tally
}

/// A picture before it is edited: its pixels, and what the decoder remembers.
#[allow(clippy::type_complexity)]
fn first(data: &Bytes) -> Option<(Vec<u8>, Option<Memory<Bytes>>)> {
    let mut decoder = Decoder::new(Rc::clone(data), &options()).ok()?;
    let (width, height) = decoder.size();
    if width.checked_mul(height)? > MOST_PIXELS {
        return None;
    }
    decoder.remember();
    let mut known = canvas(&decoder);
    draw(&mut decoder, &mut known)?;
    Some((known, decoder.into_memory()))
}

fn all(entries: &[Entry], count: u32) -> Tally {
    const SCALES: [Scale; 4] = [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];
    let tallies = parallel(entries, |entry| {
        let data = entry.read();
        // Glimpses of 1/8 leave out what cannot be seen; of files that lack something, more than that.
        follow(&entry.name, data.into(), count, &SCALES)
    });
    let mut sum = Tally::default();
    for tally in tallies {
        sum.add(tally);
    }
    sum
}

/// So many edits a file; `EDITS=1000 cargo test --release redecode` looks longer.
fn edits(usual: u32) -> u32 {
    let wanted = std::env::var("EDITS").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn fixtures_decoded_again_are_what_they_are_decoded_whole() {
    let tally = all(&fixtures(), edits(120));
    println!("{tally:?}");
    assert!(tally.edits > 5_000, "{tally:?}");
    assert!(tally.partial > 1_500, "{tally:?}");
    assert!(tally.met > 500, "{tally:?}");
    assert!(tally.glimpses > 1_000, "{tally:?}");
}

#[test]
fn gathered_files_decoded_again_are_what_they_are_decoded_whole() {
    let Some(entries) = gathered() else {
        return;
    };
    let tally = all(&entries, edits(6));
    println!("{tally:?}");
    assert!(tally.edits > 1_000, "{tally:?}");
}
