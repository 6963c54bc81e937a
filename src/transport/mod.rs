//! Pictures as datagrams: small messages that may be lost, come twice, late, in any order, or damaged.
//!
//! ```text
//! Sender → datagrams → Channel (simulated) or a real network → datagrams → Receiver
//!        ←──────────────────── what is missing ─────────────────────────
//! ```
//!
//! Each datagram can be understood without the others: it says what its pixels are and where they belong (or which bytes of a
//! file it has), so that duplicates and disorder are harmless. Nobody vouches for what comes from a network: whatever is
//! received, nothing is executed, and what is kept is bounded by [`Limits`].

mod canvas;
mod channel;
mod datagram;
mod numbers;
pub mod pickle;
mod receiver;
mod recovery;
mod sender;
mod simulation;

pub use channel::{Channel, Checksum, Conditions};
pub use datagram::{Colour, Heading, Order, Pixel};
pub use receiver::{Counts, Receiver, Taken};
pub use sender::{Content, Sender, Settings};
pub use simulation::{Answers, Simulation};

use crate::Limits;

/// Most bytes of a datagram: what passes through almost any network in one piece.
pub const LONGEST_BYTES: usize = 1200;

/// Bytes that the network puts before each datagram: 20 of IPv4 (RFC 791), 8 of UDP (RFC 768).
pub const HEADER_BYTES: usize = 28;

/// What a picture from a network may be: 64 megapixels, 256 MiB.
pub const LIMITS: Limits = Limits {
    width_px: 65_535,
    height_px: 65_535,
    pixels: 1 << 26,
    memory_bytes: 1 << 28,
    scans: 200,
    segments: 10_000,
};

/// What datagrams hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// One pixel each, as Python's `pickle` writes `((x, y), (r, g, b[, a]))` with this protocol, 0 to 5, and nothing else: neither
    /// size nor end is told.
    Pickle(u8),
    /// One pixel each, in 8 bytes (with opacity 9).
    Pixels,
    /// Runs of pixels of one colour.
    Runs,
    /// Parts of rows.
    Rows,
    /// Squares of 16 × 16 pixels.
    Tiles,
    /// Bytes of a file.
    File,
}
