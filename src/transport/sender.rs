//! A picture, or a file, to datagrams; and what was asked for, again.

use super::datagram::{read, Colour, Datagram, Heading, Order, Pixel, FRAME_BYTES};
use super::{pickle, recovery, Coding, LONGEST_BYTES};
use crate::{Code, Error, Image, Resolution};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::ops::Range;

/// Pixels a side of a tile.
pub(super) const TILE_PX: u32 = 16;
/// Most bytes that a datagram carries beside what frames it.
const LOAD_BYTES: usize = LONGEST_BYTES - FRAME_BYTES;
/// Datagrams between two headings.
const HEADING_EVERY: u32 = 250;

/// What is sent.
pub enum Content {
    /// A picture, pixel by pixel in one way or another. Opacity travels where it is not full everywhere.
    Picture(Image),
    /// A file as it is, with the size of its picture, to be told first.
    File {
        /// The file.
        bytes: Vec<u8>,
        /// Width and height in pixels; 0 where unknown.
        size: (u32, u32),
    },
}

/// How it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What datagrams hold.
    pub coding: Coding,
    /// The order of single pixels.
    pub order: Order,
    /// Pixels a metre, told with the size.
    pub resolution: Option<Resolution>,
    /// Tells transfers apart.
    pub transfer: u16,
    /// Bytes of a chunk of a file: even, 2 to 1180.
    pub chunk_bytes: u16,
    /// Chunks that are repaired together.
    pub group: u8,
    /// Repairs that are sent for each group; 0: none.
    pub repairs: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            coding: Coding::Pickle(4),
            order: Order::Columns,
            resolution: None,
            transfer: 1,
            chunk_bytes: 1024,
            group: 16,
            repairs: 0,
        }
    }
}

/// What is to be sent next.
enum Work {
    /// The heading, so many times.
    Heading(u8),
    Parts(Range<u32>),
    /// Repairs of all groups, by their number.
    Repairs(u32),
    End,
}

/// Gives datagrams one by one.
pub struct Sender {
    heading: Heading,
    content: Content,
    opaque: bool,
    queue: VecDeque<Work>,
    /// Parts of the first time round that have been sent.
    since_heading: u32,
    /// The repairs of the group they were made of last.
    made: Option<(u32, Vec<Vec<u8>>)>,
    finished: bool,
}

impl Sender {
    /// Refuses pictures of no or too large a size, contents that the coding cannot hold, and chunks that fit no datagram.
    pub fn new(content: Content, settings: &Settings) -> Result<Self, Error> {
        let refuse = |code, value| Err(Error::at_bit(code, 0).with(value));
        let chunk = settings.chunk_bytes;
        let (width, height, file_bytes) = match &content {
            Content::Picture(image) => {
                if image.width == 0 || image.height == 0 {
                    return refuse(Code::ZeroDimension, 0);
                }
                for (code, side) in [
                    (Code::LimitWidth, image.width),
                    (Code::LimitHeight, image.height),
                ] {
                    if side > u16::MAX.into() {
                        return refuse(code, side.into());
                    }
                }
                if settings.coding == Coding::File {
                    return refuse(Code::Parameter, 0);
                }
                (image.width, image.height, 0)
            }
            Content::File { bytes, size } => {
                if bytes.is_empty() {
                    return refuse(Code::Empty, 0);
                }
                if settings.coding != Coding::File {
                    return refuse(Code::Parameter, 0);
                }
                if chunk < 2
                    || chunk % 2 != 0
                    || usize::from(chunk) > LOAD_BYTES - 2
                    || settings.group == 0
                {
                    return refuse(Code::Parameter, chunk.into());
                }
                let Ok(length) = u32::try_from(bytes.len()) else {
                    return refuse(Code::LimitMemory, bytes.len() as u64);
                };
                (size.0, size.1, length)
            }
        };
        let heading = Heading {
            transfer: settings.transfer,
            coding: settings.coding,
            order: settings.order,
            width,
            height,
            resolution: settings.resolution,
            file_bytes,
            chunk_bytes: chunk,
            group: settings.group,
            repairs: settings.repairs,
        };
        let all = Work::Parts(0..heading.parts());
        let queue = match settings.coding {
            Coding::Pickle(_) => VecDeque::from([all]),
            Coding::File if settings.repairs > 0 => {
                VecDeque::from([Work::Heading(2), all, Work::Repairs(0), Work::End])
            }
            _ => VecDeque::from([Work::Heading(2), all, Work::End]),
        };
        let opaque = match &content {
            Content::Picture(image) => image.rgba.chunks_exact(4).all(|p| p[3] == 255),
            Content::File { .. } => true,
        };
        Ok(Self {
            heading,
            content,
            opaque,
            queue,
            since_heading: 0,
            made: None,
            finished: false,
        })
    }

