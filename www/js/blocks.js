/**
 * Where blocks and MCUs lie in the stored picture: T.81 A.1.1, A.2.
 *
 * @typedef {import("./store.js").Picture} Picture
 * @typedef {import("./store.js").Spans} Spans
 * @typedef {import("./orientation.js").Rect} Rect
 * @typedef {{component: number, bx: number, by: number, scan: number}} Block
 */

/** How the frame of a scan is divided: as the picture, but in hierarchical images. @param {Picture} picture @param {number} scan */
const divisionOf = (picture, scan) => picture.scans[scan] ?? { ...picture, width: picture.storedWidth, height: picture.storedHeight };

/** The stored pixels that a block (lossless: a sample) makes. @param {Picture} picture @param {Block} block @returns {Rect | null} */
export function blockRect(picture, { component, bx, by, scan }) {
  const frame = divisionOf(picture, scan);
  const c = frame.components[component];
  if (!c) return null;
  // Frames of a hierarchical image may be smaller than the picture.
  const [wider, higher] = [picture.storedWidth / frame.width, picture.storedHeight / frame.height];
  const width = ((frame.unit * frame.hMax) / c.h) * wider;
  const height = ((frame.unit * frame.vMax) / c.v) * higher;
  return clip(picture, { x: bx, y: by }, width, height);
}

/** Whether the picture is divided into blocks: not where it is coded sample by sample, or in many frames. @param {Picture} picture */
export const hasBlocks = ({ unit, components }) => unit === 8 && components.length > 0;

/** Size of an MCU of all components, in pixels. With one component an MCU is one data unit. @param {Picture} picture */
export function mcuSize(picture) {
  const alone = picture.components.length === 1;
  return { width: picture.unit * (alone ? 1 : picture.hMax), height: picture.unit * (alone ? 1 : picture.vMax) };
}

/** The MCU that a stored pixel lies in. @param {Picture} picture @param {number} x @param {number} y */
export function mcuAt(picture, x, y) {
  const { width, height } = mcuSize(picture);
  const [column, row] = [Math.floor(x / width), Math.floor(y / height)];
  const rect = clip(picture, { x: column, y: row }, width, height);
  return { column, row, number: row * Math.ceil(picture.storedWidth / width) + column, rect };
}

/** The first component's block that a stored pixel lies in. @param {Picture} picture @param {number} x @param {number} y */
export function blockAt(picture, x, y) {
  const c = picture.components[0];
  if (!c) return null;
  const [width, height] = [(picture.unit * picture.hMax) / c.h, (picture.unit * picture.vMax) / c.v];
  return { component: 0, bx: Math.floor(x / width), by: Math.floor(y / height), scan: 0 };
}

/** The different blocks that a window's spans belong to, at most `most`. @param {Spans} spans @param {number} most */
export function blocksOf(spans, most) {
  /** @type {Map<string, Block>} */
  const blocks = new Map();
  for (let i = 0; i < spans.scan.length && blocks.size < most; i += 1) {
    if (spans.scan[i] < 0) continue;
    // Of pictures that are stored as pixels a span may make several.
    const [count, step] = [spans.count?.[i] ?? 1, spans.step?.[i] ?? 1];
    for (let n = 0; n < count && blocks.size < most; n += 1) {
      const block = { component: spans.component[i], bx: spans.bx[i] + n * step, by: spans.by[i], scan: spans.scan[i] };
      blocks.set(`${block.scan} ${block.component} ${block.bx} ${block.by}`, block);
    }
  }
  return [...blocks.values()];
}

/**
 * A cell of a grid, cut at the picture's edge; null where nothing is left of it (padding).
 * @param {Picture} picture @param {{x: number, y: number}} cell @param {number} width @param {number} height
 */
function clip(picture, cell, width, height) {
  const [left, top] = [cell.x * width, cell.y * height];
  const right = Math.min(picture.storedWidth, left + width);
  const bottom = Math.min(picture.storedHeight, top + height);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
