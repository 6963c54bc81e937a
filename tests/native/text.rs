//! Texts of bits: laid out as promised, and back to the same bytes from whatever spacing they arrive in.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

use pixelbits::text::{
    grey, line_column, parse, Columns, Grouping, Layout, Notation, Offsets, Parser, PixelFormat,
    Pixels, Source, Text,
};
use pixelbits::{Code, Image};

/// xorshift64*: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

/// The slow twin of the writer: one character at a time, as the module's documentation has it.
fn slow_text(bytes: &[u8], layout: Layout) -> String {
    let bits: Vec<char> = bytes
        .iter()
        .flat_map(|b| format!("{b:08b}").chars().collect::<Vec<_>>())
        .collect();
    let cells: Vec<String> = match layout.notation {
        Notation::Bits => bits.iter().map(char::to_string).collect(),
        Notation::Hex => bytes.iter().map(|b| format!("{b:02X}")).collect(),
        Notation::Decimal => bytes.iter().map(|b| format!("{b:3}")).collect(),
    };
    let across = match layout.columns {
        Columns::Of(count) => count as usize,
        _ => cells.len().max(1),
    };
    let is_bits = layout.notation == Notation::Bits;
    let splits = is_bits && across % 8 != 0 && across < cells.len();
    let mut out = String::new();
    for (row, cells) in cells.chunks(across).enumerate() {
        if layout.offsets == Offsets::Column {
            let first = row * across;
            match (is_bits, splits) {
                (true, true) => out += &format!("{:08X}:{} ", first / 8, first % 8),
                (true, false) => out += &format!("{:08X}: ", first / 8),
                _ => out += &format!("{first:08X}: "),
            }
        }
        for (column, cell) in cells.iter().enumerate() {
            let spaced = !is_bits || layout.grouping == Grouping::Bytes && column % 8 == 0;
            if column > 0 && spaced {
                out.push(' ');
            }
            out += cell;
        }
        out.push('\n');
    }
    out
}

fn every_layout(columns: Columns) -> Vec<Layout> {
    let mut all = Vec::new();
    for notation in [Notation::Bits, Notation::Hex, Notation::Decimal] {
        for grouping in [Grouping::None, Grouping::Bytes] {
            for offsets in [Offsets::None, Offsets::Column] {
                all.push(Layout {
                    notation,
                    columns,
                    grouping,
                    offsets,
                });
            }
        }
    }
    all
}

/// Column counts around every border there is.
fn column_counts(random: &mut Random) -> Vec<Columns> {
    let mut all: Vec<Columns> = (1..=33).map(Columns::Of).collect();
    all.extend([63, 64, 65, 127, 128, 1000, 2048, 4095, 4096].map(Columns::Of));
    all.extend((0..20).map(|_| Columns::Of(1 + random.below(4096) as u32)));
    all.push(Columns::All);
    all
}

/// Byte patterns whose texts are easily taken for something else.
fn awkward_bytes(random: &mut Random) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![vec![]];
    let of = |random: &mut Random, from: &[u8]| -> Vec<u8> {
        let count = 1 + random.below(40);
        (0..count).map(|_| random.pick(from)).collect()
    };
    for _ in 0..30 {
        // Hexadecimal that looks like bits; decimal that looks like bits, like pairs, and like both.
        all.push(of(random, &[0x00, 0x01, 0x10, 0x11]));
        all.push(of(random, &[0, 1, 10, 11, 100, 101, 110, 111]));
        all.push(of(random, &[10, 11]));
        all.push((0..30).map(|_| 10 + random.below(90) as u8).collect());
        all.push(of(random, &[0]));
        all.push(of(random, &[255]));
        all.push(of(random, &[0, 0, 0, 0, 0, 2]));
    }
    // Plain at first, anything afterwards: the decision is made before the surprise.
    for first in [0u8, 10, 0x11] {
        let mut bytes = vec![first; 5000];
        bytes.extend(random.bytes(100));
        all.push(bytes);
    }
    all
}

#[test]
fn laid_out_as_the_slow_twin_says() {
    let mut random = Random(1);
    for columns in column_counts(&mut random) {
        for layout in every_layout(columns) {
            let count = random.below(700);
            let bytes = random.bytes(count);
            let text = Text::new(Source::Bytes(&bytes), layout).unwrap();
            let expected = text.heading().to_owned() + &slow_text(&bytes, layout);
            let made = text.to_bytes();
            assert!(made == expected.as_bytes(), "{layout:?}, {count} bytes");
            assert_eq!(text.text_bytes(), made.len() as u64, "{layout:?}");
            let lines = expected.lines().count() - text.heading().lines().count();
            assert_eq!(text.rows(), lines as u64);
        }
    }
}

