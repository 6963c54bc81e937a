/**
 * The worker that shows: it opens a file, hands out the rows of its picture, and says what each bit is for. Large
 * pictures it decodes together with its hands. These, it and workshop.js alone import wasm; this module of it is kept small, as
 * the first picture waits for it: files of other formats than JPEG are explained by the module of the workshop, which is loaded when
 * the first of them is opened.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 */

import init, * as core from "../pkg/pixelbits.js";
import { createHands } from "./hands.js";
import { createHeld } from "./held.js";
import { overviewFactor } from "./overview.js";
import { answer, breathe, buffers, cancel, isFault, load, memory, serve, SLICE_MS, tell } from "./port.js";
import { coarseFactor, hasPreview, PREVIEW_FACTOR } from "./preview.js";
import { createStrips, handOut, STRIP_BYTES } from "./strips.js";

/** Time after an edit, in milliseconds, until what is looked at is decoded ahead of the rest: many are over and done with by then. */
const FIRST_MS = 2;
/**
 * How long the rest of an edited picture waits where the other worker hands out what is looked at: they would take each other's time,
 * and the page's.
 */
const AFTER_MS = 40;
/** Rows that are searched for the smallest and the largest sample at a time. */
const EXTREME_ROWS = 64;

/** The open file. */
const held = createHeld(core, () => {});
/** Who decode large pictures with this one. */
const hands = createHands();
const strips = createStrips();
/** Of the picture that was drawn last. @type {core.FrameShape | null} */
let shape = null;
let decoding = 0;

/** The module that knows all formats, once it was needed. @type {Promise<typeof import("../pkg/workshop.js")> | null} */
let everything = null;
/** Until then nothing is asked of the open file. */
let chosen = Promise.resolve();

async function loadEverything() {
  const all = await import("../pkg/workshop.js");
  await load("workshop", all.default);
  return all;
}

/** A file that this module does not know is explained by the one that knows all formats. @param {number} id */
async function choose(id) {
  if (held.current()?.format) return;
  try {
    everything ??= loadEverything();
    const all = await everything;
    if (id === held.id()) held.explainBy(all);
  } catch (problem) {
    // It cannot be had just now: the file is shown as bytes, and the next one asks again.
    console.warn(problem);
    everything = null;
  }
}

/** @param {Extract<ToWorker, {type: 'open'}>} message */
async function open(message) {
  const { id, decode, view, processors } = message;
  giveUp();
  held.open(message);
  tell({ type: "accepted", id, memory: memory() });
  chosen = choose(id);
  await chosen;
  if (decode && id === held.id()) await show(id, { shares: view ? 1 : hands.most(processors) });
}

/** The open file is edited. @param {Extract<ToWorker, {type: 'edit'}>} message */
async function edit(message) {
  await chosen;
  if (message.id < held.id() || !held.edit(message)) return;
  giveUp();
  // Of edits in quick succession only the last is shown.
  await breathe();
  if (message.id === held.id()) await show(message.id, { seen: message.seen, ahead: message.ahead });
}

/** No more rows come of what is being decoded. Gives the number of the next job. */
function giveUp() {
  decoding += 1;
  strips.end();
  hands.stop();
  return decoding;
}

/**
 * @typedef {object} Why A picture is shown that has not been shown before.
 * @property {number} [shares] The file was just opened: how many workers may decode it at the same time.
 * @property {import('./store.js').Seen | null} [seen] After an edit: what part of the picture is looked at.
 * @property {boolean} [ahead] The other worker hands that out.
 */

/** Tells what the file holds, and hands out its rows. @param {number} id @param {Why} why */
async function show(id, why) {
  const opened = held.need();
  const { fields, faults, orientation, pictures, borrowed } = opened.inspect();
  const columns = [fields.index, fields.kind, fields.start, fields.bits, fields.role, fields.depth, fields.shape];
  tell(
    { type: "inspected", id, format: opened.format ?? null, fields, faults, orientation, pictures, borrowed },
    columns.map((column) => /** @type {ArrayBuffer} */ (column.buffer)),
  );
  await draw(opened, id, why);
}

/** The picture is to be shown in another way. @param {Extract<ToWorker, {type: 'view'}>} message */
async function changeView(message) {
  const opened = held.view(message);
  if (!opened) return;
  if (message.coarse) await drawCoarsely(opened, message.id);
  else await draw(opened, message.id, null);
}

/** Hands out the rows of the open file. @param {core.Document} opened @param {number} id @param {Why | null} why */
async function draw(opened, id, why) {
  const job = giveUp();
  const stale = () => job !== decoding || id !== held.id();
  try {
    await decodeStrips(opened, id, stale, why);
  } catch (problem) {
    if (!isFault(problem)) throw problem;
    if (!stale()) tell({ type: "refused", id, fault: problem, warnings: opened.warnings() });
  }
  if (stale()) return;
  opened.stop();
  giveUp();
}

