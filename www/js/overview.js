/** Longest side of the overview of a picture, in pixels. */
const LONGEST_PX = 2048;

/**
 * The factor that brings a picture under the longest side; 1 where it is already. Each pixel of the overview is the mean of
 * a square of so many pixels.
 * @param {number} width @param {number} height
 */
export const overviewFactor = (width, height) => Math.ceil(Math.max(width, height) / LONGEST_PX);
