//! `peers zune-jpeg|jpeg-decoder`: reads one path a line; answers each with the SHA-256 of the samples that this
//! decoder finds (grey, RGB, or CMYK as stored; 16-bit samples little-endian), or `refused`.

use sha2::{Digest, Sha256};
use std::io::{BufRead, Cursor, Write};
use std::panic::catch_unwind;

fn zune(data: &[u8]) -> Option<Vec<u8>> {
    use zune_core::{colorspace::ColorSpace, options::DecoderOptions};
    let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(data));
    decoder.decode_headers().ok()?;
    let wanted = match decoder.input_colorspace()? {
        ColorSpace::Luma => ColorSpace::Luma,
        ColorSpace::CMYK | ColorSpace::YCCK => ColorSpace::CMYK,
        _ => ColorSpace::RGB,
    };
    let options = DecoderOptions::default().jpeg_set_out_colorspace(wanted);
    zune_jpeg::JpegDecoder::new_with_options(Cursor::new(data), options)
        .decode()
        .ok()
}

fn jpeg_decoder(data: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = jpeg_decoder::Decoder::new(data);
    let mut samples = decoder.decode().ok()?;
    match decoder.info()?.pixel_format {
        // Native-endian 16-bit samples.
        jpeg_decoder::PixelFormat::L16 if cfg!(target_endian = "big") => {
            samples.chunks_mut(2).for_each(|s| s.reverse());
        }
        // It turns CMYK round, as Adobe's files need for showing.
        jpeg_decoder::PixelFormat::CMYK32 => samples.iter_mut().for_each(|s| *s = 255 - *s),
        _ => {}
    }
    Some(samples)
}

fn main() {
    let decode = match std::env::args().nth(1).as_deref() {
        Some("zune-jpeg") => zune,
        Some("jpeg-decoder") => jpeg_decoder,
        _ => panic!("peers zune-jpeg|jpeg-decoder"),
    };
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let path = line.expect("a path a line");
        let data = std::fs::read(&path).unwrap_or_default();
        let answer = catch_unwind(|| decode(&data)).ok().flatten();
        match answer {
            Some(samples) => {
                let hash = Sha256::digest(samples);
                let text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                writeln!(out, "{text}")
            }
            None => writeln!(out, "refused"),
        }
        .expect("standard output");
    }
}
