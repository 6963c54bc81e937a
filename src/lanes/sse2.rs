//! x86-64: SSE2, which belongs to the architecture.
#![allow(unsafe_code)]

use core::arch::x86_64::*;

/// Eight 16-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I16x8(__m128i);

/// Four 32-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I32x4(__m128i);

/// Sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub struct U8x16(__m128i);

// SAFETY, for the whole file: the intrinsics need SSE2, which this module is compiled for. Those that take a pointer
// get one from a reference to an array of just the bytes they touch, and none needs alignment.
macro_rules! sse2 {
    ($($call:expr),+) => {
        // SAFETY: see above.
        unsafe { ($($call),+) }
    };
}

impl I16x8 {
    /// All lanes the same.
    #[inline(always)]
    pub fn splat(value: i16) -> Self {
        Self(sse2!(_mm_set1_epi16(value)))
    }

    /// Lanes 0, 2, 4, 6 are `even`, the others `odd`: one factor of [`Self::dot`].
    #[inline(always)]
    pub fn pairs(even: i16, odd: i16) -> Self {
        let both = i32::from(even) & 0xFFFF | i32::from(odd) << 16;
        Self(sse2!(_mm_set1_epi32(both)))
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[i16; 8]) -> Self {
        Self(sse2!(_mm_loadu_si128(from.as_ptr().cast())))
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [i16; 8]) {
        sse2!(_mm_storeu_si128(to.as_mut_ptr().cast(), self.0));
    }

    /// Sum, modulo 2^16.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(sse2!(_mm_add_epi16(self.0, other.0)))
    }

    /// Difference, modulo 2^16.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(sse2!(_mm_sub_epi16(self.0, other.0)))
    }

    /// Product, modulo 2^16.
    #[inline(always)]
    pub fn mul(self, other: Self) -> Self {
        Self(sse2!(_mm_mullo_epi16(self.0, other.0)))
    }

    /// Distance from zero; that of −32768 counts as 32767.
    #[inline(always)]
    pub fn magnitude(self) -> Self {
        Self(sse2!(_mm_max_epi16(
            self.0,
            _mm_subs_epi16(_mm_setzero_si128(), self.0)
        )))
    }

    /// (self · other + 2^14) >> 15, for |self| < 8192.
    #[inline(always)]
    pub fn mul_q15(self, other: Self) -> Self {
        Self(sse2!(_mm_srai_epi16(
            _mm_add_epi16(
                _mm_mulhi_epi16(_mm_slli_epi16(self.0, 2), other.0),
                _mm_set1_epi16(1)
            ),
            1
        )))
    }

    /// Products, summed in pairs: lane i is the sum of those of lanes 2i and 2i + 1.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        I32x4(sse2!(_mm_madd_epi16(self.0, other.0)))
    }

    /// Bits that are set in either.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(sse2!(_mm_or_si128(self.0, other.0)))
    }

    /// Shifted left.
    #[inline(always)]
    pub fn shl<const BITS: i32>(self) -> Self {
        Self(sse2!(_mm_slli_epi16::<BITS>(self.0)))
    }

    /// Shifted right, the sign kept.
    #[inline(always)]
    pub fn shr<const BITS: i32>(self) -> Self {
        Self(sse2!(_mm_srai_epi16::<BITS>(self.0)))
    }

    /// Lanes 0–3 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(sse2!(_mm_unpacklo_epi16(self.0, other.0)))
    }

    /// Lanes 4–7 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(sse2!(_mm_unpackhi_epi16(self.0, other.0)))
    }

    /// As [`Self::zip_low`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_low_pairs(self, other: Self) -> Self {
        Self(sse2!(_mm_unpacklo_epi32(self.0, other.0)))
    }

    /// As [`Self::zip_high`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_high_pairs(self, other: Self) -> Self {
        Self(sse2!(_mm_unpackhi_epi32(self.0, other.0)))
    }

    /// Lanes 0–3 of both, one after the other.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(sse2!(_mm_unpacklo_epi64(self.0, other.0)))
    }

    /// Lanes 1–7, and the first of `next`.
    #[inline(always)]
    pub fn later_by_1(self, next: Self) -> Self {
        Self(sse2!(_mm_or_si128(
            _mm_srli_si128::<2>(self.0),
            _mm_slli_si128::<14>(next.0)
        )))
    }

    /// Lanes 2–7, and the first two of `next`.
    #[inline(always)]
    pub fn later_by_2(self, next: Self) -> Self {
        Self(sse2!(_mm_or_si128(
            _mm_srli_si128::<4>(self.0),
            _mm_slli_si128::<12>(next.0)
        )))
    }

    /// Lanes 4–7 of both, one after the other.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(sse2!(_mm_unpackhi_epi64(self.0, other.0)))
    }

    /// Pairs of lanes: the first and third of both, one after the other.
    #[inline(always)]
    pub fn even_pairs(self, other: Self) -> Self {
        Self(sse2!(_mm_castps_si128(_mm_shuffle_ps::<0b10_00_10_00>(
            _mm_castsi128_ps(self.0),
            _mm_castsi128_ps(other.0)
        ))))
    }

    /// As [`Self::even_pairs`], the second and fourth.
    #[inline(always)]
    pub fn odd_pairs(self, other: Self) -> Self {
        Self(sse2!(_mm_castps_si128(_mm_shuffle_ps::<0b11_01_11_01>(
            _mm_castsi128_ps(self.0),
            _mm_castsi128_ps(other.0)
        ))))
    }

    /// The second pair of lanes and the third change places.
    #[inline(always)]
    pub fn swap_middle_pairs(self) -> Self {
        Self(sse2!(_mm_shuffle_epi32::<0b11_01_10_00>(self.0)))
    }

    /// Lanes of both, taken into −128–127.
    #[inline(always)]
    pub fn narrow_signed(self, other: Self) -> U8x16 {
        U8x16(sse2!(_mm_packs_epi16(self.0, other.0)))
    }

    /// The same with 0 in lane 0.
    #[inline(always)]
    pub fn without_first(self) -> Self {
        Self(sse2!(_mm_insert_epi16::<0>(self.0, 0)))
    }

    /// Whether all bits are 0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        sse2!(_mm_movemask_epi8(_mm_cmpeq_epi16(
            self.0,
            _mm_setzero_si128()
        ))) == 0xFFFF
    }

    /// The lanes as bytes, low byte first.
    #[inline(always)]
    pub fn bytes(self) -> U8x16 {
        U8x16(self.0)
    }
}

