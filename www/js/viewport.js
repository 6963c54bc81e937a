/**
 * What part of the picture is seen: a scale and the picture's corner, in CSS pixels of the view.
 */

/** Most view pixels a picture pixel. */
const LARGEST = 64;

export class Viewport {
  constructor() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.width = 1;
    this.height = 1;
    /** Of all that is drawn on; beside another picture this one has only a part of it. */
    this.stage = 1;
    this.pictureWidth = 1;
    this.pictureHeight = 1;
    /** Follows the view's size until someone zooms or pans. */
    this.fitted = true;
  }

  /** @param {number} width @param {number} height @param {number} [stage] The width of all that is drawn on. */
  resize(width, height, stage = width) {
    const [dx, dy] = [(width - this.width) / 2, (height - this.height) / 2];
    this.stage = stage;
    this.width = width;
    this.height = height;
    if (this.fitted) this.fit();
    else this.pan(dx, dy);
  }

  /** @param {number} width @param {number} height @param {import("./store.js").Gaze} [gaze] Instead of all of it. */
  show(width, height, gaze) {
    this.pictureWidth = width;
    this.pictureHeight = height;
    this.fit();
    if (!gaze) return;
    this.zoomTo(gaze.scale);
    this.pan(this.width / 2 - gaze.x * this.scale - this.x, this.height / 2 - gaze.y * this.scale - this.y);
  }

  fitScale() {
    const margin = Math.min(24, this.width / 16, this.height / 16);
    const scale = Math.min(
      (this.width - 2 * margin) / this.pictureWidth,
      (this.height - 2 * margin) / this.pictureHeight,
    );
    return Math.min(LARGEST, Math.max(scale, 1e-4));
  }

  fit() {
    this.scale = this.fitScale();
    this.x = (this.width - this.pictureWidth * this.scale) / 2;
    this.y = (this.height - this.pictureHeight * this.scale) / 2;
    this.fitted = true;
  }

  /** @param {number} scale @param {number} x @param {number} y A place of the view that stays where it is. */
  zoomTo(scale, x = this.width / 2, y = this.height / 2) {
    const smallest = Math.min(1, this.fitScale()) / 2;
    const next = Math.min(LARGEST, Math.max(smallest, scale));
    this.x = x - ((x - this.x) / this.scale) * next;
    this.y = y - ((y - this.y) / this.scale) * next;
    this.scale = next;
    this.fitted = false;
    this.keepInSight();
  }

  /** @param {number} factor @param {number} [x] @param {number} [y] */
  zoomBy(factor, x, y) {
    this.zoomTo(this.scale * factor, x, y);
  }

  /** @param {number} dx @param {number} dy */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.fitted = false;
    this.keepInSight();
  }

  /** Some of the picture always stays visible, so that nobody gets lost. */
  keepInSight() {
    const keep = 48;
    this.x = Math.min(this.width - keep, Math.max(keep - this.pictureWidth * this.scale, this.x));
    this.y = Math.min(this.height - keep, Math.max(keep - this.pictureHeight * this.scale, this.y));
  }

  /** The picture's pixel at a place of the view; null outside. @param {number} x @param {number} y */
  pixelAt(x, y) {
    const px = Math.floor((x - this.x) / this.scale);
    const py = Math.floor((y - this.y) / this.scale);
    return px >= 0 && py >= 0 && px < this.pictureWidth && py < this.pictureHeight ? { x: px, y: py } : null;
  }

  /** The zoom steps that the buttons take. @param {1 | -1} direction */
  step(direction) {
    const power = Math.log2(this.scale);
    const next = direction > 0 ? Math.floor(power * 2 + 1 + 1e-6) / 2 : Math.ceil(power * 2 - 1 - 1e-6) / 2;
    this.zoomTo(2 ** next);
  }
}
