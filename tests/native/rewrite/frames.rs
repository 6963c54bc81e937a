//! Edits of lossless pictures and of the frames of hierarchical ones change what they name and nothing else.

use crate::corpus::{fixtures, gathered, parallel, Class, Entry, Facts};
use crate::report;
use pixelbits::jpeg::rewrite::{edit, frame_of, CoefficientEdit, Edits, FrameSamples, SampleEdit};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{self, Options, Place, Plane, Tracer};
use pixelbits::trace::Role;
use pixelbits::{Code, Limits};

/// Valid files of one kind.
fn files(hierarchical: bool) -> Vec<Entry> {
    let mut entries = fixtures();
    entries.extend(gathered().unwrap_or_default());
    entries.retain(|entry| entry.class == Class::Valid && !entry.imageless);
    entries.retain(|entry| {
        let facts = Facts::of(&entry.read());
        facts.hierarchical == hierarchical
            && (hierarchical || matches!(facts.process, Some(3 | 11)))
    });
    assert!(entries.len() > 20);
    entries
}

fn planes(data: &[u8]) -> Vec<Plane> {
    let outcome = jpeg::planes(data, &Options::default());
    outcome.expect("the file is read").value
}

/// The least significant bit that the scans of a lossless picture bring of each component: Pt.
fn point_transform(data: &[u8]) -> u8 {
    let structure = syntax::parse(data, &Limits::default());
    let scan = structure.segments.iter().find_map(|s| match &s.content {
        Content::Scan(header) => Some(header.al),
        _ => None,
    });
    scan.expect("a scan")
}

fn written(data: &[u8], edits: &Edits) -> Vec<u8> {
    let outcome = edit(data, edits, &Limits::default());
    let outcome = outcome.unwrap_or_else(|error| panic!("the edit is possible: {error}"));
    outcome.value
}

/// The first, a middle and the last sample of each component, to the ends of what their bits hold.
fn some_samples(before: &[Plane], precision: u8, unit: u16) -> Vec<SampleEdit> {
    let largest = ((1u32 << precision) - 1) as u16 / unit * unit;
    let mut samples = Vec::new();
    for (component, plane) in (0u16..).zip(before) {
        let (w, h) = (plane.width, plane.height);
        let places = [(0, 0), (w / 2, h / 2), (w - 1, h - 1), (0, h - 1)];
        for ((x, y), value) in places
            .into_iter()
            .zip([largest, 0, unit.min(largest), largest])
        {
            samples.push(SampleEdit {
                frame: 0,
                component,
                x,
                y,
                value,
            });
        }
    }
    samples
}

/// Whether the samples of the frame that can be looked at are those of the picture's planes.
fn looks_the_same(data: &[u8], planes: &[Plane]) -> bool {
    let mut frame = FrameSamples::new(data, 0, &Limits::default()).expect("it is read");
    while frame.step(data).is_some() {}
    planes.iter().zip(0u16..).all(|(plane, component)| {
        let columns = |y| (0..plane.width).map(move |x| (x, y));
        let places = (0..plane.height).flat_map(columns);
        let found = places.map(|(x, y)| frame.sample(component, x, y));
        let outside = frame.sample(component, plane.width, 0);
        found.eq(plane.samples.iter().map(|&s| Some(s))) && outside.is_none()
    })
}

fn lossless_fault(data: &[u8]) -> Option<String> {
    let before = planes(data);
    let unit = 1u16 << point_transform(data);
    let precision = Facts::of(data).precision;
    let samples = some_samples(&before, precision, unit);
    if !looks_the_same(data, &before) {
        return Some("other samples to look at".into());
    }
    let mut expected = before.clone();
    let mut back = samples.clone();
    for (sample, back) in samples.iter().zip(&mut back) {
        let plane = &mut expected[usize::from(sample.component)];
        let at = (sample.y * plane.width + sample.x) as usize;
        back.value = before[usize::from(sample.component)].samples[at];
        plane.samples[at] = sample.value;
    }
    let with = |samples: Vec<SampleEdit>| Edits {
        samples,
        ..Edits::default()
    };
    let edited = written(data, &with(samples));
    if planes(&edited) != expected {
        return Some("other samples than wanted".into());
    }
    let outcome = jpeg::planes(&edited, &Options::default()).expect("it was read");
    let old = jpeg::planes(data, &Options::default()).expect("it was read");
    if outcome.warnings.len() > old.warnings.len() {
        return Some(format!("warnings: {:?}", outcome.warnings));
    }
    // Set back again: the samples are those of the file, and from these its scans come out the same every time.
    let restored = written(&edited, &with(back.clone()));
    if planes(&restored) != before {
        return Some("not set back".into());
    }
    let again = written(&restored, &with(back));
    (again != restored).then(|| "coded in two ways".into())
}

