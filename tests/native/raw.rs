//! Raw bytes: what Pillow makes of them, from pixels to bits and back, guesses at widths, and the toy format SPAM.

// Reads files: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/properties/mod.rs"]
mod properties;

#[path = "corpus/mod.rs"]
mod corpus;
#[path = "raw/locate.rs"]
mod locate;
#[path = "raw/pillow.rs"]
mod pillow;
#[path = "raw/shown.rs"]
mod shown;
#[path = "raw/spam.rs"]
mod spam;
#[path = "raw/tiles.rs"]
mod tiles;
#[path = "raw/widths.rs"]
mod widths;

use properties::Dice;

/// `count` bytes that depend on nothing but the name.
fn noise(name: &str, count: usize) -> Vec<u8> {
    let mut dice = Dice::new(name.as_bytes());
    (0..count).map(|_| dice.below(256) as u8).collect()
}

#[test]
fn any_bytes_in_any_layout_hold() {
    for number in 0..1_500 {
        let mut dice = Dice::new(format!("raw {number}").as_bytes());
        let count = dice.below(400) as usize;
        let data = noise(&format!("bytes {number}"), count);
        properties::raw::holds(&data);
    }
}
