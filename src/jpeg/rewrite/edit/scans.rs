//! Codes anew what edits touch: restart intervals of the scans that carry it.

use super::frames::{Brought, EditedFrame};
use super::{patched, Edits, Patch};
use crate::jpeg::entropy::scan::Scan;
use crate::jpeg::entropy::tables::Tables;
use crate::jpeg::frame::{BlockRows, SamplePlane};
use crate::jpeg::rewrite::arithmetic::{self, Conditioning};
use crate::jpeg::rewrite::file::{code_scan, codes_of, HuffmanScan, Specs};
use crate::jpeg::rewrite::lossless::LosslessPlan;
use crate::jpeg::rewrite::scan::ScanPlan;
use crate::jpeg::rewrite::symbols::SymbolWriter;
use crate::jpeg::rewrite::{markers, Restart};
use crate::jpeg::syntax::header::ScanHeader;
use crate::jpeg::syntax::{marker, Content, Structure};
use crate::jpeg::walk::{Next, ScanWalk};
use crate::{Error, Limits};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// Scan headers in file order, each with the number of its frame.
pub(super) fn frames_of_scans(structure: &Structure) -> impl Iterator<Item = (u32, &ScanHeader)> {
    let hierarchical = structure.is_hierarchical();
    let mut frames = 0u32;
    structure.segments.iter().filter_map(move |s| {
        match &s.content {
            Content::Frame(_) => frames += 1,
            Content::Scan(header) => {
                let number = if hierarchical {
                    frames.saturating_sub(1)
                } else {
                    0
                };
                return Some((number, header));
            }
            _ => {}
        }
        None
    })
}

/// The header of the scan at a bit offset, and where its segment begins: fill bytes may stand before the marker.
fn scan_header(structure: &Structure, at: u64) -> Option<(usize, &ScanHeader)> {
    structure.segments.iter().find_map(|s| match &s.content {
        Content::Scan(header) if header.at == at => Some((s.bytes.start, header)),
        _ => None,
    })
}

/// The next scan and the number of its frame. `numbers`: those of the scans that are still to come.
fn next_scan<'s>(
    walk: &mut ScanWalk,
    structure: &'s Structure,
    numbers: &mut impl Iterator<Item = (u32, &'s ScanHeader)>,
) -> Option<(u32, Scan)> {
    // Reading the frames has given the same warnings.
    while let Ok(next) = walk.next(structure, &mut Vec::new()) {
        match next {
            Next::Scan(scan) => {
                let number = numbers.find(|(_, header)| header.at == scan.at);
                return Some((number.map_or(0, |(number, _)| number), scan));
            }
            Next::Frame(_) => {}
            Next::End => break,
        }
    }
    None
}

/// How the scans of a lossless frame predict their samples.
pub(super) fn lossless_plans(
    frame: &EditedFrame,
    structure: &Structure,
    limits: &Limits,
) -> Vec<LosslessPlan> {
    let mut plans = Vec::new();
    let mut numbers = frames_of_scans(structure);
    let Ok((mut walk, _)) = ScanWalk::new(structure, limits) else {
        return plans;
    };
    while let Some((number, scan)) = next_scan(&mut walk, structure, &mut numbers) {
        let header = scan_header(structure, scan.at).filter(|_| number == frame.number);
        plans.extend(header.map(|(_, h)| LosslessPlan::new(&frame.geometry, h, &scan)));
    }
    plans
}

