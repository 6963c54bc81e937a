//! Binary datagrams. Numbers are big-endian.
//!
//! ```text
//! first byte   B0–BF: the kind in its low 3 bits, opacity in bit 3 (8). A pickle never begins so.
//! pixel        x 2, y 2, colour 3 or 4
//! all others   transfer 2, then … and last the CRC-32 of everything before it, 4
//!   heading      coding 1, order 1, width 4, height 4, pixels a metre 4 and 4, bytes of the file 4, of a chunk 2, chunks a group 1,
//!                repairs a group 1
//!   runs         x 2, y 2, width 2, then runs that go on with the next row: pixels − 1, colour
//!   block        x 2, y 2, width 1, height 1, colours row by row: a part of a row, or a tile
//!   chunk        number 4, bytes
//!   repair       group 4, number 1, bytes
//!   missing      pairs of numbers (see `numbers`): parts that are there, parts that are missing, …; none: all is there
//!   end          nothing: what is missing?
//! ```

use super::{numbers, Coding, LONGEST_BYTES};
use crate::bytes::Cursor;
use crate::png::crc::crc;
use crate::Resolution;
use alloc::vec::Vec;
use core::ops::Range;

/// A colour as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Red, green, blue.
    Rgb([u8; 3]),
    /// Red, green, blue, opacity.
    Rgba([u8; 4]),
}

impl Colour {
    /// The values that travel.
    pub fn values(&self) -> &[u8] {
        match self {
            Self::Rgb(values) => values,
            Self::Rgba(values) => values,
        }
    }

    /// With an opacity.
    pub const fn rgba(self) -> [u8; 4] {
        match self {
            Self::Rgb([r, g, b]) => [r, g, b, 255],
            Self::Rgba(values) => values,
        }
    }
}

/// A pixel as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixel {
    /// Pixels to its left.
    pub x: u16,
    /// Pixels above it.
    pub y: u16,
    /// Its colour.
    pub colour: Colour,
}

/// In which order single pixels are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Column by column, each from the top.
    #[default]
    Columns,
    /// Row by row, each from the left.
    Rows,
}

/// What is said first, and again, about a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Tells transfers apart.
    pub transfer: u16,
    /// What the datagrams hold.
    pub coding: Coding,
    /// The order of single pixels.
    pub order: Order,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// How large it wants to be.
    pub resolution: Option<Resolution>,
    /// Bytes of the file, where it is sent as such.
    pub file_bytes: u32,
    /// Bytes of each of its chunks but the last; even.
    pub chunk_bytes: u16,
    /// Chunks that are repaired together, at most.
    pub group: u8,
    /// Repairs for each group.
    pub repairs: u8,
}

impl Heading {
    /// Parts of the transfer: pixels, tiles or chunks.
    pub fn parts(&self) -> u32 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let parts = match self.coding {
            Coding::File => u64::from(self.file_bytes).div_ceil(self.chunk_bytes.max(1).into()),
            Coding::Tiles => {
                let tiles = |length: u32| u64::from(length.div_ceil(super::sender::TILE_PX));
                tiles(self.width) * tiles(self.height)
            }
            _ => pixels,
        };
        u32::try_from(parts).unwrap_or(u32::MAX)
    }

    /// The place of the pixel that is sent as this one.
    pub fn place(&self, part: u32) -> (u32, u32) {
        let columns = self.order == Order::Columns
            && matches!(self.coding, Coding::Pixels | Coding::Pickle(_));
        match columns {
            true => (part / self.height.max(1), part % self.height.max(1)),
            false => (part % self.width.max(1), part / self.width.max(1)),
        }
    }
}

/// A datagram that is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Datagram<'a> {
    Pixel(Pixel),
    Heading(Heading),
    Runs {
        transfer: u16,
        /// Width of the picture.
        width: u16,
        x: u16,
        y: u16,
        opaque: bool,
        /// Pixels − 1, colour; again and again.
        runs: &'a [u8],
    },
    Block {
        transfer: u16,
        x: u16,
        y: u16,
        width: u8,
        height: u8,
        opaque: bool,
        colours: &'a [u8],
    },
    Chunk {
        transfer: u16,
        number: u32,
        bytes: &'a [u8],
    },
    Repair {
        transfer: u16,
        group: u32,
        number: u8,
        bytes: &'a [u8],
    },
    Missing {
        transfer: u16,
        parts: Vec<Range<u32>>,
    },
    End {
        transfer: u16,
    },
}

const FIRST: u8 = 0xB0;
const ALPHA: u8 = 8;
const PIXEL: u8 = 0;
const HEADING: u8 = 1;
const RUNS: u8 = 2;
const BLOCK: u8 = 3;
const CHUNK: u8 = 4;
const REPAIR: u8 = 5;
const MISSING: u8 = 6;
const END: u8 = 7;

