//! Palettes, made of a picture or not.

use super::{few, output, picture, Kind, Random};
use pixelbits::raster::{bits_for, run, Colours, Dither, Invert, Palette, Pipeline, Reduction};
use pixelbits::{Bitmap, Code, Image, Limits};
use std::collections::BTreeSet;

fn pipeline(palette: Palette, count: u16, dither: Dither) -> Pipeline {
    Pipeline {
        reduction: Some(Reduction {
            colours: Colours::Palette(palette, count),
            dither,
        }),
        ..Pipeline::default()
    }
}

fn reduced(image: &Image, palette: Palette, count: u16) -> Bitmap {
    few(image, pipeline(palette, count, Dither::None))
}

fn distance(a: &[u8; 3], b: &[u8]) -> i64 {
    let off = a.iter().zip(b).map(|(&a, &b)| i64::from(a) - i64::from(b));
    off.map(|v| v * v).sum()
}

/// How far all pixels are from what they became.
fn error(image: &Image, bitmap: &Bitmap) -> i64 {
    let pixels = image.rgba.chunks_exact(4).zip(bitmap.indices());
    pixels
        .map(|(p, &i)| distance(&bitmap.colours()[usize::from(i)], &p[..3]))
        .sum()
}

fn of_few_colours(random: &mut Random, count: u32) -> (Image, BTreeSet<[u8; 3]>) {
    let all: Vec<[u8; 3]> = (0..count)
        .map(|_| {
            let [r, g, b, _] = random.next().to_le_bytes();
            [r, g, b]
        })
        .collect();
    let (width, height) = (1 + random.below(70), 1 + random.below(70));
    let pixels: Vec<[u8; 3]> = (0..width * height)
        .map(|_| all[random.below(count) as usize])
        .collect();
    let rgba = pixels
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, 255])
        .collect();
    (
        Image {
            width,
            height,
            rgba,
        },
        pixels.into_iter().collect(),
    )
}

const MADE: [Palette; 2] = [Palette::MedianCut, Palette::KMeans];

#[test]
fn few_colours_stay_what_they_are() {
    let mut random = Random(11);
    for count in [1, 2, 3, 8, 16, 100, 256] {
        for palette in MADE {
            for dither in [Dither::None, Dither::FloydSteinberg, Dither::Atkinson] {
                let (image, colours) = of_few_colours(&mut random, count);
                let made = few(
                    &image,
                    pipeline(palette.clone(), (count as u16).max(2), dither),
                );
                assert_eq!(
                    made.to_image().rgba,
                    image.rgba,
                    "{palette:?} {count} {dither:?}"
                );
                let found: BTreeSet<[u8; 3]> = made.colours().iter().copied().collect();
                assert_eq!(found, colours);
                assert_eq!(made.colours().len(), colours.len());
            }
        }
    }
}

#[test]
fn never_more_colours_than_asked_for_and_always_the_same() {
    for (width, height) in [(1, 1), (5, 1), (17, 9), (70, 70), (150, 100)] {
        for kind in [Kind::Noise, Kind::Smooth, Kind::Transparent] {
            let image = picture(width, height, kind);
            for count in [2, 3, 16, 31, 256] {
                for palette in MADE {
                    let made = reduced(&image, palette.clone(), count);
                    assert!(made.colours().len() <= count.into());
                    assert_eq!(made.bits(), bits_for(count));
                    assert_eq!(made, reduced(&image, palette.clone(), count));
                    // From dark to light.
                    let luma = |c: &[u8; 3]| {
                        299 * u32::from(c[0]) + 587 * u32::from(c[1]) + 114 * u32::from(c[2])
                    };
                    assert!(made.colours().is_sorted_by_key(luma));
                }
            }
        }
    }
}

/// What the colours are for: each makes the picture better than the one before it.
#[test]
fn made_palettes_are_better_than_fixed_ones() {
    for kind in [Kind::Noise, Kind::Smooth] {
        let image = picture(120, 90, kind);
        for count in [2, 4, 8, 16, 256] {
            let [cut, means] = MADE.map(|palette| error(&image, &reduced(&image, palette, count)));
            let fixed = error(&image, &reduced(&image, Palette::Fixed, count));
            assert!(
                means <= cut && cut < fixed,
                "{kind:?} {count}: {means}, {cut}, {fixed}"
            );
        }
    }
    // Two heaps far apart: the colours are their means.
    let heap = |v: u8| [v - 4, v, v + 4].map(|v| [v, v / 2, 9, 255]);
    let rgba: Vec<u8> = [heap(30), heap(200)].concat().concat();
    let image = Image {
        width: 6,
        height: 1,
        rgba,
    };
    for palette in MADE {
        assert_eq!(
            reduced(&image, palette, 2).colours(),
            [[30, 15, 9], [200, 100, 9]]
        );
    }
}