#[test]
fn samples_of_every_lossless_file() {
    let files = files(false);
    report(parallel(&files, |entry| {
        lossless_fault(&entry.read()).map(|fault| format!("{}: {fault}", entry.name))
    }));
}

/// What each sample is predicted by, and the difference that the trace tells, make the sample.
fn prediction_fault(data: &[u8]) -> Option<String> {
    let limits = Limits::default();
    let mut frame = FrameSamples::new(data, 0, &limits).expect("it is read");
    while frame.step(data).is_some() {}
    let shift = point_transform(data);
    let mut told = 0;
    for span in Tracer::new(data, &limits).window(0..data.len() as u64 * 8) {
        let Some(at) = span.block.filter(|_| span.before == 0) else {
            continue;
        };
        let difference = match (span.role, span.value) {
            (Role::DiffCode, 0) => 0,
            (Role::DiffCode, 16) => 0x8000,
            (Role::DiffBits, value) => value,
            _ => continue,
        };
        // What only pads the last MCU is no sample.
        let Some(sample) = frame.sample(at.component, at.bx, at.by) else {
            continue;
        };
        let made = frame.prediction(at.component, at.bx, at.by)? + difference;
        if made as u16 != sample >> shift {
            return Some(format!("{at:?}: {made}, but {}", sample >> shift));
        }
        told += 1;
    }
    let samples: usize = planes(data).iter().map(|p| p.samples.len()).sum();
    (told != samples).then(|| format!("{told} of {samples} samples"))
}

#[test]
fn predictions_and_differences_make_the_samples() {
    let mut files = files(false);
    files.retain(|entry| Facts::of(&entry.read()).process == Some(3));
    assert!(files.len() > 100, "{}", files.len());
    report(parallel(&files, |entry| {
        prediction_fault(&entry.read()).map(|fault| format!("{}: {fault}", entry.name))
    }));
}

/// An edit that sets what is there already gives the same bytes: the coders are those of the encoders that made the files.
#[test]
fn what_is_not_changed_is_coded_as_it_was() {
    let mut same = 0;
    let files = files(false);
    for entry in &files {
        let data = entry.read();
        let planes = planes(&data);
        let samples = planes.iter().zip(0u16..).map(|(plane, component)| {
            let value = plane.samples[0];
            SampleEdit {
                component,
                value,
                ..SampleEdit::default()
            }
        });
        let edits = Edits {
            samples: samples.collect(),
            ..Edits::default()
        };
        same += usize::from(written(&data, &edits) == data);
    }
    // Others leave zero bytes at the end, or choose padding of their own.
    assert!(2 * same > files.len(), "{same} of {}", files.len());
}

/// Between restart markers nothing changes but the interval that holds the sample.
#[test]
fn other_restart_intervals_stay() {
    for name in [
        "lossless/restart-3.jpg",
        "lossless-arithmetic/restart-3.jpg",
    ] {
        let entries = fixtures();
        let entry = entries.iter().find(|e| e.name.ends_with(name));
        let data = entry.expect("a fixture").read();
        let edits = Edits {
            samples: vec![SampleEdit {
                y: 4,
                value: 77,
                ..SampleEdit::default()
            }],
            ..Edits::default()
        };
        let new = written(&data, &edits);
        let restarts = |data: &[u8]| {
            let places = (0..data.len() - 1).filter(|&at| data[at] == 0xFF);
            let places = places.filter(|&at| data[at + 1] & 0xF8 == 0xD0);
            places.collect::<Vec<_>>()
        };
        let (before, after) = (restarts(&data), restarts(&new));
        assert_eq!(before.len(), after.len(), "{name}");
        // Rows 3 to 5 are the second interval.
        assert_eq!(data[..before[0] + 2], new[..after[0] + 2], "{name}");
        assert_eq!(data[before[1]..], new[after[1]..], "{name}");
        assert_ne!(data, new, "{name}");
    }
}

/// A frame of a hierarchical image, as its scans tell it.
struct Frame {
    number: u32,
    /// Its first scan.
    scan: u32,
    lossless: bool,
    differential: bool,
}

