/**
 * Fields that are numbers, and numbers that are typed.
 *
 * @typedef {import("../store.js").Fields} Fields
 */

import { fromBytes, take, toNumber } from "./bitstring.js";

/** Numbers of more bits are no plain numbers. */
const MOST_BITS = 32;
const PLAIN = 1;

/**
 * How a field's bits make its number: the largest first or, in EXIF of some cameras, the smallest byte first; null where it
 * is no plain number.
 * @param {Fields} fields @param {number} i @param {Uint8Array} bytes @returns {"big" | "little" | null}
 */
export function notationOf(fields, i, bytes) {
  const [start, bits, value] = [fields.start[i], fields.bits[i], fields.value[i]];
  if (fields.shape[i] !== 0 || fields.kind[i] !== PLAIN || typeof value !== "number") return null;
  if (bits < 1 || bits > MOST_BITS || start + bits > bytes.length * 8) return null;
  const found = take(bytes, start, bits);
  if (toNumber(found) === value) return "big";
  const swapped = bits % 8 === 0 && toNumber(fromBytes(found.bytes.toReversed())) === value;
  return swapped ? "little" : null;
}

/** What was typed: decimal, or hexadecimal with 0x; NaN where it is neither. @param {string} text */
export function parseNumber(text) {
  const plain = text.replace(/[\s\u202f_]/g, "");
  return /^(\d+|0x[0-9a-f]+)$/i.test(plain) ? Number(plain) : NaN;
}
