//! XBM: a 1-bit picture as C source, X Window System, Xlib manual appendix "Bitmap files". 1 = foreground = black, the leftmost
//! pixel in the least significant bit.

use super::identifier;
use super::write::push_numbers;
use crate::chunks::{Chunks, Lines};
use crate::packing::{push_decimal, push_statement, BitOrder, Layout, Packer, Polarity};
use crate::{Error, PictureRef};
use alloc::string::String;
use alloc::vec::Vec;

/// The layout that every XBM has.
pub(super) const fn layout(width: u32, height: u32) -> Layout {
    Layout {
        bits: BitOrder::Lsb,
        polarity: Polarity::ZeroWhite,
        ..Layout::one_bit(width, height)
    }
}

/// An XBM file: the two sizes first, as its readers expect, then the comment that says what 0 is.
pub fn write_xbm<'a>(picture: PictureRef<'a>, name: &str) -> Result<Chunks<'a>, Error> {
    let layout = layout(picture.width(), picture.height());
    Ok(Chunks::new(Xbm {
        packer: Packer::new(picture, layout)?,
        name: identifier(name),
    }))
}

struct Xbm<'a> {
    packer: Packer<'a>,
    name: String,
}

impl Lines for Xbm<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        for (what, size) in [("_width ", layout.width), ("_height ", layout.height)] {
            out.extend_from_slice(b"#define ");
            out.extend_from_slice(self.name.as_bytes());
            out.extend_from_slice(what.as_bytes());
            push_decimal(out, size.into());
            out.push(b'\n');
        }
        out.extend_from_slice(b"/* ");
        push_statement("", layout, out);
        out.extend_from_slice(b" */\nstatic unsigned char ");
        out.extend_from_slice(self.name.as_bytes());
        out.extend_from_slice(b"_bits[] = {\n");
    }

    fn count(&self) -> u32 {
        self.packer.layout().lines()
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.packer.push_line(line, &mut bytes);
        push_numbers(&bytes, 1, "  ", out);
    }

    fn foot(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"};\n");
    }
}
