/** What changing a coefficient does to the file: clean or raw, and what that means. */

import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";

/** @typedef {"clean" | "raw"} Mode */

/** @param {() => void} changed */
export function createMode(changed) {
  /** @type {Mode} */
  let chosen = "clean";
  /** Values have no bits of their own to write. */
  let cleanOnly = false;
  const now = () => (cleanOnly ? "clean" : chosen);
  const legend = h("legend");
  const words = h("span", { class: "block-mode-words", id: "block-mode-words" });
  const inputs = /** @type {const} */ (["clean", "raw"]).map((value) => {
    const input = h("input", { type: "radio", name: "block-mode", value, id: `block-mode-${value}`, "aria-describedby": words.id });
    input.addEventListener("change", () => {
      chosen = value;
      changed();
    });
    return { value, input, label: h("label", { for: input.id }) };
  });
  const segments = h("span", { class: "segmented" });
  replace(segments, ...inputs.flatMap(({ input, label }) => [input, label]));
  const root = h("fieldset", { class: "block-mode" }, legend, segments, words);

  return {
    root,
    now,
    /** @param {boolean} lossless Whether the frame has samples instead of coefficients. @param {boolean} arithmetic */
    update(lossless, arithmetic) {
      cleanOnly = arithmetic;
      legend.textContent = t("block.mode");
      for (const { value, input, label } of inputs) {
        label.textContent = t(`block.mode.${value}`);
        input.checked = value === now();
        input.disabled = cleanOnly && value === "raw";
      }
      const about = t(`block.mode.${now()}.${lossless ? "lossless" : "about"}`);
      words.textContent = cleanOnly ? `${about} ${t("block.mode.arithmetic")}` : about;
    },
  };
}
