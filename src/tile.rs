//! Tiles: how the pixels of a file load.
//!
//! A format that has read its header says where pixels lie as a [`TileList`]: the mode and size of the picture, and for each
//! part of it which decoder makes it, from which byte on, with which parameters. (This is the model of Pillow's plug-ins,
//! whose tile is a tuple of the same four things.) [`load`] then runs the decoders. So a format whose pixels are stored as
//! they are needs no code for pixels at all.
//!
//! Decoders are rows of a table: [`RAW`] and [`BITS`] are here, formats bring their own, and
//! [`registry::DECODERS`](crate::registry::DECODERS) has them all.

use crate::raw::{self, BitLayout, Fill, Layout, Mode, RawImage, RawMode, RowOrder};
use crate::raw::{RowPadding, Sign};
use crate::{Code, Error, Limits, Outcome};
use alloc::vec::Vec;

/// A part of a picture, in pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Region {
    /// A whole picture of that size.
    pub const fn whole(width: u32, height: u32) -> Self {
        Self {
            x: 0,
            y: 0,
            width,
            height,
        }
    }
}

/// What a decoder is told besides where to read and what to fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parameters {
    /// Nothing: the data says all.
    None,
    /// For [`RAW`].
    Raw {
        /// What the bytes are. Its mode must be that of the picture.
        raw_mode: &'static RawMode,
        /// Bytes from one row to the next; `None`: no gaps.
        stride_bytes: Option<u64>,
        /// Which row comes first.
        rows: RowOrder,
    },
    /// For [`BITS`], whose pictures have mode `F`.
    Bits {
        /// Bits a pixel, 1–31.
        bits: u8,
        /// What stands between rows.
        padding: RowPadding,
        /// In which order bytes and pixels go through the buffer.
        fill: Fill,
        /// Whether the numbers have a sign.
        sign: Sign,
        /// Which row comes first.
        rows: RowOrder,
    },
}

/// One part of a picture and where its pixels come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    /// [`Decoder::name`] of the decoder.
    pub decoder: &'static str,
    /// The part of the picture that it fills.
    pub region: Region,
    /// Byte offset in the file of its data.
    pub offset_bytes: u64,
    /// What else the decoder must know.
    pub parameters: Parameters,
}

/// How the pixels of a file load.
#[derive(Clone, Debug, PartialEq)]
pub struct TileList {
    /// What the pixels are.
    pub mode: Mode,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// Its parts, in the order in which they are filled. What no tile covers stays zero.
    pub tiles: Vec<Tile>,
}

/// The whole file and a tile of it to the tile's pixels.
pub type DecodeTile = fn(&[u8], &Tile, &Limits) -> Result<Outcome<RawImage>, Error>;

/// A way to make the pixels of a tile.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    /// What tiles call it by, such as `"raw"`.
    pub name: &'static str,
    /// Makes the pixels of a tile from the whole file: a picture of the size of its region. Errors count from the start of
    /// the file.
    pub decode: DecodeTile,
}

/// Rows of bytes, by [`raw::decode`].
pub const RAW: Decoder = Decoder {
    name: "raw",
    decode: |data, tile, limits| {
        let Parameters::Raw {
            raw_mode,
            stride_bytes,
            rows,
        } = tile.parameters
        else {
            return Err(Error::at_bit(Code::Parameter, 0));
        };
        let layout = Layout {
            offset_bytes: tile.offset_bytes,
            stride_bytes,
            rows,
            ..Layout::packed(raw_mode, tile.region.width, tile.region.height)
        };
        raw::decode(data, &layout, limits)
    },
};

/// Numbers of some bits, by [`raw::decode_bits`].
pub const BITS: Decoder = Decoder {
    name: "bit",
    decode: |data, tile, limits| {
        let Parameters::Bits {
            bits,
            padding,
            fill,
            sign,
            rows,
        } = tile.parameters
        else {
            return Err(Error::at_bit(Code::Parameter, 0));
        };
        let layout = BitLayout {
            padding,
            fill,
            sign,
            rows,
            offset_bytes: tile.offset_bytes,
            ..BitLayout::packed(bits, tile.region.width, tile.region.height)
        };
        raw::decode_bits(data, &layout, limits)
    },
};

/// Loads a picture with those of `decoders` that its tiles name.
///
/// Warnings come as the tiles give them. Fails with [`Code::Parameter`] where a tile reaches out of the picture, names no
/// decoder of the table or parameters that are not the decoder's, or where what a decoder makes has another mode or size;
/// where the limits do not allow the picture, or more pixels in all its tiles than in a picture; and where a decoder fails.
pub fn load(
    data: &[u8],
    list: &TileList,
    decoders: &[Decoder],
    limits: &Limits,
) -> Result<Outcome<RawImage>, Error> {
    let refused = Error::at_bit(Code::Parameter, 0);
    let mut budget = limits.pixels;
    limits.check_size(list.width, list.height)?;
    for tile in &list.tiles {
        let Region {
            x,
            y,
            width,
            height,
        } = tile.region;
        let fits = |first: u32, count: u32, all: u32| {
            first.checked_add(count).is_some_and(|end| end <= all)
        };
        if !fits(x, width, list.width) || !fits(y, height, list.height) {
            return Err(refused);
        }
        let pixels = u64::from(width) * u64::from(height);
        let over = Error::at_bit(Code::LimitPixels, 0).with(pixels);
        budget = budget.checked_sub(pixels).ok_or(over)?;
    }
    let decoded = |tile: &Tile| {
        let decoder = decoders.iter().find(|d| d.name == tile.decoder);
        let part = (decoder.ok_or(refused)?.decode)(data, tile, limits)?;
        let size = (part.value.width(), part.value.height());
        let as_told = size == (tile.region.width, tile.region.height);
        match as_told && part.value.mode() == list.mode {
            true => Ok(part),
            false => Err(refused),
        }
    };
    // One tile is the picture: nothing needs to be copied.
    if let [tile] = list.tiles.as_slice() {
        if tile.region == Region::whole(list.width, list.height) {
            return decoded(tile);
        }
    }
    let mut value = RawImage::blank(list.mode, list.width, list.height, limits)?;
    let mut warnings = Vec::new();
    for tile in &list.tiles {
        let mut part = decoded(tile)?;
        value.paste(&part.value, tile.region.x, tile.region.y)?;
        warnings.append(&mut part.warnings);
    }
    Ok(Outcome { value, warnings })
}
