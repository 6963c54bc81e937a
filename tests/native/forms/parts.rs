//! Forms that are written in parts, each by a writer of its own.

use pixelbits::arrays::{self, Style};
use pixelbits::matrix::{self, Digits, HexRows, Numbering, Options};
use pixelbits::packing::{Layout, Order, Pixel, Polarity};
use pixelbits::{ico, pnm, Bitmap, Chunks, PictureRef};

/// All of a form, each part by a new writer that goes on behind the lines of those before.
fn in_parts<'a>(write: &dyn Fn() -> Chunks<'a>, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    let mut chunks = write();
    loop {
        chunks.next_chunk(&mut all, limit);
        if chunks.is_finished() {
            return all;
        }
        let (lines, of) = chunks.progress();
        // Behind the head alone, nothing is to be gone on from but the first line.
        assert!(lines <= of);
        chunks = write().after_lines(lines);
    }
}

#[test]
fn parts_make_up_the_whole() {
    let indices = (0..23 * 19).map(|i| (i * 7 % 5 < 2).into()).collect();
    let bitmap = Bitmap::new(23, 19, 1, Bitmap::grey_ramp(1), indices).unwrap();
    let picture = PictureRef::from(&bitmap);
    let layout = Layout {
        order: Order::Page,
        pixel: Pixel::Grey(2),
        ..Layout::one_bit(23, 19)
    };
    let options = Options {
        numbering: Numbering::Checks,
        ..Options::default()
    };
    let hex = |rows| {
        matrix::write_hex(
            picture,
            None,
            Polarity::ZeroWhite,
            Digits::WholeDigits,
            rows,
        )
    };
    type Write<'a> = Box<dyn Fn() -> Chunks<'a> + 'a>;
    let writers: Vec<(&str, Write)> = vec![
        (
            "matrix",
            Box::new(|| matrix::write(picture, None, options).unwrap()),
        ),
        ("hex", Box::new(|| hex(HexRows::Lines).unwrap())),
        ("hex, joined", Box::new(|| hex(HexRows::Joined).unwrap())),
        (
            "C",
            Box::new(|| arrays::write(picture, layout, Style::C, "a").unwrap()),
        ),
        (
            "Python",
            Box::new(|| arrays::write(picture, layout, Style::Python, "a").unwrap()),
        ),
        ("XBM", Box::new(|| arrays::write_xbm(picture, "a").unwrap())),
        ("GIMP", Box::new(|| arrays::write_gimp(picture).unwrap())),
        (
            "P1",
            Box::new(|| pnm::write(picture, pnm::Kind::BitmapText).unwrap()),
        ),
        (
            "P6",
            Box::new(|| pnm::write(picture, pnm::Kind::Colour).unwrap()),
        ),
        ("ICO", Box::new(|| ico::write(picture).unwrap())),
    ];
    for (name, write) in &writers {
        let whole = write().into_bytes();
        assert!(whole.len() > 40, "{name}");
        for limit in [1, 50, 333, whole.len(), usize::MAX] {
            assert_eq!(in_parts(write, limit), whole, "{name}, {limit}");
        }
    }
}
