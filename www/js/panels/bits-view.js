/**
 * The bit panel's own state, and what can be done with it. Whatever concerns the file goes through the store: there a
 * selection is a range of file bits. In the view of the pixels, the selection is the panel's own.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../store.js").Doc} Doc
 * @typedef {import("../store.js").Spans} Spans
 * @typedef {import("./bits-geometry.js").Mode} Mode
 * @typedef {import("./bits-geometry.js").Metrics} Metrics
 * @typedef {import("./bits-source.js").PixelKind} PixelKind
 * @typedef {import("./bits-source.js").Source} Source
 *
 * @typedef {object} BitsClient What the panel needs of the worker's client.
 * @property {(fromBit: number, bits: number) => Promise<Spans>} trace Spans of the open document.
 * @property {(kind: PixelKind, start: number, count: number) => Promise<Uint8Array>} pixelBytes
 *
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Translate
 *
 * @typedef {object} Extent What surrounds the view: its scrolling and its size.
 * @property {import("./bits-scroll.js").Scroll} scroll
 * @property {() => {width: number, height: number}} size
 */

import { marksOf } from "../edit/patch.js";
import { STEP, allowedColumns, fittingColumns, geometry } from "./bits-geometry.js";
import { createSpans } from "./bits-spans.js";
import { fileSource, pixelAt, pixelBit, pixelLayout, pixelSource } from "./bits-source.js";

/** @type {Metrics} */
const UNMEASURED = { cell: 9, gap: 7, pad: 14, row: 18, head: 20, advance: 8, scale: 1 };

/** The shortest range that holds two others. @param {BitRange} a @param {BitRange} b @returns {BitRange} */
function union(a, b) {
  const start = Math.min(a.start, b.start);
  return { start, bits: Math.max(a.start + a.bits, b.start + b.bits) - start };
}

/**
 * @param {Store} store
 * @param {BitsClient} client
 * @param {Extent} extent
 * @param {() => void} redraw Asks for a frame.
 * @param {() => void} restated Tells that the choices (mode, columns, source …) have changed.
 */
