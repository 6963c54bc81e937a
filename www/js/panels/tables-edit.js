/**
 * Changing one number of a table where it stands. The input lies over the tables, so that it stays while what is beneath is
 * made anew by each edit.
 */

import { h } from "../dom.js";
import { parseNumber } from "../edit/number.js";
import { t } from "../i18n/index.js";

/**
 * @typedef {object} Change
 * @property {HTMLElement} cell What it stands in.
 * @property {number} value
 * @property {number} least
 * @property {number} most
 * @property {string} name For screen readers.
 * @property {(value: number) => void} write
 * @property {() => void} back Gives the focus back.
 */

/** @param {HTMLElement} holder */
export function createCellEditor(holder) {
  const input = h("input", { type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", class: "field-input" });
  const range = h("span", { class: "field-range", id: "cell-range" });
  input.setAttribute("aria-describedby", range.id);
  const box = h("div", { class: "field-edit", hidden: true }, input, range);
  holder.append(box);
  /** @type {Change | null} */
  let change = null;
  let written = 0;

  /** @returns {number | null} */
  function typed() {
    const value = parseNumber(input.value);
    const good = change !== null && value >= change.least && value <= change.most;
    input.setAttribute("aria-invalid", `${!good}`);
    return good ? value : null;
  }

  function write() {
    const value = typed();
    if (value === null) return false;
    if (value !== written) change?.write(value);
    written = value;
    return true;
  }

  /** @param {boolean} back */
  function close(back) {
    const done = change;
    change = null;
    box.hidden = true;
    if (back) done?.back();
  }

  /** @param {number} by */
  function step(by) {
    const value = typed();
    if (value === null || !change) return;
    input.value = String(Math.min(change.most, Math.max(change.least, value + by)));
    write();
  }

  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(true);
    else if (event.key === "Enter") {
      if (write()) close(true);
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") step(event.key === "ArrowUp" ? 1 : -1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => {
    if (change) write();
    close(false);
  });

  return {
    /** @param {Change} wanted */
    open(wanted) {
      change = wanted;
      written = wanted.value;
      input.value = String(wanted.value);
      input.removeAttribute("aria-invalid");
      range.textContent = t("tables.edit.range", { from: wanted.least, to: wanted.most });
      input.setAttribute("aria-label", t("field.edit.label", { name: wanted.name }));
      box.hidden = false;
      const [cell, around] = [wanted.cell.getBoundingClientRect(), holder.getBoundingClientRect()];
      const left = Math.min(cell.left - around.left - 4, holder.clientWidth - box.offsetWidth - 4);
      box.style.left = `${Math.max(4, Math.round(left))}px`;
      box.style.transform = `translateY(${Math.round(cell.top - around.top) - 3}px)`;
      input.focus({ preventScroll: true });
      input.select();
    },
    /** What it stands over has moved. */
    moved() {
      if (change) close(false);
    },
  };
}

/** @typedef {ReturnType<typeof createCellEditor>} CellEditor */
