//! Pixels, planes and coefficients are those of the manifest; spans tile every file; the trace tells what was decoded.

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, options, parallel, Class, Entry, Facts, Verdict};
use pixelbits::field::Shape;
use pixelbits::jpeg::frame::Block;
use pixelbits::jpeg::syntax::Content;
use pixelbits::jpeg::{self, ComponentBlocks, FileSpan, Tracer};
use pixelbits::trace::Role;
use pixelbits::{ErrorKind, Limits};

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
    let facts = Facts::of(&data);
    match entry.judge(&data) {
        Verdict::Exact => None,
        Verdict::Differing(stage) => Some(format!("{}: other {stage}", entry.name)),
        Verdict::Refused(_) if entry.imageless => None,
        Verdict::Refused(error) if error.kind() == ErrorKind::Unsupported && !facts.required() => {
            None
        }
        Verdict::Refused(error) => Some(format!("{}: {error}", entry.name)),
        Verdict::Unknown if entry.imageless => Some(format!("{}: an image in it", entry.name)),
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
            return Err(format!("windows of {step} bits give other spans"));
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
        let mut at = 0;
        for leaf in structure.fields.iter().filter(|f| f.shape == Shape::Leaf) {
            if leaf.start != at {
                return Err(format!("bit {at} belongs to no field, then {leaf:?}"));
            }
            at = leaf.end();
        }
        if at != end {
            return Err(format!("the fields end at bit {at}"));
        }
        let decoded = jpeg::coefficients(&data, &options());
        if let (Class::Valid, Ok(decoded)) = (entry.class, decoded) {
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
            if Facts::of(&data).required() {
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

/// Damaged files decode to what the reference makes of them, as often as this says; never a panic.
#[test]
fn damaged_files_decode_like_the_reference() {
    let mut all = fixtures();
    all.extend(gathered().unwrap_or_default());
    let broken: Vec<Entry> = all
        .into_iter()
        .filter(|e| e.class != Class::Valid && e.reference_exit != Some(1) && e.samples.is_some())
        .collect();
    let verdicts = parallel(&broken, |e| {
        let data = e.read();
        (Facts::of(&data).required(), e.judge(&data))
    });
    let of = |wanted: fn(&Verdict) -> bool| {
        let required = verdicts.iter().filter(|(required, _)| *required);
        required.filter(|(_, v)| wanted(v)).count()
    };
    let exact = of(|v| *v == Verdict::Exact);
    let differing = of(|v| matches!(v, Verdict::Differing(_)));
    let refused = of(|v| matches!(v, Verdict::Refused(_)));
    eprintln!(
        "damaged 8-bit Huffman DCT files: {exact} exact, {differing} differing, {refused} refused"
    );
    if std::env::var_os("LIST").is_some() {
        for (entry, (required, verdict)) in broken.iter().zip(&verdicts) {
            if *required && *verdict != Verdict::Exact {
                eprintln!("{}: {verdict:?}", entry.name);
            }
        }
    }
}
