//! Arrays: what the operations mean.

use core::array::from_fn;

/// Eight 16-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I16x8(pub(super) [i16; 8]);

/// Four 32-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I32x4(pub(super) [i32; 4]);

/// Sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub struct U8x16(pub(super) [u8; 16]);

impl I16x8 {
    /// All lanes the same.
    #[inline(always)]
    pub fn splat(value: i16) -> Self {
        Self([value; 8])
    }

    /// Lanes 0, 2, 4, 6 are `even`, the others `odd`: one factor of [`Self::dot`].
    #[inline(always)]
    pub fn pairs(even: i16, odd: i16) -> Self {
        Self([even, odd, even, odd, even, odd, even, odd])
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[i16; 8]) -> Self {
        Self(*from)
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [i16; 8]) {
        *to = self.0;
    }

    /// Sum, modulo 2^16.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// Difference, modulo 2^16.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_sub(other.0[i])))
    }

    /// Product, modulo 2^16.
    #[inline(always)]
    pub fn mul(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_mul(other.0[i])))
    }

    /// Distance from zero; that of −32768 counts as 32767.
    #[inline(always)]
    pub fn magnitude(self) -> Self {
        Self(self.0.map(i16::saturating_abs))
    }

    /// (self · other + 2^14) >> 15, for |self| < 8192.
    #[inline(always)]
    pub fn mul_q15(self, other: Self) -> Self {
        Self(from_fn(|i| {
            ((i32::from(self.0[i]) * i32::from(other.0[i]) + (1 << 14)) >> 15) as i16
        }))
    }

    /// Products, summed in pairs: lane i is the sum of those of lanes 2i and 2i + 1.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        let product = |i: usize| i32::from(self.0[i]).wrapping_mul(i32::from(other.0[i]));
        I32x4(from_fn(|i| product(2 * i).wrapping_add(product(2 * i + 1))))
    }

    /// Bits that are set in either.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Shifted left.
    #[inline(always)]
    pub fn shl<const BITS: i32>(self) -> Self {
        Self(self.0.map(|value| value << BITS))
    }

    /// Shifted right, the sign kept.
    #[inline(always)]
    pub fn shr<const BITS: i32>(self) -> Self {
        Self(self.0.map(|value| value >> BITS))
    }

    /// Lanes 0–3 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i % 2][i / 2]))
    }

    /// Lanes 4–7 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i % 2][4 + i / 2]))
    }

    /// As [`Self::zip_low`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_low_pairs(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i / 2 % 2][i / 4 * 2 + i % 2]))
    }

    /// As [`Self::zip_high`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_high_pairs(self, other: Self) -> Self {
        Self(from_fn(|i| {
            [self.0, other.0][i / 2 % 2][4 + i / 4 * 2 + i % 2]
        }))
    }

    /// Lanes 0–3 of both, one after the other.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i / 4][i % 4]))
    }

    /// Lanes 1–7, and the first of `next`.
    #[inline(always)]
    pub fn later_by_1(self, next: Self) -> Self {
        Self(from_fn(|i| [self.0, next.0][(i + 1) / 8][(i + 1) % 8]))
    }

    /// Lanes 2–7, and the first two of `next`.
    #[inline(always)]
    pub fn later_by_2(self, next: Self) -> Self {
        Self(from_fn(|i| [self.0, next.0][(i + 2) / 8][(i + 2) % 8]))
    }

    /// Lanes 4–7 of both, one after the other.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i / 4][4 + i % 4]))
    }

    /// Pairs of lanes: the first and third of both, one after the other.
    #[inline(always)]
    pub fn even_pairs(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i / 4][i / 2 % 2 * 4 + i % 2]))
    }

    /// As [`Self::even_pairs`], the second and fourth.
    #[inline(always)]
    pub fn odd_pairs(self, other: Self) -> Self {
        Self(from_fn(|i| {
            [self.0, other.0][i / 4][i / 2 % 2 * 4 + 2 + i % 2]
        }))
    }

    /// The second pair of lanes and the third change places.
    #[inline(always)]
    pub fn swap_middle_pairs(self) -> Self {
        let [a, b, c, d, e, f, g, h] = self.0;
        Self([a, b, e, f, c, d, g, h])
    }

    /// Lanes of both, taken into −128–127.
    #[inline(always)]
    pub fn narrow_signed(self, other: Self) -> U8x16 {
        U8x16(from_fn(|i| {
            [self.0, other.0][i / 8][i % 8].clamp(-128, 127) as u8
        }))
    }

    /// The same with 0 in lane 0.
    #[inline(always)]
    pub fn without_first(self) -> Self {
        let mut lanes = self.0;
        lanes[0] = 0;
        Self(lanes)
    }

    /// Whether all bits are 0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        self.0 == [0; 8]
    }

    /// The lanes as bytes, low byte first.
    #[inline(always)]
    pub fn bytes(self) -> U8x16 {
        U8x16(from_fn(|i| self.0[i / 2].to_le_bytes()[i % 2]))
    }
}

