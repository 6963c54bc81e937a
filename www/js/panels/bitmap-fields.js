/** What the parts of the Bitmap tab are built of: fields that show settings and change them. */

import { h, replace } from "../dom.js";
import { onLanguage, t } from "../i18n/index.js";
import { worded } from "../worded.js";

/**
 * @typedef {import("../bitmap.js").Bitmap} Bitmap
 * @typedef {import("../bitmap.js").Settings} Settings
 */

/**
 * A number of the settings.
 * @template {keyof Settings} G
 * @param {Bitmap} bitmap @param {G} group @param {keyof Settings[G] & string} name
 * @param {{min: number, max: number, step?: number, whole?: boolean, slider?: boolean, empty?: number}} range
 *   `empty`: the value that an empty field stands for.
 */
export function numberField(bitmap, group, name, { min, max, step = 1, whole = true, slider = false, empty }) {
  const id = `bitmap-${group}-${name}`;
  const input = h("input", {
    type: slider ? "range" : "number",
    id,
    min,
    max,
    step,
    inputmode: whole ? "numeric" : "decimal",
    autocomplete: "off",
  });
  const exact = slider ? h("output", { for: id, class: "bitmap-exact" }) : null;
  input.addEventListener("input", () => {
    const value = input.value.trim() === "" && empty !== undefined ? empty : Number(input.value);
    const good = (value === empty || input.value.trim() !== "") && value >= min && value <= max && (!whole || Number.isInteger(value));
    if (good) input.removeAttribute("aria-invalid");
    else return input.setAttribute("aria-invalid", "true");
    bitmap.change(group, /** @type {any} */ ({ [name]: value }));
  });
  function show() {
    const value = /** @type {any} */ (bitmap.get().settings)[group][name];
    if (exact) exact.textContent = String(value);
    if (document.activeElement === input && !slider) return;
    input.value = value === empty ? "" : String(value);
    input.removeAttribute("aria-invalid");
  }
  bitmap.on(["settings"], show);
  show();
  return h("div", { class: slider ? "bitmap-field bitmap-slider" : "bitmap-field" }, worded("label", `bitmap.${group}.${name}`, { for: id }), exact, input);
}

/**
 * A choice of the settings.
 * @template {keyof Settings} G
 * @param {Bitmap} bitmap @param {G} group @param {keyof Settings[G] & string} name
 * @param {readonly (string | number)[]} values @param {(value: string | number) => string} word Words of a value.
 * @param {{hidden?: boolean}} [label] Whether its label is left to screen readers.
 */
export function choiceField(bitmap, group, name, values, word, label = {}) {
  const id = `bitmap-${group}-${name}`;
  const select = h("select", { class: "chip", id });
  select.addEventListener("change", () => {
    const value = values.find((one) => String(one) === select.value);
    bitmap.change(group, /** @type {any} */ ({ [name]: value }));
  });
  const show = () => (select.value = String(/** @type {any} */ (bitmap.get().settings)[group][name]));
  onLanguage(() => {
    replace(select, ...values.map((value) => h("option", { value }, word(value))));
    show();
  });
  bitmap.on(["settings"], show);
  const words = worded("label", `bitmap.${group}.${name}`, { for: id, class: label.hidden ? "visually-hidden" : null });
  return h("div", { class: "bitmap-field" }, words, select);
}

/** Words of a value in a dictionary. @param {string} prefix @returns {(value: string | number) => string} */
export const from = (prefix) => (value) => t(`${prefix}.${value}`);

/**
 * A switch of the settings.
 * @template {keyof Settings} G
 * @param {Bitmap} bitmap @param {G} group @param {keyof Settings[G] & string} name
 */
export function switchField(bitmap, group, name) {
  const id = `bitmap-${group}-${name}`;
  const input = h("input", { type: "checkbox", id });
  input.addEventListener("change", () => bitmap.change(group, /** @type {any} */ ({ [name]: input.checked })));
  const show = () => (input.checked = /** @type {any} */ (bitmap.get().settings)[group][name]);
  bitmap.on(["settings"], show);
  show();
  return h("div", { class: "check" }, input, worded("label", `bitmap.${group}.${name}`, { for: id }));
}
