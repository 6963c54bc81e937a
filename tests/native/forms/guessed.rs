//! Arrays that say nothing about their layout: the right one is among the first guesses.

use super::random::Random;
use super::slow;
use pixelbits::arrays::{read, Found, Guesses};
use pixelbits::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use pixelbits::text::grey;
use pixelbits::{jpeg, Bitmap, Image, Limits, Picture};
use std::fmt::Write;
use std::path::Path;

/// A scene: sky that darkens upwards, a sun, hills, a house with windows, and the noise of a camera.
fn scene(seed: u64) -> Image {
    let mut random = Random(seed * 2 + 1);
    let (width, height) = (320u32, 240u32);
    let sun = (40 + random.below(200) as i64, 30 + random.below(60) as i64);
    let house = (20 + random.below(200) as i64, 120 + random.below(40) as i64);
    let slope = 3 + random.below(5) as i64;
    let mut rgba = Vec::new();
    for y in 0..i64::from(height) {
        for x in 0..i64::from(width) {
            let (dx, dy) = (x - sun.0, y - sun.1);
            let hill = 140 + (x - 160) * (x - 160) / (slope * 60) - x / 5;
            let (hx, hy) = (x - house.0, y - house.1);
            let mut colour = [90 + y / 2, 140 + y / 3, 230 - y / 6];
            if dx * dx + dy * dy < 500 {
                colour = [250, 230, 120];
            }
            if y > hill {
                colour = [60 + x / 6, 150 - y / 4, 50];
            }
            if (0..80).contains(&hx) && (0..60).contains(&hy) {
                let window = hx % 27 > 8 && hy % 30 > 12;
                colour = if window {
                    [40, 40, 60]
                } else {
                    [180, 90 + hy, 70]
                };
            }
            let noise = random.below(13) as i64 - 6;
            rgba.extend(colour.map(|v| (v + noise).clamp(0, 255) as u8));
            rgba.push(255);
        }
    }
    Image {
        width,
        height,
        rgba,
    }
}

/// The scenes, and photos where they stand beside the checkout.
fn photos() -> Vec<Image> {
    let mut all: Vec<Image> = (0..3).map(scene).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let gathered = root.join("../shared/corpus/jpeg/valid");
    if !gathered.is_dir() {
        eprintln!("no gathered photos here: scenes only");
    }
    let entries = std::fs::read_dir(&gathered).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "jpg"))
    {
        let data = std::fs::read(path).unwrap();
        if !(30_000..400_000).contains(&data.len()) || all.len() > 5 {
            continue;
        }
        let Ok(outcome) = jpeg::decode(&data, &jpeg::Options::default()) else {
            continue;
        };
        let image = outcome.value;
        if image.width >= 300 && image.height >= 200 && outcome.warnings.is_empty() {
            all.push(image);
        }
    }
    all
}

/// The mean of the pixels that each covers.
fn scaled(image: &Image, width: u32, height: u32) -> Image {
    let mut rgba = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (left, right) = (x * image.width / width, ((x + 1) * image.width / width));
            let (top, bottom) = (y * image.height / height, ((y + 1) * image.height / height));
            let mut sums = [0u64; 4];
            for sy in top..bottom.max(top + 1) {
                for sx in left..right.max(left + 1) {
                    let at = (sy * image.width + sx) as usize * 4;
                    (0..4).for_each(|c| sums[c] += u64::from(image.rgba[at + c]));
                }
            }
            let count = u64::from((bottom.max(top + 1) - top) * (right.max(left + 1) - left));
            rgba.extend(sums.map(|sum| (sum / count) as u8));
        }
    }
    Image {
        width,
        height,
        rgba,
    }
}

/// Black and white: an error spread as Floyd and Steinberg did, or none.
fn two_colours(image: &Image, dithered: bool) -> Bitmap {
    let (width, height) = (image.width as usize, image.height as usize);
    let mut values: Vec<i32> = image
        .rgba
        .chunks_exact(4)
        .map(|p| grey(p[0], p[1], p[2]).into())
        .collect();
    let mut indices = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let value = values[y * width + x];
            let white = value >= 128;
            indices.push(u8::from(white));
            let error = value - if white { 255 } else { 0 };
            let mut spread = |dx: isize, dy: usize, weight: i32| {
                let (x, y) = (x as isize + dx, y + dy);
                if dithered && (0..width as isize).contains(&x) && y < height {
                    values[y * width + x as usize] += error * weight / 16;
                }
            };
            spread(1, 0, 7);
            spread(-1, 1, 3);
            spread(0, 1, 5);
            spread(1, 1, 1);
        }
    }
    let ramp = Bitmap::grey_ramp(1);
    Bitmap::new(image.width, image.height, 1, ramp, indices).unwrap()
}

