//! One block through all stages: its bits are those that the trace gives it, its coefficients, samples and pixels those of
//! the decoder; and from a bit to its pixel and back one comes to the same block.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use corpus::{fixtures, gathered, options, parallel, Class, Entry, Facts};
use pixelbits::jpeg::frame::Geometry;
use pixelbits::jpeg::rewrite::{edit, CoefficientEdit, Edits};
use pixelbits::jpeg::syntax::{marker, Content};
use pixelbits::jpeg::{
    self, Anatomy, Brought, ComponentBlocks, FileSpan, Options, Part, Place, Plane, Smoothing,
    Tracer,
};
use pixelbits::trace::Role;
use pixelbits::{Image, Limits};
use std::collections::BTreeMap;

/// Blocks of a file that are looked at.
const BLOCKS: usize = 12;

/// The same numbers every time.
struct Dice(u32);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end.max(1)
    }
}

type Key = (u32, u16, u32, u32);

/// A file, decoded and traced as a whole.
struct Whole {
    spans: Vec<FileSpan>,
    /// The same, but padding, by scan, component, column and row.
    blocks: BTreeMap<Key, Vec<FileSpan>>,
    coefficients: Option<Vec<ComponentBlocks>>,
    planes: Option<Vec<Plane>>,
    image: Option<Image>,
    hierarchical: bool,
}

impl Whole {
    fn of(data: &[u8], tracer: &mut Tracer<&[u8]>) -> Self {
        let options = Options {
            smoothing: Smoothing::Off,
            ..options()
        };
        let spans = tracer.window(0..data.len() as u64 * 8);
        let mut blocks: BTreeMap<Key, Vec<FileSpan>> = BTreeMap::new();
        for span in &spans {
            if let Some(b) = span.block {
                let key = (b.scan, b.component, b.bx, b.by);
                blocks.entry(key).or_default().push(*span);
            }
        }
        Self {
            spans,
            blocks,
            coefficients: jpeg::coefficients(data, &options).ok().map(|o| o.value),
            planes: jpeg::planes(data, &options).ok().map(|o| o.value),
            image: jpeg::decode(data, &options).ok().map(|o| o.value),
            hierarchical: tracer.geometry().is_some_and(|g| g.marker == marker::DHP),
        }
    }
}

/// Blocks all over a file: corners and others.
fn places(frames: &[Geometry], dice: &mut Dice) -> Vec<Place> {
    let mut places = Vec::new();
    while places.len() < BLOCKS {
        let scan = dice.below(frames.len());
        let component = dice.below(frames[scan].components.len());
        let c = &frames[scan].components[component];
        let mut edge = |count: u32| match dice.below(4) {
            0 => 0,
            1 => count - 1,
            _ => dice.below(count as usize) as u32,
        };
        places.push(Place {
            scan: scan as u32,
            component: component as u16,
            bx: edge(c.blocks_across),
            by: edge(c.blocks_down),
        });
    }
    places
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, want: &T) -> Result<(), String> {
    match got == want {
        true => Ok(()),
        false => Err(format!("{what}: {got:?} instead of {want:?}")),
    }
}

/// Bits of the same frame's scans, no others.
fn check_spans(place: Place, anatomy: &Anatomy, whole: &Whole) -> Result<(), String> {
    for brought in &anatomy.scans {
        let key = (brought.scan, place.component, place.bx, place.by);
        let known = whole.blocks.get(&key).map_or(&[][..], |spans| spans);
        equal("spans", &&brought.spans[..], &known)?;
    }
    Ok(())
}

/// The first pixel whose middle lies in a block.
fn first_pixel(block: u32, own: u8, max: u8) -> u32 {
    let (own, max) = (u32::from(own), u32::from(max));
    let inside = |pixel: &u32| (2 * pixel + 1) * own >= 2 * 8 * block * max;
    let near = (8 * block * max / own).saturating_sub(4);
    (near..).find(inside).expect("there are more pixels")
}

