//! From pixels to bits and back. A pixel's bytes are first filtered, a row at a time, and then deflated: its bits are those of the literals
//! and copies that made its bytes, and what a literal stands for is a difference to what the row's filter predicts.

use super::deflate::{Kind, Mark, Symbol, Symbols};
use super::SIGNATURE;
use crate::pixelmap::{Channel, PixelMap, PixelSpan};
use crate::trace::Role;
use crate::Limits;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// Bits of the zlib header: RFC 1950 2.2.
const ZLIB_HEADER_BITS: u64 = 16;

/// What leads from the pixels of a PNG file to its bits and back; `None` where its header makes no sense or there is nothing deflated.
///
/// Literals are of the role [`Role::Pixel`], or [`Role::Escape`] where they name the filter of a row; copies of [`Role::RunLength`], with
/// `distance << 9 | length` as their value, and the pixels that they make in the first row that they reach. What begins a block is of
/// [`Role::HuffmanTable`]. A code that lies in several bytes comes in several pieces: deflate fills bytes from their least significant bit on.
pub fn map<'a>(data: &'a [u8], _: &Limits) -> Option<Box<dyn PixelMap + 'a>> {
    let (header, chunks) = chunks(data);
    let mut stream = Vec::new();
    let mut places = Vec::new();
    for bytes in chunks {
        places.push((stream.len(), bytes.start));
        stream.extend_from_slice(data.get(bytes)?);
    }
    let layout = Layout::new(data.get(header?)?)?;
    let first = Mark {
        pos: ZLIB_HEADER_BITS,
        made: 0,
    };
    let mut symbols = Symbols::new(&stream, first);
    let mut marks = Vec::new();
    loop {
        marks.extend(symbols.at_block());
        if symbols.next().is_none() {
            break;
        }
    }
    Some(Box::new(Deflated {
        stream,
        places,
        marks,
        layout,
    }))
}

/// The data of the header, and of every chunk of the picture, as far as the file goes: PNG 5.3.
fn chunks(data: &[u8]) -> (Option<Range<usize>>, Vec<Range<usize>>) {
    let (mut header, mut pictures) = (None, Vec::new());
    let mut at = SIGNATURE.len();
    while let Some(&[a, b, c, d, ref kind @ ..]) = data.get(at..).and_then(<[u8]>::first_chunk::<8>)
    {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let start = at + 8;
        let end = start.saturating_add(length).min(data.len());
        match kind {
            b"IHDR" if header.is_none() => header = Some(start..end),
            b"IDAT" => pictures.push(start..end),
            b"IEND" => break,
            _ => {}
        }
        at = end.saturating_add(4);
    }
    (header, pictures)
}

/// Some of the picture's pixels, one after the other: every `dx`-th of every `dy`-th row.
#[derive(Clone, Copy, Debug)]
struct Pass {
    x: u32,
    y: u32,
    dx: u32,
    dy: u32,
    width: u32,
    height: u32,
    /// Bytes before it.
    start: u64,
    /// Bytes of a row, that of its filter included.
    stride: u64,
}

/// PNG 8.1: first column and row, and the steps from one to the next.
const ADAM7: [[u32; 4]; 7] = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
];

/// How pixels become bytes: PNG 7.2.
#[derive(Clone, Debug)]
struct Layout {
    passes: Vec<Pass>,
    /// Of a pixel.
    bits: u64,
    /// Of a sample.
    depth: u64,
    channels: &'static [Channel],
}

/// What a byte is, that was deflated.
enum Byte {
    /// How the row from this pixel on is filtered.
    Filter { y: u32 },
    /// Of so many pixels from this one on, each `step` columns from the one before.
    Pixels {
        x: u32,
        y: u32,
        count: u32,
        step: u32,
        channel: Channel,
    },
}

