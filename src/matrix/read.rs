//! A matrix of 0s and 1s to pixels, though it may have been printed and typed again.

use crate::packing::{Layout, Pixel, Statement};
use crate::{Code, Error, Limits, Picture};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// Most faults that are listed.
const MOST_FAULTS: usize = 1000;
/// Most rows that may be missing between two.
const MOST_MISSING: u32 = 1000;

/// A matrix that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The picture; symbols that are missing count as 0.
    pub picture: Picture,
    /// What was wrong, in the order of the text: [`Error::value`] is the number of the row, [`Error::at`] the place of its line
    /// in the text (of a row that is missing, of the next one). Codes: [`Code::RowSymbol`], [`Code::RowLookalike`],
    /// [`Code::RowLength`], [`Code::RowCheck`], [`Code::RowMissing`], [`Code::RowTwice`].
    pub faults: Vec<Error>,
    /// Whether the text says what its 0s and 1s mean. Where it does not, 0 was taken for black.
    pub stated: bool,
}

/// A line that holds a row.
struct Row {
    /// Place of the line in the text, in bytes.
    at: usize,
    number: Option<u32>,
    /// 0 and 1; what cannot be read is 0, and so is what is missing at the end.
    digits: Vec<u8>,
    /// Places (from 1) of symbols that cannot be read: how many, and the last.
    unreadable: (usize, usize),
    lookalikes: bool,
    check: Option<Option<u64>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Digit(u8),
    Lookalike(u8),
    Blank,
    Other,
}

/// What a character stands for. Letters of both alphabets are mistaken for digits, by people and by programs that read print.
const fn symbol(c: char) -> Symbol {
    match c {
        '0' => Symbol::Digit(0),
        '1' => Symbol::Digit(1),
        'O' | 'o' | 'Q' | 'D' | 'О' | 'о' | 'ο' => Symbol::Lookalike(0),
        'l' | 'I' | 'i' | '|' | '!' | 'і' | 'І' | 'Ӏ' => Symbol::Lookalike(1),
        ',' | ';' | '\u{FEFF}' => Symbol::Blank,
        _ if c.is_whitespace() => Symbol::Blank,
        _ => Symbol::Other,
    }
}

/// A number in which letters may stand for digits that look like them.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    text.chars().try_fold(0u64, |value, c| {
        let digit = match symbol(c) {
            Symbol::Digit(digit) | Symbol::Lookalike(digit) => digit.into(),
            _ => c.to_digit(10)?,
        };
        Some(value * 10 + u64::from(digit))
    })
}

/// A line as a row; `None` where it is none, such as a heading or a page number in words.
fn row(line: &[u8], at: usize) -> Option<Row> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (own_number, rest) = match line.split_once([':', ')', '.']) {
        Some((first, rest)) => (Some(number(first)?), rest),
        None => (None, line),
    };
    let (data, check) = match rest.split_once('=') {
        Some((data, check)) => (data, Some(number(check))),
        None => (rest, None),
    };
    let mut row = Row {
        at,
        number: own_number.map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
        digits: Vec::new(),
        unreadable: (0, 0),
        lookalikes: false,
        check,
    };
    let mut plain = 0;
    for c in data.chars() {
        let digit = match symbol(c) {
            Symbol::Blank => continue,
            Symbol::Digit(digit) => {
                plain += 1;
                digit
            }
            Symbol::Lookalike(digit) => {
                row.lookalikes = true;
                digit
            }
            Symbol::Other => {
                row.unreadable = (row.unreadable.0 + 1, row.digits.len() + 1);
                0
            }
        };
        row.digits.push(digit);
    }
    // A sentence with a number in it is no row.
    let marked = row.number.is_some() || row.check.is_some();
    let mostly = plain * 2 >= row.digits.len() || marked && row.unreadable.0 == 0;
    (!row.digits.is_empty() && mostly).then_some(row)
}

/// The length that most rows have, of the longest where several are as common.
fn usual_length(rows: &[Row]) -> usize {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.digits.len()).or_insert(0u32) += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|&(&length, &count)| (count, length));
    most.map_or(0, |(&length, _)| length)
}

