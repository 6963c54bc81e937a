//! Where the rows of a picture come from: a decoder, samples that were kept, or pixels that are stored as they are.

use crate::jpeg::pixels::View;
use crate::jpeg::syntax::marker;
use crate::jpeg::{ComponentLines, DamageMap, Decoder, Memory, SampleDecoder, Scale, Step, Tracer};
use crate::{Error, Image};
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::ops::Range;

/// Rows shown anew at a time, in bytes of RGBA.
const STRIP_BYTES: usize = 1 << 18;

/// What decoding found.
#[derive(Default)]
pub(super) struct Found {
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
    /// How the MCUs fared, where anything was wrong.
    pub damage: Option<DamageMap>,
    /// A progressive frame ends before all its scans have come.
    pub partial: bool,
}

/// What a source leaves behind.
pub(super) enum Kept {
    /// Samples of a deep picture.
    Lines(ComponentLines),
    /// What a decoder remembers, if that is of use.
    Memory(Option<Memory<Rc<[u8]>>>),
    /// Nothing.
    Nothing,
}

/// Gives rows of RGBA.
pub(super) struct RowSource {
    from: From,
    /// Nothing is kept of it when all rows have been handed out.
    pub is_aside: bool,
    /// Rows on their way.
    rgba: Vec<u8>,
}

enum From {
    /// A decoder.
    Plain(Box<Decoder<Rc<[u8]>>>),
    /// A decoder whose samples are kept.
    Deep(Box<SampleDecoder<Rc<[u8]>>>, ComponentLines, View),
    /// Samples that were kept; the next row.
    Kept(View, usize),
    /// Pixels; the rows that are still to come.
    Ready(Rc<Image>, Range<u32>),
}

impl RowSource {
    fn of(from: From) -> Self {
        Self {
            from,
            is_aside: false,
            rgba: Vec::new(),
        }
    }

    pub fn plain(decoder: Decoder<Rc<[u8]>>) -> Self {
        Self::of(From::Plain(Box::new(decoder)))
    }

    /// Rows of which nothing is kept.
    pub fn aside(decoder: Decoder<Rc<[u8]>>) -> Self {
        Self {
            is_aside: true,
            ..Self::plain(decoder)
        }
    }

    /// Whether a picture of so many pixels or more can be shared.
    pub fn is_divisible(&self, pixels: u64) -> bool {
        let From::Plain(decoder) = &self.from else {
            return false;
        };
        let (width, height) = decoder.size();
        u64::from(width) * u64::from(height) >= pixels && decoder.is_divisible()
    }

    /// The first share of a picture that is divisible.
    pub fn first_share(self, of: u32, multiple: u32) -> Result<Self, Error> {
        match self.from {
            From::Plain(decoder) => Ok(Self::plain(decoder.share(0, of, multiple)?)),
            _ => Ok(self),
        }
    }

    /// `decoder`: to components.
    pub fn deep(decoder: SampleDecoder<Rc<[u8]>>, view: &View) -> Self {
        let lines = ComponentLines::new(&decoder);
        Self::of(From::Deep(Box::new(decoder), lines, *view))
    }

    pub fn kept(view: &View) -> Self {
        Self::of(From::Kept(*view, 0))
    }

    pub fn ready(image: Rc<Image>) -> Self {
        let rows = 0..image.height;
        Self::rows(image, rows)
    }

    /// Some of the rows only.
    pub fn rows(image: Rc<Image>, rows: Range<u32>) -> Self {
        let end = rows.end.min(image.height);
        Self::of(From::Ready(image, rows.start..end))
    }

    /// With rows of pixels that are ready there come those before and behind them that a reducer by this factor takes together
    /// with them.
    pub fn align(&mut self, factor: u32) {
        if let From::Ready(image, rows) = &mut self.from {
            rows.start -= rows.start % factor.max(1);
            rows.end = rows.end.next_multiple_of(factor.max(1)).min(image.height);
        }
    }

