//! What decoding gives.

use crate::Error;
use alloc::vec::Vec;

/// Something decoded, and what was odd about the file.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// What was asked for.
    pub value: T,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
}
