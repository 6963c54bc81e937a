/**
 * The files that are open. One of them is shown; of each other nothing is kept but its bytes as they were, what was done to them,
 * and where one looked: it is decoded anew when it is turned to. What only waits to be looked at is not even read.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Origin} Origin
 * @typedef {import("./client.js").Client} Client
 *
 * @typedef {object} What A file that can be opened.
 * @property {string} name
 * @property {Uint8Array} bytes
 * @property {Origin["pixels"]} [pixels] How its bytes are pixels, where they are nothing else.
 * @property {Origin | null} [parent] The file that it was taken from.
 * @property {import("./store.js").Edits} [edits] What was done to the bytes already.
 *
 * @typedef {object} Looks Where one looked at it, and how.
 * @property {import("./store.js").View} view
 * @property {import("./store.js").BitRange | null} selection
 * @property {import("./store.js").Gaze | null} gaze
 * @property {boolean} oriented
 *
 * @typedef {object} OpenFile
 * @property {number} key
 * @property {string} name
 * @property {boolean} edited
 * @property {string | null} sample Its name in samples/, where it is one.
 * @property {Source | null} source Where it lies on the computer.
 * @property {boolean} passing Gives way to the next file, unless it is edited.
 * @property {File | null} unread Was not looked at yet.
 * @property {What | null} kept What it is opened from; null while it is shown.
 * @property {import("./edit/history.js").History} history What is to be done to `kept`.
 * @property {readonly import("./edit/patch.js").Hunk[]} saved What was done to the file when it was saved last.
 * @property {Looks | null} looks
 * @property {number} id Of its document.
 *
 * @typedef {{handle: FileSystemFileHandle, lastModified: number}} Source
 */

import { EMPTY } from "./edit/history.js";
import { applied, asEdits, original } from "./edit/patch.js";
import { EVERYTHING } from "./excerpt.js";

/** Of a file that was taken from another, that other is kept without its pictures. @param {Origin | null} origin @returns {Origin | null} */
function light(origin) {
  if (!origin) return null;
  const { edits, parent, ...rest } = origin;
  return { ...rest, parent: light(parent), edits: edits && { ...edits, original: null, originalView: null, changes: null } };
}

/** Whether something was done to a file that another was taken from. @param {Origin | null} origin @returns {boolean} */
const touched = (origin) => origin !== null && ((origin.edits?.history.hunks.length ?? 0) > 0 || touched(origin.parent));