impl Layout {
    /// Of the data of an IHDR chunk: PNG 11.2.1.
    fn new(header: &[u8]) -> Option<Self> {
        let &[a, b, c, d, e, f, g, h, depth, colour, _, _, interlace] = header.first_chunk()?;
        let width = u32::from_be_bytes([a, b, c, d]);
        let height = u32::from_be_bytes([e, f, g, h]);
        let channels: &[Channel] = match colour {
            0 | 3 => &[Channel::Whole],
            2 => &[Channel::Red, Channel::Green, Channel::Blue],
            4 => &[Channel::Whole, Channel::Alpha],
            6 => &[Channel::Red, Channel::Green, Channel::Blue, Channel::Alpha],
            _ => return None,
        };
        let makes_sense = match colour {
            0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
            3 => matches!(depth, 1 | 2 | 4 | 8),
            _ => matches!(depth, 8 | 16),
        };
        if !makes_sense || width == 0 || height == 0 || width.max(height) > i32::MAX as u32 {
            return None;
        }
        let depth = u64::from(depth);
        let bits = depth * channels.len() as u64;
        let all: &[[u32; 4]] = match interlace {
            0 => &[[0, 0, 1, 1]],
            1 => &ADAM7,
            _ => return None,
        };
        let mut passes = Vec::new();
        let mut start: u64 = 0;
        for &[x, y, dx, dy] in all {
            let width = width.saturating_sub(x).div_ceil(dx);
            let height = height.saturating_sub(y).div_ceil(dy);
            if width == 0 || height == 0 {
                continue;
            }
            let stride = 1 + (u64::from(width) * bits).div_ceil(8);
            passes.push(Pass {
                x,
                y,
                dx,
                dy,
                width,
                height,
                start,
                stride,
            });
            // Below 2³¹ · (1 + 2³¹ · 8).
            start = start.checked_add(stride.checked_mul(height.into())?)?;
        }
        Some(Self {
            passes,
            bits,
            depth,
            channels,
        })
    }

    /// What byte number `at` is; nothing behind the last pixel.
    fn byte(&self, at: u64) -> Option<Byte> {
        let behind = self.passes.partition_point(|pass| pass.start <= at);
        let pass = self.passes.get(behind.checked_sub(1)?)?;
        let (row, column) = (
            (at - pass.start) / pass.stride,
            (at - pass.start) % pass.stride,
        );
        let row = u32::try_from(row).ok().filter(|&row| row < pass.height)?;
        let y = pass.y + row * pass.dy;
        let Some(byte) = column.checked_sub(1) else {
            return Some(Byte::Filter { y });
        };
        let first = (byte * 8 / self.bits) as u32;
        let sample = byte * 8 % self.bits / self.depth;
        Some(Byte::Pixels {
            x: pass.x + first * pass.dx,
            y,
            count: ((8 / self.bits).max(1) as u32).min(pass.width - first),
            step: pass.dx,
            channel: self
                .channels
                .get(sample as usize)
                .copied()
                .unwrap_or_default(),
        })
    }

    /// The bytes of a pixel.
    fn bytes(&self, x: u32, y: u32) -> Option<Range<u64>> {
        let pass = self.passes.iter().find(|pass| {
            x >= pass.x && y >= pass.y && (x - pass.x) % pass.dx == 0 && (y - pass.y) % pass.dy == 0
        })?;
        let (column, row) = ((x - pass.x) / pass.dx, (y - pass.y) / pass.dy);
        if column >= pass.width || row >= pass.height {
            return None;
        }
        let before = pass.start + u64::from(row) * pass.stride + 1;
        let bit = u64::from(column) * self.bits;
        Some(before + bit / 8..before + (bit + self.bits).div_ceil(8))
    }

    /// What a symbol says about pixels; its place is filled in later.
    fn said(&self, symbol: &Symbol) -> PixelSpan {
        let none = PixelSpan {
            start: 0,
            bits: 0,
            role: Role::Unclaimed,
            x: 0,
            y: 0,
            count: 0,
            step: 1,
            channel: Channel::Whole,
            value: 0,
        };
        match symbol.kind {
            Kind::Head => PixelSpan {
                role: Role::HuffmanTable,
                ..none
            },
            Kind::End => PixelSpan {
                role: Role::EndOfBlock,
                ..none
            },
            Kind::Literal(value) => match self.byte(symbol.made) {
                Some(Byte::Filter { y }) => PixelSpan {
                    role: Role::Escape,
                    y,
                    value: value.into(),
                    ..none
                },
                Some(Byte::Pixels {
                    x,
                    y,
                    count,
                    step,
                    channel,
                }) => PixelSpan {
                    role: Role::Pixel,
                    x,
                    y,
                    count,
                    step,
                    channel,
                    value: value.into(),
                    ..none
                },
                None => none,
            },
            Kind::Copy { length, distance } => {
                let (start, end) = (symbol.made, symbol.made + u64::from(length));
                let first = (start..end).find_map(|at| match self.byte(at)? {
                    Byte::Pixels { x, y, step, .. } => Some((at, x, y, step)),
                    Byte::Filter { .. } => None,
                });
                let value = u32::from(distance) << 9 | u32::from(length);
                let Some((at, x, y, step)) = first else {
                    return PixelSpan {
                        role: Role::RunLength,
                        value,
                        ..none
                    };
                };
                // Up to the end of the row: what comes next is the filter of another one.
                let last = (at..end)
                    .map_while(|at| match self.byte(at)? {
                        Byte::Pixels { x, count, .. } => Some(x + (count - 1) * step),
                        Byte::Filter { .. } => None,
                    })
                    .last();
                PixelSpan {
                    role: Role::RunLength,
                    x,
                    y,
                    count: last.map_or(0, |last| (last - x) / step + 1),
                    step,
                    value,
                    ..none
                }
            }
        }
    }
}

