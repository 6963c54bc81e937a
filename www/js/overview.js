/**
 * A picture reduced by a whole factor while its rows come: each reduced pixel is the mean of its square.
 */

/** Longest side of a reduced picture, in pixels. */
const LONGEST_PX = 2048;

/** The factor that brings a picture under the longest side; 1 where it is already. @param {number} width @param {number} height */
export const overviewFactor = (width, height) => Math.ceil(Math.max(width, height) / LONGEST_PX);

export class Reducer {
  /** @param {number} width @param {number} height @param {number} factor */
  constructor(width, height, factor) {
    this.width = width;
    this.height = height;
    this.factor = factor;
    this.across = Math.ceil(width / factor);
    /** Sums of red, green and blue of the row of squares under way. */
    this.sums = new Uint32Array(this.across * 3);
    this.row = 0;
  }

  /**
   * Takes rows, in order, and gives the reduced rows that they complete; null where they complete none.
   * @param {Uint8ClampedArray} rgba Whole rows.
   */
  feed(rgba) {
    const { width, factor, across, sums } = this;
    const rows = rgba.length / (width * 4);
    const first = Math.floor(this.row / factor);
    const end =
      this.row + rows === this.height ? Math.ceil(this.height / factor) : Math.floor((this.row + rows) / factor);
    const out = new Uint8ClampedArray(Math.max(0, end - first) * across * 4);
    let to = 0;
    for (let y = 0; y < rows; y += 1) {
      let at = y * width * 4;
      for (let column = 0; column < across; column += 1) {
        const stop = Math.min(at + factor * 4, (y + 1) * width * 4);
        let [r, g, b] = [0, 0, 0];
        for (; at < stop; at += 4) {
          r += rgba[at];
          g += rgba[at + 1];
          b += rgba[at + 2];
        }
        sums[column * 3] += r;
        sums[column * 3 + 1] += g;
        sums[column * 3 + 2] += b;
      }
      this.row += 1;
      if (this.row % factor !== 0 && this.row !== this.height) continue;
      const tall = this.row % factor || factor;
      for (let column = 0; column < across; column += 1) {
        const wide = Math.min(factor, width - column * factor);
        out[to] = sums[column * 3] / (wide * tall);
        out[to + 1] = sums[column * 3 + 1] / (wide * tall);
        out[to + 2] = sums[column * 3 + 2] / (wide * tall);
        out[to + 3] = 255;
        to += 4;
      }
      sums.fill(0);
    }
    return to > 0 ? { firstRow: first, width: across, data: /** @type {ArrayBuffer} */ (out.buffer) } : null;
  }
}