#[test]
fn chunks_and_rows_make_the_same_text() {
    let mut random = Random(2);
    for columns in column_counts(&mut random) {
        for layout in every_layout(columns) {
            let count = random.below(3000);
            let bytes = random.bytes(count);
            let text = Text::new(Source::Bytes(&bytes), layout).unwrap();
            let whole = text.to_bytes();
            let limit = random.pick(&[0, 64, 65, 100, 333, 4096, 100_000]);
            let (mut joined, mut chunk) = (Vec::new(), Vec::new());
            let mut writer = text.chunks();
            while writer.next_chunk(&mut chunk, limit) {
                assert!(chunk.len() <= limit.max(64), "{layout:?} {limit}");
                joined.append(&mut chunk);
            }
            assert!(joined == whole, "{layout:?} {limit}");

            let mut rows = text.heading().as_bytes().to_vec();
            let some = 1 + random.below(5) as u64;
            let mut row = 0;
            while row < text.rows() {
                text.write_rows(row..row + some, &mut rows);
                row += some;
            }
            assert!(rows == whole, "{layout:?}");
        }
    }
}

/// The same text as it may look after a mail program, an editor or another system had it.
fn mutations(text: &str, random: &mut Random) -> Vec<(&'static str, String)> {
    let mut spaced = String::new();
    for word in text.split_inclusive([' ', '\n']) {
        spaced += word;
        let inside_line = !word.ends_with('\n');
        match random.below(4) {
            0 if inside_line => spaced += "\t ",
            1 if inside_line => spaced += "   ",
            2 if !inside_line => spaced += "\n  \t\n",
            _ => {}
        }
    }
    vec![
        ("as made", text.to_owned()),
        ("CR LF", text.replace('\n', "\r\n")),
        ("CR", text.replace('\n', "\r")),
        ("byte-order mark", "\u{FEFF}".to_owned() + text),
        ("no last line break", text.trim_end_matches('\n').to_owned()),
        ("spaces at line ends", text.replace('\n', " \t\n")),
        ("spaces and empty lines", spaced),
    ]
}

/// Every text in every layout, as made and mutated, whole and in pieces, gives the bytes it was made from.
fn assert_comes_back(bytes: &[u8], layout: Layout, random: &mut Random) {
    let text = Text::new(Source::Bytes(bytes), layout).unwrap().to_bytes();
    let text = String::from_utf8(text).unwrap();
    for (how, mutated) in mutations(&text, random) {
        let context = || format!("{how}: {layout:?}\n{:.400}", mutated);
        let parsed = parse(mutated.as_bytes()).unwrap_or_else(|e| panic!("{e} {}", context()));
        assert!(parsed.bytes == bytes, "{}", context());
        assert_eq!(parsed.bits, bytes.len() as u64 * 8);
        if !bytes.is_empty() {
            assert_eq!(parsed.notation, layout.notation, "{}", context());
        }

        let mut parser = Parser::new();
        let piece = random.pick(&[1, 2, 7, 100, 5000]);
        for piece in mutated.as_bytes().chunks(piece) {
            parser.feed(piece).unwrap();
        }
        assert!(parser.finish().unwrap().bytes == bytes, "{}", context());
    }
}

#[test]
fn every_text_comes_back() {
    let mut random = Random(3);
    for columns in column_counts(&mut random) {
        for layout in every_layout(columns) {
            for longest in [8, 60, 2000] {
                let count = random.below(longest + 1);
                let bytes = random.bytes(count);
                assert_comes_back(&bytes, layout, &mut random);
            }
        }
    }
}

#[test]
fn texts_that_look_like_other_texts_come_back() {
    let mut random = Random(4);
    let all = awkward_bytes(&mut random);
    for columns in [1, 2, 3, 4, 5, 8, 16, 24, 64, 128, 4096]
        .map(Columns::Of)
        .into_iter()
        .chain([Columns::All])
    {
        for layout in every_layout(columns) {
            for bytes in &all {
                assert_comes_back(bytes, layout, &mut random);
            }
        }
    }
}

