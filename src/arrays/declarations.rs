//! Tokens to the arrays and constants that a source text declares.

use super::lexer::{Lexer, Token};
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// Most arrays, constants or sizes that are kept of one text.
const MOST: usize = 4096;

/// Numbers, a byte each as long as that suffices.
#[derive(Clone, Debug)]
enum Values {
    Bytes(Vec<u8>),
    Wide(Vec<u32>),
}

/// An array that was found.
#[derive(Clone, Debug)]
pub(super) struct Array {
    /// Empty where it has none.
    pub name: String,
    values: Values,
    /// The contents of all strings that stand in place of numbers.
    pub string: Option<Vec<u8>>,
    /// Bytes of an element, as its type says: 1, 2, 4; 0 where nothing says.
    declared_bytes: u8,
}

/// What a text declares.
#[derive(Clone, Debug, Default)]
pub(super) struct Declarations {
    pub arrays: Vec<Array>,
    constants: Vec<(String, u64)>,
    /// Sizes such as `128x64` in comments, names and calls that draw.
    pub sizes: Vec<(u32, u32)>,
}

impl Array {
    /// Bytes of an element.
    pub fn element_bytes(&self) -> usize {
        let needed = match &self.values {
            Values::Bytes(_) => 1,
            Values::Wide(values) if values.iter().all(|&v| v <= 0xFFFF) => 2,
            Values::Wide(_) => 4,
        };
        // `int` says nothing of how many bits are used.
        needed.max(usize::from(self.declared_bytes))
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match (&self.string, &self.values) {
            (Some(string), _) => string.len(),
            (None, Values::Bytes(bytes)) => bytes.len(),
            (None, Values::Wide(values)) => values.len(),
        }
    }

