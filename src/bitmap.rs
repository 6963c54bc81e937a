//! Pictures of few bits: an index a pixel, and the colour that each index stands for.

use crate::{Code, Error, Image};
use alloc::vec::Vec;

/// A picture whose pixels are indices into a list of colours. `I = width × height × bits` is its volume in bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    height: u32,
    bits: u8,
    colours: Vec<[u8; 3]>,
    indices: Vec<u8>,
}

impl Bitmap {
    /// `bits`: 1–8 bits a pixel; `colours`: 1 to `2^bits` of them, R G B; `indices`: `width × height`, row-major from the top,
    /// each below the number of colours. Fails with [`Code::Parameter`] where these do not fit together.
    pub fn new(
        width: u32,
        height: u32,
        bits: u8,
        colours: Vec<[u8; 3]>,
        indices: Vec<u8>,
    ) -> Result<Self, Error> {
        let bad = |value: u64| Err(Error::at_bit(Code::Parameter, 0).with(value));
        if !(1..=8).contains(&bits) {
            return bad(bits.into());
        }
        if colours.is_empty() || colours.len() > 1 << bits {
            return bad(colours.len() as u64);
        }
        if u64::from(width) * u64::from(height) != indices.len() as u64 {
            return bad(indices.len() as u64);
        }
        if let Some(&index) = indices.iter().find(|&&i| usize::from(i) >= colours.len()) {
            return bad(index.into());
        }
        Ok(Self {
            width,
            height,
            bits,
            colours,
            indices,
        })
    }

    /// The colours of `2^bits` steps from black to white: index 0 is black, the last index white.
    pub fn grey_ramp(bits: u8) -> Vec<[u8; 3]> {
        let last = (1_u32 << bits.clamp(1, 8)) - 1;
        let grey = |i: u32| ((i * 255 + last / 2) / last) as u8;
        (0..=last).map(|i| [grey(i); 3]).collect()
    }

    /// Width in pixels.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Bits a pixel, 1–8.
    pub const fn bits(&self) -> u8 {
        self.bits
    }

    /// What each index looks like: R G B, at most `2^bits` of them.
    pub fn colours(&self) -> &[[u8; 3]] {
        &self.colours
    }

    /// `width × height` indices, row-major from the top.
    pub fn indices(&self) -> &[u8] {
        &self.indices
    }

    /// The same picture for a canvas.
    pub fn to_image(&self) -> Image {
        let pixel = |&index: &u8| {
            let [r, g, b] = self.colours[usize::from(index)];
            [r, g, b, 255]
        };
        Image {
            width: self.width,
            height: self.height,
            rgba: self.indices.iter().flat_map(pixel).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn ramps_run_from_black_to_white() {
        assert_eq!(Bitmap::grey_ramp(1), [[0; 3], [255; 3]]);
        assert_eq!(Bitmap::grey_ramp(2), [[0; 3], [85; 3], [170; 3], [255; 3]]);
        let all: Vec<[u8; 3]> = (0..=255).map(|i| [i; 3]).collect();
        assert_eq!(Bitmap::grey_ramp(8), all);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let ramp = || Bitmap::grey_ramp(1);
        assert!(Bitmap::new(2, 1, 1, ramp(), vec![0, 1]).is_ok());
        assert!(Bitmap::new(2, 1, 0, ramp(), vec![0, 1]).is_err());
        assert!(Bitmap::new(2, 1, 1, vec![], vec![0, 1]).is_err());
        assert!(Bitmap::new(2, 1, 1, ramp(), vec![0, 2]).is_err());
        assert!(Bitmap::new(2, 2, 1, ramp(), vec![0, 1]).is_err());
        assert!(Bitmap::new(1, 1, 1, Bitmap::grey_ramp(2), vec![0]).is_err());
    }

    #[test]
    fn an_image_has_the_colours_of_its_indices() {
        let bitmap = Bitmap::new(2, 1, 1, vec![[1, 2, 3], [4, 5, 6]], vec![1, 0]).unwrap();
        assert_eq!(bitmap.to_image().rgba, [4, 5, 6, 255, 1, 2, 3, 255]);
    }
}
