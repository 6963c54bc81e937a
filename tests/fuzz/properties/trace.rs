//! Explaining any bytes: spans, fields and segments tile the file, windows give what the whole gives, and the decoder
//! that explains gives the coefficients of the decoder that does not.

use super::{options, Dice, LIMITS};
use pixelbits::field::Shape;
use pixelbits::jpeg::syntax::Structure;
use pixelbits::jpeg::{self, FileSpan, Tracer};
use pixelbits::trace::{BlockPos, Recorder, Role};
use pixelbits::Error;

/// Checks everything.
pub fn holds(data: &[u8]) {
    let end = data.len() as u64 * 8;
    let mut tracer = Tracer::new(data, &LIMITS);
    structure_holds(tracer.structure(), end);
    let whole = tracer.window(0..end);
    tiles(&whole, end);
    let mut dice = Dice::new(data);
    // The same tracer, with checkpoints behind it, and fresh ones that begin anywhere.
    for _ in 0..4 {
        window_holds(&mut tracer, &whole, &mut dice, end);
        window_holds(&mut Tracer::new(data, &LIMITS), &whole, &mut dice, end);
    }
    observed(data, &whole);
}

/// Spans follow each other without gap or overlap from the first bit to the last.
fn tiles(spans: &[FileSpan], end: u64) {
    let mut at = 0;
    for span in spans {
        assert_eq!(span.start, at, "{span:?}");
        assert!(span.bits > 0, "{span:?}");
        assert!(span.before + span.bits <= span.whole, "{span:?}");
        at = span.end();
    }
    assert_eq!(at, end);
}

/// A window holds those spans of the whole file that touch it.
fn window_holds(tracer: &mut Tracer<&[u8]>, whole: &[FileSpan], dice: &mut Dice, end: u64) {
    let from = dice.below(end + 1);
    let long = [1, 8, 100, 5_000, end][dice.below(5) as usize];
    let to = (from + 1 + dice.below(long)).min(end);
    let first = whole.partition_point(|span| span.end() <= from);
    let behind = whole.partition_point(|span| span.start < to).max(first);
    let window = tracer.window(from..to);
    // An empty window may name the span it lies in.
    if from < to && window != whole[first..behind] {
        let differs = |(mine, theirs): (&FileSpan, &FileSpan)| mine != theirs;
        let place = window.iter().zip(&whole[first..behind]).position(differs);
        let place = place.unwrap_or(window.len().min(behind - first));
        panic!(
            "window {from}..{to}, span {place} of {}: {:?} instead of {:?}",
            behind - first,
            window.get(place),
            whole[first..behind].get(place)
        );
    }
}

/// Segments and leaves tile the file; errors lie inside and in order.
fn structure_holds(structure: &Structure, end: u64) {
    let mut byte = 0;
    for segment in &structure.segments {
        assert_eq!(segment.bytes.start, byte);
        assert!(segment.bytes.end > byte);
        byte = segment.bytes.end;
    }
    assert_eq!(byte as u64 * 8, end);
    let mut at = 0;
    for place in 0.. {
        let Some((_, field)) = structure.leaf(place) else {
            break;
        };
        assert_eq!(field.start, at, "{field:?}");
        assert_eq!(field.shape, Shape::Leaf);
        assert!(field.bits > 0);
        at = field.end();
    }
    assert_eq!(at, end);
    for field in &structure.fields {
        assert!(field.end() <= end, "{field:?}");
    }
    let inside = |error: &Error| error.at <= end;
    assert!(structure.errors.iter().all(inside));
    assert!(structure.errors.is_sorted_by_key(|error| error.at));
    for picture in &structure.pictures {
        assert!(picture.bytes.end as u64 * 8 <= end, "{picture:?}");
    }
}

/// What a span says, wherever it lies.
type Said = (Role, u32, i32, u32, Option<BlockPos>);

/// A listener changes nothing, and hears what the windows tell.
fn observed(data: &[u8], whole: &[FileSpan]) {
    let options = options();
    let mut recorder = Recorder::all();
    let silent = jpeg::planes(data, &options);
    let loud = jpeg::observe(data, &options, &mut recorder);
    let (Ok(silent), Ok(loud)) = (&silent, &loud) else {
        assert_eq!(silent.err(), loud.err());
        return;
    };
    assert!(silent.value == loud.value, "a listener changes the picture");
    for (silent, loud) in silent.warnings.iter().zip(&loud.warnings) {
        assert_eq!(silent, loud, "a listener changes a warning");
    }
    assert_eq!(silent.warnings.len(), loud.warnings.len());
    let mut blocks = recorder.blocks.iter().peekable();
    let mut block = None;
    let mut heard: Vec<Said> = Vec::new();
    for (number, span) in recorder.spans.iter().enumerate() {
        while let Some((_, at)) = blocks.next_if(|(first, _)| *first as usize <= number) {
            block = Some(*at);
        }
        let owner = block.filter(|_| span.role != Role::Padding);
        heard.push((span.role, span.k, span.value, span.bits, owner));
    }
    let scans = block.map_or(0, |at| at.scan + 1);
    // A frame that its first scan completes is decoded no further; the tracer goes on.
    let told: Vec<Said> = whole
        .iter()
        .filter(|span| span.before == 0 && (span.block.is_some() || span.role == Role::Padding))
        .map(|span| (span.role, span.k, span.value, span.whole, span.block))
        .take(heard.len())
        .collect();
    for (place, (told, heard)) in told.iter().zip(&heard).enumerate() {
        assert_eq!(told, heard, "span {place} of {scans} scans");
    }
    assert_eq!(told.len(), heard.len());
}
