/**
 * The coefficients in the order of the file: values, runs of zeros between them, and where the block ends.
 *
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { NATURAL } from "../zigzag.js";
import { signed } from "./block-codes.js";

/** @param {{choose: (i: number) => void, change: (i: number) => void, hover: (i: number | null) => void}} wiring `i`: natural index. */
export function createZigzag(wiring) {
  const root = h("ol", { class: "block-zigzag" });
  let had = false;
  return {
    root,
    /** @param {BlockAnatomy} anatomy @param {number} chosen Zigzag index. */
    update({ coefficients }, chosen) {
      const focused = root.contains(document.activeElement);
      /** @type {HTMLElement[]} */
      const items = [];
      /** @param {number} k @param {string} text @param {string} kind @param {string} title @param {boolean} now */
      const item = (k, text, kind, title, now) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: `block-zig ${kind}${now ? " chosen" : ""}`,
              title,
              "aria-label": title.includes(text) ? title : `${text}: ${title}`,
              "aria-pressed": String(now),
              // A press gives the focus, so whether it had it is to be asked before: the second click changes, as in the grid.
              onpointerdown: (/** @type {PointerEvent} */ { currentTarget }) => (had = currentTarget === document.activeElement),
              onclick: (/** @type {MouseEvent} */ { detail }) => (now && (had || detail === 0) ? wiring.change(NATURAL[chosen]) : wiring.choose(NATURAL[k])),
              onkeydown: (/** @type {KeyboardEvent} */ event) => {
                if (event.key !== "F2") return;
                event.preventDefault();
                wiring.change(NATURAL[now ? chosen : k]);
              },
              onpointerenter: () => wiring.hover(NATURAL[k]),
              onpointerleave: () => wiring.hover(null),
            },
            text,
          ),
        );
      for (let k = 0; k < 64; ) {
        const value = coefficients[NATURAL[k]];
        if (value !== 0 || k === 0) {
          items.push(item(k, signed(value), "", t("block.cell", { k, value: signed(value) }), k === chosen));
          k += 1;
          continue;
        }
        let end = k;
        while (end < 64 && coefficients[NATURAL[end]] === 0) end += 1;
        const now = chosen >= k && chosen < end;
        if (end === 64) items.push(item(k, t("block.zigzag.end"), "end", t("block.zigzag.end.title", { n: end - k }), now));
        else items.push(item(k, `0×${end - k}`, "zeros", t("block.zigzag.zeros", { n: end - k }), now));
        k = end;
      }
      replace(root, ...items);
      root.setAttribute("aria-label", t("block.stage.zigzag"));
      if (focused) /** @type {HTMLElement | null} */ (root.querySelector(".chosen"))?.focus({ preventScroll: true });
    },
  };
}
