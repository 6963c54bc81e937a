/**
 * The module worker: the only module that imports wasm. Work is done in slices of a few milliseconds with a breath
 * between, so that a newer file or a Cancel gets through. See client.js for the other end.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./store.js').Fault} Fault
 */

import init, * as core from "../pkg/pixelbits.js";
import * as anatomy from "./anatomy.js";
import { applied } from "./edit/patch.js";
import { createExports } from "./exports.js";
import { createJobs } from "./jobs.js";
import { overviewFactor } from "./overview.js";
import { coarseFactor, hasPreview, PREVIEW_FACTOR } from "./preview.js";
import { placesOf } from "./sequences.js";

/** One slice of work, in milliseconds: well under a frame, so that a trace asked for meanwhile feels immediate. */
const SLICE_MS = 12;
/** About one strip of RGBA. */
const STRIP_BYTES = 1 << 20;
/** Strips on their way to the page at a time; the worker waits for one to come back. */
const STRIPS = 6;
/** After an edit, turns of work before what is looked at is decoded ahead of the rest. */
const FIRST_TURNS = 2;

/** @type {{postMessage: (message: FromWorker, transfer: Transferable[]) => void, close: () => void,
 *   onmessage: ((event: MessageEvent<ToWorker>) => void) | null}} */
const port = /** @type {any} */ (self);

const exports = createExports(core);
const jobs = createJobs(core, {
  idle: () => running.size === 1 && drawing === 0,
  tried: (call, columns) => tell({ type: "tried", call, columns }, buffers(/** @type {any} */ (columns))),
});

/** @type {core.Document | null} */
let document = null;
let documentId = 0;
/** What `document` is made of. @type {Pick<Extract<ToWorker, {type: 'open'}>, "bytes" | "tables" | "pixels"> | null} */
let file = null;
/** The file has changed since `document` was made of it. */
let outdated = false;
/** Of the picture that was drawn last. @type {core.FrameShape | null} */
let shape = null;
/** How the picture is to be shown. @type {import('./store.js').View | null} */
let view = null;
/** Calls that were cancelled while under way. @type {Set<number>} */
const cancelled = new Set();
/** Calls that are under way. @type {Set<number>} */
const running = new Set();
let decoding = 0;
/** Pictures that are being drawn. */
let drawing = 0;
/** @type {ArrayBuffer[]} */
let spare = [];
let stripsOut = 0;
/** @type {(() => void) | null} */
let stripBack = null;

/** @param {FromWorker} message @param {Transferable[]} [transfer] */
const tell = (message, transfer = []) => port.postMessage(message, transfer);

/** Lets waiting messages in. A message to oneself comes after them, and without the delay that timers have. */
const breathe = (() => {
  const channel = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()?.();
  return () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      })
    );
})();

/** @param {unknown} problem @returns {problem is Fault} */
const isFault = (problem) => typeof problem === "object" && problem !== null && "code" in problem && "at" in problem;

/** @param {Extract<ToWorker, {type: 'open'}>} message */
async function open({ id, bytes, decode, tables, pixels }) {
  renew(id);
  exports.forget();
  document?.free();
  document = null;
  file = { bytes, tables, pixels };
  view = null;
  tell({ type: "accepted", id });
  if (decode) await show(id);
}

/**
 * The open file is edited: its bytes are changed here as they were on the page, instead of being sent again.
 * @param {Extract<ToWorker, {type: 'edit'}>} message
 */
async function edit({ id, edits, length, seen }) {
  if (!file) return;
  renew(id);
  file.bytes = applied(file.bytes, length, edits);
  // Of edits in quick succession only the last is shown.
  await breathe();
  if (id === documentId) await show(id, seen);
}

/** What was being made of the file before must not touch it any more. @param {number} id */
function renew(id) {
  for (const call of running) cancelled.add(call);
  documentId = id;
  outdated = true;
  decoding += 1;
  stripBack?.();
}

/** The document of the file as it is now. */
function current() {
  if (!file || !outdated) return document;
  const { bytes, tables, pixels } = file;
  exports.forget();
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
  if (view) setView(document, view);
  return document;
}

/**
 * Tells what the file holds, and hands out its rows.
 * @param {number} id @param {import('./store.js').Seen | null} [seen] After an edit: what part of the picture is looked at.
 */
