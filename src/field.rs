//! What an inspector shows: named fields with their value, bit range and clause, for all formats.
//!
//! Fields come as a flat list in pre-order with a depth, so a tree costs one allocation. The *leaves* of a file tile it:
//! every bit lies in exactly one leaf (entropy-coded data is one leaf here; `jpeg::trace` splits it further).
//! A field that shows bits again which another leaf already owns (an EXIF value reached through an offset twice)
//! is an [`Shape::Alias`] and does not count.
//!
//! Reading and labelling are one act: a [`Reader`] takes a number from the file and notes, in a [`Ledger`], its name,
//! value, bit range and clause. [`Ledger::close`] then makes the accounting of a stretch of the file close exactly.

mod claims;
mod ledger;
mod reader;

pub use ledger::Ledger;
pub use reader::{Broken, Endian, Reader};

use crate::trace::Role;
use core::ops::Range;

/// How a field takes part in the tiling of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Owns its bits.
    Leaf,
    /// Covers the bits of the deeper fields that follow it. (What an EXIF entry reaches through an offset follows it
    /// too, but lies elsewhere: the entry's own bits are its twelve bytes.)
    Group,
    /// Shows bits that another leaf owns, or a value computed from several.
    Alias,
}

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The field only groups others. (A group may also have a value, which then sums it up.)
    None,
    /// An unsigned number.
    Unsigned(u64),
    /// A signed number.
    Signed(i64),
    /// An unsigned fraction.
    Rational(u32, u32),
    /// A signed fraction.
    SignedRational(i32, i32),
    /// A floating-point number (EXIF types 11 and 12).
    Float(f64),
    /// One of the standard's own words, as an identifier for dictionaries (`"baseline"`, `"inch"`).
    Name(&'static str),
    /// Text: these bytes of the file, to be read as UTF-8 and, failing that, Latin-1. Never markup.
    Text(Range<usize>),
    /// Bytes of the file that are shown as bytes.
    Bytes(Range<usize>),
}

/// A named value at a bit range of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The standard's own symbol or name (`"Lq"`, `"Ss"`, `"Orientation"`): an identifier for dictionaries, too.
    pub name: &'static str,
    /// Number within a list of like fields (the 5th quantiser is `Some(4)`), or the tag number of an EXIF entry.
    /// Where the standard itself counts, as it counts (Q_0 … Q_63, but L_1 … L_16).
    pub index: Option<u32>,
    /// The value.
    pub value: Value,
    /// First bit in the file.
    pub start: u64,
    /// Number of bits; 0 for a value that is implied.
    pub bits: u64,
    /// The clause that defines it, such as `"T.81 B.2.2"`; empty where none does.
    pub clause: &'static str,
    /// Colour role.
    pub role: Role,
    /// Depth in the tree, 0 = segment.
    pub depth: u8,
    /// How it takes part in the tiling.
    pub shape: Shape,
}

impl Field {
    /// The bit after the last.
    pub const fn end(&self) -> u64 {
        self.start + self.bits
    }

    /// The same field of a file that lies within another one, from this byte on: one level deeper, and as far in.
    pub fn within(self, before: usize) -> Self {
        let moved = |range: Range<usize>| range.start + before..range.end + before;
        Self {
            start: self.start + before as u64 * 8,
            depth: self.depth.saturating_add(1),
            value: match self.value {
                Value::Text(range) => Value::Text(moved(range)),
                Value::Bytes(range) => Value::Bytes(moved(range)),
                value => value,
            },
            ..self
        }
    }
}

/// What a field is called: a name, or a name and a number within a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// See [`Field::name`].
    pub name: &'static str,
    /// See [`Field::index`].
    pub index: Option<u32>,
}

impl From<&'static str> for Label {
    fn from(name: &'static str) -> Self {
        Self { name, index: None }
    }
}

impl From<(&'static str, u32)> for Label {
    fn from((name, index): (&'static str, u32)) -> Self {
        Self {
            name,
            index: Some(index),
        }
    }
}
