//! Edits of single coefficients, samples and quantisers: a new file that differs from the old one only where it must.
//!
//! A coefficient touches the restart intervals of the scans that carry it: these are coded anew with the file's own tables or
//! conditioning, and every other byte stays. Where a Huffman table has no code for a symbol, the scan gets a table of its own,
//! and the old one is put back behind it. In lossless scans neighbours are predicted from a changed sample: they keep their
//! values, so their differences change. Frames of a hierarchical image are edited one by one; those that build upon a changed
//! one keep their own coefficients and show the change, too.

mod frames;
mod quantisers;
mod samples;
mod scans;
mod values;

pub use samples::FrameSamples;

use crate::jpeg::syntax::Structure;
use crate::jpeg::Outcome;
use crate::{Error, Limits};
use alloc::vec::Vec;
use core::ops::Range;
use frames::{EditedFrame, Frames};

/// A coefficient's new value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoefficientEdit {
    /// Number of the frame: 0, but in hierarchical images. See [`frame_of`].
    pub frame: u32,
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

/// The new value of a sample of a lossless frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleEdit {
    /// Number of the frame: 0, but in hierarchical images. See [`frame_of`].
    pub frame: u32,
    /// Index of the component in the frame.
    pub component: u16,
    /// Column in the component.
    pub x: u32,
    /// Line in the component.
    pub y: u32,
    /// What a decoder gives, a multiple of 2^Pt; in differential frames the difference to the reference, modulo 2^16.
    pub value: u16,
}

/// A quantiser's new value. Components that share the table share the change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuantiserEdit {
    /// Number of the frame: 0, but in hierarchical images. See [`frame_of`].
    pub frame: u32,
    /// Index of a component that uses the table.
    pub component: u16,
    /// Zigzag index.
    pub k: u8,
    /// 1 to 255, where the file stores 16 bits an element to 65,535.
    pub value: u16,
}

/// What to change; later edits of the same place count. Errors number coefficients first, then samples, then quantisers, from
/// 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// New coefficients.
    pub coefficients: Vec<CoefficientEdit>,
    /// New samples.
    pub samples: Vec<SampleEdit>,
    /// New quantisers.
    pub quantisers: Vec<QuantiserEdit>,
}

impl Edits {
    /// The numbers of the frames that are coded anew, each once.
    fn frames(&self) -> Vec<u32> {
        let coefficients = self.coefficients.iter().map(|edit| edit.frame);
        let samples = self.samples.iter().map(|edit| edit.frame);
        let mut frames: Vec<u32> = coefficients.chain(samples).collect();
        frames.sort_unstable();
        frames.dedup();
        frames
    }
}

/// Bytes of the old file, and what stands there in the new one.
type Patch = (Range<usize>, Vec<u8>);

/// The number of the frame that a scan belongs to, both in file order from 0: what edits name frames by. Behind
/// the last scan it is that one's.
pub fn frame_of(structure: &Structure, scan: u32) -> u32 {
    let scans = scans::frames_of_scans(structure).take((scan as usize).saturating_add(1));
    scans.last().map_or(0, |(frame, _)| frame)
}

/// Changes coefficients, samples and quantisers of a file; its process, its other segments and scans stay as they are.
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
    frames: Frames,
}

impl<D: AsRef<[u8]>> Editing<D> {
    /// Takes a file and what to change in it.
    pub fn new(data: D, edits: Edits, limits: &Limits) -> Result<Self, Error> {
        let frames = Frames::new(data.as_ref(), edits.frames(), limits)?;
        Ok(Self {
            data,
            edits,
            limits: *limits,
            frames,
        })
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self) -> Option<usize> {
        self.frames.step(self.data.as_ref())
    }

    /// The new file.
    pub fn finish(self) -> Result<Outcome<Vec<u8>>, Error> {
        let (frames, structure, warnings) = self.frames.finish();
        let data = self.data.as_ref();
        let value = rewritten(data, frames, &structure, &self.edits, &self.limits)?;
        Ok(Outcome { value, warnings })
    }
}

fn rewritten(
    data: &[u8],
    mut frames: Vec<EditedFrame>,
    structure: &Structure,
    edits: &Edits,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    values::set(&mut frames, edits, structure)?;
    let mut patches = scans::patches(data, &frames, structure, edits, limits)?;
    let before = edits.coefficients.len() + edits.samples.len();
    for (edit, number) in edits.quantisers.iter().zip(before as u64..) {
        patches.push(quantisers::patch(data, structure, edit, number)?);
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