/** @param {Store} store @param {Client} client @param {import("./editor.js").Editor} editor */
export function createShelf(store, client, editor) {
  let keys = 0;
  /** The last that was closed. @type {{file: OpenFile, at: number} | null} */
  let closed = null;

  const files = () => store.get().files;
  const current = () => files().list.find(({ key }) => key === files().current) ?? null;

  /** @param {OpenFile[]} list @param {number} [now] */
  const tell = (list, now = files().current) => store.set({ files: { list, current: now } });

  /** @param {OpenFile} file @param {Partial<OpenFile>} change */
  function update(file, change) {
    Object.assign(file, change);
    tell([...files().list]);
  }

  /** What is shown is put away, as far as it was shown. */
  function putAway() {
    const file = current();
    const { document: doc, edits, view, selection, gaze } = store.get();
    if (!file || file.kept || file.unread || !doc || doc.id !== file.id) return;
    const { history } = edits;
    file.kept = {
      name: doc.name,
      bytes: history.hunks.length > 0 ? original(doc.bytes, editor.length(), history.hunks) : doc.bytes,
      pixels: doc.pixels,
      parent: light(doc.parent),
    };
    file.history = history;
    file.looks = { view: { ...view, ...EVERYTHING }, selection, gaze, oriented: doc.picture?.oriented ?? true };
  }

  /** Opens what is kept of a file. @param {OpenFile} file */
  function bring(file) {
    const { name, bytes, parent = null, pixels = null, edits } = /** @type {What} */ (file.kept);
    const again = file.history !== EMPTY;
    // Nothing else is to be done to it before that, and there may be nothing yet where something was chosen.
    editor.hold(again);
    const looks = file.looks && (again ? { ...file.looks, selection: null } : file.looks);
    file.name = name;
    file.unread = null;
    file.id = client.open(name, bytes, parent, pixels, edits, looks ?? undefined);
    tell([...files().list], file.key);
    return file.id;
  }

  /** @param {Partial<OpenFile> & {name: string}} about @returns {OpenFile} */
  function entry(about) {
    keys += 1;
    return {
      key: keys,
      edited: false,
      sample: null,
      source: null,
      passing: false,
      unread: null,
      kept: null,
      history: EMPTY,
      saved: EMPTY.hunks,
      looks: null,
      id: 0,
      ...about,
    };
  }

  /** Adds a file behind the one that is shown. @param {OpenFile} file */
  function add(file) {
    const list = [...files().list];
    const at = list.findIndex(({ key }) => key === files().current);
    list.splice(at + 1, 0, file);
    return list;
  }

  // Once a file is there, what was done to it is done again; from then on it is the store that knows.
  store.on(["document", "edits"], ({ document: doc }) => {
    const file = current();
    if (!file || !doc || doc.id !== file.id) return;
    const { history, looks } = file;
    if (looks?.gaze && doc.picture) {
      store.set({ gaze: looks.gaze });
      looks.gaze = null;
    }
    if (file.kept && history === EMPTY) file.kept = null;
    else if (file.kept && (doc.picture?.complete || doc.refused)) {
      file.kept = null;
      editor.hold(false);
      editor.resume(history);
      // Places are those of the edited file.
      if (looks) store.set({ selection: looks.selection });
    }
    if (file.kept) return;
    const { hunks } = store.get().edits.history;
    const other = doc.parent !== null || doc.pixels !== null;
    const edited = other ? hunks.length > 0 || touched(doc.parent) : hunks !== file.saved && hunks.length + file.saved.length > 0;
    const passing = file.passing && !edited && doc.parent === null;
    if (edited !== file.edited || doc.name !== file.name || passing !== file.passing) update(file, { edited, name: doc.name, passing });
  });

  return {
    current,

    /**
     * Opens a file in a place of its own, or in that of one that was not looked at yet. Gives the document's number.
     * @param {What} what @param {{sample?: string | null, passing?: boolean, source?: Source | null, place?: OpenFile | null}} [about]
     */
    open(what, { sample = null, passing = false, source = null, place = null } = {}) {
      putAway();
      const before = current();
      const known = place && files().list.includes(place) ? place : null;
      const file = known ?? entry({ name: what.name });
      Object.assign(file, { kept: what, sample, passing, source: source ?? file.source, looks: null, history: EMPTY });
      if (!known) {
        const gives = before?.passing && !before.edited;
        tell(gives ? add(file).filter((other) => other !== before) : add(file), file.key);
      }
      return bring(file);
    },

    /** Opens a file that was taken from the one that is shown, or that this one was taken from, in its place. @param {What} what */
    instead(what) {
      const file = current();
      if (!file) return this.open(what);
      Object.assign(file, { kept: what, sample: null, passing: false, looks: null, history: EMPTY });
      return bring(file);
    },

    /** Files that are there to be looked at. @param {{file: File, source: Source | null}[]} waiting */
    wait(waiting) {
      const list = [...files().list];
      const at = list.findIndex(({ key }) => key === files().current);
      list.splice(at + 1, 0, ...waiting.map(({ file, source }) => entry({ name: file.name, unread: file, source })));
      tell(list);
    },

    /** Shows a file that was put away. @param {OpenFile} file */
    show(file) {
      if (file === current()) return;
      putAway();
      if (file.kept) bring(file);
    },

    /** @param {number} key */
    get: (key) => files().list.find((file) => file.key === key) ?? null,

    /** Takes a file off; the one to be shown instead, where it was shown. @param {number} key */
    close(key) {
      const { list, current: now } = files();
      const at = list.findIndex((file) => file.key === key);
      if (at < 0 || list.length < 2) return null;
      if (key === now) putAway();
      closed = { file: list[at], at };
      tell(list.filter((file) => file.key !== key));
      return key === now ? (list[at + 1] ?? list[at - 1]) : null;
    },

    /** What can be brought back. */
    closed: () => closed?.file ?? null,

    /** Puts the file back that was closed last. */
    reopen() {
      if (!closed) return null;
      const { file, at } = closed;
      closed = null;
      const list = [...files().list];
      list.splice(at, 0, file);
      tell(list);
      return file;
    },

    /** A file's bytes as they are now, and how they are pixels. @param {OpenFile} file @returns {Promise<What>} */
    async contents(file) {
      const doc = store.get().document;
      if (!file.kept && doc && doc.id === file.id) return { name: doc.name, bytes: doc.bytes, pixels: doc.pixels };
      if (!file.kept) {
        const bytes = file.unread ? await file.unread.arrayBuffer() : new ArrayBuffer(0);
        return { name: file.name, bytes: new Uint8Array(bytes), pixels: null };
      }
      const { name, bytes, pixels } = file.kept;
      const { hunks } = file.history;
      return { name, bytes: hunks.length > 0 ? applied(bytes.slice(), bytes.length * 8, asEdits(hunks)) : bytes, pixels };
    },

    /** The file that is shown was saved as it is now. @param {Source} source */
    saved(source) {
      const file = current();
      if (file) update(file, { source, saved: store.get().edits.history.hunks, edited: false });
    },

    /** The name in samples/ of a document; null where it is none of them. @param {number} id */
    sampleOf(id) {
      const file = current();
      return file?.id === id ? file.sample : null;
    },
  };
}

/** @typedef {ReturnType<typeof createShelf>} Shelf */
