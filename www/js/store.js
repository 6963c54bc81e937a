/**
 * The one store. Panels never import each other: they read this and write this, and derive everything they show from it.
 *
 * A selection is always a bit range of the file: `{start, bits}` in bits, 0 = most significant bit of the first byte.
 *
 * @typedef {{start: number, bits: number}} BitRange
 *
 * @typedef {object} Fields Columns, one entry a field, pre-order; leaves tile the file.
 * @property {string[]} name Identifier (the standard's symbol); dictionaries translate it.
 * @property {Int32Array} index Number within a list, or EXIF tag; -1 where there is none.
 * @property {(string|number|null)[]} value Ready to show; text from files is plain text, never markup.
 * @property {Float64Array} start First bit.
 * @property {Float64Array} bits Number of bits.
 * @property {string[]} clause
 * @property {Uint8Array} role Index into `roles`.
 * @property {Uint8Array} depth 0 = segment.
 * @property {Uint8Array} shape 0 leaf, 1 group, 2 alias.
 * @property {Uint8Array} kind How to word the value: 0 none, 1 number, 2 fraction, 3 identifier for dictionaries, 4 text,
 *   5 bytes.
 *
 * @typedef {{code: string, at: number, value: number, kind: string, name?: string, line?: number, column?: number}} Fault
 *   An error or warning; `at` in bits; `name`: the format that it speaks of; for texts also line and column, from 1.
 *
 * @typedef {object} Spans Columns, one entry a span, ascending, tiling the window asked for.
 * @property {Float64Array} start
 * @property {Uint32Array} bits
 * @property {Uint8Array} role Index into `roles`.
 * @property {Int32Array} field Index into Fields, or -1.
 * @property {Int32Array} scan -1 where the bits belong to no block.
 * @property {Int32Array} mcu
 * @property {Int32Array} component
 * @property {Int32Array} bx
 * @property {Int32Array} by
 * @property {Int32Array} k
 * @property {Int32Array} value
 * @property {Uint32Array} before Bits of the whole span before this piece.
 * @property {Uint32Array} whole Bits of the whole span.
 * @property {Uint32Array} [count] Where pixels are stored as they are: how many the span made, in its row from (`bx`, `by`) on.
 * @property {Uint32Array} [step] Columns from one of them to the next.
 *
 * @typedef {object} Component
 * @property {number} id
 * @property {number} h
 * @property {number} v
 * @property {number} blocksAcross
 * @property {number} blocksDown
 *
 * @typedef {import('../pkg/pixelbits.js').ScanShape} ScanShape
 * @typedef {import('../pkg/pixelbits.js').EmbeddedPicture} EmbeddedPicture
 * @typedef {import('../pkg/pixelbits.js').Damage} Damage
 *
 * @typedef {object} View How samples become the pixels that are shown.
 * @property {{black: number, white: number} | null} window Sample values shown as black and as white; null: all of them.
 * @property {number | null} component The only component shown, as grey; null: the picture.
 * @property {boolean} estimate Whether detail that an incomplete progressive file leaves open is estimated.
 * @property {{scan: number, mcus: number} | null} until How far the file is read: the scans before this one, and so many MCUs of
 *   it; null: to its end.
 * @property {number} first The first coefficient that is shown, in zigzag order. @property {number} last The last.
 * @property {string | null} sequence In which order coefficients are taken to stand, by its name; null: as they do.
 *
 * @typedef {object} Picture
 * @property {number} width As shown (after orientation).
 * @property {number} height
 * @property {number} orientation EXIF number 1–8 found in the file.
 * @property {boolean} oriented Whether it is applied.
 * @property {Component[]} components
 * @property {number} hMax
 * @property {number} vMax
 * @property {string} process Identifier such as "baseline", "progressive".
 * @property {HTMLCanvasElement|OffscreenCanvas|null} canvas The pixels so far.
 * @property {boolean} complete
 * @property {import('./tiles.js').Tiles} tiles The pixels so far, as stored: `canvas` in pieces that any browser can hold.
 * @property {number} storedWidth Before orientation.
 * @property {number} storedHeight
 * @property {number} precision Bits a sample in the file.
 * @property {number} unit Samples a side of a data unit: 8, lossless 1.
 * @property {number} predictor Lossless: of the first scan; otherwise 0.
 * @property {number} shift Lossless: point transform of the first scan; otherwise 0.
 * @property {number} frames Hierarchical: frames; otherwise 0.
 * @property {string} colour "grey" | "ycbcr" | "rgb" | "cmyk" | "ycck" | "planes"; "stored" in other formats than JPEG.
 * @property {ScanShape[]} scans What each scan brings, and how its frame is divided.
 * @property {Damage | null} damage How the MCUs fared, once all rows came; null where all is well.
 * @property {boolean} partial A progressive file ends before all its scans came.
 * @property {number} mcusAcross
 * @property {number} mcusDown
 *
 * @typedef {object} Seen What part of the picture is looked at.
 * @property {number} from First row, as stored. @property {number} to The row behind the last.
 * @property {number} reduction 1, 2, 4 or 8: so many of its pixels, across and down, fit into one of the screen.
 *
 * @typedef {object} Rival
 * @property {number | "original"} key Which of the open files; or the open one before it was edited.
 * @property {string} name
 * @property {Picture | null} picture Turned as its file asks.
 * @property {boolean} same Whether both pictures have the same size.
 * @property {import('../pkg/workshop.js').ByteDifference | null} bytes null until that is known.
 * @property {import('../pkg/workshop.js').PixelDifference | null} pixels null until that is known, and where it cannot be.
 * @property {OffscreenCanvas | null} map Where the structure differs, in shades: opaque where it does.
 * @property {number[]} lengths Of this file and the other one, in bytes.
 * @property {number} revision Of the open file that it is compared with.
 * @property {boolean} busy
 *
 * @typedef {object} Doc
 * @property {number} id Grows with every file opened.
 * @property {number} revision Grows with every file opened and every edit; stale answers carry an older one.
 * @property {string} name File name.
 * @property {Uint8Array} bytes The file as it is now. An edit that keeps its size changes this very array.
 * @property {string|null} format "jpeg", … or null.
 * @property {Fields} fields
 * @property {Fault[]} faults
 * @property {Picture|null} picture null until pixels come, and where none can.
 * @property {Fault|null} refused Why there is no picture.
 * @property {EmbeddedPicture[]} pictures Other pictures in the file.
 * @property {Origin|null} parent The file that this picture was taken from.
 * @property {{width: number, height: number, palette: boolean}|null} pixels How the file's bytes are pixels, where they are.
 * @property {string|null} tables The file whose tables were used, where this one has none.
 *
 * @typedef {object} Edits What was done to the open file.
 * @property {import('./edit/history.js').History} history
 * @property {Picture|null} original The picture before the first edit; null where none was complete by then.
 * @property {View|null} originalView How it is shown: another view of it would be no comparison.
 * @property {Changes|null} changes What the last edit changed; null until that is known.
 * @property {Said|null} said What was done last.
 *
 * @typedef {object} Changes
 * @property {import('./edit/changes.js').Changes|null} blocks null where the picture has another size, or there is none.
 *
 * @typedef {{key: string, values: Record<string, string|number>, turn: number}} Said A sentence; `turn` tells two that are alike apart.
 *
 * @typedef {object} Origin A file that can be opened again.
 * @property {string} name
 * @property {Uint8Array} bytes
 * @property {Origin|null} parent
 * @property {{width: number, height: number, palette: boolean}|null} pixels
 * @property {Edits} [edits] What was done to it.
 * @property {string} [format] What it is, where the browser has decoded what was taken from it: see `format.*` in the dictionaries.
 *
 * @typedef {object} Statistics
 * @property {number} id Of the document. @property {number} revision Of the file that they are of.
 * @property {import('../pkg/workshop.js').Statistics|null} found null where there are none.
 *
 * @typedef {object} Trials
 * @property {number} revision Of the file that they are of.
 * @property {import('./trial-map.js').TrialMap} map
 * @property {number} share Which part of them has been made. @property {boolean} done No more will come.
 * @property {Fault|null} refused Why there are none.
 *
 * @typedef {{scale: number, x: number, y: number}} Gaze Pixels of the screen a pixel of the picture, and the place in the middle.
 *
 * @typedef {object} Notice
 * @property {'info'|'warning'|'error'} tone
 * @property {string} key
 * @property {Record<string, string|number>} [values]
 * @property {Fault} [fault] Worded after the key's sentence.
 * @property {{key: string, run: () => void}} [act] What can be done about it, by a button.
 *
 * @typedef {import('../pkg/workshop.js').PixelBitColumns} Lit Columns, one entry a block and scan, ascending.
 *
 * @typedef {import('./protocol.js').FormRead & {name: string, file: {name: string, bytes: Uint8Array}, either: boolean}} Choice Pictures
 *   that a text may be; `file`: what it is otherwise, `either`: and may be as well.
 *
 * @typedef {object} Keeping What there is to say of the page itself.
 * @property {boolean} ready It works without a network from now on. @property {boolean} newer A newer version of it is there.
 * @property {boolean} others That one cannot start, as other windows are in use.
 *
 * @typedef {object} State
 * @property {Doc|null} document
 * @property {BitRange|null} selection Locked by a click or by keys.
 * @property {BitRange|null} hover Under the pointer.
 * @property {{x: number, y: number}|null} pixel Pixel under the pointer, in the shown picture.
 * @property {{done: number, total: number}|null} progress Decoding under way, in bytes or rows.
 * @property {{label: string, done: number, total: number}|null} job Saving or reading a text under way; `label` is a key.
 * @property {View} view
 * @property {Picture|null} whole The whole picture, while a part of the file is shown.
 * @property {Statistics|null} statistics Where the bits went, once somebody has looked.
 * @property {number|null} gathering Which part of the file has been gone through for them; null: nobody is about to.
 * @property {boolean} damageMap Whether bits are coloured by what flipping them does to the picture.
 * @property {Trials|null} trials What has been found of that.
 * @property {boolean} heat Whether the picture shows how many bits its places take.
 * @property {number} drawn Grows with every strip of pixels that arrives.
 * @property {Notice|null} notice The one line of news.
 * @property {Edits} edits
 * @property {number|null} invite A bit that someone new is invited to flip.
 * @property {Lit | null} lit The bits of the pixel under the pointer, or of the one that is held.
 * @property {{x: number, y: number} | null} held A pixel, as stored, whose bits stay lit.
 * @property {import("./anatomy.js").Place | null} block The block that is looked at.
 * @property {boolean} blockOpen Whether it is being taken apart, and so outlined on the picture.
 * @property {Seen|null} seen
 * @property {{list: import('./shelf.js').OpenFile[], current: number}} files Those that are open, and the key of the one that is shown.
 * @property {Rival|null} rival What the open file is compared with.
 * @property {Choice|null} choice What a text may be, where it does not say.
 * @property {string|null} offered The offer of a picture, as an address ends with it.
 * @property {Keeping} keeping
 * @property {string} tab The tab that is shown beneath.
 * @property {Gaze|null} gaze What part of the picture is shown, and how large; null: all of it, as large as there is room.
 * @property {number|null} columns Columns of the bit matrix, where somebody has chosen them.
 * @property {number|null} tour The step of the tour, from 1; null while nobody takes it.
 * @property {string} theme "light" | "dark" | "auto".
 */

