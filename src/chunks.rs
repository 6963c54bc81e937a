//! Files that are made line by line, and never need to be whole in memory.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// Something that is written as a head, lines and a foot.
pub(crate) trait Lines {
    /// Appends what comes before the lines.
    fn head(&self, out: &mut Vec<u8>);
    /// Number of lines.
    fn count(&self) -> u32;
    /// Appends a line.
    fn line(&self, line: u32, out: &mut Vec<u8>);
    /// Appends what comes after the lines.
    fn foot(&self, _out: &mut Vec<u8>) {}
}

/// Hands out a file in chunks.
///
/// ```
/// use pixelbits::{pnm, Bitmap};
/// let bitmap = Bitmap::new(2, 1, 1, Bitmap::grey_ramp(1), vec![0, 1])?;
/// let mut chunks = pnm::write((&bitmap).into(), pnm::Kind::BitmapText)?;
/// let mut file = Vec::new();
/// while chunks.next_chunk(&mut file, 1 << 16) {}
/// assert_eq!(file, b"P1\n# 0 = white, 1 = black\n2 1\n10\n");
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub struct Chunks<'a> {
    lines: Box<dyn Lines + 'a>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Head,
    Line(u32),
    Finished,
}

impl fmt::Debug for Chunks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks")
            .field("stage", &self.stage)
            .finish()
    }
}

impl<'a> Chunks<'a> {
    pub(crate) fn new(lines: impl Lines + 'a) -> Self {
        Self {
            lines: Box::new(lines),
            stage: Stage::Head,
        }
    }

    /// Appends the next chunk: lines up to `limit` bytes, and what the line that reaches it has beyond. `false` where
    /// nothing is left.
    pub fn next_chunk(&mut self, out: &mut Vec<u8>, limit: usize) -> bool {
        let end = out.len().saturating_add(limit.max(1));
        let before = out.len();
        while out.len() < end {
            match self.stage {
                Stage::Head => {
                    self.lines.head(out);
                    self.stage = Stage::Line(0);
                }
                Stage::Line(line) if line < self.lines.count() => {
                    self.lines.line(line, out);
                    self.stage = Stage::Line(line + 1);
                }
                Stage::Line(_) => {
                    self.lines.foot(out);
                    self.stage = Stage::Finished;
                }
                Stage::Finished => break,
            }
        }
        out.len() > before
    }

    /// Lines handed out, and lines in all.
    pub fn progress(&self) -> (u32, u32) {
        let all = self.lines.count();
        match self.stage {
            Stage::Head => (0, all),
            Stage::Line(line) => (line, all),
            Stage::Finished => (all, all),
        }
    }

    /// Goes on behind the first so many lines, as if they had been handed out.
    pub const fn after_lines(mut self, lines: u32) -> Self {
        self.stage = Stage::Line(lines);
        self
    }

    /// Whether everything has been handed out.
    pub const fn is_finished(&self) -> bool {
        matches!(self.stage, Stage::Finished)
    }

    /// What is left, at once: for small pictures.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while self.next_chunk(&mut out, usize::MAX) {}
        out
    }
}
