/**
 * The page's end of its workers: the only module that knows there are any. It opens files, puts what comes back into the store,
 * and answers calls. A newer file cancels an older; a worker that died or does not listen is replaced.
 *
 * One decodes and explains; the other, the workshop, does all the rest. It is hired when something is first asked of it, or once
 * the first picture is there, and is told what the first one is told.
 *
 * @typedef {import('./protocol.js').ToWorker} ToWorker
 * @typedef {import('./protocol.js').FromWorker} FromWorker
 * @typedef {import('./protocol.js').TextOptions} TextOptions
 * @typedef {import('./store.js').Store} Store
 * @typedef {import('./store.js').Doc} Doc
 * @typedef {import('./store.js').Spans} Spans
 * @typedef {import('./store.js').Fault} Fault
 * @typedef {import('./store.js').Picture} Picture
 * @typedef {{name: string, letter: string}} Role
 */

import { NONE } from "./edit/bitstring.js";
import { Changes } from "./edit/changes.js";
import { applied } from "./edit/patch.js";
import { EVERYTHING, isExcerpt } from "./excerpt.js";
import { formCalls } from "./form-calls.js";
import { sendCalls } from "./send-calls.js";
import { NO_EDITS } from "./store.js";
import { Tiles } from "./tiles.js";
import { createWorker } from "./workers.js";

export { Cancelled, Refused, unanswered } from "./calls.js";

/** Traps in a row on one file after which it is left alone. */
const LAST_TRAP = 3;
/** Pixels of a picture, or bytes of a file, after which workers make room for new ones: memory of an instance never shrinks. */
const LARGE = { pixels: 16e6, bytes: 8 << 20 };
/** How long a picture may be there before the workshop is hired, however busy the page is. */
const LEISURE_MS = 2000;

/**
 * How long an edit waits for the rows that are looked at: they are drawn first, in a frame of their own. The frame that tells all
 * panels of an edit costs more than a decoder takes to begin, and would keep the picture waiting.
 */
const TOGETHER_MS = 30;

/** Runs when the page has nothing else to do. @param {() => void} run */
const whenIdle = (run) =>
  "requestIdleCallback" in window ? requestIdleCallback(run, { timeout: LEISURE_MS }) : setTimeout(run, LEISURE_MS / 10);