/// Codes anew what the edits touch.
pub(super) fn patches(
    data: &[u8],
    frames: &[EditedFrame],
    structure: &Structure,
    edits: &Edits,
    limits: &Limits,
) -> Result<Vec<Patch>, Error> {
    let mut patches = Vec::new();
    if edits.frames().is_empty() {
        return Ok(patches);
    }
    let mut numbers = frames_of_scans(structure);
    let (mut walk, _) = ScanWalk::new(structure, limits)?;
    while let Some((number, scan)) = next_scan(&mut walk, structure, &mut numbers) {
        let Some(frame) = frames.iter().find(|frame| frame.number == number) else {
            continue;
        };
        let Some((header_start, header)) = scan_header(structure, scan.at) else {
            continue;
        };
        let coder = Coder::new(frame, header, &scan, walk.tables())?;
        let touched = coder.touched(&scan, number, edits);
        if touched.is_empty() {
            continue;
        }
        if let Some(bytes) = some_intervals(data, &coder, &scan, &touched)? {
            patches.push((scan.segment, bytes));
            continue;
        }
        let is_last = frames_of_scans(structure).all(|(_, header)| header.at <= scan.at);
        let whole = coder.whole()?;
        patches.push((header_start..header_start, whole.made));
        patches.push((scan.segment.clone(), whole.bytes));
        if !is_last {
            patches.push((scan.segment.end..scan.segment.end, whole.replaced));
        }
    }
    Ok(patches)
}

/// A scan that was coded as a whole.
struct Whole {
    bytes: Vec<u8>,
    /// The Huffman tables that had to be made for it, as segments.
    made: Vec<u8>,
    /// Those that were in their places before.
    replaced: Vec<u8>,
}

/// What a scan brings, and what it is coded with.
struct Coder<'f> {
    matter: Matter<'f>,
    entropy: Entropy,
}

/// Blocks or samples of a frame.
enum Matter<'f> {
    Blocks(ScanPlan, &'f [BlockRows]),
    Samples(LosslessPlan, &'f [SamplePlane]),
}

enum Entropy {
    Huffman(Box<Specs>),
    Arithmetic(Box<Conditioning>),
}

impl HuffmanScan for Matter<'_> {
    fn tables(&self) -> Vec<usize> {
        match self {
            Self::Blocks(plan, rows) => (plan, *rows).tables(),
            Self::Samples(plan, planes) => (plan, *planes).tables(),
        }
    }

    fn code(&self, out: &mut SymbolWriter, block_bits: Option<&mut Vec<u32>>) {
        match self {
            Self::Blocks(plan, rows) => (plan, *rows).code(out, block_bits),
            Self::Samples(plan, planes) => (plan, *planes).code(out, block_bits),
        }
    }
}

impl Matter<'_> {
    /// What lies between restart markers, in order: MCUs, in lossless scans rows of MCUs.
    fn intervals(&self) -> Vec<Range<u32>> {
        match self {
            Self::Blocks(plan, _) => plan.intervals().collect(),
            Self::Samples(plan, _) => plan.intervals().collect(),
        }
    }

    /// Codes one interval with Huffman codes.
    fn codes(&self, interval: Range<u32>, out: &mut SymbolWriter) {
        match self {
            Self::Blocks(plan, rows) => plan.interval(interval, rows, out, None),
            Self::Samples(plan, planes) => plan.interval(interval, planes, out),
        }
    }

    /// Codes one interval as decisions.
    fn decisions(&self, interval: Range<u32>, conditioning: &Conditioning) -> Vec<u8> {
        match self {
            Self::Blocks(plan, rows) => {
                arithmetic::code_interval(plan, interval, rows, conditioning).bytes
            }
            Self::Samples(plan, planes) => plan.decisions(interval, planes, conditioning),
        }
    }
}

impl<'f> Coder<'f> {
    fn new(
        frame: &'f EditedFrame,
        header: &ScanHeader,
        scan: &Scan,
        tables: &Tables,
    ) -> Result<Self, Error> {
        let matter = match &frame.brought {
            Brought::Blocks(rows) => {
                let interval = u16::try_from(scan.restart_interval).unwrap_or(u16::MAX);
                let plan = ScanPlan::new(&frame.geometry, header, Restart::Mcus(interval))?;
                Matter::Blocks(plan, rows)
            }
            Brought::Samples(planes) => {
                Matter::Samples(LosslessPlan::new(&frame.geometry, header, scan), planes)
            }
        };
        let entropy = match marker::is_arithmetic(frame.geometry.marker) {
            true => Entropy::Arithmetic(Box::new(tables.conditioning(header))),
            false => {
                let mut specs = Box::<Specs>::default();
                let in_force = tables.dc.iter().chain(&tables.ac);
                for (slot, spec) in specs.iter_mut().zip(in_force) {
                    slot.clone_from(spec);
                }
                Entropy::Huffman(specs)
            }
        };
        Ok(Self { matter, entropy })
    }

