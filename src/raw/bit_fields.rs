//! The bit decoder: numbers of 1–31 bits out of a stream of bytes, as floating-point pixels.
//!
//! Bytes go into a buffer of bits, and pixels are taken out of it as soon as it holds enough. [`Fill`] says at which end
//! each happens. Two of its four ways are those of files: most significant first (0), and least significant first (3).
//!
//! This does what Pillow 13 does, which differs from its documentation in three points:
//! - 32 bits a pixel are refused; the documentation allows 2 to 32, and the program 1 to 31.
//! - Any padding above 0 pads rows to whole bytes.
//! - Bits that are left in the buffer are not always cleared, and bytes that are put above them are ORed onto them. So
//!   with fill 3 and padding, rows after the first are wrong where a row does not fill whole bytes, and with fill 1 most
//!   pixels hold bits of earlier ones. [`BitLayout::bits_of`] tells the bits that a pixel is meant to have.

use super::image::{RawImage, Values};
use super::mode::Mode;
use super::RowOrder;
use crate::bits::BitOrder;
use crate::{Code, Error, Limits, Outcome};
use alloc::vec::Vec;

/// Where the bits of a picture lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitLayout {
    /// Bits a pixel, 1–31.
    pub bits: u8,
    /// What stands between rows.
    pub padding: RowPadding,
    /// In which order bytes and pixels go through the buffer.
    pub fill: Fill,
    /// Whether the numbers have a sign.
    pub sign: Sign,
    /// Which row comes first.
    pub rows: RowOrder,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes before the first row.
    pub offset_bytes: u64,
}

/// What stands between the rows of a bit stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowPadding {
    /// Nothing: a row begins with the bit after the last.
    #[default]
    None,
    /// A row begins with a byte (Pillow's padding 8).
    WholeBytes,
}

/// How bytes enter the buffer of bits, and pixels leave it. Pillow's number is that of [`Fill::number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// `Msb`: a byte goes below the bits that are there. `Lsb`: above them.
    pub bytes: BitOrder,
    /// `Msb`: a pixel is taken from the upper end. `Lsb`: from the lower.
    pub pixels: BitOrder,
}

impl Fill {
    /// The fill that Pillow numbers 0–3; `None` for any other number.
    pub const fn from_number(number: u8) -> Option<Self> {
        let (bytes, pixels) = match number {
            0 => (BitOrder::Msb, BitOrder::Msb),
            1 => (BitOrder::Lsb, BitOrder::Msb),
            2 => (BitOrder::Msb, BitOrder::Lsb),
            3 => (BitOrder::Lsb, BitOrder::Lsb),
            _ => return None,
        };
        Some(Self { bytes, pixels })
    }

    /// 1 where bytes go above, 2 more where pixels come from below.
    pub const fn number(self) -> u8 {
        let bytes = matches!(self.bytes, BitOrder::Lsb) as u8;
        let pixels = matches!(self.pixels, BitOrder::Lsb) as u8;
        bytes + 2 * pixels
    }
}

/// Whether numbers have a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sign {
    /// They are 0 or more.
    #[default]
    Unsigned,
    /// They are in two's complement.
    Signed,
}

impl BitLayout {
    /// Numbers without a sign, most significant bit first, rows from the top without gaps, from the first byte.
    pub const fn packed(bits: u8, width: u32, height: u32) -> Self {
        Self {
            bits,
            padding: RowPadding::None,
            fill: Fill {
                bytes: BitOrder::Msb,
                pixels: BitOrder::Msb,
            },
            sign: Sign::Unsigned,
            rows: RowOrder::TopDown,
            width,
            height,
            offset_bytes: 0,
        }
    }

    /// Bytes that the picture needs, from the first row's start to the end of the last.
    pub fn needed_bytes(&self) -> Option<u64> {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let row_bits = width * u64::from(self.bits);
        match self.padding {
            RowPadding::None => Some(row_bits.checked_mul(height)?.div_ceil(8)),
            RowPadding::WholeBytes => row_bits.div_ceil(8).checked_mul(height),
        }
    }

