//! Raw pictures on a canvas and in files, short data, and limits.

use pixelbits::raw::{
    decode, decode_bits, BitLayout, Layout, Mode, RawImage, RawMode, RowOrder, Window,
};
use pixelbits::{Code, Error, Limits};

fn unpacked(mode: Mode, name: &str, width: u32, data: &[u8]) -> RawImage {
    let raw_mode = RawMode::find(mode, name).expect("a raw mode");
    let height = data.len() as u64 / raw_mode.row_bytes(width);
    let layout = Layout::packed(raw_mode, width, height as u32);
    let outcome = decode(data, &layout, &Limits::default()).expect("it unpacks");
    outcome.value
}

fn greys(picture: &RawImage, window: Window) -> Vec<u8> {
    let image = picture.to_image(window);
    let pixels = image.rgba.chunks_exact(4);
    pixels
        .map(|p| {
            assert_eq!([p[1], p[2], p[3]], [p[0], p[0], 255]);
            p[0]
        })
        .collect()
}

fn floats(values: &[f32]) -> RawImage {
    let data: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    unpacked(Mode::Float32, "F", values.len() as u32, &data)
}

#[test]
fn numbers_are_windowed() {
    let picture = floats(&[-1.0, 0.0, 1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
    assert_eq!(picture.range(), Some((-1.0, 1.0)));
    assert_eq!(greys(&picture, Window::Full), [0, 128, 255, 0, 255, 0]);
    let levels = |black, white| Window::Levels { black, white };
    assert_eq!(greys(&picture, levels(0.0, 4.0)), [0, 0, 64, 0, 255, 0]);
    // The other way round: inverted.
    assert_eq!(greys(&picture, levels(1.0, 0.0)), [255, 255, 0, 0, 0, 255]);
    // Without width, and of nothing that counts.
    assert_eq!(greys(&picture, levels(0.0, 0.0)), [0, 128, 255, 0, 255, 0]);
    assert_eq!(greys(&floats(&[7.5, 7.5]), Window::Full), [128, 128]);
    assert_eq!(floats(&[f32::NAN]).range(), None);
    assert_eq!(greys(&floats(&[f32::NAN]), Window::Full), [0]);
    let extremes = [i32::MIN.to_le_bytes(), i32::MAX.to_le_bytes()].concat();
    let picture = unpacked(Mode::Int32, "I", 2, &extremes);
    assert_eq!(greys(&picture, Window::Full), [0, 255]);
}

#[test]
fn sixteen_bits_stay_sixteen_bits_in_files() {
    let picture = unpacked(Mode::Int16Big, "I;16B", 2, &[1, 2, 0xFF, 0xFE]);
    assert_eq!(picture.to_bytes(), [1, 2, 0xFF, 0xFE]);
    let samples = picture.to_samples(Window::Full);
    assert_eq!((samples.precision, samples.channels), (16, 1));
    assert_eq!(samples.data, [0x0102, 0xFFFE]);
    let levels = Window::Levels {
        black: 0.0,
        white: 516.0,
    };
    let samples = picture.to_samples(levels);
    assert_eq!((samples.precision, samples.data), (8, vec![128, 255]));
}

/// Values of CIE 15 in round numbers: the ends of the grey axis, and sRGB's own red, as L* 53.24, a* 80.09 − D50: 81, 70.
#[test]
fn lab_is_near_srgb() {
    let picture = unpacked(
        Mode::Lab,
        "LAB",
        1,
        &[0, 0, 0, 255, 0, 0, 137, 0, 0, 138, 81, 70],
    );
    let image = picture.to_image(Window::Full);
    let wanted = [[0, 0, 0], [255, 255, 255], [128, 128, 128], [255, 0, 0]];
    for (pixel, wanted) in image.rgba.chunks_exact(4).zip(wanted) {
        let near = |(a, b): (&u8, u8)| a.abs_diff(b) <= 4;
        assert!(pixel.iter().zip(wanted).all(near), "{pixel:?} {wanted:?}");
    }
}

#[test]
fn indices_are_shown_as_grey() {
    let picture = unpacked(Mode::Palette, "P;4", 2, &[0x3C]);
    assert_eq!(greys(&picture, Window::Full), [3, 12]);
    let picture = unpacked(Mode::PaletteAlpha, "PA", 1, &[3, 100]);
    assert_eq!(picture.to_image(Window::Full).rgba, [3, 3, 3, 100]);
}

#[test]
fn short_data_gives_the_rows_that_are_there() {
    let grey = RawMode::find(Mode::Grey, "L").expect("a raw mode");
    let layout = Layout {
        rows: RowOrder::BottomUp,
        offset_bytes: 1,
        ..Layout::packed(grey, 2, 3)
    };
    let outcome = decode(&[9, 1, 2, 3, 4, 5], &layout, &Limits::default()).expect("two rows");
    assert_eq!(outcome.value.to_bytes(), [0, 0, 3, 4, 1, 2]);
    assert_eq!(
        outcome.warnings,
        [Error::at_bit(Code::PixelsEnded, 48).with(2)]
    );
    // Beyond the end, and beyond all counting.
    for offset_bytes in [100, u64::MAX] {
        let layout = Layout {
            offset_bytes,
            stride_bytes: Some(u64::MAX / 2),
            ..layout
        };
        let outcome = decode(&[1; 6], &layout, &Limits::default()).expect("no rows");
        assert_eq!(outcome.warnings[0].value, 0);
    }
    // Single pixels count where they are not in rows of bytes.
    let bits = BitLayout::packed(4, 3, 2);
    let outcome = decode_bits(&[0x12, 0x34], &bits, &Limits::default()).expect("four pixels");
    let wanted: Vec<u8> = [1.0_f32, 2.0, 3.0, 4.0, 0.0, 0.0]
        .iter()
        .flat_map(|v| v.to_le_bytes())
        .collect();
    assert_eq!(outcome.value.to_bytes(), wanted);
    assert_eq!(
        outcome.warnings,
        [Error::at_bit(Code::PixelsEnded, 16).with(1)]
    );
}

#[test]
fn limits_come_before_memory() {
    let code = |mode, name, width, height, limits: &Limits| {
        let raw_mode = RawMode::find(mode, name).expect("a raw mode");
        let layout = Layout::packed(raw_mode, width, height);
        decode(&[], &layout, limits).map(|_| ()).map_err(|e| e.code)
    };
    let usual = Limits::default();
    let wide = Limits {
        width_px: u32::MAX,
        height_px: u32::MAX,
        pixels: u64::MAX,
        ..usual
    };
    use Mode::{Float32, Grey};
    assert_eq!(code(Grey, "L", 65_536, 1, &usual), Err(Code::LimitWidth));
    assert_eq!(code(Grey, "L", 1, 65_536, &usual), Err(Code::LimitHeight));
    assert_eq!(
        code(Grey, "L", 65_535, 65_535, &usual),
        Err(Code::LimitPixels)
    );
    assert_eq!(
        code(Float32, "F", 1 << 15, 1 << 15, &wide),
        Err(Code::LimitMemory)
    );
    assert_eq!(
        code(Float32, "F", u32::MAX, u32::MAX, &wide),
        Err(Code::LimitMemory)
    );
    // A header of nothing costs nothing.
    assert_eq!(code(Grey, "L", 0, 65_535, &usual), Ok(()));
    let bits = BitLayout::packed(1, 65_535, 65_535);
    let found = decode_bits(&[], &bits, &usual).map(|_| ());
    assert_eq!(found.map_err(|e| e.code), Err(Code::LimitPixels));
}
