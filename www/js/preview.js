/**
 * Which pictures are shown before their rows come: large progressive ones. A row of theirs takes what all scans bring of
 * it; the DC scans alone, a tenth of the file, bring an eighth of the picture's width and height. That costs a few percent
 * of the time; a preview of twice the size would cost more than a tenth.
 *
 * Sequential files need none: their rows come from the top while they are read, and a quick pass for a preview would take
 * a third to a half of the time of all of it. Nor would the thumbnail in EXIF do: it may show what the picture was before
 * an edit.
 */

/** Smaller pictures are whole before a preview would be seen. */
const LEAST_PIXELS = 3e6;

/** One pixel of a preview stands for so many, across and down. */
export const PREVIEW_FACTOR = 8;

/** @param {{width: number, height: number, process: string}} frame */
export const hasPreview = ({ width, height, process }) =>
  process.includes("progressive") && width * height >= LEAST_PIXELS;

/** Most pixels that are drawn anew many times a second. */
const QUICK_PIXELS = 1e6;

/** How much a picture is reduced while a slider moves: 1, 2, 4 or 8. @param {{width: number, height: number}} frame */
export const coarseFactor = ({ width, height }) =>
  [1, 2, 4].find((factor) => (width * height) / factor ** 2 <= QUICK_PIXELS) ?? 8;
