//! Marker codes, T.81 B.1.1.3 (table B.1). A code here is the marker's second byte; the first is always 0xFF.

/// Temporary use in arithmetic coding.
pub const TEM: u8 = 0x01;
/// Start of frame, baseline DCT.
pub const SOF0: u8 = 0xC0;
/// Start of frame, extended sequential DCT.
pub const SOF1: u8 = 0xC1;
/// Start of frame, progressive DCT.
pub const SOF2: u8 = 0xC2;
/// Start of frame: extended sequential DCT, arithmetic coding.
pub const SOF9: u8 = 0xC9;
/// Start of frame: progressive DCT, arithmetic coding.
pub const SOF10: u8 = 0xCA;
/// Define Huffman tables.
pub const DHT: u8 = 0xC4;
/// Reserved for extensions, in the middle of the frame codes.
pub const JPG: u8 = 0xC8;
/// Define arithmetic conditioning.
pub const DAC: u8 = 0xCC;
/// First restart marker.
pub const RST0: u8 = 0xD0;
/// Last restart marker.
pub const RST7: u8 = 0xD7;
/// Start of image.
pub const SOI: u8 = 0xD8;
/// End of image.
pub const EOI: u8 = 0xD9;
/// Start of scan.
pub const SOS: u8 = 0xDA;
/// Define quantisation tables.
pub const DQT: u8 = 0xDB;
/// Define number of lines.
pub const DNL: u8 = 0xDC;
/// Define restart interval.
pub const DRI: u8 = 0xDD;
/// Define hierarchical progression.
pub const DHP: u8 = 0xDE;
/// Expand reference components.
pub const EXP: u8 = 0xDF;
/// First application segment.
pub const APP0: u8 = 0xE0;
/// Adobe's application segment.
pub const APP14: u8 = 0xEE;
/// Last application segment.
pub const APP15: u8 = 0xEF;
/// Start of frame of JPEG-LS, ITU-T T.87, which is another standard.
pub const SOF55: u8 = 0xF7;
/// Comment.
pub const COM: u8 = 0xFE;

/// `true` for SOF0–SOF15: 0xC0–0xCF without DHT, JPG and DAC.
pub const fn is_sof(code: u8) -> bool {
    matches!(code, 0xC0..=0xCF) && !matches!(code, DHT | JPG | DAC)
}

/// `true` for RST0–RST7.
pub const fn is_rst(code: u8) -> bool {
    matches!(code, RST0..=RST7)
}

/// `true` for APP0–APP15.
pub const fn is_app(code: u8) -> bool {
    matches!(code, APP0..=APP15)
}

/// `true` for the reserved codes 0x02–0xBF, of which not even the length is known.
pub const fn is_reserved(code: u8) -> bool {
    matches!(code, 0x02..=0xBF)
}

/// `true` where a length and parameters follow the marker: all but SOI, EOI, RSTn, TEM and the reserved codes.
pub const fn has_length(code: u8) -> bool {
    code >= SOF0 && !is_rst(code) && !matches!(code, SOI | EOI | 0xFF)
}

/// `true` for frames whose scans are coded arithmetically: SOF9–SOF11, SOF13–SOF15.
pub const fn is_arithmetic(code: u8) -> bool {
    is_sof(code) && code & 8 != 0
}

/// `true` for lossless frames: SOF3, SOF7, SOF11, SOF15.
pub const fn is_lossless(code: u8) -> bool {
    is_sof(code) && code & 3 == 3
}

/// `true` for progressive frames: SOF2, SOF6, SOF10, SOF14.
pub const fn is_progressive(code: u8) -> bool {
    is_sof(code) && code & 3 == 2
}

/// `true` for frames that correct a reference, in hierarchical images: SOF5–SOF7, SOF13–SOF15.
pub const fn is_differential(code: u8) -> bool {
    is_sof(code) && code & 4 != 0
}

/// The process of a frame, as an identifier; `None` for codes that start no frame.
pub const fn process(code: u8) -> Option<&'static str> {
    Some(match code {
        0xC0 => "baseline",
        0xC1 => "extended",
        0xC2 => "progressive",
        0xC3 => "lossless",
        0xC5 => "differential-extended",
        0xC6 => "differential-progressive",
        0xC7 => "differential-lossless",
        0xC9 => "extended-arithmetic",
        0xCA => "progressive-arithmetic",
        0xCB => "lossless-arithmetic",
        0xCD => "differential-extended-arithmetic",
        0xCE => "differential-progressive-arithmetic",
        0xCF => "differential-lossless-arithmetic",
        _ => return None,
    })
}

/// The name of a marker (table B.1; JPEG-LS: T.87 table C.1).
pub const fn name(code: u8) -> &'static str {
    const FRAMES: [&str; 16] = [
        "SOF0", "SOF1", "SOF2", "SOF3", "DHT", "SOF5", "SOF6", "SOF7", "JPG", "SOF9", "SOF10",
        "SOF11", "DAC", "SOF13", "SOF14", "SOF15",
    ];
    const CONTROL: [&str; 16] = [
        "RST0", "RST1", "RST2", "RST3", "RST4", "RST5", "RST6", "RST7", "SOI", "EOI", "SOS", "DQT",
        "DNL", "DRI", "DHP", "EXP",
    ];
    const APPLICATION: [&str; 16] = [
        "APP0", "APP1", "APP2", "APP3", "APP4", "APP5", "APP6", "APP7", "APP8", "APP9", "APP10",
        "APP11", "APP12", "APP13", "APP14", "APP15",
    ];
    const EXTENSION: [&str; 16] = [
        "JPG0", "JPG1", "JPG2", "JPG3", "JPG4", "JPG5", "JPG6", "SOF55", "LSE", "JPG9", "JPG10",
        "JPG11", "JPG12", "JPG13", "COM", "FILL",
    ];
    let low = (code & 15) as usize;
    match code {
        TEM => "TEM",
        0xC0..=0xCF => FRAMES[low],
        0xD0..=0xDF => CONTROL[low],
        0xE0..=0xEF => APPLICATION[low],
        0xF0..=0xFF => EXTENSION[low],
        _ => "RES",
    }
}

/// The clause that defines a marker's segment.
pub const fn clause(code: u8) -> &'static str {
    match code {
        DHT => "T.81 B.2.4.2",
        DAC => "T.81 B.2.4.3",
        0xC0..=0xCF if code != JPG => "T.81 B.2.2",
        RST0..=RST7 => "T.81 B.2.1",
        SOI | EOI => "T.81 B.2.1",
        SOS => "T.81 B.2.3",
        DQT => "T.81 B.2.4.1",
        DNL => "T.81 B.2.5",
        DRI => "T.81 B.2.4.4",
        DHP => "T.81 B.3.2",
        EXP => "T.81 B.3.3",
        APP0..=APP15 => "T.81 B.2.4.6",
        COM => "T.81 B.2.4.5",
        SOF55 | 0xF8 => "T.87 C.1.1",
        _ => "T.81 B.1.1.3",
    }
}