impl I32x4 {
    /// All lanes the same.
    #[inline(always)]
    pub fn splat(value: i32) -> Self {
        Self(sse2!(_mm_set1_epi32(value)))
    }

    /// To memory.
    #[inline(always)]
    #[cfg(test)]
    pub fn store(self, to: &mut [i32; 4]) {
        sse2!(_mm_storeu_si128(to.as_mut_ptr().cast(), self.0));
    }

    /// Sum, modulo 2^32.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(sse2!(_mm_add_epi32(self.0, other.0)))
    }

    /// Difference, modulo 2^32.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(sse2!(_mm_sub_epi32(self.0, other.0)))
    }

    /// Lanes of both, shifted right, the sign kept; what is left must fit 16 bits.
    #[inline(always)]
    pub fn shr_narrow<const BITS: i32>(self, other: Self) -> I16x8 {
        I16x8(sse2!(_mm_packs_epi32(
            _mm_srai_epi32::<BITS>(self.0),
            _mm_srai_epi32::<BITS>(other.0)
        )))
    }

    /// Lanes of both, shifted right; of what is left, at most `KEPT` + 3 bits, the lowest `KEPT` with their sign.
    #[inline(always)]
    pub fn shr_wrap<const BITS: i32, const KEPT: i32>(self, other: Self) -> I16x8 {
        let wrapped = |lanes: __m128i| {
            sse2!(_mm_sra_epi32(
                _mm_sll_epi32(lanes, _mm_cvtsi32_si128(32 - BITS - KEPT)),
                _mm_cvtsi32_si128(32 - KEPT)
            ))
        };
        I16x8(sse2!(_mm_packs_epi32(wrapped(self.0), wrapped(other.0))))
    }

    /// Whether some lane is larger than `limit`.
    #[inline(always)]
    pub fn any_above(self, limit: i32) -> bool {
        sse2!(_mm_movemask_epi8(_mm_cmpgt_epi32(
            self.0,
            _mm_set1_epi32(limit)
        ))) != 0
    }
}

impl U8x16 {
    /// All bytes the same.
    #[inline(always)]
    pub fn splat(value: u8) -> Self {
        Self(sse2!(_mm_set1_epi8(value as i8)))
    }

