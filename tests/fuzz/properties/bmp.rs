//! BMP files: whatever picture is written, a reader of its own finds the same pixels.

use super::Dice;
use pixelbits::bmp::{write, Depth, Writer};
use pixelbits::{Code, Image, Resolution};
use std::collections::BTreeSet;

/// Checks every depth with a picture made of the input.
pub fn holds(data: &[u8]) {
    let mut dice = Dice::new(data);
    let pixels = data.len() / 4;
    let width = 1 + dice.below(pixels.min(70) as u64) as usize;
    let height = pixels / width;
    let image = Image {
        width: width as u32,
        height: height as u32,
        rgba: data[..width * height * 4].to_vec(),
    };
    for depth in [
        Depth::Palette1,
        Depth::Palette4,
        Depth::Palette8,
        Depth::Rgb555,
        Depth::Rgb565,
        Depth::Rgb24,
        Depth::Rgba32,
    ] {
        // Few colours, so that palettes suffice; bits of the input, so that it decides.
        for mask in [0xFF, 0x80, 0] {
            let mut image = image.clone();
            image.rgba.iter_mut().for_each(|value| *value &= mask);
            written(&image, depth, &mut dice);
        }
    }
}

fn written(image: &Image, depth: Depth, dice: &mut Dice) {
    let resolution = Some(Resolution {
        x_per_metre: dice.below(1 << 32) as u32,
        y_per_metre: dice.below(1 << 32) as u32,
    })
    .filter(|_| dice.below(2) == 0);
    let file = match write(image, depth, resolution) {
        Ok(file) => file,
        Err(error) if image.height == 0 => return assert_eq!(error.code, Code::ZeroDimension),
        Err(error) => {
            assert_eq!(error.code, Code::TooManyColours);
            let colours: BTreeSet<_> = image.rgba.chunks_exact(4).map(|p| &p[..3]).collect();
            return assert!(colours.len() > 1 << depth.bits());
        }
    };
    let mut pieces = Vec::new();
    let mut writer = Writer::new(image, depth, resolution).expect("write could");
    while writer.next_chunk(&mut pieces, dice.below(500) as usize) {}
    assert!(pieces == file, "pieces give another file");
    // The nearest of so many levels, as a value of 8 bits again.
    let nearest = |value: u8, last: u32| {
        let level = (f64::from(value) * f64::from(last) / 255.0).round();
        (level * 255.0 / f64::from(last)).round() as u8
    };
    let kept = |pixel: &[u8]| match depth {
        Depth::Rgb555 => [0, 1, 2, 3].map(|c| if c == 3 { 255 } else { nearest(pixel[c], 31) }),
        Depth::Rgb565 => {
            let [r, g, b] = [(0, 31), (1, 63), (2, 31)].map(|(c, last)| nearest(pixel[c], last));
            [r, g, b, 255]
        }
        Depth::Rgba32 => [pixel[0], pixel[1], pixel[2], pixel[3]],
        _ => [pixel[0], pixel[1], pixel[2], 255],
    };
    let wanted: Vec<u8> = image.rgba.chunks_exact(4).flat_map(kept).collect();
    assert!(
        read(&file) == (image.width, image.height, wanted),
        "{depth:?}"
    );
}

/// Width, height and RGBA of a BMP without compression, bottom-up, with a header of 40 bytes or more.
fn read(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four"));
    assert_eq!(&file[..2], b"BM");
    assert_eq!(word(2) as usize, file.len());
    let (offset, header) = (word(10) as usize, word(14) as usize);
    let (width, height) = (word(18), word(22));
    let bits = usize::from(u16::from_le_bytes([file[28], file[29]]));
    let row_bytes = (width as usize * bits).div_ceil(32) * 4;
    assert_eq!(file.len(), offset + row_bytes * height as usize);
    let mut rgba = Vec::new();
    for y in (0..height as usize).rev() {
        let row = &file[offset + y * row_bytes..][..row_bytes];
        for x in 0..width as usize {
            let pixel = match bits {
                16 => {
                    let value = u32::from(u16::from_le_bytes([row[2 * x], row[2 * x + 1]]));
                    // 5 bits each, or the masks that stand behind the header.
                    let masks = match word(30) {
                        0 => [0x7C00, 0x03E0, 0x001F],
                        _ => [54, 58, 62].map(word),
                    };
                    let [r, g, b] = masks.map(|mask| {
                        let (level, last) = (value & mask, mask >> mask.trailing_zeros());
                        let level = level >> mask.trailing_zeros();
                        (f64::from(level) * 255.0 / f64::from(last)).round() as u8
                    });
                    [r, g, b, 255]
                }
                24 => [row[3 * x + 2], row[3 * x + 1], row[3 * x], 255],
                32 => {
                    let value = u32::from_le_bytes(row[4 * x..][..4].try_into().expect("four"));
                    // The four masks stand behind the first 40 bytes of the header.
                    [54, 58, 62, 66].map(|at| (value >> word(at).trailing_zeros()) as u8)
                }
                _ => {
                    let place = x * bits;
                    let byte = row[place / 8];
                    let index = byte >> (8 - bits - place % 8) & (0xFF >> (8 - bits)) as u8;
                    let at = 14 + header + 4 * usize::from(index);
                    [file[at + 2], file[at + 1], file[at], 255]
                }
            };
            rgba.extend(pixel);
        }
    }
    (width, height, rgba)
}
