//! What spans say of every pixel, put together again by a slow reader of its own, is the decoded picture.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib;
use pixelbits::bmp;
use pixelbits::field::{Shape, Value};
use pixelbits::pixelmap::{Channel, PixelMap, PixelSpan};
use pixelbits::registry::Format;
use pixelbits::trace::Role;
use pixelbits::Limits;
use std::collections::HashMap;

/// Pixels above which a picture is checked in some of its rows only.
const MOST_PIXELS: u32 = 20_000;

/// Checks the pixels of one file.
pub fn say_what_is_decoded(name: &str, format: &Format, data: &[u8]) {
    let limits = Limits::default();
    let Ok(decoded) = (format.decode)(data, &limits) else {
        return;
    };
    let Some(map) = (format.map)(data, &limits) else {
        return;
    };
    let image = decoded.image;
    if format.name == "png" {
        return deflated(name, data, map.as_ref(), decoded.warnings.is_empty());
    }
    let scales = Scales::of(format, data);
    let step = (image.width * image.height / MOST_PIXELS + 1) as usize;
    for y in (0..image.height).step_by(step) {
        for x in 0..image.width {
            let at = (y as usize * image.width as usize + x as usize) * 4;
            let pixel: [u8; 4] = image.rgba[at..at + 4].try_into().expect("four");
            let spans = map.bits_of(x, y);
            assert!(
                spans.is_sorted_by_key(|span| span.start),
                "{name}: {spans:?}"
            );
            let stored: Vec<&PixelSpan> = spans.iter().filter(|s| s.role == Role::Pixel).collect();
            if let Some(said) = scales.colour(&stored) {
                assert_eq!(said, pixel, "{name}: pixel ({x}, {y}) of {spans:?}");
            }
        }
    }
}

/// The chunks of a PNG file of this kind, one after the other.
fn chunks(data: &[u8], kind: &[u8; 4]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 8;
    while let Some(head) = data.get(at..at + 8) {
        let length = u32::from_be_bytes(head[..4].try_into().expect("four")) as usize;
        if &head[4..] == kind {
            found.extend(data[at + 8..].iter().take(length));
        }
        at = (at + 12).saturating_add(length);
    }
    found
}

/// Literals of a PNG file are the bytes that another program inflates, each where it belongs; every pixel has bits.
fn deflated(name: &str, data: &[u8], map: &dyn PixelMap, is_sound: bool) {
    let (header, stream) = (chunks(data, b"IHDR"), chunks(data, b"IDAT"));
    let Ok(bytes) = decompress_to_vec_zlib(&stream) else {
        return;
    };
    let number = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().expect("four"));
    let (width, height) = (number(0), number(4));
    let (depth, colour, interlaced) = (header[8] as usize, header[9], header[12] != 0);
    let bits = depth * [1, 0, 3, 1, 2, 0, 4][colour as usize];
    let stride = 1 + (width as usize * bits).div_ceil(8);
    let step = (width * height / MOST_PIXELS + 1) as usize;
    for y in (0..height).step_by(step) {
        for x in 0..width {
            let spans = map.bits_of(x, y);
            assert!(!spans.is_empty() || !is_sound, "{name}: pixel ({x}, {y})");
            assert!(spans.is_sorted_by_key(|span| span.start), "{name}");
            for span in &spans {
                assert_eq!(map.pixels_of(span.start), Some(*span), "{name}");
            }
            if interlaced {
                continue;
            }
            let own = y as usize * stride + 1 + x as usize * bits / 8;
            let own = own..own + bits.div_ceil(8);
            for span in spans.iter().filter(|span| span.role == Role::Pixel) {
                assert!(span.covers(x, y), "{name}: {span:?}");
                let sample = match span.channel {
                    Channel::Whole => 0,
                    Channel::Red => 0,
                    Channel::Green => 1,
                    Channel::Blue => 2,
                    Channel::Alpha => bits / depth - 1,
                    other => panic!("{name}: {other:?}"),
                };
                let wide = depth.div_ceil(8);
                let sample = &bytes[own.clone()][sample * wide..(sample + 1) * wide];
                assert!(sample.contains(&(span.value as u8)), "{name}: {span:?}");
            }
        }
    }
    let all = map.window(0..data.len() as u64 * 8);
    for span in all.iter().filter(|span| span.role == Role::Escape) {
        if !interlaced {
            let filter = bytes[span.y as usize * stride];
            assert_eq!(span.value, u32::from(filter), "{name}: row {}", span.y);
        }
    }
    // Copies are of what stands as many bytes before as they say; at both ends they may have parts of pixels only.
    for span in all.iter().filter(|span| span.role == Role::RunLength) {
        let distance = (span.value >> 9) as usize;
        let at = span.y as usize * stride + 1 + span.x as usize * bits / 8;
        let whole = bits.div_ceil(8)..(span.count.max(1) as usize - 1) * bits / 8;
        for byte in whole.filter(|_| !interlaced) {
            assert_eq!(
                bytes[at + byte],
                bytes[at + byte - distance],
                "{name}: {span:?}"
            );
        }
    }
    // All of the stream but its head of two bytes, its checksum of four, and what fills up the byte before that.
    let told: u64 = all.iter().map(|span| u64::from(span.bits)).sum();
    let rest = stream.len() as u64 * 8 - told;
    assert!(
        (48..56).contains(&rest),
        "{name}: {rest} bits without a name"
    );
}

