//! The observer: how a decoder tells what each bit was for, at no cost when nobody listens.
//!
//! Every decoding routine is generic over [`Sink`]. With [`NoTrace`] the calls vanish; with [`Recorder`] they become
//! [`Span`]s. Decoders report positions in the *unstuffed* stream of a scan (the entropy-coded bytes with stuffed
//! zeros, fill bytes and restart markers taken out); `jpeg::trace` maps them to the file afterwards.

use alloc::vec::Vec;

/// One row a role: variant, identifier, letter shown beside the colour.
macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $letter:literal;)*) => {
        /// What a span of bits is for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// Every role, in the order of its number.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)*];

            /// The identifier that dictionaries and JSON use.
            pub const fn name(self) -> &'static str {
                match self { $(Role::$variant => $name,)* }
            }

            /// The letter that stands beside the colour.
            pub const fn letter(self) -> char {
                match self { $(Role::$variant => $letter,)* }
            }
        }
    };
}

roles! {
    /// A marker: 0xFF and the code.
    Marker, "marker", 'M';
    /// A segment's length.
    Length, "length", 'L';
    /// Application data, comments, EXIF, ICC: everything decoding does not need.
    Metadata, "metadata", 'A';
    /// Quantisation tables.
    QuantTable, "quant-table", 'Q';
    /// Huffman tables and arithmetic conditioning.
    HuffmanTable, "huffman-table", 'H';
    /// Frame and scan headers, restart interval: what decoding needs besides tables.
    Header, "header", 'F';
    /// The Huffman code of a DC difference's size (T.81 F.2.2.1).
    DcCode, "dc-code", 'D';
    /// The bits of a DC difference (T.81 F.2.2.1).
    DcBits, "dc-bits", 'd';
    /// The Huffman code of a run and size (T.81 F.2.2.2).
    AcCode, "ac-code", 'C';
    /// The bits of an AC coefficient (T.81 F.2.2.2).
    AcBits, "ac-bits", 'c';
    /// The code that ends a block, or opens a run of ended blocks (T.81 F.1.2.2.1, G.1.2.2).
    EndOfBlock, "end-of-block", 'E';
    /// The bits that tell the length of a run of ended blocks (T.81 G.1.2.2).
    EobRunBits, "eob-run-bits", 'e';
    /// The code of 16 zero coefficients (T.81 F.1.2.2.1).
    ZeroRun, "zero-run", 'Z';
    /// One bit that refines a coefficient known from an earlier scan (T.81 G.1.2.3).
    Correction, "correction", 'R';
    /// A byte of arithmetic-coded data: consumed by whole decisions, not by bits (T.81 Annex D).
    Arithmetic, "arithmetic", 'X';
    /// The Huffman code of a lossless difference's size (T.81 H.1.2.2).
    DiffCode, "diff-code", 'D';
    /// The bits of a lossless difference (T.81 H.1.2.2).
    DiffBits, "diff-bits", 'd';
    /// The zero byte stuffed after 0xFF (T.81 B.1.1.5).
    Stuffing, "stuffing", 'S';
    /// 1-bits that fill the last byte before a marker (T.81 F.1.2.3).
    Padding, "padding", 'P';
    /// 0xFF fill bytes before a marker (T.81 B.1.1.2).
    Fill, "fill", 'P';
    /// Samples stored as they are (BMP, PNM, raw).
    Pixel, "pixel", 'X';
    /// Bits that belong to nothing.
    Unclaimed, "unclaimed", 'U';
    /// Bytes after the end of the image.
    Trailing, "trailing", 'T';
    /// Colours that indices name.
    Palette, "palette", 'K';
    /// How many pixels follow, or are alike.
    RunLength, "run-length", 'N';
    /// A code that moves on in the picture without making pixels.
    Escape, "escape", 'J';
}

/// A run of bits with one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First bit. In the unstuffed stream while decoding, in the file once mapped.
    pub start: u64,
    /// Number of bits.
    pub bits: u32,
    /// What they are for.
    pub role: Role,
    /// Coefficient index in zigzag order, 0–63 (or column within the line for lossless); 0 where it means nothing.
    pub k: u32,
    /// For a code: the symbol it stands for. For value bits: the value. For correction bits: the new value.
    pub value: i32,
}

