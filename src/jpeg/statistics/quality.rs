//! Which quality a quantisation table stands for, on the scale of the reference encoder: T.81 tables K.1 and K.2, scaled; or the
//! table that another known encoder scales by the same rule.

use crate::jpeg::rewrite::scaled_quantisers;
use crate::jpeg::syntax::tables::{QuantTable, CHROMINANCE_QUANTISERS, LUMINANCE_QUANTISERS};

/// N. Robidoux's table, natural order, which mozjpeg takes for all components unless told otherwise. Symmetric.
#[rustfmt::skip]
const ROBIDOUX_QUANTISERS: [u16; 64] = [
    16, 16,  16,  18,  25,  37,  56,  85,
    16, 17,  20,  27,  34,  40,  53,  75,
    16, 20,  24,  31,  43,  62,  91, 135,
    18, 27,  31,  40,  53,  74, 106, 156,
    25, 34,  43,  53,  69,  94, 131, 189,
    37, 40,  62,  74,  94, 124, 169, 238,
    56, 53,  91, 106, 131, 169, 226, 311,
    85, 75, 135, 156, 189, 238, 311, 418,
];

/// The table that is scaled: one of the standard's examples, or another that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// T.81 table K.1.
    Luminance,
    /// T.81 table K.2.
    Chrominance,
    /// N. Robidoux's, the one that mozjpeg takes by itself.
    Robidoux,
}

/// The scaled table that is nearest to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Which table is scaled.
    pub base: Base,
    /// 1 (worst) to 100 (best).
    pub quality: u8,
    /// Sum of the squares of all differences; 0: it is that very table.
    pub difference: u64,
}

/// Looks for the quality whose table has the least sum of squared differences, the highest of equals; K.1 before K.2 (at
/// 100 both consist of ones). Tables that are not the standard's are only told where they are the very same: to be like one of
/// them says nothing.
pub fn likeness(table: &QuantTable) -> Likeness {
    // 8-bit elements end at 255, those of 16 bits at what the reference encoder allows.
    let most = if table.precision == 8 { 255 } else { 32_767 };
    let bases = [
        (Base::Luminance, &LUMINANCE_QUANTISERS),
        (Base::Chrominance, &CHROMINANCE_QUANTISERS),
        (Base::Robidoux, &ROBIDOUX_QUANTISERS),
    ];
    let mut best: Option<Likeness> = None;
    for quality in (1..=100).rev() {
        for (base, example) in bases {
            let scaled = scaled_quantisers(example, quality, most);
            let pairs = scaled.iter().zip(&table.natural);
            let difference = pairs.map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum();
            let counts = difference == 0 || base != Base::Robidoux;
            if counts && best.is_none_or(|best| difference < best.difference) {
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
