/**
 * The samples of the lossless frame that is looked at: read once, and kept until the file or the frame is another.
 *
 * @typedef {import("../pkg/workshop.js").Document} Document
 * @typedef {import("../pkg/workshop.js").FrameSamples} FrameSamples
 * @typedef {import("./anatomy.js").Place} Place
 */

/** @param {typeof import("../pkg/workshop.js")} core */
export function createFrameSamples(core) {
  /** @type {{id: number, scan: number, reader: FrameSamples} | null} */
  let kept = null;

  function forget() {
    kept?.reader.free();
    kept = null;
  }

  return {
    /**
     * A sample, and those to the left, above, and left above, and what it is predicted by.
     * @param {Document} opened @param {number} id Of the file, or its last edit. @param {Place} place @param {import("./anatomy.js").Slices} slices
     * @returns {Promise<import("./anatomy.js").Around | null>}
     */
    async around(opened, id, { scan, component, bx, by }, slices) {
      if (kept?.id !== id || kept.scan !== scan) {
        forget();
        const reader = new core.FrameSamples(opened, scan);
        for (let part = 0; (part = reader.advance(slices.until())) < 1; ) {
          if (await slices.pause(part, 1)) continue;
          reader.free();
          return null;
        }
        // Another question may have been quicker.
        forget();
        kept = { id, scan, reader };
      }
      const { reader } = /** @type {{reader: FrameSamples}} */ (kept);
      return { samples: Array.from(reader.around(component, bx, by)), prediction: reader.prediction(component, bx, by) ?? null };
    },
  };
}
