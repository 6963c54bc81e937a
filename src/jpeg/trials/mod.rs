//! Trial flips: what becomes of the picture when single bits of the file are inverted, one at a time.
//!
//! ```text
//! file     ├ SOI ┼ DQT ┼ SOF ┼ DHT ┼ SOS ┼────────── entropy-coded ──────────┤
//! strata    one for each field of a header  | | | | | | | | | | | | | | | | |   stretches of equal length
//! trials    ×     ×     ×     ×      ×       × × × × × × × × × × × × × × × × ×   one of each stratum a round
//! ```
//!
//! Entropy-coded stretches come first: they are nearly all of the file, and what is tried of a header mostly costs a decode of the
//! whole picture. Every trial is the whole truth about its bit: the flipped file is decoded as any other is, and its pixels are compared with
//! those of the file as it is. Where [decoding again](super::Decoder::again) knows which rows can differ, only those are.

mod plan;

pub use plan::Rounds;

use super::pixels::View;
use super::redecode::Memory;
use super::syntax::{self, Content, Structure};
use super::{Advance, Decoder, Excerpt, Options, Orient, Scale, TableStream};
use crate::{Code, Error};
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;
use plan::Plan;

/// A pixel whose red, green or blue is off by more than this, of 255, is ruined: a sixteenth of the range, which nobody overlooks.
pub const RUINED_BY: u8 = 16;

/// What a flipped bit does to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A picture of the same size comes out.
    Pixels {
        /// Pixels that are not the same.
        changed: u64,
        /// Those of them that are off by more than [`RUINED_BY`].
        ruined: u64,
    },
    /// A picture of another size comes out: no pixel has stayed what it was.
    Resized,
    /// No picture comes out, or not all of it.
    Refused,
}

/// One bit, flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The bit of the file.
    pub bit: u64,
    /// What flipping it does.
    pub effect: Effect,
}

/// What one step of [`Trials`] brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// A part of a decode.
    Progress,
    /// One more bit has been tried.
    One(Trial),
    /// All have been.
    Done,
}

/// Flips bits of a file, one after the other, in bounded steps.
///
/// Which bits and in which order depends on nothing but the file: the first trials spread over all of it, those that follow
/// lie between. Pixels are those of the picture as stored, samples of more than 8 bits reduced to 8, as a page shows them.
#[derive(Debug)]
pub struct Trials {
    data: Rc<[u8]>,
    structure: Arc<Structure>,
    tables: Option<TableStream>,
    options: Options,
    plan: Plan,
    size: (u32, u32),
    /// The picture of the file as it is: RGBA.
    picture: Vec<u8>,
    /// Decodes it, at first.
    first: Option<Decoder<Rc<[u8]>>>,
    /// What is known of how that went.
    memory: Option<Memory<Rc<[u8]>>>,
    under_way: Option<UnderWay>,
    /// Rows that were decoded.
    rows: Vec<u8>,
}

/// A file with one bit flipped, while it is decoded.
#[derive(Debug)]
struct UnderWay {
    bit: u64,
    decoder: Decoder<Rc<[u8]>>,
    changed: u64,
    ruined: u64,
}

impl Trials {
    /// Begins with headers that have been read already, and with tables that came in a stream of their own.
    ///
    /// `options` says how the picture is decoded, but it is always taken whole, at full size, as stored. Fails where there is no
    /// picture, or where two of it, its pixels twice over, exceed the memory that may be used.
    pub fn new(
        data: Rc<[u8]>,
        structure: impl Into<Arc<Structure>>,
        tables: Option<&TableStream>,
        options: &Options,
        rounds: Rounds,
    ) -> Result<Self, Error> {
        let options = Options {
            orient: Orient::Ignore,
            view: View::default(),
            scale: Scale::Full,
            excerpt: Excerpt::default(),
            ..*options
        };
        let structure = structure.into();
        let decoder =
            Decoder::with_tables(Rc::clone(&data), Arc::clone(&structure), tables, &options)?;
        let size = decoder.size();
        let bytes = u64::from(size.0) * u64::from(size.1) * 4;
        if bytes.saturating_mul(2) > options.limits.memory_bytes {
            return Err(Error::at_bit(Code::LimitMemory, decoder.geometry().at).with(bytes * 2));
        }
        Ok(Self {
            plan: Plan::new(&structure, rounds),
            first: Some(decoder.remembering()),
            memory: None,
            under_way: None,
            picture: Vec::with_capacity(bytes as usize),
            rows: Vec::new(),
            tables: tables.cloned(),
            data,
            structure,
            options,
            size,
        })
    }

    /// Pixels of the picture.
    pub fn pixels(&self) -> u64 {
        u64::from(self.size.0) * u64::from(self.size.1)
    }

