//! `convert`.

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
    assert_eq!(made(&["--threshold", "128"], "a.pbm"), b"P4\n4 2\n\xC0\xA0");
    assert_eq!(
        made(&["--threshold", "128", "--plain"], "a.pbm"),
        b"P1\n4 2\n1100\n1010\n"
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
