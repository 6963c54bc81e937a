/**
 * The inverse DCT to look at: the 64 waves with their weights, and the block built up from them, the largest first.
 */

import { h } from "../dom.js";
import { largestFirst, partial, wave } from "../dct.js";
import { t } from "../i18n/index.js";

/** Samples a side of a wave as drawn, with a gap. */
const TILE = 9;

/** @param {number} precision @param {number} value */
const grey = (precision, value) => Math.round((value * 255) / (2 ** precision - 1));

/** @param {{choose: (k: number) => void}} wiring `k`: natural index. */
export function createWaves(wiring) {
  const waves = h("canvas", { class: "block-waves", width: 8 * TILE, height: 8 * TILE, role: "img" });
  const sum = h("canvas", { class: "block-sum", id: "block-sum", width: 8, height: 8, role: "img" });
  const slider = h("input", { type: "range", min: 0, id: "block-waves", class: "block-slider" });
  const words = h("label", { for: slider.id });
  const root = h("div", { class: "block-idct" }, h("div", { class: "block-pair" }, waves, sum), slider, words);
  /** @type {{dequantised: number[], samples: ArrayLike<number>, precision: number, differences: boolean} | null} */
  let now = null;
  /** @type {number[]} */
  let order = [];
  /** All of them, until somebody says how many. */
  let count = Infinity;

  waves.addEventListener("click", ({ offsetX, offsetY }) => {
    const at = (/** @type {number} */ offset, /** @type {number} */ size) => Math.max(0, Math.min(7, Math.floor((offset / size) * 8)));
    wiring.choose(at(offsetY, waves.clientHeight) * 8 + at(offsetX, waves.clientWidth));
  });
  slider.addEventListener("input", () => {
    count = Number(slider.value) === order.length ? Infinity : Number(slider.value);
    draw();
  });

  function drawWaves() {
    if (!now) return;
    const context = /** @type {CanvasRenderingContext2D} */ (waves.getContext("2d"));
    const image = context.createImageData(8 * TILE, 8 * TILE);
    const most = Math.max(1, ...order.filter((i) => i > 0).map((i) => Math.abs(/** @type {any} */ (now).dequantised[i])));
    const shown = new Set(order.slice(0, Math.min(count, order.length)));
    for (let i = 0; i < 64; i += 1) {
      const value = now.dequantised[i];
      // Weights span three decades: their logarithm is what shows.
      const weight = value === 0 ? 0 : Math.min(1, 0.25 + (0.75 * Math.log1p(Math.abs(value))) / Math.log1p(most)) * Math.sign(value);
      for (let at = 0; at < 64; at += 1) {
        const [x, y] = [(i % 8) * TILE + (at % 8), (i >> 3) * TILE + (at >> 3)];
        const level = 128 + (i === 0 ? weight * 100 : weight * 127 * 4 * wave(i, at % 8, at >> 3));
        const o = (y * 8 * TILE + x) * 4;
        image.data.fill(Math.max(0, Math.min(255, level)), o, o + 3);
        image.data[o + 3] = value === 0 ? 60 : shown.has(i) ? 255 : 110;
      }
    }
    context.putImageData(image, 0, 0);
  }

  function draw() {
    if (!now) return;
    const { dequantised, samples, precision, differences } = now;
    const n = Math.min(count, order.length);
    slider.max = String(order.length);
    slider.value = String(n);
    slider.setAttribute("aria-valuetext", t("block.waves", { n, all: order.length }));
    words.textContent = t("block.waves", { n, all: order.length });
    drawWaves();
    const all = n === order.length;
    // All together are what the decoder itself makes of them, which rounds in its own way.
    const shift = differences ? 2 ** (precision - 1) : 0;
    const values = all ? Array.from(samples, (v) => Math.max(0, Math.min(2 ** precision - 1, v + shift))) : partial(dequantised, order.slice(0, n), precision);
    const context = /** @type {CanvasRenderingContext2D} */ (sum.getContext("2d"));
    const image = context.createImageData(8, 8);
    values.forEach((value, i) => {
      image.data.fill(grey(precision, value), i * 4, i * 4 + 3);
      image.data[i * 4 + 3] = 255;
    });
    context.putImageData(image, 0, 0);
    waves.setAttribute("aria-label", t("block.waves.label"));
    sum.setAttribute("aria-label", t("block.sum.label", { n, all: order.length }));
  }

  return {
    root,
    /** @param {number[]} dequantised @param {ArrayLike<number>} samples @param {number} precision @param {boolean} differences */
    update(dequantised, samples, precision, differences) {
      now = { dequantised, samples, precision, differences };
      order = largestFirst(dequantised);
      draw();
    },
  };
}