/// Bytes of a datagram besides what it carries: of a block, a chunk; that of runs is as long.
pub(super) const FRAME_BYTES: usize = 1 + 2 + 6 + 4;

/// Most bytes of what a request says is missing.
const REQUEST_BYTES: usize = LONGEST_BYTES - FRAME_BYTES - 10;

/// Numbers of codings in headings.
const CODINGS: [Coding; 5] = [
    Coding::Pixels,
    Coding::Runs,
    Coding::Rows,
    Coding::Tiles,
    Coding::File,
];

impl Datagram<'_> {
    /// Writes a datagram in place of what `out` holds.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.clear();
        let alpha = |opaque: bool| if opaque { 0 } else { ALPHA };
        let mut begin = |kind: u8, transfer: u16| {
            out.push(FIRST | kind);
            out.extend(transfer.to_be_bytes());
        };
        match *self {
            Self::Pixel(Pixel { x, y, colour }) => {
                let opaque = matches!(colour, Colour::Rgb(_));
                out.push(FIRST | PIXEL | alpha(opaque));
                out.extend(x.to_be_bytes());
                out.extend(y.to_be_bytes());
                out.extend(colour.values());
                return;
            }
            Self::Heading(heading) => {
                begin(HEADING, heading.transfer);
                let coding = CODINGS.iter().position(|&coding| coding == heading.coding);
                out.push(coding.unwrap_or(0) as u8);
                out.push(match heading.order {
                    Order::Columns => 0,
                    Order::Rows => 1,
                });
                let resolution = heading.resolution;
                let [x, y] = resolution.map_or([0, 0], |r| [r.x_per_metre, r.y_per_metre]);
                for word in [heading.width, heading.height, x, y, heading.file_bytes] {
                    out.extend(word.to_be_bytes());
                }
                out.extend(heading.chunk_bytes.to_be_bytes());
                out.extend([heading.group, heading.repairs]);
            }
            Self::Runs {
                transfer,
                width,
                x,
                y,
                opaque,
                runs,
            } => {
                begin(RUNS | alpha(opaque), transfer);
                [x, y, width]
                    .iter()
                    .for_each(|n| out.extend(n.to_be_bytes()));
                out.extend(runs);
            }
            Self::Block {
                transfer,
                x,
                y,
                width,
                height,
                opaque,
                colours,
            } => {
                begin(BLOCK | alpha(opaque), transfer);
                [x, y].iter().for_each(|n| out.extend(n.to_be_bytes()));
                out.extend([width, height]);
                out.extend(colours);
            }
            Self::Chunk {
                transfer,
                number,
                bytes,
            } => {
                begin(CHUNK, transfer);
                out.extend(number.to_be_bytes());
                out.extend(bytes);
            }
            Self::Repair {
                transfer,
                group,
                number,
                bytes,
            } => {
                begin(REPAIR, transfer);
                out.extend(group.to_be_bytes());
                out.push(number);
                out.extend(bytes);
            }
            Self::Missing {
                transfer,
                ref parts,
            } => {
                begin(MISSING, transfer);
                let full = out.len().saturating_add(REQUEST_BYTES);
                let mut at = 0;
                for part in parts {
                    numbers::write(part.start.saturating_sub(at), out);
                    numbers::write(part.end.saturating_sub(part.start), out);
                    at = part.end;
                    if out.len() > full {
                        break;
                    }
                }
            }
            Self::End { transfer } => begin(END, transfer),
        }
        let sum = crc(out);
        out.extend(sum.to_be_bytes());
    }
}

/// Understands a datagram; `None` where it is none.
pub(super) fn read(bytes: &[u8]) -> Option<Datagram<'_>> {
    let (&first, _) = bytes.split_first()?;
    if first & 0xF0 != FIRST || bytes.len() > LONGEST_BYTES {
        return None;
    }
    let opaque = first & ALPHA == 0;
    let kind = first & 7;
    if kind == PIXEL {
        let colour = match (opaque, bytes.get(5..)?) {
            (true, &[r, g, b]) => Colour::Rgb([r, g, b]),
            (false, &[r, g, b, a]) => Colour::Rgba([r, g, b, a]),
            _ => return None,
        };
        let mut cursor = Cursor::new(bytes.get(1..)?);
        let (x, y) = (cursor.u16_be().ok()?, cursor.u16_be().ok()?);
        return Some(Datagram::Pixel(Pixel { x, y, colour }));
    }
    let (body, sum) = bytes.split_last_chunk::<4>()?;
    if crc(body) != u32::from_be_bytes(*sum) {
        return None;
    }
    let mut cursor = Cursor::new(body.get(1..)?);
    let transfer = cursor.u16_be().ok()?;
    let rest = |bytes: usize| body.get(3 + bytes..);
    Some(match kind {
        HEADING => return heading(transfer, &mut cursor).map(Datagram::Heading),
        RUNS => Datagram::Runs {
            transfer,
            x: cursor.u16_be().ok()?,
            y: cursor.u16_be().ok()?,
            width: cursor.u16_be().ok()?,
            opaque,
            runs: rest(6)?,
        },
        BLOCK => Datagram::Block {
            transfer,
            x: cursor.u16_be().ok()?,
            y: cursor.u16_be().ok()?,
            width: cursor.u8().ok()?,
            height: cursor.u8().ok()?,
            opaque,
            colours: rest(6)?,
        },
        CHUNK => Datagram::Chunk {
            transfer,
            number: cursor.u32_be().ok()?,
            bytes: rest(4)?,
        },
        REPAIR => Datagram::Repair {
            transfer,
            group: cursor.u32_be().ok()?,
            number: cursor.u8().ok()?,
            bytes: rest(5)?,
        },
        MISSING => Datagram::Missing {
            transfer,
            parts: missing(&mut cursor)?,
        },
        _ => Datagram::End { transfer },
    })
}

