//! JPEG, ITU-T T.81 | ISO/IEC 10918-1: the order of the stages, nothing else.
//!
//! ```text
//! bytes → syntax → unstuff → scan(block(huffman)) → frame of coefficients → idct → upsample → colour → Image
//! ```

pub mod entropy;
pub mod frame;
pub mod pixels;
mod reader;
pub mod syntax;
mod tracer;

pub use tracer::{FileSpan, Tracer};

use crate::{Code, Error, Image, Limits, Samples};
use alloc::vec::Vec;
use frame::{Block, Geometry};

/// Whether the EXIF orientation is applied to what is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orient {
    /// Turned as the file asks.
    #[default]
    Apply,
    /// As stored.
    Ignore,
}

/// How to decode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the file may ask for.
    pub limits: Limits,
    /// Whether the EXIF orientation is applied.
    pub orient: Orient,
}

/// Something decoded, and what was odd about the file.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// What was asked for.
    pub value: T,
    /// What was wrong, in file order.
    pub warnings: Vec<Error>,
}

/// The component samples of a frame before upsampling and colour conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plane {
    /// Width in samples: `ceil(X · H / Hmax)`.
    pub width: u32,
    /// Height in samples: `ceil(Y · V / Vmax)`.
    pub height: u32,
    /// Bits a sample.
    pub precision: u8,
    /// `width × height` samples, row-major.
    pub samples: Vec<u16>,
}

/// The quantised coefficients of one component: `blocks_across × blocks_down` blocks, row-major.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentBlocks {
    /// Blocks across: `ceil(width / 8)`.
    pub blocks_across: u32,
    /// Blocks down: `ceil(height / 8)`.
    pub blocks_down: u32,
    /// The blocks, natural order inside each.
    pub blocks: Vec<Block>,
}

/// Decodes to RGBA for a canvas.
pub fn decode(data: &[u8], options: &Options) -> Result<Outcome<Image>, Error> {
    let _ = (data, options);
    Err(Error::at_bit(Code::UnknownFormat, 0))
}

/// Decodes to samples at full depth: grey, RGB (from YCbCr), CMYK as stored (from YCCK), or any number of components.
pub fn samples(data: &[u8], options: &Options) -> Result<Outcome<Samples>, Error> {
    let _ = (data, options);
    Err(Error::at_bit(Code::UnknownFormat, 0))
}

/// Decodes to component planes, before upsampling and colour conversion; never turned.
pub fn planes(data: &[u8], options: &Options) -> Result<Outcome<Vec<Plane>>, Error> {
    let _ = (data, options);
    Err(Error::at_bit(Code::UnknownFormat, 0))
}

/// Decodes to quantised coefficients.
pub fn coefficients(
    data: &[u8],
    options: &Options,
) -> Result<Outcome<Vec<ComponentBlocks>>, Error> {
    let _ = (data, options);
    Err(Error::at_bit(Code::UnknownFormat, 0))
}

/// Decodes strip by strip, so that a page can draw, report progress and be stopped.
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    geometry: Geometry,
}

/// What one step of a [`Decoder`] brought.
#[derive(Debug)]
pub enum Step<'d> {
    /// Entropy-coded bytes read so far, of all: no pixels yet.
    Progress(usize, usize),
    /// Finished rows: first row, and `rows × width × 4` bytes of RGBA, in stored orientation.
    Rows(u32, &'d [u8]),
    /// All rows have been handed out.
    Done,
}

impl<'a> Decoder<'a> {
    /// Reads the headers.
    pub fn new(data: &'a [u8], options: &Options) -> Result<Self, Error> {
        let _ = (data, options);
        Err(Error::at_bit(Code::UnknownFormat, 0))
    }

    /// Size and division of the picture, as stored.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Does a bounded piece of work (at most one MCU row of one scan).
    pub fn step(&mut self) -> Result<Step<'_>, Error> {
        let _ = self.data;
        Ok(Step::Done)
    }

    /// What was wrong so far, in file order.
    pub fn warnings(&self) -> &[Error] {
        &[]
    }
}
