/**
 * The outline of the blocks that an edit has changed: a dashed line where a changed block has an unchanged neighbour.
 *
 * @typedef {import("../edit/changes.js").Changes} Changes
 * @typedef {import("../viewport.js").Viewport} Viewport
 */

import { BLOCK_PX } from "../edit/changes.js";

/** Outlines that were made, so that moving the pointer makes none. @type {WeakMap<Changes, Path2D>} */
const made = new WeakMap();

/**
 * @param {HTMLCanvasElement} canvas @param {Viewport} viewport @param {DOMMatrix} matrix From stored to shown pixels.
 * @param {Changes} changes @param {{width: number, height: number}} stored
 */
export function drawChanges(canvas, viewport, matrix, changes, stored) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const density = devicePixelRatio;
  const view = new DOMMatrix()
    .scale(density)
    .translate(viewport.x, viewport.y)
    .scale(viewport.scale)
    .multiply(matrix);
  const path = new Path2D();
  const known = made.get(changes) ?? outline(changes, stored);
  made.set(changes, known);
  path.addPath(known, view);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineCap = "butt";
  // Dark beneath light, and dashed: to be seen on any picture, and not to be taken for a selection.
  context.strokeStyle = "rgb(0 0 0 / 80%)";
  context.lineWidth = 3.5 * density;
  context.stroke(path);
  context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--change").trim() || "#fff";
  context.lineWidth = 1.75 * density;
  context.setLineDash([6 * density, 4 * density]);
  context.stroke(path);
  context.restore();
}

/** In stored pixels. Runs of edges along a row or column are one line. @param {Changes} changes @param {{width: number, height: number}} stored */
function outline({ mask, across, down }, { width, height }) {
  const path = new Path2D();
  const at = (/** @type {number} */ x, /** @type {number} */ y) => x >= 0 && y >= 0 && x < across && y < down && mask[y * across + x] === 1;
  const px = (/** @type {number} */ x) => Math.min(width, x * BLOCK_PX);
  const py = (/** @type {number} */ y) => Math.min(height, y * BLOCK_PX);
  for (let y = 0; y <= down; y += 1) {
    runs(across, (x) => at(x, y - 1) !== at(x, y), (from, to) => {
      path.moveTo(px(from), py(y));
      path.lineTo(px(to), py(y));
    });
  }
  for (let x = 0; x <= across; x += 1) {
    runs(down, (y) => at(x - 1, y) !== at(x, y), (from, to) => {
      path.moveTo(px(x), py(from));
      path.lineTo(px(x), py(to));
    });
  }
  return path;
}

/** @param {number} count @param {(i: number) => boolean} holds @param {(from: number, to: number) => void} run */
function runs(count, holds, run) {
  let from = -1;
  for (let i = 0; i <= count; i += 1) {
    const now = i < count && holds(i);
    if (now && from < 0) from = i;
    if (!now && from >= 0) {
      run(from, i);
      from = -1;
    }
  }
}
