//! BMP files: byte for byte where they are small, and as other programs read them.

// Reads files and runs programs: not for the browser.
#![cfg(not(target_arch = "wasm32"))]

use pixelbits::bmp::{write, Depth, Writer};
use pixelbits::{Code, Image, Resolution};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const DEPTHS: [Depth; 7] = [
    Depth::Palette1,
    Depth::Palette4,
    Depth::Palette8,
    Depth::Rgb555,
    Depth::Rgb565,
    Depth::Rgb24,
    Depth::Rgba32,
];

/// A picture of so many colours, and of every alpha where `Depth::Rgba32` is to keep it.
fn picture(width: u32, height: u32, colours: u32, depth: Depth) -> Image {
    let mut state = 12345u32;
    let rgba = (0..width * height)
        .flat_map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Colour n: scattered over the cube, black and white among them.
            let n = match colours {
                1 => 1,
                _ => (state >> 8) % colours * (0xFF_FFFF / (colours - 1)),
            };
            let [_, r, g, b] = n.to_be_bytes();
            let alpha = match depth {
                Depth::Rgba32 => (state >> 24) as u8,
                _ => 255,
            };
            [r, g, b, alpha]
        })
        .collect();
    Image {
        width,
        height,
        rgba,
    }
}

fn most_colours(depth: Depth) -> u32 {
    match depth.bits() {
        bits @ 1..=8 => 1 << bits,
        _ => 1 << 20,
    }
}

#[test]
fn two_pixels_in_24_bits() {
    let image = Image {
        width: 1,
        height: 2,
        rgba: vec![1, 2, 3, 255, 4, 5, 6, 255],
    };
    let resolution = Resolution {
        x_per_metre: 2835,
        y_per_metre: 0x1234_5678,
    };
    let expected = [
        &b"BM"[..],
        &[62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0], // file size, reserved, offset of the pixels
        &[40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0],  // header size, width, height
        &[1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0],  // planes, bits, compression, size of the pixels
        &[0x13, 0x0B, 0, 0, 0x78, 0x56, 0x34, 0x12], // pixels a metre
        &[0, 0, 0, 0, 0, 0, 0, 0],               // colours
        &[6, 5, 4, 0, 3, 2, 1, 0],               // the lower row first
    ]
    .concat();
    assert_eq!(
        write(&image, Depth::Rgb24, Some(resolution)).unwrap(),
        expected
    );
}

#[test]
fn nine_pixels_in_one_bit() {
    let (w, b) = ([255, 255, 255, 255], [0, 0, 0, 0]);
    let image = Image {
        width: 9,
        height: 1,
        rgba: [w, b, w, w, b, b, b, w, w].concat(),
    };
    let file = write(&image, Depth::Palette1, None).unwrap();
    assert_eq!(file.len(), 14 + 40 + 8 + 4);
    assert_eq!(file[46..50], [2, 0, 0, 0], "colours");
    // Black first, whatever comes first in the picture.
    assert_eq!(file[54..62], [0, 0, 0, 0, 255, 255, 255, 0]);
    assert_eq!(file[62..], [0b1011_0001, 0b1000_0000, 0, 0]);
}

#[test]
fn alpha_is_kept_in_32_bits() {
    let image = Image {
        width: 1,
        height: 1,
        rgba: vec![1, 2, 3, 77],
    };
    let file = write(&image, Depth::Rgba32, None).unwrap();
    assert_eq!(file.len(), 14 + 108 + 4);
    assert_eq!(file[10..18], [122, 0, 0, 0, 108, 0, 0, 0]);
    assert_eq!(file[30], 3, "BI_BITFIELDS");
    assert_eq!(file[66..70], [0, 0, 0, 0xFF], "alpha mask");
    assert_eq!(file[122..], [3, 2, 1, 77]);
}

/// 200 of 255 is 24 of 31 and 49 of 63.
#[test]
fn sixteen_bits_by_their_masks() {
    let image = Image {
        width: 1,
        height: 1,
        rgba: vec![255, 200, 0, 255],
    };
    let file = write(&image, Depth::Rgb555, None).unwrap();
    assert_eq!((file.len(), file[28], file[30]), (14 + 40 + 4, 16, 0));
    assert_eq!(file[54..], [0x00, 0x7F, 0, 0], "0 11111 11000 00000");
    let file = write(&image, Depth::Rgb565, None).unwrap();
    assert_eq!((file.len(), file[28], file[30]), (14 + 40 + 12 + 4, 16, 3));
    assert_eq!(file[10], 66, "pixels behind the masks");
    assert_eq!(file[54..66], [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0]);
    assert_eq!(file[66..], [0x20, 0xFE, 0, 0], "11111 110001 00000");
}

