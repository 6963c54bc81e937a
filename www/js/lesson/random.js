/** Numbers that look random and are the same for the same seed, so that a whole class can get the same questions. */

/**
 * mulberry32 (Tommy Ettinger, public domain).
 * @param {number} seed
 * @returns {() => number} 0 ≤ number < 1
 */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
