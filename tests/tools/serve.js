// Serves www on 127.0.0.1: on 8080 or the port in PORT, or on a free one where that is taken.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const root = fileURLToPath(new URL('../../www', import.meta.url));

/**
 * A server of www. Files are read at every request, so a rebuilt page needs only a reload.
 * @param {number} port 0 for any free one.
 * @returns {Promise<{address: string, close: () => Promise<void>}>}
 */
export function serve(port) {
  const server = createServer(sirv(root, { dev: true }));
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