/// A bare list of numbers.
fn bare(bytes: &[u8], layout: &Layout) -> String {
    let mut text = String::new();
    match layout.pixel {
        Pixel::Rgb565(WordOrder::Words) => {
            for word in bytes.chunks_exact(2) {
                write!(text, "0x{:02x}{:02x}, ", word[0], word[1]).unwrap();
            }
        }
        _ => bytes
            .iter()
            .for_each(|byte| write!(text, "0x{byte:02x}, ").unwrap()),
    }
    text
}

fn guesses(text: &str) -> Guesses {
    match read(text.as_bytes(), &Limits::default()).unwrap() {
        Found::Guesses(guesses) => guesses,
        Found::Exact(_) => panic!("nothing says what it is"),
    }
}

/// Place of the layout among the guesses, polarities not told apart; behind all where it is none of them. Where nearly all is of one colour, layouts may look alike.
fn rank(guesses: &Guesses, wanted: &Layout) -> usize {
    let polarity = wanted.polarity;
    let mut seen = Vec::new();
    for guess in &guesses.list {
        let layout = Layout {
            polarity,
            ..guess.layout
        };
        if !seen.contains(&layout) {
            seen.push(layout);
        }
    }
    seen.iter().position(|l| l == wanted).unwrap_or(seen.len())
}

/// All are among the first `within`, and `first` of a hundred the very first.
fn assert_ranks(name: &str, ranks: &[usize], within: usize, first: usize) {
    let firsts = ranks.iter().filter(|&&rank| rank == 0).count();
    let worst = ranks.iter().max().unwrap();
    println!("{name}: {firsts} of {} first, worst {worst}", ranks.len());
    assert!(*worst < within, "{name}: {ranks:?}");
    assert!(firsts * 100 >= ranks.len() * first, "{name}: {ranks:?}");
}

/// The layouts of the common displays.
#[test]
fn one_bit_of_photos() {
    let photos = photos();
    // Columns of a picture are rows of one that lies on its side, which is the commoner layout and comes before them.
    let kinds = [
        ("rows, MSB", Order::Horizontal, BitOrder::Msb, 3, 90),
        ("rows, LSB", Order::Horizontal, BitOrder::Lsb, 3, 90),
        ("pages, LSB", Order::Page, BitOrder::Lsb, 3, 90),
        ("pages, MSB", Order::Page, BitOrder::Msb, 3, 90),
        ("columns, MSB", Order::Vertical, BitOrder::Msb, 6, 0),
        ("columns, LSB", Order::Vertical, BitOrder::Lsb, 6, 0),
    ];
    for (name, order, bits, within, first) in kinds {
        let mut ranks = Vec::new();
        for (width, height) in [(128, 64), (84, 48), (128, 32), (100, 100)] {
            for photo in &photos {
                for dithered in [true, false] {
                    let bitmap = two_colours(&scaled(photo, width, height), dithered);
                    let ones = bitmap.indices().iter().filter(|&&i| i == 1).count();
                    let share = ones * 100 / bitmap.indices().len();
                    if !(10..=90).contains(&share) {
                        continue;
                    }
                    let layout = Layout {
                        order,
                        bits,
                        ..Layout::one_bit(width, height)
                    };
                    let bytes = slow::bytes((&bitmap).into(), &layout);
                    ranks.push(rank(&guesses(&bare(&bytes, &layout)), &layout));
                }
            }
        }
        assert_ranks(name, &ranks, within, first);
    }
}

#[test]
fn greys_and_colours_of_photos() {
    let photos = photos();
    let kinds = [
        // Few greys look much like other numbers of greys. They are offered, if not always first.
        (Pixel::Grey(2), 7, 50),
        (Pixel::Grey(4), 5, 60),
        (Pixel::Grey(8), 3, 80),
        // Noisy as it is, it may be taken for greys of another size, and is not among the guesses then.
        (Pixel::Rgb332, 20, 50),
        (Pixel::Rgb565(WordOrder::BigEndian), 3, 80),
        (Pixel::Rgb565(WordOrder::LittleEndian), 3, 80),
        (Pixel::Rgb565(WordOrder::Words), 3, 80),
        // Often second, to greys in rows three times as long.
        (Pixel::Rgb888, 2, 30),
    ];
    for (pixel, within, first) in kinds {
        let mut ranks = Vec::new();
        for (width, height) in [(128, 64), (128, 128), (160, 128)] {
            let row_bits = width * pixel.slot_bits();
            if row_bits % 8 != 0 {
                continue;
            }
            for photo in &photos {
                let layout = Layout {
                    pixel,
                    ..Layout::one_bit(width, height)
                };
                let image = scaled(photo, width, height);
                let bytes = slow::bytes((&image).into(), &layout);
                ranks.push(rank(&guesses(&bare(&bytes, &layout)), &layout));
            }
        }
        assert_ranks(&format!("{pixel:?}"), &ranks, within, first);
    }
}

