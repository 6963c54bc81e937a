//! Small files whose every byte is explained: application segments.

use super::fixtures::{file, segment};
use super::{field, read};
use pixelbits::field::{Field, Shape, Value};
use pixelbits::jpeg::syntax::{EmbeddedKind, Structure};
use pixelbits::trace::Role;
use pixelbits::{Code, Resolution};

/// The text of a field.
pub fn text<'d>(data: &'d [u8], field: &Field) -> &'d str {
    match &field.value {
        Value::Text(range) => std::str::from_utf8(&data[range.clone()]).unwrap(),
        other => panic!("{} is no text but {other:?}", field.name),
    }
}

pub fn number(s: &Structure, name: &str) -> Value {
    field(s, name).value.clone()
}

pub fn per_metre(x: u32, y: u32) -> Option<Resolution> {
    Some(Resolution {
        x_per_metre: x,
        y_per_metre: y,
    })
}

/// JFIF 1.02 with these units, densities and thumbnail size.
pub fn jfif(units: u8, x: u16, y: u16, thumbnail: (u8, u8)) -> Vec<u8> {
    let [x, y] = [x.to_be_bytes(), y.to_be_bytes()];
    [
        b"JFIF\0\x01\x02",
        &[units][..],
        &x,
        &y,
        &[thumbnail.0, thumbnail.1],
    ]
    .concat()
}

#[test]
fn jfif_and_its_resolution() {
    let data = file(&[&segment(0xE0, &jfif(1, 72, 300, (0, 0)))]);
    let s = read(&data);
    assert_eq!((s.errors.len(), s.jfif), (0, Some(0x0102)));
    // 72 / 0.0254 = 2834.6…, 300 / 0.0254 = 11811.02…
    assert_eq!(s.resolution, per_metre(2835, 11811));
    assert_eq!(text(&data, field(&s, "identifier")), "JFIF");
    assert_eq!(number(&s, "units"), Value::Name("inch"));
    let x = field(&s, "Xdensity");
    assert_eq!((x.start, x.bits, x.role), (8 * 14, 16, Role::Metadata));
    assert_eq!(
        s.fields[s.segments[1].first_field].value,
        Value::Name("JFIF")
    );

    let s = read(&file(&[&segment(0xE0, &jfif(2, 28, 28, (0, 0)))]));
    assert_eq!(s.resolution, per_metre(2800, 2800));
    // Units 0 state an aspect ratio; units 3 nothing; a density of 0 is none.
    assert_eq!(
        read(&file(&[&segment(0xE0, &jfif(0, 1, 1, (0, 0)))])).resolution,
        None
    );
    assert_eq!(
        read(&file(&[&segment(0xE0, &jfif(1, 0, 9, (0, 0)))])).resolution,
        None
    );
    let s = read(&file(&[&segment(0xE0, &jfif(3, 1, 1, (0, 0)))]));
    assert_eq!(
        (s.errors[0].code, s.errors[0].at, s.errors[0].value),
        (Code::BadValue, 8 * 13, 3)
    );
    // Thirteen bytes are no JFIF segment.
    let s = read(&file(&[&segment(0xE0, &jfif(1, 72, 72, (0, 0))[..13])]));
    assert_eq!((s.jfif, s.resolution), (None, None));
    assert_eq!(s.errors[0].code, Code::BadLength);
}

#[test]
fn jfif_thumbnails() {
    let picture = |parameters: &[u8]| {
        let s = read(&file(&[&segment(0xE0, parameters)]));
        assert_eq!(s.errors, []);
        assert_eq!(s.pictures.len(), 1);
        (s.pictures[0].kind, s.pictures[0].bytes.clone())
    };
    let (width, height) = (3, 2);
    let rgb = [&jfif(0, 1, 1, (3, 2))[..], &[7; 18]].concat();
    assert_eq!(
        picture(&rgb),
        (EmbeddedKind::JfifRgb { width, height }, 20..38)
    );
    let rgb = [b"JFXX\0\x13\x03\x02", &[7; 18][..]].concat();
    assert_eq!(
        picture(&rgb),
        (EmbeddedKind::JfxxRgb { width, height }, 14..32)
    );
    let palette = [b"JFXX\0\x11\x03\x02", &[7; 768 + 6][..]].concat();
    assert_eq!(
        picture(&palette),
        (EmbeddedKind::JfxxPalette { width, height }, 14..788)
    );
    let jpeg = b"JFXX\0\x10\xFF\xD8\xFF\xD9";
    assert_eq!(picture(jpeg), (EmbeddedKind::JfxxJpeg, 12..16));
    // More pixels promised than there are.
    let s = read(&file(&[&segment(0xE0, &jfif(0, 1, 1, (9, 9)))]));
    assert_eq!((s.pictures.len(), s.errors[0].code), (0, Code::BadLength));
}

