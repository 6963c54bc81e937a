//! Run-length codes and texts: questions are answered by running the decoder again.

use super::{PixelMap, PixelSpan, RowOrder};
use alloc::vec::Vec;
use core::ops::Range;

/// Spans between two copies of the decoder: with 100 bytes a copy, less than half a byte a span.
const SPANS_APART: u32 = 256;

/// A decoder that can be copied, with copies of it at several places of a file.
///
/// The spans it yields follow each other in the file without gaps, and in the picture never go back: rows in the order
/// they are stored, columns from left to right.
#[derive(Clone, Debug)]
pub struct Replay<D> {
    marks: Vec<Mark<D>>,
    order: RowOrder,
    height: u32,
}

#[derive(Clone, Debug)]
struct Mark<D> {
    start: u64,
    place: (u32, u32),
    decoder: D,
}

impl<D: Iterator<Item = PixelSpan> + Clone> Replay<D> {
    /// Runs the decoder once, from its first span, of a picture whose rows are stored in this order.
    pub fn new(decoder: D, order: RowOrder, height: u32) -> Self {
        Self::by(decoder, order, height, D::next)
    }

    /// The same, in steps of which each may be several spans of one row.
    pub fn by(
        decoder: D,
        order: RowOrder,
        height: u32,
        step: impl Fn(&mut D) -> Option<PixelSpan>,
    ) -> Self {
        let mut replay = Self {
            marks: Vec::new(),
            order,
            height,
        };
        let mut since = SPANS_APART;
        // Behind the last pixel that any span so far made: a copy made there misses no span of later pixels.
        let mut behind = (0, 0);
        let mut now = decoder;
        loop {
            let before = (since >= SPANS_APART).then(|| now.clone());
            let Some(span) = step(&mut now) else {
                return replay;
            };
            let place = replay.place(&span);
            if let Some(decoder) = before.filter(|_| place >= behind) {
                since = 0;
                replay.marks.push(Mark {
                    start: span.start,
                    place,
                    decoder,
                });
            }
            since = since.saturating_add(span.count.max(1));
            if let Some(last) = span.count.checked_sub(1) {
                let x = span.x.saturating_add(last.saturating_mul(span.step));
                behind = behind.max((place.0, x.saturating_add(1)));
            }
        }
    }

    /// Stored row and column.
    const fn place(&self, span: &PixelSpan) -> (u32, u32) {
        (self.order.flip(span.y, self.height), span.x)
    }

    /// What the decoder yields from the last copy on that `is_before` holds for.
    fn from(&self, is_before: impl FnMut(&Mark<D>) -> bool) -> impl Iterator<Item = PixelSpan> {
        let next = self.marks.partition_point(is_before);
        let mark = self.marks.get(next.saturating_sub(1));
        mark.map(|mark| mark.decoder.clone()).into_iter().flatten()
    }
}

impl<D: Iterator<Item = PixelSpan> + Clone> PixelMap for Replay<D> {
    fn window(&self, window: Range<u64>) -> Vec<PixelSpan> {
        self.from(|mark| mark.start <= window.start)
            .skip_while(|span| span.end() <= window.start)
            .take_while(|span| span.start < window.end)
            .collect()
    }

    fn bits_of(&self, x: u32, y: u32) -> Vec<PixelSpan> {
        if y >= self.height {
            return Vec::new();
        }
        let wanted = (self.order.flip(y, self.height), x);
        self.from(|mark| mark.place <= wanted)
            .take_while(|span| self.place(span) <= wanted)
            .filter(|span| span.covers(x, y))
            .collect()
    }
}
