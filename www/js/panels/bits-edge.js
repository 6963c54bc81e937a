/**
 * The right edge of the matrix: dragging it, or moving it by arrow keys, changes the number of columns.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h } from "../dom.js";
import { MAX_COLUMNS } from "./bits-geometry.js";

/**
 * @param {View} view
 * @param {Translate} t
 */
export function createEdge(view, t) {
  const root = h("div", { class: "bits-edge", role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": 1, "aria-valuemax": MAX_COLUMNS }, h("i", {}));
  let grip = 0;
  let dragging = false;

  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const g = view.geometry();
    grip = event.clientX - (g.matrixX + g.matrixWidth);
    dragging = true;
    root.setPointerCapture(event.pointerId);
    event.preventDefault();
    root.focus({ preventScroll: true });
  });
  root.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const g = view.geometry();
    const columns = event.shiftKey ? g.columnsExactly(event.clientX - grip) : g.columnsFor(event.clientX - grip);
    if (columns !== g.columns) view.setColumns(columns);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    root.addEventListener(end, () => {
      dragging = false;
    });
  }
  root.addEventListener("dblclick", () => view.setFit(true));
  root.addEventListener("keydown", (event) => {
    const { columns } = view.geometry();
    const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    const coarse = !event.shiftKey || view.mode() !== "binary";
    // Whole bytes by default, landing on a multiple of 8; single bits with Shift.
    view.setColumns(!coarse ? columns + way : way > 0 ? Math.floor(columns / 8) * 8 + 8 : Math.max(1, Math.ceil(columns / 8) * 8 - 8));
  });

  return {
    root,
    update() {
      const g = view.geometry();
      const x = g.matrixX + g.matrixWidth - view.scroll.left();
      root.hidden = x > view.size().width || x < g.frozen || view.total() === 0;
      root.style.transform = `translateX(${Math.round(x)}px)`;
      if (root.getAttribute("aria-valuenow") !== String(g.columns)) root.setAttribute("aria-valuenow", String(g.columns));
    },
    translate() {
      root.title = t("bits.edge");
      root.setAttribute("aria-label", root.title);
    },
  };
}
