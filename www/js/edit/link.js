/**
 * A link: which file, what was done to it, and what is looked at. Never the file.
 *
 *     #v=1&sample=cat.jpg&edits=…&at=36144.4&panel=block&view=400_80_60&columns=64&tour=3
 *     #v=1&sha256=<64 digits>&name=photo.jpg&size=12345&edits=…
 *
 * All but the file may be missing. `at`: the selection, first bit and number of bits; `panel`: the tab; `view`: percent of the
 * picture's size, and the pixel in the middle; `columns`: of the bits; `tour`: the step of the tour.
 *
 * The edits are base64url of this, hunk after hunk: how many bits of the original lie between the hunk before and this
 * one; twice the number of bits removed, plus 1 where as many are put in; else how many are put in; those bits, filled up
 * with 0 to whole bytes. Numbers are written 7 bits a byte, the lowest first, the highest bit set on all but the last.
 * One flipped bit takes three to five bytes.
 *
 * @typedef {import("./bitstring.js").Bits} Bits
 * @typedef {import("./patch.js").Hunk} Hunk
 * @typedef {{at: number, removed: number, inserted: Bits}} LinkedHunk What was removed is in the file, not in the link.
 * @typedef {{sample: string} | {sha256: string, name: string, size?: number}} Source `size` in bytes, where the link tells.
 * @typedef {object} Place What is looked at; what is missing is as the page begins.
 * @property {import("../store.js").BitRange} [selection] @property {string} [tab] @property {import("../store.js").Gaze} [gaze]
 * @property {number} [columns] @property {number} [tour]
 * @typedef {{source: Source, hunks: LinkedHunk[], place: Place}} Link
 */

import { slice, take } from "./bitstring.js";

/** Longer links are cut by mail and chat programs. */
export const LONGEST_LINK = 8192;
const LONGEST_NAME = 160;
/** Parts that tell of the place, in their order. */
const PLACES = ["at", "panel", "view", "columns", "tour"];
/** All parts, in their order, each once. */
const FORM = new RegExp(`^v,(sample|sha256,name(,size)?)(,edits)?${PLACES.map((key) => `(,${key})?`).join("")}$`);
/** More bits than any file has that can be opened. */
const MOST_BITS = 2 ** 42;

/** @param {number[]} out @param {number} value */
function writeNumber(out, value) {
  for (; value >= 128; value = Math.floor(value / 128)) out.push((value % 128) | 128);
  out.push(value);
}

/** @param {Uint8Array} bytes */
function reader(bytes) {
  let at = 0;
  return {
    ended: () => at === bytes.length,
    /** NaN where there is no number that makes sense. */
    number() {
      let value = 0;
      for (let scale = 1; scale <= MOST_BITS; scale *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) return NaN;
        value += (byte & 127) * scale;
        // A number has one way to be written: no zeros on top.
        if (byte < 128) return value <= MOST_BITS && (byte > 0 || scale === 1) ? value : NaN;
      }
      return NaN;
    },
    /** @param {number} bits @returns {Bits | null} */
    bits(bits) {
      const end = at + Math.ceil(bits / 8);
      if (end > bytes.length) return null;
      const found = take(bytes.subarray(at, end), 0, bits);
      const tidy = bits % 8 === 0 || found.bytes[found.bytes.length - 1] === bytes[end - 1];
      at = end;
      return tidy ? found : null;
    },
  };
}

/** @param {readonly Hunk[]} hunks @returns {Uint8Array} */
export function packed(hunks) {
  /** @type {number[]} */
  const out = [];
  let end = 0;
  for (const { at, removed, inserted } of hunks) {
    const same = removed.bits === inserted.bits;
    writeNumber(out, at - end);
    writeNumber(out, removed.bits * 2 + (same ? 1 : 0));
    if (!same) writeNumber(out, inserted.bits);
    out.push(...inserted.bytes);
    end = at + removed.bits;
  }
  return Uint8Array.from(out);
}

