/**
 * A small drawing of 1-bit pixels, and the way from it to bits and hexadecimal digits and back. 1 is painted, as in school books;
 * a row of digits is filled up with 0s to a whole one.
 *
 * @typedef {object} Drawing
 * @property {number} width @property {number} height In pixels, 1 to 64.
 * @property {Uint8Array} pixels 0 or 1 each, row-major.
 */

import { remember, remembered } from "./i18n/index.js";
import { createStore } from "./store.js";

export const MOST_PX = 64;
/** Where the drawing is kept. */
const MEMORY = "drawing";
/** The house of a school book. */
const HOUSE = "1A2642FF425A5A7E";

/** @param {number} width @param {number} height @returns {Drawing} */
export const blank = (width, height) => ({ width, height, pixels: new Uint8Array(width * height) });

/** Hexadecimal digits of a row. @param {number} width */
const digitsOf = (width) => Math.ceil(width / 4);

/** The rows as 0s and 1s. @param {Drawing} drawing */
export function toBits({ width, height, pixels }) {
  return Array.from({ length: height }, (_, y) => pixels.subarray(y * width, (y + 1) * width).join(""));
}

/** The rows as hexadecimal digits. @param {Drawing} drawing */
export function toHex(drawing) {
  const digits = digitsOf(drawing.width);
  return toBits(drawing).map((row) =>
    Array.from({ length: digits }, (_, i) => Number.parseInt(row.slice(4 * i, 4 * i + 4).padEnd(4, "0"), 2).toString(16).toUpperCase()).join(""),
  );
}

/**
 * Rows of 0s and 1s, or all of them in one line, which is then cut to the width; null for other symbols, or more than fits.
 * @param {string} text @param {Drawing} drawing What was there before. @returns {Drawing | null}
 */
export function fromBits(text, { width, height }) {
  const lines = text.split(/\n/).map((line) => line.replace(/\s/g, "")).filter(Boolean);
  if (lines.length === 0 || lines.some((line) => /[^01]/.test(line))) return null;
  const one = lines.length === 1 && lines[0].length > width;
  const rows = one ? (lines[0].match(new RegExp(`.{1,${width}}`, "g")) ?? []) : lines;
  const across = one || lines.length === 1 ? width : Math.max(...rows.map((row) => row.length));
  return filled(across, lines.length === 1 ? Math.max(height, rows.length) : rows.length, rows);
}

/**
 * Hexadecimal digits, rows of them or all in one line; null for other symbols, or more than fits.
 * @param {string} text @param {Drawing} drawing What was there before. @returns {Drawing | null}
 */
export function fromHex(text, { width, height }) {
  const digits = text.replace(/0x|[\s,]/gi, "");
  if (digits === "" || /[^0-9a-f]/i.test(digits)) return null;
  const each = digitsOf(width);
  const rows = Array.from({ length: Math.ceil(digits.length / each) }, (_, y) =>
    [...digits.slice(y * each, (y + 1) * each)].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")).join("").slice(0, width),
  );
  return filled(width, Math.max(height, rows.length), rows);
}

/** @param {number} width @param {number} height @param {string[]} rows Of 0s and 1s; what is missing is 0. */
function filled(width, height, rows) {
  if (width > MOST_PX || height > MOST_PX) return null;
  const drawing = blank(width, height);
  rows.forEach((row, y) => [...row].forEach((digit, x) => (drawing.pixels[y * width + x] = Number(digit))));
  return drawing;
}

/** The same drawing on a larger or smaller sheet. @param {Drawing} drawing @param {number} width @param {number} height */
export function resized(drawing, width, height) {
  const rows = toBits(drawing).slice(0, height).map((row) => row.slice(0, width));
  return filled(width, height, rows) ?? drawing;
}

/** Painted pixels black, the others white. @param {Drawing} drawing */
export function pictureOf({ width, height, pixels }) {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  pixels.forEach((painted, i) => painted && rgba.fill(0, 4 * i, 4 * i + 3));
  return { width, height, rgba };
}

/** The drawing that was left, or a house. @returns {Drawing} */
function recalled() {
  const kept = remembered(MEMORY)?.match(/^(\d+)x(\d+) ([0-9A-F]+)$/);
  const [width, height] = kept ? [Number(kept[1]), Number(kept[2])] : [8, 8];
  const good = width >= 1 && height >= 1 && width <= MOST_PX && height <= MOST_PX;
  return (kept && good && fromHex(kept[3], blank(width, height))) || /** @type {Drawing} */ (fromHex(HOUSE, blank(8, 8)));
}

export function createDrawing() {
  const store = /** @type {ReturnType<typeof createStore<{drawing: Drawing}>>} */ (createStore({ drawing: recalled() }));

  /** @param {Drawing} drawing */
  function set(drawing) {
    store.set({ drawing });
    remember(MEMORY, `${drawing.width}x${drawing.height} ${toHex(drawing).join("")}`);
  }

  return {
    get: () => store.get().drawing,
    /** @param {(drawing: Drawing) => void} listener */
    on: (listener) => store.on(["drawing"], ({ drawing }) => listener(drawing)),
    set,
    /** @param {number} x @param {number} y @param {number} painted */
    paint(x, y, painted) {
      const drawing = store.get().drawing;
      const pixels = drawing.pixels.slice();
      pixels[y * drawing.width + x] = painted;
      set({ ...drawing, pixels });
    },
    /** All pixels the other way round. */
    invert() {
      const drawing = store.get().drawing;
      set({ ...drawing, pixels: drawing.pixels.map((painted) => 1 - painted) });
    },
  };
}

/** @typedef {ReturnType<typeof createDrawing>} Sheet */
