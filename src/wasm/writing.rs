//! What is on the workbench as a file or a text of any form, in parts.

use super::fault;
use super::given::Given;
use super::workbench::{push_rgba, Workbench};
use crate::arrays::{self, Style};
use crate::bmp::{self, Depth};
use crate::chunks::Chunks;
use crate::matrix::{self, Digits, HexRows, Numbering, Options};
use crate::packing::{BitOrder, Layout, Order, Packer, Pixel, Polarity, WordOrder};
use crate::text::Grouping;
use crate::{ico, pnm, Error, PictureRef};
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

/// The shape of what is given, for `tsc`.
#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = r#"
export type FormKind = "matrix" | "hex" | "p1" | "p2" | "p3" | "p4" | "p5" | "p6" | "xbm" | "gimp" | "c" | "cpp" | "arduino"
  | "rust" | "python" | "js" | "bmp" | "ico" | "png";
export type PixelName = "auto" | "1" | "grey2" | "grey4" | "grey8" | "rgb332" | "rgb565" | "rgb565-le" | "rgb565-words"
  | "rgb888";
export interface WrittenForm {
  kind: FormKind; pixel: PixelName; order: "horizontal" | "vertical" | "page"; lsb: boolean; zeroWhite: boolean;
  numbering: "none" | "numbers" | "checks"; grouped: boolean; joined: boolean; wholeDigits: boolean;
  depth: "auto" | "1" | "4" | "8" | "555" | "565" | "24" | "32"; name: string;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// Settings of a form.
    #[wasm_bindgen(typescript_type = "WrittenForm")]
    pub type WrittenForm;
}

/// A part of a form.
#[wasm_bindgen]
pub struct FormPart {
    bytes: Vec<u8>,
    /// Lines handed out with it and before.
    pub lines: u32,
    /// Lines in all.
    pub all: u32,
    /// Nothing comes behind it.
    pub finished: bool,
}

#[wasm_bindgen]
impl FormPart {
    /// The bytes. Can be taken once.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.bytes)
    }

    fn whole(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            lines: 1,
            all: 1,
            finished: true,
        }
    }
}

#[wasm_bindgen]
impl Workbench {
    /// About `limit` bytes of a form of the output, behind its first `lines`; for `lines` = −1 from the start. BMP files come at
    /// once, PNG files not at all: see [`Workbench::samples`]. Throws a fault where the form cannot hold the picture.
    pub fn written(&self, form: &WrittenForm, lines: i32, limit: u32) -> Result<FormPart, JsValue> {
        let part = self.part(&Given::new(form), lines, limit as usize);
        part.map_err(|e| fault(&e))
    }

    /// Bytes of the pixels in a form, without any text around them; 0 where there is no telling.
    #[wasm_bindgen(js_name = dataBytes)]
    pub fn data_bytes(&self, form: &WrittenForm) -> Result<f64, JsValue> {
        let given = Given::new(form);
        let layout = self.output().and_then(|picture| layout(picture, &given));
        Ok(layout.map_err(|e| fault(&e))?.bytes() as f64)
    }

    /// What a pixel becomes in a form, as the statement above an array has it: bits that mean something.
    #[wasm_bindgen(js_name = pixelBits)]
    pub fn pixel_bits(&self, form: &WrittenForm) -> Result<u8, JsValue> {
        let given = Given::new(form);
        let shown = self.output().and_then(|picture| shown(picture, &given));
        Ok(shown.map_err(|e| fault(&e))?.bits())
    }

    /// Rows of a PNG: indices of the colours, packed from the most significant bit on, or red, green and blue (and alpha for
    /// `channels` = 4).
    pub fn samples(&self, first: u32, count: u32, channels: u8) -> Result<Vec<u8>, JsValue> {
        let picture = self.output().map_err(|e| fault(&e))?;
        let rows = first..first.saturating_add(count).min(picture.height());
        let mut out = Vec::new();
        match picture {
            PictureRef::Bitmap(bitmap) => {
                let layout = Layout {
                    pixel: Pixel::Index(bitmap.bits()),
                    ..Layout::one_bit(bitmap.width(), bitmap.height())
                };
                let packer = Packer::new(picture, layout).map_err(|e| fault(&e))?;
                rows.for_each(|row| packer.push_line(row, &mut out));
            }
            PictureRef::Image(_) => {
                let mut rgba = Vec::new();
                for row in rows {
                    rgba.clear();
                    push_rgba(picture, row, &mut rgba);
                    for pixel in rgba.chunks_exact(4) {
                        out.extend(pixel.iter().take(channels.into()));
                    }
                }
            }
        }
        Ok(out)
    }
}

