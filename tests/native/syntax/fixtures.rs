//! Small files whose every byte is explained: the segments that decoding needs.

use super::{field, read};
use pixelbits::field::{Shape, Value};
use pixelbits::jpeg::syntax::header::{FrameComponent, ScanComponent};
use pixelbits::jpeg::syntax::tables::{
    HuffmanSpec, CHROMINANCE_QUANTISERS, LUMINANCE_QUANTISERS, NATURAL_TO_ZIGZAG, ZIGZAG,
};
use pixelbits::jpeg::syntax::{marker, Content, Structure};
use pixelbits::trace::Role;
use pixelbits::Code;

pub const SOI: &[u8] = &[0xFF, 0xD8];
pub const EOI: &[u8] = &[0xFF, 0xD9];
/// 8 × 16 samples, one component 1 with 2 × 1 sampling and table 3.
pub const SOF: &[u8] = &[0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 8, 1, 1, 0x21, 3];
/// Component 1, tables 2 and 1, 0–63, Ah 0, Al 0.
pub const SOS: &[u8] = &[0xFF, 0xDA, 0, 8, 1, 1, 0x21, 0, 63, 0];

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
pub fn leaves(s: &Structure) -> Vec<String> {
    s.leaves
        .iter()
        .map(|&leaf| {
            let f = &s.fields[leaf as usize];
            let index = f.index.map_or(String::new(), |index| format!("[{index}]"));
            format!("{}{index} {}+{}", f.name, f.start, f.bits)
        })
        .collect()
}

pub fn names(s: &Structure) -> Vec<&str> {
    s.segments
        .iter()
        .map(|g| s.fields[g.first_field].name)
        .collect()
}

pub fn codes(s: &Structure) -> Vec<(Code, u64, u64)> {
    s.errors.iter().map(|e| (e.code, e.at, e.value)).collect()
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
        Content::QuantTables(tables) => tables.iter().map(|t| t.destination).collect::<Vec<_>>(),
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
    assert_eq!(codes(&scan(&[3, 1, 0])), [(Code::BadLength, 8 * 22, 5)]);
    // No frame at all.
    assert_eq!(codes(&read(&file(&[SOS]))), [(Code::BadScan, 16, 0)]);
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
        // Its quality of 75 halves the quantisers, rounding up.
        if let Content::QuantTables(tables) = &segment.content {
            for table in tables {
                let whole =
                    [LUMINANCE_QUANTISERS, CHROMINANCE_QUANTISERS][usize::from(table.destination)];
                assert_eq!(table.natural, whole.map(|q| q.div_ceil(2)));
            }
        }
        if let Content::HuffmanTables(tables) = &segment.content {
            stated.extend(tables.iter().cloned());
        }
    }
    assert_eq!(stated.len(), 4);
    for spec in specs {
        assert!(stated.contains(&spec), "{} {}", spec.ac, spec.destination);
    }
}
