//! Small files whose every byte is explained: the segments that decoding needs.

use super::{field, read};
use pixelbits::field::{Shape, Value};
use pixelbits::jpeg::syntax::header::{FrameComponent, ScanComponent};
use pixelbits::jpeg::syntax::tables::{
    HuffmanSpec, CHROMINANCE_QUANTISERS, LUMINANCE_QUANTISERS, NATURAL_TO_ZIGZAG, ZIGZAG,
};
use pixelbits::jpeg::syntax::{marker, parse, Content, Structure};
use pixelbits::trace::Role;
use pixelbits::{Code, Error, Limits};

const SOI: &[u8] = &[0xFF, 0xD8];
const EOI: &[u8] = &[0xFF, 0xD9];
/// 8 × 16 samples, one component 1 with 2 × 1 sampling and table 3.
const SOF: &[u8] = &[0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 8, 1, 1, 0x21, 3];
/// Component 1, tables 2 and 1, 0–63, Ah 0, Al 0.
const SOS: &[u8] = &[0xFF, 0xDA, 0, 8, 1, 1, 0x21, 0, 63, 0];

/// A marker segment with the length that its parameters have.
pub fn segment(code: u8, parameters: &[u8]) -> Vec<u8> {
    let length = (parameters.len() as u16 + 2).to_be_bytes();
    [&[0xFF, code], &length[..], parameters].concat()
}

/// SOI, these, EOI.
pub fn file(parts: &[&[u8]]) -> Vec<u8> {
    [SOI, &parts.concat(), EOI].concat()
}

/// `name[index] start+bits` of every leaf, in file order.
fn leaves(s: &Structure) -> Vec<String> {
    s.leaves
        .iter()
        .map(|&leaf| {
            let f = &s.fields[leaf as usize];
            let index = f.index.map_or(String::new(), |index| format!("[{index}]"));
            format!("{}{index} {}+{}", f.name, f.start, f.bits)
        })
        .collect()
}

fn names(s: &Structure) -> Vec<&str> {
    s.segments
        .iter()
        .map(|g| s.fields[g.first_field].name)
        .collect()
}