/// Which block (or, lossless, which sample) the spans that follow belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockPos {
    /// Scan within the image, from 0.
    pub scan: u32,
    /// MCU within the scan, from 0.
    pub mcu: u32,
    /// Component index within the frame.
    pub component: u16,
    /// Block column within the component.
    pub bx: u32,
    /// Block row within the component.
    pub by: u32,
}

impl BlockPos {
    /// So many MCUs further in a row of MCUs of one block.
    #[inline(always)]
    pub(crate) const fn behind(self, blocks: u32) -> Self {
        Self {
            mcu: self.mcu + blocks,
            bx: self.bx + blocks,
            ..self
        }
    }
}

/// Listens to a decoder.
pub trait Sink {
    /// `false` lets the compiler drop the work that leads up to a call.
    const ON: bool;
    /// The spans that follow belong to this block.
    fn block(&mut self, at: BlockPos);
    /// These bits meant this. Calls come in ascending order within a scan.
    fn span(&mut self, span: Span);
}

/// Listens to nothing and costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Sink for NoTrace {
    const ON: bool = false;
    #[inline(always)]
    fn block(&mut self, _: BlockPos) {}
    #[inline(always)]
    fn span(&mut self, _: Span) {}
}

/// [`Sink`] without its constant, so that it can be chosen at run time.
trait Listener {
    fn hear_block(&mut self, at: BlockPos);
    fn hear_span(&mut self, span: Span);
}

impl<S: Sink> Listener for S {
    fn hear_block(&mut self, at: BlockPos) {
        self.block(at);
    }
    fn hear_span(&mut self, span: Span) {
        self.span(span);
    }
}

/// A sink or none, told apart at run time: rare processes have one routine for those who listen and those who do not.
pub(crate) struct AnySink<'s>(Option<&'s mut dyn Listener>);

impl<'s> AnySink<'s> {
    /// Passes on to `sink`, if it is on.
    pub fn of<S: Sink>(sink: &'s mut S) -> Self {
        Self(if S::ON { Some(sink) } else { None })
    }
}

impl Sink for AnySink<'_> {
    const ON: bool = true;

    #[inline]
    fn block(&mut self, at: BlockPos) {
        if let Some(sink) = &mut self.0 {
            sink.hear_block(at);
        }
    }

    #[inline]
    fn span(&mut self, span: Span) {
        if let Some(sink) = &mut self.0 {
            sink.hear_span(span);
        }
    }
}

/// Keeps the spans that touch a window of bits.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// Spans in ascending order.
    pub spans: Vec<Span>,
    /// For each block with at least one span kept: index of its first span in `spans`, and which block.
    pub blocks: Vec<(u32, BlockPos)>,
    from: u64,
    to: u64,
    at: BlockPos,
    fresh: bool,
    before: Option<u64>,
    behind: Option<u64>,
}

impl Recorder {
    /// Records the spans that overlap bits `from..to` of the unstuffed stream.
    pub const fn window(from: u64, to: u64) -> Self {
        Self {
            spans: Vec::new(),
            blocks: Vec::new(),
            from,
            to,
            at: BlockPos {
                scan: 0,
                mcu: 0,
                component: 0,
                bx: 0,
                by: 0,
            },
            fresh: false,
            before: None,
            behind: None,
        }
    }

    /// Records everything.
    pub const fn all() -> Self {
        Self::window(0, u64::MAX)
    }

    /// Where the last span before the window ended.
    pub const fn before(&self) -> Option<u64> {
        self.before
    }

    /// Where the first span behind the window starts.
    pub const fn behind(&self) -> Option<u64> {
        self.behind
    }
}

impl Sink for Recorder {
    const ON: bool = true;

    #[inline]
    fn block(&mut self, at: BlockPos) {
        self.at = at;
        self.fresh = true;
    }

    // In one place, not in all those that report.
    #[inline(never)]
    fn span(&mut self, span: Span) {
        let end = span.start + u64::from(span.bits);
        if span.bits == 0 {
            return;
        }
        if end <= self.from {
            self.before = Some(end);
            return;
        }
        if span.start >= self.to {
            self.behind.get_or_insert(span.start);
            return;
        }
        if self.fresh {
            self.fresh = false;
            self.blocks.push((self.spans.len() as u32, self.at));
        }
        self.spans.push(span);
    }
}
