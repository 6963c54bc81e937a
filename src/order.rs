//! The order of a file. One sort for all lists that are kept in it: each that is compiled is 4 KB of wasm.

use alloc::vec::Vec;

/// The numbers in ascending order of the places that stand before them; those of one place in their own.
pub(crate) fn by_place(mut numbered: Vec<(u64, u32)>) -> Vec<u32> {
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, number)| number).collect()
}
