/** Words about the page itself, in English. */

/** @type {import("./index.js").Dictionary} */
export const en = {
  "keeping.ready": "Ready to work offline",
  "keeping.newer": "A newer pixelbits is here. Starting it closes what is open.",
  "keeping.others": "Another window of pixelbits is in use: close it first.",
  "keeping.start": "Start it",
};
