//! Guesses at the width: photos in many layouts, and noise.

use crate::corpus::Stopwatch;
use pixelbits::jpeg;
use pixelbits::raw::suggest_widths;
use pixelbits::Image;
use std::path::Path;

fn photo(name: &str) -> Image {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("www/samples")
        .join(name);
    let data = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let outcome = jpeg::decode(&data, &jpeg::Options::default());
    outcome.expect("a photo").value
}

/// Rows of a photo, each followed by `gap` bytes; `pixel` writes a pixel's bytes.
fn rows(image: &Image, gap: usize, pixel: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let rows = image.rgba.chunks_exact(image.width as usize * 4);
    rows.flat_map(|row| {
        let mut bytes: Vec<u8> = row.chunks_exact(4).flat_map(&pixel).collect();
        bytes.extend(vec![0; gap]);
        bytes
    })
    .collect()
}

/// Rows of `bits` bits a pixel, most significant first, each filled up to whole bytes, or to none.
fn packed(image: &Image, bits: u32, fill_up: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut held, mut count) = (0_u32, 0);
    for row in image.rgba.chunks_exact(image.width as usize * 4) {
        for pixel in row.chunks_exact(4) {
            held = held << bits | u32::from(pixel[1]) >> (8 - bits);
            count += bits;
            while count >= 8 {
                out.push((held >> (count - 8)) as u8);
                count -= 8;
            }
        }
        if fill_up && count > 0 {
            out.push((held << (8 - count)) as u8);
            count = 0;
        }
    }
    out
}

/// The best guess is the row, whatever comes after.
fn finds(data: &[u8], bits: u32, stride_bits: u64, width: u32, name: &str) {
    let guesses = suggest_widths(data, bits);
    let Some(best) = guesses.first() else {
        panic!("{name}: no guess");
    };
    assert_eq!(best.stride_bits, stride_bits, "{name}: {guesses:?}");
    assert_eq!(best.width_px, width, "{name}: {guesses:?}");
    assert!(
        guesses.windows(2).all(|w| w[0].score >= w[1].score * 0.9),
        "{name}: {guesses:?}"
    );
}

const PHOTOS: [&str; 3] = ["cat.jpg", "cat-grey.jpg", "coffee-cmyk.jpg"];

#[test]
fn photos_in_whole_bytes() {
    for name in PHOTOS {
        let image = photo(name);
        let width = image.width;
        let wide = u64::from(width);
        let grey = rows(&image, 0, |p| vec![p[1]]);
        finds(&grey, 8, wide * 8, width, &format!("{name} L"));
        let rgb = rows(&image, 0, |p| p[..3].to_vec());
        finds(&rgb, 24, wide * 24, width, &format!("{name} RGB"));
        // Taken for grey, its rows are three times as wide, not three pixels.
        let threefold = format!("{name} RGB as L");
        finds(&rgb, 8, wide * 24, width * 3, &threefold);
        let padded = rows(&image, 5, |p| p[..3].to_vec());
        let widest = (wide * 3 + 5) / 3;
        finds(
            &padded,
            24,
            (wide * 3 + 5) * 8,
            widest as u32,
            &format!("{name} stride"),
        );
        let rgba = rows(&image, 0, |p| p.to_vec());
        finds(&rgba, 32, wide * 32, width, &format!("{name} RGBA"));
        let rgb565 = rows(&image, 0, |p| {
            let [r, g, b] = [p[0], p[1], p[2]].map(u16::from);
            (r >> 3 << 11 | g >> 2 << 5 | b >> 3).to_le_bytes().to_vec()
        });
        finds(&rgb565, 16, wide * 16, width, &format!("{name} RGB565"));
        let floats = rows(&image, 0, |p| {
            (f32::from(p[1]) / 255.0).to_le_bytes().to_vec()
        });
        finds(&floats, 32, wide * 32, width, &format!("{name} F"));
        // Behind a header of odd length, and half of it gone.
        let part = [&[1; 77][..], &grey[grey.len() / 2..]].concat();
        finds(&part, 8, wide * 8, width, &format!("{name} half"));
    }
}

#[test]
fn photos_in_few_bits() {
    for name in PHOTOS {
        let image = photo(name);
        let wide = u64::from(image.width);
        for bits in [1, 2, 4] {
            let stride = (wide * u64::from(bits)).next_multiple_of(8);
            let width = stride / u64::from(bits);
            let data = packed(&image, bits, true);
            let name = format!("{name} {bits} bits");
            finds(&data, bits, stride, width as u32, &name);
        }
        for bits in [3, 5] {
            let data = packed(&image, bits, false);
            let name = format!("{name} {bits} bits in a stream");
            finds(&data, bits, wide * u64::from(bits), image.width, &name);
        }
    }
}

#[test]
fn noise_and_compressed_data_give_no_guess() {
    for (count, bits) in [
        (10, 8),
        (1_000, 8),
        (100_000, 24),
        (1_000_000, 8),
        (200_000, 1),
    ] {
        for number in 0..4 {
            let data = crate::noise(&format!("widths {number}"), count);
            assert_eq!(
                suggest_widths(&data, bits),
                [],
                "{count} bytes, {bits} bits"
            );
        }
    }
    for count in [0, 1, 100_000] {
        for bits in [0, 1, 8, 24, 64, u32::MAX] {
            assert_eq!(
                suggest_widths(&vec![255; count], bits),
                [],
                "{count} × 255, {bits} bits"
            );
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/samples/cat.jpg");
    let file = std::fs::read(path).expect("a photo");
    assert_eq!(suggest_widths(&file[1_000..], 8), []);
}

/// However long the data is, only a sample of it is looked at.
#[test]
fn megabytes_take_no_time() {
    // A photo, twelve times as wide and as high, with some noise.
    let image = photo("cat.jpg");
    let (width, height) = (12 * image.width as usize, 12 * image.height as usize);
    let mut dice = crate::properties::Dice::new(b"ten megabytes");
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x / 12, y / 12)));
    let data: Vec<u8> = pixels
        .flat_map(|(x, y)| {
            let pixel = &image.rgba[4 * (y * image.width as usize + x)..][..3];
            let noise = dice.below(4) as u8;
            [pixel[0], pixel[1], pixel[2]].map(|v| v.saturating_add(noise))
        })
        .collect();
    assert!(data.len() > 5_000_000, "{}", data.len());
    let watch = Stopwatch::start();
    finds(&data, 24, width as u64 * 24, width as u32, "megabytes");
    let took = watch.elapsed();
    eprintln!("{} bytes: {:.1} ms", data.len(), took.as_secs_f64() * 1e3);
    // Unoptimised builds take longer; this only tells a sample from the whole.
    assert!(took.as_secs_f64() < 1.0, "{took:?}");
}
