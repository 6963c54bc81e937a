/**
 * Workers from scripts that are there as blobs. What a page from a disk hands to a worker as an address, the worker may not read: so it
 * is handed the files themselves, in its first message.
 *
 * @typedef {Record<string, Blob>} Files By their names in www.
 */

/** Addresses that were made here: the page's policy lets it run no other scripts. @type {Set<string>} */
const own = new Set();

/** @param {string} address */
function known(address) {
  if (!own.has(address)) throw new TypeError(`${address} is no script of this page`);
  return address;
}

/** TypeScript knows of no trusted types yet. @type {{createScriptURL: (address: string) => string}} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("pixelbits", { createScriptURL: known }) ?? {
  createScriptURL: known,
};

/** Of the old kind: from a disk, browsers start no modules as workers. @param {Files} files @param {string} script @param {string} name */
export function startFrom(files, script, name) {
  const address = URL.createObjectURL(files[script]);
  own.add(address);
  const worker = new Worker(policy.createScriptURL(address), { name });
  worker.postMessage({ pixelbitsFiles: files });
  return worker;
}
