/**
 * Where the matrix gets its bytes: the file, which is there, or the decoded pixels, which are fetched by windows.
 *
 * @typedef {"rgb" | "grey" | "1"} PixelKind 24, 8 or 1 bit a pixel (1 is bright); 1-bit rows are filled up to whole bytes.
 *
 * @typedef {object} Source
 * @property {number} bytes How many there are.
 * @property {(index: number) => number} at A byte, or -1 while it is on its way.
 * @property {(from: number, to: number) => void} want Says which bytes are on screen.
 * @property {(from: number, count: number) => Promise<Uint8Array>} read Any stretch, for searching and copying.
 */

export const PIXEL_KINDS = /** @type {readonly PixelKind[]} */ (Object.freeze(["rgb", "grey", "1"]));

const WINDOW = 65536;
const KEPT_WINDOWS = 64;

/** @param {PixelKind} kind @param {number} width @param {number} height */
export function pixelLayout(kind, width, height) {
  const bitsPerPixel = kind === "rgb" ? 24 : kind === "grey" ? 8 : 1;
  const rowBytes = Math.ceil((width * bitsPerPixel) / 8);
  return { bitsPerPixel, rowBytes, bytes: rowBytes * height, width, height };
}

/** @typedef {ReturnType<typeof pixelLayout>} PixelLayout */

/** The pixel that a bit belongs to. @param {PixelLayout} layout @param {number} bit */
export function pixelAt(layout, bit) {
  const y = Math.floor(bit / (layout.rowBytes * 8));
  const within = bit - y * layout.rowBytes * 8;
  const x = Math.floor(within / layout.bitsPerPixel);
  return { x: Math.min(x, layout.width - 1), y, padding: x >= layout.width, channel: Math.floor((within % layout.bitsPerPixel) / 8) };
}

/** The first bit of a pixel. @param {PixelLayout} layout @param {number} x @param {number} y */
export function pixelBit(layout, x, y) {
  return y * layout.rowBytes * 8 + x * layout.bitsPerPixel;
}

/** @param {Uint8Array} bytes @returns {Source} */
export function fileSource(bytes) {
  return {
    bytes: bytes.length,
    at: (index) => bytes[index] ?? -1,
    want() {},
    read: (from, count) => Promise.resolve(bytes.subarray(from, from + count)),
  };
}

/**
 * @param {(start: number, count: number) => Promise<Uint8Array>} fetch
 * @param {number} bytes
 * @param {() => void} changed
 * @returns {Source}
 */
export function pixelSource(fetch, bytes, changed) {
  /** @type {Map<number, Uint8Array | null>} null while on its way */
  const windows = new Map();
  let last = -1;
  /** @type {Uint8Array | null} */
  let lastWindow = null;

  return {
    bytes,
    at(index) {
      const w = Math.floor(index / WINDOW);
      if (w !== last || !lastWindow) {
        last = w;
        lastWindow = windows.get(w) ?? null;
      }
      return lastWindow?.[index - w * WINDOW] ?? -1;
    },
    want(from, to) {
      for (let w = Math.floor(from / WINDOW); w * WINDOW < Math.min(to, bytes); w++) {
        if (windows.has(w)) continue;
        windows.set(w, null);
        fetch(w * WINDOW, Math.min(WINDOW, bytes - w * WINDOW)).then(
          (got) => {
            windows.set(w, got);
            lastWindow = null;
            for (const old of windows.keys()) {
              if (windows.size <= KEPT_WINDOWS) break;
              if (old !== w) windows.delete(old);
            }
            changed();
          },
          () => windows.delete(w),
        );
      }
    },
    read: (from, count) => fetch(from, Math.min(count, bytes - from)),
  };
}
