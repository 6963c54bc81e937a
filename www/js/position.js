/** Positions in a file, written `0x1A2F:3`: byte offset and bit, 0 = most significant. */

/** @param {number} bit */
export const position = (bit) =>
  `0x${Math.floor(bit / 8)
    .toString(16)
    .toUpperCase()}:${bit % 8}`;

/** Eight hexadecimal digits, as hex editors write offsets. @param {number} byte */
export const offset8 = (byte) => byte.toString(16).toUpperCase().padStart(8, "0");

/** @param {number} value @param {number} [digits] */
export const hex = (value, digits = 2) => value.toString(16).toUpperCase().padStart(digits, "0");

/** Whether two bit ranges share a bit. @param {{start: number, bits: number} | null} a @param {{start: number, bits: number} | null} b */
export const overlaps = (a, b) => a !== null && b !== null && a.start < b.start + b.bits && b.start < a.start + a.bits;
