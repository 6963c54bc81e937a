/**
 * How many bits each place of the picture takes: colours over it, from few to many, and the numbers that they stand for.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../viewport.js").Viewport} Viewport
 * @typedef {import("../heat.js").Heat} Heat
 */

import { h, replace } from "../dom.js";
import { CELL, heatAt, heatOf } from "../heat.js";
import { number, t } from "../i18n/index.js";
import { turnRect } from "../orientation.js";
import { drawImage } from "./picture-draw.js";

/** From few bits to many: ever lighter, so that they are told apart without colours, too. */
const RAMP = [[16, 20, 58], [58, 64, 172], [158, 66, 168], [242, 118, 84], [255, 228, 120]];
const OPACITY = 0.8;
/** Parts of the scale that the legend names. */
const MARKS = [0, 0.25, 0.5, 0.75, 1];
/** Most cells have few bits: they get more of the colours. */
const POWER = 0.7;
const SHADES = 1024;
/** Numbers need cells of so many CSS pixels. */
const NUMBERS_PX = 30;

/** @param {number} part 0 to 1. */
function colour(part) {
  const at = Math.min(1, Math.max(0, part)) * (RAMP.length - 1);
  const [below, above] = [RAMP[Math.floor(at)], RAMP[Math.ceil(at)]];
  return below.map((value, i) => Math.round(value + (above[i] - value) * (at % 1)));
}

/** @param {Heat} heat */
function imageOf({ across, down, bits, low, top }) {
  const canvas = new OffscreenCanvas(across, down);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(across, down);
  const shades = Array.from({ length: SHADES }, (_, i) => colour((i / (SHADES - 1)) ** POWER));
  const pixels = new Uint32Array(image.data.buffer);
  const packed = new Uint32Array(Uint8ClampedArray.from(shades.flatMap((shade) => [...shade, 255 * OPACITY])).buffer);
  const scale = (SHADES - 1) / Math.max(1, top - low);
  for (let i = 0; i < bits.length; i += 1) pixels[i] = packed[Math.min(SHADES - 1, Math.max(0, Math.round((bits[i] - low) * scale)))];
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * @param {HTMLButtonElement} chip @param {HTMLElement} legend @param {Store} store
 * @param {{looks: (looks: boolean) => void, redraw: () => void}} ask
 */
export function mountHeat(chip, legend, store, ask) {
  /** @type {{of: unknown, heat: Heat, image: OffscreenCanvas} | null} */
  let made = null;

  /** @param {Picture | null} picture */
  function current(picture) {
    const { statistics, document, heat } = store.get();
    if (!heat || !picture || !statistics?.found || statistics.id !== document?.id) return null;
    const { found } = statistics;
    const { across, down } = made?.heat ?? { across: 0, down: 0 };
    const fits = across === Math.ceil(picture.storedWidth / CELL) && down === Math.ceil(picture.storedHeight / CELL);
    if (made?.of !== found || !fits) {
      const heat = heatOf(found, picture);
      made = { of: found, heat, image: imageOf(heat) };
    }
    return made;
  }

  function words() {
    const { heat, gathering, document, statistics } = store.get();
    chip.textContent = t("heat.title");
    chip.title = t("heat.title.about");
    chip.setAttribute("aria-pressed", String(heat));
    chip.disabled = document?.format !== "jpeg" || !document.picture;
    legend.hidden = !heat || chip.disabled;
    if (legend.hidden) return;
    const found = current(document?.picture ?? null)?.heat;
    if (!found) return replace(legend, gathering === null && statistics ? t("tables.none") : t("heat.waiting", { n: Math.round(100 * (gathering ?? 0)) }));
    const { low, top, mean, most } = found;
    replace(
      legend,
      h("span", {}, t("heat.legend")),
      ...MARKS.map((part) => {
        const swatch = h("i", { class: "heat-swatch", "aria-hidden": "true", style: `background: rgb(${colour(part).join(" ")})` });
        const bits = number(Math.round(low + part ** (1 / POWER) * (top - low)));
        return h("span", { class: "heat-key" }, swatch, part === 1 && most > top ? t("heat.more", { n: Math.round(top) }) : bits);
      }),
      h("span", {}, t("heat.about", { mean: Math.round(mean), most: Math.round(most) })),
    );
  }

  function toggle() {
    const heat = !store.get().heat;
    store.set({ heat });
    ask.looks(heat);
    words();
    ask.redraw();
  }

  chip.addEventListener("click", toggle);
  store.on(["statistics", "gathering", "document", "heat"], () => {
    words();
    ask.redraw();
  });

  return {
    toggle,
    words,

    /** Bits of the cell that a stored pixel lies in; empty where they are not shown. @param {Picture} picture @param {{x: number, y: number}} stored */
    here(picture, stored) {
      const found = current(picture);
      return found ? t("heat.here", { n: Math.round(heatAt(found.heat, stored)) }) : "";
    },

    /** @param {HTMLCanvasElement} canvas @param {Viewport} viewport @param {Picture | null} picture @param {DOMMatrix} matrix */
    draw(canvas, viewport, picture, matrix) {
      const found = current(picture);
      if (!found || !picture) return;
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      const { storedWidth: width, storedHeight: height } = picture;
      context.imageSmoothingEnabled = false;
      drawImage(context, viewport, matrix, found.image, { x: 0, y: 0, width, height }, { width: width / CELL, height: height / CELL });
      if (CELL * viewport.scale >= NUMBERS_PX) numbers(context, viewport, found.heat, picture, matrix);
    },
  };
}

/**
 * Writes the bits of each cell that is seen.
 * @param {CanvasRenderingContext2D} context @param {Viewport} viewport @param {Heat} heat @param {Picture} picture @param {DOMMatrix} matrix
 */
function numbers(context, viewport, { across, down, bits }, { storedWidth, storedHeight }, matrix) {
  const density = devicePixelRatio;
  const back = matrix.inverse();
  const { x, y, scale } = viewport;
  const seen = turnRect(back, { x: -x / scale, y: -y / scale, width: viewport.width / scale, height: viewport.height / scale });
  const [left, top] = [seen.x, seen.y].map((at) => Math.max(0, Math.floor(at / CELL)));
  const right = Math.min(across, Math.ceil((seen.x + seen.width) / CELL));
  const bottom = Math.min(down, Math.ceil((seen.y + seen.height) / CELL));
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.font = `600 ${Math.round(11 * density)}px ui-monospace, monospace`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3 * density;
  context.strokeStyle = "rgb(0 0 0 / 75%)";
  context.fillStyle = "#fff";
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const width = Math.min(CELL, storedWidth - column * CELL);
      const height = Math.min(CELL, storedHeight - row * CELL);
      const shown = turnRect(matrix, { x: column * CELL, y: row * CELL, width, height });
      const [cx, cy] = [(x + (shown.x + shown.width / 2) * scale) * density, (y + (shown.y + shown.height / 2) * scale) * density];
      const text = String(Math.round(bits[row * across + column]));
      context.strokeText(text, cx, cy);
      context.fillText(text, cx, cy);
    }
  }
}
