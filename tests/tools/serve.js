// Serves www on 127.0.0.1: on 8080 or the port in PORT, or on a free one where that is taken.
//
// Nothing that it serves is ever stale: files are read at every request, and the service worker that it makes of them asks this
// server first, and keeps the page only for when it is not running.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { serviceWorker } from './keeper.js';

export const www = fileURLToPath(new URL('../../www', import.meta.url));

/** The page as it is served. @param {string} root @returns {import('node:http').RequestListener} */
export function answers(root) {
  const files = sirv(root, { dev: true });
  return (request, response) => {
    if (request.url !== '/sw.js') return files(request, response);
    serviceWorker(root, { live: true }).then(
      (text) => response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(text),
      (problem) => response.writeHead(500).end(String(problem)),
    );
  };
}

/**
 * A server of the page.
 * @param {number} port 0 for any free one. @param {string} [root] Where the page is.
 * @returns {Promise<{address: string, close: () => Promise<void>}>}
 */
export function serve(port, root = www) {
  const server = createServer(answers(root));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const at = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        address: `http://127.0.0.1:${at.port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = Number(process.env.PORT || 8080);
  const { address } = await serve(wanted).catch((error) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    console.log(`port ${wanted} is taken, using a free one`);
    return serve(0);
  });
  console.log(`\n  Pixelbits: ${address}\n\n  (Ctrl+C ends it)`);
}
