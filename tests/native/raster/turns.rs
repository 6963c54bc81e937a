//! Turning and mirroring.

use super::{colours, picture, Kind};
use pixelbits::raster::{Corners, Flip, Pipeline, Turn};
use pixelbits::{Image, Orientation};

fn turned(image: &Image, degrees: f64, flip: Flip, corners: Corners, background: [u8; 4]) -> Image {
    let turn = Turn {
        degrees,
        flip,
        corners,
    };
    colours(
        image,
        Pipeline {
            turn: Some(turn),
            background,
            ..Pipeline::default()
        },
    )
}

/// One quarter after the other, then mirrored, as `Image::oriented` does each.
#[test]
fn quarters_only_move_pixels() {
    for (w, h) in [(1, 1), (5, 3), (16, 17), (33, 70)] {
        let image = picture(w, h, Kind::Transparent);
        let mut quarter = image.clone();
        for quarters in 0..8 {
            for (flip, orientations) in [
                (Flip::None, &[][..]),
                (Flip::Horizontal, &[Orientation::FlipHorizontal]),
                (Flip::Vertical, &[Orientation::FlipVertical]),
                (
                    Flip::Both,
                    &[Orientation::FlipHorizontal, Orientation::FlipVertical],
                ),
            ] {
                let expected = orientations
                    .iter()
                    .fold(quarter.clone(), |i, &o| i.oriented(o));
                for degrees in [
                    f64::from(quarters) * 90.0,
                    f64::from(quarters) * 90.0 - 720.0,
                ] {
                    for corners in [Corners::Grow, Corners::Cut] {
                        let made = turned(&image, degrees, flip, corners, [9; 4]);
                        assert!(made == expected, "{w} × {h}, {degrees}°, {flip:?}");
                    }
                }
            }
            quarter = quarter.oriented(Orientation::Rotate90);
        }
    }
}

/// Where real numbers say a pixel comes from, at a 256th of a pixel, which is what places are rounded to.
fn slow(
    image: &Image,
    degrees: f64,
    flip: Flip,
    (width, height): (u32, u32),
    ground: [u8; 4],
) -> Vec<f64> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let pixel = |x: i64, y: i64| {
        let inside = x >= 0 && y >= 0 && x < image.width.into() && y < image.height.into();
        let at = 4 * (y * i64::from(image.width) + x);
        match inside {
            true => image.rgba[at as usize..][..4].try_into().unwrap(),
            false => ground,
        }
        .map(f64::from)
    };
    let mut out = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (mut x, mut y) = (x, y);
            if matches!(flip, Flip::Horizontal | Flip::Both) {
                x = width - 1 - x;
            }
            if matches!(flip, Flip::Vertical | Flip::Both) {
                y = height - 1 - y;
            }
            let dx = f64::from(x) + 0.5 - f64::from(width) / 2.0;
            let dy = f64::from(y) + 0.5 - f64::from(height) / 2.0;
            let at =
                |v: f64, size: u32| ((v + f64::from(size) / 2.0 - 0.5) * 256.0).round() / 256.0;
            let sx = at(cos * dx + sin * dy, image.width);
            let sy = at(cos * dy - sin * dx, image.height);
            let (fx, fy) = (sx - sx.floor(), sy - sy.floor());
            let (x, y) = (sx.floor() as i64, sy.floor() as i64);
            for channel in 0..4 {
                let of = |x, y| pixel(x, y)[channel];
                let upper = of(x, y) * (1.0 - fx) + of(x + 1, y) * fx;
                let lower = of(x, y + 1) * (1.0 - fx) + of(x + 1, y + 1) * fx;
                out.push(upper * (1.0 - fy) + lower * fy);
            }
        }
    }
    out
}

#[test]
fn any_angle_is_what_real_numbers_give_but_for_one() {
    let ground = [200, 100, 50, 255];
    for (w, h) in [(1, 1), (2, 9), (20, 30), (70, 41)] {
        for kind in [Kind::Noise, Kind::Smooth] {
            let image = picture(w, h, kind);
            for degrees in [1.0, 30.0, 45.0, 89.5, 91.0, 137.0, 200.0, -33.3, 359.0] {
                for flip in [Flip::None, Flip::Horizontal, Flip::Vertical, Flip::Both] {
                    for corners in [Corners::Grow, Corners::Cut] {
                        let made = turned(&image, degrees, flip, corners, ground);
                        let expected =
                            slow(&image, degrees, flip, (made.width, made.height), ground);
                        let off = |(&is, should): (&u8, f64)| (f64::from(is) - should).abs() > 1.01;
                        // A place may fall on the border between two 256ths.
                        let off = made.rgba.iter().zip(expected).filter(|&p| off(p)).count();
                        assert!(
                            off * 1000 <= made.rgba.len() * 2,
                            "{w} × {h} {kind:?} {degrees}° {flip:?} {corners:?}: {off}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn sizes_of_turned_pictures() {
    let image = picture(40, 20, Kind::Smooth);
    let size = |degrees, corners| {
        let made = turned(&image, degrees, Flip::None, corners, [0; 4]);
        (made.width, made.height)
    };
    assert_eq!(size(30.0, Corners::Cut), (40, 20));
    // 40 cos 30° + 20 sin 30° = 44.6, 40 sin 30° + 20 cos 30° = 37.3
    assert_eq!(size(30.0, Corners::Grow), (45, 38));
    assert_eq!(size(-30.0, Corners::Grow), (45, 38));
    assert_eq!(size(90.0 + 1e-12, Corners::Grow), (20, 40));
}

/// A transparent background leaves the colours at the edge what they are.
#[test]
fn a_transparent_background_shows_nothing_of_itself() {
    let image = Image {
        width: 10,
        height: 10,
        rgba: [255, 255, 255, 255].repeat(100),
    };
    let made = turned(&image, 20.0, Flip::None, Corners::Grow, [0, 0, 0, 0]);
    let mut between = 0;
    for pixel in made.rgba.chunks_exact(4) {
        assert!(
            pixel[3] == 0 || pixel[..3].iter().all(|&v| v >= 253),
            "{pixel:?}"
        );
        between += u32::from((1..255).contains(&pixel[3]));
    }
    assert!(between > 20);
    assert_eq!(made.rgba[..4], [0, 0, 0, 0]);
}
