/**
 * Shapes in a square of side 1, y downwards: the same outline for the vector, which keeps it, and for the raster, which
 * asks it at the middle of each cell.
 *
 * @typedef {"circle" | "triangle" | "letter"} Shape
 * @typedef {readonly (readonly [number, number])[]} Polygon
 */

/** @type {readonly Shape[]} */
export const SHAPES = Object.freeze(/** @type {const} */ (["circle", "triangle", "letter"]));

const CIRCLE = { x: 0.5, y: 0.5, radius: 0.44 };
/** @type {Polygon} */
const TRIANGLE = [[0.5, 0.06], [0.95, 0.92], [0.05, 0.92]];
/** The letter A, which Latin and Cyrillic share: its outline, then the hole in it. @type {readonly Polygon[]} */
const LETTER = [
  [[0.41, 0.06], [0.59, 0.06], [0.94, 0.94], [0.75, 0.94], [0.67, 0.73], [0.33, 0.73], [0.25, 0.94], [0.06, 0.94]],
  [[0.5, 0.28], [0.61, 0.58], [0.39, 0.58]],
];

/** @type {Readonly<Record<"triangle" | "letter", readonly Polygon[]>>} */
const POLYGONS = { triangle: [TRIANGLE], letter: LETTER };

/** Whether a point lies inside. @param {Shape} shape @param {number} x @param {number} y */
export function inside(shape, x, y) {
  if (shape === "circle") return Math.hypot(x - CIRCLE.x, y - CIRCLE.y) <= CIRCLE.radius;
  return POLYGONS[shape].reduce((odd, polygon) => odd !== crosses(polygon, x, y), false);
}

/** Whether a ray to the right crosses the outline an odd number of times. @param {Polygon} polygon @param {number} x @param {number} y */
function crosses(polygon, x, y) {
  let odd = false;
  polygon.forEach(([x1, y1], at) => {
    const [x2, y2] = polygon[(at + 1) % polygon.length];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) odd = !odd;
  });
  return odd;
}

/** The outline as SVG path data, in a square of side 1; filled by the even-odd rule. @param {Shape} shape */
export function outline(shape) {
  if (shape !== "circle") return POLYGONS[shape].map((polygon) => `M${polygon.map((point) => point.join(" ")).join("L")}Z`).join("");
  const { x, y, radius } = CIRCLE;
  return `M${x - radius} ${y}A${radius} ${radius} 0 1 1 ${x + radius} ${y}A${radius} ${radius} 0 1 1 ${x - radius} ${y}Z`;
}

/** Rows of 0 and 1, top first: 1 where the middle of a cell lies inside. @param {Shape} shape @param {number} cells A side. */
export const raster = (shape, cells) =>
  Array.from({ length: cells }, (_, row) =>
    Array.from({ length: cells }, (_, column) => (inside(shape, (column + 0.5) / cells, (row + 0.5) / cells) ? "1" : "0")).join(""),
  );

/** A row of bits as hexadecimal bytes, filled up with zeros on the right: 0001 1000 is 18. @param {string} row */
export function hexRow(row) {
  const padded = row.padEnd(Math.ceil(row.length / 8) * 8, "0");
  return padded.replace(/.{4}/g, (four) => Number.parseInt(four, 2).toString(16).toUpperCase());
}
