//! Pixels to a file, at once or step by step.

use super::coefficients::Coefficients;
use super::file::{self, Envelope, Written};
use super::forward::dct;
use super::forward::planes::{planes, PaddedPlane};
use super::forward::quality::Quantisation;
use super::{markers, sequential, Coding};
use crate::jpeg::frame::{Block, BlockRows, Geometry};
use crate::jpeg::pixels::ColorModel;
use crate::jpeg::syntax::header::{FrameComponent, FrameHeader};
use crate::jpeg::syntax::marker;
use crate::jpeg::walk::Quantisers;
use crate::{Code, Error, Limits};
use alloc::vec;
use alloc::vec::Vec;

/// What the bytes of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One byte: grey.
    Grey,
    /// R G B.
    Rgb,
    /// R G B A; JPEG has no place for the alpha, which is left out.
    Rgba,
}

impl Layout {
    /// Bytes a pixel.
    pub const fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// A picture to encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pixels<'a> {
    /// Width in pixels, 1 to 65,535.
    pub width: u32,
    /// Height in pixels, 1 to 65,535.
    pub height: u32,
    /// What the bytes of a pixel are.
    pub layout: Layout,
    /// `width × height` pixels, row-major from the top.
    pub data: &'a [u8],
}

impl<'a> Pixels<'a> {
    /// The bytes of row `y`.
    pub(super) fn row(&self, y: u32) -> &'a [u8] {
        let length = self.width as usize * self.layout.channels();
        let start = (y as usize).saturating_mul(length);
        self.data
            .get(start..start.saturating_add(length))
            .unwrap_or(&[])
    }
}

/// How to encode a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// (H, V) of luminance and of the two colour differences, 1 to 4 each; every one must divide the largest. `None`: one
    /// component, grey.
    pub sampling: Option<[(u8, u8); 3]>,
    /// How coarse coefficients become.
    pub quantisation: Quantisation,
    /// How they become bits.
    pub coding: Coding,
}

impl Default for Settings {
    /// Quality 75, 4:2:0, baseline with the tables of T.81 K.3: what the reference encoder does without options.
    fn default() -> Self {
        Self {
            sampling: Some([(2, 2), (1, 1), (1, 1)]),
            quantisation: Quantisation::Quality(75),
            coding: Coding::default(),
        }
    }
}

/// Encodes a picture as a JFIF file.
pub fn encode(pixels: &Pixels, settings: &Settings, limits: &Limits) -> Result<Written, Error> {
    let coefficients = Prepared::new(pixels, settings, limits)?.coefficients();
    coefficients.jfif(&settings.coding)
}

/// A picture on its way to coefficients: component samples, and what is done with them.
#[derive(Clone, Debug)]
pub struct Prepared {
    geometry: Geometry,
    colour: ColorModel,
    quantisers: Vec<Quantisers>,
    planes: Vec<PaddedPlane>,
}

/// What each stage of a picture takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageSizes {
    /// Bytes of pixels, 3 a pixel (grey: 1).
    pub pixel_bytes: u64,
    /// Bytes of component samples, without padding.
    pub sample_bytes: u64,
    /// Coefficients, those of padding blocks left out.
    pub coefficients: u64,
    /// Of these, how many the quantisation left other than 0.
    pub nonzero: u64,
    /// Huffman codes.
    pub symbols: u64,
    /// Bits of these codes.
    pub code_bits: u64,
    /// Bits that follow them.
    pub extra_bits: u64,
    /// Bytes of entropy-coded segments.
    pub scan_bytes: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
}

/// A run of zeros and the value behind it, in zigzag order: T.81 F.1.2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Zigzag index of the value.
    pub k: u8,
    /// How many zeros come before it.
    pub run: u8,
    /// The value; 0 only for a DC difference, and for the end of the block.
    pub value: i16,
}

/// One block, stage by stage; all in natural order but the symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockStages {
    /// Samples, centred on 0.
    pub samples: [i16; 64],
    /// 8 times their DCT.
    pub transformed: [i32; 64],
    /// What is divided by.
    pub quantisers: Quantisers,
    /// The coefficients.
    pub quantised: Block,
    /// The DC difference to the block before in its row, then runs and values; a value of 0 ends the block.
    pub symbols: Vec<Symbol>,
}

impl Prepared {
    /// Converts and downsamples a picture.
    pub fn new(pixels: &Pixels, settings: &Settings, limits: &Limits) -> Result<Self, Error> {
        let geometry = geometry(pixels, settings, limits)?;
        let [luminance, chrominance] = settings.quantisation.tables()?;
        let grey = settings.sampling.is_none();
        Ok(Self {
            planes: planes(pixels, &geometry),
            quantisers: match grey {
                true => vec![luminance],
                false => vec![luminance, chrominance, chrominance],
            },
            colour: match grey {
                true => ColorModel::Grey,
                false => ColorModel::YCbCr,
            },
            geometry,
        })
    }

    /// How the frame is divided.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// For each component: its samples.
    pub fn planes(&self) -> &[PaddedPlane] {
        &self.planes
    }

