/**
 * Runs of bits, packed: most significant bit first, what is left of the last byte 0. Knows no file and no page.
 *
 * @typedef {{readonly bits: number, readonly bytes: Uint8Array}} Bits
 */

/** No bits at all. @type {Bits} */
export const NONE = Object.freeze({ bits: 0, bytes: new Uint8Array() });

/** Positions of large files are beyond 32 bits: no shifts here. @param {Uint8Array} bytes @param {number} bit */
export const bitAt = (bytes, bit) => (bytes[Math.floor(bit / 8)] >> (7 - (bit % 8))) & 1;

/** @param {Uint8Array} bytes @param {number} bit @param {number} value 0 or 1. */
function setBit(bytes, bit, value) {
  const mask = 0x80 >> bit % 8;
  const at = Math.floor(bit / 8);
  bytes[at] = value ? bytes[at] | mask : bytes[at] & ~mask;
}

/**
 * Copies bits, at whole bytes of the target where there are any. Both may be one array as long as the source does not
 * lie before the target, or both lie alike within their bytes.
 * @param {Uint8Array} from @param {number} fromBit @param {Uint8Array} to @param {number} toBit @param {number} count
 */
function copyBits(from, fromBit, to, toBit, count) {
  while (count > 0 && toBit % 8 !== 0) {
    setBit(to, toBit++, bitAt(from, fromBit++));
    count -= 1;
  }
  const whole = Math.floor(count / 8);
  const shift = fromBit % 8;
  const source = Math.floor(fromBit / 8);
  const target = toBit / 8;
  if (shift === 0) to.set(from.subarray(source, source + whole), target);
  else for (let i = 0; i < whole; i += 1) to[target + i] = (from[source + i] << shift) | (from[source + i + 1] >> (8 - shift));
  for (let i = whole * 8; i < count; i += 1) setBit(to, toBit + i, bitAt(from, fromBit + i));
}

/** A copy of some bits of a file. @param {Uint8Array} bytes @param {number} start @param {number} bits @returns {Bits} */
export function take(bytes, start, bits) {
  const out = new Uint8Array(Math.ceil(bits / 8));
  copyBits(bytes, start, out, 0, bits);
  return { bits, bytes: out };
}

/** @param {Bits} from @param {number} start @param {number} [bits] */
export const slice = (from, start, bits = from.bits - start) => take(from.bytes, start, bits);

/** @param {ArrayLike<number>} digits One entry a bit. @returns {Bits} */
export function fromDigits(digits) {
  const bytes = new Uint8Array(Math.ceil(digits.length / 8));
  for (let i = 0; i < digits.length; i += 1) if (digits[i]) setBit(bytes, i, 1);
  return { bits: digits.length, bytes };
}

/** A number below 2^53 in so many bits, the largest first. @param {number} value @param {number} bits @returns {Bits} */
export function fromNumber(value, bits) {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (let i = bits - 1, rest = value; i >= 0; i -= 1, rest = Math.floor(rest / 2)) setBit(bytes, i, rest % 2);
  return { bits, bytes };
}

/** The number that up to 53 bits stand for, the largest first. @param {Bits} bits */
export function toNumber({ bits, bytes }) {
  let value = 0;
  for (let i = 0; i < bits; i += 1) value = value * 2 + bitAt(bytes, i);
  return value;
}

/** @param {Uint8Array} bytes @returns {Bits} */
export const fromBytes = (bytes) => ({ bits: bytes.length * 8, bytes });

/** @param {number} bits @returns {Bits} */
export const zeros = (bits) => ({ bits, bytes: new Uint8Array(Math.ceil(bits / 8)) });

/** The other of 0 and 1, for each bit. @param {Bits} of @returns {Bits} */
export const inverted = ({ bits, bytes }) => slice({ bits, bytes: bytes.map((byte) => byte ^ 0xff) }, 0);

/** @param {...Bits} parts @returns {Bits} */
export function concat(...parts) {
  const bits = parts.reduce((sum, part) => sum + part.bits, 0);
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  let at = 0;
  for (const part of parts) {
    copyBits(part.bytes, 0, bytes, at, part.bits);
    at += part.bits;
  }
  return { bits, bytes };
}

/** @param {Bits} a @param {Bits} b */
export const equal = (a, b) => a.bits === b.bits && a.bytes.every((byte, i) => byte === b.bytes[i]);

/** How many bits two runs have in common at their start. @param {Bits} a @param {Bits} b */
export function commonStart(a, b) {
  const most = Math.min(a.bits, b.bits);
  let byte = 0;
  while (byte * 8 + 8 <= most && a.bytes[byte] === b.bytes[byte]) byte += 1;
  let bits = byte * 8;
  while (bits < most && bitAt(a.bytes, bits) === bitAt(b.bytes, bits)) bits += 1;
  return bits;
}

/** How many of the last bits two runs have in common. @param {Bits} a @param {Bits} b */
export function commonEnd(a, b) {
  const most = Math.min(a.bits, b.bits);
  let bits = 0;
  while (bits < most && bitAt(a.bytes, a.bits - 1 - bits) === bitAt(b.bytes, b.bits - 1 - bits)) bits += 1;
  return bits;
}

/**
 * Puts bits in the place of others. Where as many come as go, the very array is changed; otherwise a new one is made,
 * and what its last byte has too many is 0.
 * @param {Uint8Array} bytes @param {number} length Bits that count; those after it are filling.
 * @param {number} at @param {number} removed @param {Bits} inserted
 */
export function splice(bytes, length, at, removed, inserted) {
  if (removed === inserted.bits) {
    copyBits(inserted.bytes, 0, bytes, at, removed);
    return bytes;
  }
  const longer = length - removed + inserted.bits;
  const out = new Uint8Array(Math.ceil(longer / 8));
  copyBits(bytes, 0, out, 0, at);
  copyBits(inserted.bytes, 0, out, at, inserted.bits);
  copyBits(bytes, at + removed, out, at + inserted.bits, length - at - removed);
  return out;
}
