//! Known answers: those that Pillow 13 gave for this project's fixtures and, where it is there, for the gathered corpus.

use crate::corpus::sha256;
use pixelbits::raw::{
    decode, decode_bits, BitLayout, Fill, Layout, Mode, RawImage, RawMode, RowOrder, RowPadding,
    Sign, Window, RAW_MODES,
};
use pixelbits::{Code, Limits, Outcome};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn fixtures() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/raw/raw.json");
    json(&path).as_array().expect("a list").clone()
}

/// The folder of the gathered corpus, or `None` (loudly) where there is none.
pub fn gathered() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/raw");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no corpus at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn bytes(case: &Value, key: &str) -> Vec<u8> {
    let text = case[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key}: {case}"));
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    (0..text.len()).step_by(2).map(digit).collect()
}

fn number(case: &Value, key: &str) -> i64 {
    case[key]
        .as_i64()
        .unwrap_or_else(|| panic!("{key}: {case}"))
}

/// Any orientation but those below 0 is 1, for Pillow.
fn rows(case: &Value) -> RowOrder {
    match number(case, "orientation") {
        ..0 => RowOrder::BottomUp,
        _ => RowOrder::TopDown,
    }
}

fn size(case: &Value) -> (u32, u32) {
    let number = |value: &Value| value.as_u64().expect("a size") as u32;
    match &case["size"] {
        Value::Array(size) => (number(&size[0]), number(&size[1])),
        _ => (number(&case["width"]), number(&case["height"])),
    }
}

fn raw_layout(case: &Value) -> Option<Layout> {
    let mode = Mode::named(case["mode"].as_str()?).unwrap_or_else(|| panic!("mode: {case}"));
    let raw_mode = RawMode::find(mode, case["rawmode"].as_str()?)?;
    let (width, height) = size(case);
    Some(Layout {
        stride_bytes: Some(number(case, "stride") as u64).filter(|&stride| stride > 0),
        rows: rows(case),
        ..Layout::packed(raw_mode, width, height)
    })
}

fn bit_layout(case: &Value) -> BitLayout {
    let (width, height) = size(case);
    BitLayout {
        padding: match number(case, "pad") {
            ..=0 => RowPadding::None,
            _ => RowPadding::WholeBytes,
        },
        fill: Fill::from_number(number(case, "fill") as u8 & 3).expect("0 to 3"),
        sign: match number(case, "sign") {
            0 => Sign::Unsigned,
            _ => Sign::Signed,
        },
        rows: rows(case),
        ..BitLayout::packed(number(case, "bits").clamp(0, 255) as u8, width, height)
    }
}

fn unpacked(case: &Value) -> Outcome<RawImage> {
    let (data, limits) = (bytes(case, "data"), Limits::default());
    let outcome = match case["bits"].is_number() {
        true => decode_bits(&data, &bit_layout(case), &limits),
        false => decode(&data, &raw_layout(case).expect("a raw mode"), &limits),
    };
    outcome.unwrap_or_else(|error| panic!("{error}: {case}"))
}

#[test]
fn fixtures_are_unpacked_as_by_pillow() {
    let cases = fixtures();
    let mut seen = BTreeSet::new();
    for case in &cases {
        let Outcome { value, warnings } = unpacked(case);
        assert!(warnings.is_empty(), "{warnings:?}: {case}");
        assert_eq!(value.to_bytes(), bytes(case, "tobytes"), "{case}");
        if let Some(wanted) = case["rgba"].as_str() {
            let rgba = value.to_image(Window::Full).rgba;
            assert_eq!(sha256(&rgba), wanted, "{case}");
        }
        if let (Some(mode), Some(raw)) = (case["mode"].as_str(), case["rawmode"].as_str()) {
            seen.insert((mode, raw));
        }
    }
    // No raw mode without a known answer, and none twice.
    let all: BTreeSet<_> = RAW_MODES.iter().map(|r| (r.mode.name(), r.name)).collect();
    assert_eq!(seen, all);
    assert_eq!(all.len(), RAW_MODES.len());
}

