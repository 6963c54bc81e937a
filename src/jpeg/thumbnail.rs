//! Uncompressed thumbnails: T.871 10.1, 10.2; CIPA DC-008 4.5.5.

use super::syntax::EmbeddedKind;
use crate::Image;
use alloc::vec::Vec;

/// Entries of a JFXX palette, three bytes each.
const PALETTE_BYTES: usize = 768;

impl EmbeddedKind {
    /// Size in pixels, where the picture is not a JPEG file itself.
    pub const fn size(self) -> Option<(u32, u32)> {
        match self {
            Self::JfifRgb { width, height }
            | Self::JfxxRgb { width, height }
            | Self::JfxxPalette { width, height }
            | Self::ExifRgb { width, height } => Some((width, height)),
            _ => None,
        }
    }

    /// Identifier for dictionaries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JfifRgb { .. } => "jfif",
            Self::JfxxJpeg | Self::JfxxPalette { .. } | Self::JfxxRgb { .. } => "jfxx",
            Self::ExifJpeg | Self::ExifRgb { .. } => "exif",
            Self::Photoshop => "photoshop",
            Self::MultiPicture(_) => "mpf",
            Self::Trailing => "trailing",
        }
    }
}

/// How uncompressed pixels are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// R G B a pixel.
    Rgb,
    /// A palette of 256 × R G B, then an index a pixel.
    Palette,
}

/// The pixels of an uncompressed thumbnail; those that are missing are grey. `None` where it has no size.
pub fn thumbnail(bytes: &[u8], width: u32, height: u32, stored: Stored) -> Option<Image> {
    let pixels = (width as usize).checked_mul(height as usize)?;
    if pixels == 0 || pixels > bytes.len() {
        return None;
    }
    let mut rgba = Vec::with_capacity(pixels.checked_mul(4)?);
    match stored {
        Stored::Rgb => {
            for rgb in bytes.chunks_exact(3).take(pixels) {
                rgba.extend([rgb[0], rgb[1], rgb[2], 255]);
            }
        }
        Stored::Palette => {
            let (palette, indices) = bytes.split_at_checked(PALETTE_BYTES)?;
            for &index in indices.iter().take(pixels) {
                let rgb = palette.get(3 * usize::from(index)..).unwrap_or(&[]);
                rgba.extend([rgb[0], rgb[1], rgb[2], 255]);
            }
        }
    }
    while rgba.len() < pixels * 4 {
        rgba.extend([128, 128, 128, 255]);
    }
    Some(Image {
        width,
        height,
        rgba,
    })
}
