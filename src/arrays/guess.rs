//! Which layouts the bytes of a bare array may have: sizes that their number allows, ranked by how many bits the picture
//! would take if it were coded ([`Meter`]), and by how common each is.

use super::smoothness::Meter;
use crate::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use crate::Limits;
use alloc::vec::Vec;

/// A layout that the bytes may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The layout.
    pub layout: Layout,
    /// Bytes before the picture: 2 where width and height stand there.
    pub skip_bytes: usize,
    /// 1000 for the likeliest; of another the bits that the likeliest would take, in thousandths of its own.
    pub score: u16,
}

/// What the text around an array says.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Sizes that are mentioned, width and height.
    pub sizes: Vec<(u32, u32)>,
    /// Bytes of an element: 1, 2 or 4 (of these the lower three).
    pub element_bytes: usize,
    /// The text speaks of XBM, whose bits run from the least significant.
    pub xbm: bool,
    /// The text speaks of 565.
    pub rgb565: bool,
}

/// Most guesses that are given.
const MOST_GUESSES: usize = 16;
/// Most sizes of one kind that are tried where no display has them.
const MOST_FACTORS: usize = 8;
/// Most sizes that are taken from a text.
const MOST_SIZES: usize = 16;

/// Sizes of displays, and of icons and characters for them.
#[rustfmt::skip]
const DISPLAYS: &[(u32, u32)] = &[
    (128, 64), (128, 32), (84, 48), (64, 48), (64, 32), (72, 40), (96, 16), (96, 64), (96, 96), (128, 96), (128, 128), (132, 64),
    (160, 80), (80, 160), (160, 128), (128, 160), (132, 162), (176, 220), (220, 176), (192, 64), (240, 64), (240, 128), (240, 135),
    (135, 240), (240, 240), (240, 320), (320, 240), (256, 64), (256, 128), (256, 256), (320, 480), (480, 320), (400, 240),
    (800, 480), (640, 480), (172, 320), (320, 172), (170, 320), (320, 170), (100, 100), (200, 200), (152, 152), (122, 250),
    (250, 122), (104, 212), (212, 104), (128, 250), (128, 296), (296, 128), (176, 264), (264, 176), (400, 300), (300, 400),
    (640, 384), (640, 400), (64, 128), (32, 128), (48, 84), (8, 8), (16, 16), (24, 24), (32, 32), (40, 40), (48, 48), (64, 64),
    (80, 80), (5, 7), (5, 8), (6, 8), (8, 12), (8, 16), (12, 16), (12, 24), (16, 32), (32, 8), (16, 8),
];

/// How surprising something is, in bits. A hint costs nothing.
const OF_A_DISPLAY: u64 = 4;
const OF_A_HEADER: u64 = 6;
const OF_FACTORS: u64 = 20;

/// The kinds that are tried, with how surprising each is.
#[rustfmt::skip]
const KINDS: &[(Pixel, Order, BitOrder, u64)] = &[
    (Pixel::Grey(1), Order::Horizontal, BitOrder::Msb, 0),
    (Pixel::Grey(1), Order::Page, BitOrder::Lsb, 1),
    (Pixel::Grey(1), Order::Horizontal, BitOrder::Lsb, 2),
    (Pixel::Grey(1), Order::Page, BitOrder::Msb, 4),
    (Pixel::Grey(1), Order::Vertical, BitOrder::Msb, 5),
    (Pixel::Grey(1), Order::Vertical, BitOrder::Lsb, 5),
    (Pixel::Grey(8), Order::Horizontal, BitOrder::Msb, 2),
    (Pixel::Rgb565(WordOrder::BigEndian), Order::Horizontal, BitOrder::Msb, 3),
    (Pixel::Rgb565(WordOrder::LittleEndian), Order::Horizontal, BitOrder::Msb, 3),
    (Pixel::Rgb888, Order::Horizontal, BitOrder::Msb, 4),
    (Pixel::Rgb332, Order::Horizontal, BitOrder::Msb, 5),
    (Pixel::Grey(4), Order::Horizontal, BitOrder::Msb, 5),
    (Pixel::Grey(4), Order::Horizontal, BitOrder::Lsb, 6),
    (Pixel::Grey(2), Order::Horizontal, BitOrder::Msb, 6),
    (Pixel::Grey(2), Order::Horizontal, BitOrder::Lsb, 7),
    (Pixel::Rgb565(WordOrder::Words), Order::Horizontal, BitOrder::Msb, 0),
];

