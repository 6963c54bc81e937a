//! Ways to show more shades than there are colours.

use alloc::vec;
use alloc::vec::Vec;

/// How what a pixel's colour is off by is made up for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dither {
    /// Not at all: each pixel takes the nearest colour.
    #[default]
    None,
    /// Errors go to four neighbours (R. Floyd and L. Steinberg, 1976).
    FloydSteinberg,
    /// Six eighths of errors go to six neighbours: more contrast, empty lights and shadows (B. Atkinson).
    Atkinson,
    /// Errors go to twelve neighbours (J. Jarvis, C. Judice and W. Ninke, 1976).
    JarvisJudiceNinke,
    /// Errors go to ten neighbours (F. Sierra, 1989).
    Sierra,
    /// Errors go to seven neighbours in two rows.
    SierraTwoRow,
    /// Errors go to three neighbours.
    SierraLite,
    /// A regular pattern of 2 × 2 thresholds (B. Bayer, 1973).
    Bayer2,
    /// Of 4 × 4 thresholds.
    Bayer4,
    /// Of 8 × 8 thresholds.
    Bayer8,
    /// Of 16 × 16 thresholds.
    Bayer16,
    /// A pattern of 64 × 64 thresholds without structure that one sees: void and cluster (R. Ulichney, 1993).
    BlueNoise,
}

/// Where errors go, as seen from the pixel that gets them: `[dy][dx + 2]` are the weights of the pixels `dy` rows above.
/// Weights are in units of 1 / `divisor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kernel {
    /// Of the pixels one and two to the left.
    pub left: [i16; 2],
    /// Of those two to the left until two to the right, one row and two rows above.
    pub above: [[i16; 5]; 2],
    pub divisor: i16,
}

impl Kernel {
    /// From the table as it is printed: the row of the pixel from its right neighbour on, and the rows below from two to the
    /// left. A pixel to the right of another is where that one sees it to the left.
    const fn new(right: [i16; 2], below: [[i16; 5]; 2], divisor: i16) -> Self {
        const fn mirrored([a, b, c, d, e]: [i16; 5]) -> [i16; 5] {
            [e, d, c, b, a]
        }
        Self {
            left: right,
            above: [mirrored(below[0]), mirrored(below[1])],
            divisor,
        }
    }
}

/// A square of thresholds from 1 to 255 that repeats over the picture.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Thresholds a side: a power of two.
    pub side: usize,
    /// `side × side`, row-major.
    pub thresholds: Vec<u8>,
}

impl Pattern {
    /// The thresholds of a row.
    pub fn row(&self, y: u32) -> &[u8] {
        let start = (y as usize % self.side.max(1)) * self.side;
        self.thresholds.get(start..start + self.side).unwrap_or(&[])
    }
}

/// 64 × 64 thresholds by void and cluster, of a Gaussian with σ = 1.5 pixels on a torus: rank r of 4096 is 1 + 255 r / 4096.
/// The tests of `raster` make the table anew.
const BLUE_NOISE: &[u8; 64 * 64] = include_bytes!("blue-noise-64.bin");

impl Dither {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::None,
        Self::FloydSteinberg,
        Self::Atkinson,
        Self::JarvisJudiceNinke,
        Self::Sierra,
        Self::SierraTwoRow,
        Self::SierraLite,
        Self::Bayer2,
        Self::Bayer4,
        Self::Bayer8,
        Self::Bayer16,
        Self::BlueNoise,
    ];

    /// Identifier, such as `"floyd-steinberg"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FloydSteinberg => "floyd-steinberg",
            Self::Atkinson => "atkinson",
            Self::JarvisJudiceNinke => "jarvis",
            Self::Sierra => "sierra",
            Self::SierraTwoRow => "sierra-2",
            Self::SierraLite => "sierra-lite",
            Self::Bayer2 => "bayer-2",
            Self::Bayer4 => "bayer-4",
            Self::Bayer8 => "bayer-8",
            Self::Bayer16 => "bayer-16",
            Self::BlueNoise => "blue-noise",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dither| dither.name() == name)
    }

    /// Where errors go; `None` where they are dropped.
    pub(super) const fn kernel(self) -> Option<Kernel> {
        const NONE: [i16; 5] = [0; 5];
        Some(match self {
            Self::FloydSteinberg => Kernel::new([7, 0], [[0, 3, 5, 1, 0], NONE], 16),
            Self::Atkinson => Kernel::new([1, 1], [[0, 1, 1, 1, 0], [0, 0, 1, 0, 0]], 8),
            Self::JarvisJudiceNinke => Kernel::new([7, 5], [[3, 5, 7, 5, 3], [1, 3, 5, 3, 1]], 48),
            Self::Sierra => Kernel::new([5, 3], [[2, 4, 5, 4, 2], [0, 2, 3, 2, 0]], 32),
            Self::SierraTwoRow => Kernel::new([4, 3], [[1, 2, 3, 2, 1], NONE], 16),
            Self::SierraLite => Kernel::new([2, 0], [[0, 1, 1, 0, 0], NONE], 4),
            _ => return None,
        })
    }

    /// The thresholds of a pattern; `None` where there is none.
    pub(super) fn pattern(self) -> Option<Pattern> {
        let side = match self {
            Self::Bayer2 => 2,
            Self::Bayer4 => 4,
            Self::Bayer8 => 8,
            Self::Bayer16 => 16,
            Self::BlueNoise => {
                return Some(Pattern {
                    side: 64,
                    thresholds: BLUE_NOISE.to_vec(),
                })
            }
            _ => return None,
        };
        let all = (side * side) as u32;
        let mut thresholds = vec![0; side * side];
        for (at, threshold) in thresholds.iter_mut().enumerate() {
            let rank = bayer(at % side, at / side, side);
            // The middle of the rank's share of 255. At least 1, so that black stays black.
            *threshold = ((255 * (2 * rank + 1) + all) / (2 * all)).max(1) as u8;
        }
        Some(Pattern { side, thresholds })
    }
}

/// Rank of a place in the square M, where M₂ₙ is 4 Mₙ + 0 at the upper left, + 2 at the upper right, + 3 at the lower left and
/// + 1 at the lower right.
const fn bayer(x: usize, y: usize, side: usize) -> u32 {
    let mut rank = 0;
    let mut weight = 1;
    let mut half = side / 2;
    // The coarsest quarter counts least.
    while half > 0 {
        let quarter = match (x & half != 0, y & half != 0) {
            (false, false) => 0,
            (true, false) => 2,
            (false, true) => 3,
            (true, true) => 1,
        };
        rank += quarter * weight;
        weight *= 4;
        half /= 2;
    }
    rank
}
