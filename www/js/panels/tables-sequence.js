/**
 * The order of the coefficients: a way through the block, and what comes of another. It stands in no file.
 *
 * @typedef {import("./tables.js").Context} Context
 */

import { h, replace, svg } from "../dom.js";
import { t } from "../i18n/index.js";
import { placesOf, SEQUENCES } from "../sequences.js";
import { choices } from "./tables-choices.js";
import { changes, keepingFocus } from "./tables-grid.js";

const CELL_PX = 38;

/** @param {HTMLElement} element @param {Context} context */
export function mountSequence(element, { store, client }) {
  const sentence = h("p", { class: "tables-sentence" });
  const form = h("div", { class: "tables-tools" });
  const note = h("p", { class: "tables-note", role: "status" });
  const changed = changes();
  const drawing = h("div", { class: "sequence-drawing" });
  element.append(h("div", { class: "sequence-words" }, sentence, form, note), drawing);

  function render() {
    const { document, view } = store.get();
    const lossless = document?.picture?.process.includes("lossless") ?? false;
    const chosen = view.sequence ?? "zigzag";
    if (!changed(lossless, chosen, t("tables.waiting"))) return;
    sentence.textContent = lossless ? t("tables.sequence.lossless") : t("tables.sequence.about");
    note.textContent = lossless ? "" : t(`tables.sequence.${chosen}.about`);
    form.hidden = lossless;
    drawing.hidden = lossless;
    keepingFocus(form, () =>
      replace(
        form,
        choices({
          name: "sequence",
          legend: t("tables.sequence.legend"),
          options: SEQUENCES.map(({ id }) => ({ value: id, text: t(`tables.sequence.${id}`) })),
          value: chosen,
          choose: (id) => client.show({ sequence: id === "zigzag" ? null : id }),
        }),
      ),
    );
    replace(drawing, draw(placesOf(view.sequence)));
  }

  /** @param {readonly number[]} places */
  function draw(places) {
    const centre = (/** @type {number} */ place) => [(place % 8) * CELL_PX + CELL_PX / 2, (place >> 3) * CELL_PX + CELL_PX / 2];
    const side = 8 * CELL_PX;
    const picture = svg("svg", { viewBox: `-1 -1 ${side + 2} ${side + 2}`, class: "sequence", role: "img", "aria-label": t("tables.sequence.picture", { list: places.join(", ") }) });
    for (let i = 0; i <= 8; i += 1) {
      picture.append(svg("path", { class: "sequence-line", d: `M0 ${i * CELL_PX}H${side}M${i * CELL_PX} 0V${side}` }));
    }
    const points = places.map((place) => centre(place).join(" "));
    picture.append(svg("path", { class: "sequence-path", d: `M${points.join("L")}` }));
    places.forEach((place, k) => {
      const [x, y] = centre(place);
      picture.append(svg("circle", { cx: x, cy: y, r: 11 }), svg("text", { x, y: y + 4 }, String(k)));
    });
    return picture;
  }

  return { render };
}
