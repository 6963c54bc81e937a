/**
 * Eight by eight numbers: an ARIA grid with one cell in the tab order. Arrows move, Enter, F2 or a second click change a number
 * where it can be changed.
 *
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} [title]
 * @property {string} [tone] Class of the cell.
 * @property {Record<string, string>} [style]
 *
 * @typedef {object} Wiring
 * @property {(i: number) => void} choose
 * @property {(i: number | null) => void} hover
 * @property {(i: number) => string | null} [editable] What is to be changed, as a number; null where nothing can be.
 * @property {(i: number, value: number) => Promise<boolean> | boolean} [edit] Whether it could be done.
 */

import { h } from "../dom.js";
import { typeOver } from "./block-input.js";

/** @param {string} kind Class. @param {Wiring} wiring */
export function createGrid(kind, wiring) {
  let active = 0;
  let chosen = -1;
  /** @type {HTMLInputElement | null} */
  let input = null;
  const cells = Array.from({ length: 64 }, (_, i) => {
    const cell = h("div", { role: "gridcell", class: "block-cell", tabindex: i === 0 ? "0" : "-1", data: { i: String(i) } });
    // A press gives the focus, so whether the cell had it is to be asked before.
    let had = false;
    cell.addEventListener("pointerdown", () => (had = document.activeElement === cell));
    cell.addEventListener("click", () => {
      if (input) return;
      const again = had && i === chosen;
      focus(i);
      if (!(again && open(i))) wiring.choose(i);
    });
    cell.addEventListener("pointerenter", () => wiring.hover(i));
    cell.addEventListener("pointerleave", () => wiring.hover(null));
    cell.addEventListener("focus", () => move(i));
    return cell;
  });
  const rows = Array.from({ length: 8 }, (_, r) => h("div", { role: "row", class: "block-row" }, ...cells.slice(r * 8, r * 8 + 8)));
  const root = h("div", { role: "grid", class: `block-grid ${kind}` }, ...rows);

  /** @param {number} i */
  function move(i) {
    cells[active].tabIndex = -1;
    active = i;
    cells[active].tabIndex = 0;
  }

  /** @param {number} i */
  function focus(i) {
    move(i);
    cells[i].focus({ preventScroll: true });
  }

  /** Puts an input in the place of a number; whether it can be changed. @param {number} i */
  function open(i) {
    const text = wiring.editable?.(i) ?? null;
    if (text === null) return false;
    input = typeOver(cells[i], {
      text,
      label: cells[i].getAttribute("aria-label") ?? "",
      write: (value) => wiring.edit?.(i, value) ?? false,
      closed(back) {
        input = null;
        if (back) focus(i);
      },
    });
    return true;
  }

  /** @type {Record<string, (i: number) => number>} */
  const steps = {
    ArrowRight: (i) => (i % 8 < 7 ? i + 1 : i),
    ArrowLeft: (i) => (i % 8 > 0 ? i - 1 : i),
    ArrowDown: (i) => (i < 56 ? i + 8 : i),
    ArrowUp: (i) => (i > 7 ? i - 8 : i),
    Home: (i) => i - (i % 8),
    End: (i) => i - (i % 8) + 7,
    PageUp: (i) => i % 8,
    PageDown: (i) => 56 + (i % 8),
  };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step) {
      focus(step(active));
      wiring.choose(active);
    } else if (event.key === "Enter" || event.key === "F2") {
      if (!open(active)) wiring.choose(active);
    } else if (event.key === " ") wiring.choose(active);
    else return;
    event.preventDefault();
  });

  return {
    root,
    /** Starts to change a number; whether it can be changed. @param {number} i */
    change(i) {
      focus(i);
      return open(i);
    },
    /** @param {string} label @param {(i: number) => Cell} cell @param {number} now The chosen one, or -1. */
    update(label, cell, now) {
      root.setAttribute("aria-label", label);
      chosen = now;
      cells.forEach((element, i) => {
        const { text, title = text, tone = "", style = {} } = cell(i);
        // A number that is being changed stays.
        if (!input?.parentElement?.isSameNode(element)) element.textContent = text;
        element.className = `block-cell ${tone}${i === now ? " chosen" : ""}`;
        element.title = title;
        element.setAttribute("aria-label", title);
        element.setAttribute("aria-selected", String(i === now));
        element.removeAttribute("style");
        for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
      });
      if (now >= 0 && !root.contains(document.activeElement)) move(now);
    },
  };
}