/// The nearest of all, the first of several, for fixed and for made palettes.
#[test]
fn pixels_take_the_nearest_colour() {
    let mut random = Random(21);
    for _ in 0..30 {
        let image = picture(1 + random.below(70), 1 + random.below(70), Kind::Noise);
        let count = 2 + random.below(255);
        let given: Vec<[u8; 3]> = (0..count)
            .map(|_| {
                let [r, g, b, _] = random.next().to_le_bytes();
                [r, g, b]
            })
            .collect();
        for palette in [Palette::Given(given), Palette::Fixed, Palette::MedianCut] {
            let made = reduced(&image, palette, 256);
            for (p, &index) in image.rgba.chunks_exact(4).zip(made.indices()) {
                let nearest = (0..made.colours().len())
                    .min_by_key(|&i| distance(&made.colours()[i], &p[..3]));
                assert_eq!(usize::from(index), nearest.unwrap());
            }
        }
    }
}

#[test]
fn fixed_palettes() {
    let image = picture(3, 3, Kind::Noise);
    let colours = |palette: Palette, count| reduced(&image, palette, count).colours().to_vec();
    assert_eq!(colours(Palette::Fixed, 2), [[0; 3], [255; 3]]);
    assert_eq!(
        colours(Palette::Fixed, 4),
        [[0, 0, 0], [0x55, 255, 255], [255, 0x55, 255], [255; 3]]
    );
    assert_eq!(
        colours(Palette::Fixed, 8)[..5],
        [
            [0, 0, 0],
            [0, 0, 255],
            [0, 255, 0],
            [0, 255, 255],
            [255, 0, 0]
        ]
    );
    let sixteen = colours(Palette::Fixed, 16);
    assert_eq!(
        (sixteen[1], sixteen[7], sixteen[15]),
        ([128, 0, 0], [192; 3], [255; 3])
    );
    let all = colours(Palette::Fixed, 256);
    assert_eq!(
        (all[7 << 5], all[1 << 2], all[2]),
        ([255, 0, 0], [0, 36, 0], [0, 0, 170])
    );
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 256);
    assert_eq!(
        colours(Palette::Grey, 4),
        [[0; 3], [85; 3], [170; 3], [255; 3]]
    );
    assert_eq!(colours(Palette::Grey, 3), [[0; 3], [128; 3], [255; 3]]);
    for (palette, count) in [
        (Palette::Fixed, 3),
        (Palette::Grey, 1),
        (Palette::MedianCut, 0),
        (Palette::KMeans, 257),
        (Palette::Given(vec![]), 2),
        (Palette::Given(vec![[0; 3]; 257]), 2),
    ] {
        let made = run(
            image.clone(),
            pipeline(palette, count, Dither::None),
            &Limits::default(),
        );
        assert_eq!(made.unwrap_err().code, Code::Parameter);
    }
}

/// Greys are compared where the colours are greys; a palette made of grey is grey.
#[test]
fn greys() {
    let image = picture(50, 40, Kind::Noise);
    let greys = few(
        &image,
        Pipeline {
            grey: Some(Default::default()),
            ..Pipeline::default()
        },
    );
    let made = reduced(&image, Palette::Given(vec![[0; 3], [100; 3], [255; 3]]), 3);
    for (&value, &index) in greys.indices().iter().zip(made.indices()) {
        let nearest = [0, 100, 255]
            .into_iter()
            .enumerate()
            .min_by_key(|(_, g): &(usize, u8)| g.abs_diff(value));
        assert_eq!(usize::from(index), nearest.unwrap().0);
    }
    let both = Pipeline {
        grey: Some(Default::default()),
        invert: Invert::On,
        ..pipeline(Palette::MedianCut, 8, Dither::Bayer4)
    };
    let made = few(&image, both);
    assert!(made.colours().iter().all(|c| c[0] == c[1] && c[1] == c[2]));
    assert_eq!((made.bits(), made.colours().len()), (3, 8));
}

/// One colour alone, and the same colour twice.
#[test]
fn odd_palettes() {
    let image = picture(9, 9, Kind::Transparent);
    for colours in [
        vec![[7, 8, 9]],
        vec![[7, 8, 9]; 2],
        vec![[50; 3]; 3],
        vec![[50; 3]],
    ] {
        for dither in Dither::ALL {
            let made = output(&image, pipeline(Palette::Given(colours.clone()), 2, dither));
            let pixelbits::Picture::Bitmap(made) = made else {
                panic!()
            };
            assert!(made
                .indices()
                .iter()
                .all(|&i| usize::from(i) < colours.len()));
            assert_eq!(made.colours(), colours);
        }
    }
}
