//! The checksum of a chunk: PNG 5.5 and Annex D.

/// The remainder of each byte, for the polynomial 0xEDB88320 (bits reversed).
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = match remainder & 1 {
                1 => remainder >> 1 ^ 0xEDB8_8320,
                _ => remainder >> 1,
            };
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
};

/// The checksum of these bytes: a chunk's type and data.
pub fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, &byte| {
        let [low, ..] = crc.to_le_bytes();
        TABLE[usize::from(low ^ byte)] ^ crc >> 8
    })
}

#[cfg(test)]
mod tests {
    use super::crc;

    #[test]
    fn known_checksums() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        // Every PNG file ends so.
        assert_eq!(crc(b"IEND"), 0xAE42_6082);
    }
}
