//! Bits to text, and every text back to bits.
//!
//! # Texts
//!
//! A [`Text`] shows a [`Source`] (a file's bytes, or pixels) in a [`Layout`]: rows of bits, hexadecimal bytes or decimal
//! bytes, each row ended by a line feed. Bits run from the most significant of each byte to the least. Nothing is made
//! before it is asked for: any row can be had directly, and a whole text comes in chunks.
//!
//! ```text
//! bits, 16 columns, groups, offsets    00000000: 11111111 11011000
//!                                      00000002: 11111111 11100000
//! bits, 12 columns, offsets            00000000:0 111111111101
//!                                      00000001:4 100011111111
//! hexadecimal, 4 columns, offsets      00000000: FF D8 FF E0
//! decimal, 4 columns                   255 216 255 224
//!                                        0  16  74  70
//! ```
//!
//! An offset says at which byte of the source the row starts, in 8 hexadecimal digits and a colon; where rows may start
//! inside a byte, the number of the bit (0 = most significant) follows the colon.
//!
//! # Back to bytes
//!
//! [`parse`] and [`Parser`] find out which of the texts they read from its first 4,096 characters:
//!
//! - only 0 and 1: bits, whatever the spaces, unless they come as pairs with several pairs on a line: hexadecimal;
//! - otherwise pairs of digits, or longer even runs of them: hexadecimal (digits without spaces that are nearly all 0 and 1
//!   are a text of bits with a wrong character);
//! - otherwise numbers of up to three digits: decimal.
//!
//! Blanks, tabs, line breaks of any kind and a UTF-8 byte-order mark are passed over. Offsets are taken out where they tell
//! the number of bytes before them, and are an error where they do not; they are known by their colon, or, without one, by
//! being the first of several words in every line, 8 digits long, right, and unlike the data. Anything else is an error.
//!
//! A first line `# pixelbits hex` (or `decimal`, or `bits` with a number of bits) settles the question instead. [`Text`]
//! writes it where its own text would be taken for another kind (a dump whose bytes are all 00, 01, 10 and 11, one in a row),
//! and where the bits of a 1-bit picture do not fill whole bytes. So every text made here comes back as the same bytes.

mod detect;
mod digits;
mod layout;
mod parse;
mod place;
mod source;
mod symbols;
mod write;

pub(crate) use digits::{push_decimal, push_number};
pub use layout::{Columns, Grouping, Layout, Notation, Offsets};
pub use parse::{parse, Parser};
pub use place::line_column;
pub use source::{grey, PixelFormat, Pixels, Source};
pub use symbols::Parsed;
pub use write::{Text, Writer};
