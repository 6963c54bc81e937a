//! Bytes to digits and digits to bytes: the inner loops, eight bits at a time in one 64-bit register.

use crate::lanes::{U8x16, WIDE};
use alloc::vec::Vec;

const ONES: u64 = 0x0101_0101_0101_0101;

/// The eight 0s and 1s of a byte, most significant first.
///
/// Every byte of the register gets a copy of the byte and keeps one bit of it (the lowest byte, first in memory, keeps
/// 0x80); adding 0x7F carries any kept bit into the place of 0x80 and no further.
#[inline]
pub fn digits(byte: u8) -> [u8; 8] {
    let kept = (u64::from(byte) * ONES) & 0x0102_0408_1020_4080;
    let bits = ((kept + 0x7F * ONES) >> 7) & ONES;
    (bits + u64::from(b'0') * ONES).to_le_bytes()
}

/// The byte that eight 0s and 1s stand for; `None` where one of them is something else.
#[inline]
pub fn byte(digits: [u8; 8]) -> Option<u8> {
    let register = u64::from_le_bytes(digits);
    if register & !ONES != u64::from(b'0') * ONES {
        return None;
    }
    // The multiplication brings bit 8·i to 63 − i; no two of the 64 partial products meet, so nothing carries.
    Some(((register & ONES).wrapping_mul(0x8040_2010_0804_0201) >> 56) as u8)
}

/// The whole bytes among `count` bits from bit `skip` < 8 of `bytes`, and after them one byte whose first `count % 8` bits
/// are the rest.
fn shifted(bytes: &[u8], skip: u32, count: usize) -> (impl Iterator<Item = u8> + '_, u8) {
    let at = move |i: usize| {
        let high = bytes.get(i).copied().unwrap_or(0);
        let low = bytes.get(i + 1).copied().unwrap_or(0);
        ((u16::from_be_bytes([high, low]) << skip) >> 8) as u8
    };
    ((0..count / 8).map(at), at(count / 8))
}

/// Appends the bits of eight bytes.
#[inline(always)]
fn push_eight(out: &mut Vec<u8>, bytes: &[u8; 8]) {
    let mut characters = [0; 64];
    let places = characters.as_chunks_mut::<16>().0.iter_mut();
    for (place, sixteen) in places.zip(U8x16::digits(bytes)) {
        sixteen.store(place);
    }
    out.extend_from_slice(&characters);
}

/// Appends `count` bits from bit `skip` < 8 of `bytes`, without spaces.
pub fn push_bits(out: &mut Vec<u8>, bytes: &[u8], skip: u32, count: usize) {
    let start = out.len();
    let whole = count / 8;
    out.reserve(count);
    let (aligned, rest) = shifted(bytes, skip, count);
    if skip == 0 {
        // Apart: a plain loop over a slice, eight bytes at a time where the machine can.
        let mut bytes = &bytes[..whole.min(bytes.len())];
        if WIDE {
            let (eights, last) = bytes.as_chunks::<8>();
            for eight in eights {
                push_eight(out, eight);
            }
            bytes = last;
        }
        for &byte in bytes {
            out.extend_from_slice(&digits(byte));
        }
    } else {
        for byte in aligned {
            out.extend_from_slice(&digits(byte));
        }
    }
    out.resize(start + whole * 8, b'0');
    out.extend_from_slice(&digits(rest)[..count % 8]);
}

/// Appends `count` bits from bit `skip` < 8 of `bytes`, a space before each eight but not before the first.
pub fn push_groups(out: &mut Vec<u8>, bytes: &[u8], skip: u32, count: usize) {
    let start = out.len();
    let whole = count / 8;
    out.resize(start + whole * 9, b' ');
    let (aligned, rest) = shifted(bytes, skip, count);
    for (place, byte) in out[start..].chunks_exact_mut(9).zip(aligned) {
        place[..8].copy_from_slice(&digits(byte));
    }
    match count % 8 {
        0 => out.truncate(out.len().saturating_sub(1).max(start)),
        left => out.extend_from_slice(&digits(rest)[..left]),
    }
}

/// The digit of a number below 16.
#[inline]
fn hex_digit(nibble: u8) -> u8 {
    match nibble {
        0..=9 => b'0' + nibble,
        _ => b'A' - 10 + nibble,
    }
}

/// Appends bytes as pairs of hexadecimal digits with a space between them.
pub fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + bytes.len() * 3, b' ');
    for (place, &byte) in out[start..].chunks_exact_mut(3).zip(bytes) {
        place[0] = hex_digit(byte >> 4);
        place[1] = hex_digit(byte & 15);
    }
    out.truncate(out.len().saturating_sub(1).max(start));
}

/// Appends bytes as decimal numbers, right-aligned in three places, with a space between them.
pub fn push_decimal(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + bytes.len() * 4, b' ');
    for (place, &byte) in out[start..].chunks_exact_mut(4).zip(bytes) {
        if byte >= 100 {
            place[0] = b'0' + byte / 100;
        }
        if byte >= 10 {
            place[1] = b'0' + byte / 10 % 10;
        }
        place[2] = b'0' + byte % 10;
    }
    out.truncate(out.len().saturating_sub(1).max(start));
}

/// Appends a number in `width` hexadecimal digits.
pub fn push_number(out: &mut Vec<u8>, number: u64, width: u32) {
    for place in (0..width).rev() {
        out.push(hex_digit(((number >> (4 * place).min(63)) & 15) as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    #[test]
    fn every_byte_there_and_back() {
        for value in 0..=255u8 {
            assert_eq!(digits(value)[..], *format!("{value:08b}").as_bytes());
            assert_eq!(byte(digits(value)), Some(value));
        }
        for wrong in [b'/', b'2', b' ', 0, 0x80, 0xB0, 0xB1] {
            for place in 0..8 {
                let mut text = *b"01010101";
                text[place] = wrong;
                assert_eq!(byte(text), None);
            }
        }
    }

    /// Against a slow twin: every start in a byte, every count.
    #[test]
    fn bits_from_anywhere() {
        let bytes = [0x5A, 0xFF, 0x00, 0x81, 0x37, 0xC0];
        let all: String = bytes.iter().map(|b| format!("{b:08b}")).collect();
        for skip in 0..8u32 {
            for count in 0..=40usize {
                let text = &all[skip as usize..skip as usize + count];
                let mut out = b"x".to_vec();
                push_bits(&mut out, &bytes, skip, count);
                assert_eq!(out, format!("x{text}").as_bytes());
                let groups: Vec<&[u8]> = text.as_bytes().chunks(8).collect();
                let mut out = b"x".to_vec();
                push_groups(&mut out, &bytes, skip, count);
                assert_eq!(out[1..], groups.join(&b' ')[..]);
            }
        }
    }

    #[test]
    fn every_byte_in_hex_and_decimal() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut out = Vec::new();
        push_hex(&mut out, &bytes);
        let expected: Vec<String> = bytes.iter().map(|b| format!("{b:02X}")).collect();
        assert_eq!(out, expected.join(" ").as_bytes());
        out.clear();
        push_decimal(&mut out, &bytes);
        let expected: Vec<String> = bytes.iter().map(|b| format!("{b:3}")).collect();
        assert_eq!(out, expected.join(" ").as_bytes());
    }
}
