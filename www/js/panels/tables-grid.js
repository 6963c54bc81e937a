/** Cells of 8 × 8, of which one has the focus: the ARIA grid pattern. */

import { h } from "../dom.js";

/**
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} label For screen readers.
 * @property {string} [title]
 * @property {number} shade 0 to 1.
 * @property {boolean} [chosen]
 * @property {boolean} [edited]
 */

/**
 * @param {object} what
 * @param {string} what.label
 * @param {string} what.name Tells this grid from others: the cell in focus is found again by it.
 * @param {number} what.active The cell that the Tab key leads to.
 * @param {Cell[]} what.cells 64.
 * @param {(index: number) => void} what.choose
 * @param {(index: number, cell: HTMLElement) => void} [what.edit]
 * @param {(index: number | null) => void} [what.point]
 */
export function grid8({ label, name, active, cells, choose, edit, point }) {
  const made = cells.map((cell, i) =>
    h(
      "div",
      {
        class: `cell8${cell.chosen ? " chosen" : ""}${cell.edited ? " edited" : ""}`,
        role: "gridcell",
        tabindex: i === active ? "0" : "-1",
        id: `${name}-${i}`,
        "aria-label": cell.label,
        "aria-selected": String(Boolean(cell.chosen)),
        title: cell.title,
        style: `--shade: ${Math.round(cell.shade * 100)}%`,
        onclick: () => {
          if (cell.chosen && edit) edit(i, made[i]);
          else choose(i);
        },
        onpointerenter: () => point?.(i),
        onpointerleave: () => point?.(null),
      },
      cell.text,
    ),
  );
  const rows = Array.from({ length: 8 }, (_, r) => h("div", { class: "row8", role: "row" }, ...made.slice(8 * r, 8 * r + 8)));
  const grid = h("div", { class: "grid8", role: "grid", "aria-label": label }, ...rows);
  grid.addEventListener("keydown", (event) => {
    const at = made.findIndex((cell) => cell === document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = {
      ArrowRight: at % 8 < 7 ? at + 1 : at,
      ArrowLeft: at % 8 > 0 ? at - 1 : at,
      ArrowDown: at < 56 ? at + 8 : at,
      ArrowUp: at >= 8 ? at - 8 : at,
      Home: at - (at % 8),
      End: at - (at % 8) + 7,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      made[at].tabIndex = -1;
      made[to].tabIndex = 0;
      made[to].focus();
      choose(to);
    } else if (edit && (event.key === "F2" || event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      edit(at, made[at]);
    }
  });
  return grid;
}

/** Renders anew, and leaves the focus on the element of the same id. @param {HTMLElement} element @param {() => void} render */
export function keepingFocus(element, render) {
  const focused = document.activeElement;
  const id = focused && element.contains(focused) ? focused.id : "";
  render();
  if (id && document.activeElement !== focused) document.getElementById(id)?.focus({ preventScroll: true });
}

/** Tells whether anything has changed since it was last asked: what one is about to click must not be made anew for nothing. */
export function changes() {
  /** @type {unknown[]} */
  let before = [];
  return (/** @type {...unknown} */ ...now) => {
    const changed = now.length !== before.length || now.some((part, i) => part !== before[i]);
    before = now;
    return changed;
  };
}
