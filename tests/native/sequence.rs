//! Coefficients read in another order than the standard's.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "corpus/mod.rs"]
mod corpus;

use pixelbits::jpeg::syntax::tables::ZIGZAG;
use pixelbits::jpeg::{self, Options, Sequence};

const STANDARD: [u8; 64] = {
    let mut places = [0; 64];
    let mut k = 0;
    while k < 64 {
        places[k] = ZIGZAG[k];
        k += 1;
    }
    places
};

/// Rows of the block become its columns: the same as the picture's blocks turned over their diagonal.
fn transposed() -> [u8; 64] {
    STANDARD.map(|place| place % 8 * 8 + place / 8)
}

fn with(sequence: Sequence) -> Options {
    Options {
        sequence,
        ..corpus::options()
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

#[test]
fn only_permutations_are_orders() {
    assert_eq!(Sequence::new(&STANDARD), Some(Sequence::ZIGZAG));
    assert_eq!(Sequence::default(), Sequence::ZIGZAG);
    let mut twice = STANDARD;
    twice[5] = twice[6];
    assert_eq!(Sequence::new(&twice), None);
    let mut outside = STANDARD;
    outside[63] = 64;
    assert_eq!(Sequence::new(&outside), None);
    assert!(!Sequence::new(&transposed()).unwrap().is_zigzag());
}

/// A block whose coefficients and quantisers change rows for columns has samples that do.
#[test]
fn transposed_blocks_give_transposed_samples() {
    let sequence = Sequence::new(&transposed()).unwrap();
    for name in [
        "process/baseline.jpg",
        "process/baseline-separate.jpg",
        "process/progressive.jpg",
        "process/arithmetic.jpg",
        "process/arithmetic-progressive.jpg",
        "12bit/progressive-2x2.jpg",
    ] {
        let data = fixture(name);
        let plain = jpeg::planes(&data, &with(Sequence::ZIGZAG)).unwrap().value;
        let moved = jpeg::planes(&data, &with(sequence)).unwrap().value;
        let mut compared = 0;
        for (plain, moved) in plain.iter().zip(&moved) {
            let (across, down) = (plain.width as usize / 8, plain.height as usize / 8);
            for (y, x) in (0..8 * down).flat_map(|y| (0..8 * across).map(move |x| (y, x))) {
                let other = (y / 8 * 8 + x % 8) * plain.width as usize + x / 8 * 8 + y % 8;
                let here = y * plain.width as usize + x;
                // Columns first or rows first: the last bit may differ.
                let (a, b) = (plain.samples[other], moved.samples[here]);
                assert!(a.abs_diff(b) <= 1, "{name}: {x} {y}: {a} {b}");
                compared += 1;
            }
        }
        assert!(compared > 300, "{name}: {compared}");
        let (before, after) = [Sequence::ZIGZAG, sequence]
            .map(|s| jpeg::decode(&data, &with(s)).unwrap().value.rgba)
            .into();
        assert!(before != after, "{name}");
    }
}

/// Strip by strip, as samples, as planes: every way to a picture reads in the same order.
#[test]
fn the_order_given_is_the_order_of_the_standard_where_it_says_so() {
    let same = Sequence::new(&STANDARD).unwrap();
    for entry in corpus::fixtures().iter().take(120) {
        let data = entry.read();
        let [plain, given] =
            [Sequence::ZIGZAG, same].map(|s| jpeg::decode(&data, &with(s)).map(|o| o.value));
        assert_eq!(plain, given, "{}", entry.name);
    }
}

/// What every fixture gives in a wrong order: no panic, the same size, and, with coefficients, the very picture that the
/// standard's order gives once the order is the standard's again.
#[test]
fn every_process_can_be_read_in_a_wrong_order() {
    let mut scrambled = STANDARD;
    scrambled.reverse();
    let sequence = Sequence::new(&scrambled).unwrap();
    let mut changed = 0;
    for entry in corpus::fixtures() {
        let data = entry.read();
        for scale in [jpeg::Scale::Full, jpeg::Scale::Eighth] {
            let plain = jpeg::decode(
                &data,
                &Options {
                    scale,
                    ..corpus::options()
                },
            );
            let moved = jpeg::decode(
                &data,
                &Options {
                    scale,
                    ..with(sequence)
                },
            );
            assert_eq!(plain.is_ok(), moved.is_ok(), "{}", entry.name);
            let (Ok(plain), Ok(moved)) = (plain, moved) else {
                continue;
            };
            assert_eq!(
                (plain.value.width, plain.value.height),
                (moved.value.width, moved.value.height)
            );
            changed += usize::from(plain.value.rgba != moved.value.rgba);
        }
    }
    assert!(changed > 400, "{changed}");
}
