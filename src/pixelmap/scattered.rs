//! Spans one by one, for the rare layouts whose bits follow no order of the picture.

use super::{PixelMap, PixelSpan};
use alloc::vec::Vec;
use core::ops::Range;

/// All spans of a picture.
#[derive(Clone, Debug)]
pub struct Scattered {
    spans: Vec<PixelSpan>,
}

impl Scattered {
    /// Spans in the order of the file.
    pub const fn new(spans: Vec<PixelSpan>) -> Self {
        Self { spans }
    }
}

impl PixelMap for Scattered {
    fn window(&self, window: Range<u64>) -> Vec<PixelSpan> {
        let first = self
            .spans
            .partition_point(|span| span.end() <= window.start);
        let behind = self.spans.partition_point(|span| span.start < window.end);
        let touched = self.spans.get(first..behind.max(first));
        touched.unwrap_or(&[]).to_vec()
    }

    fn bits_of(&self, x: u32, y: u32) -> Vec<PixelSpan> {
        let covers = |span: &&PixelSpan| span.covers(x, y);
        self.spans.iter().filter(covers).copied().collect()
    }
}
