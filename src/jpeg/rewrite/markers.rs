//! Segments: T.81 B.2 (frame, scan, tables), T.871 10 (JFIF).

use crate::jpeg::entropy::tables::Tables;
use crate::jpeg::frame::Geometry;
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::{HuffmanSpec, ZIGZAG};
use crate::jpeg::walk::Quantisers;
use alloc::vec::Vec;

/// A marker, the length, and the parameters, of which there are never more than some thousand bytes.
pub(super) fn segment(out: &mut Vec<u8>, code: u8, parameters: &[u8]) {
    out.extend_from_slice(&[0xFF, code]);
    out.extend_from_slice(&(parameters.len() as u16).saturating_add(2).to_be_bytes());
    out.extend_from_slice(parameters);
}

/// APP0 of JFIF 1.01 without a unit of density: square pixels. T.871 10.1.
pub(super) fn jfif(out: &mut Vec<u8>) {
    segment(out, marker::APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
}

/// DQT of one table, B.2.4.1.
pub(super) fn quant_table(out: &mut Vec<u8>, destination: u8, quantisers: &Quantisers) {
    let wide = is_wide(quantisers);
    let mut parameters = Vec::with_capacity(129);
    parameters.push(u8::from(wide) << 4 | destination);
    for &place in &ZIGZAG[..64] {
        let [high, low] = quantisers[usize::from(place) & 63].to_be_bytes();
        parameters.extend(wide.then_some(high));
        parameters.push(low);
    }
    segment(out, marker::DQT, &parameters);
}

/// Whether a table needs 16 bits an element.
pub(super) fn is_wide(quantisers: &Quantisers) -> bool {
    quantisers.iter().any(|&q| q > 255)
}

/// DHT of one table, B.2.4.2.
pub(super) fn huffman_table(out: &mut Vec<u8>, spec: &HuffmanSpec) {
    let mut parameters = Vec::with_capacity(17 + spec.symbols.len());
    parameters.push(u8::from(spec.ac) << 4 | spec.destination);
    parameters.extend_from_slice(&spec.counts);
    parameters.extend_from_slice(&spec.symbols);
    segment(out, marker::DHT, &parameters);
}

/// SOFn, B.2.2.
pub(super) fn frame(out: &mut Vec<u8>, code: u8, geometry: &Geometry) {
    let mut parameters = Vec::with_capacity(6 + 3 * geometry.components.len());
    parameters.push(geometry.precision);
    parameters.extend_from_slice(&(geometry.height as u16).to_be_bytes());
    parameters.extend_from_slice(&(geometry.width as u16).to_be_bytes());
    parameters.push(geometry.components.len() as u8);
    for c in &geometry.components {
        parameters.extend_from_slice(&[c.id, c.h << 4 | c.v, c.tq]);
    }
    segment(out, code, &parameters);
}

/// SOS, B.2.3.
pub(super) fn scan(out: &mut Vec<u8>, header: &ScanHeader) {
    let mut parameters = Vec::with_capacity(4 + 2 * header.components.len());
    parameters.push(header.components.len() as u8);
    for c in &header.components {
        parameters.extend_from_slice(&[c.id, c.td << 4 | c.ta]);
    }
    parameters.extend_from_slice(&[header.ss, header.se, header.ah << 4 | header.al]);
    segment(out, marker::SOS, &parameters);
}

/// DAC of what a scan uses, B.2.4.3: by destination, DC before AC, as the reference encoder writes it.
pub(super) fn conditioning(out: &mut Vec<u8>, header: &ScanHeader, tables: &Tables) {
    let dc = header.ss == 0 && header.ah == 0;
    let conditions = tables.dc_conditioning.iter().zip(&tables.kx);
    let mut parameters = Vec::new();
    for (destination, (bounds, kx)) in (0u8..).zip(conditions) {
        if dc && header.components.iter().any(|c| c.td == destination) {
            parameters.extend_from_slice(&[destination, bounds.upper << 4 | bounds.lower]);
        }
        if header.se > 0 && header.components.iter().any(|c| c.ta == destination) {
            parameters.extend_from_slice(&[0x10 | destination, *kx]);
        }
    }
    if !parameters.is_empty() {
        segment(out, marker::DAC, &parameters);
    }
}

/// DRI, B.2.4.4.
pub(super) fn restart_interval(out: &mut Vec<u8>, mcus: u16) {
    segment(out, marker::DRI, &mcus.to_be_bytes());
}
