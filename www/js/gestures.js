/**
 * Pointers, wheel and keys of a surface that zooms and pans. Knows no picture.
 *
 * @typedef {object} Moves
 * @property {(factor: number, x: number, y: number) => void} zoom
 * @property {(alt: boolean) => void} [grab] A drag may begin.
 * @property {(dx: number, dy: number) => void} pan
 * @property {(x: number, y: number) => void} hover
 * @property {() => void} leave
 * @property {(x: number, y: number) => void} tap
 * @property {(x: number, y: number) => void} double
 */

/** Moves shorter than this are a click, in CSS pixels. */
const CLICK_PX = 4;

/** @param {HTMLElement} surface @param {Moves} moves */
export function listenToGestures(surface, moves) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let travelled = 0;

  /** @param {MouseEvent} event */
  const place = (event) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    surface.setPointerCapture(event.pointerId);
    if (down.size === 0) {
      travelled = 0;
      moves.grab?.(event.altKey);
    }
    down.set(event.pointerId, place(event));
  });

  surface.addEventListener("pointermove", (event) => {
    const now = place(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") moves.hover(now.x, now.y);
      return;
    }
    down.set(event.pointerId, now);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      moves.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      if (was > 0) moves.zoom(is / was, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (travelled > CLICK_PX) {
      surface.classList.add("dragging");
      moves.pan(now.x - before.x, now.y - before.y);
    }
  });

  /** @param {PointerEvent} event */
  const up = (event) => {
    if (!down.delete(event.pointerId)) return;
    surface.classList.remove("dragging");
    if (event.type === "pointerup" && down.size === 0 && travelled <= CLICK_PX) {
      const { x, y } = place(event);
      if (event.pointerType === "touch") moves.hover(x, y);
      moves.tap(x, y);
    }
  };
  surface.addEventListener("pointerup", up);
  surface.addEventListener("pointercancel", up);
  surface.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") moves.leave();
  });
  // Safari tells of a trackpad's pinch in events of its own; of two fingers on the surface itself it tells in both ways.
  let pinched = 1;
  for (const type of ["gesturestart", "gesturechange"]) {
    surface.addEventListener(type, (event) => {
      event.preventDefault();
      if (down.size > 0) return;
      const { scale } = /** @type {MouseEvent & {scale: number}} */ (event);
      const { x, y } = place(/** @type {MouseEvent} */ (event));
      if (type === "gesturechange") moves.zoom(scale / pinched, x, y);
      pinched = scale;
    });
  }
  surface.addEventListener("dblclick", (event) => {
    const { x, y } = place(event);
    moves.double(x, y);
  });
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      // A trackpad's pinch comes as a wheel with Ctrl and small steps.
      const speed = event.ctrlKey ? 0.01 : 0.002;
      moves.zoom(Math.exp(-event.deltaY * lines * speed), x, y);
    },
    { passive: false },
  );
}