/// Reads a matrix with or without the line that says what it is, with or without row numbers and checks. Lines that are no
/// rows (headings, page numbers, empty ones, form feeds) are passed over, and letters that look like digits are taken for
/// them. Fails with [`Code::NoImage`] where there is no row, and beyond the limits; everything else is a fault with the
/// number of its row.
///
/// ```
/// use pixelbits::matrix::read;
/// use pixelbits::{Code, Limits};
/// let typed = b"1: 0011 = 7\n- 2 -\n2: 0101 = 6\n3: 1O01 = 5\n4: 1101 = 8\n";
/// let reading = read(typed, &Limits::default())?;
/// assert_eq!(reading.picture.view().height(), 4);
/// let faults: Vec<_> = reading.faults.iter().map(|fault| (fault.code, fault.value)).collect();
/// assert_eq!(faults, [(Code::RowLookalike, 3), (Code::RowCheck, 4)]);
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn read(text: &[u8], limits: &Limits) -> Result<Reading, Error> {
    let statement = Statement::find(text).filter(|statement| statement.kind == "matrix");
    if let Some(statement) = &statement {
        statement.layout.check(limits)?;
    }
    let mut rows = Vec::new();
    let mut at = 0;
    for line in text.split(|byte| matches!(byte, b'\n' | b'\r' | 0x0B | 0x0C)) {
        rows.extend(row(line, at));
        at += line.len() + 1;
    }
    let usual = usual_length(&rows);
    let bits = statement
        .as_ref()
        .map_or(1, |s| usize::from(s.layout.pixel.bits()));
    let length = match &statement {
        Some(statement) => (statement.layout.width as usize).saturating_mul(bits),
        None => usual,
    };
    // The number of a page on a line of its own.
    let numbered = rows.iter().filter(|row| row.number.is_some()).count() * 2 > rows.len();
    rows.retain(|row| row.number.is_some() || !numbered && row.digits.len() * 2 > length);
    if rows.is_empty() {
        return Err(Error::at_bit(Code::NoImage, 0));
    }
    let mut assembly = Assembly {
        checked: match &statement {
            Some(statement) => statement.rest.contains("row checks"),
            None => rows.iter().filter(|row| row.check.is_some()).count() * 2 > rows.len(),
        },
        length,
        height: statement.as_ref().map(|statement| statement.layout.height),
        rows: BTreeMap::new(),
        next: 1,
        faults: Vec::new(),
    };
    rows.into_iter().for_each(|row| assembly.take(row));
    let height = assembly.height.unwrap_or(assembly.next - 1);
    assembly.missing(height.saturating_add(1), text.len());
    let width = u32::try_from(length / bits).unwrap_or(u32::MAX);
    let layout = match &statement {
        Some(statement) => statement.layout,
        None => Layout {
            pixel: Pixel::Grey(1),
            ..Layout::one_bit(width, height)
        },
    };
    let colours = statement.as_ref().map_or(&[][..], |s| &s.colours);
    let picture = layout.gather(colours, limits, |put| {
        let mut place = 0;
        for number in 1..=height {
            let digits = assembly.rows.get(&number).map_or(&[][..], |digits| digits);
            for x in 0..width as usize {
                let pixel = digits.get(x * bits..).unwrap_or(&[]);
                let digit = |at| u32::from(pixel.get(at).copied().unwrap_or(0));
                put(place, (0..bits).fold(0, |value, at| value << 1 | digit(at)));
                place += 1;
            }
        }
    })?;
    Ok(Reading {
        picture,
        faults: assembly.faults,
        stated: statement.is_some(),
    })
}

/// Rows put where they belong.
struct Assembly {
    checked: bool,
    /// Symbols that a row should have.
    length: usize,
    height: Option<u32>,
    rows: BTreeMap<u32, Vec<u8>>,
    /// The number that the next row should have.
    next: u32,
    faults: Vec<Error>,
}

impl Assembly {
    fn fault(&mut self, code: Code, row: u32, at: usize) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Error::at_byte(code, at).with(row.into()));
        }
    }

    /// Reports rows from the next expected one up to `before`.
    fn missing(&mut self, before: u32, at: usize) {
        for row in self.next..before.min(self.next.saturating_add(MOST_MISSING)) {
            if !self.rows.contains_key(&row) {
                self.fault(Code::RowMissing, row, at);
            }
        }
        self.next = self.next.max(before);
    }

    fn take(&mut self, mut row: Row) {
        let last = self
            .height
            .unwrap_or(self.next.saturating_add(MOST_MISSING));
        let number = row.number.unwrap_or(self.next);
        let fits = (1..=last).contains(&number) && !self.rows.contains_key(&number);
        let place = match fits {
            true => number,
            false => self.next,
        };
        if !fits || number < self.next {
            self.fault(Code::RowTwice, place, row.at);
        }
        if place > last {
            // More rows than there are.
            return;
        }
        self.missing(place, row.at);
        self.next = self.next.max(place.saturating_add(1));
        if let Some(code) = self.judge(&mut row) {
            self.fault(code, place, row.at);
        }
        row.digits.truncate(self.length);
        self.rows.insert(place, row.digits);
    }

    /// The worst that is wrong with a row. One symbol that cannot be read is told by the check.
    fn judge(&self, row: &mut Row) -> Option<Code> {
        let ones = (1u64..).zip(&row.digits).filter(|(_, &digit)| digit == 1);
        let sum: u64 = ones.map(|(place, _)| place).sum();
        let right_length = row.digits.len() == self.length;
        if row.unreadable.0 > 0 {
            let (count, place) = row.unreadable;
            let is_one = row.check.flatten() == Some(sum + place as u64);
            if let (1, true, true, Some(digit)) =
                (count, right_length, is_one, row.digits.get_mut(place - 1))
            {
                *digit = 1;
            }
            return Some(Code::RowSymbol);
        }
        if !right_length {
            return Some(Code::RowLength);
        }
        let agrees = match row.check {
            Some(check) => check == Some(sum),
            None => !self.checked,
        };
        if !agrees {
            return Some(Code::RowCheck);
        }
        row.lookalikes.then_some(Code::RowLookalike)
    }
}
