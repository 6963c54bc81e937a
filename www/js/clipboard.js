/**
 * The way onto the clipboard: texts, the picture that is shown, and data URLs. The way from it is opener.js.
 *
 * @typedef {import("./store.js").Store} Store
 */

import { Cancelled, Refused } from "./client.js";
import { copyMade } from "./copy.js";

/** More than this is for a file, not for the clipboard: bytes that a data URL holds. */
const MOST_BYTES = 4 << 20;

/** More than a data URL should hold. */
class TooMuch extends Error {}

const TYPES = /** @type {Record<string, string>} */ ({ jpeg: "image/jpeg", png: "image/png", bmp: "image/bmp", pnm: "image/x-portable-anymap" });

/** Puts text on the clipboard, also where the modern way is denied. @param {string} text */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    const back = document.activeElement;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (back instanceof HTMLElement) back.focus();
    if (!copied) throw new Error("clipboard denied");
  }
}

/** @param {Blob} blob @returns {Promise<string>} */
const dataUrl = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/** @param {Store} store @param {import("./client.js").Client} client */
export function createClipboard(store, client) {
  /** @type {AbortController | null} */
  let running = null;

  /** @param {string} key @param {Record<string, string | number>} values @param {"info" | "warning" | "error"} [tone] @param {import("./store.js").Fault} [fault] */
  const say = (key, values, tone = "info", fault) => store.set({ notice: { tone, key, values, fault } });

  /** The picture as a PNG. */
  async function png() {
    running?.abort();
    const controller = (running = new AbortController());
    const progress = (/** @type {number} */ done, /** @type {number} */ total) =>
      running === controller && store.set({ job: { label: "job.copying", done, total } });
    try {
      const oriented = store.get().document?.picture?.oriented ?? true;
      return new Blob(await client.picture("png", oriented, { signal: controller.signal, progress }), { type: "image/png" });
    } finally {
      if (running === controller) {
        running = null;
        store.set({ job: null });
      }
    }
  }

  /** @param {() => Promise<void>} copy */
  async function tried(copy) {
    const name = store.get().document?.name ?? "";
    try {
      await copy();
    } catch (problem) {
      if (problem instanceof Cancelled) say("notice.cancelled", { name });
      else if (problem instanceof Refused) say("copy.failed", { name }, "error", problem.fault);
      else {
        console.warn(problem);
        say("copy.denied", { name }, "warning");
      }
    }
  }

  /** @param {Promise<Blob>} making */
  async function url(making) {
    let size = 0;
    const text = making.then((blob) => {
      size = blob.size;
      if (size > MOST_BYTES) throw new TooMuch();
      return dataUrl(blob);
    });
    try {
      // The one may be refused where the other, older way still works.
      await copyMade(text).catch(async () => toClipboard(await text));
      say("copy.url.done", { n: (await text).length });
    } catch (problem) {
      if (!(problem instanceof TooMuch)) throw problem;
      say("copy.much", { n: size, most: MOST_BYTES }, "warning");
    }
  }

  const clipboard = {
    cancel: () => running?.abort(),

    /** The picture that is shown, as an image. */
    picture: () =>
      tried(async () => {
        const picture = store.get().document?.picture;
        if (!picture) return say("copy.no-picture", {}, "warning");
        if (!("ClipboardItem" in window) || !navigator.clipboard?.write) return say("copy.denied", {}, "warning");
        // The promise, not what it brings: a browser may forget meanwhile that somebody has clicked.
        const made = png();
        /** @type {unknown} */
        let why = null;
        made.catch((problem) => (why = problem));
        await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]).catch((problem) => {
          throw why ?? problem;
        });
        say("copy.picture.done", { width: picture.width, height: picture.height });
      }),

    /** The picture that is shown, as a data URL of a PNG. */
    pictureUrl: () => tried(async () => (store.get().document?.picture ? url(png()) : say("copy.no-picture", {}, "warning"))),

    /** The open file, as a data URL. */
    fileUrl: () =>
      tried(async () => {
        const doc = store.get().document;
        const type = (doc?.pixels ? null : TYPES[doc?.format ?? ""]) ?? "application/octet-stream";
        if (doc) await url(Promise.resolve(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (doc.bytes)], { type })));
      }),

    /** Ctrl+C on the picture. @param {HTMLElement} stage */
    listen(stage) {
      addEventListener("copy", (event) => {
        if (document.activeElement !== stage || event.defaultPrevented) return;
        event.preventDefault();
        void clipboard.picture();
      });
    },
  };
  return clipboard;
}

/** @typedef {ReturnType<typeof createClipboard>} Clipboard */
