// The page as it is served to the browsers that WebDriver drives: with the tests' own scripts before it.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { answers, www } from '../tools/serve.js';

/** @param {string} path */
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const [find, watch] = ['./inside/find.js', './inside/watch.js'].map(folder);

/** Nothing but the tests' own module: where a visit begins, and what is put away there is gone. */
const BLANK = '<!doctype html><title>blank</title><link rel="icon" href="data:,"><script type="module" src="/testing/find.js"></script>';
const SCRIPTS = '<script src="/testing/watch.js"></script><script src="/testing/first.js"></script>' +
  '<script type="module" src="/testing/find.js"></script>';

/** @typedef {Awaited<ReturnType<typeof serveTested>>} Site */

/** Serves www and the scripts of the tests. */
export async function serveTested() {
  const page = answers(www);
  const accessible = sirv(folder('../node_modules/dom-accessibility-api/dist'), { dev: true });
  /** @type {string[]} Requests that were refused. */
  const refused = [];
  /** @type {Set<(path: string) => void>} Who wants to know of each request. */
  const listening = new Set();
  /** What windows of a name have to do before their page begins. @type {{name: string, source: string}[]} */
  const first = [];

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    for (const listener of listening) listener(path);
    /** @param {string} type @param {string} body */
    const give = (type, body) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    response.on('finish', () => {
      if (response.statusCode >= 400) refused.push(`${response.statusCode} for ${path}`);
    });
    if (path === '/' || path === '/index.html') {
      const html = await readFile(join(www, 'index.html'), 'utf8');
      give('text/html;charset=utf-8', html.replace('<script type="module"', `${SCRIPTS}<script type="module"`));
    } else if (path === '/testing/blank.html') give('text/html;charset=utf-8', BLANK);
    else if (path === '/testing/first.js') {
      give('text/javascript', first.map(({ name, source }) => `if (window.name === ${JSON.stringify(name)}) ${source};\n`).join(''));
    } else if (path.startsWith('/testing/accessible/')) {
      request.url = path.slice('/testing/accessible'.length);
      accessible(request, response);
    } else if (path === '/testing/find.js') {
      // A page without a bundler knows no packages by name.
      give('text/javascript', (await readFile(find, 'utf8')).replace("'dom-accessibility-api'", "'./accessible/index.mjs'"));
    } else if (path === '/testing/watch.js') give('text/javascript', await readFile(watch, 'utf8'));
    else page(request, response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}/`,
    refused,
    listening,
    first,
    close: () =>
      new Promise((done) => {
        server.close(() => done(undefined));
        server.closeAllConnections();
      }),
  };
}
