//! Which text is it? Decided once, from the first characters, so that a wrong character further on is an error at its
//! place and never turns the whole text into something else.

use super::Notation;

/// Number of characters that are no blanks on which the decision rests. Blanks do not count, so that CR LF or other
/// spacing changes nothing.
pub const LOOKED_AT: usize = 4096;

/// Whether the text goes on behind what is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// This is the whole text.
    Whole,
    /// There is more.
    Cut,
}

/// How rows state their offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetStyle {
    /// Not at all.
    None,
    /// `0000001A:` or `0000001A:3`.
    Colon,
    /// `0000001A`, as some other programs write.
    Bare,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub notation: Notation,
    pub offsets: OffsetStyle,
}

/// Blanks between words and lines.
pub const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Which words of a line are data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    AllButFirst,
}

/// What the words look like.
#[derive(Default)]
struct Shape {
    words: usize,
    /// Words of one or three digits: decimal bytes, most of them.
    odd: usize,
    pairs: usize,
    even: usize,
    longest: usize,
    digits: usize,
    /// Digits that are neither 0 nor 1.
    beyond_one: usize,
    letters: usize,
    /// Most words on a line.
    abreast: usize,
    wrong_words: WrongWords,
}

/// What the words look like that hold a character of no notation, up to that character.
#[derive(Default)]
struct WrongWords {
    beyond_one: usize,
    letters: usize,
}

/// Digits above 9.
fn letters(word: &[u8]) -> usize {
    digits_of(word).filter(u8::is_ascii_alphabetic).count()
}

/// Digits that are neither 0 nor 1.
fn beyond_one(word: &[u8]) -> usize {
    digits_of(word)
        .filter(|c| !matches!(c, b'0' | b'1'))
        .count()
}

fn digits_of(word: &[u8]) -> impl Iterator<Item = u8> + '_ {
    word.iter().copied().take_while(u8::is_ascii_hexdigit)
}

impl Shape {
    fn of(text: &[u8], words: Words) -> Self {
        let mut shape = Self::default();
        for line in lines(text) {
            let mut abreast = 0;
            let skipped = usize::from(words == Words::AllButFirst);
            for (place, word) in self::words(line).enumerate().skip(skipped) {
                if place == 0 && word.contains(&b':') {
                    // An offset.
                    continue;
                }
                if !word.iter().all(u8::is_ascii_hexdigit) {
                    // An error in any notation. It says something only where there is nothing else.
                    shape.wrong_words.letters += letters(word);
                    shape.wrong_words.beyond_one += beyond_one(word);
                    continue;
                }
                abreast += 1;
                shape.words += 1;
                shape.odd += usize::from(matches!(word.len(), 1 | 3));
                shape.pairs += usize::from(word.len() == 2);
                shape.even += usize::from(word.len() % 2 == 0);
                shape.longest = shape.longest.max(word.len());
                shape.digits += word.len();
                shape.beyond_one += beyond_one(word);
                shape.letters += letters(word);
            }
            shape.abreast = shape.abreast.max(abreast);
        }
        shape
    }

    fn notation(&self) -> Notation {
        if self.words == 0 {
            return match &self.wrong_words {
                wrong if wrong.letters > 0 => Notation::Hex,
                wrong if wrong.beyond_one > 0 => Notation::Decimal,
                _ => Notation::Bits,
            };
        }
        let all_pairs = self.pairs == self.words;
        if self.beyond_one == 0 {
            return match all_pairs && self.abreast > 1 {
                true => Notation::Hex,
                false => Notation::Bits,
            };
        }
        // Of random hexadecimal digits 7 in 8 are neither 0 nor 1.
        let nearly_all_bits = self.beyond_one * 4 < self.digits;
        if nearly_all_bits && (self.longest > 3 || self.abreast == 1 && self.digits >= 16) {
            Notation::Bits
        } else if self.even == self.words {
            Notation::Hex
        } else if self.letters == 0 || self.odd * 2 >= self.words {
            Notation::Decimal
        } else {
            Notation::Hex
        }
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| matches!(byte, b'\n' | b'\r'))
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&byte| is_blank(byte)).filter(|w| !w.is_empty())
}

/// Says what a text (without byte-order mark and heading) is. `settled` is what its heading said.
pub fn detect(text: &[u8], extent: Extent, settled: Option<Notation>) -> Verdict {
    let text = looked_at(text, extent);
    let has_colon = lines(text).any(|line| words(line).next().is_some_and(|w| w.contains(&b':')));
    let verdict = |offsets, words| Verdict {
        notation: settled.unwrap_or_else(|| Shape::of(text, words).notation()),
        offsets,
    };
    if has_colon {
        return verdict(OffsetStyle::Colon, Words::All);
    }
    let bare = verdict(OffsetStyle::Bare, Words::AllButFirst);
    if has_bare_offsets(text, bare.notation) {
        return bare;
    }
    verdict(OffsetStyle::None, Words::All)
}

/// The part of a text that counts: up to [`LOOKED_AT`] characters, without a last word that may go on.
fn looked_at(text: &[u8], extent: Extent) -> &[u8] {
    let mut seen = 0;
    let mut end = text.len();
    let mut cut = extent == Extent::Cut;
    for (at, &byte) in text.iter().enumerate() {
        if is_blank(byte) {
            continue;
        }
        if seen == LOOKED_AT {
            (end, cut) = (at, true);
            break;
        }
        seen += 1;
    }
    let text = text.get(..end).unwrap_or(text);
    if !cut {
        return text;
    }
    let last_word = text
        .iter()
        .rposition(|&byte| is_blank(byte))
        .map_or(0, |at| at + 1);
    let (whole, last) = text.split_at(last_word);
    if last.len() > 16 {
        // Digits without spaces; whether their number is even cannot be told.
        text.get(..text.len() - last.len() % 2).unwrap_or(text)
    } else if whole.iter().all(|&byte| is_blank(byte)) {
        text
    } else {
        whole
    }
}

/// Whether the first word of every line is the right offset of what follows it, and cannot be data.
fn has_bare_offsets(text: &[u8], notation: Notation) -> bool {
    let mut bits = 0u64;
    let mut previous = None;
    let mut unlike_data = true;
    let mut evidence = false;
    for line in lines(text) {
        let mut words = words(line);
        let Some(first) = words.next() else { continue };
        let Some(offset) = bare_offset(first) else {
            return false;
        };
        let before = bits;
        for word in words {
            unlike_data &= word.len() <= 3;
            bits += match notation {
                Notation::Bits => word.len() as u64,
                Notation::Hex => word.len() as u64 * 4,
                Notation::Decimal => 8,
            };
        }
        if offset.checked_mul(8) != Some(before) || previous.is_some_and(|p| offset <= p) {
            return false;
        }
        previous = Some(offset);
        evidence |= first.iter().any(|c| !matches!(c, b'0' | b'1'));
    }
    let distinct = match notation {
        Notation::Bits => evidence,
        _ => unlike_data,
    };
    bits > 0 && distinct
}

/// The value of a word of exactly 8 hexadecimal digits.
pub fn bare_offset(word: &[u8]) -> Option<u64> {
    (word.len() == 8).then(|| hexadecimal(word)).flatten()
}

/// The value of up to 16 hexadecimal digits.
pub fn hexadecimal(word: &[u8]) -> Option<u64> {
    if word.is_empty() || word.len() > 16 {
        return None;
    }
    word.iter().try_fold(0u64, |value, &c| {
        Some(value << 4 | u64::from((c as char).to_digit(16)?))
    })
}
