//! Colours of raw pixels, rounded as Pillow rounds them.

/// `a × b ÷ 255`, rounded to the nearest.
const fn share(a: u32, b: u32) -> u32 {
    let t = a * b + 128;
    ((t >> 8) + t) >> 8
}

const fn clip(value: i32) -> u8 {
    if value < 0 {
        0
    } else if value > 255 {
        255
    } else {
        value as u8
    }
}

/// Inks to light: each lets through what neither it nor the black takes away.
pub(super) fn cmyk([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let paper = 255 - u32::from(k);
    [c, m, y].map(|ink| (paper - share(u32::from(ink), paper)) as u8)
}

/// The value that, multiplied by `alpha` ÷ 255, gives `value`. Where there is no alpha, the value stays.
pub(super) fn unmultiplied(value: u8, alpha: u8) -> u8 {
    match alpha {
        0 | 255 => value,
        _ => (u32::from(value) * 255 / u32::from(alpha)).min(255) as u8,
    }
}

/// A product of ten-thousandths as an integer: half is added, and what is behind the point dropped.
const fn ten_thousandths(product: i32) -> i32 {
    (product + 5_000) / 10_000
}

/// PhotoYCC of a Photo CD: luma by 1.3584, chroma by 2.2179 around 156 and by 1.8215 around 137; of both, 0.194 and 0.509
/// are taken from green. Each product is rounded by itself.
pub(super) fn photo_ycc([y, c1, c2]: [u8; 3]) -> [u8; 3] {
    let (c1, c2) = (i32::from(c1) - 156, i32::from(c2) - 137);
    let luma = ten_thousandths(13_584 * i32::from(y));
    [
        clip(luma + ten_thousandths(18_215 * c2)),
        clip(luma + ten_thousandths(-4_303 * c1) + ten_thousandths(-9_271 * c2)),
        clip(luma + ten_thousandths(22_179 * c1)),
    ]
}

/// T.871 7 with factors in 64ths, each product rounded by itself.
pub(super) fn ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    // Hundred-thousandths of a factor times 64, half added, what is behind the point dropped.
    let scaled = |factor: i64, chroma: u8| {
        let product = factor * 64 * (i64::from(chroma) - 128) + 50_000;
        (product / 100_000) as i32
    };
    let y = i32::from(y);
    [
        clip(y + (scaled(140_200, cr) >> 6)),
        clip(y + ((scaled(-34_414, cb) + scaled(-71_414, cr)) >> 6)),
        clip(y + (scaled(177_200, cb) >> 6)),
    ]
}

/// Hue (a turn is 255), saturation and value.
pub(super) fn hsv([h, s, v]: [u8; 3]) -> [u8; 3] {
    let (h, s, value) = (u32::from(h) * 6, u32::from(s), u32::from(v));
    let (sextant, rest) = (h / 255, h % 255);
    // value × (1 − s/255 × part/255), rounded.
    let less = |part: u32| ((2 * value * (65_025 - s * part) + 65_025) / 130_050) as u8;
    let (low, falling, rising) = (less(255), less(rest), less(255 - rest));
    match sextant {
        0 | 6 => [v, rising, low],
        1 => [falling, v, low],
        2 => [low, v, rising],
        3 => [low, falling, v],
        4 => [rising, low, v],
        _ => [v, low, falling],
    }
}

/// CIE L*a*b* of D50 (ICC.1 6.3.4.2) to sRGB (IEC 61966-2-1), colours outside cut off. `l` is 255 for 100; `a` and `b` are
/// bytes with a sign.
pub(super) fn lab([l, a, b]: [u8; 3]) -> [u8; 3] {
    let (a, b) = (f32::from(a as i8), f32::from(b as i8));
    let fy = (f32::from(l) / 2.55 + 16.0) / 116.0;
    let linear = |f: f32| {
        const BEND: f32 = 6.0 / 29.0;
        if f > BEND {
            f * f * f
        } else {
            3.0 * BEND * BEND * (f - 4.0 / 29.0)
        }
    };
    let x = 0.9642 * linear(fy + a / 500.0);
    let y = linear(fy);
    let z = 0.8249 * linear(fy - b / 200.0);
    // XYZ of D50 to linear sRGB, by Bradford's adaptation.
    [
        3.133_856 * x - 1.616_867 * y - 0.490_615 * z,
        -0.978_768 * x + 1.916_142 * y + 0.033_454 * z,
        0.071_945 * x - 0.228_991 * y + 1.405_243 * z,
    ]
    .map(gamma)
}

/// Linear light, 0 to 1, as an sRGB byte.
fn gamma(light: f32) -> u8 {
    if light.is_nan() || light <= 0.0 {
        return 0;
    }
    if light >= 1.0 {
        return 255;
    }
    let value = if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * root_of_12_to_the_5(light) - 0.055
    };
    (value * 255.0 + 0.5) as u8
}

/// `light` to the power of 5/12, for 0.003 to 1: Newton's steps on `r¹² = light⁵`. (The core has no `powf`.)
fn root_of_12_to_the_5(light: f32) -> f32 {
    let fifth = light * light * light * light * light;
    // From above, where the steps only fall.
    let mut root = 1.0_f32;
    for _ in 0..60 {
        let square = root * root;
        let eleventh = square * square * square * square * square * root;
        let next = root - (root - fifth / eleventh) / 12.0;
        if next >= root {
            break;
        }
        root = next;
    }
    root
}
