//! Taking JPEG files apart: fixtures with every byte explained, and the accounting over the whole corpus.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "syntax/corpus.rs"]
mod corpus;
#[path = "syntax/exif.rs"]
mod exif;
#[path = "syntax/facts.rs"]
mod facts;
#[path = "syntax/fixtures.rs"]
mod fixtures;
#[path = "syntax/metadata.rs"]
mod metadata;
#[path = "syntax/walk.rs"]
mod walk;

use pixelbits::field::{Field, Shape, Value};
use pixelbits::jpeg::syntax::{parse, Structure};
use pixelbits::Limits;

/// Takes a file apart and checks the accounting.
fn read(data: &[u8]) -> Structure {
    let structure = parse(data, &Limits::default());
    assert_tiles(data, &structure);
    structure
}

/// Segments tile the file by bytes, leaves by bits; both indices agree with a slow look; fields nest.
fn assert_tiles(data: &[u8], s: &Structure) {
    let mut byte = 0;
    for segment in &s.segments {
        assert_eq!(segment.bytes.start, byte, "a gap between segments");
        assert!(segment.bytes.end > byte, "an empty segment");
        byte = segment.bytes.end;
        let field = &s.fields[segment.first_field];
        assert_eq!((field.depth, field.shape), (0, Shape::Group));
        assert_eq!(field.start, segment.bytes.start as u64 * 8);
        assert_eq!(field.end(), segment.bytes.end as u64 * 8);
    }
    assert_eq!(byte, data.len(), "segments end too early");

    let owns = |field: &Field| field.shape == Shape::Leaf && field.bits > 0;
    let mut leaves: Vec<(u64, u64)> = s
        .fields
        .iter()
        .filter(|f| owns(f))
        .map(|f| (f.start, f.end()))
        .collect();
    leaves.sort_unstable();
    let mut bit = 0;
    for (start, end) in leaves {
        assert_eq!(start, bit, "a gap or an overlap");
        bit = end;
    }
    assert_eq!(bit, data.len() as u64 * 8, "leaves end too early");
    assert_eq!(s.leaves.len(), s.fields.iter().filter(|f| owns(f)).count());

    let mut depth = 0;
    for field in &s.fields {
        assert!(field.depth <= depth, "{} skips a level", field.name);
        let deeper = u8::from(field.shape == Shape::Group);
        depth = field.depth + deeper;
        if let Value::Text(bytes) | Value::Bytes(bytes) = &field.value {
            assert!(data.get(bytes.clone()).is_some());
        }
    }
    for picture in &s.pictures {
        assert!(data.get(picture.bytes.clone()).is_some());
    }
    assert!(s.errors.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert!(s.errors.iter().all(|e| e.at <= data.len() as u64 * 8));

    // Some bits, looked up both ways.
    let bits = data.len() as u64 * 8;
    for bit in [0, bits / 3, bits / 2, bits.saturating_sub(1), bits] {
        let slow = s
            .fields
            .iter()
            .position(|f| owns(f) && (f.start..f.end()).contains(&bit));
        assert_eq!(s.leaf_at(bit), slow);
        let segment = s
            .segments
            .iter()
            .position(|s| s.bytes.contains(&((bit / 8) as usize)));
        assert_eq!(s.segment_at((bit / 8) as usize), segment);
    }
}

/// The first field with this name.
fn field<'s>(s: &'s Structure, name: &str) -> &'s Field {
    s.fields
        .iter()
        .find(|field| field.name == name)
        .unwrap_or_else(|| panic!("no field {name}"))
}
