//! Every text form of a picture: laid out as promised, and back to the same pixels.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "forms/compiled.rs"]
mod compiled;
#[path = "forms/guessed.rs"]
mod guessed;
#[path = "forms/parts.rs"]
mod parts;
#[path = "forms/random.rs"]
mod random;
#[path = "forms/slow.rs"]
mod slow;
#[path = "forms/typed.rs"]
mod typed;

use pixelbits::arrays::{self, Found, Style};
use pixelbits::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use pixelbits::{forms, ico, pnm, Bitmap, Chunks, Code, Image, Limits, Picture, PictureRef};
use random::Random;

const STYLES: [Style; 6] = [
    Style::C,
    Style::Cpp,
    Style::Arduino,
    Style::Rust,
    Style::Python,
    Style::JavaScript,
];

/// Every kind of pixel.
fn pixels() -> Vec<Pixel> {
    let mut all = vec![
        Pixel::Rgb332,
        Pixel::Rgb565(WordOrder::BigEndian),
        Pixel::Rgb565(WordOrder::LittleEndian),
        Pixel::Rgb565(WordOrder::Words),
        Pixel::Rgb888,
    ];
    all.extend((1..=8).map(Pixel::Grey));
    all.extend((1..=8).map(Pixel::Index));
    all
}

/// Every layout of a size.
fn layouts((width, height): (u32, u32)) -> Vec<Layout> {
    let mut all = Vec::new();
    for pixel in pixels() {
        for order in [Order::Horizontal, Order::Vertical, Order::Page] {
            for bits in [BitOrder::Msb, BitOrder::Lsb] {
                for polarity in [Polarity::ZeroBlack, Polarity::ZeroWhite] {
                    all.push(Layout {
                        width,
                        height,
                        pixel,
                        order,
                        bits,
                        polarity,
                    });
                }
            }
        }
    }
    all
}

/// A picture that a layout keeps as it is.
fn kept(random: &mut Random, layout: &Layout) -> Picture {
    let size = (layout.width, layout.height);
    match layout.pixel {
        Pixel::Grey(bits) => Picture::Bitmap(random.grey(size, bits)),
        Pixel::Index(bits) => Picture::Bitmap(random.coloured(size, bits)),
        Pixel::Rgb888 => Picture::Image(random.image(size)),
        // What its own levels decode to.
        _ => {
            let image = random.image(size);
            let bytes = slow::bytes((&image).into(), layout);
            layout.decode(&bytes, &[], &Limits::default()).unwrap()
        }
    }
}

/// In chunks of any size, whole.
fn written(random: &mut Random, mut chunks: Chunks) -> Vec<u8> {
    let (mut all, mut chunk) = (Vec::new(), Vec::new());
    while chunks.next_chunk(&mut chunk, random.pick(&[0, 1, 100, 5000])) {
        all.append(&mut chunk);
    }
    assert!(!chunks.next_chunk(&mut chunk, 100) && chunk.is_empty());
    let (done, of) = chunks.progress();
    assert_eq!(done, of);
    all
}

fn exact(text: &[u8]) -> Picture {
    let reading = forms::read(text, &Limits::default());
    let reading = reading.unwrap_or_else(|e| panic!("{e}\n{}", String::from_utf8_lossy(text)));
    assert_eq!(reading.warnings, []);
    match reading.found {
        Found::Exact(picture) => picture,
        Found::Guesses(_) => panic!("guessed:\n{}", String::from_utf8_lossy(text)),
    }
}

/// A text as other systems and mail programs hand it on.
fn carried(random: &mut Random, text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(text.to_vec()).unwrap();
    match random.below(4) {
        0 => text.replace('\n', "\r\n"),
        1 => "\u{FEFF}".to_owned() + &text,
        2 => text.replace('\n', " \n\n"),
        _ => text,
    }
    .into_bytes()
}

#[test]
fn bytes_as_the_slow_twin_says_and_back() {
    let mut random = Random(1);
    for round in 0..10 {
        let size = match round {
            8 => (1, 1),
            9 => (70, 70),
            _ => random.size_of(round),
        };
        for layout in layouts(size) {
            let picture = kept(&mut random, &layout);
            let expected = slow::bytes(picture.view(), &layout);
            assert_eq!(layout.bytes(), expected.len() as u64, "{layout:?}");
            let colours = match &picture {
                Picture::Bitmap(bitmap) => bitmap.colours(),
                Picture::Image(_) => &[],
            };
            let decoded = layout.decode(&expected, colours, &Limits::default());
            assert!(decoded.as_ref() == Ok(&picture), "{layout:?}");
            let short = layout.decode(&expected[1..], colours, &Limits::default());
            assert_eq!(short.unwrap_err().code, Code::ArrayShort);
        }
    }
}

