/**
 * What the Bitmap tab does to the picture and what it hands on: its settings, which are remembered, and what the workshop makes
 * of them. The parts of the tab read and write this, and nothing of each other.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./protocol.js").BitmapMade} BitmapMade
 * @typedef {import("../pkg/workshop.js").FormKind} FormKind
 * @typedef {import("../pkg/workshop.js").PipelineSteps} PipelineSteps
 * @typedef {import("../pkg/workshop.js").WrittenForm} WrittenForm
 *
 * @typedef {typeof DEFAULTS} Settings
 * @typedef {keyof typeof DEFAULTS.on} StepName
 *
 * @typedef {object} Bench What the parts of the tab share.
 * @property {Settings} settings
 * @property {BitmapMade | null} made What came of it last.
 * @property {import("./store.js").Fault | null} fault Why nothing came of it.
 * @property {boolean} busy
 * @property {boolean} open Whether there is a picture.
 */

import { unanswered } from "./client.js";
import { newestOnly } from "./dom.js";
import { MOST_PX } from "./drawing.js";
import { stem } from "./files.js";
import { remember, remembered } from "./i18n/index.js";
import { createStore } from "./store.js";

/** Where the settings are kept. */
const MEMORY = "bitmap";

export const STEPS = /** @type {const} */ ([
  "crop",
  "scale",
  "turn",
  "adjust",
  "grey",
  "invert",
  "palette",
  "threshold",
  "dither",
]);
export const DITHERS = /** @type {const} */ ([
  "floyd-steinberg",
  "atkinson",
  "jarvis",
  "sierra",
  "sierra-2",
  "sierra-lite",
  "bayer-2",
  "bayer-4",
  "bayer-8",
  "bayer-16",
  "blue-noise",
]);
/** Numbers of colours that fixed palettes have, and all others offer. */
export const COUNTS = [2, 4, 8, 16, 256];

/** Forms by what they are for, with the ending of their files. @type {Record<string, [FormKind, string][]>} */
export const FORMS = {
  digits: [
    ["matrix", "txt"],
    ["hex", "hex"],
  ],
  code: [
    ["arduino", "ino"],
    ["c", "h"],
    ["cpp", "hpp"],
    ["rust", "rs"],
    ["python", "py"],
    ["js", "js"],
    ["xbm", "xbm"],
    ["gimp", "h"],
  ],
  files: [
    ["p1", "pbm"],
    ["p4", "pbm"],
    ["p2", "pgm"],
    ["p5", "pgm"],
    ["p3", "ppm"],
    ["p6", "ppm"],
    ["bmp", "bmp"],
    ["ico", "ico"],
    ["png", "png"],
  ],
};
/** Media types of files that are no text. @type {Record<string, string>} */
const TYPES = {
  p4: "image/x-portable-bitmap",
  p5: "image/x-portable-graymap",
  p6: "image/x-portable-pixmap",
  bmp: "image/bmp",
  ico: "image/x-icon",
  png: "image/png",
};

/** Forms in which the arrangement of pixels in bytes can be chosen, those of digits, and both. */
export const ARRAYS = /** @type {readonly string[]} */ (["arduino", "c", "cpp", "rust", "python", "js"]);
export const DIGITS = /** @type {readonly string[]} */ (["matrix", "hex"]);
export const hasPixels = (/** @type {string} */ kind) => ARRAYS.includes(kind) || DIGITS.includes(kind);

const DEFAULTS = {
  on: {
    crop: false,
    scale: true,
    turn: false,
    adjust: false,
    grey: false,
    invert: false,
    palette: false,
    threshold: true,
    dither: true,
  },
  /** No width or height: all of the picture. */
  crop: { x: 0, y: 0, width: 0, height: 0 },
  scale: { by: "pixels", width: 128, height: 64, percent: 50, filter: "box", fit: "cover" },
  turn: { degrees: 90, flip: "none", corners: "grow" },
  adjust: { brightness: 0, contrast: 0, gamma: 1 },
  grey: { weights: "rec601" },
  palette: { kind: "median-cut", colours: 16 },
  threshold: { kind: "value", value: 128 },
  dither: { kind: "floyd-steinberg" },
  form: {
    kind: "arduino",
    pixel: "auto",
    order: "horizontal",
    lsb: false,
    numbering: "none",
    grouped: false,
    joined: false,
    wholeDigits: false,
    depth: "auto",
  },
  /** What 0 means where 1s are ink, and where they are light. */
  zeroWhite: { paper: true, display: false },
};

/** Settings as they were left, where they are what they should be. @returns {Settings} */
function recalled() {
  const settings = structuredClone(DEFAULTS);
  try {
    const kept = JSON.parse(remembered(MEMORY) ?? "{}");
    for (const [group, values] of Object.entries(settings)) {
      for (const name of Object.keys(values)) {
        const value = kept[group]?.[name];
        if (typeof value === typeof (/** @type {any} */ (values)[name])) /** @type {any} */ (values)[name] = value;
      }
    }
  } catch {
    // What was kept is no longer what it was: the settings start anew.
  }
  return settings;
}

/** Whether a pixel becomes one bit. @param {Settings} settings */
const isOneBit = ({ form, on, palette }) =>
  form.pixel === "1" || (form.pixel === "auto" && (on.threshold || (on.palette && palette.colours === 2)));

/** Where 1s are ink, as on paper, and where they are light: what 0 means is chosen for either. @param {Settings} settings @returns {"paper" | "display"} */
export const mediumOf = (settings) => (DIGITS.includes(settings.form.kind) && isOneBit(settings) ? "paper" : "display");

