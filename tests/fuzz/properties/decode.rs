//! Decoding any bytes: no panic, bounded memory, and every way of asking gives the same picture.

use super::{memory, options, LIMITS};
use pixelbits::jpeg::pixels::ColorModel;
use pixelbits::jpeg::{self, Decoder, Options, Orient, Outcome, Plane, Smoothing, Step};
use pixelbits::{Error, ErrorKind, Image, Samples};

/// What the fields and segments of a file may take, for each byte of it and in any case.
const STRUCTURE_BYTES: (u64, u64) = (1_000, 64 << 10);
/// What decoding may hold besides the picture and its coefficients: tables, states, one row of MCUs.
const WORKING_BYTES: u64 = 512 << 10;

/// Checks everything.
pub fn holds(data: &[u8]) {
    let smoothing = match data.last() {
        Some(last) if last % 2 == 1 => Smoothing::Off,
        _ => Smoothing::Estimate,
    };
    let options = Options {
        smoothing,
        ..options()
    };
    let structure = structure_bytes(data);
    let picture = within_memory(structure, "decode", || jpeg::decode(data, &options));
    let samples = within_memory(structure, "samples", || jpeg::samples(data, &options));
    let planes = within_memory(structure, "planes", || jpeg::planes(data, &options));
    let blocks = within_memory(structure, "coefficients", || {
        jpeg::coefficients(data, &options)
    });
    let refused: [Option<Error>; 4] = [
        picture.as_ref().err().copied(),
        samples.as_ref().err().copied(),
        planes.as_ref().err().copied(),
        blocks.as_ref().err().copied(),
    ];
    let end = data.len() as u64 * 8;
    for error in refused.iter().flatten() {
        assert!(error.at <= end, "{error:?} in {end} bits");
    }
    let (Ok(picture), Ok(samples), Ok(planes)) = (picture, samples, planes) else {
        // Only memory may suffice for one question and not for another.
        let limited = |e: &Error| e.kind() == ErrorKind::Limit;
        let same = refused[..3].iter().all(|e| *e == refused[0]);
        assert!(same || refused.iter().flatten().any(limited), "{refused:?}");
        return;
    };
    for error in &picture.warnings {
        assert!(error.at <= end, "{error:?} in {end} bits");
    }
    assert!(picture.warnings.is_sorted_by_key(|error| error.at));
    assert_eq!(picture.warnings.len(), samples.warnings.len());
    in_steps(data, &options, &picture);
    turned(data, &options, &picture.value);
    let (width, height) = (picture.value.width, picture.value.height);
    assert_eq!((width, height), (samples.value.width, samples.value.height));
    let count = u64::from(width) * u64::from(height);
    assert_eq!(picture.value.rgba.len() as u64, count * 4);
    let channels = u64::from(samples.value.channels);
    assert_eq!(samples.value.data.len() as u64, count * channels);
    shown(&picture.value, &samples.value);
    converted(data, &options, &samples.value, &planes.value);
    for plane in &planes.value {
        let count = u64::from(plane.width) * u64::from(plane.height);
        assert_eq!(plane.samples.len() as u64, count);
        assert!(plane.width <= width && plane.height <= height);
    }
    let Ok(blocks) = blocks else { return };
    for (component, plane) in blocks.value.iter().zip(&planes.value) {
        let count = u64::from(component.blocks_across) * u64::from(component.blocks_down);
        assert_eq!(component.blocks.len() as u64, count);
        assert_eq!(component.blocks_across, plane.width.div_ceil(8));
        assert_eq!(component.blocks_down, plane.height.div_ceil(8));
    }
}

/// Does the work and checks that it held no more memory than the limits allow, besides what the headers take.
fn within_memory<T>(structure: u64, what: &str, work: impl FnOnce() -> T) -> T {
    let (result, peak) = memory::peak(work);
    let most = LIMITS.memory_bytes + WORKING_BYTES + structure;
    assert!(
        peak <= most,
        "{what} held {peak} bytes, {structure} of them for headers"
    );
    result
}

