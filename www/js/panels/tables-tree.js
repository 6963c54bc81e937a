/**
 * A Huffman table as a tree, beside the list of its codes: each leaf lies at the height of its row. From the root a 0 leads
 * on, a 1 leads down.
 *
 * @typedef {{digits: string, bits: number}} Code
 */

import { svg } from "../dom.js";

/**
 * @param {readonly Code[]} codes @param {{row: number, step: number}} size In pixels: a row, a bit.
 * @returns {{element: Element, light: (which: number) => void}}
 */
export function drawTree(codes, { row, step }) {
  const deepest = codes.reduce((most, { bits }) => Math.max(most, bits), 0);
  const [width, height] = [deepest * step + 22, codes.length * row];
  const x = (/** @type {number} */ depth) => 8 + depth * step;
  const y = (/** @type {number} */ leaf) => (leaf + 0.5) * row;
  /** The first leaf beneath each node, by the digits that lead there. @type {Map<string, number>} */
  const first = new Map();
  codes.forEach(({ digits }, leaf) => {
    for (let depth = 0; depth <= digits.length; depth += 1) {
      const path = digits.slice(0, depth);
      if (!first.has(path)) first.set(path, leaf);
    }
  });
  const height1 = (/** @type {string} */ path) => y(first.get(path) ?? 0);
  /** From a node to the one that a digit leads to. @param {string} path */
  const edge = (path) => {
    const before = path.slice(0, -1);
    return `M${x(before.length)} ${height1(before)}V${height1(path)}H${x(path.length)}`;
  };
  const edges = [...first.keys()].filter((path) => path !== "").map(edge);
  const element = svg("svg", { class: "huffman-tree", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const leaves = codes.map(({ bits }, leaf) => `M${x(bits)} ${y(leaf)}h${width - x(bits)}`);
  const path = svg("path", { class: "tree-path", d: "" });
  const words = svg("g", { class: "tree-digits" });
  element.append(svg("path", { class: "tree-leaves", d: leaves.join("") }), svg("path", { class: "tree-edges", d: edges.join("") }), path, words);
  return {
    element,
    /** Shows the way to a leaf; to none where there is no such code. */
    light(which) {
      const digits = codes[which]?.digits ?? "";
      const nodes = [...digits].map((_, i) => digits.slice(0, i + 1));
      path.setAttribute("d", nodes.map(edge).join(""));
      words.replaceChildren(
        ...(step < 11 ? [] : nodes).map((node) => svg("text", { x: x(node.length) - step / 2, y: height1(node) - 3 }, node.at(-1))),
      );
    },
  };
}
