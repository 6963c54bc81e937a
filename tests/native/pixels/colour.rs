//! Colour models, converters, windows and writers.

use super::oracle::{self, Random};
use pixelbits::jpeg::pixels::color::{
    cmyk_to_rgba, grey_to_rgba, push_grey, push_ycbcr, ycbcr_to_rgba, ycck_to_rgba,
};
use pixelbits::jpeg::pixels::{
    color_model, ColorHints, ColorModel, DeepRgbaWriter, Ink, RgbaWriter, RowOut, SampleWriter,
    Window,
};
use pixelbits::jpeg::syntax::header::Adobe;
use pixelbits::Code;

#[test]
fn ycbcr_equals_the_formulas_for_every_colour_difference() {
    for cb in 0..=255u8 {
        for cr in 0..=255u8 {
            let y: Vec<u8> = (0..=255).step_by(15).collect();
            let (cbs, crs, k) = (vec![cb; y.len()], vec![cr; y.len()], vec![200; y.len()]);
            let mut rgba = vec![0; 4 * y.len()];
            ycbcr_to_rgba([&y, &cbs, &crs], &mut rgba);
            let mut pushed = vec![7];
            push_ycbcr([&y, &cbs, &crs], &mut pushed);
            assert_eq!(pushed[1..], rgba, "{cb} {cr}");
            let mut black = rgba.clone();
            ycck_to_rgba([&y, &cbs, &crs, &k], Ink::Inverted, &mut black);
            for (i, &y) in y.iter().enumerate() {
                let rgb = oracle::rgb(y.into(), cb.into(), cr.into(), 128);
                let expected = rgb.map(|v| v.clamp(0, 255) as u8);
                assert_eq!(rgba[4 * i..4 * i + 3], expected, "{y} {cb} {cr}");
                assert_eq!(rgba[4 * i + 3], 255);
                let shown = rgb.map(|v| {
                    let ink = (255 - v).clamp(0, 255) as f64;
                    (ink * 200.0 / 255.0 + 0.5) as u8
                });
                assert_eq!(black[4 * i..4 * i + 3], shown, "{y} {cb} {cr}");
            }
        }
    }
}

#[test]
fn every_grey_is_pushed_as_it_is_converted() {
    let grey: Vec<u8> = (0..=255).chain(0..9).collect();
    let (mut rgba, mut pushed) = (vec![0; 4 * grey.len()], vec![7]);
    grey_to_rgba(&grey, &mut rgba);
    push_grey(&grey, &mut pushed);
    assert_eq!(pushed[1..], rgba);
}

#[test]
fn cmyk_is_shown_by_the_light_that_is_left() {
    for c in 0..=255u8 {
        let k: Vec<u8> = (0..=255).collect();
        let (c, m, y) = (vec![c; 256], vec![0; 256], vec![255; 256]);
        let mut inverted = vec![0; 1024];
        cmyk_to_rgba([&c, &m, &y, &k], Ink::Inverted, &mut inverted);
        let mut plain = vec![0; 1024];
        cmyk_to_rgba([&c, &m, &y, &k], Ink::Plain, &mut plain);
        let share = |a: u8, b: u8| (f64::from(a) * f64::from(b) / 255.0 + 0.5) as u8;
        for i in 0..256 {
            let (c, k) = (c[i], k[i]);
            assert_eq!(inverted[4 * i..4 * i + 4], [share(c, k), 0, k, 255]);
            let (c, k) = (255 - c, 255 - k);
            assert_eq!(plain[4 * i..4 * i + 4], [share(c, k), k, 0, 255]);
        }
    }
}

/// The deep writers and the 8-bit ones against the formulas, at every depth.
#[test]
fn writers_convert_every_model_at_every_depth() {
    let mut random = Random(7);
    let models = [
        ColorModel::Grey,
        ColorModel::YCbCr,
        ColorModel::Rgb,
        ColorModel::Cmyk,
        ColorModel::Ycck,
        ColorModel::Planes(2),
        ColorModel::Planes(5),
    ];
    for precision in 1..=16u8 {
        let max = (1i64 << precision) - 1;
        let centre = 1i64 << (precision - 1);
        for model in models {
            let components = usize::from(model.channels());
            let rows: Vec<Vec<u16>> = (0..components)
                .map(|_| {
                    let turn = random.below(3);
                    (0..300)
                        .map(|i| match (i + turn) % 3 {
                            0 => max as u16,
                            1 => 0,
                            _ => (random.next() & max as u32) as u16,
                        })
                        .collect()
                })
                .collect();
            let deep: Vec<&[u16]> = rows.iter().map(Vec::as_slice).collect();
            let mut samples = SampleWriter::new(model, precision);
            samples.row(0, &deep);
            let samples = samples.finish();
            assert_eq!((samples.width, samples.height), (300, 1));
            for ink in [Ink::Plain, Ink::Inverted] {
                let full = Window::full(precision);
                let mut shown = DeepRgbaWriter::new(model, ink, precision, full);
                shown.row(0, &deep);
                assert_eq!(shown.rgba.len(), 1200);
                for (x, pixel) in shown.rgba.chunks_exact(4).enumerate() {
                    let at = |c: usize| i64::from(rows[c][x]);
                    let clamp = |v: i64| v.clamp(0, max);
                    let converted: Vec<i64> = match model {
                        ColorModel::YCbCr => {
                            oracle::rgb(at(0), at(1), at(2), centre).map(clamp).to_vec()
                        }
                        ColorModel::Ycck => oracle::rgb(at(0), at(1), at(2), centre)
                            .map(|v| clamp(max - v))
                            .into_iter()
                            .chain([at(3)])
                            .collect(),
                        _ => (0..components).map(at).collect(),
                    };
                    for (c, &value) in converted.iter().enumerate() {
                        assert_eq!(i64::from(samples.data[x * components + c]), value);
                    }
                    let light = |v: i64| if ink == Ink::Plain { max - v } else { v };
                    let rgb: [i64; 3] = core::array::from_fn(|c| match model {
                        ColorModel::Grey | ColorModel::Planes(_) => converted[0],
                        ColorModel::Cmyk | ColorModel::Ycck => {
                            (2 * light(converted[c]) * light(converted[3]) + max) / (2 * max)
                        }
                        _ => converted[c],
                    });
                    let expected = rgb.map(|v| ((2 * v * 255 + max) / (2 * max)) as u8);
                    assert_eq!(pixel[..3], expected, "{model:?} {precision}");
                }
                if precision == 8 {
                    let bytes: Vec<Vec<u8>> = rows
                        .iter()
                        .map(|row| row.iter().map(|&v| v as u8).collect())
                        .collect();
                    let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
                    let mut writer = RgbaWriter::new(model, ink);
                    writer.row(0, &bytes);
                    assert!(
                        writer.rgba == shown.rgba,
                        "{model:?}: 8-bit and deep paths agree"
                    );
                }
            }
        }
    }
}

