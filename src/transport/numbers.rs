//! Numbers of any size in few bytes: 7 bits each, the least significant first; the highest bit says that more follow (LEB128).
//!
//! 300 = 0b10_0101100 is `AC 02`.

use crate::bytes::Cursor;
use alloc::vec::Vec;

/// Appends a number.
pub fn write(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Reads a number; `None` where there is none of 32 bits.
pub fn read(cursor: &mut Cursor) -> Option<u32> {
    let mut value = 0u64;
    for place in 0..5 {
        let byte = cursor.u8().ok()?;
        value |= u64::from(byte & 0x7F) << (7 * place);
        if byte < 0x80 {
            return u32::try_from(value).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for value in [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX] {
            let mut bytes = Vec::new();
            write(value, &mut bytes);
            assert_eq!(read(&mut Cursor::new(&bytes)), Some(value));
            assert_eq!(
                read(&mut Cursor::new(&bytes[1..])).is_some(),
                bytes.len() > 1
            );
        }
        let mut bytes = Vec::new();
        write(300, &mut bytes);
        assert_eq!(bytes, [0xAC, 0x02]);
        assert_eq!(read(&mut Cursor::new(&[0xFF; 9])), None);
        // 35 bits.
        assert_eq!(
            read(&mut Cursor::new(&[0xFF, 0xFF, 0xFF, 0xFF, 0x7F])),
            None
        );
    }
}
