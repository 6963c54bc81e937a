/**
 * Draws the rows on screen, and only those: offset column, digits over the colours of their roles, text column.
 *
 * Colours are filled role by role, digits are copied from pictures of whole bytes (bits-theme.js), so a frame takes some
 * hundred calls however long the file is.
 *
 * @typedef {import("./bits-view.js").View} View
 * @typedef {import("./bits-theme.js").Theme} Theme
 * @typedef {import("./bits-theme.js").Atlas} Atlas
 * @typedef {import("./bits-geometry.js").Geometry} Geometry
 * @typedef {import("../store.js").BitRange} BitRange
 */

import { ROLES } from "../roles.js";
import { LEVELS } from "../trial-map.js";
import { createLitMarks } from "./bits-lit.js";
import { createMargins } from "./bits-margins.js";
import { createMarks } from "./bits-marks.js";
import { drawAtlas } from "./bits-theme.js";

/** How a digit is drawn. Dark and light are for digits over a pixel's own colour. */
const PLAIN = 0, SAME = 1, SELECTED = 2, DARK = 3, LIGHT = 4;

/** Dash patterns that tell roles apart without colour: the line beneath a span, by role number. */
const DASHES = [[], [1, 2], [4, 2], [6, 2, 1, 2], [2, 2], [8, 3]];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {View} view
 */
