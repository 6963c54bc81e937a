/** The save menu: the picture as a file, the bits as text, the file itself. */

import { Cancelled, unanswered } from "../client.js";
import { isPlanes } from "../components.js";
import { h } from "../dom.js";
import { download, edited, named } from "../files.js";
import { onLanguage, t } from "../i18n/index.js";
import { menuButton } from "../menu.js";
import { isStored } from "../stored.js";

/**
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../client.js").Client} Client
 * @typedef {import("../protocol.js").TextOptions} TextOptions
 */

/** Texts of the file that the menu offers; the Text tab has all the options. @type {[string, string, TextOptions][]} */
const TEXTS = [
  ["matrix", "matrix.txt", { of: "file", form: "matrix", columns: 64, grouped: false, offsets: false, oriented: true }],
  ["stream", "bits.txt", { of: "file", form: "stream", columns: 64, grouped: false, offsets: false, oriented: true }],
  ["hex", "hex.txt", { of: "file", form: "hex", columns: 16, grouped: false, offsets: false, oriented: true }],
  [
    "decimal",
    "decimal.txt",
    { of: "file", form: "decimal", columns: 16, grouped: false, offsets: false, oriented: true },
  ],
];

/** How files of samples at full depth are called, and what they are. */
const ENDINGS = /** @type {const} */ ({ png16: "16bit.png", pgm: "pgm", ppm: "ppm", pam: "pam" });
const TYPES = /** @type {const} */ ({
  png16: "image/png",
  pgm: "image/x-portable-graymap",
  ppm: "image/x-portable-pixmap",
  pam: "image/x-portable-arbitrarymap",
});

/**
 * What the open file is called when something is made of it: `photo.edited.jpg` once it has been edited.
 * @param {import("../store.js").State} state
 */
function nameOf({ document, edits }) {
  const name = document?.name ?? "";
  return edits.history.hunks.length > 0 ? edited(name) : name;
}

/** @param {Store} store @param {Client} client */
export function createSaver(store, client) {
  /** @type {AbortController | null} */
  let running = null;

  /**
   * @param {string} name @param {string} type
   * @param {(job: {signal: AbortSignal, progress: (done: number, total: number) => void}) => Promise<Blob[]>} make
   */
  async function save(name, type, make) {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const progress = (/** @type {number} */ done, /** @type {number} */ total) =>
      running === controller && store.set({ job: { label: "job.saving", done, total } });
    progress(0, 1);
    try {
      const parts = await make({ signal: controller.signal, progress });
      download(name, parts, type);
      store.set({ notice: { tone: "info", key: "notice.saved", values: { name } } });
    } catch (problem) {
      if (problem instanceof Cancelled)
        store.set({ notice: { tone: "info", key: "notice.cancelled", values: { name } } });
      else unanswered(problem, (fault) => store.set({ notice: { tone: "error", key: "notice.not-saved", values: { name }, fault } }));
    } finally {
      if (running === controller) {
        running = null;
        store.set({ job: null });
      }
    }
  }

  return {
    cancel: () => running?.abort(),
    /** @param {string} ending @param {TextOptions} options */
    text(ending, options) {
      const doc = store.get().document;
      if (doc) void save(named(nameOf(store.get()), ending), "text/plain", (job) => client.text(options, job));
    },
    /** @param {"bmp" | "png"} what */
    picture(what) {
      const doc = store.get().document;
      const oriented = doc?.picture?.oriented ?? true;
      if (doc) void save(named(nameOf(store.get()), what), `image/${what}`, (job) => client.picture(what, oriented, job));
    },
    /** @param {import("../protocol.js").SampleFile} what @param {number | null} component */
    samples(what, component) {
      const doc = store.get().document;
      const oriented = doc?.picture?.oriented ?? true;
      const options = { oriented, component };
      if (doc) void save(named(nameOf(store.get()), ENDINGS[what]), TYPES[what], (job) => client.samples(what, options, job));
    },
    file() {
      const doc = store.get().document;
      if (doc) download(nameOf(store.get()), [/** @type {Uint8Array<ArrayBuffer>} */ (doc.bytes)], "application/octet-stream");
    },
  };
}
/** @typedef {ReturnType<typeof createSaver>} Saver */

/** @param {Store} store @param {Saver} saver @param {import("../disk.js").Disk} disk */
export function createSaveMenu(store, saver, disk) {
  const button = h("button", { class: "button line", id: "save" });
  onLanguage(() => (button.textContent = `${t("save.title")} ▾`));
  return menuButton(button, () => {
    const doc = store.get().document;
    const drawn = Boolean(doc?.picture);
    const some = Boolean(doc && doc.bytes.length > 0);
    const name = nameOf(store.get());
    const deep = (doc?.picture?.precision ?? 8) > 8;
    const back = disk.back();
    return [
      ...(back === null ? [] : [{ label: t("disk.back"), hint: back, act: () => void disk.saveBack() }]),
      { label: t("save.bmp"), hint: named(name, "bmp"), disabled: !drawn, act: () => saver.picture("bmp") },
      {
        label: t(deep ? "save.png.shown" : "save.png"),
        hint: named(name, "png"),
        disabled: !drawn,
        act: () => saver.picture("png"),
      },
      ...sampleEntries(store.get()).map(([what, component]) => ({
        label: t(`save.${what}`),
        hint: named(name, ENDINGS[what]),
        act: () => saver.samples(what, component),
      })),
      ...TEXTS.map(([key, ending, options]) => ({
        label: t(`save.${key}`),
        hint: named(name, ending),
        disabled: !some,
        act: () => saver.text(ending, options),
      })),
      { label: t(name === doc?.name ? "save.file" : "save.edited"), hint: name, disabled: !some, act: () => saver.file() },
    ];
  });
}

/**
 * Files that hold the samples themselves, and which component they hold: those that can hold what is shown.
 * @param {import("../store.js").State} state
 * @returns {[import("../protocol.js").SampleFile, number | null][]}
 */
function sampleEntries({ document, view }) {
  const picture = document?.picture;
  if (!picture || picture.components.length === 0 || isStored(picture)) return [];
  const channels = { grey: 1, ycbcr: 3, rgb: 3 }[picture.colour] ?? 4;
  /** @type {[import("../protocol.js").SampleFile, number | null][]} */
  const entries = [];
  // Of components without a common meaning one is shown, and is what a grey file can hold.
  const one = view.component ?? (isPlanes(picture) ? 0 : channels === 1 ? 0 : null);
  if (picture.precision > 8 && (one !== null || channels === 3)) entries.push(["png16", one]);
  if (one !== null) entries.push(["pgm", one]);
  else if (channels === 3) entries.push(["ppm", null]);
  entries.push(["pam", view.component]);
  return entries;
}
