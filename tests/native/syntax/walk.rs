//! Small files whose every byte is explained: what lies between segments, and what breaks off.

use super::fixtures::{codes, file, leaves, names, segment, EOI, SOF, SOI, SOS};
use super::{field, read};
use pixelbits::field::Value;
use pixelbits::jpeg::syntax::{parse, Content};
use pixelbits::trace::Role;
use pixelbits::{Code, Error, Limits};

#[test]
fn nothing() {
    let s = read(&[]);
    assert_eq!(codes(&s), [(Code::Empty, 0, 0)]);
    assert!(s.fields.is_empty() && s.segments.is_empty());
    assert_eq!(s.leaf_at(0), None);
}

#[test]
fn not_a_jpeg() {
    let s = read(b"BM and more");
    assert_eq!(codes(&s), [(Code::NotThisStandard, 0, 0x424D)]);
    assert_eq!(names(&s), ["garbage"]);
    assert_eq!(s.segments[0].content, Content::Garbage);
    assert_eq!(leaves(&s), ["unclaimed 0+88"]);
    assert_eq!(field(&s, "unclaimed").role, Role::Unclaimed);
    // One byte of a JPEG file is not one yet; two are.
    assert_eq!(codes(&read(&[0xFF])), [(Code::NotThisStandard, 0, 0xFF)]);
    assert_eq!(codes(&read(SOI)), [(Code::MissingEoi, 16, 0)]);
}

#[test]
fn fill_garbage_and_stuffing_between_segments() {
    let data = [
        &[1, 2, 3][..],      // leading garbage
        SOI,                 // 3
        &[0xFF, 0xFF, 0xFF], // 5: fill bytes of the DRI
        &segment(0xDD, &[0, 0]),
        &[9, 0xFF, 0x00, 8], // 14: garbage, with a stuffed zero
        EOI,                 // 18
        &[0xFF],             // 20: after the end
    ]
    .concat();
    let s = read(&data);
    assert_eq!(
        names(&s),
        ["garbage", "SOI", "DRI", "garbage", "EOI", "trailing"]
    );
    assert_eq!(
        codes(&s),
        [
            (Code::MissingSoi, 0, 3),
            (Code::ExtraneousBytes, 8 * 14, 4),
            (Code::TrailingBytes, 8 * 20, 1),
        ]
    );
    assert_eq!(s.segments[2].bytes, 5..14);
    let fill = field(&s, "fill");
    assert_eq!((fill.start, fill.bits, fill.role), (40, 24, Role::Fill));
    assert_eq!(s.segments[5].content, Content::Trailing);
    assert_eq!(field(&s, "data").role, Role::Trailing);
}

