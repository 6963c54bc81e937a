/**
 * What the Raw tab makes of the open file: any bytes as pixels, by a layout that is changed until a picture comes out of it.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./protocol.js").RawMade} RawMade
 * @typedef {import("../pkg/workshop.js").RawLayout} RawLayout
 * @typedef {import("../pkg/workshop.js").RawModeRow} RawModeRow
 * @typedef {import("../pkg/workshop.js").WidthRow} WidthRow
 *
 * @typedef {object} RawState What the parts of the tab share.
 * @property {RawLayout} layout
 * @property {boolean} follows Whether the height is that of all rows that the file has.
 * @property {RawModeRow[]} modes
 * @property {WidthRow[]} widths Likely lengths of a row.
 * @property {RawMade | null} made
 * @property {import("./store.js").Fault | null} fault
 * @property {boolean} open Whether there are bytes.
 */

import { unanswered } from "./client.js";
import { newestOnly } from "./dom.js";
import { createStore } from "./store.js";

/** Rows and pixels that are shown at most: more is no longer looked at, but waited for. */
const MOST_ROWS = 16_384;
const MOST_PIXELS = 1 << 24;

/** @type {RawLayout} */
const START = {
  as: "mode",
  mode: "L",
  name: "L",
  bits: 4,
  pad: false,
  fill: 0,
  signed: false,
  width: 256,
  height: 256,
  offset: 0,
  stride: null,
  upwards: false,
  window: null,
  plane: null,
};

/** Bits of a pixel. @param {RawLayout} layout @param {readonly RawModeRow[]} modes */
export function bitsOf(layout, modes) {
  if (layout.as === "bits") return layout.bits;
  return modes.find(({ mode, name }) => mode === layout.mode && name === layout.name)?.bits ?? 8;
}

/** Bits from one row to the next. @param {RawLayout} layout @param {readonly RawModeRow[]} modes */
export function rowBits(layout, modes) {
  const bits = layout.width * bitsOf(layout, modes);
  const whole = layout.as === "mode" || layout.pad;
  return layout.as === "mode" && layout.stride !== null ? layout.stride * 8 : whole ? Math.ceil(bits / 8) * 8 : bits;
}

/** Whole rows that a file has, one at least. @param {RawLayout} layout @param {readonly RawModeRow[]} modes @param {number} bytes Of the file. */
export function rowsOf(layout, modes, bytes) {
  const rows = Math.floor((Math.max(0, bytes - layout.offset) * 8) / Math.max(1, rowBits(layout, modes)));
  return Math.max(1, Math.min(rows, MOST_ROWS, Math.floor(MOST_PIXELS / Math.max(1, layout.width))));
}

/** @param {Store} store @param {Client} client */
export function createRaw(store, client) {
  const raw = /** @type {ReturnType<typeof createStore<RawState>>} */ (
    createStore({ layout: START, follows: true, modes: [], widths: [], made: null, fault: null, open: false })
  );
  let seen = false;
  let known = "";
  let guessed = "";

  const bytes = () => store.get().document?.bytes.length ?? 0;
  const subject = () => JSON.stringify([store.get().document?.revision, raw.get().layout]);

  const show = newestOnly(async () => {
    const of = subject();
    if (of === known) return;
    try {
      if (raw.get().modes.length === 0) raw.set({ modes: await client.rawModes() });
      const made = await client.raw(raw.get().layout);
      known = of;
      raw.set({ made, fault: null });
    } catch (problem) {
      unanswered(problem, (fault) => {
        known = of;
        raw.set({ made: null, fault });
      });
    }
  });

  /** Looks for likely widths where what they depend on has changed. */
  const suggest = newestOnly(async () => {
    const { layout, modes } = raw.get();
    const of = JSON.stringify([store.get().document?.revision, layout.offset, bitsOf(layout, modes)]);
    if (of === guessed) return;
    try {
      const widths = await client.rawWidths(layout.offset, bitsOf(layout, modes));
      guessed = of;
      raw.set({ widths });
    } catch (problem) {
      unanswered(problem);
    }
  });

  /** @param {RawLayout} layout */
  function fitted(layout) {
    return raw.get().follows ? { ...layout, height: rowsOf(layout, raw.get().modes, bytes()) } : layout;
  }

  function refresh() {
    raw.set({ open: bytes() > 0 });
    if (!seen || bytes() === 0) return;
    void (async () => {
      await show(undefined);
      await suggest(undefined);
    })();
  }

  /** @type {number | null} */
  let before = null;
  store.on(["document"], ({ document: doc }) => {
    // Another file has other rows.
    if (doc && doc.id !== before) {
      before = doc.id;
      raw.set({ layout: fitted({ ...raw.get().layout, offset: 0, window: null }), widths: [] });
    }
    refresh();
  });

  return {
    get: raw.get,
    on: raw.on,

    /** @param {Partial<RawLayout>} change */
    change(change) {
      raw.set({ layout: fitted({ ...raw.get().layout, ...change }) });
      refresh();
    },

    /** A mode of the list. @param {RawModeRow} row */
    mode({ mode, name }) {
      this.change({ as: "mode", mode, name, plane: null, window: null, stride: null });
    },

    /** Takes a likely length of a row. @param {WidthRow} row */
    width({ stride, width }) {
      const { layout, modes } = raw.get();
      const own = Math.ceil((width * bitsOf(layout, modes)) / 8);
      this.change({ width, stride: layout.as === "mode" && stride > own && Number.isInteger(stride) ? stride : null });
    },

    /** Whether the height is that of all rows. @param {boolean} follows */
    follow(follows) {
      raw.set({ follows });
      this.change({});
    },

    /** Whether somebody looks. @param {boolean} now */
    look(now) {
      seen = now;
      refresh();
    },
  };
}

/** @typedef {ReturnType<typeof createRaw>} Raw */
