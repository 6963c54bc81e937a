//! Pipelines as a whole: what is kept, what is refused, what is told.

use super::{picture, Kind, Random};
use pixelbits::raster::{
    run, Adjust, Colours, Corners, Dither, Filter, Fit, Flip, Grey, Invert, Palette, Pipeline,
    Progress, Rect, Reduction, Runner, Scale, Size, Step, Threshold, Turn,
};
use pixelbits::{Code, Image, Limits, Picture, PictureRef};

fn one_of<T: Clone>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len() as u32) as usize].clone()
}

/// Changes one step, or switches it on or off.
fn change(random: &mut Random, pipeline: &mut Pipeline) {
    let on = random.below(4) > 0;
    match random.below(9) {
        0 => {
            let crop = Rect {
                x: random.below(5),
                y: random.below(5),
                width: 1 + random.below(70),
                height: 1 + random.below(70),
            };
            pipeline.crop = on.then_some(crop);
        }
        1 => {
            let size = match random.below(4) {
                0 => Size::Percent(f64::from(random.below(200)) + 1.0),
                1 => Size::Width(1 + random.below(70)),
                _ => Size::Pixels(1 + random.below(70), 1 + random.below(70)),
            };
            let scale = Scale {
                size,
                filter: one_of(
                    random,
                    &[
                        Filter::Nearest,
                        Filter::Box,
                        Filter::Bilinear,
                        Filter::Lanczos3,
                    ],
                ),
                fit: one_of(random, &[Fit::Stretch, Fit::Contain, Fit::Cover]),
            };
            pipeline.scale = on.then_some(scale);
        }
        2 => {
            let turn = Turn {
                degrees: one_of(random, &[0.0, 90.0, 180.0, -90.0, 12.5, 300.0]),
                flip: one_of(
                    random,
                    &[Flip::None, Flip::Horizontal, Flip::Vertical, Flip::Both],
                ),
                corners: one_of(random, &[Corners::Grow, Corners::Cut]),
            };
            pipeline.turn = on.then_some(turn);
        }
        3 => {
            let mut percent = || f64::from(random.below(201)) - 100.0;
            let (brightness, contrast) = (percent(), percent());
            let gamma = f64::from(1 + random.below(30)) / 10.0;
            pipeline.adjust = on.then_some(Adjust {
                brightness,
                contrast,
                gamma,
            });
        }
        4 => {
            pipeline.grey = on.then_some(one_of(
                random,
                &[Grey::Rec601, Grey::Rec709, Grey::Average, Grey::Blue],
            ))
        }
        5 => pipeline.invert = one_of(random, &[Invert::Off, Invert::On]),
        6 => {
            let ground = random.next().to_le_bytes();
            pipeline.background = [
                ground[0],
                ground[1],
                ground[2],
                one_of(random, &[0, 100, 255]),
            ];
        }
        place => {
            let count = one_of(random, &[2, 4, 8, 16, 256]);
            let colours = match random.below(8) {
                0 => Colours::Threshold(Threshold::Value(random.below(256) as u8)),
                1 => Colours::Threshold(Threshold::Otsu),
                2 => Colours::Threshold(Threshold::Mean),
                3 => Colours::Palette(Palette::Fixed, count),
                4 => Colours::Palette(Palette::Grey, count),
                5 => Colours::Palette(Palette::MedianCut, count),
                6 => Colours::Palette(Palette::KMeans, count),
                _ => Colours::Palette(Palette::Given(vec![[0; 3], [255, 0, 0], [255; 3]]), 3),
            };
            let dither = one_of(random, &Dither::ALL);
            match &mut pipeline.reduction {
                Some(reduction) if place == 7 => reduction.dither = dither,
                reduction => *reduction = on.then_some(Reduction { colours, dither }),
            }
        }
    }
}

fn finished(runner: &mut Runner) -> Picture {
    assert!(runner.output().is_none() || runner.advance() == Ok(Progress::Done));
    while runner.advance().unwrap() != Progress::Done {}
    match runner.output().unwrap() {
        PictureRef::Image(image) => Picture::Image(image.clone()),
        PictureRef::Bitmap(bitmap) => Picture::Bitmap(bitmap.clone()),
    }
}

