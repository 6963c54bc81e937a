//! `encode` and `transcode`.

use super::{two_blocks, Scratch};
use std::path::Path;

pub fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(folder.join(name)).unwrap()
}

/// The second bytes of all SOF markers and the (H, V) byte of the first component.
fn frame(file: &[u8]) -> (u8, u8) {
    let at = file
        .windows(2)
        .position(|pair| pair[0] == 0xFF && matches!(pair[1], 0xC0..=0xC2 | 0xC9 | 0xCA));
    let at = at.unwrap();
    (file[at + 1], file[at + 11])
}

/// The same pixels give the same file, whatever holds them.
#[test]
fn pictures_of_every_format() {
    let scratch = Scratch::new("encode-formats");
    scratch.file("source.jpg", &fixture("sampling/2x2-1x1.jpg"));
    for picture in ["a.ppm", "a.png"] {
        scratch.clean(&["decode", "source.jpg", "-o", picture]);
        scratch.clean(&["encode", picture, "-o", &format!("{picture}.jpg")]);
    }
    scratch.clean(&["encode", "source.jpg", "-o", "a.jpg.jpg"]);
    assert_eq!(scratch.read("a.ppm.jpg"), scratch.read("a.png.jpg"));
    assert_eq!(scratch.read("a.ppm.jpg"), scratch.read("a.jpg.jpg"));
}

/// More bits are rounded to 8, opacity is left out, and what a cut file has is encoded with a warning, as a JPEG's is.
#[test]
fn pictures_of_other_depths() {
    let scratch = Scratch::new("encode-depths");
    let encoded = |name: &str, file: &[u8]| {
        scratch.file(name, file);
        scratch.clean(&["encode", name, "-o", "b.jpg"]);
        scratch.read("b.jpg")
    };
    let plain = encoded("plain.pgm", b"P5 2 1 255\n\x20\x80");
    assert_eq!(
        encoded("deep.pgm", b"P5 2 1 65535\n\x20\x7F\x80\x01"),
        plain
    );
    let alpha = b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n\x20\0\x80\xFF";
    assert_eq!(encoded("alpha.pam", alpha), plain);
    scratch.file("short.ppm", b"P6 2 2 255\nabc");
    let output = scratch.run(&["encode", "short.ppm", "-o", "b.jpg"]);
    assert_eq!(output.status.code(), Some(1));
    for file in ["deep.pgm", "short.ppm"] {
        scratch.refused(&["transcode", file, "-o", "c.jpg"]);
    }
}

#[test]
fn grey_stays_grey() {
    let scratch = Scratch::new("encode-grey");
    scratch.file("source.jpg", &two_blocks(None));
    for picture in ["a.pgm", "a.png"] {
        scratch.clean(&["decode", "source.jpg", "-o", picture]);
        let file = format!("{picture}.jpg");
        scratch.clean(&["encode", picture, "-o", &file, "--quality", "100"]);
        scratch.clean(&["decode", &file, "-o", "b.pgm"]);
        assert_eq!(scratch.read("b.pgm")[12..], super::two_blocks_samples());
    }
    scratch.clean(&["encode", "source.jpg", "-o", "b.jpg", "--quality", "100"]);
    assert_eq!(scratch.read("b.jpg"), scratch.read("a.pgm.jpg"));
}

#[test]
fn options_are_heeded() {
    let scratch = Scratch::new("encode-options");
    scratch.file("source.jpg", &fixture("sampling/2x2-1x1.jpg"));
    scratch.clean(&["decode", "source.jpg", "-o", "a.ppm"]);
    let of = |options: &[&str]| {
        scratch.clean(&[&["encode", "a.ppm", "-o", "b.jpg"], options].concat());
        scratch.read("b.jpg")
    };
    let usual = of(&[]);
    assert_eq!(frame(&usual), (0xC0, 0x22));
    assert_eq!(of(&["--quality", "75", "--sampling", "4:2:0"]), usual);
    assert_eq!(of(&["--sampling", "2x2,1x1"]), usual);
    for (sampling, factors) in [
        ("4:4:4", 0x11),
        ("4:2:2", 0x21),
        ("4:4:0", 0x12),
        ("4:1:1", 0x41),
        ("4:1:0", 0x42),
        ("1x2,1x1,1x2", 0x12),
    ] {
        assert_eq!(frame(&of(&["--sampling", sampling])).1, factors);
    }
    assert_eq!(frame(&of(&["--grey"])), (0xC0, 0x11));
    assert_eq!(frame(&of(&["--progressive"])).0, 0xC2);
    assert!(of(&["--optimize"]).len() < usual.len());
    assert!(of(&["--quality", "20"]).len() < usual.len());
    // DRI: 3 MCUs; one row of as many as there are across.
    let restart = |file: &[u8]| {
        let at = file.windows(4).position(|w| w == [0xFF, 0xDD, 0, 4]);
        at.map(|at| file[at + 5])
    };
    assert_eq!(restart(&of(&["--restart", "3B"])), Some(3));
    let header = scratch.read("a.ppm");
    let width = header[3..5].iter();
    let width = width.fold(0, |n, digit| 10 * n + (digit - b'0'));
    assert_eq!(restart(&of(&["--restart", "1"])), Some(width.div_ceil(16)));
    assert_eq!(of(&["--restart", "0"]), usual);
}

