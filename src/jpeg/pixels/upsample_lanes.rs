//! The triangle filters of [`super::upsample`] for sixteen 8-bit samples at a time: the same pixels.
//!
//! Sums stay below 16 · 255 + 8, which 16 bits hold.

use crate::lanes::{I16x8, U8x16};

/// Sixteen samples as numbers: the first eight, the others.
type Numbers = [I16x8; 2];

/// ¾ and ¼, in quarters.
#[inline(always)]
fn mixed(near: I16x8, far: I16x8) -> I16x8 {
    near.add(near).add(near.add(far))
}

/// The inner pixels of [`super::upsample::h2v1_row`], as many as come in whole vectors; of how many samples.
///
/// Means of means are what the sums are: with s = a + b, (3a + b + 2) >> 2 is the mean, rounded up, of a and of s / 2
/// rounded down, and (3a + b + 1) >> 2 that rounded down of a and of s / 2 rounded up. Where s is odd, so is 3a + b, and
/// what rounding adds or takes away does not come as far as the shift.
pub fn h2v1(row: &[u8], out: &mut [u8]) -> usize {
    let mut done = 0;
    for place in out.as_chunks_mut::<32>().0 {
        let Some(samples) = row.get(done..).and_then(<[u8]>::first_chunk::<18>) else {
            break;
        };
        let sixteen = |at: usize| samples[at..].first_chunk().map(U8x16::load);
        let (Some(before), Some(own), Some(behind)) = (sixteen(0), sixteen(1), sixteen(2)) else {
            break;
        };
        let left = own.mean_down(own.mean_up(before));
        let right = own.mean_up(own.mean_down(behind));
        let (places, _) = place.as_chunks_mut::<16>();
        for (place, pixels) in places
            .iter_mut()
            .zip([left.zip_low(right), left.zip_high(right)])
        {
            pixels.store(place);
        }
        done += 16;
    }
    done
}

/// Sixteen columns of two rows, ¾ of the near one and ¼ of the far one, in quarters.
#[inline(always)]
fn columns(near: &[u8], far: &[u8], at: usize) -> Option<Numbers> {
    let sixteen = |row: &[u8]| Some(U8x16::load(row.get(at..)?.first_chunk()?));
    let (near, far) = (sixteen(near)?, sixteen(far)?);
    Some([
        mixed(near.widen_low(), far.widen_low()),
        mixed(near.widen_high(), far.widen_high()),
    ])
}

/// Two pixels a column, in sixteenths before: ¾ of it and ¼ of the one before, ¾ of it and ¼ of the one behind.
#[inline(always)]
fn double(columns: [Numbers; 3], out: &mut [u8; 32]) {
    let [before, own, behind] = columns;
    let (places, _) = out.as_chunks_mut::<16>();
    for (half, place) in places.iter_mut().enumerate() {
        let pixels = |neighbour: I16x8, bias: i16| {
            let sum = mixed(own[half], neighbour).add(I16x8::splat(bias));
            sum.shr::<4>()
        };
        let left = pixels(before[half], 8);
        let right = pixels(behind[half], 7);
        left.or(right.shl::<8>()).bytes().store(place);
    }
}

/// The inner pixels of [`super::upsample::h2v2_row`], as many as come in whole vectors; of how many samples.
pub fn h2v2(near: &[u8], far: &[u8], out: &mut [u8]) -> usize {
    let mut done = 0;
    let Some(mut first) = columns(near, far, 0) else {
        return done;
    };
    for place in out.as_chunks_mut::<32>().0 {
        // Of the columns behind these, two are needed now, all of them next.
        let Some(next) = columns(near, far, done + 16) else {
            break;
        };
        let own = [first[0].later_by_1(first[1]), first[1].later_by_1(next[0])];
        let behind = [first[0].later_by_2(first[1]), first[1].later_by_2(next[0])];
        double([first, own, behind], place);
        first = next;
        done += 16;
    }
    done
}

/// The pixels of [`super::upsample::h1v2_row`], as many as come in whole vectors; how many.
pub fn h1v2(near: &[u8], far: &[u8], bias: i16, out: &mut [u8]) -> usize {
    let (places, _) = out.as_chunks_mut::<16>();
    let rows = near.as_chunks::<16>().0.iter().zip(far.as_chunks::<16>().0);
    let mut done = 0;
    for (place, (near, far)) in places.iter_mut().zip(rows) {
        let (near, far) = (U8x16::load(near), U8x16::load(far));
        let pixels = |near: I16x8, far: I16x8| {
            let sum = mixed(near, far).add(I16x8::splat(bias));
            sum.shr::<2>().sub(I16x8::splat(128))
        };
        let low = pixels(near.widen_low(), far.widen_low());
        let high = pixels(near.widen_high(), far.widen_high());
        let pixels = low.narrow_signed(high).xor(U8x16::splat(128));
        pixels.store(place);
        done += 16;
    }
    done
}

#[cfg(test)]
mod tests {
    use super::super::upsample::{h1v2_row, h2v1_row, h2v2_row, Half};
    use alloc::vec;
    use alloc::vec::Vec;

    /// Rows of 16-bit samples go through the plain loops.
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    fn vectors_give_what_the_plain_loops_give() {
        let mut state = 1u32;
        let mut sample = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Many at the ends of the range.
            ((state >> 16) % 400).saturating_sub(72).min(255) as u8
        };
        let wide = |row: &[u8]| row.iter().map(|&s| u16::from(s)).collect::<Vec<_>>();
        for width in (0..110).cycle().take(2000) {
            let near: Vec<u8> = (0..width).map(|_| sample()).collect();
            let far: Vec<u8> = (0..width).map(|_| sample()).collect();
            let (mut fast, mut plain) = (vec![0; 2 * width], vec![0; 2 * width]);
            h2v1_row(&near, &mut fast);
            h2v1_row(&wide(&near), &mut plain);
            assert_eq!(wide(&fast), plain, "{near:?}");
            h2v2_row(&near, &far, &mut fast);
            h2v2_row(&wide(&near), &wide(&far), &mut plain);
            assert_eq!(wide(&fast), plain, "{near:?} {far:?}");
            for half in [Half::Upper, Half::Lower] {
                h1v2_row(&near, &far, half, &mut fast);
                h1v2_row(&wide(&near), &wide(&far), half, &mut plain);
                assert_eq!(wide(&fast), plain, "{near:?} {far:?}");
            }
        }
    }
}
