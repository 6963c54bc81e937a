//! Texts as QR codes, ISO/IEC 18004, by the crate `qrcodegen-no-heap`.

use alloc::vec;
use alloc::vec::Vec;
use qrcodegen_no_heap::{QrCode, QrCodeEcc, Version};
use wasm_bindgen::prelude::*;

/// A QR code of a text: a byte for each module, row by row, 1 where it is dark; the number of modules a side is the square root of their
/// count. Empty where no code is large enough. As few modules as can be, so that they are large where they are shown; what room is
/// left is taken for correcting more errors.
#[wasm_bindgen(js_name = qrCode)]
pub fn qr_code(text: &str) -> Vec<u8> {
    let room = Version::MAX.buffer_len();
    let (mut working, mut made) = (vec![0; room], vec![0; room]);
    let level = QrCodeEcc::Low;
    let (least, most) = (Version::MIN, Version::MAX);
    let code = QrCode::encode_text(
        text,
        &mut working,
        &mut made,
        level,
        least,
        most,
        None,
        true,
    );
    let Ok(code) = code else {
        return Vec::new();
    };
    let side = code.size();
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    places
        .map(|(x, y)| u8::from(code.get_module(x, y)))
        .collect()
}
