//! Scaling and cropping.

use super::{colours, picture, Kind, Random};
use pixelbits::raster::{run, Filter, Fit, Pipeline, Rect, Scale, Size};
use pixelbits::{Code, Image, Limits};

const FILTERS: [Filter; 3] = [Filter::Box, Filter::Bilinear, Filter::Lanczos3];

fn scaled(image: &Image, width: u32, height: u32, filter: Filter) -> Image {
    fitted(image, width, height, filter, Fit::Stretch)
}

fn fitted(image: &Image, width: u32, height: u32, filter: Filter, fit: Fit) -> Image {
    let scale = Scale {
        size: Size::Pixels(width, height),
        filter,
        fit,
    };
    colours(
        image,
        Pipeline {
            scale: Some(scale),
            background: [1, 2, 3, 255],
            ..Pipeline::default()
        },
    )
}

fn weight(filter: Filter, x: f64) -> f64 {
    let sinc = |x: f64| match x {
        0.0 => 1.0,
        _ => (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x),
    };
    match filter {
        Filter::Nearest => unreachable!(),
        Filter::Box => f64::from(u8::from(-0.5 < x && x <= 0.5)),
        Filter::Bilinear => (1.0 - x.abs()).max(0.0),
        Filter::Lanczos3 if x.abs() < 3.0 => sinc(x) * sinc(x / 3.0),
        Filter::Lanczos3 => 0.0,
    }
}

/// One line of samples, as real numbers, every one weighed for every other; cut to 0–255, as each pass of the real thing is.
fn line(samples: &[f64], out: usize, filter: Filter) -> Vec<f64> {
    let step = samples.len() as f64 / out as f64;
    let widened = step.max(1.0);
    let sample = |place: usize| {
        let centre = (place as f64 + 0.5) * step;
        let weights: Vec<f64> = (0..samples.len())
            .map(|at| weight(filter, (at as f64 + 0.5 - centre) / widened))
            .collect();
        let all: f64 = weights.iter().sum();
        let sum: f64 = weights.iter().zip(samples).map(|(w, s)| w * s).sum();
        (sum / all).clamp(0.0, 255.0)
    };
    (0..out).map(sample).collect()
}

/// Across, then down, one channel at a time, colours times alpha.
fn slow(image: &Image, width: u32, height: u32, filter: Filter) -> Vec<f64> {
    let (w, h) = (image.width as usize, image.height as usize);
    let (width, height) = (width as usize, height as usize);
    let mut out = vec![0.0; width * height * 4];
    for channel in 0..4 {
        let value = |at: usize| {
            let alpha = f64::from(image.rgba[4 * at + 3]) / 255.0;
            let value = f64::from(image.rgba[4 * at + channel]);
            if channel == 3 {
                value
            } else {
                value * alpha
            }
        };
        let rows: Vec<Vec<f64>> = (0..h)
            .map(|y| (0..w).map(|x| value(y * w + x)).collect::<Vec<_>>())
            .map(|row| line(&row, width, filter))
            .collect();
        for x in 0..width {
            let column: Vec<f64> = rows.iter().map(|row| row[x]).collect();
            for (y, value) in line(&column, height, filter).into_iter().enumerate() {
                out[4 * (y * width + x) + channel] = value;
            }
        }
    }
    for pixel in out.chunks_exact_mut(4) {
        let alpha = pixel[3].round();
        for value in &mut pixel[..3] {
            *value = match alpha > 0.0 {
                true => (*value * 255.0 / alpha).clamp(0.0, 255.0),
                false => 0.0,
            };
        }
    }
    out
}

#[test]
fn filters_are_what_real_numbers_give_but_for_one() {
    let sizes = [
        (1, 1),
        (2, 2),
        (3, 7),
        (16, 16),
        (17, 5),
        (40, 33),
        (64, 1),
        (1, 64),
        (70, 70),
    ];
    for filter in FILTERS {
        for (w, h) in sizes {
            for kind in [Kind::Noise, Kind::Smooth] {
                let image = picture(w, h, kind);
                for (width, height) in sizes {
                    let made = scaled(&image, width, height, filter);
                    assert_eq!((made.width, made.height), (width, height));
                    let expected = slow(&image, width, height, filter);
                    for (at, (&is, &should)) in made.rgba.iter().zip(&expected).enumerate() {
                        assert!(
                            (f64::from(is) - should).abs() <= 1.5,
                            "{filter:?} {kind:?} {w} × {h} to {width} × {height}, {at}: {is}, {should}"
                        );
                    }
                    let off = |(&is, &should): (&u8, &f64)| {
                        u32::from((f64::from(is) - should.round()).abs() > 1.0)
                    };
                    let off: u32 = made.rgba.iter().zip(&expected).map(off).sum();
                    assert_eq!(
                        off, 0,
                        "{filter:?} {kind:?} {w} × {h} to {width} × {height}"
                    );
                }
            }
        }
    }
}

