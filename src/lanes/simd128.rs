//! wasm32 with its 128-bit vectors.
#![allow(unsafe_code)]

use core::arch::wasm32::*;

/// Eight 16-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I16x8(v128);

/// Four 32-bit numbers.
#[derive(Clone, Copy, Debug)]
pub struct I32x4(v128);

/// Sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub struct U8x16(v128);

impl I16x8 {
    /// All lanes the same.
    #[inline(always)]
    pub fn splat(value: i16) -> Self {
        Self(i16x8_splat(value))
    }

    /// Lanes 0, 2, 4, 6 are `even`, the others `odd`: one factor of [`Self::dot`].
    #[inline(always)]
    pub fn pairs(even: i16, odd: i16) -> Self {
        Self(i16x8(even, odd, even, odd, even, odd, even, odd))
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[i16; 8]) -> Self {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [i16; 8]) {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) };
    }

    /// Sum, modulo 2^16.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i16x8_add(self.0, other.0))
    }

    /// Difference, modulo 2^16.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(i16x8_sub(self.0, other.0))
    }

    /// Product, modulo 2^16.
    #[inline(always)]
    pub fn mul(self, other: Self) -> Self {
        Self(i16x8_mul(self.0, other.0))
    }

    /// Distance from zero; that of −32768 counts as 32767.
    #[inline(always)]
    pub fn magnitude(self) -> Self {
        Self(i16x8_max(self.0, i16x8_sub_sat(i16x8_splat(0), self.0)))
    }

    /// (self · other + 2^14) >> 15, for |self| < 8192.
    #[inline(always)]
    pub fn mul_q15(self, other: Self) -> Self {
        Self(i16x8_q15mulr_sat(self.0, other.0))
    }

    /// Products, summed in pairs: lane i is the sum of those of lanes 2i and 2i + 1.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        I32x4(i32x4_dot_i16x8(self.0, other.0))
    }

    /// Bits that are set in either.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self(v128_or(self.0, other.0))
    }

    /// Shifted left.
    #[inline(always)]
    pub fn shl<const BITS: i32>(self) -> Self {
        Self(i16x8_shl(self.0, BITS as u32))
    }

    /// Shifted right, the sign kept.
    #[inline(always)]
    pub fn shr<const BITS: i32>(self) -> Self {
        Self(i16x8_shr(self.0, BITS as u32))
    }

    /// Lanes 0–3 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(self.0, other.0))
    }

    /// Lanes 4–7 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(self.0, other.0))
    }

    /// As [`Self::zip_low`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_low_pairs(self, other: Self) -> Self {
        Self(i32x4_shuffle::<0, 4, 1, 5>(self.0, other.0))
    }

    /// As [`Self::zip_high`], pairs of lanes at a time.
    #[inline(always)]
    pub fn zip_high_pairs(self, other: Self) -> Self {
        Self(i32x4_shuffle::<2, 6, 3, 7>(self.0, other.0))
    }

    /// Lanes 0–3 of both, one after the other.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(i64x2_shuffle::<0, 2>(self.0, other.0))
    }

    /// Lanes 1–7, and the first of `next`.
    #[inline(always)]
    pub fn later_by_1(self, next: Self) -> Self {
        Self(i16x8_shuffle::<1, 2, 3, 4, 5, 6, 7, 8>(self.0, next.0))
    }

    /// Lanes 2–7, and the first two of `next`.
    #[inline(always)]
    pub fn later_by_2(self, next: Self) -> Self {
        Self(i16x8_shuffle::<2, 3, 4, 5, 6, 7, 8, 9>(self.0, next.0))
    }

    /// Lanes 4–7 of both, one after the other.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(i64x2_shuffle::<1, 3>(self.0, other.0))
    }

    /// Pairs of lanes: the first and third of both, one after the other.
    #[inline(always)]
    pub fn even_pairs(self, other: Self) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(self.0, other.0))
    }

    /// As [`Self::even_pairs`], the second and fourth.
    #[inline(always)]
    pub fn odd_pairs(self, other: Self) -> Self {
        Self(i32x4_shuffle::<1, 3, 5, 7>(self.0, other.0))
    }

    /// The second pair of lanes and the third change places.
    #[inline(always)]
    pub fn swap_middle_pairs(self) -> Self {
        Self(i32x4_shuffle::<0, 2, 1, 3>(self.0, self.0))
    }

    /// Lanes of both, taken into −128–127.
    #[inline(always)]
    pub fn narrow_signed(self, other: Self) -> U8x16 {
        U8x16(i8x16_narrow_i16x8(self.0, other.0))
    }

    /// The same with 0 in lane 0.
    #[inline(always)]
    pub fn without_first(self) -> Self {
        Self(i16x8_replace_lane::<0>(self.0, 0))
    }

    /// Whether all bits are 0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        !v128_any_true(self.0)
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
        Self(i32x4_splat(value))
    }

    /// To memory.
    #[inline(always)]
    #[cfg(test)]
    pub fn store(self, to: &mut [i32; 4]) {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) };
    }

    /// Sum, modulo 2^32.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    /// Difference, modulo 2^32.
    #[inline(always)]
    pub fn sub(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    /// Lanes of both, shifted right, the sign kept; what is left must fit 16 bits.
    #[inline(always)]
    pub fn shr_narrow<const BITS: i32>(self, other: Self) -> I16x8 {
        if BITS < 16 {
            let shifted = |lanes: v128| i32x4_shr(lanes, BITS as u32);
            return I16x8(i16x8_narrow_i32x4(shifted(self.0), shifted(other.0)));
        }
        // All that is left fits, and a compiler that knows so makes more instructions of the one that saturates.
        let shifted = |lanes: v128| i32x4_shr(lanes, (BITS - 16) as u32);
        I16x8(i16x8_shuffle::<1, 3, 5, 7, 9, 11, 13, 15>(
            shifted(self.0),
            shifted(other.0),
        ))
    }

    /// Lanes of both, shifted right; of what is left, at most `KEPT` + 3 bits, the lowest `KEPT` with their sign.
    #[inline(always)]
    pub fn shr_wrap<const BITS: i32, const KEPT: i32>(self, other: Self) -> I16x8 {
        // Three bits more, which fit, and which the shifts of 16 bits take away.
        let shifted = |lanes: v128| i32x4_shr(lanes, (BITS + KEPT - 13) as u32);
        let narrow = i16x8_narrow_i32x4(shifted(self.0), shifted(other.0));
        I16x8(i16x8_shr(i16x8_shl(narrow, 3), (16 - KEPT) as u32))
    }

    /// Whether some lane is larger than `limit`.
    #[inline(always)]
    pub fn any_above(self, limit: i32) -> bool {
        v128_any_true(i32x4_gt(self.0, i32x4_splat(limit)))
    }
}

