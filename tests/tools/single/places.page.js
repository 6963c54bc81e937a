/** In the page as one file, in the place of www/js/places.js: all files lie in the page itself, packed. */

import { startFrom } from "./blobs.js";

/** A file, from the text that stands in the page. @param {Element} element @returns {Promise<[string, Blob]>} */
async function unpacked(element) {
  const name = element.getAttribute("data-file") ?? "";
  const packed = Uint8Array.from(atob(element.textContent ?? ""), (character) => character.charCodeAt(0));
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const type = name.endsWith(".js") ? "text/javascript" : "";
  return [name, new Blob([await new Response(stream).arrayBuffer()], { type })];
}

/** @type {import("./blobs.js").Files} */
const files = Object.fromEntries(await Promise.all([...document.querySelectorAll("script[data-file]")].map(unpacked)));

/** @param {string} script @param {string} name */
export const startWorker = (script, name) => startFrom(files, script, name);

/** @param {string} name */
export const wasmOf = (name) => files[`pkg/${name}.wasm`].arrayBuffer();

/** @param {string} name */
export async function fetchSample(name) {
  const file = files[`samples/${name}`];
  if (!file) throw new Error(`there is no sample ${name}`);
  return new Uint8Array(await file.arrayBuffer());
}

/** It is kept as what it is. */
export const keeper = () => null;
