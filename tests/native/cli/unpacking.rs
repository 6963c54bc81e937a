//! Bytes without a header, and files of formats with tiles.

use super::Scratch;

#[test]
fn raw_modes_to_what_tobytes_gives() {
    let scratch = Scratch::new("raw");
    scratch.file("a", &[9, 1, 2, 3, 0xEE, 4, 5, 6]);
    let unpacked = [
        "raw",
        "a",
        "--mode",
        "RGB",
        "--rawmode",
        "BGR",
        "--size",
        "1x2",
    ];
    let run = |more: &[&str]| scratch.clean(&[&unpacked[..], more, &["-o", "-"]].concat());
    assert_eq!(run(&["--offset", "1", "--stride", "4"]), [3, 2, 1, 6, 5, 4]);
    let upside_down = ["--offset=1", "--stride=4", "--orientation", "-1"];
    assert_eq!(run(&upside_down), [6, 5, 4, 3, 2, 1]);
    // Without a raw mode, that of the mode; from standard input.
    let arguments = ["raw", "-", "--mode", "I;16B", "--size", "1x1", "-o", "b"];
    assert_eq!(scratch.run_with(&arguments, &[1, 2]).status.code(), Some(0));
    assert_eq!(scratch.read("b"), [1, 2]);
    // 1 = white, the rest of the byte zero; numbers in 32 bits, little-endian.
    let one = [
        "raw",
        "a",
        "--mode",
        "1",
        "--rawmode",
        "1;I",
        "--size",
        "3x1",
        "-o",
        "-",
    ];
    assert_eq!(scratch.clean(&one), [0b1110_0000]);
    let float = [
        "raw",
        "a",
        "--mode",
        "F",
        "--rawmode",
        "F;8",
        "--size",
        "1x1",
        "-o",
        "-",
    ];
    assert_eq!(scratch.clean(&float), 9.0_f32.to_le_bytes());
}

#[test]
fn bit_streams_to_floats() {
    let scratch = Scratch::new("rawbits");
    scratch.file("a", &[0b1110_0100, 0b0100_0000]);
    let unpacked = ["rawbits", "a", "--bits", "3", "--size", "1x2", "-o", "-"];
    let run = |more: &[&str]| scratch.clean(&[&unpacked[..], more].concat());
    let floats = |a: f32, b: f32| [a.to_le_bytes(), b.to_le_bytes()].concat();
    assert_eq!(run(&[]), floats(7.0, 1.0));
    assert_eq!(run(&["--pad", "8", "--sign", "1"]), floats(-1.0, 2.0));
    assert_eq!(
        run(&["--fill", "3", "--orientation", "-1"]),
        floats(4.0, 4.0)
    );
    assert_eq!(run(&["--offset", "1", "--sign", "0"]), floats(2.0, 0.0));
}

#[test]
fn names_of_pictures_ask_for_pictures() {
    let scratch = Scratch::new("raw-pictures");
    scratch.file("a", &[0, 128, 255, 7]);
    let raw = |mode: &'static str, rawmode: &'static str, out: &'static str| {
        let size = match rawmode {
            "I;16" => "2x1",
            _ => "1x1",
        };
        let size = if rawmode == "L" { "4x1" } else { size };
        [
            "raw",
            "a",
            "--mode",
            mode,
            "--rawmode",
            rawmode,
            "--size",
            size,
            "-o",
            out,
        ]
    };
    scratch.clean(&raw("L", "L", "a.pgm"));
    assert_eq!(scratch.read("a.pgm"), b"P5\n4 1\n255\n\x00\x80\xFF\x07");
    scratch.clean(&raw("RGB", "BGRX", "a.PPM"));
    assert_eq!(scratch.read("a.PPM"), b"P6\n1 1\n255\n\xFF\x80\x00");
    scratch.clean(&raw("I;16", "I;16", "b.pgm"));
    assert_eq!(scratch.read("b.pgm"), b"P5\n2 1\n65535\n\x80\x00\x07\xFF");
    let window = ["--black", "-1", "--white", "65535"];
    scratch.clean(&[&raw("I;16", "I;16", "c.pgm")[..], &window].concat());
    assert_eq!(scratch.read("c.pgm"), b"P5\n2 1\n255\n\x80\x08");
    scratch.clean(&raw("RGBA", "RGBA", "a.png"));
    scratch.clean(&raw("RGB", "BGRX", "a.bmp"));
    assert_eq!(scratch.read("a.bmp")[54..], [0, 128, 255, 0]);
    let png = scratch.read("a.png");
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixel = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixel).unwrap();
    assert_eq!(pixel, [0, 128, 255, 7]);
    assert!(scratch
        .refused(&raw("RGB", "BGRX", "d.pgm"))
        .contains("a PGM file only one"));
}

#[test]
fn what_cannot_be_unpacked_is_said() {
    let scratch = Scratch::new("raw-refusals");
    scratch.file("a", &[1, 2, 3]);
    let raw = |rawmode: &'static str, size: &'static str, stride: &'static str| {
        let out = ["--size", size, "--stride", stride, "-o", "out"];
        [&["raw", "a", "--mode", "L", "--rawmode", rawmode][..], &out].concat()
    };
    let unknown = scratch.refused(&raw("RGB", "1x1", "0"));
    assert!(unknown.contains("L;16B"), "{unknown}");
    let stride = scratch.refused(&raw("L", "2x1", "1"));
    assert!(stride.contains("shorter than a row of 2"), "{stride}");
    assert!(scratch.refused(&raw("L", "70000x1", "0")).contains("limit"));
    assert!(scratch.refused(&raw("L", "4x1", "0")).contains("first row"));
    // Some rows are better than none.
    let output = scratch.run(&raw("L", "2x2", "0"));
    assert_eq!(output.status.code(), Some(1));
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.contains("after 1 whole rows"), "{warning}");
    assert_eq!(scratch.read("out"), [1, 2, 0, 0]);
}

#[test]
fn spam_is_decoded_and_inspected() {
    let scratch = Scratch::new("spam");
    let mut file = b"SPAM 2 1 8 ".to_vec();
    file.resize(128, b' ');
    file.extend([7, 9]);
    scratch.file("a.spam", &file);
    scratch.clean(&["decode", "a.spam", "-o", "a.pgm"]);
    assert_eq!(scratch.read("a.pgm"), b"P5\n2 1\n255\n\x07\x09");
    scratch.clean(&["decode", "a.spam", "-o", "a.ppm"]);
    assert_eq!(
        scratch.read("a.ppm"),
        b"P6\n2 1\n255\n\x07\x07\x07\x09\x09\x09"
    );
    let tree = String::from_utf8(scratch.clean(&["inspect", "a.spam"])).unwrap();
    assert!(tree.contains("width = 2"), "{tree}");
    assert!(tree.contains("row[0] = 0709"), "{tree}");
    scratch.file("b.spam", &file[..129]);
    let output = scratch.run(&["decode", "b.spam", "-o", "b.pgm"]);
    assert_eq!(output.status.code(), Some(1));
    scratch.file("c.spam", b"SPAM 2 1 8");
    assert!(scratch
        .refused(&["decode", "c.spam", "-o", "c.pgm"])
        .contains("ends"));
}
