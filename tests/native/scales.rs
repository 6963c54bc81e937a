//! Reduced pictures, from whole files: as `djpeg -scale` gives them, traced and untraced alike, turned, and before all scans
//! have come. The stages themselves stand against slow twins in pixels/reduced.rs.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, options, parallel, Class, Entry, Facts};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{self, Advance, Conversion, Decoder, Options, Orient, Scale, Smoothing};
use pixelbits::jpeg::{SampleDecoder, Step};
use pixelbits::trace::{BlockPos, Sink, Span};
use pixelbits::Limits;
use std::process::Command;

/// The decoder tells of so many faults in scans.
const MAX_WARNINGS: usize = 1000;

const SCALES: [Scale; 3] = [Scale::Half, Scale::Quarter, Scale::Eighth];

fn at(scale: Scale) -> Options {
    Options { scale, ..options() }
}

fn fixture(name: &str) -> Vec<u8> {
    let entries = fixtures();
    let found = entries.iter().find(|e| e.name.ends_with(name));
    found.unwrap_or_else(|| panic!("{name}")).read()
}

fn none(what: &str, faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

/// Whether `djpeg` is libjpeg-turbo's.
fn djpeg_is_here() -> bool {
    let version = Command::new("djpeg").arg("-version").output();
    version.is_ok_and(|v| {
        let said = [v.stdout, v.stderr].concat();
        String::from_utf8_lossy(&said).contains("libjpeg-turbo")
    })
}

/// What `djpeg` makes of a file at a scale, in portable C; `None` where it refuses the file or warns of it.
fn reference(entry: &Entry, scale: Scale) -> Option<Vec<u8>> {
    let run = Command::new("djpeg")
        .args(["-scale", &format!("{}/8", scale.side()), "-pnm"])
        .arg(&entry.path)
        .env("JSIMD_FORCENONE", "1")
        .output()
        .expect("djpeg runs");
    run.status.success().then_some(run.stdout)
}

/// Grey or RGB as djpeg writes it.
fn pnm(data: &[u8], scale: Scale) -> Option<Vec<u8>> {
    let samples = jpeg::samples(data, &at(scale)).ok()?.value;
    let letter = if samples.channels == 1 { 5 } else { 6 };
    let mut file = format!("P{letter}\n{} {}\n255\n", samples.width, samples.height).into_bytes();
    file.extend(samples.data.iter().map(|&s| s as u8));
    Some(file)
}

/// Whether both decoders shall give the same. Not where the gaps of an incomplete file are estimated: there djpeg 2.1.5
/// differs from later versions at full size, too. Nor for CMYK, which djpeg converts in a way of its own.
fn comparable(entry: &Entry) -> bool {
    let data = entry.read();
    let facts = Facts::of(&data);
    let known = matches!(facts.process, Some(0..=2 | 9 | 10));
    let channels = [1, 3].contains(&facts.factors.len());
    let whole = entry.class == Class::Valid && is_complete(&data);
    let plain = !facts.hierarchical && !facts.tables_first && facts.height > 0;
    whole && known && channels && plain && facts.precision == 8 && facts.whole_ratios()
}

fn is_complete(data: &[u8]) -> bool {
    let Ok(mut decoder) = Decoder::new(data, &options()) else {
        return false;
    };
    while !matches!(decoder.step(), Ok(Step::Done) | Err(_)) {}
    !decoder.is_incomplete()
}

fn compared(entries: Vec<Entry>) -> usize {
    let entries: Vec<Entry> = entries.into_iter().filter(comparable).collect();
    let judged = parallel(&entries, |entry| {
        let data = entry.read();
        let judge = |&scale: &Scale| {
            let same = pnm(&data, scale) == Some(reference(entry, scale)?);
            Some((!same).then(|| format!("{} at {scale:?}", entry.name)))
        };
        SCALES.iter().filter_map(judge).collect::<Vec<_>>()
    });
    let judged: Vec<Option<String>> = judged.into_iter().flatten().collect();
    let count = judged.len();
    none("other than djpeg", judged.into_iter().flatten());
    count
}

#[test]
fn reduced_pictures_are_those_of_djpeg() {
    if !djpeg_is_here() {
        eprintln!("SKIPPED: no djpeg of libjpeg-turbo to compare reduced pictures with");
        return;
    }
    let count = compared(fixtures());
    assert!(count > 600, "{count} comparisons");
    if let Some(entries) = gathered() {
        assert!(compared(entries) > 600);
    }
}

/// Listens, so that nothing is skipped.
struct Listener(u64);

impl Sink for Listener {
    const ON: bool = true;
    fn block(&mut self, _: BlockPos) {}
    fn span(&mut self, span: Span) {
        self.0 += u64::from(span.bits);
    }
}

/// At ⅛, AC coefficients are skipped unless somebody listens: planes are the same, in damaged files too, and so are warnings,
/// save those of scans that nobody has read.
#[test]
fn what_is_skipped_is_not_missed() {
    let entries: Vec<Entry> = fixtures()
        .into_iter()
        .chain(gathered().into_iter().flatten())
        .filter(|e| e.read().len() < 1 << 20)
        .collect();
    let faults = parallel(&entries, |entry| {
        let data = entry.read();
        let mut listener = Listener(0);
        let traced = jpeg::observe(&data, &at(Scale::Eighth), &mut listener);
        let plain = jpeg::planes(&data, &at(Scale::Eighth));
        let same = match (&traced, &plain) {
            (Ok(traced), Ok(plain)) => {
                // As the decoder sees it: some of these files hide their frame from simpler readers.
                let structure = syntax::parse(&data, &Limits::default());
                let progressive = structure.segments.iter().any(
                    |s| matches!(&s.content, Content::Frame(f) if matches!(f.marker, 0xC2 | 0xCA)),
                );
                let told = match progressive && traced.warnings.len() < MAX_WARNINGS {
                    true => plain.warnings.iter().all(|w| traced.warnings.contains(w)),
                    false => progressive || traced.warnings == plain.warnings,
                };
                traced.value == plain.value && told
            }
            (Err(traced), Err(plain)) => traced == plain,
            _ => false,
        };
        (!same).then(|| entry.name.clone())
    });
    none("other when traced", faults.into_iter().flatten());
}

/// Every process gives so many rows, so wide, by every way.
#[test]
fn reduced_pictures_have_their_size() {
    for entry in fixtures().iter().filter(|e| e.class == Class::Valid) {
        let data = entry.read();
        let Ok(full) = jpeg::decode(&data, &options()) else {
            continue;
        };
        for scale in SCALES {
            let size = (scale.of(full.value.width), scale.of(full.value.height));
            let image = jpeg::decode(&data, &at(scale)).expect("it decodes").value;
            assert_eq!((image.width, image.height), size, "{}", entry.name);
            assert_eq!(
                image.rgba.len() as u32,
                size.0 * size.1 * 4,
                "{}",
                entry.name
            );
            let turned = Options {
                orient: Orient::Apply,
                ..at(scale)
            };
            let turned = jpeg::decode(&data, &turned).expect("it decodes").value;
            let structure = syntax::parse(&data, &Limits::default());
            assert_eq!(turned, image.clone().oriented(structure.orientation));

            let mut decoder = Decoder::new(&data[..], &at(scale)).expect("headers");
            assert_eq!(decoder.size(), size);
            let (mut rows, mut rgba) = (0, Vec::new());
            loop {
                match decoder.step_onto(&mut rgba).expect("rows") {
                    Advance::Rows(range) => {
                        assert_eq!(range.start, rows, "{}", entry.name);
                        rows = range.end;
                    }
                    Advance::Progress(..) => {}
                    Advance::Done => break,
                }
            }
            assert_eq!((rows, rgba), (size.1, image.rgba), "{}", entry.name);

            let samples = jpeg::samples(&data, &at(scale)).expect("samples").value;
            let conversion = Conversion::Picture;
            let mut decoder =
                SampleDecoder::new(&data[..], structure, None, &at(scale), conversion).unwrap();
            assert_eq!(decoder.size(), size);
            let mut data = Vec::new();
            loop {
                match decoder.step().expect("rows") {
                    Step::Rows(_, more) => data.extend_from_slice(more),
                    Step::Progress(..) => {}
                    Step::Done => break,
                }
            }
            assert_eq!((samples.width, samples.height), size);
            assert_eq!(samples.data, data, "{}", entry.name);
        }
    }
}

/// A flat lossless picture stays what it is; a picture of two halves keeps them.
#[test]
fn lossless_pictures_are_averaged() {
    let data = fixture("lossless/predictor-1.jpg");
    let full = jpeg::samples(&data, &options()).unwrap().value;
    let half = jpeg::samples(&data, &at(Scale::Half)).unwrap().value;
    let sample = |x: u32, y: u32| u32::from(full.data[(y * full.width + x) as usize]);
    for y in 0..full.height / 2 {
        for x in 0..full.width / 2 {
            let sum: u32 = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .iter()
                .map(|(i, j)| sample(2 * x + i, 2 * y + j))
                .sum();
            let got = half.data[(y * half.width + x) as usize];
            assert_eq!(u32::from(got), (sum + 2) / 4, "({x}, {y})");
        }
    }
}

/// Whether a picture of ⅛ takes no AC coefficients at all: no component has half the sampling factors of another.
fn only_dc(factors: &[(u8, u8)]) -> bool {
    let h = factors.iter().map(|f| f.0).max().unwrap_or(1);
    let v = factors.iter().map(|f| f.1).max().unwrap_or(1);
    factors
        .iter()
        .all(|f| h % (2 * f.0) != 0 || v % (2 * f.1) != 0)
}

/// At ⅛, scans that bring only AC coefficients are not read where each block becomes one sample: whatever their data are, the
/// picture is the same, and nothing is said about them. Where their coefficients are needed, noise in them is seen.
#[test]
fn scans_that_bring_nothing_are_not_read() {
    let (mut untouched, mut touched) = (0, 0);
    for entry in fixtures().iter().filter(|e| e.class == Class::Valid) {
        let data = entry.read();
        let facts = Facts::of(&data);
        if !matches!(facts.process, Some(2 | 10)) || facts.hierarchical || facts.height == 0 {
            continue;
        }
        let mut noisy = data.clone();
        let structure = syntax::parse(&data, &Limits::default());
        let mut is_ac = false;
        for segment in &structure.segments {
            match &segment.content {
                Content::Scan(header) => is_ac = header.ss > 0,
                // Neither a marker nor a stuffed byte may come of it.
                Content::EntropyCoded if is_ac => {
                    let bytes = &mut noisy[segment.bytes.clone()];
                    let plain = (1..bytes.len())
                        .filter(|&at| !data[segment.bytes.start + at - 1..][..2].contains(&0xFF));
                    plain.for_each(|at| bytes[at] = 0x55);
                }
                _ => {}
            }
        }
        if noisy == data {
            continue;
        }
        let options = Options {
            smoothing: Smoothing::Off,
            ..at(Scale::Eighth)
        };
        let clean = jpeg::decode(&data, &options).expect("it decodes");
        let other = jpeg::decode(&noisy, &options).expect("it decodes");
        if only_dc(&facts.factors) {
            assert!(clean.value == other.value, "{}", entry.name);
            assert_eq!(clean.warnings, other.warnings, "{}", entry.name);
            untouched += 1;
        } else {
            touched += u32::from(clean.value != other.value);
        }
    }
    assert!(untouched > 5 && touched > 0, "{untouched} {touched}");
}
