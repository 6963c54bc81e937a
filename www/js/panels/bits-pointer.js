/**
 * The matrix by mouse, pen and finger: point to look, click to lock, drag to select bits, hold to extend (touch).
 *
 * @typedef {import("./bits-view.js").View} View
 */

const HOLD_MS = 500;
const SLOP_PX = 8;

/**
 * @param {HTMLElement} area
 * @param {View} view
 * @param {(bit: number) => void} flip
 */
export function listenToPointer(area, view, flip) {
  /** @type {{id: number, x: number, y: number, bit: number, dragging: boolean} | null} */
  let press = null;
  /** @type {{x: number, y: number} | null} */
  let pointer = null;
  let hold = 0;
  let held = false;
  let creeping = false;

  /** The bit under a point of the window; with `"nearest"`, also from outside the matrix. @param {number} clientX @param {number} clientY @param {"exact" | "nearest"} how @returns {number | null} */
  function bitAt(clientX, clientY, how) {
    const box = area.getBoundingClientRect();
    const g = view.geometry();
    const { row, head, advance } = view.metrics();
    const x = clientX - box.left - area.clientLeft + view.scroll.left();
    const y = clientY - box.top - area.clientTop - head;
    const { width, height } = view.size();
    const r = Math.floor((y + view.scroll.top()) / row);
    if (how === "exact") {
      const sideways = x - view.scroll.left();
      if (y < 0 || y > height - head || sideways > width || r >= g.rows || sideways < g.frozen - 4) return null;
      if (x >= g.textX - 2) {
        // A character of the text column stands for its byte.
        const byte = Math.ceil((r * g.columns) / 8) + Math.floor((x - g.textX) / advance);
        return byte * 8 < Math.min(view.total(), (r + 1) * g.columns) ? byte * 8 : null;
      }
      if (x < g.matrixX - 2 || x > g.matrixX + g.matrixWidth + 2) return null;
    }
    const bit = Math.max(0, Math.min(r, g.rows - 1)) * g.columns + g.columnAt(x);
    if (bit < view.total()) return bit;
    return how === "exact" || view.total() === 0 ? null : view.total() - 1;
  }

  function point() {
    view.point(pointer && !press?.dragging ? bitAt(pointer.x, pointer.y, "exact") : null);
  }

  /** While a drag leaves the panel, scrolls after it. */
  function creep() {
    if (!press?.dragging || !pointer) {
      creeping = false;
      return;
    }
    const box = area.getBoundingClientRect();
    const below = pointer.y - box.bottom;
    const above = box.top + view.metrics().head - pointer.y;
    const by = below > 0 ? below : above > 0 ? -above : 0;
    if (by !== 0) {
      view.scroll.moveTo(view.scroll.top() + by / 2);
      const bit = bitAt(pointer.x, pointer.y, "nearest");
      if (bit !== null) view.extendTo(bit);
    }
    requestAnimationFrame(creep);
  }

  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const box = area.getBoundingClientRect();
    // The scroll bars belong to the browser.
    if (event.clientX - box.left > area.clientWidth || event.clientY - box.top > area.clientHeight) return;
    const bit = bitAt(event.clientX, event.clientY, "exact");
    held = false;
    if (bit === null) return;
    press = { id: event.pointerId, x: event.clientX, y: event.clientY, bit, dragging: false };
    if (event.pointerType === "touch") {
      clearTimeout(hold);
      hold = window.setTimeout(() => {
        if (!press) return;
        held = true;
        if (view.selection()) view.extendTo(press.bit);
        else view.lock(press.bit);
        navigator.vibrate?.(10);
      }, HOLD_MS);
      return;
    }
    area.setPointerCapture(event.pointerId);
  });

  area.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") {
      if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLOP_PX) clearTimeout(hold);
      return;
    }
    pointer = { x: event.clientX, y: event.clientY };
    if (press && press.id === event.pointerId) {
      const bit = bitAt(event.clientX, event.clientY, "nearest");
      if (!press.dragging && bit !== null && bit !== press.bit && Math.hypot(event.clientX - press.x, event.clientY - press.y) > 3) {
        press.dragging = true;
        if (!event.shiftKey) view.begin(press.bit);
        if (!creeping) {
          creeping = true;
          requestAnimationFrame(creep);
        }
      }
      if (press.dragging && bit !== null) view.extendTo(bit);
    }
    point();
  });

  area.addEventListener("pointerup", (event) => {
    clearTimeout(hold);
    const ended = press;
    press = null;
    if (!ended || ended.id !== event.pointerId || ended.dragging || held) return;
    if (event.shiftKey && view.selection()) view.extendTo(ended.bit);
    else if (view.holds(ended.bit)) flip(ended.bit);
    else if (view.editing()) place(event, ended.bit);
    else view.lock(ended.bit);
  });

  /** A click while typing puts the caret where it is, in the column where it is. @param {PointerEvent} event @param {number} bit */
  function place(event, bit) {
    const x = event.clientX - area.getBoundingClientRect().left + view.scroll.left();
    view.setEditing(x >= view.geometry().textX - 2 ? "text" : "matrix");
    view.putCaret(bit, "move");
  }

  area.addEventListener("pointercancel", () => {
    clearTimeout(hold);
    press = null;
  });

  area.addEventListener("pointerleave", () => {
    pointer = null;
    view.point(null);
  });

  // A long press must not open a menu over the bits it extends to.
  area.addEventListener("contextmenu", (event) => {
    if (held) event.preventDefault();
  });

  return {
    /** The content moved under a pointer that rests. */
    scrolled: point,
  };
}
