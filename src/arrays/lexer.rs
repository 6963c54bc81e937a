//! Source code of any of the languages to tokens. It knows just enough of each to find the numbers.

use alloc::vec::Vec;

/// A token; words and comments are parts of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Word(&'a [u8]),
    /// What a number may be: as it is written, and the value if a leading 0 made it octal.
    Number {
        value: u64,
        octal: Option<u64>,
    },
    /// A string's bytes; adjacent ones are not joined.
    String(Vec<u8>),
    /// Without its marks.
    Comment(&'a [u8]),
    /// `#define` of a name and a number.
    Define(&'a [u8], u64),
    Sign(u8),
}

/// Longest number, in characters.
const MAX_NUMBER: usize = 80;

/// Hands out tokens one by one.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl<'a> Lexer<'a> {
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&self, ahead: usize) -> u8 {
        let at = self.at.saturating_add(ahead);
        self.text.get(at).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or(&[])
    }

    /// The part up to (without) the first place where `stops`, taken.
    fn take_until(&mut self, stops: impl Fn(&[u8]) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = (0..rest.len()).find(|&at| stops(&rest[at..]));
        let taken = &rest[..length.unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn line(&mut self) -> &'a [u8] {
        self.take_until(|rest| matches!(rest.first(), Some(b'\n' | b'\r')))
    }

    /// A string in double or single quotes; its quote is next. A line break ends one that is not closed.
    fn string(&mut self, quote: u8) -> Vec<u8> {
        let mut out = Vec::new();
        self.at += 1;
        while let Some(&byte) = self.text.get(self.at) {
            self.at += 1;
            match byte {
                b'\n' | b'\r' => break,
                b'\\' => self.escape(&mut out),
                _ if byte == quote => break,
                _ => out.push(byte),
            }
        }
        out
    }

    /// What follows a backslash: C11 6.4.4.4, and those of the other languages that are alike.
    fn escape(&mut self, out: &mut Vec<u8>) {
        let byte = self.peek(0);
        let digits = |radix: u32, most: usize, rest: &[u8]| {
            let digit = |&byte: &u8| (byte as char).to_digit(radix);
            let digits = rest.iter().map_while(digit).take(most);
            digits.fold((0u32, 0), |(value, n), d| (value * radix + d, n + 1))
        };
        let (value, length) = match byte {
            b'0'..=b'7' => digits(8, 3, self.rest()),
            b'x' => {
                let rest = self.rest().get(1..).unwrap_or(&[]);
                let (value, n) = digits(16, 2, rest);
                (value, n + 1)
            }
            b'n' => (10, 1),
            b't' => (9, 1),
            b'r' => (13, 1),
            b'a' => (7, 1),
            b'b' => (8, 1),
            b'f' => (12, 1),
            b'v' => (11, 1),
            b'\n' => {
                self.at += 1;
                return;
            }
            _ => (byte.into(), 1),
        };
        out.push(value as u8);
        self.at += length;
    }

    /// A number: `0x1F`, `0b101`, `0o17`, `1Fh`, `255`, with separators and endings that say a type.
    fn number(&mut self) -> Option<(u64, Option<u64>)> {
        let start = self.at;
        while is_word(self.peek(0)) || self.peek(0) == b'\'' && self.peek(1).is_ascii_hexdigit() {
            self.at += 1;
            if self.at - start > MAX_NUMBER {
                return None;
            }
        }
        let word = self.text.get(start..self.at)?;
        let marked = |mark: [u8; 2]| {
            let [a, b] = mark;
            word.strip_prefix(&[a, b])
                .or_else(|| word.strip_prefix(&[a, b - 32]))
        };
        if let Some(digits) = marked(*b"0x") {
            return Some((value(digits, 16)?, None));
        }
        if let Some(digits) = word.strip_suffix(b"h").or_else(|| word.strip_suffix(b"H")) {
            return Some((value(digits, 16)?, None));
        }
        if let Some(digits) = marked(*b"0b") {
            return Some((value(digits, 2)?, None));
        }
        if let Some(digits) = marked(*b"0o") {
            return Some((value(digits, 8)?, None));
        }
        let octal = match word {
            [b'0', digits @ ..] if !digits.is_empty() => value(digits, 8),
            _ => None,
        };
        Some((value(word, 10)?, octal))
    }

    /// A line that begins with `#`: a directive, a comment of Python, an attribute of Rust.
    fn hash_line(&mut self) -> Token<'a> {
        let line = self.line();
        let words = line.get(1..).unwrap_or(&[]).trim_ascii_start();
        if let Some(definition) = words.strip_prefix(b"define") {
            let definition = definition.trim_ascii_start();
            let length = definition.iter().take_while(|&&b| is_word(b)).count();
            let (name, after) = definition.split_at(length);
            let mut lexer = Lexer::new(after.trim_ascii_start());
            if lexer.peek(0) == b'(' {
                lexer.at += 1;
            }
            if lexer.peek(0).is_ascii_digit() {
                if let Some((value, octal)) = lexer.number() {
                    return Token::Define(name, octal.unwrap_or(value));
                }
            }
            // The rest of a macro of several lines.
            let mut last = line;
            while last.trim_ascii_end().ends_with(b"\\") && self.at < self.text.len() {
                while matches!(self.peek(0), b'\n' | b'\r') {
                    self.at += 1;
                }
                last = self.line();
            }
            return Token::Comment(&[]);
        }
        Token::Comment(words)
    }
}

