//! Edits change what they name and nothing else.

use crate::corpus::{fixtures, parallel, Entry, Facts};
use crate::{coefficient_files, report};
use pixelbits::jpeg::rewrite::{edit, CoefficientEdit, Edits, QuantiserEdit, SampleEdit};
use pixelbits::jpeg::syntax::{self, Content};
use pixelbits::jpeg::{self, ComponentBlocks, Options};
use pixelbits::{Code, Limits};

/// Zigzag to natural order by walking the diagonals of figure A.6.
fn natural(k: u8) -> usize {
    let mut places = Vec::new();
    for diagonal in 0..15usize {
        let rows = diagonal.saturating_sub(7)..=diagonal.min(7);
        let walk = rows.map(|row| 8 * row + diagonal - row);
        match diagonal % 2 {
            0 => places.extend(walk.rev()),
            _ => places.extend(walk),
        }
    }
    places[usize::from(k)]
}

fn coefficients(data: &[u8]) -> Vec<ComponentBlocks> {
    let outcome = jpeg::coefficients(data, &Options::default());
    outcome.expect("the file is read").value
}

/// The bytes of all segments but those of entropy-coded data and the Huffman tables.
fn kept_segments(data: &[u8]) -> Vec<Vec<u8>> {
    let structure = syntax::parse(data, &Limits::default());
    let segments = structure.segments.iter();
    let kept = segments
        .filter(|s| !matches!(s.content, Content::EntropyCoded | Content::HuffmanTables(_)));
    kept.map(|s| data[s.bytes.clone()].to_vec()).collect()
}

/// Edits of the first, a middle and the last block: DC, low and high frequencies, small and large values.
fn some_edits(before: &[ComponentBlocks], large: i16) -> Vec<CoefficientEdit> {
    let mut edits = Vec::new();
    for (component, blocks) in (0u16..).zip(before) {
        let (across, down) = (blocks.blocks_across, blocks.blocks_down);
        let places = [(0, 0), (across / 2, down / 2), (across - 1, down - 1)];
        let values = [(0, 5), (1, -large), (7, 0), (63, 3), (0, large), (20, -1)];
        for (n, (k, value)) in values.into_iter().enumerate() {
            let (bx, by) = places[n % 3];
            edits.push(CoefficientEdit {
                frame: 0,
                component,
                bx,
                by,
                k,
                value,
            });
        }
    }
    edits
}

fn apply(blocks: &mut [ComponentBlocks], edits: &[CoefficientEdit]) {
    for edit in edits {
        let component = &mut blocks[usize::from(edit.component)];
        let at = edit.by * component.blocks_across + edit.bx;
        component.blocks[at as usize][natural(edit.k)] = edit.value;
    }
}

/// Whether the scans of a file carry a value, told from its scan headers: (component id, Ss, Se, Al) each.
fn carries(data: &[u8], edit: &CoefficientEdit) -> bool {
    let structure = syntax::parse(data, &Limits::default());
    let (mut id, mut progressive, mut least) = (0, false, None);
    for segment in &structure.segments {
        match &segment.content {
            Content::Frame(header) => {
                id = header.components[usize::from(edit.component)].id;
                progressive = matches!(header.marker, 0xC2 | 0xCA);
            }
            Content::Scan(header) if header.components.iter().any(|c| c.id == id) => {
                if !progressive {
                    least = Some(0);
                } else if (header.ss..=header.se).contains(&edit.k) {
                    least = Some(header.al);
                }
            }
            _ => {}
        }
    }
    least.is_some_and(|bit| edit.value % (1 << bit) == 0)
}

fn fault(entry: &Entry, facts: &Facts) -> Option<String> {
    let data = entry.read();
    let before = coefficients(&data);
    let large = if facts.precision == 8 { 1023 } else { 16_383 };
    let mut edits = Edits {
        coefficients: some_edits(&before, large),
        ..Edits::default()
    };
    let edited = loop {
        let error = match edit(&data, &edits, &Limits::default()) {
            Ok(outcome) => break outcome.value,
            Err(error) => error,
        };
        let number = error.value as usize;
        match error.code {
            // Scans for some bits have not come, and some values need them.
            Code::EditValue if !carries(&data, &edits.coefficients[number]) => {
                edits.coefficients.remove(number);
            }
            _ => return Some(error.to_string()),
        }
    };
    let mut expected = before;
    apply(&mut expected, &edits.coefficients);
    if coefficients(&edited) != expected {
        return Some("other coefficients than wanted".into());
    }
    if kept_segments(&edited) != kept_segments(&data) {
        return Some("other segments than before".into());
    }
    None
}

