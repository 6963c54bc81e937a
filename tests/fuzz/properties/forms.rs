//! Text forms of pictures: whatever is read, no panic, bounded memory, pictures that are whole; whatever is written comes back.

use super::{memory, Dice, LIMITS};
use pixelbits::arrays::{self, Found, Style};
use pixelbits::matrix::{self, Digits, HexRows, Numbering, Options};
use pixelbits::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use pixelbits::text::Grouping;
use pixelbits::{forms, ico, Bitmap, Error, Image, Picture, PictureRef};

/// Bytes held for each byte of a text: numbers of 32 bits from two characters each, grown by doubling, names, rows.
const BYTES_A_BYTE: u64 = 64;

/// Checks everything: the input as a file, and forms of a picture made of the input.
pub fn holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    read(data);
    for _ in 0..3 {
        written(data, &mut dice);
    }
}

fn whole(picture: &Picture) {
    let pixels = u64::from(picture.view().width()) * u64::from(picture.view().height());
    assert!(pixels > 0 && pixels <= LIMITS.pixels);
    if let Picture::Image(image) = picture {
        assert_eq!(image.rgba.len() as u64, pixels * 4);
    }
}

fn read(data: &[u8]) {
    let (reading, most) = memory::peak(|| forms::read(data, &LIMITS));
    // What the guesses work in, and one picture.
    let allowed = LIMITS.memory_bytes * 2 + (1 << 20) + data.len() as u64 * BYTES_A_BYTE;
    assert!(most <= allowed, "{most} of {allowed} bytes");
    let in_the_text = |error: &Error| assert!(error.at <= data.len() as u64 * 8, "{error:?}");
    match reading {
        Err(error) => in_the_text(&error),
        Ok(reading) => {
            reading.warnings.iter().for_each(in_the_text);
            match reading.found {
                Found::Exact(picture) => whole(&picture),
                Found::Guesses(guesses) => {
                    assert!(guesses.list.len() <= 16);
                    for guess in &guesses.list {
                        whole(&guesses.decode(guess, &LIMITS).expect("a guess fits"));
                    }
                    let scores = guesses.list.iter().map(|guess| guess.score);
                    assert!(scores.is_sorted_by(|a, b| a >= b));
                }
            }
        }
    }
}

fn pick<T: Copy>(dice: &mut Dice, from: &[T]) -> T {
    from[dice.below(from.len() as u64) as usize]
}

/// A picture of the input, and a layout that keeps it.
fn picture(data: &[u8], dice: &mut Dice) -> Option<(Picture, Pixel)> {
    let width = 1 + dice.below(70) as usize;
    let bits = 1 + dice.below(8) as u8;
    match dice.below(3) {
        0 => {
            let height = (data.len() / 3 / width).min(70);
            let rgba = data.chunks_exact(3).take(width * height);
            let image = Image {
                width: width as u32,
                height: height as u32,
                rgba: rgba.flat_map(|p| [p[0], p[1], p[2], 255]).collect(),
            };
            (height > 0).then_some((Picture::Image(image), Pixel::Rgb888))
        }
        kind => {
            let height = (data.len() / width).min(70);
            let indices = data.iter().take(width * height).map(|b| b >> (8 - bits));
            let ramp = Bitmap::grey_ramp(bits);
            let (colours, pixel) = match kind {
                1 => (ramp, Pixel::Grey(bits)),
                // Colours that are no ramp, so that they must be stated.
                _ => (
                    ramp.iter().map(|c| [c[0], 7, 255 - c[0]]).collect(),
                    Pixel::Index(bits),
                ),
            };
            let (w, h) = (width as u32, height as u32);
            let bitmap = Bitmap::new(w, h, bits, colours, indices.collect()).expect("fits");
            (height > 0).then_some((Picture::Bitmap(bitmap), pixel))
        }
    }
}

fn written(data: &[u8], dice: &mut Dice) {
    let Some((picture, pixel)) = picture(data, dice) else {
        return;
    };
    let view: PictureRef = picture.view();
    let polarity = pick(dice, &[Polarity::ZeroBlack, Polarity::ZeroWhite]);
    let layout = Layout {
        width: view.width(),
        height: view.height(),
        pixel,
        order: pick(dice, &[Order::Horizontal, Order::Vertical, Order::Page]),
        bits: pick(dice, &[BitOrder::Msb, BitOrder::Lsb]),
        polarity,
    };
    let styles = [
        Style::C,
        Style::Cpp,
        Style::Arduino,
        Style::Rust,
        Style::Python,
        Style::JavaScript,
    ];
    let options = Options {
        polarity,
        numbering: pick(
            dice,
            &[Numbering::None, Numbering::Numbers, Numbering::Checks],
        ),
        grouping: pick(dice, &[Grouping::None, Grouping::Bytes]),
    };
    let digits = pick(dice, &[Digits::WholeBytes, Digits::WholeDigits]);
    let rows = pick(dice, &[HexRows::Lines, HexRows::Joined]);
    let name = String::from_utf8_lossy(&data[..data.len().min(30)]).into_owned();
    let style = pick(dice, &styles);
    let mut chunks = match dice.below(5) {
        0 => arrays::write(view, layout, style, &name),
        1 => matrix::write(view, None, options),
        2 => matrix::write_hex(view, None, polarity, digits, rows),
        3 => arrays::write_gimp(view),
        _ => ico::write(view),
    }
    .expect("the layout fits");
    let mut text = Vec::new();
    while chunks.next_chunk(&mut text, 1 + dice.below(3000) as usize) {}
    let reading = forms::read(&text, &LIMITS).expect("what was written is read");
    assert_eq!(reading.warnings, []);
    let Found::Exact(back) = reading.found else {
        panic!("what was written says how it lies");
    };
    // Icons and GIMP have no number of bits of their own, and no ramps.
    assert_eq!(back.into_image(), picture.clone().into_image());
    if pixel == Pixel::Rgb888 {
        words(view, layout, style);
    }
}

/// 16 bits keep what they can: once more gives the same.
fn words(picture: PictureRef, layout: Layout, style: Style) {
    for order in [
        WordOrder::BigEndian,
        WordOrder::LittleEndian,
        WordOrder::Words,
    ] {
        let layout = Layout {
            pixel: Pixel::Rgb565(order),
            ..layout
        };
        let once = arrays::write(picture, layout, style, "a").expect("fits");
        let once = once.into_bytes();
        let read = forms::read(&once, &LIMITS).and_then(|reading| reading.picture(&LIMITS));
        let read = read.expect("what was written is read");
        let twice = arrays::write(read.view(), layout, style, "a").expect("fits");
        assert!(twice.into_bytes() == once);
    }
}
