/**
 * Draws the picture and what lies over it. Two layers, so that moving the pointer never redraws the pixels.
 *
 * @typedef {import("../store.js").Picture} Picture
 * @typedef {import("../orientation.js").Rect} Rect
 */

import { mcuSize } from "../blocks.js";
import { turnRect } from "../orientation.js";
import { TILE_PX } from "../tiles.js";
import { Viewport } from "../viewport.js";

/** The pixel grid shows from this scale on. */
export const PIXEL_GRID = 8;
/** Closer lines than this would hide the picture, in CSS pixels. */
const CLOSEST_LINES_PX = 6;

/** @param {HTMLCanvasElement} canvas @param {Viewport} viewport */
function prepared(canvas, { stage: width, height }) {
  const density = devicePixelRatio;
  const [w, h] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, w, h);
  return { context, density };
}

/**
 * @typedef {object} Layer A picture, or the part of it between two lines.
 * @property {Picture} picture
 * @property {DOMMatrix} matrix From stored to shown pixels.
 * @property {number} [from] The left line, in CSS pixels of the view. @property {number} [to] The right line.
 * @property {{x: number, y: number}} [shift] So much further right and down than the viewport has it, in CSS pixels.
 * @property {number} [zoom] And so many times as large.
 * @property {{image: OffscreenCanvas, across: number, down: number}} [over] Lies over it, as shown; its image may end in less than a pixel.
 *
 * @typedef {Layer[] | {original: Layer, edited: Layer, times: number}} Scene Pictures, or what is different between two,
 *   amplified.
 */

/** @param {HTMLCanvasElement} canvas @param {Viewport} viewport @param {Scene} scene */
export function drawPicture(canvas, viewport, scene) {
  const { context, density } = prepared(canvas, viewport);
  if (Array.isArray(scene)) {
    for (const layer of scene) {
      context.save();
      context.beginPath();
      const [from, to] = [layer.from ?? 0, layer.to ?? viewport.stage].map((x) => Math.round(x * density));
      context.rect(from, 0, to - from, canvas.height);
      context.clip();
      drawLayer(context, viewport, density, layer);
      context.restore();
    }
    return;
  }
  drawLayer(context, viewport, density, scene.original);
  context.globalCompositeOperation = "difference";
  drawLayer(context, viewport, density, scene.edited);
  // Added to itself, it is twice as bright.
  context.globalCompositeOperation = "lighter";
  context.setTransform(1, 0, 0, 1, 0, 0);
  for (let times = 1; times < scene.times; times *= 2) context.drawImage(canvas, 0, 0);
  context.globalCompositeOperation = "source-over";
}

/** @param {CanvasRenderingContext2D} context @param {Viewport} viewport @param {number} density @param {Layer} layer */
function drawLayer(context, viewport, density, { picture, matrix, shift, zoom = 1, over }) {
  const { tiles } = picture;
  if (shift) {
    const { x, y, scale } = viewport;
    viewport = Object.assign(new Viewport(), viewport, { x: x + shift.x, y: y + shift.y, scale: scale * zoom });
  }
  context.imageSmoothingQuality = "medium";
  if (tiles.preview) {
    // Smooth at any scale: its squares are not the picture's pixels.
    context.imageSmoothingEnabled = true;
    const { canvas: coarse, factor } = tiles.preview;
    const { width, height } = tiles;
    place(coarse, { x: 0, y: 0, width, height }, { width: width / factor, height: height / factor });
    if (tiles.preview.over) return;
  }
  context.imageSmoothingEnabled = viewport.scale < 1;
  if (tiles.overview && viewport.scale * density * tiles.factor <= 1) {
    const { width, height } = tiles.overview;
    place(tiles.overview, { x: 0, y: 0, width: width * tiles.factor, height: height * tiles.factor });
  } else {
    for (let ty = 0; ty < tiles.down; ty += 1) {
      for (let tx = 0; tx < tiles.across; tx += 1) {
        const tile = tiles.tiles[ty * tiles.across + tx];
        if (tile) place(tile, { x: tx * TILE_PX, y: ty * TILE_PX, width: tile.width, height: tile.height });
      }
    }
  }
  if (tiles.glimpse && (tiles.glimpse.factor === 1 || viewport.scale * density * tiles.glimpse.factor <= 1)) {
    const { factor, strips } = tiles.glimpse;
    const { width, height } = tiles;
    for (const { canvas: rows, from } of strips) {
      const there = Math.min(rows.height * factor, height - from * factor);
      place(rows, { x: 0, y: from * factor, width, height: there }, { width: width / factor, height: there / factor });
    }
  }
  if (over) {
    const { width, height } = picture;
    context.imageSmoothingEnabled = false;
    drawImage(context, viewport, new DOMMatrix(), over.image, { x: 0, y: 0, width, height }, { width: over.across, height: over.down });
  }

  /** @param {OffscreenCanvas} image @param {Rect} stored @param {{width: number, height: number}} [part] */
  function place(image, stored, part = image) {
    drawImage(context, viewport, matrix, image, stored, part);
  }
}

/**
 * Draws an image over a rectangle of stored pixels. Edges fall on whole device pixels: no seams between tiles.
 * @param {CanvasRenderingContext2D} context @param {Viewport} viewport @param {DOMMatrix} matrix
 * @param {OffscreenCanvas} image @param {Rect} stored
 * @param {{width: number, height: number}} part How much of the image: its right and lower edge may hold less than a pixel.
 */
