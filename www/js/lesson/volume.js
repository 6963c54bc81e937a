/** Information volume of a raster: I = W · H · i. 1 KB is 1024 bytes, 1 MB is 1024 KB. */

/** Bytes a kilobyte, as school books count. */
export const KILO = 1024;

/**
 * @param {number} width In pixels. @param {number} height @param {number} bitsPerPixel
 * @returns {{pixels: number, bits: number, bytes: number, kilobytes: number, megabytes: number}}
 */
export function volume(width, height, bitsPerPixel) {
  const pixels = width * height;
  const bits = pixels * bitsPerPixel;
  const bytes = bits / 8;
  return { pixels, bits, bytes, kilobytes: bytes / KILO, megabytes: bytes / KILO / KILO };
}

/**
 * A value as one writes it in an exercise book: four digits that count, and whether that is exact.
 * `rounded(511.5)` is `{value: 511.5, exact: true}`, `rounded(17.3841)` is `{value: 17.38, exact: false}`.
 * @param {number} value
 */
export function rounded(value) {
  const shown = Math.abs(value) >= 1000 ? Math.round(value * 10) / 10 : Number(value.toPrecision(4));
  return { value: shown, exact: shown === value };
}

/** Bits that the open picture's samples take a pixel. @param {import("../store.js").Picture} picture */
export const bitsPerPixel = (picture) =>
  ((picture.colour === "stored" ? 3 : picture.components.length) || (picture.colour === "grey" ? 1 : 3)) * picture.precision;
