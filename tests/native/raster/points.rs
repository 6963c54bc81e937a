//! Brightness, contrast, gamma, grey, negatives and thresholds.

use super::{colours, few, output, picture, Kind, Random};
use pixelbits::raster::{
    run, Adjust, Colours, Dither, Grey, Invert, Pipeline, Reduction, Threshold,
};
use pixelbits::{Code, Image, Limits, Picture};

const GREYS: [Grey; 6] = [
    Grey::Rec601,
    Grey::Rec709,
    Grey::Average,
    Grey::Red,
    Grey::Green,
    Grey::Blue,
];

#[test]
fn curves_follow_their_formula() {
    for (brightness, contrast, gamma) in [
        (0.0, 0.0, 1.0),
        (10.0, 0.0, 1.0),
        (-30.0, 20.0, 1.0),
        (0.0, -50.0, 2.2),
        (5.5, 99.0, 0.5),
        (0.0, -100.0, 1.0),
        (100.0, 0.0, 1.0),
        (-100.0, 50.0, 3.0),
    ] {
        let adjust = Adjust {
            brightness,
            contrast,
            gamma,
        };
        for (x, y) in adjust.curve().into_iter().enumerate() {
            let slope = if contrast > 0.0 {
                100.0 / (100.0 - contrast)
            } else {
                (100.0 + contrast) / 100.0
            };
            let linear = (x as f64 / 255.0 + brightness / 100.0 - 0.5) * slope + 0.5;
            let expected = 255.0 * linear.clamp(0.0, 1.0).powf(1.0 / gamma);
            assert!((f64::from(y) - expected).abs() <= 0.5001, "{adjust:?} {x}");
        }
    }
    let identity: Vec<u8> = (0..=255).collect();
    assert_eq!(Adjust::default().curve()[..], identity);
    let steepest = Adjust {
        contrast: 100.0,
        ..Adjust::default()
    }
    .curve();
    assert!(steepest[..128].iter().all(|&y| y == 0) && steepest[128..].iter().all(|&y| y == 255));
}

#[test]
fn curves_that_make_no_sense_are_refused() {
    let bad = |change: fn(&mut Adjust)| {
        let mut adjust = Adjust::default();
        change(&mut adjust);
        let pipeline = Pipeline {
            adjust: Some(adjust),
            ..Pipeline::default()
        };
        let error = run(picture(2, 2, Kind::Noise), pipeline, &Limits::default()).unwrap_err();
        assert_eq!(error.code, Code::Parameter, "{adjust:?}");
    };
    bad(|a| a.brightness = 100.1);
    bad(|a| a.contrast = -101.0);
    bad(|a| a.gamma = 0.0);
    bad(|a| a.gamma = -1.0);
    bad(|a| a.gamma = f64::NAN);
    bad(|a| a.brightness = f64::INFINITY);
}

fn weighed(grey: Grey, [r, g, b]: [u8; 3]) -> u8 {
    let [r, g, b] = [r, g, b].map(u64::from);
    (match grey {
        Grey::Rec601 => (299 * r + 587 * g + 114 * b + 500) / 1000,
        Grey::Rec709 => (2126 * r + 7152 * g + 722 * b + 5000) / 10_000,
        // No sum lies halfway between thirds.
        Grey::Average => (2 * (r + g + b) + 3) / 6,
        Grey::Red => r,
        Grey::Green => g,
        Grey::Blue => b,
    }) as u8
}

#[test]
fn grey_is_what_its_weights_say() {
    let mut random = Random(9);
    for _ in 0..200_000 {
        let [r, g, b, _] = random.next().to_le_bytes();
        assert_eq!(Grey::Rec601.of([r, g, b]), pixelbits::text::grey(r, g, b));
        for grey in GREYS {
            assert_eq!(grey.of([r, g, b]), weighed(grey, [r, g, b]), "{grey:?}");
        }
    }
}

