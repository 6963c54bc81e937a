/**
 * What the tour says of the open file, step by step: numbers that are read from it, the bits they stand in, and which of a
 * step's sentences fits, as files without Huffman codes, waves or colours have other things to show.
 *
 * @typedef {import("../store.js").Doc} Doc
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("./block-links.js").Code} Code
 * @typedef {{say: string, values: Record<string, string | number>, range?: BitRange | null, bit?: number}} Fact `say`: which
 *   sentence; `range`: the bits that it speaks of; `bit`: the one to be flipped.
 * @typedef {object} Subject What the tour looks at.
 * @property {Doc} doc @property {Picture} picture @property {Place} place @property {BlockAnatomy} anatomy
 * @property {Code[]} codes Of the block's scan. @property {Code | null} code An AC code, or the code of a difference.
 * @property {"huffman" | "arithmetic" | "lossless"} kind
 * @property {import("../anatomy.js").Around | null} around Lossless: what the sample is predicted by.
 */

import { blockRect } from "../blocks.js";
import { componentName } from "../components.js";
import { take } from "../edit/bitstring.js";
import { position } from "../position.js";
import { ROLE } from "../roles.js";
import { NATURAL, ZIGZAG, ZIGZAG_OF } from "../zigzag.js";
import { bitsIn, codesOf } from "./block-links.js";
import { signed } from "./block-codes.js";

/** Blocks around the middle that one is chosen of. */
const TRIED = 16;
/** Digits of a bit string that are shown. */
const SHOWN_BITS = 24;

/** @param {Uint8Array} bytes @param {BitRange} range */
function digits(bytes, { start, bits }) {
  const count = Math.min(bits, SHOWN_BITS);
  const { bytes: taken } = take(bytes, start, count);
  const text = Array.from(taken, (byte) => byte.toString(2).padStart(8, "0")).join("").slice(0, count);
  return bits > count ? `${text}…` : text;
}

/** All bits of some pieces. @param {Uint8Array} bytes @param {readonly BitRange[]} pieces */
const digitsOf = (bytes, pieces) => pieces.map((piece) => digits(bytes, piece)).join("");

/** One digit after the point. @param {number} value */
const rounded = (value) => Math.round(value * 10) / 10;

/** Blocks near the middle of the first component of the first scan, row by row. @param {Picture} picture @returns {Place[]} */
function candidates({ scans }) {
  const scan = scans.findIndex(({ ss, unit }) => ss === 0 || unit === 1);
  const shape = scans[Math.max(0, scan)];
  const component = shape.parts[0] ?? 0;
  const c = shape.components[component];
  const by = c.blocksDown >> 1;
  const from = Math.max(0, (c.blocksAcross >> 1) - (TRIED >> 1));
  return Array.from({ length: Math.min(TRIED, c.blocksAcross - from) }, (_, i) => ({ scan: Math.max(0, scan), component, bx: from + i, by }));
}

/** The more a block has to show, the more: coefficients, a difference, a run. @param {BlockAnatomy} anatomy @param {Code[]} codes */
function interest(anatomy, codes) {
  const nonzero = anatomy.coefficients.filter((value) => value !== 0).length;
  const run = codes.some(({ first, bits }) => first.role === ROLE["ac-code"] && bits && first.value >> 4 > 0);
  const difference = codes.some(({ first, bits }) => first.role === ROLE["dc-code"] && bits);
  return Math.min(nonzero, 20) + (run ? 12 : 0) + (difference ? 12 : 0);
}

/** Of some codes, the one to be explained: it skips zeros, and has a value of some bits. @param {Code[]} codes */
function telling(codes) {
  const weight = (/** @type {Code} */ { first }) => Math.min(2, first.value >> 4) * 4 + Math.min(4, first.value & 15);
  const found = codes.filter(({ first, bits }) => bits && first.role === ROLE["ac-code"]).sort((a, b) => weight(b) - weight(a))[0];
  return found ?? codes.find(({ first, bits }) => bits && (first.role === ROLE["diff-code"] || first.role === ROLE["dc-code"])) ?? codes[0] ?? null;
}

/** What the tour looks at in the open file; null where there is nothing. @param {Doc} doc @param {Client} client @returns {Promise<Subject | null>} */
export async function subjectOf(doc, client) {
  const { picture } = doc;
  if (doc.format !== "jpeg" || !picture?.complete || picture.scans.length === 0) return null;
  /** @type {{place: Place, anatomy: BlockAnatomy, codes: Code[]} | null} */
  let best = null;
  let most = -1;
  for (const place of candidates(picture)) {
    const anatomy = await client.block(place, blockRect(picture, place)?.y ?? 0);
    if (!anatomy) continue;
    const codes = anatomy.scans.flatMap(({ scan, spans }) => codesOf(spans, picture.scans[scan]));
    const worth = picture.scans[place.scan].unit === 1 ? Math.abs(codes[0]?.bits?.value ?? 0) : interest(anatomy, codes);
    if (worth > most) [best, most] = [{ place, anatomy, codes }, worth];
  }
  if (!best) return null;
  const { process, unit } = picture.scans[best.place.scan];
  const lossless = unit === 1;
  const around = lossless ? await client.around(best.place) : null;
  const kind = lossless ? "lossless" : process.includes("arithmetic") ? "arithmetic" : "huffman";
  return { doc, picture, ...best, code: telling(best.codes), kind, around };
}

