/** Discretisation: a shape under a coarser or finer grid, and the 0s and 1s that come of it. */

import { h, replace, svg } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { hexRow, outline, raster, SHAPES } from "../lesson/shapes.js";
import { card, choice, equals, field, scroller, steps } from "./lesson-card.js";

/** The card. */
export function lessonGrid() {
  const shape = choice("grid-shape", SHAPES, "letter", render, "shape");
  const cells = field("grid-cells", { type: "range", min: 2, max: 32, value: 8 }, render);
  const exact = h("output", { for: "lesson-grid-cells", class: "lesson-exact" });
  cells.element.append(exact);
  const picture = svg("svg", { viewBox: "-0.01 -0.01 1.02 1.02", role: "img", class: "lesson-drawing" });
  const rows = h("pre", { class: "lesson-rows" });
  const lines = h("ol", { class: "lesson-steps" });

  function render() {
    const n = Number(cells.input.value);
    const bits = raster(shape.value(), n);
    exact.textContent = `${n} × ${n}`;
    const filled = bits.flatMap((row, y) => [...row].flatMap((bit, x) => (bit === "1" ? [`M${x / n} ${y / n}h${1 / n}v${1 / n}h${-1 / n}Z`] : [])));
    const grid = Array.from({ length: n + 1 }, (_, at) => `M${at / n} 0V1M0 ${at / n}H1`);
    replace(
      picture,
      svg("path", { d: filled.join(""), class: "lesson-filled" }),
      svg("path", { d: grid.join(""), class: "lesson-lines" }),
      svg("path", { d: outline(shape.value()), class: "lesson-outline" }),
    );
    picture.setAttribute("aria-label", t("lesson.grid.drawing", { shape: t(`lesson.shape.${shape.value()}`), n }));
    replace(rows, bits.map((row) => `${row}  ${hexRow(row)}`).join("\n"));
    const volume = n * n;
    steps(lines, [
      "I = W · H · 1",
      `I = ${n} · ${n} · 1 = ${number(volume)} ${t("lesson.unit.bits")}`,
      `${number(volume)} : 8 ${equals(volume / 8)} ${t("lesson.unit.bytes")}`,
    ]);
  }

  onLanguage(render);
  return card(
    "grid",
    h("div", { class: "lesson-fields" }, shape.element, cells.element),
    h("div", { class: "lesson-pair" }, picture, scroller("lesson.grid.rows", rows)),
    lines,
  );
}