#[test]
fn writers_show_the_plane_that_is_chosen() {
    let mut writer = RgbaWriter::new(ColorModel::Planes(2), Ink::Plain);
    writer.plane = 1;
    writer.row(0, &[&[1u8], &[2]]);
    assert_eq!(writer.rgba, [2, 2, 2, 255]);
}

#[test]
fn window_stretches_and_inverts() {
    let window = Window {
        black: 100,
        white: 610,
    };
    assert_eq!(
        [0, 100, 101, 102, 355, 609, 610, 65535].map(|v| window.apply(v)),
        [0, 0, 1, 1, 128, 255, 255, 255]
    );
    let negative = Window {
        black: 610,
        white: 100,
    };
    assert_eq!(
        [0, 100, 355, 610, 900].map(|v| negative.apply(v)),
        [255, 255, 128, 0, 0]
    );
    let step = Window { black: 7, white: 7 };
    assert_eq!([6, 7, 8].map(|v| step.apply(v)), [0, 255, 255]);
    for precision in 1..=16 {
        let table = Window::full(precision).table(precision);
        assert_eq!(table.len(), 1 << precision);
        assert_eq!((table[0], *table.last().unwrap()), (0, 255));
    }
    assert!(Window::full(8).table(8).iter().copied().eq(0..=255));
}

#[test]
fn color_model_follows_the_markers_then_the_identifiers() {
    use ColorModel::{Cmyk, Grey, Planes, Rgb, YCbCr, Ycck};
    let model = |ids: &[u8], jfif: bool, transform: Option<u8>, marker: u8| {
        let adobe = transform.map(|transform| Adobe { transform });
        let (model, warning) = color_model(&ColorHints {
            ids,
            jfif,
            adobe,
            marker,
            at: 160,
        });
        let warning = warning.map(|w| {
            assert_eq!((w.code, w.at), (Code::UnknownTransform, 160));
            w.value
        });
        (model, warning)
    };
    // Identifiers, JFIF, Adobe transform, SOF marker; model, value of the warning.
    type Case<'a> = (&'a [u8], bool, Option<u8>, u8, ColorModel, Option<u64>);
    let cases: [Case; 22] = [
        (&[1], false, None, 0xC0, Grey, None),
        (&[1], true, Some(2), 0xC3, Grey, None),
        (&[1, 2], true, None, 0xC0, Planes(2), None),
        (&[1, 2, 3], false, None, 0xC0, YCbCr, None),
        (&[1, 2, 3], true, None, 0xC0, YCbCr, None),
        (&[1, 2, 3], true, Some(0), 0xC0, YCbCr, None),
        (&[1, 2, 3], true, Some(9), 0xC0, YCbCr, None),
        (b"RGB", true, None, 0xC0, YCbCr, None),
        (b"RGB", false, None, 0xC2, Rgb, None),
        (b"RGB", false, Some(1), 0xC0, YCbCr, None),
        (&[1, 2, 3], false, Some(0), 0xC0, Rgb, None),
        (&[1, 2, 3], false, Some(2), 0xC0, YCbCr, Some(2)),
        (b"rgb", false, None, 0xC0, YCbCr, None),
        (&[1, 2, 3], false, None, 0xC3, Rgb, None),
        (&[7, 8, 9], false, None, 0xCB, Rgb, None),
        (&[1, 2, 3], true, None, 0xC3, YCbCr, None),
        (&[1, 2, 3, 4], true, None, 0xC0, Cmyk, None),
        (&[1, 2, 3, 4], false, Some(0), 0xC0, Cmyk, None),
        (&[1, 2, 3, 4], true, Some(2), 0xC0, Ycck, None),
        (&[1, 2, 3, 4], false, Some(1), 0xC0, Ycck, Some(1)),
        (&[1, 2, 3, 4, 5], false, Some(1), 0xC0, Planes(5), None),
        (&[], false, None, 0xC0, Planes(0), None),
    ];
    for (ids, jfif, transform, marker, expected, warning) in cases {
        assert_eq!(
            model(ids, jfif, transform, marker),
            (expected, warning),
            "{ids:?} {jfif} {transform:?} {marker:x}"
        );
    }
    assert_eq!(Ink::of(Some(Adobe { transform: 0 })), Ink::Inverted);
    assert_eq!(Ink::of(None), Ink::Plain);
}