    /// The bits of eight bytes, of two in each, the most significant first, as characters 0 and 1.
    #[inline(always)]
    pub fn digits(bytes: &[u8; 8]) -> [Self; 4] {
        let places = i64::from_le_bytes([128, 64, 32, 16, 8, 4, 2, 1]);
        sse2!({
            let eight = _mm_cvtsi64_si128(i64::from_le_bytes(*bytes));
            // Twice each byte, four times, eight times.
            let pairs = _mm_unpacklo_epi8(eight, eight);
            let low = _mm_unpacklo_epi16(pairs, pairs);
            let high = _mm_unpackhi_epi16(pairs, pairs);
            let places = _mm_set1_epi64x(places);
            let characters = |each: __m128i| {
                // −1 where the bit is set.
                let set = _mm_cmpeq_epi8(_mm_and_si128(each, places), places);
                Self(_mm_sub_epi8(_mm_set1_epi8(b'0' as i8), set))
            };
            [
                characters(_mm_unpacklo_epi32(low, low)),
                characters(_mm_unpackhi_epi32(low, low)),
                characters(_mm_unpacklo_epi32(high, high)),
                characters(_mm_unpackhi_epi32(high, high)),
            ]
        })
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[u8; 16]) -> Self {
        Self(sse2!(_mm_loadu_si128(from.as_ptr().cast())))
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [u8; 16]) {
        sse2!(_mm_storeu_si128(to.as_mut_ptr().cast(), self.0));
    }

    /// Bits that differ.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(sse2!(_mm_xor_si128(self.0, other.0)))
    }

    /// Whether one of the bytes is 0xFF.
    #[inline(always)]
    pub fn has_ff(self) -> bool {
        sse2!(_mm_movemask_epi8(_mm_cmpeq_epi8(self.0, _mm_set1_epi8(-1)))) != 0
    }

    /// Half of the sums, rounded up.
    #[inline(always)]
    pub fn mean_up(self, other: Self) -> Self {
        Self(sse2!(_mm_avg_epu8(self.0, other.0)))
    }

    /// Half of the sums, rounded down.
    #[inline(always)]
    pub fn mean_down(self, other: Self) -> Self {
        let odd = sse2!(_mm_and_si128(
            _mm_xor_si128(self.0, other.0),
            _mm_set1_epi8(1)
        ));
        Self(sse2!(_mm_sub_epi8(_mm_avg_epu8(self.0, other.0), odd)))
    }

    /// Bytes 0–7 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(sse2!(_mm_unpacklo_epi8(self.0, other.0)))
    }

    /// Bytes 8–15 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(sse2!(_mm_unpackhi_epi8(self.0, other.0)))
    }

    /// Bytes 0–7 as numbers.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(sse2!(_mm_unpacklo_epi8(self.0, _mm_setzero_si128())))
    }

    /// Bytes 8–15 as numbers.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(sse2!(_mm_unpackhi_epi8(self.0, _mm_setzero_si128())))
    }

    /// Pairs of bytes as numbers, low byte first.
    #[inline(always)]
    pub fn words(self) -> I16x8 {
        I16x8(self.0)
    }
}

/// Writes eight rows of eight bytes, `stride` apart: two of them in each of `rows`. Does nothing where they do not fit.
#[inline(always)]
pub fn store_rows(rows: [U8x16; 4], out: &mut [u8], stride: usize) {
    if stride < 8 || stride > out.len() || out.len() - 8 < 7 * stride {
        return;
    }
    let start = out.as_mut_ptr();
    for (i, two) in rows.into_iter().enumerate() {
        // SAFETY: the last of the rows, 7 · stride from the start, ends within `out`; so do those before it.
        unsafe {
            _mm_storel_epi64(start.add(2 * i * stride).cast(), two.0);
            _mm_storel_epi64(
                start.add((2 * i + 1) * stride).cast(),
                _mm_unpackhi_epi64(two.0, two.0),
            );
        }
    }
}

/// Sets 64 numbers to 0.
#[inline(always)]
pub fn clear(numbers: &mut [i16; 64]) {
    let (rows, _) = numbers.as_chunks_mut::<8>();
    for row in rows {
        sse2!(_mm_storeu_si128(
            row.as_mut_ptr().cast(),
            _mm_setzero_si128()
        ));
    }
}

/// The number that eight bytes are, the most significant first.
#[inline(always)]
pub fn be_word(bytes: &[u8; 8]) -> u64 {
    u64::from_be_bytes(*bytes)
}
