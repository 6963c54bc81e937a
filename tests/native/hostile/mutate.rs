//! Broken files, made from whole ones: a number and a seed file always give the same file.

use crate::properties::Dice;

/// Longest file that is made.
const MOST_BYTES: usize = 60_000;

/// Breaks `file` in one to four places; some breaks take a piece of `other`.
pub fn broken(file: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = file.to_vec();
    for _ in 0..1 + dice.below(4) {
        once(&mut out, other, dice);
        out.truncate(MOST_BYTES);
    }
    out
}

fn once(out: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let place = dice.below(out.len() as u64) as usize;
    let segments = segments(out);
    let segment = segments[dice.below(segments.len() as u64) as usize].clone();
    match dice.below(13) {
        0 => {
            if let Some(byte) = out.get_mut(place) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => {
            if let Some(byte) = out.get_mut(place) {
                *byte =
                    [0, 1, 0x7F, 0x80, 0xFE, 0xFF, dice.below(256) as u8][dice.below(7) as usize];
            }
        }
        2 => out.truncate(place),
        3 => {
            let count = dice.below(30) as usize;
            let bytes: Vec<u8> = (0..count).map(|_| dice.below(256) as u8).collect();
            out.splice(place..place, bytes);
        }
        4 => {
            let end = (place + dice.below(60) as usize).min(out.len());
            out.drain(place..end);
        }
        // A segment twice, away, or somewhere else.
        5 => {
            let bytes = out[segment.clone()].to_vec();
            out.splice(segment.end..segment.end, bytes);
        }
        6 => {
            out.drain(segment);
        }
        7 => {
            let bytes: Vec<u8> = out.drain(segment).collect();
            let places = self::segments(out);
            let to = places[dice.below(places.len() as u64) as usize].start;
            out.splice(to..to, bytes);
        }
        // Markers, a few or many.
        8 => {
            let count = [1, 2, 40, 700][dice.below(4) as usize];
            let code = match dice.below(3) {
                0 => 0xD0 + dice.below(8) as u8,
                1 => 0xC0 + dice.below(64) as u8,
                _ => dice.below(256) as u8,
            };
            out.splice(place..place, [0xFF, code].repeat(count));
        }
        // Fill bytes.
        9 => {
            let count = 1 + dice.below(300) as usize;
            out.splice(place..place, vec![0xFF; count]);
        }
        // A piece of another file.
        10 => {
            let theirs = self::segments(other);
            let piece = theirs[dice.below(theirs.len() as u64) as usize].clone();
            let at = [segment.start, segment.end, place][dice.below(3) as usize];
            out.splice(at..at, other[piece].to_vec());
        }
        // A segment's length.
        11 => {
            let length = match dice.below(4) {
                0 => dice.below(4) as u16,
                1 => 0xFFFF,
                _ => dice.below(200) as u16,
            };
            if let Some(field) = out.get_mut(segment.start + 2..segment.start + 4) {
                field.copy_from_slice(&length.to_be_bytes());
            }
        }
        // A parameter of a frame, scan or restart interval: dimensions, factors, identifiers, bands.
        _ => {
            let wanted = |s: &std::ops::Range<usize>| {
                matches!(
                    out.get(s.start + 1),
                    Some(0xC0..=0xC3 | 0xC5..=0xCB | 0xDA | 0xDD)
                )
            };
            let headers: Vec<_> = segments.iter().filter(|s| wanted(s)).cloned().collect();
            let Some(header) = headers.get(dice.below(headers.len() as u64) as usize) else {
                return;
            };
            let at = header.start + 4 + dice.below(20) as usize;
            if let Some(byte) = out.get_mut(at) {
                *byte = match dice.below(4) {
                    0 => byte.wrapping_add(1),
                    1 => byte.wrapping_sub(1),
                    2 => 1 << dice.below(8),
                    _ => dice.below(256) as u8,
                };
            }
        }
    }
}

/// The file in pieces, by its markers and their lengths; what a length does not cover belongs to the piece before.
fn segments(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    while let Some(found) = file.get(at..).and_then(|rest| {
        let marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF | 0xD0..=0xD7);
        rest.windows(2).position(marker)
    }) {
        starts.push(at + found);
        at += found + 2;
        if !matches!(file.get(at - 1), Some(0xD8 | 0xD9)) {
            if let Some(&[high, low]) = file.get(at..at + 2) {
                at += usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
    starts.push(file.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}