/// What the tools of the trade write around the numbers settles the size.
#[test]
fn texts_of_other_tools() {
    let photo = scene(9);
    let bitmap = two_colours(&scaled(&photo, 97, 41), true);
    let numbers = |order, bits| {
        let layout = Layout {
            order,
            bits,
            ..Layout::one_bit(97, 41)
        };
        (
            layout,
            bare(&slow::bytes((&bitmap).into(), &layout), &layout),
        )
    };
    let (rows, row_numbers) = numbers(Order::Horizontal, BitOrder::Msb);
    let (pages, page_numbers) = numbers(Order::Page, BitOrder::Lsb);
    let (_, xbm_numbers) = numbers(Order::Horizontal, BitOrder::Lsb);
    for (text, layout) in [
        // image2cpp
        (format!("// 'cat', 97x41px\nconst unsigned char epd_bitmap_cat [] PROGMEM = {{\n{row_numbers}\n}};\n\n\
            const int epd_bitmap_allArray_LEN = 1;\nconst unsigned char* epd_bitmap_allArray[1] = {{\n\tepd_bitmap_cat\n}};\n"), rows),
        // A sketch that draws what it declares.
        (format!("#include <Wire.h>\nstatic const uint8_t cat[] PROGMEM = {{ {row_numbers} }};\n\
            void loop() {{ display.drawBitmap(0, 0, cat, 97, 41, 1); delay(100); }}"), rows),
        // Rows without anything but constants.
        (format!("#define CAT_W 97\n#define CAT_H 41\nconst char cat[] = {{{page_numbers}}};"), pages),
        // A sprite that begins with its size.
        (format!("const uint8_t sprite[] = {{ 97, 41, {page_numbers} }};"), pages),
        (format!("let cat_97x41: [u8; 533] = [{row_numbers}];"), rows),
        (format!("# 97 × 41\ncat = bytearray([{row_numbers}])"), rows),
    ] {
        let found = guesses(&text);
        assert_eq!(rank(&found, &layout), 0, "{:.80}\n{:?}", text, &found.list[..3]);
        let pictures = found.list[..2].iter().map(|guess| found.decode(guess, &Limits::default()));
        assert!(pictures.flatten().any(|p| p == Picture::Bitmap(bitmap.clone())), "{:.80}", text);
    }
    // u8g2 and the like: XBM by its names.
    let text = format!(
        "#define cat_width 97\n#define cat_height 41\n\
        static const unsigned char cat_bits[] U8X8_PROGMEM = {{ {xbm_numbers} }};"
    );
    let Found::Exact(Picture::Bitmap(read)) = read(text.as_bytes(), &Limits::default()).unwrap()
    else {
        panic!("an XBM is exact");
    };
    let inverted = |index: &u8| 1 - index;
    assert_eq!(
        read.indices(),
        bitmap.indices().iter().map(inverted).collect::<Vec<u8>>()
    );
}

/// However numbers are written.
#[test]
fn numbers_of_every_kind() {
    let expected = [0u8, 1, 10, 255, 128, 31, 64, 65];
    for text in [
        "0x00, 0x01, 0x0A, 0xff, 0X80, 0x1f, 0x40, 0x41",
        "0 1 10 255 128 31 64 65,",
        "{ 0, 1, 10, 255, 128, 31, 64, 65 }",
        "[0,1,10,255,128,31,64,65]",
        "const a = new Uint8Array([0x0, 0b1, 0o12, 255, 1_28, 0x1F, 64, 65]);",
        "byte a[8] = { B0, B00000001, B1010, B11111111, 0200, 037, 0x40u, 65UL };",
        "char a[] = { '\\0', 1, '\\n', '\\xff', -128, 31, '@', 'A' };",
        "const char *a = \"\\0\\001\\n\\377\" \"\\x80\\37@A\";",
        "a = b'\\x00\\x01\\n\\xff\\x80\\x1f@A'\nwidth = 8\n",
        "static A: [u8; 8] = [0u8, 0x1u8, 10, 255, 128, 31, 64, 65]; // 0xFF, 0xFF",
        "byte[] a = { (byte)0, (byte)1, (byte)0x0A, (byte)-1, (byte)0x80, 31, 64, 65 };",
        "static const uint8_t a[4 * 2] = { 0, 1, 10, 255, /* 7, */ 128, 31, 64, 65, }; int b[] = {1};",
        "constexpr std::array<std::uint8_t, 8> a = {{0, 1, 10, 2'55, 128, 31, 64, 65}};",
        "db 00h, 01h, 0Ah, 0FFh, 80h, 1Fh, 40h, 41h",
    ] {
        let found = guesses(text);
        assert_eq!(found.bytes, expected, "{text}");
        assert_eq!(found.list[0].layout.polarity, Polarity::ZeroBlack);
    }
}
