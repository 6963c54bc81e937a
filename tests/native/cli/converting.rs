//! `convert`.

use super::writing::fixture;
use super::Scratch;
use std::process::Command;

/// 4 × 2: black, dark, light, white; red, green, blue, grey.
const PICTURE: &[u8] = b"P6 4 2 255\n\
    \x00\x00\x00\x50\x50\x50\xA0\xA0\xA0\xFF\xFF\xFF\
    \xFF\x00\x00\x00\xFF\x00\x00\x00\xFF\x80\x80\x80";

fn made(options: &[&str], output: &str) -> Vec<u8> {
    let name = format!(
        "convert-{}-{output}",
        options.join("").replace(['/', '-', ',', '%'], "_")
    );
    let scratch = Scratch::new(&name);
    scratch.file("a.ppm", PICTURE);
    scratch.clean(&[&["convert", "a.ppm", "-o", output], options].concat());
    scratch.read(output)
}

#[test]
fn few_bits_stay_few_bits() {
    // Rec. 601 grey: 0 80 160 255, 76 150 29 128; white from 128 on.
    assert_eq!(
        made(&["--threshold", "128"], "a.pbm"),
        b"P4\n# 0 = white, 1 = black\n4 2\n\xC0\xA0"
    );
    assert_eq!(
        made(&["--threshold", "128", "--plain"], "a.pbm"),
        b"P1\n# 0 = white, 1 = black\n4 2\n1100\n1010\n"
    );
    assert_eq!(
        made(&["--threshold", "128"], "a.pgm"),
        b"P5\n4 2\n1\n\0\0\x01\x01\0\x01\0\x01"
    );
    assert_eq!(
        made(&["--colours", "4", "--palette", "grey", "--plain"], "a.pgm"),
        b"P2\n4 2\n3\n0 1 2 3\n1 2 0 2\n"
    );
    assert_eq!(
        made(&["--grey=green", "--invert", "--plain"], "a.pgm"),
        b"P2\n4 2\n255\n255 175 95 0\n255 0 255 127\n"
    );
    let bmp = made(&["--threshold", "128"], "a.bmp");
    assert_eq!((bmp[28], bmp[46], bmp.len()), (1, 2, 54 + 8 + 8));
    assert_eq!(
        bmp[54..],
        [0, 0, 0, 0, 255, 255, 255, 0, 0x50, 0, 0, 0, 0x30, 0, 0, 0]
    );
    // Indices as they are, two bits in four, colours in their order.
    let bmp = made(&["--palette", "ff0000,000000,ffffff"], "a.bmp");
    assert_eq!((bmp[28], bmp[46], bmp.len()), (4, 3, 54 + 12 + 8));
    assert_eq!(bmp[54..66], [0, 0, 255, 0, 0, 0, 0, 0, 255, 255, 255, 0]);
    assert_eq!(bmp[70..72], [0x11, 0x22]);
    assert_eq!(made(&["--colours", "256"], "a.bmp")[28], 8);
    assert_eq!(made(&[], "a.bmp")[28], 24);
    // Bit depth and colour type of PNG's IHDR.
    let png = |options: &[&str]| made(options, "a.png")[24..26].to_vec();
    assert_eq!(png(&["--dither", "atkinson"]), [1, 0]);
    assert_eq!(png(&["--colours", "4", "--palette", "grey"]), [2, 0]);
    assert_eq!(png(&["--colours", "8", "--palette", "grey"]), [4, 3]);
    assert_eq!(png(&["--colours", "4", "--palette", "fixed"]), [2, 3]);
    assert_eq!(png(&["--colours", "256"]), [8, 3]);
    assert_eq!(png(&["--grey"]), [8, 0]);
    assert_eq!(png(&[]), [8, 2]);
    assert_eq!(png(&["--rotate", "45", "--background", "00000000"]), [8, 6]);
}