async function show(id, seen = null) {
  const opened = need();
  const { fields, faults, orientation, pictures, borrowed } = opened.inspect();
  const columns = [fields.index, fields.kind, fields.start, fields.bits, fields.role, fields.depth, fields.shape];
  tell(
    { type: "inspected", id, format: opened.format ?? null, fields, faults, orientation, pictures, borrowed },
    columns.map((column) => /** @type {ArrayBuffer} */ (column.buffer)),
  );
  await draw(opened, id, true, seen);
}

/** The picture is to be shown in another way. @param {Extract<ToWorker, {type: 'view'}>} message */
async function changeView(message) {
  const opened = current();
  if (!opened || message.id !== documentId) return;
  view = message.view;
  exports.forget();
  setView(opened, view);
  if (message.coarse) await drawCoarsely(opened, documentId);
  else await draw(opened, documentId, false);
}

/** @param {core.Document} opened @param {import('./store.js').View} view */
function setView(opened, { window, component, estimate, until, first, last, sequence }) {
  opened.setSequence(sequence ? Uint8Array.from(placesOf(sequence)) : undefined);
  const ends = window ? Uint16Array.of(window.black, window.white) : undefined;
  opened.setView(ends, component ?? undefined, estimate ? core.Detail.Estimate : core.Detail.Leave);
  opened.setExcerpt(until?.scan, until?.mcus ?? 0, first, last);
}

/**
 * Hands out the rows of the open file.
 * @param {core.Document} opened @param {number} id @param {boolean} first @param {import('./store.js').Seen | null} [seen]
 */
async function draw(opened, id, first, seen = null) {
  const job = ++decoding;
  stripBack?.();
  const stale = () => job !== decoding || id !== documentId;
  drawing += 1;
  try {
    await decodeStrips(opened, id, stale, first, seen);
  } catch (problem) {
    if (!isFault(problem)) throw problem;
    if (!stale()) tell({ type: "refused", id, fault: problem, warnings: opened.warnings() });
  } finally {
    drawing -= 1;
  }
  if (!stale()) opened.stop();
}

/** Shows the open file reduced, where its picture is large; another view is about to follow. @param {core.Document} opened @param {number} id */
async function drawCoarsely(opened, id) {
  const factor = shape ? coarseFactor(shape) : 1;
  if (!shape || factor === 1) return draw(opened, id, false);
  const job = ++decoding;
  stripBack?.();
  const stale = () => job !== decoding || id !== documentId;
  await preview(opened, id, shape, { factor, over: true }, stale);
  if (!stale()) opened.stop();
}

/**
 * @param {core.Document} opened @param {number} id @param {() => boolean} stale @param {boolean} first
 * @param {import('./store.js').Seen | null} seen
 */
async function decodeStrips(opened, id, stale, first, seen) {
  const frame = opened.start();
  shape = frame;
  if (first) tell({ type: "frame", id, frame });
  if (first && !seen && hasPreview(frame)) {
    await preview(opened, id, frame, { factor: PREVIEW_FACTOR, over: false }, stale);
    if (stale()) return;
    opened.start();
  }
  const rowBytes = frame.width * 4;
  const rows = Math.min(frame.height, Math.max(16, Math.floor(STRIP_BYTES / rowBytes)));
  const stripBytes = rows * rowBytes;
  const factor = overviewFactor(frame.width, frame.height);
  if (factor > 1) opened.reduce(factor);
  spare = [];
  stripsOut = 0;
  let rowsDone = 0;
  for (let turn = 0; ; turn += 1) {
    await breathe();
    while (stripsOut >= STRIPS && !stale()) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => (stripBack = resolve)));
    }
    if (stale()) return;
    // An edit may be over and done with by then; otherwise what is looked at goes before the rest.
    if (seen && turn === FIRST_TURNS && opened.glimpse(seen.from, seen.to, seen.reduction)) {
      await glimpse(opened, id, frame, seen.reduction, stale);
      if (stale()) return;
    }
    let buffer = spare.pop();
    if (buffer?.byteLength !== stripBytes) buffer = new ArrayBuffer(stripBytes);
    const step = opened.advance(new Uint8ClampedArray(buffer), Date.now() + SLICE_MS);
    const image = step.image;
    if (image) {
      rowsDone = step.first_row + step.rows;
      stripsOut += 1;
      const data = /** @type {ArrayBuffer} */ (image.data.buffer);
      tell({ type: "strip", id, firstRow: step.first_row, rows: step.rows, width: frame.width, data }, [data]);
    } else {
      spare.push(buffer);
    }
    const overview = step.overview;
    if (overview) {
      const data = /** @type {ArrayBuffer} */ (overview.buffer);
      const width = Math.ceil(frame.width / factor);
      tell({ type: "overview", id, firstRow: step.overview_row, width, data }, [data]);
    }
    tell({ type: "progress", id, done: part(step, rowsDone, frame), total: 1 });
    const finished = step.finished;
    step.free();
    if (finished) break;
  }
  const damage = opened.damage();
  const { partial } = opened;
  tell({ type: "finished", id, warnings: opened.warnings(), damage, partial }, damage ? [damage.states.buffer] : []);
}

