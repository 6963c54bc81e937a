//! Where symbols go: counted for tables that fit them, or written.

use super::bit_writer::BitWriter;
use super::codes::{Codes, Counts};
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;

/// Huffman tables in force at one time: DC tables by destination, then AC tables.
pub(super) const TABLES: usize = 8;

/// Place of a DC table among the [`TABLES`].
pub(super) const fn dc_table(destination: u8) -> usize {
    (destination & 3) as usize
}

/// Place of an AC table among the [`TABLES`].
pub(super) const fn ac_table(destination: u8) -> usize {
    4 + (destination & 3) as usize
}

/// What happens to symbols.
#[derive(Debug)]
enum Purpose {
    Count(Vec<Counts>),
    Write(Vec<Option<Codes>>),
}

/// Takes the symbols of a scan and the bits that follow them.
///
/// One routine codes a scan, first into a counter, then into a writer, so both see the same symbols.
#[derive(Debug)]
pub(super) struct SymbolWriter {
    purpose: Purpose,
    pub out: BitWriter,
    /// Symbols so far.
    pub symbols: u64,
    /// Bits of their codes.
    pub code_bits: u64,
    /// Bits that follow them.
    pub extra_bits: u64,
    missing: bool,
    too_large: bool,
}

impl SymbolWriter {
    fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            out: BitWriter::default(),
            symbols: 0,
            code_bits: 0,
            extra_bits: 0,
            missing: false,
            too_large: false,
        }
    }

    /// One that only counts.
    pub fn counter() -> Self {
        Self::new(Purpose::Count(vec![[0; 256]; TABLES]))
    }

    /// One that writes with these codes.
    pub fn writer(codes: Vec<Option<Codes>>) -> Self {
        Self::new(Purpose::Write(codes))
    }

    /// A symbol of a table.
    #[inline]
    pub fn symbol(&mut self, table: usize, symbol: u8) {
        match &mut self.purpose {
            Purpose::Count(counts) => {
                if let Some(counts) = counts.get_mut(table) {
                    let count = &mut counts[usize::from(symbol)];
                    *count = count.saturating_add(1);
                }
            }
            Purpose::Write(codes) => {
                let codes = codes.get(table).and_then(Option::as_ref);
                let (code, length) = codes.map_or((0, 0), |codes| codes.of(symbol));
                self.missing |= length == 0;
                self.symbols += 1;
                self.code_bits += u64::from(length);
                self.out.put(code.into(), length.into());
            }
        }
    }

    /// The low `length` bits of `bits`, as they are.
    #[inline]
    pub fn bits(&mut self, bits: u32, length: u32) {
        if let Purpose::Write(_) = self.purpose {
            self.extra_bits += u64::from(length);
            self.out.put(bits, length);
        }
    }

    /// A symbol `run << 4 | size` and the `size` bits of a value: T.81 F.1.2.1, F.1.2.2.
    #[inline]
    pub fn value(&mut self, table: usize, run: u32, value: i32) {
        let size = 32 - value.unsigned_abs().leading_zeros();
        if size > 15 {
            self.too_large = true;
            return;
        }
        self.symbol(table, (run << 4 | size) as u8);
        // Negative values are sent less 1, so that their first bit is 0.
        let bits = if value < 0 { value - 1 } else { value };
        self.bits(bits as u32, size);
    }

    /// Bits written so far, without stuffed bytes and padding.
    pub fn position(&self) -> u64 {
        self.code_bits + self.extra_bits
    }

    /// The end of an interval, which marker `number` parts from the next.
    pub fn restart(&mut self, number: u32) {
        if let Purpose::Write(_) = self.purpose {
            self.out.restart(number);
        }
    }

    /// Whether a symbol had no code.
    pub fn lacks_codes(&self) -> bool {
        self.missing
    }

    /// An error where a value was too large for any code.
    pub fn check(&self) -> Result<(), Error> {
        match self.too_large {
            true => Err(Error::at_bit(Code::BadCoefficient, 0)),
            false => Ok(()),
        }
    }

    /// How often each symbol of each table occurred.
    pub fn into_counts(self) -> Vec<Counts> {
        match self.purpose {
            Purpose::Count(counts) => counts,
            Purpose::Write(_) => Vec::new(),
        }
    }
}
