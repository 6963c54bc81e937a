/**
 * The workshop's part of reading pictures from texts and bytes: forms of all kinds, and any file as raw pixels.
 *
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {import("./protocol.js").ReadPicture} ReadPicture
 */

/** @param {Core} core */
export function createReader(core) {
  return {
    /** @param {Uint8Array} bytes @returns {import("./protocol.js").FormRead} */
    read(bytes) {
      const reading = new core.FormReading(bytes);
      try {
        const guesses = reading.guesses() ?? null;
        const pictures = Array.from({ length: guesses?.length ?? 1 }, (_, i) => taken(reading.picture(i)));
        return { pictures, guesses, warnings: reading.warnings() };
      } finally {
        reading.free();
      }
    },

    /** @param {import("../pkg/workshop.js").Document} document @param {import("../pkg/workshop.js").RawLayout} layout */
    raw(document, layout) {
      const shown = document.raw(layout);
      try {
        return { ...sized(shown), warnings: shown.warnings(), range: [...shown.range] };
      } finally {
        shown.free();
      }
    },
  };
}

/** @param {{width: number, height: number, take: () => Uint8Array}} picture @returns {ReadPicture} */
const sized = (picture) => ({
  width: picture.width,
  height: picture.height,
  rgba: /** @type {Uint8Array<ArrayBuffer>} */ (picture.take()),
});

/** @param {import("../pkg/workshop.js").ReadPicture} picture */
function taken(picture) {
  const value = sized(picture);
  picture.free();
  return value;
}