fn codes(s: &Structure) -> Vec<(Code, u64, u64)> {
    s.errors.iter().map(|e| (e.code, e.at, e.value)).collect()
}

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
fn a_whole_file_bit_by_bit() {
    let data = file(&[SOF, SOS, &[0xAB, 0xFF, 0x00, 0xCD]]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    assert_eq!(names(&s), ["SOI", "SOF0", "SOS", "ECS", "EOI"]);
    assert_eq!(
        leaves(&s),
        [
            "marker 0+16",
            "marker 16+16",
            "Lf 32+16",
            "P 48+8",
            "Y 56+16",
            "X 72+16",
            "Nf 88+8",
            "C 96+8",
            "H 104+4",
            "V 108+4",
            "Tq 112+8",
            "marker 120+16",
            "Ls 136+16",
            "Ns 152+8",
            "Cs 160+8",
            "Td 168+4",
            "Ta 172+4",
            "Ss 176+8",
            "Se 184+8",
            "Ah 192+4",
            "Al 196+4",
            "ECS[0] 200+32",
            "marker 232+16",
        ]
    );
    let Content::Frame(frame) = &s.segments[1].content else {
        panic!("no frame");
    };
    let component = FrameComponent {
        id: 1,
        h: 2,
        v: 1,
        tq: 3,
    };
    assert_eq!((frame.marker, frame.precision, frame.at), (0xC0, 8, 16));
    assert_eq!((frame.width, frame.height), (8, 16));
    assert_eq!(frame.components, [component]);
    let Content::Scan(scan) = &s.segments[2].content else {
        panic!("no scan");
    };
    assert_eq!(
        scan.components,
        [ScanComponent {
            id: 1,
            td: 2,
            ta: 1
        }]
    );
    assert_eq!(
        (scan.ss, scan.se, scan.ah, scan.al, scan.at),
        (0, 63, 0, 0, 120)
    );
    assert_eq!(s.segments[3].content, Content::EntropyCoded);
    assert_eq!(s.segments[3].bytes, 25..29);
    let sof = &s.fields[s.segments[1].first_field];
    assert_eq!(
        (sof.value.clone(), sof.clause),
        (Value::Name("baseline"), "T.81 B.2.2")
    );
    let v = field(&s, "V");
    assert_eq!(
        (v.value.clone(), v.clause, v.role),
        (Value::Unsigned(1), "T.81 B.2.2", Role::Header)
    );
    assert_eq!(s.fields[s.leaf_at(111).unwrap()], *v);
    assert_eq!(field(&s, "Lf").role, Role::Length);
    assert_eq!(field(&s, "marker").value, Value::Name("SOI"));
    let component = field(&s, "component");
    assert_eq!(
        (component.shape, component.start, component.bits),
        (Shape::Group, 96, 24)
    );
}

#[test]
fn quantisation_tables() {
    let elements: Vec<u8> = (1..=64).collect();
    let wide: Vec<u8> = (1..=64u16).flat_map(|q| (256 * q).to_be_bytes()).collect();
    let data = file(&[&segment(
        0xDB,
        &[&[0x02], &elements[..], &[0x13], &wide].concat(),
    )]);
    let s = read(&data);
    assert_eq!(s.errors, []);
    let Content::QuantTables(tables) = &s.segments[1].content else {
        panic!("no tables");
    };
    for (table, (destination, precision, factor)) in tables.iter().zip([(2, 8, 1), (3, 16, 256)]) {
        assert_eq!(
            (table.destination, table.precision),
            (destination, precision)
        );
        for k in 0..64 {
            assert_eq!(table.zigzag(k), Some((k as u16 + 1) * factor));
        }
        // Zigzag: 1 lies to the right of 0, 2 below 0.
        assert_eq!(
            (table.natural[1], table.natural[8]),
            (2 * factor, 3 * factor)
        );
        assert_eq!(table.zigzag(64), None);
    }
    let q = s
        .fields
        .iter()
        .find(|f| f.name == "Q" && f.index == Some(4))
        .unwrap();
    assert_eq!(
        (q.value.clone(), q.start, q.bits),
        (Value::Unsigned(5), 8 * 11, 8)
    );
    assert_eq!((q.role, q.clause), (Role::QuantTable, "T.81 B.2.4.1"));
    assert_eq!(
        s.fields
            .iter()
            .filter(|f| f.name == "Q" && f.bits == 16)
            .count(),
        64
    );
}

#[test]
fn a_quantisation_segment_keeps_the_tables_before_the_damage() {
    let whole = [&[0x01][..], &[7; 64]].concat();
    // The second table is cut off by the segment's length.
    let s = read(&file(&[&segment(
        0xDB,
        &[&whole[..], &[0x00, 1, 2, 3]].concat(),
    )]));
    let tables = |s: &Structure| match &s.segments[1].content {
        Content::QuantTables(tables) => tables.iter().map(|t| t.destination).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(tables(&s), [1]);
    // Length 2 + 65 + 4; noticed after byte 4 + 2 + 65 + 4 - 1 from the marker at byte 2.
    assert_eq!(codes(&s), [(Code::BadLength, 8 * 75, 71)]);
    // The same at the end of the file.
    let mut data = [SOI, &segment(0xDB, &[&whole[..], &[0x00; 65]].concat())].concat();
    data.truncate(data.len() - 10);
    let s = read(&data);
    assert_eq!(tables(&s), [1]);
    let end = data.len() as u64 * 8;
    assert_eq!(
        codes(&s),
        [(Code::UnexpectedEnd, end, 0), (Code::MissingEoi, end, 0)]
    );
    // A destination of 5 cannot be used; the table after it can. Pq 2 ends it all.
    let parameters = [&[0x05][..], &[7; 64], &whole, &[0x20], &[9; 64]].concat();
    let s = read(&file(&[&segment(0xDB, &parameters)]));
    assert_eq!(tables(&s), [1]);
    assert_eq!(
        codes(&s),
        [
            (Code::BadValue, 8 * 6, 5),
            (Code::BadValue, 8 * (6 + 130), 2)
        ]
    );
}

#[test]
fn huffman_tables() {
    // AC 1: one code of 1 bit, two of 3 bits.
    let mut parameters = vec![0x11, 1, 0, 2];
    parameters.extend([0; 13]);
    parameters.extend([0x05, 0x00, 0xF0]);
    // DC 0 without symbols.
    parameters.extend([0; 17]);
    let s = read(&file(&[&segment(0xC4, &parameters)]));
    assert_eq!(s.errors, []);
    let mut counts = [0; 16];
    (counts[0], counts[2]) = (1, 2);
    let ac = HuffmanSpec {
        ac: true,
        destination: 1,
        counts,
        symbols: vec![5, 0, 0xF0],
    };
    let dc = HuffmanSpec {
        ac: false,
        destination: 0,
        counts: [0; 16],
        symbols: vec![],
    };
    assert_eq!(s.segments[1].content, Content::HuffmanTables(vec![ac, dc]));
    // Codes of 3 bits are a group of their own, and empty groups leave no trace.
    let groups: Vec<_> = s
        .fields
        .iter()
        .filter(|f| f.name == "V" && f.shape == Shape::Group)
        .map(|f| (f.index, f.start, f.bits))
        .collect();
    assert_eq!(groups, [(Some(1), 8 * 23, 8), (Some(3), 8 * 24, 16)]);
    assert_eq!(
        leaves(&s)[2..6],
        ["Lh 32+16", "Tc 48+4", "Th 52+4", "L[1] 56+8"].map(String::from)[..]
    );
}

#[test]
fn damaged_huffman_tables() {
    let tables = |parameters: &[u8]| {
        let s = read(&file(&[&segment(0xC4, parameters)]));
        let Content::HuffmanTables(tables) = &s.segments[1].content else {
            panic!("no tables");
        };
        (tables.len(), codes(&s))
    };
    // 257 symbols.
    let mut parameters = vec![0x03, 255, 2];
    parameters.extend([0; 14 + 257]);
    assert_eq!(
        tables(&parameters),
        (0, vec![(Code::BadHuffmanTable, 56, 3)])
    );
    // Class 2, then a table that is fine.
    let mut parameters = vec![0x20];
    parameters.extend([0; 16]);
    parameters.extend([0; 17]);
    assert_eq!(tables(&parameters), (1, vec![(Code::BadValue, 48, 2)]));
    // Fewer symbols than promised.
    let mut parameters = vec![0x00, 2];
    parameters.extend([0; 15 + 1]);
    assert_eq!(
        tables(&parameters),
        (0, vec![(Code::BadLength, 8 * 24, 20)])
    );
}

#[test]
fn conditioning_restart_lines_expansion() {
    let s = read(&file(&[
        &segment(0xCC, &[0x01, 0x52, 0x13, 63]),
        &segment(0xDD, &[1, 2]),
        &segment(0xDC, &[0, 9]),
        &segment(0xDF, &[0x10]),
    ]));
    assert_eq!(s.errors, []);
    let contents: Vec<_> = s.segments[1..5].iter().map(|s| s.content.clone()).collect();
    assert_eq!(
        contents,
        [
            Content::Conditioning(vec![(0, 1, 0x52), (1, 3, 63)]),
            Content::RestartInterval(258),
            Content::Lines(9),
            Content::Expand(1, 0),
        ]
    );
    let (u, l) = (field(&s, "U"), field(&s, "L"));
    assert_eq!((&u.value, u.bits), (&Value::Unsigned(5), 4));
    assert_eq!((&l.value, l.bits), (&Value::Unsigned(2), 4));
    // L > U, Kx 0 and 64, class 2, destination 4.
    let s = read(&file(&[&segment(
        0xCC,
        &[0, 0x12, 0x10, 0, 0x10, 64, 0x20, 1, 0x14, 1],
    )]));
    let values: Vec<_> = s.errors.iter().map(|e| (e.code, e.value)).collect();
    assert_eq!(
        values,
        [0x12, 0, 64, 2, 4].map(|value| (Code::BadValue, value))
    );
    // A DRI of three bytes.
    let s = read(&file(&[&segment(0xDD, &[1, 2, 3])]));
    assert_eq!(codes(&s), [(Code::BadLength, 8 * 8, 5)]);
    assert_eq!(field(&s, "unclaimed").start, 8 * 8);
}

#[test]
fn frame_headers_out_of_range() {
    let frame = |code: u8, parameters: &[u8]| read(&file(&[&segment(code, parameters)]));
    // P 12 in baseline; P 17 in lossless; X 0; Nf 0.
    let codes_of = |s: &Structure| {
        s.errors
            .iter()
            .map(|e| (e.code, e.value))
            .collect::<Vec<_>>()
    };
    let s = frame(0xC0, &[12, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    assert_eq!(codes(&s), [(Code::BadPrecision, 8 * 6, 12)]);
    assert_eq!(codes_of(&frame(0xC1, &[12, 0, 1, 0, 1, 1, 1, 0x11, 0])), []);
    assert_eq!(
        codes_of(&frame(0xCB, &[17, 0, 1, 0, 1, 1, 1, 0x11, 0])),
        [(Code::BadPrecision, 17)]
    );
    assert_eq!(
        codes_of(&frame(0xC2, &[8, 0, 1, 0, 0, 1, 1, 0x11, 0])),
        [(Code::ZeroDimension, 0)]
    );
    assert_eq!(
        codes_of(&frame(0xC2, &[8, 0, 1, 0, 1, 0])),
        [(Code::ZeroDimension, 0)]
    );
    // The same component twice, sampling 0 × 5, table 4: all are delivered.
    let s = frame(0xC0, &[8, 0, 1, 0, 1, 2, 7, 0x05, 4, 7, 0x11, 0]);
    assert_eq!(
        codes(&s),
        [
            (Code::BadSampling, 8 * 13, 0),
            (Code::BadSampling, 8 * 13, 5),
            (Code::BadValue, 8 * 14, 4),
            (Code::BadComponent, 8 * 15, 7),
        ]
    );
    assert!(matches!(&s.segments[1].content, Content::Frame(f) if f.components.len() == 2));
    // Two components promised, one there: no frame.
    let s = frame(0xC0, &[8, 0, 1, 0, 1, 2, 7, 0x11, 0]);
    assert_eq!(codes(&s), [(Code::BadLength, 8 * 15, 11)]);
    assert_eq!(s.segments[1].content, Content::Other);
    // A second frame is allowed after DHP only.
    let s = read(&file(&[SOF, SOF]));
    assert_eq!(codes(&s), [(Code::DuplicateFrame, 8 * 15, 0xC0)]);
    let dhp = segment(0xDE, &[8, 0, 16, 0, 8, 1, 1, 0x21, 0]);
    let s = read(&file(&[&dhp, SOF, SOF]));
    assert_eq!(s.errors, []);
    assert!(matches!(&s.segments[1].content, Content::Hierarchy(f) if f.marker == 0xDE));
}

#[test]
fn scan_headers_out_of_range() {
    let scan = |parameters: &[u8]| read(&file(&[SOF, &segment(0xDA, parameters)]));
    // At byte 15 the marker, at 19 Ns.
    assert_eq!(codes(&scan(&[0, 0, 63, 0])), [(Code::BadScan, 8 * 19, 0)]);
    assert_eq!(
        codes(&scan(&[1, 2, 0x00, 0, 63, 0])),
        [(Code::BadComponent, 8 * 20, 2)]
    );
    assert_eq!(codes(&scan(&[1, 1, 0x4F, 0, 63, 0])).len(), 2);
    let s = scan(&[2, 1, 0, 1, 0, 0, 63, 0]);
    assert_eq!(codes(&s), [(Code::BadComponent, 8 * 22, 1)]);
    assert!(matches!(&s.segments[2].content, Content::Scan(h) if h.components.len() == 2));
    assert_eq!(codes(&scan(&[3, 1, 0, 0, 63, 0]))[1].0, Code::BadLength);
    // No frame at all.
    assert_eq!(codes(&read(&file(&[SOS]))), [(Code::BadScan, 16, 0)]);
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
            (Code::NotThisStandard, 8 * 14, 0xF7),
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
fn names_of_markers() {
    assert_eq!(marker::name(0xC0), "SOF0");
    assert_eq!(marker::name(0xCF), "SOF15");
    assert_eq!(marker::name(0xD7), "RST7");
    assert_eq!(marker::name(0xEE), "APP14");
    assert_eq!(marker::name(0xFE), "COM");
    for code in 0..=255 {
        assert_eq!(
            marker::process(code).is_some(),
            marker::is_sof(code),
            "{code:X}"
        );
        let name = marker::name(code);
        assert_eq!(
            name.starts_with("SOF") && code != 0xF7,
            marker::is_sof(code),
            "{code:X}"
        );
        assert_eq!(name.starts_with("RST"), marker::is_rst(code));
        let process = marker::process(code).unwrap_or("");
        assert_eq!(process.contains("arithmetic"), marker::is_arithmetic(code));
        assert_eq!(process.contains("lossless"), marker::is_lossless(code));
        assert_eq!(
            process.contains("progressive"),
            marker::is_progressive(code)
        );
        assert_eq!(
            process.contains("differential"),
            marker::is_differential(code)
        );
    }
    let bare: Vec<u8> = (0xC0..=0xFE).filter(|&c| !marker::has_length(c)).collect();
    assert_eq!(bare, (0xD0..=0xD9).collect::<Vec<u8>>());
}

#[test]
fn standard_tables() {
    for k in 0..64u8 {
        assert_eq!(NATURAL_TO_ZIGZAG[usize::from(ZIGZAG[usize::from(k)])], k);
    }
    // Sums of the tables K.1 and K.2, and their corners.
    assert_eq!(LUMINANCE_QUANTISERS.iter().sum::<u16>(), 3688);
    assert_eq!(CHROMINANCE_QUANTISERS.iter().sum::<u16>(), 5606);
    let specs = HuffmanSpec::standard();
    for spec in &specs {
        let total: usize = spec.counts.iter().map(|&c| usize::from(c)).sum();
        assert_eq!(total, spec.symbols.len());
        let mut symbols = spec.symbols.clone();
        symbols.sort_unstable();
        symbols.dedup();
        assert_eq!(symbols.len(), total, "a symbol twice");
        // Kraft's sum leaves room for the code of all ones, and a bit more.
        let used: u32 = (1..=16)
            .zip(spec.counts)
            .map(|(n, c)| u32::from(c) << (16 - n))
            .sum();
        assert!(used < 1 << 16);
    }
    // Files of the corpus state the same tables.
    let Some(folder) = super::corpus::folder("jpeg") else {
        return;
    };
    let data = std::fs::read(folder.join("valid/ljt-testimgint.jpg")).unwrap();
    let s = read(&data);
    let mut stated: Vec<HuffmanSpec> = Vec::new();
    for segment in &s.segments {
        if let Content::HuffmanTables(tables) = &segment.content {
            stated.extend(tables.iter().cloned());
        }
    }
    assert_eq!(stated.len(), 4);
    for spec in specs {
        assert!(stated.contains(&spec), "{} {}", spec.ac, spec.destination);
    }
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
