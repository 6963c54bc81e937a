// What a file's pixels are, by the browser's own decoders: an oracle that shares no code with the page.

/**
 * @typedef {object} Pixels
 * @property {number} width
 * @property {number} height
 * @property {Buffer} rgba
 */

/**
 * @param {import('./harness.js').Bench} bench
 * @param {Uint8Array} bytes
 * @param {string} type
 * @returns {Promise<Pixels>}
 */
export async function pixelsOf(bench, bytes, type) {
  const page = await bench.browser.newPage({ serviceWorkers: 'block' });
  try {
    const { width, height, text } = await page.evaluate(
      async ({ base64, type }) => {
        const file = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([file], { type }), {
          colorSpaceConversion: 'none',
          premultiplyAlpha: 'none',
          imageOrientation: 'from-image',
        });
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
        if (!context) throw new Error('no canvas');
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        let text = '';
        for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
        return { width: bitmap.width, height: bitmap.height, text: btoa(text) };
      },
      { base64: Buffer.from(bytes).toString('base64'), type },
    );
    return { width, height, rgba: Buffer.from(text, 'base64') };
  } finally {
    await page.close();
  }
}

/**
 * Where a picture stands within a larger one, pixel for pixel, or null.
 * @param {Pixels} small
 * @param {Pixels} large
 */
export function find(small, large) {
  const row = (/** @type {Pixels} */ p, /** @type {number} */ y, /** @type {number} */ x, /** @type {number} */ n) =>
    p.rgba.subarray((y * p.width + x) * 4, (y * p.width + x + n) * 4);
  for (let y = 0; y + small.height <= large.height; y++) {
    for (let x = 0; x + small.width <= large.width; x++) {
      let line = 0;
      while (line < small.height && row(small, line, 0, small.width).equals(row(large, y + line, x, small.width))) line++;
      if (line === small.height) return { x, y };
    }
  }
  return null;
}

/** The first pixel where two pictures differ, in words; '' where they are the same. @param {Pixels} a @param {Pixels} b */
export function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) return `${a.width} × ${a.height} against ${b.width} × ${b.height}`;
  const at = a.rgba.findIndex((value, i) => value !== b.rgba[i]);
  if (at < 0) return '';
  const pixel = at >> 2;
  const four = (/** @type {Pixels} */ p) => [...p.rgba.subarray(pixel * 4, pixel * 4 + 4)].join(' ');
  return `x ${pixel % a.width}, y ${Math.floor(pixel / a.width)}: ${four(a)} against ${four(b)}`;
}
