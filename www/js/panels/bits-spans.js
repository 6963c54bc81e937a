/**
 * What the bits on screen are for. Spans are asked for by windows, kept for a while, and forgotten with their document;
 * until they come, the fields of the header tell the colour.
 *
 * @typedef {import("../store.js").Spans} Spans
 * @typedef {import("../store.js").Doc} Doc
 * @typedef {import("../store.js").BitRange} BitRange
 *
 * @typedef {object} Span One row of Spans.
 * @property {number} start
 * @property {number} bits
 * @property {number} role
 * @property {number} field
 * @property {number} scan
 * @property {number} mcu
 * @property {number} component
 * @property {number} bx
 * @property {number} by
 * @property {number} k
 * @property {number} value
 * @property {number} before
 * @property {number} whole
 * @property {number} count Pixels that it made, where they are stored as they are. @property {number} step From one to the next.
 *
 * @typedef {(start: number, end: number, role: number, fresh: boolean, same: boolean, scan: number, k: number, field: number) => void} RunListener
 *   `fresh`: a span starts at `start`; `same`: the bits belong to the marked block; `scan`, `k` and `field` are the span's own.
 */

import { ROLE } from "../roles.js";

/** Bits of a window: 4 KiB, some thousand spans. */
const WINDOW = 32768;
const KEPT_WINDOWS = 96;
/** Windows that are asked for in one call. */
const CALL_WINDOWS = 8;
const RETRY_MS = [250, 1000, 4000];

