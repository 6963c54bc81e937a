//! Frame and scan headers: T.81 B.2.2, B.2.3; how components lie in MCUs: A.1, A.2.

use super::{marker, Content};
use crate::field::{Broken, Reader, Value};
use crate::{Code, Error};
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

/// SOFn and DHP, T.81 B.2.2 and B.3.2. An error where the segment breaks off before its last component: part of a frame
/// header would only mislead.
pub(super) fn frame(r: &mut Reader<'_, '_>, marker: u8, at: u64) -> Result<FrameHeader, Broken> {
    let precision = r.u8("P")?;
    let allowed = match marker {
        marker::DHP => (2..=16).contains(&precision),
        marker::SOF0 => precision == 8,
        _ if marker::is_lossless(marker) => (2..=16).contains(&precision),
        _ => precision == 8 || precision == 12,
    };
    if !allowed {
        r.refuse(Code::BadPrecision, 1, precision);
    }
    let height = r.u16("Y")?;
    let width = r.u16("X")?;
    if width == 0 {
        r.refuse(Code::ZeroDimension, 2, width);
    }
    let count = r.u8("Nf")?;
    if count == 0 {
        r.refuse(Code::ZeroDimension, 1, count);
    }
    let mut components: Vec<FrameComponent> = Vec::with_capacity(count.into());
    for index in 0..u32::from(count) {
        let component = r.group(("component", index), |r| {
            let id = r.u8("C")?;
            if components.iter().any(|known| known.id == id) {
                r.refuse(Code::BadComponent, 1, id);
            }
            r.sum_up(Value::Unsigned(id.into()));
            let (h, v) = r.nibbles("H", "V")?;
            for factor in [h, v] {
                if !(1..=4).contains(&factor) {
                    r.refuse(Code::BadSampling, 1, factor);
                }
            }
            let tq = r.u8("Tq")?;
            // Lossless processes do not quantise; what stands here is not looked at.
            if tq > 3 && !marker::is_lossless(marker) {
                r.refuse(Code::BadValue, 1, tq);
            }
            Ok(FrameComponent { id, h, v, tq })
        })?;
        components.push(component);
    }
    Ok(FrameHeader {
        marker,
        precision,
        height,
        width,
        components,
        at,
    })
}

/// SOS, T.81 B.2.3. `frame` is the frame header before it, if there is any.
pub(super) fn scan(
    r: &mut Reader<'_, '_>,
    frame: Option<&FrameHeader>,
    at: u64,
) -> Result<ScanHeader, Broken> {
    if frame.is_none() {
        r.error(Error::at_bit(Code::BadScan, at));
    }
    let count = r.u8("Ns")?;
    if !(1..=4).contains(&count) {
        r.refuse(Code::BadScan, 1, count);
    }
    let mut components: Vec<ScanComponent> = Vec::with_capacity(count.into());
    for index in 0..u32::from(count) {
        let component = r.group(("component", index), |r| {
            let id = r.u8("Cs")?;
            let known = frame.is_none_or(|f| f.components.iter().any(|c| c.id == id));
            if !known || components.iter().any(|c| c.id == id) {
                r.refuse(Code::BadComponent, 1, id);
            }
            r.sum_up(Value::Unsigned(id.into()));
            let (td, ta) = r.nibbles("Td", "Ta")?;
            for table in [td, ta] {
                if table > 3 {
                    r.refuse(Code::BadValue, 1, table);
                }
            }
            Ok(ScanComponent { id, td, ta })
        })?;
        components.push(component);
    }
    let ss = r.u8("Ss")?;
    let se = r.u8("Se")?;
    let (ah, al) = r.nibbles("Ah", "Al")?;
    Ok(ScanHeader {
        components,
        ss,
        se,
        ah,
        al,
        at,
    })
}

/// DNL, T.81 B.2.5.
pub(super) fn lines(r: &mut Reader<'_, '_>) -> Result<Content, Broken> {
    let lines = r.u16("NL")?;
    if lines == 0 {
        r.refuse(Code::ZeroDimension, 2, lines);
    }
    Ok(Content::Lines(lines))
}

/// EXP, T.81 B.3.3.
pub(super) fn expand(r: &mut Reader<'_, '_>) -> Result<Content, Broken> {
    let (eh, ev) = r.nibbles("Eh", "Ev")?;
    for factor in [eh, ev] {
        if factor > 1 {
            r.refuse(Code::BadValue, 1, factor);
        }
    }
    Ok(Content::Expand(eh, ev))
}