impl I32x4 {
    /// All lanes the same.
    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self([value; 4])
    }

    /// To memory.
    #[inline(always)]
    #[cfg(test)]
    pub fn store(self, to: &mut [i32; 4]) {
        *to = self.0;
    }

    /// Sum, modulo 2^32.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// Difference, modulo 2^32.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_sub(other.0[i])))
    }

    /// Lanes of both, shifted right, the sign kept; what is left must fit 16 bits.
    #[inline(always)]
    pub fn shr_narrow<const BITS: i32>(self, other: Self) -> I16x8 {
        I16x8(from_fn(|i| {
            ([self.0, other.0][i / 4][i % 4] >> BITS) as i16
        }))
    }

    /// Lanes of both, shifted right; of what is left, at most `KEPT` + 3 bits, the lowest `KEPT` with their sign.
    #[inline(always)]
    pub fn shr_wrap<const BITS: i32, const KEPT: i32>(self, other: Self) -> I16x8 {
        let wrapped = |value: i32| (value << (32 - BITS - KEPT) >> (32 - KEPT)) as i16;
        I16x8(from_fn(|i| wrapped([self.0, other.0][i / 4][i % 4])))
    }

    /// Whether some lane is larger than `limit`.
    #[inline(always)]
    pub fn any_above(self, limit: i32) -> bool {
        self.0.iter().any(|&value| value > limit)
    }
}

impl U8x16 {
    /// All bytes the same.
    #[inline(always)]
    pub fn splat(value: u8) -> Self {
        Self([value; 16])
    }

    /// The bits of eight bytes, of two in each, the most significant first, as characters 0 and 1.
    #[inline(always)]
    pub fn digits(bytes: &[u8; 8]) -> [Self; 4] {
        let (pairs, _) = bytes.as_chunks::<2>();
        from_fn(|pair| {
            let bits = pairs.get(pair).map_or(0, |&two| u16::from_be_bytes(two));
            Self(from_fn(|i| b'0' + (bits >> (15 - i) & 1) as u8))
        })
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[u8; 16]) -> Self {
        Self(*from)
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [u8; 16]) {
        *to = self.0;
    }

    /// Bits that differ.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] ^ other.0[i]))
    }

    /// Whether one of the bytes is 0xFF.
    #[inline(always)]
    pub fn has_ff(self) -> bool {
        // A byte of `!word` is zero where there is 0xFF; subtracting 1 everywhere then borrows into its top bit.
        let (words, _) = self.0.as_chunks::<8>();
        words.iter().any(|bytes| {
            let word = u64::from_le_bytes(*bytes);
            (!word).wrapping_sub(0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 != 0
        })
    }

    /// Half of the sums, rounded up.
    #[inline(always)]
    pub fn mean_up(self, other: Self) -> Self {
        let sum = |i: usize| u16::from(self.0[i]) + u16::from(other.0[i]);
        Self(from_fn(|i| sum(i).div_ceil(2) as u8))
    }

    /// Half of the sums, rounded down.
    #[inline(always)]
    pub fn mean_down(self, other: Self) -> Self {
        let sum = |i: usize| u16::from(self.0[i]) + u16::from(other.0[i]);
        Self(from_fn(|i| (sum(i) / 2) as u8))
    }

    /// Bytes 0–7 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i % 2][i / 2]))
    }

    /// Bytes 8–15 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(from_fn(|i| [self.0, other.0][i % 2][8 + i / 2]))
    }

    /// Bytes 0–7 as numbers.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(from_fn(|i| self.0[i].into()))
    }

    /// Bytes 8–15 as numbers.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(from_fn(|i| self.0[8 + i].into()))
    }

    /// Pairs of bytes as numbers, low byte first.
    #[inline(always)]
    pub fn words(self) -> I16x8 {
        I16x8(from_fn(|i| {
            i16::from_le_bytes([self.0[2 * i], self.0[2 * i + 1]])
        }))
    }
}

/// Writes eight rows of eight bytes, `stride` apart: two of them in each of `rows`. Does nothing where they do not fit.
#[inline(always)]
pub fn store_rows(rows: [U8x16; 4], out: &mut [u8], stride: usize) {
    if stride < 8 || out.len() < 7 * stride + 8 {
        return;
    }
    let bytes = rows.iter().flat_map(|two| two.0.chunks_exact(8));
    for (place, bytes) in out.chunks_mut(stride).zip(bytes) {
        place[..8].copy_from_slice(bytes);
    }
}

/// Sets 64 numbers to 0.
#[inline(always)]
pub fn clear(numbers: &mut [i16; 64]) {
    *numbers = [0; 64];
}

/// The number that eight bytes are, the most significant first.
#[inline(always)]
pub fn be_word(bytes: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*bytes)
}