/// Files that are deflated as good encoders do it: with copies over rows, in blocks, in chunks that break off within codes.
#[test]
fn deflated_pixels_of_all_kinds() {
    let (width, height) = (37_u32, 29_u32);
    for (depth, colour, channels) in [
        (1_u8, 0_u8, 1),
        (4, 3, 1),
        (8, 0, 1),
        (8, 2, 3),
        (16, 4, 2),
        (8, 6, 4),
    ] {
        for interlaced in [0_u8, 1] {
            let stride = 1 + (width as usize * depth as usize * channels).div_ceil(8);
            let count = match interlaced {
                0 => stride * height as usize,
                // As many bytes as there can be of the passes: the last of them are behind the last pixel.
                _ => stride * height as usize * 2,
            };
            // Words that come again, and rows that are filtered in each of the ways.
            let byte = |at: usize| match at % stride {
                0 => (at / stride % 5) as u8,
                column => {
                    (column % 7 * 30 + at / 997 + usize::from(column % 23 == 0) * at % 251) as u8
                }
            };
            let bytes: Vec<u8> = (0..count).map(byte).collect();
            for level in [0, 1, 9] {
                let stream = compress_to_vec_zlib(&bytes, level);
                let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
                let mut chunk = |kind: &[u8], data: &[u8]| {
                    file.extend((data.len() as u32).to_be_bytes());
                    file.extend([kind, data, &[0; 4]].concat());
                };
                let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
                chunk(
                    b"IHDR",
                    &[&sizes[..], &[depth, colour, 0, 0, interlaced]].concat(),
                );
                for part in stream.chunks(stream.len() / 3 + 1) {
                    chunk(b"IDAT", part);
                }
                chunk(b"IEND", b"");
                let map = (pixelbits::png::FORMAT.map)(&file, &Limits::default()).expect("a map");
                let name = format!(
                    "{depth} bits, colour {colour}, interlaced {interlaced}, level {level}"
                );
                deflated(&name, &file, map.as_ref(), true);
            }
        }
    }
}

/// The head of a block that begins in the middle of a pixel was said to be one of the pixel's own spans.
#[test]
fn found_blocks_that_meet_inside_a_pixel() {
    // One row, not filtered, of one pixel of RGBA; zlib without compression, in two stored blocks: RFC 1951 3.2.4.
    let stream = [
        &[0x78, 0x01][..],
        &[0, 3, 0, 0xFC, 0xFF, 0, 10, 20],
        &[1, 2, 0, 0xFD, 0xFF, 30, 40],
        &[0; 4],
    ]
    .concat();
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    for (kind, data) in [
        (b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0][..]),
        (b"IDAT", &stream),
        (b"IEND", &[]),
    ] {
        file.extend((data.len() as u32).to_be_bytes());
        file.extend([&kind[..], data, &[0; 4]].concat());
    }
    let map = (pixelbits::png::FORMAT.map)(&file, &Limits::default()).expect("a map");
    let said: Vec<(Role, u32)> = map
        .bits_of(0, 0)
        .iter()
        .map(|span| (span.role, span.value))
        .collect();
    assert_eq!(said, [10, 20, 30, 40].map(|value| (Role::Pixel, value)));
}

/// What numbers mean in this file, read from its fields.
struct Scales {
    /// Field values by name.
    numbers: HashMap<&'static str, u64>,
    palette: Vec<[u8; 4]>,
    is_pnm: bool,
    is_bits: bool,
}

impl Scales {
    fn of(format: &Format, data: &[u8]) -> Self {
        let inspection = (format.inspect)(data, &Limits::default());
        let mut numbers = HashMap::new();
        let mut palette: Vec<[u8; 4]> = Vec::new();
        for field in &inspection.fields {
            let number = match field.value {
                Value::Unsigned(number) => number,
                _ => 0,
            };
            if field.name == "Color" {
                palette.push([0, 0, 0, 255]);
            }
            let place = ["Red", "Green", "Blue"]
                .iter()
                .position(|n| *n == field.name);
            if let (Some(last), Some(place), Shape::Leaf) = (palette.last_mut(), place, field.shape)
            {
                last[place] = number as u8;
            }
            numbers.entry(field.name).or_insert(number);
        }
        palette.truncate(256);
        Self {
            numbers,
            palette,
            is_pnm: format.name == "pnm",
            is_bits: matches!(data.get(1), Some(b'1' | b'4')),
        }
    }