export function createView(store, client, extent, redraw, restated) {
  const spans = createSpans((from, bits) => client.trace(from, bits), () => {
    follow();
    // What was a lone bit under the pointer may now be known as part of a span.
    if (pointed !== null && layout === null) store.set({ hover: spans.reach(pointed) });
    redraw();
  });
  /** @type {Metrics} */
  let metrics = UNMEASURED;
  /** @type {Doc | null} */
  let doc = null;
  /** @type {"file" | "pixels"} */
  let shows = "file";
  /** @type {PixelKind} */
  let kind = "rgb";
  /** @type {Mode} */
  let mode = "binary";
  /** Columns wanted, in bits, and whether they follow the panel's width: for the file and for each form of the pixels. @type {Record<string, {wanted: number, fits: boolean}>} */
  const widths = { file: { wanted: 64, fits: false } };
  let size = widths.file;
  let letters = false;
  let rowHeight = metrics.row;
  let caret = 0;
  /** The bit that a click flips: the one that was clicked, or gone to by keys, here. @type {number | null} */
  let armed = null;
  /** The column that is typed into; null while nothing is. @type {"matrix" | "text" | null} */
  let editing = null;
  /** Changed places, made anew when the edits are others. @type {{of: unknown, marks: import("../edit/patch.js").Mark[], starts: Float64Array}} */
  let marked = { of: null, marks: [], starts: new Float64Array() };
  /** What an extended selection always keeps: the bit or span it began with. @type {BitRange} */
  let fixed = { start: 0, bits: 1 };
  /** The bit under the pointer, in this panel. @type {number | null} */
  let pointed = null;
  /** @type {BitRange | null} */
  let pixelSelection = null;
  /** The selection this panel set last; any other came from elsewhere. @type {BitRange | null} */
  let own = null;
  /**
   * What was shown last, and how far the panel was scrolled for it; null while it has no size.
   * @type {{bit: number, where: "nearest" | "middle", top: number | null} | null}
   */
  let shown = null;
  let source = fileSource(new Uint8Array(0));
  /** @type {import("./bits-source.js").PixelLayout | null} */
  let layout = null;
  let g = geometry(metrics, mode, size.wanted, 0);

  const total = () => source.bytes * 8;

  /** The selection was a whole span before an edit, and is to be one again: the span at the caret. */
  let following = false;

  function follow() {
    if (!following || !spans.fresh(caret)) return;
    following = false;
    fixed = spans.reach(caret);
    select(fixed);
  }

  function relayout() {
    const { width } = extent.size();
    const columns = g.columns;
    const firstBit = Math.floor(Math.max(0, extent.scroll.top()) / rowHeight) * columns;
    if (size.fits && width > 0) size.wanted = fittingColumns(metrics, mode, width);
    // Typing may go on behind the last bit.
    g = geometry(metrics, mode, size.wanted, total() + (editing ? 1 : 0), layout?.bitsPerPixel === 1 ? "none" : "bytes");
    extent.scroll.resize(g.width, g.height);
    // The bits at the top stay at the top when columns or rows change their size.
    if (columns !== g.columns || rowHeight !== metrics.row) extent.scroll.moveTo(Math.floor(firstBit / g.columns) * metrics.row);
    rowHeight = metrics.row;
    restated();
    redraw();
  }

  function reload() {
    const picture = doc?.picture ?? null;
    if (shows === "pixels" && picture) {
      layout = pixelLayout(kind, picture.width, picture.height);
      source = pixelSource((start, count) => client.pixelBytes(kind, start, count), layout.bytes, redraw);
    } else {
      shows = "file";
      layout = null;
      source = fileSource(doc?.bytes ?? new Uint8Array(0));
    }
    const key = shows === "file" ? shows : kind;
    // A 1-bit picture is seen in its digits when a row of it is a row of the matrix.
    widths[key] ??= { wanted: kind === "1" && layout ? allowedColumns(layout.rowBytes * 8, mode) : widths.file.wanted, fits: kind !== "1" && widths.file.fits };
    size = widths[key];
    pixelSelection = null;
    pointed = null;
    relayout();
  }

  /** @param {number} bit */
  const clamp = (bit) => Math.min(Math.max(0, total() - (editing ? 0 : 1)), Math.max(0, bit));

  /** Bits that an arrow key passes. */
  const step = () => (editing === "text" ? 8 : STEP[mode]);

  /** Puts the caret on a bit without selecting it yet. @param {number} bit */
  function begin(bit) {
    caret = clamp(bit);
    armed = null;
    fixed = { start: caret, bits: 1 };
  }

  const selection = () => (shows === "file" ? store.get().selection : pixelSelection);

  /** @param {BitRange | null} range */
  function select(range) {
    following = false;
    if (shows === "pixels") pixelSelection = range;
    else {
      own = range;
      store.set({ selection: range });
    }
    redraw();
  }

  /** Scrolls as little as it takes to show a bit. @param {number} bit @param {"nearest" | "middle"} [where] */
  function reveal(bit, where = "nearest") {
    const { width, height } = extent.size();
    shown = { bit, where, top: null };
    if (height === 0) return;
    const row = Math.floor(bit / g.columns);
    const y = row * metrics.row;
    const room = Math.max(0, height - metrics.head - metrics.row);
    const top = extent.scroll.top();
    if (where === "middle" && (y < top || y > top + room)) extent.scroll.moveTo(y - Math.floor(room / 2 / metrics.row) * metrics.row);
    else if (y < top) extent.scroll.moveTo(y);
    else if (y > top + room) extent.scroll.moveTo(y - room);
    const column = bit - row * g.columns;
    const left = extent.scroll.left();
    const shift = g.frozen;
    if (g.x(column) - left < shift) extent.scroll.moveLeft(Math.max(0, g.x(column) - g.matrixX));
    else if (g.end(column) - left > width - metrics.pad) extent.scroll.moveLeft(g.end(column) - width + metrics.pad);
    shown.top = extent.scroll.top();
    redraw();
  }

  /** Puts the caret on a bit; `extend` moves the selection's other end, else the selection becomes that digit. @param {number} bit @param {"move" | "extend"} how */
  function putCaret(bit, how) {
    if (total() === 0 && !editing) return;
    caret = clamp(bit);
    caret -= caret % step();
    armed = caret;
    const here = { start: caret, bits: Math.min(step(), total() - caret) };
    if (how === "move") fixed = here;
    const range = union(fixed, here);
    select(range.bits > 0 ? range : null);
    reveal(caret);
  }

  return {
    spans,
    relayout,
    select,
    selection,
    begin,
    reveal,
    putCaret,
    total,
    doc: () => doc,
    source: () => source,
    layout: () => layout,
    geometry: () => g,
    metrics: () => metrics,
    scroll: extent.scroll,
    size: extent.size,
    shows: () => shows,
    kind: () => kind,
    mode: () => mode,
    fits: () => size.fits,
    letters: () => letters,
    caret: () => caret,
    pointed: () => pointed,
    step,
    editing: () => editing,

    /** @param {"matrix" | "text" | null} next */
    setEditing(next) {
      editing = next;
      if (next === "text") caret -= caret % 8;
      caret = clamp(caret);
      relayout();
      if (next) putCaret(caret, "move");
    },

    /** Whether a click on a bit is the second one. @param {number} bit */
    holds(bit) {
      const range = selection();
      const again = armed === bit || store.get().invite === bit;
      return shows === "file" && !editing && again && range !== null && bit >= range.start && bit < range.start + range.bits;
    },

    /** Changed places of the file, ascending. */
    marks() {
      const { hunks } = store.get().edits.history;
      if (marked.of !== hunks) {
        const marks = marksOf(hunks);
        marked = { of: hunks, marks, starts: Float64Array.from(marks, ({ start }) => start) };
      }
      return shows === "file" ? marked : { marks: [], starts: new Float64Array() };
    },

    /** Trial flips of the file, where they are what is shown. */
    trials: () => (shows === "file" && store.get().damageMap ? store.get().trials : null),

    /** Whether bits are coloured by what flipping them does. */
    damage: () => shows === "file" && store.get().damageMap,

    setDamage: (/** @type {boolean} */ on) => store.set({ damageMap: on }),

    /**
     * What flipping a bit does, as far as trials have shown; null where they have not yet.
     * @param {number} bit @param {{role: number, scan: number, k: number, field: number}} what
     */
    verdict(bit, { role, scan, k, field }) {
      const map = this.trials()?.map;
      if (!map) return null;
      const { fields } = doc ?? {};
      if (scan < 0 && fields && field >= 0) return map.header(bit, fields.start[field], fields.bits[field]);
      return map.coded(bit, { role, scan, k });
    },

    /** The bits that the pixel pointed at is made of. */
    lit: () => (shows === "file" ? store.get().lit : null),

    /** Takes up the document as it is at this moment. */
    refresh() {
      this.open(store.get().document);
    },

    /** @param {Doc | null} next */
    open(next) {
      if (next && doc && next.id === doc.id && next.revision !== doc.revision) return this.edited(doc, next);
      const sameFile = next?.id === doc?.id;
      const samePicture = next?.picture === doc?.picture;
      const sameFields = next?.fields === doc?.fields;
      if (sameFile && samePicture && sameFields) {
        doc = next;
        return;
      }
      doc = next;
      if (!sameFile || !sameFields) spans.open(next);
      if (!sameFile) {
        delete widths["1"];
        editing = null;
        following = false;
        shown = null;
        begin(0);
        reload();
        extent.scroll.moveTo(0);
        extent.scroll.moveLeft(0);
      } else if (shows === "pixels" && !samePicture) reload();
      restated();
      redraw();
    },

    /** The open file was edited: everything stays where it is. @param {Doc} before @param {Doc} next */
    edited(before, next) {
      const longer = next.bytes.length !== before.bytes.length;
      const [range, reach] = [shows === "file" ? selection() : null, spans.reach(caret)];
      following ||= range !== null && !editing && range.start === reach.start && range.bits === reach.bits && range.bits > 1;
      const first = store.get().edits.history.hunks[0]?.at ?? 0;
      doc = next;
      spans.renew(next, longer ? first : Infinity);
      if (shows === "pixels") {
        if (next.picture !== before.picture) reload();
      } else {
        source = fileSource(next.bytes);
        caret = clamp(caret);
        if (range && range.start + range.bits > total()) {
          const start = clamp(range.start);
          select(total() > 0 ? { start, bits: Math.max(1, Math.min(range.bits, total() - start)) } : null);
        }
        if (longer) relayout();
      }
      restated();
      redraw();
    },

    /** Takes up a selection that another panel made. @param {BitRange | null} range */
    adopt(range) {
      if (range === own) return;
      following = false;
      own = range;
      if (!range) return redraw();
      if (shows === "pixels") {
        shows = "file";
        reload();
      }
      begin(range.start);
      fixed = range;
      reveal(caret, "middle");
    },

    /** @param {Metrics} next */
    measure(next) {
      metrics = next;
      relayout();
      this.resized();
    },

    /** The panel has another size: what was shown last stays in sight, unless somebody has scrolled since. */
    resized() {
      if (shown && (shown.top === null || shown.top === extent.scroll.top())) reveal(shown.bit, shown.where);
    },

    /** @param {"file" | "pixels"} next @param {PixelKind} [nextKind] */
    show(next, nextKind = kind) {
      if (next === shows && nextKind === kind) return;
      if (next === "file" || doc?.picture) {
        shows = next;
        kind = nextKind;
        begin(0);
        store.set({ hover: null, pixel: null });
        reload();
        const range = selection();
        if (range) {
          begin(range.start);
          reveal(caret, "middle");
        } else extent.scroll.moveTo(0);
      }
    },

    /** @param {Mode} next */
    setMode(next) {
      mode = next;
      relayout();
    },

    /** @param {number} columns */
    setColumns(columns) {
      size.fits = false;
      size.wanted = allowedColumns(columns, mode);
      if (size === widths.file) store.set({ columns: size.wanted });
      relayout();
    },

    /** Takes up a number of columns that was chosen elsewhere. @param {number | null} columns */
    adoptColumns(columns) {
      const { file } = widths;
      if (columns === null || (columns === file.wanted && !file.fits)) return;
      Object.assign(file, { fits: false, wanted: allowedColumns(columns, mode) });
      relayout();
    },

    /** As many columns as fit, now and when the panel's width changes. @param {boolean} on */
    setFit(on) {
      size.fits = on;
      if (size === widths.file) store.set({ columns: on ? null : size.wanted });
      relayout();
    },

    /** One row of the matrix for one row of the picture. */
    fitPicture() {
      if (layout) this.setColumns(layout.rowBytes * 8);
    },

    /** @param {boolean} on */
    setLetters(on) {
      letters = on;
      restated();
    },

    /** `count` bits from a bit on as a number (at most 32), or -1 where a byte is not there yet. @param {number} bit @param {number} count */
    bitsAt(bit, count) {
      let value = 0;
      for (let done = 0; done < count; ) {
        const byte = source.at(Math.floor((bit + done) / 8));
        if (byte < 0) return -1;
        const skip = (bit + done) % 8;
        const take = Math.min(8 - skip, count - done);
        value = value * 2 ** take + ((byte >> (8 - skip - take)) & ((1 << take) - 1));
        done += take;
      }
      return value;
    },

    /** The range that a click on a bit takes. @param {number} bit @returns {BitRange} */
    reach(bit) {
      if (!layout) return spans.reach(bit);
      if (layout.bitsPerPixel === 1) return { start: bit, bits: 1 };
      return { start: bit - (bit % layout.bitsPerPixel), bits: layout.bitsPerPixel };
    },

    /** Locks the span at a bit; locks the bit alone when its span is locked already. @param {number} bit */
    lock(bit) {
      const range = this.reach(bit);
      const now = selection();
      const again = caret === bit && now?.start === range.start && now.bits === range.bits;
      begin(bit);
      armed = caret;
      if (!again) fixed = range;
      select(fixed);
    },

    /** Selects the bits from the selection's fixed end to a bit. @param {number} bit */
    extendTo(bit) {
      caret = clamp(bit);
      select(union(fixed, { start: caret, bits: 1 }));
    },


    /** @param {number | null} bit */
    point(bit) {
      if (bit === pointed) return;
      pointed = bit;
      if (layout) {
        const at = bit === null ? null : pixelAt(layout, bit);
        store.set({ pixel: at && !at.padding ? { x: at.x, y: at.y } : null });
      } else store.set({ hover: bit === null ? null : spans.reach(bit) });
      redraw();
    },

    /** What is under the pointer here, or in another panel. @returns {BitRange | null} */
    hover() {
      if (!layout) return store.get().hover;
      const pixel = store.get().pixel;
      return pixel ? { start: pixelBit(layout, pixel.x, pixel.y), bits: layout.bitsPerPixel } : null;
    },
  };
}

/** @typedef {ReturnType<typeof createView>} View */
