/**
 * The scans of a picture, as a list: what each brings, how long it is, and how far it has been read.
 *
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../store.js").ScanShape} ScanShape
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { countOf } from "../excerpt.js";
import { t } from "../i18n/index.js";

/** @param {HTMLElement} element @param {(count: number) => void} goTo Shows so many MCUs of all scans. */
export function mountScans(element, goTo) {
  /** What the rows were made for. */
  let made = "";
  /** @type {{row: HTMLElement, bar: HTMLElement, start: number, mcus: number}[]} */
  let rows = [];

  /** @param {Picture} picture */
  function make(picture) {
    const longest = Math.max(1, ...picture.scans.map((scan) => scan.bits));
    rows = picture.scans.map((scan, i) => {
      const start = countOf(picture.scans, { scan: i, mcus: 0 });
      const bar = h("i");
      const row = h(
        "button",
        { class: "buildup-scan", onclick: () => goTo(start + scan.mcus) },
        h("b", {}, i + 1),
        h("span", { class: "buildup-brings" }, brings(picture, scan)),
        h("span", { class: "buildup-bytes" }, t("count.bytes", { n: Math.ceil(scan.bits / 8) })),
        h("span", { class: "buildup-bar", style: `--length: ${Math.max(0.02, scan.bits / longest)}` }, bar),
      );
      return { row, bar, start, mcus: scan.mcus };
    });
    replace(element, ...rows.map(({ row }) => row));
  }

  return {
    brings,
    /** @param {Picture} picture @param {number} count MCUs that are shown. */
    render(picture, count) {
      const now = [document.documentElement.lang, picture.process, ...picture.scans.map((scan) => scan.start)].join();
      if (now !== made) make(picture);
      made = now;
      for (const { row, bar, start, mcus } of rows) {
        const read = Math.min(1, Math.max(0, (count - start) / mcus));
        bar.style.width = `${read * 100}%`;
        row.classList.toggle("unread", read === 0);
        row.setAttribute("aria-current", String(count > start && count <= start + mcus));
      }
    },
  };
}

/** What a scan brings: `Y, coefficients 1–5, all but the last 2 bits`. @param {Picture} picture @param {ScanShape} scan */
function brings(picture, scan) {
  const names = scan.parts.map((c) => componentName(picture, c)).join(" ");
  if (scan.process.startsWith("differential")) return t("buildup.brings.corrections", { names, width: scan.width, height: scan.height });
  if (scan.unit === 1) return t("buildup.brings.samples", { names });
  if (!scan.process.includes("progressive")) return t("buildup.brings.all", { names });
  const { ss, se, ah, al } = scan;
  const what = se === 0 ? t("buildup.brings.dc") : ss === se ? t("buildup.brings.one", { first: ss }) : t("buildup.brings.band", { first: ss, last: se });
  const bits = ah > 0 ? t("buildup.brings.bit", { bit: al }) : al > 0 ? t("buildup.brings.high", { n: al }) : t("buildup.brings.bits");
  return t("buildup.brings", { names, what, bits });
}
