//! Dithers, exactly, against tables as they are printed and errors pushed to the pixels that get them.

use super::{few, picture, Kind};
use pixelbits::raster::{Colours, Dither, Grey, Palette, Pipeline, Reduction, Threshold};
use pixelbits::{Bitmap, Image};

/// Rows of weights from two pixels to the left to two to the right; the pixel itself is in the middle of the first.
fn table(dither: Dither) -> Option<([[i32; 5]; 3], i32)> {
    Some(match dither {
        Dither::FloydSteinberg => ([[0, 0, 0, 7, 0], [0, 3, 5, 1, 0], [0; 5]], 16),
        Dither::Atkinson => ([[0, 0, 0, 1, 1], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0]], 8),
        Dither::JarvisJudiceNinke => ([[0, 0, 0, 7, 5], [3, 5, 7, 5, 3], [1, 3, 5, 3, 1]], 48),
        Dither::Sierra => ([[0, 0, 0, 5, 3], [2, 4, 5, 4, 2], [0, 2, 3, 2, 0]], 32),
        Dither::SierraTwoRow => ([[0, 0, 0, 4, 3], [1, 2, 3, 2, 1], [0; 5]], 16),
        Dither::SierraLite => ([[0, 0, 0, 2, 0], [0, 1, 1, 0, 0], [0; 5]], 4),
        _ => return None,
    })
}

/// A pixel's colours: one channel of grey, or three.
type Pixel = Vec<i32>;

/// The place of the nearest colour, the first of several.
fn nearest(colours: &[Pixel], pixel: &Pixel) -> usize {
    let distance = |colour: &Pixel| {
        let off = colour.iter().zip(pixel).map(|(a, b)| (a - b) * (a - b));
        off.sum::<i32>()
    };
    (0..colours.len())
        .min_by_key(|&at| distance(&colours[at]))
        .unwrap()
}

fn diffused(
    pixels: &[Pixel],
    width: usize,
    dither: Dither,
    colours: &[Pixel],
    choose: impl Fn(&Pixel) -> usize,
) -> Vec<u8> {
    let (rows, divisor) = table(dither).unwrap();
    let channels = colours[0].len();
    // What each pixel got, in units of 1 / divisor.
    let mut got = vec![vec![0; channels]; pixels.len()];
    let mut out = Vec::new();
    for at in 0..pixels.len() {
        let wanted: Pixel = (0..channels)
            .map(|c| {
                let rounded = (f64::from(got[at][c]) / f64::from(divisor) + 0.5).floor() as i32;
                (pixels[at][c] + rounded).clamp(0, 255)
            })
            .collect();
        let index = choose(&wanted);
        out.push(index as u8);
        for (dy, row) in rows.iter().enumerate() {
            for (dx, weight) in row.iter().enumerate() {
                let x = (at % width + dx).wrapping_sub(2);
                let y = at / width + dy;
                if x < width && y < pixels.len() / width {
                    let to = y * width + x;
                    for c in 0..channels {
                        got[to][c] += weight * (wanted[c] - colours[index][c]);
                    }
                }
            }
        }
    }
    out
}

fn reduced(image: &Image, colours: Colours, dither: Dither) -> Bitmap {
    few(
        image,
        Pipeline {
            reduction: Some(Reduction { colours, dither }),
            ..Pipeline::default()
        },
    )
}

fn channels(image: &Image) -> Vec<Pixel> {
    let pixels = image.rgba.chunks_exact(4);
    pixels
        .map(|p| p[..3].iter().map(|&v| i32::from(v)).collect())
        .collect()
}

fn greys(image: &Image) -> Vec<Pixel> {
    let pixels = image.rgba.chunks_exact(4);
    pixels
        .map(|p| vec![i32::from(Grey::Rec601.of([p[0], p[1], p[2]]))])
        .collect()
}

const SIZES: [(u32, u32); 6] = [(1, 1), (1, 9), (2, 5), (9, 1), (31, 20), (70, 65)];

fn diffusions() -> impl Iterator<Item = Dither> {
    Dither::ALL
        .into_iter()
        .filter(|&dither| table(dither).is_some())
}

#[test]
fn errors_of_thresholds() {
    for dither in diffusions() {
        for (width, height) in SIZES {
            for kind in [Kind::Noise, Kind::Smooth] {
                let image = picture(width, height, kind);
                let black_and_white = [vec![0], vec![255]];
                for threshold in [1, 100, 128, 255] {
                    let choose = |p: &Pixel| usize::from(p[0] >= threshold.into());
                    let expected = diffused(
                        &greys(&image),
                        width as usize,
                        dither,
                        &black_and_white,
                        choose,
                    );
                    let colours = Colours::Threshold(Threshold::Value(threshold));
                    let made = reduced(&image, colours, dither);
                    assert!(
                        made.indices() == expected,
                        "{dither:?} {width} × {height} {kind:?} {threshold}"
                    );
                }
            }
        }
    }
}

