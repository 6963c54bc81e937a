/**
 * Which blocks of a picture an edit has changed: what comes is compared with what was there, while it comes.
 */

import { TILE_PX } from "../tiles.js";

/** Side of a block, in pixels as stored. */
export const BLOCK_PX = 8;

export class Changes {
  /** @param {number} width @param {number} height Of the picture, as stored. */
  constructor(width, height) {
    this.across = Math.ceil(width / BLOCK_PX);
    this.down = Math.ceil(height / BLOCK_PX);
    /** 1 where a block has changed; row-major. */
    this.mask = new Uint8Array(this.across * this.down);
    this.count = 0;
  }

  /**
   * Compares rows that are about to be put in place with those that are there.
   * @param {import("../tiles.js").Tiles} tiles @param {number} firstRow @param {ImageData} strip
   */
  compare(tiles, firstRow, strip) {
    const fresh = new Uint32Array(strip.data.buffer, strip.data.byteOffset, strip.width * strip.height);
    for (let y = firstRow; y < firstRow + strip.height;) {
      const ty = Math.floor(y / TILE_PX);
      const rows = Math.min(firstRow + strip.height, (ty + 1) * TILE_PX) - y;
      for (let tx = 0; tx < tiles.across; tx += 1) {
        const columns = Math.min(TILE_PX, strip.width - tx * TILE_PX);
        // What has not come yet cannot have changed.
        if (!tiles.has(tx, ty)) continue;
        const there = tiles.context(tx, ty).getImageData(0, y - ty * TILE_PX, columns, rows).data;
        const old = new Uint32Array(there.buffer, there.byteOffset, columns * rows);
        for (let row = 0; row < rows; row += 1) {
          this.#compareRow(old, row * columns, fresh, (y + row - firstRow) * strip.width + tx * TILE_PX, columns, tx * TILE_PX, y + row);
        }
      }
      y += rows;
    }
  }

  /** @param {Uint32Array} old @param {number} a @param {Uint32Array} fresh @param {number} b @param {number} count @param {number} x @param {number} y */
  #compareRow(old, a, fresh, b, count, x, y) {
    const first = Math.floor(y / BLOCK_PX) * this.across + x / BLOCK_PX;
    for (let i = 0; i < count; i += 1) {
      const was = old[a + i];
      if (was === fresh[b + i] || was === 0) continue;
      const block = first + Math.floor(i / BLOCK_PX);
      this.count += 1 - this.mask[block];
      this.mask[block] = 1;
      i |= BLOCK_PX - 1; // One pixel is enough: on to the next block.
    }
  }
}
