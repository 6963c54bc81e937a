//! The way back: pixels or coefficients to a file, and edits of coefficients into a file.
//!
//! ```text
//! pixels → colour → downsample → forward DCT → quantise → coefficients → symbols → bits → file
//! ```
//!
//! [`encode`] goes all the way; [`Prepared`] goes it step by step. [`transcode`] starts from the coefficients of another file
//! and loses nothing. [`edit`] changes single coefficients or quantisers and leaves the rest of a file as it is.
//!
//! Where T.81 leaves freedom (colour rounding, DCT arithmetic, scan scripts, end-of-band runs, ties in table making), the
//! results are those of libjpeg-turbo's portable code: `cjpeg` and `jpegtran` write the same bytes.

mod arithmetic;
mod bit_writer;
mod codes;
mod coefficients;
mod edit;
mod encode;
mod file;
mod forward;
mod lossless;
mod markers;
mod progressive;
mod scan;
mod script;
mod sequential;
mod symbols;
mod transcode;

pub use coefficients::Coefficients;
pub use edit::{
    edit, frame_of, CoefficientEdit, Editing, Edits, FrameSamples, QuantiserEdit, SampleEdit,
};
pub use encode::{encode, BlockStages, Layout, Pixels, Prepared, Settings, StageSizes, Symbol};
pub use file::{ScanSizes, Written};
pub use forward::planes::PaddedPlane;
pub(in crate::jpeg) use forward::quality::scaled_quantisers;
pub use forward::quality::Quantisation;
pub use script::ScanStep;
pub use transcode::transcode;

use crate::jpeg::syntax::tables::HuffmanSpec;
use alloc::vec::Vec;
use symbols::{ac_table, dc_table};

/// How coefficients become bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coding {
    /// Sequential or progressive.
    pub process: Process,
    /// Huffman or arithmetic coding.
    pub entropy: EntropyCoding,
    /// Which Huffman tables; arithmetic coding has none.
    pub tables: HuffmanTables,
    /// Restart markers.
    pub restart: Restart,
}

/// How what a scan brings becomes bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntropyCoding {
    /// Codes of whole bits, from tables: T.81 F.1.2.
    #[default]
    Huffman,
    /// Decisions whose probabilities are learnt on the way, T.81 F.1.4, with the conditioning that holds where no DAC says
    /// otherwise.
    Arithmetic,
}

/// Which process, and in which scans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Process {
    /// Baseline where the frame allows it, else extended sequential: as few scans as may be.
    #[default]
    Sequential,
    /// Progressive in the scans of the reference encoder.
    Progressive,
    /// Progressive in these scans; together they must bring every bit once.
    Script(Vec<ScanStep>),
}

/// Which Huffman tables. A table without a code for a symbol that occurs is made anew all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HuffmanTables {
    /// The examples of T.81 K.3; progressive scans, which these do not fit, get their best.
    #[default]
    Standard,
    /// The best for each scan: T.81 K.2.
    Optimal,
    /// These: destination 0 is for luminance and everything else, 1 for colour differences.
    Given(Vec<HuffmanSpec>),
}

/// How many MCUs lie between restart markers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Restart {
    /// No markers.
    #[default]
    Never,
    /// So many MCUs; 0 = no markers.
    Mcus(u16),
    /// So many rows of MCUs of each scan, at most 65,535 MCUs; 0 = no markers.
    Rows(u16),
}

impl Restart {
    /// MCUs between markers in a scan of so many MCUs across.
    fn interval(self, mcus_across: u32) -> u16 {
        match self {
            Self::Never => 0,
            Self::Mcus(mcus) => mcus,
            Self::Rows(rows) => {
                let mcus = mcus_across.saturating_mul(rows.into());
                u16::try_from(mcus).unwrap_or(u16::MAX)
            }
        }
    }
}

impl HuffmanTables {
    /// By place.
    fn specs(&self) -> file::Specs {
        let list = match self {
            Self::Standard | Self::Optimal => HuffmanSpec::standard().to_vec(),
            Self::Given(list) => list.clone(),
        };
        let mut specs = file::Specs::default();
        for spec in list {
            let place = match spec.ac {
                true => ac_table(spec.destination),
                false => dc_table(spec.destination),
            };
            if let Some(slot) = specs.get_mut(place) {
                *slot = Some(spec);
            }
        }
        specs
    }
}
