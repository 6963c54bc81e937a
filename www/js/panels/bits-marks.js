/**
 * Draws what editing puts on the matrix: changed places, with a line beneath and a corner cut off; places where bits were
 * taken out, with a wedge; and the caret of typing.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-theme.js").Theme} Theme
 * @typedef {import("../edit/patch.js").Mark} Mark
 */

import { lastAtOrBefore } from "./bits-spans.js";

/** Marks that touch the rows on screen are few; more than this would only cover the matrix. */
const MOST = 4000;

/** @param {CanvasRenderingContext2D} context @param {View} view */
export function createMarks(context, view) {
  /** A corner that shows without colour. @param {number} x @param {number} y @param {number} size */
  function corner(x, y, size) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.fill();
  }

  /** Bits went from here. @param {number} x @param {number} y @param {number} tall */
  function wedge(x, y, tall) {
    context.fillRect(x - 0.75, y, 1.5, tall);
    for (const [from, to] of [[y, y + 5], [y + tall, y + tall - 5]]) {
      context.beginPath();
      context.moveTo(x - 4, from);
      context.lineTo(x + 4, from);
      context.lineTo(x, to);
      context.fill();
    }
  }

  /** @param {Theme} theme @param {number} firstRow @param {number} lastRow @param {number} top @param {number} left @param {number} tall */
  function changed(theme, firstRow, lastRow, top, left, tall) {
    const { marks, starts } = view.marks();
    if (marks.length === 0) return;
    const g = view.geometry();
    const { row: rowHeight, head } = view.metrics();
    const [from, to] = [firstRow * g.columns, lastRow * g.columns];
    context.fillStyle = theme.change;
    for (let i = Math.max(0, lastAtOrBefore(starts, from)), drawn = 0; i < marks.length && marks[i].start <= to && drawn < MOST; i += 1) {
      const { start, bits } = marks[i];
      drawn += 1;
      if (bits === 0) {
        const row = Math.floor(start / g.columns);
        if (row >= firstRow && row < lastRow) wedge(g.x(start % g.columns) - left - g.gap / 4, head + row * rowHeight - top, tall);
        continue;
      }
      for (let bit = Math.max(start, from); bit < Math.min(start + bits, to);) {
        const row = Math.floor(bit / g.columns);
        const end = Math.min(start + bits, (row + 1) * g.columns);
        const y = head + row * rowHeight - top;
        const x = g.x(bit % g.columns) - left;
        context.fillRect(x, y + tall - 2.5, g.end((end - 1) % g.columns) - left - x, 2.5);
        if (bit === start) corner(x, y, Math.min(6, tall / 2));
        bit = end;
      }
    }
  }

  /**
   * The caret of typing: a box where it overwrites, a bar where it inserts; the other column has a thin box.
   * @param {Theme} theme @param {boolean} insert @param {number} top @param {number} left @param {number} tall
   */
  function caret(theme, insert, top, left, tall) {
    const column = view.editing();
    if (column === null) return;
    const g = view.geometry();
    const { row: rowHeight, head, advance } = view.metrics();
    const bit = view.caret();
    const row = Math.floor(bit / g.columns);
    const y = head + row * rowHeight - top;
    const within = bit - row * g.columns;
    const digit = view.mode() === "binary" ? 1 : view.mode() === "hex" ? 4 : 8;
    const first = within - (within % digit);
    const boxes = {
      matrix: [g.x(first) - left, g.end(Math.min(g.columns - 1, first + digit - 1)) - g.x(first)],
      text: [g.textX + (Math.floor(bit / 8) - Math.ceil((row * g.columns) / 8)) * advance - left, advance],
    };
    context.strokeStyle = context.fillStyle = theme.accent;
    for (const name of /** @type {const} */ (["matrix", "text"])) {
      const [x, width] = boxes[name];
      context.lineWidth = name === column ? 2.5 : 1;
      if (name === column && insert) context.fillRect(x - 1.5, y - 1, 3, tall + 2);
      else context.strokeRect(x, y, width, tall);
    }
  }

  return { changed, caret };
}
