//! Displays that pictures are made for.

/// A kind of display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What it is known as; empty for a size that is no display's own.
    pub name: &'static str,
    /// Bits a pixel that it shows.
    pub bits: u8,
}

const fn display(width: u32, height: u32, bits: u8, name: &'static str) -> Display {
    Display {
        width,
        height,
        name,
        bits,
    }
}

/// Displays by their number of pixels: those that hobbyists meet most, and the squares that lessons use.
pub const DISPLAYS: &[Display] = &[
    display(8, 8, 1, "MAX7219"),
    display(32, 8, 1, "4 × MAX7219"),
    display(64, 32, 1, "SSD1306 0.49″"),
    display(72, 40, 1, "SSD1306 0.42″"),
    display(128, 32, 1, "SSD1306 0.91″"),
    display(84, 48, 1, "Nokia 5110"),
    display(64, 64, 1, ""),
    display(128, 64, 1, "SSD1306, ST7920"),
    display(100, 100, 1, ""),
    display(80, 160, 16, "ST7735 0.96″"),
    display(128, 128, 4, "SSD1327"),
    display(160, 128, 16, "ST7735 1.8″"),
    display(212, 104, 1, "e-paper 2.13″"),
    display(200, 200, 1, "e-paper 1.54″"),
    display(296, 128, 1, "e-paper 2.9″"),
    display(240, 240, 16, "ST7789"),
    display(256, 256, 8, ""),
    display(320, 240, 16, "ILI9341"),
    display(400, 240, 1, "Sharp Memory LCD"),
    display(400, 300, 1, "e-paper 4.2″"),
    display(480, 320, 16, "ILI9488"),
    display(800, 480, 1, "e-paper 7.5″"),
];