/// Every combination of the steps, one after the other, pixel by pixel.
#[test]
fn one_pass_does_what_one_step_after_the_other_would() {
    let adjust = Adjust {
        brightness: 12.0,
        contrast: 30.0,
        gamma: 1.8,
    };
    let curve = adjust.curve();
    let background = [10, 200, 30, 0];
    for kind in [Kind::Noise, Kind::Transparent] {
        let image = picture(37, 19, kind);
        for adjusted in [None, Some(adjust)] {
            for grey in [None].into_iter().chain(GREYS.map(Some)) {
                for invert in [Invert::Off, Invert::On] {
                    let pixel = |p: &[u8]| {
                        let mut rgb = [p[0], p[1], p[2]];
                        if adjusted.is_some() {
                            rgb = rgb.map(|v| curve[usize::from(v)]);
                        }
                        if let Some(grey) = grey {
                            let a = u32::from(p[3]);
                            for (v, ground) in rgb.iter_mut().zip(background) {
                                let mixed = u32::from(*v) * a + u32::from(ground) * (255 - a);
                                *v = (f64::from(mixed) / 255.0).round() as u8;
                            }
                            rgb = [weighed(grey, rgb); 3];
                        }
                        if invert == Invert::On {
                            rgb = rgb.map(|v| 255 - v);
                        }
                        [
                            rgb[0],
                            rgb[1],
                            rgb[2],
                            if grey.is_some() { 255 } else { p[3] },
                        ]
                    };
                    let expected: Vec<u8> = image.rgba.chunks_exact(4).flat_map(pixel).collect();
                    let pipeline = Pipeline {
                        adjust: adjusted,
                        grey,
                        invert,
                        background,
                        ..Pipeline::default()
                    };
                    let made = match output(&image, pipeline) {
                        Picture::Image(image) => image,
                        Picture::Bitmap(bitmap) => {
                            assert_eq!(bitmap.bits(), 8);
                            bitmap.to_image()
                        }
                    };
                    assert!(
                        made.rgba == expected,
                        "{kind:?} {adjusted:?} {grey:?} {invert:?}"
                    );
                }
            }
        }
    }
    let image = picture(3, 3, Kind::Transparent);
    assert_eq!(colours(&image, Pipeline::default()), image);
}

fn thresholded(image: &Image, threshold: Threshold) -> Vec<u8> {
    let reduction = Reduction {
        colours: Colours::Threshold(threshold),
        dither: Dither::None,
    };
    let bitmap = few(
        image,
        Pipeline {
            reduction: Some(reduction),
            ..Pipeline::default()
        },
    );
    assert_eq!(
        (bitmap.bits(), bitmap.colours()),
        (1, &[[0; 3], [255; 3]][..])
    );
    bitmap.indices().to_vec()
}

/// Every threshold tried, with means as fractions.
fn best_threshold(greys: &[u8]) -> u8 {
    let mean =
        |values: &[u8]| values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
    let mut best = (0.0, 128);
    for threshold in 1..=255 {
        let (white, black): (Vec<u8>, Vec<u8>) = greys.iter().partition(|&&v| v >= threshold);
        if white.is_empty() || black.is_empty() {
            continue;
        }
        let apart = mean(&white) - mean(&black);
        let variance = apart * apart * white.len() as f64 * black.len() as f64;
        // Two that are the same but for rounding are the same.
        if variance > best.0 * (1.0 + 1e-12) {
            best = (variance, threshold);
        }
    }
    best.1
}

#[test]
fn thresholds() {
    let mut random = Random(77);
    for _ in 0..60 {
        let (width, height) = (1 + random.below(30), 1 + random.below(30));
        let (low, range) = (random.below(200), 1 + random.below(56));
        let greys: Vec<u8> = (0..width * height)
            .map(|_| match random.below(3) {
                0 => random.below(256) as u8,
                _ => (low + random.below(range)) as u8,
            })
            .collect();
        let image = Image {
            width,
            height,
            rgba: greys.iter().flat_map(|&v| [v, v, v, 255]).collect(),
        };
        let cut = |threshold: u8| {
            greys
                .iter()
                .map(|&v| u8::from(v >= threshold))
                .collect::<Vec<u8>>()
        };
        for value in [0, 1, 128, 255] {
            assert_eq!(thresholded(&image, Threshold::Value(value)), cut(value));
        }
        let mean = greys.iter().map(|&v| f64::from(v)).sum::<f64>() / greys.len() as f64;
        assert_eq!(thresholded(&image, Threshold::Mean), cut(mean.ceil() as u8));
        assert_eq!(
            thresholded(&image, Threshold::Otsu),
            cut(best_threshold(&greys))
        );
    }
    // One value alone has no two classes.
    let flat = Image {
        width: 3,
        height: 1,
        rgba: [127, 127, 127, 255].repeat(3),
    };
    assert_eq!(thresholded(&flat, Threshold::Otsu), [0; 3]);
    // Colours are weighed by Rec. 601 where no grey was asked for: 128 is white.
    let image = picture(40, 40, Kind::Noise);
    let expected = image
        .rgba
        .chunks_exact(4)
        .map(|p| u8::from(pixelbits::text::grey(p[0], p[1], p[2]) >= 128));
    assert!(thresholded(&image, Threshold::Value(128))
        .into_iter()
        .eq(expected));
}
