//! Pixels, planes and coefficients are those of the manifest; spans tile every file; the trace tells what was decoded.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, options, parallel, Class, Entry, Facts, Verdict};
use pixelbits::field::{Field, Shape};
use pixelbits::jpeg::frame::Block;
use pixelbits::jpeg::syntax::Content;
use pixelbits::jpeg::{self, ComponentBlocks, Decoder, FileSpan, Options, Step, Tracer};
use pixelbits::trace::Role;
use pixelbits::{Limits, Samples};

/// Fails with the whole list, not with its first line only.
fn none(what: &str, faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(
        faults.is_empty(),
        "{what}: {} files\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What is wrong with the decoder's answer to a valid file, if anything is.
fn fault(entry: &Entry) -> Option<String> {
    let data = entry.read();
    assert_eq!(corpus::sha256(&data), entry.sha256_file, "{}", entry.name);
    match entry.judge(&data) {
        Verdict::Exact => None,
        Verdict::Differing(stage) => Some(format!("{}: other {stage}", entry.name)),
        Verdict::Refused(_) if entry.imageless => None,
        Verdict::Refused(error) => Some(format!("{}: {error}", entry.name)),
        Verdict::Unknown if entry.imageless => {
            Some(format!("{}: an image where there is none", entry.name))
        }
        Verdict::Unknown => None,
    }
}

fn valid(entries: Vec<Entry>) -> Vec<Entry> {
    let class = |e: &Entry| e.class == Class::Valid;
    entries.into_iter().filter(class).collect()
}

#[test]
fn fixtures_decode_exactly() {
    let entries = valid(fixtures());
    none(
        "valid fixtures",
        parallel(&entries, fault).into_iter().flatten(),
    );
}

#[test]
fn corpus_decodes_exactly() {
    let Some(entries) = gathered().map(valid) else {
        return;
    };
    none(
        "valid files",
        parallel(&entries, fault).into_iter().flatten(),
    );
}

#[test]
fn fixtures_cover_what_is_required() {
    let count = |wanted: fn(&Facts) -> bool| {
        fixtures()
            .iter()
            .filter(|e| wanted(&Facts::of(&e.read())))
            .count()
    };
    assert!(count(Facts::required) > 200);
    for process in [0, 1, 2, 9, 10] {
        let of_process = fixtures()
            .iter()
            .filter(|e| Facts::of(&e.read()).process == Some(process))
            .count();
        assert!(of_process > 2, "SOF{process}: {of_process}");
    }
}

/// Spans of a whole file, asked for in windows of `step` bits; a span that touches two windows comes in both, alike.
fn spans_in_steps(data: &[u8], step: u64) -> Result<Vec<FileSpan>, String> {
    let mut tracer = Tracer::new(data, &Limits::default());
    let end = data.len() as u64 * 8;
    let mut spans: Vec<FileSpan> = Vec::new();
    let mut from = 0;
    while from < end {
        let to = (from + step).min(end);
        let window = tracer.window(from..to);
        let touching = |s: &&FileSpan| s.start < to && s.end() > from;
        if let Some(stray) = window.iter().find(|s| !touching(s)) {
            return Err(format!("window {from}..{to} holds {stray:?}"));
        }
        let known = spans.last().map_or(0, FileSpan::end);
        let mut fresh = window.into_iter().peekable();
        if let Some(again) = fresh.next_if(|s| s.start < known) {
            if spans.last() != Some(&again) {
                return Err(format!("window {from}..{to} splits {again:?}"));
            }
        }
        spans.extend(fresh);
        from = to;
    }
    Ok(spans)
}

/// The spans follow each other without gap or overlap from the first bit to the last.
fn tiles(spans: &[FileSpan], end: u64) -> Result<(), String> {
    let mut at = 0;
    for span in spans {
        if span.start != at || span.bits == 0 || span.before + span.bits > span.whole {
            return Err(format!("at bit {at} stands {span:?}"));
        }
        at = span.end();
    }
    if at == end {
        Ok(())
    } else {
        Err(format!("the spans end at {at} of {end}"))
    }
}

/// Everything that must hold for a file's spans.
fn trace_fault(entry: &Entry) -> Option<String> {
    let data = entry.read();
    let end = data.len() as u64 * 8;
    let check = || -> Result<(), String> {
        let whole = Tracer::new(&data[..], &Limits::default()).window(0..end);
        tiles(&whole, end)?;
        // Windows that cut bytes and codes; few enough that long files stay quick.
        let step = (end / 13).max(61) | 1;
        if spans_in_steps(&data, step)? != whole {
            let stitched = spans_in_steps(&data, step)?;
            let at = stitched.iter().zip(&whole).position(|(a, b)| a != b);
            let at = at.unwrap_or(whole.len().min(stitched.len()));
            return Err(format!(
                "windows of {step} bits give {:?} instead of {:?}",
                stitched.get(at),
                whole.get(at)
            ));
        }
        let structure = jpeg::syntax::parse(&data, &Limits::default());
        let mut at = 0;
        for segment in &structure.segments {
            if segment.bytes.start != at {
                return Err(format!("segments leave a gap at byte {at}"));
            }
            at = segment.bytes.end;
        }
        if at != data.len() {
            return Err(format!("the segments end at byte {at}"));
        }
        // The list is in the order of the tree; an EXIF value may lie before its entry.
        let mut leaves: Vec<&Field> = structure.fields.iter().collect();
        leaves.retain(|f| f.shape == Shape::Leaf && f.bits > 0);
        leaves.sort_by_key(|f| f.start);
        let mut at = 0;
        for leaf in leaves {
            if leaf.start != at {
                return Err(format!("bit {at} belongs to no field, then {leaf:?}"));
            }
            at = leaf.end();
        }
        if at != end {
            return Err(format!("the fields end at bit {at}"));
        }
        let facts = Facts::of(&data);
        if entry.class == Class::Valid && jpeg::samples(&data, &options()).is_ok() {
            let coded = |s: &FileSpan| {
                let inside = |bytes: &std::ops::Range<usize>| {
                    (bytes.start as u64 * 8..bytes.end as u64 * 8).contains(&s.start)
                };
                structure
                    .segments
                    .iter()
                    .any(|g| g.content == Content::EntropyCoded && inside(&g.bytes))
            };
            if let Some(span) = whole.iter().find(|s| s.role == Role::Unclaimed && coded(s)) {
                return Err(format!("entropy-coded bits are unclaimed: {span:?}"));
            }
            if facts.required() {
                let decoded = jpeg::coefficients(&data, &options()).map_err(|e| e.to_string())?;
                rebuilt(&whole, &structure, &decoded.value)?;
            }
        }
        Ok(())
    };
    check().err().map(|what| format!("{}: {what}", entry.name))
}

/// Coefficients put together from nothing but the spans are those that were decoded.
fn rebuilt(
    spans: &[FileSpan],
    structure: &jpeg::syntax::Structure,
    decoded: &[ComponentBlocks],
) -> Result<(), String> {
    let low_bits: Vec<u8> = structure
        .segments
        .iter()
        .filter_map(|s| match &s.content {
            Content::Scan(header) => Some(header.al),
            _ => None,
        })
        .collect();
    let mut blocks: Vec<Vec<Block>> = decoded
        .iter()
        .map(|c| vec![[0; 64]; c.blocks.len()])
        .collect();
    let mut predictions = vec![0i32; decoded.len()];
    for span in spans.iter().filter(|s| s.before == 0) {
        if span.role == Role::Marker {
            predictions.fill(0); // a new interval or a new scan
        }
        let Some(at) = span.block else { continue };
        let component = usize::from(at.component);
        let value = match span.role {
            // A code of size 0 stands for the difference 0 and has no bits; others wait for their bits.
            Role::DcCode if span.value != 0 => continue,
            Role::DcCode | Role::DcBits => {
                if span.role == Role::DcBits {
                    predictions[component] += span.value;
                }
                predictions[component] << low_bits[at.scan as usize]
            }
            Role::AcBits | Role::Correction => span.value,
            _ => continue,
        };
        let across = decoded[component].blocks_across;
        if at.bx < across && at.by < decoded[component].blocks_down {
            let block = &mut blocks[component][(at.by * across + at.bx) as usize];
            block[jpeg::syntax::tables::ZIGZAG[span.k as usize] as usize] = value as i16;
        }
    }
    for (number, (mine, theirs)) in blocks.iter().zip(decoded).enumerate() {
        if let Some(at) = mine.iter().zip(&theirs.blocks).position(|(a, b)| a != b) {
            return Err(format!(
                "the trace tells another block {at} of component {number}: {:?} instead of {:?}",
                mine[at], theirs.blocks[at]
            ));
        }
    }
    Ok(())
}

#[test]
fn spans_tile_every_fixture() {
    none(
        "traces",
        parallel(&fixtures(), trace_fault).into_iter().flatten(),
    );
}

#[test]
fn spans_tile_the_corpus() {
    let Some(entries) = gathered() else { return };
    none(
        "traces",
        parallel(&entries, trace_fault).into_iter().flatten(),
    );
}

/// EXIF's orientation is found, and applied where that is asked for.
#[test]
fn pictures_are_turned() {
    let mut seen = [0; 9];
    for entry in fixtures() {
        let Some((orientation, want)) = &entry.oriented else {
            continue;
        };
        let data = entry.read();
        let structure = jpeg::syntax::parse(&data, &Limits::default());
        assert_eq!(structure.orientation as u16, *orientation, "{}", entry.name);
        let turned = jpeg::samples(&data, &Options::default())
            .expect("a valid file")
            .value;
        let packed = corpus::pack(&turned.data, turned.precision);
        assert_eq!(corpus::sha256(&packed), *want, "{}", entry.name);
        let picture = jpeg::decode(&data, &Options::default())
            .expect("a valid file")
            .value;
        assert_eq!(
            (picture.width, picture.height),
            (turned.width, turned.height)
        );
        assert!(rgba_shows(&picture.rgba, &turned), "{}", entry.name);
        seen[usize::from(*orientation)] += 1;
    }
    assert!(seen[1..].iter().all(|&n| n >= 2), "{seen:?}");
}

/// An RGBA picture shows 8-bit grey or RGB samples as they are.
fn rgba_shows(rgba: &[u8], samples: &Samples) -> bool {
    let channels = usize::from(samples.channels);
    rgba.len() == samples.data.len() / channels * 4
        && rgba
            .chunks(4)
            .zip(samples.data.chunks(channels))
            .all(|(pixel, s)| {
                (0..3).all(|i| u16::from(pixel[i]) == s[i % channels]) && pixel[3] == 255
            })
}

/// Strip by strip or at once, with an alpha of 255 or as samples: the picture is the same.
#[test]
fn strips_make_the_picture() {
    let all: Vec<Entry> = valid(fixtures())
        .into_iter()
        .filter(|e| Facts::of(&e.read()).required() && !e.imageless)
        .collect();
    let faults = parallel(&all, |entry| {
        let data = entry.read();
        let at_once = jpeg::decode(&data, &options()).map_err(|e| e.to_string())?;
        let samples = jpeg::samples(&data, &options()).map_err(|e| e.to_string())?;
        let mut decoder = Decoder::new(&data, &options()).map_err(|e| e.to_string())?;
        let (mut rows, mut next) = (Vec::new(), 0);
        loop {
            match decoder.step().map_err(|e| e.to_string())? {
                Step::Progress(read, all) if read <= all => {}
                Step::Rows(first, rgba) if first == next => {
                    rows.extend_from_slice(rgba);
                    next += (rgba.len() / (at_once.value.width as usize * 4)) as u32;
                }
                Step::Done => break,
                step => return Err(format!("{step:?} after row {next}")),
            }
        }
        if rows != at_once.value.rgba {
            return Err("strips give another picture".into());
        }
        if matches!(samples.value.channels, 1 | 3) && !rgba_shows(&rows, &samples.value) {
            return Err("the picture does not show the samples".into());
        }
        Ok(())
    });
    let named = all.iter().zip(faults);
    none(
        "pictures",
        named.filter_map(|(e, r): (_, Result<(), String>)| {
            Some(format!("{}: {}", e.name, r.err()?))
        }),
    );
}

/// Damaged files that decode otherwise than the reference does. To become empty.
const OTHERWISE: [&str; 1] = ["jpeg/hostile/wuffs-3p-182.0-original.jpg"];

/// Damaged files of the required processes decode to what the reference makes of them.
#[test]
fn damaged_files_decode_like_the_reference() {
    let mut broken = fixtures();
    broken.extend(gathered().unwrap_or_default());
    broken.retain(|e| {
        let answered = e.reference_exit != Some(1) && e.samples.is_some();
        e.class != Class::Valid && answered && Facts::of(&e.read()).required()
    });
    assert!(broken.len() > 30, "{}", broken.len());
    let verdicts = parallel(&broken, |e| e.judge(&e.read()));
    let faults = broken.iter().zip(&verdicts).filter(|(e, verdict)| {
        **verdict != Verdict::Exact && !OTHERWISE.contains(&e.name.as_str())
    });
    none("damaged", faults.map(|(e, v)| format!("{}: {v:?}", e.name)));
}

/// Where the reference refuses a file, there is either one error or a picture with warnings; never a silent picture.
#[test]
fn refused_fixtures_are_complained_about() {
    let mut refused = fixtures();
    refused.retain(|e| e.class == Class::Damaged && e.reference_exit == Some(1));
    assert!(refused.len() > 20, "{}", refused.len());
    let silent = refused.iter().filter(|e| {
        let outcome = jpeg::decode(&e.read(), &options());
        outcome.is_ok_and(|o| o.warnings.is_empty())
    });
    none("silent", silent.map(|e| e.name.clone()));
}