/**
 * Hands out what is looked at before the rest: rows as they are, or reduced ones.
 * @param {core.Document} opened @param {number} id @param {{width: number}} frame @param {number} reduction
 * @param {() => boolean} stale
 */
async function glimpse(opened, id, frame, reduction, stale) {
  const width = Math.ceil(frame.width / reduction);
  const rows = Math.max(16, Math.floor(STRIP_BYTES / (width * 4)));
  for (let finished = false; !finished; ) {
    const strip = new Uint8ClampedArray(rows * width * 4);
    const step = opened.advance(strip, Date.now() + SLICE_MS);
    finished = step.finished;
    const image = step.image;
    const [firstRow, data] = [step.first_row, /** @type {ArrayBuffer} */ (image?.data.buffer)];
    const count = step.rows;
    step.free();
    if (image && reduction > 1) tell({ type: "glimpse", id, firstRow, rows: count, width, factor: reduction, data }, [data]);
    else if (image) tell({ type: "strip", id, firstRow, rows: count, width, data }, [data]);
    await breathe();
    if (stale()) return;
  }
}

/**
 * Shows the picture reduced. `over`: instead of the rows that are there; otherwise beneath those that come.
 * @param {core.Document} opened @param {number} id @param {{width: number, height: number}} frame
 * @param {{factor: number, over: boolean}} how @param {() => boolean} stale
 */
async function preview(opened, id, frame, { factor, over }, stale) {
  const width = Math.ceil(frame.width / factor);
  const height = Math.ceil(frame.height / factor);
  const pixels = new Uint8ClampedArray(width * height * 4);
  opened.startPreview(factor);
  for (let rows = 0; rows < height; ) {
    await breathe();
    if (stale()) return;
    const step = opened.advance(pixels.subarray(rows * width * 4), Date.now() + SLICE_MS);
    rows += step.rows;
    const { finished } = step;
    step.free();
    if (finished) break;
  }
  tell({ type: "preview", id, factor, over, width, data: pixels.buffer }, [pixels.buffer]);
}

/**
 * Rows come while a sequential file is read, but only after a progressive one has been read whole.
 * @param {{done: number, total: number}} step @param {number} rowsDone @param {{height: number, process: string}} frame
 */
function part(step, rowsDone, frame) {
  const drawn = rowsDone / frame.height;
  const read = step.total > 0 ? step.done / step.total : drawn > 0 ? 1 : 0;
  return frame.process.includes("progressive") ? 0.6 * read + 0.4 * drawn : Math.max(drawn, 0.9 * read);
}

/**
 * Runs one call and answers it.
 * @param {number} call
 * @param {(slices: Slices) => Promise<unknown> | unknown} run
 * @param {(value: any) => Transferable[]} [transfer]
 */
async function answer(call, run, transfer = () => []) {
  running.add(call);
  try {
    const value = await run(slices(call));
    if (cancelled.has(call)) tell({ type: "failed", call, fault: null });
    else tell({ type: "answer", call, value }, transfer(value));
  } catch (problem) {
    if (!isFault(problem)) throw problem;
    tell({ type: "failed", call, fault: problem });
  } finally {
    running.delete(call);
    cancelled.delete(call);
  }
}

/** @param {{[column: string]: any}} columns */
const buffers = (columns) => Object.values(columns).map((column) => /** @type {ArrayBuffer} */ (column.buffer));

