//! What a format offers: the columns of the plug-in table.

use crate::field::Field;
use crate::{Error, Image, Limits};
use alloc::vec::Vec;

/// What inspecting a file gives: never nothing, and never only an error.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// Fields in file order; their leaves tile the file.
    pub fields: Vec<Field>,
    /// What was wrong, in file order.
    pub errors: Vec<Error>,
}

/// A decoded picture and what was odd about its file.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The pixels, turned as the file asks.
    pub image: Image,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
}

/// One format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Identifier, such as `"jpeg"`.
    pub name: &'static str,
    /// Looks at the first bytes and answers quickly.
    pub probe: fn(&[u8]) -> bool,
    /// Names every bit.
    pub inspect: fn(&[u8], &Limits) -> Inspection,
    /// Makes pixels.
    pub decode: fn(&[u8], &Limits) -> Result<Decoded, Error>,
}