export function drawImage(context, viewport, matrix, image, stored, part) {
  const { canvas } = context;
  const density = devicePixelRatio;
  const shown = turnRect(matrix, stored);
  const left = Math.round((viewport.x + shown.x * viewport.scale) * density);
  const top = Math.round((viewport.y + shown.y * viewport.scale) * density);
  const right = Math.round((viewport.x + (shown.x + shown.width) * viewport.scale) * density);
  const bottom = Math.round((viewport.y + (shown.y + shown.height) * viewport.scale) * density);
  if (right <= 0 || bottom <= 0 || left >= canvas.width || top >= canvas.height) return;
  const view = new DOMMatrix()
    .translate(left, top)
    .scale(Math.max(1, right - left) / shown.width, Math.max(1, bottom - top) / shown.height)
    .translate(-shown.x, -shown.y)
    .multiply(matrix)
    .translate(stored.x, stored.y)
    .scale(stored.width / part.width, stored.height / part.height);
  context.setTransform(view);
  context.drawImage(image, 0, 0, part.width, part.height, 0, 0, part.width, part.height);
}

/**
 * @param {HTMLCanvasElement} canvas @param {Viewport} viewport @param {Picture | null} picture @param {DOMMatrix} matrix
 * @param {{grid: boolean, outlines: (Rect | null)[], hovered: (Rect | null)[]}} what Rectangles in stored pixels.
 */
export function drawOverlay(canvas, viewport, picture, matrix, what) {
  const { context, density } = prepared(canvas, viewport);
  if (!picture) return;
  const { scale } = viewport;
  const style = getComputedStyle(canvas);
  const seen = {
    left: Math.max(0, Math.floor(-viewport.x / scale)),
    top: Math.max(0, Math.floor(-viewport.y / scale)),
    right: Math.min(picture.width, Math.ceil((viewport.width - viewport.x) / scale)),
    bottom: Math.min(picture.height, Math.ceil((viewport.height - viewport.y) / scale)),
  };
  if (scale >= PIXEL_GRID) lines(1, 1, 0, 0, "rgb(128 128 128 / 35%)");
  if (what.grid) {
    const mcu = turnRect(matrix, { x: 0, y: 0, ...mcuSize(picture) });
    // Turned pictures may have their partial MCUs at the left or at the top.
    const [startX, startY] = [mod(mcu.x, mcu.width), mod(mcu.y, mcu.height)];
    if (Math.min(mcu.width, mcu.height) * scale >= CLOSEST_LINES_PX) {
      lines(mcu.width, mcu.height, startX, startY, "rgb(0 0 0 / 28%)", 3);
      lines(mcu.width, mcu.height, startX, startY, "rgb(255 255 255 / 80%)", 1);
    }
  }
  for (const rect of what.hovered) {
    frame(rect, "rgb(0 0 0 / 60%)", 3);
    frame(rect, "rgb(255 255 255 / 80%)", 1);
  }
  const glow = style.getPropertyValue("--glow").trim();
  for (const rect of what.outlines) {
    context.shadowColor = glow;
    context.shadowBlur = 14 * density;
    frame(rect, "rgb(0 0 0 / 75%)", 4);
    context.shadowBlur = 0;
    frame(rect, glow, 2);
  }

  /**
   * Lines every `width` and `height` shown pixels.
   * @param {number} width @param {number} height @param {number} startX @param {number} startY
   * @param {string} colour @param {number} [thickness] In CSS pixels.
   */
  function lines(width, height, startX, startY, colour, thickness = 1) {
    context.fillStyle = colour;
    const thick = Math.max(1, Math.round(thickness * density));
    const [left, right] = [seen.left, seen.right].map((x) => (viewport.x + x * scale) * density);
    const [top, bottom] = [seen.top, seen.bottom].map((y) => (viewport.y + y * scale) * density);
    const half = Math.floor(thick / 2);
    for (let x = Math.ceil((seen.left - startX) / width) * width + startX; x <= seen.right; x += width) {
      context.fillRect(Math.round((viewport.x + x * scale) * density) - half, top, thick, bottom - top);
    }
    for (let y = Math.ceil((seen.top - startY) / height) * height + startY; y <= seen.bottom; y += height) {
      context.fillRect(left, Math.round((viewport.y + y * scale) * density) - half, right - left, thick);
    }
  }

  /** @param {Rect | null} stored @param {string} colour @param {number} thickness In CSS pixels. */
  function frame(stored, colour, thickness) {
    if (!stored) return;
    const rect = turnRect(matrix, stored);
    const x = Math.round((viewport.x + rect.x * scale) * density);
    const y = Math.round((viewport.y + rect.y * scale) * density);
    const right = Math.round((viewport.x + (rect.x + rect.width) * scale) * density);
    const bottom = Math.round((viewport.y + (rect.y + rect.height) * scale) * density);
    context.strokeStyle = colour;
    context.lineWidth = thickness * density;
    context.strokeRect(x, y, Math.max(1, right - x), Math.max(1, bottom - y));
  }
}

/** @param {number} a @param {number} b */
const mod = (a, b) => ((a % b) + b) % b;
