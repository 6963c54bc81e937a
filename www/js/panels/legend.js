/**
 * The legend: a swatch with its letter for every role that the document has.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h, replace } from "../dom.js";
import { ROLES, roleColour } from "../roles.js";

/** Roles of other processes that share a letter and a colour are told apart by their words alone: both are listed.
 * @param {View} view
 * @param {Translate} t
 */
export function createLegend(view, t) {
  const root = h("ul", { class: "bits-legend" });
  let shown = "";

  return {
    root,
    update() {
      const present = view.shows() === "file" ? [...view.spans.roles].filter((role) => ROLES[role]).sort((a, b) => a - b) : [];
      const key = `${document.documentElement.lang}:${view.shows()}:${view.kind()}:${present.join()}`;
      if (key === shown) return;
      shown = key;
      root.setAttribute("aria-label", t("bits.legend"));
      if (view.shows() === "pixels") {
        replace(root, h("li", {}, t(`bits.legend.${view.kind()}`)));
        return;
      }
      replace(root, ...present.map((role) =>
        h("li", {}, h("i", { class: "bits-letter", "aria-hidden": "true", style: `background:${roleColour(role)}` }, ROLES[role].letter), t(`role.${ROLES[role].name}`))));
    },
  };
}
