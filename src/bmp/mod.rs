//! BMP: a file header and a device-independent bitmap, [MS-WMF] 2.2.2.9 and its relatives.

mod indexed;
mod write;

pub use indexed::write_bitmap;
pub use write::{write, Depth, Writer};
