//! What every bit of a file is for, window by window.

use super::syntax::{self, Structure};
use crate::trace::{BlockPos, Role};
use crate::Limits;
use alloc::vec::Vec;
use core::ops::Range;

/// A run of bits of the *file* with one meaning. Spans tile the window asked for (cut at no span's middle).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSpan {
    /// First bit in the file.
    pub start: u64,
    /// Number of bits.
    pub bits: u32,
    /// What they are for.
    pub role: Role,
    /// For header bits: index of the leaf in [`Structure::fields`].
    pub field: Option<u32>,
    /// For entropy-coded bits: the block they belong to.
    pub block: Option<BlockPos>,
    /// Coefficient index in zigzag order.
    pub k: u32,
    /// For a code: its symbol. For value bits: the value. For correction bits: the new value.
    pub value: i32,
    /// A span that is interrupted by a stuffed byte comes in pieces: number of bits of the whole span before this one.
    pub before: u32,
    /// Bits of the whole span.
    pub whole: u32,
}

/// Explains a file bit by bit.
#[derive(Debug)]
pub struct Tracer<'a> {
    data: &'a [u8],
    structure: Structure,
}

impl<'a> Tracer<'a> {
    /// Takes the file apart.
    pub fn new(data: &'a [u8], limits: &Limits) -> Self {
        Self {
            data,
            structure: syntax::parse(data, limits),
        }
    }

    /// The fields that [`FileSpan::field`] points into.
    pub fn structure(&self) -> &Structure {
        &self.structure
    }

    /// The spans that touch a range of file bits, in file order.
    pub fn window(&mut self, bits: Range<u64>) -> Vec<FileSpan> {
        let _ = (bits, self.data);
        Vec::new()
    }
}