    /// How many bits are flipped in all.
    pub fn total(&self) -> usize {
        self.plan.total()
    }

    /// Does a bounded piece of work: a row of MCUs, or the headers of the file with one bit flipped. Fails where the file as it is
    /// has no picture; after that there is nothing more to come.
    pub fn step(&mut self) -> Result<Tried, Error> {
        if let Some(decoder) = &mut self.first {
            return match decoder.step_onto(&mut self.picture) {
                Ok(Advance::Done) => {
                    self.memory = self.first.take().and_then(Decoder::into_memory);
                    Ok(Tried::Progress)
                }
                Ok(_) => Ok(Tried::Progress),
                Err(error) => {
                    self.first = None;
                    self.plan.end();
                    Err(error)
                }
            };
        }
        let Some(mut trial) = self.under_way.take() else {
            let Some(bit) = self.plan.next() else {
                return Ok(Tried::Done);
            };
            return Ok(self.begin(bit));
        };
        self.rows.clear();
        Ok(match trial.decoder.step_onto(&mut self.rows) {
            Ok(Advance::Progress(..)) => {
                self.under_way = Some(trial);
                Tried::Progress
            }
            Ok(Advance::Rows(rows)) => {
                let from = rows.start as usize * self.size.0 as usize * 4;
                let was = self.picture.get(from..).unwrap_or(&[]);
                let (changed, ruined) = differing(was, &self.rows);
                trial.changed += changed;
                trial.ruined += ruined;
                self.under_way = Some(trial);
                Tried::Progress
            }
            Ok(Advance::Done) => {
                let (changed, ruined) = (trial.changed, trial.ruined);
                found(trial.bit, Effect::Pixels { changed, ruined })
            }
            Err(_) => found(trial.bit, Effect::Refused),
        })
    }

    /// Flips a bit.
    fn begin(&mut self, bit: u64) -> Tried {
        let mut flipped: Rc<[u8]> = Rc::from(&self.data[..]);
        let byte = (bit / 8) as usize;
        if let Some(byte) = Rc::get_mut(&mut flipped).and_then(|bytes| bytes.get_mut(byte)) {
            *byte ^= 0x80 >> (bit % 8);
        }
        let structure = syntax::parse(&flipped, &self.options.limits);
        if self.is_of_no_account(byte, &structure) {
            let (changed, ruined) = (0, 0);
            return found(bit, Effect::Pixels { changed, ruined });
        }
        let tables = self.tables.as_ref().filter(|_| structure.lacks_tables());
        let decoder = Decoder::with_tables(flipped, structure, tables, &self.options);
        let decoder = match (decoder, &self.memory) {
            (Ok(decoder), _) if decoder.size() != self.size => return found(bit, Effect::Resized),
            (Ok(decoder), Some(memory)) => decoder.again(memory.clone(), 0..0),
            (decoder, None) => decoder,
            (Err(error), _) => Err(error),
        };
        match decoder {
            Ok(decoder) => {
                self.under_way = Some(UnderWay {
                    bit,
                    decoder,
                    changed: 0,
                    ruined: 0,
                });
                Tried::Progress
            }
            Err(_) => found(bit, Effect::Refused),
        }
    }

    /// Whether decoding takes nothing from a byte, whatever a bit of it may be: headers that say the same decode to the same.
    fn is_of_no_account(&self, byte: usize, now: &Structure) -> bool {
        let before = &self.structure;
        let segment = before.segment_at(byte).and_then(|i| before.segments.get(i));
        let coded = segment.is_none_or(|s| s.content == Content::EntropyCoded);
        let same = |(a, b): (&syntax::Segment, &syntax::Segment)| {
            (a.marker, &a.bytes, &a.content) == (b.marker, &b.bytes, &b.content)
        };
        !coded
            && (before.jfif, before.adobe) == (now.jfif, now.adobe)
            && before.segments.len() == now.segments.len()
            && before.segments.iter().zip(&now.segments).all(same)
    }
}

fn found(bit: u64, effect: Effect) -> Tried {
    Tried::One(Trial { bit, effect })
}

/// Pixels of `now` that are not those of `was`, and how many of them are ruined. RGBA, both.
fn differing(was: &[u8], now: &[u8]) -> (u64, u64) {
    let (mut changed, mut ruined) = (0, 0);
    // Most rows that are decoded are not different: they are compared in large pieces first.
    const PIECE: usize = 256;
    for (was, now) in was.chunks(PIECE).zip(now.chunks(PIECE)) {
        if was.get(..now.len()) == Some(now) {
            continue;
        }
        for (a, b) in was.chunks_exact(4).zip(now.chunks_exact(4)) {
            changed += u64::from(a != b);
            let off = a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > RUINED_BY);
            ruined += u64::from(off);
        }
    }
    (changed, ruined)
}
