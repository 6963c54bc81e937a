//! Pixels to arrays in source code.

use super::identifier;
use crate::chunks::{Chunks, Lines};
use crate::packing::{
    push_colours, push_decimal, push_statement, Layout, Packer, Pixel, WordOrder,
};
use crate::text::push_number;
use crate::{Error, PictureRef};
use alloc::string::String;
use alloc::vec::Vec;

/// Numbers in a line of text.
const ABREAST: usize = 16;

/// The language of an array.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// C99: `static const uint8_t name[…] = {…};`
    #[default]
    C,
    /// C++11: `constexpr std::uint8_t name[…] = {…};`
    Cpp,
    /// C for Arduino, in program memory: `const uint8_t name[…] PROGMEM = {…};`
    Arduino,
    /// Rust: `pub static NAME: [u8; …] = […];`
    Rust,
    /// Python: `name = bytes([…])`, of words a list.
    Python,
    /// JavaScript, as a module: `export const name = new Uint8Array([…]);`
    JavaScript,
}

impl Style {
    /// How a comment begins and ends.
    const fn comment(self) -> (&'static str, &'static str) {
        match self {
            Self::C | Self::Arduino => ("/* ", " */"),
            Self::Cpp | Self::Rust | Self::JavaScript => ("// ", ""),
            Self::Python => ("# ", ""),
        }
    }

    const fn indent(self) -> &'static str {
        match self {
            Self::JavaScript | Self::C | Self::Cpp | Self::Arduino => "  ",
            Self::Rust | Self::Python => "    ",
        }
    }
}

/// An array of a picture in a layout. `name` becomes an [`identifier`]. Above the array stand a comment that says how the
/// pixels lie, and the picture's size as constants. Fails where the layout does not fit the picture.
///
/// ```
/// use pixelbits::arrays::{write, Style};
/// use pixelbits::{packing::Layout, Bitmap};
/// let bitmap = Bitmap::new(4, 1, 1, Bitmap::grey_ramp(1), vec![1, 0, 1, 1])?;
/// let text = write((&bitmap).into(), Layout::one_bit(4, 1), Style::C, "four")?.into_bytes();
/// assert_eq!(String::from_utf8_lossy(&text), "\
/// /* pixelbits: 4 x 1 pixels, 1 bit, row by row, MSB first, 0 = black, 1 = white */
/// #include <stdint.h>
///
/// #define four_width 4
/// #define four_height 1
///
/// static const uint8_t four[1] = {
///   0xB0,
/// };
/// ");
/// # Ok::<(), pixelbits::Error>(())
/// ```
pub fn write<'a>(
    picture: PictureRef<'a>,
    layout: Layout,
    style: Style,
    name: &str,
) -> Result<Chunks<'a>, Error> {
    let name = identifier(name);
    Ok(Chunks::new(Array {
        packer: Packer::new(picture, layout)?,
        style,
        name: match style {
            Style::Rust => name.to_ascii_uppercase(),
            _ => name,
        },
    }))
}

struct Array<'a> {
    packer: Packer<'a>,
    style: Style,
    name: String,
}

impl Array<'_> {
    fn is_words(&self) -> bool {
        self.packer.layout().pixel == Pixel::Rgb565(WordOrder::Words)
    }

    /// Appends text in which `@` is the name, `~` the number and `%` the bits of an element.
    fn push(&self, out: &mut Vec<u8>, text: &str, number: u64) {
        for byte in text.bytes() {
            match byte {
                b'@' => out.extend_from_slice(self.name.as_bytes()),
                b'~' => push_decimal(out, number),
                b'%' if self.is_words() => out.extend_from_slice(b"16"),
                b'%' => out.push(b'8'),
                _ => out.push(byte),
            }
        }
    }

    /// What comes before the array, and the lines of width and height.
    const fn constants(&self) -> (&'static str, &'static str, &'static str) {
        match self.style {
            Style::C => (
                "#include <stdint.h>\n\n",
                "#define @_width ~\n",
                "#define @_height ~\n",
            ),
            Style::Arduino => (
                "#include <stdint.h>\n#ifdef ARDUINO\n#include <Arduino.h>\n#endif\n\
                 #ifndef PROGMEM\n#define PROGMEM\n#endif\n\n",
                "#define @_width ~\n",
                "#define @_height ~\n",
            ),
            Style::Cpp => (
                "#include <cstdint>\n\n",
                "constexpr unsigned @_width = ~;\n",
                "constexpr unsigned @_height = ~;\n",
            ),
            Style::Rust => (
                "",
                "pub const @_WIDTH: u32 = ~;\n",
                "pub const @_HEIGHT: u32 = ~;\n",
            ),
            Style::Python => ("", "@_width = ~\n", "@_height = ~\n"),
            Style::JavaScript => (
                "",
                "export const @_width = ~;\n",
                "export const @_height = ~;\n",
            ),
        }
    }
}

impl Lines for Array<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        let layout = self.packer.layout();
        let (open, close) = self.style.comment();
        out.extend_from_slice(open.as_bytes());
        push_statement("", layout, out);
        out.extend_from_slice(close.as_bytes());
        out.push(b'\n');
        push_colours(self.packer.picture(), layout, (open, close), out);
        let (before, width, height) = self.constants();
        self.push(out, before, 0);
        self.push(out, width, layout.width.into());
        self.push(out, height, layout.height.into());
        let words = self.is_words();
        let elements = layout.bytes() / if words { 2 } else { 1 };
        let declaration = match self.style {
            Style::C => "\nstatic const uint%_t @[~] = {\n",
            Style::Cpp => "\nconstexpr std::uint%_t @[~] = {\n",
            Style::Arduino => "\nconst uint%_t @[~] PROGMEM = {\n",
            Style::Rust => "\npub static @: [u%; ~] = [\n",
            Style::Python if words => "\n@ = [\n",
            Style::Python => "\n@ = bytes([\n",
            Style::JavaScript => "\nexport const @ = new Uint%Array([\n",
        };
        self.push(out, declaration, elements);
    }

    fn count(&self) -> u32 {
        self.packer.layout().lines()
    }

    fn line(&self, line: u32, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.packer.push_line(line, &mut bytes);
        let each = if self.is_words() { 2 } else { 1 };
        push_numbers(&bytes, each, self.style.indent(), out);
    }

    fn foot(&self, out: &mut Vec<u8>) {
        let text: &[u8] = match self.style {
            Style::C | Style::Cpp | Style::Arduino => b"};\n",
            Style::Rust => b"];\n",
            Style::Python if self.is_words() => b"]\n",
            Style::Python => b"])\n",
            Style::JavaScript => b"]);\n",
        };
        out.extend_from_slice(text);
    }
}

/// Appends lines of hexadecimal numbers of `each` bytes, a comma after each.
pub(super) fn push_numbers(bytes: &[u8], each: usize, indent: &str, out: &mut Vec<u8>) {
    for bytes in bytes.chunks(ABREAST * each) {
        out.extend_from_slice(indent.as_bytes());
        for (place, bytes) in bytes.chunks(each).enumerate() {
            if place > 0 {
                out.push(b' ');
            }
            out.extend_from_slice(b"0x");
            for &byte in bytes {
                push_number(out, byte.into(), 2);
            }
            out.push(b',');
        }
        out.push(b'\n');
    }
}
