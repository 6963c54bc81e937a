/**
 * Orders that the coefficients of a block may be taken to stand in. The right one is the zigzag order of T.81 A.3.6; no
 * file says it.
 */

import { NATURAL } from "./zigzag.js";

/** Place, 8 · row + column, of each index. */
export const ZIGZAG = Object.freeze(NATURAL);

/** Each row of the block changes places with its neighbour. */
const swapped = ZIGZAG.map((place) => place ^ 8);
/** Rows for columns. */
const turned = ZIGZAG.map((place) => (place % 8) * 8 + (place >> 3));
/** As one writes. */
const rows = ZIGZAG.map((_, k) => k);

/** Anyhow, but always alike; only the mean of the block stays where it is. */
function scrambled() {
  const places = [...ZIGZAG];
  let seed = 8;
  for (let k = 63; k > 1; k -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = 1 + (Math.floor(seed / 65_536) % k);
    [places[k], places[other]] = [places[other], places[k]];
  }
  return places;
}

/** @type {readonly {id: string, places: readonly number[]}[]} */
export const SEQUENCES = Object.freeze([
  { id: "zigzag", places: ZIGZAG },
  { id: "swapped", places: swapped },
  { id: "turned", places: turned },
  { id: "rows", places: rows },
  { id: "scrambled", places: scrambled() },
]);

/** The order of a view, as `View.sequence` names it. @param {string | null} id */
export const placesOf = (id) => SEQUENCES.find((sequence) => sequence.id === id)?.places ?? ZIGZAG;
