//! Bits to text: whole, in chunks, or any rows directly.

use super::detect::{self, Extent};
use super::{digits, Columns, Grouping, Layout, Notation, Offsets, Source};
use crate::{Code, Error};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::ops::Range;

/// Bytes of the source that are turned into text at a time; a run of bits may touch one more.
const RUN_BYTES: usize = 1024;

/// A text that is made where it is asked for: holds the source and the layout, never the text.
///
/// Its *cells* are bits ([`Notation::Bits`]) or bytes (the others). All text is ASCII.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    source: Source<'a>,
    layout: Layout,
    /// Cells in all.
    cells: u64,
    /// Cells in a full row, at least 1.
    row_cells: u64,
    /// Hexadecimal digits of an offset: 8, more where the source has 4 GiB or more.
    offset_digits: u32,
    /// The first line that settles how the text is to be read; mostly empty.
    heading: String,
}

impl<'a> Text<'a> {
    /// A text of a source. Fails ([`Code::Parameter`]) for a number of columns outside 1–4096, and where rows of a picture
    /// are asked for that there is none of, or that fill no whole bytes.
    pub fn new(source: Source<'a>, layout: Layout) -> Result<Self, Error> {
        layout.check()?;
        let cells = match layout.notation {
            Notation::Bits => source.bits(),
            _ => source.bytes(),
        };
        let row_cells = match (layout.columns, layout.notation, source.row_bits()) {
            (Columns::Of(count), ..) => count.into(),
            (Columns::All, ..) => cells.max(1),
            (Columns::PictureRow, Notation::Bits, Some(bits)) if bits > 0 => bits,
            (Columns::PictureRow, _, Some(bits)) if bits > 0 && bits % 8 == 0 => bits / 8,
            (Columns::PictureRow, ..) => return Err(Error::at_bit(Code::Parameter, 0)),
        };
        let mut offset_digits = 8;
        while offset_digits < 16 && source.bytes() >> (4 * offset_digits) != 0 {
            offset_digits += 1;
        }
        let mut text = Self {
            source,
            layout,
            cells,
            row_cells,
            offset_digits,
            heading: String::new(),
        };
        text.heading = text.needed_heading();
        Ok(text)
    }

    /// The first line that the text needs so as to come back as the same bytes.
    fn needed_heading(&self) -> String {
        let mut heading = String::new();
        let name = self.layout.notation.name();
        // Writing to a String cannot fail.
        if self.cells == 0 {
            return heading;
        }
        if self.layout.notation == Notation::Bits {
            // The parser takes every matrix of bits for one, whatever its contents.
            if self.cells % 8 != 0 {
                let _ = writeln!(heading, "# pixelbits {name} {}", self.cells);
            }
            return heading;
        }
        // Of any four characters one is no blank, and a chunk is filled by half at least: the sample holds all that the
        // parser looks at.
        let mut sample = Vec::new();
        let end = self.chunk(0, &mut sample, 8 * detect::LOOKED_AT + 64);
        let extent = match end {
            Some(next) if next < self.cells => Extent::Cut,
            _ => Extent::Whole,
        };
        let taken_for = detect::detect(&sample, extent, None);
        if taken_for.notation != self.layout.notation {
            let _ = writeln!(heading, "# pixelbits {name}");
        }
        heading
    }

    /// The line that comes before the rows, with its line feed; empty where none is needed.
    pub fn heading(&self) -> &str {
        &self.heading
    }

    /// Number of rows, the heading not counted.
    pub const fn rows(&self) -> u64 {
        self.cells.div_ceil(self.row_cells)
    }

    /// Cells in a full row.
    pub const fn row_cells(&self) -> u64 {
        self.row_cells
    }

    /// The bits of the source that a row shows; empty past the end.
    pub fn row_bits(&self, row: u64) -> Range<u64> {
        let bits_a_cell = match self.layout.notation {
            Notation::Bits => 1,
            _ => 8,
        };
        let start = row.saturating_mul(self.row_cells).min(self.cells);
        let end = start.saturating_add(self.row_cells).min(self.cells);
        start * bits_a_cell..(end * bits_a_cell).min(self.source.bits())
    }

    /// Length of the whole text in bytes, heading included.
    pub fn text_bytes(&self) -> u64 {
        let full = self.cells / self.row_cells;
        let last = match self.cells % self.row_cells {
            0 => 0,
            rest => self.row_bytes(rest),
        };
        self.heading.len() as u64 + full * self.row_bytes(self.row_cells) + last
    }

    /// Length of a row of so many cells, offset and line feed included.
    const fn row_bytes(&self, cells: u64) -> u64 {
        let offset = match self.layout.offsets {
            Offsets::None => 0,
            Offsets::Column => self.offset_digits as u64 + 2 + self.rows_split_bytes() as u64,
        };
        let cells = match (self.layout.notation, self.layout.grouping) {
            (Notation::Bits, Grouping::None) => cells,
            (Notation::Bits, Grouping::Bytes) => cells + (cells - 1) / 8,
            (Notation::Hex, _) => 3 * cells - 1,
            (Notation::Decimal, _) => 4 * cells - 1,
        };
        offset + cells + 1
    }

    /// Whether a row may start inside a byte.
    const fn rows_split_bytes(&self) -> bool {
        matches!(self.layout.notation, Notation::Bits)
            && self.row_cells % 8 != 0
            && self.row_cells < self.cells
    }

    /// Appends some rows, each with its line feed; those past the end are left out. The cost is that of these rows alone.
    pub fn write_rows(&self, rows: Range<u64>, out: &mut Vec<u8>) {
        let end = rows.end.saturating_mul(self.row_cells).min(self.cells);
        self.write_cells(rows.start.saturating_mul(self.row_cells), end, out);
    }

