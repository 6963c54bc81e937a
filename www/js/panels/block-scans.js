/**
 * Progressive: how each scan refined the chosen coefficient.
 *
 * @typedef {import("./block-links.js").Brought} Brought
 * @typedef {import("../store.js").ScanShape} ScanShape
 * @typedef {import("../store.js").BitRange} BitRange
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { NATURAL } from "../zigzag.js";
import { scanWords, signed } from "./block-codes.js";
import { carries, codeFor, sets } from "./block-links.js";

/** @param {{choose: (range: BitRange) => void}} wiring */
export function createScans(wiring) {
  const body = h("tbody");
  const caption = h("caption");
  const heads = ["scan", "did", "value"].map((name) => ({ name, cell: h("th", { scope: "col" }) }));
  const root = h("table", { class: "block-scans" }, caption, h("thead", {}, h("tr", {}, ...heads.map(({ cell }) => cell))), body);

  /** @param {Brought} brought @param {ScanShape} scan @param {number} k @param {number} before The value that scans before have brought. */
  function row(brought, scan, k, before) {
    const code = carries(scan, k) ? codeFor(brought, scan, k) : null;
    const own = code && sets(code, k);
    const now = brought.after[NATURAL[k]];
    // Decisions that needed no further byte have brought it all the same.
    const without = !scan.process.includes("arithmetic") ? "block.did.missing" : now === before ? "block.did.undecided" : "block.did.decided";
    const did = !code
      ? t(without)
      : t(own ? (scan.ah > 0 && code.first.role !== undefined && !code.bits ? "block.did.corrected" : "block.did.set") : "block.did.passed");
    const link = code && h("button", { type: "button", class: "link", onclick: () => wiring.choose(code.range) }, did);
    const value = signed(now);
    return h("tr", {}, h("th", { scope: "row" }, scanWords(scan, brought.scan)), h("td", {}, link ?? did), h("td", {}, value));
  }

  return {
    root,
    /** @param {readonly Brought[]} brought @param {readonly ScanShape[]} scans @param {number} k */
    update(brought, scans, k) {
      caption.textContent = t("block.scans.caption", { k });
      for (const { name, cell } of heads) cell.textContent = t(`block.scans.${name}`);
      const rows = brought.map((one, i) => carries(scans[one.scan], k) && row(one, scans[one.scan], k, brought[i - 1]?.after[NATURAL[k]] ?? 0));
      replace(body, ...rows);
    },
  };
}
