/** What the cards of the Lesson tab are built of. */

import { h, replace } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { rounded } from "../lesson/volume.js";
import { worded } from "../worded.js";

/**
 * A card: its title, a sentence on what it is about, and what one works with.
 * @param {string} id Of its words: `lesson.<id>.title` and `lesson.<id>.about`. @param {...import("../dom.js").Child} children
 */
export function card(id, ...children) {
  const title = worded("h3", `lesson.${id}.title`, { id: `lesson-${id}-title` });
  return h(
    "section",
    { class: `lesson-card lesson-${id}`, "aria-labelledby": title.id },
    title,
    worded("p", `lesson.${id}.about`, { class: "lesson-about" }),
    ...children,
  );
}

/**
 * A labelled input.
 * @param {string} id Its words are `lesson.<id>`, with a point for the first dash. @param {Record<string, unknown>} properties
 * @param {() => void} changed
 */
export function field(id, properties, changed) {
  const input = h("input", { id: `lesson-${id}`, oninput: changed, autocomplete: "off", ...properties });
  return { input, element: h("div", { class: "lesson-field" }, labelOf(id), input) };
}

/**
 * A labelled choice; the options' words are `lesson.<words>.<value>`.
 * @template {string} V
 * @param {string} id @param {readonly V[]} values @param {V} chosen @param {() => void} changed
 * @param {string} words
 */
export function choice(id, values, chosen, changed, words) {
  const options = values.map((value) => worded("option", `lesson.${words}.${value}`, { value, selected: value === chosen }));
  const select = h("select", { class: "chip", id: `lesson-${id}`, onchange: changed }, ...options);
  return { select, value: () => /** @type {V} */ (select.value), element: h("div", { class: "lesson-field" }, labelOf(id), select) };
}

/** @param {string} id */
const labelOf = (id) => worded("label", `lesson.${id.replace("-", ".")}`, { for: `lesson-${id}` });

/** A whole number from a field within bounds; null where it holds none. @param {HTMLInputElement} input @param {number} low @param {number} high */
export function whole(input, low, high) {
  const value = Number(input.value);
  const good = input.value.trim() !== "" && Number.isInteger(value) && value >= low && value <= high;
  return marked(input, good) ? value : null;
}

/** A number above 0; null where the field holds none. @param {HTMLInputElement} input @param {number} high */
export function positive(input, high) {
  const value = Number(input.value);
  return marked(input, value > 0 && value <= high) ? value : null;
}

/** Marks a field that holds nothing to reckon with. @param {HTMLInputElement} input @param {boolean} good */
export function marked(input, good) {
  if (good) input.removeAttribute("aria-invalid");
  else input.setAttribute("aria-invalid", "true");
  return good;
}

/** Lines of a calculation, as in an exercise book; the last is the result. @param {HTMLElement} list @param {string[]} lines */
export function steps(list, lines) {
  replace(list, ...lines.map((line) => h("li", {}, line)));
}

/** "= 511.5", or "≈ 17.38" where digits were left out. @param {number} value */
export function equals(value) {
  const { value: shown, exact } = rounded(value);
  if (shown !== 0 && shown < 0.001) return `< ${number(0.001)}`;
  return `${exact ? "=" : "≈"} ${number(shown)}`;
}

/** A scroll area that the keyboard reaches; `key` names it. @param {string} key @param {...import("../dom.js").Child} children */
export function scroller(key, ...children) {
  const element = h("div", { class: "lesson-scroll", role: "group", tabindex: "0" }, ...children);
  onLanguage(() => element.setAttribute("aria-label", t(key)));
  return element;
}

/**
 * Calls `listener` when another file's picture is there; edits of the open one that keep its size do not count.
 * @param {import("../store.js").Store} store @param {() => void} listener
 */
export function onPicture(store, listener) {
  /** @type {string | null} */
  let before = null;
  store.on(["document"], ({ document: doc }) => {
    if (!doc) return;
    // While an edit is decoded there may be no picture; it is the same file still.
    if (!doc.picture && before?.startsWith(`${doc.id} `)) return;
    const now = `${doc.id} ${doc.picture ? `${doc.picture.width} ${doc.picture.height}` : ""}`;
    if (now === before) return;
    before = now;
    listener();
  });
}