/** @param {Store} store */
export function createClient(store) {
  /** @type {(roles: Role[]) => void} */
  let toldRoles;
  /** @type {Promise<Role[]>} */
  const roles = new Promise((resolve) => (toldRoles = resolve));
  /** What is being opened, or the last edit. Answers to older ones are stale. */
  let revision = 0;
  let traps = 0;
  /** Workers in a row that died before they were ready: their parts cannot be had. */
  let stillborn = 0;
  /** What is being opened, or the last edit, as the workers have it. @type {Omit<Extract<ToWorker, {type: 'open'}>, "id"> | null} */
  let given = null;

  const decoder = createWorker("js/worker.js", "pixelbits", {
    receive,
    lost() {
      const doc = store.get().document;
      const wasDecoding = store.get().progress !== null;
      stillborn += 1;
      if (stillborn < LAST_TRAP) decoder.hire();
      viewing = false;
      store.set({ progress: null });
      if (!mourn() || !doc || doc.revision !== revision || !given) return;
      // Explaining goes on; decoding the same bytes again would only trap again.
      decoder.tell({ ...given, id: revision, decode: false });
      if (wasDecoding) {
        store.set({ document: { ...doc, refused: { code: "worker-lost", kind: "limit", at: 0, value: 0 } } });
      }
    },
    deaf() {
      decoder.hire();
      viewing = false;
      if (given) decoder.tell({ ...given, id: revision });
    },
  });
  const { ask } = decoder;

  // Another takes its place when something is asked of it next.
  const workshop = createWorker("js/workshop.js", "workshop", {
    receive: glimpsed,
    lost() {
      kept = 0;
      mourn();
    },
    deaf() {},
  });

  /** A worker died: says so, and whether another may take over with the same file. */
  function mourn() {
    traps += 1;
    store.set({ job: null, notice: { tone: "error", key: "notice.worker-lost" } });
    return traps < LAST_TRAP;
  }

  /** The workshop is there, and has the open file. */
  function staff() {
    if (workshop.isHired()) return;
    kept = 0;
    workshop.hire();
    if (given && traps < LAST_TRAP) workshop.tell({ ...given, id: revision, decode: false });
  }

  /** Asks the workshop. @type {typeof ask} */
  function order(message, job) {
    staff();
    return workshop.ask(message, job);
  }

  /** The picture is there: what may be asked of its blocks next is made ready. */
  function prepare() {
    const drawn = revision;
    whenIdle(() => {
      if (drawn !== revision || store.get().progress) return;
      if (store.get().document?.format === "jpeg") order((call) => ({ type: "ahead", call })).catch(() => {});
      else staff();
    });
  }

  /** Tells both workers. @param {ToWorker} message */
  function announce(message) {
    decoder.tell(message);
    workshop.tell(message);
  }

  /** Another file takes the place of the open one: what workers have of a large one goes with them. */
  function clear() {
    const pixels = last ? last.storedWidth * last.storedHeight : 0;
    if (pixels < LARGE.pixels && (given?.bytes.length ?? 0) < LARGE.bytes) return;
    decoder.dismiss();
    workshop.dismiss();
  }

  /** @param {number} id @param {(doc: Doc) => Partial<Doc>} change */
  function update(id, change) {
    const doc = store.get().document;
    if (doc && doc.revision === id) store.set({ document: { ...doc, ...change(doc) } });
  }

  /** Rows have come. When they reach down to the last that is looked at, they are shown. @param {number} end Behind the last, of the picture as stored. */
  function arrived(end) {
    const { seen } = store.get();
    if (!seen || end >= seen.to) store.release();
  }

  /** What is shown is the last edit of what was opened. */
  const isEdit = () => store.get().document?.revision === revision && store.get().document?.id !== revision;

  /** The edit under way, if there is one, has shown what it does. @param {Changes | null} blocks */
  function settle(blocks) {
    const { edits } = store.get();
    if (isEdit() && !edits.changes) store.set({ edits: { ...edits, changes: { blocks } } });
    comparing = null;
  }

  /** A strip's memory goes to who filled it. @param {Extract<FromWorker, {type: 'strip'}>} message */
  function giveBack({ hand, data }) {
    decoder.tell({ type: "strip", hand, buffer: data }, [data]);
  }

  /** What the workshop says of a picture whose coefficients it keeps. @param {FromWorker} message */
  function glimpsed(message) {
    if (message.type === "kept") kept = message.id;
    if (!("id" in message) || message.id !== revision) return;
    // Until the frame is there, the tiles are those of the picture before.
    if (!framed) return void early.push(message);
    // The rows themselves were quicker.
    if (store.get().document?.picture?.complete) return;
    if (message.type === "glimpse") putGlimpse(message);
    else if (message.type === "glimpsed") store.release();
  }

  /** Rows that are looked at have come before the others. @param {Extract<FromWorker, {type: 'glimpse'}>} message */
  function putGlimpse({ data, width, rows, firstRow, factor }) {
    const tiles = store.get().document?.picture?.tiles;
    tiles?.putGlimpse(firstRow, new ImageData(new Uint8ClampedArray(data, 0, rows * width * 4), width), factor);
    arrived((firstRow + rows) * factor);
    store.set({ drawn: store.get().drawn + 1 });
  }

  /** @param {FromWorker} message */
  function receive(message) {
    if ("id" in message && message.id !== revision) {
      if (message.type === "strip") giveBack(message);
      return;
    }
    switch (message.type) {
      case "ready":
        stillborn = 0;
        return toldRoles(message.roles);
      case "inspected": {
        const { format, fields, faults, orientation, pictures, borrowed } = message;
        opening = { ...opening, orientation };
        if (isEdit()) return update(revision, () => ({ format, fields, faults, pictures, refused: null }));
        last = null;
        store.set({
          document: {
            id: revision,
            revision,
            name: opening.name,
            bytes: opening.bytes,
            format,
            fields,
            faults,
            picture: null,
            refused: null,
            pictures,
            parent: opening.parent,
            pixels: opening.pixels,
            tables: borrowed ? (tables?.name ?? null) : null,
          },
          view: opening.looks?.view ?? WHOLE_VIEW,
          whole: null,
          edits: opening.edits ?? NO_EDITS,
          invite: null,
          selection: opening.looks?.selection ?? null,
          hover: null,
          pixel: null,
        });
        return;
      }
      case "frame":
        return frameCame(message.id, message.frame);
      case "strip": {
        const tiles = store.get().document?.picture?.tiles;
        const rgba = new Uint8ClampedArray(message.data, 0, message.rows * message.width * 4);
        const strip = new ImageData(rgba, message.width);
        if (tiles) comparing?.compare(tiles, message.firstRow, strip);
        tiles?.put(message.firstRow, strip);
        arrived(message.firstRow + message.rows);
        giveBack(message);
        store.set({ drawn: store.get().drawn + 1 });
        return;
      }
      case "overview": {
        const { data, width, firstRow } = message;
        const tiles = store.get().document?.picture?.tiles;
        tiles?.putOverview(firstRow, new ImageData(new Uint8ClampedArray(data), width));
        store.set({ drawn: store.get().drawn + 1 });
        return;
      }
      case "glimpse":
        return putGlimpse(message);
      case "preview": {
        const { data, width, factor } = message;
        const tiles = store.get().document?.picture?.tiles;
        tiles?.putPreview(new ImageData(new Uint8ClampedArray(data), width), factor, message.over);
        if (message.over) viewing = false;
        store.set({ drawn: store.get().drawn + 1 });
        return;
      }
      case "progress":
        // What was sent before the worker heard of a Cancel still comes.
        if (store.get().progress) store.set({ progress: { done: message.done, total: message.total } });
        return;
      case "finished":
        store.release();
        traps = 0;
        viewing = false;
        store.get().document?.picture?.tiles.dropGlimpse();
        store.set({ progress: null });
        store.get().document?.picture?.tiles.sharpen();
        update(message.id, (doc) => ({
          faults: merged(doc.faults, message.warnings),
          refused: null,
          picture: doc.picture && {
            ...doc.picture,
            complete: true,
            // What a part of the file does not bring is behind it, not lost.
            ...(isExcerpt(store.get().view) ? {} : { damage: message.damage, partial: message.partial }),
          },
        }));
        settle(comparing);
        return prepare();
      case "refused":
        store.release();
        viewing = false;
        store.set({ progress: null });
        // Its tables may be just what the next file needs.
        if (message.fault.code === "tables-only") tables = { name: opening.name, bytes: opening.bytes };
        update(message.id, (doc) => ({
          faults: merged(doc.faults, [...message.warnings, message.fault]),
          refused: message.fault,
          // What was there before the edit is no picture of what is there now.
          picture: framed ? doc.picture : null,
        }));
        settle(framed ? comparing : null);
        return prepare();
    }
  }

  // What is being opened, until its fields came.
  /** @typedef {import('./store.js').Origin} Origin */
  /** @type {Origin & {orientation: number, looks?: import("./shelf.js").Looks}} */
  let opening = { name: "", bytes: new Uint8Array(), orientation: 1, parent: null, pixels: null };
  /** The picture of the open file that was shown last, also while an edit leaves it without one. @type {Picture | null} */
  let last = null;
  /** Whether the size of the picture of this revision is known. */
  let framed = false;
  /** The file, or the edit of it, of which the workshop keeps all coefficients. */
  let kept = 0;
  /** What it said of this revision before its frame came. @type {FromWorker[]} */
  let early = [];
  /** A view was asked for and is not shown yet. */
  let viewing = false;
  /** What the edit under way has changed so far. @type {Changes | null} */
  let comparing = null;
  /** The last stream of tables, for files that come without them. @type {{name: string, bytes: Uint8Array} | null} */
  let tables = null;

  /** @param {number} id @param {import('../pkg/pixelbits.js').FrameShape} frame */
  function frameCame(id, frame) {
    const { orientation } = opening;
    // An edited picture is drawn over the one before it: nothing else is seen to change.
    const shown = (isEdit() && store.get().document?.picture) || last;
    const before = shown?.storedWidth === frame.width && shown.storedHeight === frame.height ? shown : null;
    const oriented = shown?.oriented ?? opening.looks?.oriented ?? true;
    const turned = orientation >= 5 && oriented;
    framed = true;
    // What an edit that was overtaken by this one has changed already is no longer there to be compared with.
    const compares = before && store.get().document?.picture;
    comparing = compares ? (comparing ?? new Changes(frame.width, frame.height)) : null;
    last = {
      ...frame,
      width: turned ? frame.height : frame.width,
      height: turned ? frame.width : frame.height,
      storedWidth: frame.width,
      storedHeight: frame.height,
      orientation,
      oriented,
      canvas: null,
      damage: before?.damage ?? null,
      partial: before?.partial ?? false,
      tiles: before ? ownTiles(before) : new Tiles(frame.width, frame.height),
      complete: false,
    };
    last.tiles.dropGlimpse();
    update(id, () => ({ picture: last }));
    for (const message of early.splice(0)) glimpsed(message);
  }

  /** The original stays as it is: edits are drawn on a copy. @param {Picture} picture */
  function ownTiles({ tiles }) {
    return tiles === store.get().edits.original?.tiles ? tiles.copy() : tiles;
  }

  /** The whole picture is kept, to compare with, before a part of it is drawn over it. @param {import('./store.js').View} next */
  function keepWhole(next) {
    const { view, document: doc } = store.get();
    if (!isExcerpt(next)) return store.set({ whole: null });
    if (isExcerpt(view) || !doc?.picture?.complete) return;
    const { picture } = doc;
    store.set({ whole: picture, document: { ...doc, picture: { ...picture, tiles: picture.tiles.copy() } } });
  }

  /** Whether the picture is shown turned as its file asks. */
  const oriented = () => store.get().document?.picture?.oriented ?? true;

  decoder.hire();

  return {
    /** Names and letters of the roles, by number. */
    roles,

    /**
     * Opens a file's bytes; whatever was being decoded stops. Gives the document's id.
     * @param {string} name @param {Uint8Array} bytes
     * @param {Origin | null} [parent] The file that this one was taken from.
     * @param {Origin["pixels"]} [pixels] How the bytes are pixels, where they are nothing else.
     * @param {import('./store.js').Edits} [edits] What was done to them before.
     * @param {import('./shelf.js').Looks} [looks] Where one looked at them before, and how.
     */
    open(name, bytes, parent = null, pixels = null, edits = undefined, looks = undefined) {
      clear();
      revision += 1;
      traps = 0;
      framed = false;
      early = [];
      comparing = null;
      opening = { name, bytes, orientation: 1, parent, pixels, edits, looks };
      store.set({ progress: { done: 0, total: 1 } });
      const processors = navigator.hardwareConcurrency;
      given = { type: "open", bytes, decode: true, tables: tables?.bytes ?? null, pixels, view: changed(looks?.view), processors };
      if (!decoder.isHired()) decoder.hire();
      decoder.open({ ...given, id: revision });
      if (workshop.isHired()) workshop.open({ ...given, id: revision, decode: false });
      return revision;
    },

    /** Whether the file that is shown can be edited: not while another is about to take its place. */
    editable: () => store.get().document?.revision === revision,

    /**
     * Edits the open file, and shows it anew; an edit that is still being shown gives way. Whether there was a file to edit.
     *
     * This is all that an edit is to the page: bits in the place of others. How the picture follows is decided here and in
     * the workers.
     * @param {readonly import('./edit/patch.js').Splice[]} edits One after the other.
     * @param {number} length Of the file before, in bits.
     */
    edit(edits, length) {
      const doc = store.get().document;
      // Another file is about to take the place of this one.
      if (!doc || doc.revision !== revision || edits.length === 0) return false;
      const ahead = kept === revision && Boolean(doc.picture && store.get().seen);
      revision += 1;
      traps = 0;
      framed = false;
      early = [];
      const bytes = applied(doc.bytes, length, edits);
      if (doc.picture) store.hold(TOGETHER_MS, "drawn");
      store.set({
        document: { ...doc, bytes, revision },
        edits: { ...store.get().edits, changes: null },
        whole: null,
        progress: { done: 0, total: 1 },
      });
      if (given) given.bytes = bytes;
      // The workers have what is removed.
      const bare = edits.map(({ at, removed, inserted }) => ({ at, removed: { ...NONE, bits: removed.bits }, inserted }));
      announce({ type: "edit", id: revision, edits: bare, length, seen: doc.picture && store.get().seen, ahead });
      return true;
    },

    /** Keeps tables for files that come without them. @param {string} name @param {Uint8Array} bytes */
    keepTables(name, bytes) {
      tables = { name, bytes };
    },

    /** Tables that are kept for files that come without them. */
    tables: () => tables?.bytes ?? null,

    /** Whether a file holds tables only. @param {Uint8Array} bytes @returns {Promise<boolean>} */
    isTables: (bytes) => ask((call) => ({ type: "tables", call, bytes })),

    /**
     * Shows the picture in another way. `coarse`: soon rather than sharply, since another change is about to follow.
     * @param {Partial<import('./store.js').View>} change
     */
    show(change, coarse = false) {
      const view = { ...store.get().view, ...change };
      comparing = null;
      keepWhole(view);
      store.set({ view });
      if (given) given.view = view;
      announce({ type: "view", id: revision, view, coarse });
      viewing = true;
    },

    /** Whether the view that was asked for last is shown. */
    isIdle: () => !viewing,

    /** Stops decoding; what was drawn stays. */
    stop() {
      decoder.tell({ type: "stop" });
      store.set({ progress: null });
      update(revision, () => ({ refused: { code: "stopped", kind: "parameter", at: 0, value: 0 } }));
    },

    /**
     * What the bits of a window of the open file are for.
     * @param {number} start In bits.
     * @param {number} bits
     * @returns {Promise<Spans>}
     */
    trace: (start, bits) => ask((call) => ({ type: "trace", call, start, bits })),

    /**
     * A block through all stages; null where there is no such block. @param {import('./anatomy.js').Place} place
     * @param {number} y Of the picture, where it lies. @returns {Promise<import('./anatomy.js').BlockAnatomy | null>}
     */
    block: (place, y) => order((call) => ({ type: "block", call, place, y })),

    /**
     * A sample of a lossless frame, its neighbours, and what it is predicted by.
     * @param {import('./anatomy.js').Place} place @returns {Promise<import('./anatomy.js').Around | null>}
     */
    around: (place) => order((call) => ({ type: "around", call, place })),

    /** The bits that a stored pixel is made of. @param {number} x @param {number} y @returns {Promise<import('./store.js').Lit | null>} */
    pixelBits: (x, y) => order((call) => ({ type: "pixelBits", call, x, y })),

    /**
     * What a clean edit puts where; null where it changes nothing. @param {import('./anatomy.js').CleanEdit} edit
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<import('./edit/patch.js').Splice | null>}
     */
    clean: (edit, job) => order((call) => ({ type: "clean", call, edit }), job),

    /**
     * The first lines of a text.
     * @param {TextOptions} options @param {number} rows @param {AbortSignal} [signal]
     * @returns {Promise<{text: string, more: boolean, total: number}>}
     */
    preview: (options, rows, signal) => order((call) => ({ type: "preview", call, options, rows }), { signal }),

    /**
     * A whole text, in pieces.
     * @param {TextOptions} options @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<Blob[]>}
     */
    text: (options, job) => order((call) => ({ type: "export", call, what: "text", options }), job),

    /**
     * The picture as a file, in pieces.
     * @param {'bmp' | 'png'} what @param {boolean} oriented
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<Blob[]>}
     */
    picture: (what, oriented, job) => order((call) => ({ type: "export", call, what, options: { oriented } }), job),

    /**
     * The samples at full depth as a file, in pieces.
     * @param {import('./protocol.js').SampleFile} what @param {import('./protocol.js').SampleOptions} options
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<Blob[]>}
     */
    samples: (what, options, job) => order((call) => ({ type: "samples", call, what, options }), job),

    /**
     * The picture encoded anew; null where that was cancelled.
     * @param {import('./protocol.js').EncodeOptions} options
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<import('./protocol.js').Encoded | null>}
     */
    encode: (options, job) => order((call) => ({ type: "encode", call, options }), job),

    /**
     * The samples of a stored pixel; none where they are not kept.
     * @param {number} x @param {number} y
     * @returns {Promise<Uint16Array>}
     */
    value: (x, y) => ask((call) => ({ type: "value", call, x, y })),

    /** The smallest and the largest sample shown; null where samples are not kept. @returns {Promise<[number, number] | null>} */
    extremes: () => ask((call) => ({ type: "extremes", call })),

    /**
     * Where the bits of the open file went.
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<import('../pkg/workshop.js').Statistics>}
     */
    statistics: (job) => order((call) => ({ type: "statistics", call }), job),

    /**
     * Flips bits of the open file on trial, while nothing else is to be done; `tried` is told what comes of it.
     * @param {{headers: number, coded: number}} rounds Bits of each header field, and of each stretch of entropy-coded data.
     * @param {import('./calls.js').Job & {tried: (columns: import('../pkg/workshop.js').TrialColumns) => void}} job
     * @returns {Promise<number>}
     */
    trials: ({ headers, coded }, job) => order((call) => ({ type: "trials", call, headers, coded }), job),

    /**
     * Bits, hex or decimal text back to bytes.
     * @param {Uint8Array} bytes The text.
     * @param {{signal: AbortSignal, progress: (done: number, total: number) => void}} job
     * @returns {Promise<Uint8Array>}
     */
    parse: (bytes, job) => order((call) => ({ type: "parse", call, bytes }), job),

    ...formCalls(order, oriented),
    ...sendCalls(order, oriented),

    /**
     * Bytes of the shown picture's pixels; rows of single bits start with a byte of their own.
     * @param {'rgb' | 'grey' | '1'} kind @param {number} start In bytes. @param {number} count
     * @returns {Promise<Uint8Array>}
     */
    pixelBytes: (kind, start, count) =>
      order((call) => ({
        type: "pixels",
        call,
        kind: kind === "1" ? "mono" : kind,
        oriented: oriented(),
        start,
        count,
      })),
  };
}

/** The picture as it is, all of its range. @type {import('./store.js').View} */
export const WHOLE_VIEW = Object.freeze({
  window: null,
  component: null,
  estimate: true,
  sequence: null,
  ...EVERYTHING,
});

/** A view that is not that of every file. @param {import('./store.js').View} [view] */
const changed = (view) => (view && JSON.stringify(view) !== JSON.stringify(WHOLE_VIEW) ? view : null);

/** Inspecting and decoding may notice the same fault. @param {Fault[]} known @param {Fault[]} more */
function merged(known, more) {
  const seen = new Set(known.map((fault) => `${fault.code} ${fault.at}`));
  const fresh = more.filter((fault) => !seen.has(`${fault.code} ${fault.at}`));
  return [...known, ...fresh].sort((a, b) => a.at - b.at);
}

/** @typedef {ReturnType<typeof createClient>} Client */
