/**
 * The pixels that a block has a part in, large: their colours, or one upsampled component; the numbers of the one pointed at.
 *
 * @typedef {import("../../pkg/workshop.js").BlockPixelColumns} Pixels
 * @typedef {import("../store.js").Picture} Picture
 */

import { componentName } from "../components.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";

export function createPixels() {
  const canvas = h("canvas", { class: "block-pixels", id: "block-pixels", role: "img", tabindex: "0" });
  const of = h("select", { class: "chip" });
  const words = h("p", { class: "block-readout", "aria-live": "polite" });
  const root = h("div", { class: "block-final" }, canvas, of, words);
  /** @type {{pixels: Pixels, picture: Picture} | null} */
  let now = null;
  let at = { x: 0, y: 0 };
  let shown = "";

  function draw() {
    if (!now) return;
    const { pixels, picture } = now;
    const { width, height, components, rgba } = pixels;
    canvas.width = width;
    canvas.height = height;
    const data = new Uint8ClampedArray(rgba);
    const plane = shown === "" ? null : components[Number(shown)];
    if (plane) plane.forEach((value, i) => data.fill(Math.round((value * 255) / (2 ** picture.precision - 1)), i * 4, i * 4 + 3));
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(new ImageData(data, width), 0, 0);
  }

  function tell() {
    if (!now) return;
    const { pixels, picture } = now;
    const x = Math.min(at.x, pixels.width - 1);
    const y = Math.min(at.y, pixels.height - 1);
    const i = y * pixels.width + x;
    const values = pixels.components.map((plane, c) => `${componentName(picture, c)} ${plane[i]}`).join(" ");
    const [r, g, b] = pixels.rgba.subarray(i * 4);
    words.textContent = t("block.pixel", { x: String(pixels.x + x), y: String(pixels.y + y), values, r, g, b });
  }

  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    if (!now) return;
    at = {
      x: Math.max(0, Math.floor((offsetX / canvas.clientWidth) * now.pixels.width)),
      y: Math.max(0, Math.floor((offsetY / canvas.clientHeight) * now.pixels.height)),
    };
    tell();
  });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || !now) return;
    event.preventDefault();
    const clamp = (/** @type {number} */ value, /** @type {number} */ size) => Math.max(0, Math.min(size - 1, value));
    at = { x: clamp(at.x + step[0], now.pixels.width), y: clamp(at.y + step[1], now.pixels.height) };
    tell();
  });
  of.addEventListener("change", () => {
    shown = of.value;
    draw();
  });

  return {
    root,
    /** @param {Pixels} pixels @param {Picture} picture */
    update(pixels, picture) {
      now = { pixels, picture };
      if (Number(shown) >= pixels.components.length) shown = "";
      const names = pixels.components.map((_, c) => h("option", { value: String(c) }, t("block.upsampled", { name: componentName(picture, c) })));
      replace(of, h("option", { value: "" }, t("block.colours")), ...names);
      of.hidden = pixels.components.length < 2;
      of.value = shown;
      of.setAttribute("aria-label", t("block.colours.of"));
      canvas.setAttribute("aria-label", t("block.pixels.label", { width: pixels.width, height: pixels.height }));
      draw();
      tell();
    },
  };
}