/// The value of digits with separators, up to an ending such as `UL` or `u8`.
fn value(digits: &[u8], radix: u32) -> Option<u64> {
    let mut value = 0u64;
    let mut count = 0;
    for (at, &byte) in digits.iter().enumerate() {
        match (byte as char).to_digit(radix) {
            Some(digit) => {
                value = value
                    .saturating_mul(radix.into())
                    .saturating_add(digit.into());
                count += 1;
            }
            None if matches!(byte, b'_' | b'\'') => {}
            None => {
                let ending = digits.get(at..)?;
                let is_type = matches!(ending.first(), Some(b'u' | b'U' | b'l' | b'L' | b'i'));
                let whole = ending.iter().all(|b| b.is_ascii_alphanumeric());
                return (is_type && whole && count > 0).then_some(value);
            }
        }
    }
    (count > 0).then_some(value)
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = *self.text.get(self.at)?;
            let ahead = self.peek(1);
            match (byte, ahead) {
                _ if byte.is_ascii_whitespace() || byte == 0 => self.at += 1,
                (b'/', b'/') => {
                    self.at += 2;
                    return Some(Token::Comment(self.line()));
                }
                (b'/', b'*') => {
                    self.at += 2;
                    let comment = self.take_until(|rest| rest.starts_with(b"*/"));
                    self.at += 2;
                    return Some(Token::Comment(comment));
                }
                // What stands before a double colon is part of a name.
                (b':', b':') => self.at += 2,
                (b'#', _) => return Some(self.hash_line()),
                (b'"', b'"') if self.peek(2) == b'"' => {
                    self.at += 3;
                    let comment = self.take_until(|rest| rest.starts_with(b"\"\"\""));
                    self.at += 3;
                    return Some(Token::Comment(comment));
                }
                (b'"' | b'\'', _) => return Some(Token::String(self.string(byte))),
                _ if byte.is_ascii_digit() => {
                    let start = self.at;
                    if let Some((value, octal)) = self.number() {
                        return Some(Token::Number { value, octal });
                    }
                    self.at = self.at.max(start + 1);
                    let word = self.text.get(start..self.at).unwrap_or(&[]);
                    return Some(Token::Word(word));
                }
                _ if is_word(byte) => {
                    let word = self.take_until(|rest| rest.first().is_some_and(|&b| !is_word(b)));
                    // The binary constants of Arduino: B0 to B11111111.
                    if let Some(digits) = word.strip_prefix(b"B").filter(|d| d.len() <= 8) {
                        if let Some(value) = value(digits, 2) {
                            return Some(Token::Number { value, octal: None });
                        }
                    }
                    return Some(Token::Word(word));
                }
                _ => {
                    self.at += 1;
                    return Some(Token::Sign(byte));
                }
            }
        }
    }
}