#[test]
fn entropy_coded_data_and_its_restart_markers() {
    let data = file(&[
        SOF,
        SOS,                                   // 15
        &[1, 2, 0xFF, 0xD0],                   // 25: an interval and RST0
        &[0xFF, 0xFF, 0xD1],                   // 29: no data, a fill byte, RST1
        &[3, 0xFF, 0x00, 0xFF, 0xFF, 0x00, 4], // 32: stuffing, also after two 0xFF
        &[0xFF, 0x01, 5],                      // 39: a stray TEM stays inside
        &[0xFF],                               // 42: fill byte of the EOI
    ]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    assert_eq!(names(&s), ["SOI", "SOF0", "SOS", "ECS", "EOI"]);
    assert_eq!(
        leaves(&s)[21..],
        [
            "ECS[0] 200+16",
            "marker 216+16",
            "fill 232+8",
            "marker 240+16",
            "ECS[2] 256+80",
            "fill 336+8",
            "marker 344+16",
        ]
        .map(String::from)[..]
    );
    assert_eq!(s.segments[3].bytes, 25..42);
    let rst = &s.fields[s.leaf_at(216).unwrap()];
    assert_eq!(
        (rst.value.clone(), rst.role),
        (Value::Name("RST0"), Role::Marker)
    );
    // A scan without any data has no such segment; one that never ends goes up to the end of the file.
    assert_eq!(
        names(&read(&file(&[SOF, SOS]))),
        ["SOI", "SOF0", "SOS", "EOI"]
    );
    let s = read(&[SOI, SOF, SOS, &[1, 0xFF]].concat());
    assert_eq!(names(&s), ["SOI", "SOF0", "SOS", "ECS"]);
    assert_eq!(codes(&s), [(Code::MissingEoi, 8 * 27, 0)]);
}

#[test]
fn markers_of_no_meaning() {
    let data = file(&[
        &[0xFF, 0x01],           // 2: TEM: harmless
        &[0xFF, 0xD3],           // 4: RST3 outside of a scan
        &[0xFF, 0x42],           // 6: reserved
        &segment(0xF0, &[1, 2]), // 8: JPG0
        &segment(0xF7, &[0; 9]), // 14: the frame header of JPEG-LS
        SOI,                     // 27
        &segment(0xC8, &[]),     // 29: JPG
    ]);
    let s = read(&data);
    assert_eq!(
        names(&s),
        ["SOI", "TEM", "RST3", "RES", "JPG0", "SOF55", "SOI", "JPG", "EOI"]
    );
    assert_eq!(
        codes(&s),
        [
            (Code::UnknownMarker, 8 * 4, 0xD3),
            (Code::UnknownMarker, 8 * 6, 0x42),
            (Code::UnknownMarker, 8 * 8, 0xF0),
            (Code::OtherFormat, 8 * 14, 0),
            (Code::UnknownMarker, 8 * 27, 0xD8),
            (Code::UnknownMarker, 8 * 29, 0xC8),
        ]
    );
}

#[test]
fn lengths_that_cannot_be() {
    // A length of 1: two bytes are read all the same, and the walk goes on behind them.
    let s = read(&file(&[&[0xFF, 0xDB, 0, 1], &segment(0xDD, &[0, 5])]));
    assert_eq!(names(&s), ["SOI", "DQT", "DRI", "EOI"]);
    assert_eq!(codes(&s), [(Code::BadLength, 32, 1)]);
    // The file ends inside the length.
    let s = read(&[SOI, &[0xFF, 0xDB, 0]].concat());
    assert_eq!(codes(&s)[0], (Code::UnexpectedEnd, 40, 0));
    assert_eq!(leaves(&s).last().unwrap(), "unclaimed 32+8");
    // A comment longer than the file.
    let s = read(&[SOI, &[0xFF, 0xFE, 0xFF, 0xFF], b"hi"].concat());
    assert_eq!(codes(&s)[0], (Code::UnexpectedEnd, 64, 0));
    assert_eq!(field(&s, "Cm").value, Value::Text(6..8));
}

#[test]
fn tables_and_image_as_two_files() {
    let tables = file(&[&segment(0xDB, &[&[0][..], &[1; 64]].concat())]);
    let image = file(&[SOF, SOS, &[1]]);
    let s = read(&[&tables[..], &image].concat());
    assert_eq!(s.errors, []);
    assert_eq!(
        names(&s),
        ["SOI", "DQT", "EOI", "SOI", "SOF0", "SOS", "ECS", "EOI"]
    );
}

#[test]
fn pictures_after_the_end() {
    let image = file(&[SOF, SOS, &[1, 0xFF, 0]]);
    let data = [&image[..], b"xx", &image, &[0], &image[..20]].concat();
    let s = read(&data);
    let n = image.len();
    let found: Vec<_> = s.pictures.iter().map(|p| p.bytes.clone()).collect();
    assert_eq!(found, [n + 2..2 * n + 2, 2 * n + 3..2 * n + 23]);
    assert_eq!(names(&s).last(), Some(&"trailing"));
}

#[test]
fn limits() {
    let limits = Limits {
        segments: 4,
        ..Limits::default()
    };
    let data = file(&[
        &segment(0xFE, &[]),
        &segment(0xFE, &[]),
        &segment(0xFE, &[]),
        SOF,
    ]);
    let s = parse(&data, &limits);
    super::assert_tiles(&data, &s);
    assert_eq!(names(&s), ["SOI", "COM", "COM", "COM", "garbage"]);
    assert_eq!(codes(&s), [(Code::LimitSegments, 8 * 14, 4)]);
    let data = file(&[SOS, &[1, 0xFF, 0xD0].repeat(9)]);
    let s = parse(&data, &limits);
    super::assert_tiles(&data, &s);
    assert_eq!(names(&s), ["SOI", "SOS", "ECS", "EOI"]);
    assert!(codes(&s).contains(&(Code::LimitSegments, 8 * (13 + 9), 4)));
    assert_eq!(
        leaves(&s)[s.leaves.len() - 2],
        format!("ECS[3] {}+{}", 8 * 21, 8 * 18)
    );
}

#[test]
fn more_fields_than_there_is_room_for() {
    // 4 MB of nothing but quantisation tables: 66 fields in 65 bytes.
    let tables = segment(0xDB, &[0; 65 * 1000]);
    let data = file(&[&tables.repeat(64)]);
    let s = read(&data);
    assert!(s.fields.len() < (1 << 20) + 200, "{}", s.fields.len());
    assert!(s.errors.iter().any(|e| e.code == Code::LimitFields));
    // What is not told apart any more is no unclaimed data, and decoding still gets it.
    assert!(s.fields.iter().all(|f| f.role != Role::Unclaimed));
    let whole = |c: &Content| matches!(c, Content::QuantTables(tables) if tables.len() == 1000);
    assert_eq!(s.segments.iter().filter(|s| whole(&s.content)).count(), 64);
}

#[test]
fn errors_of_the_picture() {
    let data = file(&[&segment(0xE1, b"Exif\0\0XX"), &segment(0xDD, &[0])]);
    let s = read(&data);
    assert_eq!(s.errors.len(), 2);
    let picture: Vec<&Error> = s.picture_errors().collect();
    assert_eq!(picture.len(), 1);
    assert_eq!(picture[0].code, Code::BadLength);
}
