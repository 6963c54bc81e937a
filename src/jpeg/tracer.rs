//! What every bit of a file is for, window by window.
//!
//! Header bits come from the fields of the syntax walk. Entropy-coded bits are decoded again, with a recorder listening,
//! from the nearest checkpoint: the state of the decoder at the start of each row of MCUs.

mod anatomy;
mod crop;
mod dissect;
mod learn;
mod rows;

pub use anatomy::{Anatomy, Brought, Part, PixelBits, Place, Prediction};
pub use crop::BlockPixels;

use super::abbreviated::TableStream;
use super::budget::Budget;
use super::entropy::scan::{Scan, ScanState};
use super::entropy::unstuff::{removed, Removed};
use super::frame::Geometry;
use super::reader::rows_each;
use super::syntax::{self, marker, Content, Structure};
use super::walk::{Next, Quantisers, ScanWalk};
use crate::field::Shape;
use crate::trace::{BlockPos, Recorder, Role, Span};
use crate::Limits;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;
use rows::{Ear, RowWalk};

/// A run of bits of the *file* with one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSpan {
    /// First bit in the file.
    pub start: u64,
    /// Number of bits.
    pub bits: u32,
    /// What they are for.
    pub role: Role,
    /// For header bits: index of the leaf in [`Structure::fields`].
    pub field: Option<u32>,
    /// For entropy-coded bits: the block they belong to.
    pub block: Option<BlockPos>,
    /// Coefficient index in zigzag order.
    pub k: u32,
    /// For a code: its symbol. For value bits: the value. For correction bits: the new value.
    pub value: i32,
    /// A span that is interrupted by a stuffed byte comes in pieces: bits of the whole span before this piece.
    pub before: u32,
    /// Bits of the whole span.
    pub whole: u32,
}

impl FileSpan {
    /// The bit after the last.
    pub const fn end(&self) -> u64 {
        self.start + self.bits as u64
    }

    /// `bits` bits from bit `start` on of the leaf that has this place in its list.
    pub(crate) const fn of_field(place: u32, role: Role, start: u64, bits: u32) -> Self {
        Self {
            start,
            bits,
            role,
            field: Some(place),
            block: None,
            k: 0,
            value: 0,
            before: 0,
            whole: bits,
        }
    }
}

/// Longest span: longer stretches (a 600 MB comment) come in pieces.
const MAX_SPAN_BITS: u64 = 1 << 30;

/// Explains a file bit by bit.
#[derive(Debug)]
pub struct Tracer<D> {
    data: D,
    structure: Arc<Structure>,
    image: Option<TracedImage>,
}

/// The scans of the file's image, and how far they have been decoded.
#[derive(Debug)]
struct TracedImage {
    geometry: Geometry,
    /// How its frames are divided: one, or many in a hierarchical image.
    frames: Vec<Geometry>,
    scans: Vec<TracedScan>,
    /// For each frame: the quantisers of its components, zeros for those that no scan has named.
    quantisers: Vec<Vec<Quantisers>>,
    budget: Budget,
}

#[derive(Debug)]
struct TracedScan {
    scan: Scan,
    /// Which frame it belongs to.
    frame: usize,
    /// Made when first needed.
    removed: Option<Vec<Removed>>,
    /// States at the start of rows of MCUs of its frame, as far as decoded.
    checkpoints: Vec<ScanState>,
}

impl<D: AsRef<[u8]>> Tracer<D> {
    /// Takes the file apart and finds its scans; decodes nothing yet.
    pub fn new(data: D, limits: &Limits) -> Self {
        let structure = syntax::parse(data.as_ref(), limits);
        Self::with_tables(data, structure, None, limits)
    }

    /// The same of headers that have been read already, with tables that came in a stream of their own.
    pub fn with_tables(
        data: D,
        structure: impl Into<Arc<Structure>>,
        tables: Option<&TableStream>,
        limits: &Limits,
    ) -> Self {
        let structure = structure.into();
        let image = TracedImage::new(data.as_ref(), &structure, tables, limits);
        Self {
            data,
            structure,
            image,
        }
    }

    /// The fields that [`FileSpan::field`] points into.
    pub fn structure(&self) -> &Arc<Structure> {
        &self.structure
    }

    /// How the picture is divided, where it can be decoded.
    pub fn geometry(&self) -> Option<&Geometry> {
        self.image.as_ref().map(|image| &image.geometry)
    }

