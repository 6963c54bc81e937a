/** The same shape as a raster and as a vector, enlarged alike: the one shows steps, the other does not. */

import { h, replace, svg } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { outline, raster, SHAPES } from "../lesson/shapes.js";
import { worded } from "../worded.js";
import { card, choice, field } from "./lesson-card.js";

/** Cells a side of the raster. */
const CELLS = 32;
/** Pixels a side of its drawing. */
const SIDE_PX = 320;
/** A place on the edge of each shape, that stays in the middle while it grows. */
const FOCUS = { circle: { x: 0.811, y: 0.189 }, triangle: { x: 0.725, y: 0.49 }, letter: { x: 0.765, y: 0.5 } };

/** @param {import("../store.js").Store} store */
export function lessonZoom(store) {
  const shape = choice("zoom-shape", SHAPES, "circle", render, "shape");
  const zoom = field("zoom-factor", { type: "range", min: 1, max: 16, step: 0.5, value: 3 }, render);
  const exact = h("output", { for: "lesson-zoom-factor", class: "lesson-exact" });
  zoom.element.append(exact);
  const canvas = h("canvas", { width: SIDE_PX, height: SIDE_PX, role: "img", class: "lesson-drawing" });
  const vector = svg("svg", { role: "img", class: "lesson-drawing" });
  const told = h("p", { class: "lesson-note" });

  /** The part that is seen: its corner and side, within the square of side 1. */
  function part() {
    const factor = Number(zoom.input.value);
    const side = 1 / factor;
    const { x, y } = FOCUS[shape.value()];
    const within = (/** @type {number} */ middle) => Math.min(1 - side, Math.max(0, middle - side / 2));
    return { factor, side, left: within(x), top: within(y) };
  }

  function render() {
    const { factor, side, left, top } = part();
    exact.textContent = t("lesson.zoom.times", { n: factor });
    vector.setAttribute("viewBox", `${left} ${top} ${side} ${side}`);
    replace(vector, svg("path", { d: outline(shape.value()), class: "lesson-filled" }));
    draw();
    const name = t(`lesson.shape.${shape.value()}`);
    canvas.setAttribute("aria-label", t("lesson.zoom.raster.drawing", { shape: name, n: factor }));
    vector.setAttribute("aria-label", t("lesson.zoom.vector.drawing", { shape: name, n: factor }));
    told.textContent = t("lesson.zoom.told", { n: CELLS, bits: CELLS * CELLS, characters: outline(shape.value()).length });
  }

  /** The raster, each cell a square. */
  function draw() {
    const context = canvas.getContext("2d");
    if (!context) return;
    const { side, left, top } = part();
    const scale = SIDE_PX / side;
    context.clearRect(0, 0, SIDE_PX, SIDE_PX);
    context.fillStyle = getComputedStyle(canvas).color;
    raster(shape.value(), CELLS).forEach((row, y) => {
      [...row].forEach((bit, x) => {
        if (bit === "0") return;
        const [from, above] = [(x / CELLS - left) * scale, (y / CELLS - top) * scale];
        context.fillRect(Math.floor(from), Math.floor(above), Math.ceil(scale / CELLS), Math.ceil(scale / CELLS));
      });
    });
  }

  store.on(["theme"], draw);
  // Strips of a picture come by the dozen: while nobody looks, they change nothing here.
  store.on(["drawn"], () => !canvas.closest("[hidden]") && draw());
  new IntersectionObserver(draw).observe(canvas);
  onLanguage(render);
  return card(
    "zoom",
    h("div", { class: "lesson-fields" }, shape.element, zoom.element),
    h(
      "div",
      { class: "lesson-pair" },
      h("figure", {}, canvas, worded("figcaption", "lesson.zoom.raster")),
      h("figure", {}, vector, worded("figcaption", "lesson.zoom.vector")),
    ),
    told,
  );
}
