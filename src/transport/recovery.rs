//! Forward error correction: to the chunks of a group come repairs, by a Reed–Solomon code, so that as many chunks of the group as
//! repairs have come may be lost.
//!
//! The chunks of a group stand as far apart as they can: with G groups, chunk c is of group c mod G. So a burst of losses costs many
//! groups a little.

use super::datagram::Heading;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use reed_solomon_simd::{ReedSolomonDecoder, ReedSolomonEncoder};

/// Groups of a transfer.
pub(super) fn groups(heading: &Heading) -> u32 {
    heading.parts().div_ceil(heading.group.max(1).into())
}

/// The chunks of a group, in order.
pub(super) fn members(heading: &Heading, group: u32) -> impl Iterator<Item = u32> {
    let groups = groups(heading).max(1) as usize;
    (group..heading.parts()).step_by(groups)
}

/// A chunk as the code wants it: all of one length.
fn padded(chunk: &[u8], heading: &Heading) -> Vec<u8> {
    let mut shard = chunk.to_vec();
    shard.resize(heading.chunk_bytes.into(), 0);
    shard
}

/// The repairs of a group of chunks. Empty where there are to be none.
pub(super) fn repairs<'a>(
    heading: &Heading,
    chunks: impl ExactSizeIterator<Item = &'a [u8]>,
) -> Vec<Vec<u8>> {
    let bytes = usize::from(heading.chunk_bytes);
    let Ok(mut encoder) = ReedSolomonEncoder::new(chunks.len(), heading.repairs.into(), bytes)
    else {
        return Vec::new();
    };
    let added = chunks.into_iter().try_for_each(|chunk| {
        let shard = padded(chunk, heading);
        encoder.add_original_shard(shard)
    });
    let made = added.and_then(|()| {
        let encoded = encoder.encode()?;
        Ok(encoded.recovery_iter().map(<[u8]>::to_vec).collect())
    });
    made.unwrap_or_default()
}

/// The missing chunks of a group, by their number in the transfer, each padded; empty where too many are missing.
pub(super) fn restored(
    heading: &Heading,
    group: u32,
    chunks: &BTreeMap<u32, Vec<u8>>,
    repairs: &BTreeMap<(u32, u8), Vec<u8>>,
) -> Vec<(u32, Vec<u8>)> {
    let members: Vec<u32> = members(heading, group).collect();
    let bytes = usize::from(heading.chunk_bytes);
    let decoder = ReedSolomonDecoder::new(members.len(), heading.repairs.into(), bytes);
    let Ok(mut decoder) = decoder else {
        return Vec::new();
    };
    let mut enough = 0;
    for (place, number) in members.iter().enumerate() {
        if let Some(chunk) = chunks.get(number) {
            let shard = padded(chunk, heading);
            enough += usize::from(decoder.add_original_shard(place, shard).is_ok());
        }
    }
    for (&(_, place), shard) in repairs.range((group, 0)..=(group, u8::MAX)) {
        if enough < members.len() {
            enough += usize::from(decoder.add_recovery_shard(place.into(), shard).is_ok());
        }
    }
    if enough < members.len() {
        return Vec::new();
    }
    let restored = decoder.decode().map(|decoded| {
        let shards = decoded.restored_original_iter();
        let numbered =
            shards.filter_map(|(place, shard)| Some((*members.get(place)?, shard.to_vec())));
        numbered.collect()
    });
    restored.unwrap_or_default()
}