    /// How the frame of each scan is divided: the same for all, but in hierarchical images.
    pub fn scan_frames(&self) -> Vec<&Geometry> {
        let image = self.image.as_ref();
        let scans = image.map_or(&[][..], |image| &image.scans);
        let frame = |s: &TracedScan| image.and_then(|image| image.frames.get(s.frame));
        scans.iter().filter_map(frame).collect()
    }

    /// The spans that touch `bits` of the file, whole, in file order. Over the whole file they tile it.
    pub fn window(&mut self, bits: Range<u64>) -> Vec<FileSpan> {
        let data = self.data.as_ref();
        let mut out = Vec::new();
        // A window that is looked at again costs again, so each has a budget of its own.
        let mut replays = Budget::new(data.len());
        let first = self
            .structure
            .segments
            .partition_point(|s| s.bytes.end as u64 * 8 <= bits.start);
        for segment in self.structure.segments.get(first..).unwrap_or(&[]) {
            if segment.bytes.start as u64 * 8 >= bits.end {
                break;
            }
            let range = segment.bytes.start as u64 * 8..segment.bytes.end as u64 * 8;
            let scan = match segment.content {
                Content::EntropyCoded => self
                    .image
                    .as_mut()
                    .and_then(|image| image.scan_at(segment.bytes.start)),
                _ => None,
            };
            match (scan, &mut self.image) {
                (Some(index), Some(image)) => {
                    image.window(data, index, &bits, &self.structure, &mut replays, &mut out);
                }
                _ => leaves(&self.structure, range, &bits, &mut out),
            }
        }
        out
    }
}

/// Spans of the leaf fields that lie in `range` and touch `bits`.
fn leaves(structure: &Structure, range: Range<u64>, bits: &Range<u64>, out: &mut Vec<FileSpan>) {
    let from = bits.start.max(range.start);
    let mut index = structure.first_leaf_from(from);
    while let Some((number, field)) = structure.leaf(index) {
        index += 1;
        if field.start >= bits.end.min(range.end) {
            break;
        }
        debug_assert_eq!(field.shape, Shape::Leaf);
        let mut start = field.start;
        while start < field.end() {
            let length = (field.end() - start).min(MAX_SPAN_BITS) as u32;
            out.push(FileSpan::of_field(number, field.role, start, length));
            start += u64::from(length);
        }
    }
}

impl TracedScan {
    /// What stands between the bits of its stream in the file.
    fn removed(&mut self, data: &[u8]) -> &[Removed] {
        let segment = &self.scan.segment;
        self.removed
            .get_or_insert_with(|| removed(data, segment.clone()))
    }
}

impl TracedImage {
    fn new(
        data: &[u8],
        structure: &Structure,
        tables: Option<&TableStream>,
        limits: &Limits,
    ) -> Option<Self> {
        let (mut walk, geometry) = ScanWalk::new(structure, limits).ok()?;
        if let Some(tables) = tables {
            walk.define_before(tables);
        }
        let mut budget = Budget::new(data.len());
        if geometry.marker != marker::DHP {
            budget.take_samples(&geometry).ok()?;
        }
        // A hierarchical image's own geometry is that of no frame, but then a frame comes before the first scan.
        let mut frames = Vec::from([geometry.clone()]);
        let mut quantisers = Vec::from([Vec::new()]);
        let mut scans = Vec::new();
        let mut warnings = Vec::new();
        // An error ends the list: what follows stays unclaimed, as it stays undecoded.
        while let Ok(next) = walk.next(structure, &mut warnings) {
            match next {
                Next::Scan(scan) => {
                    let start = scan.start(data);
                    if let Some(last) = quantisers.last_mut() {
                        *last = walk.quantisers();
                    }
                    scans.push(TracedScan {
                        scan,
                        frame: frames.len() - 1,
                        removed: None,
                        checkpoints: [start].to_vec(),
                    });
                }
                Next::Frame(level) => {
                    if budget.take_samples(&level.geometry).is_err() {
                        break;
                    }
                    frames.push(level.geometry);
                    quantisers.push(Vec::new());
                }
                Next::End => break,
            }
        }
        Some(Self {
            geometry,
            frames,
            scans,
            quantisers,
            budget,
        })
    }

