/** The grid of the Draw tab: an ARIA grid whose cells are painted by click, drag and keys. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";

/** @param {import("../drawing.js").Sheet} sheet */
export function drawGrid(sheet) {
  const grid = h("div", { class: "draw-grid", role: "grid" });
  /** @type {HTMLElement[]} */
  let cells = [];
  let [across, down] = [0, 0];
  /** The cell that keys act on. */
  let [x, y] = [0, 0];
  /** What a drag paints; null while there is none. @type {number | null} */
  let brush = null;

  const cellAt = () => cells[y * across + x];

  /** Cells for a sheet of another size. */
  function build() {
    const { width, height } = sheet.get();
    [across, down] = [width, height];
    [x, y] = [Math.min(x, width - 1), Math.min(y, height - 1)];
    cells = Array.from({ length: width * height }, () => h("span", { role: "gridcell", class: "draw-cell", tabindex: "-1" }));
    replace(
      grid,
      ...Array.from({ length: height }, (_, row) =>
        h("div", { role: "row", class: "draw-row" }, ...cells.slice(row * width, (row + 1) * width)),
      ),
    );
    grid.style.setProperty("--across", String(width));
    grid.style.setProperty("--down", String(height));
    cellAt().tabIndex = 0;
  }

  function show() {
    const { width, height, pixels } = sheet.get();
    if (width !== across || height !== down) build();
    cells.forEach((cell, i) => {
      const painted = String(pixels[i] === 1);
      if (cell.getAttribute("aria-selected") === painted) return;
      cell.setAttribute("aria-selected", painted);
      cell.setAttribute("aria-label", label(i));
    });
  }

  /** `Row 2, column 5: 1` @param {number} i */
  function label(i) {
    const { pixels } = sheet.get();
    return t("draw.cell", { row: Math.floor(i / across) + 1, column: (i % across) + 1, bit: pixels[i] });
  }

  /** @param {number} nextX @param {number} nextY */
  function move(nextX, nextY) {
    cellAt().tabIndex = -1;
    [x, y] = [Math.max(0, Math.min(across - 1, nextX)), Math.max(0, Math.min(down - 1, nextY))];
    cellAt().tabIndex = 0;
    cellAt().focus({ preventScroll: false });
  }

  const painted = () => sheet.get().pixels[y * across + x];

  grid.addEventListener("pointerdown", (event) => {
    const i = cells.indexOf(/** @type {HTMLElement} */ (event.target));
    if (i < 0 || event.button !== 0) return;
    event.preventDefault();
    // A finger that paints keeps to the cell it began with otherwise.
    if (event.target instanceof Element && event.target.hasPointerCapture(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
    move(i % across, Math.floor(i / across));
    brush = 1 - painted();
    sheet.paint(x, y, brush);
  });
  grid.addEventListener("pointerover", (event) => {
    const i = cells.indexOf(/** @type {HTMLElement} */ (event.target));
    if (brush === null || i < 0) return;
    sheet.paint(i % across, Math.floor(i / across), brush);
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (brush = null));

  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, [number, number]>} */
    const moves = {
      ArrowLeft: [x - 1, y],
      ArrowRight: [x + 1, y],
      ArrowUp: [x, y - 1],
      ArrowDown: [x, y + 1],
      Home: [0, y],
      End: [across - 1, y],
      PageUp: [x, 0],
      PageDown: [x, down - 1],
    };
    if (Object.hasOwn(moves, event.key)) move(...moves[event.key]);
    else if (event.key === " " || event.key === "Enter") sheet.paint(x, y, 1 - painted());
    else if (event.key === "0" || event.key === "1") {
      sheet.paint(x, y, Number(event.key));
      move(x + 1 < across ? x + 1 : 0, x + 1 < across ? y : y + 1);
    } else return;
    event.preventDefault();
  });

  sheet.on(show);
  show();
  onLanguage(() => {
    grid.setAttribute("aria-label", t("draw.grid"));
    cells.forEach((cell, i) => cell.setAttribute("aria-label", label(i)));
  });
  return h("div", { class: "draw-sheet" }, grid);
}
