//! Readers of single bits from bytes; they know no format.

/// Which bit of a byte comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BitOrder {
    /// The most significant bit first (JPEG, BMP, PBM).
    Msb,
    /// The least significant bit first (XBM, GIF).
    Lsb,
}

/// Reads up to 32 bits at a time, in either order.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    data: &'a [u8],
    order: BitOrder,
    pos_bits: u64,
}

impl<'a> BitReader<'a> {
    /// A reader from the first bit of `data`.
    pub const fn new(data: &'a [u8], order: BitOrder) -> Self {
        Self {
            data,
            order,
            pos_bits: 0,
        }
    }

    /// Bits read so far.
    pub const fn pos(&self) -> u64 {
        self.pos_bits
    }

    /// Bits left.
    pub const fn left(&self) -> u64 {
        (self.data.len() as u64 * 8).saturating_sub(self.pos_bits)
    }

    /// The next bit, or `None` at the end.
    pub fn bit(&mut self) -> Option<u8> {
        let byte = *self.data.get((self.pos_bits / 8) as usize)?;
        let place = (self.pos_bits % 8) as u32;
        self.pos_bits += 1;
        Some(match self.order {
            BitOrder::Msb => byte >> (7 - place) & 1,
            BitOrder::Lsb => byte >> place & 1,
        })
    }

    /// The next `count` ≤ 32 bits as a number (first bit most significant for `Msb`, least for `Lsb`), or `None`
    /// where fewer are left.
    pub fn bits(&mut self, count: u32) -> Option<u32> {
        if count > 32 || self.left() < u64::from(count) {
            return None;
        }
        let mut value = 0u32;
        for place in 0..count {
            let bit = u32::from(self.bit()?);
            match self.order {
                BitOrder::Msb => value = value << 1 | bit,
                BitOrder::Lsb => value |= bit << place,
            }
        }
        Some(value)
    }

    /// Skips to the next whole byte.
    pub fn align(&mut self) {
        self.pos_bits = self.pos_bits.next_multiple_of(8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders() {
        let mut msb = BitReader::new(&[0b1010_0001, 0xFF], BitOrder::Msb);
        assert_eq!((msb.bits(3), msb.pos()), (Some(0b101), 3));
        msb.align();
        assert_eq!(
            (msb.bits(9), msb.bits(8), msb.bit()),
            (None, Some(0xFF), None)
        );
        let mut lsb = BitReader::new(&[0b1010_0001], BitOrder::Lsb);
        assert_eq!(
            (lsb.bits(5), lsb.bits(3), lsb.left()),
            (Some(1), Some(0b101), 0)
        );
    }
}
