/** Resolution: so many pixels an inch make pixels of a length, and a length of pixels. */

import { h } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { lengthOf, MILLIMETRES, pixelsOf, statedDensity } from "../lesson/resolution.js";
import { rounded } from "../lesson/volume.js";
import { worded } from "../worded.js";
import { card, choice, field, onPicture, positive, steps } from "./lesson-card.js";

const MOST = 1_000_000;

/** @param {import("../store.js").Store} store */
export function lessonResolution(store) {
  const any = { type: "number", min: 0, max: MOST, step: "any", inputmode: "decimal" };
  const ppi = field("resolution-ppi", { ...any, value: 254 }, fromLength);
  const wide = field("resolution-wide", { ...any, value: 10 }, fromLength);
  const high = field("resolution-high", { ...any, value: 15 }, fromLength);
  const across = field("resolution-across", { ...any, step: 1 }, fromPixels);
  const down = field("resolution-down", { ...any, step: 1 }, fromPixels);
  const unit = choice("resolution-unit", /** @type {const} */ (["mm", "cm", "inch"]), "cm", fromPixels, "unit");
  const again = worded("button", "lesson.from-picture", { class: "chip", onclick: fill });
  const lines = h("ol", { class: "lesson-steps" });
  const stated = h("p", { class: "lesson-note" });

  /** Lengths or density were typed: pixels follow. */
  function fromLength() {
    const density = positive(ppi.input, MOST);
    for (const [length, pixels] of [[wide.input, across.input], [high.input, down.input]]) {
      const value = positive(length, MOST);
      if (value !== null && density !== null) pixels.value = String(Math.round(pixelsOf(value, unit.value(), density)));
    }
    render();
  }

  /** Pixels were typed, or another unit chosen: lengths follow. */
  function fromPixels() {
    const density = positive(ppi.input, MOST);
    for (const [length, pixels] of [[wide.input, across.input], [high.input, down.input]]) {
      const value = positive(pixels, MOST);
      if (value !== null && density !== null) length.value = String(rounded(lengthOf(value, unit.value(), density)).value);
    }
    render();
  }

  /** Takes the open picture's size and, where its file states one, its density. */
  function fill() {
    const doc = store.get().document;
    again.disabled = !doc?.picture;
    if (!doc?.picture) return;
    const density = statedDensity(doc.fields);
    if (density) ppi.input.value = String(density.ppi);
    across.input.value = String(doc.picture.width);
    down.input.value = String(doc.picture.height);
    fromPixels();
  }

  function render() {
    const doc = store.get().document;
    const density = doc?.picture ? statedDensity(doc.fields) : null;
    stated.textContent = !doc?.picture ? "" : density ? t("lesson.resolution.stated", { source: density.source, ppi: density.ppi }) : t("lesson.resolution.unstated");
    const [d, horizontal, vertical] = [positive(ppi.input, MOST), positive(wide.input, MOST), positive(high.input, MOST)];
    if (d === null || horizontal === null || vertical === null) return steps(lines, [t("lesson.number.bad")]);
    const inch = MILLIMETRES.inch / MILLIMETRES[unit.value()];
    const name = t(`lesson.unit.${unit.value()}`);
    const line = (/** @type {number} */ length) => {
      const pixels = pixelsOf(length, unit.value(), d);
      const sign = Math.abs(pixels - Math.round(pixels)) < 1e-6 ? "=" : "≈";
      return `${number(length)}${inch === 1 ? "" : ` : ${number(inch)}`} · ${number(d)} ${sign} ${number(Math.round(pixels))} ${t("lesson.unit.pixels")}`;
    };
    steps(lines, [
      ...(inch === 1 ? [] : [`1 ${t("lesson.unit.inch")} = ${number(inch)} ${name}`]),
      line(horizontal),
      line(vertical),
      t("lesson.resolution.result", { across: across.input.value, down: down.input.value }),
    ]);
  }

  fromLength();
  onPicture(store, fill);
  onLanguage(render);
  return card(
    "resolution",
    h("div", { class: "lesson-fields" }, ppi.element, unit.element, wide.element, high.element, across.element, down.element, again),
    lines,
    stated,
  );
}