/// What the headers take.
fn structure_bytes(data: &[u8]) -> u64 {
    let (_, peak) = memory::peak(|| jpeg::syntax::parse(data, &LIMITS));
    let (each, always) = STRUCTURE_BYTES;
    let most = always + each * data.len() as u64;
    assert!(
        peak <= most,
        "{peak} bytes for the headers of {} bytes",
        data.len()
    );
    peak
}

/// The strips follow each other and make up the picture.
fn in_steps(data: &[u8], options: &Options, whole: &Outcome<Image>) {
    let mut decoder = Decoder::new(data, options).expect("decode could");
    let width = decoder.geometry().width as usize;
    let mut rgba = Vec::new();
    loop {
        match decoder.step().expect("decode could") {
            Step::Progress(read, all) => assert!(read <= all),
            Step::Rows(first, rows) => {
                assert_eq!(rgba.len(), first as usize * width * 4);
                rgba.extend_from_slice(rows);
            }
            Step::Done => break,
        }
    }
    assert!(rgba == whole.value.rgba, "strips give another picture");
    assert_eq!(decoder.warnings(), whole.warnings);
}

/// Turning as the file asks is turning what was stored.
fn turned(data: &[u8], options: &Options, stored: &Image) {
    let orientation = jpeg::syntax::parse(data, &options.limits).orientation;
    let options = Options {
        orient: Orient::Apply,
        ..*options
    };
    // A turned picture needs more memory.
    if let Ok(turned) = jpeg::decode(data, &options) {
        assert!(turned.value == stored.clone().oriented(orientation));
    }
}

/// 8-bit grey and RGB samples are the picture's.
fn shown(picture: &Image, samples: &Samples) {
    let channels = usize::from(samples.channels);
    if samples.precision != 8 || !matches!(channels, 1 | 3) {
        return;
    }
    let pixels = picture.rgba.chunks_exact(4);
    for (pixel, sample) in pixels.zip(samples.data.chunks_exact(channels)) {
        let channel = |n: usize| sample[n.min(channels - 1)];
        let wanted = [channel(0), channel(1), channel(2), 255];
        assert_eq!([0, 1, 2, 3].map(|n| u16::from(pixel[n])), wanted);
    }
}

/// Where nothing is upsampled, samples are the planes, converted.
fn converted(data: &[u8], options: &Options, samples: &Samples, planes: &[Plane]) {
    let full = |p: &Plane| (p.width, p.height) == (samples.width, samples.height);
    if samples.precision != 8 || !planes.iter().all(full) {
        return;
    }
    let decoder = Decoder::new(data, options).expect("decode could");
    let channels = usize::from(samples.channels);
    for (at, sample) in samples.data.chunks_exact(channels).enumerate() {
        let stored: Vec<i32> = planes.iter().map(|p| p.samples[at].into()).collect();
        let clamp = |v: i32| v.clamp(0, 255);
        let wanted = match (decoder.color_model(), &stored[..]) {
            (ColorModel::YCbCr | ColorModel::Ycck, &[y, cb, cr, ..]) => {
                let (cb, cr) = (cb - 128, cr - 128);
                let rgb = [
                    y + ((91_881 * cr + 32_768) >> 16),
                    y + ((-22_554 * cb - 46_802 * cr + 32_768) >> 16),
                    y + ((116_130 * cb + 32_768) >> 16),
                ];
                match stored.get(3) {
                    None => rgb.map(clamp).to_vec(),
                    Some(&k) => {
                        let [c, m, y] = rgb.map(|v| clamp(255 - v));
                        vec![c, m, y, k]
                    }
                }
            }
            _ => stored,
        };
        let found: Vec<i32> = sample.iter().map(|&s| s.into()).collect();
        assert_eq!(found, wanted, "pixel {at}");
    }
}