/** @param {Subject} s @returns {Fact} */
function file({ doc, picture }) {
  const segments = doc.fields.depth.reduce((n, depth) => n + (depth === 0 ? 1 : 0), 0);
  const coded = picture.scans.reduce((sum, { bits }) => sum + bits, 0) / 8;
  const share = Math.min(100, Math.round((coded * 100) / doc.bytes.length));
  return { say: "say", values: { name: doc.name, bytes: doc.bytes.length, n: segments, share, scans: picture.scans.length }, range: { start: 0, bits: 16 } };
}

/** @param {Subject} s @returns {Fact} */
function header({ doc }) {
  const { fields, bytes } = doc;
  const i = fields.depth.findIndex((depth, n) => depth === 0 && /^SOF/.test(fields.name[n]));
  if (i < 0) return { say: "none", values: {} };
  const start = fields.start[i];
  const at = start / 8;
  const word = (/** @type {number} */ n) => (bytes[at + n] << 8) | bytes[at + n + 1];
  const range = { start: start + 16, bits: 16 };
  const values = { name: fields.name[i], at: position(start), code: bytes[at + 1].toString(16).toUpperCase(), digits: digits(bytes, range), length: word(2), precision: bytes[at + 4], height: word(5), width: word(7) };
  return { say: word(5) === 0 ? "dnl" : "say", values, range };
}

/** @param {Subject} s @returns {Fact} */
function code({ doc, picture, code: c, codes, kind, anatomy }) {
  if (kind === "arithmetic" || !c) {
    const bits = anatomy.scans.reduce((sum, { spans }) => sum + spans.bits.reduce((n, b) => n + b, 0), 0);
    const coded = Math.round(picture.scans.reduce((sum, scan) => sum + scan.bits, 0) / 8);
    return { say: "arithmetic", values: { n: bits, bytes: coded, decisions: codes.length }, range: anatomy.scans.map(bitsIn).find(Boolean) ?? null };
  }
  const bits = c.first.pieces.reduce((n, piece) => n + piece.bits, 0);
  const say = kind === "lossless" || c.first.role === ROLE["dc-code"] ? "size" : bits > 8 ? "rare" : "say";
  return { say, values: { digits: digitsOf(doc.bytes, c.first.pieces), at: position(c.range.start), n: bits, symbol: `0x${c.first.value.toString(16).toUpperCase().padStart(2, "0")}`, size: c.first.value & 31 }, range: { start: c.range.start, bits } };
}

/** @param {Subject} s @returns {Fact} */
function run({ doc, code: c, kind, anatomy }) {
  if (kind === "arithmetic" || !c) {
    const n = anatomy.coefficients.filter((value) => value !== 0).length;
    return { say: "arithmetic", values: { n, zeros: 64 - n }, range: anatomy.scans.map(bitsIn).find(Boolean) ?? null };
  }
  const extra = c.bits ? digitsOf(doc.bytes, c.bits.pieces) : "";
  const value = signed(c.bits?.value ?? 0);
  if (c.first.role !== ROLE["ac-code"]) return { say: "size", values: { size: c.first.value & 31, digits: extra, value }, range: c.range };
  return { say: "say", values: { run: c.first.value >> 4, size: c.first.value & 15, digits: extra, value, k: c.k }, range: c.range };
}

/** @param {Subject} s @returns {Fact} */
function zigzag({ anatomy, code: c, kind, place }) {
  if (kind === "lossless") return { say: "lossless", values: { x: place.bx, y: place.by } };
  const { coefficients } = anatomy;
  const last = NATURAL.reduce((max, natural, k) => (coefficients[natural] !== 0 ? k : max), 0);
  const k = c?.bits && c.first.role === ROLE["ac-code"] ? c.k : Math.max(1, last);
  const [u, v] = ZIGZAG[k];
  return { say: last === 63 ? "full" : "say", values: { k, u, v, last, n: 63 - last }, range: c?.range ?? null };
}

/** @param {Subject} s @returns {Fact} */
function quantiser({ anatomy, code: c, kind }) {
  if (kind === "lossless") return { say: "lossless", values: {} };
  const { coefficients, quantisers } = anatomy;
  const strongest = coefficients.reduce((best, value, i) => (i > 0 && Math.abs(value) > Math.abs(coefficients[best] * (best > 0 ? 1 : 0)) ? i : best), 0);
  const i = c?.bits && c.first.role === ROLE["ac-code"] ? NATURAL[c.k] : strongest;
  const [q, value] = [quantisers[i], coefficients[i]];
  const largest = Math.max(...quantisers);
  return { say: largest === 1 ? "fine" : "say", values: { k: ZIGZAG_OF[i], q, value: signed(value), product: signed(value * q), half: rounded(q / 2), largest, lost: rounded(largest / 2) }, range: null };
}