/// What the decoder makes of the block.
fn check_values(
    place: Place,
    frame: &Geometry,
    anatomy: &Anatomy,
    whole: &Whole,
) -> Result<(), String> {
    let component = usize::from(place.component);
    if let Some(list) = &whole.coefficients {
        let list = &list[component];
        let index = place.by * list.blocks_across + place.bx;
        equal(
            "coefficients",
            &anatomy.coefficients,
            &list.blocks[index as usize],
        )?;
    }
    if frame.data_unit == 1 || whole.hierarchical {
        return equal("no pixels", &anatomy.pixels.is_some(), &false);
    }
    if let Some(planes) = &whole.planes {
        let plane = &planes[component];
        for (index, &sample) in (0u32..).zip(&anatomy.samples) {
            let (x, y) = (place.bx * 8 + index % 8, place.by * 8 + index / 8);
            if x < plane.width && y < plane.height {
                let known = plane.samples[(y * plane.width + x) as usize];
                equal("sample", &sample, &i32::from(known))?;
            }
        }
    }
    let c = &frame.components[component];
    let left = first_pixel(place.bx, c.h, frame.h_max);
    let top = first_pixel(place.by, c.v, frame.v_max);
    let inside = left < frame.width && top < frame.height;
    let (Some(image), Some(pixels)) = (&whole.image, &anatomy.pixels) else {
        let some = frame.components.len() <= 4 && inside;
        return equal("pixels", &anatomy.pixels.is_some(), &some);
    };
    equal("place", &(pixels.x, pixels.y), &(left, top))?;
    for y in 0..pixels.height {
        let start = ((pixels.y + y) * image.width + pixels.x) as usize * 4;
        let known = &image.rgba[start..start + pixels.width as usize * 4];
        let row = (y * pixels.width) as usize * 4;
        equal("pixels", &&pixels.rgba[row..row + known.len()], &known)?;
    }
    let sizes: Vec<usize> = pixels.components.iter().map(Vec::len).collect();
    let size = (pixels.width * pixels.height) as usize;
    equal("upsampled", &sizes, &vec![size; frame.components.len()])
}

/// The difference and the prediction make the DC value; a block without codes lies in a run.
fn check_scan(data: &[u8], brought: &Brought, scan: &Scan, frame: &Geometry) -> Result<(), String> {
    let huffman = !marker::is_arithmetic(frame.marker);
    let dc = scan.band.0 == 0 || !marker::is_progressive(frame.marker);
    if frame.data_unit == 8 && huffman && dc && scan.refines == 0 {
        let bits = brought.spans.iter().find(|s| s.role == Role::DcBits);
        let difference = bits.map_or(0, |s| s.value);
        match brought.prediction {
            None => equal(
                "a prediction",
                &marker::is_differential(frame.marker),
                &true,
            )?,
            Some(prediction) => equal(
                "prediction + difference",
                &(prediction.value + difference),
                &(i32::from(brought.after[0]) >> scan.low_bit),
            )?,
        }
    }
    if marker::is_progressive(frame.marker) && huffman && !dc {
        let coded = brought.spans.iter().any(|s| s.role != Role::Correction);
        equal("a run instead of codes", &brought.run.is_empty(), &coded)?;
        for span in &brought.run {
            let name = span.role.name();
            let known = matches!(span.role, Role::EndOfBlock | Role::EobRunBits);
            equal(name, &known, &true)?;
            equal("in the file", &(span.end() <= data.len() as u64 * 8), &true)?;
        }
    }
    Ok(())
}

/// What a scan's header says.
struct Scan {
    band: (u8, u8),
    refines: u8,
    low_bit: u8,
}

fn scans(tracer: &Tracer<&[u8]>) -> Vec<Scan> {
    let segments = tracer.structure().segments.iter();
    let headers = segments.filter_map(|s| match &s.content {
        Content::Scan(header) => Some(Scan {
            band: (header.ss, header.se),
            refines: header.ah,
            low_bit: header.al,
        }),
        _ => None,
    });
    headers.collect()
}

