//! Small files whose every byte is explained: TIFF directories, which is EXIF and multi-picture files.

use super::fixtures::{file, segment};
use super::metadata::{jfif, number, per_metre, text};
use super::{field, read};
use pixelbits::field::{Shape, Value};
use pixelbits::jpeg::syntax::EmbeddedKind;
use pixelbits::{Code, Orientation};

/// Numbers in one order or the other.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    fn u16(self, n: u16) -> [u8; 2] {
        match self {
            Order::Big => n.to_be_bytes(),
            Order::Little => n.to_le_bytes(),
        }
    }

    fn u32(self, n: u32) -> [u8; 4] {
        match self {
            Order::Big => n.to_be_bytes(),
            Order::Little => n.to_le_bytes(),
        }
    }

    fn header(self) -> Vec<u8> {
        let name = match self {
            Order::Big => b"MM",
            Order::Little => b"II",
        };
        [&name[..], &self.u16(42), &self.u32(8)].concat()
    }

    fn entry(self, tag: u16, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
        [
            &self.u16(tag)[..],
            &self.u16(kind),
            &self.u32(count),
            &value,
        ]
        .concat()
    }

    fn short(self, tag: u16, value: u16) -> Vec<u8> {
        let [a, b] = self.u16(value);
        self.entry(tag, 3, 1, [a, b, 0, 0])
    }

    fn directory(self, entries: &[Vec<u8>], next: u32) -> Vec<u8> {
        [
            &self.u16(entries.len() as u16)[..],
            &entries.concat(),
            &self.u32(next),
        ]
        .concat()
    }
}

fn exif(tiff: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", tiff].concat())
}

/// Byte of the file where the TIFF header of the first segment after SOI stands.
const TIFF: u64 = 12;

#[test]
fn exif_in_both_byte_orders() {
    for o in [Order::Big, Order::Little] {
        // IFD0 at 8 has 5 entries (66 bytes), ends at 74; then values and the other directories.
        let ifd0 = o.directory(
            &[
                o.entry(0x010F, 2, 6, o.u32(74)), // Make: "Pixel\0" at 74
                o.short(0x0112, 6),               // Orientation
                o.entry(0x011A, 5, 1, o.u32(80)), // XResolution: at 80
                o.entry(0x011B, 5, 1, o.u32(80)), // YResolution: the same bytes
                o.entry(0x8825, 4, 1, o.u32(88)), // GPS: at 88
            ],
            118, // IFD1
        );
        // GPS at 88: 18 + 12 bytes.
        let gps = o.directory(
            &[
                o.entry(0x01, 2, 2, *b"N\0\0\0"),
                o.entry(0x00, 1, 4, [2, 3, 0, 0]),
            ],
            0,
        );
        assert_eq!((ifd0.len(), gps.len()), (66, 30));
        let ifd1 = o.directory(
            &[
                o.entry(0x0201, 4, 1, o.u32(148)),
                o.entry(0x0202, 4, 1, o.u32(4)),
            ],
            0,
        );
        let tiff = [
            &o.header()[..],
            &ifd0,
            b"Pixel\0",
            &o.u32(300),
            &o.u32(1),
            &gps,
            &ifd1,
            &[0xFF, 0xD8, 0xFF, 0xD9],
            &[0xEE], // belongs to nothing
        ]
        .concat();
        let data = file(&[&exif(&tiff)]);
        let s = read(&data);
        assert_eq!(s.errors, []);
        assert_eq!(s.orientation, Orientation::Rotate90);
        assert_eq!(s.resolution, per_metre(11811, 11811));
        let make = field(&s, "Make");
        assert_eq!(
            (text(&data, make), make.index, make.shape),
            ("Pixel", Some(0x010F), Shape::Group)
        );
        assert_eq!((make.start, make.bits), (8 * (TIFF + 10), 96));
        // The value lies where the offset says, and belongs to the entry.
        let at = s.fields.iter().position(|f| f == make).unwrap();
        let names: Vec<_> = s.fields[at + 1..at + 6].iter().map(|f| f.name).collect();
        assert_eq!(names, ["tag", "type", "count", "offset", "value"]);
        assert_eq!(s.fields[at + 2].value, Value::Name("ASCII"));
        assert_eq!(
            (s.fields[at + 5].start, s.fields[at + 5].bits),
            (8 * (TIFF + 74), 48)
        );
        // Two entries share their value: the second only shows it again.
        let shared: Vec<_> = s
            .fields
            .iter()
            .filter(|f| f.name == "value" && f.value == Value::Rational(300, 1))
            .map(|f| f.shape)
            .collect();
        assert_eq!(shared, [Shape::Leaf, Shape::Alias]);
        assert_eq!(number(&s, "YResolution"), Value::Rational(300, 1));
        assert_eq!(number(&s, "Orientation"), Value::Unsigned(6));
        assert_eq!(text(&data, field(&s, "GPSLatitudeRef")), "N");
        let directories: Vec<_> = s
            .fields
            .iter()
            .filter(|f| f.name.contains("IFD") && !f.name.contains("Pointer"))
            .map(|f| (f.name, f.depth, f.start, f.bits))
            .collect();
        assert_eq!(
            directories,
            [
                ("IFD0", 1, 8 * (TIFF + 8), 8 * 66),
                ("GPSIFD", 3, 8 * (TIFF + 88), 8 * 30),
                ("IFD1", 1, 8 * (TIFF + 118), 8 * 30),
            ]
        );
        let bytes = TIFF as usize + 148..TIFF as usize + 152;
        assert_eq!(s.pictures.len(), 1);
        assert_eq!(
            (s.pictures[0].kind, s.pictures[0].bytes.clone()),
            (EmbeddedKind::ExifJpeg, bytes)
        );
        assert_eq!(field(&s, "thumbnail").bits, 32);
        assert_eq!(field(&s, "unclaimed").start, 8 * (TIFF + 152));
        // JFIF's word on resolution counts more.
        let s = read(&file(&[
            &exif(&tiff),
            &segment(0xE0, &jfif(2, 1, 1, (0, 0))),
        ]));
        assert_eq!(s.resolution, per_metre(100, 100));
    }
}