#[test]
fn every_array_comes_back() {
    let mut random = Random(2);
    for style in STYLES {
        for round in 0..9 {
            let size = match round {
                8 => (1, 1),
                _ => random.size_of(round),
            };
            for layout in layouts(size) {
                let picture = kept(&mut random, &layout);
                let name = random.pick(&["photo", "int", "9x9 icon", "Ёж", "a_bits", "header"]);
                let chunks = arrays::write(picture.view(), layout, style, name).unwrap();
                let text = written(&mut random, chunks);
                assert!(text.is_ascii());
                let text = carried(&mut random, &text);
                assert!(exact(&text) == picture, "{style:?} {layout:?}");
            }
        }
    }
}

/// True colours become the nearest levels, whatever the kind of pixel.
#[test]
fn colours_become_the_nearest_levels() {
    let mut random = Random(3);
    for layout in layouts((33, 17)) {
        if matches!(layout.pixel, Pixel::Index(_)) {
            continue;
        }
        let image = random.image((33, 17));
        let chunks = arrays::write((&image).into(), layout, Style::C, "x").unwrap();
        let expected = slow::bytes((&image).into(), &layout);
        let decoded = layout.decode(&expected, &[], &Limits::default()).unwrap();
        assert!(exact(&chunks.into_bytes()) == decoded, "{layout:?}");
    }
}

#[test]
fn xbm_and_gimp_headers_come_back() {
    let mut random = Random(4);
    for _ in 0..200 {
        let size = random.size();
        let bitmap = random.grey(size, 1);
        let text = arrays::write_xbm((&bitmap).into(), "a-b.png").unwrap();
        let text = written(&mut random, text);
        assert!(text.starts_with(b"#define a_b_png_width "));
        assert!(exact(&text) == Picture::Bitmap(bitmap.clone()));
        // Without our comment the defines alone say it all.
        let text = String::from_utf8(text).unwrap().replace("pixelbits", "");
        assert!(exact(text.as_bytes()) == Picture::Bitmap(bitmap));

        let bits = 1 + random.below(8) as u8;
        let bitmap = random.coloured(size, bits);
        let text = arrays::write_gimp((&bitmap).into()).unwrap();
        let text = written(&mut random, text);
        assert!(exact(&text) == Picture::Bitmap(bitmap));
        let image = random.image(size);
        let text = arrays::write_gimp((&image).into()).unwrap();
        let text = written(&mut random, text);
        assert!(exact(&text) == Picture::Image(image));
    }
}

/// Six bits a character from `!`: 255 170 0 is 111111 111010 101000 000000.
#[test]
fn a_gimp_header_character_by_character() {
    let image = Image {
        width: 2,
        height: 1,
        rgba: vec![255, 170, 0, 255, 4, 119, 187, 255],
    };
    let text = arrays::write_gimp((&image).into()).unwrap().into_bytes();
    let text = String::from_utf8(text).unwrap();
    // 63 58 40 0, and 1 7 30 59, of which the first is a quote.
    assert!(
        text.ends_with("static const char *header_data =\n\t\"`[I!\\\"(?\\\\\"\n\t\"\";\n"),
        "{text}"
    );
    assert_eq!(exact(text.as_bytes()), Picture::Image(image));
}

#[test]
fn an_xbm_as_x11_has_it() {
    let bitmap = Bitmap::new(
        9,
        2,
        1,
        Bitmap::grey_ramp(1),
        vec![0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1],
    );
    let bitmap = bitmap.unwrap();
    let text = arrays::write_xbm((&bitmap).into(), "dot")
        .unwrap()
        .into_bytes();
    assert_eq!(
        String::from_utf8_lossy(&text),
        "#define dot_width 9\n#define dot_height 2\n\
         /* pixelbits: 9 x 2 pixels, 1 bit, row by row, LSB first, 0 = white, 1 = black */\n\
         static unsigned char dot_bits[] = {\n  0x01, 0x01,\n  0x02, 0x00,\n};\n"
    );
    // X10 has words, the lower byte first.
    let x10 = b"#define d_width 9\n#define d_height 2\nstatic short d_bits[] = { 0x0101, 0x0002 };";
    assert_eq!(exact(x10), Picture::Bitmap(bitmap));
}

