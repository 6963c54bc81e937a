//! Raw bytes: whatever they and their layout are, decoding keeps to its size, and pixels and bits lead to each other.

use super::{Dice, LIMITS};
use pixelbits::field::{Field, Shape};
use pixelbits::raw::{
    decode, decode_bits, suggest_widths, BitLayout, Fill, Layout, RawImage, RowOrder, RowPadding,
    Sign, Window, RAW_MODES,
};
use pixelbits::{registry, Code};
use std::ops::Range;

/// Checks both decoders with layouts made of the input, the guesses at widths, and the input as a SPAM file.
pub fn holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    for _ in 0..4 {
        raw_holds(data, &mut dice);
        bits_hold(data, &mut dice);
    }
    let bits = 1 + dice.below(64) as u32;
    for guess in suggest_widths(data, bits) {
        assert!(guess.score > 0.0 && guess.score <= 1.0, "{guess:?}");
        assert!(guess.stride_bits <= data.len() as u64 * 4, "{guess:?}");
        assert!(u64::from(guess.width_px) * u64::from(bits) <= guess.stride_bits);
    }
    file_holds(data);
    spam_holds(data);
}

fn order(dice: &mut Dice) -> RowOrder {
    [RowOrder::TopDown, RowOrder::BottomUp][dice.below(2) as usize]
}

/// A random layout: mostly one that the data fills, at times one beyond all bounds.
pub fn raw_layout(data: &[u8], dice: &mut Dice) -> Layout {
    let raw_mode = &RAW_MODES[dice.below(RAW_MODES.len() as u64) as usize];
    let width = match dice.below(20) {
        0 => u32::MAX,
        1 => 0,
        _ => 1 + dice.below(40) as u32,
    };
    let row = raw_mode.row_bytes(width);
    let stride_bytes = match dice.below(8) {
        0 => Some(u64::MAX - dice.below(9)),
        1..4 => Some(row + dice.below(5)),
        _ => None,
    };
    let rows = data.len() as u64 / stride_bytes.unwrap_or(row).max(1);
    Layout {
        raw_mode,
        width,
        height: match dice.below(20) {
            0 => u32::MAX,
            _ => (rows + dice.below(2)).min(40) as u32,
        },
        offset_bytes: match dice.below(20) {
            0 => u64::MAX - dice.below(9),
            _ => dice.below(9),
        },
        stride_bytes,
        rows: order(dice),
    }
}

fn raw_holds(data: &[u8], dice: &mut Dice) {
    let layout = raw_layout(data, dice);
    let unpack = |data: &[u8]| decode(data, &layout, &LIMITS);
    places_hold(
        data,
        dice,
        unpack(data).ok().map(|outcome| outcome.value),
        &|data| unpack(data).expect("as before").value,
        &|x, y| layout.bits_of(x, y),
        &|bit| layout.pixel_at(bit),
        true,
    );
    let outcome = match unpack(data) {
        Ok(outcome) => outcome,
        Err(error) => {
            let stride = error.code == Code::Parameter && layout.stride() < layout.row_bytes();
            let limit = error.kind() == pixelbits::ErrorKind::Limit;
            return assert!(stride || limit, "{layout:?}: {error}");
        }
    };
    let end = layout
        .needed_bytes()
        .and_then(|needed| needed.checked_add(layout.offset_bytes));
    let nothing = layout.width == 0 || layout.height == 0;
    let enough = nothing || end.is_some_and(|end| end <= data.len() as u64);
    assert_eq!(outcome.warnings.is_empty(), enough, "{layout:?}");
    pictured(&outcome.value);
}

fn bits_hold(data: &[u8], dice: &mut Dice) {
    let bits = dice.below(34) as u8;
    let width = 1 + dice.below(40) as u32;
    let row = u64::from(width) * u64::from(bits.max(1)).div_ceil(8);
    let layout = BitLayout {
        padding: [RowPadding::None, RowPadding::WholeBytes][dice.below(2) as usize],
        fill: Fill::from_number(dice.below(4) as u8).expect("0 to 3"),
        sign: [Sign::Unsigned, Sign::Signed][dice.below(2) as usize],
        rows: order(dice),
        offset_bytes: dice.below(9),
        ..BitLayout::packed(bits, width, (data.len() as u64 / row + 2).min(40) as u32)
    };
    let unpack = |data: &[u8]| decode_bits(data, &layout, &LIMITS);
    let value = match unpack(data) {
        Ok(outcome) => Some(outcome.value),
        Err(error) => {
            assert!(!(1..=31).contains(&bits), "{layout:?}: {error}");
            None
        }
    };
    // Where bits stay in the buffer (see the decoder), pixels hold bits of others, too.
    let row_fills_bytes = u64::from(width) * u64::from(bits) % 8 == 0;
    let clean = match layout.fill.number() {
        0 => true,
        1 => false,
        2 => bits < 26,
        _ => layout.padding == RowPadding::None || row_fills_bytes,
    };
    places_hold(
        data,
        dice,
        value,
        &|data| unpack(data).expect("as before").value,
        &|x, y| layout.bits_of(x, y),
        &|bit| layout.pixel_at(bit),
        clean,
    );
}

