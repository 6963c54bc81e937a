/** An input in the place of a number: Enter writes, Escape and leaving give it up. */

import { h, replace } from "../dom.js";

/**
 * @param {HTMLElement} place What holds the number.
 * @param {{text: string, label: string, write: (value: number) => Promise<boolean> | boolean, closed: (back: boolean) => void}} change
 *   `write`: whether it could be done; `closed`: the number is back, and `back`: it is to have the focus.
 */
export function typeOver(place, { text, label, write, closed }) {
  const box = h("input", { type: "text", inputmode: "numeric", class: "block-input", autocomplete: "off", "aria-label": label });
  box.value = text;
  const before = [...place.childNodes];
  let open = true;
  replace(place, box);
  box.focus({ preventScroll: true });
  box.select();

  /** @param {boolean} back */
  function close(back) {
    if (!open) return;
    open = false;
    // What has been made anew meanwhile stays.
    if (box.parentElement === place) replace(place, ...before);
    closed(back);
  }

  async function commit() {
    const value = Number(box.value.trim().replace("−", "-"));
    const good = box.value.trim() !== "" && Number.isInteger(value);
    if (!good) return box.setAttribute("aria-invalid", "true");
    if (box.value.trim() === text) return close(true);
    if (await write(value)) close(true);
    else box.setAttribute("aria-invalid", "true");
  }

  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(true);
    else if (event.key === "Enter") void commit();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => close(false));
  return box;
}
