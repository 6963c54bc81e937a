/**
 * The open file beside another: one of those that are open, or itself before it was edited. The other one stays while one turns
 * from file to file; who turns to it sees it beside the one before. What is edited is compared anew.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Rival} Rival
 * @typedef {import("./store.js").Picture} Picture
 * @typedef {import("./shelf.js").What} What
 * @typedef {Rival["key"]} Key
 */

import { Cancelled } from "./client.js";
import { createComparer } from "./comparer.js";
import { original } from "./edit/patch.js";

/** Edits in quick succession are compared together. */
const REST_MS = 250;

/** @param {Store} store @param {import("./client.js").Client} client @param {import("./shelf.js").Shelf} shelf @param {import("./editor.js").Editor} editor */
export function createComparison(store, client, shelf, editor) {
  const comparer = createComparer(() => store.set({ notice: { tone: "error", key: "comparison.lost" } }));
  /** The file that was shown when it was last compared. */
  let shown = 0;
  /** Whether its picture was turned. @type {boolean | null} */
  let turned = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  let turn = 0;

  /** @param {Partial<Rival>} change */
  function update(change) {
    const { rival } = store.get();
    if (rival) store.set({ rival: { ...rival, ...change } });
  }

  /** @param {Key} key @returns {Promise<What | null>} */
  async function contents(key) {
    const { document: doc, edits } = store.get();
    if (key !== "original") {
      const file = shelf.get(key);
      return file && shelf.contents(file);
    }
    return doc && { name: doc.name, bytes: original(doc.bytes, editor.length(), edits.history.hunks), pixels: doc.pixels };
  }

  async function compare() {
    turn += 1;
    const mine = turn;
    const { document: doc, rival } = store.get();
    if (!doc || !rival) return;
    const { revision } = doc;
    const oriented = doc.picture?.oriented ?? true;
    update({ busy: true, revision, ...(turned === oriented ? {} : { same: false }) });
    turned = oriented;
    try {
      const other = await contents(rival.key);
      if (mine !== turn || !other) return;
      const tables = client.tables();
      const first = { bytes: doc.bytes, pixels: doc.pixels, tables, oriented };
      const second = { bytes: other.bytes, pixels: other.pixels ?? null, tables, oriented: rival.key === "original" ? oriented : true };
      await comparer.compare(first, second, {
        progress: (done, total) => mine === turn && store.set({ job: { label: "job.comparing", done, total } }),
        told({ tiles, bytes, pixels }) {
          if (mine !== turn) return;
          if (bytes) update({ bytes, lengths: [first.bytes.length, second.bytes.length] });
          if (pixels === undefined) return;
          const picture = tiles ? pictureOf(tiles) : null;
          const own = store.get().document?.picture;
          const same = Boolean(picture && own && picture.width === own.width && picture.height === own.height);
          update({ picture, pixels, same, map: pixels?.map && picture ? shaded(pixels.map, picture) : null });
        },
      });
    } catch (problem) {
      if (!(problem instanceof Cancelled)) throw problem;
    } finally {
      if (mine === turn) {
        update({ busy: false });
        store.set({ job: null });
      }
    }
  }

  function end() {
    turn += 1;
    clearTimeout(resting);
    comparer.dismiss();
    if (store.get().rival?.busy) store.set({ job: null });
    store.set({ rival: null });
  }

  /** @param {Key} key @param {string} name */
  function begin(key, name) {
    end();
    shown = shelf.current()?.key ?? 0;
    store.set({
      rival: { key, name, picture: null, same: false, bytes: null, pixels: null, map: null, lengths: [0, 0], revision: 0, busy: true },
    });
    void compare();
  }

  store.on(["document", "files"], ({ document: doc, rival, files }) => {
    if (!rival || !doc) return;
    const before = shelf.get(shown);
    if (files.current !== shown) {
      if (rival.key === "original") return end();
      if (rival.key === files.current) {
        if (!before) return end();
        return begin(before.key, before.name);
      }
      const other = shelf.get(rival.key);
      return other ? begin(other.key, other.name) : end();
    }
    if (rival.key !== "original" && !shelf.get(rival.key)) return end();
    const oriented = doc.picture?.oriented ?? turned;
    if (doc.revision === store.get().rival?.revision && oriented === turned) return;
    if (!doc.picture?.complete && !doc.refused) return;
    clearTimeout(resting);
    resting = setTimeout(() => void compare(), REST_MS);
  });

  return {
    /** @param {Key} key One of the open files, but not the one that is shown. */
    with(key) {
      const doc = store.get().document;
      if (key === "original") return doc && begin(key, doc.name);
      const file = shelf.get(key);
      if (file && file !== shelf.current()) begin(key, file.name);
    },
    end,
    cancel: () => store.get().rival?.busy && end(),
  };
}

/** @typedef {ReturnType<typeof createComparison>} Comparison */

/** A picture of which nothing is known but its pixels. @param {import("./tiles.js").Tiles} tiles @returns {Picture} */
function pictureOf(tiles) {
  const { width, height } = tiles;
  return {
    width,
    height,
    storedWidth: width,
    storedHeight: height,
    orientation: 1,
    oriented: true,
    components: [],
    hMax: 1,
    vMax: 1,
    process: "",
    canvas: null,
    complete: true,
    tiles,
    precision: 8,
    unit: 1,
    predictor: 0,
    shift: 0,
    frames: 0,
    colour: "rgb",
    scans: [],
    damage: null,
    partial: false,
    mcusAcross: 0,
    mcusDown: 0,
  };
}

/** The colour and opacity of a place that is so unlike, 0 to 255: from nothing by yellow and red to a dark violet. @param {number} unlike */
export const shade = (unlike) => [255 - unlike * 0.55, 210 - unlike * 0.8, 30 + unlike * 0.25, Math.min(235, unlike * 2.5)];

/** Similarities as shades to lie over a picture: nothing where it is the same. @param {{values: Uint8Array, factor: number}} map @param {{width: number, height: number}} picture */
function shaded({ values, factor }, { width, height }) {
  const [across, down] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const image = new ImageData(across, down);
  values.forEach((similarity, i) => image.data.set(shade(255 - similarity), i * 4));
  const canvas = new OffscreenCanvas(across, down);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
