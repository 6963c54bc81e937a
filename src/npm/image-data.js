/** What the core hands rows out as, where there is none: outside of browsers. */
class Rows {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    this.data = data;
    this.width = width;
    this.height = height;
    this.colorSpace = "srgb";
  }
}
const known = globalThis.ImageData ?? Rows;
export { known as ImageData };
