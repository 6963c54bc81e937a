//! What a raw picture's pixels are: Pillow's modes.

/// What one pixel of a [`RawImage`](super::RawImage) is. Names and meaning are Pillow's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// `1`: black (0) or white (255).
    Bilevel,
    /// `L`: grey, 0 black to 255 white.
    Grey,
    /// `LA`: grey and alpha.
    GreyAlpha,
    /// `La`: grey multiplied by the alpha behind it.
    GreyPremultiplied,
    /// `P`: an index into colours that raw data does not come with.
    Palette,
    /// `PA`: an index and alpha.
    PaletteAlpha,
    /// `RGB`.
    Rgb,
    /// `RGBX`: RGB and a byte that means nothing.
    Rgbx,
    /// `RGBA`.
    Rgba,
    /// `RGBa`: RGB multiplied by the alpha behind it.
    RgbPremultiplied,
    /// `CMYK`: 0 no ink to 255 full ink.
    Cmyk,
    /// `YCbCr` of JFIF (T.871 7).
    YCbCr,
    /// `LAB`: CIE L*a*b*; L* 0–100 as 0–255, then a* and b* as bytes with a sign.
    Lab,
    /// `HSV`: hue, a turn as 0–255; saturation; value.
    Hsv,
    /// `I`: integers of 32 bits with a sign.
    Int32,
    /// `I;16`: integers of 16 bits without a sign, whose bytes are little-endian.
    Int16,
    /// `I;16L`: the same.
    Int16Little,
    /// `I;16B`: the same, big-endian.
    Int16Big,
    /// `I;16N`: the same in the machine's own order, which is little-endian here, whatever the machine.
    Int16Native,
    /// `F`: floating-point numbers of 32 bits.
    Float32,
}

/// How the values of a mode are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// So many bytes a pixel.
    Bytes(usize),
    Int16,
    Int32,
    Float32,
}

impl Mode {
    /// Every mode.
    pub const ALL: &'static [Self] = &[
        Self::Bilevel,
        Self::Grey,
        Self::GreyAlpha,
        Self::GreyPremultiplied,
        Self::Palette,
        Self::PaletteAlpha,
        Self::Rgb,
        Self::Rgbx,
        Self::Rgba,
        Self::RgbPremultiplied,
        Self::Cmyk,
        Self::YCbCr,
        Self::Lab,
        Self::Hsv,
        Self::Int32,
        Self::Int16,
        Self::Int16Little,
        Self::Int16Big,
        Self::Int16Native,
        Self::Float32,
    ];

    /// Pillow's name, such as `"I;16B"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bilevel => "1",
            Self::Grey => "L",
            Self::GreyAlpha => "LA",
            Self::GreyPremultiplied => "La",
            Self::Palette => "P",
            Self::PaletteAlpha => "PA",
            Self::Rgb => "RGB",
            Self::Rgbx => "RGBX",
            Self::Rgba => "RGBA",
            Self::RgbPremultiplied => "RGBa",
            Self::Cmyk => "CMYK",
            Self::YCbCr => "YCbCr",
            Self::Lab => "LAB",
            Self::Hsv => "HSV",
            Self::Int32 => "I",
            Self::Int16 => "I;16",
            Self::Int16Little => "I;16L",
            Self::Int16Big => "I;16B",
            Self::Int16Native => "I;16N",
            Self::Float32 => "F",
        }
    }

    /// The mode of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mode| mode.name() == name)
    }

    /// Values a pixel.
    pub const fn bands(self) -> usize {
        match self.kept() {
            Kept::Bytes(count) => count,
            _ => 1,
        }
    }

    /// Bytes that a pixel takes in memory.
    pub const fn pixel_bytes(self) -> usize {
        match self.kept() {
            Kept::Bytes(count) => count,
            Kept::Int16 => 2,
            Kept::Int32 | Kept::Float32 => 4,
        }
    }

    /// Whether a canvas needs to be told which value is black and which white.
    pub const fn needs_window(self) -> bool {
        !matches!(self.kept(), Kept::Bytes(_))
    }

    pub(super) const fn kept(self) -> Kept {
        match self {
            Self::Bilevel | Self::Grey | Self::Palette => Kept::Bytes(1),
            Self::GreyAlpha | Self::GreyPremultiplied | Self::PaletteAlpha => Kept::Bytes(2),
            Self::Rgb | Self::YCbCr | Self::Lab | Self::Hsv => Kept::Bytes(3),
            Self::Rgbx | Self::Rgba | Self::RgbPremultiplied | Self::Cmyk => Kept::Bytes(4),
            Self::Int16 | Self::Int16Little | Self::Int16Big | Self::Int16Native => Kept::Int16,
            Self::Int32 => Kept::Int32,
            Self::Float32 => Kept::Float32,
        }
    }
}