/** The last index whose start is at or before `bit`; -1 where none is. @param {ArrayLike<number>} starts @param {number} bit */
export function lastAtOrBefore(starts, bit) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (/** @type {number} */ (starts[middle]) <= bit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {Spans} s @param {number} i @returns {Span} */
function row(s, i) {
  return {
    start: s.start[i],
    bits: s.bits[i],
    role: s.role[i],
    field: s.field[i],
    scan: s.scan[i],
    mcu: s.mcu[i],
    component: s.component[i],
    bx: s.bx[i],
    by: s.by[i],
    k: s.k[i],
    value: s.value[i],
    before: s.before[i],
    whole: s.whole[i],
    count: s.count?.[i] ?? 0,
    step: s.step?.[i] ?? 1,
  };
}

/**
 * @param {(fromBit: number, bits: number) => Promise<Spans>} trace
 * @param {() => void} changed Called when spans have come.
 */
export function createSpans(trace, changed) {
  /** @type {Doc | null} */
  let doc = null;
  let generation = 0;
  let total = 0;
  /** Windows by number, the longest unused first. @type {Map<number, Spans>} */
  const windows = new Map();
  /** Windows of the file before its last edit: good enough until those of now have come. @type {Map<number, Spans>} */
  let outdated = new Map();
  /** @type {[number, number]} */
  let wanted = [0, 0];
  /** Windows to look at when there is nothing more urgent: they tell the legend which roles there are. @type {number[]} */
  let samples = [];
  let busy = false;
  let failures = 0;
  /** @type {Set<number>} */
  const roles = new Set();
  /** The leaves' starts, and which field each is. */
  let leafStart = new Float64Array(0);
  let leafField = new Int32Array(0);
  /** @type {Span | null} */
  let marked = null;

  function readFields() {
    const f = doc?.fields;
    /** @type {number[]} */
    const leaves = [];
    for (let i = 0; f && i < f.start.length; i++) if (f.shape[i] === 0 && f.bits[i] > 0) leaves.push(i);
    if (f) leaves.sort((a, b) => f.start[a] - f.start[b]);
    leafField = Int32Array.from(leaves);
    leafStart = Float64Array.from(leaves, (i) => f?.start[i] ?? 0);
    for (const i of leaves) if (f) roles.add(f.role[i]);
  }

  function nextCall() {
    for (let w = wanted[0]; w < wanted[1]; w++) {
      if (windows.has(w)) continue;
      let end = w + 1;
      while (end < wanted[1] && end - w < CALL_WINDOWS && !windows.has(end)) end++;
      return [w, end];
    }
    while (samples.length > 0) {
      const w = /** @type {number} */ (samples.shift());
      if (!windows.has(w)) return [w, w + 1];
    }
    return null;
  }

  function pump() {
    const call = busy || !doc ? null : nextCall();
    if (!call) return;
    const [first, end] = call;
    const asked = generation;
    const from = first * WINDOW;
    busy = true;
    trace(from, Math.min(total, end * WINDOW) - from).then(
      (spans) => {
        busy = false;
        if (asked === generation) {
          failures = 0;
          for (let w = first; w < end; w++) {
            windows.set(w, spans);
            outdated.delete(w);
          }
          for (const role of spans.role) roles.add(role);
          forget();
          changed();
        }
        pump();
      },
      () => {
        busy = false;
        // A call may be dropped for a newer one, or its worker may have died: ask again, but not for ever.
        if (asked !== generation) return pump();
        const wait = RETRY_MS[failures++];
        if (wait !== undefined) setTimeout(pump, wait);
      },
    );
  }

  function forget() {
    for (const w of windows.keys()) {
      if (windows.size <= KEPT_WINDOWS) break;
      if (w < wanted[0] || w >= wanted[1]) windows.delete(w);
    }
  }

  /** @param {number} bit @returns {Spans | undefined} */
  const loaded = (bit) => windows.get(Math.floor(bit / WINDOW)) ?? outdated.get(Math.floor(bit / WINDOW));

  /** The span at a bit, if it is known already. @param {number} bit @returns {Span | null} */
  function at(bit) {
    const spans = loaded(bit);
    if (!spans) return null;
    const i = lastAtOrBefore(spans.start, bit);
    return i >= 0 && bit < spans.start[i] + spans.bits[i] ? row(spans, i) : null;
  }

  /** The nearest span before or after one that is no stuffing. @param {Span} from @param {1 | -1} way @returns {Span | null} */
  function neighbour(from, way) {
    for (let span = from; ; ) {
      const next = at(way > 0 ? span.start + span.bits : span.start - 1);
      if (!next || next.role !== ROLE.stuffing) return next;
      span = next;
    }
  }

  /** Every piece of the span that a stuffed byte interrupts, in order. @param {Span} span @returns {Span[]} */
  function pieces(span) {
    if (span.whole <= span.bits) return [span];
    const all = [span];
    for (let first = span; first.before > 0; ) {
      const piece = neighbour(first, -1);
      if (!piece || piece.role !== span.role || piece.before >= first.before) break;
      all.unshift((first = piece));
    }
    for (let last = span; last.before + last.bits < last.whole; ) {
      const piece = neighbour(last, 1);
      if (!piece || piece.role !== span.role || piece.before <= last.before) break;
      all.push((last = piece));
    }
    return all;
  }

  /** The leaf field at a bit, or -1. @param {number} bit */
  function fieldAt(bit) {
    const i = lastAtOrBefore(leafStart, bit);
    const field = i < 0 ? -1 : leafField[i];
    return doc && field >= 0 && bit < doc.fields.start[field] + doc.fields.bits[field] ? field : -1;
  }

  return {
    at,
    /** Whether what is known of a bit is of the file as it is now. @param {number} bit */
    fresh: (bit) => windows.has(Math.floor(bit / WINDOW)),
    pieces,
    neighbour,
    fieldAt,
    /** Roles met so far. */
    roles,
    /**
     * The open document was edited: what was known of it stands in until it is known anew. Where bits have come or gone,
     * only what lies before `moved` does. @param {Doc} next @param {number} moved
     */
    renew(next, moved) {
      const kept = new Map([...outdated, ...windows]);
      for (const w of kept.keys()) if ((w + 1) * WINDOW > moved) kept.delete(w);
      const met = [...roles];
      this.open(next);
      outdated = kept;
      for (const role of met) roles.add(role);
    },
    /** Starts anew with a document (also with the same one, when its fields have changed). @param {Doc | null} next */
    open(next) {
      outdated = new Map();
      doc = next;
      generation++;
      failures = 0;
      total = (next?.bytes.length ?? 0) * 8;
      windows.clear();
      roles.clear();
      marked = null;
      samples = [];
      readFields();
      // Long leaves are the scans' data; the window in the middle of each shows which roles it has.
      const f = next?.fields;
      for (const i of leafField) {
        if (f && f.bits[i] > WINDOW / 8 && samples.length < 12) {
          samples.push(Math.floor((f.start[i] + f.bits[i] / 2) / WINDOW));
        }
      }
    },
    /** Says which bits are on screen. @param {number} from @param {number} to */
    want(from, to) {
      wanted = [Math.floor(from / WINDOW), Math.ceil(Math.min(to, total) / WINDOW)];
      for (let w = wanted[0]; w < wanted[1]; w++) {
        const spans = windows.get(w);
        if (spans) {
          windows.delete(w);
          windows.set(w, spans);
        }
      }
      pump();
    },
    /** Marks the block that a bit belongs to. @param {number | null} bit */
    mark(bit) {
      const span = bit === null ? null : at(bit);
      marked = span && span.scan >= 0 ? span : null;
    },
    /** The bits to light up with a bit: its span, pieces and all, or the bit alone. @param {number} bit @returns {BitRange} */
    reach(bit) {
      const span = at(bit);
      if (!span) {
        const field = fieldAt(bit);
        // Entropy-coded data is one leaf: too much to light up because its spans are still on their way.
        if (doc && field >= 0 && doc.fields.bits[field] <= 4096) {
          return { start: doc.fields.start[field], bits: doc.fields.bits[field] };
        }
        return { start: bit, bits: 1 };
      }
      const all = pieces(span);
      const last = /** @type {Span} */ (all[all.length - 1]);
      return { start: all[0].start, bits: last.start + last.bits - all[0].start };
    },
    /** Tells the roles of a stretch of bits, in order. @param {number} from @param {number} to @param {RunListener} run */
    runs(from, to, run) {
      let bit = from;
      while (bit < to) {
        const spans = loaded(bit);
        const stop = Math.min(to, (Math.floor(bit / WINDOW) + 1) * WINDOW);
        if (spans) {
          let i = Math.max(0, lastAtOrBefore(spans.start, bit));
          for (; i < spans.start.length && spans.start[i] < stop; i++) {
            const start = Math.max(bit, spans.start[i]);
            const end = Math.min(stop, spans.start[i] + spans.bits[i]);
            if (end <= start) continue;
            const same =
              marked !== null &&
              spans.bx[i] === marked.bx &&
              spans.by[i] === marked.by &&
              spans.component[i] === marked.component &&
              spans.scan[i] === marked.scan;
            run(start, end, spans.role[i], start === spans.start[i] && spans.before[i] === 0, same, spans.scan[i], spans.k[i], spans.field[i]);
          }
        } else if (doc) {
          let i = Math.max(0, lastAtOrBefore(leafStart, bit));
          for (; i < leafStart.length && leafStart[i] < stop; i++) {
            const start = Math.max(bit, leafStart[i]);
            const end = Math.min(stop, leafStart[i] + doc.fields.bits[leafField[i]]);
            if (end > start) run(start, end, doc.fields.role[leafField[i]], start === leafStart[i], false, -1, 0, leafField[i]);
          }
        }
        bit = stop;
      }
    },
  };
}

/** @typedef {ReturnType<typeof createSpans>} SpanCache */
