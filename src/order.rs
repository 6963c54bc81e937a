//! The order of a file. One sort for all lists that are kept in it, and the smallest: each that is compiled is some KB of wasm.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;

/// The numbers in ascending order of the places that stand before them; those of one place in their own.
pub(crate) fn by_place(numbered: Vec<(u64, u32)>) -> Vec<u32> {
    // As they are, nearly always.
    let sorted = match numbered.is_sorted() {
        true => numbered,
        false => BinaryHeap::from(numbered).into_sorted_vec(),
    };
    sorted.into_iter().map(|(_, number)| number).collect()
}