#[test]
fn edits_of_every_file() {
    let files = coefficient_files();
    report(parallel(&files, |(entry, facts)| {
        fault(entry, facts).map(|fault| format!("{}: {fault}", entry.name))
    }));
}

/// A fixture by the end of its name.
fn fixture(name: &str) -> Vec<u8> {
    let entries = fixtures();
    let found = entries.iter().find(|e| e.name.ends_with(name));
    found.unwrap_or_else(|| panic!("no fixture {name}")).read()
}

fn edited(data: &[u8], edits: &Edits) -> Vec<u8> {
    let outcome = edit(data, edits, &Limits::default());
    outcome.expect("the edit is possible").value
}

/// How many bytes two files have in common, at the beginning and at the end.
fn common(a: &[u8], b: &[u8]) -> (usize, usize) {
    let same = |(a, b): &(&u8, &u8)| a == b;
    let front = a.iter().zip(b).take_while(same).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(same).count();
    (front, back)
}

/// No edit, or one that changes nothing, gives the same file.
#[test]
fn no_edit_no_change() {
    for name in [
        "process/baseline.jpg",
        "process/progressive-3-steps.jpg",
        "process/arithmetic.jpg",
        "process/arithmetic-dac-3-6-20.jpg",
        "process/arithmetic-progressive-3-steps.jpg",
        "process/arithmetic-progressive-dac.jpg",
    ] {
        let data = fixture(name);
        assert_eq!(edited(&data, &Edits::default()), data);
        let value = coefficients(&data)[0].blocks[1][natural(2)];
        let same = CoefficientEdit {
            frame: 0,
            component: 0,
            bx: 1,
            by: 0,
            k: 2,
            value,
        };
        let edits = Edits {
            coefficients: vec![same],
            ..Edits::default()
        };
        assert_eq!(edited(&data, &edits), data, "{name}");
    }
}

/// Between restart markers nothing changes but the interval that holds the coefficient.
#[test]
fn other_restart_intervals_stay() {
    let data = fixture("restart/baseline-1.jpg");
    let structure = syntax::parse(&data, &Limits::default());
    let segments = structure.segments.iter();
    let mut scans = segments.filter(|s| s.content == Content::EntropyCoded);
    let scan = scans.next_back().expect("a scan").bytes.clone();
    let restarts: Vec<usize> = scan
        .filter(|&at| data[at] == 0xFF && data[at + 1] & 0xF8 == 0xD0)
        .collect();
    // The second MCU.
    let edits = Edits {
        coefficients: vec![CoefficientEdit {
            frame: 0,
            component: 1,
            bx: 1,
            by: 0,
            k: 0,
            value: -3,
        }],
        ..Edits::default()
    };
    let new = edited(&data, &edits);
    let (front, back) = common(&data, &new);
    assert_ne!(data, new);
    assert!(front > restarts[0] + 1, "{front}");
    assert!(back >= data.len() - restarts[1], "{back}");
}

/// A symbol that the scan's table has no code for: the scan gets tables of its own, and those after it the old ones.
#[test]
fn tables_that_lack_a_code() {
    let data = fixture("process/baseline-separate.jpg");
    let tables = |data: &[u8]| {
        let structure = syntax::parse(data, &Limits::default());
        let segments = structure.segments.iter();
        let count = segments.filter(|s| matches!(s.content, Content::HuffmanTables(_)));
        count.count()
    };
    let before = coefficients(&data);
    // A long run to a large value: hardly ever in a picture.
    let wanted = [1, 2].map(|component| CoefficientEdit {
        frame: 0,
        component,
        bx: 0,
        by: 0,
        k: 63,
        value: 1023,
    });
    for edit in wanted {
        let edits = Edits {
            coefficients: vec![edit],
            ..Edits::default()
        };
        let new = edited(&data, &edits);
        let mut expected = before.clone();
        apply(&mut expected, &edits.coefficients);
        assert_eq!(coefficients(&new), expected);
        // One more in front of the scan, and the old one behind it unless it is the last.
        let more = if edit.component == 1 { 2 } else { 1 };
        assert_eq!(tables(&new), tables(&data) + more);
    }
}