#[test]
fn icc_profile() {
    let mut profile = vec![0; 128];
    profile[3] = 176;
    profile[8..10].copy_from_slice(&[4, 0x32]);
    profile[12..24].copy_from_slice(b"mntrRGB XYZ ");
    profile[24..26].copy_from_slice(&2024u16.to_be_bytes());
    profile[36..40].copy_from_slice(b"acsp");
    profile[67] = 1;
    profile[68..72].copy_from_slice(&0xF6D6u32.to_be_bytes());
    profile.extend([0, 0, 0, 2]);
    // Two tags with the same data, 16 bytes at 160, after four bytes of nothing.
    for name in [b"rTRC", b"gTRC"] {
        profile.extend(name);
        profile.extend([0, 0, 0, 160, 0, 0, 0, 16]);
    }
    profile.extend([0; 4]);
    profile.extend([5; 16]);
    let chunk = |number: u8, count: u8, bytes: &[u8]| {
        segment(
            0xE2,
            &[b"ICC_PROFILE\0", &[number, count][..], bytes].concat(),
        )
    };
    let data = file(&[&chunk(1, 1, &profile)]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    assert_eq!(number(&s, "major version"), Value::Unsigned(4));
    let minor = field(&s, "minor version");
    assert_eq!((minor.value.clone(), minor.bits), (Value::Unsigned(3), 4));
    assert_eq!(text(&data, field(&s, "colour space")), "RGB ");
    assert_eq!(number(&s, "year"), Value::Unsigned(2024));
    assert_eq!(
        number(&s, "rendering intent"),
        Value::Name("relative-colorimetric")
    );
    assert_eq!(
        number(&s, "illuminant"),
        Value::SignedRational(0xF6D6, 65536)
    );
    let elements: Vec<_> = s
        .fields
        .iter()
        .filter(|f| f.name == "data")
        .map(|f| (f.bits, f.shape))
        .collect();
    assert_eq!(elements, [(128, Shape::Leaf), (128, Shape::Alias)]);
    assert_eq!(field(&s, "unclaimed").bits, 32);
    assert_eq!(text(&data, field(&s, "tag")), "rTRC");
    // In two chunks, the tag's data begin in the first one.
    let data = file(&[&chunk(1, 2, &profile[..168]), &chunk(2, 2, &profile[168..])]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    let elements: Vec<_> = s
        .fields
        .iter()
        .filter(|f| f.name == "data")
        .map(|f| f.bits)
        .collect();
    assert_eq!(elements, [64, 64, 64]);
    // In one chunk, they must not end later.
    let s = read(&file(&[&chunk(1, 1, &profile[..168])]));
    assert_eq!(s.errors[0].code, Code::BadOffset);
    assert_eq!(
        read(&file(&[&chunk(3, 2, &[])])).errors[0].code,
        Code::BadValue
    );
}

#[test]
fn photoshop_resources() {
    let jpeg = [&[0; 28][..], &[0xFF, 0xD8, 0xFF, 0xD9]].concat();
    let parameters = [
        b"Photoshop 3.0\0",
        &b"8BIM\x04\x04\x00\x00\x00\x00\x00\x03abc\0"[..], // IPTC, no name, 3 bytes and padding
        b"8BIM\x04\x0C\x02ab\x00\x00\x00\x00\x20",         // thumbnail named "ab", 32 bytes
        &jpeg,
        b"8BIM\x12\x34\x01a\x00\x00\x00\x63xyz", // 99 bytes, of which 3 are in this segment
    ]
    .concat();
    let data = file(&[&segment(0xED, &parameters)]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    let resources: Vec<_> = s
        .fields
        .iter()
        .filter(|f| f.name == "resource")
        .map(|f| (f.value.clone(), f.bits / 8))
        .collect();
    assert_eq!(
        resources,
        [
            (Value::Name("IPTC"), 16),
            (Value::Name("Thumbnail"), 14 + 32),
            (Value::Unsigned(0x1234), 12 + 3),
        ]
    );
    assert_eq!(text(&data, field(&s, "name")), "ab");
    assert_eq!(s.pictures[0].kind, EmbeddedKind::Photoshop);
    assert!(data[s.pictures[0].bytes.clone()].starts_with(&[0xFF, 0xD8]));
}

#[test]
fn adobe() {
    let adobe =
        |transform: u8| segment(0xEE, &[b"Adobe\0\x64\x80\0\0\0", &[transform][..]].concat());
    let scan = segment(0xDA, &[1, 1, 0, 0, 63, 0]);
    let transform = |parts: &[&[u8]]| read(&file(parts)).adobe.map(|a| a.transform);
    assert_eq!(transform(&[&adobe(2)]), Some(2));
    // The last one before the first scan counts.
    assert_eq!(
        transform(&[&adobe(1), &adobe(0), &scan, &adobe(2)]),
        Some(0)
    );
    assert_eq!(transform(&[&scan, &adobe(2)]), None);
    // Eleven bytes are too few; other APP14 are none.
    assert_eq!(transform(&[&segment(0xEE, b"Adobe\0\x64\x80\0\0\0")]), None);
    assert_eq!(
        transform(&[&segment(0xEE, b"Adabe\0\x64\x80\0\0\0\x01")]),
        None
    );
    let s = read(&file(&[&adobe(2)]));
    assert_eq!(number(&s, "transform"), Value::Name("YCCK"));
    assert_eq!(number(&s, "flags0"), Value::Unsigned(0x8000));
    assert_eq!(field(&s, "transform").start, 8 * 17);
}

#[test]
fn texts_and_unknown_applications() {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>";
    let extended = [
        &b"http://ns.adobe.com/xmp/extension/\0"[..],
        b"0123456789ABCDEF0123456789ABCDEF",
        b"\0\0\0\x09\0\0\0\x05<abc",
    ]
    .concat();
    let data = file(&[
        &segment(0xE1, xmp),
        &segment(0xE1, &extended),
        &segment(0xFE, b"caf\xE9\0"),
        &segment(0xEC, b"Ducky\0\x01\x02"),
        &segment(0xE5, b"\x01\x02no name"),
    ]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    assert_eq!(text(&data, field(&s, "packet")), "<x:xmpmeta/>");
    assert_eq!(
        text(&data, field(&s, "GUID")),
        "0123456789ABCDEF0123456789ABCDEF"
    );
    assert_eq!(number(&s, "offset"), Value::Unsigned(5));
    let value = |index: usize| s.fields[s.segments[index].first_field].value.clone();
    assert_eq!(value(1), Value::Name("XMP"));
    assert_eq!(value(2), Value::Name("ExtendedXMP"));
    // Not UTF-8: whoever shows it falls back to Latin-1. The zero is part of the field, but not of the text.
    let comment = s.segments[3].bytes.start + 4;
    assert_eq!(value(3), Value::Text(comment..comment + 4));
    assert_eq!(field(&s, "Cm").bits, 40);
    let name = s.segments[4].bytes.start + 4;
    assert_eq!(value(4), Value::Text(name..name + 5));
    assert_eq!(value(5), Value::None);
}

/// Real files: what their makers wrote is found.
#[test]
fn real_metadata() {
    let Some(folder) = super::corpus::folder("jpeg/valid") else {
        return;
    };
    let (mut entries, mut named, mut pictures) = (0, 0, Vec::new());
    for path in super::corpus::files(&folder) {
        let data = std::fs::read(&path).unwrap();
        let s = read(&data);
        for f in s
            .fields
            .iter()
            .filter(|f| f.shape == Shape::Group && f.clause.starts_with("CIPA"))
        {
            if f.index.is_some() && f.depth > 1 && !f.name.contains("IFD") {
                entries += 1;
                named += usize::from(f.name != "tag");
            }
        }
        for picture in &s.pictures {
            let whole = !matches!(
                picture.kind,
                EmbeddedKind::JfifRgb { .. }
                    | EmbeddedKind::JfxxRgb { .. }
                    | EmbeddedKind::JfxxPalette { .. }
                    | EmbeddedKind::ExifRgb { .. }
            );
            if whole {
                assert!(
                    data[picture.bytes.clone()].starts_with(&[0xFF, 0xD8]),
                    "{}",
                    path.display()
                );
            }
            pictures.push(picture.kind);
        }
    }
    println!(
        "{entries} entries, {named} with a name, {} pictures",
        pictures.len()
    );
    assert!(
        entries > 1000 && named * 10 > entries * 9,
        "{named} of {entries}"
    );
    assert!(pictures.contains(&EmbeddedKind::ExifJpeg));
    assert!(pictures.contains(&EmbeddedKind::MultiPicture(1)));
}
