//! The samples of a lossless frame: what its edits start from, to be looked at.

use super::frames::{Brought, Frames};
use crate::jpeg::frame::SamplePlane;
use crate::{Error, Limits};
use alloc::vec::Vec;

/// The samples of a lossless frame, read in bounded steps.
#[derive(Debug)]
pub struct FrameSamples {
    number: u32,
    /// While it is read.
    frames: Option<Frames>,
    planes: Vec<SamplePlane>,
}

impl FrameSamples {
    /// Begins with the frame of this number: 0, but in hierarchical images. See [`frame_of`](super::frame_of).
    pub fn new(data: &[u8], number: u32, limits: &Limits) -> Result<Self, Error> {
        let frames = Frames::new(data, [number].to_vec(), limits)?;
        Ok(Self {
            number,
            frames: Some(frames),
            planes: Vec::new(),
        })
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self, data: &[u8]) -> Option<usize> {
        let reached = self.frames.as_mut()?.step(data);
        if reached.is_none() {
            let frames = self.frames.take().map(Frames::finish);
            let frames = frames.into_iter().flat_map(|(frames, ..)| frames);
            for frame in frames.filter(|frame| frame.number == self.number) {
                if let Brought::Samples(planes) = frame.brought {
                    self.planes = planes;
                }
            }
        }
        reached
    }

    /// A sample as a decoder gives it; in differential frames the difference to the reference, modulo 2^16. `None` where the frame
    /// has none: blocks of coefficients have no samples of their own.
    pub fn sample(&self, component: u16, x: u32, y: u32) -> Option<u16> {
        let plane = self.planes.get(usize::from(component))?;
        let line = plane.lines(y..y.checked_add(1)?);
        let sample = line.get(usize::try_from(x).ok()?)?;
        Some(sample << plane.shift.min(15))
    }
}