/// From bits to a pixel of their block, and from the pixel back to the bits.
fn check_pixels(
    tracer: &mut Tracer<&[u8]>,
    frames: &[Geometry],
    whole: &Whole,
    dice: &mut Dice,
) -> Result<(), String> {
    let owned: Vec<&FileSpan> = whole.spans.iter().filter(|s| s.block.is_some()).collect();
    let Some(picture) = tracer.geometry().cloned() else {
        return Ok(());
    };
    for _ in 0..BLOCKS.min(owned.len()) {
        let span = owned[dice.below(owned.len())];
        let Some(block) = span.block else { continue };
        let frame = &frames[block.scan as usize];
        let c = &frame.components[usize::from(block.component)];
        if block.bx >= c.blocks_across || block.by >= c.blocks_down {
            continue;
        }
        // The pixel in whose middle the block's first sample lies, or the first behind it.
        let pixel = |at: u32, max: u8, own: u8, own_size: u32, size: u32| {
            let in_frame = (at * frame.data_unit * u32::from(max)).div_ceil(own.into());
            (u64::from(in_frame) * u64::from(size)).div_ceil(own_size.into()) as u32
        };
        let x = pixel(block.bx, frame.h_max, c.h, frame.width, picture.width);
        let y = pixel(block.by, frame.v_max, c.v, frame.height, picture.height);
        if x >= picture.width || y >= picture.height {
            continue;
        }
        let found = tracer.pixel_bits(x, y);
        let place = Place {
            scan: block.scan,
            component: block.component,
            bx: block.bx,
            by: block.by,
        };
        let holds = found.iter().any(|bits| {
            bits.place == place
                && bits.part == Part::Own
                && !bits.run
                && bits.start <= span.start
                && span.end() <= bits.end
        });
        if !holds {
            return Err(format!("pixel {x} {y} has no {span:?}: {found:?}"));
        }
        for bits in found.iter().filter(|bits| !bits.run) {
            let p = bits.place;
            let known = whole.blocks.get(&(p.scan, p.component, p.bx, p.by));
            let ends = known.and_then(|k| Some((k.first()?.start, k.last()?.end())));
            equal("bits of a pixel", &Some((bits.start, bits.end)), &ends)?;
        }
    }
    Ok(())
}

/// What is wrong with a file's blocks.
fn fault(entry: &Entry) -> Option<String> {
    let data = entry.read();
    let mut tracer = Tracer::new(&data[..], &Limits::default());
    let frames: Vec<Geometry> = tracer.scan_frames().into_iter().cloned().collect();
    if frames.is_empty() {
        return None;
    }
    let whole = Whole::of(&data, &mut tracer);
    let scans = scans(&tracer);
    let mut dice = Dice(data.len() as u32);
    let mut check = |place: Place| -> Result<(), String> {
        // A tracer that has seen everything and one that has seen nothing say the same.
        let mut fresh = Tracer::new(&data[..], &Limits::default());
        let tracer = match place.bx % 2 {
            0 => &mut tracer,
            _ => &mut fresh,
        };
        let anatomy = tracer.anatomy(place).ok_or("there is no such block")?;
        let frame = &frames[place.scan as usize];
        check_spans(place, &anatomy, &whole)?;
        check_values(place, frame, &anatomy, &whole)?;
        for brought in anatomy.scans.iter().filter(|_| entry.class == Class::Valid) {
            check_scan(&data, brought, &scans[brought.scan as usize], frame)?;
        }
        Ok(())
    };
    for place in places(&frames, &mut dice) {
        if let Err(fault) = check(place) {
            return Some(format!("{}: {place:?}: {fault}", entry.name));
        }
    }
    let fault = check_pixels(&mut tracer, &frames, &whole, &mut dice).err()?;
    Some(format!("{}: {fault}", entry.name))
}