    /// Its bytes: words the most significant byte first; of 32 bits the lower three bytes, red, green and blue.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        self.bytes_of(self.element_bytes())
    }

    /// The same where it is known how many bytes an element has.
    pub fn bytes_of(&self, element_bytes: usize) -> Cow<'_, [u8]> {
        if let Some(string) = &self.string {
            return Cow::Borrowed(string);
        }
        let skipped = match element_bytes {
            1 => 3,
            2 => 2,
            _ => 1,
        };
        match &self.values {
            Values::Bytes(bytes) if skipped == 3 => Cow::Borrowed(bytes),
            Values::Bytes(bytes) => {
                let wide = bytes.iter().map(|&byte| u32::from(byte).to_be_bytes());
                Cow::Owned(wide.flat_map(|b| b.into_iter().skip(skipped)).collect())
            }
            Values::Wide(values) => {
                let wide = values.iter().map(|value| value.to_be_bytes());
                Cow::Owned(wide.flat_map(|b| b.into_iter().skip(skipped)).collect())
            }
        }
    }

    fn push(&mut self, value: u64) {
        let value = u32::try_from(value).unwrap_or(u32::MAX);
        match (&mut self.values, u8::try_from(value)) {
            (Values::Bytes(bytes), Ok(byte)) => bytes.push(byte),
            (Values::Wide(values), _) => values.push(value),
            (Values::Bytes(bytes), Err(_)) => {
                let mut values: Vec<u32> = bytes.iter().map(|&byte| byte.into()).collect();
                values.push(value);
                self.values = Values::Wide(values);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Declarations {
    /// Everything that a text declares.
    pub fn of(text: &[u8]) -> Self {
        let mut reader = Reader::default();
        for token in Lexer::new(text) {
            reader.take(token);
        }
        reader.end_array();
        reader.found
    }

    /// The value of a constant.
    pub fn constant(&self, name: &str) -> Option<u64> {
        let found = self.constants.iter().find(|(own, _)| own == name);
        found.map(|&(_, value)| value)
    }

    /// Width or height (`what`) among the constants: of those that begin with the array's name, otherwise of the first.
    pub fn side(&self, array: &str, what: &str) -> Option<u32> {
        let stem = array.to_ascii_lowercase();
        let stem = ["_bits", "_data", "_map", "_bitmap"]
            .iter()
            .find_map(|ending| stem.strip_suffix(ending))
            .unwrap_or(&stem);
        let letter = what.get(..1).unwrap_or("");
        let says = |name: &str| {
            let name = name.to_ascii_lowercase();
            let ends = name.ends_with(what) || name == letter;
            let short = name.strip_suffix(letter).is_some_and(|n| n.ends_with('_'));
            (ends || short).then(|| name.starts_with(stem))
        };
        let rows = self.constants.iter();
        let sides: Vec<(bool, u64)> = rows.filter_map(|(n, v)| Some((says(n)?, *v))).collect();
        let own = sides.iter().find(|(own, _)| *own && !stem.is_empty());
        let (_, value) = own.or(sides.first())?;
        u32::try_from(*value).ok().filter(|&side| side > 0)
    }

    fn push_sizes(&mut self, text: &[u8]) {
        for size in sizes(text) {
            if self.sizes.len() < MOST && !self.sizes.contains(&size) {
                self.sizes.push(size);
            }
        }
    }
}

/// Pairs of numbers with an `x` or `×` between them.
pub(super) fn sizes(text: &[u8]) -> impl Iterator<Item = (u32, u32)> + '_ {
    let number = |digits: &[u8]| -> Option<u32> {
        let text = core::str::from_utf8(digits).ok()?;
        text.parse().ok().filter(|&n| (1..=65_535).contains(&n))
    };
    (1..text.len()).filter_map(move |at| {
        let cross = match text.get(at..)? {
            [b'x' | b'X' | b'*', ..] => 1,
            [0xC3, 0x97, ..] => 2,
            _ => return None,
        };
        let (before, after) = (text.get(..at)?, text.get(at + cross..)?);
        let (before, after) = (before.trim_ascii_end(), after.trim_ascii_start());
        let is_digit = |byte: &&u8| byte.is_ascii_digit();
        let left = before.iter().rev().take(6).take_while(is_digit).count();
        let right = after.iter().take(6).take_while(is_digit).count();
        let width = number(before.get(before.len() - left..)?)?;
        Some((width, number(after.get(..right)?)?))
    })
}

/// What assemblers begin a line of bytes with.
fn is_directive(word: &str) -> bool {
    ["db", "byte"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// In what may become a declaration.
    #[default]
    Before,
    /// After its `=`, or in a list without one.
    Value,
    /// In a list without any brackets.
    Bare,
}

#[derive(Debug, Default)]
struct Reader {
    found: Declarations,
    place: Place,
    /// Brackets open since the `=`, or since the call.
    depth: u32,
    /// The last word, and the one that a bracket or a colon showed to be the name.
    word: String,
    name: Option<String>,
    declared_bytes: u8,
    array: Option<Array>,
    negative: bool,
    /// Numbers of a call that draws.
    drawn: Option<Option<u32>>,
}

impl Reader {
    fn take(&mut self, token: Token) {
        match token {
            Token::Comment(comment) => {
                // A long comment is no place for a size.
                self.found.push_sizes(comment.get(..200).unwrap_or(comment));
            }
            Token::Define(name, value) => self.constant(name, value),
            Token::Word(word) => self.word(word),
            Token::Number { value, octal } => self.number(value, octal),
            Token::String(string) => self.string(string),
            Token::Sign(sign) => {
                self.sign(sign);
                self.negative = sign == b'-';
            }
        }
    }

    fn constant(&mut self, name: &[u8], value: u64) {
        if self.found.constants.len() < MOST {
            let name = String::from_utf8_lossy(name.get(..100).unwrap_or(name)).into_owned();
            self.found.constants.push((name, value));
        }
    }

    fn array(&mut self) -> &mut Array {
        self.array.get_or_insert_with(|| Array {
            name: self.name.clone().unwrap_or_else(|| self.word.clone()),
            values: Values::Bytes(Vec::new()),
            string: None,
            declared_bytes: self.declared_bytes,
        })
    }

    fn end_array(&mut self) {
        if let Some(array) = self.array.take().filter(|array| !array.is_empty()) {
            self.found.push_sizes(array.name.as_bytes());
            if self.found.arrays.len() < MOST {
                self.found.arrays.push(array);
            }
        }
        self.place = Place::Before;
        self.depth = 0;
        self.word.clear();
        self.name = None;
        self.declared_bytes = 0;
        self.drawn = None;
    }

    fn word(&mut self, word: &[u8]) {
        if self.place == Place::Bare && is_directive(&String::from_utf8_lossy(word)) {
            return;
        }
        if self.place == Place::Bare || self.place == Place::Value && self.depth == 0 {
            let ended = self
                .array
                .as_ref()
                .is_some_and(|array| array.string.is_some());
            // `b` of a byte string, `new Uint8Array`, `bytes`: the value is still to come.
            if ended && word.len() > 1 || self.place == Place::Bare {
                self.end_array();
            }
        }
        let bytes = match word {
            b"uint16_t" | b"int16_t" | b"u16" | b"i16" | b"Uint16Array" | b"Int16Array" => 2,
            b"short" | b"ushort" | b"UINT16" | b"UINT" | b"word" => 2,
            b"uint32_t" | b"int32_t" | b"u32" | b"i32" | b"Uint32Array" | b"Int32Array" => 4,
            _ => 0,
        };
        if bytes > 0 {
            self.declared_bytes = bytes;
            if let Some(array) = &mut self.array {
                array.declared_bytes = bytes;
            }
        }
        if self.place == Place::Before {
            self.word = String::from_utf8_lossy(word.get(..100).unwrap_or(word)).into_owned();
        }
    }

    fn number(&mut self, value: u64, octal: Option<u64>) {
        let named = self.name.is_some() || !self.word.is_empty();
        let mut value = match octal {
            Some(octal) if named => octal,
            _ => value,
        };
        if core::mem::take(&mut self.negative) {
            value = match value {
                0..=128 => (256 - value) & 0xFF,
                _ => 65_536u64.wrapping_sub(value) & 0xFFFF,
            };
        }
        match self.place {
            Place::Value if self.depth == 0 && self.array.is_none() => {
                let name = self.name.take().unwrap_or_else(|| self.word.clone());
                self.constant(name.as_bytes(), value);
                self.end_array();
            }
            Place::Before if !named || is_directive(&self.word) => {
                self.place = Place::Bare;
                self.word.clear();
                self.array().push(value);
            }
            Place::Before => {
                let Some(previous) = &mut self.drawn else {
                    return;
                };
                let side = u32::try_from(value).ok().filter(|n| (4..=4096).contains(n));
                if let (Some(width), Some(height)) = (*previous, side) {
                    if self.found.sizes.len() < MOST {
                        self.found.sizes.push((width, height));
                    }
                }
                *previous = side;
            }
            Place::Value | Place::Bare => self.array().push(value),
        }
    }

    fn string(&mut self, string: Vec<u8>) {
        match (self.place, string.as_slice()) {
            (Place::Before, _) => {}
            // A character among numbers.
            (_, &[byte]) if self.depth > 0 && self.array().string.is_none() => {
                self.array().push(byte.into());
            }
            _ => {
                let own = &mut self.array().string;
                own.get_or_insert_default().extend_from_slice(&string);
            }
        }
    }

    fn sign(&mut self, sign: u8) {
        match (self.place, sign) {
            (Place::Before, b'=') => {
                self.place = Place::Value;
                self.depth = 0;
            }
            (Place::Before, b'[' | b':') => {
                if self.word.is_empty() && self.name.is_none() && sign == b'[' {
                    self.place = Place::Value;
                    self.depth = 1;
                    return;
                }
                self.depth += u32::from(sign == b'[');
                if self.name.is_none() && !self.word.is_empty() {
                    self.name = Some(self.word.clone());
                }
            }
            (Place::Before, b']') => self.depth = self.depth.saturating_sub(1),
            (Place::Before, b'(') => {
                let word = self.word.to_ascii_lowercase();
                self.drawn = (word.contains("draw") || word.contains("bitmap")).then_some(None);
            }
            (Place::Before, b'{') => {
                if self.word.is_empty() && self.name.is_none() {
                    self.place = Place::Value;
                    self.depth = 1;
                } else {
                    self.end_array();
                }
            }
            (Place::Before, b')') => self.drawn = None,
            (Place::Before, b'}') => self.end_array(),
            // Within brackets it belongs to a type of Rust.
            (Place::Before, b';') if self.depth == 0 => self.end_array(),
            (Place::Before, _) => {}
            (_, b'{' | b'[' | b'(') => self.depth += 1,
            (_, b'}' | b']' | b')') => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 && self.array.as_ref().is_some_and(|a| !a.is_empty()) {
                    self.end_array();
                }
            }
            (_, b';') if self.depth == 0 => self.end_array(),
            _ => {}
        }
    }
}
