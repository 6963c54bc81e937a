//! From pixels to bits and back: places written down, and every bit of small pictures.
#![allow(clippy::single_range_in_vec_init)] // the bits of a pixel are a list of ranges, mostly of one

use pixelbits::raw::{BitLayout, Fill, Layout, Mode, RawMode, RowOrder, RowPadding, RAW_MODES};

fn layout(mode: Mode, name: &str, width: u32, height: u32) -> Layout {
    Layout::packed(
        RawMode::find(mode, name).expect("a raw mode"),
        width,
        height,
    )
}

#[test]
fn places_written_down() {
    // Row 1 begins at byte 4 + 9.
    let rgb = Layout {
        offset_bytes: 4,
        ..layout(Mode::Rgb, "BGR", 3, 2)
    };
    assert_eq!(rgb.bits_of(2, 1), [8 * 19..8 * 22]);
    assert_eq!(rgb.pixel_at(8 * 19 + 23), Some((2, 1)));
    assert_eq!((rgb.pixel_at(31), rgb.pixel_at(8 * 22)), (None, None));
    // From the bottom, two bytes between rows.
    let bottom_up = Layout {
        rows: RowOrder::BottomUp,
        stride_bytes: Some(3),
        ..layout(Mode::Bilevel, "1;R", 5, 2)
    };
    // The leftmost pixel is the least significant bit.
    assert_eq!(bottom_up.bits_of(0, 1), [7..8]);
    assert_eq!(bottom_up.bits_of(4, 0), [24 + 3..24 + 4]);
    assert_eq!(bottom_up.pixel_at(2), None);
    assert_eq!(bottom_up.pixel_at(8), None);
    // Three lines of two bytes.
    assert_eq!(
        layout(Mode::Rgb, "RGB;L", 2, 1).bits_of(1, 0),
        [8..16, 24..32, 40..48]
    );
    // Four layers of two bytes.
    let layers = layout(Mode::Palette, "P;4L", 9, 1);
    assert_eq!(layers.bits_of(8, 0), [8..9, 24..25, 40..41, 56..57]);
    assert_eq!(layers.pixel_at(57), None);
    assert_eq!(layout(Mode::Int16, "I;12", 3, 1).bits_of(1, 0), [12..24]);
    assert_eq!(rgb.bits_of(3, 0), []);
}

#[test]
fn places_in_bit_streams_written_down() {
    let msb = BitLayout::packed(5, 3, 2);
    assert_eq!(msb.bits_of(0, 1), [15..20]);
    assert_eq!(msb.pixel_at(19), Some((0, 1)));
    assert_eq!(msb.pixel_at(30), None);
    let lsb = BitLayout {
        fill: Fill::from_number(3).expect("a fill"),
        ..msb
    };
    // The second pixel: its most significant two bits are the lowest of the second byte, its others the uppermost three of the
    // first.
    assert_eq!(lsb.bits_of(1, 0), [14..16, 0..3]);
    let padded = BitLayout {
        padding: RowPadding::WholeBytes,
        offset_bytes: 1,
        ..msb
    };
    assert_eq!(padded.bits_of(0, 1), [24..29]);
    assert_eq!(padded.pixel_at(8 + 15), None);
}

/// Every pixel's bits lead back to it; every other bit leads nowhere; no bit has two pixels.
fn all_bits(
    total_bits: u64,
    size: (u32, u32),
    bits_of: impl Fn(u32, u32) -> Vec<std::ops::Range<u64>>,
    pixel_at: impl Fn(u64) -> Option<(u32, u32)>,
    name: &str,
) {
    let mut owner = vec![None; total_bits as usize];
    for y in 0..size.1 {
        for x in 0..size.0 {
            for bit in bits_of(x, y).into_iter().flatten() {
                let before = owner[bit as usize].replace((x, y));
                assert_eq!(before, None, "{name}: bit {bit}");
            }
        }
    }
    for (bit, owner) in owner.into_iter().enumerate() {
        assert_eq!(pixel_at(bit as u64), owner, "{name}: bit {bit}");
    }
}

#[test]
fn every_bit_of_every_raw_mode() {
    for raw_mode in RAW_MODES {
        for (width, gap, rows) in [(9, 0, RowOrder::TopDown), (5, 3, RowOrder::BottomUp)] {
            let layout = Layout {
                offset_bytes: 2,
                stride_bytes: Some(raw_mode.row_bytes(width) + gap),
                rows,
                ..Layout::packed(raw_mode, width, 3)
            };
            let total = 8 * (2 + layout.stride() * 3 + 2);
            let (mode, raw) = (raw_mode.mode.name(), raw_mode.name);
            all_bits(
                total,
                (width, 3),
                |x, y| layout.bits_of(x, y),
                |bit| layout.pixel_at(bit),
                &format!("{mode} {raw}"),
            );
        }
    }
}

#[test]
fn every_bit_of_every_bit_layout() {
    for bits in 1..=31 {
        for fill in 0..4 {
            for padding in [RowPadding::None, RowPadding::WholeBytes] {
                // From 26 bits on, fill 2 reads bits twice: the first pixel has them.
                if fill == 2 && bits >= 26 {
                    continue;
                }
                let layout = BitLayout {
                    padding,
                    fill: Fill::from_number(fill).expect("0 to 3"),
                    offset_bytes: 1,
                    rows: RowOrder::BottomUp,
                    ..BitLayout::packed(bits, 11, 3)
                };
                let total = 8 * (layout.needed_bytes().expect("it can be counted") + 3);
                all_bits(
                    total,
                    (11, 3),
                    |x, y| layout.bits_of(x, y),
                    |bit| layout.pixel_at(bit),
                    &format!("{layout:?}"),
                );
            }
        }
    }
}
