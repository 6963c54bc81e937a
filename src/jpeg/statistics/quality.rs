//! Which quality a quantisation table stands for, on the scale of the reference encoder: T.81 tables K.1 and K.2, scaled.

use crate::jpeg::rewrite::scaled_quantisers;
use crate::jpeg::syntax::tables::{QuantTable, CHROMINANCE_QUANTISERS, LUMINANCE_QUANTISERS};

/// One of the standard's example tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// T.81 table K.1.
    Luminance,
    /// T.81 table K.2.
    Chrominance,
}

/// The scaled example table that is nearest to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Which example.
    pub base: Base,
    /// 1 (worst) to 100 (best).
    pub quality: u8,
    /// Sum of the squares of all differences; 0: it is that very table.
    pub difference: u64,
}

/// Looks for the quality whose table has the least sum of squared differences, the highest of equals; K.1 before K.2 (at
/// 100 both consist of ones).
pub fn likeness(table: &QuantTable) -> Likeness {
    // 8-bit elements end at 255, those of 16 bits at what the reference encoder allows.
    let most = if table.precision == 8 { 255 } else { 32_767 };
    let bases = [
        (Base::Luminance, &LUMINANCE_QUANTISERS),
        (Base::Chrominance, &CHROMINANCE_QUANTISERS),
    ];
    let mut best: Option<Likeness> = None;
    for quality in (1..=100).rev() {
        for (base, example) in bases {
            let scaled = scaled_quantisers(example, quality, most);
            let pairs = scaled.iter().zip(&table.natural);
            let difference = pairs.map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum();
            if best.is_none_or(|best| difference < best.difference) {
                best = Some(Likeness {
                    base,
                    quality,
                    difference,
                });
            }
        }
    }
    best.unwrap_or(Likeness {
        base: Base::Luminance,
        quality: 100,
        difference: u64::MAX,
    })
}
