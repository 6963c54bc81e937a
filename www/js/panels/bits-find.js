/**
 * The find bar: what to find, next, previous, how many. It wraps around, and it counts while one looks at the first match.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("../store.js").BitRange} BitRange
 * @typedef {import("./bits-search.js").Notation} Notation
 */

import { h } from "../dom.js";
import { lastAtOrBefore } from "./bits-spans.js";
import { MOST_COUNTED, findAll, parsePattern } from "./bits-search.js";

/**
 * @param {View} view
 * @param {Translate} t
 * @param {{focus: () => void, redraw: () => void, say: (text: string) => void}} panel
 */
export function createFind(view, t, panel) {
  const input = h("input", { type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  const notation = h("select", {});
  for (const value of ["auto", "bits", "hex", "text"]) notation.append(h("option", { value }));
  const count = h("span", { class: "bits-count" });
  const previous = h("button", { type: "button", class: "bits-chip", onclick: () => step(-1) }, "↑");
  const next = h("button", { type: "button", class: "bits-chip", onclick: () => step(1) }, "↓");
  const close = h("button", { type: "button", class: "bits-chip", onclick: () => hide() }, "×");
  const bar = h("div", { class: "bits-bar", role: "search", hidden: true }, input, notation, previous, next, count, close);

  /** @type {Float64Array} */
  let found = new Float64Array(0);
  let matches = 0;
  let bits = 0;
  let done = true;
  let run = 0;
  /** A step that waits for the count to get there. @type {0 | 1 | -1} */
  let waiting = 0;
  let wrapped = false;
  let searched = "";

  /** What the search would be for: its words and where. */
  const key = () => [input.value, notation.value, view.shows(), view.kind(), view.doc()?.id, view.doc()?.revision].join("\n");

  function start() {
    searched = key();
    const asked = ++run;
    matches = 0;
    wrapped = false;
    const pattern = parsePattern(input.value, /** @type {Notation} */ (notation.value));
    input.setAttribute("aria-invalid", `${input.value.trim() !== "" && !pattern}`);
    if (!pattern) {
      done = true;
      bits = 0;
      count.textContent = input.value.trim() === "" ? "" : t("bits.find.nonsense");
      panel.redraw();
      return;
    }
    bits = pattern.bits.length;
    done = false;
    findAll(view.source(), pattern, () => asked !== run, (positions, number, finished) => {
      found = positions;
      matches = number;
      done = finished;
      if (waiting !== 0) step(waiting);
      restate();
      panel.redraw();
    }).catch(() => {
      if (asked !== run) return;
      done = true;
      restate();
    });
  }

  const list = () => found.subarray(0, matches);

  function restate() {
    if (bits === 0) return;
    const range = view.selection();
    const at = range && range.bits === bits ? lastAtOrBefore(list(), range.start) : -1;
    const current = at >= 0 && found[at] === range?.start;
    const all = matches >= MOST_COUNTED || !done ? "bits.find.more" : "bits.find.all";
    const text = matches === 0 ? t(done ? "bits.find.none" : "bits.find.busy") : current ? t(`${all}At`, { k: at + 1, n: matches }) : t(all, { n: matches });
    if (count.textContent !== text) count.textContent = text;
  }

  /** @param {1 | -1} way */
  function step(way) {
    if (key() !== searched) {
      waiting = way;
      return start();
    }
    if (bits === 0) return;
    const range = view.selection();
    const from = range ? range.start : view.caret();
    const onMatch = range !== null && range.bits === bits;
    const i = lastAtOrBefore(list(), from);
    let to = way > 0 ? (i >= 0 && found[i] === from && !onMatch ? i : i + 1) : i >= 0 && found[i] === from ? i - 1 : i;
    if ((to < 0 || to >= matches) && !done) {
      waiting = way;
      return;
    }
    waiting = 0;
    wrapped = to < 0 || to >= matches;
    if (matches === 0) return panel.say(t("bits.find.none"));
    if (wrapped) to = way > 0 ? 0 : matches - 1;
    view.begin(found[to]);
    view.select({ start: found[to], bits });
    view.reveal(found[to], "middle");
    restate();
    panel.say((wrapped ? `${t("bits.find.wrapped")} ` : "") + (count.textContent ?? ""));
  }

  function hide() {
    bar.hidden = true;
    run++;
    bits = matches = waiting = 0;
    searched = "";
    panel.redraw();
    panel.focus();
  }

  input.addEventListener("input", () => {
    waiting = 0;
    start();
  });
  notation.addEventListener("change", () => start());
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    else if ((event.key === "Enter" && event.target === input) || event.key === "F3") step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    bar,
    step,
    show() {
      bar.hidden = false;
      input.focus();
      input.select();
      if (input.value) start();
    },
    shown: () => !bar.hidden,
    /** The bits are others now. */
    restart() {
      if (bits > 0 && key() !== searched) start();
    },
    restate,
    /** The words, in the language in use. */
    translate() {
      input.placeholder = t("bits.find.hint");
      input.setAttribute("aria-label", t("bits.find.hint"));
      notation.setAttribute("aria-label", t("bits.find.notation"));
      for (const option of notation.options) option.textContent = t(`bits.find.${option.value}`);
      for (const [button, word] of /** @type {[HTMLElement, string][]} */ ([[previous, "previous"], [next, "next"], [close, "close"]])) {
        button.title = t(`bits.find.${word}`);
        button.setAttribute("aria-label", button.title);
      }
      restate();
    },
    /** Matches that touch a stretch of bits; at most 500 of them. @param {number} from @param {number} to @returns {BitRange[]} */
    matches(from, to) {
      if (bits === 0 || matches === 0 || bar.hidden) return [];
      /** @type {BitRange[]} */
      const seen = [];
      for (let i = Math.max(0, lastAtOrBefore(list(), from - bits) + 1); i < matches && found[i] < to && seen.length < 500; i++) {
        seen.push({ start: found[i], bits });
      }
      return seen;
    },
  };
}
