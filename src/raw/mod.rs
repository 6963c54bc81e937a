//! Bytes of a stated layout as pictures, and what layout bytes of unknown origin may have.
//!
//! Two decoders, both as Pillow 13 has them: [`decode`] unpacks rows of one of some two hundred [raw modes](RAW_MODES);
//! [`decode_bits`] takes numbers of 1–31 bits from a stream of bits. Both keep every value in full ([`RawImage`]).
//! [`Layout::bits_of`] and [`Layout::pixel_at`] (and the same of [`BitLayout`]) lead from a pixel to its bits and back.
//! [`suggest_widths`] guesses how long a row is.
//!
//! ```
//! use pixelbits::raw::{self, Layout, Mode, RawMode};
//! use pixelbits::Limits;
//!
//! // 3 × 2 pixels of a bit each, a byte a row.
//! let one_bit = RawMode::find(Mode::Bilevel, "1").ok_or("no such raw mode")?;
//! let layout = Layout::packed(one_bit, 3, 2);
//! let picture = raw::decode(&[0b1010_0000, 0b0100_0000], &layout, &Limits::default())?;
//! assert!(picture.warnings.is_empty());
//! assert_eq!(picture.value.pixel(1, 1), Some([255.0, 0.0, 0.0, 0.0]));
//! assert_eq!(layout.bits_of(1, 1), [9..10]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bit_fields;
mod colour;
mod image;
mod locate;
mod mode;
mod table;
mod unpack;
mod width;

pub use crate::pixelmap::RowOrder;
pub use bit_fields::{decode_bits, BitLayout, Fill, RowPadding, Sign};
pub use image::{RawImage, Values, Window};
pub use mode::Mode;
pub use table::{RawMode, RAW_MODES};
pub use width::{suggest_widths, WidthSuggestion};

use crate::{Code, Error, Limits, Outcome};

/// Where the pixels of a picture lie in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// What the bytes are, and what they become.
    pub raw_mode: &'static RawMode,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes before the first row.
    pub offset_bytes: u64,
    /// Bytes from the start of one row to the start of the next; `None`: rows follow each other without a gap.
    pub stride_bytes: Option<u64>,
    /// Which row comes first.
    pub rows: RowOrder,
}

impl Layout {
    /// Rows from the top, from the first byte, without gaps.
    pub const fn packed(raw_mode: &'static RawMode, width: u32, height: u32) -> Self {
        Self {
            raw_mode,
            width,
            height,
            offset_bytes: 0,
            stride_bytes: None,
            rows: RowOrder::TopDown,
        }
    }

    /// Bytes of a row, without what the stride puts behind it.
    pub const fn row_bytes(&self) -> u64 {
        self.raw_mode.row_bytes(self.width)
    }

    /// Bytes from the start of one row to the start of the next.
    pub fn stride(&self) -> u64 {
        self.stride_bytes.unwrap_or(self.row_bytes())
    }

    /// Bytes that the picture needs, from the first row's start to the last row's end; `None` where that is beyond all
    /// counting.
    pub fn needed_bytes(&self) -> Option<u64> {
        match self.height.checked_sub(1) {
            None => Some(0),
            Some(rows) => self
                .stride()
                .checked_mul(rows.into())?
                .checked_add(self.row_bytes()),
        }
    }

    /// First byte of the row that comes as number `row`.
    fn row_start(&self, row: u32) -> Option<u64> {
        let before = self.stride().checked_mul(row.into())?;
        self.offset_bytes.checked_add(before)
    }
}

/// Bytes to pixels.
///
/// Where the data ends too early, the rows that are there whole are decoded, the others stay zero, and a warning
/// ([`Code::PixelsEnded`]) tells how many there are. (Pillow gives no picture then, unless told to bear it.) Bytes behind the
/// last row do not matter, nor does it when the last row lacks what the stride puts behind it. Fails with
/// [`Code::Parameter`] where the stride is shorter than a row, and where the limits do not allow the picture.
pub fn decode(data: &[u8], layout: &Layout, limits: &Limits) -> Result<Outcome<RawImage>, Error> {
    let stride = layout.stride();
    if stride < layout.row_bytes() {
        return Err(Error::at_bit(Code::Parameter, 0).with(stride));
    }
    let mode = layout.raw_mode.mode;
    let (width, height) = (layout.width, layout.height);
    let mut image = RawImage::blank(mode, width, height, limits)?;
    let row_bytes = usize::try_from(layout.row_bytes()).unwrap_or(usize::MAX);
    let (across, bands) = (width as usize, mode.bands());
    let mut warnings = alloc::vec::Vec::new();
    for row in 0..if width == 0 { 0 } else { height } {
        let bytes = layout
            .row_start(row)
            .and_then(|start| usize::try_from(start).ok())
            .and_then(|start| data.get(start..start.checked_add(row_bytes)?));
        let Some(bytes) = bytes else {
            warnings.push(Error::at_byte(Code::PixelsEnded, data.len()).with(row.into()));
            break;
        };
        let at = layout.rows.flip(row, height) as usize * across * bands;
        let unpack = layout.raw_mode.unpack;
        unpack::row(unpack, bytes, &mut image.values, at, across, bands);
    }
    Ok(Outcome {
        value: image,
        warnings,
    })
}
