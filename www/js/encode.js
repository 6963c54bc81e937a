/**
 * The workshop's part of encoding: the picture that is shown, to a JPEG file, with what each step takes.
 *
 * @typedef {typeof import("../pkg/workshop.js")} Core
 * @typedef {import("./protocol.js").EncodeOptions} EncodeOptions
 * @typedef {import("./protocol.js").Encoded} Encoded
 */

import { FACTORS } from "./samplings.js";

/** Samplings that are offered. */
export const SAMPLINGS = /** @type {(keyof typeof FACTORS)[]} */ (Object.keys(FACTORS));

/**
 * Encodes a gathered picture; null where the job was stopped.
 * @param {Core} core @param {import("../pkg/workshop.js").Document} document @param {import("../pkg/workshop.js").Raster} raster
 * @param {EncodeOptions} options @param {import("./port.js").Slices} slices @returns {Promise<Encoded | null>}
 */
export async function encode(core, document, raster, options, slices) {
  const { quality, sampling, progressive, optimal, restartRows } = options;
  const encoding = new core.Encoding(
    raster,
    document,
    quality ?? 0,
    Uint8Array.from(FACTORS[sampling]),
    progressive ? core.ScanOrder.Progressive : core.ScanOrder.Sequential,
    optimal ? core.CodeTables.Optimal : core.CodeTables.Standard,
    restartRows,
  );
  try {
    let error = 0;
    const steps = [() => encoding.transform(), () => encoding.write(), () => (error = encoding.error(raster))];
    for (const [i, step] of steps.entries()) {
      step();
      if (!(await slices.pause(0.7 + 0.1 * (i + 1), 1))) return null;
    }
    const sizes = encoding.sizes();
    return { sizes, error, bytes: /** @type {Uint8Array<ArrayBuffer>} */ (encoding.take()) };
  } finally {
    encoding.free();
  }
}