/** @param {Uint8Array} bytes @returns {LinkedHunk[] | null} */
export function unpacked(bytes) {
  const input = reader(bytes);
  /** @type {LinkedHunk[]} */
  const hunks = [];
  let end = 0;
  while (!input.ended()) {
    const at = end + input.number();
    const head = input.number();
    const removed = Math.floor(head / 2);
    const count = head % 2 === 1 ? removed : input.number();
    const inserted = count <= bytes.length * 8 ? input.bits(count) : null;
    if (!inserted || !(at + removed <= MOST_BITS) || removed + count === 0) return null;
    hunks.push({ at, removed, inserted });
    end = at + removed;
  }
  return hunks;
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text @returns {Uint8Array | null} */
function fromBase64(text) {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

/** @param {Place} place @returns {Record<string, string>} */
function placeParts({ selection, tab, gaze, columns, tour }) {
  const rounded = (/** @type {number} */ value, /** @type {number} */ digits) => String(Number(value.toFixed(digits)));
  return {
    ...(selection && { at: `${selection.start}.${selection.bits}` }),
    ...(tab && { panel: tab }),
    ...(gaze && { view: [rounded(gaze.scale * 100, 2), rounded(gaze.x, 1), rounded(gaze.y, 1)].join("_") }),
    ...(columns && { columns: String(columns) }),
    ...(tour && { tour: String(tour) }),
  };
}

/** What the parts of a link say of the place; null where one of them makes no sense. @param {URLSearchParams} parts @returns {Place | null} */
function placeOf(parts) {
  /** @type {Place} */
  const place = {};
  /** What a part says, in numbers; null where it is not written so. @param {string} key @param {RegExp} form */
  const numbers = (key, form) => parts.get(key)?.match(form)?.slice(1).map(Number) ?? null;
  for (const key of PLACES.filter((name) => parts.has(name))) {
    if (key === "at") {
      const [start, bits] = numbers(key, /^(\d{1,13})\.(\d{1,13})$/) ?? [];
      if (!(start + bits <= MOST_BITS && bits > 0)) return null;
      place.selection = { start, bits };
    } else if (key === "panel") {
      const tab = parts.get(key) ?? "";
      if (!/^[a-z]{1,20}$/.test(tab)) return null;
      place.tab = tab;
    } else if (key === "view") {
      const [percent, x, y] = numbers(key, /^(\d{1,5}(?:\.\d{1,2})?)_(-?\d{1,6}(?:\.\d)?)_(-?\d{1,6}(?:\.\d)?)$/) ?? [];
      if (!(percent > 0)) return null;
      place.gaze = { scale: percent / 100, x, y };
    } else {
      const [value] = numbers(key, /^([1-9]\d{0,3})$/) ?? [];
      if (value === undefined) return null;
      if (key === "tour") place.tour = value;
      else place.columns = value;
    }
  }
  return place;
}

/**
 * The part of a link after the address; null where it would be too long.
 * @param {Source} source @param {readonly Hunk[]} hunks @param {Place} [place]
 */
export function written(source, hunks, place = {}) {
  // Neither a number nor a bit takes less than its share of a character: no need to pack what cannot fit.
  if (hunks.reduce((sum, { inserted }) => sum + inserted.bytes.length, hunks.length) > LONGEST_LINK) return null;
  const parts = new URLSearchParams({ v: "1" });
  for (const [key, value] of Object.entries(source)) parts.set(key, String(value));
  if (hunks.length > 0) parts.set("edits", toBase64(packed(hunks)));
  for (const [key, value] of Object.entries(placeParts(place))) parts.set(key, value);
  const text = `#${parts}`;
  return text.length <= LONGEST_LINK ? text : null;
}

/** Whether the part of an address after the `#` means to be a link of this kind. @param {string} hash */
export const isLink = (hash) => /^#v=\d+&/.test(hash);

/** What a link says; null where it is none, or not a sound one. @param {string} hash @returns {Link | null} */
export function read(hash) {
  if (hash.length > LONGEST_LINK || !hash.startsWith("#")) return null;
  const parts = new URLSearchParams(hash.slice(1));
  const keys = [...parts.keys()].join();
  const value = (/** @type {string} */ key) => parts.get(key) ?? "";
  const bytes = fromBase64(value("edits"));
  const hunks = parts.has("edits") ? bytes && unpacked(bytes) : [];
  const place = placeOf(parts);
  if (value("v") !== "1" || !hunks || !place || !FORM.test(keys)) return null;
  if (parts.has("sample")) {
    return /^[a-z0-9-]{1,50}\.[a-z]{3,4}$/.test(value("sample")) ? { source: { sample: value("sample") }, hunks, place } : null;
  }
  const name = value("name");
  // Names are shown: nothing that could turn a line around or hide in it.
  const plain = name.length > 0 && name.length <= LONGEST_NAME && !/[\p{C}\p{Zl}\p{Zp}/\\]/u.test(name);
  const size = parts.has("size") ? Number(value("size").match(/^\d{1,12}$/)?.[0] ?? NaN) : null;
  if (plain && !Number.isNaN(size) && /^[0-9a-f]{64}$/.test(value("sha256"))) {
    return { source: { sha256: value("sha256"), name, ...(size !== null && { size }) }, hunks, place };
  }
  return null;
}

/** The hunks with what they remove; null where the file is too short for them. @param {readonly LinkedHunk[]} hunks @param {Uint8Array} file @returns {Hunk[] | null} */
export function completed(hunks, file) {
  const last = hunks.at(-1);
  if (last && last.at + last.removed > file.length * 8) return null;
  return hunks.map(({ at, removed, inserted }) => ({ at, removed: take(file, at, removed), inserted: slice(inserted, 0) }));
}