impl Workbench {
    fn part(&self, form: &Given, lines: i32, limit: usize) -> Result<FormPart, Error> {
        let picture = self.output()?;
        let kind = form.word("kind");
        let chunks = match kind.as_str() {
            "bmp" => return bmp_file(picture, form).map(FormPart::whole),
            "matrix" => matrix::write(picture, given_pixel(form)?, options(form)?),
            "hex" => {
                let digits = match form.is("wholeDigits") {
                    true => Digits::WholeDigits,
                    false => Digits::WholeBytes,
                };
                let rows = match form.is("joined") {
                    true => HexRows::Joined,
                    false => HexRows::Lines,
                };
                matrix::write_hex(picture, given_pixel(form)?, polarity(form), digits, rows)
            }
            "p1" => pnm::write(picture, pnm::Kind::BitmapText),
            "p2" => pnm::write(picture, pnm::Kind::GreyText),
            "p3" => pnm::write(picture, pnm::Kind::ColourText),
            "p4" => pnm::write(picture, pnm::Kind::Bitmap),
            "p5" => pnm::write(picture, pnm::Kind::Grey),
            "p6" => pnm::write(picture, pnm::Kind::Colour),
            "xbm" => arrays::write_xbm(picture, &form.word("name")),
            "gimp" => arrays::write_gimp(picture),
            "ico" => ico::write(picture),
            _ => arrays::write(
                picture,
                layout(picture, form)?,
                style(form)?,
                &form.word("name"),
            ),
        }?;
        Ok(after(chunks, lines, limit))
    }
}

/// The density of the picture before it was scaled would say nothing.
fn bmp_file(picture: PictureRef, form: &Given) -> Result<Vec<u8>, Error> {
    let depths = [
        ("1", Some(Depth::Palette1)),
        ("4", Some(Depth::Palette4)),
        ("8", Some(Depth::Palette8)),
        ("555", Some(Depth::Rgb555)),
        ("565", Some(Depth::Rgb565)),
        ("24", Some(Depth::Rgb24)),
        ("32", Some(Depth::Rgba32)),
        ("auto", None),
    ];
    let opaque = |rgba: &[u8]| rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    match (picture, form.choice("depth", &depths)?) {
        (PictureRef::Bitmap(bitmap), None) => bmp::write_bitmap(bitmap, None),
        (PictureRef::Bitmap(bitmap), Some(depth)) => bmp::write(&bitmap.to_image(), depth, None),
        (PictureRef::Image(image), Some(depth)) => bmp::write(image, depth, None),
        (PictureRef::Image(image), None) => {
            let depth = match opaque(&image.rgba) {
                true => Depth::Rgb24,
                false => Depth::Rgba32,
            };
            bmp::write(image, depth, None)
        }
    }
}

/// The part behind the first `lines`.
fn after(chunks: Chunks, lines: i32, limit: usize) -> FormPart {
    let mut chunks = match u32::try_from(lines) {
        Ok(lines) => chunks.after_lines(lines),
        Err(_) => chunks,
    };
    let mut bytes = Vec::new();
    chunks.next_chunk(&mut bytes, limit);
    let (lines, all) = chunks.progress();
    FormPart {
        bytes,
        lines,
        all,
        finished: chunks.is_finished(),
    }
}

/// What a pixel becomes, where it is stated.
fn given_pixel(form: &Given) -> Result<Option<Pixel>, Error> {
    let pixels = [
        ("auto", None),
        ("1", Some(Pixel::Grey(1))),
        ("grey2", Some(Pixel::Grey(2))),
        ("grey4", Some(Pixel::Grey(4))),
        ("grey8", Some(Pixel::Grey(8))),
        ("rgb332", Some(Pixel::Rgb332)),
        ("rgb565", Some(Pixel::Rgb565(WordOrder::BigEndian))),
        ("rgb565-le", Some(Pixel::Rgb565(WordOrder::LittleEndian))),
        ("rgb565-words", Some(Pixel::Rgb565(WordOrder::Words))),
        ("rgb888", Some(Pixel::Rgb888)),
    ];
    form.choice("pixel", &pixels)
}

/// What a pixel becomes.
fn shown(picture: PictureRef, form: &Given) -> Result<Pixel, Error> {
    Ok(given_pixel(form)?.unwrap_or_else(|| Pixel::of(picture)))
}

fn polarity(form: &Given) -> Polarity {
    match form.is("zeroWhite") {
        true => Polarity::ZeroWhite,
        false => Polarity::ZeroBlack,
    }
}

fn layout(picture: PictureRef, form: &Given) -> Result<Layout, Error> {
    let orders = [
        ("horizontal", Order::Horizontal),
        ("vertical", Order::Vertical),
        ("page", Order::Page),
    ];
    Ok(Layout {
        width: picture.width(),
        height: picture.height(),
        pixel: shown(picture, form)?,
        order: form.choice("order", &orders)?,
        bits: match form.is("lsb") {
            true => BitOrder::Lsb,
            false => BitOrder::Msb,
        },
        polarity: polarity(form),
    })
}

fn options(form: &Given) -> Result<Options, Error> {
    let numberings = [
        ("none", Numbering::None),
        ("numbers", Numbering::Numbers),
        ("checks", Numbering::Checks),
    ];
    Ok(Options {
        polarity: polarity(form),
        numbering: form.choice("numbering", &numberings)?,
        grouping: match form.is("grouped") {
            true => Grouping::Bytes,
            false => Grouping::None,
        },
    })
}

fn style(form: &Given) -> Result<Style, Error> {
    let styles = [
        ("c", Style::C),
        ("cpp", Style::Cpp),
        ("arduino", Style::Arduino),
        ("rust", Style::Rust),
        ("python", Style::Python),
        ("js", Style::JavaScript),
    ];
    form.choice("kind", &styles)
}