#[test]
fn errors_of_palettes() {
    let primaries: Vec<[u8; 3]> = (0..8_u8)
        .map(|i| [i >> 2 & 1, i >> 1 & 1, i & 1].map(|on| on * 255))
        .collect();
    let odd = vec![[10, 20, 30], [200, 10, 10], [30, 220, 90]];
    for dither in diffusions() {
        for (width, height) in SIZES {
            for kind in [Kind::Noise, Kind::Smooth] {
                let image = picture(width, height, kind);
                for (palette, count, colours) in [
                    (Palette::Fixed, 8, primaries.clone()),
                    (Palette::Given(odd.clone()), 0, odd.clone()),
                ] {
                    let colours: Vec<Pixel> = colours
                        .iter()
                        .map(|c| c.iter().map(|&v| v.into()).collect())
                        .collect();
                    let choose = |p: &Pixel| nearest(&colours, p);
                    let expected =
                        diffused(&channels(&image), width as usize, dither, &colours, choose);
                    let made = reduced(&image, Colours::Palette(palette, count), dither);
                    assert!(
                        made.indices() == expected,
                        "{dither:?} {width} × {height} {kind:?} {count}"
                    );
                }
                for count in [2, 3, 4, 16, 256] {
                    let steps = f64::from(count - 1);
                    let colours: Vec<Pixel> = (0..count)
                        .map(|i| vec![(f64::from(i) * 255.0 / steps).round() as i32])
                        .collect();
                    let choose = |p: &Pixel| nearest(&colours, p);
                    let expected =
                        diffused(&greys(&image), width as usize, dither, &colours, choose);
                    let made = reduced(
                        &image,
                        Colours::Palette(Palette::Grey, count as u16),
                        dither,
                    );
                    assert!(
                        made.indices() == expected,
                        "{dither:?} {width} × {height} {kind:?} {count} greys"
                    );
                }
            }
        }
    }
}

/// B. Bayer, "An optimum method for two-level rendition of continuous-tone pictures", 1973, figure 6.
const BAYER_4: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

#[test]
fn patterns_of_thresholds() {
    // Every grey in a square of 64 pixels a side: as many are white as the grey says, and where the table says.
    for grey in 0..=255_u8 {
        let image = Image {
            width: 64,
            height: 64,
            rgba: [grey, grey, grey, 255].repeat(64 * 64),
        };
        let of = |dither| reduced(&image, Colours::Threshold(Threshold::Value(128)), dither);
        for (dither, steps) in [
            (Dither::Bayer2, 4.0),
            (Dither::Bayer4, 16.0),
            (Dither::Bayer8, 64.0),
            (Dither::Bayer16, 256.0),
            (Dither::BlueNoise, 255.0),
        ] {
            let white = of(dither).indices().iter().filter(|&&i| i == 1).count();
            let share = f64::from(grey) / 255.0;
            let off = (white as f64 / 4096.0 - share).abs();
            assert!(off <= 0.5 / steps + 0.003, "{dither:?} {grey}: {white}");
            if grey == 0 || grey == 255 {
                assert_eq!(white, usize::from(grey) / 255 * 4096);
            }
        }
        let made = of(Dither::Bayer4);
        for (at, &index) in made.indices().iter().enumerate() {
            let rank = BAYER_4[at / 64 % 4][at % 4];
            let threshold = (255.0 * (f64::from(rank) + 0.5) / 16.0).round();
            assert_eq!(index, u8::from(f64::from(grey) >= threshold), "{grey} {at}");
        }
    }
}

/// Between two greys, patterns mix those two alone, in the right proportion.
#[test]
fn patterns_between_greys() {
    for (palette, count) in [
        (Palette::Grey, 4),
        (Palette::Grey, 16),
        (Palette::Given(vec![[200; 3], [90; 3], [20; 3]]), 3),
    ] {
        for grey in 0..=255_u8 {
            let image = Image {
                width: 64,
                height: 64,
                rgba: [grey, grey, grey, 255].repeat(64 * 64),
            };
            let made = reduced(
                &image,
                Colours::Palette(palette.clone(), count),
                Dither::Bayer16,
            );
            let levels: Vec<u8> = made.colours().iter().map(|c| c[0]).collect();
            let of = |i: &u8| levels[usize::from(*i)];
            let below = levels
                .iter()
                .filter(|&&l| l <= grey)
                .max()
                .or(levels.iter().min())
                .unwrap();
            let above = levels
                .iter()
                .filter(|&&l| l >= grey)
                .min()
                .or(levels.iter().max())
                .unwrap();
            let mut sum = 0.0;
            for index in made.indices() {
                assert!(
                    of(index) == *below || of(index) == *above,
                    "{grey}: {}",
                    of(index)
                );
                sum += f64::from(of(index));
            }
            let mean = sum / 4096.0;
            let wanted =
                f64::from(grey.clamp(*levels.iter().min().unwrap(), *levels.iter().max().unwrap()));
            let step = f64::from(above - below);
            assert!(
                (mean - wanted).abs() <= 0.5 + step / 256.0,
                "{grey}: {mean}"
            );
        }
    }
}

/// Colours of a cube: channels do not touch each other, so each is as grey would be.
#[test]
fn patterns_of_colours() {
    let image = picture(70, 65, Kind::Smooth);
    for dither in [Dither::Bayer2, Dither::Bayer8, Dither::BlueNoise] {
        let made = reduced(&image, Colours::Palette(Palette::Fixed, 8), dither).to_image();
        for (channel, name) in ["red", "green", "blue"].into_iter().enumerate() {
            let rgba = image
                .rgba
                .chunks_exact(4)
                .flat_map(|p| [p[channel], p[channel], p[channel], 255]);
            let alone = Image {
                rgba: rgba.collect(),
                ..image.clone()
            };
            let grey = reduced(&alone, Colours::Threshold(Threshold::Value(128)), dither);
            let pairs = made.rgba.chunks_exact(4).zip(grey.indices());
            let off = pairs
                .filter(|(p, &white)| p[channel] != 255 * white)
                .count();
            assert_eq!(off, 0, "{dither:?} {name}");
        }
    }
}

#[test]
fn names_come_back() {
    for dither in Dither::ALL {
        assert_eq!(Dither::from_name(dither.name()), Some(dither));
    }
    assert_eq!(Dither::from_name("bayer"), None);
}