/// Rows that come before vectors and after them, and factors that leave many taps.
#[test]
fn much_smaller_pictures() {
    for (w, h, width, height) in [
        (1000, 9, 7, 3),
        (9, 1000, 5, 7),
        (300, 200, 3, 2),
        (61, 77, 29, 75),
    ] {
        for filter in FILTERS {
            let image = picture(w, h, Kind::Noise);
            let made = scaled(&image, width, height, filter);
            let expected = slow(&image, width, height, filter);
            for (is, should) in made.rgba.iter().zip(expected) {
                assert!((f64::from(*is) - should.round()).abs() <= 1.0, "{filter:?}");
            }
        }
    }
}

/// Alpha as exact as any channel; colours as exact as alpha leaves them: premultiplied, they are off by a little more than one.
#[test]
fn what_is_not_seen_does_not_show() {
    for filter in FILTERS {
        for (w, h, width, height) in [(20, 20, 7, 9), (7, 9, 20, 20), (33, 2, 8, 2)] {
            let image = picture(w, h, Kind::Transparent);
            let made = scaled(&image, width, height, filter);
            let expected = slow(&image, width, height, filter);
            for (is, should) in made.rgba.chunks_exact(4).zip(expected.chunks_exact(4)) {
                assert!((f64::from(is[3]) - should[3].round()).abs() <= 1.0);
                // Where alpha itself differs by one, colours are divided by another number.
                let alpha = f64::from(is[3]).max(1.0);
                for (is, should) in is[..3].iter().zip(should) {
                    let seen = (f64::from(*is) - should).abs() * alpha / 255.0;
                    assert!(seen <= 3.0, "{filter:?}: {is}, {should} at {alpha}");
                }
            }
        }
    }
    // A white pixel beside a hidden black one stays white.
    let image = Image {
        width: 2,
        height: 1,
        rgba: vec![255, 255, 255, 255, 0, 0, 0, 0],
    };
    for filter in FILTERS {
        assert_eq!(scaled(&image, 1, 1, filter).rgba, [255, 255, 255, 128]);
    }
}

#[test]
fn flat_pictures_stay_flat_and_the_same_size_stays_the_same() {
    let mut random = Random(3);
    for filter in FILTERS {
        for _ in 0..60 {
            let value = random.below(256) as u8;
            let size = |random: &mut Random| 1 + random.below(70);
            let (w, h) = (size(&mut random), size(&mut random));
            let image = Image {
                width: w,
                height: h,
                rgba: [value, 255, 0, 255].repeat((w * h) as usize),
            };
            let (width, height) = (size(&mut random), size(&mut random));
            let made = scaled(&image, width, height, filter);
            assert!(made.rgba.chunks(4).all(|p| p == [value, 255, 0, 255]));
            let image = picture(w, h, Kind::Noise);
            assert_eq!(scaled(&image, w, h, filter), image, "{filter:?} {w} × {h}");
        }
    }
}

#[test]
fn the_nearest_pixel_is_the_one_under_the_middle() {
    let image = picture(13, 11, Kind::Transparent);
    for (width, height) in [(1, 1), (5, 3), (13, 11), (26, 33), (40, 7)] {
        let made = scaled(&image, width, height, Filter::Nearest);
        for (at, pixel) in (0..).zip(made.rgba.chunks_exact(4)) {
            let (x, y) = (at % width, at / width);
            let from = |v: u32, out: u32, length: u32| (2 * v + 1) * length / (2 * out);
            let from = from(y, height, 11) * 13 + from(x, width, 13);
            assert_eq!(pixel, &image.rgba[4 * from as usize..][..4]);
        }
    }
}

