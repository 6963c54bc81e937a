/**
 * How a stored picture is turned for showing: EXIF tag 0x0112, numbers 1–8.
 *
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 */

/** @param {number} orientation */
export const swapsAxes = (orientation) => orientation >= 5;

/** Clockwise turn in degrees, and whether it is mirrored, in words of the dictionaries: `orientation.6`. */
export const isTurned = (/** @type {number} */ orientation) => orientation >= 2 && orientation <= 8;

/**
 * From edges of stored pixels to edges of shown ones.
 * @param {number} orientation
 * @param {Size} stored
 */
export function toShown(orientation, { width: w, height: h }) {
  switch (orientation) {
    case 2:
      return new DOMMatrix([-1, 0, 0, 1, w, 0]);
    case 3:
      return new DOMMatrix([-1, 0, 0, -1, w, h]);
    case 4:
      return new DOMMatrix([1, 0, 0, -1, 0, h]);
    case 5:
      return new DOMMatrix([0, 1, 1, 0, 0, 0]);
    case 6:
      return new DOMMatrix([0, 1, -1, 0, h, 0]);
    case 7:
      return new DOMMatrix([0, -1, -1, 0, h, w]);
    case 8:
      return new DOMMatrix([0, -1, 1, 0, 0, w]);
    default:
      return new DOMMatrix();
  }
}

/** A rectangle's image under a turn. @param {DOMMatrix} matrix @param {Rect} rect @returns {Rect} */
export function turnRect(matrix, rect) {
  const a = matrix.transformPoint(new DOMPoint(rect.x, rect.y));
  const b = matrix.transformPoint(new DOMPoint(rect.x + rect.width, rect.y + rect.height));
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** The stored pixel that is shown at a place. @param {DOMMatrix} matrix @param {number} x @param {number} y */
export function toStored(matrix, x, y) {
  const point = matrix.inverse().transformPoint(new DOMPoint(x + 0.5, y + 0.5));
  return { x: Math.floor(point.x), y: Math.floor(point.y) };
}