#[test]
fn exif_values_of_every_type() {
    let o = Order::Little;
    // Longer than four bytes: at 8 + 2 + 12 · 14 + 4 = 182, eight bytes each.
    let eight = 1.5f64.to_le_bytes();
    let cases: [(u16, u32, [u8; 4], Value); 14] = [
        (1, 1, [200, 0, 0, 0], Value::Unsigned(200)),
        (2, 4, *b"abc\0", Value::Text(0..3)),
        (3, 1, [1, 2, 0, 0], Value::Unsigned(0x0201)),
        (4, 1, [1, 2, 3, 4], Value::Unsigned(0x0403_0201)),
        (5, 1, o.u32(182), Value::Rational(0, 0x3FF8_0000)),
        (6, 1, [0xFF, 0, 0, 0], Value::Signed(-1)),
        (7, 4, [1, 2, 3, 4], Value::Bytes(0..4)),
        (8, 1, [0xFE, 0xFF, 0, 0], Value::Signed(-2)),
        (9, 1, [0xFD, 0xFF, 0xFF, 0xFF], Value::Signed(-3)),
        (10, 1, o.u32(182), Value::SignedRational(0, 0x3FF8_0000)),
        (11, 1, 2.5f32.to_le_bytes(), Value::Float(2.5)),
        (12, 1, o.u32(182), Value::Float(1.5)),
        (13, 1, [8, 0, 0, 0], Value::Unsigned(8)),
        (129, 4, *b"\xC3\xA4\0\0", Value::Text(0..2)),
    ];
    let entries: Vec<_> = (0u16..)
        .zip(&cases)
        .map(|(tag, (kind, count, value, _))| o.entry(0xC000 + tag, *kind, *count, *value))
        .collect();
    let tiff = [&o.header()[..], &o.directory(&entries, 0), &eight].concat();
    let s = read(&file(&[&exif(&tiff)]));
    assert_eq!(s.errors, []);
    for (tag, (kind, _, _, value)) in (0xC000u32..).zip(&cases) {
        let entry = s
            .fields
            .iter()
            .find(|f| f.name == "tag" && f.index == Some(tag))
            .unwrap();
        let inline = (entry.start / 8 + 8) as usize;
        let expected = match value {
            Value::Text(range) => Value::Text(inline..inline + range.end),
            Value::Bytes(range) => Value::Bytes(inline..inline + range.end),
            other => other.clone(),
        };
        assert_eq!(entry.value, expected, "type {kind}");
    }
    // Unknown types, and lists.
    let entries = [
        o.entry(0x0102, 3, 2, [8, 0, 9, 0]),
        o.entry(0x0103, 14, 1, [0; 4]),
        o.entry(0x0104, 1, 0, [0; 4]),
    ];
    let s = read(&file(&[&exif(
        &[o.header(), o.directory(&entries, 0)].concat(),
    )]));
    let error = s.errors[0];
    assert_eq!(
        (s.errors.len(), error.code, error.value),
        (1, Code::BadValue, 14)
    );
    assert_eq!(error.at, 8 * (TIFF + 10 + 12 + 2));
    let values: Vec<_> = s
        .fields
        .iter()
        .filter(|f| f.name == "value")
        .map(|f| (f.index, f.bits))
        .collect();
    assert_eq!(values, [(Some(0), 16), (Some(1), 16), (None, 32)]);
}

