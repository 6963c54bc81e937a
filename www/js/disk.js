/**
 * Files where they lie on the computer: chosen so that they can be opened again and saved back, where the browser has the File
 * System Access API. Nothing is read and nothing is written that was not asked for.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./shelf.js").Source} Source
 * @typedef {FileSystemFileHandle & {
 *   queryPermission?: (how: {mode: "read" | "readwrite"}) => Promise<PermissionState>,
 *   requestPermission?: (how: {mode: "read" | "readwrite"}) => Promise<PermissionState>,
 * }} Handle Not all browsers have the question of permission.
 */

import { canRemember, createRecent } from "./recent.js";

/** @param {unknown} problem */
const nameOf = (problem) => (problem instanceof DOMException ? problem.name : "");

/** Asks where it was not allowed yet; only after a click. @param {Handle} handle @param {"read" | "readwrite"} mode */
async function allowed(handle, mode) {
  if (!handle.queryPermission || !handle.requestPermission) return true;
  if ((await handle.queryPermission({ mode })) === "granted") return true;
  return (await handle.requestPermission({ mode })) === "granted";
}

/**
 * @param {Store} store @param {import("./opener.js").Opener} opener @param {import("./shelf.js").Shelf} shelf
 * @param {(key: string, values: Record<string, string>) => Promise<boolean>} confirm Asks whether a file is to be overwritten.
 */
export function createDisk(store, opener, shelf, confirm) {
  const recent = createRecent();
  /** Handles that are remembered already. @type {WeakSet<FileSystemFileHandle>} */
  const known = new WeakSet();

  /** @param {string} key @param {string} name @param {"info" | "warning" | "error"} [tone] */
  const say = (key, name, tone = "error") => store.set({ notice: { tone, key, values: { name } } });

  // However a file came, it can be opened again if its place is known.
  store.on(["files"], () => {
    const source = shelf.current()?.source;
    if (!source || known.has(source.handle) || !canRemember()) return;
    known.add(source.handle);
    recent.add(source.handle).catch((problem) => console.warn(problem));
  });

  /** What was opened can be saved in its place: the very file, not one that was made of it. */
  function place() {
    const { document: doc } = store.get();
    const file = shelf.current();
    return doc && file?.source && doc.parent === null && doc.pixels === null && doc.id === file.id ? file.source : null;
  }

  return {
    recent,
    canPick: canRemember,

    /** Lets the reader choose files; false where the browser does not let the page ask. */
    async pick() {
      /** @type {FileSystemFileHandle[]} */
      let handles;
      try {
        handles = await /** @type {any} */ (window).showOpenFilePicker({ multiple: true });
      } catch (problem) {
        return nameOf(problem) === "AbortError";
      }
      await this.open(handles);
      return true;
    },

    /** @param {FileSystemFileHandle[]} handles */
    async open(handles) {
      const files = await Promise.all(handles.map((handle) => handle.getFile()));
      await opener.files(
        files,
        files.map(({ lastModified }, i) => ({ handle: handles[i], lastModified })),
      );
    },

    /** Opens a file of before, if that is allowed. @param {import("./recent.js").Recent} entry */
    async again({ name, handle }) {
      try {
        if (!(await allowed(handle, "read"))) return say("disk.denied", name, "warning");
        await this.open([handle]);
      } catch (problem) {
        if (nameOf(problem) !== "NotFoundError") {
          console.warn(problem);
          return say("notice.unreadable", name);
        }
        await recent.forget(handle);
        say("disk.gone", name, "warning");
      }
    },

    async forget() {
      await recent.forgetAll();
      store.set({ notice: { tone: "info", key: "disk.forgotten" } });
    },

    /** The name of the file that can be saved in its place; null where there is none, or nothing was done to it. */
    back: () => (shelf.current()?.edited ? (place()?.handle.name ?? null) : null),

    /** Saves the open file in its place, if the reader and the browser agree. */
    async saveBack() {
      const source = place();
      const doc = store.get().document;
      if (!source || !doc) return;
      const { handle, lastModified } = source;
      const { name } = handle;
      const { revision } = doc;
      try {
        const there = await handle.getFile().catch(() => null);
        const other = there && there.lastModified !== lastModified;
        if (!(await confirm(other ? "disk.ask.changed" : "disk.ask", { name }))) return;
        if (store.get().document?.revision !== revision) return;
        if (!(await allowed(handle, "readwrite"))) return say("disk.not-allowed", name, "warning");
        const stream = await handle.createWritable();
        try {
          await stream.write(/** @type {Uint8Array<ArrayBuffer>} */ (doc.bytes));
          await stream.close();
        } catch (problem) {
          // What was there stays as it was.
          await stream.abort().catch(() => {});
          throw problem;
        }
        shelf.saved({ handle, lastModified: (await handle.getFile()).lastModified });
        say("disk.saved", name, "info");
      } catch (problem) {
        console.warn(problem);
        const key = { NotAllowedError: "disk.not-allowed", QuotaExceededError: "disk.full", NoModificationAllowedError: "disk.in-use" }[nameOf(problem)];
        say(key ?? "disk.failed", name);
      }
    },
  };
}

/** @typedef {ReturnType<typeof createDisk>} Disk */
