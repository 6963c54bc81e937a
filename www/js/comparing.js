/**
 * The worker that compares two files. It is hired for that and let go with it, so that the memory of two pictures is given back.
 * See comparer.js for the other end.
 *
 * @typedef {import("./protocol.js").ToComparing} ToComparing
 * @typedef {import("./protocol.js").Compared} Compared
 */

import init, * as core from "../pkg/workshop.js";
import { answer, breathe, isFault, serve, tell } from "./port.js";

/** Changes that are listed; all are counted. */
const MOST_CHANGES = 5000;
/** Pixels are handed over in strips of about so many bytes. */
const STRIP_BYTES = 4 << 20;

/** @param {Compared} file @param {import("./port.js").Slices} slices @param {number} from @param {number} share Of the job. */
async function gather({ bytes, tables, pixels, oriented }, slices, from, share) {
  const { Rgb, Palette } = core.PixelStore;
  const document = pixels
    ? core.Document.thumbnail(bytes, pixels.width, pixels.height, pixels.palette ? Palette : Rgb)
    : new core.Document(bytes, tables ?? undefined);
  try {
    const raster = new core.Raster(document, oriented ? core.Turn.AsAsked : core.Turn.AsStored);
    for (;;) {
      const done = raster.advance(slices.until());
      await slices.pause(from + done * share, 1);
      if (done >= 1) return raster;
    }
  } catch (problem) {
    // Files without pixels have bytes to compare.
    if (isFault(problem)) return null;
    throw problem;
  } finally {
    document.free();
  }
}

/** Hands the second picture to the page. @param {import("../pkg/workshop.js").Raster} raster @param {number} call */
async function show(raster, call) {
  const { width, height } = raster;
  tell({ type: "size", call, width, height });
  const rows = Math.max(1, Math.floor(STRIP_BYTES / (width * 4)));
  for (let row = 0; row < height; row += rows) {
    const { buffer } = raster.rgbaRows(row, rows);
    tell({ type: "rows", call, firstRow: row, width, data: /** @type {ArrayBuffer} */ (buffer) }, [/** @type {ArrayBuffer} */ (buffer)]);
    await breathe();
  }
}

/** @param {Extract<ToComparing, {type: 'comparePixels'}>} message @param {import("./port.js").Slices} slices */
async function pixels({ call, first, second }, slices) {
  const theirs = await gather(second, slices, 0, 0.35);
  if (!theirs) return null;
  await show(theirs, call);
  const own = await gather(first, slices, 0.35, 0.35);
  if (!own || own.width !== theirs.width || own.height !== theirs.height) return null;
  const comparison = new core.Comparison(own, theirs);
  for (;;) {
    const done = comparison.advance(slices.until());
    await slices.pause(0.7 + 0.3 * done, 1);
    if (done >= 1) return comparison.found();
  }
}

/** @param {ToComparing} message */
function handle(message) {
  switch (message.type) {
    case "compareBytes":
      return answer(message.call, () => core.byteDifference(message.first, message.second, MOST_CHANGES));
    case "comparePixels":
      return answer(message.call, (slices) => pixels(message, slices));
  }
}

serve("workshop", init, handle);
