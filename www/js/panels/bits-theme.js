/**
 * The look of the matrix as a canvas needs it: colours resolved from the page's CSS tokens, and glyphs drawn ahead.
 *
 * @typedef {import("./bits-geometry.js").Metrics} Metrics
 * @typedef {import("./bits-geometry.js").Mode} Mode
 *
 * @typedef {object} Theme
 * @property {boolean} forced The reader's own colours replace the page's (forced colours).
 * @property {string} panel
 * @property {string} ink
 * @property {string} dim Offsets and text.
 * @property {string} line
 * @property {string} accent
 * @property {string} glow The selection.
 * @property {string} glowInk Digits on it.
 * @property {string} found Matches of a search.
 * @property {string} change What was edited.
 * @property {string[]} roles Colour by role number.
 * @property {string[]} levels Colour by level of damage.
 * @property {string} font For offsets and text.
 * @property {string} strong For digits of the same block and of the selection.
 * @property {string} small For headings.
 * @property {string} tiny For role letters.
 */

import { ROLES } from "../roles.js";
import { LEVELS } from "../trial-map.js";
import { DIGITS } from "./bits-geometry.js";

/** Whether the reader's own colours are in force. */
export const forcedColours = () => matchMedia("(forced-colors: active)").matches;

/** Reads the colours in force where `root` stands. Custom properties may hold anything, so each goes through a real colour. @param {HTMLElement} root @returns {Theme} */
export function readTheme(root) {
  const probe = document.createElement("i");
  probe.style.cssText = "position:absolute;visibility:hidden;forced-color-adjust:none;transition:none";
  root.append(probe);
  const forced = forcedColours();
  /** @param {string} token @param {string} system What stands for it in forced colours. @param {string} [fallback] */
  const colour = (token, system, fallback = "gray") => {
    probe.style.color = forced ? system : `var(--${token}, ${fallback})`;
    return getComputedStyle(probe).color;
  };
  const style = getComputedStyle(root);
  const size = parseFloat(style.getPropertyValue("--bits-font-size")) || 12.5;
  const family = style.getPropertyValue("--mono").trim() || "monospace";
  const theme = {
    forced,
    panel: colour("panel", "Canvas", "#fff"),
    ink: colour("ink", "CanvasText", "#111"),
    dim: colour("ink2", "CanvasText"),
    line: colour("line2", "GrayText"),
    accent: colour("accent", "LinkText", "#2848d8"),
    glow: colour("glow", "Highlight", "#ffd84d"),
    glowInk: forced ? colour("", "HighlightText") : "#1d1e22",
    found: colour("hot", "LinkText", "#e0342f"),
    change: colour("change-ink", "LinkText", "#a3127c"),
    roles: ROLES.map((role) => colour(role.token, "Canvas", "transparent")),
    levels: LEVELS.map((_, level) => colour(`damage${level}`, "Canvas", "transparent")),
    font: `${size}px ${family}`,
    strong: `700 ${size}px ${family}`,
    small: `${size * 0.88}px ${family}`,
    tiny: `700 ${Math.max(8, size * 0.68)}px ${family}`,
  };
  probe.remove();
  return theme;
}

/** Measures the font, in whole device pixels where glyphs are to stay sharp. @param {HTMLElement} root @param {Theme} theme @param {boolean} letters Room for role letters beneath the digits. @returns {Metrics} */
export function measure(root, theme, letters) {
  const scale = devicePixelRatio || 1;
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.font = theme.font;
  const advance = context.measureText("0000000000").width / 10;
  const style = getComputedStyle(root);
  const length = (/** @type {string} */ name, /** @type {number} */ fallback) => {
    const value = parseFloat(style.getPropertyValue(name));
    return Math.max(1, Math.round((Number.isFinite(value) ? value : fallback) * scale)) / scale;
  };
  const spacing = parseFloat(style.getPropertyValue("--bits-spacing"));
  return {
    cell: Math.max(1, Math.round((advance + (Number.isFinite(spacing) ? spacing : 1)) * scale)) / scale,
    gap: length("--bits-gap", 7),
    pad: length("--bits-pad", 14),
    row: length("--bits-row", 18) + (letters ? Math.round(11 * scale) / scale : 0),
    head: length("--bits-head", 22),
    advance,
    scale,
  };
}

/**
 * Bytes drawn ahead: 16 × 16 pictures of the 256 byte values in one colour, so that a row of 64 digits takes 8 copies.
 *
 * @typedef {object} Atlas
 * @property {HTMLCanvasElement} image
 * @property {number} width Of one byte's picture, in device px.
 * @property {number} height
 */

/** @param {Mode} mode @param {Metrics} metrics @param {string} font @param {string} colour @param {number} height Of the line of digits, in CSS px. @returns {Atlas} */
export function drawAtlas(mode, metrics, font, colour, height) {
  const digits = DIGITS[mode];
  const width = Math.round(digits * metrics.cell * metrics.scale);
  const tall = Math.round(height * metrics.scale);
  const canvas = document.createElement("canvas");
  canvas.width = width * 16;
  canvas.height = tall * 16;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(metrics.scale, metrics.scale);
  context.font = font;
  context.fillStyle = colour;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const ascent = context.measureText("0").actualBoundingBoxAscent;
  const baseline = Math.round(((height + ascent) / 2) * metrics.scale) / metrics.scale;
  for (let byte = 0; byte < 256; byte++) {
    const text =
      mode === "binary"
        ? byte.toString(2).padStart(8, "0")
        : mode === "hex"
          ? byte.toString(16).toUpperCase().padStart(2, "0")
          : String(byte).padStart(3, " ");
    const x = ((byte % 16) * width) / metrics.scale;
    const y = (Math.floor(byte / 16) * tall) / metrics.scale;
    for (let i = 0; i < digits; i++) context.fillText(text[i], x + (i + 0.5) * metrics.cell, y + baseline);
  }
  return { image: canvas, width, height: tall };
}