    /// Which scan's entropy-coded data start at this byte.
    fn scan_at(&self, byte: usize) -> Option<usize> {
        self.scans
            .iter()
            .position(|s| s.scan.segment.start == byte && !s.scan.segment.is_empty())
    }

    /// Sees to it that scan `index` can be decoded from any row of MCUs up to the one after stream position `until`.
    /// `end`: length of the stream; rows behind it hold no spans.
    fn prepare(&mut self, data: &[u8], index: usize, until: u64, end: u64) {
        if self.reaches(index, until, end) {
            return;
        }
        let frame = self.scans.get(index).map_or(0, |s| s.frame);
        let scans = self.needed(index);
        let Some(mut walk) = RowWalk::new(self, frame, &scans, u32::MAX) else {
            return;
        };
        let mut budget = self.budget.clone();
        while !self.reaches(index, until, end)
            && walk.mcu_row < walk.mcus_down(self)
            && budget.left(&mut Vec::new())
        {
            walk.step(self, data, &mut budget, &mut []);
        }
        self.budget = budget;
    }

    /// Whether scan `index` has been read to behind stream position `until`, or to its end.
    fn reaches(&self, index: usize, until: u64, end: u64) -> bool {
        let Some(traced) = self.scans.get(index) else {
            return true;
        };
        traced.checkpoints.last().is_none_or(|last| {
            let position = traced.scan.stream_position(last);
            last.mcu_row >= traced.scan.mcus_down || position > until || position >= end
        })
    }

    /// Spans of scan `index` that touch `bits` of the file.
    fn window(
        &mut self,
        data: &[u8],
        index: usize,
        bits: &Range<u64>,
        structure: &Structure,
        replays: &mut Budget,
        out: &mut Vec<FileSpan>,
    ) {
        let Some(traced) = self.scans.get_mut(index) else {
            return;
        };
        let segment = traced.scan.segment.clone();
        let list = traced.removed(data);
        let map = StreamMap {
            removed: list,
            segment: segment.clone(),
        };
        let first_byte = (bits.start / 8).max(segment.start as u64) as usize;
        let last_byte = bits.end.div_ceil(8).min(segment.end as u64) as usize;
        let from = map.to_stream(first_byte) * 8;
        let to = map.to_stream(last_byte) * 8;
        let end = map.stream_bits();
        self.prepare(data, index, to, end);
        let Some(traced) = self.scans.get(index) else {
            return;
        };
        let scan = &traced.scan;
        // Not from the scan's very end: the padding behind the last row is told together with that row.
        let after = traced.checkpoints.partition_point(|state| {
            state.mcu_row < scan.mcus_down && scan.stream_position(state) <= from
        });
        let near = traced.checkpoints.get(after.saturating_sub(1));
        let (Some(near), Some(frame)) = (near, self.frames.get(traced.frame)) else {
            return;
        };
        let mcu_row = near.mcu_row / rows_each(frame, scan);
        // Where the budget did not reach the window's end, the rest stays unclaimed; behind the stream's end is nothing.
        let reached = traced
            .checkpoints
            .last()
            .map(|last| (scan.stream_position(last), last.mcu_row));
        let stop = match reached {
            Some((position, row)) if position <= to || position >= end => row,
            _ => scan.mcus_down,
        };
        let scans = self.needed(index);
        let Some(mut walk) = RowWalk::new(self, traced.frame, &scans, mcu_row) else {
            return;
        };
        let begin = walk
            .state(index)
            .map_or(0, |state| scan.stream_position(state));
        let mut ears = [Ear::new(index, Recorder::window(from, to))];
        // One span behind the window is wanted too: it tells where a gap at the window's end stops.
        while walk.state(index).is_some_and(|state| state.mcu_row < stop)
            && ears.iter().all(|ear| ear.recorder.behind().is_none())
            && replays.left(&mut Vec::new())
        {
            walk.step(self, data, replays, &mut ears);
        }
        let [Ear { recorder, .. }] = ears;
        let Some(traced) = self.scans.get(index) else {
            return;
        };
        let list = traced.removed.as_deref().unwrap_or(&[]);
        let map = StreamMap {
            removed: list,
            segment,
        };
        let length = map.stream_bits();
        let ends = recorder.behind().unwrap_or(length);
        let before = recorder.before().unwrap_or(begin);
        let mut painter = Painter {
            map: &map,
            next: list.partition_point(|r| r.before as u64 * 8 < before),
            structure,
            bits,
            out,
        };
        let mut at = before;
        let mut blocks = recorder.blocks.iter().peekable();
        let mut block = None;
        for (number, span) in recorder.spans.iter().enumerate() {
            while let Some((_, pos)) = blocks.next_if(|(first, _)| *first as usize <= number) {
                block = Some(*pos);
            }
            painter.gap(at, span.start);
            let owner = block.filter(|_| span.role != Role::Padding);
            painter.span(span, owner);
            at = span.start + u64::from(span.bits);
        }
        painter.gap(at, ends);
        // What was left out right at the window's end.
        painter.removed_before(ends);
    }
}

