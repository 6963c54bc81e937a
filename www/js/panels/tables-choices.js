/** A row of choices of which one holds. */

import { h } from "../dom.js";

/**
 * @param {object} what
 * @param {string} what.name @param {string} what.legend
 * @param {{value: string, text: string}[]} what.options
 * @param {string} what.value
 * @param {(value: string) => void} what.choose
 */
export function choices({ name, legend, options, value, choose }) {
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, legend),
    h(
      "span",
      { class: "segmented" },
      ...options.flatMap((option) => {
        const id = `${name}-${option.value}`;
        const input = h("input", { type: "radio", name, id, value: option.value, checked: option.value === value });
        input.addEventListener("change", () => choose(option.value));
        return [input, h("label", { for: id }, option.text)];
      }),
    ),
  );
}
