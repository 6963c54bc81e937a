//! SPAM, the toy format: a file written by hand, those of the gathered corpus, and broken ones.

use crate::corpus::sha256;
use crate::pillow::gathered;
use crate::properties::{self, Dice};
use pixelbits::field::{Field, Shape, Value};
use pixelbits::raw::{Mode, Window};
use pixelbits::{registry, spam, Code, Error, Limits};
use serde_json::Value as Json;

fn file(header: &str, pixels: &[u8]) -> Vec<u8> {
    let mut file = header.as_bytes().to_vec();
    file.resize(128, b' ');
    file.extend(pixels);
    file
}

fn fields(file: &[u8]) -> (Vec<Field>, Vec<Error>) {
    let inspection = (spam::FORMAT.inspect)(file, &Limits::default());
    (inspection.fields, inspection.errors)
}

#[test]
fn a_file_by_hand() {
    let file = file("SPAM 3\n2  1 ", &[0b1010_0000, 0b0100_0111, 0xEE]);
    assert_eq!(
        registry::probe(&file).map(|format| format.name),
        Some("spam")
    );
    let picture = registry::load(&file, &Limits::default()).expect("it loads");
    assert!(picture.warnings.is_empty());
    assert_eq!(picture.value.mode(), Mode::Bilevel);
    let decoded = (spam::FORMAT.decode)(&file, &Limits::default()).expect("it decodes");
    let greys: Vec<u8> = decoded.image.rgba.iter().step_by(4).copied().collect();
    assert_eq!(greys, [255, 0, 255, 0, 255, 0]);

    let (fields, errors) = fields(&file);
    assert_eq!(errors, []);
    let leaves = fields.iter().filter(|field| field.shape == Shape::Leaf);
    let told: Vec<_> = leaves
        .map(|f| (f.name, f.index, f.start, f.bits, f.role.name()))
        .collect();
    let byte = |n: u64| n * 8;
    let wanted = [
        ("magic", None, byte(0), 32, "marker"),
        ("blank", None, byte(4), 8, "padding"),
        ("width", None, byte(5), 8, "header"),
        ("blank", None, byte(6), 8, "padding"),
        ("height", None, byte(7), 8, "header"),
        ("blank", None, byte(8), 16, "padding"),
        ("bits", None, byte(10), 8, "header"),
        ("blank", None, byte(11), byte(117), "padding"),
        ("row", Some(0), byte(128), 3, "pixel"),
        ("padding", None, byte(128) + 3, 5, "padding"),
        ("row", Some(1), byte(129), 3, "pixel"),
        ("padding", None, byte(129) + 3, 5, "padding"),
        ("trailing", None, byte(130), 8, "trailing"),
    ];
    assert_eq!(told, wanted);
    let width = fields.iter().find(|field| field.name == "width");
    assert_eq!(width.map(|field| &field.value), Some(&Value::Unsigned(3)));
}

#[test]
fn faults_have_their_places() {
    let refused = |header: &str| {
        let file = file(header, &[0; 9]);
        let error = registry::load(&file, &Limits::default()).expect_err(header);
        assert!(fields(&file).1.contains(&error), "{header}");
        let found = (spam::FORMAT.decode)(&file, &Limits::default());
        assert_eq!(found.expect_err(header), error, "{header}");
        error
    };
    let at = Error::at_byte;
    assert_eq!(refused("SPAM 3 -3 8"), at(Code::BadWord, 7).with(3));
    assert_eq!(refused("SPAM 3 3 8\0\0"), at(Code::BadWord, 9).with(4));
    assert_eq!(
        refused("SPAM 3 99999999999 8"),
        at(Code::BadWord, 7).with(3)
    );
    assert_eq!(refused("SPAM 3 3"), at(Code::BadWord, 128).with(4));
    assert_eq!(refused("SPAM 3 3 16"), at(Code::BadPrecision, 9).with(16));
    assert_eq!(refused("SPAM 0 3 8"), at(Code::ZeroDimension, 5));
    assert_eq!(refused("SPAM 99999 3 8").code, Code::LimitWidth);
    let short = b"SPAM 3 3 8";
    let error = registry::load(short, &Limits::default()).expect_err("too short");
    assert_eq!(error.code, Code::UnexpectedEnd);
    for other in [&b"spam 3 3 8"[..], b"SPAMMER", b"SPAM", b""] {
        assert!(registry::probe(other).is_none(), "{other:?}");
    }
    assert_eq!(registry::refusal(b"spam 3 3 8").code, Code::UnknownFormat);
    assert_eq!(registry::refusal(b"").code, Code::Empty);
}