/// Every single byte and many pairs, in every layout: the shortest texts are the most ambiguous.
#[test]
fn the_shortest_texts_come_back() {
    let mut random = Random(5);
    for layout in [1, 2, 8, 16, 64]
        .into_iter()
        .flat_map(|columns| every_layout(Columns::Of(columns)))
    {
        for value in 0..=255u8 {
            assert_comes_back(&[value], layout, &mut random);
            assert_comes_back(&[value, random.next() as u8], layout, &mut random);
        }
    }
}

#[test]
fn headings_stand_only_where_they_are_needed() {
    let heading = |bytes: &[u8], layout| {
        let text = Text::new(Source::Bytes(bytes), layout).unwrap();
        text.heading().to_owned()
    };
    let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 0x4A, 0x46];
    for layout in [Layout::BITS, Layout::STREAM, Layout::HEX, Layout::DECIMAL] {
        assert_eq!(heading(&jpeg, layout), "");
    }
    let mut random = Random(6);
    for columns in column_counts(&mut random) {
        for bytes in awkward_bytes(&mut random) {
            let layout = Layout {
                columns,
                ..Layout::BITS
            };
            assert_eq!(heading(&bytes, layout), "");
        }
    }
    // Sixteen zero bytes abreast are plainly pairs; one a row they might be bits.
    assert_eq!(heading(&[0; 16], Layout::HEX), "");
    let narrow = Layout {
        columns: Columns::Of(1),
        ..Layout::HEX
    };
    assert_eq!(heading(&[0; 16], narrow), "# pixelbits hex\n");
    // 16 17 18 is hexadecimal, too.
    assert_eq!(
        heading(&[16, 17, 18], Layout::DECIMAL),
        "# pixelbits decimal\n"
    );
}

#[test]
fn texts_from_elsewhere() {
    let cases: &[(&[u8], &[u8])] = &[
        (b"", b""),
        (b" \r\n\t ", b""),
        (b"0100 1010\n1111 1111", &[0x4A, 0xFF]),
        (b"0 1 0 0 1 0 1 0", &[0x4A]),
        (b"00 01 10 11", &[0x00, 0x01, 0x10, 0x11]),
        (b"ff d8 ff e0", &[0xFF, 0xD8, 0xFF, 0xE0]),
        (
            b"FFD8FFE0\n00104A46",
            &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 0x4A, 0x46],
        ),
        (b"255 216 0 7", &[255, 216, 0, 7]),
        (b"255 216 000 007", &[255, 216, 0, 7]),
        // Offsets without colons: of eight digits, and unlike the data.
        (
            b"00000000  FF D8 FF E0\n00000004  00 10",
            &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10],
        ),
        (b"00000000 255 216\n00000002 255", &[255, 216, 255]),
        (
            b"00000000 0000000011111111\n00000002 1111111100000000\n",
            &[0, 255, 255, 0],
        ),
        // Without such evidence, eight digits are eight bits.
        (b"00000000 11111111\n00000001 11111111", &[0, 255, 1, 255]),
        (b"00000000 FFD8FFE0", &[0, 0, 0, 0, 0xFF, 0xD8, 0xFF, 0xE0]),
        // A row that some program has broken.
        (
            b"00000000: FF D8 FF\nE0\n00000004: 00",
            &[0xFF, 0xD8, 0xFF, 0xE0, 0],
        ),
        (b"# pixelbits hex\n10", &[0x10]),
        (b"\xEF\xBB\xBF\r\n# pixelbits bits 3\r\n101", &[0xA0]),
    ];
    for (text, bytes) in cases {
        let context = String::from_utf8_lossy(text);
        let parsed = parse(text).unwrap_or_else(|e| panic!("{e}: {context}"));
        assert_eq!(parsed.bytes, *bytes, "{context}");
    }
}

