//! What the workshop takes from an open file.

use super::document::{Document, Kind};
use super::source::RowSource;
use crate::jpeg::Tracer;
use crate::{Error, Image, Orientation, Resolution};
use alloc::rc::Rc;

impl Document {
    /// What explains the file, if it is one that can be explained.
    pub(super) fn tracer(&mut self) -> Option<&mut Tracer<Rc<[u8]>>> {
        match &mut self.kind {
            Kind::Jpeg(tracer) => Some(tracer),
            _ => None,
        }
    }

    /// How the file asks to be turned, and its pixels a metre.
    pub(super) fn orientation_and_resolution(&self) -> (Orientation, Option<Resolution>) {
        match &self.kind {
            Kind::Jpeg(tracer) => {
                let structure = tracer.structure();
                (structure.orientation, structure.resolution)
            }
            Kind::Registered(file) => (Orientation::Normal, file.resolution()),
            _ => (Orientation::Normal, None),
        }
    }

    /// What gives the rows of the picture as it is shown, and its size.
    pub(super) fn rows(&self) -> Result<(RowSource, u32, u32), Error> {
        let ready = match &self.kind {
            Kind::Thumbnail(image, _) => Some(image),
            Kind::Registered(file) => Some(file.image()?),
            _ => None,
        };
        if let Some(image) = ready {
            let (width, height) = (image.width, image.height);
            return Ok((RowSource::ready(on_white(image)), width, height));
        }
        let decoder = self.decoder(&self.options)?;
        let (width, height) = (decoder.geometry().width, decoder.geometry().height);
        Ok((RowSource::plain(decoder), width, height))
    }
}

/// A picture as it is handed on: few forms have opacity, so what is transparent lies on white.
fn on_white(image: &Rc<Image>) -> Rc<Image> {
    if image.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255) {
        return Rc::clone(image);
    }
    let laid = image.rgba.chunks_exact(4).flat_map(|pixel| {
        let alpha = u32::from(pixel[3]);
        let mix = |value: u8| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        [mix(pixel[0]), mix(pixel[1]), mix(pixel[2]), 255]
    });
    Rc::new(Image {
        rgba: laid.collect(),
        width: image.width,
        height: image.height,
    })
}