    /// Pixels a row.
    pub fn width(&self, kept: Option<&ComponentLines>) -> u32 {
        match &self.from {
            From::Plain(decoder) => decoder.size().0,
            From::Deep(decoder, ..) => decoder.geometry().width,
            From::Kept(..) => kept.map_or(0, ComponentLines::width),
            From::Ready(image, _) => image.width,
        }
    }

    /// Does a bounded piece of work. `kept`: the samples that [`RowSource::kept`] shows.
    pub fn step(&mut self, kept: Option<&ComponentLines>) -> Result<Step<'_>, Error> {
        let rgba = &mut self.rgba;
        match &mut self.from {
            From::Plain(decoder) => decoder.step(),
            From::Deep(decoder, lines, view) => Ok(match decoder.step()? {
                Step::Progress(done, all) => Step::Progress(done, all),
                Step::Rows(first, samples) => {
                    let before = lines.lines();
                    lines.push(samples);
                    rgba.clear();
                    lines.render(view, before, usize::MAX, rgba);
                    Step::Rows(first, rgba)
                }
                Step::Done => Step::Done,
            }),
            From::Kept(view, next) => {
                let Some(lines) = kept.filter(|lines| *next < lines.lines()) else {
                    return Ok(Step::Done);
                };
                let count = (STRIP_BYTES / 4 / (lines.width() as usize).max(1)).max(1);
                let first = *next;
                *next += count;
                rgba.clear();
                lines.render(view, first, count, rgba);
                Ok(Step::Rows(first as u32, rgba))
            }
            From::Ready(image, rows) => {
                let row_bytes = (image.width as usize * 4).max(1);
                let first = rows.start;
                let end = rows
                    .end
                    .min(first + (STRIP_BYTES / row_bytes).max(1) as u32);
                rows.start = end;
                let strip = image
                    .rgba
                    .get(first as usize * row_bytes..end as usize * row_bytes);
                Ok(match strip {
                    Some(strip) if first < end => Step::Rows(first, strip),
                    _ => Step::Done,
                })
            }
        }
    }

    /// What a decoder has found so far; `None` where nothing is decoded.
    pub fn found(&self) -> Option<Found> {
        let (warnings, damage, incomplete, progressive) = match &self.from {
            From::Plain(d) => {
                let progressive = marker::is_progressive(d.geometry().marker);
                (d.warnings(), d.damage(), d.is_incomplete(), progressive)
            }
            From::Deep(d, ..) => {
                let progressive = marker::is_progressive(d.geometry().marker);
                (d.warnings(), d.damage(), d.is_incomplete(), progressive)
            }
            _ => return None,
        };
        Some(Found {
            warnings,
            damage,
            partial: incomplete && progressive,
        })
    }

    /// Whether the last row that was handed out is the picture's last.
    pub fn is_at_bottom(&self) -> bool {
        match &self.from {
            From::Plain(decoder) => decoder.is_at_bottom(),
            From::Ready(image, rows) => rows.end == image.height,
            _ => true,
        }
    }

    /// Tells a tracer of the same file what has been passed.
    pub fn teach(&self, tracer: &mut Tracer<Rc<[u8]>>) {
        if let From::Plain(decoder) = &self.from {
            tracer.learn(decoder);
        }
    }

    /// What is left when all rows have been handed out.
    pub fn into_kept(self) -> Kept {
        match self.from {
            From::Deep(_, lines, _) => Kept::Lines(lines),
            From::Plain(decoder) => Kept::Memory(decoder.into_memory()),
            _ => Kept::Nothing,
        }
    }

    /// Some rows of a picture that is about to be decoded again.
    pub fn glimpse(&self, rows: Range<u32>, scale: Scale) -> Option<Result<Self, Error>> {
        match &self.from {
            From::Plain(decoder) => {
                let glimpse = decoder.glimpse(rows, scale)?;
                Some(glimpse.map(Self::plain))
            }
            _ => None,
        }
    }
}