/// Text, code, value, line, column.
#[test]
fn errors_name_their_place() {
    let long = "01".repeat(4000) + "\n01 \u{20AC}1";
    let cases: &[(&str, Code, u64, u32, u32)] = &[
        ("0101x101", Code::TextSymbol, 'x' as u64, 1, 5),
        ("0101\r\n0121\r\n", Code::TextSymbol, '2' as u64, 2, 3),
        ("0101\r01 1-", Code::TextSymbol, '-' as u64, 2, 5),
        ("0101\n\n\n01\u{E9}1", Code::TextSymbol, 0xE9, 4, 3),
        ("\u{FEFF}01\u{1F600}", Code::TextSymbol, 0x1F600, 1, 3),
        (&long, Code::TextSymbol, 0x20AC, 2, 4),
        ("0101010\n", Code::TextShort, 1, 1, 8),
        ("01010101\n010\n\n\n", Code::TextShort, 5, 2, 4),
        ("FF D8 FG", Code::TextSymbol, 'G' as u64, 1, 8),
        ("FF D8\nF E0", Code::TextDigits, 1, 2, 1),
        ("FF D8 FFE", Code::TextDigits, 3, 1, 9),
        ("255 216\n 7 256", Code::BadValue, 256, 2, 4),
        ("255 216 0255", Code::TextDigits, 4, 1, 9),
        ("255 21A 7", Code::TextSymbol, 'A' as u64, 1, 7),
        ("255 216, 7", Code::TextSymbol, ',' as u64, 1, 8),
        ("00000000: FF\n00000002: D8", Code::TextOffset, 2, 2, 1),
        (
            "00000000:0 0101\n  00000000:5 0101",
            Code::TextOffset,
            0,
            2,
            3,
        ),
        ("00000000: FF: D8", Code::TextSymbol, ':' as u64, 1, 13),
        ("00000000:8 FF", Code::TextSymbol, '8' as u64, 1, 10),
        ("FF\n00000001: D8", Code::TextSymbol, 0, 0, 0),
        (": FF", Code::TextSymbol, ':' as u64, 1, 1),
        ("# something\n0101", Code::TextHeading, 0, 1, 1),
        ("\n# pixelbits hex 3\n0101", Code::TextHeading, 0, 2, 1),
        ("# pixelbits bits 9\n01010101\n", Code::TextShort, 1, 2, 9),
        ("# pixelbits bits 7\n01010101\n", Code::BadValue, 8, 2, 9),
        (
            "# pixelbits decimal\n0F",
            Code::TextSymbol,
            'F' as u64,
            2,
            2,
        ),
        ("\0", Code::TextSymbol, 0, 1, 1),
    ];
    for &(text, code, value, line, column) in cases {
        if line == 0 {
            // A first row that lost its offset is still in its place: no error at all.
            assert_eq!(parse(text.as_bytes()).unwrap().bytes, [0xFF, 0xD8]);
            continue;
        }
        for piece in [1, 3, 5000, 1 << 20] {
            let mut parser = Parser::new();
            let fed: Result<(), _> = text
                .as_bytes()
                .chunks(piece)
                .try_for_each(|p| parser.feed(p));
            let error = fed.and_then(|()| parser.finish()).unwrap_err();
            let context = format!("{text:.60?}, {piece} bytes a time: {error}");
            assert_eq!((error.code, error.value), (code, value), "{context}");
            assert_eq!(parser.place(), (line, column), "{context}");
            assert_eq!(
                line_column(text.as_bytes(), &error),
                (line, column),
                "{context}"
            );
            assert_eq!(parser.finish().unwrap_err(), error);
        }
    }
}

/// A heading behind a lone CR: the LF at its end is a line end of its own, not the second half of CR LF.
#[test]
fn found_line_of_an_error_behind_returns_and_a_heading() {
    for (text, line) in [
        ("\r# pixelbits decimal\n1 x\n", 3),
        ("\r# pixelbits decimal\r\n1 x\n", 3),
        ("\r\n# pixelbits hex\n\n0G\n", 4),
    ] {
        let mut parser = Parser::new();
        let fed = parser.feed(text.as_bytes());
        let error = fed.and_then(|()| parser.finish().map(|_| ())).unwrap_err();
        assert_eq!(line_column(text.as_bytes(), &error).0, line, "{text:?}");
        assert_eq!(parser.place().0, line, "{text:?}");
    }
}

