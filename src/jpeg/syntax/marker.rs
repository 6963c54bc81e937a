//! Marker codes, T.81 B.1.1.3 (table B.1).
/// RST0
pub const RST0: u8 = 0xD0;
/// SOF0
pub const SOF0: u8 = 0xC0;
/// is
pub const fn is_restart(code: u8) -> bool {
    code & 0xF8 == RST0
}
/// is
pub const fn is_progressive(code: u8) -> bool {
    matches!(code, 0xC2 | 0xC6 | 0xCA | 0xCE)
}
