/**
 * A picture in square canvases: no browser's limit on one canvas applies, and drawing a part touches only its tiles.
 * Pixels lie as stored; turning happens while drawing.
 */

import { overviewFactor } from "./overview.js";

/** Side of a tile, in pixels. */
export const TILE_PX = 1024;

export class Tiles {
  /** @param {number} width @param {number} height In pixels, as stored. */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.across = Math.ceil(width / TILE_PX);
    this.down = Math.ceil(height / TILE_PX);
    /** Row-major; null until a pixel of it came. @type {(OffscreenCanvas | null)[]} */
    this.tiles = new Array(this.across * this.down).fill(null);
    /** Tiles that are another picture's, and may only be read. @type {Set<number>} */
    this.lent = new Set();
    /** The row behind the lowest that came so far. */
    this.rows = 0;
    /** Stored pixels a pixel of the overview, across and down. */
    this.factor = overviewFactor(width, height);
    /** Reduced picture for far-out zooms; null where the picture itself is small. @type {OffscreenCanvas | null} */
    this.overview =
      this.factor > 1 ? new OffscreenCanvas(Math.ceil(width / this.factor), Math.ceil(height / this.factor)) : null;
    /**
     * The whole picture, coarsely, until all rows came; each of its pixels stands for `factor` by `factor`. `over`: instead of
     * the rows that are there, which are those of the picture before.
     * @type {{canvas: OffscreenCanvas, factor: number, over: boolean} | null}
     */
    this.preview = null;
    /**
     * Rows of the picture as it is about to be, perhaps reduced, until they have come: strips of them from row `from` on, each below
     * the other.
     * @type {{factor: number, end: number, strips: {canvas: OffscreenCanvas, from: number}[]} | null}
     */
    this.glimpse = null;
  }

  /**
   * Takes rows, to lie above those that are there: sooner done than to copy those, which may be lent.
   * @param {number} firstRow @param {ImageData} strip @param {number} factor
   */
  putGlimpse(firstRow, strip, factor) {
    if (this.glimpse?.factor !== factor || this.glimpse.end !== firstRow) this.glimpse = { factor, end: firstRow, strips: [] };
    const canvas = new OffscreenCanvas(strip.width, strip.height);
    canvas.getContext("2d")?.putImageData(strip, 0, 0);
    this.glimpse.strips.push({ canvas, from: firstRow });
    this.glimpse.end += strip.height;
  }

  dropGlimpse() {
    this.glimpse = null;
  }

  /** Takes a coarse picture, to lie beneath the rows that come, or over them. @param {ImageData} image @param {number} factor @param {boolean} over */
  putPreview(image, factor, over) {
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    this.preview = { canvas, factor, over };
  }

  /** Puts reduced rows in place. @param {number} firstRow @param {ImageData} strip */
  putOverview(firstRow, strip) {
    this.overview?.getContext("2d")?.putImageData(strip, 0, firstRow);
  }

  /**
   * Puts finished rows in place.
   * @param {number} firstRow
   * @param {ImageData} strip
   */
  put(firstRow, strip) {
    const end = firstRow + strip.height;
    for (let ty = Math.floor(firstRow / TILE_PX); ty * TILE_PX < end && ty < this.down; ty += 1) {
      for (let tx = 0; tx < this.across; tx += 1) {
        this.own(tx, ty).putImageData(strip, -tx * TILE_PX, firstRow - ty * TILE_PX);
      }
    }
    this.rows = Math.max(this.rows, end);
    if (this.rows >= this.height && !this.preview?.over) this.preview = null;
  }

  /** Makes the overview of a picture that came without one. */
  reduce() {
    const context = this.overview?.getContext("2d");
    if (!context) return;
    context.imageSmoothingQuality = "high";
    this.tiles.forEach((tile, i) => {
      const [x, y] = [i % this.across, Math.floor(i / this.across)].map((at) => (at * TILE_PX) / this.factor);
      if (tile) context.drawImage(tile, x, y, tile.width / this.factor, tile.height / this.factor);
    });
  }

  /** All rows have come. */
  sharpen() {
    this.preview = null;
  }

  /** Whether a pixel of a tile came. @param {number} tx @param {number} ty */
  has(tx, ty) {
    return this.tiles[ty * this.across + tx] !== null;
  }

  /** The same pixels, to be drawn over: a canvas is copied when it is first drawn on, so that nothing is held up. */
  copy() {
    const copy = new Tiles(this.width, this.height);
    copy.rows = this.rows;
    copy.tiles = [...this.tiles];
    copy.lent = new Set(this.tiles.keys());
    if (this.overview) copy.overview?.getContext("2d")?.drawImage(this.overview, 0, 0);
    return copy;
  }

  /** The context of a tile that may be drawn on. @param {number} tx @param {number} ty */
  own(tx, ty) {
    const at = ty * this.across + tx;
    const lent = this.lent.delete(at) ? this.tiles[at] : null;
    if (!lent) return this.context(tx, ty);
    this.tiles[at] = null;
    const context = this.context(tx, ty);
    context.drawImage(lent, 0, 0);
    return context;
  }

  /** @param {number} tx @param {number} ty */
  context(tx, ty) {
    const at = ty * this.across + tx;
    let tile = this.tiles[at];
    if (!tile) {
      tile = new OffscreenCanvas(
        Math.min(TILE_PX, this.width - tx * TILE_PX),
        Math.min(TILE_PX, this.height - ty * TILE_PX),
      );
      this.tiles[at] = tile;
    }
    // Read back for the tooltip and written by strips: memory the processor can reach is the right kind.
    return /** @type {OffscreenCanvasRenderingContext2D} */ (tile.getContext("2d", { willReadFrequently: true }));
  }

  /** Red, green, blue of a stored pixel; null where it has not come yet. @param {number} x @param {number} y */
  pixel(x, y) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.rows) return null;
    const [tx, ty] = [Math.floor(x / TILE_PX), Math.floor(y / TILE_PX)];
    if (!this.tiles[ty * this.across + tx]) return null;
    const { data } = this.context(tx, ty).getImageData(x - tx * TILE_PX, y - ty * TILE_PX, 1, 1);
    // Rows below may be there before those above.
    return data[3] > 0 ? data : null;
  }
}
