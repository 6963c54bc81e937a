/**
 * From the numbers of a block to their bits: its codes in order, and which of them made a coefficient.
 *
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("../../pkg/workshop.js").BroughtColumns} Brought
 * @typedef {import("../../pkg/pixelbits.js").SpanColumns} Spans
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../store.js").ScanShape} ScanShape
 *
 * @typedef {object} Item A code, or the bits of a value: a whole span, in pieces where a byte is stuffed.
 * @property {number} role
 * @property {number} k
 * @property {number} value
 * @property {BitRange[]} pieces
 *
 * @typedef {object} Code Items that go together: a code and the bits that it announces.
 * @property {Item} first
 * @property {Item | null} bits
 * @property {number} k The coefficient it is about; for an end of block, where the zeros begin.
 * @property {number} from The first coefficient that it says anything of.
 * @property {number} to The last one.
 * @property {BitRange} range
 */

import { ROLE } from "../roles.js";

/** @param {Spans} spans @returns {Item[]} */
function itemsOf(spans) {
  /** @type {Item[]} */
  const items = [];
  for (let i = 0; i < spans.start.length; i += 1) {
    const piece = { start: spans.start[i], bits: spans.bits[i] };
    if (spans.before[i] > 0) items.at(-1)?.pieces.push(piece);
    else items.push({ role: spans.role[i], k: spans.k[i], value: spans.value[i], pieces: [piece] });
  }
  return items;
}

const BITS_OF = new Map([
  [ROLE["dc-code"], ROLE["dc-bits"]],
  [ROLE["ac-code"], ROLE["ac-bits"]],
  [ROLE["end-of-block"], ROLE["eob-run-bits"]],
  [ROLE["diff-code"], ROLE["diff-bits"]],
]);

/** @param {readonly Item[]} items @returns {BitRange} */
function rangeOf(items) {
  const start = items[0].pieces[0].start;
  const last = /** @type {BitRange} */ (items.at(-1)?.pieces.at(-1));
  return { start, bits: last.start + last.bits - start };
}

/** @param {Spans} spans @param {ScanShape | undefined} scan @returns {Code[]} */
export function codesOf(spans, scan) {
  const items = itemsOf(spans);
  /** @type {Code[]} */
  const codes = [];
  const last = scan?.process.includes("progressive") ? scan.se : 63;
  for (let i = 0; i < items.length; i += 1) {
    const first = items[i];
    const next = items[i + 1];
    const bits = next && next.role === BITS_OF.get(first.role) ? next : null;
    if (bits) i += 1;
    const k = bits?.k ?? first.k;
    let [from, to] = [k, k];
    if (first.role === ROLE["ac-code"]) from = Math.max(0, k - (first.value >> 4));
    if (first.role === ROLE["zero-run"]) to = Math.min(last, k + 15);
    if (first.role === ROLE["end-of-block"]) to = last;
    codes.push({ first, bits, k, from, to, range: rangeOf(bits ? [first, bits] : [first]) });
  }
  return codes;
}

/** Whether a code sets or corrects a coefficient, and does not only pass over it. @param {Code} code @param {number} k */
export const sets = ({ first, bits, k: own }, k) =>
  own === k && (bits !== null || [ROLE["dc-code"], ROLE.correction, ROLE.arithmetic].includes(first.role)) && first.role !== ROLE["end-of-block"];

/**
 * The code of a scan that a coefficient comes from: the one that sets it, or the one that passes over it.
 * @param {Brought} brought @param {ScanShape | undefined} scan @param {number} k @returns {Code | null}
 */
export function codeFor(brought, scan, k) {
  const codes = codesOf(brought.spans, scan);
  const found = codes.find((code) => sets(code, k)) ?? codes.find(({ from, to }) => from <= k && k <= to);
  if (found) return found;
  return codesOf(brought.run, scan)[0] ?? null;
}

/** Whether a scan brings anything of a coefficient. @param {ScanShape | undefined} scan @param {number} k */
export const carries = (scan, k) => !scan?.process.includes("progressive") || (scan.ss <= k && k <= scan.se);

/**
 * The bits that a coefficient comes from: in the first scan that set it, or else in the first that could have.
 * @param {BlockAnatomy} anatomy @param {readonly ScanShape[]} scans @param {number} k @returns {BitRange | null}
 */
export function bitsFor(anatomy, scans, k) {
  const carrying = anatomy.scans.filter(({ scan }) => carries(scans[scan], k));
  /** @type {Code | null} */
  let passing = null;
  for (const brought of carrying) {
    const code = codeFor(brought, scans[brought.scan], k);
    if (code && sets(code, k)) return code.range;
    passing ??= code;
  }
  return passing?.range ?? null;
}

/** All bits of a block in a scan; those of the run that it lies in where it has none. @param {Brought} brought @returns {BitRange | null} */
export function bitsIn({ spans, run }) {
  const items = itemsOf(spans.start.length > 0 ? spans : run);
  return items.length > 0 ? rangeOf(items) : null;
}