/// One runner whose pipeline changes step by step, sometimes in the middle of its work, gives what a new one gives; and all
/// sizes from 1 to 70 go through it.
#[test]
fn what_is_kept_is_what_would_be_made_anew() {
    for seed in 0..140_u32 {
        let mut random = Random(seed.into());
        let kind = one_of(&mut random, &[Kind::Noise, Kind::Smooth, Kind::Transparent]);
        let image = picture(1 + seed % 70, 1 + random.below(70), kind);
        let mut runner = Runner::new(image.clone(), &Limits::default()).unwrap();
        let mut pipeline = Pipeline::default();
        for round in 0..25 {
            let before = pipeline.clone();
            change(&mut random, &mut pipeline);
            match runner.set(pipeline.clone()) {
                Ok(()) => {}
                // A crop that lies outside.
                Err(error) => {
                    assert_eq!(error.code, Code::Parameter);
                    pipeline = before;
                }
            }
            if random.below(3) == 0 {
                // Left unfinished.
                let _ = runner.advance().unwrap();
                continue;
            }
            let (fresh, reports) =
                run(image.clone(), pipeline.clone(), &Limits::default()).unwrap();
            assert!(
                finished(&mut runner) == fresh,
                "{seed}, {round}: {pipeline:?}"
            );
            assert_eq!(runner.reports(), reports);
            let (width, height, bits) = match &fresh {
                Picture::Image(image) => (image.width, image.height, None),
                Picture::Bitmap(bitmap) => (bitmap.width(), bitmap.height(), Some(bitmap.bits())),
            };
            let last = reports.last().unwrap();
            assert_eq!((last.width, last.height), (width, height));
            assert!(bits.is_none_or(|bits| bits == last.bits));
            assert!(bits.is_some() || last.bits >= 24);
        }
    }
}

/// Pictures whose work takes many steps: progress only grows, and a change in the middle does no harm.
#[test]
fn work_is_done_in_steps() {
    let image = picture(2000, 1500, Kind::Smooth);
    let mut runner = Runner::new(image.clone(), &Limits::default()).unwrap();
    let pipeline = Pipeline {
        scale: Some(Scale {
            size: Size::Pixels(1700, 1400),
            filter: Filter::Bilinear,
            fit: Fit::Stretch,
        }),
        turn: Some(Turn {
            degrees: 5.0,
            ..Turn::default()
        }),
        adjust: Some(Adjust {
            gamma: 1.2,
            ..Adjust::default()
        }),
        reduction: Some(Reduction {
            colours: Colours::Palette(Palette::KMeans, 16),
            dither: Dither::FloydSteinberg,
        }),
        ..Pipeline::default()
    };
    runner.set(pipeline.clone()).unwrap();
    let (mut steps, mut last) = (0, 0);
    while let Progress::Working(done, all) = runner.advance().unwrap() {
        assert!(done >= last && done <= all, "{done} of {all} after {last}");
        last = done;
        assert!(runner.output().is_none());
        steps += 1;
        if steps == 2 {
            // The scaled picture under way stays: only what comes after it changes.
            let other = Pipeline {
                invert: Invert::On,
                ..pipeline.clone()
            };
            runner.set(other).unwrap();
            runner.set(pipeline.clone()).unwrap();
        }
    }
    assert!(steps > 20, "{steps}");
    let (expected, _) = run(image, pipeline, &Limits::default()).unwrap();
    assert!(finished(&mut runner) == expected);
}

