/**
 * Makes www/sw.js, the service worker of this very build of the page: www/js/service-worker.js behind a line that lists the files of
 * the page with their hashes, and a version made of those. Any static host can serve www then.
 *
 *     node tests/tools/keeper.js
 */

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const www = fileURLToPath(new URL('../../www/', import.meta.url));

/** Files of www that the page never asks for: types, words for readers of the sources, lists for tests, what README shows, and the worker itself. */
const OTHERS = /(^|\/)(\.[^/]*|[^/]*\.d\.ts|[^/]*\.md)$|^img\/|^samples\/manifest\.json$|^sw\.js$|^js\/service-worker\.js$/;

/** Names of the files that the page is made of, in a fixed order. @param {string} root */
export async function filesOf(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').slice(root.length).replace(/^\/+/, ''));
  return names.filter((name) => !OTHERS.test(name)).sort();
}

/**
 * The text of the service worker.
 * @param {string} root Where the page is. @param {{live: boolean}} how `live`: everything comes from the server while it can be reached.
 */
export async function serviceWorker(root, { live }) {
  const source = await readFile(`${root}/js/service-worker.js`, 'utf8');
  /** @type {Record<string, string>} */
  const files = {};
  for (const name of await filesOf(root)) {
    const contents = await readFile(`${root}/${name}`);
    files[name] = `sha256-${createHash('sha256').update(contents).digest('base64')}`;
  }
  const version = createHash('sha256').update(JSON.stringify([files, source])).digest('hex').slice(0, 16);
  return `self.BUILD = ${JSON.stringify({ version, live, files })};\n${source}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(`${www}sw.js`, await serviceWorker(www, { live: false }));