/// Written by hand: the pixels and the bytes stand side by side.
#[test]
fn values_written_down() {
    let unpacked = |mode: &str, name: &str, data: &[u8]| {
        let mode = Mode::named(mode).expect("a mode");
        let raw_mode = RawMode::find(mode, name).expect("a raw mode");
        let layout = Layout::packed(raw_mode, 2, 1);
        let outcome = decode(data, &layout, &Limits::default()).expect("it unpacks");
        [0, 1].map(|x| outcome.value.pixel(x, 0).expect("two pixels"))
    };
    let first = |pixels: [[f64; 4]; 2]| pixels.map(|pixel| pixel[0]);
    assert_eq!(first(unpacked("1", "1", &[0b0100_0000])), [0.0, 255.0]);
    assert_eq!(first(unpacked("1", "1;R", &[0b0000_0010])), [0.0, 255.0]);
    assert_eq!(first(unpacked("L", "L;2I", &[0b0110_0000])), [170.0, 85.0]);
    assert_eq!(first(unpacked("P", "P;4", &[0x3C])), [3.0, 12.0]);
    assert_eq!(first(unpacked("P", "P;2L", &[0x80, 0xC0])), [3.0, 2.0]);
    assert_eq!(
        first(unpacked("I;16", "I;12", &[0x12, 0x3A, 0xBC])),
        [291.0, 2748.0]
    );
    assert_eq!(
        first(unpacked("I", "I;16BS", &[0xFF, 0xFE, 0, 1])),
        [-2.0, 1.0]
    );
    assert_eq!(first(unpacked("F", "F;8S", &[0x80, 0x7F])), [-128.0, 127.0]);
    let halves = [0.5_f64.to_be_bytes(), (-0.25_f64).to_be_bytes()].concat();
    assert_eq!(first(unpacked("F", "F;64BF", &halves)), [0.5, -0.25]);
    // 0bBBBBBGGG_GGGRRRRR, little-endian: full red; half green, which is 32 × 255 ÷ 63, cut off.
    assert_eq!(
        unpacked("RGB", "RGB;16", &[0x1F, 0x00, 0x00, 0x04]),
        [[255.0, 0.0, 0.0, 0.0], [0.0, 129.0, 0.0, 0.0]]
    );
    assert_eq!(
        unpacked("RGB", "RGB;L", &[1, 2, 3, 4, 5, 6]),
        [[1.0, 3.0, 5.0, 0.0], [2.0, 4.0, 6.0, 0.0]]
    );
    assert_eq!(
        unpacked("RGBA", "RGBa", &[64, 128, 200, 128, 9, 9, 9, 0]),
        [[127.0, 255.0, 255.0, 128.0], [0.0; 4]]
    );
    assert_eq!(
        unpacked("LAB", "LAB", &[255, 0x80, 0x7F, 0, 1, 0xFF]),
        [[255.0, -128.0, 127.0, 0.0], [0.0, 1.0, -1.0, 0.0]]
    );
}

/// The two fills that files have, against a decoder that knows nothing but a list of bits.
#[test]
fn bit_streams_agree_with_a_list_of_bits() {
    for bits in 1..=31_usize {
        for (fill, pad) in [(0, 0), (0, 8), (3, 0)] {
            let (width, height) = (7, 3);
            let data = crate::noise(
                &format!("{bits} {fill} {pad}"),
                (width * bits * height) / 8 + 4,
            );
            let mut stream: Vec<bool> = Vec::new();
            for byte in &data {
                let order: Vec<u32> = match fill {
                    0 => (0..8).rev().collect(),
                    _ => (0..8).collect(),
                };
                stream.extend(order.iter().map(|place| byte >> place & 1 == 1));
            }
            let row_bits = match pad {
                0 => width * bits,
                _ => (width * bits).next_multiple_of(8),
            };
            let wanted = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            let wanted = wanted.map(|(x, y)| {
                let own = &stream[y * row_bits + x * bits..][..bits];
                let value = |total: u64, bit: &bool| total << 1 | u64::from(*bit);
                match fill {
                    0 => own.iter().fold(0, value),
                    _ => own.iter().rev().fold(0, value),
                }
            });
            let wanted: Vec<u8> = wanted.flat_map(|v| (v as f32).to_le_bytes()).collect();
            let layout = BitLayout {
                fill: Fill::from_number(fill).expect("0 to 3"),
                padding: [RowPadding::None, RowPadding::WholeBytes][pad / 8],
                ..BitLayout::packed(bits as u8, width as u32, height as u32)
            };
            let found = decode_bits(&data, &layout, &Limits::default()).expect("it unpacks");
            assert_eq!(
                found.value.to_bytes(),
                wanted,
                "{bits} bits, fill {fill}, pad {pad}"
            );
        }
    }
}

