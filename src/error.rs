//! What can go wrong, as codes with values: the page words them in the reader's language, `Display` in English.

use crate::order::by_place;
use alloc::vec::Vec;
use core::fmt;

/// Who can act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The file breaks its format's rules.
    Malformed,
    /// The file keeps the rules, but asks for something this decoder does not do.
    Unsupported,
    /// The file ends too early.
    Truncated,
    /// The file asks for more than [`Limits`] allow.
    Limit,
    /// The caller asked for something that makes no sense.
    Parameter,
}

/// An error, or a warning where decoding could go on: what, where, and one value that makes the sentence concrete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    /// What happened.
    pub code: Code,
    /// Bit offset in the input (for texts: in the text) where it was noticed.
    pub at: u64,
    /// The value that the code's sentence speaks of (a marker, a length, a table number …); 0 where it has none.
    pub value: u64,
}

impl Error {
    /// Sorts a list as the file has them; those of one place stay in the order they were noted.
    pub(crate) fn sort(errors: &mut Vec<Self>) {
        let places = errors.iter().map(|error| error.at);
        let order = by_place(places.zip(0..).collect());
        let sorted = order.iter().filter_map(|&i| errors.get(i as usize));
        *errors = sorted.copied().collect();
    }

    /// An error without a value at a bit offset.
    pub const fn at_bit(code: Code, at: u64) -> Self {
        Self { code, at, value: 0 }
    }

    /// An error without a value at a byte offset.
    pub const fn at_byte(code: Code, byte: usize) -> Self {
        Self {
            code,
            at: byte as u64 * 8,
            value: 0,
        }
    }

    /// The same error with the value its sentence speaks of.
    pub const fn with(mut self, value: u64) -> Self {
        self.value = value;
        self
    }

    /// Who can act on it.
    pub const fn kind(&self) -> ErrorKind {
        self.code.kind()
    }
}

/// One row a code: variant, kind, identifier for dictionaries, English sentence (`{}` stands for [`Error::value`]).
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident, $kind:ident, $name:literal, $sentence:literal;)*) => {
        /// What happened. The list is shared by errors and warnings: the same fault may stop one stage and not another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $sentence] $(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, for dictionaries and their tests.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// Who can act on it.
            pub const fn kind(self) -> ErrorKind {
                match self { $(Code::$variant => ErrorKind::$kind,)* }
            }

            /// The identifier that dictionaries use.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The English sentence; `{}` stands for [`Error::value`].
            pub const fn sentence(self) -> &'static str {
                match self { $(Code::$variant => $sentence,)* }
            }
        }
    };
}

