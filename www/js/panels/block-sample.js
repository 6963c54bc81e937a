/**
 * Lossless frames have no blocks: a sample, its neighbours, what is predicted from them, and the difference. T.81 H.1.2.
 *
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { ROLE } from "../roles.js";
import { signed } from "./block-codes.js";
import { typeOver } from "./block-input.js";
import { codesOf } from "./block-links.js";

/** Whether pixels are the samples themselves. @param {Picture} picture */
const plain = ({ colour, components, hMax, vMax, frames }) =>
  frames === 0 && (colour === "rgb" || colour === "grey") && components.every(({ h: across, v }) => across === hMax && v === vMax);

/**
 * @param {Client} client
 * @param {{choose: (range: import("../store.js").BitRange) => void, edit: (item: import("./block-links.js").Item, value: number) => boolean}} wiring
 *   `edit`: writes another difference in the bits of this one; whether they can hold it.
 */
export function createSample(client, wiring) {
  const root = h("dl", { class: "block-sample" });
  let asked = 0;
  /** The first bit of the difference that was pressed last; -1: none. */
  let pressed = -1;
  let shown = "";

  /** One sample, as far as it can be told. @param {Picture} picture @param {Place} place @param {number} dx @param {number} dy */
  async function sample(picture, { component, bx, by }, dx, dy) {
    const [x, y] = [bx + dx, by + dy];
    if (!plain(picture) || x < 0 || y < 0) return null;
    if (picture.precision > 8) return (await client.value(x, y).catch(() => null))?.[component] ?? null;
    return picture.precision === 8 ? (picture.tiles.pixel(x, y)?.[component] ?? null) : null;
  }

  return {
    root,
    /** @param {BlockAnatomy} anatomy @param {Picture} picture @param {Place} place */
    async update(anatomy, picture, place) {
      const mine = ++asked;
      const scan = picture.scans[anatomy.scans[0]?.scan];
      const code = anatomy.scans[0] && codesOf(anatomy.scans[0].spans, scan)[0];
      const difference = !code ? null : code.first.role !== ROLE["diff-code"] ? null : code.first.value === 16 ? 32768 : (code.bits?.value ?? 0);
      const [own, left, above, corner] = await Promise.all([[0, 0], [-1, 0], [0, -1], [-1, -1]].map(([dx, dy]) => sample(picture, place, dx, dy)));
      if (mine !== asked) return;
      const shift = scan?.al ?? 0;
      const size = 2 ** (picture.precision - shift);
      const predicted = own === null || difference === null ? null : ((((own >> shift) - difference) % size) + size) % size;
      const k = scan?.ss ?? 0;
      const told = (/** @type {number | null} */ value) => (value === null ? "–" : String(value));
      /** The difference leads to its bits; a second press, or F2, changes it. @param {import("./block-links.js").Code} code @param {string} text */
      const link = ({ range, bits }, text) => {
        const change = () => {
          const item = bits;
          const cell = button.parentElement;
          if (!item || !cell) return;
          typeOver(cell, { text: String(item.value), label: t("block.difference"), write: (value) => wiring.edit(item, value), closed: (back) => back && button.focus() });
        };
        const button = h("button", { type: "button", class: "link block-difference", onclick: () => (pressed === range.start ? change() : wiring.choose(range)) }, text);
        button.addEventListener("keydown", (event) => {
          if (event.key !== "F2") return;
          event.preventDefault();
          change();
        });
        button.addEventListener("click", () => (pressed = range.start));
        button.addEventListener("blur", () => (pressed = -1));
        return button;
      };
      const rows = [
        [t("block.sample.neighbours"), t("block.sample.around", { a: told(left), b: told(above), c: told(corner) })],
        [t("block.sample.predictor"), k > 0 ? t("block.sample.formula", { k, formula: t(`bits.predictor.${k}`) }) : t("block.sample.differential")],
        [t("block.sample.prediction"), told(predicted)],
        [t("block.sample.difference"), difference === null || !code ? t("block.sample.decisions") : link(code, signed(difference))],
        [t("block.sample.value"), told(own)],
      ];
      // What is being changed, or has the focus, stays until there is something new to tell.
      const news = JSON.stringify([code?.range, ...rows.map((row) => row.map((part) => (typeof part === "string" ? part : part.textContent)))]);
      if (news === shown) return;
      shown = news;
      const focused = root.contains(document.activeElement);
      replace(root, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
      if (focused) /** @type {HTMLElement | null} */ (root.querySelector(".block-difference"))?.focus({ preventScroll: true });
    },
  };
}
