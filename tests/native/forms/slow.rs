//! Slow twins: bytes of a picture by the definition of a layout, one pixel at a time.

use pixelbits::packing::{BitOrder, Layout, Order, Pixel, Polarity, WordOrder};
use pixelbits::text::grey;
use pixelbits::PictureRef;

/// The number of a pixel, by rounding a fraction.
fn number(picture: PictureRef, layout: &Layout, x: u32, y: u32) -> u64 {
    let [r, g, b, _] = picture.rgba(x, y);
    let level = |value: u8, bits: u32| {
        let last = f64::from((1u32 << bits) - 1);
        (f64::from(value) * last / 255.0).round() as u64
    };
    let number = match layout.pixel {
        Pixel::Grey(bits) => level(grey(r, g, b), bits.into()),
        Pixel::Index(_) => {
            let PictureRef::Bitmap(bitmap) = picture else {
                panic!("no indices");
            };
            bitmap.indices()[(y * bitmap.width() + x) as usize].into()
        }
        Pixel::Rgb332 => level(r, 3) << 5 | level(g, 3) << 2 | level(b, 2),
        Pixel::Rgb565(_) => level(r, 5) << 11 | level(g, 6) << 5 | level(b, 5),
        Pixel::Rgb888 => u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
    };
    match layout.polarity {
        Polarity::ZeroBlack => number,
        Polarity::ZeroWhite => (1 << layout.pixel.bits()) - 1 - number,
    }
}

/// All bytes.
pub fn bytes(picture: PictureRef, layout: &Layout) -> Vec<u8> {
    let (width, height) = (layout.width, layout.height);
    let slot = layout.pixel.slot_bits();
    let high = 8 / slot.min(8);
    // Runs of pixels, each of which begins a byte.
    let runs: Vec<Vec<(u32, u32)>> = match layout.order {
        Order::Horizontal => (0..height)
            .map(|y| (0..width).map(|x| (x, y)).collect())
            .collect(),
        Order::Vertical => (0..width)
            .map(|x| (0..height).map(|y| (x, y)).collect())
            .collect(),
        Order::Page => (0..height.div_ceil(high))
            .flat_map(|page| (0..width).map(move |x| (x, page * high)))
            .map(|(x, top)| (top..height.min(top + high)).map(|y| (x, y)).collect())
            .collect(),
    };
    let mut out = Vec::new();
    for run in runs {
        let numbers = run.iter().map(|&(x, y)| number(picture, layout, x, y));
        match layout.pixel {
            Pixel::Rgb888 => numbers.for_each(|n| out.extend(&n.to_be_bytes()[5..])),
            Pixel::Rgb565(WordOrder::LittleEndian) => {
                numbers.for_each(|n| out.extend((n as u16).to_le_bytes()))
            }
            Pixel::Rgb565(_) => numbers.for_each(|n| out.extend((n as u16).to_be_bytes())),
            _ => {
                let digits = |n: u64| format!("{n:0width$b}", width = slot as usize);
                let numbers: Vec<String> = numbers.map(digits).collect();
                for group in numbers.chunks(high as usize) {
                    let mut group = group.to_vec();
                    group.resize(high as usize, digits(0));
                    if layout.bits == BitOrder::Lsb {
                        group.reverse();
                    }
                    out.push(u8::from_str_radix(&group.concat(), 2).unwrap());
                }
            }
        }
    }
    out
}

/// Width, height, samples of a PNM file of any of the six kinds, white = 1 for bitmaps, and its largest sample.
pub fn read_pnm(file: &[u8]) -> (u32, u32, Vec<u32>, u32) {
    let kind = file[1] - b'0';
    let mut at = 2;
    let mut numbers = Vec::new();
    let header = if kind == 1 || kind == 4 { 2 } else { 3 };
    while numbers.len() < header {
        match file[at] {
            b'#' => at += file[at..].iter().position(|&b| b == b'\n').unwrap(),
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                let count = file[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let digits = std::str::from_utf8(&file[at..at + count]).unwrap();
                numbers.push(digits.parse::<u32>().unwrap());
                at += count;
            }
        }
    }
    let (width, height) = (numbers[0], numbers[1]);
    let data = &file[at + 1..];
    let text = || std::str::from_utf8(data).unwrap();
    if kind <= 3 {
        assert!(text().lines().all(|line| (1..=70).contains(&line.len())));
    }
    let samples = match kind {
        1 => {
            let digits = text().chars().filter(|c| !c.is_whitespace());
            digits.map(|c| 1 - c.to_digit(2).unwrap()).collect()
        }
        4 => {
            let row = width.div_ceil(8) as usize;
            let bit = |y: u32, x: u32| data[y as usize * row + x as usize / 8] >> (7 - x % 8) & 1;
            assert_eq!(data.len(), row * height as usize);
            (0..height)
                .flat_map(|y| (0..width).map(move |x| (y, x)))
                .map(|(y, x)| 1 - u32::from(bit(y, x)))
                .collect()
        }
        2 | 3 => text()
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect(),
        _ => data.iter().map(|&byte| byte.into()).collect(),
    };
    (width, height, samples, numbers.get(2).copied().unwrap_or(1))
}
