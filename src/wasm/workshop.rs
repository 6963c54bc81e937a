//! What the workshop takes from an open file.

use super::document::{Document, Kind};
use super::source::RowSource;
use crate::jpeg::Tracer;
use crate::{Error, Orientation, Resolution};
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
            _ => (Orientation::Normal, None),
        }
    }

    /// What gives the rows of the picture as it is shown, and its size.
    pub(super) fn rows(&self) -> Result<(RowSource, u32, u32), Error> {
        if let Kind::Thumbnail(image, _) = &self.kind {
            let (width, height) = (image.width, image.height);
            return Ok((RowSource::ready(Rc::clone(image)), width, height));
        }
        let decoder = self.decoder(&self.options)?;
        let (width, height) = (decoder.geometry().width, decoder.geometry().height);
        Ok((RowSource::plain(decoder), width, height))
    }
}