    /// Whether pixels may have so many bits.
    pub(super) const fn is_allowed(&self) -> bool {
        matches!(self.bits, 1..=31)
    }
}

/// The buffer between bytes and pixels. Bit 0 is the least significant.
struct Buffer {
    bits: u64,
    /// Bits of it that are still to be taken.
    count: u32,
}

impl Buffer {
    fn put(&mut self, byte: u8, order: BitOrder) {
        match order {
            BitOrder::Msb => self.bits = self.bits << 8 | u64::from(byte),
            BitOrder::Lsb => self.bits |= u64::from(byte) << self.count,
        }
        self.count += 8;
    }

    /// Takes a pixel of so many bits; `last` is the byte that was put in last.
    fn take(&mut self, bits: u32, mask: u64, order: BitOrder, last: u8) -> u64 {
        let left = self.count - bits;
        let value = match order {
            BitOrder::Msb => self.bits >> left & mask,
            BitOrder::Lsb => {
                let value = self.bits & mask;
                // Pillow's buffer may have 32 bits: what did not fit into it is taken from the byte again.
                self.bits = match self.count {
                    0..=32 => self.bits >> bits,
                    _ => u64::from(last) >> 8_u32.saturating_sub(left),
                };
                value
            }
        };
        self.count = left;
        value
    }
}

/// Bits to pixels of mode `F`.
///
/// Where the data ends too early, the pixels that are there are decoded, the others stay zero, and a warning
/// ([`Code::PixelsEnded`]) tells how many whole rows there are. Bytes behind the last pixel do not matter. Fails with
/// [`Code::Parameter`] where [`BitLayout::bits`] is not 1–31, and where the limits do not allow the picture.
pub fn decode_bits(
    data: &[u8],
    layout: &BitLayout,
    limits: &Limits,
) -> Result<Outcome<RawImage>, Error> {
    if !layout.is_allowed() {
        return Err(Error::at_bit(Code::Parameter, 0).with(layout.bits.into()));
    }
    let mut image = RawImage::blank(Mode::Float32, layout.width, layout.height, limits)?;
    let offset = usize::try_from(layout.offset_bytes).ok();
    let input = offset.and_then(|offset| data.get(offset..)).unwrap_or(&[]);
    let whole = match &mut image.values {
        Values::Float32(values) => fill_rows(input, layout, values),
        _ => 0,
    };
    let mut warnings = Vec::new();
    if whole < layout.height && layout.width > 0 {
        warnings.push(Error::at_byte(Code::PixelsEnded, data.len()).with(whole.into()));
    }
    Ok(Outcome {
        value: image,
        warnings,
    })
}

/// Fills rows as far as the data goes; how many became whole.
fn fill_rows(input: &[u8], layout: &BitLayout, values: &mut [f32]) -> u32 {
    let (width, height) = (layout.width as usize, layout.height);
    if width == 0 || height == 0 {
        return 0;
    }
    let bits = u32::from(layout.bits);
    let mask = (1_u64 << bits) - 1;
    let sign_bit = match layout.sign {
        Sign::Unsigned => 0,
        Sign::Signed => 1_u64 << (bits - 1),
    };
    let Fill { bytes, pixels } = layout.fill;
    let number = |value: u64| match value & sign_bit {
        0 => value as f32,
        _ => (value | !mask) as i32 as f32,
    };
    let mut buffer = Buffer { bits: 0, count: 0 };
    let mut input = input.iter();
    // A byte may hold pixels of two rows, and then its rest belongs to the second.
    let mut last = 0;
    for row in 0..height {
        let at = layout.rows.flip(row, height) as usize * width;
        let out = values.get_mut(at..at.saturating_add(width));
        for value in out.unwrap_or(&mut []) {
            while buffer.count < bits {
                let Some(&byte) = input.next() else {
                    return row;
                };
                last = byte;
                buffer.put(byte, bytes);
            }
            *value = number(buffer.take(bits, mask, pixels, last));
        }
        if layout.padding == RowPadding::WholeBytes {
            buffer.count = 0;
        }
    }
    height
}