fn frames(data: &[u8]) -> Vec<Frame> {
    let structure = syntax::parse(data, &Limits::default());
    let (mut frames, mut marker, mut scan) = (Vec::<Frame>::new(), 0u8, 0);
    for segment in &structure.segments {
        match &segment.content {
            Content::Frame(header) => marker = header.marker,
            Content::Scan(_) => {
                let number = frame_of(&structure, scan);
                if frames.iter().all(|frame| frame.number != number) {
                    frames.push(Frame {
                        number,
                        scan,
                        lossless: marker & 3 == 3,
                        differential: marker & 4 != 0,
                    });
                }
                scan += 1;
            }
            _ => {}
        }
    }
    frames
}

/// The coefficients of all blocks of a component in a frame.
fn blocks(data: &[u8], scan: u32, component: u16) -> Vec<(u32, u32, [i16; 64])> {
    let mut tracer = Tracer::new(data, &Limits::default());
    let mut found = Vec::new();
    for by in 0.. {
        for bx in 0.. {
            let place = Place {
                scan,
                component,
                bx,
                by,
            };
            let Some(anatomy) = tracer.anatomy(place) else {
                if bx == 0 {
                    return found;
                }
                break;
            };
            found.push((bx, by, anatomy.coefficients));
        }
    }
    found
}

/// Changes a block of each frame of coefficients, and looks at all blocks of all frames.
fn block_fault(data: &[u8]) -> Option<String> {
    let frames = frames(data);
    let blocks_of = |data: &[u8]| -> Vec<_> {
        let with_blocks = frames.iter().filter(|frame| !frame.lossless);
        with_blocks.map(|f| blocks(data, f.scan, 0)).collect()
    };
    let before = blocks_of(data);
    let numbers = frames.iter().filter(|frame| !frame.lossless);
    for (index, frame) in numbers.enumerate() {
        let mut expected = before.clone();
        let last = expected[index].len() - 1;
        let (bx, by, block) = &mut expected[index][last];
        // Zigzag index 1 is natural index 1.
        let value = if block[1] == 5 { -7 } else { 5 };
        block[1] = value;
        block[0] = 3;
        let edit = CoefficientEdit {
            frame: frame.number,
            component: 0,
            bx: *bx,
            by: *by,
            k: 1,
            value,
        };
        let dc = CoefficientEdit {
            k: 0,
            value: 3,
            ..edit
        };
        let edits = Edits {
            coefficients: vec![edit, dc],
            ..Edits::default()
        };
        let new = written(data, &edits);
        if blocks_of(&new) != expected {
            return Some(format!("frame {}: other blocks", frame.number));
        }
        // An original behind it takes the place of all before.
        let mut behind = frames.iter().filter(|other| other.number > frame.number);
        let shows = behind.all(|other| other.differential);
        if shows != (planes(&new) != planes(data)) {
            return Some(format!("frame {}: does it show: {shows}", frame.number));
        }
    }
    None
}

/// A difference in the last frame, if it is lossless: one sample of the picture is another.
fn sample_fault(data: &[u8]) -> Option<String> {
    let frame = frames(data).pop().expect("a frame");
    if !frame.lossless || !frame.differential {
        return None;
    }
    let mut expected = planes(data);
    let place = SampleEdit {
        frame: frame.number,
        component: 0,
        x: expected[0].width / 2,
        y: expected[0].height - 1,
        value: 0,
    };
    let at = (place.y * expected[0].width + place.x) as usize;
    let with = |value| Edits {
        samples: vec![SampleEdit { value, ..place }],
        ..Edits::default()
    };
    // Without a difference it is what the frames before make of it.
    let reference = planes(&written(data, &with(0)))[0].samples[at];
    let new = written(data, &with(41u16.wrapping_sub(reference)));
    expected[0].samples[at] = 41;
    (planes(&new) != expected).then(|| "other samples than wanted".into())
}

#[test]
fn frames_of_every_hierarchical_file() {
    let files = files(true);
    report(parallel(&files, |entry| {
        let data = entry.read();
        let fault = block_fault(&data).or_else(|| sample_fault(&data));
        fault.map(|fault| format!("{}: {fault}", entry.name))
    }));
}

/// A frame that the file does not have is no place.
#[test]
fn missing_frames() {
    for entry in files(true).iter().take(5) {
        let edits = Edits {
            coefficients: vec![CoefficientEdit {
                frame: 9,
                ..CoefficientEdit::default()
            }],
            ..Edits::default()
        };
        let error = edit(&entry.read(), &edits, &Limits::default()).unwrap_err();
        assert_eq!((error.code, error.value), (Code::EditPlace, 0));
    }
}
