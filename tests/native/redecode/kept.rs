//! A frame whose coefficients are kept shows after an edit what decoding the edited file shows: any rows, at any scale, before
//! all of it has been read, and all of it in the end.

use super::*;
use pixelbits::jpeg::KeptFrame;

#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    /// Edits that were followed.
    edits: u32,
    /// Looks at rows that there was something new of.
    looks: u32,
    /// Edits behind which all was as before.
    met: u32,
}

fn keep(data: &Bytes) -> Option<KeptFrame<Bytes>> {
    let mut kept = KeptFrame::new(Decoder::new(Rc::clone(data), &options()).ok()?)?;
    while !kept.is_settled() {
        kept.read();
    }
    Some(kept)
}

/// Looks at rows of an edited picture: `old` is what it was. Whether anything new was seen.
fn look(
    name: &str,
    kept: &mut KeptFrame<Bytes>,
    old: &Bytes,
    new: &Bytes,
    dice: &mut Dice,
) -> bool {
    let scale = [
        Scale::Full,
        Scale::Full,
        Scale::Half,
        Scale::Quarter,
        Scale::Eighth,
    ][dice.below(5) as usize];
    let scaled = Options { scale, ..options() };
    let (Some((mut seen, _)), Some((truth, _))) = (whole(old, &scaled), whole(new, &scaled)) else {
        panic!("{name}: it can be decoded");
    };
    let height = Decoder::new(Rc::clone(new), &options())
        .expect(name)
        .size()
        .1;
    let from = dice.below(height.into()) as u32;
    let rows = from..from + 1 + dice.below((height - from).into()) as u32;
    // In pieces, as whoever else wants to do something meanwhile asks for.
    while !kept.reach(&rows, || dice.below(3) > 0) {}
    kept.look(&rows, scale).expect(name);
    let row_bytes = kept.size().0 as usize * 4;
    let (mut rgba, mut any) = (Vec::new(), false);
    loop {
        rgba.clear();
        match kept.show(&mut rgba).expect(name) {
            Advance::Progress(..) => assert!(rgba.is_empty(), "rows without a word"),
            Advance::Done => break,
            Advance::Rows(rows) => {
                assert_eq!(rgba.len(), rows.len() * row_bytes);
                let at = rows.start as usize * row_bytes;
                seen[at..at + rgba.len()].copy_from_slice(&rgba);
                any |= !rows.is_empty();
            }
        }
    }
    let (first, last) = (
        rows.start * rows_of(scale) / 8,
        (rows.end * rows_of(scale)).div_ceil(8),
    );
    let bytes = first as usize * row_bytes..(last as usize * row_bytes).min(truth.len());
    assert!(
        seen[bytes.clone()] == truth[bytes],
        "{name}: rows {rows:?} at {scale:?}"
    );
    any
}

fn mcus_down(data: &Bytes) -> u32 {
    let decoder = Decoder::new(Rc::clone(data), &options()).expect("it can be decoded");
    decoder.geometry().mcus_down
}

/// Edits a file `count` times, one edit on top of the other, and holds each against the truth.
fn follow(name: &str, original: Bytes, count: u32) -> Kept {
    let mut tally = Kept::default();
    let mut dice = Dice::new(name.as_bytes());
    let Some(mut kept) = keep(&original) else {
        return tally;
    };
    let mut data = Rc::clone(&original);
    for round in 0..count {
        let name = format!("{name} round {round}");
        let next = edited(&data, &mut dice);
        let followed = match Decoder::new(Rc::clone(&next), &options()) {
            Ok(decoder) => kept.edit(decoder),
            Err(_) => false,
        };
        if !followed || round % 12 == 11 {
            // After many edits little is sound: begin anew.
            (kept, data) = (keep(&original).expect(&name), Rc::clone(&original));
            continue;
        }
        tally.edits += 1;
        if dice.below(3) > 0 {
            tally.looks += u32::from(look(&name, &mut kept, &data, &next, &mut dice));
        }
        let mut rows = 0;
        while !kept.is_settled() {
            kept.read();
            rows += 1;
        }
        let mcus = mcus_down(&next);
        // What the next edit starts from is what the file says, to the last coefficient.
        let fresh = keep(&next).expect(&name);
        assert!(kept.is_like(&fresh), "{name}: coefficients");
        tally.met += u32::from(rows < mcus / 2);
        data = next;
    }
    tally
}

#[test]
fn kept_frames_show_what_decoders_show() {
    let tallies = parallel(&fixtures(), |entry| {
        follow(&entry.name, entry.read().into(), edits(40))
    });
    let (mut sum, mut files) = (Kept::default(), 0);
    for tally in tallies {
        files += u32::from(tally.edits > 0);
        sum.edits += tally.edits;
        sum.looks += tally.looks;
        sum.met += tally.met;
    }
    println!("{sum:?} in {files} files");
    assert!(files > 40 && sum.edits > 1_500, "{sum:?} {files}");
    assert!(sum.looks > 700 && sum.met > 100, "{sum:?}");
}