codes! {
    Empty, Malformed, "empty", "the file is empty";
    UnknownFormat, Unsupported, "unknown-format", "this is no image format known here";
    NotThisStandard, Unsupported, "not-this-standard", "this is not a T.81 JPEG file (marker or signature {})";
    /// The value is a place in [`signature::KNOWN`](crate::signature::KNOWN).
    OtherFormat, Unsupported, "other-format", "this is {}, not a JPEG file of T.81";
    TablesOnly, Unsupported, "tables-only", "the file holds only tables, for images that come without them";
    NoImage, Malformed, "no-image", "the file holds no image";
    MissingSoi, Malformed, "missing-soi", "{} bytes stand before the start-of-image marker";
    UnexpectedEnd, Truncated, "unexpected-end", "the file ends in the middle of a segment";
    MissingEoi, Truncated, "missing-eoi", "the file ends without an end-of-image marker";
    DataEnded, Truncated, "data-ended", "the entropy-coded data ended too early; zero bits stand in for the rest";
    ExtraneousBytes, Malformed, "extraneous-bytes", "{} bytes between segments belong to nothing";
    TrailingBytes, Malformed, "trailing-bytes", "{} bytes follow the end of the image";
    BadLength, Malformed, "bad-length", "a segment's length {} does not fit its contents";
    UnknownMarker, Malformed, "unknown-marker", "marker code {} has no meaning here";
    BadValue, Malformed, "bad-value", "the value {} is not allowed here";
    DuplicateFrame, Malformed, "duplicate-frame", "a second frame header in one image";
    ZeroDimension, Malformed, "zero-dimension", "the image has no width, no height or no components";
    BadPrecision, Malformed, "bad-precision", "a sample precision of {} bits is not allowed here";
    BadSampling, Malformed, "bad-sampling", "a sampling factor of {} is not allowed";
    BadComponent, Malformed, "bad-component", "component {} is unknown or named twice";
    BadScan, Malformed, "bad-scan", "the scan's parameters are not allowed (value {})";
    OddScanParameters, Malformed, "odd-scan-parameters", "the scan's spectral or approximation parameters are unusual; ignored";
    OddScanOrder, Malformed, "odd-scan-order", "the scan does not follow from the scans before it (coefficient {})";
    McuTooLarge, Malformed, "mcu-too-large", "an MCU of {} blocks exceeds the 10 allowed";
    MissingQuantTable, Malformed, "missing-quant-table", "quantisation table {} is not defined";
    MissingHuffmanTable, Malformed, "missing-huffman-table", "Huffman table {} is not defined";
    BadHuffmanTable, Malformed, "bad-huffman-table", "Huffman table {} is over-full or holds symbols that are not allowed";
    BadHuffmanCode, Malformed, "bad-huffman-code", "no Huffman code matches these bits";
    BadCoefficient, Malformed, "bad-coefficient", "a coefficient leaves the range it may have";
    BadArithmeticCode, Malformed, "bad-arithmetic-code", "the arithmetic decoder met an impossible decision";
    RestartMissing, Malformed, "restart-missing", "restart marker RST{} is missing or out of place";
    UnusedData, Malformed, "unused-data", "{} bytes of data before a restart marker are left over: something before them was misread";
    LoneDifference, Malformed, "lone-difference", "a differential frame (SOF{}) without a hierarchical image around it";
    MissingReference, Malformed, "missing-reference", "a differential frame without a frame before it to add to";
    BadRestartInterval, Malformed, "bad-restart-interval", "a restart interval of {} MCUs is no whole number of rows, as lossless coding wants";
    UnknownTransform, Malformed, "unknown-transform", "Adobe colour transform {} is unknown";
    LoopingIfd, Malformed, "looping-ifd", "an EXIF directory points back at a directory already read";
    BadOffset, Malformed, "bad-offset", "an offset of {} points outside its segment";
    NoCoefficients, Unsupported, "no-coefficients", "a lossless image has samples, but no coefficients";
    EditPlace, Parameter, "edit-place", "edit {} names a place that the picture does not have";
    EditValue, Parameter, "edit-value", "edit {} sets a value that the file has no bits for";
    UnknownCompression, Unsupported, "unknown-compression", "a compression of number {} is not known here";
    PixelsEnded, Truncated, "pixels-ended", "the data ends after {} whole rows of pixels; what is missing is left empty";
    RunTooLong, Malformed, "run-too-long", "a run of {} pixels reaches beyond the end of its row";
    MissingColour, Malformed, "missing-colour", "the palette has no colour of number {}; black stands in for it";
    SampleTooLarge, Malformed, "sample-too-large", "a sample of {} is larger than the header allows";
    BadHeader, Malformed, "bad-header", "the header cannot be read from here on";
    BadChecksum, Malformed, "bad-checksum", "the checksum is {}, not the one that stands here";
    ChunkOrder, Malformed, "chunk-order", "a chunk stands where it must not";
    BadPng, Malformed, "bad-png", "the compressed data of the picture are broken; rows that could not be read are left empty";
    NotBuiltIn, Unsupported, "not-built-in", "this build reads the fields of such a file, but not its pixels";
    LimitWidth, Limit, "limit-width", "the image is {} pixels wide, more than the limit";
    LimitHeight, Limit, "limit-height", "the image is {} pixels high, more than the limit";
    LimitPixels, Limit, "limit-pixels", "the image has {} pixels, more than the limit";
    LimitMemory, Limit, "limit-memory", "decoding would need {} bytes of memory, more than the limit";
    LimitScans, Limit, "limit-scans", "the image has more than {} scans";
    LimitWork, Limit, "limit-work", "so small a file ({} bytes) asks for too much work; the rest is left out";
    LimitSamples, Limit, "limit-samples", "{} samples are more than so small a file can hold";
    LimitSegments, Limit, "limit-segments", "the file has more than {} segments";
    LimitFields, Limit, "limit-fields", "the file has more than {} header fields; the rest is not told apart";
    Parameter, Parameter, "parameter", "a parameter of {} makes no sense here";
    TextSymbol, Malformed, "text-symbol", "character {} (as a number) belongs to no bit text";
    TextShort, Truncated, "text-short", "the text ends {} bits short of a whole byte";
    TextDigits, Malformed, "text-digits", "a byte is written with {} digits here";
    TextOffset, Malformed, "text-offset", "the offset {} does not match the bytes before it";
    TextHeading, Malformed, "text-heading", "the text's first line is no heading known here";
    BadWord, Malformed, "bad-word", "word {} of the header is no number that may stand there";
    ArrayMissing, Malformed, "array-missing", "the text holds no array of numbers";
    ArrayShort, Truncated, "array-short", "the array ends {} bytes short of the picture's size";
    RowSymbol, Malformed, "row-symbol", "a symbol of row {} is neither 0 nor 1";
    RowLookalike, Malformed, "row-lookalike", "a letter in row {} was read as the digit that it looks like";
    RowLength, Malformed, "row-length", "row {} is not as long as it should be";
    RowCheck, Malformed, "row-check", "row {} does not match its check number";
    RowMissing, Malformed, "row-missing", "row {} is missing";
    RowTwice, Malformed, "row-twice", "row {} stands there twice, or out of order";
    DatagramsMissing, Truncated, "datagrams-missing", "{} parts of the picture did not arrive";
    TooManyColours, Parameter, "too-many-colours", "the picture has more colours than the {} that the palette holds";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = self.code.sentence();
        match sentence.split_once("{}") {
            Some((before, after)) => match crate::signature::named(self) {
                Some(signature) => write!(f, "{before}{}{after}", signature.title)?,
                None => write!(f, "{before}{}{after}", self.value)?,
            },
            None => f.write_str(sentence)?,
        }
        write!(f, " (at 0x{:X}:{})", self.at / 8, self.at % 8)
    }
}