fn heading(transfer: u16, cursor: &mut Cursor) -> Option<Heading> {
    let &coding = CODINGS.get(usize::from(cursor.u8().ok()?))?;
    let order = match cursor.u8().ok()? {
        0 => Order::Columns,
        1 => Order::Rows,
        _ => return None,
    };
    let mut word = || cursor.u32_be().ok();
    let (width, height) = (word()?, word()?);
    let (x_per_metre, y_per_metre) = (word()?, word()?);
    let file_bytes = word()?;
    let heading = Heading {
        transfer,
        coding,
        order,
        width,
        height,
        resolution: (x_per_metre > 0 && y_per_metre > 0).then_some(Resolution {
            x_per_metre,
            y_per_metre,
        }),
        file_bytes,
        chunk_bytes: cursor.u16_be().ok()?,
        group: cursor.u8().ok()?,
        repairs: cursor.u8().ok()?,
    };
    let chunk = usize::from(heading.chunk_bytes);
    let chunks = coding != Coding::File
        || (chunk > 0 && chunk % 2 == 0 && chunk <= LONGEST_BYTES && heading.group > 0);
    chunks.then_some(heading)
}

/// Ascending ranges, at most one for two bytes of the request.
fn missing(cursor: &mut Cursor) -> Option<Vec<Range<u32>>> {
    let mut parts = Vec::new();
    let mut at = 0u32;
    while cursor.peek().is_some() {
        let start = at.checked_add(numbers::read(cursor)?)?;
        at = start.checked_add(numbers::read(cursor)?)?;
        parts.push(start..at);
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let heading = Heading {
            transfer: 7,
            coding: Coding::File,
            order: Order::Rows,
            width: 272,
            height: 170,
            resolution: Some(Resolution {
                x_per_metre: 2835,
                y_per_metre: 2834,
            }),
            file_bytes: 100_001,
            chunk_bytes: 1000,
            group: 16,
            repairs: 4,
        };
        assert_eq!(heading.parts(), 101);
        let all = [
            Datagram::Pixel(Pixel {
                x: 1,
                y: 300,
                colour: Colour::Rgba([1, 2, 3, 4]),
            }),
            Datagram::Heading(heading),
            Datagram::Runs {
                transfer: 7,
                width: 9,
                x: 1,
                y: 2,
                opaque: true,
                runs: &[3, 4, 5, 6],
            },
            Datagram::Block {
                transfer: 7,
                x: 3,
                y: 4,
                width: 1,
                height: 2,
                opaque: false,
                colours: &[1; 8],
            },
            Datagram::Chunk {
                transfer: 7,
                number: 70_000,
                bytes: b"abc",
            },
            Datagram::Repair {
                transfer: 7,
                group: 2,
                number: 3,
                bytes: b"repair",
            },
            Datagram::Missing {
                transfer: 7,
                parts: alloc::vec![3..4, 200..1000],
            },
            Datagram::End { transfer: 7 },
        ];
        let mut bytes = Vec::new();
        for datagram in all {
            datagram.write(&mut bytes);
            assert_eq!(read(&bytes), Some(datagram));
            if bytes.len() > 9 {
                bytes[5] ^= 1;
                assert_eq!(read(&bytes), None, "its checksum tells");
            }
        }
    }

    #[test]
    fn a_pixel_takes_eight_bytes() {
        let mut bytes = Vec::new();
        let colour = Colour::Rgb([1, 2, 3]);
        Datagram::Pixel(Pixel { x: 4, y: 5, colour }).write(&mut bytes);
        assert_eq!(bytes, [0xB0, 0, 4, 0, 5, 1, 2, 3]);
    }
}
