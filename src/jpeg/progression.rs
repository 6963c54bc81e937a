//! How far each coefficient of a progressive frame is known: T.81 G.1.1.1.

use super::entropy::progressive::Band;
use crate::{Code, Error};
use alloc::vec;
use alloc::vec::Vec;

/// For each coefficient in zigzag order, the lowest bit that a scan has brought; −1 where none has.
pub type KnownBits = [i8; 64];

/// What the scans so far have brought.
#[derive(Clone, Debug)]
pub struct Progression {
    /// For each component of the frame.
    pub known: Vec<KnownBits>,
    /// The same before the component's last scan.
    pub before: Vec<KnownBits>,
    /// The last row of MCUs for which there were data, in the last scan that had any.
    pub last_sound_row: u32,
    /// Scans so far.
    pub scans: u32,
}

impl Progression {
    /// Nothing is known.
    pub fn new(components: usize) -> Self {
        Self {
            known: vec![[-1; 64]; components],
            before: vec![[-1; 64]; components],
            last_sound_row: 0,
            scans: 0,
        }
    }

    /// Whether every bit of every coefficient is known.
    pub fn is_complete(&self) -> bool {
        self.known.iter().flatten().all(|&bit| bit == 0)
    }

    /// A scan of these components begins. A scan that does not follow from those before it is decoded all the same.
    pub fn begin(
        &mut self,
        components: impl Iterator<Item = usize>,
        band: Band,
        high_bit: u8,
        at: u64,
        warnings: &mut Vec<Error>,
    ) {
        self.scans += 1;
        let indices = band.start as usize..=(band.end as usize).min(63);
        for component in components {
            let (Some(known), Some(before)) = (
                self.known.get_mut(component),
                self.before.get_mut(component),
            ) else {
                continue;
            };
            let first = (band.start as usize).min(1);
            let last = (band.end as usize).clamp(9, 63);
            let recent = first..=last;
            if self.scans > 1 {
                before[recent.clone()].copy_from_slice(&known[recent]);
            } else {
                before[recent].fill(0);
            }
            let mut odd = None;
            if band.start > 0 && known[0] < 0 {
                odd = Some(0);
            }
            for k in indices.clone() {
                if i16::from(high_bit) != i16::from(known[k].max(0)) {
                    odd = odd.or(Some(k));
                }
                known[k] = band.low_bit as i8;
            }
            if let Some(k) = odd {
                warnings.push(Error::at_bit(Code::OddScanOrder, at).with(k as u64));
            }
        }
    }
}