/** Whether 0 is white in the form that is chosen; null where the form itself says. @param {Settings} settings */
export const zeroWhite = (settings) => (hasPixels(settings.form.kind) ? settings.zeroWhite[mediumOf(settings)] : null);

/** The ending of the chosen form's files. @param {Settings} settings */
export const endingOf = ({ form }) => Object.values(FORMS).flat().find(([kind]) => kind === form.kind)?.[1] ?? "txt";

/** The steps as the core takes them. @param {Settings} settings @param {{width: number, height: number}} picture @returns {PipelineSteps} */
export function stepsOf(settings, picture) {
  const { on, crop, dither } = settings;
  const { width, height } = crop;
  return /** @type {PipelineSteps} */ ({
    crop: on.crop && { ...crop, width: width || picture.width, height: height || picture.height },
    scale: on.scale && settings.scale,
    turn: on.turn && settings.turn,
    adjust: on.adjust && settings.adjust,
    grey: on.grey && settings.grey,
    invert: on.invert,
    palette: on.palette && settings.palette,
    threshold: on.threshold && settings.threshold,
    dither: on.dither ? dither.kind : "none",
  });
}

/** @param {Store} store @param {Client} client */
export function createBitmap(store, client) {
  const bench = /** @type {ReturnType<typeof createStore<Bench>>} */ (
    createStore({ settings: recalled(), made: null, fault: null, busy: false, open: false })
  );
  let seen = false;
  /** What the last result is of. */
  let known = "";
  /** @type {AbortController | null} */
  let running = null;

  const picture = () => store.get().document?.picture ?? null;

  /** @returns {{steps: PipelineSteps, form: WrittenForm} | null} */
  function job() {
    const shown = picture();
    const { settings } = bench.get();
    if (!shown) return null;
    const form = { ...settings.form, zeroWhite: zeroWhite(settings) ?? false, name: stem(store.get().document?.name ?? "") };
    return { steps: stepsOf(settings, shown), form: /** @type {WrittenForm} */ (form) };
  }

  /** What a result depends on. */
  function subject() {
    const { document: doc, view } = store.get();
    return JSON.stringify([doc?.revision, doc?.picture?.oriented, view, job()]);
  }

  const make = newestOnly(async () => {
    const wanted = job();
    const of = subject();
    if (!wanted || of === known) return;
    running = new AbortController();
    bench.set({ busy: true });
    try {
      const made = await client.bitmap(wanted, running.signal);
      if (!made) return;
      known = of;
      bench.set({ made, fault: null });
    } catch (problem) {
      unanswered(problem, (fault) => {
        known = of;
        bench.set({ made: null, fault });
      });
    } finally {
      running = null;
      bench.set({ busy: of !== subject() });
    }
  });

  /** Does anew what has changed, if anybody sees it. */
  function refresh() {
    const complete = Boolean(picture()?.complete);
    bench.set({ open: Boolean(picture()) });
    if (!seen || !complete || subject() === known) return;
    running?.abort();
    void make(undefined);
  }

  store.on(["document", "view"], refresh);

  return {
    get: bench.get,
    on: bench.on,

    /** Changes some settings of a group. @template {keyof Settings} G @param {G} group @param {Partial<Settings[G]>} change */
    change(group, change) {
      const { settings } = bench.get();
      const next = { ...settings, [group]: { ...settings[group], ...change } };
      bench.set({ settings: next });
      remember(MEMORY, JSON.stringify(next));
      refresh();
    },

    /** Switches a step on or off; what cannot be without another, or beside it, follows. @param {StepName} step @param {boolean} on */
    turn(step, on) {
      const now = { ...bench.get().settings.on, [step]: on };
      if (on && step === "palette") now.threshold = false;
      if (on && step === "threshold") now.palette = false;
      // Only few colours can be dithered.
      if (step === "dither" && on && !now.palette) now.threshold = true;
      if (!now.palette && !now.threshold) now.dither = false;
      this.change("on", now);
    },

    /** All as it was at first. */
    reset() {
      bench.set({ settings: structuredClone(DEFAULTS) });
      remember(MEMORY, "{}");
      refresh();
    },

    /** Whether somebody looks. @param {boolean} now */
    look(now) {
      seen = now;
      refresh();
    },

    /** What is made, whole, in the form that is chosen. @param {import("./calls.js").Job} how */
    async write(how) {
      const wanted = job();
      return wanted ? client.write(wanted, how) : [];
    },

    /** `128x64.1bit.ino`: what was done, and the form. */
    ending() {
      const { settings, made } = bench.get();
      const last = made?.reports.at(-1);
      const { on } = settings;
      const bits = hasPixels(settings.form.kind) ? made?.text?.bits : last?.bits;
      const parts = [
        on.crop && "crop",
        on.scale && last && `${last.width}x${last.height}`,
        on.turn && "turned",
        on.invert && "negative",
        bits && bits < 24 && `${bits}bit`,
        endingOf(settings),
      ];
      return parts.filter(Boolean).join(".");
    },

    /** What is made as a drawing, dark pixels painted; null where it is larger than one, or has more than 1 bit. */
    small() {
      const { made } = bench.get();
      const last = made?.reports.at(-1);
      if (!made || !last || last.bits !== 1 || last.width > MOST_PX || last.height > MOST_PX) return null;
      const pixels = Uint8Array.from({ length: last.width * last.height }, (_, i) => Number(made.rgba[4 * i] < 128));
      return { width: last.width, height: last.height, pixels };
    },

    /** Its media type. */
    type: () => TYPES[bench.get().settings.form.kind] ?? "text/plain",
  };
}

/** @typedef {ReturnType<typeof createBitmap>} Bitmap */
