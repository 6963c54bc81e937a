/** Number systems: whole numbers in bases 2, 8, 10 and 16. */

import { take, toNumber } from "../edit/bitstring.js";

export const BASES = Object.freeze(/** @type {const} */ ([2, 8, 10, 16]));

/** @typedef {(typeof BASES)[number]} Base */

/** So many bits are shown; a longer number would no longer be done by hand. */
export const MOST_BITS = 64;

const DIGITS = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^\d+$/, 16: /^[\da-f]+$/i };
const PREFIX = { 2: "0b", 8: "0o", 10: "", 16: "0x" };

/** The number that is written so; null where it is none, or too large. Spaces group digits. @param {string} text @param {Base} base */
export function parse(text, base) {
  const digits = text.replace(/[\s\u00a0\u202f_]/g, "");
  if (!DIGITS[base].test(digits)) return null;
  const value = BigInt(PREFIX[base] + digits);
  return value < 1n << BigInt(MOST_BITS) ? value : null;
}

/** @param {bigint} value @param {Base} base */
export const write = (value, base) => value.toString(base).toUpperCase();

/**
 * How one converts by hand: three bits are an octal digit, four a hexadecimal one, counted from the right and filled
 * up with zeros on the left. `groups(77n, 3)`: 001 = 1, 001 = 1, 101 = 5.
 * @param {bigint} value @param {3 | 4} size
 * @returns {{bits: string, digit: string}[]}
 */
export function groups(value, size) {
  const bits = value.toString(2);
  const padded = bits.padStart(Math.ceil(bits.length / size) * size, "0");
  return Array.from({ length: padded.length / size }, (_, at) => {
    const group = padded.slice(at * size, (at + 1) * size);
    return { bits: group, digit: Number.parseInt(group, 2).toString(16).toUpperCase() };
  });
}

/** The powers of two that a number is the sum of: 77 = 64 + 8 + 4 + 1. @param {bigint} value */
export function powers(value) {
  const bits = value.toString(2);
  return [...bits].flatMap((bit, at) => (bit === "1" ? [1n << BigInt(bits.length - 1 - at)] : []));
}

/**
 * The selected bits of a file as a number; null where there are none, or more than 32.
 * @param {Uint8Array} bytes @param {{start: number, bits: number} | null} range
 */
export function selectedNumber(bytes, range) {
  if (!range || range.bits < 1 || range.bits > 32) return null;
  if (range.start + range.bits > bytes.length * 8) return null;
  return BigInt(toNumber(take(bytes, range.start, range.bits)));
}
