/**
 * Changing a number of a block. Clean: the scan is coded anew, the file stays valid, and nothing else changes. Raw: only the
 * bits of the value are written, and what follows from them breaks as it may.
 *
 * @typedef {import("./block-links.js").Code} Code
 * @typedef {import("../store.js").ScanShape} ScanShape
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("../editor.js").Editor} Editor
 */

import { wave } from "../dct.js";
import { fromNumber } from "../edit/bitstring.js";
import { t } from "../i18n/index.js";
import { ROLE } from "../roles.js";
import { NATURAL } from "../zigzag.js";
import { carries, codeFor, sets } from "./block-links.js";

/** The code that first gives a coefficient its value, and what the value's unit is. @param {BlockAnatomy} anatomy @param {readonly ScanShape[]} scans @param {number} k */
function origin(anatomy, scans, k) {
  for (const brought of anatomy.scans) {
    const scan = scans[brought.scan];
    const code = carries(scan, k) ? codeFor(brought, scan, k) : null;
    const value = code?.bits;
    if (code && value && sets(code, k) && value.pieces.length === 1) return { brought, code, value, shift: k === 0 ? scan.al : 0 };
  }
  return null;
}

/** The bits of T.81 F.1.2.1 for a value of a size; null where it has another size. @param {number} value @param {number} size */
export function magnitude(value, size) {
  const least = 2 ** (size - 1);
  if (Math.abs(value) < least || Math.abs(value) >= 2 * least) return null;
  return fromNumber(value > 0 ? value : value + 2 * least - 1, size);
}

/** Whether a coefficient has bits of its own that hold its value. @param {BlockAnatomy} anatomy @param {readonly ScanShape[]} scans @param {number} k */
export const hasRaw = (anatomy, scans, k) => origin(anatomy, scans, k) !== null;

/**
 * Writes the value bits of a coefficient, and nothing else; whether they can hold the value.
 * @param {Editor} editor @param {BlockAnatomy} anatomy @param {readonly ScanShape[]} scans @param {number} k @param {number} value
 */
export function editRaw(editor, anatomy, scans, k, value) {
  const from = origin(anatomy, scans, k);
  if (!from) return false;
  const { brought, code, value: item } = from;
  const { al } = scans[brought.scan];
  if (value % 2 ** al !== 0) return false;
  const unit = value / 2 ** al;
  const wanted = code.first.role === ROLE["dc-code"] ? unit - (brought.predicts ? brought.prediction : 0) : unit;
  const [place] = item.pieces;
  const bits = magnitude(wanted, place.bits);
  const now = anatomy.coefficients[NATURAL[k]];
  return bits !== null && editor.replace(place, bits, "field", { name: t("block.coefficient", { k }), from: String(now), to: String(value) });
}

/** Lossless: writes the bits of a difference, and nothing else; whether they can hold it. @param {Editor} editor @param {import("./block-links.js").Item} item @param {number} value */
export function editDifference(editor, { pieces, value: now }, value) {
  const [place] = pieces;
  const bits = pieces.length === 1 ? magnitude(value, place.bits) : null;
  return bits !== null && editor.replace(place, bits, "field", { name: t("block.difference"), from: String(now), to: String(value) });
}

/** @param {Editor} editor @param {BlockAnatomy} anatomy @param {Place} place @param {number} k @param {number} value */
export function editClean(editor, anatomy, { scan, component, bx, by }, k, value) {
  const values = { name: t("block.coefficient", { k }), from: String(anatomy.coefficients[NATURAL[k]]), to: String(value) };
  return editor.clean({ scan, blocks: [{ component, bx, by, values: new Map([[k, value]]) }] }, values);
}

/**
 * The coefficients that are others when one sample is another, by zigzag index: as near as the quantisers allow.
 * @param {Pick<BlockAnatomy, "coefficients" | "quantisers" | "samples">} anatomy @param {number} i Of the sample, row by row. @param {number} value
 * @returns {Map<number, number>}
 */
export function coefficientsOf({ coefficients, quantisers, samples }, i, value) {
  const change = value - samples[i];
  const changed = new Map();
  for (let k = 0; k < 64; k += 1) {
    const at = NATURAL[k];
    // The waves are orthonormal: what a sample adds to each is its own height there.
    const wanted = Math.round(coefficients[at] + (change * wave(at, i % 8, i >> 3)) / quantisers[at]);
    if (wanted !== coefficients[at]) changed.set(k, wanted);
  }
  return changed;
}

/** Changes a sample, if the quantisers allow for it; whether they do. @param {Editor} editor @param {BlockAnatomy} anatomy @param {Place} place @param {number} i @param {number} value */
export function editSample(editor, anatomy, { scan, component, bx, by }, i, value) {
  const values = coefficientsOf(anatomy, i, value);
  const words = { name: t("block.sample", { x: i % 8, y: i >> 3 }), from: String(anatomy.samples[i]), to: String(value), n: values.size };
  return values.size > 0 && editor.clean({ scan, blocks: [{ component, bx, by, values }] }, words, "edit.said.sample");
}

/** Lossless: changes a sample, and no other. @param {Editor} editor @param {Place} place @param {string} now @param {number} value */
export function editValue(editor, { scan, component, bx, by }, now, value) {
  // Differences are modulo 2^16.
  if (value <= -(2 ** 15) || value >= 2 ** 16) return false;
  const words = { name: t("block.sample", { x: String(bx), y: String(by) }), from: now === "" ? "?" : now, to: String(value) };
  return editor.clean({ scan, component, x: bx, y: by, sample: value & 0xffff }, words);
}

/** @param {Editor} editor @param {BlockAnatomy} anatomy @param {Place} place @param {number} k @param {number} value */
export function editQuantiser(editor, anatomy, { scan, component }, k, value) {
  return editor.clean({ scan, component, k, quantiser: value }, quantiserWords(anatomy, k, value));
}

/** @param {BlockAnatomy} anatomy @param {number} k @param {number} value */
const quantiserWords = (anatomy, k, value) => ({ name: t("block.quantiser", { k }), from: String(anatomy.quantisers[NATURAL[k]]), to: String(value) });
