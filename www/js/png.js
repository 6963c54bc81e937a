/**
 * Writes PNG (ISO/IEC 15948) row by row, compressed by the browser's own zlib: no limit on the picture's size, and
 * never more than a slice of it in memory.
 */

import { crc32 } from "./checksum.js";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** Length, type, data, CRC. @param {string} type @param {Uint8Array} data @returns {Uint8Array<ArrayBuffer>} */
export function chunk(type, data) {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i += 1) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/**
 * @typedef {object} Shape
 * @property {number} width
 * @property {number} height
 * @property {ArrayLike<number>} resolution Pixels a metre across and down, or nothing.
 * @property {1 | 3 | 4} channels Grey or indices, RGB, RGB and alpha.
 * @property {number} depth Bits a sample in the file: 8 or 16, of indices also 1, 2 or 4.
 * @property {number} bits How many of them mean something.
 * @property {Uint8Array} [colours] Red, green and blue of each colour, where samples are indices.
 */

/** Bytes of a row, its filter byte left out. @param {Shape} shape */
export const rowBytes = ({ width, channels, depth }) => Math.ceil((width * channels * depth) / 8);

/** The bytes before the image data. @param {Shape} shape */
export function head({ width, height, resolution, channels, depth, bits, colours }) {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  const type = colours ? 3 : { 1: 0, 3: 2, 4: 6 }[channels];
  header.set([depth, type, 0, 0, 0], 8); // deflate, adaptive filters, not interlaced
  const parts = [new Uint8Array(SIGNATURE), chunk("IHDR", header)];
  if (bits < depth) parts.push(chunk("sBIT", new Uint8Array(channels).fill(bits)));
  if (resolution.length === 2) {
    const physical = new Uint8Array(9);
    const values = new DataView(physical.buffer);
    values.setUint32(0, resolution[0]);
    values.setUint32(4, resolution[1]);
    physical[8] = 1; // the unit is the metre
    parts.push(chunk("pHYs", physical));
  }
  if (colours) parts.push(chunk("PLTE", colours));
  return parts;
}

/**
 * Rows with their filter byte in front. Each row takes whichever of None, Sub and Up leaves the smallest differences.
 * @param {Uint8Array} rows Whole rows. @param {Shape} shape
 * @param {Uint8Array} above The row before; becomes the last of these.
 */
export function filtered(rows, shape, above) {
  const stride = rowBytes(shape);
  const pixel = Math.max(1, (shape.channels * shape.depth) / 8);
  const count = rows.length / stride;
  const out = new Uint8Array(rows.length + count);
  for (let y = 0; y < count; y += 1) {
    const row = rows.subarray(y * stride, (y + 1) * stride);
    const before = y === 0 ? above : rows.subarray((y - 1) * stride, y * stride);
    let [none, sub, up] = [0, 0, 0];
    for (let i = 0; i < stride; i += 1) {
      none += size(row[i]);
      sub += size((row[i] - (i < pixel ? 0 : row[i - pixel])) & 255);
      up += size((row[i] - before[i]) & 255);
    }
    const filter = up <= sub && up <= none ? 2 : sub <= none ? 1 : 0;
    const at = y * (stride + 1);
    out[at] = filter;
    if (filter === 0) out.set(row, at + 1);
    if (filter === 1) for (let i = 0; i < stride; i += 1) out[at + 1 + i] = row[i] - (i < pixel ? 0 : row[i - pixel]);
    if (filter === 2) for (let i = 0; i < stride; i += 1) out[at + 1 + i] = row[i] - before[i];
  }
  above.set(rows.subarray((count - 1) * stride));
  return out;
}

/** A difference's size, read as signed. @param {number} byte */
const size = (byte) => (byte < 128 ? byte : 256 - byte);

/** A picture of red, green, blue and alpha as a whole file, in pieces. @param {{width: number, height: number, rgba: Uint8Array<ArrayBuffer>}} picture */
export async function filePng({ width, height, rgba }) {
  const shape = /** @type {Shape} */ ({ width, height, resolution: [], channels: 4, depth: 8, bits: 8 });
  const rows = filtered(rgba, shape, new Uint8Array(rowBytes(shape)));
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const data = new Uint8Array(await new Response(packed).arrayBuffer());
  return [...head(shape), chunk("IDAT", data), chunk("IEND", new Uint8Array())];
}