/// A bit changes the pixel that it is said to belong to, and no other. `exactly`: without exception.
fn places_hold(
    data: &[u8],
    dice: &mut Dice,
    picture: Option<RawImage>,
    unpack: &dyn Fn(&[u8]) -> RawImage,
    bits_of: &dyn Fn(u32, u32) -> Vec<Range<u64>>,
    pixel_at: &dyn Fn(u64) -> Option<(u32, u32)>,
    exactly: bool,
) {
    // Far outside, nothing is found and nothing overflows.
    for bit in [u64::MAX, u64::MAX / 8, data.len() as u64 * 8] {
        let _ = pixel_at(bit);
    }
    let _ = bits_of(u32::MAX, u32::MAX);
    let Some(picture) = picture.filter(|picture| picture.width() > 0 && picture.height() > 0)
    else {
        return;
    };
    let (width, height) = (picture.width(), picture.height());
    for _ in 0..3 {
        let (x, y) = (
            dice.below(width.into()) as u32,
            dice.below(height.into()) as u32,
        );
        for bit in bits_of(x, y).into_iter().flatten() {
            if exactly {
                assert_eq!(pixel_at(bit), Some((x, y)), "bit {bit}");
            }
        }
    }
    if data.is_empty() || !exactly {
        return;
    }
    let bit = dice.below(data.len() as u64 * 8);
    let found = pixel_at(bit);
    if let Some((x, y)) = found {
        let own = bits_of(x, y);
        assert!(own.iter().any(|range| range.contains(&bit)), "bit {bit}");
    }
    let mut flipped = data.to_vec();
    flipped[bit as usize / 8] ^= 0x80 >> (bit % 8);
    let changed = unpack(&flipped);
    for y in 0..height {
        for x in 0..width {
            let shown = |picture: &RawImage| picture.pixel(x, y).map(|p| p.map(f64::to_bits));
            let same = shown(&picture) == shown(&changed);
            assert!(same || found == Some((x, y)), "bit {bit} changes {x}, {y}");
        }
    }
}

/// Pictures for canvas and file have the size of what they show.
fn pictured(picture: &RawImage) {
    let pixels = picture.width() as usize * picture.height() as usize;
    let levels = Window::Levels {
        black: 100.0,
        white: -7.5,
    };
    for window in [Window::Full, levels] {
        assert_eq!(picture.to_image(window).rgba.len(), pixels * 4);
        let samples = picture.to_samples(window);
        assert_eq!(samples.data.len(), pixels * usize::from(samples.channels));
    }
    let row_bytes = match picture.mode() {
        pixelbits::raw::Mode::Bilevel => (picture.width() as usize).div_ceil(8),
        mode => picture.width() as usize * mode.pixel_bytes(),
    };
    let bytes = row_bytes * picture.height() as usize;
    assert_eq!(picture.to_bytes().len(), bytes);
}

/// The data behind a SPAM header of its own.
fn spam_holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    let bits = [1, 8, 24, 5][dice.below(4) as usize];
    let (width, height) = (dice.below(40), dice.below(40));
    let mut file = format!("SPAM {width} {height} {bits} ").into_bytes();
    file.resize(128, b' ');
    file.extend(data);
    file_holds(&file);
}

/// A file of a format with tiles: fields tile it, and loading by tiles shows what decoding shows.
pub fn file_holds(data: &[u8]) {
    let Some(format) = registry::probe(data).filter(|format| format.name == "spam") else {
        return;
    };
    let inspection = (format.inspect)(data, &LIMITS);
    let mut at = 0;
    let leaf = |field: &&Field| field.shape == Shape::Leaf;
    for field in inspection.fields.iter().filter(leaf) {
        assert_eq!(field.start, at, "{field:?}");
        at = field.end();
    }
    assert_eq!(at, data.len() as u64 * 8);
    let decoded = (format.decode)(data, &LIMITS);
    let loaded = registry::load(data, &LIMITS);
    let tiles = format.tiles.expect("SPAM has tiles")(data, &LIMITS);
    match (decoded, loaded) {
        (Ok(decoded), Ok(loaded)) => {
            assert_eq!(decoded.image, loaded.value.to_image(Window::Full));
            assert_eq!(decoded.warnings, loaded.warnings);
            assert_eq!(inspection.errors, loaded.warnings);
            assert_eq!(tiles.expect("it was loaded").tiles.len(), 1);
        }
        (Err(decoded), Err(loaded)) => {
            assert_eq!(decoded, loaded);
            let limit = decoded.kind() == pixelbits::ErrorKind::Limit;
            assert!(limit || inspection.errors.contains(&decoded), "{decoded}");
        }
        (decoded, loaded) => panic!("{decoded:?} but {loaded:?}"),
    }
}
