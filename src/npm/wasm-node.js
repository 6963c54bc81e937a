import { readFile } from "node:fs/promises";

/** The modules of wasm, from the disk: Node fetches no files. */
export const vectors = () => readFile(new URL("./pixelbits_bg.wasm", import.meta.url));
export const plain = () => readFile(new URL("./pixelbits_plain_bg.wasm", import.meta.url));