/// Fails with the whole list.
fn none(entries: &[Entry]) {
    let faults: Vec<String> = parallel(entries, fault).into_iter().flatten().collect();
    let shown: Vec<&str> = faults.iter().map(|f| &f[..f.len().min(400)]).collect();
    assert!(faults.is_empty(), "{}\n{}", faults.len(), shown.join("\n"));
}

#[test]
fn fixtures_have_the_blocks_of_their_pictures() {
    none(&fixtures());
}

#[test]
fn gathered_files_have_the_blocks_of_their_pictures() {
    let Some(mut entries) = gathered() else {
        return;
    };
    entries.retain(|e| e.class != Class::Hostile && e.read().len() < 200_000);
    none(&entries);
}

/// Blocks and pixels of files that are no good at all: nothing panics, and no bit lies behind the end.
#[test]
fn hostile_files_have_blocks_within_them() {
    let Some(mut entries) = gathered() else {
        return;
    };
    entries.retain(|e| e.class == Class::Hostile);
    assert!(!entries.is_empty());
    let check = |entry: &Entry| {
        let data = entry.read();
        let mut tracer = Tracer::new(&data[..], &Limits::default());
        let frames: Vec<Geometry> = tracer.scan_frames().into_iter().cloned().collect();
        let (Some(picture), false) = (tracer.geometry().cloned(), frames.is_empty()) else {
            return;
        };
        let mut dice = Dice(data.len() as u32);
        let end = data.len() as u64 * 8;
        for place in places(&frames, &mut dice).into_iter().take(3) {
            let anatomy = tracer.anatomy(place).expect("there is such a block");
            let spans = anatomy
                .scans
                .iter()
                .flat_map(|s| s.spans.iter().chain(&s.run));
            assert!(spans.clone().all(|s| s.end() <= end), "{}", entry.name);
            let x = dice.below(picture.width as usize) as u32;
            let y = dice.below(picture.height as usize) as u32;
            let found = tracer.pixel_bits(x, y);
            assert!(
                found.iter().all(|b| b.start < b.end && b.end <= end),
                "{}",
                entry.name
            );
        }
    };
    parallel(&entries, check);
}

#[test]
fn what_is_no_block_has_no_anatomy() {
    let entry = fixtures()
        .into_iter()
        .find(|e| e.name.ends_with("process/baseline.jpg"));
    let data = entry.expect("the fixture").read();
    let mut tracer = Tracer::new(&data[..], &Limits::default());
    let c = tracer.geometry().expect("a picture").components[0];
    let place = |scan, component, bx, by| Place {
        scan,
        component,
        bx,
        by,
    };
    assert!(tracer.anatomy(place(0, 0, 0, 0)).is_some());
    for other in [
        place(1, 0, 0, 0),
        place(0, 3, 0, 0),
        place(0, 0, c.blocks_across, 0),
        place(0, 0, 0, c.blocks_down),
        place(u32::MAX, u16::MAX, u32::MAX, u32::MAX),
    ] {
        assert!(tracer.anatomy(other).is_none(), "{other:?}");
    }
    let (width, height) = (tracer.geometry().map(|g| (g.width, g.height))).expect("a picture");
    assert!(tracer.pixel_bits(width, 0).is_empty() && tracer.pixel_bits(0, height).is_empty());
    assert!(!tracer.pixel_bits(width - 1, height - 1).is_empty());
    // What is asked step by step comes to an end, also behind the last row.
    let mut fresh = Tracer::new(&data[..], &Limits::default());
    assert!(fresh.approach(height - 1, || false) < 1.0);
    for y in [0, height - 1, height, u32::MAX] {
        assert_eq!(fresh.approach(y, || true), 1.0, "{y}");
    }
}

/// Pixels that were asked for their bits: how many of them changed with a block that they name as their own, with one that
/// upsampling mixes in, and how many did not although they name it as their own.
#[derive(Clone, Copy, Debug, Default)]
struct Named {
    own: u32,
    neighbour: u32,
    unchanged: u32,
}