export function createPainter(canvas, view) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  /** @type {Theme} */
  let theme;
  /** @type {(Atlas | undefined)[]} */
  let atlases = [];
  let atlasMode = view.mode();
  /** Rectangles x, y, width, height by role, then by level of damage, kept between frames to spare the collector. @type {number[][]} */
  const filled = [...ROLES, ...LEVELS].map(() => []);
  /** @type {number[]} */
  const underlined = [];
  /** Those of which nothing is known yet. @type {number[]} */
  const unknown = [];
  /** Where spans start: x, y, width, role. @type {number[]} */
  const lettered = [];
  let styles = new Uint8Array(64);
  const margins = createMargins(context, view);
  const marks = createMarks(context, view);
  const litMarks = createLitMarks(context, view);

  /** @param {number} style @returns {Atlas} */
  function atlas(style) {
    if (atlasMode !== view.mode()) {
      atlasMode = view.mode();
      atlases = [];
    }
    const font = style === PLAIN || style === DARK || style === LIGHT ? theme.font : theme.strong;
    const colour = style === SELECTED ? theme.glowInk : style === DARK ? "#16171a" : style === LIGHT ? "#fff" : theme.ink;
    return (atlases[style] ??= drawAtlas(atlasMode, view.metrics(), font, colour, digitsHeight()));
  }

  const digitsHeight = () => {
    const { row, scale } = view.metrics();
    return view.letters() || theme.forced ? row - Math.round(11 * scale) / scale : row;
  };

  /** The outline of a range of bits over several rows, clipped to the rows around the screen. @param {BitRange} range @param {number} firstRow @param {number} lastRow @param {number} top @param {number} left */
  function outline(range, firstRow, lastRow, top, left) {
    const g = view.geometry();
    const { row: rowHeight, head } = view.metrics();
    const from = Math.max(range.start, (firstRow - 1) * g.columns, 0);
    const to = Math.min(range.start + range.bits, (lastRow + 1) * g.columns) - 1;
    context.beginPath();
    if (to < from) return false;
    const r0 = Math.floor(from / g.columns);
    const r1 = Math.floor(to / g.columns);
    const c0 = from - r0 * g.columns;
    const c1 = to - r1 * g.columns;
    const height = digitsHeight();
    const y = (/** @type {number} */ r) => head + r * rowHeight - top;
    const x0 = g.x(c0) - left;
    const x1 = g.end(c1) - left;
    const l = g.x(0) - left;
    const e = g.end(g.columns - 1) - left;
    if (r0 === r1) context.rect(x0, y(r0), x1 - x0, height);
    else if (r1 === r0 + 1 && c1 < c0) {
      context.rect(x0, y(r0), e - x0, height);
      context.rect(l, y(r1), x1 - l, height);
    } else {
      const low = y(r1) + height;
      for (const [px, py] of [
        [x0, y(r0)], [e, y(r0)], [e, c1 === g.columns - 1 ? low : y(r1)], [x1, c1 === g.columns - 1 ? low : y(r1)],
        [x1, low], [l, low], [l, c0 === 0 ? y(r0) : y(r0 + 1)], [x0, c0 === 0 ? y(r0) : y(r0 + 1)],
      ]) context.lineTo(px, py);
      context.closePath();
    }
    return true;
  }

  /** Notes the rectangles of columns `from..to` of a row, byte by byte. @param {number[]} list @param {number} from @param {number} to @param {number} y @param {number} height @param {number} left */
  function cover(list, from, to, y, height, left) {
    const g = view.geometry();
    const { scale } = view.metrics();
    for (let column = from; column < to; ) {
      const stop = g.gap > 0 ? Math.min(to, (column | 7) + 1) : to;
      const x = Math.round((g.x(column) - left) * scale) / scale;
      list.push(x, y, Math.round((g.end(stop - 1) - left) * scale) / scale - x, height);
      column = stop;
    }
  }

  /** The level of damage of a span as a tone behind those of the roles. @param {number} bit @param {number} role @param {number} scan @param {number} k @param {number} field */
  function toneOf(bit, role, scan, k, field) {
    const verdict = view.verdict(bit, { role, scan, k, field });
    return ROLES.length + (verdict?.level ?? LEVELS.length);
  }

  /** @param {number[]} list */
  function fill(list) {
    for (let i = 0; i < list.length; i += 4) context.fillRect(list[i], list[i + 1], list[i + 2], list[i + 3]);
  }

  /** The digits of one row. @param {number} rowStart @param {number} c0 @param {number} c1 @param {number} y @param {number} left @param {boolean} mixed */
  function digits(rowStart, c0, c1, y, left, mixed) {
    const g = view.geometry();
    for (let column = c0 - (c0 % 8); column < c1; column += 8) {
      const count = Math.min(8, c1 - column);
      const value = view.bitsAt(rowStart + column, count);
      if (value < 0) continue;
      const byte = value << (8 - count);
      for (let i = 0; i < count; ) {
        const style = mixed ? styles[column + i - c0] ?? PLAIN : PLAIN;
        let end = i + 1;
        if (!mixed) end = count;
        else while (end < count && (styles[column + end - c0] ?? PLAIN) === style) end++;
        const { image, width, height } = atlas(style);
        const sx = (i * width) / 8;
        const sw = ((end - i) * width) / 8;
        context.drawImage(
          image, (byte % 16) * width + sx, (byte >> 4) * height, sw, height,
          g.x(column) + i * g.bit - left, y, (end - i) * g.bit, height / view.metrics().scale,
        );
        i = end;
      }
    }
  }

  /** The colours behind one row of a picture's samples: each pixel's own. @param {number} start @param {number} end @param {number} y @param {number} height @param {number} left @param {number} c0 */
  function pixels(start, end, y, height, left, c0) {
    const layout = view.layout();
    const source = view.source();
    const columns = view.geometry().columns;
    if (!layout) return;
    const rowBits = layout.rowBytes * 8;
    for (let bit = start; bit < end; ) {
      const within = bit % rowBits;
      const size = layout.bitsPerPixel;
      if (within >= layout.width * size) {
        bit += rowBits - within; // The bits that fill up a row of 1-bit pixels have no colour.
        continue;
      }
      const first = bit - (within % size);
      const stop = Math.min(end, first + size);
      const byte = first >> 3 === first / 8 || first >= 2 ** 31 ? Math.floor(first / 8) : first >> 3;
      const one = size === 1 ? (view.bitsAt(first, 1) ? 255 : 0) : source.at(byte);
      if (one >= 0) {
        const green = size === 24 ? source.at(byte + 1) : one;
        const blue = size === 24 ? source.at(byte + 2) : one;
        context.fillStyle = `rgb(${one},${green},${blue})`;
        const list = /** @type {number[]} */ ([]);
        cover(list, bit % columns, ((stop - 1) % columns) + 1, y, height, left);
        fill(list);
        const style = one * 0.3 + green * 0.59 + blue * 0.11 > 130 ? DARK : LIGHT;
        for (let c = bit % columns; c <= (stop - 1) % columns; c++) if (c >= c0) styles[c - c0] = style;
      }
      bit = stop;
    }
  }

  /** Role letters and their lines, beneath the digits. @param {number} height */
  function letterLine(height) {
    context.font = theme.tiny;
    context.textBaseline = "alphabetic";
    context.fillStyle = context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    const bottom = view.metrics().row - 2;
    for (let i = 0; i < lettered.length; i += 4) {
      const [x, y, width, code] = lettered.slice(i, i + 4);
      const role = Math.abs(code) - 1;
      const letter = view.layout() ? "RGB"[role] ?? "" : ROLES[role]?.letter ?? (role < ROLES.length + LEVELS.length ? String(role - ROLES.length) : "");
      context.setLineDash(DASHES[role % DASHES.length] ?? []);
      context.beginPath();
      context.moveTo(x + (code > 0 ? 6.5 : 0), y + height + 2.5);
      context.lineTo(x + width - 1.5, y + height + 2.5);
      context.stroke();
      if (code > 0) context.fillText(letter, x, y + bottom);
    }
    context.setLineDash([]);
  }

  /**
   * @param {readonly BitRange[]} matches Found by a search, around the screen.
   * @param {boolean} focused
   * @param {boolean} insert Whether typing inserts.
   */
  function paint(matches, focused, insert) {
    const g = view.geometry();
    const { row: rowHeight, head, scale } = view.metrics();
    const { width, height } = view.size();
    if (width === 0 || height === 0) return;
    const top = Math.round(view.scroll.top() * scale) / scale;
    const left = Math.round(view.scroll.left() * scale) / scale;
    const tall = digitsHeight();
    const withLetters = tall < rowHeight;
    const total = view.total();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.imageSmoothingEnabled = false;
    context.textAlign = "left";
    context.fillStyle = theme.panel;
    context.fillRect(0, 0, width, height);

    const firstRow = Math.max(0, Math.floor(top / rowHeight));
    const lastRow = Math.min(g.rows, Math.ceil((top + height - head) / rowHeight));
    const c0 = g.columnAt(left + g.frozen);
    const firstColumn = c0 - (c0 % 8);
    const lastColumn = Math.min(g.columns, g.columnAt(left + width) + 1);
    if (styles.length < lastColumn - firstColumn) styles = new Uint8Array(lastColumn - firstColumn);
    const selection = view.selection();
    const hover = view.hover();
    const isFile = view.layout() === null;
    view.source().want(Math.floor((firstRow * g.columns) / 8), Math.ceil((lastRow * g.columns) / 8));
    if (isFile) {
      view.spans.want(firstRow * g.columns, Math.min(total, lastRow * g.columns));
      view.spans.mark(selection?.start ?? hover?.start ?? null);
    }

    for (const list of filled) list.length = 0;
    unknown.length = 0;
    const damage = view.damage();
    underlined.length = lettered.length = 0;
    /** What each row's digits need once all colours are down. @type {(Uint8Array | null)[]} */
    const rowStyles = [];

    for (let r = firstRow; r < lastRow; r++) {
      const y = head + r * rowHeight - top;
      const rowStart = r * g.columns;
      const start = rowStart + firstColumn;
      const end = Math.min(total, rowStart + lastColumn);
      let mixed = false;
      styles.fill(PLAIN);
      if (isFile) {
        let before = -1;
        view.spans.runs(start, end, (from, to, role, fresh, same, scan, k, field) => {
          const tone = damage ? toneOf(from, role, scan, k, field) : role;
          const list = filled[tone] ?? unknown;
          const at = list.length;
          cover(list, from - rowStart, to - rowStart, y, tall, left);
          // A hair of paper keeps two neighbours of one role apart, where no gap does.
          if (fresh && tone === before && list.length > at && (g.gap === 0 || (from - rowStart) % 8 !== 0)) {
            list[at] += 1;
            list[at + 2] -= 1;
          }
          before = tone;
          if (same) {
            cover(underlined, from - rowStart, to - rowStart, y + tall - 1.5, 1.5, left);
            styles.fill(SAME, from - rowStart - firstColumn, to - rowStart - firstColumn);
            mixed = true;
          }
          if (withLetters) {
            const x = g.x(from - rowStart) - left;
            lettered.push(x, y, g.end(to - 1 - rowStart) - left - x, fresh || from === start ? tone + 1 : -tone - 1);
          }
        });
      } else {
        pixels(start, end, y, tall, left, firstColumn);
        mixed = true;
        const layout = view.layout();
        if (withLetters && layout?.bitsPerPixel === 24) {
          for (let b = start - (start % 8); b < end; b += 8) {
            const from = Math.max(b, start);
            const x = g.x(from - rowStart) - left;
            lettered.push(x, y, g.end(Math.min(b + 8, end) - 1 - rowStart) - left - x, ((b % (layout.rowBytes * 8)) / 8) % 3 + 1);
          }
        }
      }
      if (selection && selection.start < end && selection.start + selection.bits > start) {
        const from = Math.max(start, selection.start) - start;
        styles.fill(SELECTED, from, Math.min(end, selection.start + selection.bits) - start);
        mixed = true;
      }
      rowStyles.push(mixed ? styles.slice(0, lastColumn - firstColumn) : null);
    }

    if (!theme.forced) filled.forEach((list, tone) => {
      context.fillStyle = theme.roles[tone] ?? theme.levels[tone - ROLES.length];
      fill(list);
    });
    if (!g.aligned && !(view.layout()?.bitsPerPixel === 1)) byteTicks(firstRow, lastRow, firstColumn, lastColumn, top, left, tall);

    litMarks(theme, firstRow, lastRow, top, left, tall);
    if (selection && outline(selection, firstRow, lastRow, top, left)) {
      context.fillStyle = theme.glow;
      context.fill();
    }
    context.fillStyle = theme.accent;
    fill(underlined);

    for (let r = firstRow; r < lastRow; r++) {
      const rowStart = r * g.columns;
      const own = rowStyles[r - firstRow];
      if (own) styles.set(own);
      digits(rowStart, firstColumn, Math.min(lastColumn, total - rowStart), head + r * rowHeight - top, left, own !== null);
    }
    if (withLetters) letterLine(tall);

    context.lineJoin = "round";
    for (const match of matches) {
      if (!outline(match, firstRow, lastRow, top, left)) continue;
      context.strokeStyle = theme.found;
      context.lineWidth = 1.5;
      context.stroke();
    }
    if (selection && outline(selection, firstRow, lastRow, top, left)) {
      context.strokeStyle = theme.glow;
      context.lineWidth = 4;
      context.globalAlpha = 0.55;
      context.stroke();
      context.globalAlpha = 1;
      context.strokeStyle = theme.ink;
      context.lineWidth = 1.5;
      context.stroke();
    }
    if (hover && outline(hover, firstRow, lastRow, top, left)) {
      context.strokeStyle = theme.panel;
      context.lineWidth = 3.5;
      context.stroke();
      context.strokeStyle = theme.accent;
      context.lineWidth = 1.75;
      context.stroke();
    }
    marks.changed(theme, firstRow, lastRow, top, left, tall);
    if (focused && !view.editing() && total > 0 && outline({ start: view.caret(), bits: view.mode() === "binary" ? 1 : view.mode() === "hex" ? 4 : 8 }, firstRow, lastRow, top, left)) {
      context.strokeStyle = theme.accent;
      context.lineWidth = 2.5;
      context.stroke();
    }

    marks.caret(theme, insert, top, left, tall);
    margins.rows(theme, firstRow, lastRow, top, left, tall);
    margins.heading(theme, left, width);
  }

  /** Hairlines where bytes begin, for rows that start inside bytes. @param {number} firstRow @param {number} lastRow @param {number} c0 @param {number} c1 @param {number} top @param {number} left @param {number} tall */
  function byteTicks(firstRow, lastRow, c0, c1, top, left, tall) {
    const g = view.geometry();
    const { row: rowHeight, head } = view.metrics();
    context.fillStyle = theme.dim;
    for (let r = firstRow; r < lastRow; r++) {
      const start = r * g.columns;
      const end = Math.min(view.total(), start + c1);
      for (let b = Math.ceil((start + c0) / 8) * 8; b < end; b += 8) {
        context.fillRect(g.x(b - start) - left - 0.5, head + r * rowHeight - top + 1, 1, tall - 2);
      }
    }
  }

  return {
    paint,
    labels: margins.labels,
    /** @param {Theme} next */
    setTheme(next) {
      theme = next;
      atlases = [];
    },
    /** Forgets drawn glyphs, after the metrics or letters have changed. */
    remeasured() {
      atlases = [];
    },
  };
}

/** @typedef {ReturnType<typeof createPainter>} Painter */
