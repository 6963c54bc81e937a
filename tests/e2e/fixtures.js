// The fixtures of tests/fixtures, and what is known of them without this project's decoder.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

const folder = new URL('../fixtures/', import.meta.url);

/** @param {string} name */
export const fixture = (name) => readFileSync(new URL(name, folder));

/**
 * What the manifest says of a fixture: hashes of its samples and planes, as its encoder or other decoders know them.
 * @param {string} name
 * @returns {{width: number, height: number, precision: number, channels: number, sha256: string, planes_sha256: string}}
 */
export function known(name) {
  const { entries } = JSON.parse(fixture('manifest.json').toString());
  const entry = entries.find((/** @type {{file: string}} */ { file }) => file === name);
  if (!entry) throw new Error(`${name} is not in the manifest`);
  return entry.reference;
}

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @typedef {object} Samples
 * @property {number} width
 * @property {number} height
 * @property {number} channels
 * @property {number} top The largest value that a sample can have.
 * @property {Uint16Array} data
 */

/** A PGM, PPM or PAM file. @param {Uint8Array} file @returns {Samples} */
export function readNetpbm(file) {
  const text = Buffer.from(file).toString('latin1');
  const plain = text.match(/^P([56])\n(\d+) (\d+)\n(\d+)\n/);
  const pam = text.match(/^P7\n(?:[A-Z]+ .*\n)*ENDHDR\n/);
  const of = (/** @type {string} */ key) => Number(pam?.[0].match(new RegExp(`${key} (\\d+)`))?.[1]);
  if (!plain && !pam) throw new Error(`no netpbm file: ${text.slice(0, 40)}`);
  const head = (plain ?? pam)?.[0] ?? '';
  const [width, height, top] = plain ? plain.slice(2).map(Number) : [of('WIDTH'), of('HEIGHT'), of('MAXVAL')];
  const channels = plain ? (plain[1] === '5' ? 1 : 3) : of('DEPTH');
  const body = Buffer.from(file).subarray(head.length);
  const wide = top > 255;
  const data = Uint16Array.from({ length: width * height * channels }, (_, i) => (wide ? body.readUInt16BE(i * 2) : body[i]));
  if (body.length !== data.length * (wide ? 2 : 1)) throw new Error(`${body.length} bytes for ${data.length} samples`);
  return { width, height, channels, top, data };
}

/** Samples as the manifest hashes them. @param {Samples} samples */
export const packed = ({ top, data }) =>
  top > 255 ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);

/**
 * A PNG file of 8 or 16 bits, grey or RGB, without interlacing; every checksum is looked at.
 * @param {Uint8Array} file
 * @returns {Samples & {significant: number[]}}
 */
export function readPng(file) {
  const png = Buffer.from(file);
  if (png.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG');
  /** @type {Buffer[]} */
  const data = [];
  let header = Buffer.alloc(13);
  /** @type {number[]} */
  let significant = [];
  let ended = false;
  for (let at = 8; at < png.length && !ended; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (crc(png.subarray(at + 4, at + 8 + length)) !== png.readUInt32BE(at + 8 + length)) throw new Error(`${type}: CRC`);
    if (type === 'IHDR') header = body;
    if (type === 'sBIT') significant = [...body];
    if (type === 'IDAT') data.push(body);
    ended = type === 'IEND';
    at += 12 + length;
  }
  if (!ended) throw new Error('no IEND');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour] = header.subarray(8);
  const channels = colour === 0 ? 1 : 3;
  const pixel = (channels * depth) / 8;
  const stride = width * pixel;
  const raw = inflateSync(Buffer.concat(data));
  if (raw.length !== height * (stride + 1)) throw new Error(`${raw.length} bytes of rows`);
  const rows = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    if (filter > 2) throw new Error(`filter ${filter} is not one that this page uses`);
    for (let i = 0; i < stride; i++) {
      const left = i < pixel ? 0 : rows[y * stride + i - pixel];
      const up = y === 0 ? 0 : rows[(y - 1) * stride + i];
      rows[y * stride + i] = raw[y * (stride + 1) + 1 + i] + [0, left, up][filter];
    }
  }
  const count = width * height * channels;
  const values = Uint16Array.from({ length: count }, (_, i) => (depth === 16 ? rows.readUInt16BE(i * 2) : rows[i]));
  return { width, height, channels, top: 2 ** depth - 1, data: values, significant };
}

/** CRC of ISO/IEC 15948 annex D, bit by bit. @param {Uint8Array} bytes */
function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return ~c >>> 0;
}
