//! Times decoders on files in one interleaved run: `pixelbits-bench [--rounds N] [--only NAME,…] FILE…`.
//!
//! Every round decodes the file with every candidate once, in turn, from bytes in memory to RGBA in memory, so that
//! what else the machine does falls on all alike. Prints one JSON object a file: medians and minima in milliseconds.

mod turbo;

use pixelbits::jpeg;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turbo::{Simd, Turbo};
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A decoder: time and RGBA.
type Candidate = (
    &'static str,
    Box<dyn Fn(&Arc<[u8]>) -> (Duration, Vec<u8>)>,
);

fn timed(decode: impl Fn(&[u8]) -> Vec<u8> + 'static) -> Box<dyn Fn(&Arc<[u8]>) -> (Duration, Vec<u8>)> {
    Box::new(move |data| {
        let began = Instant::now();
        let out = black_box(decode(data));
        (began.elapsed(), out)
    })
}

fn pixelbits(data: &[u8]) -> Vec<u8> {
    let options = jpeg::Options {
        limits: pixelbits::Limits {
            pixels: u64::MAX,
            memory_bytes: u64::MAX,
            ..Default::default()
        },
        orient: jpeg::Orient::Ignore,
        ..Default::default()
    };
    jpeg::decode(data, &options).map_or(Vec::new(), |outcome| outcome.value.rgba)
}

fn zune(data: &[u8]) -> Vec<u8> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode().unwrap_or_default()
}

fn jpeg_decoder(data: &[u8]) -> Vec<u8> {
    let mut decoder = jpeg_decoder::Decoder::new(data);
    let Ok(pixels) = decoder.decode() else {
        return Vec::new();
    };
    let grey = decoder.info().map(|i| i.pixel_format) == Some(jpeg_decoder::PixelFormat::L8);
    if grey {
        pixels.iter().flat_map(|&y| [y, y, y, 255]).collect()
    } else {
        let mut rgba = vec![255; pixels.len() / 3 * 4];
        for (to, from) in rgba.chunks_exact_mut(4).zip(pixels.chunks_exact(3)) {
            to[..3].copy_from_slice(from);
        }
        rgba
    }
}

fn candidates() -> Vec<Candidate> {
    let (with, without) = (Turbo::new(Simd::On), Turbo::new(Simd::Off));
    vec![
        ("pixelbits", timed(pixelbits)),
        ("libjpeg-turbo", Box::new(move |data| with.run(data))),
        ("libjpeg-turbo, no SIMD", Box::new(move |data| without.run(data))),
        ("zune-jpeg", timed(zune)),
        ("jpeg-decoder", timed(jpeg_decoder)),
    ]
}

fn main() {
    let mut rounds = 15;
    let mut only: Option<Vec<String>> = None;
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rounds" => rounds = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(rounds),
            "--only" => {
                only = arguments
                    .next()
                    .map(|names| names.split(',').map(String::from).collect());
            }
            _ => files.push(argument),
        }
    }
    let mut candidates = candidates();
    candidates.retain(|(name, _)| only.as_ref().is_none_or(|only| only.iter().any(|n| n == name)));
    for file in files {
        let data: Arc<[u8]> = std::fs::read(&file).expect(&file).into();
        let mut times = vec![Vec::new(); candidates.len()];
        let mut first: Vec<u8> = Vec::new();
        let mut differ = Vec::new();
        for round in 0..rounds + 1 {
            for (index, (_, run)) in candidates.iter().enumerate() {
                let (time, pixels) = run(&data);
                if round == 0 {
                    // Warms up; and tells how the pixels compare with those of the first candidate.
                    if index == 0 {
                        first = pixels;
                        differ.push(0);
                    } else {
                        differ.push(difference(&first, &pixels));
                    }
                } else {
                    times[index].push(time.as_secs_f64() * 1e3);
                }
            }
        }
        let pixels = first.len() / 4;
        let rows: Vec<serde_json::Value> = candidates
            .iter()
            .zip(&mut times)
            .zip(&differ)
            .map(|(((name, _), times), differ)| {
                times.sort_by(f64::total_cmp);
                let median = times[times.len() / 2];
                serde_json::json!({
                    "name": name,
                    "median_ms": median,
                    "min_ms": times[0],
                    "largest_difference": differ,
                    "mp_s": pixels as f64 / median / 1e3,
                })
            })
            .collect();
        println!("{}", serde_json::json!({ "file": file, "pixels": pixels, "rows": rows }));
    }
}

/// The largest difference of a sample; −1 where the sizes differ.
fn difference(a: &[u8], b: &[u8]) -> i32 {
    if a.len() != b.len() {
        return -1;
    }
    let difference = |(a, b): (&u8, &u8)| i32::from(a.abs_diff(*b));
    a.iter().zip(b).map(difference).max().unwrap_or(0)
}
