/**
 * The workshop's part of the Bitmap tab: the open picture on a workbench, where a pipeline turns it into few bits and what comes
 * out is written in any form. The picture is handed to the workbench once; a change does again only what it concerns.
 *
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("../pkg/workshop.js").Workbench} Workbench
 * @typedef {import("./port.js").Slices} Slices
 * @typedef {import("./protocol.js").BitmapJob} BitmapJob
 * @typedef {import("./protocol.js").BitmapMade} BitmapMade
 */

import { isFault } from "./port.js";

/** Pixels of a preview: larger pictures are shown reduced. */
const MOST_SHOWN = 1 << 20;
/** Bytes of a text that are shown at once, and lines. */
const SHOWN_BYTES = 1 << 14;
const SHOWN_LINES = 300;
/** Bytes of a file that are shown, as hexadecimal digits. */
const DUMPED_BYTES = 512;
/** Files of this many pixels and more are written only to be saved. */
const MOST_WRITTEN = 1 << 18;
/** Forms are handed over in parts of about this size. */
const PART_BYTES = 1 << 20;

/** Forms that are no text. */
export const BINARY = /** @type {readonly string[]} */ (["p4", "p5", "p6", "bmp", "ico", "png"]);

/**
 * @param {Core} core
 * @param {{raster: (document: Document, oriented: boolean, slices: Slices, share: number) => Promise<import("../pkg/workshop.js").Raster | null>,
 *   writePng: import("./exports.js").WritePng}} exports
 */
