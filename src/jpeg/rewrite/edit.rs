//! Edits of single coefficients and quantisers: a new file that differs from the old one only where it must.
//!
//! A coefficient touches the restart intervals of the scans that carry it: these are coded anew with the file's own tables, and
//! every other byte stays. Where a table has no code for a symbol, the scan gets a table of its own, and the old one is put
//! back behind it.

use super::coefficients::{Coefficients, Reading};
use super::file::{code_scan, codes_of, Specs};
use super::scan::ScanPlan;
use super::symbols::SymbolWriter;
use super::{markers, Restart};
use crate::jpeg::entropy::scan::Scan;
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::tables::ZIGZAG;
use crate::jpeg::syntax::{marker, Content, Structure};
use crate::jpeg::walk::{Next, ScanWalk};
use crate::jpeg::Outcome;
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// A coefficient's new value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoefficientEdit {
    /// Index of the component in the frame.
    pub component: u16,
    /// Block column in the component.
    pub bx: u32,
    /// Block row in the component.
    pub by: u32,
    /// Zigzag index; 0 is DC.
    pub k: u8,
    /// The quantised value itself, not a difference: 11 bits with the sign, in 12-bit frames 15.
    pub value: i16,
}

/// A quantiser's new value. Components that share the table share the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuantiserEdit {
    /// Index of a component that uses the table.
    pub component: u16,
    /// Zigzag index.
    pub k: u8,
    /// 1 to 255, where the file stores 16 bits an element to 65,535.
    pub value: u16,
}

/// What to change; later edits of the same place count. Errors number coefficients first, then quantisers, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// New coefficients.
    pub coefficients: Vec<CoefficientEdit>,
    /// New quantisers.
    pub quantisers: Vec<QuantiserEdit>,
}

/// Bytes of the old file, and what stands there in the new one.
type Patch = (Range<usize>, Vec<u8>);

/// Changes coefficients and quantisers of a Huffman-coded DCT file; its process, its other segments and scans stay as they are.
pub fn edit(data: &[u8], edits: &Edits, limits: &Limits) -> Result<Outcome<Vec<u8>>, Error> {
    let mut editing = Editing::new(data, edits.clone(), limits)?;
    while editing.step().is_some() {}
    editing.finish()
}

/// An edit in bounded steps: most of the work is to read the file.
#[derive(Debug)]
pub struct Editing<D> {
    data: D,
    edits: Edits,
    limits: Limits,
    reading: Reading,
}

impl<D: AsRef<[u8]>> Editing<D> {
    /// Takes a file and what to change in it.
    pub fn new(data: D, edits: Edits, limits: &Limits) -> Result<Self, Error> {
        let reading = Reading::new(data.as_ref(), limits)?;
        Ok(Self {
            data,
            edits,
            limits: *limits,
            reading,
        })
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self) -> Option<usize> {
        self.reading.step(self.data.as_ref())
    }

    /// The new file.
    pub fn finish(self) -> Result<Outcome<Vec<u8>>, Error> {
        let (frame, structure, warnings) = self.reading.finish();
        let data = self.data.as_ref();
        let value = rewritten(data, frame, &structure, &self.edits, &self.limits)?;
        Ok(Outcome { value, warnings })
    }
}

fn rewritten(
    data: &[u8],
    mut frame: Coefficients,
    structure: &Structure,
    edits: &Edits,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let process = frame.geometry.marker;
    if !matches!(process, marker::SOF0 | marker::SOF1 | marker::SOF2) {
        let number = u64::from(process & 15);
        return Err(Error::at_bit(Code::NotEditable, frame.geometry.at).with(number));
    }
    let low_bits = low_bits(&frame, structure);
    for (edit, number) in edits.coefficients.iter().zip(0..) {
        set(&mut frame, edit, number, &low_bits)?;
    }
    let mut patches = scan_patches(data, &frame, structure, &edits.coefficients, limits)?;
    for (edit, number) in edits
        .quantisers
        .iter()
        .zip(edits.coefficients.len() as u64..)
    {
        patches.push(quantiser_patch(data, &frame, structure, edit, number)?);
    }
    // Stable: what is put in at one place stays in order.
    patches.sort_by_key(|(place, _)| place.start);
    Ok(patched(data, &patches))
}

fn patched(data: &[u8], patches: &[Patch]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut pos = 0;
    for (place, bytes) in patches {
        out.extend_from_slice(data.get(pos..place.start).unwrap_or(&[]));
        out.extend_from_slice(bytes);
        pos = place.end.max(pos);
    }
    out.extend_from_slice(data.get(pos..).unwrap_or(&[]));
    out
}

