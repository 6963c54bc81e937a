/**
 * Rows on their way to the page: strips, whose memory goes there and comes back to be filled again.
 *
 * @typedef {import("../pkg/pixelbits.js").Document} Decoded
 * @typedef {import("../pkg/pixelbits.js").Advance} Advance
 */

import { breathe, SLICE_MS } from "./port.js";

/** About one strip of RGBA. */
export const STRIP_BYTES = 1 << 20;
/**
 * Strips of a picture on their way at a time; who fills them waits for one to come back. As many as come while the page builds up
 * its panels: with a quarter of them pictures of 12 and of 48 megapixels are there a third later.
 */
const STRIPS = 24;

export function createStrips() {
  /** @type {ArrayBuffer[]} */
  let spare = [];
  let [out, bytes, most] = [0, 0, STRIPS];
  /** @type {(() => void) | null} */
  let back = null;

  /** One may be filled. @param {ArrayBuffer} buffer */
  function keep(buffer) {
    if (buffer.byteLength === bytes) spare.push(buffer);
  }

  return {
    /**
     * None are on their way; from now on they have this size.
     * @param {number} size In bytes. @param {number} of How many workers fill strips of the picture.
     */
    begin(size, of) {
      [spare, out, bytes, most] = [[], 0, size, Math.ceil(STRIPS / of)];
    },

    /** No more are wanted: who waits need not, and what comes back is not kept. */
    end() {
      [spare, bytes] = [[], 0];
      back?.();
    },

    /** Waits until there may be one more. @param {() => boolean} stale Whether nobody waits for it any longer. */
    async room(stale) {
      while (out >= most && !stale()) {
        await /** @type {Promise<void>} */ (new Promise((resolve) => (back = resolve)));
      }
    },

    /** Memory to be filled. */
    take: () => spare.pop() ?? new ArrayBuffer(bytes),

    /** One is on its way. */
    sent: () => void (out += 1),

    keep,

    /** One has come back: perhaps of a job that was given up. @param {ArrayBuffer} buffer */
    cameBack(buffer) {
      out = Math.max(0, out - 1);
      keep(buffer);
      back?.();
    },
  };
}

/** @typedef {ReturnType<typeof createStrips>} Strips */

/** Rows a strip. @param {{width: number, height: number}} frame */
const rowsOf = ({ width, height }) => Math.min(height, Math.max(16, Math.floor(STRIP_BYTES / (width * 4))));

/**
 * @typedef {{type: "strip", firstRow: number, rows: number, width: number, data: ArrayBuffer}
 *   | {type: "overview", firstRow: number, width: number, data: ArrayBuffer}} Rows Of the picture, or of its overview.
 */

/**
 * Hands out the rows that a document was asked for, in slices, and an overview with them; whether all of them came.
 * @param {Decoded} opened @param {{width: number, height: number}} frame @param {Strips} strips
 * @param {object} way
 * @param {number} way.of How many workers hand out rows of the picture.
 * @param {number} way.factor What the overview is reduced by; 1: there is none.
 * @param {() => boolean} way.stale Whether nobody wants the rows any longer.
 * @param {(turn: number) => Promise<void> | undefined} [way.before] Done before a turn of work.
 * @param {(turn: number) => number} [way.slice] How long a turn of work takes, in milliseconds.
 * @param {(rows: Rows) => void} way.send
 * @param {(step: Advance) => void} [way.after] Told of each turn.
 */
export async function handOut(opened, frame, strips, { of, factor, stale, before, slice, send, after }) {
  const { width } = frame;
  strips.begin(rowsOf(frame) * width * 4, of);
  if (factor > 1) opened.reduce(factor);
  for (let turn = 0; ; turn += 1) {
    await breathe();
    await strips.room(stale);
    if (stale()) return false;
    await before?.(turn);
    if (stale()) return false;
    const buffer = strips.take();
    const step = opened.advance(new Uint8ClampedArray(buffer), Date.now() + (slice?.(turn) ?? SLICE_MS));
    const { image, overview, finished } = step;
    if (image) {
      strips.sent();
      send({ type: "strip", firstRow: step.first_row, rows: step.rows, width, data: image.data.buffer });
    } else {
      strips.keep(buffer);
    }
    if (overview) {
      const data = /** @type {ArrayBuffer} */ (overview.buffer);
      send({ type: "overview", firstRow: step.overview_row, width: Math.ceil(width / factor), data });
    }
    after?.(step);
    step.free();
    if (finished) return true;
  }
}