#[test]
fn transcoding_keeps_the_coefficients() {
    let scratch = Scratch::new("transcode");
    scratch.file("a.jpg", &fixture("process/baseline.jpg"));
    scratch.clean(&["coefficients", "a.jpg", "-o", "a.raw"]);
    let of = |source: &str, options: &[&str], output: &str| {
        scratch.clean(&[&["transcode", source, "-o", output], options].concat());
        scratch.clean(&["coefficients", output, "-o", "b.raw"]);
        assert_eq!(scratch.read("b.raw"), scratch.read("a.raw"), "{options:?}");
        frame(&scratch.read(output)).0
    };
    assert_eq!(of("a.jpg", &[], "same.jpg"), 0xC0);
    assert_eq!(of("a.jpg", &["--progressive"], "p.jpg"), 0xC2);
    assert_eq!(of("p.jpg", &["--restart", "2B"], "q.jpg"), 0xC2);
    assert_eq!(of("q.jpg", &["--baseline"], "back.jpg"), 0xC0);
    assert_eq!(scratch.read("back.jpg"), scratch.read("same.jpg"));
    assert_eq!(of("p.jpg", &["--baseline", "--optimize"], "o.jpg"), 0xC0);
    assert!(scratch.read("o.jpg").len() < scratch.read("same.jpg").len());
    assert_eq!(of("a.jpg", &["--arithmetic"], "r.jpg"), 0xC9);
    assert!(scratch.read("r.jpg").len() < scratch.read("o.jpg").len());
    let both = ["--arithmetic", "--progressive"];
    assert_eq!(of("a.jpg", &both, "rp.jpg"), 0xCA);
    assert_eq!(of("rp.jpg", &["--baseline"], "back.jpg"), 0xC0);
    assert_eq!(scratch.read("back.jpg"), scratch.read("same.jpg"));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let scratch = Scratch::new("encode-refusals");
    scratch.file("note.txt", b"This is no picture.\n");
    scratch.file("empty.ppm", b"P6 0 2 255\n");
    scratch.file("broken.png", b"\x89PNG\r\n\x1A\n");
    for file in ["note.txt", "empty.ppm", "broken.png", "missing.ppm"] {
        scratch.refused(&["encode", file, "-o", "b.jpg"]);
        scratch.refused(&["transcode", file, "-o", "b.jpg"]);
    }
    scratch.file("a.jpg", &two_blocks(None));
    let third = [
        "encode",
        "a.jpg",
        "-o",
        "b.jpg",
        "--sampling",
        "4:2:0",
        "--quality",
    ];
    for (options, status) in [
        (&["101"][..], Some(2)),
        (&["0"], Some(2)),
        (&["1", "--restart", "65536"], Some(2)),
        (&["1", "--restart", "B"], Some(2)),
        (&["1", "--progressive", "--grey"], Some(0)),
    ] {
        let output = scratch.run(&[&third[..], options].concat());
        assert_eq!(output.status.code(), status, "{options:?}");
    }
    for sampling in ["4:2:1", "5x1", "2x2,1x1,1x1,1x1", "2", "x"] {
        let arguments = ["encode", "a.jpg", "-o", "b.jpg", "--sampling", sampling];
        assert_eq!(scratch.run(&arguments).status.code(), Some(2), "{sampling}");
    }
    let both = ["--progressive", "--baseline"];
    let output = scratch.run(&[&["transcode", "a.jpg", "-o", "b.jpg"], &both[..]].concat());
    assert_eq!(output.status.code(), Some(2));
}
