//! The samples of a lossless frame: what its edits start from, to be looked at.

use super::frames::{Brought, Frames};
use super::scans::lossless_plans;
use crate::jpeg::frame::SamplePlane;
use crate::jpeg::rewrite::lossless::LosslessPlan;
use crate::{Error, Limits};
use alloc::vec::Vec;

/// The samples of a lossless frame, read in bounded steps.
#[derive(Debug)]
pub struct FrameSamples {
    number: u32,
    /// While it is read.
    frames: Option<Frames>,
    limits: Limits,
    planes: Vec<SamplePlane>,
    /// How its scans predict them.
    plans: Vec<LosslessPlan>,
}

impl FrameSamples {
    /// Begins with the frame of this number: 0, but in hierarchical images. See [`frame_of`](super::frame_of).
    pub fn new(data: &[u8], number: u32, limits: &Limits) -> Result<Self, Error> {
        let frames = Frames::new(data, [number].to_vec(), limits)?;
        Ok(Self {
            number,
            frames: Some(frames),
            limits: *limits,
            planes: Vec::new(),
            plans: Vec::new(),
        })
    }

    /// Does a bounded piece of work; the byte of the file reached, or nothing where all is read.
    pub fn step(&mut self, data: &[u8]) -> Option<usize> {
        let reached = self.frames.as_mut()?.step(data);
        if reached.is_none() {
            let (frames, structure, _) = self.frames.take()?.finish();
            for frame in frames.into_iter().filter(|f| f.number == self.number) {
                self.plans = lossless_plans(&frame, &structure, &self.limits);
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

    /// What the scan of a component predicts a sample by, T.81 H.1.2.1, in its own units: samples without their point transform, a
    /// difference less than the sample. `None` where nothing is predicted, as in differential frames.
    pub fn prediction(&self, component: u16, x: u32, y: u32) -> Option<i32> {
        let component = component.into();
        let found = self.plans.iter();
        let mut found = found.filter_map(|plan| plan.prediction(&self.planes, component, x, y));
        found.next()
    }
}
