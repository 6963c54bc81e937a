/**
 * Questions of one variant: from the open picture and from numbers that follow from the variant's number.
 *
 * @typedef {object} Question
 * @property {Kind} kind Names its words: `lesson.ask.<kind>` and, with the steps, `lesson.hint.<kind>`.
 * @property {Record<string, string | number>} values What its words fill in.
 * @property {string} answer Digits, without leading zeros.
 * @property {2 | 10 | 16} base That the answer is written in.
 *
 * @typedef {"bits" | "colours" | "picture" | "volume" | "binary" | "hex" | "resolution" | "text"} Kind
 */

import { bitsFor } from "./colours.js";
import { pixelsOf } from "./resolution.js";
import { random } from "./random.js";
import { volume } from "./volume.js";

/** @typedef {{width: number, height: number, bitsPerPixel: number} | null} Raster */

/** @param {number} variant @param {Raster} picture The open one. @returns {Question[]} */
export function questions(variant, picture) {
  const next = random(variant);
  /** A whole number from `low` to `high`. @param {number} low @param {number} high */
  const between = (low, high) => low + Math.floor(next() * (high - low + 1));
  return [
    bitsOf(between(3, 200)),
    coloursOf(between(2, 10)),
    ...(picture ? [bytesOf(picture)] : []),
    kilobytesOf(2 ** between(6, 9), 2 ** between(6, 9), between(1, 8)),
    binaryOf(between(17, 127)),
    decimalOf(between(17, 255)),
    pixelsAt(between(5, 40), [127, 254, 508][between(0, 2)]),
    textOf(between(12, 90), between(1, 2)),
  ];
}

/** @param {Kind} kind @param {Question["values"]} values @param {number | string} answer @param {Question["base"]} base @returns {Question} */
const question = (kind, values, answer, base = 10) => ({ kind, values, answer: String(answer), base });

/** @param {number} colours */
function bitsOf(colours) {
  const bits = bitsFor(colours);
  return question("bits", { colours, bits, below: bits - 1, less: 2 ** (bits - 1), enough: 2 ** bits }, bits);
}

/** @param {number} bits */
const coloursOf = (bits) => question("colours", { bits, product: Array(bits).fill("2").join(" · "), colours: 2 ** bits }, 2 ** bits);

/** Bytes are whole where bits are not: a part of a byte takes one. @param {NonNullable<Raster>} picture */
function bytesOf({ width, height, bitsPerPixel }) {
  const { pixels, bits, bytes } = volume(width, height, bitsPerPixel);
  return question("picture", { width, height, perPixel: bitsPerPixel, pixels, bits, bytes: Math.ceil(bytes) }, Math.ceil(bytes));
}

/** Sides of at least 64 and 64 make whole halves of a KB; of 128, whole ones. @param {number} width @param {number} height @param {number} perPixel */
function kilobytesOf(width, height, perPixel) {
  const even = width * height * perPixel >= 8192 && (width * height * perPixel) % 8192 === 0 ? perPixel : perPixel * 2;
  const { bits, bytes, kilobytes } = volume(width, height, even);
  return question("volume", { width, height, colours: 2 ** even, perPixel: even, bits, bytes, kilobytes }, kilobytes);
}

/** @param {number} value */
function binaryOf(value) {
  /** @type {string[]} */
  const steps = [];
  for (let rest = value; rest > 0; rest = rest >> 1) steps.push(`${rest} : 2 = ${rest >> 1} (${rest & 1})`);
  return question("binary", { value, steps: steps.join(", "), answer: value.toString(2) }, value.toString(2), 2);
}

/** @param {number} value */
function decimalOf(value) {
  const hex = value.toString(16).toUpperCase();
  return question("hex", { hex, high: value >> 4, low: value & 15, product: (value >> 4) * 16, value }, value);
}

/** @param {number} centimetres @param {number} ppi */
function pixelsAt(centimetres, ppi) {
  const pixels = Math.round(pixelsOf(centimetres, "cm", ppi));
  return question("resolution", { centimetres, ppi, each: ppi / 2.54, pixels }, pixels);
}

/** @param {number} characters @param {number} each Bytes a character. */
const textOf = (characters, each) => question("text", { characters, each, bytes: characters * each, bits: characters * each * 8, perCharacter: each * 8 }, characters * each * 8);

/** Whether what was typed is the answer: spaces, leading zeros and small letters do not matter. @param {Question} asked @param {string} typed */
export function isRight(asked, typed) {
  const digits = typed.replace(/[\s\u00a0\u202f]/g, "").replace(/^0+(?=\w)/, "").toUpperCase();
  return digits === asked.answer.toUpperCase();
}
