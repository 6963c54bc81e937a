/**
 * The legend: a swatch with its letter for every role that the document has.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 */

import { h, replace } from "../dom.js";
import { ROLES, roleColour } from "../roles.js";
import { damageLevels, damageProgress } from "./bits-damage.js";

/** Roles of other processes that share a letter and a colour are told apart by their words alone: both are listed.
 * @param {View} view
 * @param {Translate} t
 */
export function createLegend(view, t) {
  const list = h("ul", {});
  const letters = h("button", { type: "button", class: "bits-chip", onclick: () => view.setLetters(!view.letters()) });
  const damage = h("button", { type: "button", class: "bits-chip bits-damage", onclick: () => view.setDamage(!view.damage()) });
  const progress = h("span", { class: "bits-tried" });
  const root = h("div", { class: "bits-legend" }, list, progress, damage, letters);
  let shown = "";
  // On a phone the list is one line that scrolls: by keyboard too, where it does.
  const reachable = () => {
    if (list.scrollWidth > list.clientWidth) list.tabIndex = 0;
    else list.removeAttribute("tabindex");
  };
  new ResizeObserver(reachable).observe(list);

  return {
    root,
    update() {
      const present = view.shows() === "file" ? [...view.spans.roles].filter((role) => ROLES[role]).sort((a, b) => a - b) : [];
      letters.setAttribute("aria-pressed", view.letters() ? "true" : "false");
      damage.setAttribute("aria-pressed", String(view.damage()));
      damage.disabled = view.shows() !== "file" || view.doc()?.format !== "jpeg";
      progress.textContent = view.damage() && !damage.disabled ? damageProgress(view, t) : "";
      const key = `${document.documentElement.lang}:${view.shows()}:${view.kind()}:${view.damage()}:${present.join()}`;
      if (key === shown) return;
      shown = key;
      list.setAttribute("aria-label", t("bits.legend"));
      letters.textContent = t("bits.letters");
      letters.title = t("bits.letters.title");
      damage.textContent = t("bits.damage");
      damage.title = t("bits.damage.title");
      if (view.damage()) {
        list.setAttribute("aria-label", t("bits.damage.legend"));
        replace(list, ...damageLevels(t));
        return reachable();
      }
      if (view.shows() === "pixels") {
        replace(list, h("li", {}, t(`bits.legend.${view.kind()}`)));
        return;
      }
      replace(list, ...present.map((role) => {
        const letter = h("i", { class: "bits-letter", "aria-hidden": "true" }, ROLES[role].letter);
        letter.style.background = roleColour(role);
        return h("li", {}, letter, t(`role.${ROLES[role].name}`));
      }));
      reachable();
    },
  };
}
