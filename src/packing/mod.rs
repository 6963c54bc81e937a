//! Pixels as the bytes that a display wants, and back.
//!
//! ```text
//! row by row       a byte holds pixels side by side; every row starts in a byte of its own
//! column by column a byte holds pixels one below the other; every column starts in a byte of its own
//! page by page     as above, but a byte of each column, from left to right, then the next page below (SSD1306, PCD8544)
//! ```
//!
//! The first pixel of a byte (the left or the upper one) lies in its most significant or in its least significant bits.
//! What is left of a row, column or page is filled up with 0.

mod pack;
mod statement;
mod unpack;

pub(crate) use pack::{level, Packer};
pub(crate) use statement::{push_colours, push_decimal, push_statement, Statement};
pub(crate) use unpack::{colour, few_bits};

pub use crate::bits::BitOrder;
use crate::{Bitmap, Code, Error, Limits, PictureRef};
use core::fmt;

/// What a pixel is stored as. Levels are the nearest ones: level = round(value × largest level ÷ 255).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixel {
    /// `2^bits` levels of grey, 1–8 bits, see [`grey`](crate::text::grey). For 1 bit, 1 = light.
    Grey(u8),
    /// The index of a colour in the picture's list, 1–8 bits.
    Index(u8),
    /// A byte: 3 bits red, 3 green, 2 blue, from the most significant bit.
    Rgb332,
    /// 16 bits: 5 red, 6 green, 5 blue, from the most significant bit.
    Rgb565(WordOrder),
    /// Three bytes: red, green, blue.
    Rgb888,
}

/// How a 16-bit pixel is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordOrder {
    /// Two bytes, the most significant first.
    BigEndian,
    /// Two bytes, the least significant first.
    LittleEndian,
    /// A 16-bit number. As bytes, the most significant first.
    Words,
}

impl Pixel {
    /// What keeps a picture as it is: indices of their own number of bits (levels of grey where the colours are a ramp of
    /// them), 24 bits for true colours.
    pub fn of(picture: PictureRef) -> Self {
        match picture {
            PictureRef::Image(_) => Self::Rgb888,
            PictureRef::Bitmap(bitmap) => {
                let bits = bitmap.bits();
                match bitmap.colours() == Bitmap::grey_ramp(bits) {
                    true => Self::Grey(bits),
                    false => Self::Index(bits),
                }
            }
        }
    }

    /// Bits that mean something.
    pub const fn bits(self) -> u8 {
        match self {
            Self::Grey(bits) | Self::Index(bits) => bits,
            Self::Rgb332 => 8,
            Self::Rgb565(_) => 16,
            Self::Rgb888 => 24,
        }
    }

    /// Bits that a pixel takes: 1, 2, 4, 8, 16 or 24. 3 bits lie in the lower ones of 4.
    pub const fn slot_bits(self) -> u32 {
        match self.bits() {
            0 | 1 => 1,
            2 => 2,
            3 | 4 => 4,
            5..=8 => 8,
            9..=16 => 16,
            _ => 24,
        }
    }
}

/// Which pixels share a byte, and which bytes follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Row by row.
    #[default]
    Horizontal,
    /// Column by column.
    Vertical,
    /// Page by page: strips as high as a byte has pixels. Where a pixel fills a byte, the same as row by row.
    Page,
}

/// What 0 means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Polarity {
    /// 0 is black (a pixel of a display that is off). Numbers are as they are.
    #[default]
    ZeroBlack,
    /// 0 is white (paper). All bits are inverted.
    ZeroWhite,
}

/// Where every pixel's bits are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What a pixel is stored as.
    pub pixel: Pixel,
    /// How pixels follow each other.
    pub order: Order,
    /// Which bits of a byte hold its first pixel. Means nothing where a pixel fills a byte.
    pub bits: BitOrder,
    /// What 0 means.
    pub polarity: Polarity,
}

/// As the comment above an array has it: `128 x 64 pixels, 1 bit, page by page, LSB first, 0 = black, 1 = white`.
impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = alloc::vec::Vec::new();
        statement::push_layout("", self, &mut text);
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Layout {
    /// One bit a pixel, row by row, the leftmost pixel in the most significant bit, 0 = black.
    pub const fn one_bit(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            pixel: Pixel::Grey(1),
            order: Order::Horizontal,
            bits: BitOrder::Msb,
            polarity: Polarity::ZeroBlack,
        }
    }

    /// The order with pages only where there are any.
    const fn effective_order(&self) -> Order {
        match self.order {
            Order::Page if self.pixel.slot_bits() >= 8 => Order::Horizontal,
            order => order,
        }
    }

    /// Rows, columns or pages: runs of bytes that start anew.
    pub const fn lines(&self) -> u32 {
        match self.effective_order() {
            Order::Horizontal => self.height,
            Order::Vertical => self.width,
            Order::Page => self.height.div_ceil(8 / self.pixel.slot_bits()),
        }
    }

    /// Bytes of a row, column or page.
    pub const fn line_bytes(&self) -> u64 {
        let pixels = match self.effective_order() {
            Order::Horizontal => self.width,
            Order::Vertical => self.height,
            Order::Page => return self.width as u64,
        };
        (pixels as u64 * self.pixel.slot_bits() as u64).div_ceil(8)
    }

    /// Bytes of the picture.
    pub const fn bytes(&self) -> u64 {
        self.line_bytes().saturating_mul(self.lines() as u64)
    }

    /// Refuses bits that no pixel has ([`Code::Parameter`]), a picture without pixels, and one beyond the limits.
    pub(crate) fn check(&self, limits: &Limits) -> Result<(), Error> {
        let refuse = |code, value: u64| Err(Error::at_bit(code, 0).with(value));
        let pixels = u64::from(self.width) * u64::from(self.height);
        match self.pixel {
            Pixel::Grey(bits) | Pixel::Index(bits) if !(1..=8).contains(&bits) => {
                refuse(Code::Parameter, bits.into())
            }
            _ if pixels == 0 => refuse(Code::ZeroDimension, 0),
            _ => limits.check(self.width, self.height, 4, 0),
        }
    }
}
