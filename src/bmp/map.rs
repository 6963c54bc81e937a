//! From pixels to bits and back.

use super::header::{self, Compression, Header};
use super::huffman::{lsb_spans, Huffman};
use super::read::checked;
use super::rle::Rle;
use super::stride_bytes;
use crate::bits::BitOrder;
use crate::field::Ledger;
use crate::pixelmap::{Channel, Piece, PixelMap, PixelSpan, Replay, Rows, Scattered};
use crate::Limits;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// What leads from the pixels of a bitmap to its bits and back; `None` where there are no pixels, or where another format
/// lies inside.
pub fn map<'a>(data: &'a [u8], limits: &Limits) -> Option<Box<dyn PixelMap + 'a>> {
    let (header, _) = header::read(data, &mut Ledger::with_room(0)).ok()?;
    checked(&header, limits).ok()?;
    Some(match header.compression {
        Compression::None => Box::new(rows(data, &header)),
        Compression::Rle8 | Compression::Rle4 | Compression::Rle24 => Box::new(Replay::by(
            Rle::new(data, &header),
            header.order,
            header.height,
            Rle::next_code,
        )),
        Compression::Huffman1D => match Huffman::likely_order(data, &header) {
            BitOrder::Msb => Box::new(Replay::new(
                Huffman::new(data, &header, BitOrder::Msb),
                header.order,
                header.height,
            )),
            BitOrder::Lsb => {
                let most = limits.memory_bytes / core::mem::size_of::<PixelSpan>() as u64;
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                let decoder = Huffman::new(data, &header, BitOrder::Lsb);
                Box::new(Scattered::new(lsb_spans(decoder, most)?))
            }
        },
        Compression::Jpeg | Compression::Png => return None,
    })
}

/// The layout of pixels that are stored as they are.
pub(super) fn rows<'a>(data: &'a [u8], header: &Header) -> Rows<'a> {
    Rows {
        data: data.get(..header.pixels.end).unwrap_or(data),
        first_bit: header.pixels.start as u64 * 8,
        stride_bits: stride_bytes(header) as u64 * 8,
        width: header.width,
        height: header.height,
        order: header.order,
        pieces: pieces(header),
    }
}

/// The channels of a pixel, in the order in which the file has their bits: that of its bytes, the least significant first.
fn pieces(header: &Header) -> Vec<Piece> {
    let whole = |bits, channel| Piece { bits, channel };
    match header.bits {
        bits @ 1..=8 => return vec![whole(bits.into(), Channel::Whole)],
        64 => {
            let channels = [Channel::Blue, Channel::Green, Channel::Red, Channel::Alpha];
            return channels.map(|channel| whole(16, channel)).into();
        }
        _ => {}
    }
    let masks = &header.masks;
    let channel = |bit: u32| {
        let is = |mask: u32| mask >> bit & 1 == 1;
        match () {
            () if is(masks.red) => Channel::Red,
            () if is(masks.green) => Channel::Green,
            () if is(masks.blue) => Channel::Blue,
            () if is(masks.alpha) => Channel::Alpha,
            () => Channel::Unused,
        }
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for at in 0..u32::from(header.bits) {
        let channel = channel(at / 8 * 8 + 7 - at % 8);
        match pieces.last_mut() {
            // A channel may lie in several bytes; each byte is a piece of its own, unless it is full.
            Some(last) if last.channel == channel && (at % 8 > 0) => last.bits += 1,
            _ => pieces.push(whole(1, channel)),
        }
    }
    pieces
}