#[test]
fn a_file_that_ends_too_early() {
    let file = file("SPAM 2 3 8 ", &[1, 2, 3]);
    let warning = Error::at_byte(Code::PixelsEnded, 131).with(1);
    let picture = registry::load(&file, &Limits::default()).expect("a row");
    assert_eq!(picture.warnings, [warning]);
    assert_eq!(picture.value.to_bytes(), [1, 2, 0, 0, 0, 0]);
    let (fields, errors) = fields(&file);
    assert_eq!(errors, [warning]);
    let last = fields.last().expect("fields");
    assert_eq!((last.name, last.index, last.bits), ("row", Some(1), 8));
}

#[test]
fn corpus() {
    let Some(folder) = gathered() else { return };
    let text = std::fs::read_to_string(folder.join("spam_manifest.json")).expect("a manifest");
    let manifest: Json = serde_json::from_str(&text).expect("JSON");
    let (mut met, mut refused) = (0, 0);
    for entry in manifest["entries"].as_array().expect("entries") {
        let name = entry["file"].as_str().expect("a name");
        let data = std::fs::read(folder.join(name)).expect(name);
        properties::raw::file_holds(&data);
        let loaded = registry::load(&data, &Limits::default());
        if name.ends_with("truncated-data.spam") {
            // Pillow refuses it; the rows that are there are given here.
            let warnings = loaded.expect(name).warnings;
            assert_eq!(warnings[0].code, Code::PixelsEnded);
            refused += 1;
        } else if entry["error"].is_string() {
            assert!(loaded.is_err(), "{name}");
            refused += 1;
        } else {
            let picture = loaded.expect(name);
            assert!(picture.warnings.is_empty(), "{name}");
            let picture = picture.value;
            assert_eq!(
                Some(picture.mode().name()),
                entry["mode"].as_str(),
                "{name}"
            );
            let hash = |data: &[u8]| Json::String(sha256(data));
            assert_eq!(hash(&picture.to_bytes()), entry["raw_sha256"], "{name}");
            let rgba = picture.to_image(Window::Full).rgba;
            assert_eq!(hash(&rgba), entry["rgba_sha256"], "{name}");
            met += 1;
        }
    }
    assert_eq!((met, refused), (10, 7));
}

#[test]
fn broken_headers_hold() {
    let headers = [
        "SPAM 9 3 1 ",
        "SPAM\t5\n4 8 more words",
        "SPAM 2 2 24 \0\0",
        "SPAM 40 1 8 ",
    ];
    for number in 0..4_000 {
        let mut dice = Dice::new(format!("spam {number}").as_bytes());
        let header = headers[dice.below(4) as usize];
        let mut file = file(header, &crate::noise(header, 60));
        for _ in 0..1 + dice.below(4) {
            let place = dice.below(20) as usize;
            let symbols = b"0123456789 \t\n\x0B\0-+.xSPAM\xFF";
            let symbol = symbols[dice.below(symbols.len() as u64) as usize];
            match dice.below(5) {
                0..3 => file[place] = symbol,
                3 => file.insert(place, symbol),
                _ => drop(file.remove(place)),
            }
        }
        if dice.below(4) == 0 {
            file.truncate(dice.below(200) as usize);
        }
        properties::raw::file_holds(&file);
    }
}
