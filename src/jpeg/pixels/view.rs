//! How samples become the pixels of a canvas: which of them, and which part of their range.

use super::{ColorModel, DeepRgbaWriter, Ink, RgbaWriter, Window};

/// Which samples are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The picture in its colours; the first of components without a common meaning.
    #[default]
    Picture,
    /// One component as it is stored, as grey. The last one where there are not so many.
    Component(u16),
}

/// How samples become the pixels of a canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Which part of the range is shown; all of it where nothing is said.
    pub window: Option<Window>,
    /// Which samples are shown.
    pub shown: Shown,
}

impl View {
    /// The model to convert by, and the plane to show.
    fn model(&self, model: ColorModel, components: usize) -> (ColorModel, usize) {
        match self.shown {
            Shown::Picture => (model, 0),
            Shown::Component(c) => (
                ColorModel::Planes(components as u16),
                usize::from(c).min(components.saturating_sub(1)),
            ),
        }
    }

    /// An empty writer of 8-bit samples; the window is of no concern to it.
    pub fn writer(&self, model: ColorModel, components: usize, ink: Ink) -> RgbaWriter {
        let (model, plane) = self.model(model, components);
        let mut writer = RgbaWriter::new(model, ink);
        writer.plane = plane;
        writer
    }

    /// An empty writer of samples of `precision` bits.
    pub fn deep_writer(
        &self,
        model: ColorModel,
        components: usize,
        ink: Ink,
        precision: u8,
    ) -> DeepRgbaWriter {
        let (model, plane) = self.model(model, components);
        let window = self.window.unwrap_or(Window::full(precision));
        let mut writer = DeepRgbaWriter::new(model, ink, precision, window);
        writer.plane = plane;
        writer
    }
}