/// Turns positions in the unstuffed stream into places in the file, and back.
struct StreamMap<'a> {
    removed: &'a [Removed],
    segment: Range<usize>,
}

impl StreamMap<'_> {
    /// Bytes of the stream before byte `byte` of the file.
    fn to_stream(&self, byte: usize) -> u64 {
        let past = self.removed.partition_point(|r| r.at < byte);
        let Some(r) = past.checked_sub(1).and_then(|i| self.removed.get(i)) else {
            return (byte - self.segment.start) as u64;
        };
        (r.before + byte.saturating_sub(r.at + r.bytes)) as u64
    }

    /// What to add to a stream position, in bytes, behind the first `count` removed stretches.
    fn shift(&self, count: usize) -> u64 {
        let last = count.checked_sub(1).and_then(|i| self.removed.get(i));
        last.map_or(self.segment.start, |r| r.at + r.bytes - r.before) as u64
    }

    /// Length of the stream in bits.
    fn stream_bits(&self) -> u64 {
        let gone: usize = self.removed.iter().map(|r| r.bytes).sum();
        (self.segment.len() - gone) as u64 * 8
    }
}

/// Lays spans of the stream out in the file, between the bytes that were left out.
struct Painter<'a> {
    map: &'a StreamMap<'a>,
    /// The next removed stretch to be laid out.
    next: usize,
    structure: &'a Structure,
    bits: &'a Range<u64>,
    out: &'a mut Vec<FileSpan>,
}

impl Painter<'_> {
    fn push(&mut self, span: FileSpan) {
        if span.start < self.bits.end && span.end() > self.bits.start {
            self.out.push(span);
        }
    }

    /// Lays out the removed stretches that stand before stream bit `at`.
    fn removed_before(&mut self, at: u64) {
        while let Some(r) = self.map.removed.get(self.next) {
            if r.before as u64 * 8 > at {
                break;
            }
            self.next += 1;
            let start = r.at as u64 * 8;
            let bits = r.bytes as u32 * 8;
            let field = match r.role {
                Role::Marker => self.structure.leaf_at(start).map(|leaf| leaf as u32),
                _ => None,
            };
            self.push(FileSpan {
                start,
                bits,
                role: r.role,
                field,
                block: None,
                k: 0,
                value: 0,
                before: 0,
                whole: bits,
            });
        }
    }

    /// Lays out stream bits `from..to` in pieces; tells each piece's start in the file, its bits, and those before it.
    fn pieces(&mut self, from: u64, to: u64, mut piece: impl FnMut(&mut Self, u64, u32, u32)) {
        let mut at = from;
        while at < to {
            self.removed_before(at);
            let stop = self
                .map
                .removed
                .get(self.next)
                .map_or(to, |r| (r.before as u64 * 8).min(to))
                .min(at + MAX_SPAN_BITS);
            let start = at + self.map.shift(self.next) * 8;
            piece(self, start, (stop - at) as u32, (at - from) as u32);
            at = stop;
        }
    }

    fn span(&mut self, span: &Span, block: Option<BlockPos>) {
        let to = span.start + u64::from(span.bits);
        self.pieces(span.start, to, |this, start, bits, before| {
            this.push(FileSpan {
                start,
                bits,
                role: span.role,
                field: None,
                block,
                k: span.k,
                value: span.value,
                before,
                whole: span.bits,
            });
        });
    }

    /// Bits that no span claims.
    fn gap(&mut self, from: u64, to: u64) {
        self.pieces(from, to, |this, start, bits, _| {
            this.push(FileSpan {
                start,
                bits,
                role: Role::Unclaimed,
                field: None,
                block: None,
                k: 0,
                value: 0,
                before: 0,
                whole: bits,
            });
        });
    }
}
