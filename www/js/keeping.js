/**
 * The page without a network, and its newer versions: the service worker is installed once the first picture is there; a newer one
 * takes over by itself where nobody has touched any window of the page yet, and otherwise when somebody asks for it. See
 * service-worker.js for the other end.
 *
 * @typedef {import("./store.js").Store} Store
 */

import { keeper } from "./places.js";

/** How often a window that stays open looks for a newer version, in milliseconds. */
const LOOK_MS = 3_600_000;
/** For so long after the first picture the page has better to do, in milliseconds. */
const LEISURE_MS = 1000;

const root = new URL("./", location.href);
/** Held by every window that somebody has touched, shared; so it is known of all of them, and let go when they close. */
const LOCK = `pixelbits ${root.pathname} touched`;
const TOUCHES = ["pointerdown", "keydown", "drop", "paste"];

/** @param {Store} store @param {import("./opener.js").Opener} opener */
export function createKeeping(store, opener) {
  let touched = false;
  /** The document that the page began with. @type {number | null} */
  let first = null;
  /** Whether this window starts anew when another version takes over, and whether one has. */
  let leaving = false;
  let left = false;

  /** @param {Partial<import("./store.js").Keeping>} part */
  const tell = (part) => store.set({ keeping: { ...store.get().keeping, ...part } });

  function touch() {
    if (touched) return;
    touched = true;
    for (const type of TOUCHES) removeEventListener(type, touch, true);
    void navigator.locks?.request(LOCK, { mode: "shared" }, () => new Promise(() => {}));
  }

  /** Whether somebody has touched another window of the page. */
  async function othersTouched() {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.filter(({ name }) => name === LOCK).length > (touched ? 1 : 0);
  }

  function leave() {
    if (leaving && left) location.reload();
  }

  /** @param {string} script */
  async function start(script) {
    const { serviceWorker } = navigator;
    const before = serviceWorker.controller;
    serviceWorker.addEventListener("message", ({ data }) => {
      if (data === "waiting") void propose();
      if (data !== "taking over") return;
      leaving ||= !touched;
      leave();
    });
    serviceWorker.addEventListener("controllerchange", () => {
      // The very first one changes nothing for what is loaded already.
      left = true;
      leave();
    });
    const registration = await serviceWorker.register(script, { updateViaCache: "none" });
    // Test drivers and some privacy settings let nothing be registered, and say so to nobody.
    if (!registration) return;
    if (registration.waiting) ask(registration.waiting);
    if (registration.installing) watch(registration.installing);
    registration.addEventListener("updatefound", () => watch(registration.installing));
    setInterval(() => registration.update().catch(() => {}), LOOK_MS);

    /** @param {ServiceWorker | null} worker */
    function watch(worker) {
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && registration.active) ask(worker);
        if (worker.state === "activated" && !before) tell({ ready: true });
      });
    }

    /** A newer version is there, and may be waiting. @param {ServiceWorker} worker */
    function ask(worker) {
      worker.postMessage("newer");
    }

    async function propose() {
      if (!touched && !(await othersTouched()) && !touched) registration.waiting?.postMessage("take over");
      else tell({ newer: true });
    }

    takeOver = async () => {
      if (await othersTouched()) return tell({ others: true });
      leaving = true;
      registration.waiting?.postMessage("take over");
    };
  }

  /** @type {() => Promise<void>} */
  let takeOver = async () => {};

  for (const type of TOUCHES) addEventListener(type, touch, true);
  let begun = false;
  store.on(["document", "edits"], ({ document: doc, edits }) => {
    if (!doc) return;
    first ??= doc.id;
    // What the page begins with by itself is a sample; anything else is somebody's.
    if (doc.id !== first || opener.sampleOf(doc.id) === null || edits.history.done.length > 0) touch();
    if (begun || !(doc.picture?.complete || doc.refused)) return;
    begun = true;
    const script = keeper();
    if (!script || !("serviceWorker" in navigator)) return;
    setTimeout(() => start(script).catch((problem) => console.warn(problem)), LEISURE_MS);
  });

  return {
    /** The newer version is wanted. */
    takeOver: () => takeOver(),
    /** Nothing more is to be said of it. */
    dismiss: () => tell({ ready: false, newer: false, others: false }),
  };
}

/** @typedef {ReturnType<typeof createKeeping>} KeepingOf */
