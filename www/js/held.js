/**
 * The file that a worker holds: its bytes, how its picture is to be shown, and the document of it as it is now, made when it is
 * asked for.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 * @typedef {import('./store.js').View} View
 * @typedef {import("../pkg/pixelbits.js").Document} Decoded
 */

import { applied } from "./edit/patch.js";
import { cancelAll } from "./port.js";
import { placesOf } from "./sequences.js";

/**
 * @template {Decoded} Document
 * @typedef {object} Core What is needed of either module.
 * @property {{new (bytes: Uint8Array, tables?: Uint8Array): Document,
 *   thumbnail: (bytes: Uint8Array, width: number, height: number, stored: number) => Document}} Document
 * @property {{Rgb: number, Palette: number}} PixelStore
 * @property {typeof import("../pkg/pixelbits.js").Detail} Detail
 */

/**
 * @template {Decoded} Document
 * @param {Core<Document>} own The module that explains files, unless another is to explain one of them.
 * @param {() => void} changed Called whenever what was made of the document is no longer of it.
 */
export function createHeld(own, changed) {
  let core = own;
  /** @type {Document | null} */
  let document = null;
  /** What `document` is made of. @type {Pick<Extract<ToWorker, {type: 'open'}>, "bytes" | "tables" | "pixels"> | null} */
  let file = null;
  /** The file has changed since `document` was made of it. */
  let outdated = false;
  /** How the picture is to be shown. @type {View | null} */
  let view = null;
  let id = 0;

  /** What was being made of the file before must not touch it any more. @param {number} next */
  function renew(next) {
    cancelAll();
    id = next;
    outdated = true;
  }

  /** What was made of the file is given up. */
  function drop() {
    changed();
    document?.free();
    document = null;
  }

  /** The document of the file as it is now. */
  function current() {
    if (!file || !outdated) return document;
    const { bytes, tables, pixels } = file;
    changed();
    outdated = false;
    if (document && !pixels) {
      document.edit(bytes, tables ?? undefined);
      return document;
    }
    document?.free();
    document = null;
    const { Rgb, Palette } = core.PixelStore;
    document = pixels
      ? core.Document.thumbnail(bytes, pixels.width, pixels.height, pixels.palette ? Palette : Rgb)
      : new core.Document(bytes, tables ?? undefined);
    if (view) show(document, view);
    return document;
  }

  /** @param {Document} document @param {View} view */
  function show(document, { window, component, estimate, until, first, last, sequence }) {
    document.setSequence(sequence ? Uint8Array.from(placesOf(sequence)) : undefined);
    const ends = window ? Uint16Array.of(window.black, window.white) : undefined;
    document.setView(ends, component ?? undefined, estimate ? core.Detail.Estimate : core.Detail.Leave);
    document.setExcerpt(until?.scan, until?.mcus ?? 0, first, last);
  }

  return {
    /** The file that is open, or the last edit of it. */
    id: () => id,

    /** Its bytes, and the tables that it may take from another stream. */
    file: () => ({ bytes: file?.bytes ?? new Uint8Array(), tables: file?.tables ?? null }),

    /** Its bytes. */
    bytes: () => file?.bytes ?? new Uint8Array(),

    current,

    /** The open file; calls that need one are only offered while there is one. */
    need() {
      const opened = current();
      if (!opened) throw { code: "no-image", kind: "malformed", at: 0, value: 0 };
      return opened;
    },

    /** Takes the place of what was open. @param {Extract<ToWorker, {type: 'open'}>} message */
    open(message) {
      renew(message.id);
      drop();
      core = own;
      const { bytes, tables, pixels } = message;
      file = { bytes, tables, pixels };
      view = message.view;
    },

    /** Has the open file explained by another module, until the next one is opened. @param {Core<Document>} other */
    explainBy(other) {
      drop();
      core = other;
      outdated = true;
    },

    /**
     * The open file is edited: its bytes are changed here as they were on the page, instead of being sent again. Whether there
     * is one. @param {Extract<ToWorker, {type: 'edit'}>} message
     */
    edit(message) {
      if (!file) return false;
      renew(message.id);
      file.bytes = applied(file.bytes, message.length, message.edits);
      return true;
    },

    /** The picture is to be shown in another way; the document, if that is what is open. @param {Extract<ToWorker, {type: 'view'}>} message */
    view(message) {
      const opened = current();
      if (!opened || message.id !== id) return null;
      view = message.view;
      changed();
      show(opened, view);
      return opened;
    },
  };
}
