//! Every form in which a picture is handed on as text or as a small file, read back: what the writers of [`arrays`], [`matrix`],
//! [`pnm`](crate::pnm) and [`ico`] make, and what other programs write.

use crate::arrays::{self, Found, Guesses, Hints};
use crate::registry::{self, Format};
use crate::{ico, matrix, png, signature, text, Code, Error, Limits, Picture};
use alloc::vec::Vec;

/// A picture, or what it may be, and what was odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The picture, or guesses.
    pub found: Found,
    /// Faults of the file or the text, such as [rows that are wrong](matrix::Reading::faults).
    pub warnings: Vec<Error>,
}

impl Reading {
    const fn exact(picture: Picture) -> Self {
        Self {
            found: Found::Exact(picture),
            warnings: Vec::new(),
        }
    }

    /// The picture, of guesses the likeliest. Fails with [`Code::UnknownFormat`] where there is no guess.
    pub fn picture(self, limits: &Limits) -> Result<Picture, Error> {
        match self.found {
            Found::Exact(picture) => Ok(picture),
            Found::Guesses(guesses) => {
                let first = guesses.list.first();
                let first = first.ok_or(Error::at_bit(Code::UnknownFormat, 0))?;
                guesses.decode(first, limits)
            }
        }
    }
}

/// What kind a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Matrix,
    HexRows,
    Source,
    /// Bits, or bytes as digits, without anything that says what they are.
    Digits,
}

/// Reads any of the forms: a file of a format in the [registry], an icon, a matrix, rows of hexadecimal digits, source code,
/// and bare digits, binary, hexadecimal or decimal.
///
/// Fails as their readers do, and with [`Code::OtherFormat`] for files that are known by sight, but not read here.
///
/// ```
/// use pixelbits::forms::read;
/// use pixelbits::{Limits, PictureRef};
/// // The house of a school book.
/// let picture = read(b"1A2642FF425A5A7E", &Limits::default())?.picture(&Limits::default())?;
/// assert_eq!((picture.view().width(), picture.view().height()), (8, 8));
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn read(data: &[u8], limits: &Limits) -> Result<Reading, Error> {
    if data.is_empty() {
        return Err(Error::at_bit(Code::Empty, 0));
    }
    if let Some(format) = registry::probe(data) {
        return decoded(format, data, limits);
    }
    if ico::probe(data) {
        return match ico::read(data, limits)? {
            ico::Entry::Picture(picture) => Ok(Reading::exact(picture)),
            ico::Entry::Png(file) => decoded(&png::FORMAT, file, limits),
        };
    }
    // A picture that is not read here is no text, either.
    if let Some(refusal) = signature::refusal(data) {
        return Err(refusal);
    }
    match kind(data) {
        Kind::Matrix => {
            let reading = matrix::read(data, limits)?;
            Ok(Reading {
                warnings: reading.faults,
                ..Reading::exact(reading.picture)
            })
        }
        Kind::HexRows => matrix::read_hex(data, limits).map(Reading::exact),
        Kind::Source => {
            let found = arrays::read(data, limits)?;
            Ok(Reading {
                found,
                warnings: Vec::new(),
            })
        }
        Kind::Digits => {
            let parsed = text::parse(data)?;
            let hints = Hints {
                element_bytes: 1,
                sizes: rows_of_digits(data, parsed.notation).into_iter().collect(),
                ..Hints::default()
            };
            let guesses = Guesses::of(parsed.bytes, &hints, limits);
            Ok(Reading {
                found: Found::Guesses(guesses),
                warnings: Vec::new(),
            })
        }
    }
}

fn decoded(format: &Format, data: &[u8], limits: &Limits) -> Result<Reading, Error> {
    let decoded = (format.decode)(data, limits)?;
    Ok(Reading {
        warnings: decoded.warnings,
        ..Reading::exact(Picture::Image(decoded.image))
    })
}

fn kind(data: &[u8]) -> Kind {
    let has = |word: &[u8]| data.windows(word.len()).any(|window| window == word);
    if has(b"pixelbits matrix:") {
        return Kind::Matrix;
    }
    if has(b"pixelbits hex:") {
        return Kind::HexRows;
    }
    let is_source = |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b'(' | b';' | b'"');
    if data.iter().any(is_source) || has(b"0x") || has(b"0X") || has(b",") {
        return Kind::Source;
    }
    // Bits of a file, as the `text` module writes them: with a heading or offsets of 8 digits.
    let first = data.trim_ascii_start();
    if first.starts_with(b"# pixelbits ") || first.get(8) == Some(&b':') {
        return Kind::Digits;
    }
    // Rows of 0s and 1s of one length, several of them, are pixels; one row is a stream of bits.
    let lines = || data.split(|byte| matches!(byte, b'\n' | b'\r' | 0x0C));
    let is_row = |line: &&[u8]| {
        let symbols = line.iter().filter(|byte| !byte.is_ascii_whitespace());
        let digits = symbols
            .clone()
            .filter(|byte| matches!(byte, b'0' | b'1'))
            .count();
        // `10 11 00` may be hexadecimal.
        let pairs = line.split(|byte| *byte == b' ').all(|word| word.len() == 2);
        digits > 2 && digits * 2 > symbols.count() && !pairs
    };
    let rows = lines().filter(is_row).count();
    let all = lines().filter(|line| !line.trim_ascii().is_empty()).count();
    match rows > 1 && rows * 2 > all {
        true => Kind::Matrix,
        false => Kind::Digits,
    }
}

/// The size of the picture if every line is a row of 1-bit pixels.
fn rows_of_digits(data: &[u8], notation: text::Notation) -> Option<(u32, u32)> {
    if notation != text::Notation::Hex {
        return None;
    }
    let mut lines = data
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(|line| line.iter().filter(|byte| byte.is_ascii_hexdigit()).count())
        .filter(|&digits| digits > 0);
    let digits = lines.next()?;
    let mut rows = 1;
    for line in lines {
        if line != digits {
            return None;
        }
        rows += 1;
    }
    let width = u32::try_from(digits).ok()?.checked_mul(4)?;
    (rows > 1).then_some((width, rows))
}
