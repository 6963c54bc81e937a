//! Brightness, contrast, gamma, grey and negatives: what is done to each pixel by itself, in one pass.

use super::crop::View;
use crate::{Code, Error};
use alloc::vec::Vec;

/// A step that changes brightness, contrast and gamma, in this order.
///
/// With samples from 0 to 1, `y = (x + brightness / 100 − ½) · k + ½`, cut to 0–1, and then `y^(1 / gamma)`; `k` is
/// `1 + contrast / 100` where contrast is negative, else `1 / (1 − contrast / 100)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjust {
    /// −100 (black) to 100 (white).
    pub brightness: f64,
    /// −100 (all the same grey) to 100 (nothing but black and white).
    pub contrast: f64,
    /// 0.01 to 100; above 1 the middle becomes lighter, below 1 darker.
    pub gamma: f64,
}

impl Default for Adjust {
    /// Changes nothing.
    fn default() -> Self {
        Self {
            brightness: 0.0,
            contrast: 0.0,
            gamma: 1.0,
        }
    }
}

impl Adjust {
    /// Refuses values outside their ranges with [`Code::Parameter`].
    pub(super) fn check(&self) -> Result<(), Error> {
        let percent = -100.0..=100.0;
        let fine = percent.contains(&self.brightness)
            && percent.contains(&self.contrast)
            && (0.01..=100.0).contains(&self.gamma);
        match fine {
            true => Ok(()),
            false => Err(Error::at_bit(Code::Parameter, 0)),
        }
    }

    /// What becomes of each sample.
    pub fn curve(&self) -> [u8; 256] {
        let slope = match self.contrast > 0.0 {
            // At 100, steep enough to leave nothing but the ends.
            true => 1.0 / (1.0 - self.contrast / 100.0).max(1e-9),
            false => 1.0 + self.contrast / 100.0,
        };
        let mut curve = [0; 256];
        for (x, y) in (0_u32..).zip(&mut curve) {
            let linear = (f64::from(x) / 255.0 + self.brightness / 100.0 - 0.5) * slope + 0.5;
            let bent = libm::pow(linear.clamp(0.0, 1.0), 1.0 / self.gamma);
            *y = libm::round(bent * 255.0) as u8;
        }
        curve
    }
}

/// How much red, green and blue count in a grey value. All round halves up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grey {
    /// Rec. ITU-R BT.601, as [`text::grey`](crate::text::grey): (299 R + 587 G + 114 B) / 1000.
    #[default]
    Rec601,
    /// Rec. ITU-R BT.709: (2126 R + 7152 G + 722 B) / 10000, of the samples as they are.
    Rec709,
    /// (R + G + B) / 3.
    Average,
    /// Red alone.
    Red,
    /// Green alone.
    Green,
    /// Blue alone.
    Blue,
}

impl Grey {
    /// Weights of red, green and blue, and what they are divided by.
    pub const fn weights(self) -> ([u32; 3], u32) {
        match self {
            Self::Rec601 => ([299, 587, 114], 1000),
            Self::Rec709 => ([2126, 7152, 722], 10_000),
            Self::Average => ([1, 1, 1], 3),
            Self::Red => ([1, 0, 0], 1),
            Self::Green => ([0, 1, 0], 1),
            Self::Blue => ([0, 0, 1], 1),
        }
    }

    /// The grey value of a colour.
    pub const fn of(self, [r, g, b]: [u8; 3]) -> u8 {
        let ([red, green, blue], all) = self.weights();
        ((red * r as u32 + green * g as u32 + blue * b as u32 + all / 2) / all) as u8
    }
}

/// Whether a picture is turned into its negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Invert {
    /// It stays as it is.
    #[default]
    Off,
    /// Every sample becomes 255 minus it; alpha stays.
    On,
}

/// What the steps of tone do to a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tone {
    pub adjust: Option<Adjust>,
    pub grey: Option<Grey>,
    pub invert: Invert,
    /// What transparent pixels are laid on where they become grey.
    pub background: [u8; 4],
}