    /// Appends about `limit` bytes of text (at most that many, or 64 if it is less), from cell `from` on, where 0 and the
    /// values returned are allowed. Returns where to go on, `None` at the end.
    ///
    /// Holds no state, so that a caller across a language border can keep one number instead of a borrowed value;
    /// [`Text::chunks`] is more convenient elsewhere.
    pub fn chunk(&self, from: u64, out: &mut Vec<u8>, limit: usize) -> Option<u64> {
        if from >= self.cells {
            return None;
        }
        let start = out.len();
        if from == 0 {
            out.extend_from_slice(self.heading.as_bytes());
        }
        let mut room = limit.max(64).saturating_sub(out.len() - start) as u64;
        let mut to = from;
        // The rest of a row that an earlier chunk began.
        let column = from % self.row_cells;
        if column != 0 {
            let stop = (from - column)
                .saturating_add(self.row_cells)
                .min(self.cells);
            // Every cell with its blank takes at most `widest` bytes, and the row's line feed one more.
            to = stop.min(from.saturating_add(self.cells_in(room)));
            room = room.saturating_sub(self.row_bytes(to - from));
            if to < stop {
                room = 0;
            }
        }
        let full = self.row_bytes(self.row_cells);
        to = to
            .saturating_add((room / full).saturating_mul(self.row_cells))
            .min(self.cells);
        if to == from {
            // Not even one row fits: as much of it as does.
            let stop = from.saturating_add(self.row_cells).min(self.cells);
            to = stop.min(from.saturating_add(self.cells_in(room)));
        }
        self.write_cells(from, to, out);
        (to < self.cells).then_some(to)
    }

    /// A number of cells within one row that surely fit into so many bytes, offset and line feed included; whole groups of
    /// eight, so that a row goes on as it would have without the cut.
    const fn cells_in(&self, room: u64) -> u64 {
        let widest_eight = match self.layout.notation {
            Notation::Bits => 9,
            Notation::Hex => 24,
            Notation::Decimal => 32,
        };
        let eights = room.saturating_sub(24) / widest_eight;
        if eights == 0 {
            8
        } else {
            eights * 8
        }
    }

    /// Appends cells `from..to` with the offsets and line feeds that belong to them.
    fn write_cells(&self, from: u64, to: u64, out: &mut Vec<u8>) {
        let mut buffer = [0; RUN_BYTES + 1];
        let mut row_start = from - from % self.row_cells;
        let mut at = from;
        while at < to {
            let row_end = row_start.saturating_add(self.row_cells).min(self.cells);
            if at == row_start {
                self.push_offset(row_start, out);
            }
            let stop = row_end.min(to);
            while at < stop {
                at += self.push_run(at..stop, at == row_start, &mut buffer, out);
            }
            if at == row_end {
                out.push(b'\n');
            }
            row_start = row_end;
        }
    }

    /// Appends the offset column of the row that starts at a cell.
    fn push_offset(&self, cell: u64, out: &mut Vec<u8>) {
        if self.layout.offsets == Offsets::None {
            return;
        }
        let byte = match self.layout.notation {
            Notation::Bits => cell / 8,
            _ => cell,
        };
        digits::push_number(out, byte, self.offset_digits);
        out.push(b':');
        if self.rows_split_bytes() {
            out.push(b'0' + (cell % 8) as u8);
        }
        out.push(b' ');
    }

    /// Appends cells of one row, as many as a run holds; returns how many (at least 1). `buffer` is for the source's use.
    fn push_run(
        &self,
        cells: Range<u64>,
        first: bool,
        buffer: &mut [u8; RUN_BYTES + 1],
        out: &mut Vec<u8>,
    ) -> u64 {
        let Range {
            start: at,
            end: stop,
        } = cells;
        if self.layout.notation == Notation::Bits {
            let skip = (at % 8) as u32;
            let count = (stop - at).min(RUN_BYTES as u64 * 8) as usize;
            let touched = (skip as usize + count).div_ceil(8);
            let bytes = self.source.load(at / 8, touched, buffer);
            match self.layout.grouping {
                Grouping::None => digits::push_bits(out, bytes, skip, count),
                Grouping::Bytes => {
                    if !first {
                        out.push(b' ');
                    }
                    digits::push_groups(out, bytes, skip, count);
                }
            }
            return count as u64;
        }
        let count = (stop - at).min(RUN_BYTES as u64) as usize;
        let bytes = self.source.load(at, count, buffer);
        if !first {
            out.push(b' ');
        }
        match self.layout.notation {
            Notation::Decimal => digits::push_decimal(out, bytes),
            _ => digits::push_hex(out, bytes),
        }
        count as u64
    }

    /// The text in chunks.
    pub const fn chunks(&self) -> Writer<'_, 'a> {
        Writer {
            text: self,
            next: Some(0),
        }
    }

    /// The whole text at once: for small sources.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(usize::try_from(self.text_bytes()).unwrap_or(0));
        self.chunk(0, &mut out, usize::MAX);
        out
    }
}

/// Hands out a text in chunks.
#[derive(Clone, Debug)]
pub struct Writer<'t, 'a> {
    text: &'t Text<'a>,
    next: Option<u64>,
}

impl Writer<'_, '_> {
    /// Appends the next chunk of at most `limit` bytes (or 64 if it is less); `false` where nothing is left.
    pub fn next_chunk(&mut self, out: &mut Vec<u8>, limit: usize) -> bool {
        let before = out.len();
        self.next = self.next.and_then(|from| self.text.chunk(from, out, limit));
        out.len() > before
    }
}
