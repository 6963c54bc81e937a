/**
 * Where the parts of the page are that it loads by itself: beside this module. The page as one file has another module in the place
 * of this one; so nothing else may ask where it was loaded from.
 *
 * Scripts are named here and nowhere else: where the browser knows trusted types, the page's policy lets it run no others.
 */

/** @typedef {"js/worker.js" | "js/workshop.js" | "js/hand.js" | "js/comparing.js" | "sw.js"} Script */

/** The root of the page. */
const root = new URL("../", import.meta.url);

/** @type {readonly string[]} */
const scripts = ["js/worker.js", "js/workshop.js", "js/hand.js", "js/comparing.js", "sw.js"].map((name) => new URL(name, root).href);

/** @param {string} address */
function known(address) {
  if (!scripts.includes(address)) throw new TypeError(`${address} is no script of this page`);
  return address;
}

/** TypeScript knows of no trusted types yet. @type {{createScriptURL: (address: string) => string}} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("pixelbits", { createScriptURL: known }) ?? {
  createScriptURL: known,
};

/** @param {Script} name */
const addressOf = (name) => policy.createScriptURL(new URL(name, root).href);

/** @param {Script} script @param {string} name */
export const startWorker = (script, name) => new Worker(addressOf(script), { type: "module", name });

/** A module of wasm in pkg, as what makes an instance of it takes it. @param {string} name @returns {URL | Promise<ArrayBuffer>} */
export const wasmOf = (name) => new URL(`pkg/${name}.wasm`, root);

/** The bytes of a file in samples. @param {string} name */
export async function fetchSample(name) {
  const answer = await fetch(new URL(`samples/${name}`, root));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What keeps the page for when there is no network; null where there is nothing to keep. @returns {string | null} */
export const keeper = () => addressOf("sw.js");