/** Shows the open file reduced, where its picture is large; another view is about to follow. @param {core.Document} opened @param {number} id */
async function drawCoarsely(opened, id) {
  const factor = shape ? coarseFactor(shape) : 1;
  if (!shape || factor === 1) return draw(opened, id, null);
  const job = giveUp();
  const stale = () => job !== decoding || id !== held.id();
  await preview(opened, id, shape, { factor, over: true }, stale);
  if (!stale()) opened.stop();
}

/** @param {core.Document} opened @param {number} id @param {() => boolean} stale @param {Why | null} why */
async function decodeStrips(opened, id, stale, why) {
  const frame = opened.start();
  shape = frame;
  const seen = why?.seen;
  if (why) tell({ type: "frame", id, frame });
  if (why && !seen && hasPreview(frame)) {
    await preview(opened, id, frame, { factor: PREVIEW_FACTOR, over: false }, stale);
    if (stale()) return;
    opened.start();
  }
  if (why?.ahead) {
    await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
    if (stale()) return;
  }
  const factor = overviewFactor(frame.width, frame.height);
  const of = opened.divide(why?.shares ?? 1, factor);
  let rowsDone = 0;
  const send = (/** @type {import("./strips.js").Rows} */ rows, hand = 0) => {
    const { data } = rows;
    if (rows.type === "overview") return tell({ ...rows, id }, [data]);
    // Of a shared picture the rows come out of order; of an edited one, not all of them.
    rowsDone = of > 1 ? Math.min(rowsDone + rows.rows, frame.height) : rows.firstRow + rows.rows;
    tell({ ...rows, id, hand }, [data]);
    if (hand) tell({ type: "progress", id, done: rowsDone / frame.height, total: 1 });
  };
  const { width, height } = frame;
  const others = of > 1 ? hands.share({ ...held.file(), of, multiple: factor, frame: { width, height } }, send) : null;
  const all = await handOut(opened, frame, strips, {
    of,
    factor,
    stale,
    before: (turn) => {
      // An edit may be over and done with by then; otherwise what is looked at goes before the rest.
      if (!seen || why?.ahead || turn !== 1 || rowsDone >= seen.to) return undefined;
      const ahead = opened.glimpse(Math.max(seen.from, rowsDone), seen.to, seen.reduction);
      return ahead ? glimpse(opened, id, frame, seen.reduction, stale) : undefined;
    },
    slice: (turn) => (seen && turn === 0 && !why?.ahead ? FIRST_MS : SLICE_MS),
    send,
    after: (step) => tell({ type: "progress", id, done: part(step, rowsDone, frame), total: 1 }),
  });
  if (!all) return;
  for (let index = 1; others && index < of; index += 1) {
    const done = await others(index);
    if (stale()) return;
    if (done) continue;
    opened.startShare(index, of, factor);
    if (!(await handOut(opened, frame, strips, { of, factor, stale, send }))) return;
  }
  if (others) opened.settle();
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
    if (image) tell({ type: "glimpse", id, firstRow, rows: count, width, factor: reduction, data }, [data]);
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

/** @param {number} start In bits. @param {number} bits */
async function trace(start, bits) {
  await chosen;
  return held.need().trace(start, bits);
}

/** The smallest and the largest sample shown; null where samples are not kept. @param {import('./port.js').Slices} slices */
async function extremes(slices) {
  const opened = held.need();
  /** @type {[number, number] | null} */
  let found = null;
  for (let row = 0; ; row += EXTREME_ROWS) {
    const part = opened.extremes(row, EXTREME_ROWS);
    if (part.length < 2) return found;
    found = found ? [Math.min(found[0], part[0]), Math.max(found[1], part[1])] : [part[0], part[1]];
    if (!(await slices.pause(row, 1))) return null;
  }
}

/** @param {ToWorker} message */
function handle(message) {
  switch (message.type) {
    case "open":
      return open(message);
    case "edit":
      return edit(message);
    case "strip":
      return message.hand ? hands.give(message.hand, message.buffer) : strips.cameBack(message.buffer);
    case "view":
      return changeView(message);
    case "stop":
      return void giveUp();
    case "cancel":
      return cancel(message.call);
    case "trace":
      return answer(message.call, () => trace(message.start, message.bits), buffers);
    case "value":
      return answer(message.call, () => held.current()?.pixel(message.x, message.y) ?? new Uint16Array());
    case "extremes":
      return answer(message.call, extremes);
    case "tables":
      return answer(message.call, () => core.Document.isTables(message.bytes));
  }
}

serve("pixelbits", init, handle, () => ({ type: "ready", roles: core.roles() }));
