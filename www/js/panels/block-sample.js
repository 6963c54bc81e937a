/**
 * Lossless frames have no blocks: a sample, its neighbours, what is predicted from them, and the difference. T.81 H.1.2.
 *
 * @typedef {import("../anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("../anatomy.js").Place} Place
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../client.js").Client} Client
 */

import { unanswered } from "../client.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { ROLE } from "../roles.js";
import { signed } from "./block-codes.js";
import { typeOver } from "./block-input.js";
import { codesOf } from "./block-links.js";

/** A question that was cancelled, or a frame that cannot be read, leaves samples open. @param {unknown} problem @returns {null} */
function leftOpen(problem) {
  unanswered(problem);
  return null;
}

/**
 * @param {Client} client
 * @param {{choose: (range: import("../store.js").BitRange) => void, edit: (item: import("./block-links.js").Item, value: number) => boolean,
 *   clean: () => boolean, set: (now: string, value: number) => Promise<boolean> | boolean}} wiring
 *   `edit`: writes another difference in the bits of this one; whether they can hold it. `clean`: whether edits are to be clean ones.
 *   `set`: makes the sample another one; whether it could be.
 */
export function createSample(client, wiring) {
  const root = h("dl", { class: "block-sample" });
  let asked = 0;
  /** The first bit of the difference that was pressed last; -1: none. */
  let pressed = -1;
  /** The sample's value was pressed last. */
  let valuePressed = false;
  let shown = "";

  /**
   * The value: the first press leads to the sample's bits, the second, or F2, changes it. @param {string} text What is shown.
   * @param {string} now What is to be changed. @param {import("../store.js").BitRange | null} range
   */
  function valueLink(text, now, range) {
    const change = () => {
      const cell = button.parentElement;
      if (cell) typeOver(cell, { text: now, label: t("block.sample.value"), write: (value) => wiring.set(now, value), closed: (back) => back && button.focus() });
    };
    const button = h("button", { type: "button", class: "link block-value" }, text);
    button.addEventListener("click", () => {
      if (valuePressed) return change();
      valuePressed = true;
      if (range) wiring.choose(range);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== "F2") return;
      event.preventDefault();
      change();
    });
    button.addEventListener("blur", () => (valuePressed = false));
    return button;
  }

  return {
    root,
    /** @param {BlockAnatomy} anatomy @param {Picture} picture @param {Place} place */
    async update(anatomy, picture, place) {
      const mine = ++asked;
      const scan = picture.scans[anatomy.scans[0]?.scan];
      const code = anatomy.scans[0] && codesOf(anatomy.scans[0].spans, scan)[0];
      const difference = !code ? null : code.first.role !== ROLE["diff-code"] ? null : code.first.value === 16 ? 32768 : (code.bits?.value ?? 0);
      const around = await client.around(place).catch(leftOpen);
      if (mine !== asked) return;
      const [seen, left, above, corner] = (around?.samples ?? [-1, -1, -1, -1]).map((value) => (value < 0 ? null : value));
      const shift = scan?.al ?? 0;
      const k = scan?.ss ?? 0;
      // What differential frames hold are the differences themselves.
      const own = k === 0 && seen !== null ? (seen << 16) >> 16 : seen;
      const predicted = around?.prediction ?? null;
      const told = (/** @type {number | null} */ value) => (value === null ? "–" : String(value));
      /** What the file codes: samples without their lowest bits. @param {number | null} value */
      const pointed = (value) => (value === null ? null : value >> shift);
      /** The difference leads to its bits; a second press, or F2, changes it. @param {import("./block-links.js").Code} code @param {string} text */
      const link = ({ range, bits }, text) => {
        const change = () => {
          const cell = button.parentElement;
          const now = difference;
          if (!cell || now === null) return;
          // A clean edit of the difference is one of the sample.
          const set = (/** @type {number} */ value) => own !== null && wiring.set(String(own), own + (value - now) * 2 ** shift);
          const write = wiring.clean() ? set : bits && ((/** @type {number} */ value) => wiring.edit(bits, value));
          if (write) typeOver(cell, { text: String(now), label: t("block.difference"), write, closed: (back) => back && button.focus() });
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
      // Decisions do not tell the difference: it is what the sample has more than its neighbours say.
      const decided = own === null || predicted === null ? t("block.sample.decisions") : `${signed(Number(pointed(own)) - predicted)}, ${t("block.sample.decisions")}`;
      const [a, b, c] = [left, above, corner].map((value) => told(pointed(value)));
      const value = wiring.clean() ? valueLink(told(own), own === null ? "" : String(own), code?.range ?? null) : told(own);
      const rows = [
        ...(shift > 0 ? [[t("block.sample.point"), t("block.sample.point.about", { pt: shift, n: 2 ** shift })]] : []),
        [t("block.sample.neighbours"), t("block.sample.around", { a, b, c })],
        [t("block.sample.predictor"), k > 0 ? t("block.sample.formula", { k, formula: t(`bits.predictor.${k}`) }) : t("block.sample.differential")],
        [t("block.sample.prediction"), predicted === null ? told(null) : signed(predicted)],
        [t("block.sample.difference"), difference === null || !code ? decided : link(code, signed(difference))],
        ...(shift > 0
          ? [
              [t("block.sample.sum"), told(pointed(own))],
              [t("block.sample.times", { n: 2 ** shift }), value],
            ]
          : [[t("block.sample.value"), value]]),
      ];
      // What is being changed, or has the focus, stays until there is something new to tell.
      const news = JSON.stringify([code?.range, wiring.clean(), ...rows.map((row) => row.map((part) => (typeof part === "string" ? part : part.textContent)))]);
      if (news === shown) return;
      shown = news;
      const focused = [".block-value", ".block-difference"].find((of) => root.querySelector(of) === document.activeElement);
      replace(root, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
      if (focused) /** @type {HTMLElement | null} */ (root.querySelector(focused))?.focus({ preventScroll: true });
    },
  };
}
