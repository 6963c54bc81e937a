/**
 * The bit panel's head: of the file or of the pixels, columns, digits, copy, go to, find.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-view.js").Translate} Translate
 * @typedef {import("./bits-copy.js").CopyForm} CopyForm
 */

import { h } from "../dom.js";
import { COPY_FORMS } from "./bits-copy.js";
import { MAX_COLUMNS } from "./bits-geometry.js";
import { PIXEL_KINDS } from "./bits-source.js";

const NOTE_MS = 4000;

/**
 * @param {View} view
 * @param {Translate} t
 * @param {{copy: (form: CopyForm | null) => void, goTo: () => void, find: () => void, edit: () => void}} commands
 */
export function createToolbar(view, t, commands) {
  /** @param {() => void} onclick @param {string} [part] */
  const chip = (onclick, part = "") => h("button", { type: "button", class: `bits-chip ${part}`, onclick });

  const title = h("h2", {});
  const of = h("small", {});
  const file = chip(() => view.show("file"));
  const pixels = chip(() => view.show("pixels"));
  const sources = h("span", { class: "bits-choice", role: "group" }, file, pixels);
  const kind = h("select", { onchange: () => view.show("pixels", /** @type {import("./bits-source.js").PixelKind} */ (kind.value)) });
  for (const value of PIXEL_KINDS) kind.append(h("option", { value }));
  const columns = h("input", { type: "number", min: 1, max: MAX_COLUMNS, inputmode: "numeric" });
  const unit = h("span", {});
  const columnsLabel = h("label", { class: "bits-chip bits-columns" }, columns, unit);
  const fit = chip(() => view.setFit(!view.fits()));
  const row = chip(() => view.fitPicture());
  /** @type {readonly import("./bits-geometry.js").Mode[]} */
  const modes = ["binary", "hex", "decimal"];
  const modeChips = modes.map((mode) => chip(() => view.setMode(mode)));
  const digits = h("span", { class: "bits-choice", role: "group" }, ...modeChips);
  // A select that always shows its name: a menu with everything a menu needs, made by the browser.
  const copy = h("select", { class: "bits-copy" });
  copy.append(h("option", { value: "" }));
  for (const value of COPY_FORMS) copy.append(h("option", { value }));
  const goTo = chip(() => commands.goTo());
  const find = chip(() => commands.find());
  const edit = chip(() => commands.edit());
  const note = h("span", { class: "bits-note", role: "status" });
  const root = h("div", { class: "bits-head" }, title, of, sources, kind, h("span", { class: "bits-stretch" }), note, edit, columnsLabel, fit, row, digits, copy, goTo, find);
  let noteTimer = 0;

  function applyColumns() {
    if (columns.value !== "") view.setColumns(Number(columns.value));
  }
  columns.addEventListener("input", () => {
    if (columns.validity.valid) applyColumns();
  });
  columns.addEventListener("change", () => {
    applyColumns();
    columns.value = String(view.geometry().columns);
  });
  copy.addEventListener("change", () => {
    const form = copy.value;
    copy.value = "";
    if (form !== "") commands.copy(/** @type {CopyForm} */ (form));
  });

  /** @param {HTMLElement} element @param {boolean} on */
  const press = (element, on) => element.setAttribute("aria-pressed", on ? "true" : "false");

  function update() {
    const g = view.geometry();
    const isFile = view.shows() === "file";
    press(file, isFile);
    press(pixels, !isFile);
    pixels.disabled = !view.doc()?.picture;
    of.textContent = t(isFile ? "bits.of.file" : "bits.of.pixels");
    kind.hidden = isFile;
    kind.value = view.kind();
    row.hidden = isFile;
    modes.forEach((mode, i) => press(modeChips[i], view.mode() === mode));
    press(fit, view.fits());
    press(edit, view.editing() !== null);
    edit.disabled = !isFile || !view.doc();
    columns.step = view.mode() === "binary" ? "1" : "8";
    columns.min = columns.step;
    if (document.activeElement !== columns) columns.value = String(g.columns);
    unit.textContent = t("bits.columns.unit", { n: g.columns });
  }

  return {
    root,
    update,
    /** A line that stays for a moment. @param {string} text */
    note(text) {
      clearTimeout(noteTimer);
      note.textContent = text;
      noteTimer = window.setTimeout(() => {
        note.textContent = "";
      }, NOTE_MS);
    },
    translate() {
      /** @type {[HTMLElement, string][]} */
      const words = [[title, "title"], [file, "file"], [pixels, "pixels"], [fit, "fit"], [row, "row"], [goTo, "goto"], [find, "find"], [edit, "edit"]];
      for (const [element, word] of words) element.textContent = t(`bits.${word}`);
      modes.forEach((mode, i) => {
        modeChips[i].textContent = t(`bits.mode.${mode}`);
        modeChips[i].title = t(`bits.mode.${mode}.title`);
      });
      for (const [element, word] of /** @type {[HTMLElement, string][]} */ ([[fit, "fit"], [row, "row"], [goTo, "goto"], [find, "find"], [edit, "edit"], [copy, "copy"], [columnsLabel, "columns"]])) {
        element.title = t(`bits.${word}.title`);
      }
      sources.setAttribute("aria-label", t("bits.source"));
      digits.setAttribute("aria-label", t("bits.mode"));
      kind.setAttribute("aria-label", t("bits.kind"));
      columns.setAttribute("aria-label", t("bits.columns"));
      copy.setAttribute("aria-label", t("bits.copy"));
      for (const option of kind.options) option.textContent = t(`bits.kind.${option.value}`);
      for (const option of copy.options) option.textContent = t(option.value === "" ? "bits.copy" : `bits.copy.${option.value}`);
      update();
    },
  };
}
