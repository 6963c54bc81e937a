/**
 * What all edits together have done to a file: the stretches of the original that something else now stands for. Twice
 * the same flip leaves nothing. Marks, links and the way back to the original come from here.
 *
 * @typedef {import("./bitstring.js").Bits} Bits
 *
 * @typedef {object} Splice Bits in the place of others; as both are known, it can be undone.
 * @property {number} at First bit, in the file as it is before.
 * @property {Bits} removed
 * @property {Bits} inserted
 *
 * @typedef {Splice} Hunk `at` counts in the original. Hunks ascend, and unchanged bits lie between any two.
 *
 * @typedef {{start: number, bits: number, removed: number}} Mark A changed place of the file as it is now; `bits` is 0 where
 *   bits were only taken out.
 */

import { commonEnd, commonStart, concat, NONE, slice, splice } from "./bitstring.js";

/** @param {Splice} edit @returns {Splice} */
export const inverse = ({ at, removed, inserted }) => ({ at, removed: inserted, inserted: removed });

/** By how many bits a file has grown. @param {readonly Splice[]} edits */
export const growth = (edits) => edits.reduce((sum, { removed, inserted }) => sum + inserted.bits - removed.bits, 0);

/**
 * The hunk that stands for some neighbouring hunks and an edit of what they made.
 * @param {readonly Hunk[]} touched Hunks that the edit overlaps or touches, ascending. @param {number} shift By which what
 * lies before the first of them has moved. @param {Splice} edit @returns {Hunk}
 */
function fused(touched, shift, edit) {
  const end = edit.at + edit.removed.bits;
  /** @type {Bits[]} */
  const removed = [];
  let [before, after] = [NONE, NONE];
  let cursor = edit.at;
  let moved = shift;
  for (const hunk of touched) {
    const start = hunk.at + moved;
    const stop = start + hunk.inserted.bits;
    if (start < edit.at) before = slice(hunk.inserted, 0, edit.at - start);
    if (start > cursor) removed.push(slice(edit.removed, cursor - edit.at, start - cursor));
    removed.push(hunk.removed);
    if (stop > end) after = slice(hunk.inserted, end - start);
    cursor = Math.max(cursor, stop);
    moved += hunk.inserted.bits - hunk.removed.bits;
  }
  if (cursor < end) removed.push(slice(edit.removed, cursor - edit.at));
  const at = touched.length > 0 ? Math.min(touched[0].at, edit.at - shift) : edit.at - shift;
  return { at, removed: concat(...removed), inserted: concat(before, edit.inserted, after) };
}

/**
 * Leaves out what is on both sides; null where nothing is left. Where bits have come or gone, a neighbour that happens to be
 * alike is no reason to move the place where that was done.
 * @param {Hunk} hunk @returns {Hunk | null}
 */
function trimmed({ at, removed, inserted }) {
  if (removed.bits !== inserted.bits) return { at, removed, inserted };
  const start = commonStart(removed, inserted);
  const [r, i] = [slice(removed, start), slice(inserted, start)];
  const end = commonEnd(r, i);
  if (r.bits === end && i.bits === end) return null;
  return { at: at + start, removed: slice(r, 0, r.bits - end), inserted: slice(i, 0, i.bits - end) };
}

/** One more edit. @param {readonly Hunk[]} hunks @param {Splice} edit @returns {Hunk[]} */
export function composed(hunks, edit) {
  const end = edit.at + edit.removed.bits;
  /** @type {Hunk[][]} */
  const [before, touched, after] = [[], [], []];
  let shift = 0;
  let moved = 0;
  for (const hunk of hunks) {
    const start = hunk.at + moved;
    if (start + hunk.inserted.bits < edit.at) {
      before.push(hunk);
      shift += hunk.inserted.bits - hunk.removed.bits;
    } else (start > end ? after : touched).push(hunk);
    moved += hunk.inserted.bits - hunk.removed.bits;
  }
  const hunk = trimmed(fused(touched, shift, edit));
  return hunk ? [...before, hunk, ...after] : [...before, ...after];
}

/** Two edits in a row as one, where the second touches what the first did; else null. @param {Splice} first @param {Splice} second */
export function joined(first, second) {
  const touches = second.at <= first.at + first.inserted.bits && second.at + second.removed.bits >= first.at;
  return touches ? fused([first], 0, second) : null;
}

/** The changed places, where they are now. @param {readonly Hunk[]} hunks @returns {Mark[]} */
export function marksOf(hunks) {
  let shift = 0;
  return hunks.map(({ at, removed, inserted }) => {
    const mark = { start: at + shift, bits: inserted.bits, removed: removed.bits };
    shift += inserted.bits - removed.bits;
    return mark;
  });
}

/** The hunks as edits to be done one after the other. @param {readonly Hunk[]} hunks @returns {Splice[]} */
export function asEdits(hunks) {
  const marks = marksOf(hunks);
  return hunks.map((hunk, i) => ({ ...hunk, at: marks[i].start }));
}

/** @param {Uint8Array} bytes @param {number} length In bits. @param {readonly Splice[]} edits One after the other. */
export function applied(bytes, length, edits) {
  for (const { at, removed, inserted } of edits) {
    bytes = splice(bytes, length, at, removed.bits, inserted);
    length += inserted.bits - removed.bits;
  }
  return bytes;
}

/** The original file, as a copy. @param {Uint8Array} bytes As they are now. @param {number} length In bits. @param {readonly Hunk[]} hunks */
export function original(bytes, length, hunks) {
  return applied(bytes.slice(), length, asEdits(hunks).reverse().map(inverse));
}
