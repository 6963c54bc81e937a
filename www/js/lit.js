/**
 * From the picture to the bits: those of the pixel under the pointer light up, in every scan; a click holds them.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./store.js").Lit} Lit
 */

import { newestOnly } from "./dom.js";
import { toShown, toStored } from "./orientation.js";

/** The stored pixel that is shown at a place. @param {import("./store.js").Picture} picture @param {{x: number, y: number}} shown */
function stored({ oriented, orientation, storedWidth: width, storedHeight: height }, shown) {
  return toStored(toShown(oriented ? orientation : 1, { width, height }), shown.x, shown.y);
}

/** @param {Store} store @param {Client} client */
export function createLit(store, client) {
  /** What was asked for last: nothing is asked twice. */
  let asked = "";
  /** The selection that came with the held pixel. @type {import("./store.js").BitRange | null} */
  let own = null;
  /** The document whose pixels these are. */
  let opened = 0;

  const ask = newestOnly(async (/** @type {{x: number, y: number} | null} */ at) => {
    try {
      store.set({ lit: at && (await client.pixelBits(at.x, at.y)) });
    } catch {
      asked = ""; // A cancelled question has no answer; the next one will.
    }
  });

  function follow() {
    const { document, pixel, held } = store.get();
    const picture = document?.picture;
    const at = held ?? (pixel && picture ? stored(picture, pixel) : null);
    const key = at && picture ? [at.x, at.y, document.revision, document.fields.start.length].join() : "";
    if (key === asked) return;
    asked = key;
    void ask(key ? at : null);
  }
  store.on(["pixel", "held", "document"], follow);
  store.on(["document"], ({ document, block }) => {
    // Another file has other blocks.
    if (document?.id !== opened) {
      opened = document?.id ?? 0;
      store.set({ held: null, lit: null, ...(block ? { block: null } : {}) });
    }
  });
  store.on(["selection"], ({ selection, held }) => {
    if (held && selection !== own) store.set({ held: null });
  });

  return {
    /** Holds the pixel that is shown at a place: its bits stay lit, and its block is chosen. @param {{x: number, y: number}} shown */
    async hold(shown) {
      const { document } = store.get();
      if (!document?.picture) return;
      const at = stored(document.picture, shown);
      const revision = document.revision;
      try {
        const lit = await client.pixelBits(at.x, at.y);
        if (!lit || store.get().document?.revision !== revision) return;
        const first = lit.own.findIndex((yes, i) => yes === 1 && lit.run[i] === 0 && lit.component[i] === 0);
        const i = first >= 0 ? first : lit.own.indexOf(1);
        if (i < 0) return;
        own = { start: lit.start[i], bits: lit.end[i] - lit.start[i] };
        const block = { scan: lit.scan[i], component: lit.component[i], bx: lit.bx[i], by: lit.by[i] };
        store.set({ held: at, lit, block, selection: own });
      } catch {
        // As above.
      }
    },
    /** Lets go. */
    free() {
      if (store.get().held) store.set({ held: null, selection: null });
    },
  };
}
