/** The middle of the Bitmap tab: what comes out, enlarged as a display shows it, pixel by pixel. */

import { h } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";
import { faultSentence } from "./words.js";

/** From this size on pixels of a display stand apart. */
const GRID_FROM = 4;
const MOST_ZOOM = 24;

/** @param {import("../bitmap.js").Bitmap} bitmap */
export function bitmapDisplay(bitmap) {
  const canvas = h("canvas", { class: "bitmap-canvas", role: "img" });
  const stage = h("div", { class: "bitmap-stage" }, canvas);
  const size = h("span", { class: "bitmap-size" });
  const grid = h("input", { type: "checkbox", id: "bitmap-grid", checked: true });
  const trouble = h("p", { class: "bitmap-trouble", role: "status" });
  grid.addEventListener("change", fit);

  /** The canvas as large as fits, in whole pixels of the screen where it is enlarged. */
  function fit() {
    const { made } = bitmap.get();
    if (!made || canvas.width === 0) return;
    const { clientWidth, clientHeight } = stage;
    const room = Math.min((clientWidth - 2) / canvas.width, (clientHeight - 2) / canvas.height);
    const zoom = room >= 1 ? Math.min(MOST_ZOOM, Math.floor(room)) : Math.max(room, 0.01);
    canvas.style.width = `${Math.max(1, Math.round(canvas.width * zoom))}px`;
    canvas.style.height = `${Math.max(1, Math.round(canvas.height * zoom))}px`;
    canvas.style.setProperty("--pixel", `${zoom}px`);
    canvas.classList.toggle("is-enlarged", zoom >= 1);
    stage.classList.toggle("has-grid", grid.checked && zoom >= GRID_FROM && made.factor === 1);
    const shown = zoom / made.factor;
    const scale = shown >= 1 ? `${number(shown)}:1` : `1:${number(Number((1 / shown).toPrecision(2)))}`;
    size.textContent = t("bitmap.shown", { scale });
  }

  function draw() {
    const { made, fault, busy } = bitmap.get();
    trouble.textContent = fault ? faultSentence(fault) : "";
    trouble.hidden = !fault;
    stage.setAttribute("aria-busy", String(busy));
    canvas.hidden = !made;
    if (!made) return void (size.textContent = "");
    const { width, height, bits } = made.reports[made.reports.length - 1];
    canvas.width = Math.ceil(width / made.factor);
    canvas.height = Math.ceil(height / made.factor);
    const pixels = new ImageData(new Uint8ClampedArray(made.rgba.buffer), canvas.width);
    canvas.getContext("2d")?.putImageData(pixels, 0, 0);
    canvas.setAttribute("aria-label", t("bitmap.picture", { width, height, bits }));
    fit();
  }

  bitmap.on(["made", "fault"], draw);
  bitmap.on(["busy"], ({ busy }) => stage.setAttribute("aria-busy", String(busy)));
  onLanguage(draw);
  new ResizeObserver(fit).observe(stage);
  return h(
    "div",
    { class: "bitmap-display" },
    h(
      "div",
      { class: "bitmap-head" },
      worded("h3", "bitmap.display"),
      size,
      h("div", { class: "check" }, grid, worded("label", "bitmap.grid", { for: grid.id })),
    ),
    trouble,
    stage,
  );
}