impl core::error::Error for Error {}

/// What a file may ask for. Checked before anything is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Widest image, in pixels.
    pub width_px: u32,
    /// Highest image, in pixels.
    pub height_px: u32,
    /// Most pixels in one image.
    pub pixels: u64,
    /// Most bytes that one decode may hold at a time, its output included.
    pub memory_bytes: u64,
    /// Most scans in one image.
    pub scans: u32,
    /// Most segments in one file.
    pub segments: u32,
}

impl Limits {
    /// Refuses a picture of this size that takes so many bytes a pixel, and so many besides, to decode. The error stands at
    /// bit 0.
    pub(crate) fn check(
        &self,
        width: u32,
        height: u32,
        pixel_bytes: u64,
        more_bytes: u64,
    ) -> Result<(), Error> {
        let bytes = self
            .check_size(width, height)?
            .saturating_mul(pixel_bytes)
            .saturating_add(more_bytes);
        // What an address can reach counts, too.
        match bytes > self.memory_bytes.min(isize::MAX as u64) {
            true => Err(Error::at_bit(Code::LimitMemory, 0).with(bytes)),
            false => Ok(()),
        }
    }

    /// Whether a picture may be so large: its pixels, or the first limit that it breaks. The error stands at bit 0.
    pub(crate) fn check_size(&self, width: u32, height: u32) -> Result<u64, Error> {
        let refuse = |code, value| Err(Error::at_bit(code, 0).with(value));
        let pixels = u64::from(width) * u64::from(height);
        match () {
            () if width > self.width_px => refuse(Code::LimitWidth, width.into()),
            () if height > self.height_px => refuse(Code::LimitHeight, height.into()),
            () if pixels > self.pixels => refuse(Code::LimitPixels, pixels),
            () => Ok(pixels),
        }
    }
}

impl Default for Limits {
    /// Room for a 65535 × 65535 header, 300 megapixels and 2 GiB, 1,000 scans.
    fn default() -> Self {
        Self {
            width_px: 65_535,
            height_px: 65_535,
            pixels: 300_000_000,
            memory_bytes: 2 << 30,
            scans: 1_000,
            segments: 100_000,
        }
    }
}
