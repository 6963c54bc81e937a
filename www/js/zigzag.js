/** The order of coefficients: T.81 figure A.6. */

/** Zigzag index to column and row of the 8 × 8 coefficients, computed by walking the diagonals. @type {readonly (readonly [number, number])[]} */
export const ZIGZAG = (() => {
  /** @type {[number, number][]} */
  const order = [];
  for (let d = 0; d < 15; d++) {
    for (let i = Math.max(0, d - 7); i <= Math.min(7, d); i++) order.push(d % 2 ? [d - i, i] : [i, d - i]);
  }
  return order;
})();

/** Zigzag index to index in natural order, 8 · row + column. */
export const NATURAL = ZIGZAG.map(([column, row]) => 8 * row + column);

/** The other way round. */
export const ZIGZAG_OF = NATURAL.reduce((to, natural, k) => ((to[natural] = k), to), new Array(64).fill(0));