/// A wrong character put into any text at any place is an error just there.
#[test]
fn a_wrong_character_is_found_where_it_is() {
    let mut random = Random(7);
    for columns in [1, 5, 8, 16, 60, 64, 1000].map(Columns::Of) {
        for layout in every_layout(columns) {
            for _ in 0..20 {
                let count = 1 + random.below(1500);
                let bytes = random.bytes(count);
                let text = Text::new(Source::Bytes(&bytes), layout).unwrap();
                let mut text = String::from_utf8(text.to_bytes()).unwrap();
                let data: Vec<usize> = text
                    .lines()
                    .flat_map(|line| {
                        let start = line.as_ptr() as usize - text.as_ptr() as usize;
                        let offset = line.find(": ").or(line.find(":0 ")).map_or(0, |at| at + 1);
                        let offset = if line.contains(':') && offset == 0 {
                            11
                        } else {
                            offset
                        };
                        start + offset..start + line.len()
                    })
                    .filter(|&at| text.as_bytes()[at] != b' ')
                    .collect();
                let at = random.pick(&data);
                let wrong = random.pick(&["z", "\u{FC}", "*", "g", "\u{2028}"]);
                text.replace_range(at..at + 1, wrong);
                if random.below(2) == 0 {
                    text = text.replace('\n', "\r\n");
                }
                let at = text.find(wrong).unwrap();
                let line = text[..at].matches('\n').count() as u32 + 1;
                let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
                let column = (at - line_start) as u32 + 1;

                let error = parse(text.as_bytes()).unwrap_err();
                assert_eq!(error.code, Code::TextSymbol, "{layout:?} {text:.300}");
                assert_eq!(error.value, wrong.chars().next().unwrap() as u64);
                assert_eq!(line_column(text.as_bytes(), &error), (line, column));
            }
        }
    }
}

/// A decimal digit that is no bit, in a text of bits in any layout of at least 4 columns, is an error just there.
#[test]
fn a_two_among_bits_is_no_new_notation() {
    let mut random = Random(8);
    for columns in [4, 7, 8, 16, 64, 100, 4096]
        .map(Columns::Of)
        .into_iter()
        .chain([Columns::All])
    {
        for layout in every_layout(columns) {
            if layout.notation != Notation::Bits || layout.offsets == Offsets::Column {
                continue;
            }
            for _ in 0..50 {
                let count = 2 + random.below(1200);
                let bytes = random.bytes(count);
                let mut text = Text::new(Source::Bytes(&bytes), layout).unwrap().to_bytes();
                let at = loop {
                    let at = random.below(text.len());
                    if matches!(text[at], b'0' | b'1') {
                        break at;
                    }
                };
                text[at] = b'2' + random.below(8) as u8;
                let error = parse(&text).unwrap_err();
                assert_eq!((error.code, error.at), (Code::TextSymbol, at as u64 * 8));
            }
        }
    }
}

/// No input whatever makes the parser panic, and however it is cut, the answer is the same.
#[test]
fn random_characters() {
    let mut random = Random(9);
    let alphabets: [&[u8]; 5] = [
        b"01",
        b"01 \n",
        b"01 \r\n:8A",
        b"0123456789ABCDEF \t\r\n:#pixelbits",
        b"01\xEF\xBB\xBF\xF0\x9F\x98\x80\xC3\xA9 \r\n",
    ];
    for round in 0..20_000 {
        let alphabet = alphabets[round % alphabets.len()];
        let length = if round % 50 == 0 { 9000 } else { 60 };
        let text: Vec<u8> = (0..random.below(length))
            .map(|_| random.pick(alphabet))
            .collect();
        let whole = parse(&text);
        let mut parser = Parser::new();
        let piece = 1 + random.below(20);
        let fed: Result<(), _> = text.chunks(piece).try_for_each(|p| parser.feed(p));
        let pieces = fed.and_then(|()| parser.finish());
        assert_eq!(whole, pieces, "{}", String::from_utf8_lossy(&text));
        if let Err(error) = whole {
            assert_eq!(parser.place(), line_column(&text, &error), "{error}");
        }
    }
}

#[test]
fn parameters_are_checked() {
    for columns in [0, 4097, u32::MAX] {
        let layout = Layout {
            columns: Columns::Of(columns),
            ..Layout::BITS
        };
        let error = Text::new(Source::Bytes(&[1]), layout).unwrap_err();
        assert_eq!((error.code, error.value), (Code::Parameter, columns.into()));
    }
    let layout = Layout {
        columns: Columns::PictureRow,
        ..Layout::BITS
    };
    let error = Text::new(Source::Bytes(&[1]), layout).unwrap_err();
    assert_eq!(error.code, Code::Parameter);
}

