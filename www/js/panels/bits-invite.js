/**
 * An invitation for those who are new: a ring around one bit, and the words "flip me". It goes once any bit was flipped or
 * something else was chosen.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h } from "../dom.js";

/** @param {View} view @param {Translate} t @param {() => number | null} invited The bit. */
export function createInvite(view, t, invited) {
  const words = h("span", {});
  const root = h("div", { class: "bits-invite", "aria-hidden": "true", hidden: true }, h("i", {}), words);

  return {
    root,
    /** Follows the bit. */
    update() {
      const bit = view.shows() === "file" ? invited() : null;
      const g = view.geometry();
      const { row, head } = view.metrics();
      const { width, height } = view.size();
      const y = bit === null ? 0 : head + Math.floor(bit / g.columns) * row - view.scroll.top();
      const x = bit === null ? 0 : g.x(bit % g.columns) - view.scroll.left();
      root.hidden = bit === null || y < head || y > height - row || x < g.frozen || x > width;
      if (root.hidden) return;
      root.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      root.style.setProperty("--cell", `${Math.max(4, g.bit)}px`);
      root.style.setProperty("--row", `${row}px`);
      root.classList.toggle("below", y < head + row * 2.5);
      root.classList.toggle("leftward", x > width - 90);
    },
    translate() {
      words.textContent = t("bits.invite");
    },
  };
}