import { EMPTY } from "./edit/history.js";

/** @type {Edits} */
export const NO_EDITS = Object.freeze({ history: EMPTY, original: null, originalView: null, changes: null, said: null });

/**
 * A store: `get()`, `set(part)` merges and tells, `on(keys, listener)` listens to some keys.
 * Listeners run once per animation frame, however many changes there were, and those that come late once with what is so already;
 * `hold` puts that off until there is more to tell, and
 * then lets those of one key go a frame ahead of the others.
 * @template {object} S
 * @param {S} initial
 */
export function createStore(initial) {
  let state = { ...initial };
  /** @type {{keys: (keyof S)[], listener: (state: S) => void}[]} */
  const listeners = [];
  /** @type {Set<keyof S>} */
  const dirty = new Set();
  /** Came after the first news: they hear of all that is so by now. @type {Set<(typeof listeners)[number]>} */
  const unheard = new Set();
  let [scheduled, begun] = [false, false];
  /** Nothing is told before that. */
  let heldUntil = 0;
  /** Whose listeners are told first. @type {keyof S | null} */
  let ahead = null;

  function flush() {
    if (performance.now() < heldUntil) return void requestAnimationFrame(flush);
    begun = true;
    const first = ahead !== null && dirty.has(ahead) ? ahead : null;
    ahead = null;
    const changed = new Set(first === null ? dirty : [first]);
    for (const key of changed) dirty.delete(key);
    scheduled = dirty.size > 0 || (first !== null && unheard.size > 0);
    if (scheduled) requestAnimationFrame(flush);
    for (const entry of listeners) {
      const late = first === null && unheard.delete(entry);
      if (late || entry.keys.some((key) => changed.has(key))) entry.listener(state);
    }
  }

  function schedule() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(flush);
  }

  return {
    get: () => state,
    /** @param {Partial<S>} part */
    set(part) {
      for (const key of /** @type {(keyof S)[]} */ (Object.keys(part))) {
        if (!Object.is(state[key], part[key])) dirty.add(key);
      }
      state = { ...state, ...part };
      if (dirty.size > 0) schedule();
    },
    /**
     * Tells nothing for so long, as what is about to come is to be seen as soon as it is there.
     * @param {number} ms @param {keyof S} first Whose listeners are told a frame before the others.
     */
    hold(ms, first) {
      heldUntil = performance.now() + ms;
      ahead = first;
    },
    /** It has come. */
    release() {
      heldUntil = 0;
    },
    /**
     * @param {(keyof S)[]} keys
     * @param {(state: S) => void} listener
     */
    on(keys, listener) {
      const entry = { keys, listener };
      listeners.push(entry);
      if (!begun) return;
      unheard.add(entry);
      schedule();
    },
  };
}

/** @typedef {ReturnType<typeof createStore<State>>} Store */
