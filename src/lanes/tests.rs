//! The operations of this machine are those of the arrays, on random and extreme lanes.

use super::portable as slow;
use alloc::{format, vec};

use super::{I16x8, I32x4, U8x16};

/// Random lanes, a third of them extreme.
struct Lanes(u64);

impl Lanes {
    fn next(&mut self) -> i16 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let value = (self.0 >> 40) as i16;
        match self.0 >> 60 {
            0 => i16::MIN,
            1 => i16::MAX,
            2 => 0,
            3 => -1,
            4 => [127, 128, 255, 256][value as usize % 4],
            _ => value,
        }
    }

    fn words(&mut self) -> [i16; 8] {
        core::array::from_fn(|_| self.next())
    }
}

fn words(lanes: I16x8) -> [i16; 8] {
    let mut out = [0; 8];
    lanes.store(&mut out);
    out
}

fn bytes(lanes: U8x16) -> [u8; 16] {
    let mut out = [0; 16];
    lanes.store(&mut out);
    out
}

fn doubles(lanes: I32x4) -> [i32; 4] {
    let mut out = [0; 4];
    lanes.store(&mut out);
    out
}

/// Calls methods of both homes on the same lanes and compares what comes out, as read by `$read`.
macro_rules! same_of_two {
    ($read:ident, $a:expr, $b:expr, $slow:expr, $other:expr, $($method:ident),+) => {
        $(assert_eq!($read($a.$method($b)), $slow.$method($other).0, stringify!($method));)+
    };
}

/// The same for methods without an argument.
macro_rules! same_of_one {
    ($read:ident, $a:expr, $slow:expr, $($method:ident $(::<$bits:literal>)?),+) => {
        $(assert_eq!(
            $read($a.$method$(::<$bits>)?()),
            $slow.$method$(::<$bits>)?().0,
            stringify!($method)
        );)+
    };
}

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn operations_are_those_of_arrays() {
    let mut lanes = Lanes(1);
    for _ in 0..20_000 {
        let (one, two) = (lanes.words(), lanes.words());
        let (a, b) = (I16x8::load(&one), I16x8::load(&two));
        let (x, y) = (slow::I16x8::load(&one), slow::I16x8::load(&two));
        same_of_two!(words, a, b, x, y, add, sub, mul, or);
        same_of_two!(
            words,
            a,
            b,
            x,
            y,
            zip_low,
            zip_high,
            zip_low_pairs,
            zip_high_pairs
        );
        same_of_two!(
            words, a, b, x, y, join_low, join_high, even_pairs, odd_pairs, later_by_1, later_by_2
        );
        same_of_two!(bytes, a, b, x, y, narrow_signed);
        same_of_one!(
            words,
            a,
            x,
            magnitude,
            swap_middle_pairs,
            without_first,
            shl::<6>,
            shr::<6>,
            shr::<1>
        );
        same_of_one!(bytes, a, x, bytes);
        assert_eq!(a.is_zero(), x.is_zero());
        let (small, small_slow) = (a.shr::<3>(), x.shr::<3>());
        same_of_two!(words, small, b, small_slow, y, mul_q15);

        let mut block = [0; 64];
        for number in &mut block {
            *number = lanes.next();
        }
        assert!(!super::are_clear(&block));
        super::clear(&mut block);
        assert_eq!(block, [0; 64]);
        assert!(super::are_clear(&block));

        let (p, q) = (a.dot(b), b.dot(b));
        let (r, s) = (x.dot(y), y.dot(y));
        same_of_two!(doubles, p, q, r, s, add, sub);
        // What is left of any number fits, or, of the smaller ones, just fits.
        assert_eq!(words(p.shr_narrow::<18>(q)), r.shr_narrow::<18>(s).0);
        assert_eq!(words(p.shr_narrow::<16>(q)), r.shr_narrow::<16>(s).0);
        let (factor, factor_slow) = (I16x8::splat(1 << 10), slow::I16x8::splat(1 << 10));
        let (p_small, r_small) = (a.dot(factor), x.dot(factor_slow));
        let (q_small, s_small) = (b.dot(factor), y.dot(factor_slow));
        assert_eq!(
            words(p_small.shr_narrow::<11>(q_small)),
            r_small.shr_narrow::<11>(s_small).0
        );
        // 2^30 is one too much for the 13 bits that may be left.
        let (one_less, one_less_slow) = (I32x4::splat(1), slow::I32x4::splat(1));
        let (p_31, r_31) = (
            a.shr::<1>().dot(b).sub(one_less),
            x.shr::<1>().dot(y).sub(one_less_slow),
        );
        let (q_31, s_31) = (
            b.shr::<1>().dot(a).sub(one_less),
            y.shr::<1>().dot(x).sub(one_less_slow),
        );
        assert_eq!(
            words(p_31.shr_wrap::<18, 10>(q_31)),
            r_31.shr_wrap::<18, 10>(s_31).0
        );
        let limit = i32::from(one[0]) << 14;
        assert_eq!(p.any_above(limit), r.any_above(limit));

        let (a, b, x, y) = (a.bytes(), b.bytes(), x.bytes(), y.bytes());
        let mut eight = [0; 8];
        eight.copy_from_slice(&bytes(a)[..8]);
        assert_eq!(super::be_word(&eight), u64::from_be_bytes(eight));
        same_of_two!(bytes, a, b, x, y, xor, mean_up, mean_down, zip_low, zip_high);
        same_of_one!(words, a, x, widen_low, widen_high, words);
        assert_eq!(a.has_ff(), x.has_ff());
        let stride = 8 + one[0] as usize % 9;
        for bytes in [7 * stride + 7, 7 * stride + 8, 8 * stride + 30] {
            let (mut out, mut plain) = (vec![0; bytes], vec![0; bytes]);
            super::store_rows([a, b, b, a], &mut out, stride);
            slow::store_rows([x, y, y, x], &mut plain, stride);
            assert_eq!(out, plain);
        }
    }
    assert!(I16x8::splat(0).is_zero());
    assert_eq!(words(I16x8::splat(-7)), slow::I16x8::splat(-7).0);
    assert_eq!(words(I16x8::pairs(-7, 9)), slow::I16x8::pairs(-7, 9).0);
    assert_eq!(
        doubles(I32x4::splat(-70_000)),
        slow::I32x4::splat(-70_000).0
    );
    for number in (0..=u16::MAX).step_by(4) {
        let numbers: [u16; 4] = core::array::from_fn(|i| number + i as u16);
        let mut eight = [0; 8];
        for (two, number) in eight.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
            *two = number.to_be_bytes();
        }
        let (fast, slow) = (U8x16::digits(&eight), slow::U8x16::digits(&eight));
        for ((fast, slow), number) in fast.into_iter().zip(slow).zip(numbers) {
            assert_eq!(bytes(fast), slow.0);
            assert_eq!(format!("{number:016b}").as_bytes(), bytes(fast));
        }
    }
    assert_eq!(bytes(U8x16::splat(200)), slow::U8x16::splat(200).0);
}
