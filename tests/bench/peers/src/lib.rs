//! One decoder as a bare wasm module: exactly one of the features is on.
//!
//! ```text
//! input(bytes) → where to write the file     decode() → where the RGBA is, 0 = refused     width()  height()
//! begin() → 1     step() → where finished rows are     row()  rows()      pixelbits only: strip by strip
//! begin_share(index, of) → 1                                              the same for a share of the picture
//! ```
//!
//! Memory is kept from one picture to the next where a decoder can write into what is there.
#![allow(static_mut_refs)]

/// One thread, and one picture at a time.
static mut INPUT: Vec<u8> = Vec::new();
static mut OUTPUT: Vec<u8> = Vec::new();
static mut SIZE: (u32, u32) = (0, 0);

#[no_mangle]
pub extern "C" fn input(bytes: usize) -> *mut u8 {
    unsafe {
        INPUT.resize(bytes, 0);
        INPUT.as_mut_ptr()
    }
}

#[no_mangle]
pub extern "C" fn decode() -> *const u8 {
    unsafe {
        match one::decode(&INPUT, &mut OUTPUT) {
            Some(size) => {
                SIZE = size;
                OUTPUT.as_ptr()
            }
            None => core::ptr::null(),
        }
    }
}

#[no_mangle]
pub extern "C" fn width() -> u32 {
    unsafe { SIZE.0 }
}

#[no_mangle]
pub extern "C" fn height() -> u32 {
    unsafe { SIZE.1 }
}

#[cfg(feature = "pixelbits")]
mod one {
    use pixelbits::jpeg::{self, Advance, Decoder, Orient, Step};

    fn options() -> jpeg::Options {
        jpeg::Options {
            limits: pixelbits::Limits {
                pixels: u64::MAX,
                memory_bytes: u64::MAX,
                ..Default::default()
            },
            orient: Orient::Ignore,
            ..Default::default()
        }
    }

    pub fn decode(data: &[u8], out: &mut Vec<u8>) -> Option<(u32, u32)> {
        let mut decoder = Decoder::new(data, &options()).ok()?;
        let (width, height) = (decoder.geometry().width, decoder.geometry().height);
        out.clear();
        out.reserve(width as usize * height as usize * 4);
        while decoder.step_onto(out).ok()? != Advance::Done {}
        Some((width, height))
    }

    /// The 0s and 1s of the input, 64 bytes a row, in one piece of memory; how many characters.
    #[no_mangle]
    extern "C" fn text() -> usize {
        use pixelbits::text::{Columns, Layout, Notation, Source, Text};
        let layout = Layout {
            notation: Notation::Bits,
            columns: Columns::Of(512),
            ..Layout::default()
        };
        unsafe {
            let Ok(text) = Text::new(Source::Bytes(&super::INPUT), layout) else {
                return 0;
            };
            super::OUTPUT.clear();
            super::OUTPUT.reserve(text.text_bytes() as usize);
            text.chunk(0, &mut super::OUTPUT, usize::MAX);
            super::OUTPUT.len()
        }
    }

    /// Where `text` has written.
    #[no_mangle]
    extern "C" fn output() -> *const u8 {
        unsafe { super::OUTPUT.as_ptr() }
    }

    /// Writes as many bytes as `text` did: what no text can be faster than.
    #[no_mangle]
    extern "C" fn fill(byte: u8) {
        unsafe {
            let bytes = super::OUTPUT.len();
            super::OUTPUT.clear();
            super::OUTPUT.resize(bytes, byte);
        }
    }

    /// Decodes to planes, with an observer that does nothing or with one that keeps every span; how many it has kept.
    #[no_mangle]
    extern "C" fn observe(recorded: u32) -> usize {
        use pixelbits::trace::{NoTrace, Recorder};
        unsafe {
            let mut recorder = Recorder::all();
            let outcome = match recorded {
                0 => jpeg::observe(&super::INPUT, &options(), &mut NoTrace),
                _ => jpeg::observe(&super::INPUT, &options(), &mut recorder),
            };
            core::hint::black_box(outcome.is_ok());
            recorder.spans.len()
        }
    }

    static mut DECODER: Option<Decoder<&'static [u8]>> = None;
    static mut ROWS: (u32, u32) = (0, 0);

    #[no_mangle]
    extern "C" fn begin() -> u32 {
        begin_share(0, 1)
    }

    #[no_mangle]
    extern "C" fn begin_share(index: u32, of: u32) -> u32 {
        unsafe {
            let decoder = Decoder::new(super::INPUT.as_slice(), &options());
            DECODER = decoder.and_then(|decoder| decoder.share(index, of, 1)).ok();
            match &DECODER {
                Some(decoder) => {
                    super::SIZE = (decoder.geometry().width, decoder.geometry().height);
                    1
                }
                None => 0,
            }
        }
    }

    #[no_mangle]
    extern "C" fn step() -> *const u8 {
        unsafe {
            let Some(decoder) = &mut DECODER else {
                return core::ptr::null();
            };
            loop {
                match decoder.step() {
                    Ok(Step::Progress(..)) => {}
                    Ok(Step::Rows(first, rows)) => {
                        ROWS = (first, (rows.len() / 4) as u32 / super::SIZE.0);
                        return rows.as_ptr();
                    }
                    _ => return core::ptr::null(),
                }
            }
        }
    }

    #[no_mangle]
    extern "C" fn row() -> u32 {
        unsafe { ROWS.0 }
    }

    #[no_mangle]
    extern "C" fn rows() -> u32 {
        unsafe { ROWS.1 }
    }
}

#[cfg(feature = "zune-jpeg")]
mod one {
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;

    pub fn decode(data: &[u8], out: &mut Vec<u8>) -> Option<(u32, u32)> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGBA);
        let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options);
        decoder.decode_headers().ok()?;
        out.resize(decoder.output_buffer_size()?, 0);
        decoder.decode_into(out).ok()?;
        let (width, height) = decoder.dimensions()?;
        Some((width as u32, height as u32))
    }
}

#[cfg(feature = "jpeg-decoder")]
mod one {
    pub fn decode(data: &[u8], out: &mut Vec<u8>) -> Option<(u32, u32)> {
        let mut decoder = jpeg_decoder::Decoder::new(data);
        let pixels = decoder.decode().ok()?;
        let info = decoder.info()?;
        let (width, height) = (u32::from(info.width), u32::from(info.height));
        out.resize(width as usize * height as usize * 4, 0);
        if info.pixel_format == jpeg_decoder::PixelFormat::L8 {
            for (to, &y) in out.chunks_exact_mut(4).zip(&pixels) {
                to.copy_from_slice(&[y, y, y, 255]);
            }
        } else {
            for (to, from) in out.chunks_exact_mut(4).zip(pixels.chunks_exact(3)) {
                to.copy_from_slice(&[from[0], from[1], from[2], 255]);
            }
        }
        Some((width, height))
    }
}

#[cfg(feature = "libjpeg-turbo-rs")]
mod one {
    use libjpeg_turbo_rs::{decompress_into, output_buffer_size, PixelFormat};

    pub fn decode(data: &[u8], out: &mut Vec<u8>) -> Option<(u32, u32)> {
        let bytes = output_buffer_size(data, PixelFormat::Rgba).ok()?;
        out.resize(bytes, 0);
        let info = decompress_into(data, PixelFormat::Rgba, out).ok()?;
        Some((info.width as u32, info.height as u32))
    }
}
