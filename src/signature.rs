//! What a file is by its first bytes, where it only calls itself a JPEG.
//!
//! These formats are named, not read.

use crate::{Code, Error};

/// A format that is known by sight.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Identifier for dictionaries, such as `"jpeg-xl"`.
    pub name: &'static str,
    /// What it is called, with the standard that defines it where its name does not say so.
    pub title: &'static str,
    /// Whether a file looks like it.
    probe: Probe,
}

#[derive(Clone, Copy, Debug)]
enum Probe {
    /// These bytes at this offset.
    At(usize, &'static [u8]),
    /// An ISO base media file (ISO/IEC 14496-12) whose `ftyp` box names one of these brands first.
    Brand(&'static [&'static [u8; 4]]),
    /// Any other ISO base media file.
    Media,
    /// A RIFF file of this form.
    Riff(&'static [u8; 4]),
    /// This text, in capital or small letters, behind blanks.
    Text(&'static [u8]),
    /// A Windows bitmap: two letters are little, so the size of its second header must be one that exists.
    Bitmap,
    /// A netpbm file: `P`, a digit, a blank.
    Netpbm,
    /// Not by its first bytes.
    Never,
}

use Probe::{At, Bitmap, Brand, Media, Netpbm, Never, Riff, Text};

/// Place in [`KNOWN`] of JPEG-LS. Its files start as those of T.81 do; only their frame header tells.
pub const JPEG_LS: u64 = 0;

const fn row(name: &'static str, title: &'static str, probe: Probe) -> Signature {
    Signature { name, title, probe }
}

/// Every format, in the order in which they are asked. Errors name one by its place here.
pub const KNOWN: &[Signature] = &[
    row("jpeg-ls", "JPEG-LS (T.87)", Never),
    row(
        "jpeg-2000",
        "JPEG 2000 (T.800)",
        At(0, b"\0\0\0\x0CjP  \r\n\x87\n"),
    ),
    row(
        "jpeg-2000",
        "JPEG 2000 (T.800)",
        At(0, &[0xFF, 0x4F, 0xFF, 0x51]),
    ),
    row(
        "jpeg-xl",
        "JPEG XL (ISO/IEC 18181)",
        At(0, b"\0\0\0\x0CJXL \r\n\x87\n"),
    ),
    row("jpeg-xl", "JPEG XL (ISO/IEC 18181)", At(0, &[0xFF, 0x0A])),
    row("jpeg-xr", "JPEG XR (T.832)", At(0, &[0x49, 0x49, 0xBC])),
    row("png", "PNG", At(0, b"\x89PNG\r\n\x1A\n")),
    row("gif", "GIF", At(0, b"GIF87a")),
    row("gif", "GIF", At(0, b"GIF89a")),
    row("webp", "WebP", Riff(b"WEBP")),
    row("avif", "AVIF", Brand(&[b"avif", b"avis"])),
    row(
        "heif",
        "HEIF",
        Brand(&[
            b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1",
        ]),
    ),
    row("video", "a film (MP4 or QuickTime)", Media),
    row("tiff", "TIFF", At(0, b"II*\0")),
    row("tiff", "TIFF", At(0, b"MM\0*")),
    row("tiff", "BigTIFF", At(0, b"II+\0")),
    row("tiff", "BigTIFF", At(0, b"MM\0+")),
    row("bmp", "BMP", Bitmap),
    row("netpbm", "PBM, PGM, PPM or PAM", Netpbm),
    row("photoshop", "Photoshop (PSD)", At(0, b"8BPS")),
    row("dicom", "DICOM", At(128, b"DICM")),
    row("ico", "a Windows icon", At(0, &[0, 0, 1, 0])),
    row("jng", "JNG", At(0, b"\x8BJNG\r\n\x1A\n")),
    row("bpg", "BPG", At(0, b"BPG\xFB")),
    row("avi", "a film (AVI)", Riff(b"AVI ")),
    row("pdf", "PDF", At(0, b"%PDF-")),
    row("postscript", "PostScript", At(0, b"%!PS")),
    row("zip", "a ZIP archive", At(0, b"PK\x03\x04")),
    row("gzip", "a gzip archive", At(0, &[0x1F, 0x8B, 8])),
    row("html", "a web page (HTML)", Text(b"<!doctype html")),
    row("html", "a web page (HTML)", Text(b"<html")),
    row("svg", "SVG", Text(b"<svg")),
    row("xml", "XML", Text(b"<?xml")),
];

/// The place in [`KNOWN`] of what a file looks like.
pub fn find(data: &[u8]) -> Option<u64> {
    let place = KNOWN.iter().position(|known| known.probe.matches(data));
    place.map(|place| place as u64)
}

/// The error that a file gives which looks like something in [`KNOWN`].
pub fn refusal(data: &[u8]) -> Option<Error> {
    let place = find(data)?;
    Some(Error::at_bit(Code::OtherFormat, 0).with(place))
}

/// The format that an error speaks of, if it speaks of one.
pub fn named(error: &Error) -> Option<&'static Signature> {
    let place = usize::try_from(error.value).ok();
    place
        .filter(|_| error.code == Code::OtherFormat)
        .and_then(|place| KNOWN.get(place))
}

impl Probe {
    fn matches(self, data: &[u8]) -> bool {
        let at = |offset: usize, bytes: &[u8]| {
            data.get(offset..)
                .is_some_and(|rest| rest.starts_with(bytes))
        };
        match self {
            At(offset, bytes) => at(offset, bytes),
            Brand(brands) => at(4, b"ftyp") && brands.iter().any(|brand| at(8, *brand)),
            Media => at(4, b"ftyp"),
            Riff(form) => at(0, b"RIFF") && at(8, form),
            Text(text) => {
                let data = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
                let blanks = data.iter().take_while(|b| b.is_ascii_whitespace()).count();
                data.get(blanks..blanks + text.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(text))
            }
            Bitmap => {
                let size = data.get(14).copied().unwrap_or(0);
                at(0, b"BM")
                    && matches!(size, 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)
                    && at(15, &[0, 0, 0])
            }
            Netpbm => {
                matches!(data, [b'P', b'1'..=b'7', blank, ..] if blank.is_ascii_whitespace())
            }
            Never => false,
        }
    }
}
