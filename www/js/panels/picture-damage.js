/**
 * Where a picture is damaged: a pattern and a letter over its MCUs, and how many there are of each kind.
 *
 * @typedef {import("../store.js").Damage} Damage
 * @typedef {import("../viewport.js").Viewport} Viewport
 * @typedef {import("../orientation.js").Rect} Rect
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n/index.js";
import { turnRect } from "../orientation.js";

/** By the core's number of the state. Sound ones are not marked. */
export const STATES = [null, "incomplete", "damaged", "missing"];
/** In the order of the legend. */
const ORDER = [2, 3, 1];
/** Letters need so many CSS pixels. */
const LETTER_PX = 13;

/** @param {number} state */
export const stateLetter = (state) => t(`damage.letter.${STATES[state]}`);

/** The state of the MCU that a stored pixel lies in; 0 where all is well. @param {Damage | null} damage @param {{x: number, y: number}} stored */
export function stateAt(damage, { x, y }) {
  if (!damage) return 0;
  const [column, row] = [Math.floor(x / damage.width), Math.floor(y / damage.height)];
  return damage.states[row * damage.across + column] ?? 0;
}

/** How many MCUs are in each state. @param {Damage} damage */
export function counts(damage) {
  const sums = [0, 0, 0, 0];
  for (const state of damage.states) sums[state] += 1;
  return sums;
}

/** The legend: a swatch and a number for each state that there is. @param {HTMLElement} element @param {Damage} damage */
export function renderLegend(element, damage) {
  const sums = counts(damage);
  replace(
    element,
    ...ORDER.filter((state) => sums[state] > 0).map((state) =>
      h(
        "span",
        { class: "damage-key" },
        h("i", { class: `damage-swatch ${STATES[state]}`, "aria-hidden": "true" }, stateLetter(state)),
        t(`damage.count.${STATES[state]}`, { n: sums[state] }),
      ),
    ),
  );
}

/** Strokes of a pattern, in a tile of 8 × 8. @param {OffscreenCanvasRenderingContext2D} context @param {number} state */
function strokes(context, state) {
  const line = (/** @type {number} */ x1, /** @type {number} */ y1, /** @type {number} */ x2, /** @type {number} */ y2) => {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  };
  context.beginPath();
  if (state === 1) {
    context.arc(2, 2, 1, 0, 7);
    context.moveTo(7, 6);
    context.arc(6, 6, 1, 0, 7);
    context.fill();
    return;
  }
  for (const shift of [-8, 0, 8]) line(shift - 1, 9, shift + 9, -1);
  if (state === 3) for (const shift of [-8, 0, 8]) line(shift - 1, -1, shift + 9, 9);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {number} state @param {number} density @param {string} colour */
function pattern(context, state, density, colour) {
  const size = Math.round(8 * density);
  const tile = new OffscreenCanvas(size, size);
  const inner = /** @type {OffscreenCanvasRenderingContext2D} */ (tile.getContext("2d"));
  inner.scale(size / 8, size / 8);
  // Dark beneath light: to be seen on any picture.
  for (const [width, ink] of /** @type {[number, string][]} */ ([[2.4, "rgb(0 0 0 / 55%)"], [1.2, colour]])) {
    inner.lineWidth = width;
    inner.strokeStyle = inner.fillStyle = ink;
    strokes(inner, state);
  }
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}

/**
 * @param {HTMLCanvasElement} canvas @param {Viewport} viewport @param {DOMMatrix} matrix From stored to shown pixels.
 * @param {Damage} damage @param {{width: number, height: number}} stored
 */
export function drawDamage(canvas, viewport, matrix, damage, stored) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const density = devicePixelRatio;
  const { scale } = viewport;
  const style = getComputedStyle(canvas);
  const inks = [null, "--accent", "--hot", "--glow"].map((name) => (name ? style.getPropertyValue(name).trim() : ""));
  const patterns = STATES.map((name, state) => (name ? pattern(context, state, density, inks[state]) : null));
  const letterPx = Math.min(damage.width, damage.height) * scale;
  context.save();
  context.font = `700 ${Math.round(11 * density)}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = 0; row < damage.down; row += 1) {
    let start = 0;
    for (let column = 1; column <= damage.across; column += 1) {
      const state = damage.states[row * damage.across + start];
      if (column < damage.across && damage.states[row * damage.across + column] === state) continue;
      if (state > 0) run(state, start, column, row);
      start = column;
    }
  }
  context.restore();

  /** @param {number} state @param {number} from @param {number} to @param {number} row */
  function run(state, from, to, row) {
    const [x, y] = [from * damage.width, row * damage.height];
    const right = Math.min(stored.width, to * damage.width);
    const bottom = Math.min(stored.height, y + damage.height);
    const box = onScreen({ x, y, width: right - x, height: bottom - y });
    if (box.x > canvas.width || box.y > canvas.height || box.x + box.width < 0 || box.y + box.height < 0) return;
    context.fillStyle = /** @type {CanvasPattern} */ (patterns[state]);
    context.fillRect(box.x, box.y, box.width, box.height);
    if (letterPx < LETTER_PX) return;
    for (let column = from; column < to; column += 1) {
      const cell = onScreen({ x: column * damage.width, y, width: Math.min(damage.width, right - column * damage.width), height: bottom - y });
      letter(state, cell.x + cell.width / 2, cell.y + cell.height / 2);
    }
  }

  /** @param {number} state @param {number} x @param {number} y */
  function letter(state, x, y) {
    const side = 15 * density;
    context.fillStyle = "rgb(0 0 0 / 78%)";
    context.fillRect(x - side / 2, y - side / 2, side, side);
    context.fillStyle = "#fff";
    context.fillText(stateLetter(state), x, y + density);
  }

  /** @param {Rect} rect In stored pixels. @returns {Rect} In device pixels. */
  function onScreen(rect) {
    const shown = turnRect(matrix, rect);
    const left = Math.round((viewport.x + shown.x * scale) * density);
    const top = Math.round((viewport.y + shown.y * scale) * density);
    return {
      x: left,
      y: top,
      width: Math.round((viewport.x + (shown.x + shown.width) * scale) * density) - left,
      height: Math.round((viewport.y + (shown.y + shown.height) * scale) * density) - top,
    };
  }
}
