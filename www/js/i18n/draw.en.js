/** Words of the Draw tab, in English. */

/** @type {import("./index.js").Dictionary} */
export const en = {
  "tab.draw": "Draw",
  "draw.name": "drawing.rgb",
  "draw.grid": "The drawing, a pixel a cell",
  "draw.cell": "Row {row}, column {column}: {bit}",
  "draw.width": "Width",
  "draw.height": "Height",
  "draw.hex": "Hex, row by row",
  "draw.bits": "Bits, row by row",
  "draw.clear": "Clear",
  "draw.invert": "Invert",
  "draw.take": "From Bitmap",
  "draw.open": "Open as a picture",
  "draw.about": "Click squares, or type bits or hex: 1 = black, 0 = white. A row of hex is filled up with 0s to a whole digit.",
};
