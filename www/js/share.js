/**
 * Links that hold edits: made of the open file, and followed when the page is opened with one. The file itself is never in
 * a link: a sample is fetched by its name, any other file is asked for and known by its SHA-256.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Doc} Doc
 * @typedef {import("./edit/link.js").Link} Link
 * @typedef {import("./edit/link.js").Source} Source
 */

import { completed, isLink, LONGEST_LINK, read, written } from "./edit/link.js";
import { original } from "./edit/patch.js";

/** Only of origins that browsers trust, such as https and localhost. @param {Uint8Array} bytes */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A name that a link may hold. @param {string} name */
const linkable = (name) => name.replace(/[\p{C}\p{Zl}\p{Zp}/\\]/gu, "").slice(0, 100) || "file";

/**
 * @param {Store} store @param {import("./opener.js").Opener} opener @param {import("./editor.js").Editor} editor
 * @param {readonly string[]} samples Names of the files in samples/.
 */
export function createShare(store, opener, editor, samples) {
  /** Edits that wait for their file. @type {Link | null} */
  let awaited = null;
  /** The last file that was looked at. */
  let seen = 0;

  /** @param {Doc} doc @returns {Promise<Source>} */
  async function sourceOf(doc) {
    const sample = opener.sampleOf(doc.id);
    if (sample) return { sample };
    const bytes = original(doc.bytes, editor.length(), store.get().edits.history.hunks);
    return { sha256: await sha256(bytes), name: linkable(doc.name) };
  }

  /** @param {string} key @param {Record<string, string | number>} values @param {"info" | "warning" | "error"} [tone] */
  const tell = (key, values, tone = "info") => store.set({ notice: { tone, key, values } });

  /** @param {string} hash Empty for none. */
  const setAddress = (hash) => history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);

  /** A file is open: the one that a link waits for, or another. @param {Doc} doc */
  async function arrived(doc) {
    const link = awaited;
    if (!link) {
      if (isLink(location.hash)) setAddress("");
      return;
    }
    const sample = opener.sampleOf(doc.id);
    const known = "sample" in link.source ? sample === link.source.sample : (await sha256(doc.bytes)) === link.source.sha256;
    if (store.get().document?.id !== doc.id || awaited !== link) return;
    if (!known) {
      // The sample that a page without a file begins with is nobody's answer.
      if ("sample" in link.source) awaited = null;
      else if (sample) tell("share.ask", { name: link.source.name }, "warning");
      else tell("share.other", { name: link.source.name, got: doc.name }, "warning");
      return;
    }
    awaited = null;
    const hunks = completed(link.hunks, doc.bytes);
    if (!hunks) return tell("share.bad", {}, "error");
    store.set({ notice: null });
    editor.follow(hunks);
  }

  store.on(["document"], ({ document: doc }) => {
    // Edits are compared with the whole picture: they wait for it.
    if (!doc || seen === doc.id || !(doc.picture?.complete || doc.refused)) return;
    seen = doc.id;
    arrived(doc).catch((problem) => console.error(problem));
  });

  return {
    /** Follows the link in the address, if there is one; whether a file comes with it. */
    follow() {
      if (!isLink(location.hash)) return false;
      awaited = read(location.hash);
      if (!awaited || ("sample" in awaited.source && !samples.includes(awaited.source.sample))) {
        awaited = null;
        setAddress("");
        tell("share.bad", {}, "error");
        return false;
      }
      if ("sample" in awaited.source) {
        void opener.sample(awaited.source.sample);
        return true;
      }
      if (!crypto.subtle) {
        awaited = null;
        tell("share.insecure", {}, "error");
        return false;
      }
      tell("share.ask", { name: awaited.source.name }, "warning");
      return false;
    },

    /** Puts a link to the edits into the address and onto the clipboard. */
    async share() {
      const doc = store.get().document;
      if (!doc) return;
      const { hunks } = store.get().edits.history;
      if (hunks.length === 0) return tell("share.nothing", {});
      const sample = opener.sampleOf(doc.id);
      if (!sample && !crypto.subtle) return tell("share.insecure", {}, "error");
      const hash = written(await sourceOf(doc), hunks);
      if (!hash) return tell("share.long", { n: LONGEST_LINK }, "warning");
      setAddress(hash);
      try {
        await navigator.clipboard.writeText(location.href);
        tell(sample ? "share.copied.sample" : "share.copied.file", { n: location.href.length, name: doc.name });
      } catch {
        tell("share.address", { n: location.href.length });
      }
    },
  };
}