#[test]
fn pnm_of_every_kind() {
    let mut random = Random(5);
    for _ in 0..300 {
        let size = random.size();
        let one_bit = random.grey(size, 1);
        for kind in [pnm::Kind::BitmapText, pnm::Kind::Bitmap] {
            let chunks = pnm::write((&one_bit).into(), kind).unwrap();
            let file = written(&mut random, chunks);
            let samples = one_bit.indices().iter().map(|&i| i.into()).collect();
            assert_eq!(slow::read_pnm(&file), (size.0, size.1, samples, 1));
        }
        let bits = 1 + random.below(8) as u8;
        let grey = random.grey(size, bits);
        for kind in [pnm::Kind::GreyText, pnm::Kind::Grey] {
            let chunks = pnm::write((&grey).into(), kind).unwrap();
            let file = written(&mut random, chunks);
            let samples = grey.indices().iter().map(|&i| i.into()).collect();
            let largest = (1 << bits) - 1;
            assert_eq!(slow::read_pnm(&file), (size.0, size.1, samples, largest));
        }
        let image = random.image(size);
        for kind in [pnm::Kind::ColourText, pnm::Kind::Colour] {
            let chunks = pnm::write((&image).into(), kind).unwrap();
            let file = written(&mut random, chunks);
            let pixels = image.rgba.chunks_exact(4);
            let samples = pixels.flat_map(|p| [p[0].into(), p[1].into(), p[2].into()]);
            let expected = (size.0, size.1, samples.collect(), 255);
            assert_eq!(slow::read_pnm(&file), expected);
        }
    }
}

/// 1 is the darker of two colours, in whatever order the palette has them.
#[test]
fn black_is_the_darker_colour() {
    let red_and_white = vec![[255, 255, 255], [200, 0, 0]];
    let bitmap = Bitmap::new(2, 1, 1, red_and_white, vec![0, 1]).unwrap();
    let file = pnm::write((&bitmap).into(), pnm::Kind::BitmapText).unwrap();
    assert!(file.into_bytes().ends_with(b"2 1\n01\n"));
    let dark = vec![[40, 0, 0], [0, 0, 0]];
    let bitmap = Bitmap::new(2, 1, 1, dark, vec![0, 1]).unwrap();
    let file = pnm::write((&bitmap).into(), pnm::Kind::BitmapText).unwrap();
    assert!(file.into_bytes().ends_with(b"2 1\n01\n"));
}

#[test]
fn icons_come_back() {
    let mut random = Random(6);
    for round in 0..300 {
        let size = match round {
            0 => (256, 256),
            1 => (256, 1),
            _ => random.size(),
        };
        let bits = random.pick(&[1, 4, 8]);
        let bitmap = random.coloured(size, bits);
        let file = ico::write((&bitmap).into()).unwrap();
        let Picture::Bitmap(read) = exact(&written(&mut random, file)) else {
            panic!("few bits stay few");
        };
        // The palette is filled up with black.
        assert_eq!((read.bits(), read.indices()), (bits, bitmap.indices()));
        assert!(read.colours().starts_with(bitmap.colours()));
        let mut image = random.image(size);
        for pixel in image.rgba.chunks_exact_mut(4) {
            pixel[3] = random.pick(&[0, 77, 255]);
        }
        image.rgba[3] = 255;
        let file = ico::write((&image).into()).unwrap();
        assert!(exact(&written(&mut random, file)) == Picture::Image(image));
    }
    let image = random.image((257, 1));
    let error = ico::write((&image).into()).unwrap_err();
    assert_eq!((error.code, error.value), (Code::LimitWidth, 257));
}

#[test]
fn a_picture_and_a_layout_that_do_not_fit_are_refused() {
    let mut random = Random(7);
    let image = random.image((4, 4));
    let bitmap = random.grey((4, 4), 4);
    let refuse = |picture: PictureRef, layout: Layout, code: Code| {
        let refused = arrays::write(picture, layout, Style::C, "x");
        assert_eq!(refused.unwrap_err().code, code, "{layout:?}");
    };
    let fits = Layout::one_bit(4, 4);
    refuse((&image).into(), Layout::one_bit(4, 5), Code::Parameter);
    let index = |bits| Layout {
        pixel: Pixel::Index(bits),
        ..fits
    };
    refuse((&image).into(), index(8), Code::Parameter);
    refuse((&bitmap).into(), index(3), Code::Parameter);
    refuse((&bitmap).into(), index(9), Code::Parameter);
    let empty = random.image((0, 4));
    refuse((&empty).into(), Layout::one_bit(0, 4), Code::ZeroDimension);
    let broken = Image {
        rgba: vec![0; 5],
        ..image
    };
    refuse((&broken).into(), fits, Code::Parameter);
}