#[test]
fn steps_are_taken_in_their_order_and_told() {
    let scratch = Scratch::new("convert-steps");
    scratch.file("a.ppm", PICTURE);
    let steps = [
        "convert",
        "a.ppm",
        "--steps",
        "-o",
        "b.ppm",
        "--invert",
        "--rotate",
        "-90",
        "--crop",
        "0,0,2,2",
        "--scale",
        "200%",
        "--filter",
        "nearest",
        "--flip",
        "horizontal",
    ];
    let output = scratch.run(&steps);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [
            "pixelbits: source: 4 × 2 × 24 bits = 192 bits = 24 bytes",
            "pixelbits: crop: 2 × 2 × 24 bits = 96 bits = 12 bytes",
            "pixelbits: scale: 4 × 4 × 24 bits = 384 bits = 48 bytes",
            "pixelbits: turn: 4 × 4 × 24 bits = 384 bits = 48 bytes",
            "pixelbits: invert: 4 × 4 × 24 bits = 384 bits = 48 bytes",
        ]
    );
    assert_eq!(output.status.code(), Some(0));
    // Turned to the left, the upper left pixel is at the lower left; mirrored, at the lower right.
    let (dark, black, green, red) = ([0xAF; 3], [255; 3], [255, 0, 255], [0, 255, 255]);
    let row = |left: [u8; 3], right: [u8; 3]| [left, left, right, right].concat();
    let [upper, lower] = [row(green, dark), row(red, black)];
    let expected = [
        b"P6\n4 4\n255\n".to_vec(),
        upper.clone(),
        upper,
        lower.clone(),
        lower,
    ]
    .concat();
    assert_eq!(scratch.read("b.ppm"), expected);
}

