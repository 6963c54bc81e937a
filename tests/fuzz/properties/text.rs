//! Texts: whatever is read, in whatever pieces, no panic and one answer; whatever is written comes back.

use super::Dice;
use pixelbits::text::{
    line_column, parse, Columns, Grouping, Layout, Notation, Offsets, Parsed, Parser, PixelFormat,
    Pixels, Source, Text,
};
use pixelbits::Error;

/// Checks everything: the input as a text, and texts made of the input.
pub fn holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    read(data, &mut dice);
    for _ in 0..2 {
        written(data, &mut dice);
    }
}

/// Pieces give what the whole gives, errors and their places included.
fn read(text: &[u8], dice: &mut Dice) {
    let whole = parse(text);
    let mut parser = Parser::new();
    let mut rest = text;
    let mut fed = Ok(());
    while !rest.is_empty() && fed.is_ok() {
        let count = 1 + dice.below(rest.len() as u64) as usize;
        let (piece, others) = rest.split_at(count);
        fed = parser.feed(piece);
        rest = others;
    }
    let pieces: Result<Parsed, Error> = fed.and_then(|()| parser.finish());
    assert_eq!(whole, pieces);
    match whole {
        Ok(parsed) => assert_eq!(parsed.bytes.len() as u64, parsed.bits.div_ceil(8)),
        Err(error) => {
            assert!(error.at <= text.len() as u64 * 8, "{error:?}");
            assert_eq!(parser.place(), line_column(text, &error));
        }
    }
}

/// A text in any layout comes back as the bytes it was made of.
fn written(data: &[u8], dice: &mut Dice) {
    let notation = [Notation::Bits, Notation::Hex, Notation::Decimal][dice.below(3) as usize];
    let columns = match dice.below(5) {
        0 => Columns::All,
        1 => Columns::PictureRow,
        2 => Columns::Of(8 * (1 + dice.below(64)) as u32),
        3 => Columns::Of(1 + dice.below(4096) as u32),
        _ => Columns::Of(1 + dice.below(40) as u32),
    };
    let layout = Layout {
        notation,
        columns,
        grouping: [Grouping::None, Grouping::Bytes][dice.below(2) as usize],
        offsets: [Offsets::None, Offsets::Column][dice.below(2) as usize],
    };
    let width_px = 1 + dice.below(40) as u32;
    let pixels = |format| Source::Pixels(Pixels::from_rgba(data, width_px, format));
    let source = match dice.below(4) {
        0 => pixels(PixelFormat::Rgb),
        1 => pixels(PixelFormat::Grey),
        2 => pixels(PixelFormat::OneBit),
        _ => Source::Bytes(data),
    };
    // Rows of a picture that fill no whole bytes cannot be written as bytes.
    let Ok(text) = Text::new(source, layout) else {
        assert_eq!(columns, Columns::PictureRow);
        return;
    };
    let made = text.to_bytes();
    assert_eq!(made.len() as u64, text.text_bytes());
    let parsed = parse(&made).unwrap_or_else(|e| panic!("{layout:?}: {e}"));
    assert_eq!(parsed.bytes, source.to_bytes(), "{layout:?}");
    if notation == Notation::Bits {
        assert_eq!(parsed.bits, source.bits(), "{layout:?}");
    }
    if !parsed.bytes.is_empty() {
        assert_eq!(parsed.notation, notation, "{layout:?}");
    }
    let row = dice.below(text.rows());
    let bits = text.row_bits(row);
    assert!(bits.end <= source.bits() && (text.rows() == 0 || !bits.is_empty()));
}