    /// Intervals that hold something that is edited.
    fn touched(&self, scan: &Scan, frame: u32, edits: &Edits) -> Vec<usize> {
        let mut touched: Vec<usize> = match &self.matter {
            Matter::Blocks(plan, _) => {
                let band = scan.band.start..=scan.band.end;
                let edits = edits.coefficients.iter();
                let edits = edits.filter(|e| e.frame == frame && band.contains(&e.k.into()));
                edits
                    .filter_map(|e| plan.interval_of(e.component.into(), e.bx, e.by))
                    .collect()
            }
            Matter::Samples(plan, _) => {
                let edits = edits.samples.iter().filter(|e| e.frame == frame);
                edits
                    .filter_map(|e| plan.interval_of(e.component.into(), e.y))
                    .collect()
            }
        };
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// Some intervals coded anew; `None` where a symbol has no code.
    fn some(&self, intervals: &[Range<u32>]) -> Result<Option<Vec<Vec<u8>>>, Error> {
        let specs = match &self.entropy {
            Entropy::Huffman(specs) => specs,
            Entropy::Arithmetic(conditioning) => {
                let coded = intervals.iter();
                let coded = coded.map(|i| self.matter.decisions(i.clone(), conditioning));
                return Ok(Some(coded.collect()));
            }
        };
        let codes = codes_of(&self.matter.tables(), specs)?;
        let mut coded = Vec::with_capacity(intervals.len());
        for interval in intervals {
            let mut out = SymbolWriter::writer(codes.clone());
            self.matter.codes(interval.clone(), &mut out);
            out.check()?;
            if out.lacks_codes() {
                return Ok(None);
            }
            coded.push(out.out.finish());
        }
        Ok(Some(coded))
    }

    /// The whole scan, with tables of its own where those in force lack a code.
    fn whole(&self) -> Result<Whole, Error> {
        let (mut made, mut replaced) = (Vec::new(), Vec::new());
        let bytes = match &self.entropy {
            Entropy::Huffman(before) => {
                let mut specs = before.clone();
                let coded = code_scan(&self.matter, &mut specs, &[])?;
                for &place in &coded.made {
                    for (out, specs) in [(&mut made, &specs), (&mut replaced, before)] {
                        let spec = specs.get(place).and_then(Option::as_ref);
                        spec.into_iter()
                            .for_each(|spec| markers::huffman_table(out, spec));
                    }
                }
                coded.bytes
            }
            Entropy::Arithmetic(conditioning) => {
                let intervals = self.matter.intervals();
                let coded = intervals.into_iter();
                let coded = coded.map(|interval| self.matter.decisions(interval, conditioning));
                arithmetic::with_restarts(coded)
            }
        };
        Ok(Whole {
            bytes,
            made,
            replaced,
        })
    }
}

/// The segment of a scan with only some intervals coded anew; `None` where that cannot be: a symbol has no code, or the
/// restart markers are not where they should be.
fn some_intervals(
    data: &[u8],
    coder: &Coder,
    scan: &Scan,
    touched: &[usize],
) -> Result<Option<Vec<u8>>, Error> {
    let segment = data.get(scan.segment.clone()).unwrap_or(&[]);
    let (pieces, intervals) = (pieces(segment), coder.matter.intervals());
    if pieces.len() != intervals.len() {
        return Ok(None);
    }
    let wanted = touched.iter().filter_map(|&n| intervals.get(n).cloned());
    let Some(coded) = coder.some(&wanted.collect::<Vec<_>>())? else {
        return Ok(None);
    };
    let places = touched.iter().filter_map(|&n| pieces.get(n).cloned());
    let patches: Vec<Patch> = places.zip(coded).collect();
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
