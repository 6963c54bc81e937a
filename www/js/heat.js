/**
 * Bits by place in the picture: those of all components, or of one, in cells of 8 × 8 pixels.
 *
 * @typedef {import("../pkg/workshop.js").Statistics} Statistics
 *
 * @typedef {object} Heat
 * @property {number} across
 * @property {number} down
 * @property {Float32Array} bits For each cell. A block that covers many cells counts in each by its part.
 * @property {number} low Only one cell in a hundred has fewer.
 * @property {number} top Only one cell in a hundred has more.
 * @property {number} most
 * @property {number} mean
 */

/** Pixels a side of a cell. */
export const CELL = 8;

/**
 * @param {Statistics} statistics @param {{storedWidth: number, storedHeight: number}} picture
 * @returns {Heat}
 */
export function heatOf({ frames }, { storedWidth, storedHeight }) {
  const [across, down] = [Math.ceil(storedWidth / CELL), Math.ceil(storedHeight / CELL)];
  const bits = new Float32Array(across * down);
  for (const frame of frames) {
    // Frames of a hierarchical image may be smaller than the picture.
    const [wider, higher] = [storedWidth / frame.width, storedHeight / frame.height];
    for (const c of frame.components) {
      // Cells of the picture that a cell of the component covers, in each direction.
      const [x, y] = [(frame.hMax / c.h) * wider, (frame.vMax / c.v) * higher];
      const part = 1 / (Math.max(1, x) * Math.max(1, y));
      const columns = Int32Array.from({ length: across }, (_, i) => Math.min(c.across - 1, Math.floor((i + 0.5) / x)));
      // Cells that are smaller than the picture's are all counted in the one that they lie in.
      const several = x < 1 || y < 1;
      for (let row = 0; row < down && !several; row += 1) {
        const from = Math.min(c.down - 1, Math.floor((row + 0.5) / y)) * c.across;
        for (let i = 0; i < across; i += 1) bits[row * across + i] += c.cells[from + columns[i]] * part;
      }
      for (let i = 0; i < c.cells.length && several; i += 1) {
        const column = Math.min(across - 1, Math.floor((i % c.across) * x));
        const row = Math.min(down - 1, Math.floor(Math.floor(i / c.across) * y));
        bits[row * across + column] += c.cells[i];
      }
    }
  }
  return { across, down, bits, ...rangeOf(bits) };
}

/** Cells with more bits than this count alike: far more than a block of 8 × 8 can have for its picture. */
const COUNTED = 8_192;

/** @param {Float32Array} bits */
function rangeOf(bits) {
  const counts = new Uint32Array(COUNTED + 1);
  let [sum, most] = [0, 0];
  for (let i = 0; i < bits.length; i += 1) {
    sum += bits[i];
    if (bits[i] > most) most = bits[i];
    counts[Math.min(COUNTED, Math.round(bits[i]))] += 1;
  }
  const upTo = (/** @type {number} */ part) => {
    let [found, at] = [counts[0], 0];
    while (at < COUNTED && found < part * bits.length) found += counts[(at += 1)];
    return at;
  };
  return { mean: sum / Math.max(1, bits.length), low: upTo(0.01), top: upTo(0.99), most };
}

/** The bits of the cell that a stored pixel lies in. @param {Heat} heat @param {{x: number, y: number}} stored */
export const heatAt = ({ across, bits }, { x, y }) => bits[Math.floor(y / CELL) * across + Math.floor(x / CELL)] ?? 0;
