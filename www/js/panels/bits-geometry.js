/**
 * Where a bit stands: the arithmetic between bit numbers and points of the panel, and nothing else.
 *
 * Lengths are CSS pixels in the content's own coordinates (scrolling is subtracted elsewhere). In binary, widths are
 * whole device pixels, so that glyphs stay sharp; in hex and decimal a bit owns an equal share of its byte's digits.
 *
 * @typedef {"binary" | "hex" | "decimal"} Mode
 *
 * @typedef {object} Metrics
 * @property {number} cell Width of one digit of the matrix.
 * @property {number} gap Space between two bytes.
 * @property {number} pad Space around the columns.
 * @property {number} row Height of a row.
 * @property {number} head Height of the heading.
 * @property {number} advance Width of a character in the offset and text columns.
 * @property {number} scale Device pixels in a CSS pixel.
 *
 * @typedef {ReturnType<typeof geometry>} Geometry
 */

import { offset8 } from "../position.js";

export const MAX_COLUMNS = 4096;

/** Digits that show one byte. @type {Readonly<Record<Mode, number>>} */
export const DIGITS = Object.freeze({ binary: 8, hex: 2, decimal: 3 });

/** Bits that one press of an arrow key passes: what one digit shows. @type {Readonly<Record<Mode, number>>} */
export const STEP = Object.freeze({ binary: 1, hex: 4, decimal: 8 });

/** A column count that may be shown: whole, from 1 to 4096; hex and decimal show whole bytes. @param {number} wanted @param {Mode} mode */
export function allowedColumns(wanted, mode) {
  const whole = Math.min(MAX_COLUMNS, Math.max(1, Math.round(wanted) || 1));
  return mode === "binary" ? whole : Math.ceil(whole / 8) * 8;
}

/**
 * @param {Metrics} metrics
 * @param {Mode} mode
 * @param {number} wanted Columns, in bits.
 * @param {number} total Bits in all.
 * @param {"bytes" | "none"} [gaps] Where gaps fall. A picture of 1-bit pixels is seen best without any.
 */
export function geometry(metrics, mode, wanted, total, gaps = "bytes") {
  const columns = allowedColumns(wanted, mode);
  const bit = (metrics.cell * DIGITS[mode]) / 8;
  // Gaps fall between bytes. Where rows start inside bytes, gaps would break the matrix into a jagged pattern.
  const aligned = columns % 8 === 0;
  const gap = aligned && (gaps === "bytes" || mode !== "binary") ? metrics.gap : 0;
  const byte = bit * 8 + gap;
  const offsetWidth = (aligned ? 8 : 10) * metrics.advance;
  const snap = (/** @type {number} */ v) => Math.round(v * metrics.scale) / metrics.scale;
  const matrixX = snap(metrics.pad * 2 + offsetWidth);
  const matrixWidth = aligned ? (columns / 8) * byte - gap : columns * bit;
  const textX = snap(matrixX + matrixWidth + Math.max(14, metrics.pad));
  const textWidth = Math.ceil(columns / 8) * metrics.advance;
  const rows = Math.max(1, Math.ceil(total / columns));

  /** Left edge of a column. @param {number} column */
  const x = (column) => matrixX + (aligned ? (column >> 3) * byte + (column & 7) * bit : column * bit);

  return {
    mode,
    columns,
    aligned,
    bit,
    gap,
    byte,
    rows,
    total,
    matrixX,
    matrixWidth,
    textX,
    width: textX + textWidth + metrics.pad,
    height: metrics.head + rows * metrics.row + metrics.pad,
    /** Where the frozen offset column ends. */
    frozen: matrixX - metrics.pad / 2,
    x,
    /** Right edge of a column. @param {number} column */
    end: (column) => x(column) + bit,
    /** The column under a point of the content, clamped to the matrix. @param {number} px */
    columnAt(px) {
      const inside = px - matrixX;
      const column = aligned
        ? Math.floor(inside / byte) * 8 + Math.min(7, Math.floor((inside - Math.floor(inside / byte) * byte) / bit))
        : Math.floor(inside / bit);
      return Math.min(columns - 1, Math.max(0, column));
    },
    /** The column count that puts the right edge nearest to a point. @param {number} px */
    columnsFor(px) {
      const inside = px - matrixX;
      const between = gaps === "bytes" ? metrics.gap : 0;
      const bytes = (inside + between) / (bit * 8 + between);
      if (mode === "binary" && bytes < 1) return Math.max(1, Math.round(inside / bit));
      return Math.min(MAX_COLUMNS, Math.max(8, Math.round(bytes) * 8));
    },
    /** The same, bit by bit. @param {number} px */
    columnsExactly(px) {
      return allowedColumns((px - matrixX) / (bit + metrics.gap / 8), mode);
    },
  };
}

/** The widest multiple of 8 columns whose three columns fit a width; 8 where none does. @param {Metrics} metrics @param {Mode} mode @param {number} width */
export function fittingColumns(metrics, mode, width) {
  let bytes = 1;
  while (bytes < MAX_COLUMNS / 8 && geometry(metrics, mode, (bytes + 1) * 8, 8).width <= width) bytes++;
  return bytes * 8;
}

/** The offset column's text: 8 hex digits, and the bit where a row starts inside a byte. @param {number} bit */
export function rowOffset(bit) {
  const byte = offset8(Math.floor(bit / 8));
  return bit % 8 === 0 ? byte : `${byte}:${bit % 8}`;
}