/// The modes whose rows of colours Pillow's RGBA is not this project's: it makes all of a palette without colours black,
/// and asks another library about LAB.
const OTHER_COLOURS: [&str; 3] = ["P", "PA", "LAB"];

#[test]
fn corpus_of_raw_modes() {
    let Some(folder) = gathered() else { return };
    let file = json(&folder.join("raw_cases.json"));
    let cases = file["cases"].as_array().expect("cases");
    let (mut met, mut refused, mut coloured) = (0, 0, 0);
    for case in cases {
        let Some(layout) = raw_layout(case) else {
            let error = case["error"].as_str().unwrap_or_default();
            assert!(error.contains("unknown raw mode"), "{case}");
            refused += 1;
            continue;
        };
        let outcome = decode(&bytes(case, "data"), &layout, &Limits::default());
        if let Some(error) = case["error"].as_str() {
            // Pillow refuses data that ends too early; here it gives the rows that are there, and a warning.
            match outcome {
                Ok(outcome) => {
                    assert!(error.contains("not enough image data"), "{case}");
                    let [warning] = outcome.warnings[..] else {
                        panic!("{:?}: {case}", outcome.warnings)
                    };
                    assert_eq!(warning.code, Code::PixelsEnded, "{case}");
                    assert_eq!(warning.value + 1, u64::from(layout.height), "{case}");
                }
                Err(found) => {
                    assert!(error.contains("cannot decode"), "{found}: {case}");
                    assert_eq!(found.code, Code::Parameter);
                }
            }
            refused += 1;
            continue;
        }
        let Outcome { value, warnings } = outcome.unwrap_or_else(|e| panic!("{e}: {case}"));
        assert!(warnings.is_empty(), "{warnings:?}: {case}");
        let (found, wanted) = (value.to_bytes(), case["tobytes_sha256"].as_str());
        assert_eq!(Some(&*sha256(&found)), wanted, "{case}");
        if case["expected_le32_hex"].is_string() {
            assert_eq!(found, bytes(case, "expected_le32_hex"), "{case}");
        }
        met += 1;
        let mode = layout.raw_mode.mode.name();
        if let Some(wanted) = case["rgba_sha256"]
            .as_str()
            .filter(|_| !OTHER_COLOURS.contains(&mode))
        {
            let rgba = value.to_image(Window::Full).rgba;
            assert_eq!(sha256(&rgba), wanted, "{case}");
            coloured += 1;
        }
    }
    assert_eq!((met, refused), (1_196, 144));
    assert!(coloured > 800, "{coloured}");
    // What other releases of Pillow have, this one does not.
    for pair in file["pairs_not_in_this_pillow"].as_array().expect("pairs") {
        let (mode, name) = pair
            .as_str()
            .and_then(|p| p.split_once('/'))
            .expect("a pair");
        let found = Mode::named(mode).and_then(|mode| RawMode::find(mode, name));
        assert_eq!(found, None, "{mode} {name}");
    }
}

#[test]
fn corpus_of_bit_fields() {
    let Some(folder) = gathered() else { return };
    let file = json(&folder.join("bit_cases.json"));
    let (mut met, mut refused) = (0, 0);
    for case in file["cases"].as_array().expect("cases") {
        let outcome = decode_bits(&bytes(case, "data"), &bit_layout(case), &Limits::default());
        match case["error"].as_str() {
            None => {
                let Outcome { value, warnings } = outcome.unwrap_or_else(|e| panic!("{e}: {case}"));
                assert!(warnings.is_empty(), "{warnings:?}: {case}");
                assert_eq!(value.to_bytes(), bytes(case, "expected_le32_hex"), "{case}");
                met += 1;
            }
            Some(error) => {
                match outcome {
                    Ok(outcome) => {
                        assert!(error.contains("not enough image data"), "{case}");
                        assert_eq!(outcome.warnings[0].code, Code::PixelsEnded, "{case}");
                    }
                    Err(found) => {
                        assert!(error.contains("cannot decode"), "{case}");
                        assert_eq!(found.code, Code::Parameter, "{case}");
                    }
                }
                refused += 1;
            }
        }
    }
    assert_eq!((met, refused), (684, 29));
}
