//! A picture of either kind: true colours, or few bits with a list of colours.

use crate::text::grey;
use crate::{Bitmap, Code, Error, Image};

/// A picture as a reader of text forms gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Red, green, blue, alpha.
    Image(Image),
    /// Indices and what they look like.
    Bitmap(Bitmap),
}

impl Picture {
    /// The same picture, borrowed.
    pub const fn view(&self) -> PictureRef<'_> {
        match self {
            Self::Image(image) => PictureRef::Image(image),
            Self::Bitmap(bitmap) => PictureRef::Bitmap(bitmap),
        }
    }

    /// The same picture for a canvas.
    pub fn into_image(self) -> Image {
        match self {
            Self::Image(image) => image,
            Self::Bitmap(bitmap) => bitmap.to_image(),
        }
    }
}

/// A picture as a writer takes it.
///
/// ```
/// use pixelbits::{Bitmap, PictureRef};
/// let bitmap = Bitmap::new(1, 2, 1, Bitmap::grey_ramp(1), vec![0, 1])?;
/// let picture = PictureRef::from(&bitmap);
/// assert_eq!((picture.width(), picture.height()), (1, 2));
/// assert_eq!(picture.rgba(0, 1), [255, 255, 255, 255]);
/// # Ok::<(), pixelbits::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureRef<'a> {
    /// Red, green, blue, alpha.
    Image(&'a Image),
    /// Indices and what they look like.
    Bitmap(&'a Bitmap),
}

impl<'a> From<&'a Image> for PictureRef<'a> {
    fn from(image: &'a Image) -> Self {
        Self::Image(image)
    }
}

impl<'a> From<&'a Bitmap> for PictureRef<'a> {
    fn from(bitmap: &'a Bitmap) -> Self {
        Self::Bitmap(bitmap)
    }
}

impl<'a> From<&'a Picture> for PictureRef<'a> {
    fn from(picture: &'a Picture) -> Self {
        picture.view()
    }
}

impl PictureRef<'_> {
    /// Width in pixels.
    pub const fn width(&self) -> u32 {
        match self {
            Self::Image(image) => image.width,
            Self::Bitmap(bitmap) => bitmap.width(),
        }
    }

    /// Height in pixels.
    pub const fn height(&self) -> u32 {
        match self {
            Self::Image(image) => image.height,
            Self::Bitmap(bitmap) => bitmap.height(),
        }
    }

    /// Refuses a picture without pixels ([`Code::ZeroDimension`]) and one whose pixels are not as many as its size says
    /// ([`Code::Parameter`]).
    pub(crate) fn check(&self) -> Result<(), Error> {
        let pixels = u64::from(self.width()) * u64::from(self.height());
        if pixels == 0 {
            return Err(Error::at_bit(Code::ZeroDimension, 0));
        }
        match self {
            Self::Image(image) if pixels.checked_mul(4) != Some(image.rgba.len() as u64) => {
                Err(Error::at_bit(Code::Parameter, 0).with(image.rgba.len() as u64))
            }
            _ => Ok(()),
        }
    }

    /// Red, green, blue and alpha of a pixel; transparent black outside.
    pub fn rgba(&self, x: u32, y: u32) -> [u8; 4] {
        let Some(at) = self.place(x, y) else {
            return [0; 4];
        };
        match self {
            Self::Image(image) => {
                let pixel = image.rgba.get(at.saturating_mul(4)..);
                let pixel = pixel.and_then(|rest| rest.first_chunk::<4>());
                pixel.copied().unwrap_or([0; 4])
            }
            Self::Bitmap(bitmap) => {
                let index = bitmap.indices().get(at).copied().unwrap_or(0);
                let colour = bitmap.colours().get(usize::from(index)).copied();
                let [r, g, b] = colour.unwrap_or([0; 3]);
                [r, g, b, 255]
            }
        }
    }

    /// Number of a pixel, row-major; `None` outside.
    pub(crate) fn place(&self, x: u32, y: u32) -> Option<usize> {
        if x >= self.width() || y >= self.height() {
            return None;
        }
        let at = u64::from(y) * u64::from(self.width()) + u64::from(x);
        usize::try_from(at).ok()
    }

    /// Which of two colours is the light one: of a list of two the lighter (of equally light ones the second), otherwise
    /// each that is at least half as light as white.
    pub(crate) fn is_light(&self, [r, g, b]: [u8; 3]) -> bool {
        let own = grey(r, g, b);
        if let Self::Bitmap(bitmap) = self {
            if let &[first, second] = bitmap.colours() {
                let [first_grey, second_grey] = [first, second].map(|[r, g, b]| grey(r, g, b));
                return match first_grey > second_grey {
                    true => [r, g, b] == first,
                    false => [r, g, b] == second,
                };
            }
        }
        own >= 128
    }
}