#[test]
fn chunks_make_the_same_file() {
    for depth in DEPTHS {
        let image = picture(37, 23, most_colours(depth), depth);
        let whole = write(&image, depth, None).unwrap();
        for limit in [0, 1, 200, 1000, usize::MAX] {
            let mut writer = Writer::new(&image, depth, None).unwrap();
            assert_eq!(writer.file_bytes(), whole.len());
            let mut joined = Vec::new();
            while writer.next_chunk(&mut joined, limit) {}
            assert_eq!(joined, whole);
        }
    }
}

#[test]
fn refusals() {
    for (depth, most) in [
        (Depth::Palette1, 2),
        (Depth::Palette4, 16),
        (Depth::Palette8, 256),
    ] {
        let image = picture(64, 64, most + 1, depth);
        let error = write(&image, depth, None).unwrap_err();
        assert_eq!(
            (error.code, error.value),
            (Code::TooManyColours, most.into())
        );
        assert!(write(&picture(64, 64, most, depth), depth, None).is_ok());
    }
    let image = |width, height, bytes| Image {
        width,
        height,
        rgba: vec![0; bytes],
    };
    for (image, code) in [
        (image(0, 5, 0), Code::ZeroDimension),
        (image(5, 0, 0), Code::ZeroDimension),
        (image(2, 2, 15), Code::Parameter),
        (image(u32::MAX, u32::MAX, 4), Code::Parameter),
    ] {
        assert_eq!(write(&image, Depth::Rgb24, None).unwrap_err().code, code);
    }
}

/// A folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Whether a command can be run at all; says so where it cannot.
fn present(program: &str, arguments: &[&str], what: &str) -> bool {
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let present = status.is_ok_and(|s| s.success());
    if !present {
        eprintln!("SKIPPED: {what} is not installed");
    }
    present
}

/// Every depth in sizes around each padding, with the pixels it must give.
fn every_file(folder: &Path) -> Vec<(PathBuf, Image)> {
    let mut files = Vec::new();
    for depth in DEPTHS {
        for (width, height) in [
            (1, 1),
            (2, 3),
            (3, 2),
            (7, 5),
            (8, 4),
            (9, 9),
            (33, 17),
            (64, 1),
        ] {
            for colours in [1, 2, most_colours(depth)] {
                let image = picture(width, height, colours, depth);
                let resolution = Resolution {
                    x_per_metre: 2835,
                    y_per_metre: 11811,
                };
                let path = folder.join(format!("{depth:?}-{width}x{height}-{colours}.bmp"));
                std::fs::write(&path, write(&image, depth, Some(resolution)).unwrap()).unwrap();
                files.push((path, image));
            }
        }
    }
    files
}

#[test]
fn pillow_reads_the_same_pixels() {
    if !present("python3", &["-c", "import PIL"], "Python with Pillow") {
        return;
    }
    let files = every_file(&scratch("bmp-pillow"));
    let script = "
import sys
from PIL import Image
for path in sys.argv[1:]:
    image = Image.open(path)
    assert image.format == 'BMP', path
    dpi = tuple(round(d) for d in image.info['dpi'])
    assert dpi == (72, 300), (path, dpi)
    sys.stdout.buffer.write(image.convert('RGBA').tobytes())
";
    let mut command = Command::new("python3");
    command.args(["-c", script]);
    command.args(files.iter().map(|(path, _)| path));
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    compare(&files, &output.stdout);
}

#[test]
fn imagemagick_reads_the_same_pixels() {
    if !present("convert", &["-version"], "ImageMagick") {
        return;
    }
    let files = every_file(&scratch("bmp-imagemagick"));
    let mut command = Command::new("convert");
    command.args(files.iter().map(|(path, _)| path));
    let output = command.args(["-depth", "8", "rgba:-"]).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert_eq!(complaint, "");
    compare(&files, &output.stdout);
}

/// Compares the pixels of all files, one after the other. Of 16 bits half a level is lost, and programs differ in how they
/// spread levels over 8 bits: 255 ÷ 31 ÷ 2, and 1 for them.
fn compare(files: &[(PathBuf, Image)], pixels: &[u8]) {
    let mut rest = pixels;
    for (path, image) in files {
        let (these, others) = rest.split_at(image.rgba.len());
        let name = path.file_name().unwrap().to_string_lossy();
        let most = if name.starts_with("Rgb5") { 5 } else { 0 };
        let mut pairs = these.iter().zip(&image.rgba);
        let near = pairs.all(|(a, b)| a.abs_diff(*b) <= most);
        assert!(near, "{}", path.display());
        rest = others;
    }
    assert!(rest.is_empty());
}
