/** The same as places.page.js for workers: they are told of the files by who starts them, before anything else. */

import { startFrom } from "./blobs.js";

/** @type {import("./blobs.js").Files} */
let files = {};
/** @type {Promise<void>} */
const told = new Promise((resolve) => {
  addEventListener("message", function first(event) {
    // Nobody else is to see it.
    event.stopImmediatePropagation();
    removeEventListener("message", first);
    files = event.data.pixelbitsFiles;
    resolve();
  });
});

/** @param {string} script @param {string} name */
export const startWorker = (script, name) => startFrom(files, script, name);

/** @param {string} name */
export async function wasmOf(name) {
  await told;
  return files[`pkg/${name}.wasm`].arrayBuffer();
}
