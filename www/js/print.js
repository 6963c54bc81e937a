/** Prints a text of rows on pages of A4, each with its number and how many there are. */

import { h, replace } from "./dom.js";
import { t } from "./i18n/index.js";

/** Millimetres of A4 between its margins, and the least and the largest letters, in points. */
const PAGE = { width: 186, height: 267 };
const LETTERS = { least: 2.5, largest: 11 };
/** A letter of a monospaced font is so many of its sizes wide, and a line so many high. */
const LETTER = { width: 0.62, height: 1.25 };
const MM_PER_POINT = 25.4 / 72;

/**
 * How lines lie on pages: letters as large as lets a line fit; lines that are too long even so are cut into parts.
 * @param {string[]} lines
 */
export function pagesOf(lines) {
  const longest = lines.reduce((most, line) => Math.max(most, line.length), 1);
  const fitting = PAGE.width / (longest * LETTER.width * MM_PER_POINT);
  const points = Math.min(LETTERS.largest, Math.max(LETTERS.least, Math.floor(fitting * 10) / 10));
  const across = Math.floor(PAGE.width / (points * LETTER.width * MM_PER_POINT));
  // The foot takes a line of its own, however small the letters are.
  const down = Math.floor((PAGE.height - 8) / (points * LETTER.height * MM_PER_POINT));
  /** @type {string[][]} */
  const pages = [];
  for (let from = 0; from < longest; from += across) {
    for (let at = 0; at < lines.length; at += down) {
      pages.push(lines.slice(at, at + down).map((line) => line.slice(from, from + across)));
    }
  }
  return { points, pages };
}

/** @param {string} text */
export function printMatrix(text) {
  const { points, pages } = pagesOf(text.replace(/\n$/, "").split("\n"));
  const sheets = pages.map((lines, i) =>
    h(
      "section",
      { class: "sheet" },
      h("pre", { style: `font-size: ${points}pt` }, lines.join("\n")),
      h("p", {}, t("print.page", { page: i + 1, pages: pages.length })),
    ),
  );
  const place = h("div", { id: "print" });
  replace(place, ...sheets);
  document.body.append(place);
  document.documentElement.classList.add("is-printing");
  addEventListener(
    "afterprint",
    () => {
      document.documentElement.classList.remove("is-printing");
      place.remove();
    },
    { once: true },
  );
  window.print();
}
