/**
 * What is looked at comes before all else when a large progressive file is edited. Its scans take turns over the whole picture, so
 * that decoding anew down to what is looked at takes long; here its coefficients are kept, and only the scans that the edit concerns
 * are read again, while the other worker decodes.
 *
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("../pkg/workshop.js").KeptPicture} KeptPicture
 * @typedef {import("./protocol.js").ToWorker} ToWorker
 * @typedef {import("./port.js").Slices} Slices
 */

import { breathe, SLICE_MS, tell } from "./port.js";

/** Rows are handed out in pieces of about so many bytes. */
const PIECE_BYTES = 1 << 21;

/** @param {Core} core @param {() => number} now The number of the file that is open, or of its last edit. */
export function createKept(core, now) {
  /** @type {{picture: KeptPicture, of: number} | null} */
  let kept = null;

  function forget() {
    kept?.picture.free();
    kept = null;
  }

  /** All is as the file says. @param {number} id */
  function settled(id) {
    if (kept) kept.of = id;
    tell({ type: "kept", id });
  }

  /** Whether nobody has asked for anything else meanwhile. @param {typeof kept} mine @param {number} id */
  const current = (mine, id) => mine === kept && id === now();

  /** Reads what is still to be read; whether all has been. @param {NonNullable<typeof kept>} mine @param {number} id */
  async function finish(mine, id) {
    while (!mine.picture.advance(Date.now() + SLICE_MS)) {
      await breathe();
      if (!current(mine, id)) return false;
    }
    return true;
  }

  return {
    forget,

    /** Keeps the open file's coefficients, if that is of use. @param {Document} opened @param {Slices} slices */
    async prepare(opened, slices) {
      const id = now();
      if (kept?.of === id || opened.format !== "jpeg") return;
      const before = kept;
      if (before) {
        if (!(await finish(before, id))) return;
        if (before.picture.edit(opened)) {
          if (await finish(before, id)) settled(id);
          return;
        }
      }
      forget();
      const picture = core.KeptPicture.of(opened);
      if (!picture) return;
      const mine = (kept = { picture, of: -1 });
      while (!picture.advance(slices.until())) {
        // Where an edit comes between, it goes on from here.
        if (!(await slices.pause(0, 1)) || mine !== kept) return;
      }
      settled(id);
    },

    /**
     * The open file has been edited: hands out what is looked at, then reads the rest.
     * @param {() => Document} need @param {Extract<ToWorker, {type: "edit"}>} message
     */
    async edit(need, { id, seen, ahead }) {
      const mine = kept;
      if (!mine) return;
      const { picture } = mine;
      // An edit that cannot be followed may be taken back: what is kept stays.
      if (!(await finish(mine, id)) || !picture.edit(need())) return;
      mine.of = -1;
      if (ahead && seen) {
        while (!picture.reach(seen.from, seen.to, Date.now() + SLICE_MS)) {
          await breathe();
          if (!current(mine, id)) return;
        }
        picture.look(seen.from, seen.to, seen.reduction);
        for (let rgba = picture.rows(PIECE_BYTES); rgba.length > 0; rgba = picture.rows(PIECE_BYTES)) {
          const { first_row: firstRow, width } = picture;
          const data = /** @type {ArrayBuffer} */ (rgba.buffer);
          const rows = rgba.length / 4 / width;
          tell({ type: "glimpse", id, firstRow, rows, width, factor: seen.reduction, data }, [data]);
        }
        tell({ type: "glimpsed", id });
      }
      if (await finish(mine, id)) settled(id);
    },
  };
}