#[test]
fn exif_that_leads_nowhere() {
    let o = Order::Big;
    let fault = |tiff: &[u8]| {
        let s = read(&file(&[&exif(tiff)]));
        s.errors
            .iter()
            .map(|e| (e.code, e.at, e.value))
            .collect::<Vec<_>>()
    };
    // IFD0 names itself as the next, or as its own Exif directory.
    let own = [o.header(), o.directory(&[o.short(0x0112, 1)], 8)].concat();
    assert_eq!(fault(&own), [(Code::LoopingIfd, 8 * (TIFF + 22), 8)]);
    let own = [
        o.header(),
        o.directory(&[o.entry(0x8769, 4, 1, o.u32(8))], 0),
    ]
    .concat();
    assert_eq!(fault(&own), [(Code::LoopingIfd, 8 * (TIFF + 18), 8)]);
    // Outside of the segment: first directory, next directory, value, thumbnail.
    let nowhere = [b"MM\0\x2A", &o.u32(999)[..]].concat();
    assert_eq!(fault(&nowhere), [(Code::BadOffset, 8 * (TIFF + 4), 999)]);
    let next = [o.header(), o.directory(&[], 999)].concat();
    assert_eq!(fault(&next), [(Code::BadOffset, 8 * (TIFF + 10), 999)]);
    for (count, offset) in [(5, u32::MAX), (u32::MAX, 8), (100, 8)] {
        let value = [
            o.header(),
            o.directory(&[o.entry(0x010F, 2, count, o.u32(offset))], 0),
        ]
        .concat();
        assert_eq!(
            fault(&value),
            [(Code::BadOffset, 8 * (TIFF + 18), offset.into())]
        );
    }
    // More entries than there are bytes: those there are count.
    let mut cut = [o.header(), o.directory(&[o.short(0x0112, 8)], 0)].concat();
    cut[9] = 200;
    let s = read(&file(&[&exif(&cut)]));
    assert_eq!(
        (s.errors[0].code, s.orientation),
        (Code::BadLength, Orientation::Rotate270)
    );
    // No byte order at all.
    assert_eq!(
        fault(b"XX\0\x2A\0\0\0\x08"),
        [(Code::BadValue, 8 * TIFF, 0)]
    );
    // 9 is no orientation; one in IFD1 is the thumbnail's.
    let two = [
        o.header(),
        o.directory(&[o.short(0x0112, 9)], 26),
        o.directory(&[o.short(0x0112, 3)], 0),
    ]
    .concat();
    assert_eq!(read(&file(&[&exif(&two)])).orientation, Orientation::Normal);
    // The first valid one counts, over all segments.
    let three = [o.header(), o.directory(&[o.short(0x0112, 3)], 0)].concat();
    let five = [o.header(), o.directory(&[o.short(0x0112, 5)], 0)].concat();
    let s = read(&file(&[&exif(&two), &exif(&three), &exif(&five)]));
    assert_eq!(s.orientation, Orientation::Rotate180);
}

#[test]
fn multi_picture_index() {
    let o = Order::Big;
    // The index IFD at 8: 3 entries, 42 bytes; the MP entries at 50; the TIFF header is byte 10 of the file.
    let sof = segment(0xC0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    let size = 2 + 8 + 50 + 32 + 13 + 2; // of the whole first picture
    let ifd = o.directory(
        &[
            o.entry(0xB000, 7, 4, *b"0100"),
            o.entry(0xB001, 4, 1, o.u32(2)),
            o.entry(0xB002, 7, 32, o.u32(50)),
        ],
        0,
    );
    let entry = |attribute: u32, size: u32, offset: u32| {
        [o.u32(attribute), o.u32(size), o.u32(offset), [0; 4]].concat()
    };
    let entries = [
        entry(0x2003_0000, size, 0),
        entry(0x0001_0001, 4, size - 10),
    ]
    .concat();
    let index = segment(0xE2, &[b"MPF\0", &o.header()[..], &ifd, &entries].concat());
    let first = file(&[&index, &sof]);
    assert_eq!(first.len(), size as usize);
    let data = [&first[..], &[0xFF, 0xD8, 0xFF, 0xD9]].concat();
    let s = read(&data);
    assert_eq!(
        s.errors.iter().map(|e| e.code).collect::<Vec<_>>(),
        [Code::TrailingBytes]
    );
    assert_eq!(s.pictures.len(), 1);
    assert_eq!(s.pictures[0].kind, EmbeddedKind::MultiPicture(1));
    assert_eq!(s.pictures[0].bytes, first.len()..first.len() + 4);
    assert_eq!(text(&data, field(&s, "MPFVersion")), "0100");
    assert_eq!(number(&s, "NumberOfImages"), Value::Unsigned(2));
    assert_eq!(number(&s, "attribute"), Value::Unsigned(0x2003_0000));
    assert_eq!(field(&s, "attribute").clause, "CIPA DC-007 5.2.3");
    // Without the second picture its offset points nowhere.
    let s = read(&first);
    assert_eq!(
        s.errors.iter().map(|e| e.code).collect::<Vec<_>>(),
        [Code::BadOffset]
    );
}
