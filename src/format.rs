//! What a format offers: the columns of the plug-in table, and how to write a plug-in.
//!
//! # How to write a plug-in
//!
//! A format is one file with one constant of type [`Format`], and one row in [`registry::FORMATS`](crate::registry::FORMATS).
//! The constant answers four questions about a file. [`spam`](crate::spam) answers them for the smallest format there is, and
//! is written to be read: begin with a copy of it.
//!
//! 1. **Is it mine?** [`Format::probe`] looks at the first bytes and says yes or no. It is asked of every file that is
//!    opened, so it only compares: no parsing, no allocation, no look at the end of the file. Two letters are no proof; look at
//!    what must follow them, too.
//! 2. **What is in it?** [`Format::inspect`] names every bit. It opens a section in a [`Ledger`](crate::field::Ledger) for each
//!    part of the file, reads it with a [`Reader`](crate::field::Reader), for which reading and labelling are one act, and
//!    closes it. It never fails: what cannot be read is an error in the list, with the bit where it was met, and bits that it
//!    did not understand become fields called `unclaimed`. The leaves tile the file; a test of the plug-in holds that for
//!    good files and broken ones.
//! 3. **How do its pixels load?** [`Format::tiles`] gives a [`TileList`]: the mode and size of the picture, and which decoder
//!    makes which part of it, from which byte on, with which parameters. Pixels that are stored as they are need no more than
//!    that: the decoders `raw` and `bit` know some two hundred layouts. A format of its own coding brings a
//!    [`Decoder`](crate::tile::Decoder) as a row for [`registry::DECODERS`](crate::registry::DECODERS). Where a picture is
//!    no sum of parts, `None` is an answer.
//! 4. **What does it look like?** [`Format::decode`] gives a picture for a canvas and warnings. A format with tiles runs
//!    [`tile::load`](crate::tile::load) over them and takes [`RawImage::to_image`](crate::raw::RawImage::to_image).
//!
//! What holds for the whole core holds for a plug-in: any input may be given; nothing panics, overflows, or allocates from
//! an unchecked header ([`Limits`] come first); what is read of a header in `inspect` and in `tiles` is read by one and the
//! same routine.
//!
//! ```
//! use pixelbits::{registry, Limits};
//!
//! // The whole of a SPAM file: 128 bytes of text, and a pixel of 24 bits.
//! let mut file = b"SPAM 1 1 24 ".to_vec();
//! file.resize(128, b' ');
//! file.extend([10, 20, 30]);
//!
//! let limits = Limits::default();
//! let format = registry::probe(&file).ok_or("an unknown format")?;
//! assert_eq!(format.name, "spam");
//! let fields = (format.inspect)(&file, &limits).fields;
//! let width = fields.iter().find(|field| field.name == "width").ok_or("no width")?;
//! assert_eq!((width.start, width.bits), (5 * 8, 8));
//! let tiles = format.tiles.ok_or("no tiles")?;
//! assert_eq!(tiles(&file, &limits)?.tiles[0].offset_bytes, 128);
//! let picture = registry::load(&file, &limits)?;
//! assert_eq!(picture.value.pixel(0, 0), Some([10.0, 20.0, 30.0, 0.0]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::field::Field;
use crate::tile::TileList;
use crate::{Error, Image, Limits};
use alloc::vec::Vec;

/// What inspecting a file gives: never nothing, and never only an error.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// Fields in file order; their leaves tile the file.
    pub fields: Vec<Field>,
    /// What was wrong, in file order.
    pub errors: Vec<Error>,
}

/// A decoded picture and what was odd about its file.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The pixels, turned as the file asks.
    pub image: Image,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
}

/// Reads as much of a file as it takes to say how its pixels load.
pub type Tiles = fn(&[u8], &Limits) -> Result<TileList, Error>;

/// One format. The [module](self) says how each column is filled.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Identifier, such as `"jpeg"`.
    pub name: &'static str,
    /// Looks at the first bytes and answers quickly.
    pub probe: fn(&[u8]) -> bool,
    /// Names every bit.
    pub inspect: fn(&[u8], &Limits) -> Inspection,
    /// Says how the pixels load; `None` where only `decode` can tell.
    pub tiles: Option<Tiles>,
    /// Makes pixels.
    pub decode: fn(&[u8], &Limits) -> Result<Decoded, Error>,
}
