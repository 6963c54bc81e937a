//! Pixels to a matrix of 0s and 1s.

use crate::chunks::{Chunks, Lines};
use crate::packing::{
    push_colours, push_decimal, push_statement, Layout, Packer, Pixel, Polarity, WordOrder,
};
use crate::text::Grouping;
use crate::{Error, PictureRef};
use alloc::string::ToString;
use alloc::vec::Vec;

/// What stands in a row beside its pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// Nothing.
    #[default]
    None,
    /// Its number, from 1.
    Numbers,
    /// Its number, and the sum of the places of its 1s: see the [module](super).
    Checks,
}

/// How a matrix is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What 0 means.
    pub polarity: Polarity,
    /// What stands beside the pixels.
    pub numbering: Numbering,
    /// Whether pixels of one bit are set off by eights; those of more always stand apart.
    pub grouping: Grouping,
}

/// The layout of rows of pixels.
pub(super) fn rows_layout(picture: PictureRef, pixel: Option<Pixel>, polarity: Polarity) -> Layout {
    let pixel = match pixel.unwrap_or_else(|| Pixel::of(picture)) {
        // Digits have no order of bytes.
        Pixel::Rgb565(_) => Pixel::Rgb565(WordOrder::BigEndian),
        pixel => pixel,
    };
    Layout {
        pixel,
        polarity,
        ..Layout::one_bit(picture.width(), picture.height())
    }
}

/// A matrix: a line that says what it is, then a line for each row of pixels, with as many 0s and 1s a pixel as it has
/// bits, the most significant first. `pixel` is what the pixels are turned into; without it the picture's own bits are shown.
///
/// ```
/// use pixelbits::matrix::{write, Options};
/// use pixelbits::Bitmap;
/// let bitmap = Bitmap::new(3, 2, 2, Bitmap::grey_ramp(2), vec![0, 1, 2, 3, 0, 1])?;
/// let text = write((&bitmap).into(), None, Options::default())?.into_bytes();
/// assert_eq!(String::from_utf8_lossy(&text), "\
/// ## pixelbits matrix: 3 x 2 pixels, 2-bit grey, 0 = black
/// 00 01 10
/// 11 00 01
/// ");
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn write(
    picture: PictureRef<'_>,
    pixel: Option<Pixel>,
    options: Options,
) -> Result<Chunks<'_>, Error> {
    let layout = rows_layout(picture, pixel, options.polarity);
    Ok(Chunks::new(Matrix {
        packer: Packer::new(picture, layout)?,
        options,
        number_width: layout.height.to_string().len(),
    }))
}

struct Matrix<'a> {
    packer: Packer<'a>,
    options: Options,
    number_width: usize,
}

impl Lines for Matrix<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        out.extend_from_slice(b"# ");
        push_statement("matrix", layout, out);
        if self.options.numbering == Numbering::Checks {
            out.extend_from_slice(b", row checks");
        }
        out.push(b'\n');
        push_colours(self.packer.picture(), layout, ("# ", ""), out);
    }

    fn count(&self) -> u32 {
        self.packer.layout().height
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        if self.options.numbering != Numbering::None {
            let number = (u64::from(line) + 1).to_string();
            out.resize(
                out.len() + self.number_width - number.len().min(self.number_width),
                b' ',
            );
            out.extend_from_slice(number.as_bytes());
            out.extend_from_slice(b": ");
        }
        let layout = self.packer.layout();
        let bits = layout.pixel.bits();
        let apart = match (bits, self.options.grouping) {
            (1, Grouping::None) => u32::MAX,
            (1, Grouping::Bytes) => 8,
            _ => 1,
        };
        let (mut place, mut sum) = (0u64, 0u64);
        for x in 0..layout.width {
            if x > 0 && x % apart == 0 {
                out.push(b' ');
            }
            let number = self.packer.number(x, line);
            for bit in (0..bits).rev() {
                let digit = (number >> bit & 1) as u8;
                place += 1;
                sum += place * u64::from(digit);
                out.push(b'0' + digit);
            }
        }
        if self.options.numbering == Numbering::Checks {
            out.extend_from_slice(b" = ");
            push_decimal(out, sum);
        }
        out.push(b'\n');
    }
}
