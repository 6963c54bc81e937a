/**
 * The keys of the page, as its sheet tells them: part by part, since a single letter acts only in the part that has the
 * focus. A test presses each of them, and every letter that is not here.
 *
 * `press` is how a key is written: names joined by `+`, as in `Ctrl+Shift+z`; `says` is the end of a key of the
 * dictionaries, after `keys.`.
 *
 * @typedef {object} Key
 * @property {string[]} press
 * @property {string} says
 *
 * @typedef {object} Part
 * @property {string} name After `keys.part.` in the dictionaries.
 * @property {string | null} focus What has to have the focus; null stands for the whole page.
 * @property {Key[]} keys
 */

const ARROWS = ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"];
const ENDS = ["Home", "End"];
const PAGES = ["PageUp", "PageDown"];

/** @type {readonly Part[]} */
export const PARTS = [
  {
    name: "page",
    focus: null,
    keys: [
      { press: ["?"], says: "sheet" },
      { press: ["Ctrl+z"], says: "undo" },
      { press: ["Ctrl+Shift+z", "Ctrl+y"], says: "redo" },
      { press: ["Alt+PageDown", "Alt+PageUp"], says: "turn-file" },
    ],
  },
  {
    name: "picture",
    focus: "#picture-stage",
    keys: [
      { press: ["+", "-"], says: "zoom" },
      { press: ["0"], says: "fit" },
      { press: ["a"], says: "actual" },
      { press: ARROWS, says: "pan" },
      { press: ["g"], says: "grid" },
      { press: ["h"], says: "heat" },
      { press: ["d"], says: "damage" },
      { press: ["1", "2", "3", "4", "5"], says: "compare" },
      { press: ["c"], says: "changed" },
      { press: ["w"], says: "levels" },
      { press: ["Escape"], says: "free" },
    ],
  },
  {
    name: "bits",
    focus: ".bits-area",
    keys: [
      { press: [...ARROWS, ...PAGES, ...ENDS], says: "move" },
      { press: ["Ctrl+ArrowLeft", "Ctrl+ArrowRight"], says: "byte" },
      { press: ["Ctrl+Home", "Ctrl+End"], says: "ends" },
      { press: ["Shift+ArrowRight", "Ctrl+a"], says: "select" },
      { press: ["Enter"], says: "lock" },
      { press: [" "], says: "flip" },
      { press: ["Escape"], says: "free" },
      { press: ["Ctrl+g"], says: "goto" },
      { press: ["Ctrl+f"], says: "find" },
      { press: ["n", "p", "F3"], says: "next" },
      { press: ["Ctrl+c"], says: "copy" },
      { press: ["b", "h", "d"], says: "notation" },
      { press: ["[", "]"], says: "columns" },
      { press: ["f"], says: "width" },
      { press: ["l"], says: "letters" },
      { press: ["m"], says: "map" },
      { press: ["e"], says: "edit" },
    ],
  },
  {
    name: "segments",
    focus: "#segments-tree",
    keys: [
      { press: ["ArrowUp", "ArrowDown", ...PAGES, ...ENDS], says: "row" },
      { press: ["ArrowRight", "ArrowLeft"], says: "open" },
      { press: ["Enter", "F2"], says: "change" },
    ],
  },
  {
    name: "grids",
    focus: ".block-cell[tabindex='0']",
    keys: [
      { press: [...ARROWS, ...ENDS], says: "cell" },
      { press: [" "], says: "choose" },
      { press: ["Enter", "F2"], says: "change" },
    ],
  },
  {
    name: "codes",
    focus: ".code-row[tabindex='0']",
    keys: [
      { press: ["ArrowUp", "ArrowDown", ...PAGES, ...ENDS], says: "row" },
      { press: ["Enter", "F2"], says: "symbol" },
      { press: ["l"], says: "length" },
    ],
  },
  {
    name: "draw",
    focus: ".draw-cell[tabindex='0']",
    keys: [
      { press: [...ARROWS, ...PAGES, ...ENDS], says: "cell" },
      { press: [" ", "Enter"], says: "turn" },
      { press: ["0", "1"], says: "digit" },
    ],
  },
  {
    name: "tabs",
    focus: "[role=tab][tabindex='0']",
    keys: [{ press: ["ArrowLeft", "ArrowRight", ...ENDS], says: "tab" }],
  },
  {
    name: "map",
    focus: ".map-bar[tabindex='0']",
    keys: [{ press: ["ArrowLeft", "ArrowRight", ...ENDS], says: "bar" }],
  },
  {
    name: "files",
    focus: ".file-turn[tabindex='0']",
    keys: [
      { press: ["ArrowLeft", "ArrowRight", ...ENDS], says: "file" },
      { press: ["Delete"], says: "close-file" },
    ],
  },
  {
    name: "border",
    focus: "#splitter",
    keys: [
      { press: ["ArrowUp", "ArrowDown", ...ENDS], says: "height" },
      { press: ["Enter"], says: "usual" },
    ],
  },
];
