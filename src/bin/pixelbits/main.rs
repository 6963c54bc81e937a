//! `pixelbits`: the same core on the command line.
//!
//! Ends with 0 where all was well, 1 where a picture came but its file was faulty (each warning on standard error),
//! 2 where nothing came (one sentence on standard error, and no output file).

mod convert;
mod decode;
mod encode;
mod forms;
mod inspect;
mod netpbm;
mod output;
mod picture;
mod png;
mod raw;
mod rawbytes;
mod receive;
mod send;
mod texts;
mod trace;
mod transcode;

use clap::{Parser, Subcommand};
use output::{say, Refusal};
use pixelbits::Error;
use std::process::ExitCode;

/// How pixels become bits and bits become pixels: a JPEG decoder that explains every bit.
///
/// FILE and OUT may be `-` for standard input and output. Exit status: 0 clean, 1 decoded with warnings, 2 refused.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Decode a picture to PPM, PGM, PAM, BMP or PNG
    Decode(decode::Arguments),
    /// Decode to component samples before upsampling, one plane after the other: a byte a sample, two (little-endian) above
    /// 8 bits
    Planes(raw::Arguments),
    /// Decode to quantised coefficients: 16-bit little-endian numbers in natural order, block after block, component after
    /// component
    Coefficients(raw::Arguments),
    /// Unpack bytes without a header, rows of one of Pillow's raw modes, to what Pillow's tobytes() gives, or to a picture
    Raw(rawbytes::RawArguments),
    /// Unpack numbers of 1-31 bits without a header to 32-bit floats (little-endian), or to a picture
    Rawbits(rawbytes::BitsArguments),
    /// Encode a picture (PNM, BMP, PNG, or another JPEG's pixels) as JPEG
    Encode(encode::Arguments),
    /// Make a picture ready for few bits: crop, scale, turn, adjust, grey, negative, and a palette or threshold with dither,
    /// always in this order
    Convert(Box<convert::Arguments>),
    /// Write a JPEG's coefficients anew, without loss: other process, tables or restart interval
    Transcode(transcode::Arguments),
    /// Show the fields of all headers with their place, value and clause
    Inspect(inspect::Arguments),
    /// Show what every bit is for, one span a line
    Trace(trace::Arguments),
    /// Write a file's bytes or a picture's pixels as text: bits, hexadecimal or decimal
    Bits(texts::BitsArguments),
    /// Turn such a text back to bytes
    Unbits(texts::UnbitsArguments),
    /// Send a picture over UDP, pixel by pixel as pickled ((x, y), (r, g, b)), or more cleverly
    Send(send::Arguments),
    /// Receive a picture over UDP, whichever way it is sent, and save it as BMP or PNG
    Recv(receive::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Decode(arguments) => decode::run(&arguments),
        Command::Planes(arguments) => raw::planes(&arguments),
        Command::Coefficients(arguments) => raw::coefficients(&arguments),
        Command::Raw(arguments) => rawbytes::raw(&arguments),
        Command::Rawbits(arguments) => rawbytes::bits(&arguments),
        Command::Encode(arguments) => encode::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Transcode(arguments) => transcode::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Bits(arguments) => texts::bits(&arguments),
        Command::Unbits(arguments) => texts::unbits(&arguments),
        Command::Send(arguments) => send::run(&arguments),
        Command::Recv(arguments) => receive::run(&arguments),
    };
    match result {
        Ok(warnings) => {
            for warning in &warnings {
                say(&format!("warning: {warning}"));
            }
            ExitCode::from(u8::from(!warnings.is_empty()))
        }
        // Whoever read the output has seen enough.
        Err(Refusal::PipeClosed) => ExitCode::SUCCESS,
        Err(Refusal::Because(reason)) => {
            say(&reason);
            ExitCode::from(2)
        }
    }
}

/// What a command ends with: what was odd about its input, or why there is no output.
type Ending = Result<Vec<Error>, Refusal>;
