/** Colours and bits: N = 2^i, both ways. */

/** More bits than this no picture spends on a pixel; 2^53 is where numbers stop being exact. */
export const MOST_BITS = 48;

/** The smallest i with 2^i ≥ N: 3 colours need 2 bits. @param {number} colours At least 1. */
export function bitsFor(colours) {
  let bits = 0;
  while (2 ** bits < colours) bits += 1;
  return bits;
}

/** How many codes of the bits that so many colours need stay unused. @param {number} colours */
export const unusedCodes = (colours) => 2 ** bitsFor(colours) - colours;

/** All codes of i bits, in order: 2 bits give 00 01 10 11. @param {number} bits */
export const codesOf = (bits) =>
  Array.from({ length: 2 ** bits }, (_, code) => (bits === 0 ? "" : code.toString(2).padStart(bits, "0")));

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of two as one writes it: 2¹⁰. @param {number} exponent */
export const power = (exponent) => `2${String(exponent).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)])}`;

/** Counts different colours of 8 bits a channel, by a bit for each of the 2^24. */
export class ColourCount {
  constructor() {
    this.seen = new Uint32Array(2 ** 24 / 32);
    this.count = 0;
  }

  /** @param {Uint8ClampedArray} rgba pixels × 4 bytes. */
  add(rgba) {
    for (let at = 0; at < rgba.length; at += 4) {
      const colour = (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2];
      const bit = 1 << (colour & 31);
      if (this.seen[colour >>> 5] & bit) continue;
      this.seen[colour >>> 5] |= bit;
      this.count += 1;
    }
  }
}
