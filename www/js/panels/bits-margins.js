/**
 * Draws what surrounds the digits: the heading, the offset column, the text column.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-theme.js").Theme} Theme
 */

import { rowOffset } from "./bits-geometry.js";

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 */
export function createMargins(context, view) {
  /** Words of the heading, in the language in use. */
  const labels = { offset: "", text: "" };

  /** The line above: offsets of the columns. @param {Theme} theme @param {number} left @param {number} width */
  function heading(theme, left, width) {
    const g = view.geometry();
    const { head, advance } = view.metrics();
    const y = head / 2 + 1;
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, width, head);
    context.fillStyle = theme.dim;
    context.font = theme.small;
    context.textBaseline = "middle";
    // Every column that has room for its number: bytes in hex where rows are whole bytes, else bits.
    const step = g.aligned ? Math.max(1, Math.ceil((advance * 4) / g.byte)) * 8 : g.columns > 16 ? 8 : 4;
    const from = Math.max(0, g.columnAt(left + g.frozen));
    for (let column = from - (from % step); column < g.columns && g.x(column) - left < width; column += step) {
      if (g.x(column) - left < g.frozen - 4) continue;
      const label = g.aligned ? `+${(column / 8).toString(16).toUpperCase()}` : String(column);
      context.fillText(label, g.x(column) - left + (g.aligned ? 0 : 1), y);
    }
    if (g.textX - left > g.frozen) context.fillText(labels.text, g.textX - left, y);
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, g.frozen - 4, head);
    context.fillStyle = theme.dim;
    context.fillText(labels.offset, view.metrics().pad, y);
  }

  /** The text column of one row: the bytes that start in it. @param {number} start @param {number} end @param {number} first First character shown. @param {number} count */
  function characters(start, end, first, count) {
    const source = view.source();
    const from = Math.ceil(start / 8) + first;
    const to = Math.min(Math.ceil(end / 8), from + count);
    let text = "";
    for (let i = from; i < to; i++) {
      const byte = source.at(i);
      text += byte > 32 && byte < 127 ? String.fromCharCode(byte) : byte === 32 ? " " : "·";
    }
    return text;
  }

  /** Offsets and text of rows `firstRow..lastRow`. @param {Theme} theme @param {number} firstRow @param {number} lastRow @param {number} top @param {number} left @param {number} tall Height of the digits. */
  function rows(theme, firstRow, lastRow, top, left, tall) {
    const g = view.geometry();
    const { row: rowHeight, head, pad, advance } = view.metrics();
    const { width, height } = view.size();
    const total = view.total();
    // Offsets stay in sight when the matrix is scrolled sideways.
    context.fillStyle = theme.panel;
    context.fillRect(0, head, left > 0 ? g.frozen - 4 : g.matrixX - 4, height);
    context.fillStyle = theme.dim;
    context.font = theme.font;
    context.textBaseline = "middle";
    const textFirst = Math.max(0, Math.floor((left + g.frozen - g.textX) / advance));
    const textCount = Math.ceil((left + width - g.textX) / advance) - textFirst;
    for (let r = firstRow; r < lastRow; r++) {
      const y = head + r * rowHeight - top + tall / 2 + 0.5;
      const start = r * g.columns;
      if (start >= total && total > 0) break;
      context.fillText(rowOffset(start), pad, y);
      if (textCount > 0 && total > 0) {
        context.fillText(characters(start, Math.min(total, start + g.columns), textFirst, textCount), g.textX + textFirst * advance - left, y);
      }
    }
    if (left > 0) {
      context.fillStyle = theme.line;
      context.fillRect(g.frozen - 5, 0, 1, height);
    }
  }

  return { labels, heading, rows };
}
