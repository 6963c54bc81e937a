//! Frame and scan headers: T.81 B.2.2, B.2.3; how components lie in MCUs: A.1, A.2.

use alloc::vec::Vec;

/// A frame header, T.81 B.2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameHeader {
    /// The SOF marker's second byte: 0xC0 baseline … 0xCF; 0xDE for DHP.
    pub marker: u8,
    /// P: bits a sample.
    pub precision: u8,
    /// Y: number of lines; 0 = defined by DNL.
    pub height: u16,
    /// X: samples a line.
    pub width: u16,
    /// The components, in the order of the header.
    pub components: Vec<FrameComponent>,
    /// Bit offset of the marker.
    pub at: u64,
}

/// One component of a frame header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameComponent {
    /// Ci: identifier.
    pub id: u8,
    /// Hi: horizontal sampling factor.
    pub h: u8,
    /// Vi: vertical sampling factor.
    pub v: u8,
    /// Tqi: quantisation table destination.
    pub tq: u8,
}

/// A scan header, T.81 B.2.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanHeader {
    /// The components, in the order of the header.
    pub components: Vec<ScanComponent>,
    /// Ss: start of spectral selection, or lossless predictor.
    pub ss: u8,
    /// Se: end of spectral selection.
    pub se: u8,
    /// Ah: successive approximation bit position, high.
    pub ah: u8,
    /// Al: successive approximation bit position, low, or point transform.
    pub al: u8,
    /// Bit offset of the marker.
    pub at: u64,
}

/// One component of a scan header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanComponent {
    /// Csj: the component's identifier.
    pub id: u8,
    /// Tdj: DC (or lossless) table destination.
    pub td: u8,
    /// Taj: AC table destination.
    pub ta: u8,
}

/// Adobe APP14 segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adobe {
    /// 0 = RGB or CMYK, 1 = YCbCr, 2 = YCCK.
    pub transform: u8,
}
