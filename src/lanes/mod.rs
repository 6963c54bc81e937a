//! Sixteen bytes at a time: the few vector operations that decoding needs, the same on every machine that has them.
//!
//! [`I16x8`], [`I32x4`] and [`U8x16`] have one set of operations with three homes:
//!
//! ```text
//! sse2      x86-64, where every processor has it
//! simd128   wasm32 built with `-C target-feature=+simd128`
//! portable  arrays: what the operations mean, for tests, and for everything else
//! ```
//!
//! Kernels are written once, over these types, and used where [`WIDE`] says that they pay; elsewhere plain loops do the
//! same. The two give the same bytes.

#[cfg(any(
    test,
    not(any(
        all(target_arch = "x86_64", target_feature = "sse2"),
        all(target_arch = "wasm32", target_feature = "simd128")
    ))
))]
#[cfg_attr(test, allow(dead_code))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod sse2;

#[cfg(not(any(
    all(target_arch = "x86_64", target_feature = "sse2"),
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
pub use portable::{be_word, clear, store_rows, I16x8, I32x4, U8x16};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::{be_word, clear, store_rows, I16x8, I32x4, U8x16};
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub use sse2::{be_word, clear, store_rows, I16x8, I32x4, U8x16};

/// Whether the operations are single instructions here.
pub const WIDE: bool = cfg!(any(
    all(target_arch = "x86_64", target_feature = "sse2"),
    all(target_arch = "wasm32", target_feature = "simd128")
));

/// Whether 64 numbers are 0.
#[inline(always)]
pub fn are_clear(numbers: &[i16; 64]) -> bool {
    if !WIDE {
        return numbers.iter().all(|&number| number == 0);
    }
    let (rows, _) = numbers.as_chunks::<8>();
    let any = |any: I16x8, row| any.or(I16x8::load(row));
    rows.iter().fold(I16x8::splat(0), any).is_zero()
}

#[cfg(test)]
mod tests;
