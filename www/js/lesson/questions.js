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

import { bitsFor, power } from "./colours.js";
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
    kilobytesOf(2 ** between(7, 10), 2 ** between(7, 10), between(1, 8)),
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
  return question("bits", { colours, bits, below: power(bits - 1), less: 2 ** (bits - 1), above: power(bits), enough: 2 ** bits }, bits);
}

/** @param {number} bits */
const coloursOf = (bits) => question("colours", { bits, power: power(bits), product: Array(bits).fill("2").join(" · "), colours: 2 ** bits }, 2 ** bits);

/** Bytes are whole where bits are not: a part of a byte takes one. @param {NonNullable<Raster>} picture */
function bytesOf({ width, height, bitsPerPixel }) {
  const { pixels, bits, bytes } = volume(width, height, bitsPerPixel);
  return question("picture", { width, height, perPixel: bitsPerPixel, pixels, bits, bytes: Math.ceil(bytes) }, Math.ceil(bytes));
}

/** Sides of 128 at least are 2 KB for each bit of a pixel: whole ones. @param {number} width @param {number} height @param {number} perPixel */
function kilobytesOf(width, height, perPixel) {
  const { bits, bytes, kilobytes } = volume(width, height, perPixel);
  return question("volume", { width, height, colours: 2 ** perPixel, power: power(perPixel), perPixel, bits, bytes, kilobytes }, kilobytes);
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
function textOf(characters, each) {
  const [bytes, bits] = [characters * each, characters * each * 8];
  return question("text", { characters, n: each, each, bytes, bits, perCharacter: each * 8 }, bits);
}

/** Whether what was typed is the answer: spaces, leading zeros and small letters do not matter. @param {Question} asked @param {string} typed */
export function isRight(asked, typed) {
  const digits = typed.replace(/[\s\u00a0\u202f]/g, "").replace(/^0+(?=\w)/, "").toUpperCase();
  return digits === asked.answer.toUpperCase();
}