#[test]
fn fits() {
    let image = picture(40, 20, Kind::Noise);
    let row = |image: &Image, y: u32| {
        let length = 4 * image.width as usize;
        image.rgba[y as usize * length..][..length].to_vec()
    };
    // All of it, with bars above and below, the lower one the larger.
    let contained = fitted(&image, 40, 25, Filter::Lanczos3, Fit::Contain);
    let bar = [1, 2, 3, 255].repeat(40);
    for y in 0..25 {
        let expected = match y {
            2..22 => row(&image, y - 2),
            _ => bar.clone(),
        };
        assert_eq!(row(&contained, y), expected, "{y}");
    }
    // Bars at the sides, where the picture is enlarged as a whole.
    let contained = fitted(&image, 100, 40, Filter::Nearest, Fit::Contain);
    assert_eq!(row(&contained, 0)[..40], [1, 2, 3, 255].repeat(10));
    assert_eq!(
        row(&contained, 39)[4 * 10..][..4],
        image.rgba[4 * 40 * 19..][..4]
    );
    // Its middle.
    let covered = fitted(&image, 20, 20, Filter::Lanczos3, Fit::Cover);
    for y in 0..20 {
        assert_eq!(row(&covered, y), row(&image, y)[4 * 10..4 * 30]);
    }
    for fit in [Fit::Stretch, Fit::Contain, Fit::Cover] {
        let made = fitted(&image, 80, 40, Filter::Bilinear, fit);
        assert_eq!(made, scaled(&image, 80, 40, Filter::Bilinear), "{fit:?}");
    }
    // A line does not vanish.
    let line = picture(1000, 1, Kind::Noise);
    let contained = fitted(&line, 10, 10, Filter::Box, Fit::Contain);
    assert_ne!(row(&contained, 4), [1, 2, 3, 255].repeat(10));
}

#[test]
fn sizes() {
    let image = picture(30, 20, Kind::Smooth);
    let size = |size| {
        let scale = Scale {
            size,
            filter: Filter::Box,
            fit: Fit::Stretch,
        };
        let pipeline = Pipeline {
            scale: Some(scale),
            ..Pipeline::default()
        };
        let made = run(image.clone(), pipeline, &Limits::default());
        made.map(|(_, reports)| (reports[1].width, reports[1].height))
    };
    assert_eq!(size(Size::Width(15)), Ok((15, 10)));
    assert_eq!(size(Size::Height(5)), Ok((8, 5)));
    assert_eq!(size(Size::Percent(50.0)), Ok((15, 10)));
    assert_eq!(size(Size::Percent(0.001)), Ok((1, 1)));
    for bad in [
        Size::Pixels(0, 3),
        Size::Pixels(3, 0),
        Size::Width(0),
        Size::Height(0),
        Size::Percent(0.0),
        Size::Percent(-5.0),
        Size::Percent(f64::NAN),
        Size::Percent(f64::INFINITY),
    ] {
        assert_eq!(size(bad).unwrap_err().code, Code::Parameter, "{bad:?}");
    }
    let code = |bad| size(bad).unwrap_err().code;
    assert_eq!(code(Size::Pixels(65_536, 1)), Code::LimitWidth);
    assert_eq!(code(Size::Pixels(1, 65_536)), Code::LimitHeight);
    assert_eq!(code(Size::Pixels(65_535, 65_535)), Code::LimitPixels);
    assert_eq!(code(Size::Percent(1e300)), Code::LimitWidth);
}

#[test]
fn crops() {
    let image = picture(9, 7, Kind::Transparent);
    let crop = |x, y, width, height| {
        let pipeline = Pipeline {
            crop: Some(Rect {
                x,
                y,
                width,
                height,
            }),
            ..Pipeline::default()
        };
        run(image.clone(), pipeline, &Limits::default())
    };
    let mut random = Random(5);
    for _ in 0..200 {
        let [x, y, w, h] = [9, 7, 12, 12].map(|end| random.below(end));
        let (right, bottom) = ((x + w).min(9), (y + h).min(7));
        let pixels = (y..bottom).flat_map(|y| (x..right).map(move |x| 4 * (y * 9 + x) as usize));
        let expected: Vec<u8> = pixels
            .flat_map(|at| image.rgba[at..at + 4].to_vec())
            .collect();
        match crop(x, y, w, h) {
            Ok((made, _)) => assert_eq!(
                made,
                pixelbits::Picture::Image(Image {
                    width: right - x,
                    height: bottom - y,
                    rgba: expected,
                })
            ),
            Err(error) => assert!(error.code == Code::Parameter && w * h == 0),
        }
    }
    assert!(crop(9, 0, 1, 1).is_err());
    assert!(crop(0, 7, 1, 1).is_err());
    assert!(crop(u32::MAX, u32::MAX, u32::MAX, u32::MAX).is_err());
}
