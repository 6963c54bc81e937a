/** Where the modules of wasm are: beside this one, written so that bundlers see it. */
export const vectors = () => new URL("./pixelbits_bg.wasm", import.meta.url);
export const plain = () => new URL("./pixelbits_plain_bg.wasm", import.meta.url);
