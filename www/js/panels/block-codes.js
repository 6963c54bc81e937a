/**
 * The codes of a block, scan by scan, as the file has them: chips with their bits, and what each says.
 *
 * @typedef {import("./block-links.js").Code} Code
 * @typedef {import("./block-links.js").Item} Item
 * @typedef {import("./block-links.js").Brought} Brought
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("../store.js").ScanShape} ScanShape
 */

import { h, replace } from "../dom.js";
import { bitAt } from "../edit/bitstring.js";
import { t } from "../i18n/index.js";
import { ROLE, roleColour, roleOf } from "../roles.js";
import { overlaps } from "../position.js";
import { codesOf } from "./block-links.js";

/** A value with its sign, as numbers of a table. @param {number} value */
export const signed = (value) => (value < 0 ? `−${-value}` : String(value));

/** @param {Uint8Array} bytes @param {Item} item */
function digits(bytes, { pieces }) {
  let text = "";
  for (const { start, bits } of pieces) for (let i = 0; i < bits; i += 1) text += start + i < bytes.length * 8 ? bitAt(bytes, start + i) : "";
  return text;
}

/** @param {Uint8Array} bytes @param {Item} item */
function chip(bytes, item) {
  const { letter, name } = roleOf(item.role);
  const text = h("code", { class: "block-chip", title: t(`role.${name}`) }, h("i", { "aria-hidden": "true" }, letter), digits(bytes, item));
  text.style.background = roleColour(item.role);
  return text;
}

/** What a code says. @param {Code} code @param {ScanShape | undefined} scan */
export function codeWords({ first, bits, k, to }, scan) {
  const value = signed(bits?.value ?? 0);
  switch (first.role) {
    case ROLE["dc-code"]:
      return t("block.code.dc", { value });
    case ROLE["ac-code"]:
      return t(first.value >> 4 > 0 ? "block.code.run" : "block.code.ac", { n: first.value >> 4, k, value });
    case ROLE["zero-run"]:
      return t("block.code.zeros");
    case ROLE["end-of-block"]:
      if (first.value >> 4 > 0) return t("block.code.eobRun", { n: (bits?.value ?? 1) - 1 });
      return t(scan?.process.includes("progressive") ? "block.code.band" : "block.code.eob", { n: to - k + 1 });
    case ROLE.correction:
      return t("block.code.correction", { k, value: signed(first.value) });
    case ROLE.arithmetic:
      return t("block.code.decisions", { n: first.value, k });
    case ROLE["diff-code"]:
      return t("block.code.difference", { value: signed(first.value === 16 ? 32768 : (bits?.value ?? 0)) });
    default:
      return t(`role.${roleOf(first.role).name}`);
  }
}

/** What a scan brings. @param {ScanShape | undefined} scan @param {number} number */
export function scanWords(scan, number) {
  if (!scan?.process.includes("progressive")) return t("block.scan", { n: number + 1 });
  const band = scan.ss === scan.se ? t("block.band.one", { k: scan.ss }) : t("block.band", { from: scan.ss, to: scan.se });
  return t(scan.ah > 0 ? "block.scan.refines" : "block.scan.first", { n: number + 1, band, bit: scan.al });
}

/** @param {{choose: (range: BitRange, k: number) => void, hover: (range: BitRange | null) => void}} wiring */
export function createCodes(wiring) {
  const root = h("div", { class: "block-codes", tabindex: "0", role: "group" });

  /** @param {Code} code @param {Uint8Array} bytes @param {ScanShape | undefined} scan @param {BitRange | null} selection */
  function line(code, bytes, scan, selection) {
    const chosen = overlaps(code.range, selection);
    return h(
      "button",
      {
        type: "button",
        class: `block-code${chosen ? " chosen" : ""}`,
        "aria-pressed": String(chosen),
        onclick: () => wiring.choose(code.range, code.k),
        onpointerenter: () => wiring.hover(code.range),
        onpointerleave: () => wiring.hover(null),
      },
      h("span", { class: "block-chips" }, chip(bytes, code.first), code.bits && chip(bytes, code.bits)),
      h("span", { class: "block-says" }, codeWords(code, scan)),
    );
  }

  return {
    root,
    /** @param {readonly Brought[]} brought @param {readonly ScanShape[]} scans @param {Uint8Array} bytes @param {BitRange | null} selection */
    update(brought, scans, bytes, selection) {
      root.setAttribute("aria-label", t("block.codes"));
      const parts = brought.flatMap(({ scan, spans, run }) => {
        const shape = scans[scan];
        const own = codesOf(spans, shape).map((code) => line(code, bytes, shape, selection));
        const opener = codesOf(run, shape).map((code) => line(code, bytes, shape, selection));
        const why = run.start.length > 0 ? [h("p", {}, t("block.inRun")), ...opener] : [];
        const none = own.length + why.length === 0 ? [h("p", {}, t("block.nothing"))] : [];
        return [brought.length > 1 && h("h4", {}, scanWords(shape, scan)), ...own, ...why, ...none];
      });
      const at = document.activeElement;
      const focused = at && root.contains(at) ? [...root.querySelectorAll("button")].indexOf(/** @type {HTMLButtonElement} */ (at)) : -1;
      const { scrollTop } = root;
      replace(root, ...parts);
      root.scrollTop = scrollTop;
      root.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    },
  };
}
