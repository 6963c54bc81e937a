//! The colours that a picture is reduced to.

use super::tone::Grey;
use crate::{Bitmap, Code, Error};
use alloc::vec::Vec;

/// Where the colours come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Palette {
    /// A palette of old: 2 colours black and white; 4 those of CGA (black, cyan, magenta, white); 8 each of red, green and blue
    /// off or on, red the most significant bit; 16 those of HTML and Windows; 256 three bits of red, three of green, two of
    /// blue (RGB332).
    Fixed,
    /// Equal steps from black to white.
    Grey,
    /// Boxes of colours are cut in two at their medians (P. Heckbert, "Color image quantization for frame buffer display",
    /// 1982).
    MedianCut,
    /// Those of [`Self::MedianCut`], moved to the middle of the colours that are nearest to them, until none moves or 16 times
    /// (S. Lloyd, "Least squares quantization in PCM", 1982).
    KMeans,
    /// These colours, such as those of an e-paper.
    Given(Vec<[u8; 3]>),
}

/// Most colours of a palette.
pub(super) const MOST: u16 = 256;

impl Palette {
    /// The colours that do not depend on the picture; `None` where they do. Fails with [`Code::Parameter`] for a number of
    /// colours below 2 or above 256, or that there is no such palette of; those given need at least one and are as many as
    /// they are.
    pub fn colours(&self, count: u16) -> Result<Option<Vec<[u8; 3]>>, Error> {
        let bad = |count: u64| Err(Error::at_bit(Code::Parameter, 0).with(count));
        if let Self::Given(colours) = self {
            return match colours.len() {
                1..=256 => Ok(Some(colours.clone())),
                count => bad(count as u64),
            };
        }
        if !(2..=MOST).contains(&count) {
            return bad(count.into());
        }
        Ok(Some(match self {
            Self::Fixed => match fixed(count) {
                Some(colours) => colours,
                None => return bad(count.into()),
            },
            Self::Grey => ramp(count),
            _ => return Ok(None),
        }))
    }
}

/// Bits that an index needs: the least i with 2^i ≥ `colours`, at least 1.
///
/// ```
/// use pixelbits::raster::bits_for;
/// // Three colours need 2 bits, as four do.
/// assert_eq!([1, 2, 3, 4, 5, 256].map(bits_for), [1, 1, 2, 2, 3, 8]);
/// ```
pub const fn bits_for(colours: u16) -> u8 {
    let mut bits = 1;
    while bits < 8 && 1 << bits < colours {
        bits += 1;
    }
    bits
}

/// Equal steps from black to white.
fn ramp(count: u16) -> Vec<[u8; 3]> {
    if count.is_power_of_two() {
        return Bitmap::grey_ramp(bits_for(count));
    }
    let last = u32::from(count).saturating_sub(1).max(1);
    let grey = |i: u32| ((i * 255 + last / 2) / last) as u8;
    (0..=last).map(|i| [grey(i); 3]).collect()
}

/// Black, red, green … white: each bit of the index switches a channel.
fn primaries() -> impl Iterator<Item = [u8; 3]> {
    (0..8_u8).map(|i| [i >> 2 & 1, i >> 1 & 1, i & 1].map(|on| 255 * on))
}

/// The 16 colours of HTML 4, 6.5, in the order in which Windows numbers them.
const SIXTEEN: [u32; 16] = [
    0x00_0000, 0x80_0000, 0x00_8000, 0x80_8000, 0x00_0080, 0x80_0080, 0x00_8080, 0xC0_C0C0,
    0x80_8080, 0xFF_0000, 0x00_FF00, 0xFF_FF00, 0x00_00FF, 0xFF_00FF, 0x00_FFFF, 0xFF_FFFF,
];

/// CGA, graphics mode 4, palette 1 in high intensity.
const CGA: [u32; 4] = [0x00_0000, 0x55_FFFF, 0xFF_55FF, 0xFF_FFFF];

fn fixed(count: u16) -> Option<Vec<[u8; 3]>> {
    let split = |&colour: &u32| {
        let [_, r, g, b] = colour.to_be_bytes();
        [r, g, b]
    };
    Some(match count {
        2 => ramp(2),
        4 => CGA.iter().map(split).collect(),
        8 => primaries().collect(),
        16 => SIXTEEN.iter().map(split).collect(),
        256 => (0..=255_u8).map(rgb332).collect(),
        _ => return None,
    })
}

/// The colour of RRRGGGBB.
fn rgb332(i: u8) -> [u8; 3] {
    let level = |value: u8, last: u32| ((u32::from(value) * 255 + last / 2) / last) as u8;
    [level(i >> 5, 7), level(i >> 2 & 7, 7), level(i & 3, 3)]
}

/// Whether all colours are greys: then grey values are compared with them, and not colours.
pub(super) fn is_grey(colours: &[[u8; 3]]) -> bool {
    colours.iter().all(|&[r, g, b]| r == g && g == b)
}

/// Sorts colours from dark to light, so that index 0 is the darkest.
pub(super) fn sort(colours: &mut [[u8; 3]]) {
    let luma = |&[r, g, b]: &[u8; 3]| {
        let ([red, green, blue], _) = Grey::Rec601.weights();
        red * u32::from(r) + green * u32::from(g) + blue * u32::from(b)
    };
    colours.sort_unstable_by_key(|colour| (luma(colour), *colour));
}
