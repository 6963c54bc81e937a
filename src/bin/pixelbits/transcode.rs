//! A JPEG file's coefficients in another process, with other tables or restart markers.

use crate::output::{read, Output};
use crate::Ending;
use pixelbits::jpeg::rewrite::{self, Coding, EntropyCoding, HuffmanTables, Process, Restart};
use pixelbits::jpeg::syntax::{self, marker, Content};
use pixelbits::Limits;
use std::io::Write;
use std::path::PathBuf;

/// Input, output, and how.
#[derive(clap::Args)]
pub struct Arguments {
    /// JPEG file of coefficients: not lossless, not hierarchical
    file: PathBuf,
    /// JPEG file to write
    #[arg(short, long)]
    output: PathBuf,
    /// Progressive scans; without either, the process stays sequential or progressive
    #[arg(long)]
    progressive: bool,
    /// One scan: baseline, or extended sequential where baseline does not do
    #[arg(long, conflicts_with = "progressive")]
    baseline: bool,
    /// Arithmetic coding instead of Huffman codes, whatever the file has
    #[arg(long, conflicts_with = "optimize")]
    arithmetic: bool,
    /// Huffman tables that fit the picture
    #[arg(long)]
    optimize: bool,
    /// A restart marker every N rows of MCUs, or, with a B behind the number, every N MCUs
    #[arg(long, value_name = "N[B]", value_parser = restart)]
    restart: Option<Restart>,
}

/// Rows of MCUs, or, with a B behind, MCUs.
pub fn restart(text: &str) -> Result<Restart, String> {
    let (digits, mcus) = match text.strip_suffix(['B', 'b']) {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let number: u16 = digits
        .parse()
        .map_err(|_| "a number up to 65535, perhaps with a B behind")?;
    Ok(match (number, mcus) {
        (0, _) => Restart::Never,
        (_, true) => Restart::Mcus(number),
        (_, false) => Restart::Rows(number),
    })
}

/// Whether the file's frame is progressive.
fn is_progressive(data: &[u8]) -> bool {
    let structure = syntax::parse(data, &Limits::default());
    let frame = structure.segments.iter().find_map(|s| match &s.content {
        Content::Frame(header) => Some(header.marker),
        _ => None,
    });
    frame.is_some_and(marker::is_progressive)
}

/// Transcodes one file.
pub fn run(arguments: &Arguments) -> Ending {
    let data = read(&arguments.file)?;
    let progressive = arguments.progressive || (!arguments.baseline && is_progressive(&data));
    let coding = Coding {
        process: match progressive {
            true => Process::Progressive,
            false => Process::Sequential,
        },
        entropy: match arguments.arithmetic {
            true => EntropyCoding::Arithmetic,
            false => EntropyCoding::Huffman,
        },
        tables: match arguments.optimize {
            true => HuffmanTables::Optimal,
            false => HuffmanTables::Standard,
        },
        restart: arguments.restart.unwrap_or_default(),
    };
    let outcome = rewrite::transcode(&data, &coding, &Limits::default())?;
    let mut out = Output::create(&arguments.output)?;
    out.write_all(&outcome.value.bytes)?;
    out.finish()?;
    Ok(outcome.warnings)
}
