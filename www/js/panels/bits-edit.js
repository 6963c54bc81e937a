/**
 * Typing over the matrix, as hex editors have it: 0 and 1 in binary, digits in hex, text in the text column.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("../editor.js").Editor} Editor
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../edit/bitstring.js").Bits} Bits
 */

import { h } from "../dom.js";
import { fromBytes, fromDigits, fromNumber } from "../edit/bitstring.js";
import { parsePattern } from "./bits-search.js";

/**
 * What pasted text puts in, by where it is pasted; null where it makes no sense there.
 * @param {string} text @param {"binary" | "hex" | "decimal" | "text"} into @returns {Bits | null}
 */
export function pastedBits(text, into) {
  if (text === "") return null;
  const bare = text.replace(/\s+/g, "");
  if (into === "hex" && /^(0x)?([0-9a-f]{2})+$/i.test(bare)) return patternBits(bare.replace(/^0x/i, ""), "hex");
  return patternBits(text, into === "text" ? "text" : "auto");
}

/** @param {string} text @param {"hex" | "text" | "auto"} notation @returns {Bits | null} */
function patternBits(text, notation) {
  if (notation === "text") return fromBytes(new TextEncoder().encode(text));
  const pattern = parsePattern(text, notation);
  return pattern && fromDigits(pattern.bits);
}

/** The whole bytes that a range touches. @param {BitRange} range @returns {BitRange} */
function wholeBytes({ start, bits }) {
  const from = start - (start % 8);
  return { start: from, bits: Math.ceil((start + bits - from) / 8) * 8 };
}

/**
 * @param {View} view @param {Editor} editor @param {Translate} t
 * @param {{focus: () => void, redraw: () => void, say: (text: string) => void, note: (text: string) => void, changed: () => void, copy: () => Promise<void>}} panel
 */
