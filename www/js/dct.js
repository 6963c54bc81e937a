/** The 64 waves of a block: T.81 A.3.3. Fractions and all: exact samples are the core's. */

/** `COSINE[u][x]`: C(u)/2 · cos((2x + 1)uπ/16). */
const COSINE = Array.from({ length: 8 }, (_, u) =>
  Float64Array.from({ length: 8 }, (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)),
);

/** What one dequantised coefficient adds to the sample at `x`, `y`. @param {number} index Natural. @param {number} x @param {number} y */
export const wave = (index, x, y) => COSINE[index % 8][x] * COSINE[index >> 3][y];

/** The coefficients that are not zero, largest first. @param {ArrayLike<number>} dequantised Natural order. @returns {number[]} */
export function largestFirst(dequantised) {
  return Array.from({ length: 64 }, (_, i) => i)
    .filter((i) => dequantised[i] !== 0)
    .sort((a, b) => Math.abs(dequantised[b]) - Math.abs(dequantised[a]) || a - b);
}

/** The sum of some waves: 64 samples, with the level shift and the limits of `precision` bits. @param {ArrayLike<number>} dequantised @param {readonly number[]} indices @param {number} precision */
export function partial(dequantised, indices, precision) {
  const sum = new Float64Array(64).fill(2 ** (precision - 1));
  for (const i of indices) for (let at = 0; at < 64; at += 1) sum[at] += dequantised[i] * wave(i, at % 8, at >> 3);
  return sum.map((value) => Math.max(0, Math.min(2 ** precision - 1, Math.round(value))));
}
