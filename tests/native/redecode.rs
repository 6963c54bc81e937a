//! Decoding anew after an edit gives what decoding the edited file from its start gives: pixels, warnings, damage. Edits on
//! top of edits, in files of all processes; and glimpses of some rows at all scales, which must be those of the picture.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "redecode/kept.rs"]
mod kept;
#[path = "../fuzz/properties/mod.rs"]
mod properties;

use corpus::{fixtures, gathered, options, parallel, Entry, Facts};
use pixelbits::jpeg::rewrite::{
    encode, Coding, Layout, Pixels, Process, Quantisation, Restart, Settings,
};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{Advance, DamageMap, Decoder, Memory, Options, Scale, Tracer};
use pixelbits::{Error, Limits};
use properties::Dice;
use std::collections::BTreeMap;
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
    let rows = draw_some(decoder, canvas, u64::MAX)?;
    let said = Said {
        warnings: decoder.warnings(),
        damage: decoder.damage(),
        incomplete: decoder.is_incomplete(),
    };
    Some((rows, said))
}

/// Draws what a decoder hands out in so many steps; tells which rows.
fn draw_some(decoder: &mut Decoder<Bytes>, canvas: &mut [u8], steps: u64) -> Option<Range<u32>> {
    let row_bytes = decoder.size().0 as usize * 4;
    let mut drawn: Option<Range<u32>> = None;
    let mut rgba = Vec::new();
    for _ in 0..steps {
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
    Some(drawn.unwrap_or(0..0))
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

/// The file after an edit, mostly of entropy-coded data.
fn edited(data: &Bytes, dice: &mut Dice) -> Bytes {
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
    [&data[..at], &inserted, &data[at + removed..]]
        .concat()
        .into()
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
    /// Glimpses that did not begin at the edit but just above what was asked for.
    jumps: u32,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.partial += other.partial;
        self.met += other.met;
        self.glimpses += other.glimpses;
        self.jumps += other.jumps;
    }
}

/// Rows of a picture, at some scale, before it is decoded again.
fn glimpse(
    name: &str,
    decoder: &Decoder<Bytes>,
    data: &Bytes,
    scales: &[Scale],
    dice: &mut Dice,
    tally: &mut Tally,
) {
    let height = decoder.size().1;
    let scale = scales[dice.below(scales.len() as u64) as usize];
    let from = dice.below(height.into()) as u32;
    let to = from + 1 + dice.below((height - from).into()) as u32;
    let Some(glimpse) = decoder.glimpse(from..to, scale) else {
        return;
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
    tally.glimpses += 1;
    tally.jumps += u32::from(rows.start > 0 && rows.start + 2 * rows_of(scale) >= first);
}

/// A tracer that has learnt from a decoder explains bits as one that has not.
fn explain(name: &str, decoder: &Decoder<Bytes>, data: &Bytes, dice: &mut Dice) {
    let limits = Limits::default();
    let mut learnt = Tracer::new(Rc::clone(data), &limits);
    learnt.learn(decoder);
    let start = dice.below(data.len() as u64 * 8);
    let window = start..start + 1 + dice.below(400);
    let fresh = Tracer::new(Rc::clone(data), &limits).window(window.clone());
    assert_eq!(
        learnt.window(window.clone()),
        fresh,
        "{name}: bits {window:?}"
    );
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
    // Rows that were drawn of edits that gave way to the next.
    let mut unsettled = 0..0;
    for round in 0..count {
        if round % 40 == 39 {
            // After many edits little is sound: begin anew.
            let Some(again) = first(&original) else {
                return tally;
            };
            (known, memory) = again;
            data = Rc::clone(&original);
            unsettled = 0..0;
        }
        let bytes = match dice.below(12) {
            0 => Rc::clone(&data),
            _ => edited(&data, &mut dice),
        };
        let Some((truth, told)) = whole(&bytes, &options()) else {
            continue;
        };
        if truth.len() > MOST_PIXELS as usize * 4 {
            continue;
        }
        let name = format!("{name} round {round}");
        let mut decoder = Decoder::new(Rc::clone(&bytes), &options()).expect(&name);
        let height = decoder.size().1;
        let gives_way = dice.below(4) == 0 && known.len() == truth.len();
        let before = memory.take();
        decoder = match before.clone() {
            Some(memory) => decoder.again(memory, unsettled.clone()).expect(&name),
            None => decoder.remembering(),
        };
        if dice.below(3) == 0 {
            glimpse(&name, &decoder, &bytes, scales, &mut dice, &mut tally);
        }
        let explains = dice.below(6) == 0;
        if explains {
            explain(&name, &decoder, &bytes, &mut dice);
        }
        data = Rc::clone(&bytes);
        if gives_way && before.is_some() {
            let steps = dice.below(20);
            let rows = draw_some(&mut decoder, &mut known, steps).expect(&name);
            if !rows.is_empty() {
                unsettled = match unsettled.is_empty() {
                    true => rows,
                    false => unsettled.start.min(rows.start)..unsettled.end.max(rows.end),
                };
            }
            memory = before;
            continue;
        }
        if known.len() != truth.len() {
            known = canvas(&decoder);
        }
        let (rows, said) = draw(&mut decoder, &mut known).expect(&name);
        assert!(known == truth, "{name}: rows {rows:?} of {height}");
        assert_eq!(said, told, "{name}");
        if explains {
            explain(&name, &decoder, &bytes, &mut dice);
        }
        tally.edits += 1;
        tally.partial += u32::from(rows.len() < height as usize);
        tally.met += u32::from(rows.end < height);
        memory = decoder.into_memory();
        unsettled = 0..0;
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
    decoder = decoder.remembering();
    let mut known = canvas(&decoder);
    draw(&mut decoder, &mut known)?;
    Some((known, decoder.into_memory()))
}

/// How the edits of files went: in all, and how many there were of each process (the SOF of the first frame, and whether it is one of
/// many).
fn all(entries: &[Entry], count: u32) -> (Tally, BTreeMap<(u8, bool), u32>) {
    const SCALES: [Scale; 4] = [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];
    let tallies = parallel(entries, |entry| {
        let data = entry.read();
        // Glimpses of 1/8 leave out what cannot be seen; of files that lack something, more than that.
        let Facts {
            process,
            hierarchical,
            ..
        } = Facts::of(&data);
        let tally = follow(&entry.name, data.into(), count, &SCALES);
        (tally, process.map(|process| (process, hierarchical)))
    });
    let (mut sum, mut processes) = (Tally::default(), BTreeMap::new());
    for (tally, process) in tallies {
        sum.add(tally);
        if let Some(process) = process {
            *processes.entry(process).or_default() += tally.edits;
        }
    }
    (sum, processes)
}

/// So many edits a file; `EDITS=1000 cargo test --release redecode` looks longer.
fn edits(usual: u32) -> u32 {
    let wanted = std::env::var("EDITS").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn fixtures_decoded_again_are_what_they_are_decoded_whole() {
    let (tally, processes) = all(&fixtures(), edits(40));
    println!("{tally:?} {processes:?}");
    assert!(tally.edits > 10_000, "{tally:?}");
    assert!(tally.partial > 700, "{tally:?}");
    assert!(tally.met > 500, "{tally:?}");
    assert!(tally.glimpses > 2_000, "{tally:?}");
    // Of no process too few: arithmetic, lossless and hierarchical frames are edited like others.
    for (sof, hierarchical, least) in [
        (0, false, 8_000),
        (1, false, 300),
        (2, false, 3_000),
        (3, false, 1_500),
        (9, false, 1_000),
        (10, false, 1_000),
        (11, false, 1_500),
        (1, true, 300),
        (2, true, 200),
        (3, true, 80),
        (9, true, 200),
        (10, true, 200),
        (11, true, 80),
    ] {
        let edits = processes.get(&(sof, hierarchical)).copied();
        assert!(edits > Some(least), "SOF{sof} {hierarchical}: {edits:?}");
    }
}

#[test]
fn gathered_files_decoded_again_are_what_they_are_decoded_whole() {
    let Some(entries) = gathered() else {
        return;
    };
    let (tally, _) = all(&entries, edits(6));
    println!("{tally:?}");
    assert!(tally.edits > 1_000, "{tally:?}");
}

/// A picture with enough in it for decoders to lose their way and find it again.
fn textured(width: u32, height: u32, settings: &Settings) -> Bytes {
    let mut dice = Dice::new(b"texture");
    let at = |x: u32, y: u32| (x * x / 9 + y * 5 + (x * y) % 61) as u8;
    let pixels = (0..width * height).flat_map(|i| {
        let (x, y) = (i % width, i / width);
        let noise = dice.below(24) as u8;
        [
            at(x, y).wrapping_add(noise),
            at(y / 3, x).wrapping_sub(noise),
            at(x / 2, y / 5),
        ]
    });
    let data: Vec<u8> = pixels.collect();
    let layout = Layout::Rgb;
    let pixels = Pixels {
        width,
        height,
        layout,
        data: &data,
    };
    let written = encode(&pixels, settings, &Limits::default());
    written.expect("it can be encoded").bytes.into()
}

/// Tall pictures: decoders fall into step long before the last row, and not every row has a mark.
#[test]
fn tall_pictures() {
    const FULL: [Scale; 3] = [Scale::Full, Scale::Full, Scale::Quarter];
    let settings = |sampling, restart, process| Settings {
        sampling,
        quantisation: Quantisation::Quality(85),
        coding: Coding {
            process,
            restart,
            ..Coding::default()
        },
    };
    let (fancy, whole) = ([(2, 2), (1, 1), (1, 1)], [(1, 1); 3]);
    let sequential = || Process::Sequential;
    let cases = [
        (
            "4:2:0",
            96,
            800,
            settings(Some(fancy), Restart::Never, sequential()),
        ),
        (
            "restarts",
            96,
            800,
            settings(Some(fancy), Restart::Mcus(19), sequential()),
        ),
        (
            "4:4:4",
            64,
            600,
            settings(Some(whole), Restart::Never, sequential()),
        ),
        (
            "grey",
            64,
            600,
            settings(None, Restart::Rows(3), sequential()),
        ),
        (
            "very tall",
            9,
            9001,
            settings(None, Restart::Never, sequential()),
        ),
        (
            "progressive",
            48,
            600,
            settings(Some(fancy), Restart::Never, Process::Progressive),
        ),
    ];
    let tallies = parallel(&cases, |(name, width, height, settings)| {
        let tally = follow(name, textured(*width, *height, settings), edits(300), &FULL);
        println!("{name}: {tally:?}");
        tally
    });
    for ((name, ..), tally) in cases.iter().zip(tallies) {
        assert!(tally.edits > 200 && tally.partial > 100, "{tally:?}");
        // Scans side by side are not followed beyond the edit.
        let least = if *name == "progressive" { 4 } else { 20 };
        assert!(tally.jumps > least, "{name}: {tally:?}");
    }
}
