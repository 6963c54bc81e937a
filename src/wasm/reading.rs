//! A picture read from any of the forms: files, texts, arrays; with guesses where a text does not say how its pixels lie.

use super::given::nonsense;
use super::{fault, faults, object};
use crate::arrays::{Found, Guess};
use crate::forms::{self, Reading};
use crate::packing::{BitOrder, Order, Pixel, Polarity, WordOrder};
use crate::{Image, Limits};
use alloc::vec::Vec;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// The shape of what is returned, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export interface LayoutGuess {
  width: number; height: number; pixel: string; bits: number; order: "horizontal" | "vertical" | "page"; lsb: boolean;
  zeroWhite: boolean; skip: number; score: number;
}
"#;

/// What was read.
#[wasm_bindgen]
pub struct FormReading(Reading);

/// A picture that was read.
#[wasm_bindgen]
pub struct ReadPicture(Image);

#[wasm_bindgen]
impl ReadPicture {
    /// Width in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.0.width
    }

    /// Height in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.0.height
    }

    /// Red, green, blue, alpha. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.0.rgba)
    }
}

#[wasm_bindgen]
impl FormReading {
    /// Reads a file or a text of any form. Throws a fault for what is none.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<FormReading, JsValue> {
        let reading = forms::read(bytes, &Limits::default());
        reading.map(Self).map_err(|e| fault(&e))
    }

    /// What was odd.
    #[wasm_bindgen(unchecked_return_type = "Fault[]")]
    pub fn warnings(&self) -> Array {
        faults(&self.0.warnings)
    }

    /// How the pixels may lie, the likeliest first; nothing where the text says so itself.
    #[wasm_bindgen(unchecked_return_type = "LayoutGuess[] | undefined")]
    pub fn guesses(&self) -> Option<Array> {
        match &self.0.found {
            Found::Exact(_) => None,
            Found::Guesses(guesses) => Some(guesses.list.iter().map(guessed).collect()),
        }
    }

    /// The picture, or that of a guess.
    pub fn picture(&self, guess: usize) -> Result<ReadPicture, JsValue> {
        let picture = match &self.0.found {
            Found::Exact(picture) => Ok(picture.clone()),
            Found::Guesses(guesses) => match guesses.list.get(guess) {
                Some(guess) => guesses.decode(guess, &Limits::default()),
                None => Err(nonsense()),
            },
        };
        let picture = picture.map_err(|e| fault(&e))?;
        Ok(ReadPicture(picture.into_image()))
    }
}

fn guessed(guess: &Guess) -> JsValue {
    let layout = &guess.layout;
    let order = match layout.order {
        Order::Horizontal => "horizontal",
        Order::Vertical => "vertical",
        Order::Page => "page",
    };
    object(&[
        ("width", layout.width.into()),
        ("height", layout.height.into()),
        ("pixel", pixel(layout.pixel).into()),
        ("bits", layout.pixel.bits().into()),
        ("order", order.into()),
        ("lsb", (layout.bits == BitOrder::Lsb).into()),
        ("zeroWhite", (layout.polarity == Polarity::ZeroWhite).into()),
        ("skip", (guess.skip_bytes as f64).into()),
        ("score", guess.score.into()),
    ])
}

/// What a pixel is, for dictionaries.
const fn pixel(pixel: Pixel) -> &'static str {
    match pixel {
        Pixel::Grey(1) => "1",
        Pixel::Grey(_) => "grey",
        Pixel::Index(_) => "index",
        Pixel::Rgb332 => "rgb332",
        Pixel::Rgb565(WordOrder::BigEndian) => "rgb565",
        Pixel::Rgb565(WordOrder::LittleEndian) => "rgb565-le",
        Pixel::Rgb565(WordOrder::Words) => "rgb565-words",
        Pixel::Rgb888 => "rgb888",
    }
}
