//! The core as wasm, inside a browser: `wasm-pack test --headless --chrome`.
//!
//! What differs from a native run is the machine: 32-bit `usize`, the browser's wasm engine, and a panic that ends the
//! instance. So these tests take one file whose every bit is known, and then every file that differs from it in one bit.
#![cfg(target_arch = "wasm32")]

use pixelbits::jpeg::{self, Options, Tracer};
use pixelbits::trace::Role;
use pixelbits::{Code, Limits};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Two grey blocks, 16 × 8 pixels: 133 in the left one, 123 in the right one.
///
/// The DC quantiser is 8, so a DC coefficient is the block's offset from 128: 5, then 5 − 10 = −5.
#[rustfmt::skip]
fn two_blocks() -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8]; // SOI
    file.extend([0xFF, 0xDB, 0, 67, 0x00, 8]); // DQT, 8 bits, table 0: 8 for DC …
    file.extend([1; 63]); // … and 1 for the rest
    file.extend([0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 16, 1, 1, 0x11, 0]); // SOF0: 8 bits, 8 lines of 16, one component
    file.extend([0xFF, 0xC4, 0, 21, 0x00, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // DHT, DC table 0 …
    file.extend([3, 4]); // … 0: size 3, 10: size 4
    file.extend([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // DHT, AC table 0 …
    file.extend([0x00]); // … 0: end of block
    file.extend([0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 63, 0]); // SOS
    // 0 101 0: size 3, +5, end of block. 10 0101 0: size 4, −10, end of block. 1111: padding.
    file.extend([0b0101_0100, 0b1010_1111]);
    file.extend([0xFF, 0xD9]); // EOI
    file
}

/// Bit offset of the entropy-coded data in [`two_blocks`].
const SCAN_AT: u64 = 139 * 8;

#[wasm_bindgen_test]
fn decodes_to_the_pixels_worked_out_by_hand() {
    let outcome = jpeg::decode(&two_blocks(), &Options::default()).expect("a valid file");
    assert_eq!(outcome.warnings, []);
    let image = outcome.value;
    assert_eq!((image.width, image.height), (16, 8));
    let grey = |x: usize| if x < 8 { 133 } else { 123 };
    let expected: Vec<u8> = (0..8 * 16)
        .flat_map(|i| [grey(i % 16), grey(i % 16), grey(i % 16), 255])
        .collect();
    assert_eq!(image.rgba, expected);
}

#[wasm_bindgen_test]
fn explains_every_bit_of_the_scan() {
    let file = two_blocks();
    let mut tracer = Tracer::new(&file, &Limits::default());
    let spans = tracer.window(SCAN_AT..SCAN_AT + 16);
    let seen: Vec<_> = spans
        .iter()
        .map(|span| (span.start - SCAN_AT, span.bits, span.role))
        .collect();
    assert_eq!(
        seen,
        [
            (0, 1, Role::DcCode),
            (1, 3, Role::DcBits),
            (4, 1, Role::EndOfBlock),
            (5, 2, Role::DcCode),
            (7, 4, Role::DcBits),
            (11, 1, Role::EndOfBlock),
            (12, 4, Role::Padding),
        ]
    );
    assert_eq!((spans[1].value, spans[4].value), (5, -10));
    let columns: Vec<_> = spans.iter().map(|span| span.block.map(|b| b.bx)).collect();
    assert_eq!(columns[..3], [Some(0); 3]);
    assert_eq!(columns[3..6], [Some(1); 3]);
}

#[wasm_bindgen_test]
fn spans_tile_the_file() {
    let file = two_blocks();
    let spans = Tracer::new(&file, &Limits::default()).window(0..file.len() as u64 * 8);
    let mut next = 0;
    for span in spans {
        assert_eq!(span.start, next);
        next += u64::from(span.bits);
    }
    assert_eq!(next, file.len() as u64 * 8);
}

/// A panic would end the wasm instance, and the run with it.
#[wasm_bindgen_test]
fn no_single_wrong_bit_brings_it_down() {
    let good = two_blocks();
    // Flipping a size may ask for a large picture: the limit keeps the test quick, and is itself tested so.
    let limits = Limits {
        pixels: 1 << 16,
        ..Limits::default()
    };
    let options = Options {
        limits,
        ..Options::default()
    };
    let (mut decoded, mut refused) = (0, 0);
    for bit in 0..good.len() * 8 {
        let mut file = good.clone();
        file[bit / 8] ^= 0x80 >> (bit % 8);
        match jpeg::decode(&file, &options) {
            Ok(outcome) => {
                let image = outcome.value;
                let pixels = u64::from(image.width) * u64::from(image.height);
                assert!(pixels <= limits.pixels);
                assert_eq!(image.rgba.len() as u64, pixels * 4);
                decoded += 1;
            }
            Err(_) => refused += 1,
        }
        let covered: u64 = Tracer::new(&file, &limits)
            .window(0..file.len() as u64 * 8)
            .iter()
            .map(|span| u64::from(span.bits))
            .sum();
        assert_eq!(covered, file.len() as u64 * 8, "bit {bit} flipped");
    }
    // The 63 AC quantisers are never used here: those flips at least must decode.
    assert!(decoded >= 63 * 8, "{decoded} decoded, {refused} refused");
    assert!(refused > 0);
}

#[wasm_bindgen_test]
fn every_shorter_file_is_answered() {
    let good = two_blocks();
    for length in 0..good.len() {
        let answer = jpeg::decode(&good[..length], &Options::default());
        if length == 0 {
            assert_eq!(answer.map_err(|e| e.code).err(), Some(Code::Empty));
        } else if (length as u64) * 8 < SCAN_AT {
            assert!(answer.is_err(), "{length} bytes hold no pixels");
        } else {
            let outcome = answer.expect("the headers are whole, so there are pixels");
            assert!(!outcome.warnings.is_empty(), "cut at {length}");
        }
    }
}

/// 65,535 × 65,535 pixels need more than a 32-bit address space has.
#[wasm_bindgen_test]
fn a_gigantic_header_is_refused_before_memory_is() {
    let mut file = two_blocks();
    let sof = file
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    file[sof + 5..sof + 9].fill(0xFF);
    let refusal = jpeg::decode(&file, &Options::default()).unwrap_err();
    assert_eq!(refusal.code, Code::LimitPixels);
}