/// The deflated stream of a file, from which chunk what of it is, and where its blocks begin.
struct Deflated {
    stream: Vec<u8>,
    /// Of each chunk: where it begins in the stream, and in the file, in bytes.
    places: Vec<(usize, usize)>,
    marks: Vec<Mark>,
    layout: Layout,
}

impl Deflated {
    /// Symbols from the last block on that the condition holds for.
    fn from(&self, is_before: impl FnMut(&Mark) -> bool) -> impl Iterator<Item = Symbol> + '_ {
        let next = self.marks.partition_point(is_before);
        let mark = self.marks.get(next.saturating_sub(1));
        mark.into_iter()
            .flat_map(|&mark| Symbols::new(&self.stream, mark))
    }

    /// Adds the pieces of a symbol, one for each byte that it has bits of.
    fn push(&self, symbol: &Symbol, out: &mut Vec<PixelSpan>) {
        let said = self.layout.said(symbol);
        let end = symbol.start + u64::from(symbol.bits);
        let mut at = symbol.start;
        while at < end {
            let byte = (at / 8) as usize;
            let stop = (at / 8 * 8 + 8).min(end);
            let behind = self.places.partition_point(|&(stream, _)| stream <= byte);
            let place = behind.checked_sub(1).and_then(|n| self.places.get(n));
            if let Some((stream, file)) = place {
                let byte_start = (file + byte - stream) as u64 * 8;
                out.push(PixelSpan {
                    // Bits a … b of a byte counted from its end are bits 8 − b … 8 − a from its start.
                    start: byte_start + (at / 8 * 8 + 8 - stop),
                    bits: (stop - at) as u32,
                    ..said
                });
            }
            at = stop;
        }
    }

    /// The first byte of the stream that stands at this byte of the file or behind it.
    fn in_stream(&self, file_byte: u64) -> usize {
        let behind = self
            .places
            .partition_point(|&(_, file)| file as u64 <= file_byte);
        let Some((stream, file)) = behind.checked_sub(1).and_then(|n| self.places.get(n)) else {
            return 0;
        };
        let next = self.places.get(behind).map(|&(stream, _)| stream);
        let within = usize::try_from(file_byte - *file as u64).unwrap_or(usize::MAX);
        stream
            .saturating_add(within)
            .min(next.unwrap_or(self.stream.len()))
    }
}

impl PixelMap for Deflated {
    fn window(&self, window: Range<u64>) -> Vec<PixelSpan> {
        let from = self.in_stream(window.start / 8) as u64 * 8;
        let to = self.in_stream(window.end.div_ceil(8)) as u64 * 8;
        let mut spans = Vec::new();
        for symbol in self.from(|mark| mark.pos <= from) {
            if symbol.start >= to {
                break;
            }
            if symbol.start + u64::from(symbol.bits) > from {
                self.push(&symbol, &mut spans);
            }
        }
        spans.retain(|span| span.end() > window.start && span.start < window.end);
        spans.sort_by_key(|span| span.start);
        spans
    }

    fn bits_of(&self, x: u32, y: u32) -> Vec<PixelSpan> {
        let Some(bytes) = self.layout.bytes(x, y) else {
            return Vec::new();
        };
        let mut spans = Vec::new();
        for symbol in self.from(|mark| mark.made <= bytes.start) {
            if symbol.made >= bytes.end {
                break;
            }
            // A block may end, and another begin, in the middle of a pixel: that makes no byte of it.
            let makes = symbol.kind.bytes();
            if makes > 0 && symbol.made + makes > bytes.start {
                self.push(&symbol, &mut spans);
            }
        }
        spans.sort_by_key(|span| span.start);
        spans
    }
}
