//! Quantisation tables by quality: T.81 K.1 scaled as the reference encoder does.

use crate::jpeg::syntax::tables::{CHROMINANCE_QUANTISERS, LUMINANCE_QUANTISERS};
use crate::jpeg::walk::Quantisers;
use crate::{Code, Error};
use alloc::boxed::Box;

/// How coarse coefficients become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantisation {
    /// 1 (worst) to 100 (best): the tables of T.81 K.1, 50 as they stand, at most 255 as 8-bit processes want.
    Quality(u8),
    /// These for luminance (or grey) and for colour differences, natural order, 1 to 255 each.
    Tables(Box<[[u16; 64]; 2]>),
}

impl Quantisation {
    /// The tables for luminance and for colour differences.
    pub fn tables(&self) -> Result<[Quantisers; 2], Error> {
        let refusal = |value: u64| Error::at_bit(Code::Parameter, 0).with(value);
        match self {
            Self::Quality(quality @ 1..=100) => {
                let tables = [LUMINANCE_QUANTISERS, CHROMINANCE_QUANTISERS];
                Ok(tables.map(|table| scaled_quantisers(&table, *quality, 255)))
            }
            Self::Quality(other) => Err(refusal((*other).into())),
            Self::Tables(tables) => {
                let odd = tables
                    .as_flattened()
                    .iter()
                    .find(|q| !(1..=255).contains(*q));
                match odd {
                    Some(&q) => Err(refusal(q.into())),
                    None => Ok(**tables),
                }
            }
        }
    }
}

/// A table times 50 / quality below 50, times (200 − 2 · quality) / 100 from there on; its elements are 1 to `most`.
pub(in crate::jpeg) fn scaled_quantisers(table: &Quantisers, quality: u8, most: u32) -> Quantisers {
    let quality = u32::from(quality.clamp(1, 100));
    let percent = match quality {
        ..50 => 5000 / quality,
        _ => 200 - 2 * quality,
    };
    table.map(|q| ((u32::from(q) * percent + 50) / 100).clamp(1, most.min(0xFFFF)) as u16)
}