impl U8x16 {
    /// All bytes the same.
    #[inline(always)]
    pub fn splat(value: u8) -> Self {
        Self(u8x16_splat(value))
    }

    /// The bits of eight bytes, of two in each, the most significant first, as characters 0 and 1.
    #[inline(always)]
    pub fn digits(bytes: &[u8; 8]) -> [Self; 4] {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        let eight = unsafe { v128_load64_zero(bytes.as_ptr().cast()) };
        // Twice each byte, four times, eight times.
        let pairs =
            u8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(eight, eight);
        let low = u16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(pairs, pairs);
        let high = u16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(pairs, pairs);
        let characters = |each: v128| {
            let places = u64x2_splat(u64::from_le_bytes([128, 64, 32, 16, 8, 4, 2, 1]));
            // −1 where the bit is set.
            let set = i8x16_eq(v128_and(each, places), places);
            Self(i8x16_sub(u8x16_splat(b'0'), set))
        };
        [
            characters(u32x4_shuffle::<0, 4, 1, 5>(low, low)),
            characters(u32x4_shuffle::<2, 6, 3, 7>(low, low)),
            characters(u32x4_shuffle::<0, 4, 1, 5>(high, high)),
            characters(u32x4_shuffle::<2, 6, 3, 7>(high, high)),
        ]
    }

    /// From memory.
    #[inline(always)]
    pub fn load(from: &[u8; 16]) -> Self {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    /// To memory.
    #[inline(always)]
    pub fn store(self, to: &mut [u8; 16]) {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) };
    }

    /// Bits that differ.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    /// Whether one of the bytes is 0xFF.
    #[inline(always)]
    pub fn has_ff(self) -> bool {
        v128_any_true(i8x16_eq(self.0, u8x16_splat(0xFF)))
    }

    /// Half of the sums, rounded up.
    #[inline(always)]
    pub fn mean_up(self, other: Self) -> Self {
        Self(u8x16_avgr(self.0, other.0))
    }

    /// Half of the sums, rounded down.
    #[inline(always)]
    pub fn mean_down(self, other: Self) -> Self {
        let odd = v128_and(v128_xor(self.0, other.0), u8x16_splat(1));
        Self(u8x16_sub(u8x16_avgr(self.0, other.0), odd))
    }

    /// Bytes 0–7 of both, alternating.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(i8x16_shuffle::<
            0,
            16,
            1,
            17,
            2,
            18,
            3,
            19,
            4,
            20,
            5,
            21,
            6,
            22,
            7,
            23,
        >(self.0, other.0))
    }

    /// Bytes 8–15 of both, alternating.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(i8x16_shuffle::<
            8,
            24,
            9,
            25,
            10,
            26,
            11,
            27,
            12,
            28,
            13,
            29,
            14,
            30,
            15,
            31,
        >(self.0, other.0))
    }

    /// Bytes 0–7 as numbers.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(u16x8_extend_low_u8x16(self.0))
    }

    /// Bytes 8–15 as numbers.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(u16x8_extend_high_u8x16(self.0))
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
            v128_store64_lane::<0>(two.0, start.add(2 * i * stride).cast());
            v128_store64_lane::<1>(two.0, start.add((2 * i + 1) * stride).cast());
        }
    }
}

/// Sets 64 numbers to 0.
#[inline(always)]
pub fn clear(numbers: &mut [i16; 64]) {
    // Stores of what compilers know to be zeros become one instruction to fill memory, which engines call a function for.
    let zero = core::hint::black_box(i16x8_splat(0));
    let (rows, _) = numbers.as_chunks_mut::<8>();
    for row in rows {
        // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
        unsafe { v128_store(row.as_mut_ptr().cast(), zero) };
    }
}

/// The number that eight bytes are, the most significant first. wasm has no instruction that swaps bytes, but one for
/// vectors.
#[inline(always)]
pub fn be_word(bytes: &[u8; 8]) -> u64 {
    // SAFETY: the reference is to as many bytes as are touched; no alignment is needed.
    let word = unsafe { v128_load64_zero(bytes.as_ptr().cast()) };
    u64x2_extract_lane::<0>(i8x16_shuffle::<
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0,
        15,
        14,
        13,
        12,
        11,
        10,
        9,
        8,
    >(word, word))
}
