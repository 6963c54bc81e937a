/** The Draw tab: a small grid in which one paints pixels; their bits and hexadecimal digits follow, and lead back. */

import { blank, fromBits, fromHex, MOST_PX, pictureOf, resized, toBits, toHex } from "../drawing.js";
import { h } from "../dom.js";
import { number, onLanguage, t } from "../i18n/index.js";
import { volume } from "../lesson/volume.js";
import { worded } from "../worded.js";
import { drawGrid } from "./draw-grid.js";

/** @typedef {import("../drawing.js").Drawing} Drawing */

/** Sides of squares that are offered. */
const SQUARES = [8, 16, 32, 64];

/**
 * @param {HTMLElement} element @param {import("../drawing.js").Sheet} sheet @param {import("../opener.js").Opener} opener
 * @param {() => Drawing | null} made What the Bitmap tab has made, where it is small enough.
 */
export function mountDraw(element, sheet, opener, made) {
  const width = side("width");
  const height = side("height");
  const squares = SQUARES.map((px) =>
    h("button", { type: "button", class: "chip", onclick: () => sheet.set(resized(sheet.get(), px, px)) }, `${px} × ${px}`),
  );
  const size = h("output", { class: "draw-size" });
  const bits = area("bits", toBits, fromBits);
  const hex = area("hex", toHex, fromHex);
  const take = worded("button", "draw.take", { type: "button", class: "chip", onclick: takeMade });

  /** @param {"width" | "height"} name */
  function side(name) {
    const input = h("input", { type: "number", id: `draw-${name}`, min: 1, max: MOST_PX, inputmode: "numeric", autocomplete: "off" });
    input.addEventListener("input", () => {
      const value = Number(input.value);
      const good = Number.isInteger(value) && value >= 1 && value <= MOST_PX;
      if (!good) return input.setAttribute("aria-invalid", "true");
      input.removeAttribute("aria-invalid");
      const now = sheet.get();
      sheet.set(name === "width" ? resized(now, value, now.height) : resized(now, now.width, value));
    });
    const show = () => {
      if (document.activeElement === input) return;
      input.value = String(sheet.get()[name]);
      input.removeAttribute("aria-invalid");
    };
    return { show, element: h("div", { class: "bitmap-field" }, worded("label", `draw.${name}`, { for: input.id }), input) };
  }

  /**
   * A field of rows that are read as one types.
   * @param {"bits" | "hex"} name @param {(drawing: Drawing) => string[]} write
   * @param {(text: string, before: Drawing) => Drawing | null} read
   */
  function area(name, write, read) {
    const input = h("textarea", { id: `draw-${name}`, class: "draw-text", spellcheck: "false", autocomplete: "off", rows: 8 });
    input.addEventListener("input", () => {
      const drawing = read(input.value, sheet.get());
      if (!drawing) return input.setAttribute("aria-invalid", "true");
      input.removeAttribute("aria-invalid");
      sheet.set(drawing);
    });
    // What one types stays as it is while one types.
    const show = () => {
      if (document.activeElement === input) return;
      input.value = write(sheet.get()).join("\n");
      input.removeAttribute("aria-invalid");
    };
    input.addEventListener("blur", show);
    return { show, element: h("div", { class: "bitmap-field draw-field" }, worded("label", `draw.${name}`, { for: input.id }), input) };
  }

  function takeMade() {
    const drawing = made();
    if (drawing) sheet.set(drawing);
  }

  function show() {
    const { width: across, height: down } = sheet.get();
    for (const one of [width, height, bits, hex]) one.show();
    const { bits: all, bytes } = volume(across, down, 1);
    size.textContent = `I = ${number(across)} · ${number(down)} · 1 = ${t("count.bits", { n: all })} = ${t("count.bytes", { n: Math.ceil(bytes) })}`;
  }

  sheet.on(show);
  onLanguage(show);
  element.append(
    h(
      "div",
      { class: "draw" },
      h(
        "form",
        { class: "draw-options", novalidate: true, onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
        h("div", { class: "draw-squares" }, ...squares),
        width.element,
        height.element,
        h(
          "div",
          { class: "draw-acts" },
          worded("button", "draw.clear", {
            type: "button",
            class: "chip",
            onclick: () => sheet.set(blank(sheet.get().width, sheet.get().height)),
          }),
          worded("button", "draw.invert", { type: "button", class: "chip", onclick: () => sheet.invert() }),
          take,
          worded("button", "draw.open", {
            type: "button",
            class: "chip",
            onclick: () => opener.pixels(t("draw.name"), pictureOf(sheet.get())),
          }),
        ),
        size,
        worded("p", "draw.about", { class: "draw-about" }),
      ),
      drawGrid(sheet),
      h("div", { class: "draw-texts" }, hex.element, bits.element),
    ),
  );
  return {
    shown() {
      take.disabled = !made();
    },
  };
}