/// Scan headers in file order.
fn scan_headers(structure: &Structure) -> impl Iterator<Item = &ScanHeader> {
    structure.segments.iter().filter_map(|s| match &s.content {
        Content::Scan(header) => Some(header),
        _ => None,
    })
}

/// The header of the scan at a bit offset, and where its segment begins: fill bytes may stand before the marker.
fn scan_header(structure: &Structure, at: u64) -> Option<(usize, &ScanHeader)> {
    structure.segments.iter().find_map(|s| match &s.content {
        Content::Scan(header) if header.at == at => Some((s.bytes.start, header)),
        _ => None,
    })
}

/// For each component and zigzag index: the lowest bit that the scans bring; `None` where they bring nothing.
fn low_bits(frame: &Coefficients, structure: &Structure) -> Vec<[Option<u8>; 64]> {
    let geometry = &frame.geometry;
    let progressive = marker::is_progressive(geometry.marker);
    let mut low = vec![[None; 64]; geometry.components.len()];
    for header in scan_headers(structure) {
        let (band, bit) = match progressive {
            true => (usize::from(header.ss)..=header.se.into(), header.al),
            false => (0..=63, 0),
        };
        for (c, low) in geometry.components.iter().zip(&mut low) {
            if header.components.iter().any(|wanted| wanted.id == c.id) {
                let places = low.get_mut(band.clone()).unwrap_or_default();
                places.iter_mut().for_each(|place| *place = Some(bit));
            }
        }
    }
    low
}

/// Sets one coefficient, if the frame has it and the file can carry the value.
fn set(
    frame: &mut Coefficients,
    edit: &CoefficientEdit,
    number: u64,
    low_bits: &[[Option<u8>; 64]],
) -> Result<(), Error> {
    let refusal = |code| Error::at_bit(code, 0).with(number);
    let (component, k) = (usize::from(edit.component), usize::from(edit.k));
    let c = frame.geometry.components.get(component);
    let c = c.filter(|c| edit.bx < c.blocks_across && edit.by < c.blocks_down && k < 64);
    c.ok_or(refusal(Code::EditPlace))?;
    let low = low_bits.get(component).and_then(|low| low.get(k));
    let low = low.copied().flatten().ok_or(refusal(Code::EditValue))?;
    // T.81 F.1.2.1.1, F.1.2.2.1: AC magnitudes have up to 10 bits, in 12-bit frames 14; DC differences one more.
    let bits = if frame.geometry.precision == 8 {
        10
    } else {
        14
    };
    let least = if k == 0 {
        -(1 << bits)
    } else {
        1 - (1 << bits)
    };
    let value = i32::from(edit.value);
    let in_range = (least..1 << bits).contains(&value);
    if !in_range || value % (1 << low.min(14)) != 0 {
        return Err(refusal(Code::EditValue));
    }
    let rows = frame.rows.get_mut(component);
    if let Some(block) = rows.and_then(|rows| rows.block_mut(edit.bx, edit.by)) {
        block[usize::from(ZIGZAG[k & 127]) & 63] = edit.value;
    }
    Ok(())
}

/// Codes anew what the edits touch.
fn scan_patches(
    data: &[u8],
    frame: &Coefficients,
    structure: &Structure,
    edits: &[CoefficientEdit],
    limits: &Limits,
) -> Result<Vec<Patch>, Error> {
    let mut patches = Vec::new();
    if edits.is_empty() {
        return Ok(patches);
    }
    let (mut walk, _) = ScanWalk::new(structure, limits)?;
    // Reading the frame has given the same warnings.
    while let Ok(Next::Scan(scan)) = walk.next(structure, &mut Vec::new()) {
        let Some((header_start, header)) = scan_header(structure, scan.at) else {
            continue;
        };
        let interval = u16::try_from(scan.restart_interval).unwrap_or(u16::MAX);
        let plan = ScanPlan::new(&frame.geometry, header, Restart::Mcus(interval))?;
        let touched = touched_intervals(&plan, &scan, edits);
        if touched.is_empty() {
            continue;
        }
        let tables = walk.tables();
        let mut specs = Specs::default();
        let in_force = tables.dc.iter().chain(&tables.ac);
        specs
            .iter_mut()
            .zip(in_force)
            .for_each(|(slot, spec)| slot.clone_from(spec));
        if let Some(bytes) = some_intervals(data, frame, &plan, &scan, &specs, &touched)? {
            patches.push((scan.segment, bytes));
            continue;
        }
        let before = specs.clone();
        let is_last = scan_headers(structure).all(|header| header.at <= scan.at);
        let coded = code_scan(&plan, &frame.rows, &mut specs, &[])?;
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for &place in &coded.made {
            for (out, specs) in [(&mut new, &specs), (&mut old, &before)] {
                let spec = specs.get(place).and_then(Option::as_ref);
                spec.into_iter()
                    .for_each(|spec| markers::huffman_table(out, spec));
            }
        }
        patches.push((header_start..header_start, new));
        patches.push((scan.segment.clone(), coded.bytes));
        if !is_last {
            patches.push((scan.segment.end..scan.segment.end, old));
        }
    }
    Ok(patches)
}