/** @param {ToWorker} message */
async function handle(message) {
  switch (message.type) {
    case "open":
      return open(message);
    case "edit":
      return edit(message);
    case "strip":
      // Strips of a job that was given up may come back later.
      stripsOut = Math.max(0, stripsOut - 1);
      spare.push(message.buffer);
      stripBack?.();
      return;
    case "view":
      return changeView(message);
    case "stop":
      decoding += 1;
      stripBack?.();
      return;
    case "cancel":
      cancelled.add(message.call);
      return;
    case "trace":
      return answer(message.call, () => need().trace(message.start, message.bits), buffers);
    case "block":
      return answer(message.call, (slices) => anatomy.block(need(), message.place, message.y, slices));
    case "pixelBits":
      return answer(message.call, (slices) => anatomy.pixelBits(need(), message.x, message.y, slices));
    case "clean":
      return answer(message.call, (slices) => anatomy.clean(core.CleanEdit, need(), bytesNow(), message.edit, slices));
    case "preview":
      return answer(message.call, (slices) => exports.preview(need(), message.options, message.rows, slices));
    case "export":
      return answer(message.call, (slices) =>
        message.what === "text"
          ? exports.text(need(), message.options, slices)
          : exports[message.what](need(), message.options, slices),
      );
    case "encode":
      return answer(
        message.call,
        (slices) => exports.encode(need(), message.options, slices),
        (encoded) => (encoded ? [encoded.bytes.buffer] : []),
      );
    case "samples":
      return answer(message.call, (slices) => exports.samples(need(), message.what, message.options, slices));
    case "value":
      return answer(message.call, () => current()?.pixel(message.x, message.y) ?? new Uint16Array());
    case "extremes":
      return answer(message.call, (slices) => jobs.extremes(need(), slices));
    case "statistics":
      return answer(message.call, (slices) => jobs.statistics(need(), slices));
    case "trials":
      return answer(message.call, (slices) => jobs.trials(need(), message, slices));
    case "tables":
      return answer(message.call, () => core.Document.isTables(message.bytes));
    case "pixels":
      return answer(
        message.call,
        (slices) => exports.pixels(need(), message.kind, message.oriented, message.start, message.count, slices),
        (bytes) => [bytes.buffer],
      );
    case "parse":
      return answer(
        message.call,
        (slices) => exports.parse(message.bytes, slices),
        (bytes) => (bytes ? [bytes.buffer] : []),
      );
  }
}

/** Its bytes. */
const bytesNow = () => file?.bytes ?? new Uint8Array();

/** The open file; calls that need one are only offered while there is one. */
function need() {
  const opened = current();
  if (!opened) throw { code: "no-image", kind: "malformed", at: 0, value: 0 };
  return opened;
}

/**
 * What a long job needs: `until()` gives the end of its slice, `pause` breathes, tells progress, and says whether to go on.
 * @param {number} call
 */
function slices(call) {
  return {
    until: () => Date.now() + SLICE_MS,
    /** @param {number} done @param {number} total */
    async pause(done, total) {
      tell({ type: "job", call, done, total });
      await breathe();
      return !cancelled.has(call);
    },
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    part: (bytes) => tell({ type: "part", call, bytes }, [bytes.buffer]),
  };
}
/** @typedef {ReturnType<typeof slices>} Slices */

/** A trap leaves the instance in an unknown state: nothing more is asked of it. @param {unknown} problem */
function die(problem) {
  tell({ type: "dead", message: problem instanceof Error ? problem.message : String(problem) });
  port.close();
}

/** Messages that come while the instance is still being made. @type {ToWorker[] | null} */
let early = [];
port.onmessage = ({ data }) => (early ? early.push(data) : void handle(data).catch(die));

/** A module of one function that gives back a vector: valid where the engine has vectors of 128 bits. */
const VECTORS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version
  1, 5, 1, 96, 0, 1, 123, // type: () → v128
  3, 2, 1, 0, // one function of that type
  10, 8, 1, 6, 0, 65, 0, 253, 15, 11, // i32.const 0, i8x16.splat, end
]);
const build = WebAssembly.validate(VECTORS) ? "pixelbits_bg" : "pixelbits_plain_bg";

init({ module_or_path: new URL(`../pkg/${build}.wasm`, import.meta.url) })
  .then(() => {
    tell({ type: "ready", roles: core.roles(), codes: core.codes() });
    const waiting = early ?? [];
    early = null;
    for (const message of waiting) handle(message).catch(die);
  })
  .catch(die);
