//! The tables in force when a scan begins: T.81 B.2.4, and what of them a scan uses.

use super::arithmetic::{ArithmeticCoding, DcConditioning, PartCoding, DEFAULT_KX};
use super::coder::{ComponentTables, HuffmanCoding, Mode, MAX_SCAN_COMPONENTS};
use super::huffman::{Class, HuffmanTable};
use super::lossless::{LosslessCoding, LosslessEntropy};
use super::lossless_arithmetic::DifferenceModel;
use super::pairs::Pairs;
use super::progressive::Band;
use crate::jpeg::frame::Geometry;
use crate::jpeg::syntax::header::{ScanComponent, ScanHeader};
use crate::jpeg::syntax::marker;
use crate::jpeg::syntax::tables::HuffmanSpec;
use crate::{Code, Error};
use alloc::boxed::Box;

/// The tables in force when a scan begins.
#[derive(Clone, Debug)]
pub struct Tables {
    /// DC or lossless tables, by destination.
    pub dc: [Option<HuffmanSpec>; 4],
    /// AC tables, by destination.
    pub ac: [Option<HuffmanSpec>; 4],
    /// Conditioning of DC and lossless differences in arithmetic coding, by destination.
    pub dc_conditioning: [DcConditioning; 16],
    /// Kx: conditioning of AC coefficients, by destination.
    pub kx: [u8; 16],
    /// MCUs between restart markers; 0 = none.
    pub restart_interval: u32,
}

impl Default for Tables {
    /// What holds at the start of an image, T.81 E.2.1 (reset of the conditioning).
    fn default() -> Self {
        Self {
            dc: Default::default(),
            ac: Default::default(),
            dc_conditioning: Default::default(),
            kx: [DEFAULT_KX; 16],
            restart_interval: 0,
        }
    }
}

impl Tables {
    /// What an SOI marker resets, T.81 E.2.1: all but the Huffman tables.
    pub fn start_image(&mut self) {
        let Self { dc, ac, .. } = core::mem::take(self);
        *self = Self {
            dc,
            ac,
            ..Self::default()
        };
    }

    /// Takes one entry of a DAC segment, T.81 B.2.4.3: class 0 gives `16·U + L`, class 1 gives Kx.
    pub fn condition(&mut self, class: u8, destination: u8, value: u8) {
        let at = usize::from(destination & 15);
        if class == 0 {
            self.dc_conditioning[at] = DcConditioning {
                lower: value & 15,
                upper: value >> 4,
            };
        } else {
            self.kx[at] = value;
        }
    }

    /// What a Huffman-coded scan of blocks uses.
    pub(super) fn huffman(
        &self,
        geometry: &Geometry,
        header: &ScanHeader,
        mode: Mode,
        band: Band,
    ) -> Result<HuffmanCoding, Error> {
        let mut tables: [ComponentTables; MAX_SCAN_COMPONENTS] = Default::default();
        for (index, wanted) in header.components.iter().enumerate() {
            let (before, from) = tables.split_at_mut(index.min(MAX_SCAN_COMPONENTS));
            let Some(slot) = from.first_mut() else {
                break;
            };
            let known = || before.iter().zip(&header.components);
            if matches!(mode, Mode::Sequential | Mode::DcFirst) {
                slot.dc = match known().find(|(_, c)| c.td == wanted.td) {
                    Some((same, _)) => same.dc.clone(),
                    None => Some(ready(&self.dc, wanted.td, Class::Dc, header.at)?.into()),
                };
            }
            if matches!(mode, Mode::Sequential | Mode::AcFirst | Mode::AcRefine) {
                (slot.ac, slot.pairs) = match known().find(|(_, c)| c.ta == wanted.ta) {
                    Some((same, _)) => (same.ac.clone(), same.pairs.clone()),
                    None => {
                        let table = ready(&self.ac, wanted.ta, Class::Ac, header.at)?;
                        let whole = mode == Mode::Sequential;
                        let pairs = whole.then(|| Pairs::new(&table).into());
                        (Some(table.into()), pairs)
                    }
                };
            }
        }
        Ok(HuffmanCoding {
            mode,
            band,
            predicts: !marker::is_differential(geometry.marker),
            tables,
        })
    }

    /// What an arithmetic-coded scan of blocks uses.
    pub(super) fn arithmetic(
        &self,
        geometry: &Geometry,
        header: &ScanHeader,
        mode: Mode,
        band: Band,
    ) -> ArithmeticCoding {
        ArithmeticCoding {
            mode,
            band,
            predicts: !marker::is_differential(geometry.marker),
            parts: self.conditioning(header),
        }
    }

    /// The conditioning of each component of a scan, and which statistics it shares.
    pub(in crate::jpeg) fn conditioning(
        &self,
        header: &ScanHeader,
    ) -> [PartCoding; MAX_SCAN_COMPONENTS] {
        let mut parts = [PartCoding::default(); MAX_SCAN_COMPONENTS];
        let first = |same: &dyn Fn(&ScanComponent) -> bool| {
            header.components.iter().position(same).unwrap_or(0)
        };
        for (part, wanted) in parts.iter_mut().zip(&header.components) {
            *part = PartCoding {
                dc: self.dc_conditioning[usize::from(wanted.td & 15)],
                kx: self.kx[usize::from(wanted.ta & 15)],
                dc_shared: first(&|c| c.td == wanted.td),
                ac_shared: first(&|c| c.ta == wanted.ta),
            };
        }
        parts
    }

    /// What a lossless scan uses, coded in either way.
    pub(super) fn lossless(
        &self,
        geometry: &Geometry,
        header: &ScanHeader,
        mcus_across: u32,
    ) -> Result<LosslessCoding, Error> {
        // T.81 H.1.1: restart intervals are whole rows of MCUs.
        let across = mcus_across.max(1);
        if self.restart_interval % across != 0 {
            let interval = self.restart_interval.into();
            return Err(Error::at_bit(Code::BadRestartInterval, header.at).with(interval));
        }
        let entropy = if marker::is_arithmetic(geometry.marker) {
            let parts = self.conditioning(header);
            LosslessEntropy::Arithmetic(parts.map(|part| DifferenceModel {
                conditioning: part.dc,
                shared: part.dc_shared,
            }))
        } else {
            let mut tables: [Option<Box<HuffmanTable>>; MAX_SCAN_COMPONENTS] = Default::default();
            for (slot, wanted) in tables.iter_mut().zip(&header.components) {
                *slot = Some(ready(&self.dc, wanted.td, Class::Lossless, header.at)?);
            }
            LosslessEntropy::Huffman(tables)
        };
        Ok(LosslessCoding {
            predictor: header.ss,
            point_transform: header.al,
            precision: geometry.precision,
            rows_between_restarts: self.restart_interval / across,
            entropy,
        })
    }
}

fn ready(
    specs: &[Option<HuffmanSpec>; 4],
    destination: u8,
    class: Class,
    at: u64,
) -> Result<Box<HuffmanTable>, Error> {
    let spec = specs.get(usize::from(destination)).and_then(Option::as_ref);
    let missing = Error {
        code: Code::MissingHuffmanTable,
        at,
        value: destination.into(),
    };
    HuffmanTable::new(spec.ok_or(missing)?, class, at).map(Box::new)
}