    fn number(&self, name: &str) -> u64 {
        self.numbers.get(name).copied().unwrap_or(0)
    }

    /// The colour that the spans of a pixel make; `None` where this reader does not know enough.
    fn colour(&self, spans: &[&PixelSpan]) -> Option<[u8; 4]> {
        if spans.is_empty() {
            return None;
        }
        match self.is_pnm {
            true => self.netpbm(spans),
            false => self.bitmap(spans),
        }
    }

    fn netpbm(&self, spans: &[&PixelSpan]) -> Option<[u8; 4]> {
        let most = match self.is_bits {
            true => 1,
            false => self.number("Maxval") as u32,
        };
        let complete = |channel| spans.iter().any(|span| span.channel == channel);
        let mut colour = [0, 0, 0, 255];
        for span in spans {
            let value = span.value.min(most);
            let value = ((value * 255 + most / 2) / most) as u8;
            match span.channel {
                Channel::Whole => colour[..3].fill(if self.is_bits { 255 - value } else { value }),
                Channel::Red => colour[0] = value,
                Channel::Green => colour[1] = value,
                Channel::Blue => colour[2] = value,
                Channel::Alpha => colour[3] = value,
                Channel::Unused | Channel::Sample(_) => return None,
            }
        }
        // A file may end between the samples of a pixel.
        let whole = complete(Channel::Whole)
            || [Channel::Red, Channel::Green, Channel::Blue]
                .into_iter()
                .all(complete);
        (whole
            && (self.number("Depth") % 2 == 1
                || self.number("Depth") == 0
                || complete(Channel::Alpha)))
        .then_some(colour)
    }

    fn bitmap(&self, spans: &[&PixelSpan]) -> Option<[u8; 4]> {
        let first = spans.first()?;
        if first.channel == Channel::Whole {
            // The pieces of one code say the same.
            assert!(spans.iter().all(|span| span.value == first.value));
            let colour = self.palette.get(first.value as usize);
            return Some(colour.copied().unwrap_or([0, 0, 0, 255]));
        }
        // Pieces of a channel come in the order of the bytes, the least significant first; each is a number of its own.
        let mut channels: HashMap<Channel, (u64, u32)> = HashMap::new();
        for span in spans {
            if span.bits > 8 {
                return None;
            }
            let (value, bits) = channels.entry(span.channel).or_default();
            *value |= u64::from(span.value) << *bits;
            *bits += span.bits;
        }
        if self.number("RedMask") > 0 {
            // Pieces within a byte lie the other way round where a mask has holes.
            let holes = ["RedMask", "GreenMask", "BlueMask", "AlphaMask"]
                .iter()
                .any(|name| {
                    let mask = self.number(name);
                    mask > 0
                        && !(mask >> mask.trailing_zeros())
                            .wrapping_add(1)
                            .is_power_of_two()
                });
            if holes {
                return None;
            }
        }
        let part = |channel, otherwise| match channels.get(&channel) {
            Some(&(value, bits)) => {
                let largest = (1u64 << bits) - 1;
                ((value * 255 + largest / 2) / largest) as u8
            }
            None => otherwise,
        };
        Some([
            part(Channel::Red, 0),
            part(Channel::Green, 0),
            part(Channel::Blue, 0),
            part(Channel::Alpha, 255),
        ])
    }
}

/// The bits of one pixel, by hand: 5, 6 and 5 bits in two bytes.
#[test]
fn pieces_of_a_pixel() {
    let mut file = b"BM\0\0\0\0\0\0\0\0\x42\0\0\0\x28\0\0\0".to_vec();
    for number in [
        1u32,
        1,
        0x0010_0001,
        3,
        0,
        0,
        0,
        0,
        0,
        0xF800,
        0x07E0,
        0x001F,
    ] {
        file.extend(number.to_le_bytes());
    }
    // Red 10101, green 110011, blue 01110.
    file.extend([0b0110_1110, 0b1010_1110, 0, 0]);
    let map = bmp::map(&file, &Limits::default()).expect("a map");
    let spans = map.bits_of(0, 0);
    let told: Vec<_> = spans
        .iter()
        .map(|s| (s.start - 0x42 * 8, s.bits, s.channel, s.value))
        .collect();
    assert_eq!(
        told,
        [
            (0, 3, Channel::Green, 0b011),
            (3, 5, Channel::Blue, 0b01110),
            (8, 5, Channel::Red, 0b10101),
            (13, 3, Channel::Green, 0b110),
        ]
    );
    assert_eq!(map.pixels_of(0x42 * 8 + 9), Some(spans[2]));
    assert_eq!(map.window(0x42 * 8 + 16..u64::MAX)[0].role, Role::Padding);
}