    /// One block of a component, stage by stage; `None` where the component has no such block.
    pub fn block(&self, component: usize, bx: u32, by: u32) -> Option<BlockStages> {
        let c = self.geometry.components.get(component)?;
        let (plane, quantisers) = (self.planes.get(component)?, self.quantisers.get(component)?);
        if bx >= c.blocks_across || by >= c.blocks_down {
            return None;
        }
        let quantised = |bx| dct::quantise(&dct::forward(&plane.block(bx, by)), quantisers);
        let samples = plane.block(bx, by);
        let block = quantised(bx);
        let predictor = bx.checked_sub(1).map_or(0, |before| quantised(before)[0]);
        Some(BlockStages {
            samples,
            transformed: dct::forward(&samples),
            quantisers: *quantisers,
            symbols: sequential::symbols(&block, predictor),
            quantised: block,
        })
    }

    /// Transforms and quantises all blocks.
    pub fn coefficients(&self) -> Coefficients {
        let parts = self.geometry.components.iter();
        let parts = parts.zip(self.planes.iter().zip(&self.quantisers));
        let rows = parts.map(|(c, (plane, quantisers))| {
            let mut rows = BlockRows::new(c.stride_blocks, c.padded_blocks_down);
            for by in 0..c.blocks_down {
                for bx in 0..c.blocks_across {
                    if let Some(block) = rows.block_mut(bx, by) {
                        *block = dct::quantise(&dct::forward(&plane.block(bx, by)), quantisers);
                    }
                }
            }
            rows
        });
        let mut coefficients = Coefficients {
            rows: rows.collect(),
            geometry: self.geometry.clone(),
            colour: self.colour,
            quantisers: self.quantisers.clone(),
        };
        coefficients.pad();
        coefficients
    }

    /// What each stage takes.
    pub fn sizes(&self, coefficients: &Coefficients, written: &Written) -> StageSizes {
        let components = self.geometry.components.iter();
        let pixels = u64::from(self.geometry.width) * u64::from(self.geometry.height);
        let mut sizes = StageSizes {
            pixel_bytes: pixels * self.geometry.components.len() as u64,
            file_bytes: written.bytes.len() as u64,
            ..StageSizes::default()
        };
        for (c, rows) in components.zip(&coefficients.rows) {
            sizes.sample_bytes += u64::from(c.width) * u64::from(c.height);
            sizes.coefficients += 64 * u64::from(c.blocks_across) * u64::from(c.blocks_down);
            for by in 0..c.blocks_down {
                let blocks = rows.row(by).iter().take(c.blocks_across as usize);
                sizes.nonzero += blocks.flatten().filter(|&&value| value != 0).count() as u64;
            }
        }
        for scan in &written.scans {
            sizes.symbols += scan.symbols;
            sizes.code_bits += scan.code_bits;
            sizes.extra_bits += scan.extra_bits;
            sizes.scan_bytes += scan.bytes;
        }
        sizes
    }
}

/// Divides the frame, and checks everything that has to do with its size.
fn geometry(pixels: &Pixels, settings: &Settings, limits: &Limits) -> Result<Geometry, Error> {
    let refusal = |code, value: u64| Error::at_bit(code, 0).with(value);
    let side =
        |length: u32| u16::try_from(length).map_err(|_| refusal(Code::Parameter, length.into()));
    let factors = settings.sampling.as_ref().map_or(&[(1, 1)][..], |s| s);
    let components = factors
        .iter()
        .zip(1u8..)
        .map(|(&(h, v), id)| FrameComponent {
            id,
            h,
            v,
            tq: u8::from(id > 1),
        });
    let header = FrameHeader {
        marker: marker::SOF0,
        precision: 8,
        height: side(pixels.height)?,
        width: side(pixels.width)?,
        components: components.collect(),
        at: 0,
    };
    let geometry = Geometry::new(&header, limits)?;
    for &(h, v) in factors {
        for (largest, own) in [(geometry.h_max, h), (geometry.v_max, v)] {
            if largest % own != 0 {
                return Err(refusal(Code::BadSampling, own.into()));
            }
        }
    }
    let count = u64::from(pixels.width) * u64::from(pixels.height);
    let bytes = count * pixels.layout.channels() as u64;
    if pixels.data.len() as u64 != bytes {
        return Err(refusal(Code::Parameter, pixels.data.len() as u64));
    }
    // Samples, coefficients of 2 bytes, and a file that is hardly ever larger than these.
    let needed = geometry.coefficients() * (1 + 2 + 2);
    if needed > limits.memory_bytes {
        return Err(refusal(Code::LimitMemory, needed));
    }
    Ok(geometry)
}

impl Coefficients {
    /// Writes a JFIF file of these coefficients; of nothing else, so their colours must be grey or YCbCr.
    pub fn jfif(&self, coding: &Coding) -> Result<Written, Error> {
        if !matches!(self.colour, ColorModel::Grey | ColorModel::YCbCr) {
            let components = self.geometry.components.len() as u64;
            return Err(Error::at_bit(Code::Parameter, 0).with(components));
        }
        let mut envelope = Envelope {
            before_frame: vec![0xFF, marker::SOI],
            ..Envelope::default()
        };
        markers::jfif(&mut envelope.before_frame);
        for (c, table) in self.geometry.components.iter().zip(&self.quantisers) {
            let slot = envelope.quantisers.get_mut(usize::from(c.tq));
            if let Some(slot) = slot.filter(|slot| slot.is_none()) {
                markers::quant_table(&mut envelope.before_frame, c.tq, table);
                *slot = Some(*table);
            }
        }
        file::write(self, envelope, coding)
    }
}
