/**
 * Changing a field's number where it stands: a field of the tree becomes an input. What is written are the bits of the
 * file, and nothing else: what depends on them breaks as it may.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Fields} Fields
 */

import { h } from "../dom.js";
import { fromBytes, fromNumber, take, toNumber } from "../edit/bitstring.js";
import { notationOf, parseNumber } from "../edit/number.js";
import { number, t } from "../i18n/index.js";
import { fieldName } from "./words.js";

/**
 * @param {HTMLElement} holder What the tree lies in. @param {HTMLElement} tree @param {Store} store
 * @param {import("../editor.js").Editor} editor
 */
export function createFieldEditor(holder, tree, store, editor) {
  const input = h("input", { type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", class: "field-input" });
  const range = h("span", { class: "field-range", id: "field-range" });
  input.setAttribute("aria-describedby", range.id);
  const box = h("div", { class: "field-edit", hidden: true }, input, range);
  holder.append(box);
  /** The field that is edited, or -1. */
  let field = -1;
  let row = 0;
  let places = { top: (/** @type {number} */ _row) => 0 };

  const fields = () => store.get().document?.fields ?? null;
  const largest = () => 2 ** (fields()?.bits[field] ?? 0) - 1;

  /** @returns {number | null} */
  function typed() {
    const value = parseNumber(input.value);
    const good = value <= largest();
    input.setAttribute("aria-invalid", `${!good}`);
    return good ? value : null;
  }

  /** Writes the number; whether it could be. */
  function write() {
    const value = typed();
    const f = fields();
    const bytes = store.get().document?.bytes;
    if (value === null || !f || !bytes) return false;
    const notation = notationOf(f, field, bytes);
    if (!notation) return false;
    const [start, bits] = [f.start[field], f.bits[field]];
    const big = fromNumber(value, bits);
    const inserted = notation === "big" ? big : fromBytes(big.bytes.toReversed());
    if (toNumber(take(bytes, start, bits)) === toNumber(inserted)) return true;
    return editor.replace({ start, bits }, inserted, "field", { name: fieldName(f, field), from: number(Number(f.value[field])), to: number(value) });
  }

  /** @param {"stay" | "back"} focus */
  function close(focus) {
    if (field < 0) return;
    field = -1;
    box.hidden = true;
    if (focus === "back") tree.focus({ preventScroll: true });
  }

  /** @param {number} by */
  function step(by) {
    const value = typed();
    if (value === null) return;
    input.value = String(Math.min(largest(), Math.max(0, value + by)));
    write();
  }

  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close("back");
    else if (event.key === "Enter") {
      if (write()) close("back");
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") step(event.key === "ArrowUp" ? 1 : -1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    if (field >= 0) write();
    close("stay");
  });

  return {
    /** @param {number} i */
    can: (i) => {
      const doc = store.get().document;
      return doc !== null && i >= 0 && notationOf(doc.fields, i, doc.bytes) !== null;
    },
    active: () => field,

    /**
     * @param {number} i Field. @param {number} r Row.
     * @param {{top: (row: number) => number, value: DOMRect | undefined}} where
     */
    open(i, r, where) {
      const f = fields();
      if (!f) return;
      field = i;
      row = r;
      places = where;
      input.value = String(f.value[i]);
      input.removeAttribute("aria-invalid");
      range.textContent = t("field.edit.range", { to: largest() });
      input.setAttribute("aria-label", t("field.edit.label", { name: fieldName(f, i) }));
      const left = where.value ? where.value.left - holder.getBoundingClientRect().left : 20;
      box.style.left = `${Math.max(8, Math.round(left) - 8)}px`;
      box.hidden = false;
      this.follow();
      input.focus({ preventScroll: true });
      input.select();
    },

    /** The tree was scrolled. */
    follow() {
      if (field < 0) return;
      const top = places.top(row);
      box.style.transform = `translateY(${top}px)`;
      box.style.visibility = top < -20 || top > tree.clientHeight - 8 ? "hidden" : "visible";
    },

    /** The fields are others now: those of an edited file where the field still stands, or those of another. @param {boolean} there */
    refresh(there) {
      if (field >= 0 && !there) close("back");
    },
  };
}