#[test]
fn sizes_and_displays() {
    let header = |options: &[&str]| {
        let file = made(options, "a.ppm");
        String::from_utf8_lossy(&file[3..10])
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(header(&["--scale", "8x"]), "8 4");
    assert_eq!(header(&["--scale", "x6"]), "12 6");
    assert_eq!(header(&["--scale", "10x3"]), "10 3");
    assert_eq!(
        header(&["--scale", "Nokia 5110", "--fit", "cover"]),
        "84 48"
    );
    assert_eq!(header(&["--scale", "50%"]), "2 1");
}

/// Every format that is written is read, and the same again.
#[test]
fn what_is_written_is_read() {
    let scratch = Scratch::new("convert-again");
    scratch.file("a.ppm", PICTURE);
    scratch.clean(&["convert", "a.ppm", "-o", "b.png", "--dither", "sierra"]);
    scratch.clean(&["convert", "b.png", "-o", "c.png", "--threshold", "128"]);
    assert_eq!(scratch.read("b.png"), scratch.read("c.png"));
    scratch.clean(&["convert", "a.ppm", "-o", "d.ppm"]);
    assert_eq!(scratch.read("d.ppm")[11..], PICTURE[11..]);
}

/// A photograph for a display: to a sketch and back, and the same bits as in the picture file.
#[test]
fn a_photo_as_source_code_and_back() {
    let scratch = Scratch::new("convert-source");
    scratch.file("photo.jpg", &fixture("sampling/2x2-1x1.jpg"));
    let convert = |from: &str, to: &str, more: &[&str]| {
        scratch.clean(&[&["convert", from, "-o", to], more].concat());
        scratch.read(to)
    };
    let few = "--scale 128x64 --fit cover --dither floyd-steinberg";
    let few: Vec<&str> = few.split(' ').collect();
    let picture = convert("photo.jpg", "photo.png", &few);
    assert_eq!(picture[24..26], [1, 0], "one bit of grey");
    let display = ["--style", "arduino", "--order", "page", "--lsb"];
    let sketch = convert("photo.jpg", "photo.h", &[&few[..], &display].concat());
    let sketch = String::from_utf8(sketch).unwrap();
    assert!(sketch.contains("photo[1024] PROGMEM"), "{sketch}");
    assert_eq!(convert("photo.h", "back.png", &[]), picture);
    // The bytes are those of an SSD1306: each a column of eight pixels, the uppermost least significant.
    let numbers = sketch.split("0x").skip(1);
    let numbers = numbers.map(|rest| u8::from_str_radix(&rest[..2], 16).unwrap());
    let bytes: Vec<u8> = numbers.collect();
    let pgm = convert("photo.png", "photo.pgm", &["--threshold", "128"]);
    let pixels = &pgm[pgm.len() - 128 * 64..];
    for (at, byte) in bytes.iter().enumerate() {
        let (x, y) = (at % 128, at / 128 * 8);
        let column = (0..8).map(|row| pixels[(y + row) * 128 + x] << row);
        assert_eq!(*byte, column.sum::<u8>(), "byte {at}");
    }
    assert_eq!(bytes.len(), 1024);
    // Every other form, too.
    for name in [
        "a.c", "a.cpp", "a.ino", "a.rs", "a.py", "a.js", "a.xbm", "a.txt", "a.hex", "a.ico", "a.h",
    ] {
        let inverted: &[&str] = match name {
            "a.rs" | "a.py" => &["--invert-bits"],
            "a.h" => &["--pixel", "grey4", "--name", "x"],
            _ => &[],
        };
        convert("photo.h", name, inverted);
        let again = ["--threshold", "128"];
        assert_eq!(convert(name, "again.png", &again), picture, "{name}");
    }
}

/// Where a text does not say how its pixels lie, what was taken is told, and another guess can be asked for.
#[test]
fn guesses_are_told_and_chosen() {
    let scratch = Scratch::new("convert-guesses");
    scratch.file("house.txt", b"1A2642FF425A5A7E");
    let output = scratch.run(&["convert", "house.txt", "-o", "a.pbm"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("8 x 8 pixels, 1 bit"), "{told}");
    scratch.clean(&["convert", "house.txt", "-o", "b.pbm", "--guess", "2"]);
    let [first, second] = ["a.pbm", "b.pbm"].map(|name| scratch.read(name));
    let [first, second] = [&first, &second].map(|file| &file[file.len() - 8..]);
    assert!(first.iter().zip(second).all(|(a, b)| *a == !*b));
    let refused = scratch.refused(&["convert", "house.txt", "-o", "c.pbm", "--guess", "99"]);
    assert!(refused.contains("2: 8 x 8 pixels"), "{refused}");
    scratch.file("a.gif", b"GIF89a and so on");
    let refused = scratch.refused(&["convert", "a.gif", "-o", "c.pbm"]);
    assert!(refused.contains("GIF"), "{refused}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scratch = Scratch::new("convert-refusals");
    scratch.file("a.ppm", PICTURE);
    scratch.file("note.txt", b"This is no picture.\n");
    for (file, output, options) in [
        ("note.txt", "b.png", &[][..]),
        ("a.ppm", "b.gif", &[]),
        ("a.ppm", "b", &[]),
        ("a.ppm", "b.pbm", &[]),
        ("a.ppm", "b.pgm", &[]),
        ("a.ppm", "b.pgm", &["--colours", "4"]),
        ("a.ppm", "b.png", &["--crop", "4,0,1,1"]),
        ("a.ppm", "b.png", &["--scale", "0x5"]),
        ("a.ppm", "b.png", &["--scale", "70000x1"]),
        ("a.ppm", "b.png", &["--gamma", "0"]),
        ("a.ppm", "b.png", &["--brightness", "101"]),
        ("a.ppm", "b.png", &["--rotate", "NaN"]),
        ("a.ppm", "b.png", &["--colours", "3", "--palette", "fixed"]),
        (
            "a.ppm",
            "b.png",
            &["--colours", "3", "--palette", "000000,ffffff"],
        ),
        ("a.ppm", "b.png", &["--palette", "grey"]),
    ] {
        let arguments = [&["convert", file, "-o", output], options].concat();
        scratch.refused(&arguments);
    }
    for options in [
        &["--crop", "1,2,3"][..],
        &["--scale", "big"],
        &["--colours", "1"],
        &["--colours", "257"],
        &["--threshold", "256"],
        &["--threshold", "1", "--colours", "2"],
        &["--dither", "bayer"],
        &["--palette", "red"],
        &["--background", "white"],
        &["--cut-corners"],
    ] {
        let arguments = [&["convert", "a.ppm", "-o", "b.png"], options].concat();
        assert_eq!(
            scratch.run(&arguments).status.code(),
            Some(2),
            "{options:?}"
        );
    }
}

/// Files of few bits as Pillow reads them.
#[test]
fn pillow_reads_the_same_pixels() {
    let present = Command::new("python3").args(["-c", "import PIL"]).output();
    if !present.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: Python with Pillow is not installed");
        return;
    }
    let scratch = Scratch::new("convert-pillow");
    scratch.file("a.ppm", PICTURE);
    for colours in ["2", "4", "8", "16", "256"] {
        for palette in ["fixed", "grey", "median-cut"] {
            for (width, name) in [("4x2", "a"), ("13x7", "b")] {
                let options = ["--scale", width, "--colours", colours, "--palette", palette];
                for format in ["ppm", "bmp", "png"] {
                    let output = format!("{name}-{colours}-{palette}.{format}");
                    scratch.clean(&[&["convert", "a.ppm", "-o", &output], &options[..]].concat());
                }
            }
        }
    }
    let script = "
import glob
from PIL import Image
for path in glob.glob('*-*.ppm'):
    shown = Image.open(path).convert('RGB').tobytes()
    for other in ('bmp', 'png'):
        assert Image.open(path[:-3] + other).convert('RGB').tobytes() == shown, (path, other)
";
    let output = Command::new("python3")
        .args(["-c", script])
        .current_dir(&scratch.0)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