/// The same as tables.
#[derive(Clone, Debug)]
pub(super) struct Toner {
    tone: Tone,
    /// Before grey is made.
    curve: [u8; 256],
    /// What grey values are combined with: 255 turns them round.
    negative: u8,
    opaque: bool,
    /// The next row.
    row: u32,
}

impl Toner {
    /// `opaque`: whether no pixel has an alpha below 255.
    pub fn new(tone: Tone, opaque: bool) -> Self {
        let mut curve = tone.adjust.unwrap_or_default().curve();
        let mut negative = 0;
        if tone.invert == Invert::On {
            match tone.grey {
                Some(_) => negative = 255,
                None => curve = curve.map(|v| 255 - v),
            }
        }
        Self {
            tone,
            curve,
            negative,
            opaque,
            row: 0,
        }
    }

    /// Rows that are done.
    pub const fn done(&self) -> u32 {
        self.row
    }

    /// Appends the next rows, about `budget` pixels; `true` once all are there. A byte a pixel where grey is made, four where
    /// not.
    pub fn advance(&mut self, view: &View, out: &mut Vec<u8>, budget: u64) -> bool {
        let mut work = 0;
        while self.row < view.height() && work < budget {
            let row = view.row(self.row);
            match self.tone.grey {
                Some(grey) => self.grey_row(grey, row, out),
                None => {
                    let curve = &self.curve;
                    let bend = |v: u8| curve[usize::from(v)];
                    let from = out.len();
                    out.resize(from + 4 * row.len(), 0);
                    let pixels = out[from..].as_chunks_mut::<4>().0.iter_mut();
                    for (to, &[r, g, b, a]) in pixels.zip(row) {
                        *to = [bend(r), bend(g), bend(b), a];
                    }
                }
            }
            self.row += 1;
            work += row.len() as u64;
        }
        self.row >= view.height()
    }

    fn grey_row(&self, grey: Grey, row: &[[u8; 4]], out: &mut Vec<u8>) {
        match grey {
            // Bound here, so that weights and divisor are constants in the loop.
            Grey::Rec601 => self.mix(row, out, |p| Grey::Rec601.of(p)),
            Grey::Rec709 => self.mix(row, out, |p| Grey::Rec709.of(p)),
            Grey::Average => self.mix(row, out, |p| Grey::Average.of(p)),
            Grey::Red => self.mix(row, out, |[r, ..]| r),
            Grey::Green => self.mix(row, out, |[_, g, _]| g),
            Grey::Blue => self.mix(row, out, |[.., b]| b),
        }
    }

    fn mix(&self, row: &[[u8; 4]], out: &mut Vec<u8>, grey: impl Fn([u8; 3]) -> u8) {
        let from = out.len();
        out.resize(from + row.len(), 0);
        let pixels = out[from..].iter_mut().zip(row);
        let bend = |v: u8| self.curve[usize::from(v)];
        if !self.opaque {
            for (to, &[r, g, b, a]) in pixels {
                *to = grey(laid([bend(r), bend(g), bend(b), a], self.tone.background))
                    ^ self.negative;
            }
        } else if self.tone.adjust.is_none() {
            for (to, &[r, g, b, _]) in pixels {
                *to = grey([r, g, b]) ^ self.negative;
            }
        } else {
            for (to, &[r, g, b, _]) in pixels {
                *to = grey([bend(r), bend(g), bend(b)]) ^ self.negative;
            }
        }
    }
}

/// A pixel laid on a colour, whose own alpha does not count.
pub(super) const fn laid([r, g, b, a]: [u8; 4], [red, green, blue, _]: [u8; 4]) -> [u8; 3] {
    const fn mixed(over: u8, under: u8, a: u8) -> u8 {
        ((over as u32 * a as u32 + under as u32 * (255 - a as u32) + 127) / 255) as u8
    }
    [mixed(r, red, a), mixed(g, green, a), mixed(b, blue, a)]
}
