//! Scaled as Pillow scales, but for one; see `tests/fixtures/raster/make.py`.

use super::colours;
use pixelbits::raster::{Filter, Fit, Pipeline, Scale, Size};
use pixelbits::Image;
use serde_json::Value;
use std::path::Path;

/// The pictures that the script makes: sample n is (n² · 31 + n · 17 + n / 7) mod 256, alpha 255 where it has none.
fn picture(width: u32, height: u32, alpha: bool) -> Image {
    let channels = if alpha { 4 } else { 3 };
    let samples: Vec<u8> = (0..u64::from(width * height) * channels)
        .map(|n| ((n * n * 31 + n * 17 + n / 7) % 256) as u8)
        .collect();
    let pixels = samples.chunks_exact(channels as usize);
    let rgba = pixels.flat_map(|p| [p[0], p[1], p[2], p.get(3).copied().unwrap_or(255)]);
    Image {
        width,
        height,
        rgba: rgba.collect(),
    }
}

#[test]
fn scales_as_pillow_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/raster");
    let cases = std::fs::read(folder.join("pillow.json")).unwrap();
    let samples = std::fs::read(folder.join("pillow.bin")).unwrap();
    let cases: Value = serde_json::from_slice(&cases).unwrap();
    let mut rest = &samples[..];
    let mut compared = 0;
    for case in cases["cases"].as_array().unwrap() {
        let number = |name: &str| case[name].as_u64().unwrap() as u32;
        let alpha = case["mode"] == "RGBA";
        let image = picture(number("width"), number("height"), alpha);
        let filter = match case["filter"].as_str().unwrap() {
            "NEAREST" => Filter::Nearest,
            "BOX" => Filter::Box,
            "BILINEAR" => Filter::Bilinear,
            "LANCZOS" => Filter::Lanczos3,
            other => panic!("{other}"),
        };
        let (width, height) = (number("to_width"), number("to_height"));
        let scale = Scale {
            size: Size::Pixels(width, height),
            filter,
            fit: Fit::Stretch,
        };
        let made = colours(
            &image,
            Pipeline {
                scale: Some(scale),
                ..Pipeline::default()
            },
        );
        let channels = if alpha { 4 } else { 3 };
        let (expected, more) = rest.split_at((width * height) as usize * channels);
        rest = more;
        for (is, should) in made
            .rgba
            .chunks_exact(4)
            .zip(expected.chunks_exact(channels))
        {
            // Colours that are hardly seen are coarse: both divide small numbers by a small alpha, one of them downwards.
            let alpha = u32::from(should.get(3).copied().unwrap_or(255)).max(1);
            for (channel, (&is, &should)) in is.iter().zip(should).enumerate() {
                let off = u32::from(is.abs_diff(should));
                let allowed = match channel == 3 || alpha == 255 {
                    true => 1,
                    false => 2 + 510 / alpha,
                };
                assert!(off <= allowed, "{case}: {is}, {should} at alpha {alpha}");
            }
        }
        compared += 1;
    }
    assert!(rest.is_empty() && compared > 20);
}
