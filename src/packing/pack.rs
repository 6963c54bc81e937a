//! Pixels to bytes.

use super::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use crate::text::grey;
use crate::{Code, Error, Limits, PictureRef};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The level nearest to a value of 0–255 among `0..=last`.
pub(crate) const fn level(value: u8, last: u32) -> u32 {
    (value as u32 * last + 127) / 255
}

/// The value of 0–255 nearest to a level of `0..=last`.
pub(super) const fn expand(level: u32, last: u32) -> u8 {
    ((level * 255 + last / 2) / last) as u8
}

/// Packs the lines of a picture.
pub(crate) struct Packer<'a> {
    picture: PictureRef<'a>,
    layout: Layout,
    /// The number that each index stands for; `None` for true colours.
    numbers: Option<Box<[u32; 256]>>,
}

impl<'a> Packer<'a> {
    /// A packer of the whole picture. Fails where picture and layout do not fit together, and where indices are asked for
    /// that the picture does not have.
    pub fn new(picture: PictureRef<'a>, layout: Layout) -> Result<Self, Error> {
        picture.check()?;
        let any = Limits {
            width_px: u32::MAX,
            height_px: u32::MAX,
            pixels: u64::MAX,
            memory_bytes: u64::MAX,
            ..Limits::default()
        };
        layout.check(&any)?;
        let refuse = |value: u64| Err(Error::at_bit(Code::Parameter, 0).with(value));
        if (picture.width(), picture.height()) != (layout.width, layout.height) {
            return refuse(layout.width.into());
        }
        let numbers = match picture {
            PictureRef::Bitmap(bitmap) => {
                let mut numbers = Box::new([0; 256]);
                for (index, &colour) in bitmap.colours().iter().enumerate() {
                    let number = match layout.pixel {
                        Pixel::Index(_) => index as u32,
                        pixel => number(picture, pixel, colour),
                    };
                    if let Some(place) = numbers.get_mut(index) {
                        *place = number ^ inversion(&layout);
                    }
                }
                if matches!(layout.pixel, Pixel::Index(bits) if bits < bitmap.bits()) {
                    return refuse(bitmap.bits().into());
                }
                Some(numbers)
            }
            PictureRef::Image(_) if matches!(layout.pixel, Pixel::Index(_)) => return refuse(24),
            PictureRef::Image(_) => None,
        };
        Ok(Self {
            picture,
            layout,
            numbers,
        })
    }

    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    pub const fn picture(&self) -> PictureRef<'a> {
        self.picture
    }

    /// The number that a pixel is stored as, inverted where the layout says so; 0 outside.
    pub fn number(&self, x: u32, y: u32) -> u32 {
        let Some(at) = self.picture.place(x, y) else {
            return 0;
        };
        match (self.picture, &self.numbers) {
            (PictureRef::Bitmap(bitmap), Some(numbers)) => {
                let index = bitmap.indices().get(at).copied().unwrap_or(0);
                numbers[usize::from(index)]
            }
            _ => {
                let [r, g, b, _] = self.picture.rgba(x, y);
                number(self.picture, self.layout.pixel, [r, g, b]) ^ inversion(&self.layout)
            }
        }
    }

    /// Appends a row, column or page.
    pub fn push_line(&self, line: u32, out: &mut Vec<u8>) {
        let Layout { width, height, .. } = self.layout;
        match self.layout.effective_order() {
            Order::Horizontal => self.push_run(width, |x| (x, line), out),
            Order::Vertical => self.push_run(height, |y| (line, y), out),
            Order::Page => {
                let high = 8 / self.layout.pixel.slot_bits();
                let top = line.saturating_mul(high);
                for x in 0..width {
                    self.push_run(high, |y| (x, top.saturating_add(y)), out);
                }
            }
        }
    }

    /// Appends `count` pixels, filled up to whole bytes.
    fn push_run(&self, count: u32, place: impl Fn(u32) -> (u32, u32), out: &mut Vec<u8>) {
        let slot = self.layout.pixel.slot_bits();
        let number = |at| {
            let (x, y) = place(at);
            self.number(x, y)
        };
        match self.layout.pixel {
            Pixel::Rgb888 => {
                for at in 0..count {
                    out.extend_from_slice(&number(at).to_be_bytes()[1..]);
                }
            }
            Pixel::Rgb565(WordOrder::LittleEndian) => {
                for at in 0..count {
                    out.extend_from_slice(&(number(at) as u16).to_le_bytes());
                }
            }
            Pixel::Rgb565(_) => {
                for at in 0..count {
                    out.extend_from_slice(&(number(at) as u16).to_be_bytes());
                }
            }
            _ => {
                let in_a_byte = 8 / slot;
                let mut first = 0;
                while first < count {
                    let mut byte = 0;
                    for at in 0..in_a_byte.min(count - first) {
                        let shift = match self.layout.bits {
                            BitOrder::Msb => 8 - slot * (at + 1),
                            BitOrder::Lsb => slot * at,
                        };
                        byte |= number(first + at) << shift;
                    }
                    out.push(byte as u8);
                    first += in_a_byte;
                }
            }
        }
    }
}

impl Layout {
    /// The bytes of a picture, as [`Layout::decode`] takes them. Fails where picture and layout do not fit together
    /// ([`Code::Parameter`]), and where there are no pixels.
    pub fn encode(&self, picture: PictureRef) -> Result<Vec<u8>, Error> {
        let packer = Packer::new(picture, *self)?;
        let mut bytes = Vec::new();
        (0..self.lines()).for_each(|line| packer.push_line(line, &mut bytes));
        Ok(bytes)
    }
}

/// The bits that the polarity inverts.
pub(super) fn inversion(layout: &Layout) -> u32 {
    match layout.polarity {
        Polarity::ZeroBlack => 0,
        Polarity::ZeroWhite => (1 << layout.pixel.bits()) - 1,
    }
}

/// A colour as a number, not inverted.
fn number(picture: PictureRef, pixel: Pixel, colour: [u8; 3]) -> u32 {
    let [r, g, b] = colour;
    match pixel {
        Pixel::Grey(1) => picture.is_light(colour).into(),
        Pixel::Grey(bits) | Pixel::Index(bits) => level(grey(r, g, b), (1 << bits) - 1),
        Pixel::Rgb332 => level(r, 7) << 5 | level(g, 7) << 2 | level(b, 3),
        Pixel::Rgb565(_) => level(r, 31) << 11 | level(g, 63) << 5 | level(b, 31),
        Pixel::Rgb888 => u32::from_be_bytes([0, r, g, b]),
    }
}
