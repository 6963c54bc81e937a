//! **Pixelbits** shows how pixels become bits and bits become pixels.
//!
//! The core decodes images and explains every bit of their files: each bit belongs to exactly one named span, and the
//! decoder that explains is the decoder that decodes (one set of routines, generic over an observer, see [`trace`]).
//!
//! # Contract
//!
//! - Any input may be given. Nothing here panics, overflows, or allocates from an unchecked header: [`Limits`] bound
//!   what a file may ask for.
//! - Positions are bit offsets in the file, 0 = most significant bit of the first byte.
//! - Inspection never fails: it returns the fields it could read and the errors it met.
//! - Decoding returns pixels and warnings where there are pixels to give, one [`Error`] where there are none.
//! - `no_std` with `alloc`; only the `wasm` and `cli` front ends use the standard library.
//!
#![doc = include_str!("tutorial.md")]
#![no_std]
#![deny(missing_docs)]
#![deny(unsafe_code)]

extern crate alloc;
// A host cdylib needs a panic handler and an allocator; the core itself uses neither.
#[cfg(not(target_os = "none"))]
extern crate std;

pub mod arrays;
mod bitmap;
pub mod bits;
pub mod bmp;
pub mod bytes;
mod chunks;
pub mod compare;
mod error;
pub mod field;
pub mod format;
pub mod forms;
pub mod ico;
mod image;
pub mod jpeg;
mod lanes;
pub mod matrix;
mod order;
mod outcome;
pub mod packing;
mod picture;
pub mod pixelmap;
pub mod png;
pub mod pnm;
pub mod raster;
pub mod raw;
mod reduce;
pub mod registry;
pub mod signature;
pub mod spam;
pub mod text;
pub mod tile;
pub mod trace;
#[cfg(feature = "transport")]
pub mod transport;

#[cfg(all(target_arch = "wasm32", feature = "wasm"))]
mod wasm;

pub use bitmap::Bitmap;
pub use chunks::Chunks;
pub use error::{Code, Error, ErrorKind, Limits};
pub use image::{Image, Orientation, Resolution, Samples};
pub use outcome::Outcome;
pub use picture::{Picture, PictureRef};
pub use reduce::Reducer;

/// The examples of the README are compiled with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
