//! Window and level: which part of a deep range is shown in the 256 steps of a canvas.

use alloc::vec::Vec;

/// A range of sample values that is stretched from black to white. `black` > `white` shows a negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Shown as 0; so is everything on its far side.
    pub black: u16,
    /// Shown as 255; so is everything on its far side.
    pub white: u16,
}

impl Window {
    /// The whole range of samples of `precision` bits (1–16): `value · 255 / (2^P − 1)`, rounded to nearest.
    pub const fn full(precision: u8) -> Self {
        Self {
            black: 0,
            white: maximum(precision) as u16,
        }
    }

    /// Where a sample lands: rounded to nearest, halves up (towards white). If `black` = `white`, everything from
    /// there on is white.
    ///
    /// ```
    /// use pixelbits::jpeg::pixels::Window;
    /// assert_eq!(Window::full(12).apply(2048), 128); // 2048 · 255 / 4095 = 127.53
    /// assert_eq!(Window { black: 300, white: 100 }.apply(200), 128);
    /// ```
    pub const fn apply(self, value: u16) -> u8 {
        let (black, white, value) = (self.black as i32, self.white as i32, value as i32);
        let (along, span) = if white >= black {
            (value - black, white - black)
        } else {
            (black - value, black - white)
        };
        if along >= span {
            255
        } else if along <= 0 {
            0
        } else {
            ((along * 255 + span / 2) / span) as u8
        }
    }

    /// [`Window::apply`] for every value of `precision` bits (1–16): 2^P entries.
    pub fn table(self, precision: u8) -> Vec<u8> {
        (0..=maximum(precision))
            .map(|value| self.apply(value as u16))
            .collect()
    }
}

/// 2^P − 1, for P taken into 1–16.
pub(super) const fn maximum(precision: u8) -> u32 {
    let bits = if precision < 1 {
        1
    } else if precision > 16 {
        16
    } else {
        precision
    };
    (1 << bits) - 1
}
