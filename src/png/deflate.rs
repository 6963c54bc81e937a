//! Deflate, RFC 1951, as far as it takes to tell which bits stand for which bytes. Nothing is inflated: how many bytes a copy makes is
//! told by its code alone.
//!
//! Positions count bits in reading order: the least significant bit of a byte comes first.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// What some bits are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What begins a block: whether it is the last, how it is coded, and its codes or its length.
    Head,
    /// One byte.
    Literal(u8),
    /// So many bytes again, from as many bytes before.
    Copy {
        /// 3 to 258.
        length: u16,
        /// 1 to 32768.
        distance: u16,
    },
    /// The end of a block.
    End,
}

impl Kind {
    /// Bytes that it makes.
    pub const fn bytes(self) -> u64 {
        match self {
            Self::Literal(_) => 1,
            Self::Copy { length, .. } => length as u64,
            Self::Head | Self::End => 0,
        }
    }
}

/// Bits, and the bytes that they make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// First bit.
    pub start: u64,
    /// Number of bits.
    pub bits: u32,
    /// Bytes made before.
    pub made: u64,
    /// What they are.
    pub kind: Kind,
}

/// A place between two blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The first bit of the block.
    pub pos: u64,
    /// Bytes made before.
    pub made: u64,
}

/// Bits that a code is looked up by at once; longer ones are few.
const QUICK_BITS: u32 = 9;
/// Most bits of a code.
const MOST_BITS: usize = 15;

/// A prefix code: RFC 1951 3.2.2.
#[derive(Clone, Debug)]
struct Code {
    /// By the next [`QUICK_BITS`] bits: a symbol and the length of its code; a length of 0 where that is longer, or there is none.
    quick: Vec<(u16, u8)>,
    /// How many codes have each length.
    counts: [u16; MOST_BITS + 1],
    /// The symbols by the length of their codes, then by their number.
    symbols: Vec<u16>,
}