impl Hints {
    /// Whether elements of this size can hold such pixels.
    fn allow(&self, pixel: Pixel) -> bool {
        match (self.element_bytes, pixel) {
            (2, Pixel::Rgb565(order)) => order == WordOrder::Words,
            // A row of 16 pixels in a number.
            (2, pixel) => pixel == Pixel::Grey(1),
            (4, pixel) => pixel == Pixel::Rgb888,
            (_, pixel) => pixel != Pixel::Rgb565(WordOrder::Words),
        }
    }
}

/// By how many hundredths less likely kinds must foretell better: the estimate is no more exact than that.
const fn rarity(pixel: Pixel) -> u64 {
    match pixel {
        Pixel::Grey(1 | 8) | Pixel::Rgb565(_) => 0,
        Pixel::Grey(2) => 4,
        _ => 5,
    }
}

/// Bits that are 1 where a row, column or page is filled up with 0.
fn filled_wrongly(layout: &Layout, bytes: &[u8]) -> u64 {
    let slot = layout.pixel.slot_bits();
    let along = match layout.order {
        Order::Vertical | Order::Page => layout.height,
        Order::Horizontal => layout.width,
    };
    let used = along.wrapping_mul(slot) % 8;
    if used == 0 {
        return 0;
    }
    let unused = match layout.bits {
        BitOrder::Msb => 0xFF >> used,
        BitOrder::Lsb => 0xFFu8 << used,
    };
    let line_bytes = layout.line_bytes().max(1) as usize;
    let ones = |byte: &u8| u64::from((byte & unused).count_ones());
    let mut lines = bytes.chunks_exact(line_bytes).take(layout.lines() as usize);
    match layout.order {
        Order::Page => lines
            .next_back()
            .map_or(0, |page| page.iter().map(ones).sum()),
        _ => lines.filter_map(<[u8]>::last).map(ones).sum(),
    }
}

/// A size to try, where it came from, and the bytes before the picture.
struct Size {
    side: (u32, u32),
    surprise: u64,
    skip_bytes: usize,
}

/// The likely layouts of bytes, the likeliest first; at most 16. Of the first, if it has one bit a pixel, both polarities are
/// listed; of the others the usual one.
pub fn guess(bytes: &[u8], hints: &Hints, limits: &Limits) -> Vec<Guess> {
    let mut meter = Meter::new();
    let mut ranked: Vec<(u64, Guess)> = Vec::new();
    for &(pixel, order, bits, surprise) in KINDS.iter().filter(|kind| hints.allow(kind.0)) {
        let polarity = match hints.xbm {
            true => Polarity::ZeroWhite,
            false => Polarity::ZeroBlack,
        };
        let kind = Layout {
            pixel,
            order,
            bits,
            polarity,
            ..Layout::one_bit(1, 1)
        };
        let mut surprise = surprise;
        let lsb = (order, bits) == (Order::Horizontal, BitOrder::Lsb);
        if hints.xbm && !lsb || hints.rgb565 && !matches!(pixel, Pixel::Rgb565(_)) {
            surprise += 16;
        }
        for size in sizes(bytes, &kind, hints) {
            let layout = Layout {
                width: size.side.0,
                height: size.side.1,
                ..kind
            };
            let data = bytes.get(size.skip_bytes..).unwrap_or(&[]);
            if layout.check(limits).is_err() || ranked.iter().any(|(_, g)| g.layout == layout) {
                continue;
            }
            let left_over = (data.len() as u64).saturating_sub(layout.bytes());
            let bits = meter.bits(&layout, data) * (100 + rarity(pixel)) / 100
                + (left_over + filled_wrongly(&layout, data)) * 8;
            let guess = Guess {
                layout,
                skip_bytes: size.skip_bytes,
                score: 0,
            };
            ranked.push((bits + surprise + size.surprise, guess));
        }
    }
    ranked.sort_by_key(|&(bits, _)| bits);
    let best = ranked.first().map_or(0, |&(bits, _)| bits).max(1);
    let scored = ranked.iter().map(|&(bits, guess)| Guess {
        score: (best.saturating_mul(1000) / bits.max(1)) as u16,
        ..guess
    });
    let mut guesses: Vec<Guess> = scored.take(MOST_GUESSES).collect();
    if let Some(&first) = guesses.first().filter(|g| g.layout.pixel == Pixel::Grey(1)) {
        let mut other = first;
        other.layout.polarity = match first.layout.polarity {
            Polarity::ZeroBlack => Polarity::ZeroWhite,
            Polarity::ZeroWhite => Polarity::ZeroBlack,
        };
        guesses.insert(1, other);
        guesses.truncate(MOST_GUESSES);
    }
    guesses
}

