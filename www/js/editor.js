/**
 * Everything that changes the open file. Panels say what is to be done; here it becomes an edit of the list that can be
 * undone, and a sentence that says what happened.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").BitRange} BitRange
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./edit/bitstring.js").Bits} Bits
 * @typedef {import("./edit/history.js").EditKind} EditKind
 * @typedef {import("./edit/patch.js").Splice} Splice
 */

import { unanswered } from "./client.js";
import { concat, inverted, NONE, take, zeros } from "./edit/bitstring.js";
import { pushed, redoneOnce, reset, undoneOnce } from "./edit/history.js";
import { asEdits, growth } from "./edit/patch.js";
import { overlaps } from "./position.js";

/** Unchanged files are whole bytes; what an edited one has too few of is filled up with zeros. @param {number} bytes @param {number} grown */
const lengthOf = (bytes, grown) => bytes * 8 - ((((-grown % 8) + 8) % 8));

/** @param {Store} store @param {Client} client */
export function createEditor(store, client) {
  let turn = 0;
  /** The clean edit that is being made. @type {AbortController | null} */
  let cleaning = null;
  /** What was done to a file before is about to be done again. */
  let held = false;

  /** Bits of the file that count. */
  const length = () => {
    const { document, edits } = store.get();
    return lengthOf(document?.bytes.length ?? 0, growth(edits.history.hunks));
  };

  /** Before the first edit the picture is put aside, to be compared with. */
  function keepOriginal() {
    const { document, edits, view } = store.get();
    if (edits.history.hunks.length > 0 || !document?.picture?.complete) return;
    if (edits.original && edits.originalView === view) return;
    store.set({ edits: { ...edits, original: document.picture, originalView: view } });
  }

  /**
   * @param {readonly Splice[]} splices @param {import("./edit/history.js").History} history
   * @param {string} key @param {Record<string, string | number>} values What is said of it.
   */
  function run(splices, history, key, values) {
    if (held || !client.editable()) return false;
    keepOriginal();
    if (!client.edit(splices, length())) return false;
    turn += 1;
    store.set({ edits: { ...store.get().edits, history, said: { key, values, turn } }, invite: null });
    return true;
  }

  /** Shows where something was undone or done again, unless one looks there already. @param {Splice} edit */
  function lookAt({ at, inserted }) {
    const { selection, document } = store.get();
    const total = (document?.bytes.length ?? 0) * 8;
    const range = { start: Math.min(at, Math.max(0, total - 1)), bits: Math.max(1, Math.min(inserted.bits, total - at)) };
    if (total > 0 && !overlaps(selection, range)) store.set({ selection: range });
  }

  /** @param {EditKind} kind @param {Splice} edit @returns {Record<string, string | number>} */
  const values = (kind, { at, removed, inserted }) => ({
    byte: `0x${Math.floor(at / 8).toString(16).toUpperCase()}`,
    bit: at % 8,
    n: kind === "delete" ? removed.bits : inserted.bits,
  });

  const editor = {
    length,

    /**
     * Puts bits in the place of others.
     * @param {BitRange} range @param {Bits} inserted @param {EditKind} kind @param {Record<string, string | number>} [more] For the sentence.
     * @param {string} [key] Of the sentence.
     */
    replace({ start, bits }, inserted, kind, more = {}, key = `edit.said.${kind}`) {
      const { document, edits } = store.get();
      if (!document || !client.editable()) return false;
      // The filling behind the last bit becomes part of the file when it is written to.
      const end = length();
      const at = Math.min(start, end);
      const removed = take(document.bytes, at, Math.max(0, Math.min(start + bits, end) - at));
      const filled = start > end ? concat(zeros(start - end), inserted) : inserted;
      if (removed.bits + filled.bits === 0) return false;
      const edit = { at, removed, inserted: filled, kind, when: performance.now() };
      const history = pushed(edits.history, edit);
      // What is typed in one go is told as a whole.
      const whole = start > end ? { at: start, removed, inserted } : /** @type {Splice} */ (history.done.at(-1));
      return run([edit], history, key, { ...values(kind, whole), ...more });
    },

    /** @param {number} bit */
    flip(bit) {
      const { document } = store.get();
      if (!document || bit >= document.bytes.length * 8) return false;
      return editor.replace({ start: bit, bits: 1 }, inverted(take(document.bytes, bit, 1)), "flip");
    },

    /** @param {BitRange} range */
    remove: (range) => editor.replace(range, NONE, "delete"),

    /**
     * Changes coefficients, a sample or a quantiser so that the file stays valid; whether it could be.
     * @param {import("./anatomy.js").CleanEdit} edit @param {Record<string, string | number>} values For the sentence.
     * @param {string} [key] Of the sentence, where it is another one.
     */
    async clean(edit, values, key) {
      const revision = store.get().document?.revision;
      if (!client.editable()) return false;
      cleaning?.abort();
      const controller = (cleaning = new AbortController());
      const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
        if (cleaning === controller) store.set({ job: { label: "job.cleaning", done, total } });
      };
      try {
        const splice = await client.clean(edit, { signal: controller.signal, progress });
        if (!splice || store.get().document?.revision !== revision) return false;
        return editor.replace({ start: splice.at, bits: splice.removed.bits }, splice.inserted, "clean", values, key);
      } catch (problem) {
        unanswered(problem, (fault) => store.set({ notice: { tone: "error", key: "notice.clean", fault } }));
        return false;
      } finally {
        if (cleaning === controller) {
          cleaning = null;
          store.set({ job: null });
        }
      }
    },

    /** Gives up the clean edit that is being made. */
    cancel: () => cleaning?.abort(),

    undo() {
      const step = undoneOnce(store.get().edits.history);
      if (step && run([step.edit], step.history, step.history.done.length > 0 ? "edit.said.undo" : "edit.said.undo.all", { n: step.history.done.length })) lookAt(step.edit);
    },

    redo() {
      const step = redoneOnce(store.get().edits.history);
      if (step && run([step.edit], step.history, "edit.said.redo", { n: step.history.undone.length })) lookAt(step.edit);
    },

    /** Back to the original; what was done can be done again. */
    reset() {
      const { history } = store.get().edits;
      const all = reset(history);
      if (all.edits.length > 0) run(all.edits, all.history, "edit.said.reset", { n: history.done.length });
      // Edits that amount to nothing need no decoding to be taken back.
      else store.set({ edits: { ...store.get().edits, history: all.history } });
    },

    /** Does what a link says. @param {readonly import("./edit/patch.js").Hunk[]} hunks */
    follow(hunks) {
      const edits = asEdits(hunks).map((edit) => ({ ...edit, kind: /** @type {const} */ ("link"), when: 0 }));
      const history = edits.reduce(pushed, store.get().edits.history);
      if (run(edits, history, "edit.said.link", { n: edits.length }) && edits[0]) lookAt(edits[0]);
    },

    /** Whether edits have to wait, as the file that is shown is not yet what it was. @param {boolean} on */
    hold(on) {
      held = on;
    },

    /** Does to a file as it was what had been done to it. @param {import("./edit/history.js").History} history */
    resume(history) {
      const edits = asEdits(history.hunks);
      if (edits.length > 0) run(edits, history, "edit.said.resume", { n: edits.length, name: store.get().document?.name ?? "" });
      else store.set({ edits: { ...store.get().edits, history } });
    },
  };
  return editor;
}

/** @typedef {ReturnType<typeof createEditor>} Editor */