#[test]
fn reports_tell_sizes_and_volumes() {
    let pipeline = Pipeline {
        crop: Some(Rect {
            x: 0,
            y: 0,
            width: 30,
            height: 20,
        }),
        scale: Some(Scale {
            size: Size::Pixels(15, 10),
            filter: Filter::Box,
            fit: Fit::Stretch,
        }),
        turn: Some(Turn {
            degrees: 90.0,
            ..Turn::default()
        }),
        adjust: Some(Adjust::default()),
        invert: Invert::On,
        reduction: Some(Reduction {
            colours: Colours::Palette(Palette::Grey, 4),
            dither: Dither::None,
        }),
        ..Pipeline::default()
    };
    let (_, reports) = run(
        picture(40, 40, Kind::Noise),
        pipeline.clone(),
        &Limits::default(),
    )
    .unwrap();
    let told: Vec<_> = reports
        .iter()
        .map(|r| (r.step, r.width, r.height, r.bits, r.volume_bits()))
        .collect();
    assert_eq!(
        told,
        [
            (Step::Source, 40, 40, 24, 38_400),
            (Step::Crop, 30, 20, 24, 14_400),
            (Step::Scale, 15, 10, 24, 3600),
            (Step::Turn, 10, 15, 24, 3600),
            (Step::Adjust, 10, 15, 24, 3600),
            (Step::Grey, 10, 15, 8, 1200),
            (Step::Invert, 10, 15, 8, 1200),
            (Step::Reduction, 10, 15, 2, 300),
        ]
    );
    let (_, reports) = run(
        picture(40, 40, Kind::Transparent),
        Pipeline::default(),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(reports.iter().map(|r| r.bits).collect::<Vec<_>>(), [32]);
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let image = picture(10, 10, Kind::Noise);
    let mut runner = Runner::new(image.clone(), &Limits::default()).unwrap();
    let good = Pipeline {
        invert: Invert::On,
        ..Pipeline::default()
    };
    runner.set(good.clone()).unwrap();
    let made = finished(&mut runner);
    for degrees in [f64::NAN, f64::INFINITY] {
        let turn = Some(Turn {
            degrees,
            ..Turn::default()
        });
        assert_eq!(
            runner
                .set(Pipeline {
                    turn,
                    ..good.clone()
                })
                .unwrap_err()
                .code,
            Code::Parameter
        );
    }
    assert_eq!(runner.pipeline(), &good);
    assert!(finished(&mut runner) == made);
    for (width, height, bytes, code) in [
        (0, 1, 0, Code::ZeroDimension),
        (1, 0, 0, Code::ZeroDimension),
        (2, 2, 15, Code::Parameter),
        (u32::MAX, u32::MAX, 4, Code::Parameter),
    ] {
        let image = Image {
            width,
            height,
            rgba: vec![0; bytes],
        };
        assert_eq!(
            Runner::new(image, &Limits::default()).unwrap_err().code,
            code
        );
    }
}

#[test]
fn limits_hold() {
    let image = picture(10, 10, Kind::Noise);
    let limits = Limits {
        width_px: 50,
        height_px: 60,
        pixels: 2000,
        memory_bytes: 7000,
        ..Limits::default()
    };
    let mut runner = Runner::new(image.clone(), &limits).unwrap();
    let mut to = |width, height| {
        let scale = Scale {
            size: Size::Pixels(width, height),
            filter: Filter::Box,
            fit: Fit::Stretch,
        };
        runner
            .set(Pipeline {
                scale: Some(scale),
                ..Pipeline::default()
            })
            .map_err(|e| e.code)
    };
    assert_eq!(to(51, 1), Err(Code::LimitWidth));
    assert_eq!(to(1, 61), Err(Code::LimitHeight));
    assert_eq!(to(50, 41), Err(Code::LimitPixels));
    assert_eq!(to(50, 40), Err(Code::LimitMemory));
    assert_eq!(to(40, 40), Ok(()));
    // Turned, it is too wide.
    let turn = Some(Turn {
        degrees: 45.0,
        ..Turn::default()
    });
    let scale = Some(Scale {
        size: Size::Pixels(40, 40),
        filter: Filter::Box,
        fit: Fit::Stretch,
    });
    assert_eq!(
        runner
            .set(Pipeline {
                scale,
                turn,
                ..Pipeline::default()
            })
            .unwrap_err()
            .code,
        Code::LimitWidth
    );
    let tight = Limits {
        pixels: 99,
        ..limits
    };
    assert_eq!(
        Runner::new(image, &tight).unwrap_err().code,
        Code::LimitPixels
    );
}