    /// Sends opacity with each pixel, even where it is full everywhere, as the pickles of pictures with an alpha channel have it.
    pub fn with_opacity(mut self) -> Self {
        self.opaque = false;
        self
    }

    /// What is told first.
    pub fn heading(&self) -> &Heading {
        &self.heading
    }

    /// The receiver has said that nothing is missing.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Puts the next datagram in place of what `out` holds; false where there is nothing to send, until more is asked for.
    pub fn next(&mut self, out: &mut Vec<u8>) -> bool {
        let transfer = self.heading.transfer;
        while let Some(work) = self.queue.pop_front() {
            match work {
                Work::Heading(0) => {}
                Work::Heading(times) => {
                    self.queue.push_front(Work::Heading(times - 1));
                    Datagram::Heading(self.heading).write(out);
                    return true;
                }
                Work::End => {
                    Datagram::End { transfer }.write(out);
                    return true;
                }
                Work::Parts(parts) if parts.is_empty() => {}
                Work::Parts(parts) => {
                    let next = self.part(&parts, out).max(parts.start + 1);
                    self.queue
                        .push_front(Work::Parts(next.min(parts.end)..parts.end));
                    self.since_heading += 1;
                    if self.since_heading == HEADING_EVERY {
                        self.since_heading = 0;
                        if !matches!(self.heading.coding, Coding::Pickle(_)) {
                            self.queue.push_front(Work::Heading(1));
                        }
                    }
                    return true;
                }
                Work::Repairs(at) => {
                    if self.repair(at, out) {
                        self.queue.push_front(Work::Repairs(at + 1));
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Asks the receiver again what is missing.
    pub fn ask(&mut self) {
        if self.queue.is_empty() && !matches!(self.heading.coding, Coding::Pickle(_)) {
            self.queue.push_back(Work::Heading(1));
            self.queue.push_back(Work::End);
        }
    }

    /// Takes what the receiver says; true where it was understood.
    pub fn take(&mut self, datagram: &[u8]) -> bool {
        let Some(Datagram::Missing { transfer, parts }) = read(datagram) else {
            return false;
        };
        if transfer != self.heading.transfer {
            return false;
        }
        if parts.is_empty() {
            self.finished = true;
            self.queue.clear();
            return true;
        }
        // What it lacks now is known better than before; while something is being sent, the same would be sent twice.
        if self.queue.is_empty() {
            let all = self.heading.parts();
            let within = |part: Range<u32>| part.start.min(all)..part.end.min(all);
            self.queue
                .extend(parts.into_iter().map(within).map(Work::Parts));
            self.queue.push_back(Work::End);
        }
        true
    }

    /// Writes the datagram that begins with a part; gives the part behind it.
    fn part(&self, parts: &Range<u32>, out: &mut Vec<u8>) -> u32 {
        let (image, heading) = match &self.content {
            Content::Picture(image) => (image, &self.heading),
            Content::File { bytes, .. } => {
                let number = parts.start;
                let transfer = self.heading.transfer;
                let bytes = chunk(bytes, &self.heading, number);
                Datagram::Chunk {
                    transfer,
                    number,
                    bytes,
                }
                .write(out);
                return number + 1;
            }
        };
        let (x, y) = heading.place(parts.start);
        match heading.coding {
            Coding::Tiles => {
                let across = heading.width.div_ceil(TILE_PX).max(1);
                let (left, top) = (
                    parts.start % across * TILE_PX,
                    parts.start / across * TILE_PX,
                );
                let width = heading.width.saturating_sub(left).min(TILE_PX);
                let height = heading.height.saturating_sub(top).min(TILE_PX);
                self.block(image, (left, top), (width, height), out);
                parts.start + 1
            }
            Coding::Rows => {
                let most = LOAD_BYTES / self.colour_bytes();
                let width = (heading.width - x)
                    .min(parts.end - parts.start)
                    .min(most.min(255) as u32);
                self.block(image, (x, y), (width, 1), out);
                parts.start + width
            }
            Coding::Runs => self.runs(image, parts, out),
            coding => {
                let pixel = Pixel {
                    x: x as u16,
                    y: y as u16,
                    colour: self.colour(image, x, y),
                };
                if let Coding::Pickle(protocol) = coding {
                    out.clear();
                    pickle::write(&pixel, protocol, out);
                } else {
                    Datagram::Pixel(pixel).write(out);
                }
                parts.start + 1
            }
        }
    }

    fn colour_bytes(&self) -> usize {
        if self.opaque {
            3
        } else {
            4
        }
    }

    fn colour(&self, image: &Image, x: u32, y: u32) -> Colour {
        let at = (y as usize * image.width as usize + x as usize) * 4;
        match image.rgba.get(at..at + 4) {
            Some(&[r, g, b, _]) if self.opaque => Colour::Rgb([r, g, b]),
            Some(&[r, g, b, a]) => Colour::Rgba([r, g, b, a]),
            _ => Colour::Rgb([0; 3]),
        }
    }

    fn block(&self, image: &Image, (x, y): (u32, u32), size: (u32, u32), out: &mut Vec<u8>) {
        let mut colours = Vec::with_capacity(LOAD_BYTES);
        for row in y..y + size.1 {
            for column in x..x + size.0 {
                colours.extend(self.colour(image, column, row).values());
            }
        }
        Datagram::Block {
            transfer: self.heading.transfer,
            x: x as u16,
            y: y as u16,
            width: size.0 as u8,
            height: size.1 as u8,
            opaque: self.opaque,
            colours: &colours,
        }
        .write(out);
    }

    fn runs(&self, image: &Image, parts: &Range<u32>, out: &mut Vec<u8>) -> u32 {
        let mut runs = Vec::with_capacity(LOAD_BYTES);
        let mut at = parts.start;
        while at < parts.end && runs.len() + 1 + self.colour_bytes() <= LOAD_BYTES {
            let colour_at = |part: u32| {
                let (x, y) = self.heading.place(part);
                self.colour(image, x, y)
            };
            let colour = colour_at(at);
            let end = parts.end.min(at.saturating_add(256));
            let more = (at + 1..end)
                .take_while(|&part| colour_at(part) == colour)
                .count();
            runs.push(more as u8);
            runs.extend(colour.values());
            at += 1 + more as u32;
        }
        let (x, y) = self.heading.place(parts.start);
        Datagram::Runs {
            transfer: self.heading.transfer,
            width: self.heading.width as u16,
            x: x as u16,
            y: y as u16,
            opaque: self.opaque,
            runs: &runs,
        }
        .write(out);
        at
    }

    /// Writes a repair, group by group; false behind the last.
    fn repair(&mut self, at: u32, out: &mut Vec<u8>) -> bool {
        let each = u32::from(self.heading.repairs.max(1));
        let (group, number) = (at / each, at % each);
        let Content::File { bytes, .. } = &self.content else {
            return false;
        };
        if group >= recovery::groups(&self.heading) {
            return false;
        }
        if self.made.as_ref().is_none_or(|&(of, _)| of != group) {
            let members: Vec<&[u8]> = recovery::members(&self.heading, group)
                .map(|number| chunk(bytes, &self.heading, number))
                .collect();
            self.made = Some((group, recovery::repairs(&self.heading, members.into_iter())));
        }
        let made = self
            .made
            .as_ref()
            .and_then(|(_, all)| all.get(number as usize));
        Datagram::Repair {
            transfer: self.heading.transfer,
            group,
            number: number as u8,
            bytes: made.map_or(&[], |bytes| bytes),
        }
        .write(out);
        true
    }
}

/// A chunk of the file.
fn chunk<'a>(bytes: &'a [u8], heading: &Heading, number: u32) -> &'a [u8] {
    let each = usize::from(heading.chunk_bytes);
    let from = (number as usize).saturating_mul(each).min(bytes.len());
    let to = from.saturating_add(each).min(bytes.len());
    bytes.get(from..to).unwrap_or(&[])
}
