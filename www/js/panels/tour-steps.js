/**
 * The steps of the tour, in order. `targets`: what is lit, the first of them that is to be seen; `tab`: what is shown beneath;
 * `press`: a control of theirs that is pressed; `block`: whether the tour's block is taken apart there. Each has `tour.<id>.title` and sentences in the dictionaries.
 *
 * @typedef {{id: string, targets: readonly string[], tab?: string, press?: string, block?: boolean}} Step
 */

const BLOCK = "#panel-block";

/** @type {readonly Step[]} */
export const STEPS = Object.freeze([
  { id: "file", targets: ["#map"], tab: "segments" },
  { id: "header", targets: ["#bits"], tab: "segments" },
  { id: "code", targets: ["#bits"], tab: "tables", press: "#tables-section-huffman" },
  { id: "run", targets: [".block-stage.codes", BLOCK], tab: "block", block: true },
  { id: "zigzag", targets: [".block-stage.zigzag", BLOCK], tab: "block", block: true },
  { id: "quantiser", targets: [".block-stage.quantisers", BLOCK], tab: "block", block: true },
  { id: "difference", targets: [".block-stage.coefficients", ".block-stage.sample", BLOCK], tab: "block", block: true },
  { id: "idct", targets: [".block-stage.waves", BLOCK], tab: "block", block: true },
  { id: "sampling", targets: ["#picture"], tab: "block", block: true },
  { id: "colour", targets: [".block-stage.pixels", BLOCK], tab: "block", block: true },
  { id: "flip", targets: ["#main"], tab: "segments" },
  { id: "away", targets: ["#panel-bitmap"], tab: "bitmap" },
]);
