/**
 * A colour of one pixel, the way back: colour → samples → forward DCT → quantise. What comes out is as near as the file's own
 * sampling and quantisers allow.
 *
 * @typedef {import("./store.js").Picture} Picture
 * @typedef {import("./anatomy.js").BlockAnatomy} BlockAnatomy
 * @typedef {import("./anatomy.js").BlockValues} BlockValues
 * @typedef {{bx: number, by: number, i: number, weight: number}} Nearest `i`: of the sample in its block, row by row.
 */

import { largest } from "./components.js";
import { wave } from "./dct.js";
import { NATURAL } from "./zigzag.js";

/** Colours that one can go back from: of inks there are many that make the same colour. @param {Picture} picture */
export const hasColourBack = ({ colour }) => colour === "grey" || colour === "rgb" || colour === "ycbcr";

/** The components of a colour: T.871 7, before rounding; grey takes its mean. @param {Picture} picture @param {readonly number[]} rgb 0–255. @returns {number[]} */
export function componentsOf(picture, [r, g, b]) {
  const scale = largest(picture) / 255;
  if (picture.colour === "grey") return [((r + g + b) / 3) * scale];
  if (picture.colour === "rgb") return [r * scale, g * scale, b * scale];
  const middle = 2 ** (picture.precision - 1);
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  return [y * scale, middle + ((b - y) / 1.772) * scale, middle + ((r - y) / 1.402) * scale];
}

/**
 * The sample of a component that lies nearest to a pixel, and what part it has in the pixel: where a component has half the
 * samples, those beside it have a quarter each way, but not beyond the edge.
 * @param {Picture} picture @param {number} component @param {number} x @param {number} y Of the picture as stored.
 * @returns {Nearest}
 */
export function nearest(picture, component, x, y) {
  const { h, v, blocksAcross, blocksDown } = picture.components[component];
  const [sx, sy] = [Math.floor(((2 * x + 1) * h) / (2 * picture.hMax)), Math.floor(((2 * y + 1) * v) / (2 * picture.vMax))];
  const [halfWide, halfHigh] = [picture.hMax === 2 * h, picture.vMax === 2 * v];
  // Towards which neighbour the pixel lies, and whether there is one.
  const beside = x % 2 === 0 ? sx > 0 : x + 1 < picture.storedWidth;
  const above = y % 2 === 0 ? sy > 0 : y + 1 < picture.storedHeight;
  const filtered = halfWide || (halfHigh && picture.hMax === h);
  const across = halfWide && beside ? 0.75 : 1;
  const down = filtered && halfHigh && above ? 0.75 : 1;
  const [bx, by] = [Math.min(sx >> 3, blocksAcross - 1), Math.min(sy >> 3, blocksDown - 1)];
  return { bx, by, i: (sy & 7) * 8 + (sx & 7), weight: across * down };
}

/**
 * The coefficients that are others when one sample is another, by zigzag index: what the sample's change adds to each of the
 * waves, rounded; then, one step at a time, whatever comes nearer still.
 * @param {Pick<BlockAnatomy, "coefficients" | "quantisers" | "samples">} anatomy @param {number} i Of the sample, row by row. @param {number} value
 * @returns {Map<number, number>}
 */
export function coefficientsFor({ coefficients, quantisers, samples }, i, value) {
  // What one step of each coefficient adds to the sample, by zigzag index.
  const steps = NATURAL.map((at) => quantisers[at] * wave(at, i % 8, i >> 3));
  let left = value - samples[i];
  const added = NATURAL.map((at) => Math.round((left * wave(at, i % 8, i >> 3)) / quantisers[at]) || 0);
  left -= added.reduce((sum, n, k) => sum + n * steps[k], 0);
  for (let turns = 0; Math.abs(left) >= 0.5 && turns < 64; turns += 1) {
    let [best, found] = [Math.abs(left), -1];
    steps.forEach((step, k) => {
      const rest = Math.abs(left - Math.sign(left * step) * step);
      if (rest < best - 1e-9) [best, found] = [rest, k];
    });
    if (found < 0) break;
    const sign = Math.sign(left * steps[found]);
    added[found] += sign;
    left -= sign * steps[found];
  }
  const changed = new Map();
  added.forEach((n, k) => n !== 0 && changed.set(k, coefficients[NATURAL[k]] + n));
  return changed;
}

/**
 * The blocks whose coefficients are others when components of a pixel are; none where no quantiser allows it.
 * @param {Picture} picture @param {{x: number, y: number}} at @param {readonly number[]} now The components of the pixel, upsampled.
 * @param {readonly number[]} wanted @param {(component: number, bx: number, by: number) => Promise<BlockAnatomy | null>} block
 * @returns {Promise<BlockValues[]>}
 */
export async function blocksFor(picture, { x, y }, now, wanted, block) {
  /** @type {BlockValues[]} */
  const blocks = [];
  for (const [component, value] of wanted.entries()) {
    const change = value - now[component];
    if (Math.abs(change) < 0.5) continue;
    const { bx, by, i, weight } = nearest(picture, component, x, y);
    const anatomy = await block(component, bx, by);
    if (!anatomy) continue;
    const sample = Math.max(0, Math.min(largest(picture), anatomy.samples[i] + change / weight));
    const values = coefficientsFor(anatomy, i, sample);
    if (values.size > 0) blocks.push({ component, bx, by, values });
  }
  return blocks;
}
