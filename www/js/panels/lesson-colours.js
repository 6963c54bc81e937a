/** Colours ↔ bits: N = 2^i, both ways, with the codes and what the open picture really uses. */

import { h, newestOnly, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { bitsFor, codesOf, ColourCount, MOST_BITS, power, unusedCodes } from "../lesson/colours.js";
import { card, field, steps, whole } from "./lesson-card.js";

/** Longer lists of codes tell nothing more. */
const MOST_CODES_BITS = 5;
/** Larger pictures are not counted: a lesson does not wait. */
const MOST_COUNTED_PX = 24_000_000;

/** @param {import("../store.js").Store} store */
export function lessonColours(store) {
  const colours = field("colours-n", { type: "number", min: 1, max: 2 ** MOST_BITS, value: 3, inputmode: "numeric" }, () => {
    const n = whole(colours.input, 1, 2 ** MOST_BITS);
    if (n !== null) {
      bits.input.value = String(bitsFor(n));
      bits.input.removeAttribute("aria-invalid");
    }
    render();
  });
  const bits = field("colours-i", { type: "number", min: 0, max: MOST_BITS, value: 2, inputmode: "numeric" }, () => {
    const i = whole(bits.input, 0, MOST_BITS);
    if (i !== null) {
      colours.input.value = String(2 ** i);
      colours.input.removeAttribute("aria-invalid");
    }
    render();
  });
  const lines = h("ol", { class: "lesson-steps" });
  const codes = h("ul", { class: "lesson-codes" });
  const used = h("p", { class: "lesson-note" });
  /** Colours of the open picture. @type {number | null} */
  let counted = null;
  /** Whether the panel is looked at. */
  let visible = false;
  /** Revision and view that were counted. */
  let countedOf = "";

  function render() {
    const n = whole(colours.input, 1, 2 ** MOST_BITS);
    const i = whole(bits.input, 0, MOST_BITS);
    if (n === null || i === null) return steps(lines, [t("lesson.colours.bad")]);
    const unused = unusedCodes(n);
    steps(lines, [
      "N ≤ 2ⁱ",
      ...(i > 0 && unused > 0 ? [t("lesson.colours.few", { power: power(i - 1), less: 2 ** (i - 1), n })] : []),
      t(unused > 0 ? "lesson.colours.enough" : "lesson.colours.exact", { power: power(i), codes: 2 ** i, n }),
      `${t("lesson.colours.result", { n: i })}${unused > 0 ? ` ${t("lesson.colours.unused", { n: unused })}` : ""}`,
    ]);
    codes.hidden = i < 1 || i > MOST_CODES_BITS;
    if (codes.hidden) return;
    replace(codes, ...codesOf(i).map((code, at) => h("li", { class: at < n ? undefined : "unused" }, code)));
  }

  function renderUsed() {
    used.textContent = counted === null ? "" : t("lesson.colours.used", { n: counted, bits: bitsFor(counted) });
  }

  const count = newestOnly(async () => {
    const { document: doc, view } = store.get();
    const picture = doc?.picture;
    if (!doc || !visible) return;
    const of = `${doc.revision} ${picture?.complete} ${JSON.stringify(view)}`;
    if (of === countedOf) return;
    countedOf = of;
    counted = null;
    if (picture?.complete && picture.width * picture.height <= MOST_COUNTED_PX) counted = await coloursOf(picture.tiles);
    renderUsed();
  });

  onLanguage(() => {
    render();
    renderUsed();
  });
  store.on(["document", "view"], () => void count(undefined));
  const element = card("colours", h("div", { class: "lesson-fields" }, colours.element, bits.element), lines, codes, used);
  // Nobody waits for what is not seen.
  new IntersectionObserver(([entry]) => {
    visible = entry.isIntersecting;
    void count(undefined);
  }).observe(element);
  return element;
}

/** How many colours there are; the page reacts between two tiles. @param {import("../tiles.js").Tiles} tiles */
async function coloursOf(tiles) {
  const counting = new ColourCount();
  for (let ty = 0; ty < tiles.down; ty += 1) {
    for (let tx = 0; tx < tiles.across; tx += 1) {
      if (!tiles.has(tx, ty)) continue;
      const context = tiles.context(tx, ty);
      counting.add(context.getImageData(0, 0, context.canvas.width, context.canvas.height).data);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return counting.count;
}
