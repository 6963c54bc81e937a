//! How a decoded picture can be looked at: its damage, parts of its range, single components, other pictures in its file,
//! tables from another stream, and files of other formats.

use pixelbits::jpeg::pixels::{Shown, View, Window};
use pixelbits::jpeg::{
    self, syntax, thumbnail, ComponentLines, Conversion, DamageMap, Decoder, McuState, Options,
    Orient, SampleDecoder, Step, Stored, TableStream, Tracer,
};
use pixelbits::{signature, Code, Limits};
use std::fs;
use std::path::Path;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::read(path.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

const STORED: Options = Options {
    orient: Orient::Ignore,
    limits: limits(),
    smoothing: jpeg::Smoothing::Estimate,
    view: View {
        window: None,
        shown: Shown::Picture,
    },
    scale: jpeg::Scale::Full,
    excerpt: jpeg::Excerpt {
        until: None,
        frequencies: jpeg::Frequencies { first: 0, last: 63 },
    },
    sequence: jpeg::Sequence::ZIGZAG,
};

const fn limits() -> Limits {
    Limits {
        width_px: 65_535,
        height_px: 65_535,
        pixels: 1 << 24,
        memory_bytes: 1 << 30,
        scans: 1_000,
        segments: 100_000,
    }
}

fn rgba(data: &[u8], options: &Options) -> Vec<u8> {
    jpeg::decode(data, options).expect("it decodes").value.rgba
}

/// Decodes to the end and gives the map.
fn damage(data: &[u8]) -> Option<DamageMap> {
    let mut decoder = Decoder::new(data, &STORED).expect("headers");
    while !matches!(decoder.step().expect("rows"), Step::Done) {}
    decoder.damage()
}

/// How many MCUs are sound, incomplete, damaged, missing.
fn counts(map: &DamageMap) -> [usize; 4] {
    let mut counts = [0; 4];
    for &state in &map.states {
        counts[state as usize] += 1;
    }
    counts
}

#[test]
fn sound_pictures_have_no_map() {
    for name in [
        "process/baseline.jpg",
        "process/baseline-separate.jpg",
        "process/progressive.jpg",
        "process/progressive-separate.jpg",
        "process/arithmetic.jpg",
        "process/arithmetic-progressive.jpg",
        "restart/baseline-1.jpg",
        "restart/arithmetic-1.jpg",
        "restart/changing.jpg",
        "lossless/predictor-4-rgb.jpg",
        "lossless/restart-1.jpg",
        "lossless-arithmetic/restart-3.jpg",
        "hierarchical/sequential-three.jpg",
        "fractional/3x2-2x1-1x1.jpg",
        "components/255.jpg",
        "12bit/progressive-2x2.jpg",
        "grey/2x2-restart.jpg",
        "dnl/restart.jpg",
    ] {
        assert_eq!(damage(&fixture(name)), None, "{name}");
    }
}

/// A picture that is cut: what comes before the cut is sound, the MCU with the cut damaged, the rest missing.
#[test]
fn a_cut_leaves_the_rest_missing() {
    let map = damage(&fixture("damaged/cut-baseline-50.jpg")).expect("damage");
    let first = map.states.iter().position(|&s| s != McuState::Sound);
    let first = first.expect("something is wrong");
    assert!(first > 0, "the first half is there");
    assert_eq!(map.states[first], McuState::Damaged);
    let rest = &map.states[first + 1..];
    assert!(!rest.is_empty() && rest.iter().all(|&s| s == McuState::Missing));
    assert_eq!(
        map.states.len(),
        map.mcus_across as usize * map.mcus_down as usize
    );
}

/// The scan ends at an EOI that comes too early, or at the end of the file: an arithmetic coder may leave off zeros in the
/// first case only.
#[test]
fn an_arithmetic_file_that_is_cut_lacks_its_end() {
    let map = damage(&fixture("damaged/cut-arithmetic-50.jpg")).expect("damage");
    let [sound, _, damaged, missing] = counts(&map);
    assert!(sound > 0 && missing > 0, "{:?}", counts(&map));
    assert_eq!(damaged, 0);
    assert_eq!(map.states.last(), Some(&McuState::Missing));
}

/// Later MCUs of a progressive file that is cut still have what came first.
#[test]
fn a_cut_progressive_file_is_incomplete() {
    let map = damage(&fixture("damaged/cut-progressive-80.jpg")).expect("damage");
    let [sound, incomplete, _, missing] = counts(&map);
    assert_eq!(
        (sound, missing),
        (0, 0),
        "no MCU has all its bits, none is without any"
    );
    assert!(incomplete > 0);
    let map = damage(&fixture("incomplete/dc-only.jpg")).expect("the file ends before its scans");
    assert_eq!(counts(&map)[1], map.states.len());
    let map = damage(&fixture("incomplete/luma-only.jpg")).expect("no chroma came");
    assert_eq!(counts(&map)[1], map.states.len());
}

/// A lost restart marker harms what follows it, up to the next; what is behind that is sound again.
#[test]
fn damage_ends_at_the_next_restart() {
    let map = damage(&fixture("damaged/restart-missing.jpg")).expect("damage");
    let [sound, _, damaged, missing] = counts(&map);
    assert!(sound > 0 && damaged + missing > 0);
    assert_eq!(map.states.first(), Some(&McuState::Sound));
    assert_eq!(map.states.last(), Some(&McuState::Sound));
}

/// Every MCU that is not sound has a warning to explain it; the picture of a sound MCU is that of the sound file.
#[test]
fn maps_agree_with_pixels() {
    for number in 0..6 {
        let broken = fixture(&format!("damaged/flip-restart-{number}.jpg"));
        let outcome = jpeg::decode(&broken, &STORED).expect("it decodes");
        match damage(&broken) {
            Some(map) => {
                assert!(
                    !outcome.warnings.is_empty(),
                    "{number}: nothing explains it"
                );
                assert!(counts(&map)[0] > 0, "{number}: one bit, and all is lost");
            }
            None => assert!(
                !outcome
                    .warnings
                    .iter()
                    .any(|w| matches!(w.code, Code::DataEnded | Code::BadHuffmanCode)),
                "{number}: a warning without damage"
            ),
        }
    }
}

/// Frames of a hierarchical image are smaller than the picture: their MCUs cover more of it.
#[test]
fn damage_of_a_small_frame_covers_its_part_of_the_picture() {
    let whole = fixture("hierarchical/sequential-doubled.jpg");
    let at = whole.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
    let cut = &whole[..at + 14 + 20];
    let map = damage(cut).expect("damage");
    let geometry = Decoder::new(cut, &STORED).unwrap().geometry().clone();
    assert_eq!(map.mcus_across, geometry.width.div_ceil(map.mcu_width));
    assert_eq!(map.mcus_down, geometry.height.div_ceil(map.mcu_height));
    assert_eq!(map.states.last(), Some(&McuState::Missing));
}

/// Rows of a lossless picture: after the cut nothing is left.
#[test]
fn lossless_damage_is_told_by_rows() {
    let whole = fixture("lossless/predictor-4-rgb.jpg");
    let map = damage(&whole[..whole.len() * 3 / 4]).expect("damage");
    assert_eq!(map.mcus_across, 1);
    assert_eq!(map.states[0], McuState::Sound);
    assert_eq!(map.states.last(), Some(&McuState::Missing));
}

/// Kept samples shown through a window are what decoding through that window gives.
#[test]
fn kept_samples_are_shown_as_decoded() {
    let names = [
        "12bit/extended-2x2.jpg",
        "12bit/cmyk.jpg",
        "12bit/progressive-grey.jpg",
        "lossless/rgb-16-bits.jpg",
        "lossless/10-bits.jpg",
        "hierarchical/lossless-16-bit.jpg",
        "components/5.jpg",
        "colour/ycck-adobe-2.jpg",
        "process/baseline.jpg",
    ];
    let views = [
        View::default(),
        View {
            window: Some(Window {
                black: 100,
                white: 900,
            }),
            shown: Shown::Picture,
        },
        View {
            window: Some(Window {
                black: 200,
                white: 20,
            }),
            shown: Shown::Component(1),
        },
        View {
            window: None,
            shown: Shown::Component(0),
        },
    ];
    for name in names {
        let data = fixture(name);
        let structure = syntax::parse(&data, &limits());
        let mut decoder =
            SampleDecoder::new(&data, structure, None, &STORED, Conversion::Components).unwrap();
        let mut lines = ComponentLines::new(&decoder);
        loop {
            match decoder.step().expect("rows") {
                Step::Progress(..) => {}
                Step::Rows(first, samples) => {
                    assert_eq!(first as usize, lines.lines(), "{name}");
                    lines.push(samples);
                }
                Step::Done => break,
            }
        }
        let precision = decoder.geometry().precision;
        for view in views {
            let mut shown = Vec::new();
            lines.render(&view, 0, usize::MAX, &mut shown);
            let options = Options { view, ..STORED };
            // 8-bit colour has a converter of its own; with a window it takes the way of deep samples.
            let exact = precision != 8 || decoder.color_model().channels() != 4;
            if exact {
                assert!(shown == rgba(&data, &options), "{name}: {view:?}");
            }
        }
        let samples = jpeg::samples(&data, &STORED).unwrap().value;
        let channels = usize::from(samples.channels);
        let width = samples.width as usize;
        let (x, y) = (width / 2, samples.height as usize / 3);
        let at = (y * width + x) * channels;
        assert_eq!(
            lines.pixel(Shown::Picture, x, y),
            &samples.data[at..at + channels],
            "{name}"
        );
        assert_eq!(lines.pixel(Shown::Picture, width, y), [], "{name}: outside");
        let (low, high) = lines.extremes(Shown::Picture, 0, usize::MAX).unwrap();
        assert_eq!(Some(&low), samples.data.iter().min(), "{name}");
        assert_eq!(Some(&high), samples.data.iter().max(), "{name}");
    }
}

/// Samples in steps are the samples at once.
#[test]
fn samples_in_steps() {
    for name in ["12bit/cmyk.jpg", "components/9.jpg", "lossless/5-bits.jpg"] {
        let data = fixture(name);
        let structure = syntax::parse(&data, &limits());
        let mut decoder =
            SampleDecoder::new(&data, structure, None, &STORED, Conversion::Picture).unwrap();
        let mut all = Vec::new();
        loop {
            match decoder.step().expect("rows") {
                Step::Progress(..) => {}
                Step::Rows(_, samples) => all.extend_from_slice(samples),
                Step::Done => break,
            }
        }
        assert!(
            all == jpeg::samples(&data, &STORED).unwrap().value.data,
            "{name}"
        );
    }
}

/// A single component as it is shown, against the planes of a picture without subsampling.
#[test]
fn single_components() {
    let data = fixture("components/5.jpg");
    let planes = jpeg::planes(&data, &STORED).unwrap().value;
    for (number, plane) in (0u16..).zip(&planes) {
        let view = View {
            window: None,
            shown: Shown::Component(number),
        };
        let shown = rgba(&data, &Options { view, ..STORED });
        let grey: Vec<u16> = shown.chunks(4).map(|p| u16::from(p[1])).collect();
        if plane.samples.len() == grey.len() {
            assert!(grey == plane.samples, "component {number}");
        }
    }
}

/// An image without its tables, and the stream of its tables, give the picture of the whole file.
#[test]
fn tables_from_another_stream() {
    let whole = fixture("process/baseline.jpg");
    let structure = syntax::parse(&whole, &limits());
    let (mut tables, mut image) = (vec![0xFF, 0xD8], Vec::new());
    for segment in &structure.segments {
        let bytes = &whole[segment.bytes.clone()];
        match segment.marker {
            0xDB | 0xC4 => tables.extend(bytes),
            _ => image.extend(bytes),
        }
    }
    tables.extend([0xFF, 0xD9]);
    let of_tables = syntax::parse(&tables, &limits());
    assert!(of_tables.is_tables_only() && !structure.is_tables_only());
    let refusal = jpeg::decode(&tables, &STORED).unwrap_err();
    assert_eq!(refusal.code, Code::TablesOnly);
    let own = TableStream::of(&of_tables).expect("tables");
    assert_eq!(TableStream::of(&structure), None);

    let of_image = syntax::parse(&image, &limits());
    assert!(of_image.lacks_tables() && !structure.lacks_tables());
    assert!(jpeg::decode(&image, &STORED).is_err());
    let mut decoder =
        Decoder::with_tables(&image, of_image.clone(), Some(&own), &STORED).expect("headers");
    let mut shown = Vec::new();
    loop {
        match decoder.step().expect("rows") {
            Step::Progress(..) => {}
            Step::Rows(_, rows) => shown.extend_from_slice(rows),
            Step::Done => break,
        }
    }
    assert!(shown == rgba(&whole, &STORED));
    let bits = 0..image.len() as u64 * 8;
    let mut tracer = Tracer::with_tables(&image, of_image, Some(&own), &limits());
    let unclaimed = |spans: Vec<jpeg::FileSpan>| {
        spans
            .iter()
            .filter(|s| s.role.name() == "unclaimed")
            .count()
    };
    assert_eq!(unclaimed(tracer.window(bits)), 0, "every bit is explained");
    // A frame of a Motion JPEG lacks only the tables of K.3, but may be given others.
    assert!(syntax::parse(&fixture("tables/huffman-missing.jpg"), &limits()).lacks_tables());
}

#[test]
fn uncompressed_thumbnails() {
    for (name, stored) in [
        ("app/jfif-thumbnail.jpg", Stored::Rgb),
        ("app/jfxx-rgb.jpg", Stored::Rgb),
        ("app/jfxx-palette.jpg", Stored::Palette),
    ] {
        let data = fixture(name);
        let structure = syntax::parse(&data, &limits());
        let picture = &structure.pictures[0];
        let (width, height) = picture.kind.size().expect("a size");
        let bytes = &data[picture.bytes.clone()];
        let image = thumbnail(bytes, width, height, stored).expect("pixels");
        assert_eq!(image.rgba.len(), (width * height * 4) as usize, "{name}");
        let last = match stored {
            Stored::Rgb => &bytes[bytes.len() - 3..],
            Stored::Palette => &bytes[3 * usize::from(*bytes.last().unwrap())..][..3],
        };
        assert_eq!(&image.rgba[image.rgba.len() - 4..][..3], last, "{name}");
        // What is missing is grey, and nothing is made of no size.
        let short = thumbnail(&bytes[..bytes.len() - 1], width, height, stored);
        assert_eq!(short.unwrap().rgba.last(), Some(&255), "{name}");
        assert!(thumbnail(bytes, 0, height, stored).is_none());
        assert!(thumbnail(bytes, u32::MAX, u32::MAX, stored).is_none());
    }
}

#[test]
fn other_formats_are_named() {
    for (start, name) in [
        (&b"\0\0\0\x0CjP  \r\n\x87\n"[..], "jpeg-2000"),
        (b"\xFF\x4F\xFF\x51\0\0", "jpeg-2000"),
        (b"\xFF\x0A\0\0", "jpeg-xl"),
        (b"\0\0\0\x0CJXL \r\n\x87\n", "jpeg-xl"),
        (b"II\xBC\x01", "jpeg-xr"),
        (b"\x89PNG\r\n\x1A\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\x04\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x20ftypavif", "avif"),
        (b"\0\0\0\x18ftypheic", "heif"),
        (b"\0\0\0\x18ftypisom", "video"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MM\0*\0\0\0\x08", "tiff"),
        (b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "bmp"),
        (b"P6\n1 1\n255\n", "netpbm"),
        (b"8BPS\0\x01", "photoshop"),
        (b"%PDF-1.7", "pdf"),
        (b"\n <!DOCTYPE HTML>", "html"),
        (b"\xEF\xBB\xBF<html>", "html"),
        (b"<svg xmlns=", "svg"),
        (b"PK\x03\x04", "zip"),
    ] {
        let place = signature::find(start).unwrap_or_else(|| panic!("{name} is not known"));
        assert_eq!(signature::KNOWN[place as usize].name, name);
        let error = jpeg::decode(start, &STORED).unwrap_err();
        assert_eq!((error.code, error.value), (Code::OtherFormat, place));
        let title = signature::KNOWN[place as usize].title;
        assert!(error.to_string().contains(title), "{error}");
    }
    for start in [
        &b"\xFF\xD8\xFF\xE0"[..],
        b"",
        b"BMX",
        b"P6x",
        b"Dear Sir",
        b"RIFF",
        b"II",
    ] {
        assert_eq!(signature::find(start), None, "{start:?}");
    }
    let error = jpeg::decode(&fixture("damaged/not-jpeg-ls.jpg"), &STORED).unwrap_err();
    assert_eq!(
        (error.code, error.value),
        (Code::OtherFormat, signature::JPEG_LS)
    );
}
