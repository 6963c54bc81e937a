/**
 * Every way in: a file that was chosen, dropped or pasted, a pasted text, a sample. The newest wins; of several at once the first is
 * shown, and the others wait to be turned to.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./shelf.js").OpenFile} OpenFile
 * @typedef {import("./shelf.js").Source} Source
 */

import { Cancelled, unanswered } from "./client.js";
import { isBitText, looksLike, named, nameOfRestored } from "./files.js";
import { decodedByBrowser, kindOf, opaque } from "./forms.js";
import { t } from "./i18n/index.js";
import { fetchSample } from "./places.js";

/** Larger files are no streams of tables: all tables that there can be take less. */
const TABLES_BYTES = 1 << 16;

/** Where a file that was dropped lies, if the browser tells. @param {DataTransferItem} item @returns {Promise<FileSystemFileHandle | null>} */
async function handleOf(item) {
  try {
    const handle = await /** @type {any} */ (item).getAsFileSystemHandle?.();
    return handle?.kind === "file" ? handle : null;
  } catch {
    return null;
  }
}

/** @param {Store} store @param {Client} client @param {import("./shelf.js").Shelf} shelf */
export function createOpener(store, client, shelf) {
  let newest = 0;
  /** @type {AbortController | null} */
  let reading = null;
  /** What the pictures that were offered were asked for. @type {ReturnType<typeof begin> | null} */
  let asked = null;

  /**
   * Marks a new request; all older ones are void from now on.
   * @param {NonNullable<Parameters<typeof shelf.open>[1]>} about Where what is opened goes, and what is known of it. A place on the
   *   computer is that of a file which is opened as it is.
   */
  function begin(about = {}) {
    reading?.abort();
    reading = new AbortController();
    newest += 1;
    const mine = newest;
    return { stale: () => mine !== newest, signal: reading.signal, about };
  }

  /**
   * Gives the number of the document where the file is opened as it is.
   * @returns {Promise<number | null>}
   * @param {string} name @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request
   */
  async function openBytes(name, bytes, request) {
    store.set({ notice: null, choice: null });
    const kind = kindOf(name, bytes);
    if (kind === "file") return openFile(name, bytes, request);
    if (kind === "bits") await openBits(name, bytes, request);
    else if (kind === "digits") await openDigits(name, bytes, request);
    else if (kind === "browser") {
      const decoded = await decodedByBrowser(bytes);
      if (request.stale()) return null;
      if (!decoded) return openFile(name, bytes, request);
      openDecoded(name, decoded, bytes, String(looksLike(bytes)), request);
    } else {
      const found = await readForm(bytes, request);
      if (request.stale()) return null;
      if (found) offer(name, found, { name, bytes }, request);
      else if (!isBitText(name, bytes)) return openFile(name, bytes, request);
      else await openBits(name, bytes, request);
    }
    return null;
  }

  /** @param {string} name @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request */
  function openFile(name, bytes, request) {
    store.set({ job: null });
    return shelf.open({ name, bytes }, request.about);
  }

  /** What a file holds is opened: to save that in its place would be to lose it. @param {import("./shelf.js").What} what @param {ReturnType<typeof begin>} request */
  const openContents = (what, { about }) => shelf.open(what, { ...about, source: null });

  /** A text of a file's bits. @param {string} name @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request */
  async function openBits(name, bytes, request) {
    const restored = await parsed(name, bytes, request);
    if (restored) openRestored(name, restored, request);
  }

  /** Digits: the bytes of a file, where they look like one, or a picture. @param {string} name @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request */
  async function openDigits(name, bytes, request) {
    const found = await readForm(bytes, request);
    if (request.stale()) return;
    const restored = await parsed(name, bytes, request, found !== null);
    if (request.stale() || (!restored && !found)) return;
    if (restored && (looksLike(restored) || !found)) openRestored(name, restored, request);
    else if (found) offer(name, found, restored ? { name: nameOfRestored(name, restored), bytes: restored } : { name, bytes }, request, Boolean(restored));
  }

  /** The picture that a text or a small file holds; null where it holds none. @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request */
  async function readForm(bytes, request) {
    store.set({ job: { label: "job.reading", done: 0, total: 1 } });
    try {
      const found = await client.read(bytes, request.signal);
      return found.pictures.length > 0 ? found : null;
    } catch (problem) {
      unanswered(problem);
      return null;
    } finally {
      if (!request.stale()) store.set({ job: null });
    }
  }

  /**
   * Opens a picture, or asks where there are several that it may be.
   * @param {string} name @param {import("./protocol.js").FormRead} found
   * @param {{name: string, bytes: Uint8Array}} file What it is otherwise. @param {ReturnType<typeof begin>} request
   * @param {boolean} [either] Whether it may as well be that.
   */
  function offer(name, { pictures, guesses, warnings }, file, request, either = false) {
    if (pictures.length === 1 && !either) return openPixels(name, opaque(pictures[0]), warnings, request);
    asked = request;
    store.set({ choice: { name, pictures, guesses, warnings, file, either } });
  }

  /**
   * @param {string} name @param {{width: number, height: number, rgb: Uint8Array}} picture
   * @param {import("./store.js").Fault[]} warnings @param {ReturnType<typeof begin>} request
   */
  function openPixels(name, { width, height, rgb }, warnings, request) {
    openContents({ name: named(name, "rgb"), bytes: rgb, pixels: { width, height, palette: false } }, request);
    const odd = warnings.length > 0;
    store.set({
      job: null,
      notice: {
        tone: odd ? "warning" : "info",
        key: odd ? "notice.read-odd" : "notice.read",
        values: { name, width, height, n: warnings.length },
        fault: warnings[0],
      },
    });
  }

  /**
   * A picture that the browser has decoded: its pixels, from which the file itself is a click away.
   * @param {string} name @param {{width: number, height: number, rgb: Uint8Array}} picture @param {Uint8Array} file @param {string} format
   * @param {ReturnType<typeof begin>} request
   */
  function openDecoded(name, { width, height, rgb }, file, format, request) {
    const pixels = { width, height, palette: false };
    // Its own bytes can be saved in its place, from that click on.
    shelf.open({ name: named(name, "rgb"), bytes: rgb, parent: { name, bytes: file, parent: null, pixels: null, format }, pixels }, request.about);
    const values = { name, width, height, format: t(`format.${format}`) };
    store.set({ job: null, notice: { tone: "info", key: "notice.decoded", values } });
  }

  /** @param {string} name @param {Uint8Array} restored @param {ReturnType<typeof begin>} request */
  function openRestored(name, restored, request) {
    const to = nameOfRestored(name, restored);
    openContents({ name: to, bytes: restored }, request);
    store.set({ notice: { tone: "info", key: "notice.restored", values: { name, to, n: restored.length } } });
  }

  /**
   * The bytes that a text of bits stands for. Where it is none, the file is opened as what it is, unless something else is `known`
   * of it; then, and where that was stopped, null.
   * @param {string} name @param {Uint8Array} bytes @param {ReturnType<typeof begin>} request
   */
  async function parsed(name, bytes, request, known = false) {
    const job = (/** @type {number} */ done, /** @type {number} */ total) =>
      !request.stale() && store.set({ job: { label: "job.reading", done, total } });
    job(0, 1);
    try {
      const restored = await client.parse(bytes, { signal: request.signal, progress: job });
      return request.stale() ? null : restored;
    } catch (problem) {
      if (request.stale()) return null;
      unanswered(problem, (fault) => {
        if (known) return;
        openFile(name, bytes, request);
        store.set({ notice: { tone: "error", key: "notice.not-bits", values: { name }, fault } });
      });
      return null;
    } finally {
      if (!request.stale()) store.set({ job: null });
    }
  }

  return {
    /** Stops reading a text. */
    cancel() {
      begin();
      store.set({ job: null });
    },

    /** Of the pictures that were offered, opens one; the bytes for `bytes`; nothing for null. @param {number | "bytes" | null} which */
    choose(which) {
      const { choice } = store.get();
      store.set({ choice: null });
      if (!choice || which === null) return;
      const { name, pictures, warnings, file, either } = choice;
      const request = begin(asked?.about);
      if (which !== "bytes") openPixels(name, opaque(pictures[which]), warnings, request);
      else if (either) openRestored(name, file.bytes, request);
      else openFile(file.name, file.bytes, request);
    },

    /** A picture that was made of the open file's bytes, which stays a click away. @param {string} name @param {import("./protocol.js").ReadPicture} picture */
    pixels(name, picture) {
      const { width, height, rgb } = opaque(picture);
      this.made(name, rgb, { width, height, palette: false });
    },

    /** @param {File} file @param {NonNullable<Parameters<typeof shelf.open>[1]>} [about] Where it goes, and where it lies. */
    async file(file, about = {}) {
      const request = begin(about);
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        if (!request.stale()) await openBytes(file.name || t("paste.name"), bytes, request);
      } catch (problem) {
        if (request.stale()) return;
        console.error(problem);
        store.set({ notice: { tone: "error", key: "notice.unreadable", values: { name: file.name } } });
      }
    },

    /**
     * Several files at once: streams of tables are kept for the others, of which the first is opened.
     * @param {File[]} files @param {(Source | null)[]} [sources] Where each lies on the computer, as far as that is known.
     */
    async files(files, sources = []) {
      const all = files.map((file, i) => ({ file, source: sources[i] ?? null }));
      if (files.length === 1) return this.file(files[0], { source: all[0].source });
      const request = begin();
      /** @type {typeof all} */
      const images = [];
      /** @type {File | null} */
      let tables = null;
      try {
        for (const { file, source } of all) {
          const small = file.size > 0 && file.size <= TABLES_BYTES;
          const bytes = small ? new Uint8Array(await file.arrayBuffer()) : null;
          if (bytes && (await client.isTables(bytes))) {
            tables = file;
            client.keepTables(file.name, bytes);
          } else images.push({ file, source });
          if (request.stale()) return;
        }
      } catch (problem) {
        if (request.stale() || problem instanceof Cancelled) return;
        console.error(problem);
        images.splice(0, images.length, ...all);
      }
      const first = images[0] ?? (tables && { file: tables, source: null });
      if (!first) return;
      shelf.wait(images.slice(1));
      await this.file(first.file, { source: first.source });
    },

    /** Turns to one of the open files. @param {OpenFile} file */
    async turnTo(file) {
      if (file === shelf.current()) return;
      store.set({ notice: null, job: null, choice: null });
      if (file.unread) return this.file(file.unread, { place: file, source: file.source });
      begin();
      shelf.show(file);
    },

    /** Closes one of the open files, which stays at hand until another is closed. @param {number} key */
    async close(key) {
      const file = shelf.get(key);
      const next = shelf.close(key);
      if (!file || shelf.get(key)) return;
      if (next) await this.turnTo(next);
      const act = { key: "files.reopen", run: () => void this.reopen() };
      store.set({ notice: { tone: "info", key: file.edited ? "files.closed.edited" : "files.closed", values: { name: file.name }, act } });
    },

    /** Brings back what was closed last, with all that was done to it. */
    async reopen() {
      const file = shelf.reopen();
      store.set({ notice: null });
      if (file) await this.turnTo(file);
    },

    /** A picture inside of the open file, as one of its own. @param {import("./store.js").EmbeddedPicture} picture */
    inside(picture) {
      const doc = store.get().document;
      if (!doc) return;
      begin();
      const { start, bytes, width, height, palette, kind, number } = picture;
      const pixels = width > 0 ? { width, height, palette } : null;
      /** @type {Record<string, string>} */
      const whats = { mpf: `picture-${number + 1}`, trailing: "trailing", "bmp-jpeg": "inside", "bmp-png": "inside" };
      const ending = pixels ? "rgb" : kind === "bmp-png" ? "png" : "jpg";
      const { name, parent } = doc;
      store.set({ notice: null, job: null });
      shelf.instead({
        name: named(name, `${whats[kind] ?? "thumbnail"}.${ending}`),
        bytes: doc.bytes.slice(start, start + bytes),
        parent: { name, bytes: doc.bytes, parent, pixels: doc.pixels, edits: store.get().edits },
        pixels,
      });
    },

    /**
     * A file that was made of the open one, which stays a click away.
     * @param {string} name @param {Uint8Array} bytes @param {import("./store.js").Origin["pixels"]} [as] How its bytes are pixels.
     */
    made(name, bytes, as = null) {
      const doc = store.get().document;
      if (!doc) return;
      begin();
      store.set({ notice: null, job: null });
      const { name: from, parent, pixels } = doc;
      shelf.instead({ name, bytes, parent: { name: from, bytes: doc.bytes, parent, pixels, edits: store.get().edits }, pixels: as });
    },

    /** The file that the open picture was taken from. */
    back() {
      const parent = store.get().document?.parent;
      if (!parent) return;
      begin();
      store.set({ notice: null, job: null });
      shelf.instead(parent);
    },

    /** @param {string} text */
    async text(text) {
      const request = begin();
      await openBytes("pasted.txt", new TextEncoder().encode(text), request);
    },

    /** @param {string} name A file in samples/. @param {boolean} [quietly] Only while nothing else was opened; it gives way to what is. */
    async sample(name, quietly = false) {
      if (quietly && newest > 0) return;
      // One that is open already, and as it was, is not opened a second time.
      const place = store.get().files.list.find((file) => file.sample === name && !file.edited) ?? null;
      const request = begin({ sample: name, passing: quietly || place?.passing, place });
      try {
        const bytes = await fetchSample(name);
        if (request.stale()) return;
        await openBytes(name, bytes, request);
      } catch (problem) {
        if (request.stale()) return;
        console.error(problem);
        store.set({ notice: { tone: "error", key: "notice.unreadable", values: { name } } });
      }
    },

    /** The name in samples/ of a document; null where it is none of them. @param {number} id */
    sampleOf: shelf.sampleOf,

    /** What the clipboard holds: a picture, or a text of bits. @param {DataTransfer} data */
    async transfer(data) {
      const files = [...data.files];
      // Asked at once: what was dropped is gone a moment later.
      const asking = [...data.items].filter(({ kind }) => kind === "file").map(handleOf);
      if (files.length > 0) {
        const handles = await Promise.all(asking);
        const known = handles.length === files.length;
        return this.files(files, files.map(({ lastModified }, i) => (known && handles[i] ? { handle: handles[i], lastModified } : null)));
      }
      const text = data.getData("text/plain");
      if (text.trim() !== "") return this.text(text);
      store.set({ notice: { tone: "warning", key: "notice.nothing-there" } });
    },

    /** Reads the clipboard where the browser lets the page; otherwise says which keys do it. */
    async clipboard() {
      try {
        for (const item of await navigator.clipboard.read()) {
          const picture = item.types.find((type) => type.startsWith("image/"));
          if (picture) {
            const blob = await item.getType(picture);
            return await this.file(new File([blob], t("paste.name") + "." + picture.slice(6).replace("jpeg", "jpg")));
          }
          if (item.types.includes("text/plain"))
            return await this.text(await (await item.getType("text/plain")).text());
        }
        store.set({ notice: { tone: "warning", key: "notice.nothing-there" } });
      } catch {
        store.set({ notice: { tone: "info", key: "notice.paste-keys" } });
      }
    },
  };
}

/** @typedef {ReturnType<typeof createOpener>} Opener */