export function createEditing(view, editor, t, panel) {
  /** @type {readonly ("overwrite" | "insert")[]} */
  const ways = ["overwrite", "insert"];
  const chips = ways.map((way) => h("button", { type: "button", class: "bits-chip", onclick: () => (setInsert(way === "insert"), panel.focus()) }));
  const how = h("span", { class: "bits-choice", role: "group" }, ...chips);
  const remove = h("button", { type: "button", class: "bits-chip", onclick: () => (erase("forward"), panel.focus()) });
  const done = h("button", { type: "button", class: "bits-chip", onclick: () => (set(false), panel.focus()) });
  const hint = h("span", { class: "bits-hint" });
  const bar = h("div", { class: "bits-bar bits-edit", hidden: true }, how, remove, hint, h("span", { class: "bits-stretch" }), done);
  let insert = false;

  const on = () => view.editing() !== null;
  const inText = () => view.editing() === "text";

  /** @param {boolean} next */
  function set(next) {
    view.setEditing(next && view.shows() === "file" ? "matrix" : null);
    restate();
    panel.say(next ? t("bits.edit.on") : t("bits.edit.off"));
  }

  /** @param {boolean} next */
  function setInsert(next) {
    insert = next;
    restate();
    panel.say(t(`bits.edit.${ways[Number(next)]}`));
  }

  function restate() {
    bar.hidden = !on();
    chips.forEach((chip, i) => chip.setAttribute("aria-pressed", String(insert === (i === 1))));
    hint.textContent = t(inText() ? "bits.edit.hint.text" : `bits.edit.hint.${view.mode()}`);
    panel.changed();
    panel.redraw();
  }

  /** What is selected beyond the digit at the caret; null where nothing is. */
  function chosen() {
    const range = view.selection();
    return range && range.bits > view.step() ? range : null;
  }

  /** Where typing goes: over a longer selection, from its start. */
  const place = () => chosen()?.start ?? view.caret();

  /** @param {BitRange} range @param {Bits} bits @param {"type" | "insert" | "paste" | "delete"} kind @param {number} caret Where it goes then. */
  function put(range, bits, kind, caret) {
    if (!editor.replace(range, bits, kind)) return;
    view.refresh();
    view.putCaret(caret, "move");
  }

  /** One digit of so many bits. @param {number} value @param {number} bits */
  function digit(value, bits) {
    const at = place() - (place() % bits);
    // A new byte starts with its first digit; the second goes over what is there.
    if (insert && bits === 4 && at % 8 === 0) return put({ start: at, bits: 0 }, fromNumber(value * 16, 8), "type", at + 4);
    put({ start: at, bits: insert && bits === 1 ? 0 : bits }, fromNumber(value, bits), "type", at + bits);
  }

  /** @param {string} text */
  function characters(text) {
    const bits = fromBytes(new TextEncoder().encode(text));
    const at = place() - (place() % 8);
    put({ start: at, bits: insert ? 0 : bits.bits }, bits, "type", at + bits.bits);
  }

  /** @param {"forward" | "back"} way */
  function erase(way) {
    const unit = view.mode() === "binary" && !inText() ? 1 : 8;
    const whole = (/** @type {BitRange} */ range) => (unit === 8 ? wholeBytes(range) : range);
    const long = chosen();
    const at = view.caret() - (view.caret() % unit);
    const range = long ? whole(long) : { start: way === "back" ? at - unit : at, bits: unit };
    if (range.start < 0 || range.start >= view.total()) return;
    put(range, fromNumber(0, 0), "delete", range.start);
  }

  /** @param {string} key A key's character. */
  function type(key) {
    if (inText()) return characters(key);
    const mode = view.mode();
    if (mode === "binary" && /^[01]$/.test(key)) return digit(Number(key), 1);
    if (mode === "hex" && /^[0-9a-f]$/i.test(key)) return digit(parseInt(key, 16), 4);
    panel.note(t(`bits.edit.hint.${mode}`));
  }

  /** @param {ClipboardEvent} event */
  function paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const bits = pastedBits(text, inText() ? "text" : view.mode());
    if (!bits) return panel.note(t("bits.edit.paste.nothing"));
    const long = chosen();
    const at = view.caret();
    const range = long ?? { start: at, bits: insert ? 0 : bits.bits };
    put(range, bits, "paste", range.start + bits.bits);
  }

  return {
    bar,
    on,
    set,
    insert: () => insert,
    paste,
    /** @param {KeyboardEvent} event @returns {boolean} Whether the key means something here. */
    key(event) {
      if (!on()) return false;
      const control = event.ctrlKey || event.metaKey;
      if (control) {
        if (event.code !== "KeyX" || !view.selection()) return false;
        void panel.copy().then(() => erase("forward"));
        return true;
      }
      switch (event.key) {
        case "Escape":
          set(false);
          return true;
        case "Tab":
          // On from the matrix to the text, and then out of the panel; and the same way back.
          if (inText() !== event.shiftKey) return false;
          view.setEditing(inText() ? "matrix" : "text");
          restate();
          panel.say(t(inText() ? "bits.edit.column.text" : "bits.edit.column.matrix"));
          return true;
        case "Insert":
          setInsert(!insert);
          return true;
        case "Delete":
          erase("forward");
          return true;
        case "Backspace":
          erase("back");
          return true;
        case "Enter":
          return true;
        default:
          // Characters that take two units are one key all the same.
          if ([...event.key].length !== 1) return false;
          type(event.key);
          return true;
      }
    },
    restate,
    translate() {
      how.setAttribute("aria-label", t("bits.edit.how"));
      chips.forEach((chip, i) => {
        chip.textContent = t(`bits.edit.${ways[i]}`);
        chip.title = t("bits.edit.how.title");
      });
      remove.textContent = t("bits.edit.delete");
      remove.title = t("bits.edit.delete.title");
      done.textContent = t("bits.edit.done");
      done.title = t("bits.edit.done.title");
      restate();
    },
  };
}

/** @typedef {ReturnType<typeof createEditing>} Editing */
