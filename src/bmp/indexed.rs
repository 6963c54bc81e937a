//! Pictures of few bits to a BMP file, indices and colours as they are.

use super::write::{push_u32s, BI_RGB, FILE_HEADER, INFO_HEADER};
use crate::packing::{Layout, Packer, Pixel};
use crate::{Bitmap, Code, Error, Resolution};
use alloc::vec::Vec;

/// The whole file. Indices of 1, 4 and 8 bits are stored as they are, others in the next of these depths; colours come in the
/// order of their indices, as many as there are. Fails where the picture has no pixels ([`Code::ZeroDimension`]), or more
/// bytes than a BMP's 32-bit size can tell ([`Code::LimitMemory`]).
pub fn write_bitmap(bitmap: &Bitmap, resolution: Option<Resolution>) -> Result<Vec<u8>, Error> {
    let (width, height) = (bitmap.width(), bitmap.height());
    if width == 0 || height == 0 {
        return Err(Error::at_bit(Code::ZeroDimension, 0));
    }
    // The first pixel in the most significant bits, [MS-WMF] 2.1.1.3. Two bits have no depth of their own.
    let layout = Layout {
        pixel: Pixel::Index(match bitmap.bits() {
            2 => 4,
            bits => bits,
        }),
        ..Layout::one_bit(width, height)
    };
    let packer = Packer::new(bitmap.into(), layout)?;
    let bits = layout.pixel.slot_bits();
    let colours = bitmap.colours();
    let offset = FILE_HEADER + INFO_HEADER + 4 * colours.len();
    let row_bytes = (u64::from(width) * u64::from(bits)).div_ceil(32) * 4;
    let file_bytes = row_bytes
        .saturating_mul(height.into())
        .saturating_add(offset as u64);
    // Sizes are 32-bit numbers, width and height signed ones.
    let (Ok(size), true) = (
        u32::try_from(file_bytes),
        width.max(height) <= i32::MAX as u32,
    ) else {
        return Err(Error::at_bit(Code::LimitMemory, 0).with(file_bytes));
    };
    let mut out = Vec::with_capacity(size as usize);
    let (x, y) = resolution.map_or((0, 0), |r| (r.x_per_metre, r.y_per_metre));
    out.extend_from_slice(b"BM");
    push_u32s(&mut out, &[size, 0, offset as u32]);
    // A positive height: rows from the bottom to the top.
    push_u32s(&mut out, &[INFO_HEADER as u32, width, height]);
    // One plane.
    out.extend_from_slice(&[1, 0, bits as u8, 0]);
    let pixel_bytes = size - offset as u32;
    let count = colours.len() as u32;
    push_u32s(&mut out, &[BI_RGB, pixel_bytes, x, y, count, 0]);
    for &[r, g, b] in colours {
        out.extend_from_slice(&[b, g, r, 0]);
    }
    for line in (0..height).rev() {
        let start = out.len();
        packer.push_line(line, &mut out);
        out.resize(start.saturating_add(row_bytes as usize), 0);
    }
    Ok(out)
}
