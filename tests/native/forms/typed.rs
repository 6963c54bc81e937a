//! Matrices and rows of digits, printed and typed again.

use super::random::Random;
use super::{carried, exact, written};
use pixelbits::arrays::Found;
use pixelbits::matrix::{self, Digits, HexRows, Numbering, Options};
use pixelbits::packing::{Pixel, Polarity};
use pixelbits::text::{line_column, Grouping};
use pixelbits::{forms, Bitmap, Code, Limits, Picture, PictureRef};

/// The drawing of a school book: rows 1A 26 42 FF 42 5A 5A 7E. Its 1s are painted.
const HOUSE: [&str; 8] = [
    "...##.#.", "..#..##.", ".#....#.", "########", ".#....#.", ".#.##.#.", ".#.##.#.", ".######.",
];

fn house() -> Bitmap {
    let white = HOUSE
        .concat()
        .bytes()
        .map(|c| u8::from(c == b'.'))
        .collect();
    Bitmap::new(8, 8, 1, Bitmap::grey_ramp(1), white).unwrap()
}

fn read(text: &str) -> matrix::Reading {
    matrix::read(text.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn faults(text: &str) -> Vec<(Code, u64)> {
    let reading = read(text);
    let fault = |e: &pixelbits::Error| (e.code, e.value);
    reading.faults.iter().map(fault).collect()
}

#[test]
fn the_house_in_every_form() {
    let house = house();
    let picture = PictureRef::from(&house);
    let hex = |digits, rows| {
        let chunks = matrix::write_hex(picture, None, Polarity::ZeroWhite, digits, rows).unwrap();
        String::from_utf8(chunks.into_bytes()).unwrap()
    };
    let joined = hex(Digits::WholeBytes, HexRows::Joined);
    assert!(joined.ends_with("0 = white, 1 = black, whole bytes\n1A2642FF425A5A7E\n"));
    let lines = hex(Digits::WholeBytes, HexRows::Lines);
    assert!(lines.ends_with("\n1A\n26\n42\nFF\n42\n5A\n5A\n7E\n"));
    for text in [joined, lines] {
        assert_eq!(exact(text.as_bytes()), Picture::Bitmap(house.clone()));
    }
    let options = Options {
        polarity: Polarity::ZeroWhite,
        numbering: Numbering::Checks,
        ..Options::default()
    };
    let text = matrix::write(picture, None, options).unwrap().into_bytes();
    let expected = "# pixelbits matrix: 8 x 8 pixels, 1 bit, 0 = white, 1 = black, row checks\n\
                    1: 00011010 = 16\n2: 00100110 = 16\n3: 01000010 = 9\n4: 11111111 = 36\n\
                    5: 01000010 = 9\n6: 01011010 = 18\n7: 01011010 = 18\n8: 01111110 = 27\n";
    assert_eq!(String::from_utf8_lossy(&text), expected);
    assert_eq!(exact(&text), Picture::Bitmap(house));
}

/// Bare digits say neither size nor polarity: the likeliest is 8 × 8, and both polarities are offered.
#[test]
fn the_bare_digits_of_the_house() {
    for text in [
        "1A2642FF425A5A7E",
        "1A 26 42 FF 42 5A 5A 7E",
        "1A\n26\n42\nFF\n42\n5A\n5A\n7E\n",
    ] {
        let reading = forms::read(text.as_bytes(), &Limits::default()).unwrap();
        let Found::Guesses(guesses) = reading.found else {
            panic!("nothing says what it is");
        };
        let pictures: Vec<Picture> = guesses.list[..2]
            .iter()
            .map(|guess| guesses.decode(guess, &Limits::default()).unwrap())
            .collect();
        assert!(
            pictures.contains(&Picture::Bitmap(house())),
            "{text} {:?}",
            guesses.list
        );
    }
}

#[test]
fn every_matrix_comes_back() {
    let mut random = Random(21);
    let numberings = [Numbering::None, Numbering::Numbers, Numbering::Checks];
    for round in 0..600 {
        let size = if round == 0 { (1, 1) } else { random.size() };
        let bits = 1 + random.below(8) as u8;
        let picture = match random.below(3) {
            0 => Picture::Bitmap(random.grey(size, bits)),
            1 => Picture::Bitmap(random.coloured(size, bits)),
            _ => Picture::Image(random.image(size)),
        };
        let options = Options {
            polarity: random.pick(&[Polarity::ZeroBlack, Polarity::ZeroWhite]),
            numbering: random.pick(&numberings),
            grouping: random.pick(&[Grouping::None, Grouping::Bytes]),
        };
        let chunks = matrix::write(picture.view(), None, options).unwrap();
        let text = written(&mut random, chunks);
        let text = carried(&mut random, &text);
        assert!(
            exact(&text) == picture,
            "{options:?} {}",
            String::from_utf8_lossy(&text)
        );

        let digits = random.pick(&[Digits::WholeBytes, Digits::WholeDigits]);
        let rows = random.pick(&[HexRows::Lines, HexRows::Joined]);
        let chunks = matrix::write_hex(picture.view(), None, options.polarity, digits, rows);
        let text = written(&mut random, chunks.unwrap());
        let text = carried(&mut random, &text);
        assert!(
            exact(&text) == picture,
            "{digits:?} {rows:?} {}",
            String::from_utf8_lossy(&text)
        );
    }
}

/// Without a heading the rows say the size, and 0 is black.
#[test]
fn bare_matrices() {
    let mut random = Random(22);
    for _ in 0..300 {
        let (width, height) = random.size();
        let bitmap = random.grey((width + 2, height + 1), 1);
        let text = matrix::write((&bitmap).into(), None, Options::default()).unwrap();
        let text = String::from_utf8(text.into_bytes()).unwrap();
        let (_, rows) = text.split_once('\n').unwrap();
        assert!(exact(rows.as_bytes()) == Picture::Bitmap(bitmap), "{rows}");
        assert!(!read(rows).stated);
    }
}

/// Whatever single symbol is wrong, missing, too many or swapped with its neighbour: the row is named, and no other.
#[test]
fn a_wrong_symbol_names_its_row() {
    let mut random = Random(23);
    let options = Options {
        numbering: Numbering::Checks,
        ..Options::default()
    };
    for round in 0..60 {
        let (width, height) = random.size();
        let bitmap = random.grey((width.max(2), height.max(2)), 1 + (round % 3) as u8);
        let text = matrix::write((&bitmap).into(), None, options).unwrap();
        let text = String::from_utf8(text.into_bytes()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let row = 1 + random.below(bitmap.height().into()) as usize;
        let line = lines[row];
        let start = line.find(':').unwrap() + 1;
        let end = line.find('=').unwrap();
        for at in start..end {
            let symbol = line.as_bytes()[at];
            if symbol == b' ' {
                continue;
            }
            let other = if symbol == b'0' { "1" } else { "0" };
            let next = line.as_bytes()[at + 1];
            let mut broken = vec![
                format!("{}{other}{}", &line[..at], &line[at + 1..]),
                format!("{}{}", &line[..at], &line[at + 1..]),
                format!("{}1{}", &line[..at], &line[at..]),
                format!("{}0{}", &line[..at], &line[at..]),
                format!("{}7{}", &line[..at], &line[at + 1..]),
            ];
            if next != symbol && next != b' ' {
                let swapped = format!("{}{}", next as char, symbol as char);
                broken.push(format!("{}{swapped}{}", &line[..at], &line[at + 2..]));
            }
            for broken in broken {
                let mut lines = lines.clone();
                lines[row] = &broken;
                let typed = lines.join("\n");
                let reading = read(&typed);
                let rows: Vec<u64> = reading.faults.iter().map(|fault| fault.value).collect();
                assert_eq!(rows, [row as u64], "{broken}");
                let place = line_column(typed.as_bytes(), &reading.faults[0]);
                assert_eq!(place, (row as u32 + 1, 1));
                if broken.contains('7') && !line.contains('7') {
                    // The check tells what the symbol must have been.
                    assert!(
                        reading.picture == Picture::Bitmap(bitmap.clone()),
                        "{broken}"
                    );
                }
            }
        }
    }
}

#[test]
fn rows_that_are_missing_twice_or_out_of_order() {
    let text = "# pixelbits matrix: 4 x 4 pixels, 1 bit, 0 = black, 1 = white, row checks\n\
                1: 0011 = 7\n2: 0101 = 6\n3: 1001 = 5\n4: 1100 = 3\n";
    assert_eq!(faults(text), []);
    let without = |line: &str| text.replace(line, "");
    assert_eq!(faults(&without("2: 0101 = 6\n")), [(Code::RowMissing, 2)]);
    assert_eq!(faults(&without("4: 1100 = 3\n")), [(Code::RowMissing, 4)]);
    assert_eq!(faults(&text.replace("3: ", "2: ")), [(Code::RowTwice, 3)]);
    assert_eq!(faults(&text.replace("3: ", "9: ")), [(Code::RowTwice, 3)]);
    assert_eq!(faults(&text.replace(" = 5", "")), [(Code::RowCheck, 3)]);
    assert_eq!(faults(&text.replace("= 5", "= 6")), [(Code::RowCheck, 3)]);
    let swapped = "1: 0011 = 7\n3: 1001 = 5\n2: 0101 = 6\n4: 1100 = 3\n";
    let found = faults(swapped);
    assert!(found.contains(&(Code::RowTwice, 2)), "{found:?}");
    // The pixels are where they belong all the same.
    assert_eq!(read(swapped).picture, read(text).picture);
}

/// Two pages with headings and page numbers, typed by somebody who writes O for 0 and l for 1.
#[test]
fn a_printed_and_typed_text() {
    let typed = "cat.1bit.txt\n\n\
                 # pixelbits matrix: 5 x 4 pixels, 1 bit, 0 = white, 1 = black, row checks\n\
                 1: 0 0 1 1 0 = 7\r\n2: OO1l0 = 7\r\n\r\nPage 1 of 2\r\n\x0C- 2 -\r\n\
                 3: 11111 = l5\r\n4: 00О00 = O\r\nPage 2 of 2\r\n";
    assert_eq!(
        faults(typed),
        [(Code::RowLookalike, 2), (Code::RowLookalike, 4)]
    );
    let Picture::Bitmap(bitmap) = read(typed).picture else {
        panic!("one bit");
    };
    let ones: Vec<u8> = bitmap.indices().iter().map(|index| 1 - index).collect();
    assert_eq!(
        ones,
        [0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    );
}

#[test]
fn texts_without_rows_are_refused() {
    for text in ["", "nothing here", "# 0101", "Page 1\nPage 2\n"] {
        let error = matrix::read(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.code, Code::NoImage, "{text}");
    }
    let vast = b"# pixelbits matrix: 65535 x 65535 pixels, 1 bit, 0 = black, 1 = white\n0101\n";
    let error = matrix::read(vast, &Limits::default()).unwrap_err();
    assert_eq!(error.code, Code::LimitPixels);
}

/// 24 digits a pixel, or any other kind.
#[test]
fn any_kind_of_pixel() {
    let mut random = Random(24);
    let image = random.image((2, 1));
    let text = matrix::write((&image).into(), Some(Pixel::Rgb332), Options::default()).unwrap();
    let text = String::from_utf8(text.into_bytes()).unwrap();
    let row = text.lines().nth(1).unwrap();
    assert_eq!(row.split(' ').map(str::len).collect::<Vec<_>>(), [8, 8]);
}
