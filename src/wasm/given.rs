//! Settings as the page has them: plain objects of words, numbers and switches.

use crate::{Code, Error};
use alloc::string::String;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// An object of settings.
pub(super) struct Given(JsValue);

/// For settings that make no sense.
pub(super) fn nonsense() -> Error {
    Error::at_bit(Code::Parameter, 0)
}

impl Given {
    pub fn new(value: &JsValue) -> Self {
        Self(value.clone())
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// The settings within; `None` for `null`, what is missing, and `false`.
    pub fn inner(&self, name: &str) -> Option<Self> {
        let value = self.get(name);
        value.is_truthy().then_some(Self(value))
    }

    /// A word; empty where there is none.
    pub fn word(&self, name: &str) -> String {
        self.get(name).as_string().unwrap_or_default()
    }

    /// A finite number.
    pub fn number(&self, name: &str) -> Result<f64, Error> {
        let number = self.get(name).as_f64().filter(|number| number.is_finite());
        number.ok_or_else(nonsense)
    }

    /// A whole number from 0 on.
    pub fn whole(&self, name: &str) -> Result<u32, Error> {
        let number = self.number(name)?;
        let whole = number as u32;
        match f64::from(whole) == number {
            true => Ok(whole),
            false => Err(nonsense()),
        }
    }

    /// A whole number up to 255.
    pub fn byte(&self, name: &str) -> Result<u8, Error> {
        self.whole(name)?.try_into().map_err(|_| nonsense())
    }

    /// Whether a switch is on.
    pub fn is(&self, name: &str) -> bool {
        self.get(name).is_truthy()
    }

    /// What a word stands for.
    pub fn choice<T: Copy>(&self, name: &str, all: &[(&str, T)]) -> Result<T, Error> {
        let word = self.word(name);
        let row = all.iter().find(|(known, _)| *known == word);
        row.map(|row| row.1).ok_or_else(nonsense)
    }
}