/** @param {Subject} s @returns {Fact} */
function difference({ picture, anatomy, place, around, code: c, kind }) {
  if (kind === "lossless") {
    const { samples = [0], prediction } = around ?? {};
    const values = { x: place.bx, y: place.by, prediction: signed(prediction ?? 0), value: signed(samples[0] ?? 0), difference: signed((samples[0] ?? 0) - (prediction ?? 0)) };
    return { say: "lossless", values, range: c?.range ?? null };
  }
  const brought = anatomy.scans.find(({ predicts }) => predicts);
  const q = anatomy.quantisers[0];
  const scan = brought && picture.scans[brought.scan];
  if (!brought || !scan) return { say: "none", values: { value: signed(anatomy.coefficients[0]) } };
  const value = brought.after[0] >> scan.al;
  const scaled = (value << scan.al) * q;
  const mean = rounded(scaled / 8 + 2 ** (picture.precision - 1));
  return { say: brought.fromX < 0 ? "fresh" : "say", values: { value: signed(value), prediction: signed(brought.prediction), difference: signed(value - brought.prediction), bx: String(brought.fromX), by: String(brought.fromY), q, mean }, range: codesOf(brought.spans, scan)[0]?.range ?? null };
}

/** @param {Subject} s @returns {Fact} */
function idct({ anatomy, kind }) {
  if (kind === "lossless") return { say: "lossless", values: {} };
  const n = anatomy.coefficients.filter((value) => value !== 0).length;
  const samples = [...anatomy.samples];
  return { say: "say", values: { n, first: samples[0], least: Math.min(...samples), most: Math.max(...samples) }, range: null };
}

/** @param {Subject} s @returns {Fact} */
function sampling({ picture }) {
  const { components, storedWidth: width, storedHeight: height, hMax, vMax } = picture;
  if (components.length < 2) return { say: "grey", values: { width, height } };
  const small = components.reduce((least, c, i) => (c.h * c.v < components[least].h * components[least].v ? i : least), 0);
  const c = components[small];
  const samples = (/** @type {{h: number, v: number}} */ { h, v }) => Math.ceil((width * h) / hMax) * Math.ceil((height * v) / vMax);
  const kept = components.reduce((sum, each) => sum + samples(each), 0);
  const all = width * height * components.length;
  const values = { name: componentName(picture, small), cw: Math.ceil((width * c.h) / hMax), ch: Math.ceil((height * c.v) / vMax), width, height, n: rounded((hMax * vMax) / (c.h * c.v)), share: Math.round((kept * 100) / all) };
  return { say: kept === all ? "full" : "say", values };
}

/** @param {Subject} s @returns {Fact} */
function colour({ picture, anatomy, place }) {
  const pixels = anatomy.pixels;
  if (!pixels) {
    const rgb = picture.tiles.pixel(place.bx, place.by) ?? [0, 0, 0];
    return { say: "plain", values: { x: place.bx, y: place.by, red: rgb[0], green: rgb[1], blue: rgb[2], n: picture.components.length } };
  }
  const [red, green, blue] = pixels.rgba;
  const at = { x: pixels.x, y: pixels.y, red, green, blue };
  const values = pixels.components.map((plane) => plane[0]);
  if (picture.colour === "ycbcr") {
    const half = 2 ** (picture.precision - 1);
    return { say: "say", values: { ...at, luma: values[0], cb: values[1], cr: values[2], half, sum: rounded(values[0] + 1.402 * (values[2] - half)) } };
  }
  return { say: picture.colour === "grey" ? "grey" : "other", values: { ...at, samples: values.join(", "), what: picture.colour.toUpperCase() } };
}

/** @param {Subject} s @returns {Fact} */
function flip({ doc, anatomy, picture, codes, code: c }) {
  const first = anatomy.scans.map(bitsIn).find(Boolean);
  const dc = codes.find(({ first: { role }, bits }) => role === ROLE["dc-code"] && bits);
  const bit = dc?.bits?.pieces[0].start ?? c?.bits?.pieces[0].start ?? first?.start ?? picture.scans[0].start;
  const now = take(doc.bytes, bit, 1).bytes[0] >> 7;
  return { say: dc ? "dc" : "say", values: { at: position(bit), now: String(now), then: String(1 - now) }, range: { start: bit, bits: 1 }, bit };
}

/** @param {Subject} s @returns {Fact} */
function away({ doc, picture }) {
  const { width, height } = picture;
  const bytes = width * height * 3;
  const row = Math.ceil(width / 8);
  return { say: "say", values: { width, height, bytes, file: doc.bytes.length, times: rounded(bytes / doc.bytes.length), row, small: row * height }, range: null };
}

/** By the names of the steps. @type {Readonly<Record<string, (s: Subject) => Fact>>} */
export const FACTS = Object.freeze({ file, header, code, run, zigzag, quantiser, difference, idct, sampling, colour, flip, away });
