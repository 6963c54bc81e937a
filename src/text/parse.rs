//! Text to bytes, in chunks of any size.

use super::detect::{self, Extent};
use super::place::BYTE_ORDER_MARK;
use super::symbols::{Body, Fault, Parsed};
use super::Notation;
use crate::{Code, Error};
use alloc::vec::Vec;

/// Longest first line that is read as a heading.
const MAX_HEADING: usize = 128;

/// Reads a whole text. See the [module](super) for what a text may be.
///
/// ```
/// use pixelbits::text::parse;
/// assert_eq!(parse(b"00000000: 1111 1111\r\n00000001: 1101 1000")?.bytes, [0xFF, 0xD8]);
/// assert_eq!(parse(b"FF D8")?.bytes, [0xFF, 0xD8]);
/// assert_eq!(parse(b"255 216")?.bytes, [0xFF, 0xD8]);
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn parse(text: &[u8]) -> Result<Parsed, Error> {
    let mut parser = Parser::new();
    parser.feed(text)?;
    parser.finish()
}

/// Reads a text that comes in chunks.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    /// What has come before the kind of text was clear.
    head: Vec<u8>,
    /// Characters in `head` that are no blanks.
    seen: usize,
    body: Option<Body>,
    failed: Option<Error>,
    place: (u32, u32),
}

impl Parser {
    /// A parser before the first chunk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next chunk. After an error every further call gives the same error.
    pub fn feed(&mut self, text: &[u8]) -> Result<(), Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let result = match &mut self.body {
            Some(body) => body.feed(text),
            None => {
                self.head.extend_from_slice(text);
                self.seen += text.iter().filter(|&&b| !detect::is_blank(b)).count();
                // Byte-order mark and heading count here, but not there.
                if self.seen <= detect::LOOKED_AT + MAX_HEADING + BYTE_ORDER_MARK.len() {
                    return Ok(());
                }
                self.begin(Extent::Cut)
            }
        };
        result.map_err(|fault| self.fail(fault))
    }

    /// The bytes of all chunks.
    pub fn finish(&mut self) -> Result<Parsed, Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let begun = match self.body {
            Some(_) => Ok(()),
            None => self.begin(Extent::Whole),
        };
        let result = begun.and_then(|()| match &mut self.body {
            Some(body) => body.finish(),
            None => Ok(Parsed {
                bytes: Vec::new(),
                bits: 0,
                notation: Notation::Bits,
            }),
        });
        result.map_err(|fault| self.fail(fault))
    }

    /// Line and column, from 1, of the error that was given; as [`line_column`](super::line_column) without the text.
    pub const fn place(&self) -> (u32, u32) {
        self.place
    }

    /// Bytes read so far.
    pub fn bytes_so_far(&self) -> usize {
        self.body.as_ref().map_or(0, |body| body.bytes.len())
    }

    fn fail(&mut self, fault: Fault) -> Error {
        self.place = fault.place;
        self.failed = Some(fault.error);
        fault.error
    }

    /// Finds out what the text is, and reads the part of it that has been kept.
    fn begin(&mut self, extent: Extent) -> Result<(), Fault> {
        let head = core::mem::take(&mut self.head);
        let mark = match head.starts_with(BYTE_ORDER_MARK) {
            true => BYTE_ORDER_MARK.len(),
            false => 0,
        };
        let mut body = Body::new(mark as u64);
        let mut rest = head.get(mark..).unwrap_or(&[]);
        // Blank lines before a heading change nothing.
        let blank = rest.iter().take_while(|&&b| detect::is_blank(b)).count();
        body.feed(rest.get(..blank).unwrap_or(&[]))?;
        rest = rest.get(blank..).unwrap_or(&[]);
        let mut settled = None;
        if rest.first() == Some(&b'#') {
            let length = rest
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'\r'))
                .unwrap_or(rest.len());
            let line = rest.get(..length.min(MAX_HEADING)).unwrap_or(&[]);
            let Some((notation, bits)) = heading(line) else {
                return Err(body.fault(Code::TextHeading, 0, body.at));
            };
            settled = Some(notation);
            body.expected_bits = bits;
            body.pass_heading(length);
            rest = rest.get(length..).unwrap_or(&[]);
        }
        body.verdict = detect::detect(rest, extent, settled);
        body.line_begins();
        let result = body.feed(rest);
        self.body = Some(body);
        result
    }
}

/// `# pixelbits hex`, `# pixelbits decimal`, `# pixelbits bits`, `# pixelbits bits 561`.
fn heading(line: &[u8]) -> Option<(Notation, Option<u64>)> {
    let mut words = core::str::from_utf8(line).ok()?.split_ascii_whitespace();
    if words.next() != Some("#") || words.next() != Some("pixelbits") {
        return None;
    }
    let notation = Notation::from_name(words.next()?)?;
    let bits = match (words.next(), notation) {
        (None, _) => None,
        (Some(count), Notation::Bits) => Some(count.parse().ok()?),
        (Some(_), _) => return None,
    };
    words.next().is_none().then_some((notation, bits))
}