/// Restart intervals of a scan that hold an edited coefficient.
fn touched_intervals(plan: &ScanPlan, scan: &Scan, edits: &[CoefficientEdit]) -> Vec<usize> {
    let band = scan.band.start..=scan.band.end;
    let edits = edits.iter().filter(|edit| band.contains(&edit.k.into()));
    let mut touched: Vec<usize> = edits
        .filter_map(|edit| plan.interval_of(edit.component.into(), edit.bx, edit.by))
        .collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// The segment of a scan with only some intervals coded anew; `None` where that cannot be: a symbol has no code, or the
/// restart markers are not where they should be.
fn some_intervals(
    data: &[u8],
    frame: &Coefficients,
    plan: &ScanPlan,
    scan: &Scan,
    specs: &Specs,
    touched: &[usize],
) -> Result<Option<Vec<u8>>, Error> {
    let segment = data.get(scan.segment.clone()).unwrap_or(&[]);
    let pieces = pieces(segment);
    if pieces.len() != plan.intervals().count() {
        return Ok(None);
    }
    let codes = codes_of(plan, specs)?;
    let mut patches = Vec::new();
    for (number, (mcus, piece)) in plan.intervals().zip(pieces).enumerate() {
        if touched.binary_search(&number).is_err() {
            continue;
        }
        let mut out = SymbolWriter::writer(codes.clone());
        plan.interval(mcus, &frame.rows, &mut out, None);
        out.check()?;
        if out.lacks_codes() {
            return Ok(None);
        }
        patches.push((piece, out.out.finish()));
    }
    Ok(Some(patched(segment, &patches)))
}

/// The stretches of an entropy-coded segment between its restart markers.
fn pieces(segment: &[u8]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, pair) in segment.windows(2).enumerate() {
        if pair[0] == 0xFF && marker::is_rst(pair[1]) {
            // Fill bytes belong to the marker.
            let before = segment.get(start..at).unwrap_or(&[]);
            let fill = before
                .iter()
                .rev()
                .take_while(|&&byte| byte == 0xFF)
                .count();
            pieces.push(start..at - fill);
            start = at + 2;
        }
    }
    pieces.push(start..segment.len());
    pieces
}

/// Where a quantiser stands in the file, and its new value.
fn quantiser_patch(
    data: &[u8],
    frame: &Coefficients,
    structure: &Structure,
    edit: &QuantiserEdit,
    number: u64,
) -> Result<Patch, Error> {
    let refusal = |code| Error::at_bit(code, 0).with(number);
    let component = frame.geometry.components.get(usize::from(edit.component));
    let c = component.filter(|_| edit.k < 64);
    let c = c.ok_or(refusal(Code::EditPlace))?;
    let (elements, wide) =
        latched_table(data, structure, c.id, c.tq).ok_or(refusal(Code::EditPlace))?;
    let [high, low] = edit.value.to_be_bytes();
    if edit.value == 0 || (!wide && high > 0) {
        return Err(refusal(Code::EditValue));
    }
    Ok(match wide {
        true => {
            let at = elements + 2 * usize::from(edit.k);
            (at..at + 2, vec![high, low])
        }
        false => {
            let at = elements + usize::from(edit.k);
            (at..at + 1, vec![low])
        }
    })
}

/// The table that a component has kept from its first scan on: where its elements begin, and whether they have 16 bits.
fn latched_table(data: &[u8], structure: &Structure, id: u8, tq: u8) -> Option<(usize, bool)> {
    let mut last = None;
    for segment in &structure.segments {
        match &segment.content {
            Content::Scan(header) if header.components.iter().any(|c| c.id == id) => break,
            Content::QuantTables(_) => {
                let bytes = data.get(..segment.bytes.end)?;
                let fill = bytes.iter().skip(segment.bytes.start);
                // Behind fill bytes and the marker's code: the length.
                let mut at = segment.bytes.start + fill.take_while(|&&b| b == 0xFF).count() + 3;
                while let Some(&head) = bytes.get(at) {
                    let wide = head >> 4 != 0;
                    let end = at + 1 + if wide { 128 } else { 64 };
                    if head & 15 == tq && end <= bytes.len() {
                        last = Some((at + 1, wide));
                    }
                    at = end;
                }
            }
            _ => {}
        }
    }
    last
}
