/**
 * The matrix for screen readers: the rows on screen mirrored as a grid of bytes, the caret's byte bit by bit.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h } from "../dom.js";
import { position } from "../position.js";
import { roleOf } from "../roles.js";
import { damageAt } from "./bits-damage.js";
import { DIGITS, STEP, rowOffset } from "./bits-geometry.js";
import { lastAtOrBefore } from "./bits-spans.js";

const QUIET_MS = 120;

/**
 * @param {HTMLElement} area The element with role=grid.
 * @param {View} view
 * @param {Translate} t
 */
export function createMirror(area, view, t) {
  const root = h("div", { class: "bits-mirror", role: "rowgroup" });
  const prefix = `bits${Math.random().toString(36).slice(2)}`;
  let timer = 0;
  let built = "";
  let told = -1;
  let expanded = false;

  /** What a reader hears of the caret. @param {number} bit @param {number} count */
  function label(bit, count) {
    const value = view.bitsAt(bit, count);
    const span = view.shows() === "file" ? view.spans.at(bit) : null;
    const field = view.shows() === "file" && !span ? view.spans.fieldAt(bit) : -1;
    const role = span?.role ?? view.doc()?.fields.role[field];
    const shown = value < 0 ? "" : count === 1 ? String(value) : count === 4 ? value.toString(16).toUpperCase() : String(value);
    const { marks, starts } = view.marks();
    const mark = marks[lastAtOrBefore(starts, bit + count - 1)];
    const edited = mark && mark.start + mark.bits > bit ? t("bits.edited") : "";
    const { level } = damageAt(view, t, bit);
    const damage = level === null ? "" : t("bits.damage.level", { n: level });
    return [shown, position(bit), role === undefined ? "" : t(`role.${roleOf(role).name}`), damage, edited].filter(Boolean).join(", ");
  }

  /** @param {number} bit @param {number} count */
  function digits(bit, count) {
    const value = view.bitsAt(bit, count);
    if (value < 0) return "…";
    if (view.mode() === "binary") return value.toString(2).padStart(count, "0");
    return view.mode() === "hex" ? value.toString(16).toUpperCase().padStart(DIGITS.hex, "0") : String(value);
  }

  /** @param {boolean} selected */
  const state = (selected) => (selected ? "true" : "false");

  function build() {
    const g = view.geometry();
    const { row, head } = view.metrics();
    const { width, height } = view.size();
    const total = view.total();
    const selection = view.selection();
    const caret = view.caret();
    const step = STEP[view.mode()];
    const isSelected = (/** @type {number} */ bit, /** @type {number} */ count) =>
      selection !== null && bit < selection.start + selection.bits && selection.start < bit + count;
    const first = Math.max(0, Math.floor(view.scroll.top() / row));
    const last = Math.min(g.rows, Math.ceil((view.scroll.top() + height - head) / row));
    const left = g.columnAt(view.scroll.left() + g.frozen);
    const c0 = left - (left % 8);
    const c1 = Math.min(g.columns, g.columnAt(view.scroll.left() + width) + 1);
    const focused = document.activeElement === area;
    area.setAttribute("aria-readonly", String(view.shows() !== "file"));
    const key = [focused, view.doc()?.id, view.doc()?.revision, view.marks().marks.length, view.shows(), view.kind(), view.mode(), g.columns, first, last, c0, c1, caret, selection?.start, selection?.bits, document.documentElement.lang, view.spans.at(caret)?.start, damageAt(view, t, caret).level, view.bitsAt(first * g.columns, 1)].join();
    if (key === built) return;
    built = key;
    area.setAttribute("aria-rowcount", String(g.rows));
    area.setAttribute("aria-colcount", String(g.columns / step + 1));
    /** @type {HTMLElement[]} */
    const rows = [];
    let active = "";
    for (let r = first; r < last && total > 0; r++) {
      const start = r * g.columns;
      const cells = [h("span", { role: "rowheader", "aria-colindex": 1 }, rowOffset(start))];
      for (let c = c0; c < c1 && start + c < total; c += 8) {
        const count = Math.min(8, g.columns - c, total - start - c);
        const bit = start + c;
        // Single bits are for those who move among them.
        if (!focused || caret < bit || caret >= bit + count) {
          cells.push(h("span", { role: "gridcell", "aria-colindex": c / step + 2, "aria-colspan": Math.max(1, count / step), "aria-selected": state(isSelected(bit, count)) }, digits(bit, count)));
          continue;
        }
        for (let i = 0; i < count; i += step) {
          const size = Math.min(step, count - i);
          const here = caret >= bit + i && caret < bit + i + size;
          const id = `${prefix}-${bit + i}`;
          if (here) active = id;
          cells.push(h("span", { role: "gridcell", id, "aria-colindex": (c + i) / step + 2, "aria-selected": state(isSelected(bit + i, size)) }, label(bit + i, size)));
        }
      }
      rows.push(h("div", { role: "row", "aria-rowindex": r + 1 }, ...cells));
    }
    root.replaceChildren(...rows);
    if (active) area.setAttribute("aria-activedescendant", active);
    else area.removeAttribute("aria-activedescendant");
    told = caret;
    expanded = focused;
  }

  return {
    root,
    /** Follows what is on screen: at once when the caret moved, else when scrolling has come to rest. */
    update() {
      clearTimeout(timer);
      const focused = document.activeElement === area;
      if (focused && (view.caret() !== told || !expanded)) build();
      else timer = window.setTimeout(build, QUIET_MS);
    },
  };
}