/// Gives one block another mean: every pixel that changes names the block, at least as one that is mixed in.
fn change(entry: &Entry) -> Result<Named, String> {
    const ASKED: usize = 200;
    let mut named = Named::default();
    let data = entry.read();
    let mut tracer = Tracer::new(&data[..], &Limits::default());
    let Some(geometry) = tracer.geometry().cloned() else {
        return Ok(named);
    };
    let whole = Whole::of(&data, &mut tracer);
    let (Some(blocks), Some(before)) = (&whole.coefficients, &whole.image) else {
        return Ok(named);
    };
    let mut dice = Dice(data.len() as u32);
    let component = dice.below(geometry.components.len());
    let c = &geometry.components[component];
    let (bx, by) = (
        dice.below(c.blocks_across as usize),
        dice.below(c.blocks_down as usize),
    );
    let was = blocks[component].blocks[by * blocks[component].blocks_across as usize + bx][0];
    let place = CoefficientEdit {
        component: component as u16,
        bx: bx as u32,
        by: by as u32,
        value: if was > 0 { was - 120 } else { was + 120 },
        ..CoefficientEdit::default()
    };
    let edits = Edits {
        coefficients: vec![place],
        ..Edits::default()
    };
    // A file of one colour may not allow for such a step; an abbreviated one has no tables.
    let Ok(edited) = edit(&data, &edits, &Limits::default()) else {
        return Ok(named);
    };
    let after = Whole::of(
        &edited.value,
        &mut Tracer::new(&edited.value[..], &Limits::default()),
    );
    let after = after.image.ok_or("no picture after the edit")?;
    let pixels = before.rgba.chunks(4).zip(after.rgba.chunks(4));
    let pixels: Vec<(usize, bool)> = pixels.map(|(a, b)| a != b).enumerate().collect();
    let step = (pixels.len() / ASKED).max(1);
    let changed = pixels.iter().filter(|(_, changed)| *changed);
    let asked = changed.take(ASKED).chain(pixels.iter().step_by(step));
    for (at, changed) in asked {
        let (x, y) = (*at as u32 % before.width, *at as u32 / before.width);
        let found = tracer.pixel_bits(x, y);
        let parts = found.iter().filter(|bits| {
            let p = bits.place;
            (p.component, p.bx, p.by) == (place.component, place.bx, place.by)
        });
        let part = parts.map(|bits| bits.part).next();
        match (changed, part) {
            (true, Some(Part::Own)) => named.own += 1,
            (true, Some(Part::Neighbour)) => named.neighbour += 1,
            (true, None) => return Err(format!("{x} {y} changed with {place:?}: {found:?}")),
            (false, Some(Part::Own)) => named.unchanged += 1,
            (false, _) => {}
        }
    }
    Ok(named)
}

#[test]
fn pixels_change_with_the_blocks_that_they_name_and_with_no_others() {
    let mut entries = fixtures();
    entries.retain(|entry| {
        let facts = Facts::of(&entry.read());
        let small = u64::from(facts.width) * u64::from(facts.height) <= 1 << 14;
        // Blocks of arithmetic-coded scans may have no byte of their own.
        let huffman = matches!(facts.process, Some(0..=2));
        entry.class == Class::Valid && small && huffman && !facts.hierarchical
    });
    let mut sum = Named::default();
    let mut faults = Vec::new();
    for (entry, named) in entries.iter().zip(parallel(&entries, change)) {
        match named {
            Ok(named) => {
                sum.own += named.own;
                sum.neighbour += named.neighbour;
                sum.unchanged += named.unchanged;
            }
            Err(fault) => faults.push(format!("{}: {fault}", entry.name)),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    println!("{} files: {sum:?}", entries.len());
    assert!(sum.own > 10_000 && sum.neighbour > 500, "{sum:?}");
    // White that becomes whiter stays white.
    assert!(sum.unchanged < sum.own / 10, "{sum:?}");
}
