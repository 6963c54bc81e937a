/** Number systems 2, 8, 10 and 16: type in any, the others follow; the groups of bits show how one converts by hand. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { BASES, groups, parse, powers, selectedNumber, write } from "../lesson/bases.js";
import { worded } from "../worded.js";
import { card, field, marked, scroller } from "./lesson-card.js";

/** Longer sums are not written out. */
const MOST_POWERS = 12;

/** @param {import("../store.js").Store} store */
export function lessonBases(store) {
  /** @type {bigint | null} */
  let value = 77n;
  const fields = BASES.map((base) => ({
    base,
    ...field(`bases-${base}`, { type: "text", spellcheck: "false", class: "lesson-digits", inputmode: base === 16 ? "text" : "numeric" }, () => typed(base)),
  }));
  const octal = h("div", { class: "lesson-groups" });
  const hex = h("div", { class: "lesson-groups fours" });
  const sum = h("p", { class: "lesson-sum" });
  const selected = h("p", { class: "lesson-note" });

  /** @param {import("../lesson/bases.js").Base} base */
  function typed(base) {
    const input = /** @type {(typeof fields)[number]} */ (fields.find((one) => one.base === base)).input;
    value = parse(input.value, base);
    if (marked(input, value !== null)) show(base);
    render();
  }

  /** Writes the number into all fields but the one that is typed in. @param {import("../lesson/bases.js").Base | null} except */
  function show(except) {
    for (const { base, input } of fields) {
      if (base === except || value === null) continue;
      input.value = write(value, base);
      marked(input, true);
    }
  }

  function render() {
    for (const [element, size] of /** @type {const} */ ([[octal, 3], [hex, 4]])) {
      const parts = value === null ? [] : groups(value, size);
      replace(element, ...parts.map(({ bits, digit }) => h("span", { class: "lesson-group" }, h("b", {}, digit), h("i", {}, bits))));
    }
    const parts = value === null ? [] : powers(value);
    sum.textContent =
      value === null ? t("lesson.bases.bad") : parts.length > 0 && parts.length <= MOST_POWERS ? `${parts.join(" + ")} = ${value}` : "";
  }

  /** What was selected last, and its number. @type {{selection: import("../store.js").BitRange | null, number: bigint | null}} */
  let last = { selection: null, number: null };

  /** The selected bits are the number: when others are selected, or they are edited. */
  function fill() {
    const { document: doc, selection } = store.get();
    const number = doc ? selectedNumber(doc.bytes, selection) : null;
    const same = selection === last.selection && number === last.number;
    last = { selection, number };
    if (!same && number !== null) {
      value = number;
      show(null);
    }
    renderSelected();
    render();
  }

  function renderSelected() {
    const { document: doc, selection } = store.get();
    if (!doc || !selection) selected.textContent = t("lesson.bases.none");
    else if (selectedNumber(doc.bytes, selection) === null) selected.textContent = t("lesson.bases.many");
    else selected.textContent = t("lesson.bases.selected", { n: selection.bits });
  }

  show(null);
  store.on(["selection", "document"], fill);
  onLanguage(() => {
    render();
    renderSelected();
  });
  return card(
    "bases",
    h("div", { class: "lesson-fields lesson-stack" }, ...fields.map(({ element }) => element)),
    worded("p", "lesson.bases.octal", { class: "lesson-caption" }),
    scroller("lesson.bases.octal", octal),
    worded("p", "lesson.bases.hex", { class: "lesson-caption" }),
    scroller("lesson.bases.hex", hex),
    sum,
    selected,
  );
}
