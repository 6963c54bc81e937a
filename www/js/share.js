/**
 * Links: made of the open file, its edits and what is looked at, and followed when the page is opened with one. The file itself
 * is never in a link: a sample is fetched by its name, any other file is asked for and known by its SHA-256.
 *
 * The address follows what is done, quietly: a reload, or a bookmark, leads back to the same place.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Doc} Doc
 * @typedef {import("./edit/link.js").Link} Link
 * @typedef {import("./edit/link.js").Place} Place
 * @typedef {import("./edit/link.js").Source} Source
 */

import { completed, isLink, LONGEST_LINK, packed, read, written } from "./edit/link.js";
import { original } from "./edit/patch.js";

/** The address follows once nothing has changed for so long; browsers slow down those who change it more often. */
const QUIET_MS = 400;

/** Only of origins that browsers trust, such as https and localhost. @param {Uint8Array} bytes */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A name that a link may hold. @param {string} name */
const linkable = (name) => name.replace(/[\p{C}\p{Zl}\p{Zp}/\\]/gu, "").slice(0, 100) || "file";

/** Whether two links are of the same file. @param {Source} a @param {Source} b */
const isSame = (a, b) => ("sample" in a ? "sample" in b && a.sample === b.sample : "sha256" in b && a.sha256 === b.sha256);

/**
 * @param {Store} store @param {import("./opener.js").Opener} opener @param {import("./editor.js").Editor} editor
 * @param {readonly string[]} samples Names of the files in samples/; the page begins with the first.
 * @param {() => void} ask Asks for a file, after a click.
 */
