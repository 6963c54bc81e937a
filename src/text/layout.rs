//! How a text is laid out.

use crate::{Code, Error};

/// How bytes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// Eight 0s and 1s a byte, most significant first.
    #[default]
    Bits,
    /// Two hexadecimal digits a byte, capitals.
    Hex,
    /// A number from 0 to 255 a byte, right-aligned in three places.
    Decimal,
}

impl Notation {
    /// The word that the first line of a text uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bits => "bits",
            Self::Hex => "hex",
            Self::Decimal => "decimal",
        }
    }

    /// The notation of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Bits, Self::Hex, Self::Decimal]
            .into_iter()
            .find(|notation| notation.name() == name)
    }
}

/// How many bits ([`Notation::Bits`]) or bytes (the others) stand in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// This many, 1–4096.
    Of(u32),
    /// Those of one row of the picture. Only for pixels, and for 1-bit pixels only as bits.
    PictureRow,
    /// All of them: one line.
    All,
}

/// Whether a space follows every 8 bits of a row. Bytes are always separated by spaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// No spaces.
    #[default]
    None,
    /// A space after every 8 columns, counted from the start of the row so that the columns line up.
    Bytes,
}

/// Whether a row starts with its offset in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// No offsets.
    #[default]
    None,
    /// `0000001A: `, or `0000001A:3 ` where rows may start inside a byte.
    Column,
}

/// How a text is laid out.
///
/// ```
/// use pixelbits::text::{Layout, Offsets, Source, Text};
/// let layout = Layout { offsets: Offsets::Column, ..Layout::HEX };
/// let text = Text::new(Source::Bytes(&[0xFF, 0xD8]), layout)?;
/// assert_eq!(text.to_bytes(), b"00000000: FF D8\n");
/// # Ok::<(), pixelbits::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How bytes are written.
    pub notation: Notation,
    /// How much stands in a row.
    pub columns: Columns,
    /// Whether bits are set off by eights.
    pub grouping: Grouping,
    /// Whether rows start with their offset.
    pub offsets: Offsets,
}

impl Layout {
    /// Most columns that [`Columns::Of`] takes.
    pub const MAX_COLUMNS: u32 = 4096;

    /// A matrix of bits, 64 in a row.
    pub const BITS: Self = Self {
        notation: Notation::Bits,
        columns: Columns::Of(64),
        grouping: Grouping::None,
        offsets: Offsets::None,
    };

    /// All bits in one line.
    pub const STREAM: Self = Self {
        columns: Columns::All,
        ..Self::BITS
    };

    /// Hexadecimal bytes, 16 in a row.
    pub const HEX: Self = Self {
        notation: Notation::Hex,
        columns: Columns::Of(16),
        ..Self::BITS
    };

    /// Decimal bytes, 16 in a row.
    pub const DECIMAL: Self = Self {
        notation: Notation::Decimal,
        columns: Columns::Of(16),
        ..Self::BITS
    };

    /// Refuses a number of columns outside 1–4096.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.columns {
            Columns::Of(count) if count == 0 || count > Self::MAX_COLUMNS => {
                Err(Error::at_bit(Code::Parameter, 0).with(count.into()))
            }
            _ => Ok(()),
        }
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self::BITS
    }
}
