/**
 * What can be said of a file in whole sentences, computed from its own numbers: keys of the dictionaries, and their values.
 *
 * @typedef {import("./store.js").Doc} Doc
 * @typedef {import("./store.js").Picture} Picture
 * @typedef {{key: string, values: Record<string, string | number>}} Sentence
 */

import { NATURAL } from "./zigzag.js";

/** A segment that takes this part of the file is worth a sentence. */
const MUCH = 0.1;

/** Three significant digits at most, and not more than `digits` behind the point. @param {number} value @param {number} [digits] */
export const rounded = (value, digits = 2) => Number(Number(value.toPrecision(3)).toFixed(digits));

/** On the whole file. @param {Doc} doc @returns {Sentence[]} */
export function ofFile({ fields, bytes, picture, format }) {
  if (format !== "jpeg" || bytes.length === 0) return [];
  const all = bytes.length * 8;
  /** @type {Map<string, number>} */
  const bits = new Map();
  fields.name.forEach((name, i) => {
    if (fields.depth[i] === 0) bits.set(name, (bits.get(name) ?? 0) + fields.bits[i]);
  });
  const scans = bits.get("ECS") ?? 0;
  /** @type {Sentence[]} */
  const said = [{ key: "facts.scans", values: { part: rounded((100 * scans) / all, 1), rest: rounded((100 * (all - scans)) / all, 1) } }];
  if (picture) said.push(...ofSampling(picture), ofSize(picture, bytes.length));
  for (const [name, sum] of bits) {
    if (/^(APP\d+|COM|trailing)$/.test(name) && sum / all >= MUCH) {
      said.push({ key: name === "trailing" ? "facts.trailing" : "facts.segment", values: { name, part: rounded((100 * sum) / all, 1) } });
    }
  }
  return said;
}

/** How much of the area has a colour of its own: T.81 A.1.1. @param {Picture} picture @returns {Sentence[]} */
function ofSampling({ colour, components, hMax, vMax }) {
  if (colour !== "ycbcr" && colour !== "ycck") return [];
  const [, cb, cr] = components;
  if (cb.h !== cr.h || cb.v !== cr.v) return [];
  const [across, down] = [hMax / cb.h, vMax / cb.v];
  if (across * down === 1) return [{ key: "facts.colour.full", values: {} }];
  const key = across * down === 2 ? "facts.colour.half" : across * down === 4 ? "facts.colour.quarter" : "facts.colour.part";
  return [{ key, values: { across: rounded(across), down: rounded(down), n: rounded(across * down) } }];
}

/** Against its samples as they are. @param {Picture} picture @param {number} bytes @returns {Sentence} */
function ofSize({ width, height, components, precision }, bytes) {
  const plain = Math.ceil((width * height * components.length * precision) / 8);
  const times = plain / bytes;
  return times >= 1
    ? { key: "facts.smaller", values: { n: plain, times: rounded(times, 1) } }
    : { key: "facts.larger", values: { n: plain } };
}

/**
 * What a quantiser takes away. A coefficient S makes a wave that swings by S/4 · C(u) · C(v) to both sides, where C(0) is
 * 1/√2 (T.81 A.3.3); what is less than half a quantiser is rounded to nothing.
 * @param {number} k Zigzag index. @param {number} q @param {number} precision Bits a sample. @returns {Sentence}
 */
export function ofQuantiser(k, q, precision) {
  const place = NATURAL[k];
  const [across, down] = [place % 8, place >> 3];
  const top = 2 ** precision - 1;
  if (k === 0) return { key: "facts.quantiser.dc", values: { q, step: rounded(q / 8), top } };
  const weight = (across === 0 || down === 0 ? Math.SQRT1_2 : 1) / 4;
  const values = { k, q, across, down, swing: rounded((q / 2) * weight), top };
  if (q === 1) return { key: "facts.quantiser.one", values };
  const way = across === 0 ? "down" : down === 0 ? "across" : "both";
  return { key: `facts.quantiser.${way}`, values };
}

/**
 * On a block: how many of its numbers are left, and between which the chosen one was.
 * @param {{coefficients: ArrayLike<number>, quantisers: ArrayLike<number>}} block Row by row.
 * @param {number} bits That it takes in the file. @param {number} precision @param {number} k The chosen one, zigzag. @returns {Sentence[]}
 */
export function ofBlock({ coefficients, quantisers }, bits, precision, k) {
  const inZigzag = NATURAL.map((place) => coefficients[place]);
  const left = inZigzag.filter((value) => value !== 0).length;
  const last = inZigzag.findLastIndex((value) => value !== 0);
  const plain = 64 * precision;
  /** @type {Sentence[]} */
  const said = [];
  if (left === 0) said.push({ key: "facts.block.flat", values: {} });
  else said.push({ key: last < 63 ? "facts.block.left" : "facts.block.all", values: { n: left, last } });
  if (bits > 0) said.push({ key: "facts.block.bits", values: { plain, bits, times: rounded(plain / bits, 1) } });
  const [value, q] = [inZigzag[k], quantisers[NATURAL[k]]];
  if (q > 1) {
    const [from, to] = [(value - 0.5) * q, (value + 0.5) * q];
    said.push({ key: value === 0 ? "facts.block.gone" : "facts.block.range", values: { k, q, value: value * q, from: rounded(from, 1), to: rounded(to, 1), half: q / 2 } });
  }
  return said;
}