export function createWorkbench(core, exports) {
  /** @type {{document: Document, oriented: boolean, bench: Workbench, users: number, old: boolean} | null} */
  let placed = null;
  /** The job before: they take turns, as the pipeline is set anew for each. */
  let last = Promise.resolve();
  /** Grows when the picture is no longer what is shown. */
  let age = 0;

  /** Frees a workbench that nobody works at any more. @param {NonNullable<typeof placed>} one */
  function leave(one) {
    if (one.old && one.users === 0) one.bench.free();
  }

  /** The workbench with the open picture; null where the job was stopped. @param {Document} document @param {boolean} oriented @param {Slices} slices */
  async function place(document, oriented, slices) {
    if (placed?.document === document && placed.oriented === oriented) return placed;
    forget();
    const mine = age;
    const raster = await exports.raster(document, oriented, slices, 0.5);
    if (!raster) return null;
    const one = { document, oriented, bench: new core.Workbench(raster), users: 0, old: mine !== age };
    if (!one.old) placed = one;
    return one;
  }

  function forget() {
    age += 1;
    const before = placed;
    placed = null;
    if (!before) return;
    before.old = true;
    leave(before);
  }

  /**
   * Runs the pipeline, and then `use`; null where the job was stopped.
   * @template T
   * @param {Document} document @param {BitmapJob} job @param {Slices} slices @param {(bench: Workbench) => Promise<T> | T} use
   * @returns {Promise<T | null>}
   */
  async function through(document, { steps, oriented }, slices, use) {
    const before = last;
    /** @type {() => void} */
    let done = () => {};
    last = new Promise((resolve) => (done = resolve));
    await before;
    try {
      // It may have waited for long.
      if (!(await slices.pause(0, 1))) return null;
      const one = await place(document, oriented, slices);
      if (!one) return null;
      one.users += 1;
      try {
        one.bench.set(/** @type {any} */ (steps));
        for (let part = 0; part < 1;) {
          part = one.bench.advance(slices.until());
          if (part < 1 && !(await slices.pause(part, 1))) return null;
        }
        return await use(one.bench);
      } finally {
        one.users -= 1;
        leave(one);
      }
    } finally {
      done();
    }
  }

  /** The start of a form, to be shown. @param {Workbench} bench @param {BitmapJob["form"]} form @param {number} pixels */
  async function shown(bench, form, pixels) {
    const given = /** @type {any} */ (form);
    if (form.kind === "png" || form.kind === "bmp") {
      if (pixels > MOST_WRITTEN) return { text: "", more: true, bytes: null };
      const parts = await whole(bench, form);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      return { text: dump(joined(parts)), more: length > DUMPED_BYTES, bytes: length };
    }
    const part = bench.written(given, -1, SHOWN_BYTES);
    const bytes = part.take();
    const finished = part.finished;
    part.free();
    if (BINARY.includes(form.kind)) {
      return { text: dump(bytes), more: bytes.length > DUMPED_BYTES, bytes: finished ? bytes.length : null };
    }
    const lines = new TextDecoder().decode(bytes).split("\n");
    const text = lines.slice(0, SHOWN_LINES).join("\n");
    return { text, more: !finished || lines.length > SHOWN_LINES, bytes: finished ? bytes.length : null };
  }

  /** A small file, whole. @param {Workbench} bench @param {BitmapJob["form"]} form */
  async function whole(bench, form) {
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = [];
    await write(bench, form, { part: (part) => void parts.push(part), pause: async () => true });
    return parts;
  }

  /** @param {Workbench} bench @param {BitmapJob["form"]} form @param {Pick<Slices, "part" | "pause">} slices */
  async function write(bench, form, slices) {
    if (form.kind === "png") return writePng(bench, slices);
    for (let lines = -1; ;) {
      const part = bench.written(/** @type {any} */ (form), lines, PART_BYTES);
      const { all, finished } = part;
      lines = part.lines;
      slices.part(/** @type {Uint8Array<ArrayBuffer>} */ (part.take()));
      part.free();
      if (finished || !(await slices.pause(lines, all))) return;
    }
  }

  /** @param {Workbench} bench @param {Pick<Slices, "part" | "pause">} slices */
  async function writePng(bench, slices) {
    const { width, height, bits } = /** @type {{width: number, height: number, bits: number}} */ (bench.reports().at(-1));
    const { colours } = bench;
    const channels = bits > 24 ? 4 : 3;
    // PNG has no indices of 3, 5, 6 or 7 bits; the core packs them into 4 and 8.
    const depth = bits > 4 ? 8 : bits > 2 ? 4 : bits;
    const shape =
      colours.length > 0
        ? { width, height, resolution: [], channels: /** @type {const} */ (1), bits: depth, depth, colours }
        : { width, height, resolution: [], channels: /** @type {3 | 4} */ (channels), bits: 8, depth: 8 };
    await exports.writePng(shape, (y, n) => bench.samples(y, n, channels), slices);
  }

  return {
    forget,

    /** What the pipeline makes of the open picture; null where the job was stopped. @param {Document} document @param {BitmapJob} job @param {Slices} slices */
    make: (document, job, slices) =>
      through(document, job, slices, async (bench) => {
        const reports = bench.reports();
        const { width, height } = reports[reports.length - 1];
        const pixels = width * height;
        const factor = Math.ceil(Math.sqrt(pixels / MOST_SHOWN));
        /** @type {BitmapMade} */
        const made = {
          reports,
          threshold: bench.threshold ?? null,
          colours: bench.colours,
          factor,
          rgba: /** @type {Uint8Array<ArrayBuffer>} */ (bench.preview(factor)),
          text: null,
          fault: null,
          displays: core.displays(),
        };
        try {
          const given = /** @type {any} */ (job.form);
          const text = await shown(bench, job.form, pixels);
          made.text = { ...text, data: bench.dataBytes(given), bits: bench.pixelBits(given) };
        } catch (problem) {
          if (!isFault(problem)) throw problem;
          made.fault = problem;
        }
        return made;
      }),

    /** What it makes, in a form, handed over in parts. @param {Document} document @param {BitmapJob} job @param {Slices} slices */
    write: (document, job, slices) => through(document, job, slices, (bench) => write(bench, job.form, slices)),
  };
}

/** The start of a file as an offset and 16 bytes a line. @param {Uint8Array} bytes */
function dump(bytes) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, DUMPED_BYTES); at += 16) {
    const digits = Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
    lines.push(`${at.toString(16).toUpperCase().padStart(4, "0")}  ${digits.join(" ")}`);
  }
  return lines.join("\n");
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
