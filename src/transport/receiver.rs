//! Datagrams to a picture, or a file. What it keeps is bounded by [`Limits`] and by what came.

use super::canvas::{Canvas, Put};
use super::datagram::{read, Colour, Datagram, Heading, Pixel};
use super::{pickle, recovery, sender::TILE_PX, Coding};
use crate::{Image, Limits};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// What became of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It brought something new.
    New,
    /// All of it was there.
    Again,
    /// The size is told, as it was before.
    Heading,
    /// The sender asks what is missing.
    End,
    /// It is of another transfer, lies outside the picture, or is no datagram.
    Refused,
}

/// What came so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Datagrams, those that were refused included.
    pub datagrams: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Datagrams that brought nothing new.
    pub again: u64,
    /// Datagrams that were refused.
    pub refused: u64,
    /// Chunks that were made of repairs.
    pub repaired: u64,
}

/// Takes datagrams one by one.
pub struct Receiver {
    limits: Limits,
    canvas: Canvas,
    heading: Option<Heading>,
    chunks: BTreeMap<u32, Vec<u8>>,
    repairs: BTreeMap<(u32, u8), Vec<u8>>,
    counts: Counts,
}

impl Receiver {
    /// Waits for a picture within limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            canvas: Canvas::new(limits),
            heading: None,
            chunks: BTreeMap::new(),
            repairs: BTreeMap::new(),
            counts: Counts::default(),
        }
    }

    /// States the size, for senders that do not tell it. False where it is too large.
    pub fn set_size(&mut self, width: u32, height: u32) -> bool {
        self.canvas.set_size(width, height)
    }

    /// What the sender has told.
    pub fn heading(&self) -> Option<&Heading> {
        self.heading.as_ref()
    }

    /// What came so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Takes a datagram.
    pub fn take(&mut self, bytes: &[u8]) -> Taken {
        self.counts.datagrams += 1;
        self.counts.bytes += bytes.len() as u64;
        let taken = match read(bytes) {
            Some(datagram) => self.binary(datagram),
            None => match pickle::read(bytes) {
                Some(pixel) => self.pixel(pixel),
                None => Taken::Refused,
            },
        };
        match taken {
            Taken::Again => self.counts.again += 1,
            Taken::Refused => self.counts.refused += 1,
            _ => {}
        }
        taken
    }

    fn binary(&mut self, datagram: Datagram) -> Taken {
        let ours = |transfer| {
            self.heading
                .is_none_or(|heading| heading.transfer == transfer)
        };
        match datagram {
            Datagram::Pixel(pixel) => self.pixel(pixel),
            Datagram::Heading(heading) => self.begin(heading),
            Datagram::Runs {
                transfer,
                width,
                x,
                y,
                opaque,
                runs,
            } if ours(transfer) && width > 0 => {
                let mut place = (u32::from(x), u32::from(y));
                let runs = runs.chunks_exact(if opaque { 4 } else { 5 });
                let pixels = runs.flat_map(|run| {
                    let (&more, values) = run.split_first().unwrap_or((&0, &[]));
                    core::iter::repeat_n(values, usize::from(more) + 1)
                });
                let placed = pixels.map(|values| {
                    let at = place;
                    place.0 += 1;
                    if place.0 >= width.into() {
                        place = (0, place.1 + 1);
                    }
                    (at, values)
                });
                paint(&mut self.canvas, placed)
            }
            Datagram::Block {
                transfer,
                x,
                y,
                width,
                height,
                opaque,
                colours,
            } if ours(transfer) => {
                let each = if opaque { 3 } else { 4 };
                let rows = 0..u32::from(height);
                let places =
                    rows.flat_map(|row| (0..u32::from(width)).map(move |column| (column, row)));
                let places =
                    places.map(|(column, row)| (u32::from(x) + column, u32::from(y) + row));
                paint(&mut self.canvas, places.zip(colours.chunks_exact(each)))
            }
            Datagram::Chunk {
                transfer,
                number,
                bytes,
            } if ours(transfer) => self.chunk(number, bytes),
            Datagram::Repair {
                transfer,
                group,
                number,
                bytes,
            } if ours(transfer) => self.repair(group, number, bytes),
            Datagram::End { transfer } if ours(transfer) => Taken::End,
            _ => Taken::Refused,
        }
    }

    fn pixel(&mut self, pixel: Pixel) -> Taken {
        let Pixel { x, y, colour } = pixel;
        match self.canvas.put(x.into(), y.into(), colour) {
            Put::New => Taken::New,
            Put::Again => Taken::Again,
            Put::Outside => Taken::Refused,
        }
    }

    fn begin(&mut self, heading: Heading) -> Taken {
        if let Some(before) = &self.heading {
            return match *before == heading {
                true => Taken::Heading,
                false => Taken::Refused,
            };
        }
        let file = heading.coding == Coding::File;
        let fits = match file {
            true => {
                u64::from(heading.file_bytes) <= self.limits.memory_bytes && heading.parts() > 0
            }
            false => self.canvas.set_size(heading.width, heading.height),
        };
        if !fits {
            return Taken::Refused;
        }
        self.heading = Some(heading);
        Taken::New
    }

    /// Chunks are taken once it is known how many there are.
    fn chunk(&mut self, number: u32, bytes: &[u8]) -> Taken {
        let Some(heading) = self.heading.filter(|h| h.coding == Coding::File) else {
            return Taken::Refused;
        };
        if number >= heading.parts() || bytes.len() != length(&heading, number) {
            return Taken::Refused;
        }
        if self.chunks.contains_key(&number) {
            return Taken::Again;
        }
        self.chunks.insert(number, bytes.to_vec());
        self.restore(&heading, number % recovery::groups(&heading).max(1));
        Taken::New
    }

    fn repair(&mut self, group: u32, number: u8, bytes: &[u8]) -> Taken {
        let Some(heading) = self.heading.filter(|h| h.coding == Coding::File) else {
            return Taken::Refused;
        };
        let fits = bytes.len() == usize::from(heading.chunk_bytes);
        if group >= recovery::groups(&heading) || number >= heading.repairs || !fits {
            return Taken::Refused;
        }
        let whole = recovery::members(&heading, group).all(|n| self.chunks.contains_key(&n));
        if whole || self.repairs.contains_key(&(group, number)) {
            return Taken::Again;
        }
        self.repairs.insert((group, number), bytes.to_vec());
        self.restore(&heading, group);
        Taken::New
    }

    /// Makes what is missing of a group of its repairs, where there are enough of them.
    fn restore(&mut self, heading: &Heading, group: u32) {
        let repairs = self.repairs.range((group, 0)..=(group, u8::MAX)).count();
        if repairs == 0 {
            return;
        }
        let here = |number: &u32| !self.chunks.contains_key(number);
        let missing = recovery::members(heading, group).filter(here).count();
        if missing <= repairs {
            for (number, mut bytes) in
                recovery::restored(heading, group, &self.chunks, &self.repairs)
            {
                bytes.truncate(length(heading, number));
                self.chunks.insert(number, bytes);
                self.counts.repaired += 1;
            }
            // Only those of groups that lack chunks are kept.
            self.repairs.retain(|&(of, _), _| of != group);
        }
    }

    /// Parts that have come, and all of them: pixels, or chunks. `None`: nobody has told how many there are.
    pub fn progress(&self) -> (u64, Option<u64>) {
        match &self.heading {
            Some(heading) if heading.coding == Coding::File => {
                (self.chunks.len() as u64, Some(heading.parts().into()))
            }
            _ => {
                let (width, height) = self.canvas.size();
                let all = u64::from(width) * u64::from(height);
                (self.canvas.come(), self.canvas.knows_size().then_some(all))
            }
        }
    }

    /// Everything has come.
    pub fn is_complete(&self) -> bool {
        let (come, all) = self.progress();
        all == Some(come)
    }

    /// What is missing, as the sender counts, ascending; as much of it as `most` ranges hold.
    pub fn missing(&self, most: usize) -> Vec<Range<u32>> {
        let Some(heading) = &self.heading else {
            return Vec::new();
        };
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for part in 0..heading.parts() {
            if self.has(heading, part) {
                continue;
            }
            let full = ranges.len() >= most;
            match ranges.last_mut() {
                Some(last) if last.end == part => last.end = part + 1,
                _ if full => break,
                _ => ranges.push(part..part + 1),
            }
        }
        ranges
    }

    fn has(&self, heading: &Heading, part: u32) -> bool {
        match heading.coding {
            Coding::File => self.chunks.contains_key(&part),
            Coding::Tiles => {
                let across = heading.width.div_ceil(TILE_PX).max(1);
                let (left, top) = (part % across * TILE_PX, part / across * TILE_PX);
                let columns = left..heading.width.min(left + TILE_PX);
                let rows = top..heading.height.min(top + TILE_PX);
                rows.into_iter()
                    .all(|y| columns.clone().all(|x| self.canvas.has(x, y)))
            }
            _ => {
                let (x, y) = heading.place(part);
                self.canvas.has(x, y)
            }
        }
    }

    /// Puts a request for what is missing, or the news that all is there, in place of what `out` holds. False where nothing is known of
    /// the transfer.
    pub fn request(&self, out: &mut Vec<u8>) -> bool {
        let Some(heading) = &self.heading else {
            return false;
        };
        Datagram::Missing {
            transfer: heading.transfer,
            parts: self.missing(600),
        }
        .write(out);
        true
    }

    /// Whether pixels came with opacity.
    pub fn has_opacity(&self) -> bool {
        self.canvas.alpha
    }

    /// The picture of pixels that came one way or another; those that are missing are transparent.
    pub fn image(&self) -> Image {
        self.canvas.image()
    }

    /// The file that came in chunks; zeros stand where they are missing, up to the last that came. `None` where a picture comes as
    /// pixels.
    pub fn file(&self) -> Option<Vec<u8>> {
        let heading = self.heading.filter(|h| h.coding == Coding::File)?;
        let mut file = Vec::new();
        for (&number, bytes) in &self.chunks {
            file.resize(number as usize * usize::from(heading.chunk_bytes), 0);
            file.extend(bytes);
        }
        Some(file)
    }
}

/// Bytes of a chunk.
fn length(heading: &Heading, number: u32) -> usize {
    let each = u64::from(heading.chunk_bytes);
    let before = u64::from(number) * each;
    u64::from(heading.file_bytes)
        .saturating_sub(before)
        .min(each) as usize
}

fn paint<'a>(canvas: &mut Canvas, pixels: impl Iterator<Item = ((u32, u32), &'a [u8])>) -> Taken {
    let (mut new, mut inside) = (false, false);
    for ((x, y), values) in pixels {
        let colour = match *values {
            [r, g, b] => Colour::Rgb([r, g, b]),
            [r, g, b, a] => Colour::Rgba([r, g, b, a]),
            _ => continue,
        };
        let put = canvas.put(x, y, colour);
        new |= put == Put::New;
        inside |= put != Put::Outside;
    }
    match (new, inside) {
        (true, _) => Taken::New,
        (_, true) => Taken::Again,
        _ => Taken::Refused,
    }
}