/// The sizes that the number of bytes allows.
fn sizes(bytes: &[u8], kind: &Layout, hints: &Hints) -> Vec<Size> {
    let mut all = Vec::new();
    let length = bytes.len() as u64;
    let needs = |(width, height): (u32, u32)| {
        let layout = Layout {
            width,
            height,
            ..*kind
        };
        layout.bytes()
    };
    let both = hints.width.zip(hints.height);
    let from_text = both.into_iter().chain(hints.sizes.iter().copied());
    for side in from_text.take(MOST_SIZES) {
        if (1..=length).contains(&needs(side)) {
            all.push(Size {
                side,
                surprise: 0,
                skip_bytes: 0,
            });
        }
    }
    if let (&[width, height, ..], 1) = (bytes, hints.element_bytes) {
        let side = (width.into(), height.into());
        if width > 0 && height > 0 && needs(side) + 2 == length {
            all.push(Size {
                side,
                surprise: OF_A_HEADER,
                skip_bytes: 2,
            });
        }
    }
    for &side in DISPLAYS {
        if needs(side) == length {
            all.push(Size {
                side,
                surprise: OF_A_DISPLAY,
                skip_bytes: 0,
            });
        }
    }
    all.extend(factors(length, kind, hints));
    all
}

/// Sizes of which neither side is more than six times the other, from the squarest; those of a width or height that is known
/// first.
fn factors(length: u64, kind: &Layout, hints: &Hints) -> Vec<Size> {
    let slot = u64::from(kind.pixel.slot_bits());
    let mut found = Vec::new();
    let mut add = |line_bytes: u64, lines: u64| {
        // The pixels side by side in a line of that many bytes.
        let pixels = line_bytes * 8 / slot;
        let (width, height) = match kind.order {
            Order::Page if slot < 8 => (line_bytes, lines * 8 / slot),
            Order::Vertical => (lines, pixels),
            _ => (pixels, lines),
        };
        let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else {
            return;
        };
        let whole = line_bytes * 8 % slot == 0 && width > 0 && height > 0;
        let known = hints.width == Some(width) || hints.height == Some(height);
        let (long, short) = (width.max(height), width.min(height));
        if whole && (known || long / short.max(1) <= 6) {
            found.push((!known, long / short.max(1), long - short, (width, height)));
        }
    };
    let mut line_bytes = 1;
    while line_bytes * line_bytes <= length {
        if length % line_bytes == 0 {
            add(line_bytes, length / line_bytes);
            if line_bytes != length / line_bytes {
                add(length / line_bytes, line_bytes);
            }
        }
        line_bytes += 1;
    }
    // A known width that fills no whole bytes.
    if let Some(width) = hints.width {
        let row = (u64::from(width) * slot).div_ceil(8).max(1);
        if kind.order == Order::Horizontal && length % row == 0 {
            if let Ok(height) = u32::try_from(length / row) {
                found.push((false, 0, 0, (width, height)));
            }
        }
    }
    found.sort_unstable();
    let sized = found.into_iter().take(MOST_FACTORS);
    sized
        .map(|(unknown, _, _, side)| Size {
            side,
            surprise: if unknown { OF_FACTORS } else { 2 },
            skip_bytes: 0,
        })
        .collect()
}
