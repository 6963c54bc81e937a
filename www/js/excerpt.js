/**
 * A part of what a file holds: the first scans and MCUs, some frequencies.
 *
 * @typedef {import("./store.js").View} View
 * @typedef {import("./store.js").ScanShape} ScanShape
 * @typedef {{scan: number, mcus: number}} Until
 */

/** Coefficients of a block. */
export const COEFFICIENTS = 64;

/** All of it. @type {Pick<View, "until" | "first" | "last">} */
export const EVERYTHING = Object.freeze({ until: null, first: 0, last: COEFFICIENTS - 1 });

/** @param {View} view */
export const isExcerpt = ({ until, first, last }) => until !== null || first > 0 || last < COEFFICIENTS - 1;

/** MCUs of all scans. @param {ScanShape[]} scans */
export const mcusOf = (scans) => scans.reduce((sum, scan) => sum + scan.mcus, 0);

/** Where the file has been read so many MCUs, of all scans. @param {ScanShape[]} scans @param {number} mcus @returns {Until} */
export function placeOf(scans, mcus) {
  let left = mcus;
  for (const [scan, shape] of scans.entries()) {
    // The end of a scan, rather than the beginning of the next: nothing of that has been read.
    if (left <= shape.mcus) return { scan, mcus: left };
    left -= shape.mcus;
  }
  return { scan: scans.length, mcus: 0 };
}

/** The other way round. @param {ScanShape[]} scans @param {Until} place */
export const countOf = (scans, { scan, mcus }) =>
  mcusOf(scans.slice(0, scan)) + Math.min(mcus, scans[scan]?.mcus ?? 0);