impl Code {
    /// The code whose symbols have codes of these lengths; nothing where there are more of them than bits can tell apart.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0_u16; MOST_BITS + 1];
        for &length in lengths {
            *counts.get_mut(usize::from(length))? += 1;
        }
        counts[0] = 0;
        let (mut next, mut code) = ([0_u32; MOST_BITS + 2], 0_u32);
        for (length, &count) in counts.iter().enumerate().skip(1) {
            next[length] = code;
            code += u32::from(count);
            if code > 1 << length {
                return None;
            }
            code <<= 1;
        }
        let mut symbols: Vec<u16> = Vec::new();
        let mut quick = alloc::vec![(0, 0); 1 << QUICK_BITS];
        for length in 1..=MOST_BITS as u8 {
            let of_length = (0_u16..).zip(lengths).filter(|(_, &other)| other == length);
            for (symbol, _) in of_length {
                symbols.push(symbol);
                let own = next[usize::from(length)];
                next[usize::from(length)] += 1;
                let length_bits = u32::from(length);
                if length_bits <= QUICK_BITS {
                    // Codes are written from their most significant bit on.
                    let first = own.reverse_bits() >> (32 - length_bits);
                    let places = (first as usize..1 << QUICK_BITS).step_by(1 << length_bits);
                    places.for_each(|at| quick[at] = (symbol, length));
                }
            }
        }
        Some(Self {
            quick,
            counts,
            symbols,
        })
    }

    /// The symbol that `next` begins with, and the length of its code.
    fn find(&self, next: u64) -> Option<(u16, u32)> {
        let quick = self.quick.get((next & ((1 << QUICK_BITS) - 1)) as usize);
        if let Some(&(symbol, length @ 1..)) = quick {
            return Some((symbol, length.into()));
        }
        let (mut code, mut first, mut before) = (0_u32, 0_u32, 0_usize);
        for (length, &count) in self.counts.iter().enumerate().skip(1) {
            code |= (next >> (length - 1) & 1) as u32;
            let count = u32::from(count);
            if code < first + count {
                let symbol = self.symbols.get(before + (code - first) as usize)?;
                return Some((*symbol, length as u32));
            }
            before += count as usize;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// RFC 1951 3.2.5: the least length of each symbol from 257 on; more bits tell what is to be added.
const LENGTHS: [u16; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
];
/// How many bits these are.
const LENGTH_BITS: [u8; 29] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
/// The least distance of each symbol: one more than half a power of two, in turn with three quarters.
const fn least_distance(symbol: u16) -> u32 {
    match symbol {
        0..=3 => symbol as u32 + 1,
        _ => ((2 + symbol as u32 % 2) << (symbol / 2 - 1)) + 1,
    }
}
/// How many bits tell what is to be added.
const fn distance_bits(symbol: u16) -> u32 {
    (symbol as u32 / 2).saturating_sub(1)
}
/// In which order the lengths of the code for lengths come: RFC 1951 3.2.7.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

#[derive(Clone, Debug)]
enum State {
    /// Before a block.
    Head,
    /// In a block of so many bytes as they are.
    Stored(u32),
    /// In a block of codes: for literals and lengths, and for distances.
    Coded(Box<[Code; 2]>),
    Over,
}

/// Gives the symbols of a deflated stream, one by one, as far as they make sense.
#[derive(Clone, Debug)]
pub struct Symbols<'a> {
    data: &'a [u8],
    pos: u64,
    made: u64,
    state: State,
    is_last: bool,
}

impl<'a> Symbols<'a> {
    /// From a block on.
    pub const fn new(data: &'a [u8], from: Mark) -> Self {
        Self {
            data,
            pos: from.pos,
            made: from.made,
            state: State::Head,
            is_last: false,
        }
    }

    /// Where a block begins next, if nothing else does.
    pub fn at_block(&self) -> Option<Mark> {
        matches!(self.state, State::Head).then_some(Mark {
            pos: self.pos,
            made: self.made,
        })
    }

    /// At least 57 bits from here on, zeros behind the end.
    fn peek(&self) -> u64 {
        let at = (self.pos / 8) as usize;
        let bytes = self.data.get(at..).unwrap_or(&[]);
        let word = match bytes.first_chunk::<8>() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => bytes
                .iter()
                .rev()
                .fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        word >> (self.pos % 8)
    }

    /// The next bits, at most 16; nothing where there are not so many.
    fn take(&mut self, bits: u32) -> Option<u32> {
        let value = self.peek() & ((1 << bits) - 1);
        self.pos += u64::from(bits);
        (self.pos <= self.data.len() as u64 * 8).then_some(value as u32)
    }

    fn code(&mut self, code: &Code) -> Option<u16> {
        let (symbol, length) = code.find(self.peek())?;
        self.take(length)?;
        Some(symbol)
    }

    /// RFC 1951 3.2.3: the three bits of a block, and what follows them.
    fn head(&mut self) -> Option<State> {
        self.is_last = self.take(1)? == 1;
        match self.take(2)? {
            0 => {
                self.pos = self.pos.next_multiple_of(8);
                let (length, inverse) = (self.take(16)?, self.take(16)?);
                (length ^ inverse == 0xFFFF).then_some(State::Stored(length))
            }
            1 => {
                let literals: Vec<u8> = (0..288)
                    .map(|symbol| match symbol {
                        0..=143 => 8,
                        144..=255 => 9,
                        256..=279 => 7,
                        _ => 8,
                    })
                    .collect();
                let codes = [Code::new(&literals)?, Code::new(&[5; 30])?];
                Some(State::Coded(Box::new(codes)))
            }
            2 => self.codes(),
            _ => None,
        }
    }

    /// RFC 1951 3.2.7: the codes of a block, themselves in code.
    fn codes(&mut self) -> Option<State> {
        let literals = self.take(5)? as usize + 257;
        let distances = self.take(5)? as usize + 1;
        let count = self.take(4)? as usize + 4;
        let mut lengths = [0_u8; 19];
        for &symbol in ORDER.iter().take(count) {
            lengths[symbol] = self.take(3)? as u8;
        }
        let code = Code::new(&lengths)?;
        let all = literals + distances;
        let mut lengths: Vec<u8> = Vec::with_capacity(all);
        while lengths.len() < all {
            let (length, times) = match self.code(&code)? {
                16 => (*lengths.last()?, 3 + self.take(2)?),
                17 => (0, 3 + self.take(3)?),
                18 => (0, 11 + self.take(7)?),
                length => (length as u8, 1),
            };
            lengths.extend((0..times).map(|_| length));
        }
        let (literals, distances) = lengths.get(..all)?.split_at(literals);
        let codes = [Code::new(literals)?, Code::new(distances)?];
        Some(State::Coded(Box::new(codes)))
    }

    fn coded(&mut self, codes: &[Code; 2]) -> Option<Kind> {
        let symbol = match self.code(&codes[0])? {
            literal @ 0..=255 => return Some(Kind::Literal(literal as u8)),
            256 => return Some(Kind::End),
            length => usize::from(length - 257),
        };
        let (&least, &bits) = (LENGTHS.get(symbol)?, LENGTH_BITS.get(symbol)?);
        let length = least + self.take(bits.into())? as u16;
        let symbol = self.code(&codes[1])?;
        if symbol > 29 {
            return None;
        }
        let distance = least_distance(symbol) + self.take(distance_bits(symbol))?;
        Some(Kind::Copy {
            length,
            distance: u16::try_from(distance).ok()?,
        })
    }

    /// Takes a symbol; what comes behind it is what is returned with it.
    fn step(&mut self) -> Option<Kind> {
        let (kind, next) = match core::mem::replace(&mut self.state, State::Over) {
            State::Head => (Kind::Head, self.head()?),
            State::Stored(left @ 1..) => {
                let byte = self.take(8)? as u8;
                (Kind::Literal(byte), State::Stored(left - 1))
            }
            State::Coded(codes) => match self.coded(&codes)? {
                Kind::End => (Kind::End, self.behind()),
                kind => (kind, State::Coded(codes)),
            },
            State::Stored(0) | State::Over => return None,
        };
        // Nothing stands between the last byte of a stored block and the next block.
        self.state = match next {
            State::Stored(0) => self.behind(),
            other => other,
        };
        Some(kind)
    }

    const fn behind(&self) -> State {
        match self.is_last {
            true => State::Over,
            false => State::Head,
        }
    }
}

impl Iterator for Symbols<'_> {
    type Item = Symbol;

    fn next(&mut self) -> Option<Symbol> {
        let (start, made) = (self.pos, self.made);
        let kind = self.step()?;
        self.made += kind.bytes();
        Some(Symbol {
            start,
            bits: u32::try_from(self.pos - start).unwrap_or(u32::MAX),
            made,
            kind,
        })
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use miniz_oxide::deflate::core::{create_comp_flags_from_zip_params, CompressionStrategy};
    use miniz_oxide::deflate::{compress_to_vec, stream::deflate};
    use miniz_oxide::{deflate::core::CompressorOxide, MZFlush};

    const START: Mark = Mark { pos: 0, made: 0 };

    /// The bytes that the symbols of a stream make, and the bit behind the last of them.
    fn inflated(stream: &[u8], from: Mark, mut bytes: Vec<u8>) -> (Vec<u8>, u64) {
        let mut pos = from.pos;
        for symbol in Symbols::new(stream, from) {
            assert_eq!(symbol.start, pos, "no gap before {symbol:?}");
            assert_eq!(symbol.made, bytes.len() as u64, "{symbol:?}");
            pos += u64::from(symbol.bits);
            match symbol.kind {
                Kind::Literal(byte) => bytes.push(byte),
                Kind::Copy { length, distance } => {
                    let start = bytes.len() - usize::from(distance);
                    (start..start + usize::from(length)).for_each(|at| bytes.push(bytes[at]));
                }
                Kind::Head | Kind::End => {}
            }
        }
        (bytes, pos)
    }

    /// Words that come again, and some noise.
    fn text(count: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 24
        };
        let mut text = Vec::new();
        while text.len() < count {
            match next() % 3 {
                0 => text.extend(b"the same words, "),
                1 => text.push(next() as u8),
                _ => text.extend(core::iter::repeat_n(b'-', next() as usize)),
            }
        }
        text
    }

    fn with_strategy(bytes: &[u8], strategy: CompressionStrategy) -> Vec<u8> {
        let flags = create_comp_flags_from_zip_params(6, 0, strategy as i32);
        let mut compressor = CompressorOxide::new(flags);
        let mut out = alloc::vec![0; bytes.len() * 2 + 1000];
        let result = deflate(&mut compressor, bytes, &mut out, MZFlush::Finish);
        out.truncate(result.bytes_written);
        out
    }

    #[test]
    fn symbols_make_the_bytes_that_were_deflated() {
        for count in [0, 1, 300, 5_000, 200_000] {
            let bytes = text(count);
            let mut streams: Vec<Vec<u8>> = (0..=9)
                .map(|level| compress_to_vec(&bytes, level))
                .collect();
            for strategy in [
                CompressionStrategy::Fixed,
                CompressionStrategy::HuffmanOnly,
                CompressionStrategy::RLE,
            ] {
                streams.push(with_strategy(&bytes, strategy));
            }
            for stream in streams {
                let (made, end) = inflated(&stream, START, Vec::new());
                assert!(made == bytes, "{count} bytes");
                assert_eq!(end.div_ceil(8), stream.len() as u64);
            }
        }
    }

    #[test]
    fn every_block_can_be_begun_at() {
        // Noise of 32 values: hardly a copy, so that there are many symbols, and blocks.
        let mut state = 1_u32;
        let noise = (0..150_000).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 27) as u8
        });
        let bytes: Vec<u8> = noise.collect();
        let stream = compress_to_vec(&bytes, 6);
        let mut symbols = Symbols::new(&stream, START);
        let mut marks = Vec::new();
        loop {
            marks.extend(symbols.at_block());
            if symbols.next().is_none() {
                break;
            }
        }
        assert!(marks.len() > 2, "{} blocks", marks.len());
        for mark in marks {
            let before = bytes[..mark.made as usize].to_vec();
            assert!(inflated(&stream, mark, before).0 == bytes);
        }
    }

    /// The least distances of RFC 1951 3.2.5, by its table.
    #[test]
    fn distances() {
        let told = [
            (0, 1, 0),
            (3, 4, 0),
            (4, 5, 1),
            (5, 7, 1),
            (9, 25, 3),
            (28, 16_385, 13),
            (29, 24_577, 13),
        ];
        for (symbol, least, bits) in told {
            assert_eq!(
                (least_distance(symbol), distance_bits(symbol)),
                (least, bits)
            );
        }
    }

    #[test]
    fn what_makes_no_sense_ends_it() {
        // A third kind of block; a stored one whose length is not told twice; nothing at all.
        for stream in [&[0b110][..], &[0b001, 1, 0, 1, 0, 7], &[]] {
            assert_eq!(Symbols::new(stream, START).count(), 0);
        }
        // More codes of one bit than there can be.
        assert!(Code::new(&[1, 1, 1]).is_none());
    }
}
