//! What a decoder has passed needs not be passed again to explain it.

use super::Tracer;
use crate::jpeg::Decoder;

impl<D: AsRef<[u8]>> Tracer<D> {
    /// Takes over where the scans stood before each row of MCUs, as far as a decoder of the same file
    /// [remembers](Decoder::remembering) it.
    pub fn learn<E: AsRef<[u8]>>(&mut self, decoder: &Decoder<E>) {
        let (Some(image), Some((history, running))) = (&mut self.image, decoder.passed()) else {
            return;
        };
        let Some(frame) = image.frames.first() else {
            return;
        };
        let scans = image.scans.iter().map(|s| &s.scan.segment);
        if !scans.eq(running.iter().map(|r| &r.scan.segment)) {
            return;
        }
        for mark in history.marks() {
            for (traced, state) in image.scans.iter_mut().zip(&mark.states) {
                traced.keep(frame, state);
            }
        }
    }
}