/// One byte of DQT changes (two where elements have 16 bits), and the coefficients stay.
#[test]
fn quantisers() {
    for (name, wide) in [
        ("process/baseline.jpg", false),
        ("process/progressive-3-steps.jpg", false),
        ("12bit/dqt-16-bit.jpg", true),
    ] {
        let data = fixture(name);
        let value = if wide { 0x1234 } else { 0xEE };
        let edits = Edits {
            quantisers: vec![QuantiserEdit {
                frame: 0,
                component: 0,
                k: 3,
                value,
            }],
            ..Edits::default()
        };
        let new = edited(&data, &edits);
        let (front, back) = common(&data, &new);
        assert_eq!(
            front + back + if wide { 2 } else { 1 },
            data.len(),
            "{name}"
        );
        assert_eq!(coefficients(&new), coefficients(&data));
        let structure = syntax::parse(&new, &Limits::default());
        let tables = structure.segments.iter().find_map(|s| match &s.content {
            Content::QuantTables(tables) => tables.iter().find(|t| t.destination == 0),
            _ => None,
        });
        assert_eq!(tables.and_then(|table| table.zigzag(3)), Some(value));
    }
}

/// What cannot be is refused, and the number of the edit told.
#[test]
fn refusals() {
    let data = fixture("process/baseline.jpg");
    let fine = CoefficientEdit {
        frame: 0,
        component: 0,
        bx: 0,
        by: 0,
        k: 1,
        value: 1,
    };
    let refused = |data: &[u8], coefficients: &[CoefficientEdit], quantisers: &[QuantiserEdit]| {
        let edits = Edits {
            coefficients: coefficients.to_vec(),
            quantisers: quantisers.to_vec(),
            ..Edits::default()
        };
        let error = edit(data, &edits, &Limits::default()).unwrap_err();
        (error.code, error.value)
    };
    let across = coefficients(&data)[0].blocks_across;
    for edit in [
        CoefficientEdit {
            frame: 0,
            component: 3,
            ..fine
        },
        CoefficientEdit { bx: across, ..fine },
        CoefficientEdit {
            by: u32::MAX,
            ..fine
        },
        CoefficientEdit { k: 64, ..fine },
    ] {
        assert_eq!(refused(&data, &[fine, edit], &[]), (Code::EditPlace, 1));
    }
    for (k, value) in [(1, 1024), (1, -1024), (0, 1024), (0, -1025), (9, i16::MIN)] {
        let edit = CoefficientEdit { k, value, ..fine };
        assert_eq!(
            refused(&data, &[edit], &[]),
            (Code::EditValue, 0),
            "{value}"
        );
    }
    let quantiser = QuantiserEdit {
        frame: 0,
        component: 0,
        k: 0,
        value: 1,
    };
    for value in [0, 256] {
        let edit = QuantiserEdit { value, ..quantiser };
        assert_eq!(refused(&data, &[fine], &[edit]), (Code::EditValue, 1));
    }
    for edit in [
        QuantiserEdit {
            frame: 0,
            component: 9,
            ..quantiser
        },
        QuantiserEdit { k: 64, ..quantiser },
    ] {
        assert_eq!(refused(&data, &[], &[edit]), (Code::EditPlace, 0));
    }
    // A lossless picture has no coefficients, and others have no samples to set.
    let lossless = fixture("lossless/8-bits.jpg");
    assert_eq!(refused(&lossless, &[fine], &[]), (Code::NoCoefficients, 0));
    let sample = |data: &[u8], sample: SampleEdit| {
        let edits = Edits {
            samples: vec![sample],
            ..Edits::default()
        };
        edit(data, &edits, &Limits::default())
            .map(|outcome| outcome.value)
            .map_err(|error| error.code)
    };
    let first = SampleEdit::default();
    assert_eq!(sample(&data, first), Err(Code::EditPlace));
    let (far, high) = (
        SampleEdit { x: 60_000, ..first },
        SampleEdit {
            value: 256,
            ..first
        },
    );
    assert_eq!(sample(&lossless, far), Err(Code::EditPlace));
    assert_eq!(sample(&lossless, high), Err(Code::EditValue));
    let shifted = fixture("lossless/point-3-8-bits.jpg");
    let odd = SampleEdit { value: 4, ..first };
    assert_eq!(sample(&shifted, odd), Err(Code::EditValue));
}