#[test]
fn bits_of_rows() {
    let layout = Layout {
        columns: Columns::Of(12),
        ..Layout::BITS
    };
    let text = Text::new(Source::Bytes(&[0; 4]), layout).unwrap();
    assert_eq!(text.rows(), 3);
    assert_eq!(text.row_bits(0), 0..12);
    assert_eq!(text.row_bits(2), 24..32);
    assert_eq!(text.row_bits(3), 32..32);
    assert_eq!(text.row_bits(u64::MAX), 32..32);
    let text = Text::new(Source::Bytes(&[0; 20]), Layout::HEX).unwrap();
    assert_eq!(text.row_bits(1), 128..160);
    let mut out = Vec::new();
    text.write_rows(2..u64::MAX, &mut out);
    assert!(out.is_empty());
}

/// A 3 × 2 picture: black, white, red; green, blue, grey.
fn picture() -> Image {
    let rgb = [
        [0, 0, 0],
        [255, 255, 255],
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [128, 128, 128],
    ];
    Image {
        width: 3,
        height: 2,
        rgba: rgb.iter().flat_map(|&[r, g, b]| [r, g, b, 9]).collect(),
    }
}

#[test]
fn pixels_as_bytes() {
    let image = picture();
    let bytes = |format| Source::Pixels(Pixels::new(&image, format)).to_bytes();
    assert_eq!(
        bytes(PixelFormat::Rgb),
        [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 128, 128, 128]
    );
    // (299·255 + 500) / 1000 = 76, (587·255 + 500) / 1000 = 150, (114·255 + 500) / 1000 = 29.
    assert_eq!(bytes(PixelFormat::Grey), [0, 255, 76, 150, 29, 128]);
    // 1 = white from 128 on: 010 101, and two zeros fill up the byte.
    assert_eq!(bytes(PixelFormat::OneBit), [0b0101_0100]);
    assert_eq!(grey(0x12, 0x34, 0x56), 46);
}

#[test]
fn a_one_bit_picture_row_by_row() {
    let image = picture();
    let source = Source::Pixels(Pixels::new(&image, PixelFormat::OneBit));
    let layout = Layout {
        columns: Columns::PictureRow,
        ..Layout::BITS
    };
    let text = Text::new(source, layout).unwrap();
    assert_eq!(text.to_bytes(), b"# pixelbits bits 6\n010\n101\n");
    let parsed = parse(&text.to_bytes()).unwrap();
    assert_eq!((parsed.bytes, parsed.bits), (vec![0b0101_0100], 6));
    // Rows of three pixels fill no whole bytes.
    let hex = Layout {
        columns: Columns::PictureRow,
        ..Layout::HEX
    };
    assert_eq!(Text::new(source, hex).unwrap_err().code, Code::Parameter);
}

/// Pixels read a few at a time, from any place, are those read at once; and their texts come back.
#[test]
fn texts_of_pixels_come_back() {
    let mut random = Random(10);
    for (width, height) in [(1, 1), (7, 5), (8, 8), (33, 17), (200, 41)] {
        let image = Image {
            width,
            height,
            rgba: random.bytes((width * height * 4) as usize),
        };
        for format in [PixelFormat::Rgb, PixelFormat::Grey, PixelFormat::OneBit] {
            let source = Source::Pixels(Pixels::new(&image, format));
            let bytes = source.to_bytes();
            assert_eq!(bytes.len() as u64, source.bytes());
            for columns in [
                Columns::Of(1),
                Columns::Of(13),
                Columns::Of(64),
                Columns::PictureRow,
                Columns::All,
            ] {
                for layout in every_layout(columns) {
                    let Ok(text) = Text::new(source, layout) else {
                        assert_eq!(columns, Columns::PictureRow);
                        assert!(layout.notation != Notation::Bits && format == PixelFormat::OneBit);
                        continue;
                    };
                    let (mut made, mut chunk) = (Vec::new(), Vec::new());
                    let mut writer = text.chunks();
                    while writer.next_chunk(&mut chunk, 100) {
                        made.append(&mut chunk);
                    }
                    assert_eq!(made, text.to_bytes());
                    assert_eq!(made.len() as u64, text.text_bytes());
                    let parsed = parse(&made).unwrap();
                    assert!(parsed.bytes == bytes, "{format:?} {layout:?}");
                    if columns == Columns::PictureRow {
                        assert_eq!(text.rows(), height.into());
                    }
                }
            }
        }
    }
}
