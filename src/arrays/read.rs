//! Source code to pictures.

use super::declarations::{Array, Declarations};
use super::guess::{guess, Guess, Hints};
use super::{gimp, xbm};
use crate::packing::{Layout, Pixel, Statement, WordOrder};
use crate::{Code, Error, Limits, Picture};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Characters at the start of a text in which words such as `xbm` are looked for.
const LOOKED_AT: usize = 1 << 16;

/// What a text holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The text says how its pixels lie.
    Exact(Picture),
    /// It does not.
    Guesses(Guesses),
}

/// The bytes of an array, and how their pixels may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guesses {
    /// The bytes, words the most significant byte first.
    pub bytes: Vec<u8>,
    /// From the likeliest on. Empty where no size fits.
    pub list: Vec<Guess>,
}

impl Guesses {
    /// Guesses for bytes with nothing around them.
    pub fn of(bytes: Vec<u8>, hints: &Hints, limits: &Limits) -> Self {
        let list = guess(&bytes, hints, limits);
        Self { bytes, list }
    }

    /// The picture of a guess, or of one that somebody changed.
    pub fn decode(&self, guess: &Guess, limits: &Limits) -> Result<Picture, Error> {
        let bytes = self.bytes.get(guess.skip_bytes..).unwrap_or(&[]);
        guess.layout.decode(bytes, &[], limits)
    }
}

/// The picture in source code of any language and any program.
///
/// It is exact where the text says how the pixels lie: a comment as [`write`](super::write()) makes it, the names of GIMP, the
/// `#define`s of XBM. Otherwise the layout is guessed from the number of bytes, from names and comments, and from how
/// smooth the picture would be. Of several arrays the one that fits what the text says is taken, or the longest.
///
/// Numbers may be hexadecimal, decimal, octal or binary, with or without an array around them, or characters of a
/// string. Fails where there is no array ([`Code::ArrayMissing`]), where it is shorter than the text says
/// ([`Code::ArrayShort`]), and beyond the limits.
///
/// ```
/// use pixelbits::arrays::{read, Found};
/// use pixelbits::Limits;
/// let text = b"// 'logo', 8x2px\nconst unsigned char logo [] PROGMEM = { 0x0f, B11110000 };";
/// let Found::Guesses(guesses) = read(text, &Limits::default())? else { panic!() };
/// assert_eq!(guesses.bytes, [0x0F, 0xF0]);
/// let layout = guesses.list[0].layout;
/// assert_eq!((layout.width, layout.height), (8, 2));
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn read(text: &[u8], limits: &Limits) -> Result<Found, Error> {
    let found = Declarations::of(text);
    let statement = Statement::find(text).filter(|statement| statement.kind.is_empty());
    if let Some(picture) = gimp::read(&found, statement.as_ref(), limits) {
        return picture.map(Found::Exact);
    }
    let longest = found.arrays.iter().max_by_key(|array| array.len());
    let longest = longest.ok_or(Error::at_bit(Code::ArrayMissing, 0))?;
    if let Some(Statement {
        layout, colours, ..
    }) = statement
    {
        let bytes = found
            .arrays
            .iter()
            .map(|array| stated_bytes(array, &layout));
        let fitting = bytes.into_iter().find(|b| b.len() as u64 >= layout.bytes());
        let bytes = fitting.unwrap_or_else(|| stated_bytes(longest, &layout));
        return layout.decode(&bytes, &colours, limits).map(Found::Exact);
    }
    if let Some(picture) = read_xbm(&found, limits) {
        return picture.map(Found::Exact);
    }
    let mut hints = hints(text, &found, longest);
    hints.element_bytes = longest.element_bytes();
    let bytes = longest.bytes().into_owned();
    Ok(Found::Guesses(Guesses::of(bytes, &hints, limits)))
}

fn stated_bytes<'a>(array: &'a Array, layout: &Layout) -> Cow<'a, [u8]> {
    match layout.pixel {
        Pixel::Rgb565(WordOrder::Words) => array.bytes_of(2),
        _ => array.bytes_of(1),
    }
}

/// An array `…_bits` with `…_width` and `…_height`; those of X10 have numbers of 16 bits, the lower byte first.
fn read_xbm(found: &Declarations, limits: &Limits) -> Option<Result<Picture, Error>> {
    let array = found.arrays.iter().find(|array| {
        let name = &array.name;
        array.string.is_none() && (name.ends_with("_bits") || name == "bits")
    })?;
    let (width, height) = (
        found.side(&array.name, "width")?,
        found.side(&array.name, "height")?,
    );
    let layout = xbm::layout(width, height);
    if let Err(error) = layout.check(limits) {
        return Some(Err(error));
    }
    let row_bytes = layout.line_bytes() as usize;
    let bytes = match array.element_bytes() {
        1 => array.bytes(),
        2 => {
            let words = array.bytes();
            let swapped = |row: &[u8]| -> Vec<u8> {
                let pairs = row.as_chunks::<2>().0.iter();
                let bytes = pairs.flat_map(|&[high, low]| [low, high]);
                bytes.take(row_bytes).collect()
            };
            let rows = words.chunks(row_bytes.next_multiple_of(2));
            Cow::Owned(rows.flat_map(swapped).collect())
        }
        _ => return None,
    };
    Some(layout.decode(&bytes, &[], limits))
}

/// What the text says without being exact.
fn hints(text: &[u8], found: &Declarations, array: &Array) -> Hints {
    let start = text.get(..LOOKED_AT).unwrap_or(text).to_ascii_lowercase();
    let says = |word: &[u8]| start.windows(word.len()).any(|window| window == word);
    let own: Vec<(u32, u32)> = super::declarations::sizes(array.name.as_bytes()).collect();
    Hints {
        width: found.side(&array.name, "width"),
        height: found.side(&array.name, "height"),
        sizes: own.into_iter().chain(found.sizes.iter().copied()).collect(),
        element_bytes: 1,
        xbm: says(b"xbm") || array.name.ends_with("_bits"),
        rgb565: says(b"565"),
    }
}
