/**
 * The list of edits, done and undone, without limit. Each keeps the bits that it took and those that it put in, so that
 * undoing gives the very bytes back.
 *
 * @typedef {import("./patch.js").Splice} Splice
 * @typedef {import("./patch.js").Hunk} Hunk
 * @typedef {"flip" | "type" | "insert" | "delete" | "paste" | "field" | "link" | "clean"} EditKind
 * @typedef {Splice & {kind: EditKind, when: number}} Edit `when`: milliseconds on any clock.
 *
 * @typedef {object} History
 * @property {readonly Edit[]} done
 * @property {readonly Edit[]} undone The next to be done again last.
 * @property {readonly Hunk[]} hunks What all that is done amounts to.
 */

import { asEdits, composed, inverse, joined } from "./patch.js";

/** Typing goes on as one edit until one pauses for so long. */
const PAUSE_MS = 1500;
/** Kinds of which one gesture makes many. */
const FLOWING = ["type", "delete", "field"];

/** @type {History} */
export const EMPTY = Object.freeze({ done: [], undone: [], hunks: [] });

/** @param {History} history @param {Edit} edit @returns {History} */
export function pushed({ done, hunks }, edit) {
  const last = done.at(-1);
  const flows = last && last.kind === edit.kind && FLOWING.includes(edit.kind) && edit.when - last.when < PAUSE_MS;
  const one = flows ? joined(last, edit) : null;
  // A field is stepped through its values: only the same field goes on.
  const same = one && (edit.kind !== "field" || (last?.at === edit.at && one.removed.bits === edit.removed.bits));
  return {
    done: same ? [...done.slice(0, -1), { ...one, kind: edit.kind, when: edit.when }] : [...done, edit],
    undone: [],
    hunks: composed(hunks, edit),
  };
}

/** @param {History} history @returns {{history: History, edit: Splice} | null} */
export function undoneOnce({ done, undone, hunks }) {
  const last = done.at(-1);
  if (!last) return null;
  const edit = inverse(last);
  // A pause in typing must not be bridged by an undo.
  const closed = { ...last, when: Number.NEGATIVE_INFINITY };
  // Bits that came and others that went may be told as such though they amount to nothing; without edits there is nothing.
  const left = done.length > 1 ? composed(hunks, edit) : [];
  return { history: { done: done.slice(0, -1), undone: [...undone, closed], hunks: left }, edit };
}

/** @param {History} history @returns {{history: History, edit: Splice} | null} */
export function redoneOnce({ done, undone, hunks }) {
  const next = undone.at(-1);
  if (!next) return null;
  return { history: { done: [...done, next], undone: undone.slice(0, -1), hunks: composed(hunks, next) }, edit: next };
}

/** Everything undone; it can be done again step by step. @param {History} history @returns {{history: History, edits: Splice[]}} */
export function reset({ done, undone, hunks }) {
  const closed = [...done].reverse().map((edit) => ({ ...edit, when: Number.NEGATIVE_INFINITY }));
  const edits = asEdits(hunks).reverse().map(inverse);
  return { history: { done: [], undone: [...undone, ...closed], hunks: [] }, edits };
}