export function createShare(store, opener, editor, samples, ask) {
  /** A link that waits for its file. @type {Link | null} */
  let awaited = null;
  /** The file that was there already when that link came: it is no answer. */
  let before = 0;
  /** The address as it was written or followed last. Another one is about to be followed. */
  let known = location.hash;
  /** The last file that was looked at. */
  let seen = 0;
  /** What the page itself has chosen, to invite someone. @type {import("./store.js").BitRange | null} */
  let invited = null;
  /** What files are known by, by the numbers of their documents. @type {Map<number, Promise<Source>>} */
  const sources = new Map();
  /** The tab that the page begins with. */
  const firstTab = () => document.querySelector("[role=tab]")?.id.replace("tab-", "") ?? "";

  /** @param {Doc} doc @returns {Promise<Source>} */
  function sourceOf(doc) {
    const sample = opener.sampleOf(doc.id);
    if (sample) return Promise.resolve({ sample });
    const source = sources.get(doc.id) ?? hashed(doc);
    sources.set(doc.id, source);
    return source;
  }

  /** @param {Doc} doc @returns {Promise<Source>} */
  async function hashed(doc) {
    const bytes = original(doc.bytes, editor.length(), store.get().edits.history.hunks);
    return { sha256: await sha256(bytes), name: linkable(doc.name), size: bytes.length };
  }

  /** @param {string} key @param {Record<string, string | number>} values @param {"info" | "warning" | "error"} [tone] @param {import("./store.js").Notice["act"]} [act] */
  const tell = (key, values, tone = "info", act = undefined) => store.set({ notice: { tone, key, values, act } });

  /** Changes the address in its place: there is no step to go back to. @param {string} hash Empty for none. */
  function setAddress(hash) {
    if (hash !== location.hash) history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
    known = location.hash;
  }

  /** What is looked at, as far as it is not as the page begins. @returns {Place} */
  function placeNow() {
    const { selection, tab, gaze, columns, tour } = store.get();
    return {
      // What the page has chosen by itself is nobody's place.
      ...(selection && selection !== invited && { selection }),
      ...(tab && tab !== firstTab() && { tab }),
      ...(gaze && { gaze }),
      ...(columns && { columns }),
      ...(tour && { tour }),
    };
  }

  /** @param {Place} place */
  function go({ selection, tab, gaze, columns, tour }) {
    const bits = (store.get().document?.bytes.length ?? 0) * 8;
    const start = selection?.start ?? 0;
    store.set({
      ...(selection && start < bits && { selection: { start, bits: Math.min(selection.bits, bits - start) }, invite: null }),
      ...(tab && { tab }),
      ...(gaze && { gaze }),
      ...(columns && { columns }),
      ...(tour && { tour }),
    });
  }

  /** Does what a link says, to the file that is open. @param {Link} link @param {Doc} doc */
  function apply(link, doc) {
    awaited = null;
    const hunks = completed(link.hunks, doc.bytes);
    if (!hunks) return tell("share.bad", {}, "error");
    store.set({ notice: null });
    if (hunks.length > 0) editor.follow(hunks);
    go(link.place);
  }

  /** Asks for the file of a link. @param {{name: string, size?: number}} source */
  function tellAsk({ name, size }) {
    const act = { key: "header.open", run: ask };
    if (size === undefined) tell("share.ask", { name }, "warning", act);
    else tell("share.ask.size", { name, n: size }, "warning", act);
  }

  /** A file is open: the one that a link waits for, or another. @param {Doc} doc */
  async function arrived(doc) {
    const link = awaited;
    if (!link) return;
    const sample = opener.sampleOf(doc.id);
    const isIt = "sample" in link.source ? sample === link.source.sample : (await sha256(doc.bytes)) === link.source.sha256;
    if (store.get().document?.id !== doc.id || awaited !== link) return;
    if (isIt) return apply(link, doc);
    if (doc.id === before) return;
    // The sample that a page without a file begins with is nobody's answer.
    if ("sample" in link.source) awaited = null;
    else if (sample) tellAsk(link.source);
    else tell("share.other", { name: link.source.name, got: doc.name }, "warning", { key: "share.anyway", run: () => apply(link, doc) });
  }

  store.on(["document"], ({ document: doc }) => {
    // Edits are compared with the whole picture: they wait for it.
    if (!doc || seen === doc.id || !(doc.picture?.complete || doc.refused)) return;
    seen = doc.id;
    arrived(doc).catch((problem) => console.error(problem));
  });

  store.on(["invite"], ({ invite, selection }) => {
    if (invite !== null) invited = selection;
  });

  /** Lets the address say what is open, and where. */
  async function keepAddress() {
    const { document: doc, edits } = store.get();
    // A link that waits stays: the file may still come.
    if (!doc || awaited || location.hash !== known || !(doc.picture?.complete || doc.refused)) return;
    const sample = opener.sampleOf(doc.id);
    // Pictures that were made here cannot be asked for.
    if (doc.parent || doc.pixels || !(sample || crypto.subtle)) return setAddress("");
    const source = await sourceOf(doc);
    if (store.get().document?.id !== doc.id || awaited || location.hash !== known) return;
    const place = placeNow();
    const { hunks } = edits.history;
    const plain = sample === samples[0] && hunks.length === 0 && Object.keys(place).length === 0;
    setAddress(plain ? "" : (written(source, hunks, place) ?? written(source, [], place) ?? ""));
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  store.on(["document", "selection", "edits", "tab", "gaze", "columns", "tour"], () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void keepAddress().catch((problem) => console.error(problem)), QUIET_MS);
  });

  /** Whether the open file is the one of a link. @param {Link} link */
  async function isOpen(link) {
    const { document: doc } = store.get();
    if (!doc || doc.id !== seen || (!opener.sampleOf(doc.id) && !sources.has(doc.id))) return null;
    return isSame(await sourceOf(doc), link.source) ? doc : null;
  }

  /** Fetches the sample of a link, or asks for its file. @param {Link} link */
  function fetchFor({ source }) {
    if ("sample" in source) void opener.sample(source.sample);
    else tellAsk(source);
  }

  return {
    /** Follows the link in the address, if there is one; whether a file comes with it. */
    follow() {
      clearTimeout(waiting);
      known = location.hash;
      if (!isLink(location.hash)) return false;
      const link = (awaited = read(location.hash));
      before = store.get().document?.id ?? 0;
      if (!link || ("sample" in link.source && !samples.includes(link.source.sample))) {
        awaited = null;
        setAddress("");
        tell("share.bad", {}, "error");
        return false;
      }
      if (!("sample" in link.source) && !crypto.subtle) {
        awaited = null;
        tell("share.insecure", {}, "error");
        return false;
      }
      if (!store.get().document) {
        fetchFor(link);
        return "sample" in link.source;
      }
      // The page goes on with the file that is open, where it is the same.
      void isOpen(link).then((doc) => {
        if (awaited !== link) return;
        if (!doc) return fetchFor(link);
        if (String(packed(store.get().edits.history.hunks)) !== String(packedOf(link))) editor.reset();
        else link.hunks = [];
        apply(link, /** @type {Doc} */ (store.get().document));
      });
      return true;
    },

    /** Puts a link to the file, its edits and the place into the address and onto the clipboard. */
    async share() {
      const doc = store.get().document;
      if (!doc) return;
      const { hunks } = store.get().edits.history;
      const sample = opener.sampleOf(doc.id);
      if (!sample && !crypto.subtle) return tell("share.insecure", {}, "error");
      const hash = written(await sourceOf(doc), hunks, placeNow());
      if (!hash) return tell("share.long", { n: LONGEST_LINK }, "warning");
      setAddress(hash);
      try {
        await navigator.clipboard.writeText(location.href);
        const what = hunks.length > 0 ? "copied" : "place";
        tell(`share.${what}.${sample ? "sample" : "file"}`, { n: location.href.length, name: doc.name });
      } catch {
        tell("share.address", { n: location.href.length });
      }
    },
  };
}

/** The edits of a link as bytes, as those of a file would be. @param {Link} link */
const packedOf = ({ hunks }) => packed(hunks.map((hunk) => ({ ...hunk, removed: { bits: hunk.removed, bytes: new Uint8Array(0) } })));
